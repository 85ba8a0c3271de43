//! Lines that the user sends as they are: which may be sent, and the reply to them.

use super::session::Session;
use super::work::WorkResult;
use super::{Cause, Event, Problem, RequestId, explain};
use crate::ftp::{FtpError, Reply};
use crate::model::TransferType;
use crate::model::text::display_safe;

/// What is not sent as it is, and what to do in its place. Either it opens a data connection, which
/// nobody would serve, or the session could not rely any more on what it knows.
const REFUSED: [(&[&str], &str); 6] = [
    (
        &["LIST", "NLST", "MLSD"],
        "It opens a data connection: say ls.",
    ),
    (
        &["RETR", "STOR", "STOU", "APPE", "REST", "ALLO", "ABOR"],
        "It belongs to a transfer: say get, put or append.",
    ),
    (
        &["PASV", "EPSV", "PORT", "EPRT", "LPRT", "LPSV"],
        "The mode is chosen: say passive, active or auto.",
    ),
    (
        &["USER", "PASS", "REIN", "QUIT"],
        "Say open, user or close.",
    ),
    (
        &["AUTH", "PBSZ", "PROT", "CCC", "ADAT", "HOST"],
        "How the connection is protected is settled when it is opened.",
    ),
    (
        &["TYPE", "MODE", "STRU"],
        "The type is set for each transfer: say bin or ascii. There is no other mode or structure.",
    ),
];

/// The verb of a line, in capitals and safe to show.
pub(crate) fn verb(line: &[u8]) -> String {
    let word = line
        .split(u8::is_ascii_whitespace)
        .next()
        .unwrap_or_default();
    display_safe(&word.to_ascii_uppercase())
}

/// Why a line is not sent as it is; `None` if it is.
fn refusal(line: &[u8]) -> Option<Problem> {
    let verb = verb(line);
    let problem = |words: String| Problem::new(Cause::Local, words);
    if verb.is_empty() {
        return Some(problem("There is nothing to send".into()));
    }
    let (_, advice) = REFUSED
        .iter()
        .find(|(verbs, _)| verbs.contains(&verb.as_str()))?;
    Some(problem(format!("{verb} is not sent as it is")).advice(*advice))
}

impl Session {
    /// Sends a line as it is and gives the reply, which may be a refusal.
    pub(crate) async fn raw_for(
        &mut self,
        request: RequestId,
        line: &[u8],
        what: &str,
    ) -> WorkResult {
        if let Some(problem) = refusal(line) {
            return WorkResult::Failed { request, problem };
        }
        match self.say_raw(line).await {
            Ok(reply) => {
                let names = self.names();
                WorkResult::Told(Event::Answered {
                    request,
                    code: reply.code(),
                    lines: reply.lines().map(|line| names.shown(line)).collect(),
                })
            }
            Err(error) => WorkResult::Failed {
                request,
                problem: explain::unanswered(what, &error),
            },
        }
    }
}

impl Session {
    async fn say_raw(&mut self, line: &[u8]) -> Result<Reply, FtpError> {
        if verb(line) == "SIZE" {
            // Of text it would be another one, or none (RFC 3659 section 4).
            self.control.use_type(TransferType::Image).await?;
        }
        let limit = self.control.reply_timeout();
        self.control.ask_patiently(line, limit).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_session_relies_on_is_not_touched() {
        for line in [
            "LIST",
            "list -a",
            "retr x",
            "PORT 1,2,3,4,5,6",
            "TYPE A",
            "QUIT",
            "user\tx",
            "",
            " USER x",
        ] {
            assert!(refusal(line.as_bytes()).is_some(), "{line}");
        }
        for line in ["NOOP", "SITE CHMOD 644 x", "site list", "FEAT", "MDTM x"] {
            assert!(refusal(line.as_bytes()).is_none(), "{line}");
        }
    }

    #[test]
    fn a_refusal_says_what_to_do() {
        let problem = refusal(b"pasv").unwrap();
        assert_eq!(problem.what, "PASV is not sent as it is");
        assert!(problem.advice.unwrap().contains("passive"));
    }
}
