//! Which dialect a server speaks: tried line by line, and kept once one has worked.

use super::fields::{Fields, is_blank, is_digits, size_with_unit, without_leading_blanks};
use super::mvs::Heading;
use super::{Dialect, dos, eplf, mac, mlsx, mvs, netware, nonstop, os2, os400, rare, unix, vms};
use crate::model::Entry;
use jiff::Timestamp;

/// The order of trial. The ones with the strictest grammar for a given beginning come first, so
/// that a loose one never takes a line that a strict one knows.
const TRIED: [Dialect; 16] = [
    Dialect::Unix,
    Dialect::Mac,
    Dialect::Dos,
    Dialect::Eplf,
    Dialect::NetWare,
    Dialect::ConnectEnterprise,
    Dialect::Vms,
    Dialect::Os400,
    Dialect::Mvs,
    Dialect::MvsMembers,
    Dialect::Os2,
    Dialect::VShell,
    Dialect::VxWorks,
    Dialect::NonStop,
    Dialect::SuperTcp,
    Dialect::Os9,
];

/// A first word longer than this begins no line of any dialect. Trying them all on lines without a
/// blank would let a hostile server keep us busy.
const LONGEST_FIRST_WORD: usize = 512;

/// What a line turned out to be.
#[derive(Debug)]
pub(super) enum Line {
    /// An entry, which may be `.` or `..`.
    Entry(Entry),
    /// A heading, a sum or the directory itself: nothing to show.
    Aside,
    /// The first half of an entry; the next line has the rest.
    FirstHalf,
    /// None of what we know.
    Unknown,
}

/// What has been learned so far.
#[derive(Debug)]
pub(super) struct Detector {
    now: Timestamp,
    dialect: Option<Dialect>,
    /// Whether a word alone on a line is a member's name.
    bare_names: bool,
    vms: vms::State,
    os400: os400::State,
}

impl Detector {
    pub(super) fn new(now: Timestamp) -> Self {
        Self {
            now,
            dialect: None,
            bare_names: false,
            vms: vms::State::default(),
            os400: os400::State::default(),
        }
    }

    /// Takes the dialect from elsewhere: the command was MLSD, or SYST named the system.
    pub(super) fn expect(&mut self, dialect: Dialect) {
        self.dialect = Some(dialect);
        self.bare_names = matches!(dialect, Dialect::Mvs | Dialect::MvsMembers);
    }

    /// The dialect that worked last, or the one expected.
    pub(super) fn dialect(&self) -> Option<Dialect> {
        self.dialect
    }

    /// Reads one whole line without its line end.
    pub(super) fn read(&mut self, line: &[u8]) -> Line {
        if self.dialect == Some(Dialect::Mlsd) {
            return match mlsx::parse(line) {
                Some(mlsx::Subject::Entry(entry)) => Line::Entry(entry),
                Some(mlsx::Subject::Directory(_)) => Line::Aside,
                None => Line::Unknown,
            };
        }
        let start = without_leading_blanks(line);
        if start
            .get(..LONGEST_FIRST_WORD)
            .is_some_and(|word| !word.iter().any(|byte| is_blank(*byte)))
        {
            return Line::Unknown;
        }
        if let Some(entry) = self.dialect.and_then(|dialect| self.parse(dialect, line)) {
            return Line::Entry(entry);
        }
        let known = self.dialect;
        for dialect in TRIED.into_iter().filter(|tried| Some(*tried) != known) {
            if let Some(entry) = self.parse(dialect, line) {
                self.dialect = Some(dialect);
                return Line::Entry(entry);
            }
        }
        self.read_other(line)
    }

    /// Reads a line that no dialect takes for an entry.
    fn read_other(&mut self, line: &[u8]) -> Line {
        if let Some(heading) = mvs::heading(line) {
            let is_members = heading == Heading::Members;
            self.expect(if is_members {
                Dialect::MvsMembers
            } else {
                Dialect::Mvs
            });
            self.bare_names = is_members;
            return Line::Aside;
        }
        if is_sum(line) || vms::is_heading(line) || nonstop::is_heading(line) {
            return Line::Aside;
        }
        if vms::is_lone_name(line) {
            return Line::FirstHalf;
        }
        match mvs::bare_member(line).filter(|_| self.bare_names) {
            Some(entry) => Line::Entry(entry),
            None => Line::Unknown,
        }
    }

    fn parse(&mut self, dialect: Dialect, line: &[u8]) -> Option<Entry> {
        match dialect {
            Dialect::Mlsd => None,
            Dialect::Unix => unix::parse(line, self.now),
            Dialect::Mac => mac::parse(line, self.now),
            Dialect::Dos => dos::parse(line),
            Dialect::Eplf => eplf::parse(line),
            Dialect::NetWare => netware::parse(line, self.now),
            Dialect::ConnectEnterprise => rare::connect_enterprise(line, self.now),
            Dialect::Vms => self.vms.parse(line),
            Dialect::Os400 => self.os400.parse(line, self.now),
            Dialect::Mvs => mvs::data_set(line),
            Dialect::MvsMembers => mvs::member(line),
            Dialect::Os2 => os2::parse(line),
            Dialect::VShell => rare::vshell(line),
            Dialect::VxWorks => rare::vxworks(line),
            Dialect::NonStop => nonstop::parse(line),
            Dialect::SuperTcp => rare::super_tcp(line),
            Dialect::Os9 => rare::os9(line),
        }
    }
}

/// `total 68`, the first line of `ls -l`, in the languages it is written in.
fn is_sum(line: &[u8]) -> bool {
    const TOTAL: [&str; 16] = [
        "total",
        "totale",
        "totaal",
        "insgesamt",
        "gesamt",
        "summa",
        "samtals",
        "celkem",
        "razem",
        "suma",
        "toplam",
        "összesen",
        "yhteensä",
        "итого",
        "总用量",
        "合計",
    ];
    let fields = Fields::new(line);
    let (Some(word), Some(sum), 2) = (fields.get(0), fields.get(1), fields.len()) else {
        return false;
    };
    (is_digits(sum) || size_with_unit(sum).is_some())
        && TOTAL
            .iter()
            .any(|total| total.as_bytes().eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn detector() -> Detector {
        Detector::new("2026-11-22T17:00:00Z".parse().unwrap())
    }

    #[test]
    fn the_dialect_that_worked_is_kept() {
        let mut detector = detector();
        assert!(matches!(detector.read(b"total 8"), Line::Aside));
        assert_eq!(detector.dialect(), None);
        let line = b"-rw-r--r--   1 root other 531 Jan 29 03:26 README";
        assert!(matches!(detector.read(line), Line::Entry(_)));
        assert_eq!(detector.dialect(), Some(Dialect::Unix));
        assert!(matches!(detector.read(b"rubbish"), Line::Unknown));
        assert_eq!(detector.dialect(), Some(Dialect::Unix));
        assert!(matches!(
            detector.read(b"03-05-97  05:03PM  <DIR>  x"),
            Line::Entry(_)
        ));
        assert_eq!(detector.dialect(), Some(Dialect::Dos));
    }

    #[test]
    fn a_first_word_without_end_is_not_tried() {
        let mut hinted = detector();
        hinted.expect(Dialect::Mvs);
        assert!(matches!(
            hinted.read(&[b'A'; LONGEST_FIRST_WORD - 1]),
            Line::Entry(_)
        ));
        assert!(matches!(
            hinted.read(&[b'A'; LONGEST_FIRST_WORD]),
            Line::Unknown
        ));
        let long_name = [&b"+r,s5,\t"[..], &[b'n'; 4000]].concat();
        assert!(matches!(hinted.read(&long_name), Line::Entry(_)));
    }

    #[test]
    fn bare_names_need_a_heading_or_a_hint() {
        assert!(matches!(detector().read(b"MEMBER"), Line::Unknown));
        let mut hinted = detector();
        hinted.expect(Dialect::Mvs);
        assert!(matches!(hinted.read(b"MEMBER"), Line::Entry(_)));
        let mut headed = detector();
        assert!(matches!(
            headed.read(b" Name     VV.MM   Created"),
            Line::Aside
        ));
        assert!(matches!(headed.read(b"MEMBER  "), Line::Entry(_)));
        assert!(matches!(headed.read(b"two words"), Line::Unknown));
    }

    #[test]
    fn sums_are_known_in_some_languages() {
        for line in ["total 68", "Total 1.2G", "insgesamt 4", "总用量 12"] {
            assert!(is_sum(line.as_bytes()), "{line}");
        }
        for line in ["total", "total x", "sum 12", "total 1 2", ""] {
            assert!(!is_sum(line.as_bytes()), "{line}");
        }
    }
}
