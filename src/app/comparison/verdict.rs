//! One row held against the one of the same name in the other pane.

use crate::model::{Entry, EntryKind, Precision};
use jiff::SignedDuration;

/// What a row is, held against the other pane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// There is nothing of this name on the other side.
    OnlyHere,
    /// It is newer than the other.
    Newer,
    /// It is older than the other.
    Older,
    /// It is not the same, and neither is known to be newer.
    Differs,
    /// It is the same, as far as was asked.
    Same,
    /// Both sides have a folder or a link of this name: what is in it is not known to be the same.
    Unknown,
}

impl Verdict {
    /// How many there are.
    pub(super) const COUNT: usize = Self::Unknown as usize + 1;

    pub(super) fn of_the_other(self) -> Self {
        match self {
            Self::Newer => Self::Older,
            Self::Older => Self::Newer,
            other => other,
        }
    }
}

/// What the first of two entries of one name is, held against the second. Without leeway the times
/// do not count. Folders are not looked into.
pub(super) fn judge(one: &Entry, other: &Entry, leeway: Option<SignedDuration>) -> Verdict {
    if one.kind != other.kind {
        return Verdict::Differs;
    }
    if one.kind != EntryKind::File {
        return Verdict::Unknown;
    }
    let sizes_differ = matches!((one.size, other.size), (Some(a), Some(b)) if a != b);
    let times = leeway.zip(one.modified.zip(other.modified));
    if let Some((leeway, (mine, theirs))) = times {
        let step = match mine.precision.min(theirs.precision) {
            Precision::Second => 0,
            Precision::Minute => 59,
            Precision::Day => 86_399,
        };
        let apart = mine.at.duration_since(theirs.at);
        if apart.abs() > leeway + SignedDuration::from_secs(step) {
            return if apart.is_positive() {
                Verdict::Newer
            } else {
                Verdict::Older
            };
        }
    }
    if sizes_differ {
        Verdict::Differs
    } else {
        Verdict::Same
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Modified, Name};

    fn file(size: u64, at: &str, precision: Precision) -> Entry {
        let mut entry = Entry::new(Name::from("a"), EntryKind::File);
        entry.size = Some(size);
        let at = at.parse().unwrap();
        entry.modified = Some(Modified { at, precision });
        entry
    }

    #[test]
    fn times_count_as_far_as_both_listings_tell() {
        let leeway = Some(SignedDuration::from_secs(2));
        let here = file(1, "2026-11-22T10:00:58Z", Precision::Second);
        let to_the_minute = file(1, "2026-11-22T10:00:00Z", Precision::Minute);
        assert_eq!(judge(&here, &to_the_minute, leeway), Verdict::Same);
        let to_the_second = file(1, "2026-11-22T10:00:00Z", Precision::Second);
        assert_eq!(judge(&here, &to_the_second, leeway), Verdict::Newer);
        assert_eq!(judge(&to_the_second, &here, leeway), Verdict::Older);
        assert_eq!(judge(&here, &to_the_second, None), Verdict::Same);
        let day = file(2, "2026-11-22T00:00:00Z", Precision::Day);
        assert_eq!(judge(&here, &day, leeway), Verdict::Differs);
    }

    #[test]
    fn a_file_is_no_folder() {
        let folder = Entry::new(Name::from("a"), EntryKind::Dir);
        let here = file(1, "2026-11-22T10:00:58Z", Precision::Second);
        assert_eq!(judge(&here, &folder, None), Verdict::Differs);
        assert_eq!(judge(&folder, &folder, None), Verdict::Unknown);
    }
}
