//! The truth: what works where, and why not. Measured with real servers and other clients too.
//!
//! PASV is the address that 227 names, `PASV_PEER` its port at the address of the control
//! connection, which is what this client dials. EPSV6 and EPRT6 are tried where the server has an
//! IPv6 address beside the other; where it has only that, the columns in front hold for it.

use super::scenario;

/// One cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    /// It works.
    Works,
    /// The server has no such address.
    NotOffered,
    /// It fails, and this is why, in the doctor's word.
    Fails(&'static str),
}

/// What each word in the table means.
const LEGEND: [(&str, Cell); 11] = [
    ("works", Cell::Works),
    ("-", Cell::NotOffered),
    ("blocked", Cell::Fails("client_inbound_blocked")),
    ("private", Cell::Fails("client_nat_private_address")),
    ("announced", Cell::Fails("server_announces_private_address")),
    ("dropped", Cell::Fails("server_passive_ports_dropped")),
    ("refused", Cell::Fails("server_passive_ports_refused")),
    ("no EPSV", Cell::Fails("server_lacks_epsv")),
    ("no EPRT", Cell::Fails("server_lacks_eprt")),
    ("EPSV lost", Cell::Fails("epsv_port_dropped")),
    ("not IPv6", Cell::Fails("not_for_ipv6")),
];

#[rustfmt::skip]
const TABLE: &str = "
scenario                 | EPSV      | PASV      | PASV_PEER | EPRT    | PORT     | EPSV6   | EPRT6   | use
open                     | works     | works     | works     | works   | works    | works   | works   | EPSV
client-firewall          | works     | works     | works     | blocked | blocked  | works   | blocked | EPSV
client-firewall-proftpd  | works     | works     | works     | blocked | blocked  | works   | blocked | EPSV
client-nat               | works     | works     | works     | private | private  | works   | blocked | EPSV
client-nat-pure-ftpd     | works     | works     | works     | private | private  | works   | blocked | EPSV
client-nat-alg           | works     | works     | works     | works   | works    | works   | works   | EPSV
client-nat-alg-821       | works     | works     | works     | private | private  | works   | blocked | EPSV
client-nat-alg-821-bound | works     | works     | works     | works   | works    | works   | works   | EPSV
tls-alg                  | works     | works     | works     | private | private  | works   | blocked | EPSV
server-nat               | works     | announced | works     | works   | works    | -       | -       | EPSV
server-firewall          | dropped   | dropped   | dropped   | works   | works    | dropped | works   | EPRT
server-firewall-reject   | refused   | refused   | refused   | works   | works    | refused | works   | EPRT
both-firewalled          | dropped   | dropped   | dropped   | blocked | blocked  | dropped | blocked | none
ipv6-only                | works     | not IPv6  | not IPv6  | works   | not IPv6 | -       | -       | EPSV
epsv-500                 | no EPSV   | works     | works     | no EPRT | works    | no EPSV | no EPRT | PASV
epsv-550                 | no EPSV   | works     | works     | no EPRT | works    | no EPSV | no EPRT | PASV
epsv-drop                | EPSV lost | works     | works     | works   | works    | -       | -       | PASV
single-login             | works     | works     | works     | works   | works    | works   | works   | EPSV
single-login-pure-ftpd   | works     | works     | works     | works   | works    | works   | works   | EPSV
single-login-proftpd     | works     | works     | works     | works   | works    | works   | works   | EPSV
";

/// The columns with a data mode each.
pub(crate) const COLUMNS: [&str; 7] = [
    "EPSV",
    "PASV",
    "PASV_PEER",
    "EPRT",
    "PORT",
    "EPSV6",
    "EPRT6",
];

impl Cell {
    /// Whether what is tried gets an answer, be it a refusal.
    pub(crate) fn is_answered(self) -> bool {
        let silent = [
            "client_inbound_blocked",
            "server_passive_ports_dropped",
            "epsv_port_dropped",
        ];
        !matches!(self, Self::Fails(cause) if silent.contains(&cause))
    }

    /// The failure with this cause.
    ///
    /// # Errors
    /// The cause, where the legend has none of that name.
    pub(crate) fn fails(cause: &str) -> Result<Self, String> {
        let mut cells = LEGEND.iter().map(|(_, cell)| *cell);
        cells
            .find(|cell| matches!(cell, Self::Fails(known) if *known == cause))
            .ok_or_else(|| cause.to_owned())
    }
}

/// A row of the table.
#[derive(Debug)]
pub(crate) struct Row {
    cells: Vec<(&'static str, Cell)>,
    best: Option<&'static str>,
}

impl Row {
    /// The row of a scenario.
    pub(crate) fn of(scenario: &str) -> Self {
        let mut lines = TABLE.lines().skip(1).map(split);
        let heading = lines.next().unwrap();
        let row = lines
            .find(|row| row[0] == scenario)
            .unwrap_or_else(|| panic!("no row {scenario}"));
        assert_eq!(heading[1..8], COLUMNS);
        assert_eq!(row.len(), heading.len(), "{scenario}");
        let cells = COLUMNS.into_iter().zip(&row[1..]);
        Self {
            cells: cells
                .map(|(column, word)| (column, meaning(word)))
                .collect(),
            best: Some(row[8]).filter(|best| *best != "none"),
        }
    }

    /// The cell of a column.
    pub(crate) fn cell(&self, column: &str) -> Cell {
        let mut cells = self.cells.iter();
        cells
            .find(|(name, _)| *name == column)
            .unwrap_or_else(|| panic!("no column {column}"))
            .1
    }

    /// The command to use, if any works.
    pub(crate) fn best(&self) -> Option<&'static str> {
        self.best
    }

    /// Whether everything that is tried gets an answer, be it a refusal.
    pub(crate) fn is_answered(&self) -> bool {
        self.cells.iter().all(|(_, cell)| cell.is_answered())
    }
}

fn split(line: &'static str) -> Vec<&'static str> {
    line.split('|').map(str::trim).collect()
}

fn meaning(word: &str) -> Cell {
    let mut legend = LEGEND.iter();
    legend
        .find(|(name, _)| *name == word)
        .unwrap_or_else(|| panic!("{word:?} is not in the legend"))
        .1
}

#[test]
fn the_table_and_the_scenarios_are_the_same() {
    let mut rows: Vec<_> = TABLE.lines().skip(2).map(|line| split(line)[0]).collect();
    let mut scenarios: Vec<_> = scenario::all().iter().map(|each| each.name).collect();
    for name in &scenarios {
        Row::of(name);
    }
    rows.sort_unstable();
    scenarios.sort_unstable();
    assert_eq!(rows, scenarios);
}
