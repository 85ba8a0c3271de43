//! Opening and leaving the view, and the parts of the file that are asked for.

use super::blocks::{BLOCK, Missing};
use super::{Asked, Form, Room, Viewer};
use crate::app::{App, Focus, LocalJob, ToastKind, place};
use crate::engine::{Command, Place, Problem, RequestId};
use crate::model::{Charset, EntryKind, FileFacts, FileRange, Part, Shore};

impl App {
    /// Looks at the file under the cursor.
    pub(in crate::app) fn view(&mut self) {
        let shore = self.active();
        let pane = self.pane(shore);
        let Some(directory) = pane.place.clone() else {
            self.is_online_or_say();
            return;
        };
        let Some(row) = pane.current().cloned() else {
            return self.say(ToastKind::Info, "../ is no file; put the cursor on one");
        };
        match row.entry.kind {
            EntryKind::Dir => return self.open(),
            EntryKind::Other => {
                let text = format!("{} is neither file nor folder", row.text());
                return self.say(ToastKind::Warning, text);
            }
            EntryKind::File | EntryKind::Link => {}
        }
        if shore == Shore::Remote && !self.is_online_or_say() {
            return;
        }
        let file = place::join(&directory, &row.entry.name);
        let size = row.entry.size.filter(|_| row.entry.kind == EntryKind::File);
        self.view_file(shore, file, size);
    }

    /// Looks at this file.
    pub(in crate::app) fn view_file(&mut self, shore: Shore, file: Place, size: Option<u64>) {
        let title = self.title_of(&file);
        let charset = match shore {
            Shore::Local => Charset::UTF_8,
            Shore::Remote => self.names.charset(),
        };
        self.last_pane = shore;
        self.make_room_for_keys();
        self.focus = Focus::Viewer;
        self.viewer = Some(Box::new(Viewer::new(file, title, size, charset)));
    }

    /// Back to the panes.
    pub(in crate::app) fn leave_viewer(&mut self) {
        self.stop_search();
        if let Some(viewer) = self.viewer.take()
            && let Some((request, _)) = viewer.asked
            && viewer.shore() == Shore::Remote
        {
            self.ask_engine(Command::Abandon(request));
        }
        if self.focus == Focus::Viewer {
            self.focus = Focus::Pane(self.last_pane);
        }
    }

    /// How much of the file the view shows.
    pub fn viewer_room(&self) -> Room {
        let layout = self.layout();
        let facts = self.viewer.as_ref().and_then(|viewer| viewer.facts());
        let columns = usize::from(self.size.0);
        Room {
            columns: columns
                .saturating_sub(if layout.borders { 2 } else { 0 })
                .max(8),
            rows: layout
                .viewer_lines()
                .saturating_sub(usize::from(facts.is_some()))
                .max(1),
        }
    }

    /// Lets a motion of the view go on, and asks for what is missing. One thing at a time.
    pub(in crate::app) fn look_after_viewer(&mut self) {
        let room = self.viewer_room();
        let Some(viewer) = self.viewer.as_mut() else {
            return;
        };
        let moving = viewer.move_on(room);
        let missing = match moving {
            Some(missing) => Some(missing),
            None => viewer.page(room).1,
        };
        if viewer.asked.is_some() || viewer.problem.is_some() || viewer.pauses {
            return;
        }
        let size = viewer.size;
        let wanted = match missing {
            _ if !viewer.recognized => Some(Asked::Block(0)),
            // Whether there is more after what is here, the size tells.
            _ if size.is_none() && !viewer.looked => Some(Asked::Look),
            Some(Missing(number)) if !viewer.blocks.has(number, size) => Some(Asked::Block(number)),
            _ if !viewer.looked => Some(Asked::Look),
            Some(Missing(number)) if size.is_none() => Some(Asked::Block(number)),
            _ => None,
        };
        if let Some(wanted) = wanted {
            self.ask_for(wanted);
        }
    }

    fn ask_for(&mut self, wanted: Asked) {
        let Some((file, size)) = self.viewer.as_ref().map(|v| (v.file.clone(), v.size)) else {
            return;
        };
        let request = match wanted {
            Asked::Look => self.ask_facts(file),
            Asked::Block(number) => {
                self.ask_part(file, FileRange::bytes(number * BLOCK, BLOCK), size)
            }
        };
        let now = self.now;
        if let Some(viewer) = &mut self.viewer {
            viewer.asked = Some((request, wanted));
            if wanted == Asked::Look {
                viewer.looked = true;
                viewer.looked_at = Some(now);
            }
        }
    }

    /// Asks for a part of a file, on either shore.
    pub(super) fn ask_part(
        &mut self,
        file: Place,
        range: FileRange,
        size: Option<u64>,
    ) -> RequestId {
        match file {
            Place::Local(path) => self.ask_local(LocalJob::Read { path, range }),
            Place::Remote(path) => {
                let request = RequestId(self.new_id());
                self.ask_engine(Command::Read {
                    request,
                    path,
                    range,
                    size,
                });
                request
            }
        }
    }

    /// Asks for size and time of a file, on either shore.
    pub(in crate::app) fn ask_facts(&mut self, file: Place) -> RequestId {
        match file {
            Place::Local(path) => self.ask_local(LocalJob::Look(path)),
            Place::Remote(path) => {
                let request = RequestId(self.new_id());
                self.ask_engine(Command::Look { request, path });
                request
            }
        }
    }

    /// A part of a file has come.
    pub(in crate::app) fn part_read(&mut self, request: RequestId, part: Part) {
        if self.search_went_on(request, &part) {
            return;
        }
        let Some(viewer) = self.viewer.as_mut() else {
            return;
        };
        let Some((_, Asked::Block(number))) = viewer.asked.take_if(|(asked, _)| *asked == request)
        else {
            return;
        };
        if let Some(text) = viewer.take_block(number, part) {
            self.say(ToastKind::Warning, text);
        }
    }

    /// A file was looked at.
    pub(in crate::app) fn file_looked_at(&mut self, request: RequestId, facts: FileFacts) {
        let mine = |viewer: &mut Box<Viewer>| {
            let asked = viewer.asked.take_if(|(asked, _)| *asked == request);
            asked.is_some()
        };
        if self.viewer.as_mut().is_some_and(mine) {
            self.size_told(facts.size);
        } else {
            self.facts_for_edit(request, facts);
        }
    }

    /// A part of the file does not come. Whether it was this that failed.
    pub(in crate::app) fn viewer_failed(&mut self, request: RequestId, problem: &Problem) -> bool {
        if self.search_failed(request, problem) {
            return true;
        }
        let Some(viewer) = self.viewer.as_mut() else {
            return false;
        };
        let asked = viewer.asked.take_if(|(asked, _)| *asked == request);
        let Some((_, asked)) = asked else {
            return false;
        };
        let words = problem.to_string();
        if viewer.follow && asked != Asked::Look {
            // A log that is rotated is not there for a moment. What is shown stays.
            viewer.pauses = true;
            if viewer.refused.as_ref() != Some(&words) {
                viewer.refused = Some(words.clone());
                self.say(ToastKind::Error, words);
            }
            return true;
        }
        viewer.motion = None;
        if asked == Asked::Look && viewer.recognized {
            // What it has told before holds.
            return true;
        }
        viewer.problem = Some(words.clone());
        self.say(ToastKind::Error, words);
        true
    }
}

impl Viewer {
    /// Takes a block in; what is to be said of it.
    fn take_block(&mut self, number: u64, part: Part) -> Option<String> {
        self.read += part.bytes.len() as u64 + part.skipped;
        self.from_start |= part.skipped > 0;
        self.refused = None;
        let mut said = None;
        if let Some((_, before)) = self.before.take_if(|(before, _)| *before == number)
            && !part.bytes.starts_with(&before)
        {
            self.forget();
            self.looked = true;
            said = Some("it is another file by this name now (rotated?): read anew".to_owned());
        }
        if part.ended {
            if self.size.is_some_and(|size| size > part.upto) {
                said = Some("the file is shorter than it was: it has been cut".to_owned());
            }
            self.size = Some(part.upto);
        } else if self.size.is_some_and(|size| size < part.upto) {
            self.size = Some(part.upto);
        }
        if number == 0 {
            self.recognize(&part.bytes);
        }
        if number == 0 || said.is_none() {
            self.blocks.put(number, part.bytes);
        }
        said
    }

    /// What is told of the file above its bytes, where they are digits: `PNG image, 640 x 480`.
    pub fn facts(&self) -> Option<String> {
        let kind = self.kind.as_ref().filter(|_| self.form == Form::Hex)?;
        let first = std::iter::once(kind.name);
        let parts: Vec<&str> = first.chain(kind.facts.iter().map(String::as_str)).collect();
        Some(parts.join(", "))
    }
}
