//! What is done to the entries of a pane: marks, copy and move across, mkdir, rename, delete.

use super::update::Purpose;
use super::{Action, App, InquiryPurpose, LocalJob, Overlay, Prompt, PromptPurpose};
use super::{Question, Row, ToastKind, place};
use crate::engine::{Command, Place, RequestId, Source};
use crate::model::text::display_safe_str;
use crate::model::{Name, Operation, Shore};

impl App {
    /// Whether the action was one for the entries of a pane.
    pub(super) fn act_on_files(&mut self, shore: Shore, action: Action) -> bool {
        match action {
            Action::Mark => self.mark(shore, Action::Down),
            Action::MarkUp => self.mark(shore, Action::Up),
            Action::Invert => self.pane_mut(shore).invert_marks(),
            Action::MarkAll => self.pane_mut(shore).mark_all(),
            Action::MarkMask => self.inquire(InquiryPurpose::Mark),
            Action::UnmarkMask => self.inquire(InquiryPurpose::Unmark),
            Action::MarkRange => self.mark_range(shore),
            Action::FindBelow => self.ask_search(shore),
            Action::Mirror => self.ask_mirror(),
            Action::MarkNone if self.abandon_listing() || self.take_off_filter() => {}
            Action::MarkNone if self.active_marks() == 0 && self.give_up_reconnecting() => {}
            Action::MarkNone => self.mark_none(shore),
            Action::Copy => self.send_across(Operation::Copy),
            Action::Move => self.send_across(Operation::Move),
            Action::PickUp => self.pick_up(Operation::Copy),
            Action::PickUpMove => self.pick_up(Operation::Move),
            Action::MakeDir => self.ask_directory_name(shore),
            Action::Rename => self.ask_new_name(shore),
            Action::Delete => self.ask_to_delete(shore),
            _ => return false,
        }
        true
    }

    /// Marks the row (or unmarks it) and goes on. `../` is never marked.
    fn mark(&mut self, shore: Shore, onwards: Action) {
        let height = self.height();
        let pane = self.pane_mut(shore);
        if let Some(row) = pane.current().cloned() {
            let marked = !pane.marks.has(&row);
            pane.marks.turn(&row, marked);
        }
        pane.walk(onwards, height);
    }

    /// Takes the marks away, or else leaves what a search has found or a comparison has told.
    fn mark_none(&mut self, shore: Shore) {
        let pane = self.pane_mut(shore);
        let ranging = pane.range_from.take().is_some();
        if ranging || !pane.marks.is_empty() {
            let marks = pane.take_marks();
            self.keep_for_function_key(marks);
        } else if !self.leave_results(shore) {
            self.comparison_ends();
        }
    }

    /// What an operation in this pane is for, or a word about why there is nothing.
    pub(super) fn chosen_or_say(&mut self, shore: Shore) -> Option<(Place, Vec<Source>)> {
        let place = self.folder_of_chosen_or_say(shore)?;
        Some((place, self.pane(shore).chosen_as(source)))
    }

    /// The folder of what an operation in this pane is for, or a word about why there is nothing.
    pub(super) fn folder_of_chosen_or_say(&mut self, shore: Shore) -> Option<Place> {
        let pane = self.pane(shore);
        let Some(place) = pane.place.clone() else {
            self.say_not_connected(ToastKind::Warning);
            return None;
        };
        if !pane.marks.is_empty() || pane.current().is_some() {
            return Some(place);
        }
        let text = match pane.line_count() {
            0 => "there is nothing here",
            _ => "../ is no item; put the cursor on one, or mark some",
        };
        self.say(ToastKind::Warning, text);
        None
    }

    fn ask_directory_name(&mut self, shore: Shore) {
        if !self.is_folder_or_say(shore) || (shore == Shore::Remote && !self.is_online_or_say()) {
            return;
        }
        if let Some(folder) = self.pane(shore).place.clone() {
            self.ask(PromptPurpose::MakeDir(folder), String::new());
        }
    }

    fn ask_new_name(&mut self, shore: Shore) {
        if !self.is_folder_or_say(shore) || (shore == Shore::Remote && !self.is_online_or_say()) {
            return;
        }
        let Some(row) = self.pane(shore).current() else {
            self.chosen_or_say(shore);
            return;
        };
        let (name, kind, text) = (
            row.entry.name.clone(),
            row.entry.kind,
            row.text().to_owned(),
        );
        if let Some(folder) = self.pane(shore).place.clone() {
            self.ask(PromptPurpose::Rename { folder, name, kind }, text);
        }
    }

    fn ask(&mut self, purpose: PromptPurpose, text: String) {
        self.overlay = Some(Overlay::Prompt(Box::new(Prompt::new(purpose, text))));
    }

    fn ask_to_delete(&mut self, shore: Shore) {
        if shore == Shore::Remote && !self.is_online_or_say() {
            return;
        }
        let Some(directory) = self.folder_of_chosen_or_say(shore) else {
            return;
        };
        let pane = self.pane(shore);
        let targets = pane.chosen_as(|row| {
            let place = place::join(&directory, &row.entry.name);
            (place, row)
        });
        let place = pane.title.clone();
        let first = targets.iter().take(NAMED);
        let named = first.map(|(_, row)| named(row)).collect();
        let (mut folders, mut local, mut remote) = (Vec::new(), Vec::new(), Vec::new());
        for (place, row) in targets {
            if row.entry.is_dir() {
                folders.push(row.entry.name.clone());
            }
            match place {
                Place::Local(path) => local.push(path),
                Place::Remote(path) => remote.push((path, row.entry.kind)),
            }
        }
        let has_folders = !folders.is_empty();
        self.count_for_deletion(directory, folders);
        self.overlay = Some(Overlay::Question(match shore {
            Shore::Local => Question::DeleteLocal {
                targets: local,
                named,
                has_folders,
                place,
            },
            Shore::Remote => Question::DeleteRemote {
                targets: remote,
                named,
                has_folders,
                place,
            },
        }));
    }

    /// The answer to the question was yes.
    pub(super) fn delete(&mut self, question: Question) {
        self.stop_counting();
        match question {
            Question::DeleteLocal { targets, .. } => {
                let found = self.local.results.is_some();
                let gone = targets.iter().filter(|_| found).cloned();
                let places: Vec<Place> = gone.map(Place::Local).collect();
                let request = self.ask_local(LocalJob::Delete(targets));
                self.results_leave(request, Shore::Local, &places);
                self.expect(request, Shore::Local, Purpose::Goes);
            }
            Question::DeleteRemote { targets, .. } if self.is_online_or_say() => {
                let request = RequestId(self.new_id());
                let found = self.remote.results.is_some();
                let gone = targets.iter().filter(|_| found);
                let paths = gone.map(|(path, _)| path.clone());
                let places: Vec<Place> = paths.map(Place::Remote).collect();
                self.results_leave(request, Shore::Remote, &places);
                self.ask_engine(Command::Delete { request, targets });
                self.expect(request, Shore::Remote, Purpose::Goes);
            }
            _ => {}
        }
    }

    /// Makes a directory, or several in one another: `a/b/c`. Whether the names will do.
    pub(super) fn make_directory(&mut self, folder: &Place, typed: &str) -> bool {
        let shore = place::shore(folder);
        if !self.still_shows_or_say(folder, "not made") {
            return true;
        }
        let parts: Vec<&str> = typed.split('/').filter(|part| !part.is_empty()).collect();
        if parts.len() > 1 && !typed.starts_with('/') {
            return self.make_directories(shore, &parts);
        }
        let typed = typed.strip_suffix('/').unwrap_or(typed);
        let Some(target) = self.new_place(shore, typed) else {
            return false;
        };
        let appears = Purpose::Appears(target.clone());
        let request = match target {
            Place::Local(path) => self.ask_local(LocalJob::MakeDir(path)),
            Place::Remote(path) => {
                let request = RequestId(self.new_id());
                self.ask_engine(Command::MakeDir { request, path });
                request
            }
        };
        self.expect(request, shore, appears);
        true
    }

    /// Makes directories in one another. Those before the last may be there already.
    fn make_directories(&mut self, shore: Shore, parts: &[&str]) -> bool {
        if shore == Shore::Remote && !self.is_online_or_say() {
            return false;
        }
        let mut names = Vec::new();
        for part in parts {
            if matches!(*part, "." | "..") {
                self.say(ToastKind::Warning, format!("`{part}` is not a name"));
                return false;
            }
            match self.encode_or_say(shore, part) {
                Some(name) => names.push(Name::new(name)),
                None => return false,
            }
        }
        let (Some(first), Some(mut place)) =
            (names.first().cloned(), self.pane(shore).place.clone())
        else {
            return false;
        };
        let all = display_safe_str(&parts.join("/"));
        let outermost = place::join(&place, &first);
        if let Place::Local(within) = place {
            let request = self.ask_local(LocalJob::MakeDirs { within, names });
            self.expect(request, shore, Purpose::AppearsWithin(outermost, all));
            return true;
        }
        let there = self.pane(shore).contains(&first);
        let last = names.len() - 1;
        for (number, name) in names.iter().enumerate() {
            place = place::join(&place, name);
            let Place::Remote(path) = place.clone() else {
                break;
            };
            if number == 0 && there {
                continue;
            }
            let request = RequestId(self.new_id());
            self.ask_engine(Command::MakeDir { request, path });
            let purpose = if number == last {
                Purpose::AppearsWithin(outermost.clone(), all.clone())
            } else {
                Purpose::OnTheWay
            };
            self.expect(request, shore, purpose);
        }
        true
    }

    /// Renames an entry; whether the name will do. A name left as it was changes nothing.
    pub(super) fn rename(&mut self, folder: &Place, old: &Name, typed: &str) -> bool {
        let shore = place::shore(folder);
        if !self.still_shows_or_say(folder, "not renamed") {
            // Another entry may have that name here.
            return true;
        }
        if typed == self.shown_name(shore, old) {
            return true;
        }
        let Some(to) = self.new_place(shore, typed) else {
            return false;
        };
        let appears = Purpose::Appears(to.clone());
        let request = match (place::join(folder, old), to) {
            (Place::Remote(from), Place::Remote(to)) => {
                let request = RequestId(self.new_id());
                self.ask_engine(Command::Rename { request, from, to });
                request
            }
            (Place::Local(from), Place::Local(to)) => self.ask_local(LocalJob::Rename { from, to }),
            _ => return true,
        };
        self.expect(request, shore, appears);
        true
    }

    /// Where an entry of this name would be in the directory shown; says what is wrong with the
    /// name if it will not do.
    fn new_place(&mut self, shore: Shore, typed: &str) -> Option<Place> {
        if shore == Shore::Remote && !self.is_online_or_say() {
            return None;
        }
        let name = Name::new(self.encode_or_say(shore, typed)?);
        let pane = self.pane(shore);
        let wrong = match typed {
            "" => Some("a name is needed".to_owned()),
            "." | ".." => Some(format!("`{typed}` is not a name")),
            _ if typed.contains('/') => Some("a name has no `/` in it".to_owned()),
            _ if pane.contains(&name) => Some(format!(
                "{} is there already",
                self.shown_name(shore, &name)
            )),
            _ => None,
        };
        if let Some(wrong) = wrong {
            self.say(ToastKind::Warning, wrong);
            return None;
        }
        let directory = pane.place.as_ref()?;
        Some(place::join(directory, &name))
    }

    /// Whether a pane still shows the folder that something was asked about: a listing that was under
    /// way may have come meanwhile. If not, what is said of it is `undone`.
    pub(super) fn still_shows_or_say(&mut self, folder: &Place, undone: &str) -> bool {
        let shows = self.pane(place::shore(folder)).place.as_ref() == Some(folder);
        if !shows {
            let text = format!("{undone}: the pane shows another folder by now");
            self.say(ToastKind::Warning, text);
        }
        shows
    }
}

/// So many names are told of what would be deleted; the others are counted.
pub(super) const NAMED: usize = 6;

/// A name with what tells folders from files, safe to show.
fn named(row: &Row) -> String {
    let slash = if row.entry.is_dir() { "/" } else { "" };
    format!("{}{slash}", row.text())
}

/// An entry as something to carry.
pub(super) fn source(row: &Row) -> Source {
    // What a search has found is named by its way.
    let is_way = row.entry.name.as_bytes().contains(&b'/');
    Source {
        rename_to: is_way.then(|| place::split(&row.entry.name).1),
        ..Source::listed(&row.entry)
    }
}

/// The name that an item has at its target.
pub(super) fn target_name(item: &Source) -> &Name {
    item.rename_to.as_ref().unwrap_or(&item.name)
}
