//! How transfers ended, in one line for many.

use super::{App, ToastKind};
use crate::engine::Outcome;
use crate::model::text::{plural, size};
use crate::model::{Direction, TransferState};
use std::time::Duration;

/// Transfers that one toast tells of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Merged {
    direction: Direction,
    state: TransferState,
    count: usize,
    bytes: u64,
}

impl App {
    pub(super) fn transfer_ended(&mut self, outcome: &Outcome) {
        self.mark_stale_after(outcome);
        if outcome.state == TransferState::Failed {
            self.last_failed = Some(outcome.id);
        }
        let merged = self.merge(outcome);
        let text = match (outcome.state, merged.count) {
            (TransferState::Done, 1) => match &outcome.note {
                Some(note) => format!("{}: {note}", done(outcome)),
                None => done(outcome),
            },
            (TransferState::Done, count) => format!(
                "{} {} ({})",
                past(merged.direction),
                plural(count, "file"),
                size(merged.bytes)
            ),
            (TransferState::Failed, count) => failed(outcome, count),
            (state, 1) => format!("{state} {}", name(outcome)),
            (state, count) => format!("{state} {}", plural(count, "file")),
        };
        let kind = match outcome.state {
            TransferState::Done => ToastKind::Ok,
            TransferState::Failed => ToastKind::Error,
            _ => ToastKind::Info,
        };
        self.say(kind, text);
        if self.toast.as_ref().is_some_and(|toast| toast.kind == kind) {
            self.merged = Some(merged);
        }
    }

    /// This transfer alone, or together with those that the toast on the screen tells of.
    fn merge(&self, outcome: &Outcome) -> Merged {
        let shown = self.merged.filter(|merged| {
            self.toast.is_some()
                && (merged.direction, merged.state) == (outcome.direction, outcome.state)
        });
        let (count, bytes) = shown.map_or((0, 0), |merged| (merged.count, merged.bytes));
        Merged {
            direction: outcome.direction,
            state: outcome.state,
            count: count + 1,
            bytes: bytes + outcome.bytes,
        }
    }
}

fn done(outcome: &Outcome) -> String {
    format!(
        "{} {} ({}, {})",
        past(outcome.direction),
        name(outcome),
        size(outcome.bytes),
        seconds(outcome.took)
    )
}

fn failed(outcome: &Outcome, count: usize) -> String {
    let why = outcome.problem.as_ref().map_or_else(
        || format!("{} {} failed", outcome.direction, name(outcome)),
        ToString::to_string,
    );
    match (count, outcome.retriable) {
        (1, true) => format!("{why}  T r to retry"),
        (1, false) => why,
        (_, false) => format!("{count} transfers failed; the last: {why}"),
        _ => format!("{count} transfers failed; the last: {why}  T R to retry"),
    }
}

fn past(direction: Direction) -> &'static str {
    match direction {
        Direction::Download => "downloaded",
        Direction::Upload => "uploaded",
    }
}

/// The file's name at its source, safe to show.
fn name(outcome: &Outcome) -> String {
    let source = match outcome.direction {
        Direction::Download => outcome.remote.name(),
        Direction::Upload => {
            super::place::name(&crate::engine::Place::Local(outcome.local.clone()))
        }
    };
    source.map(|name| name.display()).unwrap_or_default()
}

/// `0.2 s`, `12.5 s`, `3:07`.
fn seconds(took: Duration) -> String {
    if took < Duration::from_mins(1) {
        format!("{:.1} s", took.as_secs_f64())
    } else {
        crate::model::text::clock(took.as_secs())
    }
}
