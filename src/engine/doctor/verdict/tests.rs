//! Every row of what was measured, and what is to be said of it.

mod beside;

use super::*;
use crate::engine::doctor::findings::Observation;
use crate::model::SiteKey;
use std::time::Duration;

const PROBES: [Probe; 7] = [
    Probe::Epsv,
    Probe::Pasv,
    Probe::PasvPeer,
    Probe::Eprt,
    Probe::Port,
    Probe::Epsv6,
    Probe::Eprt6,
];
const LOCAL: &str = "192.168.50.2:40000";

/// An outcome as the tables of measurements write it: `ok`, `T` (silent), `R` (refused), `60`
/// (nobody calls), `5xx`, `-` (no such address), `not6`, `no` (not tried), `limit`, `named`.
fn outcome(word: &str) -> Outcome {
    match word {
        "ok" => Outcome::Works,
        "T" => Outcome::DialSilent,
        "R" => Outcome::DialRefused,
        "60" => Outcome::NobodyCalled,
        "-" => Outcome::NotOffered,
        "not6" => Outcome::NotForIpv6,
        "no" => Outcome::NotTried,
        "limit" => Outcome::Limit,
        "named" => Outcome::AnnouncedElsewhere,
        "dead6" => Outcome::NoControl,
        broke if broke.starts_with('b') => Outcome::Broke(broke[1..].parse().unwrap()),
        code => Outcome::Refused(code.parse().unwrap()),
    }
}

fn observation(probe: Probe, word: &str) -> Observation {
    let outcome = outcome(word);
    let reply = match outcome {
        Outcome::Refused(500) if probe.is_active() => Some("500 Illegal PORT command.".into()),
        Outcome::Refused(code) | Outcome::Broke(code) => Some(format!("{code} No")),
        Outcome::NobodyCalled => Some("200 Fine".into()),
        _ => None,
    };
    Observation {
        reply,
        address: Some("203.0.113.7:50061".parse().unwrap()),
        announced: (outcome == Outcome::AnnouncedElsewhere)
            .then(|| "10.77.0.2:50061".parse().unwrap()),
        took: Some(Duration::from_secs(10)),
        ..Observation::of(outcome)
    }
}

/// Findings of a client on a private address and a public server, from a row of a table.
fn findings(row: &str) -> Findings {
    let words: Vec<&str> = row.split_whitespace().collect();
    assert_eq!(words.len(), PROBES.len(), "{row}");
    let mut findings = Findings {
        target: "anna@host".into(),
        port: 21,
        ..Findings::default()
    };
    findings.control.works = true;
    findings.control.local = Some(LOCAL.parse().unwrap());
    findings.control.peer = Some("203.0.113.7:21".parse().unwrap());
    findings.control.features = ["EPSV", "EPRT"].map(str::to_owned).to_vec();
    for (probe, word) in PROBES.into_iter().zip(words) {
        findings.seen.insert(probe, observation(probe, word));
    }
    findings
}

/// What the server sees is our own address: no NAT.
fn open(row: &str) -> Findings {
    let mut findings = findings(row);
    findings.control.seen_as = findings.local();
    findings
}

/// What the server sees is the router's address.
fn behind_nat(row: &str) -> Findings {
    let mut findings = findings(row);
    findings.control.seen_as = Some("198.51.100.4".parse().unwrap());
    findings
}

/// The causes in the order of the table; `-` for none.
fn causes(report: &DoctorReport) -> String {
    let names = PROBES.map(|probe| {
        let cause = report.modes.get(probe).cause;
        cause.map_or_else(|| "-".into(), |cause| cause.to_string())
    });
    names.join(" ")
}

#[track_caller]
fn check(
    findings: Findings,
    best: Option<ModeChoice>,
    expected: &str,
    says: &[&str],
) -> DoctorReport {
    let report = verdict(findings);
    assert_eq!(causes(&report), expected, "{}", report.text);
    assert_eq!(report.best, best, "{}", report.text);
    for part in says {
        assert!(
            report.text.contains(part),
            "{part:?} is not in {:?}",
            report.text
        );
    }
    report
}

const NAT: &str = "client_nat_private_address";
const INBOUND: &str = "client_inbound_blocked";
const DROPPED: &str = "server_passive_ports_dropped";
const REFUSED: &str = "server_passive_ports_refused";

#[test]
fn open_all_round() {
    let report = check(
        open("ok ok ok ok ok ok ok"),
        Some(ModeChoice::Epsv),
        "- - - - - - -",
        &[],
    );
    assert_eq!(
        report.text,
        "All data modes work. Nothing to change; EPSV is used."
    );
    assert_eq!(report.advice, []);
    let report = verdict(open("ok ok ok no no ok no"));
    assert_eq!(
        report.text,
        "Passive mode works. Nothing to change; EPSV is used. Active mode was not tried, since it \
         is not needed."
    );
}

#[test]
fn client_firewall() {
    for findings in [open("ok ok ok 60 60 ok 60"), open("ok ok ok 60 60 - -")] {
        let ipv6 = findings.outcome(Probe::Eprt6) == Outcome::NobodyCalled;
        let last = if ipv6 { INBOUND } else { "-" };
        let report = check(
            findings,
            Some(ModeChoice::Epsv),
            &format!("- - - {INBOUND} {INBOUND} - {last}"),
            &[
                "Passive mode works and is used. Active mode does not: the server accepted EPRT, \
                 then could not connect back to this computer within 10 s. A firewall on this \
                 computer or its network blocks incoming connections.",
                "up to two minutes",
            ],
        );
        assert_eq!(report.advice[0].choice, Some(ModeChoice::Passive));
        assert!(
            report.advice[1].text.contains("--port-range"),
            "{:?}",
            report.advice
        );
    }
}

#[test]
fn client_nat_looks_the_same_with_a_blind_helper() {
    let row = "ok ok ok 500 500 ok 60";
    let expected = format!("- - - {NAT} {NAT} - {INBOUND}");
    for (port, tls, hint) in [
        (21, None, None),
        (
            821,
            None,
            Some("looks at control port 21 only, and this is port 821"),
        ),
        (
            2121,
            None,
            Some("looks at control port 21 only, and this is port 2121"),
        ),
        (
            21,
            Some("1.3".to_owned()),
            Some("cannot rewrite what it cannot read"),
        ),
    ] {
        for mut findings in [findings(row), behind_nat(row)] {
            findings.port = port;
            findings.control.tls.clone_from(&tls);
            let report = check(
                findings,
                Some(ModeChoice::Epsv),
                &expected,
                &[
                    "Passive mode works and is used. Active mode does not: this computer's address \
                     192.168.50.2 is private and the server sees",
                    "('500 Illegal PORT command.'). Your router does not translate FTP.",
                ],
            );
            let hinted = report.text.contains("likely reason");
            assert_eq!(hinted, hint.is_some(), "{}", report.text);
            assert!(
                hint.is_none_or(|hint| report.text.contains(hint)),
                "{}",
                report.text
            );
            let forward = report
                .advice
                .iter()
                .find(|advice| advice.text.contains("forward"));
            assert!(forward.unwrap().text.contains("to 192.168.50.2"));
        }
    }
    let report = verdict(behind_nat(row));
    assert!(
        report.text.contains("the server sees 198.51.100.4"),
        "{}",
        report.text
    );
    let text = &report.advice[1].text;
    assert!(text.contains("--external-address 198.51.100.4"), "{text}");
}

#[test]
fn what_active_mode_needs_can_be_written_into_the_site() {
    let report = verdict(behind_nat("ok ok ok 60 60 - -"));
    let set = &report.advice[1].set;
    let address = set.get(&SiteKey::ExternalAddress).map(String::as_str);
    let ports = set.get(&SiteKey::PortRange).map(String::as_str);
    assert_eq!(
        (address, ports),
        (Some("198.51.100.4"), Some("50000-50100"))
    );
}

/// A server that takes any address, and then finds nobody there.
#[test]
fn nat_with_a_server_that_accepts_foreign_addresses() {
    let row = "ok ok ok 60 60 - -";
    let expected = format!("- - - {NAT} {NAT} - -");
    check(
        findings(row),
        Some(ModeChoice::Epsv),
        &expected,
        &["is private"],
    );
    check(
        behind_nat(row),
        Some(ModeChoice::Epsv),
        &expected,
        &["198.51.100.4"],
    );
    // With the right address announced it is the port that is not let in.
    let mut forwarded = behind_nat(row);
    forwarded.external_address = Some("198.51.100.4".parse().unwrap());
    let expected = format!("- - - {INBOUND} {INBOUND} - -");
    check(
        forwarded,
        Some(ModeChoice::Epsv),
        &expected,
        &["blocks incoming"],
    );
}

#[test]
fn client_nat_with_a_helper() {
    let says = "All data modes work. Nothing to change; EPSV is used. Active mode works although \
                your address 192.168.50.2 is private: your router rewrites PORT (FTP helper). That \
                will stop with TLS or on another port than 21.";
    let report = verdict(findings("ok ok ok ok ok ok ok"));
    assert_eq!(report.text, says);
    let mut bound = behind_nat("ok ok ok ok ok ok ok");
    bound.port = 821;
    let report = verdict(bound);
    assert!(
        report
            .text
            .contains("or on a port that the router does not watch"),
        "{}",
        report.text
    );
    // Between two private addresses there may be no router at all.
    let mut near = findings("ok ok ok ok ok ok ok");
    near.control.peer = Some("10.77.0.2:21".parse().unwrap());
    let report = verdict(near);
    assert!(
        report.text.contains("If a router translates"),
        "{}",
        report.text
    );
}

#[test]
fn server_nat() {
    let expected = "- server_announces_private_address - - - - -";
    let report = check(
        open("ok named ok ok ok - -"),
        Some(ModeChoice::Epsv),
        expected,
        &[
            "The server is behind NAT and set up wrongly: for PASV it names its private address \
             10.77.0.2 (which was not dialled). EPSV works, and so does PASV to the address you \
             connected to (203.0.113.7); this client uses that.",
        ],
    );
    assert_eq!(
        report.advice[0].text,
        "tell the server's operator to set its external passive address (203.0.113.7)"
    );
    let mut dialled = open("ok T ok ok ok - -");
    let pasv = dialled.seen.get_mut(&Probe::Pasv).unwrap();
    pasv.announced = Some("10.77.0.2:50061".parse().unwrap());
    check(
        dialled,
        Some(ModeChoice::Epsv),
        expected,
        &["10.77.0.2, where nothing answers."],
    );
}

#[test]
fn server_firewall() {
    for (mark, cause, how) in [
        ("T", DROPPED, "get no answer"),
        ("R", REFUSED, "are refused at once"),
    ] {
        let report = check(
            open(&format!("{mark} {mark} {mark} ok ok {mark} ok")),
            Some(ModeChoice::Eprt),
            &format!("{cause} {cause} {cause} - - {cause} -"),
            &[
                &format!(
                    "Passive mode does not work: the server names ports such as 50061, but \
                     connections to them {how}. Most likely its firewall"
                ),
                "Active mode works and is used now (EPRT).",
            ],
        );
        assert_eq!(report.advice[0].choice, Some(ModeChoice::Active));
        assert!(report.advice[1].text.contains("range of passive ports"));
    }
}

#[test]
fn both_firewalled() {
    let report = check(
        open("T T T 60 60 T 60"),
        None,
        &format!("{DROPPED} {DROPPED} {DROPPED} {INBOUND} {INBOUND} {DROPPED} {INBOUND}"),
        &[
            "You are logged in, but no data mode works, so no listing and no transfer is possible. \
             Passive: the server names ports such as 50061, but connections to them get no answer.",
            "Active: the server accepted EPRT, then could not connect back",
            "One of the two has to be opened: the server's passive range is the usual one.",
        ],
    );
    assert!(report.advice.iter().all(|advice| advice.choice.is_none()));
    assert!(
        report.advice[0]
            .text
            .starts_with("tell the server's operator to open")
    );
    assert!(
        report.advice[1].text.starts_with("let a range"),
        "{:?}",
        report.advice
    );
}

#[test]
fn a_server_without_the_extended_commands() {
    let report = check(
        open("500 ok ok 500 ok 500 500"),
        Some(ModeChoice::Pasv),
        "server_lacks_epsv - - server_lacks_eprt - server_lacks_epsv server_lacks_eprt",
        &["The server does not know EPSV ('500 No'); PASV works and is used."],
    );
    assert_eq!(report.advice[0].choice, Some(ModeChoice::Pasv));
    // FEAT tells where PORT does not.
    let mut listed = behind_nat("ok ok ok 502 500 - -");
    listed.control.features = vec!["EPSV".into()];
    let expected = format!("- - - server_lacks_eprt {NAT} - -");
    check(listed, Some(ModeChoice::Epsv), &expected, &[]);
}
