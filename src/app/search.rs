//! Finding below a folder, on either shore. What is found stands in the pane as it comes, each row
//! with its way from the folder; Enter goes to it.

mod query;

use super::inquiry::{Answers, InquiryField, InquiryPurpose};
use super::pane::Arrival;
use super::survey::Survey;
use super::{App, Row, ToastKind, place};
use crate::engine::{Place, RequestId};
use crate::model::text::plural;
use crate::model::{Entry, Name, Shore};
use jiff::{SignedDuration, Timestamp};
use query::Query;
use std::collections::BTreeSet;

/// More folders than this are not read.
const FOLDER_LIMIT: usize = 20_000;
/// More than this is not found.
const FOUND_LIMIT: usize = 10_000;
/// What comes meanwhile is put in order together.
const ORDER_TIME: SignedDuration = SignedDuration::from_millis(250);

/// What a search has found, in place of a folder's listing.
#[derive(Debug)]
pub struct Results {
    /// What is looked for, safe to show.
    pub words: String,
    /// How far it has come.
    pub state: SearchState,
    survey: Survey,
    query: Query,
    answers: Vec<InquiryField>,
    /// When the rows were put in order.
    ordered_at: Timestamp,
    /// Where the cursor was in the folder.
    came_from: Option<Name>,
    /// What is being deleted.
    leaving: Vec<(RequestId, Vec<Name>)>,
}

/// How far a search has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SearchState {
    /// It goes on.
    Running,
    /// Everything has been looked at.
    Done,
    /// The user has stopped it, or the connection is gone.
    Stopped,
    /// There is more than is looked at.
    Cut,
}

impl Results {
    /// How many folders were looked at.
    pub fn folders(&self) -> usize {
        self.survey.folders
    }
}

pub(super) fn fields() -> Vec<InquiryField> {
    vec![
        InquiryField::text("Name", "part of the name, or masks: *.iso; *.img", ""),
        InquiryField::check("Case matters", "Space changes it", false),
        InquiryField::text("Size", ">10M at least, <1k at most, 1M-2M between", ""),
        InquiryField::text("Age", "<7d newer than 7 days, >1y older; min h d w m y", ""),
        InquiryField::choice("Kind", "Space changes it", query::KIND_NAMES),
    ]
}

impl App {
    pub(super) fn ask_search(&mut self, shore: Shore) {
        if shore == Shore::Remote && !self.is_online_or_say() {
            return;
        }
        if self.pane(shore).place.is_some() {
            self.inquire(InquiryPurpose::Search);
        }
    }

    /// Begins to look for what was entered, below the folder that is shown.
    pub(super) fn search_for(&mut self, answers: &Answers) -> Result<(), String> {
        let query = Query::read(answers, self.now)?;
        let shore = self.active();
        let Some(place) = self.pane(shore).place.clone() else {
            return Ok(());
        };
        self.stop_finding(shore);
        self.give_up_listing(shore);
        self.comparison_ends();
        let (words, now) = (query::words(answers), self.now);
        let came_from = self.pane(shore).current().map(|row| row.entry.name.clone());
        let again = self.pane_mut(shore).results.take();
        let mut survey = Survey::new(place, [Name::new([])], FOLDER_LIMIT);
        self.survey_on(&mut survey);
        self.pane_mut(shore).begin_results(Box::new(Results {
            words,
            state: SearchState::Running,
            survey,
            query,
            answers: answers.0.to_vec(),
            ordered_at: now,
            came_from: again.map_or(came_from, |again| again.came_from),
            leaving: Vec::new(),
        }));
        Ok(())
    }

    /// Looks for the same once more.
    pub(super) fn look_again(&mut self, shore: Shore) {
        if shore == Shore::Remote && !self.is_online_or_say() {
            return;
        }
        let results = self.pane(shore).results.as_ref();
        if let Some(answers) = results.map(|results| results.answers.clone()) {
            // They were in order the first time.
            let _ = self.search_for(&Answers(&answers));
        }
    }

    /// Looks no further; what has been found stays. Whether there was a search.
    pub(super) fn stop_finding(&mut self, shore: Shore) -> bool {
        let height = self.height();
        let Some(mut results) = self.pane_mut(shore).results.take() else {
            return false;
        };
        let running = results.state == SearchState::Running;
        if running {
            self.end_survey(&mut results.survey);
            results.state = SearchState::Stopped;
        }
        let pane = self.pane_mut(shore);
        pane.results = Some(results);
        if running {
            pane.rearrange(height);
        }
        running
    }

    /// A listing has come; whether a search has been waiting for it.
    pub(super) fn search_listed(&mut self, request: RequestId, entries: &[Entry]) -> bool {
        let Some((shore, mut results)) = self.awaiting(request) else {
            return false;
        };
        let hidden = self.pane(shore).show_hidden;
        let names = self.names_of(shore);
        let seen = |entry: &Entry| hidden || !entry.name.is_hidden();
        let entries: Vec<Entry> = entries
            .iter()
            .filter(|entry| seen(entry))
            .cloned()
            .collect();
        let mut rows = Vec::new();
        for entry in results.survey.listed(entries, |_| true) {
            let row = Row::new(entry, names);
            if results.query.fits(place::last_part(row.text()), &row.entry) {
                rows.push(row);
            }
        }
        self.take_found(shore, results, rows);
        true
    }

    /// A folder could not be read; whether a search has been waiting for it.
    pub(super) fn finding_failed(&mut self, request: RequestId) -> bool {
        let Some((shore, mut results)) = self.awaiting(request) else {
            return false;
        };
        results.survey.failed();
        self.take_found(shore, results, Vec::new());
        true
    }

    fn awaiting(&mut self, request: RequestId) -> Option<(Shore, Box<Results>)> {
        let awaits = |results: &mut Box<Results>| results.survey.awaits(request);
        [Shore::Local, Shore::Remote].into_iter().find_map(|shore| {
            let results = self.pane_mut(shore).results.take_if(awaits)?;
            Some((shore, results))
        })
    }

    fn take_found(&mut self, shore: Shore, mut results: Box<Results>, rows: Vec<Row>) {
        let (now, height) = (self.now, self.height());
        let any = !rows.is_empty();
        self.pane_mut(shore).rows.append(rows);
        let full = self.pane(shore).rows.len() >= FOUND_LIMIT;
        if full || !self.survey_on(&mut results.survey) {
            self.end_survey(&mut results.survey);
            results.state = if full || results.survey.is_cut {
                SearchState::Cut
            } else {
                SearchState::Done
            };
        }
        let ended = results.state != SearchState::Running;
        let unread = results.survey.unread;
        let due = any && self.since(results.ordered_at) >= ORDER_TIME;
        if ended || due {
            results.ordered_at = now;
        }
        let first = self.pane(shore).shown.is_empty();
        let pane = self.pane_mut(shore);
        pane.results = Some(results);
        if ended || due || (any && first) {
            pane.rearrange(height);
        }
        if ended {
            self.tell_search(shore, unread);
        }
    }

    fn tell_search(&mut self, shore: Shore, unread: usize) {
        let pane = self.pane(shore);
        let Some(results) = &pane.results else { return };
        let (found, folders) = (pane.rows.len(), plural(results.folders(), "folder"));
        let more = match results.state {
            SearchState::Cut => "; there is more, which was not looked at",
            _ => "",
        };
        let closed = match unread {
            0 => String::new(),
            _ => format!("; {} could not be read", plural(unread, "folder")),
        };
        let text = format!("found {found} in {folders}{more}{closed}");
        let kind = if unread > 0 || results.state == SearchState::Cut {
            ToastKind::Warning
        } else {
            ToastKind::Ok
        };
        self.say(kind, text);
    }

    /// Enter on what was found: to its folder, the cursor on it.
    pub(super) fn open_found(&mut self, root: &Place, name: &Name) {
        let found = place::join(root, name);
        if let (Some(folder), Some(name)) = (place::parent(&found), place::name(&found)) {
            self.list(folder, Arrival::On(name));
        }
    }

    /// Back to the folder that was searched. Whether results were shown.
    pub(super) fn leave_results(&mut self, shore: Shore) -> bool {
        let Some(results) = &self.pane(shore).results else {
            return false;
        };
        let arrival = results
            .came_from
            .clone()
            .map_or(Arrival::First, Arrival::On);
        let root = results.survey.root().clone();
        self.list(root, arrival);
        true
    }

    /// Says so where results are shown, which are no folder.
    pub(super) fn is_folder_or_say(&mut self, shore: Shore) -> bool {
        let results = self.pane(shore).results.is_some();
        if results {
            let text = "these are results of a search; Enter goes to one, Esc leaves them";
            self.say(ToastKind::Warning, text);
        }
        !results
    }

    /// Notes what a deletion will take out of the results.
    pub(super) fn results_leave(&mut self, request: RequestId, shore: Shore, targets: &[Place]) {
        if let Some(results) = &mut self.pane_mut(shore).results {
            let root = results.survey.root().clone();
            let names = targets
                .iter()
                .filter_map(|target| place::way(&root, target));
            let names = names.collect();
            results.leaving.push((request, names));
        }
    }

    /// What was deleted is taken out of the results. Whether it stood in them.
    pub(super) fn results_left(&mut self, request: RequestId, shore: Shore) -> bool {
        let height = self.height();
        let pane = self.pane_mut(shore);
        let Some(results) = &mut pane.results else {
            return false;
        };
        let Some(at) = results
            .leaving
            .iter()
            .position(|(asked, _)| *asked == request)
        else {
            return false;
        };
        let (_, gone) = results.leaving.swap_remove(at);
        let gone: BTreeSet<&[u8]> = gone.iter().map(Name::as_bytes).collect();
        let is_gone = |name: &Name| place::ways_to(name).any(|way| gone.contains(way));
        pane.take_out(is_gone, height);
        true
    }
}
