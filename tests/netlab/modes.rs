//! Each command in each scenario, forced with `--mode`: what works works, and what fails says how.

use super::client::Ran;
use super::lab::{FILE, Lab};
use super::scenario::Scenario;
use super::table::{Cell, Row};
use std::net::IpAddr;

/// How long the program may wait, for a reply and for a call, and for a port to answer: not for long
/// where there is never an answer, else longer than any busy machine needs. What fails, fails each time.
fn patience(cell: Cell) -> Vec<&'static str> {
    let seconds = if cell.is_answered() { "20" } else { "6" };
    let mut options = vec!["--timeout", seconds, "--connect-timeout", seconds];
    if cell != Cell::Works {
        options.extend(["--retries", "0"]);
    }
    options
}

/// The columns that a listing can show, with the mode that forces them and the address to use.
fn columns(scenario: &Scenario) -> Vec<(&'static str, &'static str, IpAddr)> {
    let modes = [
        ("EPSV", "epsv"),
        // The port of 227 at the peer's address is what this client dials.
        ("PASV_PEER", "pasv"),
        ("EPRT", "eprt"),
        ("PORT", "port"),
    ];
    let first = scenario
        .v4
        .or(scenario.v6)
        .expect("a server has an address");
    let mut columns: Vec<_> = modes
        .into_iter()
        .map(|(column, mode)| (column, mode, first))
        .collect();
    if let (Some(_), Some(v6)) = (scenario.v4, scenario.v6) {
        columns.extend([("EPSV6", "epsv", v6), ("EPRT6", "eprt", v6)]);
    }
    columns
}

/// What the program says of a failure.
fn words(cause: &str) -> &'static str {
    match cause {
        "client_inbound_blocked" => "nobody dialled",
        // vsftpd: `500 Illegal PORT command.`; Pure-FTPd: `500 I won't open a connection to …`.
        "client_nat_private_address" => ": 500 I",
        "server_passive_ports_dropped" | "epsv_port_dropped" => "no answer within",
        "server_passive_ports_refused" => "Connection refused",
        "server_lacks_epsv" | "server_lacks_eprt" => ": 5",
        "not_for_ipv6" => "cannot be used over IPv6",
        _ => panic!("no words for {cause}"),
    }
}

/// What is wrong with a run, if anything.
fn complaint(column: &str, cell: Cell, ran: &Ran) -> Option<String> {
    let as_expected = match cell {
        Cell::Works => ran.code == Some(0) && ran.out.contains(FILE),
        Cell::Fails(cause) => ran.code == Some(3) && ran.err.contains(words(cause)),
        Cell::NotOffered => false,
    };
    (!as_expected).then(|| format!("{column}: expected {cell:?}, but {ran:?}"))
}

/// Lists a folder in every mode and compares with the table.
fn compare(name: &str) {
    let scenario = Scenario::named(name);
    let row = Row::of(name);
    let Some(lab) = Lab::build(scenario) else {
        return;
    };
    let start = |(column, mode, address)| {
        let url = lab.url(address, "");
        let mut arguments = vec!["ls", "--mode", mode];
        arguments.extend(patience(row.cell(column)));
        arguments.push(&url);
        (column, lab.start(&arguments))
    };
    let ran: Vec<_> = if scenario.one_at_a_time {
        let runs = columns(&scenario).into_iter().map(start);
        runs.map(|(column, run)| (column, run.end())).collect()
    } else {
        let runs: Vec<_> = columns(&scenario).into_iter().map(start).collect();
        let runs = runs.into_iter();
        runs.map(|(column, run)| (column, run.end())).collect()
    };
    let wrong: Vec<_> = ran
        .iter()
        .filter_map(|(column, ran)| complaint(column, row.cell(column), ran))
        .collect();
    assert!(wrong.is_empty(), "{name}:\n{}", wrong.join("\n"));
}

#[test]
fn open() {
    compare("open");
}

#[test]
fn client_firewall() {
    compare("client-firewall");
}

#[test]
fn client_nat() {
    compare("client-nat");
}

#[test]
fn client_nat_with_helper() {
    compare("client-nat-alg");
}

#[test]
fn client_nat_with_helper_on_another_port() {
    compare("client-nat-alg-821");
}

#[test]
fn client_nat_with_helper_told_of_the_other_port() {
    compare("client-nat-alg-821-bound");
}

#[test]
fn client_nat_with_helper_that_cannot_read_tls() {
    compare("tls-alg");
}

#[test]
fn server_nat() {
    compare("server-nat");
}

#[test]
fn server_firewall_that_drops() {
    compare("server-firewall");
}

#[test]
fn server_firewall_that_rejects() {
    compare("server-firewall-reject");
}

#[test]
fn both_firewalled() {
    compare("both-firewalled");
}

#[test]
fn ipv6_only() {
    compare("ipv6-only");
}

#[test]
fn server_without_the_extended_commands() {
    compare("epsv-500");
}

#[test]
fn server_that_forbids_the_extended_commands() {
    compare("epsv-550");
}

#[test]
fn firewall_that_knows_no_epsv() {
    compare("epsv-drop");
}

#[test]
fn single_login() {
    compare("single-login");
}

#[test]
fn client_firewall_with_proftpd() {
    compare("client-firewall-proftpd");
}

#[test]
fn client_nat_with_pure_ftpd() {
    compare("client-nat-pure-ftpd");
}

#[test]
fn single_login_with_proftpd() {
    compare("single-login-proftpd");
}

#[test]
fn single_login_with_pure_ftpd() {
    compare("single-login-pure-ftpd");
}
