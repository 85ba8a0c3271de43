//! From an error of the ftp layer to what a person reads: what failed, on what, the server's own
//! words, what to do.

mod trust;

use super::Problem;
use super::problem::Cause;
use crate::ftp::{FtpError, Stage};
use crate::model::text::{display_safe_str, plural, system_words};
use crate::model::{DataCommand, Shore, Site, TransferMode};
use std::io::ErrorKind;
use trust::trust;

/// Explains why no session could be opened with a site.
pub fn connecting(site: &Site, error: &FtpError) -> Problem {
    let place = format!("{}:{}", site.host, site.port);
    if let Some(problem) = trust(error) {
        return Problem {
            what: format!("Not connected to {place}"),
            ..problem
        };
    }
    if matches!(error, FtpError::Local(_)) {
        return failed(&format!("Connecting to {place}"), error);
    }
    if let FtpError::Reply { command, reply } = error {
        let words = reply.line();
        if reply.is_login_limit() {
            let what = format!("{place} takes no more connections now");
            let mut problem = Problem::new(Cause::Connection, what);
            problem.passes = true;
            return problem
                .words(words)
                .advice("Close another client, or try again in a minute.");
        }
        if is_login(command) {
            let user = display_safe_str(&site.user);
            return Problem::new(Cause::Login, format!("{place} refused the login as {user}"))
                .words(words)
                .advice(login_advice(reply.code()));
        }
        let mut problem =
            Problem::new(Cause::Refused, format!("{place} refused {command}")).words(words);
        problem.passes = reply.code() < 500;
        return problem;
    }
    let problem = Problem::new(Cause::Connection, format!("Could not connect to {place}"))
        .words(display_safe_str(&plain(error)));
    let advice = match error {
        FtpError::Resolve { .. } => "Check the spelling, and that this computer is online.".into(),
        FtpError::Io { source, .. } if source.kind() == ErrorKind::ConnectionRefused => format!(
            "Nothing listens on port {} there, or a firewall rejects it. Check host and port.",
            site.port
        ),
        FtpError::Io { .. } => "The connection broke. Try again; check the network.".into(),
        FtpError::Timeout {
            stage: Stage::Greeting,
            ..
        } => "Something took the call but sent no FTP greeting. Check the port.".into(),
        FtpError::Timeout {
            stage: Stage::Reply,
            ..
        } => "The server took the call but stopped answering. Try again in a moment.".into(),
        FtpError::Timeout { .. } => format!(
            "The host is down, or a firewall drops port {}. Check host and port.",
            site.port
        ),
        FtpError::Protocol { .. } => "Check the port: FTP is usually on 21.".into(),
        FtpError::Proxy { .. } => "Check the proxy and what it allows (--proxy).".into(),
        _ => return problem,
    };
    problem.advice(advice)
}

/// Whether a command is a part of the login (RFC 959 section 5.4).
fn is_login(command: &str) -> bool {
    let verbs = ["USER", "PASS", "ACCT"];
    verbs.iter().any(|verb| command.starts_with(verb))
}

/// The words of an error for a line that has said where to.
fn plain(error: &FtpError) -> String {
    match error {
        FtpError::Io { source, .. } => system_words(source),
        _ => error.to_string(),
    }
}

/// Explains that a listing was not read whole: what its lines stand for is not known, and so
/// neither carried nor seen as taken. `folder` and `lines` are safe to show; `None` without lines.
pub fn unread_lines(folder: &str, lines: &[String]) -> Option<Problem> {
    let first = lines.first()?;
    let what = format!(
        "{} of the listing of {folder} could not be read",
        plural(lines.len(), "line"),
    );
    Some(Problem::new(Cause::Unproved, what).words(first.as_str()))
}

fn login_advice(code: u16) -> &'static str {
    match code {
        332 | 532 => "The server wants an account as well (ACCT): --account NAME.",
        400..=499 => "The server could not do it now; try again in a moment.",
        _ => "Check user and password.",
    }
}

/// Explains why `what` (`Listing /pub`, `Downloading x`) failed.
pub fn failed(what: &str, error: &FtpError) -> Problem {
    if let Some(problem) = trust(error) {
        return Problem {
            what: format!("{what} failed"),
            ..problem
        };
    }
    if matches!(error, FtpError::Cancelled) {
        return Problem::new(Cause::Cancelled, "Cancelled");
    }
    let words = display_safe_str(&error.to_string());
    let (cause, advice) = cause_and_advice(error);
    let problem = Problem::new(cause, format!("{what} failed")).words(words);
    if advice.is_empty() {
        problem
    } else {
        problem.advice(advice)
    }
}

fn cause_and_advice(error: &FtpError) -> (Cause, &'static str) {
    match error {
        FtpError::Cancelled => (Cause::Cancelled, ""),
        FtpError::Unconfirmed { error, .. } => cause_and_advice(error),
        // 421: it is the session that ended.
        FtpError::Reply { reply, .. } if reply.code() == 421 => {
            (Cause::Connection, reply_advice(421, ""))
        }
        FtpError::Reply { reply, .. } | FtpError::RestRefused { reply, .. } => (
            if matches!(reply.code(), 452 | 552) {
                Cause::NoRoom(Shore::Remote)
            } else if reply.code() >= 500 {
                Cause::Refused
            } else {
                Cause::Transient
            },
            reply_advice(reply.code(), &reply.text()),
        ),
        FtpError::NoDataConnection { attempts } => (Cause::Data, data_advice(attempts)),
        FtpError::Stalled { .. } => (
            Cause::Data,
            "The server or the network has stalled: try again, or allow more time (--timeout).",
        ),
        FtpError::Timeout {
            stage: Stage::Call, ..
        } => (
            Cause::Data,
            "A firewall or NAT on this side may stop the server's call. Try passive mode (M, or \
             --mode passive).",
        ),
        FtpError::WrongPeer { .. } => (
            Cause::Data,
            "Somebody else dialled the port meant for the server. Try passive mode (M, or --mode \
             passive).",
        ),
        FtpError::Io {
            stage: Stage::Call | Stage::Data,
            ..
        } => (Cause::Data, "The data connection broke. Try again."),
        FtpError::Proxy { .. } => (
            Cause::Connection,
            "Check the proxy and what it allows (--proxy).",
        ),
        FtpError::Timeout { .. }
        | FtpError::Io { .. }
        | FtpError::Protocol { .. }
        | FtpError::Resolve { .. } => (
            Cause::Connection,
            "The session was closed; the next action opens a new one.",
        ),
        FtpError::Local(source) => (local_cause(source), local_advice(source)),
        FtpError::Differs { .. } | FtpError::Enough => (Cause::Unproved, ""),
        FtpError::Argument(_) => (Cause::Local, "Rename it first."),
        FtpError::Tls { .. }
        | FtpError::Certificate(_)
        | FtpError::TlsRefused { .. }
        | FtpError::SessionNotResumed { .. }
        | FtpError::CutShort { .. } => (Cause::Trust, ""),
        FtpError::Listing(_) => (Cause::Unproved, "What came before the limit is not shown."),
    }
}

/// Explains why a change on the server failed. Where the answer was lost with the connection it may
/// have been made all the same, unless the answer was a 421 or the command was not even sent.
pub fn unanswered(what: &str, error: &FtpError) -> Problem {
    let problem = failed(what, error);
    let unsent = matches!(
        error,
        FtpError::Io {
            stage: Stage::Silence,
            ..
        }
    );
    if problem.cause != Cause::Connection || error.reply().is_some() || unsent {
        return problem;
    }
    Problem {
        what: format!("{what}: the connection was lost before the answer"),
        advice: Some("It is not known whether it was done: look at the listing.".into()),
        cause: Cause::Unknown,
        ..problem
    }
}

/// What may help where no data connection came about.
fn data_advice(attempts: &[(DataCommand, FtpError)]) -> &'static str {
    let tried = |mode| attempts.iter().any(|(command, _)| command.mode() == mode);
    let refused = attempts.iter().any(|(_, error)| {
        matches!(error, FtpError::Io { source, .. } if source.kind() == ErrorKind::ConnectionRefused)
    });
    let silent = attempts
        .iter()
        .any(|(_, error)| matches!(error, FtpError::Timeout { .. }));
    match (tried(TransferMode::Passive), tried(TransferMode::Active)) {
        (false, false) => "Use auto mode, or force EPSV or EPRT.",
        (true, true) => {
            "Neither passive nor active mode works: a firewall between here and the server is the \
             usual reason."
        }
        (true, false) if refused => {
            "The server named a port where nothing answers: its passive ports may be blocked. Try \
             active mode (M, or --mode active)."
        }
        (true, false) if silent => {
            "The server's passive port gave no answer: a firewall is in the way. Try active mode \
             (M, or --mode active)."
        }
        (true, false) => "Try active mode (M, or --mode active).",
        (false, true) => "Try passive mode (M, or --mode passive).",
    }
}

/// Explains that the server refused `what`, in these words.
pub fn refused(what: &str, code: u16, words: &str) -> Problem {
    let cause = if code >= 500 {
        Cause::Refused
    } else {
        Cause::Transient
    };
    let problem = Problem::new(cause, format!("{what} failed")).words(words);
    match reply_advice(code, words) {
        "" => problem,
        advice => problem.advice(advice),
    }
}

/// What a refusal usually means, where its code says it (RFC 959 section 4.2.1).
fn reply_advice(code: u16, words: &str) -> &'static str {
    match code {
        421 => "The server ended the session; the next action opens a new one.",
        425 => "The server could not open the data connection. Try the other mode (M, or --mode).",
        426 => "The server broke the data connection off. Try again.",
        450 => "The file is busy there. Try again later.",
        452 | 552 => "The server has no room left, or the quota is used up.",
        500..=504 => "This server does not know the command.",
        530 => "This login may not do that, or the session has ended: reconnect.",
        550 => unavailable_advice(words),
        553 => "The server does not allow this name, or this login may not write there.",
        _ => "",
    }
}

/// What a 550 means: that the file or folder is not to be had, which has many reasons. Most servers
/// tell which in English.
fn unavailable_advice(words: &str) -> &'static str {
    const TOLD: [(&[&str], &str); 4] = [
        (&["not empty"], "Only an empty folder can be removed so."),
        (
            &[
                "no such",
                "not found",
                "not exist",
                "n't exist",
                "cannot find",
            ],
            "It is gone or has another name: list the folder again.",
        ),
        (&["exists"], "The name is taken there."),
        (
            &["denied", "permi", "not allowed", "prohibited"],
            "This login may not do that there.",
        ),
    ];
    // In front of a colon stands the name.
    let words = words.rsplit(": ").next().unwrap_or(words).to_lowercase();
    let told = TOLD
        .iter()
        .find(|(parts, _)| parts.iter().any(|part| words.contains(part)));
    told.map_or(
        "It is not there, or this login may not do that.",
        |(_, advice)| advice,
    )
}

/// What kind of failure a local error is: a full disk is emptied, and what the system lacks for the
/// moment comes back.
fn local_cause(error: &std::io::Error) -> Cause {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Cause::NoRoom(Shore::Local),
        ErrorKind::OutOfMemory | ErrorKind::ResourceBusy => Cause::Transient,
        _ if is_out_of_files(error) => Cause::Transient,
        _ => Cause::Local,
    }
}

fn is_out_of_files(error: &std::io::Error) -> bool {
    matches!(error.raw_os_error(), Some(libc::EMFILE | libc::ENFILE))
}

/// What to do about a local error.
pub fn local_advice(error: &std::io::Error) -> &'static str {
    match error.kind() {
        ErrorKind::PermissionDenied => "Check the permissions of the folder on this computer.",
        ErrorKind::StorageFull => "This computer's disk is full. Make room, then retry.",
        ErrorKind::QuotaExceeded => {
            "Your quota on this computer is used up. Make room, then retry."
        }
        ErrorKind::ReadOnlyFilesystem => "The file system here is read-only.",
        ErrorKind::NotFound => "It is not there: look at the name, or list the folder again.",
        ErrorKind::AlreadyExists => "Nothing was overwritten: choose another name.",
        ErrorKind::InvalidFilename => {
            "The name is too long for this computer's file system. Rename it first."
        }
        ErrorKind::IsADirectory => "A folder has that name here. Rename one of the two.",
        ErrorKind::NotADirectory => {
            "Something that is no folder is in the way here, or a link, which is not followed."
        }
        ErrorKind::OutOfMemory => "This computer is short of memory. Try again in a moment.",
        _ if is_out_of_files(error) => {
            "Too many files are open on this computer. Close some, or allow more (ulimit -n)."
        }
        _ => "",
    }
}

/// Explains a local failure of `what`.
pub fn local(what: &str, error: &std::io::Error) -> Problem {
    let problem = Problem::new(local_cause(error), format!("{what} failed"))
        .words(display_safe_str(&system_words(error)));
    match local_advice(error) {
        "" => problem,
        advice => problem.advice(advice),
    }
}

#[cfg(test)]
mod tests;
