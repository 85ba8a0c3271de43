//! The passive modes: they can do no harm and come first.

use super::attempt::{DIAL_LIMIT, SECOND_DIAL_LIMIT};
use super::findings::{Findings, Observation, Outcome};
use super::link::{Link, NoLink, Route, quit};
use super::{Examination, Routes, Sessions, telling};
use crate::model::doctor::{DoctorStepState, Probe};
use std::time::{Duration, Instant};

impl Examination {
    /// EPSV and PASV on the first session, and beside it EPSV over IPv6 on one of its own.
    pub(super) async fn passive_modes(
        &self,
        findings: &mut Findings,
        routes: &Routes,
        sessions: &mut Sessions,
    ) {
        let main = sessions.main.take();
        let ipv6 = findings.ipv6_only;
        let (first, second) = tokio::join!(
            self.passive_on_main(&routes.main, main, ipv6),
            self.passive_on_second(routes.second.as_ref(), false),
        );
        let (seen, main) = first;
        findings.seen.extend(seen);
        sessions.main = main;
        let Some((mut seen, mut link)) = second else {
            return;
        };
        if seen.outcome == Outcome::Limit {
            // One session at a time: the first one makes room.
            sessions.one_only = true;
            quit(sessions.main.take()).await;
            if let Some(again) = self.passive_on_second(routes.second.as_ref(), true).await {
                (seen, link) = again;
            }
        }
        if seen.outcome == Outcome::NotOffered {
            findings
                .seen
                .insert(Probe::Eprt6, Observation::of(Outcome::NotOffered));
        }
        findings.seen.insert(Probe::Epsv6, seen);
        sessions.second = link;
    }

    async fn passive_on_main(
        &self,
        route: &Route,
        link: Option<Link>,
        ipv6: bool,
    ) -> (Vec<(Probe, Observation)>, Option<Link>) {
        let (epsv, link) = self
            .attempt_on(route, link, Probe::Epsv, ipv6, DIAL_LIMIT, false)
            .await;
        let limit = if epsv.outcome == Outcome::DialSilent {
            SECOND_DIAL_LIMIT
        } else {
            DIAL_LIMIT
        };
        let mut seen = vec![(Probe::Epsv, epsv)];
        if ipv6 {
            let label = telling::label(Probe::Pasv, ipv6);
            let observation = Observation::of(Outcome::NotForIpv6);
            let text = telling::seen(Probe::Pasv, &observation);
            self.steps.note(label, DoctorStepState::Skipped, &text);
            seen.push((Probe::PasvPeer, observation.clone()));
            seen.push((Probe::Pasv, observation));
            return (seen, link);
        }
        let (peer, link) = self
            .attempt_on(route, link, Probe::PasvPeer, ipv6, limit, true)
            .await;
        let mut named = peer.clone();
        let mut link = link;
        if named.announced.is_some() && self.options.dial_announced {
            (named, link) = self
                .attempt_on(route, link, Probe::Pasv, ipv6, limit, true)
                .await;
        } else if named.announced.is_some() {
            named.outcome = Outcome::AnnouncedElsewhere;
        }
        seen.push((Probe::PasvPeer, peer));
        seen.push((Probe::Pasv, named));
        (seen, link)
    }

    /// EPSV over IPv6 on a session of its own; `None` without an IPv6 address beside IPv4.
    async fn passive_on_second(
        &self,
        route: Option<&Route>,
        again: bool,
    ) -> Option<(Observation, Option<Link>)> {
        let route = route?;
        let tried = self.attempt_on(route, None, Probe::Epsv6, true, DIAL_LIMIT, again);
        Some(tried.await)
    }

    /// Tries a mode on a session, opening one if there is none, and tells it. `again`: a session
    /// was closed a moment ago, and the server may need that moment to notice.
    pub(super) async fn attempt_on(
        &self,
        route: &Route,
        link: Option<Link>,
        probe: Probe,
        ipv6: bool,
        dial_limit: Duration,
        again: bool,
    ) -> (Observation, Option<Link>) {
        if Instant::now() >= self.deadline {
            return (Observation::default(), link);
        }
        let link = match link {
            Some(link) => link,
            None => match Box::pin(self.open(route, false, again, true)).await {
                Ok(link) => link,
                Err(refusal) => return (self.no_session(probe, ipv6, &refusal, again), None),
            },
        };
        let step = self.steps.begin(
            telling::label(probe, ipv6),
            &format!("trying {}", probe.verb()),
        );
        let tls = link.control.tls_facts();
        let (mut seen, mut link) = Box::pin(self.attempt(link, probe, dial_limit)).await;
        if seen.outcome == Outcome::NotResumed && tls.is_some_and(|facts| facts.version != "1.2") {
            self.insist_on_tls12();
            quit(link.take()).await;
            if let Ok(anew) = Box::pin(self.open(route, false, true, true)).await {
                (seen, link) = Box::pin(self.attempt(anew, probe, dial_limit)).await;
            }
        }
        step.end(telling::state(&seen), &telling::seen(probe, &seen));
        (seen, link)
    }

    /// No session could be opened for a mode. Where the server has its limit, another time may
    /// come; it is told when that was the last.
    fn no_session(&self, probe: Probe, ipv6: bool, refusal: &NoLink, last: bool) -> Observation {
        let outcome = if refusal.is_limit() {
            Outcome::Limit
        } else if refusal.is_no_way() {
            Outcome::NotOffered
        } else {
            Outcome::NoControl
        };
        let seen = Observation {
            reply: refusal.error.reply().map(crate::ftp::Reply::line),
            words: Some(refusal.words()),
            ..Observation::of(outcome)
        };
        if outcome != Outcome::Limit || last {
            let label = telling::label(probe, ipv6);
            let text = telling::seen(probe, &seen);
            self.steps.note(label, telling::state(&seen), &text);
        }
        seen
    }
}
