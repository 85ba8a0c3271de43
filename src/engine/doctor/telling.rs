//! What is said of an attempt, in one line.

use super::findings::{Observation, Outcome, is_private};
use crate::model::doctor::{DoctorStepState, Probe};
use crate::model::text::size;
use std::net::IpAddr;
use std::time::Duration;

/// `203.0.113.7 (A), 2001:db8::7 (AAAA)`.
pub(super) fn addresses(addresses: &[IpAddr]) -> String {
    let each = addresses.iter().map(|address| {
        let kind = if address.is_ipv6() { "AAAA" } else { "A" };
        format!("{address} ({kind})")
    });
    each.collect::<Vec<_>>().join(", ")
}

/// The label of an attempt's step.
pub(super) fn label(probe: Probe, ipv6: bool) -> &'static str {
    match (probe, ipv6) {
        (Probe::Pasv | Probe::PasvPeer, _) => "PASV",
        (Probe::Port, _) => "PORT",
        (Probe::Epsv, false) => "passive v4",
        (Probe::Eprt, false) => "active v4",
        (Probe::Epsv | Probe::Epsv6, _) => "passive v6",
        (Probe::Eprt | Probe::Eprt6, _) => "active v6",
    }
}

/// How an attempt's step ends.
pub(super) fn state(seen: &Observation) -> DoctorStepState {
    match seen.outcome {
        Outcome::Works if seen.announced.is_some() => DoctorStepState::Warning,
        Outcome::Works => DoctorStepState::Ok,
        Outcome::Limit | Outcome::NotForIpv6 | Outcome::NotOffered | Outcome::NotTried => {
            DoctorStepState::Skipped
        }
        _ => DoctorStepState::Failed,
    }
}

/// What was seen in an attempt.
pub(super) fn seen(probe: Probe, seen: &Observation) -> String {
    let verb = probe.verb();
    let said = seen
        .reply
        .as_deref()
        .map_or_else(|| verb.to_owned(), |reply| format!("{verb}: {reply}"));
    let code = seen.reply.as_deref().and_then(|reply| reply.get(..3));
    let agreed = match (code, probe) {
        (None, _) => verb.to_owned(),
        // The step is called so already.
        (Some(code), Probe::Pasv | Probe::PasvPeer) => code.to_owned(),
        (Some(code), _) => format!("{verb} {code}"),
    };
    let at = seen
        .address
        .map_or_else(String::new, |address| format!(" {address}"));
    let port = seen
        .address
        .map_or_else(String::new, |address| format!(" on :{}", address.port()));
    let waited = seconds(seen.took);
    let words = || seen.words.clone().unwrap_or_default();
    let text = match seen.outcome {
        Outcome::Works if probe.is_active() => format!(
            "LISTENING{port}, {agreed}, the server dialled in, 1 listing ({}), closed in order",
            size(seen.bytes)
        ),
        Outcome::Works => format!(
            "{agreed},{at} ESTABLISHED, 1 listing ({}), closed in order",
            size(seen.bytes)
        ),
        Outcome::Refused(_) => said,
        Outcome::DialSilent => format!("{agreed},{at} SYN-SENT, no answer{waited}"),
        Outcome::DialRefused => format!("{agreed},{at} refused at once"),
        Outcome::NobodyCalled => format!("LISTENING{port}, {said}, nobody dialled{waited}"),
        Outcome::Broke(_) | Outcome::NotResumed => {
            format!("{agreed},{at} ESTABLISHED, no listing: {}", words())
        }
        Outcome::Unusable | Outcome::CannotListen => format!("{verb}: {}", words()),
        Outcome::NoControl => format!("{verb}: no control connection: {}", words()),
        Outcome::Limit => format!("{verb} was not tried: no further login ({})", words()),
        Outcome::NotForIpv6 => format!("{verb} cannot be used over IPv6"),
        Outcome::NotOffered => format!("{verb}: no way leads there from here"),
        Outcome::NotTried => format!("{verb} was not tried: no time was left"),
        Outcome::AnnouncedElsewhere => format!("{verb}: the address was not dialled"),
    };
    match seen.announced {
        Some(announced) => format!("{}; {text}", elsewhere(announced.ip())),
        None => text,
    }
}

/// The 227 reply names another address.
fn elsewhere(named: IpAddr) -> String {
    let private = if is_private(named) { " (private)" } else { "" };
    format!("227 says {named}{private}: ignored, the server's own address is dialled instead")
}

fn seconds(took: Option<Duration>) -> String {
    took.map_or_else(String::new, |took| format!(" in {} s", took.as_secs()))
}
