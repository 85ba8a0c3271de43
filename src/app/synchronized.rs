//! Synchronized browsing: where one pane goes, the other goes too, by the same way.

use super::pane::Arrival;
use super::update::Purpose;
use super::{Action, App, Context, LocalJob, Overlay, Question, ToastKind, place};
use crate::engine::{Command, Place, Problem, RequestId};
use crate::model::{Name, Shore};

impl App {
    /// Both panes go together from now on, or no longer.
    pub(super) fn toggle_synchronized(&mut self) {
        if self.memory.synchronized {
            return self.end_synchronized("each pane goes its own way again");
        }
        for shore in [Shore::Local, Shore::Remote] {
            if !self.is_folder_or_say(shore) {
                return;
            }
        }
        if self.is_online_or_say() && self.remote.place.is_some() {
            self.memory.synchronized = true;
            let key = self.key_for(Context::Panes, Action::Synchronize);
            let text =
                format!("synchronized: where one pane goes, the other goes too; {key} ends it");
            self.say(ToastKind::Info, text);
        }
    }

    pub(super) fn end_synchronized(&mut self, why: &str) {
        self.memory.synchronized = false;
        self.memory.following = None;
        self.say(ToastKind::Info, why);
    }

    /// A pane has come from one folder to another: the other pane follows, unless it was the one
    /// that followed.
    pub(super) fn synchronize(&mut self, request: RequestId, from: Option<Place>, to: &Place) {
        let followed = self
            .memory
            .following
            .take_if(|following| *following == request);
        let Some(from) = from.filter(|from| self.memory.synchronized && from != to) else {
            return;
        };
        if followed.is_some() {
            return;
        }
        let other = place::shore(to).other();
        match self.followed(&from, to, other) {
            Ok(target) => self.take_along(target),
            Err(why) => self.end_synchronized(&why),
        }
    }

    /// Where the other pane comes to by the way that leads from one place to another.
    fn followed(&self, from: &Place, to: &Place, other: Shore) -> Result<Place, String> {
        let no_way = || "the other pane cannot go there: no longer synchronized".to_owned();
        let mut target = self.pane(other).place.clone().ok_or_else(no_way)?;
        let mut common = from.clone();
        while !place::is_within(to, &common) {
            common = place::parent(&common).ok_or_else(no_way)?;
            target = place::parent(&target).ok_or_else(no_way)?;
        }
        let way = place::way(&common, to).ok_or_else(no_way)?;
        for part in way.as_bytes().split(|byte| *byte == b'/') {
            if !part.is_empty() {
                let name = self
                    .name_there(place::shore(to), &Name::new(part))
                    .ok_or_else(no_way)?;
                target = place::join(&target, &name);
            }
        }
        Ok(target)
    }

    /// The name on the other shore of what is called so on this one.
    fn name_there(&self, shore: Shore, name: &Name) -> Option<Name> {
        match shore {
            Shore::Remote => {
                let name = self.names.local(name).into_owned();
                // What a server calls a folder must not lead out of ours.
                let bytes = name.as_bytes();
                let plain = !matches!(bytes, b"" | b"." | b"..") && !bytes.contains(&b'/');
                plain.then_some(name)
            }
            Shore::Local => self.names.remote(name).ok(),
        }
    }

    fn take_along(&mut self, target: Place) {
        let shore = place::shore(&target);
        let here = self.pane(shore).place.clone();
        let whole = self.pane(shore).loading.is_none();
        let missing = whole && here.is_some() && place::parent(&target) == here && {
            let name = place::name(&target);
            name.is_some_and(|name| !self.pane(shore).contains(&name))
        };
        if missing {
            return self.ask_to_follow(target);
        }
        let arrival = match here.and_then(|here| place::entry_towards(&target, &here)) {
            Some(name) => Arrival::On(name),
            None => Arrival::First,
        };
        self.list(target, arrival);
        self.memory.following = self.pane(shore).loading;
    }

    /// The other side has no such folder.
    fn ask_to_follow(&mut self, target: Place) {
        self.memory.following = None;
        if self.is_busy_typing() {
            return self
                .end_synchronized("no such folder on the other side: no longer synchronized");
        }
        let title = self.title_of(&target);
        self.overlay = Some(Overlay::Question(Question::Follow { target, title }));
    }

    /// A listing failed that was to follow the other pane. Whether it was one.
    pub(super) fn following_failed(&mut self, request: RequestId, problem: &Problem) -> bool {
        let followed = self
            .memory
            .following
            .take_if(|following| *following == request);
        if followed.is_none() || !self.memory.synchronized {
            return false;
        }
        self.end_synchronized(&format!("{problem}  The panes are no longer synchronized."));
        true
    }

    /// The folder is made on the other side, or the panes part.
    pub(super) fn answer_follow(&mut self, target: Place, make: bool) {
        if !make {
            return self.end_synchronized("each pane goes its own way again");
        }
        let shore = place::shore(&target);
        if shore == Shore::Remote && !self.is_online_or_say() {
            return;
        }
        let request = match target.clone() {
            Place::Local(path) => {
                let (Some(within), Some(name)) = (path.parent(), place::name(&target)) else {
                    return;
                };
                self.ask_local(LocalJob::MakeDirs {
                    within: within.to_owned(),
                    names: vec![name],
                })
            }
            Place::Remote(path) => {
                let request = RequestId(self.new_id());
                self.ask_engine(Command::MakeDir { request, path });
                request
            }
        };
        self.expect(request, shore, Purpose::Follows(target));
    }

    /// The folder is made: the other pane goes there.
    pub(super) fn made_to_follow(&mut self, target: Place) {
        let shore = place::shore(&target);
        self.list(target, Arrival::First);
        if self.memory.synchronized {
            self.memory.following = self.pane(shore).loading;
        }
    }
}
