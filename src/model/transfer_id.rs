//! The number of a transfer.

use super::text::display_safe_str;
use std::fmt;
use std::str::FromStr;

/// Identifies a transfer, also in later runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TransferId(pub u64);

impl TransferId {
    /// Each run of the program has so many numbers for its transfers.
    pub const OF_A_RUN: u64 = 1 << 20;
}

/// Short to read and to type: `7` in the first run of all, `12.7` in a later one.
impl fmt::Display for TransferId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let before = self.0.saturating_sub(1);
        match before / Self::OF_A_RUN {
            0 => self.0.fmt(f),
            run => f.pad(&format!("{run}.{}", before % Self::OF_A_RUN + 1)),
        }
    }
}

/// As it is shown, or as one number; a `#` in front does no harm.
impl FromStr for TransferId {
    type Err = NoTransferId;

    fn from_str(text: &str) -> Result<Self, NoTransferId> {
        let wrong = || NoTransferId(display_safe_str(text));
        let number = |text: &str| text.parse::<u64>().map_err(|_| wrong());
        let bare = text.strip_prefix('#').unwrap_or(text);
        let Some((run, rest)) = bare.split_once('.') else {
            return Ok(Self(number(bare)?));
        };
        let (run, rest) = (number(run)?, number(rest)?);
        let first = run.checked_mul(Self::OF_A_RUN).ok_or_else(wrong)?;
        let fits = (1..=Self::OF_A_RUN).contains(&rest);
        let whole = first.checked_add(rest).filter(|_| fits);
        Ok(Self(whole.ok_or_else(wrong)?))
    }
}

/// A text that is no number of a transfer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no number of a transfer, such as 7 or 12.7")]
pub struct NoTransferId(String);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_short_and_is_read_as_it_is_shown() {
        for (number, shown) in [
            (1, "1"),
            (1 << 20, "1048576"),
            ((1 << 20) + 1, "1.1"),
            (19_922_945, "19.1"),
        ] {
            let id = TransferId(number);
            assert_eq!(id.to_string(), shown);
            assert_eq!(shown.parse(), Ok(id));
            assert_eq!(format!("#{number}").parse(), Ok(id));
        }
        for wrong in [
            "",
            "#",
            "x",
            "1.",
            "1.0",
            "1.1048577",
            "99999999999999999.1",
        ] {
            assert!(wrong.parse::<TransferId>().is_err(), "{wrong}");
        }
    }
}
