//! The verdict in plain words.

mod active;
mod passive;

use super::super::findings::Outcome;
use super::{Chart, Standing};
use crate::model::doctor::{DoctorCause, ModeResult, Probe};
use active::{active_failure, held_slot, likely_reason, rewritten};
use passive::{answer, passive_failure, passive_flaws, suspect};

/// What was seen, in sentences.
pub(super) fn text(chart: &Chart<'_>) -> String {
    let mut says: Vec<String> = Vec::new();
    if let Some(no_login) = no_login(chart) {
        return no_login;
    }
    match (chart.passive(), chart.active()) {
        (Standing::NotTried, Standing::NotTried) => {
            says.push("You are logged in, but no data mode could be tried.".into());
        }
        (Standing::Works, active) => with_passive(chart, active, &mut says),
        (passive, Standing::Works) => with_active_only(chart, passive, &mut says),
        (passive, active) => with_nothing(chart, passive, active, &mut says),
    }
    if chart.active() == Standing::Works {
        says.extend(rewritten(chart));
    }
    says.extend(over_ipv6(chart));
    says.extend(limit(chart));
    if held_slot(chart) {
        says.push(
            "The server may keep the sessions of the failed active attempts open for up to two \
             minutes; where it allows few logins, wait so long before the next one."
                .into(),
        );
    }
    says.join(" ")
}

/// No login: the way there is what is wrong.
fn no_login(chart: &Chart<'_>) -> Option<String> {
    let control = &chart.findings.control;
    if control.works {
        return None;
    }
    let words = control.error.as_deref().unwrap_or_default();
    Some(match control.cause {
        Some(DoctorCause::LoginLimit) => format!(
            "The server allows no further login now ('{words}'): that is its limit, not a wrong \
             password. Sessions of this program that are connected count as well, and so may one \
             that was broken off up to two minutes ago."
        ),
        Some(DoctorCause::TlsRequired) => format!(
            "The server takes no login in clear ('{words}') and offers TLS. No password was sent."
        ),
        _ => {
            let what = chart.findings.problem.as_ref();
            let what = what.map_or("There is no connection", |problem| problem.what.as_str());
            if words.is_empty() {
                format!("{what}.")
            } else {
                format!("{what}: {words}.")
            }
        }
    })
}

/// At least one listing came with the client dialling.
fn with_passive(chart: &Chart<'_>, active: Standing, says: &mut Vec<String>) {
    let used = chart.best.map_or("EPSV", Probe::verb);
    let whole = says_all_is_well(chart);
    match (whole, active) {
        (true, Standing::Works) => {
            let used = chart.used().map_or(used, |(probe, _)| probe.verb());
            says.push(format!(
                "All data modes work. Nothing to change; {used} is used."
            ));
            return;
        }
        (true, Standing::NotTried) => {
            says.push(format!(
                "Passive mode works. Nothing to change; {used} is used. Active mode was not tried, \
                 since it is not needed."
            ));
            return;
        }
        _ => {}
    }
    let flaws = passive_flaws(chart);
    if flaws.is_empty() {
        let in_use = chart.used().is_some_and(|(probe, _)| !probe.is_active());
        let used = if in_use { " and is used" } else { "" };
        says.push(format!("Passive mode works{used}."));
    } else {
        says.extend(flaws);
    }
    match active {
        Standing::Works => match chart.first(DoctorCause::ServerLacksEprt) {
            Some(probe) => says.push(format!(
                "Active mode works with PORT; the server does not know EPRT{}.",
                quoted(chart, probe)
            )),
            None => says.push("Active mode works as well.".into()),
        },
        Standing::Fails => {
            says.push(format!("Active mode does not: {}.", active_failure(chart)));
            says.extend(likely_reason(chart));
        }
        Standing::NotTried => {}
    }
}

/// Whether nothing that was tried has failed for a reason worth a word.
fn says_all_is_well(chart: &Chart<'_>) -> bool {
    let fine = |probe: &Probe| {
        let finding = chart.modes.get(*probe);
        finding.result != ModeResult::Fails || finding.cause == Some(DoctorCause::NotForIpv6)
    };
    Probe::ALL.iter().all(fine) && chart.used().is_some() && !chart.has(DoctorCause::LoginLimit)
}

/// Passive mode fails, active mode works.
fn with_active_only(chart: &Chart<'_>, passive: Standing, says: &mut Vec<String>) {
    if passive == Standing::Fails {
        says.push(format!(
            "Passive mode does not work: {}.",
            passive_failure(chart)
        ));
        says.extend(suspect(chart));
    }
    let used = chart.best.map_or("EPRT", Probe::verb);
    says.push(format!("Active mode works and is used now ({used})."));
}

/// Nothing works, though the login does.
fn with_nothing(chart: &Chart<'_>, passive: Standing, active: Standing, says: &mut Vec<String>) {
    says.push(
        "You are logged in, but no data mode works, so no listing and no transfer is possible."
            .into(),
    );
    if chart.has(DoctorCause::TlsRequired) {
        says.push("The server wants data connections to be protected by TLS.".into());
        return;
    }
    if passive == Standing::Fails {
        says.push(format!("Passive: {}.", passive_failure(chart)));
        says.extend(suspect(chart));
    }
    if active == Standing::Fails {
        says.push(format!("Active: {}.", active_failure(chart)));
        says.extend(likely_reason(chart));
    }
    if passive == Standing::Fails && active == Standing::Fails {
        says.push(
            "One of the two has to be opened: the server's passive range is the usual one.".into(),
        );
    }
}

/// `EPSV: 500 What?`.
fn said_of(chart: &Chart<'_>, probe: Probe) -> String {
    let seen = chart.findings.seen.get(&probe);
    let words = seen.and_then(|seen| seen.words.as_deref().or(seen.reply.as_deref()));
    let words = words.unwrap_or("it cannot be used over IPv6");
    format!("{}: {words}", probe.verb())
}

/// What is different over IPv6.
fn over_ipv6(chart: &Chart<'_>) -> Option<String> {
    if chart.findings.ipv6_only {
        return Some("The connection is over IPv6, where only EPSV and EPRT can be used.".into());
    }
    let ipv4 = chart.findings.works(Probe::Epsv) || chart.findings.works(Probe::PasvPeer);
    let epsv6 = chart.findings.outcome(Probe::Epsv6);
    match epsv6 {
        Outcome::Works if !ipv4 => Some("Over IPv6 passive mode works.".into()),
        Outcome::DialSilent | Outcome::DialRefused if ipv4 => Some(format!(
            "Over IPv6 the ports that the server names {}.",
            answer(epsv6)
        )),
        Outcome::NoControl => Some(
            "The server has an IPv6 address too, but cannot be reached there from here; it is not \
             used."
                .into(),
        ),
        _ => None,
    }
}

/// The server allowed one login at a time.
fn limit(chart: &Chart<'_>) -> Option<String> {
    if chart.has(DoctorCause::LoginLimit) {
        Some(
            "Some modes were not tried: the server allowed no further login (its limit, not a wrong \
             password). Sessions of this program that are connected count as well."
                .into(),
        )
    } else if chart.findings.control.one_login_only {
        Some(
            "The server allows one login at a time; the modes were tried one after another.".into(),
        )
    } else {
        None
    }
}

/// ` ('500 Illegal PORT command.')`.
fn quoted(chart: &Chart<'_>, probe: Probe) -> String {
    chart
        .reply(probe)
        .map_or_else(String::new, |reply| format!(" ('{reply}')"))
}
