//! Exit codes, and the failures behind them.

use crate::engine::{Cause, Problem};
use crate::model::Shore;
use std::fmt;
use std::process::ExitCode;

/// How the program ends, as scripts see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExitStatus {
    /// 0: all done and proved.
    Done,
    /// 1: some of it failed.
    SomeFailed,
    /// 2: the command line makes no sense.
    Usage,
    /// 3: no connection.
    NoConnection,
    /// 4: the login or the certificate was refused.
    Login,
    /// 5: the server refused all of it.
    Refused,
    /// 6: local trouble.
    Local,
    /// 128 and the signal's number: 130 for Ctrl-C, 143 for SIGTERM, 129 for SIGHUP.
    Signal(u8),
}

impl From<ExitStatus> for ExitCode {
    fn from(status: ExitStatus) -> Self {
        Self::from(match status {
            ExitStatus::Done => 0,
            ExitStatus::SomeFailed => 1,
            ExitStatus::Usage => 2,
            ExitStatus::NoConnection => 3,
            ExitStatus::Login => 4,
            ExitStatus::Refused => 5,
            ExitStatus::Local => 6,
            ExitStatus::Signal(number) => 128_u8.saturating_add(number),
        })
    }
}

impl From<Cause> for ExitStatus {
    fn from(cause: Cause) -> Self {
        match cause {
            Cause::Connection | Cause::Data | Cause::Stuck => Self::NoConnection,
            Cause::Login | Cause::Trust => Self::Login,
            Cause::Refused | Cause::Transient | Cause::NoRoom(Shore::Remote) => Self::Refused,
            Cause::Local | Cause::NoRoom(Shore::Local) => Self::Local,
            Cause::Unproved | Cause::Unknown | Cause::Changed => Self::SomeFailed,
            Cause::Cancelled => Self::Signal(2),
        }
    }
}

/// Why a verb ended before its work.
#[derive(Debug)]
pub(super) enum Failure {
    /// What was asked for makes no sense.
    Usage(String),
    /// It was tried.
    Problem(Problem),
}

impl Failure {
    pub(super) fn status(&self) -> ExitStatus {
        match self {
            Self::Usage(_) => ExitStatus::Usage,
            Self::Problem(problem) => problem.cause.into(),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(text) => f.write_str(text),
            Self::Problem(problem) => problem.fmt(f),
        }
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}
