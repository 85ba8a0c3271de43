//! What a session finds out about moving files on its server.

use crate::engine::session::{Learned, Session, SessionEvent};
use crate::ftp::commands::TimeCommand;
use crate::ftp::throttle::Throttles;
use crate::model::{FileFacts, Modified, Naming, Precision, TransferPolicy};

/// Zones differ by quarters of an hour.
pub(super) const QUARTER: i64 = 15 * 60;
/// No zone is farther away than this: what is, is a clock that is wrong.
const FARTHEST: i64 = 15 * 3600;

/// What works here and what does not, learned by use.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ways {
    /// How much MDTM is ahead of UTC, in seconds; `None` while that is not known.
    pub(super) clock: Option<i64>,
    /// What a time has to be changed by before it is set; `None` while that is not known.
    pub(super) shift: Option<i64>,
    /// Refused: not tried again.
    pub(super) no_time: Vec<TimeCommand>,
    /// It has been said that times are not kept.
    pub(super) told_of_times: bool,
    /// SITE CHMOD is refused.
    pub(super) no_mode: bool,
    /// RETR does not begin in the middle.
    pub(super) no_restart: bool,
    /// STOR does not begin in the middle.
    pub(super) no_restarted_store: bool,
    /// APPE is refused.
    pub(super) no_append: bool,
}

impl Session {
    /// How files are moved with this site.
    pub(crate) fn policy(&self) -> TransferPolicy {
        self.setup.site.policy
    }

    /// How fast bytes may move.
    pub(crate) fn throttles(&self) -> &Throttles {
        &self.setup.throttles
    }

    /// What uploads are called here until they are whole; `None` is still to be found out.
    pub(crate) fn naming(&self) -> Option<Naming> {
        self.policy().naming.or(self.setup.memory.naming)
    }

    /// Uploads have to have their final names from the start: here, and on this server from now on.
    pub(crate) fn use_direct_names(&mut self) {
        self.setup.memory.naming = Some(Naming::Direct);
        self.tell(SessionEvent::Learned(Learned::DirectNames));
    }
}

/// A difference between clocks as one between zones: a multiple of quarters of an hour.
pub(super) fn zone(seconds: i64) -> i64 {
    let rounded = (seconds + QUARTER / 2).div_euclid(QUARTER) * QUARTER;
    if rounded.abs() > FARTHEST { 0 } else { rounded }
}

/// Whether a file still is what it was, as far as its size and time tell.
pub(crate) fn is_same(then: &FileFacts, now: &FileFacts) -> bool {
    let times = match (then.modified, now.modified) {
        (Some(then), Some(now)) => is_same_time(then, now),
        _ => true,
    };
    times && then.size == now.size
}

/// Two times of a file. Where one of them is from a listing that tells no seconds, it may be in the
/// server's zone while the other is in UTC.
fn is_same_time(one: Modified, other: Modified) -> bool {
    let precision = one.precision.min(other.precision);
    let (one, other) = (precision.truncate(one.at), precision.truncate(other.at));
    let apart = one.as_second() - other.as_second();
    match precision {
        Precision::Second => apart == 0,
        Precision::Minute => apart % QUARTER == 0 && apart.abs() <= FARTHEST,
        Precision::Day => apart.abs() <= 24 * 3600,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;

    #[test]
    fn clocks_differ_by_zones_or_are_wrong() {
        assert_eq!(zone(0), 0);
        assert_eq!(zone(3), 0);
        assert_eq!(zone(-449), 0);
        assert_eq!(zone(2 * 3600 + 20), 2 * 3600);
        assert_eq!(zone(-(5 * 3600 + 1800) - 7), -(5 * 3600 + 1800));
        assert_eq!(zone(40 * 3600), 0);
    }

    fn facts(size: u64, at: i64, precision: Precision) -> FileFacts {
        let at = Timestamp::from_second(at).unwrap();
        FileFacts {
            size: Some(size),
            modified: Some(Modified { at, precision }),
        }
    }

    #[test]
    fn a_file_is_the_same_by_size_and_time_as_far_as_they_go() {
        let then = facts(5, 1_000_000_023, Precision::Second);
        assert!(is_same(&then, &then));
        assert!(!is_same(&then, &facts(6, 1_000_000_023, Precision::Second)));
        assert!(!is_same(&then, &facts(5, 1_000_000_024, Precision::Second)));
        let minute = |at| facts(5, at, Precision::Minute);
        assert!(is_same(&then, &minute(999_999_960 + 60)));
        assert!(
            is_same(&then, &minute(1_000_000_020 + 7200)),
            "another zone"
        );
        assert!(!is_same(&then, &minute(1_000_000_020 + 420)));
        assert!(is_same(&then, &facts(5, 1_000_000_000, Precision::Day)));
        let timeless = FileFacts {
            size: Some(5),
            modified: None,
        };
        assert!(is_same(&then, &timeless));
    }
}
