//! Taking back what a drop has done at once, without the queue: a move on the server or on this
//! computer, a copy on this computer. Nothing is replaced by it, and nothing deleted unasked.

use super::files::NAMED;
use super::update::Purpose;
use super::{Action, App, CopiesMade, LocalJob, Overlay, Question, ToastKind, place};
use crate::engine::{Command, Place, RequestId};
use crate::model::text::plural;
use crate::model::{Operation, Shore, Site};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// What was moved: where it is by now, and where it was.
type Moved = Vec<(Place, Place)>;

/// What the drop made last has done without the queue.
#[derive(Debug, Default)]
pub(super) struct Carried {
    /// The server it was on, where it was on one.
    site: Option<String>,
    /// What is being moved, by the requests that wait for an answer.
    due: BTreeMap<RequestId, Moved>,
    moved: Moved,
    /// Copies on this computer, and their stamp.
    copies: Option<(Vec<PathBuf>, u64)>,
    /// Why what was done stays.
    stays: Option<&'static str>,
}

/// What is to be taken back, as it is asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undoing {
    what: Undone,
    /// The first of the names, safe to show.
    pub named: Vec<String>,
    /// The folder they are in by now, safe to show.
    pub place: String,
    /// The folder they were in, safe to show, where that is one; of copies there is none.
    pub before: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Undone {
    Moved(Moved, Option<String>),
    Copies(Vec<PathBuf>, u64),
}

impl Undoing {
    /// Whether things go back; otherwise they are copies, and deleted.
    pub fn moves(&self) -> bool {
        matches!(self.what, Undone::Moved(..))
    }

    /// How many things there are.
    pub fn count(&self) -> usize {
        match &self.what {
            Undone::Moved(moved, _) => moved.len(),
            Undone::Copies(copies, _) => copies.len(),
        }
    }
}

impl App {
    /// A drop is made: what the one before has done can be taken back no more.
    pub(super) fn begin_carried(&mut self) {
        self.memory.carried = Carried {
            site: self.site.as_ref().map(Site::label),
            ..Carried::default()
        };
    }

    /// This request moves things from there to here, or copies them (then there are none).
    pub(super) fn carries(&mut self, request: RequestId, moved: Moved) {
        self.memory.carried.due.insert(request, moved);
    }

    /// A request is answered: what it has moved can be taken back.
    pub(super) fn carried_done(&mut self, request: RequestId) {
        let carried = &mut self.memory.carried;
        if let Some(moved) = carried.due.remove(&request) {
            carried.moved.extend(moved);
        }
    }

    /// Copies were made on this computer.
    pub(super) fn copies_made(&mut self, request: RequestId, made: CopiesMade) {
        let carried = &mut self.memory.carried;
        if carried.due.remove(&request).is_some() {
            carried.copies = Some((made.copies, made.stamp));
        }
        self.request_done(request, &made.summary);
    }

    /// A request has failed. On this computer it was for all of the drop, and a part may be done.
    pub(super) fn carried_failed(&mut self, request: RequestId, shore: Shore) {
        let was_of_it = self.memory.carried.due.remove(&request).is_some();
        if was_of_it && shore == Shore::Local {
            self.carried_stays("the last drop stopped part of the way: what it has done stays");
        }
    }

    /// What the drop has done is not taken back, and why.
    pub(super) fn carried_stays(&mut self, why: &'static str) {
        self.memory.carried.stays = Some(why);
    }

    /// Whether something was done without the queue that can be taken back.
    pub(super) fn can_undo_carried(&self) -> bool {
        let carried = &self.memory.carried;
        !carried.moved.is_empty() || carried.copies.is_some()
    }

    /// Asks whether what the last drop has done is to be taken back.
    pub(super) fn ask_to_undo(&mut self) {
        let carried = &self.memory.carried;
        if !carried.due.is_empty() {
            let text = "the last drop is still at work: take it back when it is done";
            return self.say(ToastKind::Info, text);
        }
        let what = match &carried.copies {
            Some((copies, stamp)) => Undone::Copies(copies.clone(), *stamp),
            None if !carried.moved.is_empty() => {
                let on_server = |(now, _): &(Place, Place)| place::shore(now) == Shore::Remote;
                let server = carried.moved.iter().any(on_server);
                let site = carried.site.clone().filter(|_| server);
                Undone::Moved(carried.moved.clone(), site)
            }
            None => {
                let why = carried.stays.unwrap_or("there is no drop to take back");
                return self.say(ToastKind::Info, why);
            }
        };
        if self.is_elsewhere_or_say(&what) {
            return;
        }
        let undoing = self.undoing(what);
        self.overlay = Some(Overlay::Question(Question::Undo(Box::new(undoing))));
    }

    /// Whether it was on a server that is not there now, and a word about that.
    fn is_elsewhere_or_say(&mut self, what: &Undone) -> bool {
        let Undone::Moved(_, Some(site)) = what else {
            return false;
        };
        if self.site.as_ref().map(Site::label).as_ref() != Some(site) {
            let text = "the last drop was on another server: connect there to take it back";
            self.say(ToastKind::Warning, text);
            return true;
        }
        !self.is_online_or_say()
    }

    fn undoing(&self, what: Undone) -> Undoing {
        let (now, before): (Vec<Place>, Vec<Place>) = match &what {
            Undone::Moved(moved, _) => moved.iter().cloned().unzip(),
            Undone::Copies(copies, _) => {
                (copies.iter().cloned().map(Place::Local).collect(), vec![])
            }
        };
        let folder = |place: &Place| place::parent(place).map(|folder| self.title_of(&folder));
        let mut folders: Vec<String> = before.iter().filter_map(folder).collect();
        folders.dedup();
        let one_folder = folders.len() == 1;
        let named = |(number, place): (usize, &Place)| {
            let name = place::name(place);
            let name = name.map(|name| self.shown_name(place::shore(place), &name));
            let name = name.unwrap_or_default();
            let back = before.get(number).and_then(folder);
            match back.filter(|_| !one_folder) {
                Some(back) => format!("{name}  to {back}"),
                None => name,
            }
        };
        Undoing {
            named: now.iter().enumerate().take(NAMED).map(named).collect(),
            place: now.first().and_then(folder).unwrap_or_default(),
            before: folders.pop().filter(|_| one_folder),
            what,
        }
    }

    pub(super) fn answer_undo(&mut self, undoing: Undoing, action: Action) {
        if action != Action::Confirm {
            return self.say(ToastKind::Info, "it stays where it is");
        }
        if self.is_elsewhere_or_say(&undoing.what) {
            return;
        }
        self.memory.carried = Carried::default();
        match undoing.what {
            Undone::Copies(copies, stamp) => {
                let request = self.ask_local(LocalJob::RemoveCopies { copies, stamp });
                self.expect(request, Shore::Local, Purpose::Goes);
            }
            Undone::Moved(moved, None) => {
                let local = |(now, before)| match (now, before) {
                    (Place::Local(now), Place::Local(before)) => Some((now, before)),
                    _ => None,
                };
                let moved = moved.into_iter().filter_map(local).collect();
                let request = self.ask_local(LocalJob::MoveBack(moved));
                self.expect(request, Shore::Local, Purpose::Goes);
            }
            Undone::Moved(moved, Some(_)) => self.move_back_there(moved),
        }
    }

    /// The engine never renames over something that is there.
    fn move_back_there(&mut self, moved: Moved) {
        let first = RequestId(self.last_id + 1);
        let count = moved.len();
        for (now, before) in moved {
            let (Place::Remote(from), Place::Remote(to)) = (now, before) else {
                continue;
            };
            let request = RequestId(self.new_id());
            self.ask_engine(Command::Rename { request, from, to });
            let purpose = Purpose::MoveOf {
                first,
                count,
                operation: Operation::Move,
                back: true,
            };
            self.expect(request, Shore::Remote, purpose);
        }
    }

    /// What yes does to what is asked about.
    pub(super) fn undo_word(&self) -> &'static str {
        match &self.overlay {
            Some(Overlay::Question(Question::Undo(undoing))) if undoing.moves() => "Move back",
            _ => "Delete the copies",
        }
    }
}

/// What became of a move on the server: `moved 3 items`.
pub(super) fn moved_words(operation: Operation, count: usize, back: bool) -> String {
    let items = plural(count, "item");
    match (operation, back) {
        (Operation::Move, true) => format!("moved {items} back"),
        (Operation::Move, false) => format!("moved {items}"),
        (Operation::Copy, _) => format!("copied {items}"),
    }
}
