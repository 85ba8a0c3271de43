//! Listings come into the panes, in parts and whole, and what else knows of them is told.

use super::pane::{Listing, Rows};
use super::{App, Effect, place};
use crate::engine::{Place, RequestId};
use crate::model::Shore;
use std::sync::Arc;

/// What a pane showed before something came.
type Before = (Option<Place>, Rows);

impl App {
    /// A part of a listing has come. Of another directory it is shown at once: the pane is there now.
    pub(super) fn take_part(&mut self, request: RequestId, part: Listing) {
        let (place, height) = (part.place.clone(), self.height());
        let shore = place::shore(&place);
        let from = self.pane(shore).place.clone();
        self.pane_mut(shore).fill_part(part, height);
        if from.as_ref() != Some(&place) {
            self.comparison_ends();
        }
        self.came_to(request, from, &place);
    }

    /// A listing is whole.
    pub(super) fn fill(&mut self, request: RequestId, listing: Listing) {
        let (place, height) = (listing.place.clone(), self.height());
        let shore = place::shore(&place);
        let before = self.shown_in(shore);
        let from = before.0.clone();
        if !self.pane_mut(shore).fill(listing, height) {
            return self.mark_changed(shore);
        }
        self.listing_shown(shore, &before);
        self.came_to(request, from, &place);
    }

    fn came_to(&mut self, request: RequestId, from: Option<Place>, to: &Place) {
        if from.as_ref() != Some(to) {
            self.let_go_of_row(place::shore(to));
        }
        self.visited(request, from.clone(), to);
        self.synchronize(request, from, to);
    }

    fn shown_in(&self, shore: Shore) -> Before {
        let pane = self.pane(shore);
        (pane.place.clone(), pane.rows.clone())
    }

    /// A whole listing is shown, unless it has to be put in order first.
    fn listing_shown(&mut self, shore: Shore, (place, rows): &Before) {
        let pane = self.pane(shore);
        if pane.awaits_order() {
            return;
        }
        let comparing = self.memory.comparing.is_waited_for() && pane.verdicts.is_none();
        if pane.place == *place && comparing {
            // What is under way is of the listing of before.
            self.memory.comparing.ask();
            return self.remember_folders(shore);
        }
        let same = pane.verdicts.is_some() && pane.place == *place && {
            let entries = rows.iter().map(|row| &row.entry);
            pane.rows.iter().map(|row| &row.entry).eq(entries)
        };
        if !same {
            self.comparison_ends();
        }
        self.remember_folders(shore);
    }

    /// The rows of a pane have been put in order.
    pub(super) fn arranged(&mut self, shore: Shore, id: u64, order: Arc<[u32]>) {
        let height = self.height();
        let awaited = self.pane(shore).awaits_order();
        let before = self.shown_in(shore);
        self.pane_mut(shore).arranged(id, order, height);
        if awaited {
            if self.pane(shore).place != before.0 {
                self.let_go_of_row(shore);
            }
            self.listing_shown(shore, &before);
        }
    }

    /// Hands out what is to be put in order off the screen's task.
    pub(super) fn hand_out_arrangements(&mut self) {
        for shore in [Shore::Local, Shore::Remote] {
            if let Some((id, arrangement)) = self.pane_mut(shore).take_job() {
                self.effects.push(Effect::Arrange {
                    shore,
                    id,
                    arrangement: Box::new(arrangement),
                });
            }
        }
    }
}
