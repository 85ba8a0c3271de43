//! What to do about it.

use super::super::findings::Outcome;
use super::{Chart, Standing};
use crate::model::doctor::{Advice, DoctorCause, Probe};
use crate::model::{ModeChoice, SiteKey};
use std::collections::BTreeMap;
use std::net::IpAddr;

/// The ports to listen on, where none are settled.
const PORTS: &str = "50000-50100";

/// What to do, the most useful first.
pub(super) fn advice(chart: &Chart<'_>) -> Vec<Advice> {
    let mut list = Vec::new();
    if chart.findings.control.works {
        list.extend(choice(chart));
    }
    let causes = [
        DoctorCause::TlsRequired,
        DoctorCause::LoginLimit,
        DoctorCause::ServerAnnouncesPrivateAddress,
        DoctorCause::ServerPassivePortsDropped,
        DoctorCause::ServerPassivePortsRefused,
        DoctorCause::EpsvPortDropped,
        DoctorCause::ClientNatPrivateAddress,
        DoctorCause::ClientInboundBlocked,
    ];
    for cause in causes {
        // One remedy for active mode is enough, where IPv6 needs another one besides.
        let beside = cause == DoctorCause::ClientInboundBlocked
            && chart.has(DoctorCause::ClientNatPrivateAddress);
        if beside {
            continue;
        }
        if chart.has(cause) || chart.findings.control.cause == Some(cause) {
            list.extend(remedy(chart, cause).map(|text| Advice {
                set: settings(chart, cause),
                ..plain(text)
            }));
        }
    }
    if list.is_empty()
        && let Some(problem) = &chart.findings.problem
    {
        list.extend(problem.advice.clone().map(plain));
    }
    if list.is_empty() && cannot_listen(chart) {
        let text =
            format!("let active mode listen on ports that are free here: --port-range {PORTS}");
        list.push(Advice {
            set: BTreeMap::from([(SiteKey::PortRange, PORTS.to_owned())]),
            ..plain(text)
        });
    }
    list
}

fn plain(text: String) -> Advice {
    Advice {
        text,
        choice: None,
        set: BTreeMap::new(),
    }
}

/// What goes into the site with a remedy for active mode: the ports, and the address that the
/// server sees.
fn settings(chart: &Chart<'_>, cause: DoctorCause) -> BTreeMap<SiteKey, String> {
    let is_nat = cause == DoctorCause::ClientNatPrivateAddress;
    let mut set = BTreeMap::new();
    if !is_nat && cause != DoctorCause::ClientInboundBlocked {
        return set;
    }
    if chart.findings.port_range.is_none() {
        set.insert(SiteKey::PortRange, PORTS.to_owned());
    }
    if let Some(seen) = outside(chart).filter(|_| is_nat) {
        set.insert(SiteKey::ExternalAddress, seen.to_string());
    }
    set
}

/// The address that the server has for us, where it is not our own.
fn outside(chart: &Chart<'_>) -> Option<IpAddr> {
    let seen = chart.findings.control.seen_as?.to_canonical();
    (Some(seen) != chart.findings.local()).then_some(seen)
}

fn cannot_listen(chart: &Chart<'_>) -> bool {
    let probes = [Probe::Eprt, Probe::Port, Probe::Eprt6];
    probes
        .iter()
        .any(|probe| chart.findings.outcome(*probe) == Outcome::CannotListen)
}

/// The mode to write into the site, where its own does not work at once.
fn choice(chart: &Chart<'_>) -> Option<Advice> {
    let best = chart.best?;
    let (choice, name) = match best {
        Probe::Epsv | Probe::Epsv6 => (ModeChoice::Passive, "passive mode"),
        Probe::Pasv | Probe::PasvPeer => (ModeChoice::Pasv, "PASV"),
        Probe::Eprt | Probe::Eprt6 => (ModeChoice::Active, "active mode"),
        Probe::Port => (ModeChoice::Port, "active mode with PORT"),
    };
    // Automatic choice falls back to active mode, which would cost time where it cannot work.
    let settled = match (chart.used(), chart.findings.mode) {
        (Some((_, first)), ModeChoice::Auto) => first && chart.active() != Standing::Fails,
        (Some((_, first)), _) => first,
        (None, _) => false,
    };
    if settled || choice == chart.findings.mode {
        return None;
    }
    let text = format!("use {name} for this site (mode = {choice})");
    Some(Advice {
        text,
        choice: Some(choice),
        set: BTreeMap::new(),
    })
}

fn remedy(chart: &Chart<'_>, cause: DoctorCause) -> Option<String> {
    let beside = if chart.best.is_some_and(|best| !best.is_active()) {
        "for active mode as well: "
    } else {
        ""
    };
    let range = chart.findings.port_range;
    let ports = range.map_or_else(
        || format!("a range of TCP ports such as {PORTS}"),
        |(first, last)| format!("TCP ports {first}-{last}"),
    );
    let set = if range.is_none() {
        " and set that range here (--port-range)"
    } else {
        ""
    };
    Some(match cause {
        DoctorCause::TlsRequired => "use TLS: ftpes://, or --security required".into(),
        DoctorCause::LoginLimit => {
            "close other sessions of this login (this program's as well), wait two minutes, and run \
             the doctor again"
                .into()
        }
        DoctorCause::ServerAnnouncesPrivateAddress => format!(
            "tell the server's operator to set its external passive address{}",
            chart.findings
                .peer()
                .map_or_else(String::new, |peer| format!(" ({peer})"))
        ),
        DoctorCause::ServerPassivePortsDropped | DoctorCause::ServerPassivePortsRefused => {
            "tell the server's operator to open its range of passive ports in the firewall".into()
        }
        DoctorCause::EpsvPortDropped => {
            "tell the network's or the server's operator that the firewall lets the ports of PASV \
             through and those of EPSV not"
                .into()
        }
        DoctorCause::ClientNatPrivateAddress => {
            let local = chart.findings.local();
            let to = local.map_or_else(String::new, |local| format!(" to {local}"));
            let address = match outside(chart) {
                Some(seen) => format!("--external-address {seen}"),
                None => "--external-address".into(),
            };
            format!(
                "{beside}forward {ports} on the router{to}{set}, and the outside address ({address})"
            )
        }
        DoctorCause::ClientInboundBlocked => {
            format!("{beside}let {ports} in on this computer and its network{set}")
        }
        _ => return None,
    })
}
