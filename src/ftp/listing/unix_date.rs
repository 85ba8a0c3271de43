//! The date columns of Unix listings, in the shapes that `ls` and its imitators give them.

use super::date::{
    Clock, clock, dated, day, day_month_year, month_day_year, small, split_at_byte, triple,
    undated, year, year_month_day,
};
use super::fields::Fields;
use super::months::month;
use crate::model::{Modified, Precision};
use jiff::Timestamp;
use jiff::civil::Date;

/// A date found in the columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// When.
    pub(super) modified: Modified,
    /// The last column that belongs to the date.
    pub(super) last: usize,
    /// Whether the blanks that follow stand for an empty time column and are not the name's.
    pub(super) padded: bool,
}

impl Found {
    fn new(modified: Modified, last: usize) -> Self {
        Self {
            modified,
            last,
            padded: false,
        }
    }
}

/// The date that begins at column `at`, if one does.
pub(super) fn find(fields: &Fields<'_>, at: usize, now: Timestamp) -> Option<Found> {
    named(fields, at, now)
        .or_else(|| day_first(fields, at, now))
        .or_else(|| full(fields, at))
        .or_else(|| numeric(fields, at, now))
        .or_else(|| marked(fields, at, now))
}

/// `Apr  8  1994`, `Jan 29 03:26`, `Oct 08, 2002 09:47`, `Jan 29 03:26:11 2004`.
fn named(fields: &Fields<'_>, at: usize, now: Timestamp) -> Option<Found> {
    let month = month(fields.get(at)?)?;
    let day_word = fields.get(at + 1)?;
    let day = day(day_word)?;
    let third = fields.get(at + 2)?;
    if let Some(time) = clock(third) {
        let with_year = fields
            .get(at + 3)
            .and_then(year)
            .filter(|_| has_seconds(time));
        return match with_year.and_then(|year| Date::new(year, month, day).ok()) {
            Some(date) => Some(Found::new(dated(date, Some(time))?, at + 3)),
            None => Some(Found::new(undated(now, month, day, time)?, at + 2)),
        };
    }
    let date = Date::new(year(third)?, month, day).ok()?;
    // Only the comma tells that a time follows the year; elsewhere it could be a name.
    let time = fields
        .get(at + 3)
        .and_then(clock)
        .filter(|_| day_word.ends_with(b","));
    let last = if time.is_some() { at + 3 } else { at + 2 };
    Some(Found::new(dated(date, time)?, last))
}

/// `01 oct 2004`, `26. Juli, 20:10`.
fn day_first(fields: &Fields<'_>, at: usize, now: Timestamp) -> Option<Found> {
    let day = day(fields.get(at)?)?;
    let month = month(fields.get(at + 1)?)?;
    year_or_clock(fields, at + 2, month, day, now)
}

fn year_or_clock(
    fields: &Fields<'_>,
    at: usize,
    month: i8,
    day: i8,
    now: Timestamp,
) -> Option<Found> {
    let word = fields.get(at)?;
    let modified = match clock(word) {
        Some(time) => undated(now, month, day, time)?,
        None => dated(Date::new(year(word)?, month, day).ok()?, None)?,
    };
    Some(Found::new(modified, at))
}

/// `2005-06-07 21:22`, `1999/10/12 17:12`, `24-04-2003 17:12`, `2004.07.15`, and what
/// `ls --full-time` writes: `2005-06-07 21:22:33.000000000 +0200`.
fn full(fields: &Fields<'_>, at: usize) -> Option<Found> {
    let word = fields.get(at)?;
    let date = [b'-', b'/', b'.'].iter().find_map(|separator| {
        // With a year of two digits nobody could tell which number is which.
        triple(word, *separator).filter(|parts| parts.iter().any(|part| part.len() == 4))?;
        year_month_day(word, *separator)
            .or_else(|| day_month_year(word, *separator))
            .or_else(|| month_day_year(word, *separator))
    })?;
    let Some(time) = fields.get(at + 1).and_then(clock) else {
        // The dotted date is a column of its own; the other ones are always followed by a time.
        let modified = dated(date, None).filter(|_| word.contains(&b'.'))?;
        return Some(Found {
            modified,
            last: at,
            padded: true,
        });
    };
    let modified = dated(date, Some(time))?;
    match fields
        .get(at + 2)
        .and_then(zone)
        .filter(|_| has_seconds(time))
    {
        Some(offset) => {
            let at_utc = modified
                .at
                .checked_sub(jiff::SignedDuration::from_secs(offset))
                .ok()?;
            Some(Found::new(
                Modified {
                    at: at_utc,
                    ..modified
                },
                at + 2,
            ))
        }
        None => Some(Found::new(modified, at + 1)),
    }
}

fn has_seconds(time: Clock) -> bool {
    time.precision == Precision::Second
}

/// `+0200` in seconds east of UTC.
fn zone(word: &[u8]) -> Option<i64> {
    let (sign, digits) = word.split_first().filter(|(_, digits)| digits.len() == 4)?;
    let (hours, minutes) = digits.split_at_checked(2)?;
    let offset = i64::from(small(hours, 2)?) * 3600 + i64::from(small(minutes, 2)?) * 60;
    match sign {
        b'+' => Some(offset),
        b'-' => Some(-offset),
        _ => None,
    }
}

/// `3 29 03:26` or `09-26 13:45`: only the time makes a date of such numbers.
fn numeric(fields: &Fields<'_>, at: usize, now: Timestamp) -> Option<Found> {
    let word = fields.get(at)?;
    let (month, day_word, last) = match split_at_byte(word, b'-') {
        Some((month, day)) => (small(month, 2)?, day, at + 1),
        None => (small(word, 2)?, fields.get(at + 1)?, at + 2),
    };
    let time = clock(fields.get(last)?)?;
    Some(Found::new(
        undated(now, month, small(day_word, 2)?, time)?,
        last,
    ))
}

/// Numbers with a sign for year, month or day behind them, as in Chinese, Japanese and Korean:
/// `6月 3日 2003年`, `8月 17 20:10`, `2003 3月 20`. The sign is a byte or more beyond ASCII, in
/// whatever encoding.
fn marked(fields: &Fields<'_>, at: usize, now: Timestamp) -> Option<Found> {
    let first = fields.get(at)?;
    if let Some((digits, true)) = marked_number(first).filter(|(digits, _)| digits.len() <= 2) {
        let month = small(digits, 2)?;
        let day = small(marked_number(fields.get(at + 1)?)?.0, 2)?;
        let third = fields.get(at + 2)?;
        if let Some(time) = clock(third) {
            return Some(Found::new(undated(now, month, day, time)?, at + 2));
        }
        let year = year(marked_number(third)?.0)?;
        return Some(Found::new(
            dated(Date::new(year, month, day).ok()?, None)?,
            at + 2,
        ));
    }
    let year = year(marked_number(first)?.0)?;
    let (month, _) = marked_number(fields.get(at + 1)?).filter(|(_, is_marked)| *is_marked)?;
    let (day, _) = marked_number(fields.get(at + 2)?)?;
    let date = Date::new(year, small(month, 2)?, small(day, 2)?).ok()?;
    Some(Found::new(dated(date, None)?, at + 2))
}

/// The digits of a number and whether a sign beyond ASCII follows them.
fn marked_number(word: &[u8]) -> Option<(&[u8], bool)> {
    let end = word
        .iter()
        .position(|byte| !byte.is_ascii_digit())
        .unwrap_or(word.len());
    let (digits, mark) = word
        .split_at_checked(end)
        .filter(|(digits, _)| !digits.is_empty())?;
    match mark.first() {
        None => Some((digits, false)),
        Some(128..) if mark.len() <= 4 => Some((digits, true)),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(columns: &[u8]) -> Option<(String, usize)> {
        let now = "2026-11-22T17:00:00Z".parse().unwrap();
        let found = find(&Fields::new(columns), 0, now)?;
        Some((found.modified.at.to_string(), found.last))
    }

    #[test]
    fn every_shape_of_date_is_read() {
        for (columns, at, last) in [
            (&b"Apr  8  1994 x"[..], "1994-04-08T00:00:00Z", 2),
            (b"Jan 29 3:26 x", "2026-01-29T03:26:00Z", 2),
            (b"Feb 29 03:26 x", "2024-02-29T03:26:00Z", 2),
            (b"Oct 08, 2002 09:47 x", "2002-10-08T09:47:00Z", 3),
            (b"Oct 08 2002 09:47 x", "2002-10-08T00:00:00Z", 2),
            (b"Jan 29 03:26:11 2004 x", "2004-01-29T03:26:11Z", 3),
            (b"Jan 29 03:26 2004", "2026-01-29T03:26:00Z", 2),
            (b"01 oct 2004 x", "2004-10-01T00:00:00Z", 2),
            (b"26. Juli, 20:10 x", "2026-07-26T20:10:00Z", 2),
            (b"2.   Okt.  2003 x", "2003-10-02T00:00:00Z", 2),
            (b"2005-06-07 21:22 x", "2005-06-07T21:22:00Z", 1),
            (b"1999/10/12 17:12 x", "1999-10-12T17:12:00Z", 1),
            (b"24-04-2003 17:12 x", "2003-04-24T17:12:00Z", 1),
            (b"2004.07.15   x", "2004-07-15T00:00:00Z", 0),
            (
                b"2005-06-07 21:22:33.120 +0200 x",
                "2005-06-07T19:22:33Z",
                2,
            ),
            (b"2005-06-07 21:22:33 +0200x", "2005-06-07T21:22:33Z", 1),
            (b"3 29 03:26 x", "2026-03-29T03:26:00Z", 2),
            (b"09-26 13:45 x", "2026-09-26T13:45:00Z", 1),
            ("6月 3日 2003年 x".as_bytes(), "2003-06-03T00:00:00Z", 2),
            ("8月 17 20:10 x".as_bytes(), "2026-08-17T20:10:00Z", 2),
            (
                b"4\x8c\x8e 18\x93\xfa 2003\x94N x",
                "2003-04-18T00:00:00Z",
                2,
            ),
            (b"2003   3\xed\xef 20 x", "2003-03-20T00:00:00Z", 2),
            ("2005년 1월 6일 x".as_bytes(), "2005-01-06T00:00:00Z", 2),
        ] {
            let shown = String::from_utf8_lossy(columns);
            assert_eq!(found(columns), Some((at.to_owned(), last)), "{shown}");
        }
    }

    #[test]
    fn what_is_no_date_stays_none() {
        for columns in [
            "Jam 4 00:03",
            "Aug 36 2001",
            "Feb 23 30:01",
            "Apr -7 18:79",
            "Aug 22 x",
            "Dec 02 209",
            "2001-04-27 x",
            "3 29 2003",
            "13 29 03:26",
            "Aug 26 201O",
            "5",
            "",
            "Feb 30 2001",
        ] {
            assert_eq!(found(columns.as_bytes()), None, "{columns}");
        }
    }
}
