//! Synchronized browsing: where one pane goes, the other goes too, by the same way.

use super::pane::Arrival;
use super::update::Purpose;
use super::{Action, App, Context, LocalJob, Overlay, Question, ToastKind, place};
use crate::engine::{Command, Place, Problem, RequestId};
use crate::model::{Name, Shore};

/// Where a pane is to come to because the other one went there.
#[derive(Debug)]
pub(super) struct Following {
    /// The listing of the folder, or what makes it.
    request: RequestId,
    /// The folder.
    target: Place,
}

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
        // A listing comes all the same, and leads nowhere.
        let loading = [self.local.loading, self.remote.loading];
        self.memory
            .following
            .take_if(|following| !loading.contains(&Some(following.request)));
        self.say(ToastKind::Info, why);
    }

    /// A pane has come from one folder to another: the other pane follows, unless it was the one
    /// that followed.
    pub(super) fn synchronize(&mut self, request: RequestId, from: Option<Place>, to: &Place) {
        let shore = place::shore(to);
        let arrived = from.as_ref() != Some(to);
        let followed = self.memory.following.take_if(|following| {
            let is_there = place::shore(&following.target) == shore && arrived;
            following.request == request || is_there
        });
        let Some(from) = from.filter(|_| self.memory.synchronized && arrived) else {
            return;
        };
        let from = match followed {
            Some(following) if following.request == request => return,
            // The user took it elsewhere before it had come to where the other one is.
            Some(following) => following.target,
            None => from,
        };
        if from == *to {
            return;
        }
        match self.followed(&from, to, shore.other()) {
            Ok(target) => self.take_along(target),
            Err(why) => self.end_synchronized(&why),
        }
    }

    /// Where a pane is to come to after the other one, also before it is there; else where it is.
    fn heading(&self, shore: Shore) -> Option<Place> {
        let following = self.memory.following.as_ref();
        let target = following.map(|following| &following.target);
        let target = target.filter(|target| place::shore(target) == shore);
        target.or(self.pane(shore).place.as_ref()).cloned()
    }

    /// Where the other pane comes to by the way that leads from one place to another.
    fn followed(&self, from: &Place, to: &Place, other: Shore) -> Result<Place, String> {
        let no_way = || "the other pane cannot go there: no longer synchronized".to_owned();
        let mut target = self.heading(other).ok_or_else(no_way)?;
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
        if self.lacks(&target) {
            return self.ask_to_follow(target);
        }
        let heading = self.heading(shore);
        let arrival = match heading.and_then(|from| place::entry_towards(&target, &from)) {
            Some(name) => Arrival::On(name),
            None => Arrival::First,
        };
        self.list(target.clone(), arrival);
        let request = self.pane(shore).loading;
        self.memory.following = request.map(|request| Following { request, target });
    }

    /// Whether it is known that there is no such folder: what its pane shows has none of the name, or
    /// the folder that it would be in is still being made.
    fn lacks(&self, target: &Place) -> bool {
        let shore = place::shore(target);
        let above = place::parent(target);
        if above.is_none() || above != self.heading(shore) {
            return false;
        }
        let following = self.memory.following.as_ref();
        let being_made = following.is_some_and(|following| {
            above.as_ref() == Some(&following.target)
                && self.requests.contains_key(&following.request)
        });
        let pane = self.pane(shore);
        let shown = pane.place == above && pane.loading.is_none();
        let name = place::name(target);
        being_made || (shown && name.is_some_and(|name| !pane.contains(&name)))
    }

    /// The other side has no such folder.
    fn ask_to_follow(&mut self, target: Place) {
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
            .take_if(|following| following.request == request);
        if followed.is_none() || !self.memory.synchronized {
            return false;
        }
        self.end_synchronized(&format!("{problem}  The panes are no longer synchronized."));
        true
    }

    /// The folder is made on the other side, or the panes part.
    pub(super) fn answer_follow(&mut self, target: Place, make: bool) {
        if !make || !self.memory.synchronized {
            return self.end_synchronized("each pane goes its own way again");
        }
        let shore = place::shore(&target);
        if self.is_shown_by_now(&target) {
            return self.take_along(target);
        }
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
        // What it is made in may be listed just now.
        self.give_up_walk(shore);
        let from = self.pane(shore).place.clone();
        self.memory.following = Some(Following { request, target });
        self.expect(request, shore, Purpose::Follows { from });
    }

    /// Whether a listing has come meanwhile that has the folder.
    fn is_shown_by_now(&self, target: &Place) -> bool {
        let pane = self.pane(place::shore(target));
        let name = place::name(target);
        pane.place == place::parent(target) && name.is_some_and(|name| pane.contains(&name))
    }

    /// The folder is made: the other pane goes there, unless the user has parted them or gone on.
    pub(super) fn made_to_follow(
        &mut self,
        request: RequestId,
        shore: Shore,
        from: Option<&Place>,
    ) {
        let following = self.memory.following.as_ref();
        let following = following.filter(|following| following.request == request);
        let target = following.map(|following| following.target.clone());
        let pane = self.pane(shore);
        let stays = pane.place.as_ref() == from && !pane.is_walking();
        match target.filter(|_| self.memory.synchronized && stays) {
            Some(target) => self.take_along(target),
            None => self.mark_changed(shore),
        }
    }

    /// The folder could not be made: the panes part, unless they have gone on without it.
    pub(super) fn not_made_to_follow(&mut self, request: RequestId) {
        let is_it = |following: &mut Following| following.request == request;
        if self.memory.following.take_if(is_it).is_some() {
            self.memory.synchronized = false;
        }
    }
}
