//! Novell `NetWare`: `d [RWCEAFMS] owner size date name`.

use super::date::{clock, dated, day, short_year};
use super::fields::{Fields, number};
use super::months::month;
use super::unix_date;
use crate::model::{Entry, EntryKind, Modified, Name};
use jiff::Timestamp;
use jiff::civil::Date;

/// Reads one line; `None` if it is not of this dialect.
pub(super) fn parse(line: &[u8], now: Timestamp) -> Option<Entry> {
    let kind = match line.first()? {
        b'd' => EntryKind::Dir,
        b'-' => EntryKind::File,
        _ => return None,
    };
    let fields = Fields::new(line);
    // Some servers leave out the blank after the letter.
    let owner = match fields.get(0)? {
        [_] if are_rights(fields.get(1)?) => 2,
        [_, rights @ ..] if are_rights(rights) => 1,
        _ => return None,
    };
    let size = number(fields.get(owner + 1)?)?;
    let (modified, last) = date_with_short_year(&fields, owner + 2).or_else(|| {
        let found = unix_date::find(&fields, owner + 2, now)?;
        Some((found.modified, found.last))
    })?;
    let mut entry = Entry::new(Name::new(fields.after_blanks(last)?), kind);
    entry.size = Some(size);
    entry.modified = Some(modified);
    entry.owner = fields.joined(owner, owner + 1);
    Some(entry)
}

/// `[RWCEAFMS]` with a hyphen for each right that is missing.
fn are_rights(word: &[u8]) -> bool {
    let inside = word
        .strip_prefix(b"[")
        .and_then(|rest| rest.strip_suffix(b"]"));
    inside.is_some_and(|rights| {
        !rights.is_empty() && rights.iter().all(|right| b"-SRWCEAFM".contains(right))
    })
}

/// `Feb  3 93 12:00`.
fn date_with_short_year(fields: &Fields<'_>, at: usize) -> Option<(Modified, usize)> {
    let (month, day) = (month(fields.get(at)?)?, day(fields.get(at + 1)?)?);
    let year = fields
        .get(at + 2)
        .filter(|word| word.len() == 2)
        .and_then(short_year)?;
    let time = clock(fields.get(at + 3)?)?;
    Some((
        dated(Date::new(year, month, day).ok()?, Some(time))?,
        at + 3,
    ))
}

#[cfg(test)]
mod tests {
    use super::super::table::{check, refuse};
    use super::*;

    #[test]
    fn volumes_and_files_are_read() {
        let now = "2026-11-22T17:00:00Z".parse().unwrap();
        check(
            |line| parse(line, now),
            &[
                (
                    "d [R----F--] supervisor            512       Jan 16 18:53    login dir",
                    "login dir dir 512 2026-01-16T18:53:00Z",
                ),
                (
                    "- [-RWCE-F-] mlm 11820 Feb  3 93 12:00  a.doc",
                    "a.doc file 11820 1993-02-03T12:00:00Z",
                ),
                (
                    "d[RWCEAFMS] me 512 Jan 16 2004 SYS",
                    "SYS dir 512 2004-01-16",
                ),
            ],
        );
        refuse(
            |line| parse(line, now),
            &[
                "d [XYZ] me 512 Jan 16 2004 SYS",
                "d [] me 512 Jan 16 2004 SYS",
                "d [RW] me 512 Jan 16 2004",
                "d",
                "drwxr-xr-x 2 a b 512 Jan 16 2004 SYS",
            ],
        );
    }
}
