//! Sessions of the examination: opening one, and judging why one could not be opened.

use super::dialogue::{Dialogue, client_address};
use crate::ftp::{ControlConnection, FeatureSet, FtpError, Reply, Stage};
use crate::model::doctor::{ControlStage, DoctorCause};
use std::io::ErrorKind;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

/// How long the answer to STAT, which is asked on the off chance, may take.
const STATUS_LIMIT: Duration = Duration::from_secs(3);

/// One way to the server.
#[derive(Clone, Debug)]
pub(super) struct Route {
    /// Its addresses; none where a proxy resolves the name.
    pub(super) addresses: Vec<SocketAddr>,
    /// How long dialling them may take.
    pub(super) limit: Duration,
}

/// A session that is logged in.
pub(super) struct Link {
    pub(super) control: ControlConnection,
    pub(super) dialogue: Dialogue,
    pub(super) features: FeatureSet,
    pub(super) greeting: String,
    /// Counts data connections.
    pub(super) number: u64,
}

/// Why there is no session.
#[derive(Debug)]
pub(super) struct NoLink {
    pub(super) stage: ControlStage,
    pub(super) cause: Option<DoctorCause>,
    pub(super) error: FtpError,
}

impl NoLink {
    pub(super) fn is_limit(&self) -> bool {
        self.cause == Some(DoctorCause::LoginLimit)
    }

    /// Nobody answered there: another address may do.
    pub(super) fn is_unreached(&self) -> bool {
        matches!(self.stage, ControlStage::Connect | ControlStage::Greeting)
            && self.error.reply().is_none()
    }

    /// From here no way leads to addresses of this kind.
    pub(super) fn is_no_way(&self) -> bool {
        let FtpError::Io {
            stage: Stage::Dial,
            source,
            ..
        } = &self.error
        else {
            return false;
        };
        matches!(
            source.kind(),
            ErrorKind::NetworkUnreachable | ErrorKind::AddrNotAvailable
        )
    }

    /// The server's or the system's words.
    pub(super) fn words(&self) -> String {
        self.error.to_string()
    }
}

impl Link {
    /// The address that this computer has for the server, where its STAT tells.
    pub(super) async fn seen_as(&mut self) -> Option<IpAddr> {
        // A server that leaves this unanswered costs the session, and not much time.
        let asked = tokio::time::timeout(STATUS_LIMIT, self.control.ask(b"STAT"));
        let reply = asked.await.ok()?.ok()?;
        client_address(&reply.text()).filter(|_| reply.is_completion())
    }
}

/// Says QUIT, so that the server counts this session no longer.
pub(super) async fn quit(link: Option<Link>) {
    if let Some(link) = link {
        link.control.quit().await;
    }
}

/// Where and why a session could not be opened. `tls_offered`: in clear, though the server has
/// TLS; `known`: this login has worked a moment ago.
pub(super) fn judge(error: FtpError, tls_offered: bool, known: bool) -> NoLink {
    let (stage, cause) = match &error {
        FtpError::Resolve { .. } => (ControlStage::Name, None),
        FtpError::Io {
            stage: Stage::Dial, ..
        }
        | FtpError::Timeout {
            stage: Stage::Dial, ..
        } => (ControlStage::Connect, None),
        FtpError::Reply { command, reply } => {
            let user = command.starts_with("USER");
            if user && tls_offered {
                // A name is not refused before the password is known, unless it may not be sent.
                (ControlStage::Login, Some(DoctorCause::TlsRequired))
            } else if user || command.starts_with("PASS") || command.starts_with("ACCT") {
                let limit = is_limit(reply, known).then_some(DoctorCause::LoginLimit);
                (ControlStage::Login, limit)
            } else {
                let limit = is_limit(reply, false).then_some(DoctorCause::LoginLimit);
                (ControlStage::Greeting, limit)
            }
        }
        FtpError::TlsRefused { .. } | FtpError::Tls { .. } | FtpError::Certificate(_) => {
            (ControlStage::Tls, None)
        }
        FtpError::Timeout {
            stage: Stage::Reply,
            ..
        } => (ControlStage::Login, None),
        _ => (ControlStage::Greeting, None),
    };
    NoLink {
        stage,
        cause,
        error,
    }
}

/// Whether a refused login speaks of the server's limit: by itself, or since the same login has
/// worked already.
fn is_limit(reply: &Reply, known: bool) -> bool {
    reply.is_login_limit() || (known && reply.code() == 530)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(command: &str, line: &str) -> FtpError {
        FtpError::Reply {
            command: command.into(),
            reply: Reply::parse(line.as_bytes()).unwrap(),
        }
    }

    #[test]
    fn a_limit_is_told_from_a_wrong_password() {
        let limit = Some(DoctorCause::LoginLimit);
        for (command, line, known, cause) in [
            (
                "the greeting",
                "421 Too many connections (1) from this IP",
                false,
                limit,
            ),
            (
                "the greeting",
                "530 Sorry, too many clients (5) are already connected",
                false,
                limit,
            ),
            (
                "PASS ********",
                "530 Sorry, the maximum number of clients (1) from your host",
                false,
                limit,
            ),
            ("PASS ********", "530 Login incorrect", false, None),
            ("PASS ********", "530 Login incorrect", true, limit),
            ("PASS ********", "421 Service not available", false, limit),
            ("USER anna", "530 Login incorrect", false, None),
            ("the greeting", "500 Go away", false, None),
        ] {
            let judged = judge(refused(command, line), false, known);
            assert_eq!(judged.cause, cause, "{command}: {line}");
        }
    }

    /// Where somebody answered, and with what nobody vouches for, IPv6 is no way around it.
    #[test]
    fn only_silence_and_refused_calls_lead_to_another_address() {
        let tls = FtpError::Tls {
            operation: "the TLS handshake",
            detail: "no".into(),
        };
        let silent = FtpError::Timeout {
            stage: Stage::Dial,
            operation: "connecting".into(),
            after: Duration::from_secs(1),
        };
        for (error, unreached) in [
            (tls, false),
            (silent, true),
            (refused("the greeting", "421 Full"), false),
            (refused("PASS ********", "530 No"), false),
        ] {
            let judged = judge(error, false, false);
            assert_eq!(judged.is_unreached(), unreached, "{judged:?}");
        }
    }

    #[test]
    fn a_name_refused_in_clear_where_tls_is_offered_wants_tls() {
        let judged = judge(
            refused(
                "USER anna",
                "530 Non-anonymous sessions must use encryption.",
            ),
            true,
            false,
        );
        assert_eq!(
            (judged.stage, judged.cause),
            (ControlStage::Login, Some(DoctorCause::TlsRequired))
        );
        let password = judge(refused("PASS ********", "530 Login incorrect"), true, false);
        assert_eq!(password.cause, None);
    }
}
