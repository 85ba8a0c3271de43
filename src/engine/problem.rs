//! An error as a person reads it at two in the morning.

use crate::model::{CertificateProblem, Shore};
use std::fmt;

/// What failed, on what, in whose words, and what to do about it. All text is safe to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What was tried and on what: `Listing /pub failed`.
    pub what: String,
    /// The server's (or the system's) own words: `550 /pub: Permission denied`.
    pub words: Option<String>,
    /// What happens next, or what to do.
    pub advice: Option<String>,
    /// What kind of failure it is, for exit codes and for retrying.
    pub cause: Cause,
    /// The server has said that it may be otherwise in a moment (4yz).
    pub passes: bool,
    /// The certificate it is about.
    pub certificate: Option<Box<CertificateProblem>>,
}

/// Kinds of failure, as scripts tell them apart (exit codes of the command line).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// No connection could be made, or it was lost. Nothing stands against trying again.
    Connection,
    /// User or password was refused.
    Login,
    /// The server is not trusted, or TLS could not be agreed on.
    Trust,
    /// The answer was lost: it is not known whether it was done, so it is not done again.
    Unknown,
    /// The server refused this operation for good (5yz).
    Refused,
    /// The server could not do it now (4yz).
    Transient,
    /// The data connection failed.
    Data,
    /// Something on this computer: disk, permission, name.
    Local,
    /// There is no room on this shore: the disk is full, or a quota is used up (452, 552).
    NoRoom(Shore),
    /// The source changed while it was read.
    Changed,
    /// What an earlier try has left on the server gives no answer: a session that is gone may still
    /// hold it.
    Stuck,
    /// The bytes do not add up.
    Unproved,
    /// The user stopped it.
    Cancelled,
}

impl Cause {
    /// Whether the next try may end otherwise although nobody puts anything right meanwhile.
    pub fn may_pass(self) -> bool {
        match self {
            Self::Connection
            | Self::Unknown
            | Self::Transient
            | Self::Data
            | Self::NoRoom(_)
            | Self::Changed
            | Self::Stuck
            | Self::Unproved
            | Self::Cancelled => true,
            Self::Login | Self::Trust | Self::Refused | Self::Local => false,
        }
    }
}

impl Problem {
    /// A problem that says what failed; words and advice are added with the builders below.
    pub fn new(cause: Cause, what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            words: None,
            advice: None,
            cause,
            passes: false,
            certificate: None,
        }
    }

    /// Adds the server's or the system's words.
    #[must_use]
    pub fn words(mut self, words: impl Into<String>) -> Self {
        self.words = Some(words.into());
        self
    }

    /// Adds what to do, or what happens next.
    #[must_use]
    pub fn advice(mut self, advice: impl Into<String>) -> Self {
        self.advice = Some(advice.into());
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        if let Some(words) = &self.words {
            write!(f, ": {words}")?;
        }
        if let Some(advice) = &self.advice {
            // The server's own full stop is enough.
            let said = self.words.as_ref().unwrap_or(&self.what);
            let stop = if said.ends_with(['.', '!', '?']) {
                ""
            } else {
                "."
            };
            write!(f, "{stop} {advice}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problem {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_full_stop_ends_the_words_before_the_advice() {
        let problem = Problem::new(Cause::Refused, "Making /x failed").words("550 It failed.");
        assert_eq!(problem.to_string(), "Making /x failed: 550 It failed.");
        let problem = problem.advice("Look at it.");
        let told = "Making /x failed: 550 It failed. Look at it.";
        assert_eq!(problem.to_string(), told);
    }
}
