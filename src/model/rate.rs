//! Bytes a second as people write them: `2M`, `500k`, `none`.

use super::RateLimits;

/// A lower limit than this, in bytes a second, is taken for a slip: at 5 B/s every server gives up.
const LEAST: u64 = 1024;

/// Why a text is no limit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RateError {
    /// Not a number with a unit.
    #[error("`{0}` is not a rate: write 2M, 500k, or none")]
    NotARate(String),
    /// A number that can only be a slip.
    #[error("`{0}` is less than 1k (1024 bytes) a second: write 500k or 2M, or none")]
    TooLow(String),
}

/// Reads a limit: a number with `k`, `M` or `G` (of 1024) behind it, perhaps with `B`, `iB` and
/// `/s`; nothing, `0` and `none` are no limit.
///
/// # Errors
/// [`RateError`] with what would be right.
pub fn parse_rate(text: &str) -> Result<Option<u64>, RateError> {
    let wrong = || RateError::NotARate(super::text::display_safe_str(text.trim()));
    let folded = text.trim().to_ascii_lowercase();
    let bare = folded.strip_suffix("/s").unwrap_or(&folded).trim_end();
    if matches!(bare, "" | "none" | "-") {
        return Ok(None);
    }
    let digits = bare
        .find(|each: char| !each.is_ascii_digit() && each != '.')
        .unwrap_or(bare.len());
    let (number, unit) = bare.split_at(digits);
    let shift = match unit.trim() {
        "" | "b" => 0,
        "k" | "kb" | "kib" => 10,
        "m" | "mb" | "mib" => 20,
        "g" | "gb" | "gib" => 30,
        _ => return Err(wrong()),
    };
    let thousandths = thousandths(number).ok_or_else(wrong)?;
    let bytes = (u128::from(thousandths) << shift) / 1000;
    match u64::try_from(bytes).map_err(|_| wrong())? {
        0 if thousandths == 0 => Ok(None),
        0..LEAST => Err(RateError::TooLow(super::text::display_safe_str(bare))),
        bytes => Ok(Some(bytes)),
    }
}

/// A decimal number in thousandths.
fn thousandths(number: &str) -> Option<u64> {
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    if (whole.is_empty() && part.is_empty()) || part.len() > 3 {
        return None;
    }
    let whole: u64 = if whole.is_empty() {
        0
    } else {
        whole.parse().ok()?
    };
    let part: u64 = format!("{part:0<3}").parse().ok()?;
    whole.checked_mul(1000)?.checked_add(part)
}

/// A limit as [`parse_rate`] reads it back: `2M`, `500k`, `1536`, `none`.
pub fn rate_text(rate: Option<u64>) -> String {
    let Some(bytes) = rate else {
        return "none".into();
    };
    for (shift, unit) in [(30, "G"), (20, "M"), (10, "k")] {
        let whole = 1_u64 << shift;
        // Halves and quarters are what people type; anything else keeps its bytes.
        if bytes >= whole && bytes % (whole / 4) == 0 {
            let text = match bytes % whole / (whole / 4) {
                1 => ".25",
                2 => ".5",
                3 => ".75",
                _ => "",
            };
            return format!("{}{text}{unit}", bytes / whole);
        }
    }
    bytes.to_string()
}

impl RateLimits {
    /// Whether nothing is limited.
    pub fn is_none(self) -> bool {
        self == Self::default()
    }

    /// What holds where both limits hold.
    #[must_use]
    pub fn tighter(self, other: Self) -> Self {
        let lower = |one: Option<u64>, other: Option<u64>| match (one, other) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        Self {
            down: lower(self.down, other.down),
            up: lower(self.up, other.up),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn rates_are_read_as_people_write_them() {
        for (text, bytes) in [
            ("2M", 2 << 20),
            ("500k", 500 << 10),
            ("1.5 MiB/s", 3 << 19),
            (" 3mb ", 3 << 20),
            ("4096", 4096),
            ("1G", 1 << 30),
            (".5M", 1 << 19),
        ] {
            assert_eq!(parse_rate(text), Ok(Some(bytes)), "{text}");
        }
        for none in ["", "0", "none", "None", "0k", "-"] {
            assert_eq!(parse_rate(none), Ok(None), "{none}");
        }
    }

    #[test]
    fn what_is_no_rate_is_told_with_what_would_be() {
        for wrong in [
            "fast",
            "2X",
            "-2M",
            "1.2.3M",
            "M",
            "99999999999G",
            "2 M x",
            ".",
        ] {
            let error = parse_rate(wrong).unwrap_err().to_string();
            assert!(
                error.contains("write 2M, 500k, or none"),
                "{wrong}: {error}"
            );
        }
        let slip = parse_rate("5").unwrap_err().to_string();
        assert!(slip.starts_with("`5` is less than 1k"), "{slip}");
    }

    #[test]
    fn the_tighter_of_two_limits_holds() {
        let one = RateLimits {
            down: Some(5),
            up: None,
        };
        let other = RateLimits {
            down: Some(3),
            up: Some(9),
        };
        let both = RateLimits {
            down: Some(3),
            up: Some(9),
        };
        assert_eq!(one.tighter(other), both);
        assert!(RateLimits::default().is_none());
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(bytes in LEAST..u64::MAX / 2000) {
            prop_assert_eq!(parse_rate(&rate_text(Some(bytes))), Ok(Some(bytes)));
        }

        #[test]
        fn nothing_panics(text in "\\PC{0,12}") {
            let _ = parse_rate(&text);
        }
    }
}
