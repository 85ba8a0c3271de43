//! Sessions of the examination: opening one, and judging why one could not be opened.

use super::Examination;
use super::dialogue::{Dialogue, client_address};
use super::steps::Running;
use crate::ftp::{
    ControlConnection, FeatureSet, FtpError, Reply, Reporter, SessionReport, Stage, login,
};
use crate::model::doctor::{ControlStage, DoctorCause, DoctorStepState};
use crate::model::{Security, Site};
use secrecy::ExposeSecret;
use std::io::ErrorKind;
use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

/// After a QUIT some servers count the session for a moment longer.
const SETTLE: Duration = Duration::from_millis(1500);

/// How long the answer to STAT, which is asked on the off chance, may take.
const STATUS_LIMIT: Duration = Duration::from_secs(3);

/// One way to the server.
#[derive(Clone, Debug)]
pub(super) struct Route {
    /// Its addresses, or its name where a proxy resolves it.
    pub(super) hosts: Vec<String>,
    /// How long dialling one of them may take.
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
    /// The version of TLS that protects the connection.
    pub(super) fn tls(&self) -> Option<&'static str> {
        let report = self.control.reporter().subscribe();
        let report = report.borrow();
        let control = report.control.as_ref()?;
        control.tls.as_ref().map(|tls| tls.version)
    }

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

/// Opens a control connection to one address: the only place that does.
async fn dial(
    site: &Site,
    host: &str,
    reporter: Reporter,
) -> Result<(ControlConnection, Reply), FtpError> {
    if matches!(site.security, Security::Required | Security::Implicit) {
        return Err(FtpError::Protocol {
            command: "AUTH TLS".into(),
            detail: "TLS is asked for and not built in yet: refused rather than sent in clear"
                .into(),
        });
    }
    ControlConnection::connect(host, site.port, site.timeout, reporter).await
}

impl Examination {
    /// Opens a session by a route. `told` tells each step; `again` tries once more after a moment
    /// where the server says that it has too many; `known` says that this login has worked before,
    /// so that a refusal can only be a limit.
    pub(super) async fn open(
        &self,
        route: &Route,
        told: bool,
        again: bool,
        known: bool,
    ) -> Result<Link, NoLink> {
        let first = self.open_once(route, told, known).await;
        match first {
            Err(refused) if again && refused.is_limit() => {
                tokio::time::sleep(SETTLE).await;
                self.open_once(route, told, known).await
            }
            other => other,
        }
    }

    async fn open_once(&self, route: &Route, told: bool, known: bool) -> Result<Link, NoLink> {
        let mut last = None;
        for host in &route.hosts {
            match self.connect(host, route.limit, told).await {
                Ok(link) => return self.log_in(link, told, known).await,
                Err(error) => last = Some(error),
            }
        }
        let error = last.unwrap_or_else(|| FtpError::Resolve {
            host: self.site.host.clone(),
            source: ErrorKind::NotFound.into(),
        });
        Err(judge(error, false, known))
    }

    /// Dials and reads the greeting, telling both.
    async fn connect(&self, host: &str, limit: Duration, told: bool) -> Result<Link, FtpError> {
        let dialogue = Dialogue::default();
        let session = self.sessions.fetch_add(1, Ordering::Relaxed) + 1;
        let reporter = Reporter::new(session, dialogue.keeping(self.sink.clone()));
        let mut report = reporter.subscribe();
        let mut step = self.step(told, "control", &format!("dialling {host}"));
        let mut established = false;
        let until = tokio::time::Instant::from_std(self.deadline.min(Instant::now() + limit));
        let opened = dial(&self.site, host, reporter);
        tokio::pin!(opened);
        let opened = loop {
            tokio::select! {
                biased;
                opened = &mut opened => break opened,
                Ok(()) = report.changed(), if !established => {
                    let ends = ends(&report.borrow_and_update());
                    if let Some((local, peer)) = ends {
                        established = true;
                        let text = format!("{local} -> {peer}, ESTABLISHED");
                        end(step.take(), DoctorStepState::Ok, &text);
                        step = self.step(told, "greeting", "waiting for it");
                    }
                }
                () = tokio::time::sleep_until(until), if !established => {
                    break Err(FtpError::Timeout {
                        stage: Stage::Dial,
                        operation: format!("connecting to {host} port {}", self.site.port),
                        after: limit,
                    });
                }
                () = tokio::time::sleep_until(self.deadline.into()) => {
                    break Err(FtpError::Timeout {
                        stage: Stage::Greeting,
                        operation: format!("waiting for the greeting of {host}"),
                        after: self.site.timeout,
                    });
                }
            }
        };
        let (control, greeting) = match opened {
            Ok(opened) => opened,
            Err(error) => {
                end(step, DoctorStepState::Failed, &error.to_string());
                return Err(error);
            }
        };
        let (link, text) = greeted(control, &greeting, dialogue).await;
        end(step, DoctorStepState::Ok, &text);
        Ok(link)
    }

    async fn log_in(&self, mut link: Link, told: bool, known: bool) -> Result<Link, NoLink> {
        if told {
            self.tell_protection(&link);
        }
        let step = self.step(told, "login", &format!("as {}", self.site.user));
        let password = self.site.password.expose_secret();
        let mut logged_in = login::log_in(&mut link.control, &self.site.user, password).await;
        if logged_in.is_ok() {
            logged_in = if link.features == FeatureSet::default() {
                let features = login::features(&mut link.control).await;
                features.map(|features| link.features = features)
            } else {
                login::use_features(&mut link.control, &link.features).await
            };
        }
        match logged_in {
            Ok(()) => {
                let reply = link.dialogue.reply_to("PASS");
                let reply = reply.or_else(|| link.dialogue.reply_to("USER"));
                let text = format!("{} ({})", reply.unwrap_or_default(), self.site.user);
                end(step, DoctorStepState::Ok, &text);
                Ok(link)
            }
            Err(error) => {
                end(step, DoctorStepState::Failed, &error.to_string());
                let offered = link.tls().is_none() && link.features.auth_tls();
                Err(judge(error, offered, known))
            }
        }
    }

    fn tell_protection(&self, link: &Link) {
        match link.tls() {
            Some(version) => self.steps.note(
                "TLS",
                DoctorStepState::Ok,
                &format!("{version}, and the certificate is trusted"),
            ),
            None if link.features.auth_tls() => self.steps.note(
                "TLS",
                DoctorStepState::Warning,
                "not used, though the server offers it: the password goes in clear",
            ),
            None => self.steps.note(
                "TLS",
                DoctorStepState::Warning,
                "not offered: the password goes in clear",
            ),
        }
    }

    fn step(&self, told: bool, label: &'static str, text: &str) -> Option<Running<'_>> {
        told.then(|| self.steps.begin(label, text))
    }
}

/// A session that is not logged in, and what it was greeted with. FEAT is asked before the login
/// already, since it tells whether TLS is offered; not all servers answer it there.
async fn greeted(
    control: ControlConnection,
    greeting: &Reply,
    dialogue: Dialogue,
) -> (Link, String) {
    let mut link = Link {
        control,
        dialogue,
        features: FeatureSet::default(),
        greeting: greeting.text(),
        number: 0,
    };
    if let Ok(reply) = link.control.ask(b"FEAT").await {
        link.features = FeatureSet::parse(&reply);
    }
    let names = link.features.names().join(" ");
    let listed = if names.is_empty() {
        String::new()
    } else {
        format!("; FEAT: {names}")
    };
    (link, format!("{}{listed}", greeting.line()))
}

/// Both ends of the control connection, once it stands.
fn ends(report: &SessionReport) -> Option<(SocketAddr, SocketAddr)> {
    let control = report.control.as_ref()?;
    Some((control.local, control.peer))
}

fn end(step: Option<Running<'_>>, state: DoctorStepState, text: &str) {
    if let Some(step) = step {
        step.end(state, text);
    }
}

/// Where and why a session could not be opened. `tls_offered`: in clear, though the server has
/// TLS; `known`: this login has worked a moment ago.
fn judge(error: FtpError, tls_offered: bool, known: bool) -> NoLink {
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
            } else if user || command.starts_with("PASS") {
                let limit = is_limit(reply, known).then_some(DoctorCause::LoginLimit);
                (ControlStage::Login, limit)
            } else {
                let limit = (reply.code() == 421).then_some(DoctorCause::LoginLimit);
                (ControlStage::Greeting, limit)
            }
        }
        FtpError::Protocol { command, .. } if command == "AUTH TLS" => (ControlStage::Tls, None),
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

/// Whether a refused login speaks of the server's limit and not of the password. 421 does
/// (RFC 959 section 4.2.1); for 530 there is no other sign than the words, unless the same login
/// has worked already.
fn is_limit(reply: &Reply, known: bool) -> bool {
    let words = reply.text().to_lowercase();
    match reply.code() {
        421 => true,
        530 => {
            known
                || ["too many", "maximum", "already connected", "limit"]
                    .iter()
                    .any(|word| words.contains(word))
        }
        _ => false,
    }
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
