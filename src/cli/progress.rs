//! Progress of a headless transfer: one line that changes on a terminal, plain lines elsewhere.

use super::{Common, output, say};
use crate::engine::Outcome;
use crate::model::text::{clock, display_safe_str, size};
use crate::model::{Direction, EngineSnapshot, NameCoding, TransferState};
use std::io::{self, IsTerminal, Write};
use std::time::Duration;
use tokio::time::Interval;

/// Tells how it goes.
pub(super) struct Progress {
    interval: Interval,
    live: bool,
    quiet: bool,
    json: bool,
    drawn: bool,
}

impl Progress {
    pub(super) fn new(common: &Common) -> Self {
        let live = !common.quiet && !common.verbose && !common.plain && io::stderr().is_terminal();
        Self {
            interval: tokio::time::interval(Duration::from_millis(250)),
            live,
            quiet: common.quiet,
            json: common.json,
            drawn: false,
        }
    }

    /// The next moment to look.
    pub(super) async fn due(&mut self) {
        self.interval.tick().await;
    }

    /// Draws the line of this moment.
    pub(super) fn show(&mut self, snapshot: &EngineSnapshot) {
        if !self.live {
            return;
        }
        let done = snapshot
            .transfers
            .iter()
            .filter(|t| t.state.is_final())
            .count();
        let rate: u64 = snapshot
            .transfers
            .iter()
            .map(|transfer| transfer.rate)
            .sum();
        let Some(active) = snapshot.transfers.iter().find(|t| t.state.is_active()) else {
            return;
        };
        let percent = active
            .percent()
            .map_or_else(String::new, |p| format!("{p}% "));
        let left = active
            .left()
            .map_or_else(String::new, |l| format!("  {} left", clock(l.as_secs())));
        let line = format!(
            "{done}/{}  {}  {percent}{}  {}/s{left}",
            snapshot.transfers.len(),
            display_safe_str(&active.name),
            size(active.bytes),
            size(rate),
        );
        let mut stderr = io::stderr().lock();
        let _ = write!(stderr, "\r\x1b[K{line}");
        let _ = stderr.flush();
        self.drawn = true;
    }

    /// A line that stays.
    pub(super) fn line(&mut self, text: &str) {
        self.end();
        say(text);
    }

    /// A file has ended.
    pub(super) fn ended(&mut self, outcome: &Outcome, names: NameCoding) {
        let remote = names.shown(outcome.remote.as_bytes());
        if self.json {
            self.end();
            let line = output::json(&json(outcome, names)).unwrap_or_default();
            let _ = writeln!(io::stdout().lock(), "{line}");
            return;
        }
        match (&outcome.problem, outcome.state) {
            (Some(problem), TransferState::Failed) => {
                let text = problem.to_string();
                let text = if text.contains(&remote) {
                    text
                } else {
                    format!("{remote}: {text}")
                };
                self.line(&text);
            }
            (_, TransferState::Skipped) if !self.quiet => {
                self.line(&format!("{remote}: skipped, it is there already"));
            }
            _ => {}
        }
    }

    /// Clears the line that changes.
    pub(super) fn end(&mut self) {
        if std::mem::take(&mut self.drawn) {
            let _ = write!(io::stderr().lock(), "\r\x1b[K");
        }
    }
}

fn json(outcome: &Outcome, names: NameCoding) -> serde_json::Value {
    let direction: &str = match outcome.direction {
        Direction::Download => "download",
        Direction::Upload => "upload",
    };
    serde_json::json!({
        "direction": direction,
        "remote": names.plain(outcome.remote.as_bytes()),
        "local": outcome.local.to_string_lossy(),
        "state": outcome.state.to_string(),
        "bytes": outcome.bytes,
        "seconds": outcome.took.as_secs_f64(),
        "tries": outcome.tries,
        "note": outcome.note,
        "error": outcome.problem.as_ref().map(ToString::to_string),
    })
}
