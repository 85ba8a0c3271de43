//! Local work: what the panes, the viewer and the dialogs want done on this computer. Blocks.

use crate::app::{CopiesMade, LocalJob, LocalOutcome};
use crate::engine::Problem;
use crate::engine::problem::Cause;
use crate::fs::through;
use crate::fs::{bookmarks, draft, folder, local, measure, permissions, reading, report, sockets};
use crate::model::permissions::changed_words;
use crate::model::text::{display_safe, plural, system_words};
use std::io;
use std::path::{Path, PathBuf};

/// Entries in the first part of a local listing.
const FIRST_PART: usize = 500;

/// Does local work, and tells of what is known before it ends. Blocks.
#[expect(clippy::too_many_lines, reason = "a table: an arm for each job")]
pub(super) fn run(
    job: &LocalJob,
    mut tell: impl FnMut(LocalOutcome),
) -> Result<LocalOutcome, Problem> {
    let failed = |error: &io::Error| problem(&attempt(job), error);
    match job {
        LocalJob::List(path) => {
            let listed = local::list_in_parts(path, FIRST_PART, |path, from, entries| {
                let path = path.to_owned();
                tell(LocalOutcome::ListedPart {
                    path,
                    from,
                    entries,
                });
            });
            let listed = listed.map_err(|error| failed(&error))?;
            Ok(LocalOutcome::Listed {
                path: listed.path,
                told: listed.told,
                entries: listed.entries,
                free: listed.free,
            })
        }
        LocalJob::ListWhole(path) => {
            let (path, entries, free) = local::list(path).map_err(|error| failed(&error))?;
            Ok(LocalOutcome::Listed {
                path,
                told: 0,
                entries,
                free,
            })
        }
        LocalJob::MakeDir(path) => {
            local::make_dir(path).map_err(|error| failed(&error))?;
            Ok(LocalOutcome::Done(format!("made folder {}", last(path))))
        }
        LocalJob::MakeDirs { within, names } => {
            let made = folder::make_in_turn(within, names).map_err(|error| failed(&error))?;
            Ok(LocalOutcome::Done(format!("made folder {}", last(&made))))
        }
        LocalJob::ReadBookmarks(file) => Ok(LocalOutcome::Bookmarks(
            bookmarks::load(file).map_err(|error| failed(&error)),
        )),
        LocalJob::ChangeBookmarks { file, change } => Ok(LocalOutcome::Bookmarks(
            bookmarks::change(file, change).map_err(|error| failed(&error)),
        )),
        LocalJob::Rename { from, to } => {
            local::rename(from, to).map_err(|error| failed(&error))?;
            let text = format!("renamed {} to {}", last(from), last(to));
            Ok(LocalOutcome::Done(text))
        }
        LocalJob::MoveInto { sources, directory } => {
            let moved = local::move_into(sources, directory).map_err(stopped("Moving"))?;
            let text = format!("moved {} to {}", plural(moved, "item"), shown(directory));
            Ok(LocalOutcome::Done(text))
        }
        LocalJob::CopyInto { sources, directory } => {
            let done = local::copy_into(sources, directory).map_err(stopped("Copying"))?;
            let summary = format!("{} to {}", done.summary(), shown(directory));
            let copy = |source: &PathBuf| Some(directory.join(source.file_name()?));
            let copies: Vec<PathBuf> = sources.iter().filter_map(copy).collect();
            Ok(match local::stamp(&copies) {
                Ok(stamp) => LocalOutcome::Copied(CopiesMade {
                    summary,
                    copies,
                    stamp,
                }),
                // They are there, and cannot be taken back.
                Err(_) => LocalOutcome::Done(summary),
            })
        }
        LocalJob::Read { .. }
        | LocalJob::Look(_)
        | LocalJob::MakePrivateFolder
        | LocalJob::MakeRoom(_)
        | LocalJob::RemovePrivateFolder(_)
        | LocalJob::SaveCopy { .. }
        | LocalJob::Fingerprint(_) => read_or_edit(job).map_err(|error| failed(&error)),
        LocalJob::Recognize(readings) => {
            let mut looked = Err(io::Error::from(io::ErrorKind::NotFound));
            for paths in readings {
                looked = local::look(paths);
                if looked.is_ok() {
                    break;
                }
            }
            let (folder, entries, elsewhere) = looked.map_err(|error| failed(&error))?;
            Ok(LocalOutcome::Recognized {
                folder,
                entries,
                elsewhere,
            })
        }
        LocalJob::SaveReport { folder, stem, text } => {
            let saved = report::write_new(folder, stem, text).map_err(|error| failed(&error))?;
            Ok(LocalOutcome::Saved(saved))
        }
        LocalJob::Measure(folders) => Ok(LocalOutcome::Done(measure::measure(folders).summary())),
        LocalJob::SetPermissions {
            targets,
            mode,
            reach,
        } => judged(&permissions::set(targets, *mode, *reach)),
        LocalJob::Sockets(earlier) => {
            let rows = sockets::list(earlier).map_err(|error| failed(&error))?;
            Ok(LocalOutcome::Sockets(rows))
        }
        LocalJob::MoveBack(moved) => moved_back(&local::move_back(moved)),
        LocalJob::RemoveCopies { copies, stamp } => {
            let deleted = local::remove_copies(copies, *stamp).map_err(copies_stay)?;
            let text = format!("took the copy back: {}", deleted.summary());
            Ok(LocalOutcome::Done(text))
        }
        LocalJob::Delete(targets) => {
            let deleted = local::delete(targets).map_err(stopped("Deleting"))?;
            Ok(LocalOutcome::Done(deleted.summary()))
        }
    }
}

/// Does work for files that are looked at or edited.
fn read_or_edit(job: &LocalJob) -> io::Result<LocalOutcome> {
    Ok(match job {
        LocalJob::Read { path, range } => {
            LocalOutcome::Part(reading::read_part(path, range.clone())?)
        }
        LocalJob::Look(path) => LocalOutcome::Looked(reading::facts(path)?),
        LocalJob::MakePrivateFolder => LocalOutcome::PrivateFolder(draft::private_folder()?),
        LocalJob::MakeRoom(bytes) => LocalOutcome::PrivateFolder(through::folder(*bytes)?),
        LocalJob::RemovePrivateFolder(folder) => {
            draft::remove_private_folder(folder)?;
            LocalOutcome::Done(format!("removed {}", shown(folder)))
        }
        LocalJob::SaveCopy { file, directory } => {
            draft::save_copy(file, directory)?;
            LocalOutcome::Done(format!("saved {} in {}", last(file), shown(directory)))
        }
        LocalJob::Fingerprint(path) => {
            draft::make_private(path)?;
            let (hash, size) = reading::fingerprint(path)?;
            LocalOutcome::Fingerprint(hash, size)
        }
        _ => return Err(io::ErrorKind::Unsupported.into()),
    })
}

/// What became of a change of permissions; of many failures the first are told by name.
fn judged(done: &permissions::Changed) -> Result<LocalOutcome, Problem> {
    let (changed, failed) = (done.changed, done.failed.len());
    if failed == 0 {
        return Ok(LocalOutcome::Done(changed_words(changed)));
    }
    let words = |one: &local::Stopped| {
        let words = problem("", &one.error).words.unwrap_or_default();
        format!("{}: {words}", shown(&one.path))
    };
    let told: Vec<String> = done.failed.iter().take(5).map(words).collect();
    let mut words = told.join("; ");
    if failed > told.len() {
        words = format!("{words}; and {} more", failed - told.len());
    }
    let of = match changed + failed {
        1 => String::new(),
        all => format!(" of {failed} of {}", plural(all, "item")),
    };
    let what = format!("The permissions{of} could not be changed");
    Err(Problem::new(Cause::Local, what).words(words))
}

/// What became of things that were to go back; those that stay are told with the first one's reason.
fn moved_back((back, stay): &(usize, Vec<local::Stopped>)) -> Result<LocalOutcome, Problem> {
    let moved = format!("moved {} back", plural(*back, "item"));
    let Some(first) = stay.first() else {
        return Ok(LocalOutcome::Done(moved));
    };
    let others = match stay.len() {
        1 => String::new(),
        count => format!(" and {} more", count - 1),
    };
    let (path, before) = (shown(&first.path), if *back > 0 { &*moved } else { "" });
    let what = match before {
        "" => format!("{path}{others} cannot be moved back"),
        before => format!("{before}; {path}{others} stays"),
    };
    let problem = Problem::new(Cause::Local, what).words(system_words(&first.error));
    Err(match first.error.kind() {
        io::ErrorKind::AlreadyExists => problem.advice("Its old name is taken by now."),
        io::ErrorKind::NotFound => problem.advice("It, or its old folder, is not there any more."),
        _ => problem,
    })
}

/// Copies that are not deleted, and why.
fn copies_stay(stopped: local::Stopped) -> Problem {
    if stopped.error.kind() == io::ErrorKind::InvalidData {
        let what = "The copies stay: something of them was changed since they were made";
        return Problem::new(Cause::Local, what);
    }
    self::stopped("Deleting")(stopped)
}

/// What a job tries, for when it fails.
pub(super) fn attempt(job: &LocalJob) -> String {
    match job {
        LocalJob::List(path) | LocalJob::ListWhole(path) => {
            format!("Listing {} failed", shown(path))
        }
        LocalJob::MakeDir(path) => format!("Making folder {} failed", shown(path)),
        LocalJob::MakeDirs { within, .. } => {
            format!("Making folders in {} failed", shown(within))
        }
        LocalJob::ReadBookmarks(file) | LocalJob::ChangeBookmarks { file, .. } => {
            format!("The bookmarks in {} cannot be kept", shown(file))
        }
        LocalJob::Rename { from, to } => {
            format!("Renaming {} to {} failed", last(from), last(to))
        }
        LocalJob::MoveInto { directory, .. } => format!("Moving to {} failed", shown(directory)),
        LocalJob::CopyInto { directory, .. } => format!("Copying to {} failed", shown(directory)),
        LocalJob::Measure(_) => "Counting failed".into(),
        LocalJob::SetPermissions { .. } => "Changing the permissions failed".into(),
        LocalJob::Sockets(_) => "Listing the sockets failed".into(),
        LocalJob::Delete(_) => "Deleting failed".into(),
        LocalJob::MoveBack(_) | LocalJob::RemoveCopies { .. } => {
            "Taking the drop back failed".into()
        }
        LocalJob::Read { path, .. } => format!("Reading {} failed", shown(path)),
        LocalJob::Look(path) | LocalJob::Fingerprint(path) => {
            format!("Looking at {} failed", shown(path))
        }
        LocalJob::SaveCopy { file, directory } => {
            format!("Saving {} in {} failed", last(file), shown(directory))
        }
        LocalJob::MakePrivateFolder | LocalJob::MakeRoom(_) => {
            "Making a private folder failed".into()
        }
        LocalJob::RemovePrivateFolder(folder) => format!("Removing {} failed", shown(folder)),
        LocalJob::Recognize(_) => "Looking for what was pasted failed".into(),
        LocalJob::SaveReport { folder, .. } => {
            format!("Saving the report in {} failed", shown(folder))
        }
    }
}

/// The problem of work on several files that stopped at one of them.
fn stopped(verb: &'static str) -> impl Fn(local::Stopped) -> Problem {
    move |stopped| {
        let done = match stopped.done {
            0 => String::new(),
            done => format!(" (after {})", plural(done, "item")),
        };
        let what = format!("{verb} {} failed{done}", shown(&stopped.path));
        problem(&what, &stopped.error)
    }
}

fn shown(path: &Path) -> String {
    display_safe(path.as_os_str().as_encoded_bytes())
}

fn last(path: &Path) -> String {
    path.file_name()
        .map_or_else(|| shown(path), |name| display_safe(name.as_encoded_bytes()))
}

fn problem(what: &str, error: &io::Error) -> Problem {
    let problem = Problem::new(Cause::Local, what).words(system_words(error));
    let advice = match error.kind() {
        io::ErrorKind::PermissionDenied => "Check who owns it and what its permissions are.",
        io::ErrorKind::NotFound => "It is gone or has another name now; list the folder again.",
        io::ErrorKind::AlreadyExists => "The name is taken; choose another one.",
        io::ErrorKind::CrossesDevices => "It lies on another file system; moves stay within one.",
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "Make room there first.",
        io::ErrorKind::ReadOnlyFilesystem => "The file system is mounted read-only.",
        io::ErrorKind::NotADirectory => "It is not a folder.",
        _ => return problem,
    };
    problem.advice(advice)
}
