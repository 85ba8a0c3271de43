//! Drops while they become transfers: folders are looked at one pair at a time, files are queued
//! as they are found, and names that are taken wait for one answer. Pure but for the gate's rules.

pub(super) mod names;

use super::Problem;
use super::command::{DropOrder, Place};
use super::problem::Cause;
use super::queue::TransferQueue;
use super::work::{Token, TransferOrder, WalkOrder, Walked};
use crate::fs::safe_name::local_component;
use crate::model::text::display_safe_str;
use crate::model::{
    Direction, Entry, EntryKind, Modified, Name, NameCoding, OnConflict, RemotePath,
};
use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;

/// Folders of one drop are read up to so many: more are taken for links that lead round in a circle.
const FOLDER_LIMIT: usize = 100_000;
/// A folder whose session is lost so often in a row is not read again.
const LOSS_LIMIT: u8 = 3;
/// Numbers for keeping both are tried up to here.
const NUMBERS: usize = 10_000;

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
    /// Files whose names are taken, waiting for the answer.
    held: Vec<Found>,
    /// The question has been put.
    asked: bool,
    /// What to do with names that are taken.
    policy: OnConflict,
    pub(crate) files: usize,
    pub(crate) bytes: u64,
    /// Transfers that have not ended.
    pub(crate) open: usize,
    /// Something did not get across: a move keeps its folders then.
    pub(crate) flawed: bool,
    /// Pairs of folders that were to be looked at, all in all.
    looks: usize,
    /// The source folders, outermost first, for a move to remove when they are empty.
    pub(crate) folders: Vec<(RemotePath, PathBuf)>,
    pub(crate) announced: bool,
    /// How often in a row a session was lost that read a folder of it.
    pub(crate) losses: u8,
}

/// A file that was found, with where it goes.
#[derive(Clone, Debug)]
struct Found {
    remote: RemotePath,
    local: PathBuf,
    size: Option<u64>,
    modified: Option<Modified>,
    /// If its name is taken: all names that are in the target folder or will be, for finding one
    /// that is free.
    taken: Option<Arc<HashSet<Name>>>,
}

/// What comes of looking at a pair of folders.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    /// To be queued.
    pub(crate) transfers: Vec<TransferOrder>,
    /// Not to be tried, with the reason.
    pub(crate) refused: Vec<(TransferOrder, Problem)>,
    /// Left out as the answer says.
    pub(crate) skipped: Vec<TransferOrder>,
    /// Pairs of folders to look at.
    pub(crate) walks: Vec<WalkOrder>,
    /// Folders are left out from here on, told once.
    pub(crate) cut_off: Option<Problem>,
    /// Names that are taken: ask, once.
    pub(crate) ask: Option<Vec<String>>,
}

impl DropState {
    pub(crate) fn new(order: DropOrder, site: &Arc<str>) -> Self {
        Self {
            policy: order.on_conflict,
            order,
            site: Arc::clone(site),
            coding: NameCoding::default(),
            walking: 0,
            held: Vec::new(),
            asked: false,
            files: 0,
            bytes: 0,
            open: 0,
            flawed: false,
            looks: 0,
            folders: Vec::new(),
            announced: false,
            losses: 0,
        }
    }

    /// Whether a folder is read again whose session was lost: not for ever.
    pub(crate) fn outlives_loss(&mut self) -> bool {
        self.losses = self.losses.saturating_add(1);
        self.losses < LOSS_LIMIT
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
            top: true,
        })
    }

    /// Whether everything is in the queue.
    pub(crate) fn is_planned(&self) -> bool {
        self.walking == 0 && self.held.is_empty()
    }

    /// The target folder, safe to show.
    pub(crate) fn target(&self) -> String {
        match &self.order.to {
            Place::Local(path) => display_safe_str(&path.to_string_lossy()),
            Place::Remote(path) => self.coding.shown(path.as_bytes()),
        }
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
        let present: HashSet<Name> = found.present.into_iter().map(|entry| entry.name).collect();
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
            let nameless = target_name.as_ref().err().cloned();
            let target_name = target_name.unwrap_or_else(|_| entry.name.clone());
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
                taken: present.contains(&target_name).then(|| Arc::clone(&all)),
            };
            match nameless {
                None => self.place(walk, &entry, file, local_name, queue, &mut findings),
                Some(words) => {
                    let problem = Problem::new(Cause::Local, "Left out")
                        .words(words)
                        .advice("Rename it, or choose another character set for the site.");
                    self.refuse(file, problem, queue, &mut findings);
                }
            }
        }
        self.ask_or_settle(queue, &mut findings);
        findings
    }

    fn top_entries(&self) -> Vec<(Entry, Option<Name>)> {
        self.order
            .items
            .iter()
            .map(|item| {
                let mut entry = Entry::new(item.name.clone(), item.kind);
                entry.size = item.size;
                entry.modified = item.modified;
                (entry, item.rename_to.clone())
            })
            .collect()
    }

    /// Decides what one entry becomes: a file, a folder to look at, or a refusal.
    fn place(
        &mut self,
        walk: &WalkOrder,
        entry: &Entry,
        mut file: Found,
        local_name: &Name,
        queue: &mut TransferQueue,
        findings: &mut Findings,
    ) {
        let component = match local_component(local_name) {
            Ok(component) => component,
            Err(error) => {
                let problem = Problem::new(Cause::Local, "Refused for safety")
                    .words(format!("{}: {error}", local_name.display()));
                return self.refuse(file, problem, queue, findings);
            }
        };
        file.local.push(component);
        let refusal = match (entry.kind, walk.direction) {
            (EntryKind::Other, _) => Some("neither a file nor a folder: a device, socket or pipe"),
            // It may lead anywhere, or round in a circle; chosen by hand it is followed.
            (EntryKind::Link, Direction::Upload) if !walk.top => {
                Some("a link inside a folder: links are not followed")
            }
            _ => None,
        };
        if let Some(words) = refusal {
            let problem = Problem::new(Cause::Local, "Left out").words(words);
            return self.refuse(file, problem, queue, findings);
        }
        match entry.kind {
            EntryKind::Dir if self.looks >= FOLDER_LIMIT => {
                if self.looks == FOLDER_LIMIT {
                    self.looks += 1;
                    let first = self.coding.shown(file.remote.as_bytes());
                    findings.cut_off = Some(too_many(&first));
                }
                self.flawed = true;
            }
            EntryKind::Dir => {
                self.looks += 1;
                self.walking += 1;
                findings.walks.push(WalkOrder {
                    drop: walk.drop,
                    direction: walk.direction,
                    remote: file.remote,
                    local: file.local,
                    top: false,
                });
            }
            EntryKind::File | EntryKind::Link | EntryKind::Other => self.held.push(file),
        }
    }

    /// Notes a file that is not tried.
    fn refuse(
        &mut self,
        file: Found,
        problem: Problem,
        queue: &mut TransferQueue,
        findings: &mut Findings,
    ) {
        self.flawed = true;
        let order = self.transfer(file, false, queue);
        findings.refused.push((order, problem));
    }

    /// What is held and free to go becomes transfers; what is taken follows the policy, or asks.
    fn ask_or_settle(&mut self, queue: &mut TransferQueue, findings: &mut Findings) {
        for file in std::mem::take(&mut self.held) {
            match (&file.taken, self.policy) {
                (None, _) => findings.transfers.push(self.transfer(file, false, queue)),
                (Some(_), OnConflict::Overwrite) => {
                    findings.transfers.push(self.transfer(file, true, queue));
                }
                (Some(_), OnConflict::Skip) => {
                    self.flawed = true;
                    findings.skipped.push(self.transfer(file, false, queue));
                }
                (Some(_), OnConflict::Rename) => {
                    if let Some(file) = self.renamed(&file, queue) {
                        findings.transfers.push(self.transfer(file, false, queue));
                        continue;
                    }
                    let problem = Problem::new(Cause::Local, "Left out")
                        .words("it is there already, and no numbered name is free");
                    self.refuse(file, problem, queue, findings);
                }
                (Some(_), _) => self.held.push(file),
            }
        }
        if !self.held.is_empty() && !self.asked {
            self.asked = true;
            let names = self.held.iter().filter_map(|file| file.remote.name());
            let shown = names.map(|name| self.coding.shown(name.as_bytes()));
            findings.ask = Some(shown.collect());
        }
    }

    /// The answer to the question: what was held goes on. `None` takes it back.
    pub(crate) fn answered(&mut self, answer: OnConflict, queue: &mut TransferQueue) -> Findings {
        self.policy = if answer == OnConflict::Ask {
            OnConflict::Skip
        } else {
            answer
        };
        let mut findings = Findings::default();
        self.ask_or_settle(queue, &mut findings);
        findings
    }

    /// The file under `name (1).ext`, or the first number that is free: neither in the target
    /// folder, nor a name of another file of this drop, nor on its way there in another transfer.
    fn renamed(&self, file: &Found, queue: &mut TransferQueue) -> Option<Found> {
        let taken = file.taken.as_deref()?;
        let upload = matches!(self.order.from, Place::Local(_));
        let current = if upload {
            file.remote.name()?
        } else {
            crate::fs::safe_name::name_of(file.local.file_name()?)
        };
        let folder = file.remote.parent();
        (1..NUMBERS)
            .map(|number| names::numbered(&current, number))
            .filter(|name| !taken.contains(name))
            .find_map(|name| {
                let mut renamed = file.clone();
                let target = if upload {
                    renamed.remote = folder.as_ref()?.join(&name);
                    Place::Remote(renamed.remote.clone())
                } else {
                    // A name may be too long with its number.
                    renamed.local.set_file_name(local_component(&name).ok()?);
                    Place::Local(renamed.local.clone())
                };
                queue.reserve(&self.site, target).then_some(renamed)
            })
    }

    fn transfer(&mut self, file: Found, replace: bool, queue: &mut TransferQueue) -> TransferOrder {
        self.files += 1;
        self.bytes += file.size.unwrap_or(0);
        let upload = matches!(self.order.from, Place::Local(_));
        TransferOrder {
            id: queue.next_id(),
            direction: if upload {
                Direction::Upload
            } else {
                Direction::Download
            },
            operation: self.order.operation,
            local: file.local,
            remote: file.remote,
            size: file.size,
            modified: file.modified,
            replace,
            root: PathBuf::new().into(),
            mode: None,
            extend: false,
            transfer_type: self.order.transfer_type,
            token: Token(Box::default()),
            begun: None,
        }
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
