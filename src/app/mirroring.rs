//! A folder made like the one in the other pane, without deleting: both are read to the end, what
//! would be copied is shown, and only then it goes.

mod side;

use super::pane::{moved, natural};
use super::update::Purpose;
use super::{Action, App, LocalJob, Overlay, ToastKind, place};
use crate::engine::mirror::{Difference, MirrorFile, MirrorPlan};
use crate::engine::{Command, DropId, DropOrder, Place, Problem, RequestId, Source};
use crate::model::measured::total;
use crate::model::text::{plural, size};
use crate::model::{Direction, Entry, NameCoding, OnConflict, Operation, Shore, TransferType};
use side::{Making, Side};
use std::collections::BTreeSet;

/// A mirror that is read, and then shown.
#[derive(Debug)]
pub struct Mirror {
    /// The side that the other one becomes like.
    pub from: Shore,
    /// What would be done; `None` while the folders are read.
    pub lines: Option<Vec<MirrorLine>>,
    /// The first line shown.
    pub top: usize,
    source: Side,
    target: Side,
    plan: MirrorPlan,
}

/// A line of what would be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MirrorLine {
    /// What would be done.
    pub deed: Deed,
    /// With what, safe to show.
    pub text: String,
}

/// What a mirror does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// The sum of it.
    Sum,
    /// A folder or a file comes.
    Come,
    /// A file is replaced by a newer one.
    Renew,
    /// A file is replaced by one of another size.
    Replace,
    /// It is left as it is.
    Leave,
}

/// What waits until the folders are made.
#[derive(Debug)]
pub(super) struct Going {
    waiting: BTreeSet<RequestId>,
    drops: Vec<(Place, Place, Vec<Source>, OnConflict)>,
}

impl Mirror {
    /// How many folders have been read.
    pub fn folders(&self) -> usize {
        self.source.survey.folders + self.target.survey.folders
    }

    fn direction(&self) -> Direction {
        match self.from {
            Shore::Local => Direction::Upload,
            Shore::Remote => Direction::Download,
        }
    }

    /// Files of one folder that go to another, in one drop; those that replace others by themselves.
    fn drops(&self) -> Vec<(Place, Place, Vec<Source>, OnConflict)> {
        let mut drops: Vec<(Place, Place, Vec<Source>, OnConflict)> = Vec::new();
        for file in &self.plan.files {
            let ends = (
                self.source.place(&file.source),
                self.target.place(&file.target),
            );
            let (Some(from), Some(to)) = ends else {
                continue;
            };
            let rule = match file.replaces {
                Some(_) => OnConflict::Overwrite,
                None => OnConflict::Ask,
            };
            let known = drops.iter_mut().rev().take(2);
            let mut known = known.filter(|drop| (&drop.0, &drop.1, drop.3) == (&from, &to, rule));
            match known.next() {
                Some(drop) => drop.2.push(item(file)),
                None => drops.push((from, to, vec![item(file)], rule)),
            }
        }
        drops
    }

    fn tell(&self, names: NameCoding) -> Vec<MirrorLine> {
        let line = |deed, text| MirrorLine { deed, text };
        let plan = &self.plan;
        let bytes = total(plan.files.iter().filter_map(|file| file.entry.size));
        let mut sum = format!(
            "{} to copy, {}",
            plural(plan.files.len(), "file"),
            size(bytes)
        );
        if !plan.make.is_empty() {
            sum = format!("{sum}; {} to make", plural(plan.make.len(), "folder"));
        }
        let sum = format!("{sum}; {} the same; nothing is deleted", plan.same);
        let mut lines = vec![line(Deed::Sum, sum)];
        if let Some(words) = &self.target.missing {
            let text = format!("The target is made, since it cannot be listed: {words}.");
            lines.push(line(Deed::Sum, text));
        }
        let unread = self.source.survey.unread + self.target.survey.unread;
        if unread > 0 || self.source.survey.is_cut || self.target.survey.is_cut {
            let text = "Not all folders could be read: what is in those is left as it is.";
            lines.push(line(Deed::Leave, text.into()));
        }
        let folders = plan.make.iter();
        let mut folders: Vec<_> = folders
            .map(|path| format!("{}/", path.shown(names)))
            .collect();
        folders.sort_by(|one, other| natural(one, other));
        lines.extend(folders.into_iter().map(|path| line(Deed::Come, path)));
        let files = plan.files.iter();
        let mut files: Vec<_> = files
            .map(|file| (file.target.join(&file.name).shown(names), file))
            .collect();
        files.sort_by(|(one, _), (other, _)| natural(one, other));
        lines.extend(files.into_iter().map(|(path, file)| {
            let bytes = file.entry.size.map(size).unwrap_or_default();
            let deed = match file.replaces {
                None => Deed::Come,
                Some(Difference::Newer) => Deed::Renew,
                Some(Difference::Size) => Deed::Replace,
            };
            line(deed, format!("{path}  {bytes}"))
        }));
        let left = plan.left.iter();
        lines.extend(left.map(|left| {
            line(
                Deed::Leave,
                format!("{}  {}", left.path.shown(names), left.why),
            )
        }));
        lines
    }
}

fn item(file: &MirrorFile) -> Source {
    Source {
        name: file.entry.name.clone(),
        kind: file.entry.kind,
        size: file.entry.size,
        modified: file.entry.modified,
        rename_to: (file.name != file.entry.name).then(|| file.name.clone()),
    }
}

impl App {
    /// Begins to read both folders: the other pane's is to become like the active one's.
    pub(super) fn ask_mirror(&mut self) {
        let from = self.active();
        if !self.is_online_or_say()
            || !self.is_folder_or_say(from)
            || !self.is_folder_or_say(from.other())
        {
            return;
        }
        let places = (
            self.pane(from).place.clone(),
            self.pane(from.other()).place.clone(),
        );
        if let (Some(source), Some(target)) = places {
            self.plan_mirror(from, (source, target));
        }
    }

    /// Begins to read two folders: the second is to become like the first, which is on this side.
    pub(super) fn plan_mirror(&mut self, from: Shore, (source, target): (Place, Place)) {
        if self.memory.going.is_some() {
            let text = "the folders of the mirror before are still being made";
            return self.say(ToastKind::Warning, text);
        }
        if let Some(reason) = self.is_read_only(&target) {
            return self.refuse(reason);
        }
        let mut mirror = Mirror {
            from,
            lines: None,
            top: 0,
            source: Side::new(source),
            target: Side::new(target),
            plan: MirrorPlan::default(),
        };
        self.survey_on(&mut mirror.source.survey);
        self.survey_on(&mut mirror.target.survey);
        self.overlay = Some(Overlay::Mirror(Box::new(mirror)));
    }

    /// A listing has come, or has failed. Whether the mirror has been waiting for it.
    pub(super) fn mirror_read(
        &mut self,
        request: RequestId,
        entries: Result<&[Entry], &Problem>,
    ) -> bool {
        let awaits = |overlay: &mut Overlay| {
            let Overlay::Mirror(mirror) = overlay else {
                return false;
            };
            mirror.source.survey.awaits(request) || mirror.target.survey.awaits(request)
        };
        let Some(Overlay::Mirror(mut mirror)) = self.overlay.take_if(awaits) else {
            return false;
        };
        let is_source = mirror.source.survey.awaits(request);
        let side = if is_source {
            &mut mirror.source
        } else {
            &mut mirror.target
        };
        match entries {
            Ok(entries) => side.take_in(entries),
            Err(problem) if is_source && side.survey.awaited().is_empty() => {
                self.end_survey(&mut mirror.target.survey);
                self.say(ToastKind::Error, problem.to_string());
                return true;
            }
            Err(problem) => side.failed(problem),
        }
        side.done = !self.survey_on(&mut side.survey);
        if mirror.source.done && mirror.target.done {
            let (source, target) = (&mirror.source.tree, &mirror.target.tree);
            mirror.plan = MirrorPlan::new(source, target, mirror.direction(), self.names, false);
            mirror.lines = Some(mirror.tell(self.names));
        }
        self.overlay = Some(Overlay::Mirror(mirror));
        true
    }

    /// Whether it is known what would be copied.
    pub(super) fn is_mirror_shown(&self) -> bool {
        matches!(&self.overlay, Some(Overlay::Mirror(mirror)) if mirror.lines.is_some())
    }

    pub(super) fn act_in_mirror(&mut self, action: Action) {
        let Some(Overlay::Mirror(mut mirror)) = self.overlay.take() else {
            return;
        };
        let page = usize::from(self.size.1).saturating_sub(12).max(1);
        match (action, &mirror.lines) {
            (Action::Confirm, Some(_)) => return self.mirror(&mirror),
            (Action::Decline, _) => return self.say(ToastKind::Info, "nothing was copied"),
            (_, Some(lines)) => {
                let last = lines.len().saturating_sub(page);
                mirror.top = moved(mirror.top, last + 1, page, action);
            }
            (_, None) => {}
        }
        self.overlay = Some(Overlay::Mirror(mirror));
    }

    /// Makes the folders; the files follow when all of them are there.
    fn mirror(&mut self, mirror: &Mirror) {
        let drops = mirror.drops();
        let target = &mirror.target;
        let is_missing = target.missing.is_some();
        if drops.is_empty() && mirror.plan.make.is_empty() && !is_missing {
            return self.say(ToastKind::Ok, "there is nothing to copy");
        }
        let shore = mirror.from.other();
        let mut waiting = BTreeSet::new();
        let mut all = if is_missing {
            target.making_root(self.pane(shore).place.as_ref())
        } else {
            Vec::new()
        };
        let folders = mirror.plan.make.iter();
        all.extend(folders.filter_map(|folder| target.making(folder)));
        for making in all {
            let request = match making {
                Making::Local { within, names } => {
                    self.ask_local(LocalJob::MakeDirs { within, names })
                }
                Making::Remote(path) => {
                    let request = RequestId(self.new_id());
                    self.ask_engine(Command::MakeDir { request, path });
                    request
                }
            };
            self.expect(request, shore, Purpose::Mirrors);
            waiting.insert(request);
        }
        self.memory.going = Some(Going { waiting, drops });
        let files = plural(mirror.plan.files.len(), "file");
        self.say(ToastKind::Info, format!("{files} to copy"));
        self.mirror_on();
    }

    /// A folder of the mirror is made, or is there already.
    pub(super) fn mirror_made(&mut self, request: RequestId) {
        if let Some(going) = &mut self.memory.going {
            going.waiting.remove(&request);
        }
        self.mirror_on();
    }

    /// The connection is gone: a mirror whose folders are being made goes no further.
    pub(super) fn mirror_ends(&mut self) {
        if self.memory.going.take().is_some() {
            let text = "the mirror ended with the connection: none of its files are queued";
            self.say(ToastKind::Error, text);
        }
    }

    /// Drops the files when no folder is waited for any more.
    fn mirror_on(&mut self) {
        let is_ready = |going: &mut Going| going.waiting.is_empty();
        let Some(going) = self.memory.going.take_if(is_ready) else {
            return;
        };
        self.last_drops.clear();
        for (from, to, items, on_conflict) in going.drops {
            let id = DropId(self.new_id());
            self.drops.insert(id, self.now);
            self.last_drops.push(id);
            self.mark_stale(place::shore(&to));
            self.ask_engine(Command::Enqueue(DropOrder {
                id,
                from,
                to,
                items,
                operation: Operation::Copy,
                on_conflict,
                transfer_type: TransferType::Image,
            }));
        }
    }
}
