//! IBM OS/400 (AS/400, IBM i): owner, size, date, time, `*TYPE`, name. The server writes dates in
//! the order of its job, so `04/03/24` alone can be three different days.

use super::date::{Clock, clock, dated, day_month_year, month_day_year, triple};
use super::fields::{Fields, grouped_number};
use crate::model::{Entry, EntryKind, Modified, Name};
use jiff::Timestamp;
use jiff::civil::Date;

/// The order of the numbers in a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    YearMonthDay,
    MonthDayYear,
    DayMonthYear,
}

/// What has been learned of the server from the lines so far.
#[derive(Clone, Debug, Default)]
pub(super) struct State {
    order: Option<Order>,
}

impl State {
    /// Reads one line; `None` if it is not of this dialect.
    pub(super) fn parse(&mut self, line: &[u8], now: Timestamp) -> Option<Entry> {
        let fields = Fields::new(line);
        // Members have neither size nor date.
        if fields.get(1)? == b"*MEM" {
            return named(&fields, 1, EntryKind::File);
        }
        let kind = match fields.get(4)? {
            b"*DIR" | b"*DDIR" | b"*LIB" | b"*FLR" => EntryKind::Dir,
            b"*SYMLNK" => EntryKind::Link,
            [b'*', name @ ..] if !name.is_empty() && name.iter().all(u8::is_ascii_alphanumeric) => {
                EntryKind::File
            }
            _ => return None,
        };
        let size = grouped_number(fields.get(1)?)?;
        let modified = self.date(fields.get(2)?, clock(fields.get(3)?)?, now)?;
        let mut entry = named(&fields, 4, kind)?;
        entry.size = Some(size);
        entry.modified = Some(modified);
        Some(entry)
    }

    /// Days to come are no dates of files. A date that allows one reading only teaches the order
    /// for the rest of the listing; until then year, month, day goes first, the order of the
    /// servers that are set up for no country.
    fn date(&mut self, word: &[u8], time: Clock, now: Timestamp) -> Option<Modified> {
        if triple(word, b'.').is_some() {
            return dated(day_month_year(word, b'.')?, Some(time));
        }
        let latest = now.checked_add(jiff::SignedDuration::from_hours(24)).ok()?;
        let read = |order| {
            let modified = dated(in_order(word, order)?, Some(time))?;
            (modified.at <= latest).then_some((order, modified))
        };
        let orders = [
            Order::YearMonthDay,
            Order::MonthDayYear,
            Order::DayMonthYear,
        ];
        let mut readings = orders.into_iter().filter_map(read);
        let (order, first) = readings.next()?;
        if readings.next().is_none() {
            self.order.get_or_insert(order);
            return Some(first);
        }
        self.order
            .and_then(read)
            .map(|(_, modified)| modified)
            .or(Some(first))
    }
}

fn in_order(word: &[u8], order: Order) -> Option<Date> {
    match order {
        Order::MonthDayYear => month_day_year(word, b'/'),
        Order::DayMonthYear => day_month_year(word, b'/'),
        Order::YearMonthDay => {
            let [year, month, day] = triple(word, b'/')?;
            let turned = [month, day, year].join(&b'/');
            month_day_year(&turned, b'/')
        }
    }
}

/// The name after the type; directories have a slash at its end.
fn named(fields: &Fields<'_>, type_column: usize, kind: EntryKind) -> Option<Entry> {
    let name = fields.after_blanks(type_column)?;
    let (name, kind) = match name.strip_suffix(b"/") {
        Some(name) if !name.is_empty() => (name, EntryKind::Dir),
        _ => (name, kind),
    };
    let mut entry = Entry::new(Name::new(name), kind);
    entry.owner = fields.joined(0, 1);
    Some(entry)
}

#[cfg(test)]
mod tests {
    use super::super::table::{check, refuse};
    use super::*;

    fn now() -> Timestamp {
        "2026-11-22T17:00:00Z".parse().unwrap()
    }

    #[test]
    fn objects_and_members_are_read() {
        check(
            |line| State::default().parse(line, now()),
            &[
                (
                    "ME    36864 04/03/24 14:06:34 *DIR       dir one/",
                    "dir one dir 36864 2004-03-24T14:06:34Z",
                ),
                (
                    "ME    77824 02/23/00 15:09:55 *STMF a b",
                    "a b file 77824 2000-02-23T15:09:55Z",
                ),
                (
                    "ME    77824 23/02/00 15:09:55 *FILE c",
                    "c file 77824 2000-02-23T15:09:55Z",
                ),
                (
                    "ME    5 18.09.06 14:21:26 *FILE d",
                    "d file 5 2006-09-18T14:21:26Z",
                ),
                (
                    "ME                        *MEM A.FILE/A.MBR",
                    "A.FILE/A.MBR file",
                ),
            ],
        );
        refuse(
            |line| State::default().parse(line, now()),
            &[
                "ME     422 03/24 14:06:26 *STMF      readme",
                "ME USR 36864 04/03/24 14:06:34 *DIR  dir1/",
                "ME     3686404/03/24 14:06:47 *DIR   zdir2/",
                "ME     422 04/03/24 14:06:26 STMF    readme",
                "ME     422 04/03/24 14:06:26 *STMF",
                "ME     422 99/99/99 14:06:26 *STMF   x",
                "ME     *MEM",
            ],
        );
    }

    #[test]
    fn one_clear_date_settles_the_order_of_the_rest() {
        let mut state = State::default();
        let mut at = |line: &str| {
            let entry = state.parse(line.as_bytes(), now()).unwrap();
            entry.modified.unwrap().at.to_string()
        };
        assert_eq!(at("ME 1 04/12/16 14:19:37 *FILE A"), "2004-12-16T14:19:37Z");
        assert_eq!(at("ME 1 28/11/15 15:19:30 *FILE B"), "2015-11-28T15:19:30Z");
        assert_eq!(at("ME 1 04/12/16 14:19:37 *FILE A"), "2016-12-04T14:19:37Z");
    }
}
