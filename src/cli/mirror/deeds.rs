//! What a mirror does: makes, copies, proves, deletes.

use super::super::client::Tally;
use super::super::exit::Failure;
use super::super::{Client, Common, say};
use super::{Sides, said};
use crate::engine::mirror::{MirrorFile, MirrorPlan, MirrorStep, TreePath};
use crate::engine::{Cause, DropId, DropOrder, Place, Problem, Source, explain};
use crate::model::{Direction, EntryKind, OnConflict, Operation, RemotePath, TransferType};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Makes the folders of the target that are missing.
pub(super) async fn make(
    client: &mut Client,
    sides: &Sides,
    plan: &MirrorPlan,
    common: &Common,
    tally: &mut Tally,
) -> Result<(), Failure> {
    if sides.direction == Direction::Upload {
        make_target(client, &sides.remote).await?;
    }
    for path in &plan.make {
        let made = match (sides.direction, &sides.local) {
            (Direction::Upload, _) => client.make_dir(&path.below(&sides.remote)).await,
            (Direction::Download, Some(local)) => {
                let what = format!("Making {}", path.shown(client.names));
                on_disk(path, &what, |below| local.make(below))
            }
            (Direction::Download, None) => Ok(()),
        };
        said::done("make", path, made, client, common, tally);
    }
    Ok(())
}

/// The folder that a mirror begins at, and those above it.
async fn make_target(client: &mut Client, target: &RemotePath) -> Result<(), Problem> {
    let mut missing = Vec::new();
    let mut folder = Some(target.clone());
    while let Some(path) = folder.take() {
        if client.list(&path).await.is_err() {
            folder = path.parent();
            missing.push(path);
        }
    }
    for path in missing.iter().rev() {
        client.make_dir(path).await?;
    }
    Ok(())
}

fn on_disk(
    path: &TreePath,
    what: &str,
    work: impl FnOnce(&Path) -> std::io::Result<()>,
) -> Result<(), Problem> {
    let below = path.local();
    let below = below.ok_or_else(|| Problem::new(Cause::Local, format!("{what} failed")))?;
    work(&below).map_err(|error| explain::local(what, &error))
}

/// Copies file by file through the queue: one drop for each folder, and for what is new in it and
/// what is replaced.
pub(super) async fn copy(
    client: &mut Client,
    sides: &Sides,
    plan: &MirrorPlan,
    common: &Common,
    tally: &mut Tally,
) -> Result<(), Failure> {
    let mut drops: BTreeMap<(&TreePath, &TreePath, bool), Vec<&MirrorFile>> = BTreeMap::new();
    for file in &plan.files {
        let key = (&file.source, &file.target, file.replaces.is_some());
        drops.entry(key).or_default().push(file);
    }
    for ((source, target, replaces), files) in drops {
        let (there, here) = match sides.direction {
            Direction::Download => (source, target),
            Direction::Upload => (target, source),
        };
        let remote = Place::Remote(there.below(&sides.remote));
        let Some(local) = local_place(sides, here) else {
            continue;
        };
        let (from, to) = match sides.direction {
            Direction::Download => (remote, Place::Local(local)),
            Direction::Upload => (Place::Local(local), remote),
        };
        let order = DropOrder {
            id: DropId::default(),
            from,
            to,
            items: files.into_iter().map(item).collect(),
            operation: Operation::Copy,
            // A name that is taken by now was free when the plan was made: somebody else's work.
            on_conflict: if replaces {
                OnConflict::Overwrite
            } else {
                OnConflict::Ask
            },
            transfer_type: TransferType::Image,
        };
        client.carry(order, common, tally).await?;
    }
    Ok(())
}

fn local_place(sides: &Sides, path: &TreePath) -> Option<PathBuf> {
    Some(sides.local.as_ref()?.place(&path.local()?))
}

fn item(file: &MirrorFile) -> Source {
    Source {
        name: file.entry.name.clone(),
        kind: EntryKind::File,
        size: file.entry.size,
        modified: file.entry.modified,
        rename_to: (file.name != file.entry.name).then(|| file.name.clone()),
    }
}

/// Asks the server for each name that its listings do not have. One that is there all the same shows
/// that the listing of its folder is not whole: nothing is deleted there then.
pub(super) async fn prove(
    client: &mut Client,
    remote: &RemotePath,
    plan: &mut MirrorPlan,
) -> Result<(), Failure> {
    let mut asked: BTreeMap<TreePath, Vec<RemotePath>> = BTreeMap::new();
    for (folder, name) in plan.proofs() {
        let path = folder.below(remote).join(name);
        asked.entry(folder.clone()).or_default().push(path);
    }
    for (folder, paths) in asked {
        match client.mirror_step(MirrorStep::Prove(paths)).await {
            Ok(()) => {}
            Err(problem) if problem.cause == Cause::Connection => return Err(problem.into()),
            Err(problem) => plan.spare(&folder, &problem.to_string()),
        }
    }
    Ok(())
}

/// Deletes, and stops at the first failure. Returns how much is gone.
pub(super) async fn delete(
    client: &mut Client,
    sides: &Sides,
    plan: &MirrorPlan,
    common: &Common,
    tally: &mut Tally,
) -> usize {
    for (number, doomed) in plan.delete.iter().enumerate() {
        let gone = match (sides.direction, &sides.local) {
            (Direction::Upload, _) => {
                let path = doomed.path.below(&sides.remote);
                if doomed.kind == EntryKind::Dir {
                    client.mirror_step(MirrorStep::RemoveDir(path)).await
                } else {
                    client.delete(path, doomed.kind).await
                }
            }
            (Direction::Download, Some(local)) => {
                let what = format!("Deleting {}", doomed.path.shown(client.names));
                on_disk(&doomed.path, &what, |below| {
                    local.delete(below, doomed.kind)
                })
            }
            (Direction::Download, None) => Ok(()),
        };
        let failed = gone.is_err();
        said::done("delete", &doomed.path, gone, client, common, tally);
        if failed {
            let left = plan.delete.len() - number - 1;
            if left > 0 {
                say(&format!("nothing more is deleted: {left} left"));
            }
            return number;
        }
    }
    plan.delete.len()
}
