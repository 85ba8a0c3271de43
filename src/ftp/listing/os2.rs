//! IBM OS/2: size, attributes, `DIR`, date, time, name.

use super::date::{clock, dated, month_day_year};
use super::fields::{Fields, number};
use crate::model::{Entry, EntryKind, Name};

/// Reads one line; `None` if it is not of this dialect.
pub(super) fn parse(line: &[u8]) -> Option<Entry> {
    let fields = Fields::new(line);
    let size = number(fields.get(0)?)?;
    let mut at = 1;
    let mut kind = EntryKind::File;
    let (mut seen_tag, mut seen_attributes) = (false, false);
    // `DIR` and the attributes come in either order.
    loop {
        let word = fields.get(at)?;
        if word == b"DIR" && !seen_tag {
            (kind, seen_tag) = (EntryKind::Dir, true);
        } else if word.iter().all(|letter| b"RSHA".contains(letter)) && !seen_attributes {
            seen_attributes = true;
        } else {
            break;
        }
        at += 1;
    }
    let date = month_day_year(fields.get(at)?, b'-')?;
    let time = clock(fields.get(at + 1)?)?;
    let mut entry = Entry::new(Name::new(fields.after_blanks(at + 1)?), kind);
    entry.size = Some(size);
    entry.modified = dated(date, Some(time));
    Some(entry)
}

#[cfg(test)]
mod tests {
    use super::super::table::{check, refuse};
    use super::*;

    #[test]
    fn attributes_and_tags_come_in_any_order() {
        check(
            parse,
            &[
                (
                    "     0           DIR   12-30-97   12:32  home",
                    "home dir 0 1997-12-30T12:32:00Z",
                ),
                (
                    " 33280      A          02-09-97   13:49  OS2LDR",
                    "OS2LDR file 33280 1997-02-09T13:49:00Z",
                ),
                (
                    "   169               11-29-94  09:20  A.MPT",
                    "A.MPT file 169 1994-11-29T09:20:00Z",
                ),
                (
                    " 1123 DIR  A    10-05-100  23:38  old dir",
                    "old dir dir 1123 2000-10-05T23:38:00Z",
                ),
                (
                    "5   RSA   DIR   01-08-2001  13:58  KRNL",
                    "KRNL dir 5 2001-01-08T13:58:00Z",
                ),
            ],
        );
        refuse(
            parse,
            &[
                "                 DIR   12-30-97   12:32  home",
                "     0    rsa    DIR   11-25-97   09:42  junk",
                "     0           DIR   13-05-97   25:49  MPTN",
                " 33280      A          1997-02-03  13:49  OS2LDR",
                "5 DIR DIR 01-08-97 13:58 x",
                "5 DIR 01-08-97 13:58",
            ],
        );
    }
}
