//! The verdict in plain words.

use super::super::findings::{Outcome, is_private};
use super::{Chart, Standing};
use crate::model::doctor::{DoctorCause, ModeResult, Probe};
use crate::model::site::CONTROL_PORT;
use std::net::IpAddr;

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

/// What is wrong with passive mode although it works.
fn passive_flaws(chart: &Chart<'_>) -> Vec<String> {
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

/// Why passive mode fails, by the first of its attempts that says something.
fn passive_failure(chart: &Chart<'_>) -> String {
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

/// `EPSV: 500 What?`.
fn said_of(chart: &Chart<'_>, probe: Probe) -> String {
    let seen = chart.findings.seen.get(&probe);
    let words = seen.and_then(|seen| seen.words.as_deref().or(seen.reply.as_deref()));
    let words = words.unwrap_or("it cannot be used over IPv6");
    format!("{}: {words}", probe.verb())
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
fn answer(outcome: Outcome) -> &'static str {
    if outcome == Outcome::DialRefused {
        "are refused at once"
    } else {
        "get no answer"
    }
}

/// Whose firewall it may be: the server's first.
fn suspect(chart: &Chart<'_>) -> Option<String> {
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

/// Why active mode fails.
fn active_failure(chart: &Chart<'_>) -> String {
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
fn likely_reason(chart: &Chart<'_>) -> Option<String> {
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
fn rewritten(chart: &Chart<'_>) -> Option<String> {
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

/// Whether the server may still wait for a call that this side has given up.
fn held_slot(chart: &Chart<'_>) -> bool {
    let probes = [Probe::Eprt, Probe::Port, Probe::Eprt6];
    probes
        .iter()
        .any(|probe| chart.findings.outcome(*probe) == Outcome::NobodyCalled)
}

/// ` ('500 Illegal PORT command.')`.
fn quoted(chart: &Chart<'_>, probe: Probe) -> String {
    chart
        .reply(probe)
        .map_or_else(String::new, |reply| format!(" ('{reply}')"))
}
