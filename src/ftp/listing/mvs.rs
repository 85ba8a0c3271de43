//! IBM MVS, z/OS: data sets of a catalogue and members of a partitioned data set.

use super::date::{clock, dated, year_month_day};
use super::fields::{Fields, is_digits};
use crate::model::{Entry, EntryKind, Modified, Name};

/// What a heading says of the lines below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Heading {
    /// `Volume Unit Referred …`: data sets follow.
    DataSets,
    /// `Name VV.MM …` or `Name Size TTR …`: members follow.
    Members,
}

/// Which heading the line is, if it is one.
pub(super) fn heading(line: &[u8]) -> Option<Heading> {
    let fields = Fields::new(line);
    match (fields.get(0)?, fields.get(1)?, fields.get(2)?) {
        (b"Volume", b"Unit", b"Referred") => Some(Heading::DataSets),
        (b"Name", b"VV.MM", _) | (b"Name", b"Size", b"TTR") => Some(Heading::Members),
        _ => None,
    }
}

/// Reads the line of a data set; `None` if it is not one.
pub(super) fn data_set(line: &[u8]) -> Option<Entry> {
    let fields = Fields::new(line);
    let last = fields.len().checked_sub(1)?;
    let named = |kind| Some(Entry::new(Name::new(fields.get(last)?), kind));
    let first_words = (fields.get(0)?, fields.get(1)?);
    match (first_words, last) {
        ((b"Migrated", _), 1) | ((_, b"Tape"), 2) => return named(EntryKind::File),
        ((b"Pseudo", b"Directory"), 2) => return named(EntryKind::Dir),
        _ => {}
    }
    if last == 5
        && fields
            .words(1, 5)
            .eq([&b"Not"[..], b"Direct", b"Access", b"Device"])
    {
        return named(EntryKind::File);
    }
    let organization = fields.get(last - 1)?;
    if last == 3 && is_digits(first_words.1) && organization == b"VSAM" {
        return named(EntryKind::File);
    }
    // Volume, unit, date, extents, used, format, record, block, organization; the numbers run into
    // each other when they are large.
    if !(7..=9).contains(&last) || !is_digits(first_words.1) {
        return None;
    }
    let kind = match organization {
        b"PO" | b"PO-E" => EntryKind::Dir,
        b"PS" | b"PS-E" | b"PS-L" | b"PSU" | b"DA" | b"IS" | b"VS" | b"AM" => EntryKind::File,
        _ => return None,
    };
    let mut entry = named(kind)?;
    entry.modified = match fields.get(2)? {
        b"**NONE**" => None,
        referred => Some(dated(year_month_day(referred, b'/')?, None)?),
    };
    Some(entry)
}

/// Reads the line of a member with statistics or of a load module; `None` if it is not one.
pub(super) fn member(line: &[u8]) -> Option<Entry> {
    let fields = Fields::new(line);
    if is_version(fields.get(1)?) {
        let mut entry = Entry::new(Name::new(fields.get(0)?), EntryKind::File);
        entry.modified = Some(changed(&fields)?);
        return Some(entry);
    }
    let last = fields.get(fields.len().checked_sub(1)?)?;
    let is_residence = matches!(last, b"ANY" | b"24" | b"31" | b"64");
    let size = hexadecimal(fields.get(1)?).filter(|_| is_residence)?;
    hexadecimal(fields.get(2)?)?;
    let mut entry = Entry::new(Name::new(fields.get(0)?), EntryKind::File);
    entry.size = Some(size);
    Some(entry)
}

/// Reads a member without statistics: a name and nothing else. Only for listings that are known to
/// be of members. A dot is in the names of data sets only, so there it would be half a line.
pub(super) fn bare_member(line: &[u8]) -> Option<Entry> {
    let fields = Fields::new(line);
    let name = fields
        .get(0)
        .filter(|word| fields.len() == 1 && !word.contains(&b'.'))?;
    Some(Entry::new(Name::new(name), EntryKind::File))
}

/// `01.03`.
fn is_version(word: &[u8]) -> bool {
    matches!(word, [a, b, b'.', c, d] if [a, b, c, d].iter().all(|digit| digit.is_ascii_digit()))
}

/// Created, changed and the time of the change.
fn changed(fields: &Fields<'_>) -> Option<Modified> {
    year_month_day(fields.get(2)?, b'/')?;
    dated(
        year_month_day(fields.get(3)?, b'/')?,
        Some(clock(fields.get(4)?)?),
    )
}

/// Six digits, base 16.
fn hexadecimal(word: &[u8]) -> Option<u64> {
    let digits = std::str::from_utf8(word)
        .ok()
        .filter(|digits| digits.len() == 6)?;
    u64::from_str_radix(digits, 16)
        .ok()
        .filter(|_| !digits.starts_with('+'))
}

#[cfg(test)]
mod tests {
    use super::super::table::{check, refuse};
    use super::*;

    #[test]
    fn data_sets_are_read() {
        check(
            data_set,
            &[
                (
                    "VOL003 3390   2004/06/23  1    1  FB     128  6144  PS    MY.DATA",
                    "MY.DATA file 2004-06-23",
                ),
                (
                    "VOL003 3390   2004/06/23  1    1  FB     128  6144  PO-E  MY.LIB",
                    "MY.LIB dir 2004-06-23",
                ),
                (
                    "VOL003 3390   2017/07/03  115807  FB   29600 29600  PS    BIG",
                    "BIG file 2017-07-03",
                ),
                (
                    "VOL003 3390   2022/02/18  1+++++  VBS  32767 27966  PS  $.HUGE",
                    "$.HUGE file 2022-02-18",
                ),
                (
                    "VOL003 3390   **NONE**    1   15  NONE     0     0  PO  NEW",
                    "NEW dir",
                ),
                ("Migrated    OLD.DATA", "OLD.DATA file"),
                ("VOL003 Tape      TAPE.DATA", "TAPE.DATA file"),
                ("VOL003 3390 VSAM CLUSTER", "CLUSTER file"),
                ("Pseudo Directory   SUB", "SUB dir"),
                ("VOL003 Not Direct Access Device    ARC", "ARC file"),
            ],
        );
        refuse(
            data_set,
            &[
                "MigratedVOL.DATA",
                "VOL003 3390   2004/13/23  1    1  FB     128  6144  PS    MY.DATA",
                "VOL003 3390   2004/06/23  1    1  FB     128  6144  XX    MY.DATA",
                "VOL003 Not Direct Access Device",
                "VOL003",
            ],
        );
    }

    #[test]
    fn members_are_read() {
        check(
            member,
            &[
                (
                    "PROG1     01.03 2002/09/12 2002/10/11 09:37    11    11     0 ME",
                    "PROG1 file 2002-10-11T09:37:00Z",
                ),
                (
                    "LOADMOD   00B308   000009          00 FO  RN RU   31    ANY",
                    "LOADMOD file 45832",
                ),
            ],
        );
        refuse(
            member,
            &[
                "PROG1",
                "PROG1 01.03 x",
                "LOADMOD 00B308 000009 00 FO",
                "A +0B308 000009 24",
            ],
        );
        check(bare_member, &[("PROG2      ", "PROG2 file")]);
        refuse(bare_member, &["two words", "", "MigratedMY.DATA"]);
    }

    #[test]
    fn headings_tell_what_follows() {
        let data_sets = b"Volume Unit    Referred Ext Used Recfm Lrecl BlkSz Dsorg Dsname";
        assert_eq!(heading(data_sets), Some(Heading::DataSets));
        assert_eq!(
            heading(b" Name     VV.MM   Created       Changed"),
            Some(Heading::Members)
        );
        assert_eq!(
            heading(b" Name      Size     TTR   Alias-of AC"),
            Some(Heading::Members)
        );
        assert_eq!(heading(b"Name of file"), None);
    }
}
