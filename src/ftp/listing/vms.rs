//! `OpenVMS`: `NAME.TYPE;VERSION`, blocks, date, owner and protection, in one line or, after a long
//! name, in two.

use super::date::{Clock, clock, dated, day_name_year, split_at_byte};
use super::fields::{Fields, is_digits, number, size_with_unit};
use crate::model::{Entry, EntryKind, Name, text};
use jiff::civil::Date;

/// Bytes in a block. Sizes are in whole blocks, so they are upper bounds.
const BLOCK: u64 = 512;

/// Whether the line is the heading or the sum at the foot.
pub(super) fn is_heading(line: &[u8]) -> bool {
    let fields = Fields::new(line);
    match (fields.get(0), fields.get(1)) {
        (Some(b"Directory"), Some(path)) => fields.len() == 2 && path.ends_with(b"]"),
        (Some(b"Total"), Some(b"of")) => {
            fields.get(3).is_some_and(|word| word.starts_with(b"file"))
        }
        _ => false,
    }
}

/// Whether the line is a name alone, whose other columns come on the next line.
pub(super) fn is_lone_name(line: &[u8]) -> bool {
    let fields = Fields::new(line);
    fields.len() == 1 && fields.get(0).and_then(versioned).is_some()
}

/// The names seen so far, to tell an older version from the latest.
#[derive(Clone, Debug, Default)]
pub(super) struct State {
    latest: Vec<u8>,
}

impl State {
    /// Reads one line, or two joined by a blank; `None` if it is not of this dialect.
    ///
    /// The version is dropped from the first of several, which is the latest: its name alone means
    /// it. The older ones keep theirs, or they would all be called the same. Directories lose
    /// `.DIR`, as CWD wants them.
    pub(super) fn parse(&mut self, line: &[u8]) -> Option<Entry> {
        let fields = Fields::new(line);
        let full = fields.get(0)?;
        let base = versioned(full)?;
        let columns = Columns::read(&fields)?;
        let stem = base
            .strip_suffix(b".DIR")
            .or_else(|| base.strip_suffix(b".dir"));
        let mut entry = match stem.filter(|stem| !stem.is_empty()) {
            Some(stem) => Entry::new(Name::new(stem), EntryKind::Dir),
            None if self.latest == base => Entry::new(Name::new(full), EntryKind::File),
            None => Entry::new(Name::new(base), EntryKind::File),
        };
        entry.size = Some(columns.size?);
        entry.modified = Some(dated(columns.date?, columns.time)?);
        if let Some(owner) = columns.owner {
            // `[GROUP,OWNER]` or the owner alone.
            match split_at_byte(owner, b',') {
                Some((group, owner)) => {
                    entry.group = Some(text::display_safe(group).into());
                    entry.owner = Some(text::display_safe(owner).into());
                }
                None => entry.owner = Some(text::display_safe(owner).into()),
            }
        }
        self.latest = base.to_vec();
        Some(entry)
    }
}

/// The name without its version; `None` if there is no version.
fn versioned(word: &[u8]) -> Option<&[u8]> {
    let at = word.iter().rposition(|byte| *byte == b';')?;
    let base = word.get(..at).filter(|base| !base.is_empty())?;
    is_digits(word.get(at + 1..)?).then_some(base)
}

/// The columns after the name. Servers differ in their order; each comes at most once.
#[derive(Default)]
struct Columns<'a> {
    size: Option<u64>,
    date: Option<Date>,
    time: Option<Clock>,
    owner: Option<&'a [u8]>,
    protection: bool,
}

impl<'a> Columns<'a> {
    /// `None` if a column is none of those known, or comes twice.
    fn read(fields: &Fields<'a>) -> Option<Self> {
        let mut columns = Self::default();
        for word in fields.words(1, fields.len()) {
            if let Some(size) = blocks(word).filter(|_| columns.size.is_none()) {
                columns.size = Some(size);
            } else if let Some(date) = day_name_year(word).filter(|_| columns.date.is_none()) {
                columns.date = Some(date);
            } else if let Some(time) = clock(word).filter(|_| columns.time.is_none()) {
                columns.time = Some(time);
            } else if is_protection(word) && !columns.protection {
                columns.protection = true;
            } else if let Some(owner) = owner(word).filter(|_| columns.owner.is_none()) {
                columns.owner = Some(owner);
            } else {
                return None;
            }
        }
        Some(columns)
    }
}

/// `9/12` (used and allocated), `9` or `2KB`, in bytes.
fn blocks(word: &[u8]) -> Option<u64> {
    let used = match split_at_byte(word, b'/') {
        Some((used, allocated)) => is_digits(allocated).then_some(used)?,
        None => word,
    };
    number(used)
        .and_then(|used| used.checked_mul(BLOCK))
        .or_else(|| size_with_unit(word))
}

/// `[GROUP,OWNER]`, `[OWNER]` or `OWNER` in capitals.
fn owner(word: &[u8]) -> Option<&[u8]> {
    let is_identifier = |part: &[u8]| {
        !part.is_empty()
            && part
                .iter()
                .all(|byte| byte.is_ascii_alphanumeric() || b"_$*".contains(byte))
    };
    match word.strip_prefix(b"[") {
        Some(inside) => inside
            .strip_suffix(b"]")
            .filter(|inside| inside.split(|byte| *byte == b',').all(is_identifier)),
        None => (is_identifier(word) && word.first()?.is_ascii_uppercase() && word.len() > 2)
            .then_some(word),
    }
}

/// `(RWED,RWED,RE,)`: system, owner, group, world.
fn is_protection(word: &[u8]) -> bool {
    let inside = word
        .strip_prefix(b"(")
        .and_then(|rest| rest.strip_suffix(b")"));
    inside.is_some_and(|inside| {
        let mut groups = inside.split(|byte| *byte == b',');
        groups.clone().count() == 4
            && groups.all(|rights| rights.iter().all(|right| b"RWED".contains(right)))
    })
}

#[cfg(test)]
mod tests {
    use super::super::table::{check, refuse};
    use super::*;

    #[test]
    fn files_are_read_with_columns_in_any_order() {
        check(
            |line| State::default().parse(line),
            &[
                (
                    "LOGIN.COM;2     9/12     2-JUN-1998 07:32:04  [GROUP,OWNER]  (RWED,RWED,RE,)",
                    "LOGIN.COM file 4608 1998-06-02T07:32:04Z",
                ),
                (
                    "A.;1   18  1-jul-1998 08:43  [ME]    (RWED,,RWED,RE)",
                    "A. file 9216 1998-07-01T08:43:00Z",
                ),
                (
                    "SUB.DIR;1  1 19-NOV-2001 21:41 [root,root] (RWE,RWE,RE,RE)",
                    "SUB dir 512 2001-11-19T21:41:00Z",
                ),
                (
                    "B.TXT;1 2/8 7-JAN-2000 [ME_2] (RWED,RWED,RE,)",
                    "B.TXT file 1024 2000-01-07",
                ),
                (
                    "C.TXT;1 [ME] 1/3 2-AUG-2006 13:05 (RWE,RWE,RE,)",
                    "C.TXT file 512 2006-08-02T13:05:00Z",
                ),
                (
                    "D.TXT;1 155 2-JUL-2003 10:30:13.64",
                    "D.TXT file 79360 2003-07-02T10:30:13Z",
                ),
                (
                    "E.TXT;1 2KB 23-SEP-2005 14:57:07.27",
                    "E.TXT file 2048 2005-09-23T14:57:07Z",
                ),
                (
                    "F.TXT;1 6/8 15-JUI-2002 STAFF (RWED,RWED,RE,)",
                    "F.TXT file 3072 2002-07-15",
                ),
            ],
        );
    }

    #[test]
    fn what_does_not_hold_together_is_refused() {
        refuse(
            |line| State::default().parse(line),
            &[
                "A.LIS;2  a/9  2-JUN-98 07:32:04  [GROUP,OWNER]  (RWED,RWED,RWED,)",
                "A.LIS;2  1/9  2-JUN-1998 07:32:04 PM  [GROUP,OWNER]  (RWED,RWED,RWED,)",
                "A.LIS;2  1/9  2-JUN-1998 07:32:04  [GROUP-1,OWNER]  (RWED,RWED,RWED,)",
                "A.LIS;2  1/9  2-JUN-1998 07:32:04  [GROUP,OWNER]  (RWED2,RWED,RWED,)",
                "A.LIS;2  1/9  2-JUX-1998 07:32:04  [GROUP,OWNER]  (RWED,RWED,RWED,)",
                "A.LIS;2  1/9  2-JUN-1998 3-JUN-1998",
                "A.LIS;2  %RMS-E-PRV, insufficient privilege",
                "A.LIS  1/9  2-JUN-1998 07:32:04",
                "A.LIS;2",
            ],
        );
    }

    #[test]
    fn older_versions_keep_their_number() {
        let mut state = State::default();
        let mut name = |line: &[u8]| state.parse(line).unwrap().name;
        assert_eq!(name(b"A.TXT;3 1 2-JUN-1998 07:32").as_bytes(), b"A.TXT");
        assert_eq!(name(b"A.TXT;2 1 1-JUN-1998 07:32").as_bytes(), b"A.TXT;2");
        assert_eq!(name(b"B.TXT;2 1 1-JUN-1998 07:32").as_bytes(), b"B.TXT");
    }

    #[test]
    fn headings_and_lone_names_are_known() {
        assert!(is_heading(b"Directory USER1:[TEMP]"));
        assert!(is_heading(b"Total of 11 files, 105/120 blocks."));
        assert!(!is_heading(b"Directory of files"));
        assert!(is_lone_name(b"A_VERY_LONG_NAME.TXT;12"));
        assert!(!is_lone_name(b"A;B"));
    }
}
