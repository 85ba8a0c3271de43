//! Performs what `update` asks for.

use super::local_work::{attempt, run};
use super::notice;
use super::settings::Ask;
use super::shell::ShellOrder;
use crate::app::{EditPurpose, Effect, LocalJob, Message, PasswordJob, SiteJob, TabOrder, Worked};
use crate::engine::problem::Cause;
use crate::engine::{Command, Problem, RequestId};
use crate::fs::history;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::Sender;
use tokio::sync::mpsc::UnboundedSender;

/// Work for what all tabs share, and where its outcome is wanted.
#[derive(Debug)]
pub(super) struct Asked<J> {
    /// The work.
    pub(super) job: J,
    /// The state that asks.
    pub(super) answers: UnboundedSender<Message>,
}

/// Where effects go that are not for the screen itself.
#[derive(Clone, Debug)]
pub(super) struct Outlets {
    /// To the engine.
    pub(super) commands: UnboundedSender<Command>,
    /// To what keeps passwords.
    pub(super) passwords: UnboundedSender<Asked<PasswordJob>>,
    /// To what keeps the settings.
    pub(super) settings: Sender<Ask>,
    /// To what keeps sites.
    pub(super) sites: UnboundedSender<Asked<SiteJob>>,
    /// The file for the lines of the command line; `None` where none are kept.
    pub(super) history: Option<PathBuf>,
    /// Back to the state.
    pub(super) answers: UnboundedSender<Message>,
}

impl Outlets {
    fn asked<J>(&self, job: J) -> Asked<J> {
        let answers = self.answers.clone();
        Asked { job, answers }
    }
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
    /// Do this with the tabs.
    Tab(TabOrder),
    /// Draw everything again.
    Redraw,
    /// End.
    Quit,
}

/// Performs an effect.
#[expect(clippy::too_many_lines, reason = "a table: an arm for each effect")]
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
            let given = arrangement.clone();
            // Where that went wrong the pane is not left waiting.
            let tell = move |order: Option<Arc<[u32]>>| Message::Arranged {
                shore,
                id,
                order: order.unwrap_or_else(|| given.as_listed()),
            };
            work_beside(outlets, move || arrangement.order(), tell)
        }
        Effect::Work(work) => {
            let failed = work.failed();
            let tell = |worked: Option<Worked>| Message::Worked(worked.unwrap_or(failed));
            work_beside(outlets, move || work.done(), tell)
        }
        Effect::Local { request, job } => {
            work_locally(request, job, outlets);
            ForScreen::Nothing
        }
        Effect::Passwords(job) => {
            // What keeps them ends only when the screen does.
            let _ = outlets.passwords.send(outlets.asked(job));
            ForScreen::Nothing
        }
        Effect::Settings(job) => {
            // As above.
            let _ = outlets.settings.send(Ask::Write(job));
            ForScreen::Nothing
        }
        Effect::Sites(job) => {
            // As above.
            let _ = outlets.sites.send(outlets.asked(job));
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
        Effect::Tab(order) => ForScreen::Tab(order),
        Effect::Redraw => ForScreen::Redraw,
        Effect::Quit => ForScreen::Quit,
    }
}

/// Does what takes longer than a frame may off the screen's task. `None` is told where that went wrong:
/// that it did is told by itself.
fn work_beside<T: Send + 'static>(
    outlets: &Outlets,
    work: impl FnOnce() -> T + Send + 'static,
    tell: impl FnOnce(Option<T>) -> Message + Send + 'static,
) -> ForScreen {
    let answers = outlets.answers.clone();
    tokio::spawn(async move {
        let outcome = tokio::task::spawn_blocking(work).await;
        // A screen that has ended wants none.
        let _ = answers.send(tell(outcome.ok()));
    });
    ForScreen::Nothing
}

/// Does local work off the screen's task.
fn work_locally(request: RequestId, job: LocalJob, outlets: &Outlets) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::LocalOutcome;
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
