//! Listings of IIS and other servers on DOS and Windows: date, time, `<DIR>` or size, name.

use super::date::{clock, clock_of_twelve, dated, day_month_year, month_day_year, year_month_day};
use super::fields::{Fields, grouped_number, is_blank};
use crate::model::{Entry, EntryKind, Modified, Name};

/// Reads one line; `None` if it is not of this dialect.
pub(super) fn parse(line: &[u8]) -> Option<Entry> {
    let fields = Fields::new(line);
    let (modified, last) = date_and_time(&fields)?;
    let word = fields.get(last + 1)?;
    let mut entry = if let Some(kind) = tag(word) {
        tagged(kind, word, fields.after(last + 1)?)?
    } else {
        let size = grouped_number(word)?;
        let name = fields.after_one_blank(last + 1)?;
        let mut entry = Entry::new(Name::new(name), EntryKind::File);
        entry.size = Some(size);
        entry
    };
    entry.modified = Some(modified);
    Some(entry)
}

fn date_and_time(fields: &Fields<'_>) -> Option<(Modified, usize)> {
    let word = fields.get(0)?;
    let date = month_day_year(word, b'-')
        .or_else(|| month_day_year(word, b'/'))
        .or_else(|| day_month_year(word, b'.'))
        .or_else(|| year_month_day(word, b'-'))
        .or_else(|| year_month_day(word, b'/'))?;
    let word = fields.get(1)?;
    if let Some(time) = fields
        .get(2)
        .and_then(|half| clock_of_twelve(word, Some(half)))
    {
        return Some((dated(date, Some(time))?, 2));
    }
    let time = clock_of_twelve(word, None).or_else(|| clock(word))?;
    Some((dated(date, Some(time))?, 1))
}

fn tag(word: &[u8]) -> Option<EntryKind> {
    match word.to_ascii_uppercase().as_slice() {
        b"<DIR>" => Some(EntryKind::Dir),
        b"<JUNCTION>" | b"<SYMLINK>" | b"<SYMLINKD>" => Some(EntryKind::Link),
        _ => None,
    }
}

/// An entry with a tag. Tag and blanks are fifteen wide, so a name may begin with blanks; servers
/// that leave fewer blanks have no such names.
fn tagged(kind: EntryKind, tag: &[u8], rest: &[u8]) -> Option<Entry> {
    const WIDTH: usize = 15;
    let blanks = rest.iter().take_while(|byte| is_blank(**byte)).count();
    let name = rest.get(blanks.min(WIDTH.saturating_sub(tag.len())).max(1)..)?;
    let (name, target) = match kind {
        EntryKind::Link => split_target(name),
        _ => (name, None),
    };
    let mut entry = Entry::new(Name::new(name), kind);
    entry.link_target = target.map(<[u8]>::to_vec);
    (!name.is_empty()).then_some(entry)
}

/// `name [target]`, as the system's own `dir` writes links.
fn split_target(name: &[u8]) -> (&[u8], Option<&[u8]>) {
    let start = name
        .windows(2)
        .position(|pair| pair == b" [")
        .filter(|at| *at > 0);
    let split = start.and_then(|at| {
        let target = name.get(at + 2..)?.strip_suffix(b"]")?;
        Some((name.get(..at)?, Some(target)))
    });
    split.unwrap_or((name, None))
}

#[cfg(test)]
mod tests {
    use super::super::table::{check, refuse};
    use super::*;

    #[test]
    fn dates_sizes_and_tags_are_read() {
        check(
            parse,
            &[
                (
                    "03-05-97  05:03PM       <DIR>          inetpub",
                    "inetpub dir 1997-03-05T17:03:00Z",
                ),
                (
                    "03-05-97  12:08AM                  953 A B.INI",
                    "A B.INI file 953 1997-03-05T00:08:00Z",
                ),
                (
                    "03-05-1997  17:03         <DIR>          x",
                    "x dir 1997-03-05T17:03:00Z",
                ),
                (
                    "2012-09-02  19:06                9,730 y",
                    "y file 9730 2012-09-02T19:06:00Z",
                ),
                (
                    "04-08-14  03:09 PM       1234 z",
                    "z file 1234 2014-04-08T15:09:00Z",
                ),
                (
                    "31.12.2013  23:59  7 silvester",
                    "silvester file 7 2013-12-31T23:59:00Z",
                ),
                (
                    "03-05-97  05:03PM  12  two blanks",
                    " two blanks file 12 1997-03-05T17:03:00Z",
                ),
                (
                    "03-05-97  05:03PM       <DIR>           one blank",
                    " one blank dir 1997-03-05T17:03:00Z",
                ),
                (
                    "03-05-97  05:03PM       <DIR> few",
                    "few dir 1997-03-05T17:03:00Z",
                ),
                (
                    "03-05-97  05:03PM       <JUNCTION>     data [d:\\real data]",
                    "data link 1997-03-05T17:03:00Z d:\\real data",
                ),
                (
                    "03-05-97  05:03PM       <SYMLINKD>     data",
                    "data link 1997-03-05T17:03:00Z",
                ),
                (
                    "03-05-97  05:03PM  12 10 years",
                    "10 years file 12 1997-03-05T17:03:00Z",
                ),
            ],
        );
    }

    #[test]
    fn what_does_not_hold_together_is_refused() {
        refuse(
            parse,
            &[
                "20-05-97  03:31PM                  681 x",
                "03-05-97  13:08PM 5 x",
                "03-05-97  05:03PM  OMAR docs",
                "03-05-97  05:03PM  <DIR>",
                "03-05-97  05:03PM  <DIR>     ",
                "03-05-97  05:03PM  12",
                "03-05-97  05:03PM  12 ",
                "03-05-97  <DIR> x",
                "     0           DIR   05-19-97   12:56  local",
            ],
        );
    }
}
