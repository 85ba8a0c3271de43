//! Figures as they are shown.

pub(super) use crate::model::text::grouped;
use crate::model::text::{clock, size};
use crate::model::{Modified, Precision};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::net::SocketAddr;
use std::time::Duration;

/// `2026-11-20 09:12`; where only the day is known, `2026-11-20`. Sixteen cells at most.
pub(super) fn date(modified: Modified, zone: &TimeZone) -> String {
    match modified.precision {
        // A day belongs to no zone: moving it could make it the day before.
        Precision::Day => modified
            .at
            .to_zoned(TimeZone::UTC)
            .strftime("%Y-%m-%d")
            .to_string(),
        Precision::Minute | Precision::Second => modified
            .at
            .to_zoned(zone.clone())
            .strftime("%Y-%m-%d %H:%M")
            .to_string(),
    }
}

/// `17:04:12`.
pub(super) fn time(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%H:%M:%S").to_string()
}

/// `17:03:58.102`.
pub(super) fn precise_time(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone())
        .strftime("%H:%M:%S.%3f")
        .to_string()
}

/// `12 s ago`, `5 min ago`, `2 h ago`.
pub(super) fn ago(then: Timestamp, now: Timestamp) -> String {
    let seconds = now.as_second().saturating_sub(then.as_second()).max(0);
    match seconds {
        0..60 => format!("{seconds} s ago"),
        60..3600 => format!("{} min ago", seconds / 60),
        3600..172_800 => format!("{} h ago", seconds / 3600),
        _ => format!("{} days ago", seconds / 86_400),
    }
}

/// A size in five cells at most: `812B`, `2.1K`, `48.1M`.
pub(super) fn brief(bytes: u64) -> String {
    let (figure, unit) = one_digit(bytes);
    format!("{figure}{}", unit.get(..1).unwrap_or_default())
}

/// The same without its fraction: `812B`, `2K`, `48M`.
pub(super) fn briefest(bytes: u64) -> String {
    let (figure, unit) = one_digit(bytes);
    let whole = figure.split('.').next().unwrap_or_default();
    format!("{whole}{}", unit.get(..1).unwrap_or_default())
}

/// A time in three cells at most, up to 99 days: `9s`, `58m`, `3h`, `2d`.
pub(super) fn short_time(duration: Duration) -> String {
    let seconds = duration.as_secs();
    match seconds {
        0..60 => format!("{seconds}s"),
        60..3600 => format!("{}m", seconds / 60),
        3600..86_400 => format!("{}h", seconds / 3600),
        _ => format!("{}d", seconds / 86_400),
    }
}

/// `48.1/120 MiB`, or with both units where they differ; `48.1 MiB` where no end is known.
pub(super) fn part(bytes: u64, total: Option<u64>) -> String {
    let done = size(bytes);
    let Some(total) = total else { return done };
    let all = size(total);
    if bytes == 0 {
        return format!("0/{all}");
    }
    match (done.split_once(' '), all.split_once(' ')) {
        (Some((figure, unit)), Some((_, whole))) if unit == whole => format!("{figure}/{all}"),
        _ => format!("{}/{all}", brief(bytes)),
    }
}

/// `6.2 MiB/s`.
pub(super) fn rate(bytes: u64) -> String {
    let (figure, unit) = one_digit(bytes);
    format!("{figure} {unit}/s")
}

/// A size with at most one digit behind the point, and its unit.
fn one_digit(bytes: u64) -> (String, String) {
    let long = size(bytes);
    let (figure, unit) = long.split_once(' ').unwrap_or((&long, ""));
    let figure = match figure.split_once('.') {
        Some((whole, rest)) => format!("{whole}.{}", rest.get(..1).unwrap_or_default()),
        None => figure.to_owned(),
    };
    (figure, unit.to_owned())
}

/// `<1ms`, `19ms`, `4.2s`, `15s`.
pub(super) fn took(duration: Duration) -> String {
    let milliseconds = duration.as_millis();
    match milliseconds {
        0 => "<1ms".into(),
        1..1000 => format!("{milliseconds}ms"),
        1000..10_000 => format!("{:.1}s", duration.as_secs_f64()),
        _ => format!("{}s", duration.as_secs()),
    }
}

/// `4.2 s`, or `15 s` for whole seconds.
pub(super) fn seconds(duration: Duration) -> String {
    if duration.subsec_millis() < 50 {
        format!("{} s", duration.as_secs())
    } else {
        format!("{:.1} s", duration.as_secs_f64())
    }
}

/// `40 ms`, `4.2 s`, `1:06`.
pub(super) fn elapsed(duration: Duration) -> String {
    match duration.as_millis() {
        short @ 0..1000 => format!("{short} ms"),
        1000..60_000 => seconds(duration),
        _ => clock(duration.as_secs()),
    }
}

/// `11 s left`, `3 min left`, `2 h left`.
pub(super) fn left(duration: Duration) -> String {
    let seconds = duration.as_secs();
    match seconds {
        0..100 => format!("{seconds} s left"),
        100..6000 => format!("{} min left", seconds.div_ceil(60)),
        _ => format!("{} h left", seconds.div_ceil(3600)),
    }
}

/// `18.2 ms`.
pub(super) fn milliseconds(duration: Duration) -> String {
    let value = duration.as_secs_f64() * 1000.0;
    if value < 99.95 {
        format!("{value:.1} ms")
    } else {
        format!("{value:.0} ms")
    }
}

/// An address with its port in at most `cells`; of a longer one (IPv6) the middle goes:
/// `[2001:db8:..:7]:50012`.
pub(super) fn address(address: SocketAddr, cells: usize, ellipsis: &str) -> String {
    let text = address.to_string();
    if text.len() <= cells {
        return text;
    }
    let port = format!("]:{}", address.port());
    let rest = cells.saturating_sub(port.len() + ellipsis.chars().count());
    let ip = address.ip().to_string();
    let end = rest / 3;
    let start = rest.saturating_sub(end + 1);
    let head = ip.get(..start).unwrap_or_default();
    let tail = ip
        .len()
        .checked_sub(end)
        .and_then(|at| ip.get(at..))
        .unwrap_or_default();
    format!("[{head}{ellipsis}{tail}{port}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_name_the_unit_once_where_they_can() {
        assert_eq!(part(50_436_506, Some(125_829_120)), "48.1/120 MiB");
        assert_eq!(part(920_000, Some(125_829_120)), "898K/120 MiB");
        assert_eq!(part(812, None), "812 B");
        assert_eq!(part(0, Some(125_829_120)), "0/120 MiB");
        assert_eq!(rate(6_501_171), "6.2 MiB/s");
    }

    #[test]
    fn long_numbers_are_grouped() {
        assert_eq!(grouped(340_787_200), "340 787 200");
        assert_eq!(grouped(1_024), "1 024");
        assert_eq!(grouped(812), "812");
    }

    #[test]
    fn brief_sizes_keep_one_digit_behind_the_point() {
        assert_eq!(brief(812), "812B");
        assert_eq!(brief(2_150), "2.1K");
        assert_eq!(brief(50_436_506), "48.1M");
    }

    #[test]
    fn durations_are_short() {
        assert_eq!(took(Duration::from_millis(19)), "19ms");
        assert_eq!(took(Duration::from_millis(4_200)), "4.2s");
        assert_eq!(seconds(Duration::from_secs(15)), "15 s");
        let short = [9, 61, 3599, 7200, 200_000].map(|it| short_time(Duration::from_secs(it)));
        assert_eq!(short, ["9s", "1m", "59m", "2h", "2d"]);
        assert_eq!(
            (brief(82_700), briefest(82_700)),
            ("80.8K".into(), "80K".into())
        );
        assert_eq!(left(Duration::from_secs(610)), "11 min left");
        assert_eq!(milliseconds(Duration::from_micros(18_210)), "18.2 ms");
    }

    #[test]
    fn long_addresses_lose_their_middle_and_never_their_port() {
        let long: SocketAddr = "[2001:db8:1234:5678:9abc:def0:1234:5678]:50012"
            .parse()
            .unwrap();
        assert_eq!(address(long, 21, "~"), "[2001:db8~5678]:50012");
        assert!(address(long, 21, "~").len() <= 21);
        let short: SocketAddr = "203.0.113.7:21".parse().unwrap();
        assert_eq!(address(short, 21, "~"), "203.0.113.7:21");
    }

    #[test]
    fn a_day_is_not_moved_by_the_zone() {
        let zone = TimeZone::fixed(jiff::tz::offset(-5));
        let at: Timestamp = "2024-05-05T00:00:00Z".parse().unwrap();
        let day = Modified {
            at,
            precision: Precision::Day,
        };
        assert_eq!(date(day, &zone), "2024-05-05");
        let second = Modified {
            at,
            precision: Precision::Second,
        };
        assert_eq!(date(second, &zone), "2024-05-04 19:00");
    }
}
