//! A mirror: what is to be made, copied, replaced and deleted so that one tree becomes like another.
//! Pure: from two listings comes a plan.
//!
//! Deleting is the dangerous half. It is planned only where the source's folder was listed to its end
//! and every line of it could be read, and only for what the target's listings told of. What a
//! server's listing leaves out all the same (a limit of lines, hidden names) is found by asking for
//! each name before it is deleted: see [`MirrorPlan::proofs`] and [`MirrorStep::Prove`].

mod steps;
mod tree;

pub use steps::MirrorStep;
pub use tree::{Folder, Tree, TreePath};

use super::drops::names::named;
use crate::fs::safe_name::local_component;
use crate::model::{Direction, Entry, EntryKind, FileFacts, Name, NameCoding, is_newer};
use std::collections::{HashMap, HashSet};
use std::fmt;
use unicode_normalization::UnicodeNormalization as _;

/// What is to be done. Paths are seen from the two roots.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MirrorPlan {
    /// Folders to make in the target, outer ones first.
    pub make: Vec<TreePath>,
    /// Files to copy or to replace.
    pub files: Vec<MirrorFile>,
    /// What to delete in the target: what is in a folder before the folder.
    pub delete: Vec<Doomed>,
    /// What is left as it is, and why.
    pub left: Vec<Left>,
    /// Files that are the same on both sides.
    pub same: usize,
    /// Entries in the target, as far as listed.
    pub target_entries: usize,
}

/// A file to copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MirrorFile {
    /// The folder it is in, in the source's names.
    pub source: TreePath,
    /// The folder it goes to, in the target's names.
    pub target: TreePath,
    /// The entry in the source.
    pub entry: Entry,
    /// Its name in the target.
    pub name: Name,
    /// Why the one that is there is replaced; `None` where none is.
    pub replaces: Option<Difference>,
}

/// How a file differs from the one that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Difference {
    /// Its size.
    Size,
    /// It was changed later, as far as the less exact of the two times tells.
    Newer,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Size => "another size",
            Self::Newer => "newer",
        })
    }
}

/// Something to delete in the target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doomed {
    /// Where it is, in the target's names.
    pub path: TreePath,
    /// What it is.
    pub kind: EntryKind,
    /// The source's folder that does not have it, in the source's names.
    pub missing_in: TreePath,
    /// Its name there would be this; `None` for what is in a folder that is to be deleted.
    pub proof: Option<Name>,
}

/// Something that is left as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// Where it is, in the names of the side it is on.
    pub path: TreePath,
    /// Why.
    pub why: String,
    /// Nothing has gone wrong: it is a kind of thing that is not mirrored.
    pub harmless: bool,
}

impl MirrorPlan {
    /// Plans. `delete`: what the source has not is deleted in the target.
    pub fn new(
        source: &Tree,
        target: &Tree,
        direction: Direction,
        coding: NameCoding,
        delete: bool,
    ) -> Self {
        let mut planner = Planner {
            source,
            target,
            direction,
            coding,
            delete,
            plan: Self {
                target_entries: target.entries(),
                ..Self::default()
            },
        };
        planner.pair(&TreePath::root(), &TreePath::root(), None);
        planner.plan
    }

    /// What the source must be asked for before anything is deleted: it must not be there.
    pub fn proofs(&self) -> impl Iterator<Item = (&TreePath, &Name)> {
        let proof = |doomed: &'_ Doomed| doomed.proof.is_some();
        self.delete
            .iter()
            .filter(move |doomed| proof(doomed))
            .filter_map(|doomed| Some((&doomed.missing_in, doomed.proof.as_ref()?)))
    }

    /// Keeps what a folder of the source is said not to have, and the same of all folders below, with
    /// the reason.
    pub fn spare(&mut self, missing_in: &TreePath, why: &str) {
        let (spared, doomed) = std::mem::take(&mut self.delete)
            .into_iter()
            .partition::<Vec<Doomed>, _>(|doomed| doomed.missing_in.is_within(missing_in));
        self.delete = doomed;
        self.left.extend(spared.into_iter().map(|spared| Left {
            path: spared.path,
            why: format!("not deleted: {why}"),
            harmless: false,
        }));
    }

    /// Keeps everything.
    pub fn spare_all(&mut self, why: &str) {
        self.spare(&TreePath::root(), why);
    }
}

struct Planner<'a> {
    source: &'a Tree,
    target: &'a Tree,
    direction: Direction,
    coding: NameCoding,
    delete: bool,
    plan: MirrorPlan,
}

impl Planner<'_> {
    /// One folder of the source and the one in the target that is to become like it. What speaks
    /// against deleting in a folder speaks against it in all below.
    fn pair(&mut self, from: &TreePath, to: &TreePath, doubt: Option<&str>) {
        let Some(source) = self.source.folder(from) else {
            return;
        };
        let nothing = Folder::default();
        let target = self.target.folder(to).unwrap_or(&nothing);
        let there = Present::new(target);
        let entries = source.entries.iter().cloned();
        let entries = entries.map(|entry| (entry, None)).collect();
        let taken = target.entries.iter().map(|entry| entry.name.clone());
        let mut claimed = HashSet::new();
        let mut named: Vec<_> = named(self.direction, self.coding, entries, &taken.collect())
            .into_iter()
            .map(|(entry, name)| (entry, name.and_then(|name| self.gate(name, &mut claimed))))
            .collect();
        let nameless = named.iter().any(|(_, name)| name.is_err());
        let doubt = doubt
            .or(source.doubt.as_deref())
            .or(target.doubt.as_deref())
            .or(nameless.then_some("a name of the source cannot be had in the target"));
        for (_, name) in &mut named {
            if let Ok(found) = name
                && let Some(twin) = there.twin(found).filter(|twin| !claimed.contains(*twin))
            {
                *name = Err(format!(
                    "it would be one with {}, which is there, where case does not tell names apart",
                    twin.display()
                ));
            }
        }
        for (entry, name) in named {
            match name {
                Ok(name) => self.entry((from, to), (entry, name), &there, doubt),
                Err(why) => self.leave(from.join(&entry.name), why, false),
            }
        }
        if self.delete {
            self.superfluous((from, to), target, &claimed, doubt);
        }
    }

    /// What a server calls a file must be one name here, and no name may come twice.
    fn gate(&self, name: Name, claimed: &mut HashSet<Name>) -> Result<Name, String> {
        if self.direction == Direction::Download {
            local_component(&name).map_err(|error| error.to_string())?;
        }
        if !claimed.insert(name.clone()) {
            return Err("it is listed twice".into());
        }
        Ok(name)
    }

    /// One entry of the source, with its name in the target.
    fn entry(
        &mut self,
        (from, to): (&TreePath, &TreePath),
        (entry, name): (Entry, Name),
        there: &Present,
        doubt: Option<&str>,
    ) {
        let there = there.get(&name);
        let path = from.join(&entry.name);
        match (entry.kind, there) {
            (EntryKind::Link, _) => self.leave(path, "links are not mirrored", true),
            (EntryKind::Other, _) => self.leave(path, "neither a file nor a folder", true),
            (EntryKind::File, None) => self.copy((from, to), entry, name, None),
            (EntryKind::File, Some(there)) if there.kind == EntryKind::File => {
                match difference(&entry, there) {
                    None => self.plan.same += 1,
                    difference => self.copy((from, to), entry, name, difference),
                }
            }
            (EntryKind::Dir, None) => {
                let target = to.join(&name);
                self.plan.make.push(target.clone());
                self.pair(&path, &target, doubt);
            }
            (EntryKind::Dir, Some(there)) if there.is_dir() => {
                self.pair(&path, &to.join(&name), doubt);
            }
            (EntryKind::File, Some(_)) => {
                self.leave(path, "what the target has of this name is no file", false);
            }
            (EntryKind::Dir, Some(_)) => {
                self.leave(path, "what the target has of this name is no folder", false);
            }
        }
    }

    fn copy(
        &mut self,
        (from, to): (&TreePath, &TreePath),
        entry: Entry,
        name: Name,
        replaces: Option<Difference>,
    ) {
        self.plan.files.push(MirrorFile {
            source: from.clone(),
            target: to.clone(),
            entry,
            name,
            replaces,
        });
    }

    /// What the target has and the source has not.
    fn superfluous(
        &mut self,
        (from, to): (&TreePath, &TreePath),
        target: &Folder,
        claimed: &HashSet<Name>,
        doubt: Option<&str>,
    ) {
        let twins: HashSet<Vec<u8>> = claimed.iter().map(folded).collect();
        for entry in &target.entries {
            if claimed.contains(&entry.name) {
                continue;
            }
            let path = to.join(&entry.name);
            if let Some(doubt) = doubt {
                self.leave(path, format!("not deleted: {doubt}"), false);
                continue;
            }
            if twins.contains(&folded(&entry.name)) {
                let why = "not deleted: the source has a name that differs only in case or form";
                self.leave(path, why, false);
                continue;
            }
            if let Some(proof) = self.source_name(&entry.name) {
                self.doom(from, &path, entry.kind, &proof);
            } else {
                let why = "not deleted: the source could not have this name";
                self.leave(path, why, false);
            }
        }
    }

    /// What an entry of the target would be called in the source.
    fn source_name(&self, name: &Name) -> Option<Name> {
        match self.direction {
            Direction::Download => self.coding.remote(name).ok(),
            Direction::Upload => Some(self.coding.local(name).into_owned()),
        }
    }

    /// Deletes an entry, and first what is in it; unless something of that is not known.
    fn doom(&mut self, from: &TreePath, path: &TreePath, kind: EntryKind, proof: &Name) {
        let mut doomed = Vec::new();
        if let Err(why) = self.target.doomed_below(path, kind, &mut doomed) {
            return self.leave(path.clone(), format!("not deleted: {why}"), false);
        }
        let doomed = doomed.into_iter().map(|(below, kind)| Doomed {
            proof: (below == *path).then(|| proof.clone()),
            path: below,
            kind,
            missing_in: from.clone(),
        });
        self.plan.delete.extend(doomed);
    }

    fn leave(&mut self, path: TreePath, why: impl Into<String>, harmless: bool) {
        let why = why.into();
        self.plan.left.push(Left {
            path,
            why,
            harmless,
        });
    }
}

/// How a file differs from the one that is there. Where neither size nor time can be compared, they
/// are taken for different: copying once more does no harm.
fn difference(entry: &Entry, there: &Entry) -> Option<Difference> {
    let facts = |entry: &Entry| FileFacts {
        size: entry.size,
        modified: entry.modified,
    };
    match (entry.size, there.size) {
        (Some(one), Some(other)) if one != other => return Some(Difference::Size),
        _ => {}
    }
    let sizes = entry.size.is_some() && there.size.is_some();
    match is_newer(&facts(entry), &facts(there)) {
        Some(true) => Some(Difference::Newer),
        None if !sizes => Some(Difference::Size),
        _ => None,
    }
}

/// What a file system which does not tell case or Unicode forms apart makes of a name.
fn folded(name: &Name) -> Vec<u8> {
    match std::str::from_utf8(name.as_bytes()) {
        Ok(text) => text.nfc().collect::<String>().to_lowercase().into_bytes(),
        Err(_) => name.as_bytes().to_vec(),
    }
}

/// What is in a folder of the target.
struct Present<'a> {
    entries: HashMap<&'a Name, &'a Entry>,
    folded: HashMap<Vec<u8>, &'a Name>,
}

impl<'a> Present<'a> {
    fn new(folder: &'a Folder) -> Self {
        let names = folder.entries.iter().map(|entry| &entry.name);
        Self {
            folded: names.map(|name| (folded(name), name)).collect(),
            entries: folder
                .entries
                .iter()
                .map(|entry| (&entry.name, entry))
                .collect(),
        }
    }

    fn get(&self, name: &Name) -> Option<&'a Entry> {
        self.entries.get(name).copied()
    }

    /// What differs from a name that is not there in case or form only.
    fn twin(&self, name: &Name) -> Option<&'a Name> {
        let twin = self.folded.get(&folded(name)).copied();
        twin.filter(|_| !self.entries.contains_key(name))
    }
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
