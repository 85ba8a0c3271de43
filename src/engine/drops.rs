//! Drops while they become transfers: folders are looked at one pair at a time, files are queued
//! as they are found, and those whose names are taken follow the rule, or are held until they are
//! answered for. Pure but for the gate's rules.

pub(crate) mod conflicts;
mod folder;
pub(super) mod names;
mod placing;

use super::Problem;
use super::command::{DropOrder, Place};
use super::problem::Cause;
use super::queue::{Held, TransferQueue};
use super::recovery::Losses;
use super::work::{TransferOrder, WalkOrder, Walked};
use crate::model::{
    Direction, Entry, EntryKind, Modified, Name, NameCoding, OnConflict, RemotePath, TransferId,
};
use folder::TargetFolder;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

/// Longer paths, in bytes, are taken for loops; most systems take none of them.
const PATH_LIMIT: usize = 4096;
/// Folders of one drop are read up to so many: more are taken for links that lead round in a circle.
const FOLDER_LIMIT: usize = 100_000;
/// A folder whose session is lost so often in a row is not read again.
const LOSS_LIMIT: u8 = 3;
/// A drop that is not wholly in the queue yet, or whose transfers are not all done.
#[derive(Debug)]
pub(crate) struct DropState {
    pub(crate) order: DropOrder,
    /// The label of the site it was made for.
    pub(crate) site: Arc<str>,
    /// How that site's names are read and written.
    pub(crate) coding: NameCoding,
    /// Pairs of folders that are still to be looked at.
    pub(crate) walking: usize,
    /// Pairs of folders that an earlier run had still to look at, until we are there again.
    pub(crate) parked: Vec<WalkOrder>,
    /// The user lets what is parked go on.
    pub(crate) is_let_go: bool,
    /// The local folder: nothing is written outside it.
    pub(crate) root: Arc<Path>,
    /// What to do with names that are taken.
    pub(crate) policy: OnConflict,
    pub(crate) files: usize,
    pub(crate) bytes: u64,
    /// Transfers that have not ended.
    pub(crate) open: usize,
    /// Something did not get across: a move keeps its folders then.
    pub(crate) flawed: bool,
    /// Pairs of folders that were to be looked at, all in all.
    pub(crate) looks: usize,
    /// The source folders, outermost first, for a move to remove when they are empty.
    pub(crate) folders: Vec<(RemotePath, PathBuf)>,
    /// The transfer in front of which its files are queued.
    pub(crate) before: Option<TransferId>,
    pub(crate) announced: bool,
    /// The private folder that an earlier run had it in: it goes when all of it is done.
    pub(crate) leaves: Option<PathBuf>,
    /// The sessions in a row that were lost while they read a folder of it.
    pub(crate) losses: Losses,
}

/// A file that was found, with where it goes.
#[derive(Clone, Debug)]
struct Found {
    remote: RemotePath,
    local: PathBuf,
    size: Option<u64>,
    modified: Option<Modified>,
    mode: Option<u32>,
    /// What has its name, if that is taken.
    held: Option<Held>,
}

/// How a transfer treats what has its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Taking {
    /// It must not be there.
    Nothing,
    /// It is replaced.
    Replace,
    /// It is gone on with.
    Extend,
}

/// What comes of looking at a pair of folders.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    /// To be queued.
    pub(crate) transfers: Vec<TransferOrder>,
    /// Not to be tried, with the reason.
    pub(crate) refused: Vec<(TransferOrder, Problem)>,
    /// Left out as the rule says, with the reason.
    pub(crate) skipped: Vec<(TransferOrder, &'static str)>,
    /// Their names are taken: they wait for the answer.
    pub(crate) held: Vec<(TransferOrder, Held)>,
    /// Pairs of folders to look at.
    pub(crate) walks: Vec<WalkOrder>,
    /// Folders are left out from here on, told once.
    pub(crate) cut_off: Option<Problem>,
}

impl DropState {
    pub(crate) fn new(order: DropOrder, site: &Arc<str>) -> Self {
        let root = match (&order.from, &order.to) {
            (_, Place::Local(path)) | (Place::Local(path), _) => path.as_path().into(),
            _ => Path::new("").into(),
        };
        Self {
            policy: order.on_conflict,
            order,
            root,
            parked: Vec::new(),
            is_let_go: false,
            site: Arc::clone(site),
            coding: NameCoding::default(),
            walking: 0,
            files: 0,
            bytes: 0,
            open: 0,
            flawed: false,
            looks: 0,
            folders: Vec::new(),
            before: None,
            announced: false,
            leaves: None,
            losses: Losses::default(),
        }
    }

    /// Whether a folder is read again whose session was lost, which had been logged in at `since`: not
    /// for ever.
    pub(crate) fn outlives_loss(&mut self, since: Instant) -> bool {
        self.losses.add(1, since, Instant::now()) < LOSS_LIMIT
    }

    /// Which way it goes; `None` for a drop within one shore, which is no transfer.
    pub(crate) fn ends(&self) -> Option<(Direction, RemotePath, PathBuf)> {
        match (&self.order.from, &self.order.to) {
            (Place::Remote(remote), Place::Local(local)) => {
                Some((Direction::Download, remote.clone(), local.clone()))
            }
            (Place::Local(local), Place::Remote(remote)) => {
                Some((Direction::Upload, remote.clone(), local.clone()))
            }
            _ => None,
        }
    }

    /// The first look: at the target folder, to see which names are taken there.
    pub(crate) fn begin(&mut self) -> Option<WalkOrder> {
        let (direction, remote, local) = self.ends()?;
        self.walking = 1;
        Some(WalkOrder {
            drop: self.order.id,
            direction,
            remote,
            local,
            root: Arc::clone(&self.root),
            top: true,
            failures: 0,
            since: 0,
        })
    }

    /// Whether everything is in the queue.
    pub(crate) fn is_planned(&self) -> bool {
        self.walking == 0
    }

    /// Takes in what one look has found.
    pub(crate) fn walked(
        &mut self,
        walk: &WalkOrder,
        found: Walked,
        queue: &mut TransferQueue,
    ) -> Findings {
        self.walking = self.walking.saturating_sub(1);
        let mut findings = Findings::default();
        let mut folder = TargetFolder::new(found.present, found.treatment);
        let present = folder.names();
        let entries = if walk.top {
            self.top_entries()
        } else {
            self.folders.push((walk.remote.clone(), walk.local.clone()));
            let entries = found.entries.into_iter();
            entries.map(|entry| (entry, None)).collect()
        };
        let entries = names::named(walk.direction, self.coding, entries, &present);
        let targets = entries.iter().filter_map(|(_, target)| target.clone().ok());
        let all: Arc<HashSet<Name>> = Arc::new(present.iter().cloned().chain(targets).collect());
        for (entry, target_name) in entries {
            let charset = "Rename it, or choose another character set for the site.";
            let mut nameless = target_name
                .as_ref()
                .err()
                .map(|words| (words.clone(), charset));
            let target_name = target_name.unwrap_or_else(|_| entry.name.clone());
            if let Err(other) = folder.admit(&target_name) {
                let words = format!("it would be the same file here as {}", other.display());
                let advice = "Rename it first, or fetch it by itself under another name.";
                nameless = Some((words, advice));
            }
            let (remote_name, local_name) = match walk.direction {
                Direction::Download => (&entry.name, &target_name),
                Direction::Upload => (&target_name, &entry.name),
            };
            let file = Found {
                remote: walk.remote.join(remote_name),
                local: walk.local.clone(),
                // What is listed for a link is the length of the link itself.
                size: entry.size.filter(|_| entry.kind == EntryKind::File),
                modified: entry.modified,
                mode: entry.mode,
                held: folder.holder(&target_name).map(|present| Held {
                    present,
                    taken: Arc::clone(&all),
                }),
            };
            match nameless {
                None => self.place(walk, &entry, file, local_name, queue, &mut findings),
                Some((words, advice)) => {
                    let problem = Problem::new(Cause::Local, "Left out")
                        .words(words)
                        .advice(advice);
                    self.refuse(file, problem, queue, &mut findings);
                }
            }
        }
        findings
    }

    /// The items of the drop, which are looked at once.
    fn top_entries(&mut self) -> Vec<(Entry, Option<Name>)> {
        std::mem::take(&mut self.order.items)
            .into_iter()
            .map(|item| {
                let mut entry = Entry::new(item.name, item.kind);
                entry.size = item.size;
                entry.modified = item.modified;
                (entry, item.rename_to)
            })
            .collect()
    }
}

fn too_many(first: &str) -> Problem {
    let what = format!("Folders from {first} on are left out");
    Problem::new(Cause::Unproved, what).words(format!(
        "more than {FOLDER_LIMIT} folders: taken for a loop of links"
    ))
}

#[cfg(test)]
mod tests;
