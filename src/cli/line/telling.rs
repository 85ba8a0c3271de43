//! What is said: results on standard output, everything else on standard error.

use super::Interpreter;
use crate::cli::client::{Stopped, Tally};
use crate::cli::exit::{ExitStatus, Failure};
use crate::cli::{Common, say};
use crate::engine::{Outcome, Place};
use crate::model::line::{ON_SCREEN, Statement, VERBS, VerbEntry, find, instead_of};
use crate::model::text::{display_safe, display_safe_str, plural, size};
use crate::model::{Direction, TransferState};
use std::io::{IsTerminal as _, Write as _};

/// The exit code: what all failures have in common as long as nothing was done, or 1. No connection
/// and no login are told in any case.
pub(super) fn overall(failures: &[ExitStatus], has_done: bool) -> ExitStatus {
    let Some((first, rest)) = failures.split_first() else {
        return ExitStatus::Done;
    };
    let same = rest.iter().all(|status| status == first);
    match first {
        ExitStatus::NoConnection | ExitStatus::Login | ExitStatus::Usage if same => *first,
        _ if same && !has_done => *first,
        _ => ExitStatus::SomeFailed,
    }
}

pub(super) fn on(on: bool) -> &'static str {
    if on { "on" } else { "off" }
}

/// Rings, where somebody hears it.
pub(super) fn ring() {
    let mut stderr = std::io::stderr().lock();
    if stderr.is_terminal() {
        // A terminal that is gone hears nothing.
        let _ = stderr.write_all(b"\x07").and_then(|()| stderr.flush());
    }
}

/// A line of result, which is safe to show.
pub(super) fn print(line: &str) {
    // A reader that has gone away has seen what it wanted.
    let _ = writeln!(std::io::stdout().lock(), "{line}");
}

/// Tells of what has moved; whether anything has.
pub(super) fn moved(tally: &Tally, common: &Common) -> bool {
    let done = |outcome: &&Outcome| outcome.state == TransferState::Done;
    let mut any = false;
    for outcome in tally.outcomes.values().filter(done) {
        any = true;
        if common.quiet || common.json {
            continue;
        }
        let place = Place::Local(outcome.local.clone());
        let Place::Local(local) = &place else {
            continue;
        };
        let local = display_safe(local.as_os_str().as_encoded_bytes());
        let bytes = size(outcome.bytes);
        let way = match outcome.direction {
            Direction::Download => "downloaded",
            Direction::Upload => "uploaded",
        };
        print(&match outcome.went_on_to() {
            Some(whole) => format!("{way} {local} ({}, the last {bytes} now)", size(whole)),
            None => format!("{way} {local} ({bytes})"),
        });
    }
    any
}

/// What became of what Ctrl-C has stopped.
pub(super) fn stopped(stopped: &Stopped) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for (direction, name, bytes) in &stopped.kept {
        let (name, bytes) = (display_safe_str(name), size(*bytes));
        lines.push(match direction {
            Direction::Download => {
                format!("stopped; {bytes} of {name} are kept as a part: reget or get goes on")
            }
            Direction::Upload => format!(
                "stopped; {bytes} of {name} were sent: put goes on with what the server has kept"
            ),
        });
    }
    match stopped.left_out.as_slice() {
        [] if lines.is_empty() => lines.push("stopped".into()),
        [] => {}
        [one] => lines.push(format!(
            "stopped; nothing of {} is kept",
            display_safe_str(one)
        )),
        [first, more @ ..] => lines.push(format!(
            "stopped; nothing of {} and {} is kept",
            display_safe_str(first),
            plural(more.len(), "other file")
        )),
    }
    lines
}

impl Interpreter {
    /// Something that need not be known.
    pub(super) fn note(&self, text: &str) {
        if !self.common.quiet {
            say(text);
        }
    }

    pub(super) fn here_shown(&self) -> String {
        display_safe(self.here.as_os_str().as_encoded_bytes())
    }

    pub(super) fn status(&self) {
        let names = self.client.as_ref().map(|client| client.names);
        let connection = match (&self.client, self.site()) {
            (Some(_), Some(site)) => format!("connected to {}", site.label()),
            (None, Some(site)) => format!("{} is connected to when it is needed", site.label()),
            _ => "not connected".into(),
        };
        let rule = self.common.moving.rule();
        let lines = [
            connection,
            format!("remote folder: {}", self.shown(&self.there)),
            format!("local folder: {}", self.here_shown()),
            format!("mode: {}", self.common.mode.unwrap_or_default()),
            format!("type: {}", self.kind),
            format!("names: {}", names.unwrap_or_default().charset()),
            format!(
                "names that are taken: {}",
                rule.unwrap_or(crate::model::OnConflict::Overwrite)
            ),
            format!("prompt: {}, glob: {}", on(self.prompts), on(self.globs)),
            self.names_told(),
        ];
        for line in lines {
            print(&line);
        }
    }
}

/// The table of verbs, or what there is to know of one.
pub(super) fn help(line: &Statement) -> Result<(), Failure> {
    match line.words.as_slice() {
        [] => {
            let here = |entry: &&VerbEntry| !ON_SCREEN.contains(&entry.verb);
            for entry in VERBS.iter().filter(here) {
                print(&format!("{:<34} {}", entry.usage(), entry.help));
            }
        }
        names => {
            for name in names {
                let entry = find(name).ok_or_else(|| {
                    let unknown = crate::model::line::LineError::Unknown(name.clone());
                    Failure::from(unknown)
                })?;
                if let Some(advice) = instead_of(&name.to_ascii_lowercase()) {
                    print(&format!("{name}: {advice}"));
                    continue;
                }
                print(&format!("{}: {}", entry.usage(), entry.help));
                if entry.names.len() > 1 {
                    print(&format!("  also: {}", entry.names.join(", ")));
                }
            }
        }
    }
    Ok(())
}
