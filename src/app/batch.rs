//! The end of a batch: said on the screen, to the terminal, to a program of the user's.

use super::outcomes::seconds;
use super::{App, Effect, ToastKind};
use crate::engine::Batch;
use crate::model::text::{plural, size};
use std::time::Duration;

/// A batch that took longer is worth a notice to someone who looks elsewhere.
const LONG: Duration = Duration::from_secs(30);

/// `41 files done, 12.8 GiB in 3:07; 1 failed`; `nothing was moved: 3 cancelled`
fn summary(batch: &Batch) -> String {
    let skipped = batch.left_out.saturating_sub(batch.cancelled);
    let left_out = [(batch.cancelled, "cancelled"), (skipped, "left out")];
    let left_out = left_out.into_iter().filter(|(count, _)| *count > 0);
    let left_out: Vec<_> = left_out
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    if batch.done + batch.failed == 0 {
        return format!("nothing was moved: {}", left_out.join("; "));
    }
    let mut text = format!(
        "{} done, {} in {}",
        plural(batch.done, "file"),
        size(batch.bytes),
        seconds(batch.took)
    );
    if batch.failed > 0 {
        text = format!("{text}; {} failed", batch.failed);
    }
    for words in left_out {
        text = format!("{text}; {words}");
    }
    text
}

impl App {
    pub(super) fn batch_ended(&mut self, batch: &Batch) {
        // Of a copy through this computer this was the first half.
        let nothing = batch.done + batch.failed + batch.left_out == 0;
        let half = batch.failed == 0 && self.is_errand(batch.done);
        if nothing || half || self.is_relaying() {
            return;
        }
        let summary = summary(batch);
        // Where nothing was moved, nothing went well.
        let good = match batch.done {
            0 => ToastKind::Info,
            _ => ToastKind::Ok,
        };
        let told = self.memory.told_of.take() == Some(batch.done) && batch.failed == 0;
        if batch.failed == 0 && !told {
            self.tell_in_front(good, &summary);
        }
        // What became of one transfer has been said already, in more words.
        if batch.done + batch.failed + batch.left_out > 1 && !told {
            self.merged = None;
            match batch.failed {
                0 => self.say(good, summary.clone()),
                _ if batch.may_pass == 0 => self.say(ToastKind::Error, summary.clone()),
                _ => self.say(ToastKind::Error, format!("{summary}  T R to retry")),
            }
        }
        if self.settings.notify && !self.watched && batch.took > LONG {
            self.effects.push(Effect::Notify(summary.clone()));
        }
        if !self.settings.when_done.is_empty() {
            let fill = |word: &String| {
                word.replace("{summary}", &summary)
                    .replace("{done}", &batch.done.to_string())
                    .replace("{failed}", &batch.failed.to_string())
            };
            let command = self.settings.when_done.iter().map(fill).collect();
            let environment = vec![
                ("TWOPORT_DONE", batch.done.to_string()),
                ("TWOPORT_FAILED", batch.failed.to_string()),
                ("TWOPORT_LEFT_OUT", batch.left_out.to_string()),
                ("TWOPORT_BYTES", batch.bytes.to_string()),
                ("TWOPORT_SECONDS", batch.took.as_secs().to_string()),
                ("TWOPORT_SUMMARY", summary),
            ];
            self.effects.push(Effect::Run {
                command,
                environment,
            });
        }
    }
}
