//! What is looked for: names, sizes, ages, kinds.

use crate::app::inquiry::Answers;
use crate::model::text::display_safe_str;
use crate::model::{Entry, EntryKind, Masks};
use jiff::{SignedDuration, Timestamp};

/// The kinds that can be chosen, in the order of [`KINDS`].
pub(super) const KIND_NAMES: &[&str] = &["any", "files", "folders", "links"];
const KINDS: [Option<EntryKind>; 4] = [
    None,
    Some(EntryKind::File),
    Some(EntryKind::Dir),
    Some(EntryKind::Link),
];

/// What is looked for.
#[derive(Clone, Debug)]
pub(super) struct Query {
    masks: Option<Masks>,
    size: Bounds<u64>,
    modified: Bounds<Timestamp>,
    kind: Option<EntryKind>,
}

/// From here to there, both included.
#[derive(Clone, Copy, Debug)]
struct Bounds<T> {
    least: Option<T>,
    most: Option<T>,
}

impl<T: PartialOrd> Bounds<T> {
    fn is_open(&self) -> bool {
        self.least.is_none() && self.most.is_none()
    }

    fn has(&self, value: Option<T>) -> bool {
        let Some(value) = value else {
            return self.is_open();
        };
        let enough = self.least.as_ref().is_none_or(|least| value >= *least);
        enough && self.most.as_ref().is_none_or(|most| value <= *most)
    }
}

impl Query {
    /// Reads the fields: names, case, size, age, kind.
    pub(super) fn read(answers: &Answers, now: Timestamp) -> Result<Self, String> {
        let names = answers.text(0);
        let masks = (!names.is_empty())
            .then(|| Masks::parse_for_search(names, answers.is_checked(1)))
            .transpose()
            .map_err(|error| error.to_string())?;
        let size = bounds(answers.text(2), parse_size)?;
        let age = bounds(answers.text(3), parse_age)?;
        let ago = |age: SignedDuration| now.checked_sub(age).unwrap_or(Timestamp::MIN);
        Ok(Self {
            masks,
            size,
            modified: Bounds {
                least: age.most.map(ago),
                most: age.least.map(ago),
            },
            kind: KINDS.get(answers.chosen(4)).copied().flatten(),
        })
    }

    pub(super) fn fits(&self, name: &str, entry: &Entry) -> bool {
        self.kind.is_none_or(|kind| entry.kind == kind)
            && self.size.has(entry.size.filter(|_| !entry.is_dir()))
            && self
                .modified
                .has(entry.modified.map(|modified| modified.at))
            && self.masks.as_ref().is_none_or(|masks| masks.fits(name))
    }
}

/// What is looked for, in a few words: `*.iso >10M`.
pub(super) fn words(answers: &Answers) -> String {
    let kind = match answers.chosen(4) {
        0 => None,
        chosen => KIND_NAMES.get(chosen).copied(),
    };
    let parts = [
        Some(answers.text(0)).filter(|names| !names.is_empty()),
        Some(answers.text(2)).filter(|size| !size.is_empty()),
        Some(answers.text(3)).filter(|age| !age.is_empty()),
        kind,
    ];
    let words: Vec<&str> = parts.into_iter().flatten().collect();
    match words.as_slice() {
        [] => "everything".into(),
        words => display_safe_str(&words.join(" ")),
    }
}

/// `>10M`, `<1k`, `1M-2M`; a value by itself is the least.
fn bounds<T: PartialOrd + Copy>(
    typed: &str,
    parse: impl Fn(&str) -> Result<T, String>,
) -> Result<Bounds<T>, String> {
    let typed = typed.trim();
    let (least, most) = if typed.is_empty() {
        (None, None)
    } else if let Some(most) = typed.strip_prefix('<') {
        (None, Some(parse(most)?))
    } else if let Some((least, most)) = typed.split_once('-') {
        (Some(parse(least)?), Some(parse(most)?))
    } else {
        let least = typed.strip_prefix('>').unwrap_or(typed);
        (Some(parse(least)?), None)
    };
    match (least, most) {
        (Some(from), Some(to)) if from > to => {
            Err(format!("`{}` runs backwards", display_safe_str(typed)))
        }
        _ => Ok(Bounds { least, most }),
    }
}

/// A number and the letters behind it.
fn number(typed: &str) -> Option<(f64, &str)> {
    let typed = typed.trim().trim_start_matches('=');
    let end = typed.find(|c: char| !c.is_ascii_digit() && c != '.');
    let (digits, unit) = typed.split_at_checked(end.unwrap_or(typed.len()))?;
    let value = digits.parse::<f64>().ok()?;
    Some((value, unit.trim()))
}

fn parse_size(typed: &str) -> Result<u64, String> {
    let wrong = || format!("`{}` is no size: 10M, 512k, 1.5G", display_safe_str(typed));
    let (value, unit) = number(typed).ok_or_else(wrong)?;
    let power = match unit
        .to_ascii_lowercase()
        .trim_end_matches("ib")
        .trim_end_matches('b')
    {
        "" => 0,
        "k" => 1,
        "m" => 2,
        "g" => 3,
        "t" => 4,
        _ => return Err(wrong()),
    };
    let bytes = value * 1024_f64.powi(power);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "no sign can be typed, and what is too large is the largest"
    )]
    Ok(bytes as u64)
}

fn parse_age(typed: &str) -> Result<SignedDuration, String> {
    let wrong = || {
        let typed = display_safe_str(typed);
        format!("`{typed}` is no age: 30min, 12h, 7d, 2w, 6m, 1y")
    };
    let (value, unit) = number(typed).ok_or_else(wrong)?;
    let days = match unit.to_ascii_lowercase().as_str() {
        "min" => 1.0 / 1440.0,
        "h" => 1.0 / 24.0,
        "" | "d" => 1.0,
        "w" => 7.0,
        "m" => 30.0,
        "y" => 365.0,
        _ => return Err(wrong()),
    };
    // More than a thousand years are as good as any.
    Ok(SignedDuration::from_secs_f64(
        (value * days).min(365_000.0) * 86_400.0,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn sizes_and_ages_are_read() {
        assert_eq!(parse_size("10M"), Ok(10 << 20));
        assert_eq!(parse_size("1.5 KiB"), Ok(1536));
        assert!(parse_size("ten").unwrap_err().contains("is no size"));
        assert_eq!(parse_age("2w"), Ok(SignedDuration::from_hours(14 * 24)));
        assert!(parse_age("2q").is_err());
    }

    #[test]
    fn bounds_are_read() {
        let read = |typed| bounds(typed, parse_size).map(|read| (read.least, read.most));
        assert_eq!(read(""), Ok((None, None)));
        assert_eq!(read(">1k"), Ok((Some(1024), None)));
        assert_eq!(read("<1k"), Ok((None, Some(1024))));
        assert_eq!(read("1k-2k"), Ok((Some(1024), Some(2048))));
        assert!(read("2k-1k").is_err());
    }

    proptest! {
        #[test]
        fn nothing_typed_makes_it_stumble(typed in any::<String>()) {
            let _ = (bounds(&typed, parse_size), bounds(&typed, parse_age).is_ok());
        }
    }
}
