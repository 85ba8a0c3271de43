//! What the queue is made of.

use super::{Direction, Modified, TransferId};
use std::str::FromStr;
use strum::{Display, EnumIter, EnumString, IntoStaticStr};

/// One of the two shores.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shore {
    /// This computer.
    Local,
    /// The server.
    Remote,
}

impl Shore {
    /// The shore across.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Local => Self::Remote,
            Self::Remote => Self::Local,
        }
    }
}

/// Whether a carry leaves the source or takes it away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Display)]
#[strum(serialize_all = "lowercase")]
pub enum Operation {
    /// The source stays.
    Copy,
    /// The source goes once the copy is proved.
    Move,
}

/// What to do when the target name is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Display, EnumString, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum OnConflict {
    /// Hold the file and ask; headless runs refuse it.
    Ask,
    /// Replace what is there.
    Overwrite,
    /// Leave what is there; the item ends as skipped.
    Skip,
    /// Keep both: `name (1).ext`.
    Rename,
    /// Go on with what is there, if it proves to be the beginning of the source.
    Resume,
    /// Replace what is there if the source is newer, else skip.
    Newer,
    /// Replace what is there if the sizes differ, else skip.
    Size,
}

/// How far an answer to a conflict reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AnswerScope {
    /// This file only.
    File,
    /// All names of this drop that are taken, those still to be found included.
    Drop,
    /// As for the drop, and from now on for every drop with this site.
    Site,
}

/// What is known of a file on one side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FileFacts {
    /// Bytes.
    pub size: Option<u64>,
    /// When it was changed last.
    pub modified: Option<Modified>,
}

/// A transfer whose name is taken at the target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The transfer that waits for the answer.
    pub id: TransferId,
    /// The way the bytes are to go.
    pub direction: Direction,
    /// The name at the target, safe to show.
    pub name: String,
    /// The folder it is in, safe to show.
    pub target: String,
    /// The file that is to be carried.
    pub source: FileFacts,
    /// The file that is there.
    pub present: FileFacts,
    /// The name that keeping both would give it, safe to show; `None` where none is free.
    pub renamed: Option<String>,
}

impl Conflict {
    /// Whether what is there may be the beginning of the source.
    ///
    /// # Errors
    /// Why it cannot be, in a few words.
    pub fn resumable(&self) -> Result<(), &'static str> {
        match (self.source.size, self.present.size) {
            (Some(source), Some(present)) if present > source => {
                Err("what is there is longer than the source")
            }
            (Some(source), Some(present)) if present == source => {
                Err("what is there has the same size")
            }
            (_, Some(0)) => Err("what is there is empty"),
            (Some(_), Some(_)) => Ok(()),
            _ => Err("the sizes are not known"),
        }
    }

    /// Whether both are known to have the same size.
    pub fn is_same_size(&self) -> bool {
        self.source.size.is_some() && self.source.size == self.present.size
    }

    /// Whether the source is newer than what is there; `None` where the times do not tell, which
    /// they do as far as the less precise of them goes.
    pub fn is_newer(&self) -> Option<bool> {
        is_newer(&self.source, &self.present)
    }
}

/// Whether `one` was changed later than `other`; `None` where the times do not tell.
pub fn is_newer(one: &FileFacts, other: &FileFacts) -> Option<bool> {
    let (one, other) = (one.modified?, other.modified?);
    let precision = one.precision.min(other.precision);
    Some(precision.truncate(one.at) > precision.truncate(other.at))
}

/// The order in which waiting transfers get their turn: higher ones first.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Display,
    EnumString,
    IntoStaticStr,
    EnumIter,
)]
#[strum(serialize_all = "lowercase")]
pub enum Priority {
    /// Before all others.
    High,
    /// As queued.
    #[default]
    Normal,
    /// After all others.
    Low,
}

/// Where to put a waiting transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum QueuePlace {
    /// Before the one in front of it.
    Up,
    /// Behind the one after it.
    Down,
    /// Before all others of its priority.
    Top,
    /// Behind all others of its priority.
    Bottom,
    /// In front of this one.
    Before(TransferId),
    /// Right behind this one.
    Behind(TransferId),
}

/// The representation type, RFC 959 section 3.1.1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Display, EnumString, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum TransferType {
    /// TYPE I: bytes as they are.
    #[default]
    Image,
    /// TYPE A: text, whose line ends are converted. Sizes differ on both sides, so that it is neither
    /// resumed nor proved by its size.
    Ascii,
}

/// How a transfer is proved beyond the final reply and the clean end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Display, EnumString, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum Verify {
    /// By the size that the server tells.
    #[default]
    Size,
    /// By a hash that the server computes (HASH, XSHA512, XSHA256, XSHA1, XMD5, XCRC), where it
    /// offers one.
    Hash,
    /// By reading it once more and comparing every byte.
    Full,
}

/// What an upload is called on the server until it is whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Display, EnumString, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum Naming {
    /// A name of its own, renamed (RNFR, RNTO) when it is proved.
    Temporary,
    /// Its final name: for servers that forbid renaming.
    Direct,
}

/// Bytes a second that may move; `None` is no limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct RateLimits {
    /// Downloads.
    pub down: Option<u64>,
    /// Uploads.
    pub up: Option<u64>,
}

/// A text that is no rate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no rate: say 500k, 2M, 1.5M, or none")]
pub struct RateError(String);

/// Bytes a second from `500k`, `2M`, `1.5 MiB/s`; `0` and `none` are no limit.
///
/// # Errors
/// It is none of these.
pub fn parse_rate(text: &str) -> Result<Option<u64>, RateError> {
    let wrong = || RateError(text.to_owned());
    let lower = text.trim().to_ascii_lowercase();
    if lower == "none" {
        return Ok(None);
    }
    let lower = lower.strip_suffix("/s").unwrap_or(&lower);
    let lower = lower
        .strip_suffix("ib")
        .or(lower.strip_suffix('b'))
        .unwrap_or(lower);
    let (digits, exponent) = match lower.char_indices().next_back() {
        Some((at, 'k')) => (&lower[..at], 1),
        Some((at, 'm')) => (&lower[..at], 2),
        Some((at, 'g')) => (&lower[..at], 3),
        _ => (lower, 0),
    };
    let digits = digits.trim();
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let number = |digits: &str| match digits {
        "" => Some(0),
        digits if digits.len() <= 12 => digits.parse::<u64>().ok(),
        _ => None,
    };
    if whole.is_empty() && part.is_empty() {
        return Err(wrong());
    }
    let unit = 1024_u64.pow(exponent);
    let scale = 10_u64.pow(u32::try_from(part.len().min(12)).unwrap_or(0));
    let whole = number(whole).and_then(|whole| whole.checked_mul(unit));
    let part = number(part).and_then(|part| Some(part.checked_mul(unit)? / scale));
    let rate = whole.zip(part).ok_or_else(wrong)?;
    let rate = rate.0.saturating_add(rate.1);
    Ok((rate > 0).then_some(rate))
}

impl FromStr for RateLimits {
    type Err = RateError;

    /// `2M` for both ways; `down:2M,up:500k` for each.
    fn from_str(text: &str) -> Result<Self, RateError> {
        if !text.contains(':') {
            let rate = parse_rate(text)?;
            return Ok(Self {
                down: rate,
                up: rate,
            });
        }
        let mut limits = Self::default();
        for part in text.split(',') {
            match part.trim().split_once(':') {
                Some(("down", rate)) => limits.down = parse_rate(rate)?,
                Some(("up", rate)) => limits.up = parse_rate(rate)?,
                _ => return Err(RateError(part.to_owned())),
            }
        }
        Ok(limits)
    }
}

/// How a site's files are moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TransferPolicy {
    /// How a transfer is proved.
    pub verify: Verify,
    /// Whether files keep their times, both ways.
    pub keep_times: bool,
    /// Whether files keep their permissions, both ways.
    pub keep_permissions: bool,
    /// What uploads are called until they are whole; `None` finds out.
    pub naming: Option<Naming>,
    /// How often a transfer that failed for a passing reason is tried again by itself.
    pub retries: u32,
    /// The rule for names that are taken; `None` asks.
    pub on_conflict: Option<OnConflict>,
}

impl Default for TransferPolicy {
    fn default() -> Self {
        Self {
            verify: Verify::Size,
            keep_times: true,
            keep_permissions: false,
            naming: None,
            retries: 5,
            on_conflict: None,
        }
    }
}

/// Where a transfer stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Display, EnumString, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum TransferState {
    /// Its name is taken at the target: it waits for the user's answer.
    Held,
    /// Waits for a session.
    Queued,
    /// A session has it; the data connection is being opened.
    Starting,
    /// Bytes move.
    Running,
    /// Stopped until the user lets it go on, or until there is room; what has moved is kept.
    Paused,
    /// Failed for a passing reason: it is tried again by itself in a moment.
    Retrying,
    /// Proved complete.
    Done,
    /// Ended with an error that is kept with it.
    Failed,
    /// Stopped by the user.
    Cancelled,
    /// Not transferred, with the reason kept.
    Skipped,
}

impl TransferState {
    /// Whether nothing more will happen unless the user asks for it.
    pub fn is_final(self) -> bool {
        matches!(
            self,
            Self::Done | Self::Failed | Self::Cancelled | Self::Skipped
        )
    }

    /// Whether a session works on it.
    pub fn is_active(self) -> bool {
        matches!(self, Self::Starting | Self::Running)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_read_as_people_write_them() {
        for (text, rate) in [
            ("500k", Some(512_000)),
            ("2M", Some(2 << 20)),
            ("1.5 MiB/s", Some(3 << 19)),
            ("100", Some(100)),
            ("0", None),
            ("none", None),
        ] {
            assert_eq!(parse_rate(text), Ok(rate), "{text}");
        }
        for wrong in ["", "fast", "-1", "2T", ".", "1.2.3", "k"] {
            assert!(parse_rate(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn limits_are_for_both_ways_or_for_each() {
        let limits = |text: &str| text.parse::<RateLimits>();
        let both = RateLimits {
            down: Some(1024),
            up: Some(1024),
        };
        assert_eq!(limits("1k"), Ok(both));
        let up = RateLimits {
            down: None,
            up: Some(1024),
        };
        assert_eq!(limits("up:1k"), Ok(up));
        assert!(limits("sideways:1k").is_err());
    }
}
