//! Listing again what has changed, at most once a second.

use super::pane::Arrival;
use super::{App, Effect, Link, TabOrder, place};
use crate::engine::{Outcome, Place};
use crate::model::{Direction, Operation, RemotePath, Shore};
use jiff::{SignedDuration, Timestamp};

/// The least time between two listings that the program makes of its own accord.
const REFRESH_TIME: SignedDuration = SignedDuration::from_secs(1);

/// Whether a pane shows what is there.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Freshness {
    stale: bool,
    asked_at: Option<Timestamp>,
}

impl Freshness {
    /// A listing has been asked for: what has changed until now will be in it.
    pub(super) fn asked(&mut self, now: Timestamp) {
        self.stale = false;
        self.asked_at = Some(now);
    }
}

impl App {
    /// The folder that was to be the first to be shown is not there: the next one above it is.
    pub(super) fn list_above(&mut self) {
        let above = self.last_directory.as_ref().and_then(RemotePath::parent);
        if let Some(above) = above {
            self.last_directory = Some(above.clone());
            self.list(Place::Remote(above), Arrival::Stay);
        }
    }

    pub(super) fn freshness_mut(&mut self, shore: Shore) -> &mut Freshness {
        match shore {
            Shore::Local => &mut self.local_freshness,
            Shore::Remote => &mut self.remote_freshness,
        }
    }

    /// Notes that a pane no longer shows what is there.
    pub(super) fn mark_stale(&mut self, shore: Shore) {
        self.freshness_mut(shore).stale = true;
    }

    /// Notes that the user's own wish has changed a pane: it is listed again without delay, though
    /// never in place of a listing that is under way.
    pub(super) fn mark_changed(&mut self, shore: Shore) {
        *self.freshness_mut(shore) = Freshness {
            stale: true,
            asked_at: None,
        };
    }

    /// Notes what a transfer has changed in the directories shown.
    pub(super) fn mark_stale_after(&mut self, outcome: &Outcome) {
        let local = Place::Local(outcome.local.clone());
        let remote = Place::Remote(outcome.remote.clone());
        let (target, source) = match outcome.direction {
            Direction::Download => (local, remote),
            Direction::Upload => (remote, local),
        };
        if self.is_news(&target, false) {
            self.mark_stale(place::shore(&target));
        }
        let moved = outcome.operation == Operation::Move;
        if self.tabs.is_shown() && (moved || outcome.direction == Direction::Download) {
            let order = TabOrder::Changed(outcome.local.clone());
            self.effects.push(Effect::Tab(order));
        }
        if moved && self.is_news(&source, true) {
            self.mark_stale(place::shore(&source));
        }
    }

    /// Another tab has changed this file of this computer.
    pub(super) fn changed_elsewhere(&mut self, file: &Place) {
        if self.is_news(file, true) {
            self.mark_stale(place::shore(file));
        }
    }

    /// Whether a change to this file changes what a pane shows: it is in the directory shown, or
    /// deeper, through a folder that has come (`gone`: may have gone) with it.
    fn is_news(&self, file: &Place, gone: bool) -> bool {
        let pane = self.pane(place::shore(file));
        let Some(shown) = &pane.place else {
            return false;
        };
        place::entry_towards(shown, file).is_some_and(|entry| {
            let direct = place::parent(file).as_ref() == Some(shown);
            direct || gone || !pane.contains(&entry)
        })
    }

    /// Lists again what is stale, unless it has just been listed or is being listed.
    pub(super) fn refresh_what_is_stale(&mut self) {
        for shore in [Shore::Local, Shore::Remote] {
            if self
                .time_to_refresh(shore)
                .is_some_and(|left| left.is_zero())
            {
                self.refresh_pane(shore);
            }
        }
    }

    pub(super) fn until_refresh(&self) -> Option<SignedDuration> {
        [Shore::Local, Shore::Remote]
            .into_iter()
            .filter_map(|shore| self.time_to_refresh(shore))
            .min()
    }

    /// How long until a pane is to be listed again; `None` if it is fresh, is being listed, or
    /// cannot be.
    fn time_to_refresh(&self, shore: Shore) -> Option<SignedDuration> {
        let (freshness, reachable) = match shore {
            Shore::Local => (self.local_freshness, true),
            Shore::Remote => (
                self.remote_freshness,
                matches!(self.link, Link::Online { .. }),
            ),
        };
        let pane = self.pane(shore);
        let can = reachable && pane.loading.is_none() && pane.place.is_some() && !self.quitting;
        // A search is made again by the user only.
        let can = can && pane.results.is_none();
        (freshness.stale && can).then(|| {
            let passed = freshness.asked_at.map_or(REFRESH_TIME, |at| self.since(at));
            (REFRESH_TIME - passed).max(SignedDuration::ZERO)
        })
    }
}
