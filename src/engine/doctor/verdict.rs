//! From what was seen to what it means. Pure: no connection, no clock.

mod advice;
mod words;

#[cfg(test)]
mod tests;

use super::findings::{Findings, Outcome, is_private};
use crate::model::ModeChoice;
use crate::model::doctor::{DoctorCause, DoctorReport, ModeFinding, ModeFindings, Probe};
use std::net::IpAddr;

/// The verdict on an examination.
pub(super) fn verdict(findings: Findings) -> DoctorReport {
    let modes = modes(&findings);
    let best = Probe::ALL.into_iter().find(|probe| findings.works(*probe));
    let chart = Chart {
        findings: &findings,
        modes: &modes,
        best,
    };
    DoctorReport {
        text: words::text(&chart),
        advice: advice::advice(&chart),
        best: best.map(Probe::choice),
        target: findings.target,
        control: findings.control,
        steps: findings.steps,
        modes,
    }
}

/// What words and advice are made from.
struct Chart<'a> {
    findings: &'a Findings,
    modes: &'a ModeFindings,
    best: Option<Probe>,
}

/// Whether a kind of mode works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    Works,
    Fails,
    NotTried,
}

impl Chart<'_> {
    /// Whether a listing can be had with the client dialling.
    fn passive(&self) -> Standing {
        self.standing(&[Probe::Epsv, Probe::Pasv, Probe::PasvPeer, Probe::Epsv6])
    }

    /// Whether a listing can be had with the server dialling.
    fn active(&self) -> Standing {
        self.standing(&[Probe::Eprt, Probe::Port, Probe::Eprt6])
    }

    fn standing(&self, probes: &[Probe]) -> Standing {
        let tried = |probe: &&Probe| {
            let outcome = self.findings.outcome(**probe);
            !matches!(
                outcome,
                Outcome::NotTried | Outcome::NotOffered | Outcome::NotForIpv6 | Outcome::Limit
            )
        };
        if probes.iter().any(|probe| self.findings.works(*probe)) {
            Standing::Works
        } else if probes.iter().any(|probe| tried(&probe)) {
            Standing::Fails
        } else {
            Standing::NotTried
        }
    }

    fn has(&self, cause: DoctorCause) -> bool {
        self.first(cause).is_some()
    }

    /// The first mode with a cause.
    fn first(&self, cause: DoctorCause) -> Option<Probe> {
        Probe::ALL
            .into_iter()
            .find(|probe| self.modes.get(*probe).cause == Some(cause))
    }

    fn reply(&self, probe: Probe) -> Option<&str> {
        self.modes.get(probe).reply.as_deref()
    }

    /// The command that the site's own mode ends up with, and whether it is the first it tries.
    fn used(&self) -> Option<(Probe, bool)> {
        const EPSV: [Probe; 2] = [Probe::Epsv, Probe::Epsv6];
        const PASV: [Probe; 1] = [Probe::PasvPeer];
        const EPRT: [Probe; 2] = [Probe::Eprt, Probe::Eprt6];
        const PORT: [Probe; 1] = [Probe::Port];
        let candidates: &[&[Probe]] = match self.findings.mode {
            ModeChoice::Auto => &[&EPSV, &PASV, &EPRT, &PORT],
            ModeChoice::Passive => &[&EPSV, &PASV],
            ModeChoice::Active => &[&EPRT, &PORT],
            ModeChoice::Epsv => &[&EPSV],
            ModeChoice::Pasv => &[&PASV],
            ModeChoice::Eprt => &[&EPRT],
            ModeChoice::Port => &[&PORT],
        };
        let working = |probes: &&[Probe]| {
            let mut probes = probes.iter().copied();
            probes.find(|probe| self.findings.works(*probe))
        };
        candidates
            .iter()
            .enumerate()
            .find_map(|(at, probes)| working(probes).map(|probe| (probe, at == 0)))
    }
}

fn modes(findings: &Findings) -> ModeFindings {
    let mut modes = ModeFindings::default();
    for probe in Probe::ALL {
        let seen = findings.seen.get(&probe);
        let outcome = findings.outcome(probe);
        *modes.get_mut(probe) = ModeFinding {
            result: outcome.result(),
            stage: outcome.stage(),
            cause: cause(findings, probe),
            reply: seen.and_then(|seen| seen.reply.clone()),
            took: seen.and_then(|seen| seen.took),
        };
    }
    modes
}

/// Why a mode does not work.
fn cause(findings: &Findings, probe: Probe) -> Option<DoctorCause> {
    match findings.outcome(probe) {
        Outcome::Works
        | Outcome::Unusable
        | Outcome::CannotListen
        | Outcome::NotResumed
        | Outcome::NoControl
        | Outcome::NotOffered
        | Outcome::NotTried => None,
        Outcome::Limit => Some(DoctorCause::LoginLimit),
        Outcome::NotForIpv6 => Some(DoctorCause::NotForIpv6),
        Outcome::AnnouncedElsewhere => Some(DoctorCause::ServerAnnouncesPrivateAddress),
        Outcome::Refused(code) => refusal(findings, probe, code),
        Outcome::DialSilent | Outcome::DialRefused => Some(dead_port(findings, probe)),
        Outcome::NobodyCalled => Some(no_call(findings, probe)),
        Outcome::Broke(code) => wants_tls(findings, code).then_some(DoctorCause::TlsRequired),
    }
}

/// 521 to 536 are how servers say that data must be protected (RFC 4217 sections 5 and 6, RFC 2228
/// section 5.3).
fn wants_tls(findings: &Findings, code: u16) -> bool {
    matches!(code, 521 | 522 | 533 | 534 | 536) && findings.control.tls.is_none()
}

/// What the refusal of a mode's command means.
fn refusal(findings: &Findings, probe: Probe, code: u16) -> Option<DoctorCause> {
    // Only 5yz says something lasting, and 530 speaks of the login.
    if code < 500 || code == 530 {
        return None;
    }
    // 522 is how RFC 2428 refuses an address family.
    if code != 522 && wants_tls(findings, code) {
        return Some(DoctorCause::TlsRequired);
    }
    match probe {
        Probe::Epsv | Probe::Epsv6 => Some(DoctorCause::ServerLacksEpsv),
        Probe::Eprt | Probe::Eprt6 if lacks_eprt(findings) => Some(DoctorCause::ServerLacksEprt),
        Probe::Eprt | Probe::Port if !findings.ipv6_only => is_translated(findings)
            .unwrap_or_else(|| findings.local().is_some_and(is_private))
            .then_some(DoctorCause::ClientNatPrivateAddress),
        _ => None,
    }
}

/// Whether a refused EPRT means that the command is not known: PORT is accepted, or FEAT, which
/// lists other things, does not list it.
fn lacks_eprt(findings: &Findings) -> bool {
    let port_is_known = matches!(
        findings.outcome(Probe::Port),
        Outcome::Works | Outcome::NobodyCalled | Outcome::Broke(_)
    );
    let features = &findings.control.features;
    port_is_known || (!features.is_empty() && !features.iter().any(|feature| feature == "EPRT"))
}

/// Whether a router translates our address, as far as the server tells what it sees.
fn is_translated(findings: &Findings) -> Option<bool> {
    let seen = findings.control.seen_as?.to_canonical();
    Some(seen != findings.local()?)
}

/// What a port that does not answer means.
fn dead_port(findings: &Findings, probe: Probe) -> DoctorCause {
    let only_epsv = || {
        findings.works(Probe::PasvPeer)
            && matches!(
                findings.outcome(Probe::Epsv),
                Outcome::DialSilent | Outcome::DialRefused
            )
    };
    match (probe, findings.outcome(probe)) {
        (Probe::Pasv, _) if findings.announced().is_some() => {
            DoctorCause::ServerAnnouncesPrivateAddress
        }
        (Probe::Epsv | Probe::Epsv6, _) if only_epsv() => DoctorCause::EpsvPortDropped,
        (_, Outcome::DialRefused) => DoctorCause::ServerPassivePortsRefused,
        _ => DoctorCause::ServerPassivePortsDropped,
    }
}

/// What it means that PORT or EPRT was accepted and nobody called: the server was told an address
/// that is not ours to it, or the call was stopped on its way.
fn no_call(findings: &Findings, probe: Probe) -> DoctorCause {
    let private = |address: Option<IpAddr>| address.is_some_and(is_private);
    let translated = is_translated(findings)
        .unwrap_or_else(|| private(findings.local()) && !private(findings.peer()));
    // Nobody translates IPv6, or as good as nobody.
    let ipv6 = findings.ipv6_only || probe == Probe::Eprt6;
    if translated && findings.external_address.is_none() && !ipv6 {
        DoctorCause::ClientNatPrivateAddress
    } else {
        DoctorCause::ClientInboundBlocked
    }
}
