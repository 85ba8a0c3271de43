//! `twoport doctor` in each scenario: what it finds must be what the table says, and in time.

use super::client::{HOST, Ran, write_hosts};
use super::lab::Lab;
use super::namespaces::address::SERVER;
use super::scenario::{OPEN, Scenario};
use super::table::{COLUMNS, Cell, Row};
use serde_json::{Value, json};
use std::net::IpAddr;
use std::time::Duration;

/// The longest that the doctor may take where calls or ports get no answer.
const LIMIT: Duration = Duration::from_secs(30);
/// The longest that it may take where everything is answered.
const LIMIT_UNBLOCKED: Duration = Duration::from_secs(15);

/// What the doctor found, as JSON, and the run itself.
struct Diagnosis {
    json: Value,
    ran: Ran,
}

impl Diagnosis {
    /// Calls the doctor.
    fn of(lab: &Lab, options: &[&str]) -> Self {
        let url = lab.url_of(HOST, "");
        let mut arguments = vec!["doctor", "--json"];
        arguments.extend(options);
        arguments.push(&url);
        let ran = lab.start(&arguments).end();
        let json =
            serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {ran:?}"));
        Self { json, ran }
    }

    /// What it says of a mode, in the words of the table.
    fn cell(&self, column: &str) -> Result<Cell, String> {
        let mode = &self.json["modes"][column];
        match (mode["result"].as_str(), mode["cause"].as_str()) {
            (Some("works"), None) => Ok(Cell::Works),
            (Some("not_offered"), None) => Ok(Cell::NotOffered),
            (Some("fails"), Some(cause)) => Cell::fails(cause),
            _ => Err(mode.to_string()),
        }
    }

    /// What differs from the table.
    fn complaints(&self, row: &Row) -> Vec<String> {
        let mut complaints = Vec::new();
        for column in COLUMNS {
            let (found, expected) = (self.cell(column), row.cell(column));
            if found != Ok(expected) {
                let mode = &self.json["modes"][column];
                complaints.push(format!("{column}: expected {expected:?}, found {mode}"));
            }
        }
        if self.json["use"].as_str() != row.best() {
            let (found, expected) = (&self.json["use"], row.best());
            complaints.push(format!("use: expected {expected:?}, found {found}"));
        }
        let code = if row.best().is_some() { 0 } else { 3 };
        if self.ran.code != Some(code) {
            complaints.push(format!("exit code {:?}, expected {code}", self.ran.code));
        }
        let limit = if row.is_answered() {
            LIMIT_UNBLOCKED
        } else {
            LIMIT
        };
        if self.ran.took > limit {
            complaints.push(format!("it took {:?}, at most {limit:?}", self.ran.took));
        }
        complaints
    }

    /// What it says in plain words.
    fn text(&self) -> &str {
        self.json["text"].as_str().unwrap_or_default()
    }
}

/// Calls the doctor in a scenario, active modes too, and compares with the table. The words are
/// what its text has to speak of.
fn examine(name: &str, words: &[&str]) {
    let Some(lab) = Lab::build(Scenario::named(name)) else {
        return;
    };
    let diagnosis = Diagnosis::of(&lab, &["--active"]);
    let seconds = diagnosis.ran.took.as_secs_f32();
    eprintln!("doctor: {name}: {seconds:.1} s: {}", diagnosis.text());
    let mut complaints = diagnosis.complaints(&Row::of(name));
    for word in words {
        if !diagnosis.text().contains(word) {
            complaints.push(format!("{word:?} is not in {:?}", diagnosis.text()));
        }
    }
    let complaints = complaints.join("\n");
    assert!(complaints.is_empty(), "{complaints}\n{:?}", diagnosis.ran);
}

#[test]
fn open() {
    examine("open", &["All data modes work"]);
}

#[test]
fn client_firewall() {
    examine("client-firewall", &["Passive mode works", "firewall"]);
}

#[test]
fn client_nat() {
    examine("client-nat", &["192.168.50.2", "private"]);
}

#[test]
fn client_nat_with_helper() {
    examine("client-nat-alg", &["All data modes work", "helper", "TLS"]);
}

#[test]
fn client_nat_with_helper_on_another_port() {
    examine("client-nat-alg-821", &["192.168.50.2", "21"]);
}

#[test]
fn client_nat_with_helper_told_of_the_other_port() {
    examine("client-nat-alg-821-bound", &["helper"]);
}

#[test]
fn client_nat_with_helper_that_cannot_read_tls() {
    examine("tls-alg", &["192.168.50.2", "encrypted"]);
}

#[test]
fn server_nat() {
    examine("server-nat", &["10.77.0.2", "172.20.0.80"]);
}

#[test]
fn server_firewall_that_drops() {
    examine("server-firewall", &["Active mode works", "no answer"]);
}

#[test]
fn server_firewall_that_rejects() {
    examine("server-firewall-reject", &["Active mode works", "refuse"]);
}

#[test]
fn both_firewalled() {
    examine(
        "both-firewalled",
        &["logged in", "no data mode works", "no answer"],
    );
}

#[test]
fn ipv6_only() {
    examine("ipv6-only", &["over IPv6"]);
}

#[test]
fn server_without_the_extended_commands() {
    examine("epsv-500", &["does not know EPSV", "does not know EPRT"]);
}

#[test]
fn server_that_forbids_the_extended_commands() {
    examine("epsv-550", &["does not know EPSV", "does not know EPRT"]);
}

#[test]
fn firewall_that_knows_no_epsv() {
    examine("epsv-drop", &["ports that EPSV names", "PASV works"]);
}

#[test]
fn single_login() {
    examine(
        "single-login",
        &["All data modes work", "one login at a time"],
    );
}

#[test]
fn client_firewall_with_proftpd() {
    examine(
        "client-firewall-proftpd",
        &["Passive mode works", "firewall"],
    );
}

#[test]
fn client_nat_with_pure_ftpd() {
    examine(
        "client-nat-pure-ftpd",
        &["192.168.50.2", "only to 10.77.0.1"],
    );
}

#[test]
fn single_login_with_proftpd() {
    examine(
        "single-login-proftpd",
        &["All data modes work", "one login at a time"],
    );
}

#[test]
fn single_login_with_pure_ftpd() {
    examine(
        "single-login-pure-ftpd",
        &["All data modes work", "one login at a time"],
    );
}

/// Active modes can do harm, so they are left alone where passive works and nobody asks for them.
#[test]
fn active_modes_are_not_tried_unasked() {
    let Some(lab) = Lab::build(OPEN) else {
        return;
    };
    let diagnosis = Diagnosis::of(&lab, &[]);
    for column in ["EPRT", "PORT", "EPRT6"] {
        assert_eq!(diagnosis.json["modes"][column]["result"], "not_tried");
    }
    assert_eq!(diagnosis.cell("EPSV"), Ok(Cell::Works));
    assert_eq!(diagnosis.json["use"], "EPSV");
}

#[test]
fn active_modes_are_tried_unasked_where_passive_does_not_work() {
    let Some(lab) = Lab::build(Scenario::named("server-firewall-reject")) else {
        return;
    };
    let diagnosis = Diagnosis::of(&lab, &[]);
    let complaints = diagnosis.complaints(&Row::of("server-firewall-reject"));
    assert!(complaints.is_empty(), "{complaints:?}");
}

#[test]
fn the_announced_address_is_dialled_only_when_told_to() {
    let Some(lab) = Lab::build(Scenario::named("server-nat")) else {
        return;
    };
    let is_dialled = |options: &[&str]| {
        let diagnosis = Diagnosis::of(&lab, options);
        let announced = Cell::Fails("server_announces_private_address");
        assert_eq!(diagnosis.cell("PASV"), Ok(announced));
        !diagnosis.text().contains("which was not dialled")
    };
    assert!(!is_dialled(&[]));
    assert!(is_dialled(&["--dial-announced"]));
}

/// A failed active attempt holds the only slot for a minute: what cannot be tried after it is not
/// called a failed login, and the passive results stand.
#[test]
fn a_firewall_and_a_single_login_do_not_confuse_it() {
    let firewalled = Scenario {
        server: Scenario::named("single-login").server,
        v6: None,
        ..Scenario::named("client-firewall")
    };
    let Some(lab) = Lab::build(firewalled) else {
        return;
    };
    let diagnosis = Diagnosis::of(&lab, &["--active"]);
    for column in ["EPSV", "PASV", "PASV_PEER"] {
        assert_eq!(diagnosis.cell(column), Ok(Cell::Works), "{column}");
    }
    let blocked = Cell::fails("client_inbound_blocked");
    assert_eq!(diagnosis.cell("EPRT"), blocked, "{:?}", diagnosis.ran);
    let port = &diagnosis.json["modes"]["PORT"];
    let untried = port["result"] == "not_tried" || port["cause"] == "login_limit";
    assert!(untried || diagnosis.cell("PORT") == blocked, "{port}");
    assert_eq!(diagnosis.json["use"], "EPSV");
    assert_eq!(diagnosis.ran.code, Some(0));
    assert!(diagnosis.ran.took <= LIMIT, "{:?}", diagnosis.ran);
}

#[test]
fn a_server_that_cannot_be_reached_is_said_in_time() {
    let Some(lab) = Lab::build(OPEN) else {
        return;
    };
    lab.unplug();
    let diagnosis = Diagnosis::of(&lab, &["--active"]);
    for column in ["EPSV", "PASV", "PASV_PEER", "EPRT", "PORT"] {
        assert_eq!(diagnosis.json["modes"][column]["result"], "not_tried");
    }
    assert_eq!(diagnosis.json["use"], Value::Null);
    assert_eq!(diagnosis.ran.code, Some(3));
    assert!(diagnosis.ran.took <= LIMIT, "{:?}", diagnosis.ran);
}

/// The name has an IPv6 address where nobody is: that is said, and holds nothing up.
#[test]
fn an_ipv6_address_that_leads_nowhere_costs_little() {
    let Some(lab) = Lab::build(Scenario { v6: None, ..OPEN }) else {
        return;
    };
    let nobody: IpAddr = "fd77::99".parse().unwrap();
    write_hosts(lab.here(), [SERVER.into(), nobody]);
    let listed = lab.start(&["ls", &lab.url_of(HOST, "")]).end();
    assert_eq!(listed.code, Some(0), "{listed:?}");
    let diagnosis = Diagnosis::of(&lab, &["--active"]);
    for column in ["EPSV", "PASV", "PASV_PEER", "EPRT", "PORT"] {
        assert_eq!(diagnosis.cell(column), Ok(Cell::Works), "{column}");
    }
    for column in ["EPSV6", "EPRT6"] {
        let mode = &diagnosis.json["modes"][column];
        assert_eq!(
            (&mode["result"], &mode["stage"]),
            (&json!("fails"), &json!("control"))
        );
    }
    assert_eq!(diagnosis.json["use"], "EPSV");
    assert!(diagnosis.ran.took <= LIMIT_UNBLOCKED, "{:?}", diagnosis.ran);
    eprintln!(
        "doctor: dead IPv6: {:?}: {}",
        diagnosis.ran.took,
        diagnosis.text()
    );
}
