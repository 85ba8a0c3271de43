//! Files on their way: what is told of them, and how it ends.

use super::{Client, TRIES, Tally, engine_gone};
use crate::cli::Common;
use crate::cli::progress::Progress;
use crate::engine::{
    Cause, Command, DropId, DropOrder, Event, Outcome, Place, Problem, RequestId, explain,
};
use crate::model::text::display_safe_str;
use crate::model::{AnswerScope, Conflict, OnConflict, RemotePath, TransferState, TransferType};
use std::path::{Path, PathBuf};

impl Client {
    /// Has the server copy a file or a folder by itself.
    pub(in crate::cli) async fn copy_there(
        &mut self,
        from: RemotePath,
        to: RemotePath,
    ) -> Result<(), Problem> {
        self.next += 1;
        let request = RequestId(self.next);
        self.send(Command::CopyThere { request, from, to });
        self.answered(request).await
    }

    /// Waits until nothing is left to do.
    pub(in crate::cli) async fn wait_for_all(
        &mut self,
        common: &Common,
        tally: &mut Tally,
    ) -> Result<(), Problem> {
        let mut progress = Progress::new(common);
        loop {
            let Some(event) = self.next_event(&mut progress).await? else {
                continue;
            };
            if let Event::BatchEnded(_) = event {
                progress.end();
                return Ok(());
            }
            self.take(event, common, &mut progress, tally)?;
        }
    }

    /// Carries out a drop and waits until every file of it has ended. Does nothing once the connection
    /// was given up, which the tally has.
    pub(in crate::cli) async fn carry(
        &mut self,
        mut order: DropOrder,
        common: &Common,
        tally: &mut Tally,
    ) -> Result<(), Problem> {
        if self.given_up {
            return Ok(());
        }
        self.next += 1;
        let id = DropId(self.next);
        order.id = id;
        // Whoever goes on with it may be somewhere else.
        for place in [&mut order.from, &mut order.to] {
            if let Place::Local(path) = place {
                *path = absolute(path)?;
            }
        }
        if order.on_conflict == OnConflict::Ask {
            order.on_conflict = common.moving.rule().unwrap_or(OnConflict::Ask);
        }
        self.carries_text = order.transfer_type == TransferType::Ascii;
        let mut progress = Progress::new(common);
        self.send(Command::Enqueue(order));
        let mut planned = None;
        let mut ended = 0_usize;
        loop {
            if planned.is_some_and(|files| ended >= files) {
                progress.end();
                return Ok(());
            }
            let Some(event) = self.next_event(&mut progress).await? else {
                continue;
            };
            let whole =
                matches!(&event, Event::DropFailed { drop, whole: true, .. } if *drop == id);
            match &event {
                Event::Planned { drop, files, .. } if *drop == id => {
                    planned = Some(*files);
                    progress.planned(*files);
                }
                Event::Ended(outcome) if outcome.drop == id => ended += 1,
                _ => {}
            }
            if let Err(problem) = self.take(event, common, &mut progress, tally) {
                progress.line(&problem.to_string());
                tally.problems.push(problem);
                self.given_up = true;
                return Ok(());
            }
            if whole {
                progress.end();
                return Ok(());
            }
        }
    }

    /// What is told next; `None` when it is time to show how it goes.
    async fn next_event(&mut self, progress: &mut Progress) -> Result<Option<Event>, Problem> {
        let event = tokio::select! {
            biased;
            event = self.engine.events.recv() => event.ok_or_else(engine_gone)?,
            () = progress.due() => {
                progress.show(&self.engine.snapshot.borrow());
                return Ok(None);
            }
        };
        self.hear(&event);
        Ok(Some(event))
    }

    /// What is told while files move.
    fn take(
        &self,
        event: Event,
        common: &Common,
        progress: &mut Progress,
        tally: &mut Tally,
    ) -> Result<(), Problem> {
        match event {
            Event::Conflict { conflicts, .. } => {
                // Where the rule does not tell, or there is none, nothing is replaced.
                if common.moving.rule() != Some(OnConflict::Skip) {
                    let refused = refuse(&conflicts);
                    progress.line(&refused.to_string());
                    tally.problems.push(refused);
                }
                for conflict in conflicts {
                    self.send(Command::AnswerConflict {
                        id: conflict.id,
                        answer: OnConflict::Skip,
                        scope: AnswerScope::File,
                    });
                }
            }
            Event::DropFailed { problem, .. } => {
                progress.line(&problem.to_string());
                tally.problems.push(problem);
            }
            Event::Ended(outcome) => {
                progress.ended(&outcome, self.names);
                if is_for_good(&outcome) {
                    self.send(Command::Forget(outcome.id));
                }
                tally.outcomes.insert(outcome.id.0, outcome);
            }
            Event::Notice(text) => progress.line(&text),
            Event::Retry {
                problem,
                attempt,
                of,
                wait,
                ..
            } if !common.quiet => {
                let seconds = wait.as_secs_f64();
                progress.line(&format!(
                    "{problem}  Try {attempt} of {of} in {seconds:.0} s."
                ));
            }
            event => {
                let told = self.give_up_or_wait(event)?;
                if let Some(line) = told {
                    progress.line(&line);
                }
            }
        }
        Ok(())
    }

    /// What a loss of the connection means to a script: it waits as long as there is hope, and says
    /// so, but not for ever.
    pub(super) fn give_up_or_wait(&self, event: Event) -> Result<Option<String>, Problem> {
        match event {
            Event::Disconnected {
                problem: Some(problem),
                ..
            } => Err(problem),
            Event::ConnectionLost {
                problem, attempt, ..
            } if attempt > TRIES => {
                self.send(Command::Disconnect);
                Err(problem)
            }
            Event::ConnectionLost {
                problem,
                attempt,
                wait,
            } => {
                let words = problem.words.unwrap_or(problem.what);
                let seconds = wait.as_secs();
                Ok(Some(format!(
                    "connection lost: {words}. Reconnecting in {seconds} s (attempt {attempt})"
                )))
            }
            _ => Ok(None),
        }
    }
}

fn absolute(path: &Path) -> Result<PathBuf, Problem> {
    std::path::absolute(path).map_err(|error| {
        let what = format!("Finding {}", display_safe_str(&path.to_string_lossy()));
        explain::local(&what, &error)
    })
}

fn refuse(conflicts: &[Conflict]) -> Problem {
    let first = conflicts.first().map_or("", |conflict| &conflict.name);
    let target = conflicts.first().map_or("", |conflict| &conflict.target);
    let more = match conflicts.len() {
        0 | 1 => String::new(),
        count => format!(" and {} more", count - 1),
    };
    Problem::new(
        Cause::Unproved,
        format!("{first}{more} left out: already in {target}"),
    )
    .advice("Say --on-conflict overwrite, skip, rename, resume, newer or size.")
}

/// Whether the same command would come to the same end. What failed so is told, and that is all: it is
/// nothing to go on with.
fn is_for_good(outcome: &Outcome) -> bool {
    let refused = |problem: &Problem| problem.cause == Cause::Refused;
    outcome.state == TransferState::Failed
        && (!outcome.retriable || outcome.problem.as_ref().is_some_and(refused))
}
