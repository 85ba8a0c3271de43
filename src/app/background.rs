//! Work of one kind that is done off the screen's task because it takes longer than a frame may. One
//! piece is at work at a time: what is asked for meanwhile is handed out when it ends, and of several
//! wishes only the last. What comes of any but that is stale.

use super::comparison::{Below, FolderPair, Held, JudgedBelow};
use super::line::{Answer, ListingToWrite, Matches, Patterns};
use super::taken::TakenNames;
use super::{App, Effect};

/// Work to be done off the screen's task, with the number that comes back with its outcome. All it needs
/// is in it, and what comes of it depends on nothing else.
#[derive(Debug)]
pub enum Work {
    /// Hold the folders of the panes against each other.
    Compare(u64, Box<FolderPair>),
    /// Hold what is below folders of both sides against each other.
    CompareBelow(u64, Box<Below>),
    /// Look what patterns match.
    Match(u64, Box<Patterns>),
    /// Count how many of the names carried are taken.
    CountTaken(u64, Box<TakenNames>),
    /// Write a long listing to be read.
    WriteListing(u64, Box<ListingToWrite>),
}

/// How work ended; with nothing where it went wrong.
#[derive(Debug)]
pub enum Worked {
    /// How the folders of the panes stand to each other.
    Compared(u64, Option<Box<Held>>),
    /// How folders of both sides stand to each other.
    ComparedBelow(u64, Option<JudgedBelow>),
    /// What patterns match.
    Matched(u64, Option<Matches>),
    /// How many of the names carried are taken.
    TakenCounted(u64, Option<usize>),
    /// A listing to be read.
    ListingWritten(u64, Option<Box<Answer>>),
}

impl Work {
    /// Does it.
    pub fn done(&self) -> Worked {
        match self {
            Self::Compare(id, folders) => {
                Worked::Compared(*id, Some(Box::new(folders.hold_together())))
            }
            Self::CompareBelow(id, below) => Worked::ComparedBelow(*id, Some(below.judged())),
            Self::Match(id, patterns) => Worked::Matched(*id, Some(patterns.matches())),
            Self::CountTaken(id, names) => Worked::TakenCounted(*id, Some(names.count())),
            Self::WriteListing(id, listing) => {
                Worked::ListingWritten(*id, Some(Box::new(listing.written())))
            }
        }
    }

    /// What is told where it went wrong.
    pub fn failed(&self) -> Worked {
        match self {
            Self::Compare(id, _) => Worked::Compared(*id, None),
            Self::CompareBelow(id, _) => Worked::ComparedBelow(*id, None),
            Self::Match(id, _) => Worked::Matched(*id, None),
            Self::CountTaken(id, _) => Worked::TakenCounted(*id, None),
            Self::WriteListing(id, _) => Worked::ListingWritten(*id, None),
        }
    }
}

impl App {
    /// Work has ended.
    pub(super) fn worked(&mut self, worked: Worked) {
        match worked {
            Worked::Compared(id, held) => self.compared(id, held.map(|held| *held)),
            Worked::ComparedBelow(id, judged) => self.compared_below(id, judged),
            Worked::Matched(id, matches) => self.matched(id, matches.unwrap_or_default()),
            Worked::TakenCounted(id, count) => self.taken_counted(id, count),
            Worked::ListingWritten(id, answer) => {
                self.listing_written(id, answer.map(|answer| *answer));
            }
        }
    }

    pub(super) fn do_beside(&mut self, work: Work) {
        self.effects.push(Effect::Work(work));
    }

    /// Hands out what is to be done off the screen's task.
    pub(super) fn hand_out_work(&mut self) {
        self.hand_out_arrangements();
        self.hand_out_comparison();
        self.look_for_matches();
        self.count_taken();
        self.hand_out_listing();
    }
}

/// What is under way of one kind of work.
#[derive(Debug, Default)]
pub(super) struct Background {
    last: u64,
    /// The piece that is waited for.
    waited_for: Option<u64>,
    /// The piece that is at work, stale or not.
    at_work: Option<u64>,
    /// It has been asked for since work was handed out last.
    new: bool,
}

impl Background {
    /// Asks for it; whatever is under way is stale.
    pub(super) fn ask(&mut self) {
        self.last += 1;
        self.waited_for = Some(self.last);
        self.new = true;
    }

    /// Nothing is waited for any more.
    pub(super) fn forget(&mut self) {
        self.waited_for = None;
        self.new = false;
    }

    /// Whether something is waited for.
    pub(super) fn is_waited_for(&self) -> bool {
        self.waited_for.is_some()
    }

    /// The number of what is to be handed out now: it has been asked for, and nothing else is at work.
    pub(super) fn take(&mut self) -> Option<u64> {
        let id = self.waited_for?;
        if !self.new || self.at_work.is_some() {
            return None;
        }
        self.new = false;
        self.at_work = Some(id);
        Some(id)
    }

    /// A piece has ended. Whether it is the one that is waited for; then it is no more.
    pub(super) fn came(&mut self, id: u64) -> bool {
        self.at_work.take_if(|at_work| *at_work == id);
        let wanted = self.waited_for == Some(id);
        if wanted {
            self.forget();
        }
        wanted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_at_work_and_only_the_last_counts() {
        let mut work = Background::default();
        assert_eq!(work.take(), None);
        work.ask();
        let first = work.take().unwrap();
        assert_eq!(work.take(), None, "it is handed out once");
        work.ask();
        work.ask();
        assert_eq!(work.take(), None, "one at a time");
        assert!(!work.came(first), "it is stale");
        let last = work.take().unwrap();
        assert!(work.is_waited_for() && work.came(last) && !work.is_waited_for());
        assert!(!work.came(last));
    }

    #[test]
    fn what_is_forgotten_keeps_its_place_until_it_ends() {
        let mut work = Background::default();
        work.ask();
        let first = work.take().unwrap();
        work.forget();
        work.ask();
        assert_eq!(work.take(), None, "it takes the memory for one");
        assert!(!work.came(first));
        assert!(work.take().is_some_and(|second| second != first));
    }
}
