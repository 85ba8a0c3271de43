//! The two folders of a mirror themselves, where one is not to be had: without the first there is
//! nothing to do, and the second is made with those above it.

use super::{Mirror, Side};
use crate::app::update::Purpose;
use crate::app::{App, LocalJob, Overlay, ToastKind};
use crate::engine::problem::Cause;
use crate::engine::{Command, Place, Problem, RequestId};
use crate::model::{Name, RemotePath};
use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

impl App {
    /// A listing has failed. Whether the mirror has been waiting for it.
    pub(in crate::app) fn mirror_unread(&mut self, request: RequestId, problem: &Problem) -> bool {
        let Some(Overlay::Mirror(mirror)) = &self.overlay else {
            return false;
        };
        let is_end = |side: &Side| side.survey.awaits(request) && side.survey.awaited().is_empty();
        if is_end(&mirror.source) {
            self.overlay = None;
            self.say(ToastKind::Error, problem.to_string());
            return true;
        }
        if !is_end(&mirror.target) || !matches!(problem.cause, Cause::Refused | Cause::Local) {
            return self.mirror_read(request, None);
        }
        let root = self.title_of(mirror.target.survey.root());
        if let Some(Overlay::Mirror(mirror)) = &mut self.overlay {
            mirror.makes = Some(root);
        }
        self.mirror_read(request, Some(&[]))
    }

    /// Makes the second folder, and what is missing above it, as far as the pane shows where.
    pub(super) fn make_target(&mut self, mirror: &Mirror, waiting: &mut BTreeSet<RequestId>) {
        if mirror.makes.is_none() {
            return;
        }
        let shore = mirror.from.other();
        let here = self.pane(shore).place.clone();
        let mut requests = Vec::new();
        match (mirror.target.survey.root(), here) {
            (Place::Local(root), here) => {
                let here = match here {
                    Some(Place::Local(here)) if root.starts_with(&here) => here,
                    _ => PathBuf::from("/"),
                };
                let names = names_below(root, &here);
                requests.push(self.ask_local(LocalJob::MakeDirs {
                    within: here,
                    names,
                }));
            }
            (Place::Remote(root), here) => {
                for path in chain(root, here.as_ref()) {
                    let request = RequestId(self.new_id());
                    self.ask_engine(Command::MakeDir { request, path });
                    requests.push(request);
                }
            }
        }
        for request in requests {
            self.expect(request, shore, Purpose::Mirrors);
            waiting.insert(request);
        }
    }
}

fn names_below(root: &Path, here: &Path) -> Vec<Name> {
    let below = root.strip_prefix(here).unwrap_or(root);
    let names = below.components().filter_map(|part| match part {
        Component::Normal(name) => Some(Name::new(name.as_encoded_bytes())),
        _ => None,
    });
    names.collect()
}

/// The folders from the one that is shown, which is not among them, down to `root`; only `root` where
/// it is elsewhere.
fn chain(root: &RemotePath, here: Option<&Place>) -> Vec<RemotePath> {
    let mut chain = vec![root.clone()];
    let mut above = root.parent();
    while let Some(path) = above {
        if here == Some(&Place::Remote(path.clone())) {
            chain.reverse();
            return chain;
        }
        above = path.parent();
        chain.push(path);
    }
    vec![root.clone()]
}
