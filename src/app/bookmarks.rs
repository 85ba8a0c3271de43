//! Folders that are kept, those visited last, and the way back.

use super::pane::{Arrival, moved};
use super::{Action, App, LocalJob, Overlay, Pane, Prompt, PromptPurpose, ToastKind, place};
use crate::engine::{Place, Problem, RequestId};
use crate::model::bookmark::{Bookmark, BookmarkChange, Bookmarks, KeptPlace};
use crate::model::text::display_safe_str;
use crate::model::{Name, RemotePath, Shore};

/// The keys that jump, in the order of the rows: those with a meaning in the list are left out.
const LABELS: &str = "123456789abcdefhilmnopstuvwyz";
/// So many steps back are remembered.
const TRAIL_LIMIT: usize = 100;

/// The list of kept and visited folders.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BookmarkList {
    /// The row of the cursor.
    pub at: usize,
}

/// A row of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookmarkRow {
    /// The key that jumps there.
    pub label: Option<char>,
    /// Whether the user has kept it; otherwise it was visited.
    pub kept: bool,
    /// The folder.
    pub place: KeptPlace,
    /// The name it was given, safe to show; empty if none.
    pub name: String,
    /// Its path, safe to show.
    pub path: String,
}

/// Where a pane has been.
#[derive(Debug, Default)]
pub(super) struct Trail {
    back: Vec<Place>,
    ahead: Vec<Place>,
    /// The listing that goes along it, and whether backwards.
    step: Option<(RequestId, bool)>,
}

impl Pane {
    /// Notes that the pane has come from one folder to another.
    fn note_step(&mut self, request: RequestId, from: Place) {
        let trail = &mut self.trail;
        let step = trail.step.take_if(|(asked, _)| *asked == request);
        match step {
            Some((_, true)) => {
                trail.back.pop();
                trail.ahead.push(from);
            }
            Some((_, false)) => {
                trail.ahead.pop();
                trail.back.push(from);
            }
            None => {
                trail.back.push(from);
                trail.ahead.clear();
            }
        }
        if trail.back.len() > TRAIL_LIMIT {
            trail.back.remove(0);
        }
    }
}

impl App {
    /// A pane has come to a folder.
    pub(super) fn visited(&mut self, request: RequestId, from: Option<Place>, to: &Place) {
        if from.as_ref() == Some(to) {
            return;
        }
        if let Some(from) = from {
            self.pane_mut(place::shore(to)).note_step(request, from);
        }
        if let Some(place) = self.kept_place(to) {
            self.change_bookmarks(BookmarkChange::Visit(place));
        }
    }

    /// Back to where the pane was before, or forward again.
    pub(super) fn step_along(&mut self, back: bool) {
        let shore = self.active();
        let trail = &self.pane(shore).trail;
        let places = if back { &trail.back } else { &trail.ahead };
        let Some(place) = places.last().cloned() else {
            let text = if back {
                "nowhere to go back to"
            } else {
                "nowhere to go on to"
            };
            return self.say(ToastKind::Info, text);
        };
        let here = self.pane(shore).place.clone();
        let towards = here.and_then(|here| place::entry_towards(&place, &here));
        self.list(place, towards.map_or(Arrival::First, Arrival::On));
        let pane = self.pane_mut(shore);
        pane.trail.step = pane.loading.map(|request| (request, back));
    }

    fn kept_place(&self, place: &Place) -> Option<KeptPlace> {
        Some(match place {
            Place::Local(path) => KeptPlace {
                site: None,
                path: path.as_os_str().as_encoded_bytes().to_vec(),
            },
            Place::Remote(path) => KeptPlace {
                site: Some(self.site.as_ref()?.label()),
                path: path.as_bytes().to_vec(),
            },
        })
    }

    /// Makes a change here at once and in the file, where there is one.
    fn change_bookmarks(&mut self, change: BookmarkChange) {
        self.memory.bookmarks.apply(&change);
        if let Some(file) = self.memory.bookmark_file.clone() {
            self.ask_local(LocalJob::ChangeBookmarks { file, change });
        }
    }

    /// What stands in the file now: another program may have changed it.
    pub(super) fn bookmarks_read(&mut self, bookmarks: Bookmarks) {
        self.memory.bookmarks = bookmarks;
    }

    /// The file cannot be read or written: it is left alone from now on.
    pub(super) fn bookmarks_failed(&mut self, problem: &Problem) {
        if self.memory.bookmark_file.take().is_some() {
            self.say_local_problem(problem);
        }
    }

    pub(super) fn add_bookmark(&mut self, shore: Shore) {
        let here = self.pane(shore).place.clone();
        let Some((here, place)) = here.and_then(|here| Some((self.kept_place(&here)?, here)))
        else {
            return self.say_not_connected(ToastKind::Warning);
        };
        let title = self.title_of(&place);
        if self.memory.bookmarks.keeps(&here) {
            return self.say(ToastKind::Info, format!("{title} is a bookmark already"));
        }
        let name = String::new();
        self.change_bookmarks(BookmarkChange::Add(Bookmark { place: here, name }));
        self.say(ToastKind::Ok, format!("bookmarked {title}"));
    }

    pub(super) fn open_bookmarks(&mut self) {
        if let Some(file) = self.memory.bookmark_file.clone() {
            self.ask_local(LocalJob::ReadBookmarks(file));
        }
        self.overlay = Some(Overlay::Bookmarks(BookmarkList::default()));
    }

    /// What can be gone to: kept folders of this computer and of the site, then visited ones.
    pub fn bookmark_rows(&self) -> Vec<BookmarkRow> {
        let site = self.site.as_ref().map(crate::model::Site::label);
        let near = |place: &KeptPlace| place.site.is_none() || place.site == site;
        let own_first = |place: &KeptPlace| place.site.is_some();
        let mut kept: Vec<_> = self
            .memory
            .bookmarks
            .kept
            .iter()
            .filter(|kept| near(&kept.place))
            .collect();
        kept.sort_by_key(|kept| own_first(&kept.place));
        let mut visited: Vec<_> = self
            .memory
            .bookmarks
            .visited
            .iter()
            .filter(|place| near(place))
            .collect();
        visited.sort_by_key(|place| own_first(place));
        let kept = kept
            .into_iter()
            .map(|kept| (true, &kept.place, kept.name.as_str()));
        let visited = visited.into_iter().map(|place| (false, place, ""));
        let mut labels = LABELS.chars();
        kept.chain(visited)
            .map(|(kept, place, name)| BookmarkRow {
                label: labels.next(),
                kept,
                name: display_safe_str(name),
                path: self.title_of(&place_of(place)),
                place: place.clone(),
            })
            .collect()
    }

    /// The row under the cursor of the list, where that is open: whether it is kept, and its folder.
    pub(super) fn bookmark_stood_on(&self) -> Option<(bool, KeptPlace)> {
        let Some(Overlay::Bookmarks(list)) = &self.overlay else {
            return None;
        };
        let row = self.bookmark_rows().into_iter().nth(list.at)?;
        Some((row.kept, row.place))
    }

    /// The rows may have changed by themselves: the cursor stays on its folder.
    pub(super) fn stay_on_bookmark(&mut self, stood_on: Option<&(bool, KeptPlace)>) {
        let Some((kept, place)) = stood_on else {
            return;
        };
        let rows = self.bookmark_rows();
        let same = |row: &BookmarkRow| row.kept == *kept && row.place == *place;
        let at = rows.iter().position(same);
        if let Some(Overlay::Bookmarks(list)) = &mut self.overlay {
            list.at = at.unwrap_or(list.at).min(rows.len().saturating_sub(1));
        }
    }

    pub(super) fn act_in_bookmarks(&mut self, action: Action) {
        let Some(Overlay::Bookmarks(list)) = &self.overlay else {
            return;
        };
        let rows = self.bookmark_rows();
        let (at, page) = (list.at, usize::from(self.size.1).saturating_sub(8));
        let row = rows.get(at).cloned();
        match (action, row) {
            (Action::Leave, _) => self.overlay = None,
            (Action::Accept, Some(row)) => self.go_to_kept(&row.place),
            (Action::Remove, Some(row)) => {
                let place = row.place;
                self.change_bookmarks(if row.kept {
                    BookmarkChange::Remove(place)
                } else {
                    BookmarkChange::Forget(place)
                });
                let at = at.min(rows.len().saturating_sub(2));
                self.overlay = Some(Overlay::Bookmarks(BookmarkList { at }));
            }
            (Action::Rename, Some(row)) if row.kept => {
                let purpose = PromptPurpose::Bookmark(row.place);
                let prompt = Prompt::new(purpose, row.name);
                self.overlay = Some(Overlay::Prompt(Box::new(prompt)));
            }
            _ => {
                let at = moved(at, rows.len(), page, action);
                self.overlay = Some(Overlay::Bookmarks(BookmarkList { at }));
            }
        }
    }

    /// A letter or digit typed in the list.
    pub(super) fn jump_in_bookmarks(&mut self, typed: char) {
        let mut rows = self.bookmark_rows().into_iter();
        if let Some(row) = rows.find(|row| row.label == Some(typed)) {
            self.go_to_kept(&row.place);
        }
    }

    fn go_to_kept(&mut self, kept: &KeptPlace) {
        self.overlay = None;
        let place = place_of(kept);
        self.go_to_pane(place::shore(&place));
        self.list(place, Arrival::First);
    }

    /// A bookmark gets this name; an empty one leaves it its path.
    pub(super) fn name_bookmark(&mut self, place: &KeptPlace, typed: &str) {
        self.change_bookmarks(BookmarkChange::Rename(Bookmark {
            place: place.clone(),
            name: typed.trim().to_owned(),
        }));
        let rows = self.bookmark_rows();
        let at = rows.iter().position(|row| row.kept && row.place == *place);
        let at = at.unwrap_or(0);
        self.overlay = Some(Overlay::Bookmarks(BookmarkList { at }));
    }
}

fn place_of(kept: &KeptPlace) -> Place {
    match kept.site {
        None => place::local_of(&Name::new(kept.path.as_slice())),
        Some(_) => Place::Remote(RemotePath::from_absolute(&kept.path)),
    }
}
