//! Performs what `update` asks for.

use super::notice;
use super::settings::Ask;
use super::shell::ShellOrder;
use crate::app::{EditPurpose, Effect, LocalJob, LocalOutcome, Message, PasswordJob, SiteJob};
use crate::engine::problem::Cause;
use crate::engine::{Command, Problem};
use crate::fs::{
    bookmarks, draft, folder, history, local, measure, permissions, reading, report, sockets,
};
use crate::model::text::{display_safe, plural};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;
use tokio::sync::mpsc::UnboundedSender;

/// Where effects go that are not for the screen itself.
#[derive(Clone, Debug)]
pub(super) struct Outlets {
    /// To the engine.
    pub(super) commands: UnboundedSender<Command>,
    /// To what keeps passwords.
    pub(super) passwords: UnboundedSender<PasswordJob>,
    /// To what keeps the settings.
    pub(super) settings: Sender<Ask>,
    /// To what keeps sites.
    pub(super) sites: UnboundedSender<SiteJob>,
    /// The file for the lines of the command line; `None` where none are kept.
    pub(super) history: Option<PathBuf>,
    /// Back to the state.
    pub(super) answers: UnboundedSender<Message>,
}

/// What the screen has to do itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ForScreen {
    /// Nothing.
    Nothing,
    /// Stop until continued.
    Suspend,
    /// Let the user edit this text.
    Edit(EditPurpose, String),
    /// Let the user edit this file.
    EditFile(u64, PathBuf),
    /// Put this on the terminal's clipboard.
    Clipboard(String),
    /// Let the user have a shell of this computer.
    Shell(ShellOrder),
    /// Tell the terminal that there is something to look at.
    Notify(String),
    /// Take the mouse from the terminal, or give it back.
    Mouse(bool),
    /// Draw everything again.
    Redraw,
    /// End.
    Quit,
}

/// Performs an effect.
pub(super) fn perform(effect: Effect, outlets: &Outlets) -> ForScreen {
    match effect {
        Effect::Engine(command) => {
            // An engine that has ended says so on its event channel.
            let _ = outlets.commands.send(command);
            ForScreen::Nothing
        }
        Effect::Arrange {
            shore,
            id,
            arrangement,
        } => {
            let answers = outlets.answers.clone();
            tokio::task::spawn_blocking(move || {
                let order = arrangement.order();
                let _ = answers.send(Message::Arranged { shore, id, order });
            });
            ForScreen::Nothing
        }
        Effect::Local { request, job } => {
            let answers = outlets.answers.clone();
            tokio::spawn(async move {
                let what = attempt(&job);
                let parts = answers.clone();
                let outcome = tokio::task::spawn_blocking(move || {
                    run(&job, |part| {
                        let outcome = Ok(part);
                        let _ = parts.send(Message::Local { request, outcome });
                    })
                });
                let outcome = outcome.await;
                let outcome = outcome.unwrap_or_else(|_| {
                    Err(Problem::new(Cause::Local, what).advice("This is a bug; see the log."))
                });
                let _ = answers.send(Message::Local { request, outcome });
            });
            ForScreen::Nothing
        }
        Effect::Passwords(job) => {
            // What keeps them ends only when the screen does.
            let _ = outlets.passwords.send(job);
            ForScreen::Nothing
        }
        Effect::Settings(job) => {
            // As above.
            let _ = outlets.settings.send(Ask::Write(job));
            ForScreen::Nothing
        }
        Effect::Sites(job) => {
            // As above.
            let _ = outlets.sites.send(job);
            ForScreen::Nothing
        }
        Effect::Run {
            command,
            environment,
        } => {
            let answers = outlets.answers.clone();
            tokio::spawn(async move {
                if let Err(problem) = notice::run(command, environment).await {
                    let _ = answers.send(Message::RunFailed(problem));
                }
            });
            ForScreen::Nothing
        }
        Effect::Edit { purpose, text } => ForScreen::Edit(purpose, text),
        Effect::EditFile { id, path } => ForScreen::EditFile(id, path),
        Effect::Clipboard(text) => ForScreen::Clipboard(text),
        Effect::Shell {
            command,
            directory,
            pauses,
        } => ForScreen::Shell(ShellOrder {
            command,
            directory,
            pauses,
        }),
        Effect::KeepLine(line) => {
            keep_line(outlets, line);
            ForScreen::Nothing
        }
        Effect::Notify(text) => ForScreen::Notify(text),
        Effect::Suspend => ForScreen::Suspend,
        Effect::Mouse(ours) => ForScreen::Mouse(ours),
        Effect::Redraw => ForScreen::Redraw,
        Effect::Quit => ForScreen::Quit,
    }
}

/// Keeps a line of the command line for later runs. Where that does not work there is one less.
fn keep_line(outlets: &Outlets, line: String) {
    if let Some(path) = outlets.history.clone() {
        tokio::task::spawn_blocking(move || {
            if let Err(error) = history::keep(&path, &line) {
                tracing::warn!(%error, "a line of the history was not kept");
            }
        });
    }
}

/// Entries in the first part of a local listing.
const FIRST_PART: usize = 500;

/// Does local work, and tells of what is known before it ends. Blocks.
fn run(job: &LocalJob, mut tell: impl FnMut(LocalOutcome)) -> Result<LocalOutcome, Problem> {
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
            let copied = local::copy_into(sources, directory).map_err(stopped("Copying"))?;
            let text = format!("{} to {}", copied.summary(), shown(directory));
            Ok(LocalOutcome::Done(text))
        }
        LocalJob::Read { .. }
        | LocalJob::Look(_)
        | LocalJob::MakePrivateFolder
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
            LocalOutcome::Fingerprint(reading::fingerprint(path)?)
        }
        _ => return Err(io::ErrorKind::Unsupported.into()),
    })
}

/// What became of a change of permissions; of many failures the first are told by name.
fn judged(done: &permissions::Changed) -> Result<LocalOutcome, Problem> {
    let (changed, failed) = (done.changed, done.failed.len());
    if failed == 0 {
        let items = plural(changed, "item");
        return Ok(LocalOutcome::Done(format!(
            "permissions of {items} changed"
        )));
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

/// What a job tries, for when it fails.
fn attempt(job: &LocalJob) -> String {
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
        LocalJob::Read { path, .. } => format!("Reading {} failed", shown(path)),
        LocalJob::Look(path) | LocalJob::Fingerprint(path) => {
            format!("Looking at {} failed", shown(path))
        }
        LocalJob::SaveCopy { file, directory } => {
            format!("Saving {} in {} failed", last(file), shown(directory))
        }
        LocalJob::MakePrivateFolder => "Making a private folder failed".into(),
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
    let words = error.to_string();
    // The number behind the system's words helps nobody.
    let words = words.split(" (os error").next().unwrap_or(&words);
    let problem = Problem::new(Cause::Local, what).words(words);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::RequestId;
    use tokio::sync::mpsc;

    async fn outcome(job: LocalJob) -> Result<LocalOutcome, Problem> {
        let (commands, _commanded) = mpsc::unbounded_channel();
        let (answers, mut inbox) = mpsc::unbounded_channel();
        let (passwords, _kept) = mpsc::unbounded_channel();
        let (settings, _asked) = std::sync::mpsc::channel();
        let (sites, _noted) = mpsc::unbounded_channel();
        let outlets = Outlets {
            commands,
            passwords,
            settings,
            sites,
            history: None,
            answers,
        };
        let request = RequestId(7);
        let effect = Effect::Local { request, job };
        assert_eq!(perform(effect, &outlets), ForScreen::Nothing);
        match inbox.recv().await.unwrap() {
            Message::Local { request, outcome } => {
                assert_eq!(request, RequestId(7));
                outcome
            }
            other => panic!("{other:?}"),
        }
    }

    #[tokio::test]
    async fn local_work_comes_back_with_its_request() {
        let home = tempfile::tempdir().unwrap();
        let made = outcome(LocalJob::MakeDir(home.path().join("photos"))).await;
        assert_eq!(made, Ok(LocalOutcome::Done("made folder photos".into())));
        let listed = outcome(LocalJob::List(home.path().into())).await.unwrap();
        let LocalOutcome::Listed { entries, .. } = listed else {
            panic!("{listed:?}")
        };
        assert_eq!(entries.len(), 1);
    }

    #[tokio::test]
    async fn a_failure_says_what_whose_words_and_what_to_do() {
        let home = tempfile::tempdir().unwrap();
        let taken = home.path().join("taken");
        std::fs::write(&taken, b"").unwrap();
        let problem = outcome(LocalJob::MakeDir(taken)).await.unwrap_err();
        assert!(problem.what.starts_with("Making folder "), "{problem}");
        assert_eq!(problem.words.as_deref(), Some("File exists"));
        assert!(problem.advice.unwrap().contains("another"));
    }

    #[tokio::test]
    async fn a_report_is_saved_under_a_name_of_its_own() {
        let home = tempfile::tempdir().unwrap();
        let job = LocalJob::SaveReport {
            folder: home.path().join("state"),
            stem: "doctor-2026-11-22".into(),
            text: "What this says".into(),
        };
        let first = home.path().join("state/doctor-2026-11-22.txt");
        let second = home.path().join("state/doctor-2026-11-22-2.txt");
        assert_eq!(outcome(job.clone()).await, Ok(LocalOutcome::Saved(first)));
        assert_eq!(outcome(job).await, Ok(LocalOutcome::Saved(second.clone())));
        assert_eq!(std::fs::read_to_string(second).unwrap(), "What this says");
    }

    #[tokio::test]
    async fn a_failure_names_the_file_it_stopped_at() {
        let home = tempfile::tempdir().unwrap();
        let there = home.path().join("there");
        std::fs::write(&there, b"").unwrap();
        let job = LocalJob::Delete(vec![there, home.path().join("not\x1bthere")]);
        let problem = outcome(job).await.unwrap_err();
        assert!(problem.what.contains("not\\x1bthere failed"), "{problem}");
        assert_eq!(problem.cause, Cause::Local);
    }
}
