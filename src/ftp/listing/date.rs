//! Dates and times as listings write them. All are taken as UTC: LIST does not tell the zone.

use super::fields::{is_digits, number};
use super::months;
use crate::model::{Modified, Precision};
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// A time of day and how exact it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Clock {
    pub(super) time: Time,
    pub(super) precision: Precision,
}

impl Clock {
    fn new(hour: i8, minute: i8, second: Option<i8>) -> Option<Self> {
        let time = Time::new(hour, minute, second.unwrap_or(0), 0).ok()?;
        let precision = if second.is_some() {
            Precision::Second
        } else {
            Precision::Minute
        };
        Some(Self { time, precision })
    }
}

/// `8:00`, `08:00`, `08:00:59` or `08:00:59.12`, 24 hours.
pub(super) fn clock(word: &[u8]) -> Option<Clock> {
    let (hour, rest) = split_at_byte(word, b':')?;
    let hour = small(hour, 2)?;
    match split_at_byte(rest, b':') {
        None if rest.len() == 2 => Clock::new(hour, small(rest, 2)?, None),
        None => None,
        Some((minute, second)) => {
            let whole = match split_at_byte(second, b'.') {
                Some((whole, fraction)) => is_digits(fraction).then_some(whole)?,
                None => second,
            };
            let (minute, second) = (small(minute, 2)?, small(whole, 2)?);
            Clock::new(hour, minute, Some(second))
        }
    }
}

/// `03:09PM` or `03:09`, and how it is with the `PM` in the next word.
pub(super) fn clock_of_twelve(word: &[u8], half: Option<&[u8]>) -> Option<Clock> {
    let (word, half) = match half {
        Some(half) => (word, half),
        None => word.split_at_checked(word.len().checked_sub(2)?)?,
    };
    let clock = clock(word)?;
    let after_noon = match half.to_ascii_uppercase().as_slice() {
        b"AM" => false,
        b"PM" => true,
        _ => return None,
    };
    let hour = clock.time.hour();
    if hour > 12 {
        return None;
    }
    let hour = hour % 12 + if after_noon { 12 } else { 0 };
    Some(Clock {
        time: clock.time.with().hour(hour).build().ok()?,
        ..clock
    })
}

/// A date with its year, and the time of day if the listing has one.
pub(super) fn dated(date: Date, clock: Option<Clock>) -> Option<Modified> {
    let time = clock.map_or(Time::midnight(), |clock| clock.time);
    let at = TimeZone::UTC
        .to_timestamp(DateTime::from_parts(date, time))
        .ok()?;
    Some(Modified {
        at,
        precision: clock.map_or(Precision::Day, |clock| clock.precision),
    })
}

/// A month and day without a year: the latest such date that is not more than a day after `now`.
/// The day's grace is for servers whose clock or zone is ahead of ours.
pub(super) fn undated(now: Timestamp, month: i8, day: i8, clock: Clock) -> Option<Modified> {
    let latest = now.checked_add(SignedDuration::from_hours(24)).ok()?;
    let year = TimeZone::UTC.to_datetime(latest).year();
    // 29 February may be eight years away, over a century that is no leap year.
    (0..=8)
        .filter_map(|back| dated(Date::new(year - back, month, day).ok()?, Some(clock)))
        .find(|modified| modified.at <= latest)
}

/// A year of four digits, 1900 to 2999: anything else is another column.
pub(super) fn year(word: &[u8]) -> Option<i16> {
    let year = number(word).filter(|_| word.len() == 4)?;
    i16::try_from(year)
        .ok()
        .filter(|year| (1900..3000).contains(year))
}

/// A year of two digits (70 is 1970, 69 is 2069), of four, or of three counted from 1900.
pub(super) fn short_year(word: &[u8]) -> Option<i16> {
    let value = i16::try_from(number(word)?).ok()?;
    match (word.len(), value) {
        (2, 70..) | (3, 100..) => Some(1900 + value),
        (2, _) => Some(2000 + value),
        (4, _) => year(word),
        _ => None,
    }
}

/// A day of the month, with the dot or comma that may follow it.
pub(super) fn day(word: &[u8]) -> Option<i8> {
    let word = word
        .strip_suffix(b",")
        .or(word.strip_suffix(b"."))
        .unwrap_or(word);
    small(word, 2).filter(|day| (1..=31).contains(day))
}

/// Three numbers with `separator` between them.
pub(super) fn triple(word: &[u8], separator: u8) -> Option<[&[u8]; 3]> {
    let mut parts = word.split(|byte| *byte == separator);
    let triple = [parts.next()?, parts.next()?, parts.next()?];
    (parts.next().is_none() && triple.iter().all(|part| is_digits(part))).then_some(triple)
}

/// `2005-06-07`, `2005/06/07` or whatever the separator is: year, month, day.
pub(super) fn year_month_day(word: &[u8], separator: u8) -> Option<Date> {
    let [first, second, third] = triple(word, separator)?;
    Date::new(year(first)?, small(second, 2)?, small(third, 2)?).ok()
}

/// `12-05-96` or `12-05-1996`: month, day, year.
pub(super) fn month_day_year(word: &[u8], separator: u8) -> Option<Date> {
    let [month, day, year] = triple(word, separator)?;
    Date::new(short_year(year)?, small(month, 2)?, small(day, 2)?).ok()
}

/// `05.12.96` or `05.12.1996`: day, month, year.
pub(super) fn day_month_year(word: &[u8], separator: u8) -> Option<Date> {
    let [day, month, year] = triple(word, separator)?;
    Date::new(short_year(year)?, small(month, 2)?, small(day, 2)?).ok()
}

/// `7-JAN-2000` or `6-Apr-07`: day, month by name, year.
pub(super) fn day_name_year(word: &[u8]) -> Option<Date> {
    let mut parts = word.split(|byte| *byte == b'-');
    let (day, name, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    Date::new(short_year(year)?, months::month(name)?, small(day, 2)?).ok()
}

/// `20130303210732`, with or without a fraction: RFC 3659 section 2.3.
pub(super) fn time_val(value: &[u8]) -> Option<Modified> {
    let digits = value.get(..14).filter(|digits| is_digits(digits))?;
    let part = |from: usize, to: usize| number(digits.get(from..to)?);
    let small_part = |from, to| i8::try_from(part(from, to)?).ok();
    let year = i16::try_from(part(0, 4)?).ok()?;
    let date = Date::new(year, small_part(4, 6)?, small_part(6, 8)?).ok()?;
    // A leap second is written as 60; the calendar here ends at 59.
    let second = small_part(12, 14)?;
    let second = if second == 60 { 59 } else { second };
    dated(
        date,
        Some(Clock::new(
            small_part(8, 10)?,
            small_part(10, 12)?,
            Some(second),
        )?),
    )
}

/// A number of at most `most` digits that fits.
pub(super) fn small(word: &[u8], most: usize) -> Option<i8> {
    number(word)
        .filter(|_| word.len() <= most)
        .and_then(|value| i8::try_from(value).ok())
}

/// What stands before and after the first `byte`.
pub(super) fn split_at_byte(word: &[u8], byte: u8) -> Option<(&[u8], &[u8])> {
    let at = word.iter().position(|other| *other == byte)?;
    Some((word.get(..at)?, word.get(at + 1..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn clocks_have_minutes_or_seconds() {
        assert_eq!(clock(b"8:05").unwrap().time, Time::constant(8, 5, 0, 0));
        assert_eq!(clock(b"8:05").unwrap().precision, Precision::Minute);
        assert_eq!(
            clock(b"10:30:08.59").unwrap().time,
            Time::constant(10, 30, 8, 0)
        );
        assert_eq!(clock(b"10:30:08").unwrap().precision, Precision::Second);
        for word in [
            "", ":", "24:00", "18:79", "8:5", "8:055", "1:02:", "1:02:03.", "a:bc", "-1:00",
        ] {
            assert_eq!(clock(word.as_bytes()), None, "{word}");
        }
        assert_eq!(
            clock_of_twelve(b"12:08AM", None).unwrap().time,
            Time::constant(0, 8, 0, 0)
        );
        assert_eq!(
            clock_of_twelve(b"12:08pm", None).unwrap().time,
            Time::constant(12, 8, 0, 0)
        );
        assert_eq!(
            clock_of_twelve(b"03:09", Some(b"PM")).unwrap().time,
            Time::constant(15, 9, 0, 0)
        );
        assert_eq!(clock_of_twelve(b"13:09PM", None), None);
        assert_eq!(clock_of_twelve(b"M", None), None);
    }

    #[test]
    fn a_date_without_year_is_the_latest_that_may_be() {
        let now = at("2026-11-22T17:00:00Z");
        let found = |month, day| {
            undated(now, month, day, clock(b"16:59").unwrap())
                .unwrap()
                .at
        };
        assert_eq!(found(11, 23), at("2026-11-23T16:59:00Z"));
        assert_eq!(found(11, 24), at("2025-11-24T16:59:00Z"));
        assert_eq!(found(2, 29), at("2024-02-29T16:59:00Z"));
        let new_year = undated(at("2026-12-31T23:00:00Z"), 1, 1, clock(b"09:00").unwrap()).unwrap();
        assert_eq!(new_year.at, at("2027-01-01T09:00:00Z"));
        assert_eq!(undated(now, 2, 30, clock(b"09:00").unwrap()), None);
        let century = undated(at("2103-06-01T00:00:00Z"), 2, 29, clock(b"09:00").unwrap()).unwrap();
        assert_eq!(century.at, at("2096-02-29T09:00:00Z"));
    }

    #[test]
    fn years_of_two_digits_turn_at_seventy() {
        assert_eq!(short_year(b"70"), Some(1970));
        assert_eq!(short_year(b"69"), Some(2069));
        assert_eq!(short_year(b"103"), Some(2003));
        assert_eq!(short_year(b"1996"), Some(1996));
        assert_eq!(short_year(b"1"), None);
        assert_eq!(year(b"0209"), None);
    }

    #[test]
    fn time_values_are_exact_and_may_have_a_fraction() {
        let value = |text: &str| time_val(text.as_bytes()).map(|modified| modified.at);
        assert_eq!(value("19681105165215"), Some(at("1968-11-05T16:52:15Z")));
        assert_eq!(value("20200101000000.5"), Some(at("2020-01-01T00:00:00Z")));
        assert_eq!(value("20161231235960"), Some(at("2016-12-31T23:59:59Z")));
        assert_eq!(value("2020010100000"), None);
        assert_eq!(value("20201301000000"), None);
    }
}
