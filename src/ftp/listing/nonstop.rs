//! Tandem, now HP, `NonStop`: name, code, end of file, date, time, owner, security.

use super::date::{clock, dated, day_name_year};
use super::fields::{Fields, is_digits, number};
use crate::model::{Entry, EntryKind, Name};

/// Whether the line is the heading over the columns.
pub(super) fn is_heading(line: &[u8]) -> bool {
    let fields = Fields::new(line);
    [&b"File"[..], b"Code", b"EOF", b"Last"]
        .into_iter()
        .eq(fields.words(0, 4))
}

/// Reads one line; `None` if it is not of this dialect.
pub(super) fn parse(line: &[u8]) -> Option<Entry> {
    let fields = Fields::new(line);
    let code = fields.get(1)?;
    // An O behind the code marks a file that is open.
    if !is_digits(code.strip_suffix(b"O").unwrap_or(code)) {
        return None;
    }
    let date = day_name_year(fields.get(3)?)?;
    let time = clock(fields.get(4)?)?;
    let end = fields.len().checked_sub(1)?;
    let security = fields.get(end)?;
    if end < 6 || security.len() < 3 || !security.starts_with(b"\"") || !security.ends_with(b"\"") {
        return None;
    }
    let mut entry = Entry::new(Name::new(fields.get(0)?), EntryKind::File);
    entry.size = Some(number(fields.get(2)?)?);
    entry.modified = dated(date, Some(time));
    entry.owner = fields.joined(5, end);
    Some(entry)
}

#[cfg(test)]
mod tests {
    use super::super::table::{check, refuse};
    use super::*;

    #[test]
    fn files_are_read_and_the_heading_is_known() {
        check(
            parse,
            &[
                (
                    "LOGFILE 101 528 6-Apr-07 14:21:18 255, 0 \"oooo\"",
                    "LOGFILE file 528 2007-04-06T14:21:18Z",
                ),
                (
                    "B 101O 5 13-Feb-14 14:21:18 255,255 \"nunu\"",
                    "B file 5 2014-02-13T14:21:18Z",
                ),
            ],
        );
        refuse(
            parse,
            &[
                "B 101 5 13-Feb-14 14:21:18 255,255 nunu",
                "B 101 5 13-Feb-14 14:21:18 \"nunu\"",
                "B x 5 13-Feb-14 14:21:18 255,255 \"nunu\"",
            ],
        );
        assert!(is_heading(
            b"File         Code             EOF  Last Modification    Owner  RWEP"
        ));
        assert!(!is_heading(b"File Code"));
    }
}
