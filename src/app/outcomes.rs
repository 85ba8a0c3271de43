//! How transfers ended, in one line for many.

use super::{App, ToastKind};
use crate::engine::{Outcome, Place};
use crate::model::text::{plural, size};
use crate::model::{Direction, Shore, TransferState};
use std::time::Duration;

/// Transfers that one toast tells of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Merged {
    direction: Direction,
    state: TransferState,
    count: usize,
    bytes: u64,
    /// Some of them are worth trying again just so.
    may_pass: bool,
}

impl App {
    pub(super) fn transfer_ended(&mut self, outcome: &Outcome) {
        self.log.dialogues.ended(outcome.id, Some(outcome.state));
        self.mark_stale_after(outcome);
        self.forget_conflict(outcome.id);
        self.forget_cancelling(outcome);
        if outcome.state == TransferState::Failed {
            self.last_failed = Some(outcome.id);
        }
        let merged = self.merge(outcome);
        let text = self.ended_words(outcome, merged);
        let kind = match outcome.state {
            TransferState::Done => ToastKind::Ok,
            TransferState::Failed => ToastKind::Error,
            _ => ToastKind::Info,
        };
        // In the log each has a line of its own.
        let alone = Merged {
            count: 1,
            may_pass: outcome.may_pass(),
            ..merged
        };
        self.keep_in_log(kind, &self.ended_words(outcome, alone));
        self.show_toast(kind, text);
        if self.toast.as_ref().is_some_and(|toast| toast.kind == kind) {
            self.merged = Some(merged);
        }
        self.edit_carried(outcome);
        self.relay_carried(outcome);
    }

    /// How a transfer ended, or how many together.
    fn ended_words(&self, outcome: &Outcome, merged: Merged) -> String {
        match (outcome.state, merged.count) {
            (TransferState::Done, 1) => {
                let done = done(outcome, &self.source_of(outcome));
                match &outcome.note {
                    Some(note) => format!("{done}: {note}"),
                    None => done,
                }
            }
            (TransferState::Done, count) => format!(
                "{} {} ({})",
                past(merged.direction),
                plural(count, "file"),
                size(merged.bytes)
            ),
            (TransferState::Failed, _) => failed(outcome, &self.source_of(outcome), merged),
            (state, 1) => format!("{state} {}", self.source_of(outcome)),
            (state, count) => format!("{state} {}", plural(count, "file")),
        }
    }

    /// This transfer alone, or together with those that the toast on the screen tells of.
    fn merge(&self, outcome: &Outcome) -> Merged {
        let shown = self.merged.filter(|merged| {
            self.toast.is_some()
                && (merged.direction, merged.state) == (outcome.direction, outcome.state)
        });
        let (count, bytes) = shown.map_or((0, 0), |merged| (merged.count, merged.bytes));
        let may_pass = shown.is_some_and(|merged| merged.may_pass);
        Merged {
            direction: outcome.direction,
            state: outcome.state,
            count: count + 1,
            bytes: bytes + outcome.bytes,
            may_pass: may_pass || outcome.may_pass(),
        }
    }

    /// The file's name at its source, safe to show.
    fn source_of(&self, outcome: &Outcome) -> String {
        let (shore, name) = match outcome.direction {
            Direction::Download => (Shore::Remote, outcome.remote.name()),
            Direction::Upload => {
                let local = Place::Local(outcome.local.clone());
                (Shore::Local, super::place::name(&local))
            }
        };
        name.map_or_else(String::new, |name| self.shown_name(shore, &name))
    }
}

fn done(outcome: &Outcome, name: &str) -> String {
    let (done, took) = (past(outcome.direction), seconds(outcome.took));
    let bytes = size(outcome.bytes);
    match outcome.went_on_to() {
        Some(whole) => format!(
            "{done} {name} ({}, the last {bytes} in {took})",
            size(whole)
        ),
        None => format!("{done} {name} ({bytes}, {took})"),
    }
}

fn failed(outcome: &Outcome, name: &str, merged: Merged) -> String {
    let why = outcome.problem.as_ref().map_or_else(
        || format!("{} {name} failed", outcome.direction),
        ToString::to_string,
    );
    match (merged.count, merged.may_pass) {
        (1, true) => format!("{why}  T r to retry"),
        (1, false) => why,
        (count, false) => format!("{count} transfers failed; the last: {why}"),
        (count, true) => format!("{count} transfers failed; the last: {why}  T R to retry"),
    }
}

fn past(direction: Direction) -> &'static str {
    match direction {
        Direction::Download => "downloaded",
        Direction::Upload => "uploaded",
    }
}

/// `0.2 s`, `12.5 s`, `3:07`.
pub(super) fn seconds(took: Duration) -> String {
    if took < Duration::from_mins(1) {
        format!("{:.1} s", took.as_secs_f64())
    } else {
        crate::model::text::clock(took.as_secs())
    }
}
