//! The listing parser against a corpus of lines that servers really send.
//!
//! The corpus is not part of this repository. It is a folder of JSON lines named by the environment
//! variable `TWOPORT_CORPUS`, else `../shared/corpus` beside the checkout; without either the test
//! says that it was skipped. `tests/listings/hostile.jsonl` is ours, has the same form, and is
//! always run.
//!
//! Gate: every undisputed line of the formats unix, mlsd, dos and eplf, 98 % of all undisputed
//! lines, and never a wrong name.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test may fail loudly, and its score is meant to be read"
)]

use jiff::Timestamp;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use twoport::ftp::listing::{Dialect, Listing, ListingKind, ListingParser};
use twoport::model::{Entry, EntryKind, Precision};

/// What relative dates of rows without a `now` are seen from.
const NOW: &str = "2026-11-22T17:00:00Z";

#[derive(Deserialize)]
struct Row {
    source: String,
    format: String,
    line: Option<String>,
    lines: Option<Vec<String>>,
    /// The bytes of `line` where they are not UTF-8, in base 64.
    line_b64: Option<String>,
    now: Option<String>,
    server_hint: Option<String>,
    expect: Option<Expected>,
    /// Why the expectation is open to doubt.
    disputed: Option<String>,
    note: Option<String>,
}

#[derive(Deserialize)]
struct Expected {
    name: String,
    kind: String,
    size: Option<u64>,
    mtime: Option<String>,
    mtime_precision: Option<String>,
    mode: Option<String>,
    link_target: Option<String>,
}

/// How a row came out.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Verdict {
    Right,
    /// Something that is not the name differs.
    Wrong(String),
    /// An entry was made with a name that is not the expected one.
    WrongName(String),
}

impl Row {
    fn bytes(&self) -> Vec<u8> {
        match (&self.line_b64, &self.line, &self.lines) {
            (Some(encoded), ..) => from_base64(encoded),
            (None, Some(line), _) => line.clone().into_bytes(),
            (None, None, Some(lines)) => lines.join("\r\n").into_bytes(),
            _ => panic!("a row without a line"),
        }
    }

    fn kind(&self) -> ListingKind {
        // The rows of mixed formats say in their line which command they answer.
        let is_facts = self
            .line
            .as_ref()
            .is_some_and(|line| line.starts_with("type="));
        match self.format.as_str() {
            "mlsd" => ListingKind::Mlsd,
            "mixed" if is_facts => ListingKind::Mlsd,
            _ => ListingKind::List,
        }
    }

    fn now(&self) -> Timestamp {
        self.now.as_deref().unwrap_or(NOW).parse().unwrap()
    }

    fn parse(&self) -> Listing {
        let mut parser = ListingParser::new(self.kind(), self.now());
        match self.server_hint.as_deref() {
            Some("MVS") => parser = parser.expecting(Dialect::Mvs),
            Some("MVS-MEMBER") => parser = parser.expecting(Dialect::MvsMembers),
            _ => {}
        }
        parser.push(&self.bytes()).expect("no row is past a limit");
        parser.finish()
    }

    fn verdict(&self, listing: &Listing) -> Verdict {
        match (&self.expect, listing.entries.as_slice()) {
            (None, []) => Verdict::Right,
            (None, [entry]) => self.unwanted(entry),
            // `.` and `..` are skipped on purpose, and some sources list them.
            (Some(expected), []) if matches!(expected.name.as_str(), "." | "..") => Verdict::Right,
            (Some(expected), []) => Verdict::Wrong(format!("no entry, expected {}", expected.name)),
            (Some(expected), [entry]) => self.compare(expected, entry),
            (_, several) => Verdict::WrongName(format!("{} entries", several.len())),
        }
    }

    /// An entry where none was expected is right if the gate to local names will refuse it, or if
    /// the row asks only that a number beyond bounds be left out.
    fn unwanted(&self, entry: &Entry) -> Verdict {
        let name = entry.name.as_bytes();
        let gated = name.is_empty() || name.contains(&b'/');
        let unset = self
            .note
            .as_ref()
            .is_some_and(|note| note.contains("field unset"));
        if gated || (unset && entry.size.is_none()) {
            Verdict::Right
        } else {
            Verdict::WrongName(format!("refusal expected, got {:?}", entry.name))
        }
    }

    fn compare(&self, expected: &Expected, entry: &Entry) -> Verdict {
        if !self.is_name(expected, entry) {
            return Verdict::WrongName(format!(
                "expected {:?}, got {:?}",
                expected.name, entry.name
            ));
        }
        let mut differs = Vec::new();
        let kind = match entry.kind {
            EntryKind::File => "file",
            EntryKind::Dir => "dir",
            EntryKind::Link => "link",
            EntryKind::Other => "other",
        };
        if kind != expected.kind {
            differs.push(format!("kind {kind}, expected {}", expected.kind));
        }
        if expected.size.is_some() && expected.size != entry.size {
            differs.push(format!(
                "size {:?}, expected {:?}",
                entry.size, expected.size
            ));
        }
        if !self.is_time(expected, entry) {
            differs.push(format!(
                "time {:?}, expected {:?}",
                entry.modified, expected.mtime
            ));
        }
        let mode = expected
            .mode
            .as_ref()
            .map(|mode| u32::from_str_radix(mode, 8).unwrap());
        // One row takes the mode from a fact that is part of the name by RFC 3659.
        let is_mode_in_name = expected.name.contains("UNIX.mode=");
        if mode.is_some() && mode != entry.mode && !is_mode_in_name {
            differs.push(format!("mode {:?}, expected {mode:?}", entry.mode));
        }
        let target = expected
            .link_target
            .as_ref()
            .map(|target| target.as_bytes().to_vec());
        if target.is_some() && target != entry.link_target {
            differs.push(format!(
                "target {:?}, expected {target:?}",
                entry.link_target
            ));
        }
        if differs.is_empty() {
            Verdict::Right
        } else {
            Verdict::Wrong(differs.join("; "))
        }
    }

    /// VMS names count with and without `;version` and `.DIR`: the sources differ.
    fn is_name(&self, expected: &Expected, entry: &Entry) -> bool {
        let bare = |name: &str| {
            let name = name.rsplit_once(';').map_or(name, |(name, _)| name);
            name.strip_suffix(".DIR").unwrap_or(name).to_owned()
        };
        let name = String::from_utf8_lossy(entry.name.as_bytes());
        name == expected.name || (self.format == "vms" && bare(&name) == bare(&expected.name))
    }

    /// Times count as far as both are exact. Of rows with another rule for missing years (six
    /// months ahead, where ours is one day) the year does not count.
    fn is_time(&self, expected: &Expected, entry: &Entry) -> bool {
        let Some(at) = &expected.mtime else {
            return true;
        };
        let at: Timestamp = at.parse().unwrap();
        let Some(modified) = entry.modified else {
            return false;
        };
        let wanted = match expected.mtime_precision.as_deref() {
            Some("day") => Precision::Day,
            Some("min") => Precision::Minute,
            _ => Precision::Second,
        };
        let precision = wanted.min(modified.precision);
        if precision < wanted {
            return false;
        }
        let format = match (self.source.as_str(), precision) {
            ("jlaffaye-ftp", Precision::Minute) if at > self.now() => "%m-%d %H:%M",
            (_, Precision::Day) => "%Y-%m-%d",
            (_, Precision::Minute) => "%Y-%m-%d %H:%M",
            (_, Precision::Second) => "%Y-%m-%d %H:%M:%S",
        };
        at.strftime(format).to_string() == modified.at.strftime(format).to_string()
    }
}

fn from_base64(text: &str) -> Vec<u8> {
    const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut bytes = Vec::new();
    let (mut buffer, mut bits) = (0_usize, 0);
    for sign in text.trim_end_matches('=').chars() {
        buffer = (buffer << 6 | ALPHABET.find(sign).expect("base 64")) & 0xffff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(buffer >> bits & 0xff).unwrap());
        }
    }
    bytes
}

fn rows_of(file: &Path) -> Vec<Row> {
    let text = std::fs::read_to_string(file).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).expect(line))
        .collect()
}

fn corpus() -> Option<Vec<Row>> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let folder = std::env::var_os("TWOPORT_CORPUS").map_or(beside, PathBuf::from);
    let mut files: Vec<PathBuf> = match folder.read_dir() {
        Ok(entries) => entries.map(|entry| entry.unwrap().path()).collect(),
        Err(_) if std::env::var_os("TWOPORT_CORPUS").is_none() => return None,
        Err(error) => panic!("TWOPORT_CORPUS cannot be read: {error}"),
    };
    files.retain(|file| {
        file.extension()
            .is_some_and(|extension| extension == "jsonl")
    });
    files.sort();
    let rows: Vec<Row> = files.iter().flat_map(|file| rows_of(file)).collect();
    assert!(!rows.is_empty(), "the corpus is empty");
    Some(rows)
}

#[test]
fn the_corpus_is_understood_or_skipped_loudly() {
    let Some(rows) = corpus() else {
        eprintln!("SKIPPED: no listing corpus (set TWOPORT_CORPUS to its folder)");
        return;
    };
    let mut scores: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut wrong_names = Vec::new();
    for row in &rows {
        let verdict = row.verdict(&row.parse());
        let shown = String::from_utf8_lossy(&row.bytes()).into_owned();
        if verdict != Verdict::Right {
            let disputed = if row.disputed.is_some() {
                " (disputed)"
            } else {
                ""
            };
            println!("{}{disputed}: {shown:?}: {verdict:?}", row.format);
        }
        if row.disputed.is_some() {
            continue;
        }
        let score = scores.entry(&row.format).or_default();
        score.1 += 1;
        score.0 += usize::from(verdict == Verdict::Right);
        if let Verdict::WrongName(why) = verdict {
            wrong_names.push(format!("{shown:?}: {why}"));
        }
    }
    for (format, (right, all)) in &scores {
        println!("{format:16} {right:4} of {all:4}");
    }
    let (right, all) = scores
        .values()
        .fold((0, 0), |sum, score| (sum.0 + score.0, sum.1 + score.1));
    println!("{:16} {right:4} of {all:4}", "all undisputed");
    assert_eq!(wrong_names, Vec::<String>::new(), "wrong names");
    for format in ["unix", "mlsd", "dos", "eplf"] {
        let (right, all) = scores.get(format).copied().unwrap_or_default();
        assert_eq!(right, all, "lines of format {format}");
    }
    assert!(
        right * 100 >= all * 98,
        "{right} of {all} is less than 98 %"
    );
}

/// One line must not change how another is read: all lines that a server could send in one listing
/// are read in one stream as well.
#[test]
fn one_stream_of_all_lines_gives_the_same_entries() {
    let Some(rows) = corpus() else {
        eprintln!("SKIPPED: no listing corpus (set TWOPORT_CORPUS to its folder)");
        return;
    };
    for kind in [ListingKind::List, ListingKind::Mlsd] {
        let rows: Vec<&Row> = rows
            .iter()
            // Hints, and headings for members, are meant to change what follows.
            .filter(|row| row.kind() == kind && row.server_hint.is_none())
            .filter(|row| row.format != "mvs-member" && row.now() == NOW.parse().unwrap())
            .collect();
        let mut parser = ListingParser::new(kind, NOW.parse().unwrap());
        let mut alone = Vec::new();
        for row in rows {
            parser.push(&row.bytes()).unwrap();
            parser.push(b"\r\n").unwrap();
            alone.extend(row.parse().entries);
        }
        let together = parser.finish().entries;
        assert_eq!(together.len(), alone.len());
        for (one, other) in together.iter().zip(&alone) {
            // What an older VMS version is called, and the order of OS/400 dates, do depend on
            // other lines.
            let stem = |entry: &Entry| {
                let name = entry.name.as_bytes();
                let end = name
                    .iter()
                    .rposition(|byte| *byte == b';')
                    .unwrap_or(name.len());
                name.get(..end).unwrap().to_vec()
            };
            assert_eq!(
                (stem(one), one.kind, one.size),
                (stem(other), other.kind, other.size)
            );
        }
    }
}

#[test]
fn hostile_lines_give_no_name_that_was_not_sent() {
    let rows = rows_of(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/listings/hostile.jsonl"));
    assert!(rows.len() > 20);
    for row in &rows {
        let listing = row.parse();
        let verdict = row.verdict(&listing);
        assert_eq!(
            verdict,
            Verdict::Right,
            "{:?}",
            String::from_utf8_lossy(&row.bytes())
        );
        for entry in &listing.entries {
            assert!(
                entry
                    .name
                    .display()
                    .chars()
                    .all(|shown| !shown.is_control())
            );
        }
    }
}
