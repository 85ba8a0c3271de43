//! What stands beside the tables: limits, TLS, forced modes, no login at all, IPv6 alone.

use super::{DROPPED, INBOUND, check, findings, open};
use crate::engine::doctor::verdict::verdict;
use crate::engine::problem::{Cause, Problem};
use crate::model::ModeChoice;
use crate::model::doctor::{ControlStage, DoctorCause, ModeResult};

#[test]
fn what_the_limit_kept_out_is_not_a_wrong_password() {
    let mut findings = open("ok ok ok 60 limit - -");
    findings.control.one_login_only = true;
    let report = check(
        findings,
        Some(ModeChoice::Epsv),
        &format!("- - - {INBOUND} login_limit - -"),
        &["not a wrong password", "Sessions of this program"],
    );
    assert_eq!(report.modes.port.result, ModeResult::NotTried);
    let mut one_by_one = open("ok ok ok ok ok - -");
    one_by_one.control.one_login_only = true;
    let report = verdict(one_by_one);
    assert!(
        report.text.starts_with("All data modes work."),
        "{}",
        report.text
    );
    assert!(
        report.text.contains("one login at a time"),
        "{}",
        report.text
    );
}

#[test]
fn data_that_must_be_protected() {
    let report = check(
        open("b521 b521 b521 no no - -"),
        None,
        "tls_required tls_required tls_required - - - -",
        &["wants data connections to be protected by TLS"],
    );
    assert!(report.advice[0].text.contains("--security required"));
    let mut protected = open("b522 b522 b522 no no - -");
    protected.control.tls = Some("1.3".into());
    assert_eq!(verdict(protected).modes.epsv.cause, None);
}

#[test]
fn ipv6_that_leads_nowhere_is_told_and_does_no_harm() {
    let report = check(
        open("ok ok ok no no dead6 no"),
        Some(ModeChoice::Epsv),
        "- - - - - - -",
        &[
            "Passive mode works and is used.",
            "cannot be reached there from here",
        ],
    );
    assert_eq!(report.modes.epsv6.result, ModeResult::Fails);
    check(
        open("ok ok ok no no T no"),
        Some(ModeChoice::Epsv),
        &format!("- - - - - {DROPPED} -"),
        &["Over IPv6 the ports that the server names get no answer."],
    );
}

#[test]
fn a_site_that_forces_a_mode_is_told_when_another_one_is_better() {
    let mut forced = open("ok ok ok 60 60 - -");
    forced.mode = ModeChoice::Active;
    let report = verdict(forced);
    assert!(
        report.text.starts_with("Passive mode works. Active"),
        "{}",
        report.text
    );
    assert_eq!(report.advice[0].choice, Some(ModeChoice::Passive));
    let mut works = open("ok ok ok ok ok - -");
    works.mode = ModeChoice::Port;
    let report = verdict(works);
    assert!(report.text.contains("PORT is used"), "{}", report.text);
    assert_eq!(report.advice, []);
}

#[test]
fn without_a_login_it_says_why() {
    let mut findings = findings("no no no no no - -");
    findings.control.works = false;
    findings.control.stage = Some(ControlStage::Connect);
    findings.control.error = Some("Connection refused".into());
    findings.problem = Some(
        Problem::new(Cause::Connection, "Could not connect to host:21").advice("Check the port."),
    );
    let report = verdict(findings.clone());
    assert_eq!(
        report.text,
        "Could not connect to host:21: Connection refused."
    );
    assert_eq!(report.advice[0].text, "Check the port.");
    assert_eq!(report.best, None);
    findings.control.cause = Some(DoctorCause::LoginLimit);
    findings.control.error = Some("421 Too many connections (1) from this IP".into());
    let report = verdict(findings.clone());
    assert!(
        report.text.contains("not a wrong password"),
        "{}",
        report.text
    );
    assert!(report.text.contains("421 Too many"), "{}", report.text);
    findings.control.cause = Some(DoctorCause::TlsRequired);
    let report = verdict(findings);
    assert!(
        report.advice[0].text.contains("ftpes://"),
        "{:?}",
        report.advice
    );
}

#[test]
fn only_the_ports_of_epsv_are_dropped() {
    for mark in ["T", "R"] {
        let report = check(
            open(&format!("{mark} ok ok no no - -")),
            Some(ModeChoice::Pasv),
            "epsv_port_dropped - - - - - -",
            &["though PASV's answer", "PASV works and is used."],
        );
        assert_eq!(report.advice[0].choice, Some(ModeChoice::Pasv));
    }
}

#[test]
fn ipv6_only() {
    let mut findings = open("ok not6 not6 ok not6 - -");
    findings.ipv6_only = true;
    findings.control.local = Some("[fd77::1]:40000".parse().unwrap());
    findings.control.peer = Some("[fd77::2]:21".parse().unwrap());
    let report = check(
        findings,
        Some(ModeChoice::Epsv),
        "- not_for_ipv6 not_for_ipv6 - not_for_ipv6 - -",
        &["All data modes work.", "only EPSV and EPRT can be used"],
    );
    assert_eq!(report.modes.pasv.result, ModeResult::Fails);
    assert_eq!(report.modes.epsv6.result, ModeResult::NotOffered);
}
