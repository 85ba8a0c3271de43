//! One of the two sides of a mirror: its tree as it is read, and how its folders are made.

use crate::app::place;
use crate::app::survey::Survey;
use crate::engine::mirror::{Folder, Tree, TreePath};
use crate::engine::problem::Cause;
use crate::engine::{Place, Problem};
use crate::model::{Entry, Name, RemotePath};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// More folders than this are not mirrored from the screen.
const FOLDER_LIMIT: usize = 20_000;

/// One of the two trees.
#[derive(Debug)]
pub(super) struct Side {
    pub(super) survey: Survey,
    pub(super) tree: Tree,
    pub(super) done: bool,
    /// Why the folder itself cannot be listed: it may not be there.
    pub(super) missing: Option<String>,
}

/// A folder that is to be made.
pub(super) enum Making {
    Local { within: PathBuf, names: Vec<Name> },
    Remote(RemotePath),
}

impl Side {
    pub(super) fn new(root: Place) -> Self {
        Self {
            survey: Survey::new(root, [Name::new([])], FOLDER_LIMIT),
            tree: Tree::default(),
            done: false,
            missing: None,
        }
    }

    pub(super) fn take_in(&mut self, entries: &[Entry]) {
        let parts = self.survey.awaited().split(|byte| *byte == b'/');
        let parts = parts.filter(|part| !part.is_empty());
        let path = parts.fold(TreePath::root(), |path, part| path.join(&Name::new(part)));
        let folder = Folder {
            entries: entries.to_vec(),
            doubt: None,
        };
        self.tree.insert(path, folder);
        self.survey.listed(entries.to_vec(), |_| true);
    }

    /// A folder cannot be listed. Where it is the first one, why that is.
    pub(super) fn failed(&mut self, problem: &Problem) {
        let said_so = matches!(problem.cause, Cause::Refused | Cause::Local);
        if said_so && self.survey.awaited().is_empty() {
            let words = problem.words.as_ref().unwrap_or(&problem.what);
            self.missing = Some(words.trim_end_matches('.').to_owned());
            self.survey.cannot();
        } else {
            self.survey.failed();
        }
    }

    /// How a folder of the tree is made; `None` where this computer cannot have it.
    pub(super) fn making(&self, path: &TreePath) -> Option<Making> {
        let (within, above) = match (self.survey.root(), self.place(path)?) {
            (Place::Remote(_), Place::Remote(path)) => return Some(Making::Remote(path)),
            // All of them at once, and each with what is above it: none waits for another.
            (Place::Local(root), _) if self.missing.is_some() => {
                (PathBuf::from("/"), root.as_path())
            }
            (Place::Local(root), _) => (root.clone(), Path::new("")),
            _ => return None,
        };
        let above = above.iter().map(OsStr::as_encoded_bytes);
        let above = above.filter(|name| *name != b"/").map(Name::new);
        let names = above.chain(path.names().iter().cloned()).collect();
        Some(Making::Local { within, names })
    }

    /// How the folder itself is made, and those above it, but for those that `here` is in.
    pub(super) fn making_root(&self, here: Option<&Place>) -> Vec<Making> {
        let root = self.making(&TreePath::root());
        let mut above = Vec::new();
        let mut place = place::parent(self.survey.root());
        while let Some(Place::Remote(path)) = place {
            let known = Place::Remote(path);
            if here.is_some_and(|here| *here == known || place::is_within(here, &known)) {
                break;
            }
            place = place::parent(&known);
            if let (Place::Remote(path), Some(_)) = (known, &place) {
                above.push(Making::Remote(path));
            }
        }
        above.into_iter().rev().chain(root).collect()
    }

    /// The place of a folder of the tree; `None` where this computer cannot have it.
    pub(super) fn place(&self, path: &TreePath) -> Option<Place> {
        match self.survey.root() {
            Place::Remote(root) => Some(Place::Remote(path.below(root))),
            Place::Local(root) => Some(Place::Local(root.join(path.local()?))),
        }
    }
}
