//! Work of one kind that is done off the screen's task because it takes longer than a frame may. One
//! piece is at work at a time: what is asked for meanwhile is handed out when it ends, and of several
//! wishes only the last. What comes of any but that is stale.

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
