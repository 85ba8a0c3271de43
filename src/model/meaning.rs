//! What the lines of the dialogue and the states of sockets mean, in plain words, and where that is
//! laid down.

mod replies;
mod sockets;
mod verbs;

pub use replies::reply;
pub use sockets::state;
pub use verbs::command;

use super::{LogKind, LogLine};

/// What something in the dialogue means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Meaning {
    /// What it means for the user.
    pub says: &'static str,
    /// What can be done about it; empty where nothing needs to be.
    pub remedy: &'static str,
    /// Where it is laid down: `RFC 959 section 4.2.2`.
    pub source: &'static str,
}

impl Meaning {
    /// All of it in one line.
    pub fn line(&self) -> String {
        match self.remedy {
            "" => format!("{} ({})", self.says, self.source),
            remedy => format!("{} {remedy} ({})", self.says, self.source),
        }
    }
}

/// What a line of the dialogue means; `None` where it says all there is itself.
pub fn line(line: &LogLine) -> Option<Meaning> {
    match line.kind {
        LogKind::Sent => command(&line.text),
        LogKind::Received | LogKind::Refused => Some(reply(code(&line.text)?)),
        LogKind::Note | LogKind::Error => sockets::event(&line.text),
    }
}

/// The code that a line of a reply begins with.
pub fn code(text: &str) -> Option<u16> {
    let (digits, rest) = text.split_at_checked(3)?;
    let ends = rest.is_empty() || rest.starts_with([' ', '-']);
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
    let code = if ends && is_number {
        digits.parse().ok()
    } else {
        None
    };
    code.filter(|code| (100..700).contains(code))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;

    fn said(kind: LogKind, text: &str) -> Option<Meaning> {
        line(&LogLine {
            at: Timestamp::UNIX_EPOCH,
            session: 1,
            kind,
            text: text.into(),
            transfer: None,
        })
    }

    #[test]
    fn a_line_is_explained_by_what_it_is() {
        let refused = said(LogKind::Refused, "550 release.iso: No such file").unwrap();
        assert_eq!(refused, reply(550));
        assert!(refused.line().contains("RFC 959"), "{}", refused.line());
        let first = said(LogKind::Received, "220-Welcome").unwrap();
        assert_eq!(first, reply(220));
        assert_eq!(said(LogKind::Received, " more of the greeting"), None);
        let sent = said(LogKind::Sent, "EPSV").unwrap();
        assert!(sent.source.contains("2428"));
        let dialled = said(LogKind::Note, "data: dialling 203.0.113.7:5 SYN-SENT");
        assert!(dialled.unwrap().source.contains("9293"));
        assert_eq!(said(LogKind::Note, "names look like Big5"), None);
    }

    #[test]
    fn only_three_digits_at_the_beginning_are_a_code() {
        assert_eq!(code("226 done"), Some(226));
        assert_eq!(code("226"), Some(226));
        assert_eq!(code("2260 x"), None);
        assert_eq!(code("22"), None);
        assert_eq!(code("\u{e9}\u{e9} x"), None);
        assert_eq!(code("999 x"), None);
    }
}
