//! The active modes: last, since a failed one can hold the server's session for minutes. Each has
//! a control connection of its own where the server allows it, and they run at the same time, so
//! that the wait for calls that do not come is spent once.

use super::attempt::DIAL_LIMIT;
use super::findings::{Findings, Observation, Outcome};
use super::link::{Link, Route, quit};
use super::{Examination, Routes, Sessions, telling};
use crate::model::doctor::{DoctorStepState, Probe};

type Tried = (Observation, Option<Link>);

impl Examination {
    /// EPRT and PORT, and EPRT over IPv6.
    pub(super) async fn active_modes(
        &self,
        findings: &mut Findings,
        routes: &Routes,
        sessions: &mut Sessions,
    ) {
        self.steps.note(
            "active",
            DoctorStepState::Warning,
            "active mode is tried now: if the server cannot call back, it may hold this login's \
             session for up to two minutes",
        );
        if findings.ipv6_only {
            let seen = Observation::of(Outcome::NotForIpv6);
            let text = telling::seen(Probe::Port, &seen);
            self.steps.note("PORT", DoctorStepState::Skipped, &text);
            findings.seen.insert(Probe::Port, seen);
        }
        if !sessions.one_only {
            Box::pin(self.side_by_side(findings, routes, sessions)).await;
        }
        self.one_by_one(findings, routes, sessions).await;
    }

    /// All at once; what the server's limit keeps out is left for later.
    async fn side_by_side(
        &self,
        findings: &mut Findings,
        routes: &Routes,
        sessions: &mut Sessions,
    ) {
        let ipv6 = findings.ipv6_only;
        let route = &routes.main;
        let (main, second) = (sessions.main.take(), sessions.second.take());
        let port = async {
            if ipv6 {
                return None;
            }
            Some(self.active(route, None, Probe::Port, false, false).await)
        };
        let eprt6 = async {
            let route = routes.second.as_ref()?;
            // Where EPSV found no way over IPv6, EPRT finds none either.
            let known = findings.outcome(Probe::Epsv6);
            if matches!(known, Outcome::NoControl | Outcome::NotOffered) {
                return Some((Observation::of(known), None));
            }
            Some(self.active(route, second, Probe::Eprt6, true, false).await)
        };
        let (eprt, port, eprt6) = tokio::join!(
            self.active(route, main, Probe::Eprt, ipv6, false),
            port,
            eprt6
        );
        let mut keep = |probe, tried: Tried| {
            sessions.one_only |= tried.0.outcome == Outcome::Limit;
            findings.seen.insert(probe, tried.0);
            tried.1
        };
        sessions.main = keep(Probe::Eprt, eprt);
        let spare = port.and_then(|tried| keep(Probe::Port, tried));
        sessions.second = eprt6.and_then(|tried| keep(Probe::Eprt6, tried));
        if sessions.main.is_none() {
            sessions.main = spare;
        } else {
            quit(spare).await;
        }
    }

    /// One after another, on one session as far as it lasts: what has not been tried yet.
    async fn one_by_one(&self, findings: &mut Findings, routes: &Routes, sessions: &mut Sessions) {
        for probe in [Probe::Eprt, Probe::Port] {
            if !is_open(findings.outcome(probe)) {
                continue;
            }
            quit(sessions.second.take()).await;
            let link = sessions.main.take();
            let (seen, link) = self
                .active(&routes.main, link, probe, findings.ipv6_only, true)
                .await;
            findings.seen.insert(probe, seen);
            sessions.main = link;
        }
        let Some(route) = &routes.second else {
            return;
        };
        if is_open(findings.outcome(Probe::Eprt6)) {
            quit(sessions.main.take()).await;
            let link = sessions.second.take();
            let (seen, link) = self.active(route, link, Probe::Eprt6, true, true).await;
            findings.seen.insert(Probe::Eprt6, seen);
            sessions.second = link;
        }
    }

    async fn active(
        &self,
        route: &Route,
        link: Option<Link>,
        probe: Probe,
        ipv6: bool,
        last: bool,
    ) -> Tried {
        self.attempt_on(route, link, probe, ipv6, DIAL_LIMIT, last)
            .await
    }
}

/// Whether a mode is still to be tried.
fn is_open(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::NotTried | Outcome::Limit)
}
