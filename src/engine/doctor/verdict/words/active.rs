//! What is said of active mode.

use super::super::Chart;
use super::{quoted, said_of};
use crate::engine::doctor::findings::{Outcome, is_private};
use crate::model::doctor::{DoctorCause, ModeResult, Probe};
use crate::model::site::CONTROL_PORT;
use std::net::IpAddr;

/// Why active mode fails.
pub(super) fn active_failure(chart: &Chart<'_>) -> String {
    let local = chart.findings.local();
    if let Some(probe) = chart.first(DoctorCause::ClientNatPrivateAddress) {
        let mine = local.map_or_else(String::new, |local| {
            let private = if is_private(local) {
                " is private and"
            } else {
                ":"
            };
            format!("this computer's address {local}{private} ")
        });
        let seen = match chart.findings.control.seen_as {
            Some(seen) if Some(seen.to_canonical()) != local => format!("the server sees {seen}"),
            _ => "the server sees another one".into(),
        };
        let refused = matches!(chart.findings.outcome(probe), Outcome::Refused(_));
        let words = if refused {
            quoted(chart, probe)
        } else {
            String::new()
        };
        return format!("{mine}{seen}{words}. Your router does not translate FTP");
    }
    if let Some(probe) = chart.first(DoctorCause::ClientInboundBlocked) {
        let seen = chart.findings.seen.get(&probe);
        let took = seen.and_then(|seen| seen.took);
        let within = took.map_or_else(String::new, |took| {
            format!(" within {} s", took.as_secs().max(1))
        });
        return format!(
            "the server accepted {}, then could not connect back to this computer{within}. A \
             firewall on this computer or its network blocks incoming connections",
            probe.verb()
        );
    }
    [Probe::Eprt, Probe::Port, Probe::Eprt6]
        .into_iter()
        .filter(|probe| chart.modes.get(*probe).result == ModeResult::Fails)
        .filter(|probe| chart.modes.get(*probe).cause != Some(DoctorCause::NotForIpv6))
        .map(|probe| said_of(chart, probe))
        .collect::<Vec<_>>()
        .join("; ")
}

/// Why a router that could translate FTP does not: what it cannot read it cannot rewrite.
pub(super) fn likely_reason(chart: &Chart<'_>) -> Option<String> {
    if !chart.has(DoctorCause::ClientNatPrivateAddress) {
        return None;
    }
    let port = chart.findings.port;
    if chart.findings.control.tls.is_some() {
        return Some(
            "The likely reason: the control connection is encrypted, and a router cannot rewrite \
             what it cannot read."
                .into(),
        );
    }
    (port != CONTROL_PORT).then(|| {
        format!(
            "The likely reason: a router's FTP helper looks at control port 21 only, and this is \
             port {port}."
        )
    })
}

/// Active mode works from an address that the server cannot dial by itself.
pub(super) fn rewritten(chart: &Chart<'_>) -> Option<String> {
    let ipv4_works = chart.findings.works(Probe::Eprt) || chart.findings.works(Probe::Port);
    let local = chart.findings.local().filter(IpAddr::is_ipv4)?;
    let peer = chart.findings.peer()?;
    if !ipv4_works || !is_private(local) || chart.findings.external_address.is_some() {
        return None;
    }
    let ends = if chart.findings.port == CONTROL_PORT {
        "That will stop with TLS or on another port than 21."
    } else {
        "That will stop with TLS or on a port that the router does not watch."
    };
    match chart
        .findings
        .control
        .seen_as
        .map(|seen| seen.to_canonical())
    {
        Some(seen) if seen == local => None,
        None if is_private(peer) => Some(format!(
            "If a router translates your private address {local} on the way, it rewrites PORT (FTP \
             helper). {ends}"
        )),
        seen => {
            let seen = seen.map_or_else(String::new, |seen| format!(" and the server sees {seen}"));
            Some(format!(
                "Active mode works although your address {local} is private{seen}: your router \
                 rewrites PORT (FTP helper). {ends}"
            ))
        }
    }
}

/// Whether the server may still wait for a call that this side has given up.
pub(super) fn held_slot(chart: &Chart<'_>) -> bool {
    let probes = [Probe::Eprt, Probe::Port, Probe::Eprt6];
    probes
        .iter()
        .any(|probe| chart.findings.outcome(*probe) == Outcome::NobodyCalled)
}
