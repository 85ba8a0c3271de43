//! EPLF, the Easily Parsed LIST Format: `+facts,` a tab, the name.

use super::fields::number;
use crate::model::{Entry, EntryKind, Modified, Name, Precision};
use jiff::Timestamp;

/// Reads one line; `None` if it is not of this dialect.
pub(super) fn parse(line: &[u8]) -> Option<Entry> {
    let rest = line.strip_prefix(b"+")?;
    let tab = rest.iter().position(|byte| *byte == b'\t')?;
    let (facts, name) = (rest.get(..tab)?, rest.get(tab + 1..)?);
    if name.is_empty() {
        return None;
    }
    let mut entry = Entry::new(Name::new(name), EntryKind::Other);
    for fact in facts.split(|byte| *byte == b',') {
        match fact {
            b"/" => entry.kind = EntryKind::Dir,
            b"r" => entry.kind = EntryKind::File,
            [b's', size @ ..] => entry.size = number(size),
            [b'm', seconds @ ..] => entry.modified = since_epoch(seconds),
            [b'u', b'p', mode @ ..] => entry.mode = octal(mode),
            _ => {}
        }
    }
    Some(entry)
}

fn since_epoch(seconds: &[u8]) -> Option<Modified> {
    let at = Timestamp::from_second(i64::try_from(number(seconds)?).ok()?).ok()?;
    Some(Modified {
        at,
        precision: Precision::Second,
    })
}

/// Permission bits written in octal; bits of the file type above them are dropped.
pub(super) fn octal(digits: &[u8]) -> Option<u32> {
    let digits = std::str::from_utf8(digits)
        .ok()
        .filter(|digits| !digits.starts_with('+'))?;
    u32::from_str_radix(digits, 8)
        .ok()
        .map(|mode| mode & 0o7777)
}

#[cfg(test)]
mod tests {
    use super::super::table::{check, refuse};
    use super::*;

    #[test]
    fn facts_and_name_are_read() {
        check(
            parse,
            &[
                (
                    "+i9.7,m825718503,r,s280,up755\ta file",
                    "a file file 280 1996-03-01T22:15:03Z 755",
                ),
                ("+i9.7,m824255907,/,\tdir", "dir dir 1996-02-13T23:58:27Z"),
                ("+\tbare", "bare other"),
                ("+r,s18446744073709551616\tbig", "big file"),
                ("+r,m99999999999999999\tlate", "late file"),
                ("+/,up0100644\t\ttab", "\ttab dir 644"),
            ],
        );
        refuse(parse, &["+r,s5 no tab", "+r,s5\t", "r,s5\tx", ""]);
    }
}
