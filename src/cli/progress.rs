//! Progress of a headless transfer: one line that changes on a terminal; a line now and then where
//! nothing is to be drawn over.

mod pace;

use super::{Common, output, say};
use crate::engine::Outcome;
use crate::model::text::{clock, display_safe_str, plural, size, spoken};
use crate::model::{Direction, EngineSnapshot, NameCoding, TransferState, TransferView};
use pace::Pace;
use std::io::{self, IsTerminal, Write};
use std::time::Duration;
use tokio::time::{Instant, Interval};

/// Whether the user wants to be told how a transfer goes on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Telling {
    /// Where somebody sits at a terminal.
    #[default]
    Auto,
    /// In lines, wherever they go.
    Lines,
    /// Not at all.
    Never,
}

/// How it is told.
#[derive(Debug)]
enum Way {
    /// One line that changes.
    Live,
    /// Lines that stay.
    Lines(Pace),
    Silent,
}

/// Tells how it goes.
pub(super) struct Progress {
    interval: Interval,
    way: Way,
    began: Instant,
    quiet: bool,
    json: bool,
    drawn: bool,
    /// How many files are to be moved, once it is known, and how many have ended.
    files: Option<usize>,
    ended: usize,
}

impl Progress {
    pub(super) fn new(common: &Common) -> Self {
        let dumb = std::env::var_os("TERM").is_none_or(|term| term.is_empty() || term == "dumb");
        let lines = common.plain || common.verbose || dumb;
        let way = match common.telling {
            _ if common.quiet => Way::Silent,
            Telling::Never => Way::Silent,
            Telling::Lines => Way::Lines(Pace::new()),
            Telling::Auto if !io::stderr().is_terminal() => Way::Silent,
            Telling::Auto if lines => Way::Lines(Pace::new()),
            Telling::Auto => Way::Live,
        };
        Self {
            interval: tokio::time::interval(Duration::from_millis(250)),
            way,
            began: Instant::now(),
            quiet: common.quiet,
            json: common.json,
            drawn: false,
            files: None,
            ended: 0,
        }
    }

    /// So many files are to be moved.
    pub(super) fn planned(&mut self, files: usize) {
        self.files = Some(files);
    }

    /// The next moment to look.
    pub(super) async fn due(&mut self) {
        self.interval.tick().await;
    }

    /// Tells of this moment.
    pub(super) fn show(&mut self, snapshot: &EngineSnapshot) {
        let active = snapshot.transfers.iter().find(|t| t.state.is_active());
        match (&mut self.way, active) {
            (Way::Live, _) => self.draw(snapshot),
            (Way::Lines(pace), Some(active)) => {
                if pace.is_due(self.began.elapsed(), active.id, active.percent()) {
                    say(&self.in_words(active));
                }
            }
            (Way::Lines(_) | Way::Silent, _) => {}
        }
    }

    /// `3 of 9 files done; big.iso: 12%, 12.3 MiB of 100 MiB, 1.20 MiB a second, 1 minute left`
    fn in_words(&self, active: &TransferView) -> String {
        let files = self.files.filter(|files| *files > 1);
        let files =
            files.map(|files| format!("{} of {} done; ", self.ended, plural(files, "file")));
        let name = display_safe_str(&active.name);
        let across = match (active.percent(), active.size) {
            (Some(percent), Some(total)) => {
                format!("{percent}%, {} of {}", size(active.bytes), size(total))
            }
            _ => size(active.bytes),
        };
        let left = active
            .left()
            .map(|left| format!(", {} left", spoken(left.as_secs())));
        format!(
            "{}{name}: {across}, {} a second{}",
            files.unwrap_or_default(),
            size(active.rate),
            left.unwrap_or_default()
        )
    }

    /// Draws the line of this moment.
    fn draw(&mut self, snapshot: &EngineSnapshot) {
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
        self.ended += 1;
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
        "offset": outcome.offset,
        "seconds": outcome.took.as_secs_f64(),
        "tries": outcome.tries,
        "note": outcome.note,
        "error": outcome.problem.as_ref().map(ToString::to_string),
    })
}
