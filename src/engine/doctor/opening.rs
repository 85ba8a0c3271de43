//! Opening a session of the examination, step by step.

use super::Examination;
use super::dialogue::Dialogue;
use super::link::{Link, NoLink, Route, judge};
use super::steps::Running;
use crate::ftp::{
    ControlConnection, FeatureSet, FtpError, Reply, Reporter, SessionReport, Stage, login,
};
use crate::model::doctor::DoctorStepState;
use crate::model::text::display_safe_str;
use crate::model::{Security, ServerMemory, Site};
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

/// After a QUIT some servers count the session for a moment longer.
const SETTLE: Duration = Duration::from_millis(1500);

/// Opens a control connection by a route, TLS and all: the only place that does.
async fn dial(
    site: &Site,
    route: &Route,
    memory: &ServerMemory,
    reporter: Reporter,
) -> Result<(ControlConnection, Reply), FtpError> {
    if route.addresses.is_empty() {
        return ControlConnection::open(site, memory, reporter).await;
    }
    ControlConnection::open_at(site, &route.addresses, memory, reporter).await
}

/// How far a control connection has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Dialling,
    Greeting,
    Securing,
}

/// The steps of a control connection, told as they happen; or not told, for the second one.
struct Telling<'a> {
    examination: &'a Examination,
    told: bool,
    phase: Phase,
    step: Option<Running<'a>>,
}

impl<'a> Telling<'a> {
    fn begin(examination: &'a Examination, told: bool, route: &Route) -> Self {
        let mut telling = Self {
            examination,
            told,
            phase: Phase::Dialling,
            step: None,
        };
        let first = route.addresses.first();
        let to = first.map_or_else(|| examination.site.host.clone(), ToString::to_string);
        telling.next(Phase::Dialling, "control", &format!("dialling {to}"));
        telling
    }

    fn next(&mut self, phase: Phase, label: &'static str, text: &str) {
        self.phase = phase;
        if self.told {
            self.step = Some(self.examination.steps.begin(label, text));
        }
    }

    fn end(&mut self, state: DoctorStepState, text: &str) {
        if let Some(step) = self.step.take() {
            step.end(state, text);
        }
    }

    /// Goes on as far as the report says.
    fn follow(&mut self, report: &SessionReport, dialogue: &Dialogue) {
        let Some(control) = &report.control else {
            return;
        };
        if self.phase == Phase::Dialling {
            let text = format!("{} -> {}, ESTABLISHED", control.local, control.peer);
            self.end(DoctorStepState::Ok, &text);
            self.next(Phase::Greeting, "greeting", "waiting for it");
        }
        if self.phase == Phase::Greeting && control.received > 0 {
            let greeting = dialogue.first_reply().unwrap_or_default();
            self.end(DoctorStepState::Ok, &greeting);
            self.next(Phase::Securing, "TLS", "agreeing on it");
        }
    }
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
            Err(refused) if again && refused.is_limit() && Instant::now() < self.deadline => {
                tokio::time::sleep(SETTLE).await;
                self.open_once(route, told, known).await
            }
            other => other,
        }
    }

    async fn open_once(&self, route: &Route, told: bool, known: bool) -> Result<Link, NoLink> {
        let mut telling = Telling::begin(self, told, route);
        let mut connected = self.connect(route, &mut telling, true).await;
        if connected
            .as_ref()
            .is_ok_and(|link| link.control.is_poisoned())
        {
            // It wants to hear of nothing before the login.
            connected = self.connect(route, &mut telling, false).await;
        }
        let link = match connected {
            Ok(link) => link,
            Err(error) => {
                telling.end(DoctorStepState::Failed, &error.to_string());
                return Err(judge(error, false, known));
            }
        };
        let (state, text) = self.protection(&link);
        telling.end(state, &text);
        if link.control.tls_facts().is_some() {
            self.insist_on_tls();
        }
        let logging_in = self.log_in(link, told, known);
        let in_time = tokio::time::timeout_at(self.deadline.into(), logging_in).await;
        in_time.unwrap_or_else(|_| {
            let after = self.site.timeout;
            let error = silent(Stage::Reply, "waiting for the login at", &self.site, after);
            Err(judge(error, false, known))
        })
    }

    /// Dials, reads the greeting and agrees on TLS.
    async fn connect(
        &self,
        route: &Route,
        telling: &mut Telling<'_>,
        early_feat: bool,
    ) -> Result<Link, FtpError> {
        let dialogue = Dialogue::default();
        let session = self.sessions.fetch_add(1, Ordering::Relaxed) + 1;
        let reporter = Reporter::new(session, dialogue.keeping(self.sink.clone()));
        let mut report = reporter.subscribe();
        let until = self.deadline.min(Instant::now() + route.limit);
        let memory = self.memory();
        let opened = dial(&self.site, route, &memory, reporter);
        tokio::pin!(opened);
        let (control, greeting) = loop {
            let dialling = telling.phase == Phase::Dialling;
            tokio::select! {
                biased;
                opened = &mut opened => break opened?,
                Ok(()) = report.changed() => {
                    telling.follow(&report.borrow_and_update(), &dialogue);
                }
                () = tokio::time::sleep_until(until.into()), if dialling => {
                    return Err(silent(Stage::Dial, "connecting to", &self.site, route.limit));
                }
                () = tokio::time::sleep_until(self.deadline.into()) => {
                    let after = self.site.timeout;
                    return Err(silent(Stage::Greeting, "waiting for", &self.site, after));
                }
            }
        };
        telling.follow(&report.borrow_and_update(), &dialogue);
        let mut link = Link {
            control,
            dialogue,
            features: FeatureSet::default(),
            greeting: greeting.text(),
            number: 0,
        };
        // Asked before the login already, since it tells whether TLS is offered. Not all servers
        // answer it there.
        if early_feat && let Ok(reply) = link.control.ask(b"FEAT").await {
            link.features = FeatureSet::parse(&reply);
        }
        Ok(link)
    }

    async fn log_in(&self, mut link: Link, told: bool, known: bool) -> Result<Link, NoLink> {
        let user = display_safe_str(&self.site.user);
        let step = told.then(|| self.steps.begin("login", &format!("as {user}")));
        let end = |state, text: &str| {
            if let Some(step) = step {
                step.end(state, text);
            }
        };
        let mut logged_in = login::log_in(&mut link.control, &self.site).await;
        if logged_in.is_ok() {
            logged_in = if link.features == FeatureSet::default() {
                let features = login::features(&mut link.control, self.site.charset).await;
                features.map(|features| link.features = features)
            } else {
                login::use_features(&mut link.control, &link.features, self.site.charset).await
            };
        }
        if let Err(error) = logged_in {
            end(DoctorStepState::Failed, &error.to_string());
            let offered = link.control.tls_facts().is_none() && link.features.auth_tls();
            return Err(judge(error, offered, known));
        }
        let reply = ["PASS", "USER"]
            .iter()
            .find_map(|verb| link.dialogue.reply_to(verb));
        let said = reply.unwrap_or_else(|| "none was asked for".into());
        end(DoctorStepState::Ok, &format!("{said} ({user})"));
        if told {
            let names = link.features.names().join(" ");
            let (state, text) = if names.is_empty() {
                (DoctorStepState::Warning, "FEAT lists none".to_owned())
            } else {
                (DoctorStepState::Ok, names)
            };
            self.steps.note("features", state, &text);
        }
        Ok(link)
    }

    /// What protects a session.
    fn protection(&self, link: &Link) -> (DoctorStepState, String) {
        if let Some(facts) = link.control.tls_facts() {
            let text = format!("{}, and the certificate is trusted", facts.version);
            return (DoctorStepState::Ok, text);
        }
        let why = if self.site.security == Security::Plain {
            "not asked for"
        } else {
            "not offered"
        };
        let text = format!("{why}: the password and all files go in clear");
        (DoctorStepState::Warning, text)
    }
}

fn silent(stage: Stage, operation: &str, site: &Site, after: Duration) -> FtpError {
    FtpError::Timeout {
        stage,
        operation: format!("{operation} {} port {}", site.host, site.port),
        after,
    }
}
