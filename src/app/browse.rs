//! Walking: into directories, out of them, anywhere; and the listings that come back.

use super::pane::{Arrival, Listing};
use super::{
    Action, App, Context, Focus, LocalJob, LocalOutcome, Pane, PaneLine, Prompt, PromptPurpose,
    ToastKind,
};
use super::{Link, Overlay, Row, place};
use crate::engine::problem::Cause;
use crate::engine::{Command, Place, Problem, RequestId};
use crate::model::settings::EnterOnFile;
use crate::model::{Entry, EntryKind, NameCoding, Operation, RemotePath, Shore, text};
use std::path::{Path, PathBuf};

impl App {
    pub(super) fn pane_mut(&mut self, shore: Shore) -> &mut Pane {
        match shore {
            Shore::Local => &mut self.local,
            Shore::Remote => &mut self.remote,
        }
    }

    pub(super) fn go_to_pane(&mut self, shore: Shore) {
        self.pane_mut(shore.other()).keep_filter();
        self.focus = Focus::Pane(shore);
        self.last_pane = shore;
    }

    /// Whether the server can be asked; says so if not.
    pub(super) fn is_online_or_say(&mut self) -> bool {
        let online = matches!(self.link, Link::Online { .. });
        if !online {
            let key = |action| self.key_for(Context::Panes, action);
            let text = match self.link {
                Link::Connecting { .. } => {
                    format!("still connecting; {} gives up", key(Action::Cancel))
                }
                Link::Reconnecting { .. } => {
                    format!("not connected yet; {} tries now", key(Action::Reconnect))
                }
                _ => format!("not connected; {} connects", key(Action::Connect)),
            };
            self.say(ToastKind::Warning, text);
        }
        online
    }

    /// Asks for a listing. What is shown stays until it comes; one that is under way already in
    /// this pane is given up, and so is a search.
    pub(super) fn list(&mut self, place: Place, arrival: Arrival) {
        let shore = place::shore(&place);
        if shore == Shore::Remote && !self.is_online_or_say() {
            return;
        }
        self.give_up_listing(shore);
        self.stop_finding(shore);
        let asked = Some(place.clone());
        let request = match place {
            Place::Local(path) => self.ask_local(LocalJob::List(path)),
            Place::Remote(path) => {
                let request = RequestId(self.new_id());
                self.ask_engine(Command::List {
                    request,
                    path,
                    in_parts: true,
                });
                request
            }
        };
        let now = self.now;
        self.freshness_mut(shore).asked(now);
        let pane = self.pane_mut(shore);
        pane.loading = Some(request);
        pane.asked = asked;
        pane.arrival = arrival;
    }

    /// Lists the directory shown again.
    pub(super) fn refresh_pane(&mut self, shore: Shore) {
        if self.pane(shore).results.is_some() {
            self.look_again(shore);
        } else if let Some(place) = self.pane(shore).place.clone() {
            self.list(place, Arrival::Stay);
        }
    }

    pub(super) fn refresh_by_user(&mut self, shore: Shore) {
        let never_listed = self.pane(shore).place.is_none();
        match self.last_directory.clone() {
            // Not even the first listing came about.
            Some(path) if never_listed && shore == Shore::Remote => {
                self.list(Place::Remote(path), Arrival::Stay);
            }
            None if never_listed => {
                self.is_online_or_say();
            }
            _ => self.refresh_pane(shore),
        }
    }

    /// Forgets the listing under way in a pane, and lets the engine know.
    pub(super) fn give_up_listing(&mut self, shore: Shore) -> bool {
        let Some(request) = self.pane_mut(shore).loading.take() else {
            return false;
        };
        self.pane_mut(shore).end_listing();
        if shore == Shore::Remote {
            self.ask_engine(Command::Abandon(request));
        }
        true
    }

    /// Stays in the directory shown, if another one is being listed.
    pub(super) fn give_up_walk(&mut self, shore: Shore) {
        if self.pane(shore).arrival != Arrival::Stay {
            self.give_up_listing(shore);
        }
    }

    /// Gives up the listing under way in the active pane, or else in the other one.
    pub(super) fn abandon_listing(&mut self) -> bool {
        let active = self.active();
        let given_up = self.give_up_listing(active) || self.give_up_listing(active.other());
        if given_up {
            self.say(ToastKind::Info, "gave up listing");
            return true;
        }
        let stopped = self.stop_finding(active) || self.stop_finding(active.other());
        if stopped {
            let key = self.key_for(Context::Panes, Action::Refresh);
            let text = format!("stopped looking; {key} looks again");
            self.say(ToastKind::Info, text);
        }
        stopped
    }

    /// Enter: into a directory, through a link; a file is looked at, or copied across where the user
    /// has settled that; of anything else the details are told.
    pub(super) fn open(&mut self) {
        let pane = self.pane(self.active());
        let Some(directory) = pane.place.clone() else {
            self.is_online_or_say();
            return;
        };
        let row = match pane.line(pane.cursor) {
            None => return,
            Some(PaneLine::Parent) => return self.go_up(),
            Some(PaneLine::Row(row)) => row.clone(),
        };
        let entry = &row.entry;
        match entry.kind {
            _ if pane.results.is_some() => self.open_found(&directory, &entry.name),
            EntryKind::Dir | EntryKind::Link => {
                self.list(place::join(&directory, &entry.name), Arrival::First);
            }
            EntryKind::File if self.settings.panes.enter_on_file == EnterOnFile::View => {
                self.view();
            }
            EntryKind::File => self.send_across(Operation::Copy),
            EntryKind::Other => self.say(ToastKind::Info, details(&row)),
        }
    }

    /// To the directory above, the cursor on the one come from.
    pub(super) fn go_up(&mut self) {
        if self.leave_results(self.active()) {
            return;
        }
        let Some(here) = &self.pane(self.active()).place else {
            self.is_online_or_say();
            return;
        };
        if let (Some(above), Some(name)) = (place::parent(here), place::name(here)) {
            self.list(above, Arrival::On(name));
        }
    }

    pub(super) fn ask_path(&mut self) {
        let shore = self.active();
        if shore == Shore::Remote && !self.is_online_or_say() {
            return;
        }
        let prompt = Prompt::new(PromptPurpose::GoTo(shore), "");
        self.overlay = Some(Overlay::Prompt(Box::new(prompt)));
    }

    /// To a path as typed; `true` unless there was nothing to go to.
    pub(super) fn go_to(&mut self, shore: Shore, typed: &str) -> bool {
        let typed = typed.trim();
        if typed.is_empty() {
            return false;
        }
        let Some(bytes) = self.encode_or_say(shore, typed) else {
            return false;
        };
        let here = self.pane(shore).place.as_ref();
        let place = match shore {
            Shore::Local => Place::Local(place::local_from(typed, here, self.home.as_deref())),
            Shore::Remote => Place::Remote(place::remote_from(&bytes, here)),
        };
        self.list(place, Arrival::First);
        true
    }

    /// A local listing or job has come to its end.
    pub(super) fn local_outcome(
        &mut self,
        request: RequestId,
        outcome: Result<LocalOutcome, Problem>,
    ) {
        match outcome {
            Ok(LocalOutcome::ListedPart {
                path,
                from,
                entries,
            }) => {
                if self.local.loading == Some(request) {
                    let part = self.listing(Place::Local(path), from, entries);
                    self.take_part(request, part);
                }
            }
            Ok(LocalOutcome::Listed {
                path,
                told,
                entries,
                free,
            }) => {
                let place = Place::Local(path.clone());
                if self.listing_to_read(request, &place, &entries) {
                    return;
                }
                if self.local.loading == Some(request) {
                    let listing = self.listing(Place::Local(path), told, entries);
                    self.fill(request, Listing { free, ..listing });
                } else {
                    self.listed_below(request, &entries);
                }
            }
            Ok(LocalOutcome::Part(part)) => self.part_read(request, part),
            Ok(LocalOutcome::Looked(facts)) => self.file_looked_at(request, facts),
            Ok(LocalOutcome::PrivateFolder(folder)) => self.private_folder_made(request, folder),
            Ok(LocalOutcome::Fingerprint(mark, size)) => {
                self.fingerprint_taken(request, mark, size);
            }
            Ok(LocalOutcome::Done(summary)) => self.request_done(request, &summary),
            Ok(LocalOutcome::Bookmarks(Ok(bookmarks))) => self.bookmarks_read(bookmarks),
            Ok(LocalOutcome::Bookmarks(Err(problem))) => self.bookmarks_failed(&problem),
            Ok(LocalOutcome::Sockets(rows)) => self.sockets_sampled(request, rows),
            Ok(LocalOutcome::Recognized {
                folder,
                entries,
                elsewhere,
            }) => {
                self.requests.remove(&request);
                self.carry_pasted(folder, entries, elsewhere);
            }
            Ok(LocalOutcome::Saved(path)) => self.report_saved(request, &path),
            Err(problem) => self.request_failed(request, &problem),
        }
    }

    /// Some entries of a directory on the server have come.
    pub(super) fn remote_part(
        &mut self,
        request: RequestId,
        path: RemotePath,
        (from, entries): (usize, Vec<Entry>),
        verb: &'static str,
    ) {
        if self.remote.loading == Some(request) {
            self.last_directory = Some(path.clone());
            self.learn_read_only(&path, &entries);
            let part = self.listing(Place::Remote(path), from, entries);
            let verb = Some(verb);
            self.take_part(request, Listing { verb, ..part });
        }
    }

    /// A listing of a directory on the server has come, or the rest of one.
    pub(super) fn remote_listed(
        &mut self,
        request: RequestId,
        path: RemotePath,
        (told, entries): (usize, Vec<Entry>),
        verb: &'static str,
    ) -> bool {
        if self.remote.loading != Some(request) {
            self.listed_below(request, &entries);
            return false;
        }
        self.last_directory = Some(path.clone());
        self.learn_read_only(&path, &entries);
        let listing = self.listing(Place::Remote(path), told, entries);
        let verb = Some(verb);
        self.fill(request, Listing { verb, ..listing });
        true
    }

    /// Notes in which of these folders no files may be made, as far as the server has told.
    fn learn_read_only(&mut self, path: &RemotePath, entries: &[Entry]) {
        for entry in entries {
            match entry.takes_files {
                Some(true) => self.read_only.remove(&path.join(&entry.name)),
                Some(false) => self.read_only.insert(path.join(&entry.name)),
                None => false,
            };
        }
    }

    /// A listing has come that no pane has asked for.
    fn listed_below(&mut self, request: RequestId, entries: &[Entry]) {
        let _taken = self.search_listed(request, entries)
            || self.deletion_counted(request, entries)
            || self.mirror_read(request, Ok(entries))
            || self.comparison_read(request, Some(entries));
    }

    fn listing(&self, place: Place, from: usize, entries: Vec<Entry>) -> Listing {
        Listing {
            title: self.title_of(&place),
            has_parent: place::parent(&place).is_some(),
            from,
            entries,
            names: self.names_of(place::shore(&place)),
            verb: None,
            free: None,
            at: self.now,
            place,
        }
    }

    /// A listing failed: what was shown stays. Whether the request was one.
    pub(super) fn listing_failed(&mut self, request: RequestId, problem: &Problem) -> bool {
        let Some(shore) = [Shore::Local, Shore::Remote]
            .into_iter()
            .find(|shore| self.pane(*shore).loading == Some(request))
        else {
            return false;
        };
        let pane = self.pane_mut(shore);
        pane.end_listing();
        pane.loading = None;
        pane.arrival = Arrival::Stay;
        if self.following_failed(request, problem) {
            return true;
        }
        let pane = self.pane_mut(shore);
        pane.error = Some(problem.to_string());
        let nothing = pane.place.is_none() && problem.cause == Cause::Refused;
        match shore {
            Shore::Local => self.say_local_problem(problem),
            Shore::Remote => self.say(ToastKind::Error, problem.to_string()),
        }
        if shore == Shore::Remote && nothing {
            self.list_above();
        }
        true
    }
}

/// The local pane before its directory is listed.
pub(super) fn first_pane(directory: PathBuf, home: Option<&Path>) -> Pane {
    let mut pane = Pane::new(Shore::Local);
    let place = Place::Local(directory);
    pane.title = place::title(&place, home, NameCoding::default());
    pane.place = Some(place);
    pane
}

/// What a listing tells of an entry, in one line.
fn details(row: &Row) -> String {
    let entry = &row.entry;
    let mut parts = vec![row.text().to_owned()];
    parts.extend(entry.size.map(text::size));
    parts.extend(entry.modified.map(|modified| {
        let form = match modified.precision {
            crate::model::Precision::Day => "%Y-%m-%d",
            crate::model::Precision::Minute => "%Y-%m-%d %H:%M UTC",
            crate::model::Precision::Second => "%Y-%m-%d %H:%M:%S UTC",
        };
        modified.at.strftime(form).to_string()
    }));
    parts.extend(entry.mode.map(|mode| format!("mode {mode:04o}")));
    let owner: Vec<String> = [&entry.owner, &entry.group]
        .into_iter()
        .flatten()
        .map(|name| text::display_safe_str(name))
        .collect();
    if !owner.is_empty() {
        parts.push(owner.join(":"));
    }
    if entry.kind == EntryKind::Other {
        parts.push("neither file nor folder".into());
    }
    parts.join("  ")
}
