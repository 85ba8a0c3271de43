//! A tree as it was listed: each folder with its entries and with what speaks against its listing.

use crate::model::{Entry, EntryKind, Name, NameCoding, RemotePath, text};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;

/// A place below the root of a tree: the names that lead there.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TreePath(Vec<Name>);

impl TreePath {
    /// The root itself.
    pub fn root() -> Self {
        Self::default()
    }

    /// An entry of this folder.
    #[must_use]
    pub fn join(&self, name: &Name) -> Self {
        let mut names = self.0.clone();
        names.push(name.clone());
        Self(names)
    }

    /// The names that lead here.
    pub fn names(&self) -> &[Name] {
        &self.0
    }

    /// The folder and the name in it; `None` for the root.
    pub fn split(&self) -> Option<(Self, Name)> {
        let (last, folder) = self.0.split_last()?;
        Some((Self(folder.to_vec()), last.clone()))
    }

    /// Whether it is this folder, or below it.
    pub fn is_within(&self, folder: &Self) -> bool {
        self.0.starts_with(&folder.0)
    }

    /// How many names lead here.
    pub fn depth(&self) -> usize {
        self.0.len()
    }

    /// The place on a server, below this folder.
    pub fn below(&self, root: &RemotePath) -> RemotePath {
        self.0
            .iter()
            .fold(root.clone(), |path, name| path.join(name))
    }

    /// The place on this computer, relative. `None` where a name cannot be had here.
    pub fn local(&self) -> Option<PathBuf> {
        let names = self.0.iter().map(crate::fs::safe_name::local_component);
        names
            .collect::<Result<Vec<OsString>, _>>()
            .ok()
            .map(PathBuf::from_iter)
    }

    /// Safe to show; `.` for the root.
    pub fn shown(&self, coding: NameCoding) -> String {
        let names: Vec<String> = self
            .0
            .iter()
            .map(|name| coding.shown(name.as_bytes()))
            .collect();
        if names.is_empty() {
            return ".".into();
        }
        text::display_safe_str(&names.join("/"))
    }
}

/// One folder as it was listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folder {
    /// Its entries.
    pub entries: Vec<Entry>,
    /// Why this may not be all that is in it; safe to show. `None`: the listing ended in order, and
    /// every line of it could be read.
    pub doubt: Option<String>,
}

/// A tree as it was listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    folders: BTreeMap<TreePath, Folder>,
}

impl Tree {
    /// Adds a folder.
    pub fn insert(&mut self, path: TreePath, folder: Folder) {
        self.folders.insert(path, folder);
    }

    /// One folder of it, if it was looked at.
    pub fn folder(&self, path: &TreePath) -> Option<&Folder> {
        self.folders.get(path)
    }

    /// The entries of all folders.
    pub fn entries(&self) -> usize {
        self.folders
            .values()
            .map(|folder| folder.entries.len())
            .sum()
    }

    /// The folders whose listings may not be whole, with the reasons.
    pub fn doubts(&self) -> impl Iterator<Item = (&TreePath, &str)> {
        self.folders
            .iter()
            .filter_map(|(path, folder)| Some((path, folder.doubt.as_deref()?)))
    }

    /// An entry and all that is below it, inner ones first.
    ///
    /// # Errors
    /// Not all of it is known, or something in it is of a kind that is not deleted.
    pub(super) fn doomed_below(
        &self,
        path: &TreePath,
        kind: EntryKind,
        doomed: &mut Vec<(TreePath, EntryKind)>,
    ) -> Result<(), String> {
        match kind {
            EntryKind::File | EntryKind::Link => {}
            EntryKind::Other => return Err("neither a file nor a folder".into()),
            EntryKind::Dir => {
                let folder = self.folder(path).ok_or("it was not listed")?;
                if let Some(doubt) = &folder.doubt {
                    return Err(doubt.clone());
                }
                for entry in &folder.entries {
                    self.doomed_below(&path.join(&entry.name), entry.kind, doomed)?;
                }
            }
        }
        doomed.push((path.clone(), kind));
        Ok(())
    }
}
