//! Dialects of a few products, each a line or two of grammar.

use super::date::{
    clock, clock_of_twelve, dated, day, month_day_year, small, split_at_byte, triple, year,
};
use super::fields::{Fields, is_digits, number};
use super::months::month;
use super::unix_date;
use crate::model::{Entry, EntryKind, Name};
use jiff::Timestamp;
use jiff::civil::Date;

/// Connect:Enterprise: `-C--E-----FTP B USER1      18128       41 Aug 12 13:56 NAME`.
pub(super) fn connect_enterprise(line: &[u8], now: Timestamp) -> Option<Entry> {
    let fields = Fields::new(line);
    let flags = fields
        .get(0)?
        .strip_suffix(b"FTP")
        .filter(|flags| flags.len() == 10)?;
    if !flags
        .iter()
        .all(|flag| *flag == b'-' || flag.is_ascii_uppercase())
    {
        return None;
    }
    is_digits(fields.get(3)?).then_some(())?;
    let size = number(fields.get(4)?)?;
    let date = unix_date::find(&fields, 5, now)?;
    let mut entry = Entry::new(
        Name::new(fields.after_one_blank(date.last)?),
        EntryKind::File,
    );
    entry.size = Some(size);
    entry.modified = Some(date.modified);
    entry.owner = fields.joined(2, 3);
    entry.group = fields.joined(3, 4);
    Some(entry)
}

/// `SuperTCP`: `NAME.DOC   11264   05-11-95   14:20`, the name first.
pub(super) fn super_tcp(line: &[u8]) -> Option<Entry> {
    let fields = Fields::new(line);
    if fields.len() != 4 {
        return None;
    }
    let date = month_day_year(fields.get(2)?, b'-')?;
    let word = fields.get(3)?;
    let time = clock(word).or_else(|| clock_of_twelve(word, None))?;
    let name = Name::new(fields.get(0)?);
    let mut entry = match fields.get(1)? {
        b"<DIR>" => Entry::new(name, EntryKind::Dir),
        size => {
            let mut entry = Entry::new(name, EntryKind::File);
            entry.size = Some(number(size)?);
            entry
        }
    };
    entry.modified = dated(date, Some(time));
    Some(entry)
}

/// Old `VShell`: `206876  Apr 04, 2000 21:06 name`, a slash behind directories.
pub(super) fn vshell(line: &[u8]) -> Option<Entry> {
    let fields = Fields::new(line);
    let size = number(fields.get(0)?)?;
    let (month, day_word) = (month(fields.get(1)?)?, fields.get(2)?);
    let day = day(day_word).filter(|_| day_word.ends_with(b","))?;
    let date = Date::new(year(fields.get(3)?)?, month, day).ok()?;
    let time = clock(fields.get(4)?)?;
    let name = fields.after_one_blank(4)?;
    let (name, kind) = match name.strip_suffix(b"/").filter(|name| !name.is_empty()) {
        Some(name) => (name, EntryKind::Dir),
        None => (name, EntryKind::File),
    };
    let mut entry = Entry::new(Name::new(name), kind);
    entry.size = Some(size);
    entry.modified = dated(date, Some(time));
    Some(entry)
}

/// `VxWorks`: `2048    Feb-28-1998  05:23:30   NAME <DIR>`.
pub(super) fn vxworks(line: &[u8]) -> Option<Entry> {
    let fields = Fields::new(line);
    let size = number(fields.get(0)?)?;
    let mut parts = fields.get(1)?.split(|byte| *byte == b'-');
    let month = month(parts.next()?)?;
    let day = small(parts.next()?, 2)?;
    let date = Date::new(year(parts.next()?)?, month, day).ok()?;
    let time = clock(fields.get(2)?)?;
    let rest = fields.after_blanks(2)?.trim_ascii_end();
    let (name, kind) = match rest.strip_suffix(b"<DIR>") {
        Some(name) => (name.trim_ascii_end(), EntryKind::Dir),
        None => (rest, EntryKind::File),
    };
    let mut entry = Entry::new(Name::new(name), kind);
    entry.size = Some(size);
    entry.modified = dated(date, Some(time));
    (parts.next().is_none() && !name.is_empty()).then_some(entry)
}

/// OS-9: `20.20 07/03/29 1026 d-ewrewr 2650 85920 NAME`.
pub(super) fn os9(line: &[u8]) -> Option<Entry> {
    let fields = Fields::new(line);
    let (group, user) = split_at_byte(fields.get(0)?, b'.')?;
    if !is_digits(group) || !is_digits(user) {
        return None;
    }
    let [year, month, day] = triple(fields.get(1)?, b'/')?;
    let date = month_day_year(&[month, day, year].join(&b'/'), b'/')?;
    let time = fields
        .get(2)
        .filter(|time| is_digits(time) && time.len() == 4)?;
    let (hour, minute) = time.split_at_checked(2)?;
    let time = clock(&[hour, minute].join(&b':'))?;
    let attributes = fields.get(3).filter(|attributes| {
        attributes.len() == 8 && attributes.iter().all(|letter| b"-dsewr".contains(letter))
    })?;
    let kind = if attributes.starts_with(b"d") {
        EntryKind::Dir
    } else {
        EntryKind::File
    };
    let mut entry = Entry::new(Name::new(fields.after_one_blank(5)?), kind);
    entry.size = Some(number(fields.get(5)?)?);
    entry.modified = dated(date, Some(time));
    entry.owner = fields.joined(0, 1);
    Some(entry)
}

#[cfg(test)]
mod tests {
    use super::super::table::{check, refuse};
    use super::*;

    #[test]
    fn connect_enterprise_is_read() {
        let now = "2026-11-22T17:00:00Z".parse().unwrap();
        let parse = |line: &[u8]| connect_enterprise(line, now);
        check(
            parse,
            &[
                (
                    "-C--E-----FTP B ME    18128    41 Aug 12 13:56 BATCH",
                    "BATCH file 41 2026-08-12T13:56:00Z",
                ),
                (
                    "-C--E-----FTP A ME    18128    41 Apr 1 2014 OLD",
                    "OLD file 41 2014-04-01",
                ),
            ],
        );
        refuse(
            parse,
            &[
                "-c--E-----FTP B ME 18128 41 Aug 12 13:56 x",
                "-C-FTP B ME 1 4 Aug 12 13:56 x",
            ],
        );
    }

    #[test]
    fn super_tcp_has_the_name_first() {
        check(
            super_tcp,
            &[
                (
                    "CMT       <DIR>      11-21-94        10:17",
                    "CMT dir 1994-11-21T10:17:00Z",
                ),
                (
                    "A.DOC     11264      05-11-95        14:20",
                    "A.DOC file 11264 1995-05-11T14:20:00Z",
                ),
            ],
        );
        refuse(
            super_tcp,
            &[
                "A DOC 11264 05-11-95 14:20",
                "A x 05-11-95 14:20",
                "A 5 05-11-95",
            ],
        );
    }

    #[test]
    fn vshell_needs_its_comma() {
        check(
            vshell,
            &[
                (
                    "206876  Apr 04, 2000 21:06 a file",
                    "a file file 206876 2000-04-04T21:06:00Z",
                ),
                (
                    "0  Dec 12, 2002 02:13 a dir/",
                    "a dir dir 0 2002-12-12T02:13:00Z",
                ),
            ],
        );
        refuse(
            vshell,
            &[
                "206876  Apr 04 2000 21:06 a",
                "0 Dec 12, 2002 a",
                "0 Dec 12, 2002 02:13 ",
            ],
        );
    }

    #[test]
    fn vxworks_marks_directories_at_the_end() {
        check(
            vxworks,
            &[
                (
                    "2048    Feb-28-1998  05:23:30   A B <DIR>",
                    "A B dir 2048 1998-02-28T05:23:30Z",
                ),
                (
                    "512     Feb-28-1998  05:23:30   c.txt",
                    "c.txt file 512 1998-02-28T05:23:30Z",
                ),
            ],
        );
        refuse(
            vxworks,
            &[
                "512 Feb-28-1998 05:23:30 <DIR>",
                "512 RSA Feb-28-98 13:58 x",
                "512",
            ],
        );
    }

    #[test]
    fn os9_has_owner_date_and_attributes() {
        check(
            os9,
            &[(
                "20.20 07/03/29 1026 d-ewrewr 2650 85920 DIR",
                "DIR dir 85920 2007-03-29T10:26:00Z",
            )],
        );
        refuse(
            os9,
            &[
                "20.20 07/03/29 1026 d-ewrew 2650 85920 DIR",
                "20 07/03/29 2526 d-ewrewr 1 2 D",
            ],
        );
    }
}
