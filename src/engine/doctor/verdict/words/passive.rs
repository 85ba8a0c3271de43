//! What is said of passive mode.

use super::super::Chart;
use super::{quoted, said_of};
use crate::engine::doctor::findings::{Outcome, is_private};
use crate::model::doctor::{DoctorCause, ModeResult, Probe};

/// What is wrong with passive mode although it works.
pub(super) fn passive_flaws(chart: &Chart<'_>) -> Vec<String> {
    let mut flaws = Vec::new();
    if chart.has(DoctorCause::EpsvPortDropped) {
        let how = answer(chart.findings.outcome(Probe::Epsv));
        flaws.push(format!(
            "The ports that EPSV names {how}, though PASV's answer: something on the way lets \
             through only what it reads in PASV's reply. PASV works and is used."
        ));
    } else if let Some(probe) = chart.first(DoctorCause::ServerLacksEpsv) {
        let used = chart.best.map_or("PASV", Probe::verb);
        flaws.push(format!(
            "The server does not know EPSV{}; {used} works and is used.",
            quoted(chart, probe)
        ));
    }
    flaws.extend(announced(chart));
    let pasv = chart.findings.outcome(Probe::PasvPeer);
    if chart.findings.works(Probe::Epsv) && pasv.result() == ModeResult::Fails {
        match pasv {
            Outcome::Refused(_) => flaws.push(format!(
                "EPSV works and is used; the server refuses PASV{}.",
                quoted(chart, Probe::PasvPeer)
            )),
            Outcome::NotForIpv6 => {}
            other => flaws.push(format!(
                "EPSV works and is used; PASV does not: {}.",
                passive_failure_of(other)
            )),
        }
    }
    flaws
}

/// The 227 reply names another address.
fn announced(chart: &Chart<'_>) -> Option<String> {
    let named = chart.findings.announced()?.ip();
    let peer = chart.findings.peer()?;
    let tried = match chart.findings.outcome(Probe::Pasv) {
        Outcome::Works => ", which answers as well",
        Outcome::AnnouncedElsewhere => " (which was not dialled)",
        _ => ", where nothing answers",
    };
    let beside = match (
        chart.findings.works(Probe::Epsv),
        chart.findings.works(Probe::PasvPeer),
    ) {
        (true, true) => format!(
            "EPSV works, and so does PASV to the address you connected to ({peer}); this client \
             uses that."
        ),
        (false, true) => {
            format!("PASV to the address you connected to ({peer}) works; this client uses that.")
        }
        (true, false) => "EPSV works and is used.".into(),
        (false, false) => String::new(),
    };
    let named = if is_private(named) {
        format!(
            "The server is behind NAT and set up wrongly: for PASV it names its private address \
             {named}{tried}."
        )
    } else {
        format!("For PASV the server names another address, {named}{tried}.")
    };
    Some(format!("{named} {beside}").trim_end().to_owned())
}

/// Why passive mode fails, by the first of its attempts that says something.
pub(super) fn passive_failure(chart: &Chart<'_>) -> String {
    let dead = [Probe::Epsv, Probe::PasvPeer, Probe::Epsv6]
        .into_iter()
        .find(|probe| {
            matches!(
                chart.findings.outcome(*probe),
                Outcome::DialSilent | Outcome::DialRefused
            )
        });
    if let Some(probe) = dead {
        let seen = chart.findings.seen.get(&probe);
        let port = seen.and_then(|seen| seen.address);
        let such = port.map_or_else(String::new, |at| format!(" such as {}", at.port()));
        let how = answer(chart.findings.outcome(probe));
        return format!("the server names ports{such}, but connections to them {how}");
    }
    [Probe::Epsv, Probe::PasvPeer, Probe::Epsv6]
        .into_iter()
        .filter(|probe| chart.modes.get(*probe).result == ModeResult::Fails)
        .map(|probe| said_of(chart, probe))
        .collect::<Vec<_>>()
        .join("; ")
}

fn passive_failure_of(outcome: Outcome) -> String {
    match outcome {
        Outcome::DialSilent | Outcome::DialRefused => {
            format!("the ports that it names {}", answer(outcome))
        }
        _ => "no listing came".into(),
    }
}

/// How a dead port behaves.
pub(super) fn answer(outcome: Outcome) -> &'static str {
    if outcome == Outcome::DialRefused {
        "are refused at once"
    } else {
        "get no answer"
    }
}

/// Whose firewall it may be: the server's first.
pub(super) fn suspect(chart: &Chart<'_>) -> Option<String> {
    if chart.has(DoctorCause::ServerPassivePortsDropped) {
        Some(
            "Most likely its firewall does not let its passive port range in (or yours does not \
             let it out)."
                .into(),
        )
    } else if chart.has(DoctorCause::ServerPassivePortsRefused) {
        Some(
            "Most likely its firewall rejects its passive port range, or nothing listens there (or \
             yours rejects it on the way out)."
                .into(),
        )
    } else {
        None
    }
}
