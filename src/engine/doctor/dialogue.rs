//! What was said on one control connection, kept to be quoted.

use crate::ftp::report::LogSink;
use crate::model::{LogKind, LogLine};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

/// The lines of one control connection.
#[derive(Clone, Default)]
pub(super) struct Dialogue(Arc<Mutex<Vec<LogLine>>>);

impl Dialogue {
    /// A sink that keeps what goes to `sink`.
    pub(super) fn keeping(&self, sink: LogSink) -> LogSink {
        let lines = Arc::clone(&self.0);
        Arc::new(move |line: LogLine| {
            lines
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(line.clone());
            sink(line);
        })
    }

    /// The first line that the server has said.
    pub(super) fn first_reply(&self) -> Option<String> {
        let lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        lines
            .iter()
            .find(|line| is_reply(line))
            .map(|line| line.text.clone())
    }

    /// The first line of the reply to the latest command that begins with `verb`.
    pub(super) fn reply_to(&self, verb: &str) -> Option<String> {
        let lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let asked = lines
            .iter()
            .rposition(|line| line.kind == LogKind::Sent && line.text.starts_with(verb))?;
        lines
            .iter()
            .skip(asked + 1)
            .take_while(|line| line.kind != LogKind::Sent)
            .find(|line| is_reply(line))
            .map(|line| line.text.clone())
    }
}

fn is_reply(line: &LogLine) -> bool {
    matches!(line.kind, LogKind::Received | LogKind::Refused)
}

/// The client's address as a reply to STAT tells it (RFC 959 section 4.1.3 leaves the words to the
/// server): `Connected to 192.0.2.7` says vsftpd, `Connected from host (192.0.2.7)` says `ProFTPD`.
/// An address with a port behind it is the server's own (pyftpdlib).
pub(super) fn client_address(status: &str) -> Option<IpAddr> {
    let (_, rest) = status.split_once("onnected ")?;
    let line = rest.split(" / ").next()?;
    line.split(|character: char| character.is_whitespace() || "()[]<>,;".contains(character))
        .find_map(|word| word.trim_end_matches('.').parse::<IpAddr>().ok())
        .map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clients_address_is_taken_out_of_a_status() {
        for (status, address) in [
            (
                "FTP server status: / Connected to 192.0.2.7 / Logged in as ftp",
                Some("192.0.2.7"),
            ),
            (
                "FTP server status: / Connected to ::ffff:192.0.2.7 / TYPE: ASCII",
                Some("192.0.2.7"),
            ),
            (
                "Status of 'x' / Connected from host.example (192.0.2.7) / Logged in",
                Some("192.0.2.7"),
            ),
            ("Status / Connected from ::1 (::1)", Some("::1")),
            (
                "FTP server status: / Connected to: 10.0.0.1:21 / Waiting",
                None,
            ),
            ("Connected to nobody / Version 1.2.3.4", None),
            ("Version 1.2.3.4", None),
            ("", None),
        ] {
            let expected = address.map(|address| address.parse().unwrap());
            assert_eq!(client_address(status), expected, "{status}");
        }
    }

    #[test]
    fn a_reply_is_found_by_its_command() {
        let dialogue = Dialogue::default();
        let sink = dialogue.keeping(Arc::new(|_| {}));
        for (kind, text) in [
            (LogKind::Sent, "EPSV"),
            (LogKind::Refused, "500 What?"),
            (LogKind::Sent, "EPSV"),
            (LogKind::Note, "data: something"),
            (LogKind::Received, "229 (|||1|)"),
            (LogKind::Sent, "LIST"),
        ] {
            sink(LogLine {
                at: jiff::Timestamp::UNIX_EPOCH,
                session: 1,
                kind,
                text: text.into(),
                transfer: None,
            });
        }
        assert_eq!(dialogue.reply_to("EPSV").as_deref(), Some("229 (|||1|)"));
        assert_eq!(dialogue.reply_to("LIST"), None);
        assert_eq!(dialogue.reply_to("PASV"), None);
    }
}
