//! When it is told in lines how a long transfer goes on: seldom enough for somebody who listens.

use crate::model::TransferId;
use std::time::Duration;

/// Nothing is told of what is over sooner.
const FIRST: Duration = Duration::from_secs(5);
/// Two lines are not closer together.
const LEAST: Duration = Duration::from_secs(10);
/// Nor further apart.
const MOST: Duration = Duration::from_mins(5);

/// After five seconds; then with each tenth of the file, though not within ten seconds; and where a
/// tenth takes long, after waits that double up to five minutes.
#[derive(Debug)]
pub(super) struct Pace {
    /// When it was told last.
    told: Option<Duration>,
    /// How long it is silent at most.
    wait: Duration,
    /// The file that was told of, and the tenth it was in.
    tenth: Option<(TransferId, u8)>,
}

impl Pace {
    pub(super) fn new() -> Self {
        Self {
            told: None,
            wait: LEAST,
            tenth: None,
        }
    }

    /// Whether it is to be told now, so long after the beginning, that this file is so far.
    pub(super) fn is_due(&mut self, now: Duration, id: TransferId, percent: Option<u8>) -> bool {
        let tenth = percent.map(|percent| (id, percent / 10));
        let silent = self.told.map(|told| now.saturating_sub(told));
        let due = match silent {
            None => now >= FIRST,
            Some(silent) if silent >= self.wait => {
                self.wait = (self.wait * 2).min(MOST);
                true
            }
            Some(silent) => silent >= LEAST && tenth.is_some() && tenth != self.tenth,
        };
        if due {
            self.told = Some(now);
            self.tenth = tenth;
        }
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The seconds at which it is told of a file that takes so many.
    fn told(takes: u64) -> Vec<u64> {
        let mut pace = Pace::new();
        let seconds = 0..takes;
        let percent = |second: u64| u8::try_from(second * 100 / takes).ok();
        seconds
            .filter(|second| {
                let now = Duration::from_secs(*second);
                pace.is_due(now, TransferId(1), percent(*second))
            })
            .collect()
    }

    #[test]
    fn what_is_over_soon_is_not_told_of() {
        assert!(told(5).is_empty());
        assert_eq!(told(14), [5]);
    }

    #[test]
    fn each_tenth_is_told_and_never_two_lines_within_ten_seconds() {
        let lines = told(200);
        assert_eq!(lines.first(), Some(&5));
        assert!((9..=12).contains(&lines.len()), "{lines:?}");
        for takes in [30, 100, 1000, 100_000] {
            let lines = told(takes);
            assert!(lines.windows(2).all(|two| two[1] - two[0] >= 10));
        }
    }

    #[test]
    fn silence_grows_and_ends_after_five_minutes() {
        let lines = told(100_000);
        assert_eq!(lines[..5], [5, 15, 35, 75, 155]);
        assert!(lines.windows(2).all(|two| two[1] - two[0] <= 300));
    }

    #[test]
    fn without_a_size_the_waits_alone_tell() {
        let mut pace = Pace::new();
        let mut due = |second| pace.is_due(Duration::from_secs(second), TransferId(1), None);
        assert!(!due(4) && due(6) && !due(15) && due(16) && !due(35) && due(36));
    }
}
