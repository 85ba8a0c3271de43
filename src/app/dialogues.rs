//! What was said and done in the last tries of transfers: kept for their details, and bounded.

use super::App;
use crate::engine::LogLine;
use crate::model::meaning;
use crate::model::text::plural;
use crate::model::{LogKind, TransferId, TransferState, TransferView, Try};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, VecDeque};

/// Tries of a transfer that are kept.
const TRIES: usize = 3;
/// Lines of a try that are kept: the last ones.
const LINES: usize = 60;
/// Transfers of which anything is kept.
const TRANSFERS: usize = 300;

/// One try of a transfer, as the log told it.
#[derive(Clone, Debug)]
struct Run {
    began: Timestamp,
    lines: VecDeque<LogLine>,
    /// Lines that are kept no more.
    left_out: usize,
    ended: bool,
}

#[derive(Debug, Default)]
struct Dialogue {
    runs: VecDeque<Run>,
    /// The transfer is done: it goes before those that are not when there are too many.
    done: bool,
    /// Grows with what was said last.
    touched: u64,
}

/// The dialogues of transfers.
#[derive(Debug, Default)]
pub struct Dialogues {
    kept: BTreeMap<TransferId, Dialogue>,
    touched: u64,
}

impl Dialogues {
    /// Keeps a line of a transfer's try.
    pub(super) fn push(&mut self, line: &LogLine) {
        let Some(run) = line.transfer else { return };
        self.touched += 1;
        let dialogue = self.kept.entry(run.id).or_default();
        dialogue.touched = self.touched;
        dialogue.done = false;
        if dialogue
            .runs
            .back()
            .is_none_or(|last| last.began != run.began)
        {
            if let Some(last) = dialogue.runs.back_mut() {
                last.ended = true;
            }
            dialogue.runs.push_back(Run {
                began: run.began,
                lines: VecDeque::new(),
                left_out: 0,
                ended: false,
            });
        }
        if dialogue.runs.len() > TRIES {
            dialogue.runs.pop_front();
        }
        if let Some(last) = dialogue.runs.back_mut() {
            if last.lines.len() == LINES {
                last.lines.pop_front();
                last.left_out += 1;
            }
            last.lines.push_back(line.clone());
        }
        if self.kept.len() > TRANSFERS {
            let oldest = self.kept.iter().filter(|(id, _)| **id != run.id);
            let oldest = oldest.min_by_key(|(_, one)| (!one.done, one.touched));
            if let Some(id) = oldest.map(|(id, _)| *id) {
                self.kept.remove(&id);
            }
        }
    }

    /// A try has ended, and perhaps with it the transfer.
    pub(super) fn ended(&mut self, id: TransferId, state: Option<TransferState>) {
        if let Some(dialogue) = self.kept.get_mut(&id) {
            dialogue.done = state == Some(TransferState::Done);
            if let Some(last) = dialogue.runs.back_mut() {
                last.ended = true;
            }
        }
    }

    /// How many transfers are told of.
    pub fn len(&self) -> usize {
        self.kept.len()
    }

    /// Whether nothing is kept.
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    fn runs(&self, id: TransferId) -> impl Iterator<Item = &Run> {
        self.kept.get(&id).into_iter().flat_map(|one| &one.runs)
    }
}

/// A line of what led to where a transfer is. Texts are safe to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Talk {
    /// A try that has ended.
    Try {
        /// Which, from 1.
        number: usize,
        /// How it went.
        told: Try,
    },
    /// A try that is under way, or that was stopped; when it began.
    Begun(Timestamp),
    /// So many lines of a try are kept no more.
    LeftOut(usize),
    /// A line of the dialogue.
    Said(LogLine),
    /// What the reply above it means.
    Means(String),
}

impl Talk {
    /// About how many cells it takes.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Try { told, .. } => told.end.len() + 24,
            Self::Said(line) => line.text.len(),
            Self::Means(text) => text.len(),
            Self::Begun(_) | Self::LeftOut(_) => 1,
        }
    }
}

impl App {
    /// What was said and done in the tries of a transfer, each reply with what it means.
    pub fn talk(&self, transfer: &TransferView) -> Vec<Talk> {
        let tries = &transfer.tries;
        let first = transfer.first_try();
        let runs: Vec<&Run> = self.log.dialogues.runs(transfer.id).collect();
        let mut talk = Vec::new();
        // What was put by, or is under way, has no end to tell of.
        let told_of = |run: &Run| run.ended && tries.first().is_some_and(|t| run.began >= t.at);
        let add_begun = |talk: &mut Vec<Talk>, run: &Run| {
            talk.push(Talk::Begun(run.began));
            add(talk, run);
        };
        let earlier = runs.iter().filter(|run| run.ended && !told_of(run));
        earlier.for_each(|run| add_begun(&mut talk, run));
        for (index, told) in tries.iter().enumerate() {
            talk.push(Talk::Try {
                number: first + index,
                told: told.clone(),
            });
            let until = tries.get(index + 1).map(|next| next.at);
            let within = |run: &&&Run| {
                run.ended && run.began >= told.at && until.is_none_or(|until| run.began < until)
            };
            runs.iter()
                .filter(within)
                .for_each(|run| add(&mut talk, run));
        }
        let under_way = runs.iter().filter(|run| !run.ended);
        under_way.for_each(|run| add_begun(&mut talk, run));
        talk
    }

    /// The same as a text, for other programs.
    pub(super) fn talk_text(&self, transfer: &TransferView) -> String {
        let mut text = format!("#{} {}\n", transfer.id, transfer.name);
        for talk in self.talk(transfer) {
            let line = match talk {
                Talk::Try { number, told } => {
                    let at = time(told.at, &self.zone);
                    format!("try {number}  {at}  {} bytes: {}", told.bytes, told.end)
                }
                Talk::Begun(began) => format!("begun  {}", time(began, &self.zone)),
                Talk::LeftOut(count) => format!("  ({} before)", plural(count, "line")),
                Talk::Said(line) => format!("  {}", line_text(&line, &self.zone)),
                Talk::Means(text) => format!("                    {text}"),
            };
            text.push_str(&line);
            text.push('\n');
        }
        text
    }
}

fn add(talk: &mut Vec<Talk>, run: &Run) {
    if run.left_out > 0 {
        talk.push(Talk::LeftOut(run.left_out));
    }
    let mut explained = None;
    for line in &run.lines {
        talk.push(Talk::Said(line.clone()));
        let is_reply = matches!(line.kind, LogKind::Received | LogKind::Refused);
        let code = meaning::code(&line.text).filter(|_| is_reply);
        // The lines of one reply have one meaning.
        if let Some(code) = code.filter(|code| explained != Some(*code)) {
            talk.push(Talk::Means(meaning::reply(code).line()));
        }
        if !is_reply || code.is_some() {
            explained = code;
        }
    }
}

/// A line of the dialogue as text: `17:03:58.102 #2 -> EPSV`.
pub(super) fn line_text(line: &LogLine, zone: &TimeZone) -> String {
    let sign = line.kind.sign();
    let session = match line.session {
        0 => String::new(),
        number => format!("#{number} "),
    };
    let transfer = line
        .transfer
        .map_or_else(String::new, |run| format!("t{} ", run.id));
    let at = time(line.at, zone);
    format!("{at} {session}{transfer}{sign} {}", line.text)
}

fn time(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone())
        .strftime("%H:%M:%S.%3f")
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::TransferRun;
    use jiff::SignedDuration;

    fn at(second: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_secs(second)
    }

    fn line(id: u64, began: i64, text: &str) -> LogLine {
        LogLine {
            at: at(began),
            session: 1,
            kind: LogKind::Refused,
            text: text.into(),
            transfer: Some(TransferRun {
                id: TransferId(id),
                began: at(began),
            }),
        }
    }

    #[test]
    fn of_a_transfer_the_last_tries_are_kept_and_of_a_try_the_last_lines() {
        let mut dialogues = Dialogues::default();
        for began in 0..5 {
            for number in 0..70 {
                dialogues.push(&line(7, began, &format!("550 no {number}")));
            }
        }
        let runs: Vec<&Run> = dialogues.runs(TransferId(7)).collect();
        assert_eq!(runs.len(), TRIES);
        assert_eq!(runs[0].began, at(2));
        assert_eq!((runs[2].lines.len(), runs[2].left_out), (60, 10));
        assert_eq!(runs[2].lines[0].text, "550 no 10");
    }

    #[test]
    fn of_too_many_transfers_those_that_are_done_go_first() {
        let mut dialogues = Dialogues::default();
        dialogues.push(&line(1, 0, "550 no"));
        dialogues.ended(TransferId(1), Some(TransferState::Failed));
        for id in 2..=400 {
            dialogues.push(&line(id, 0, "226 done"));
            dialogues.ended(TransferId(id), Some(TransferState::Done));
        }
        assert_eq!(dialogues.len(), TRANSFERS);
        assert_eq!(dialogues.runs(TransferId(1)).count(), 1);
        assert_eq!(dialogues.runs(TransferId(2)).count(), 0);
    }

    #[test]
    fn lines_that_belong_to_no_transfer_are_not_kept() {
        let mut dialogues = Dialogues::default();
        dialogues.push(&LogLine {
            transfer: None,
            ..line(1, 0, "550 no")
        });
        assert!(dialogues.is_empty());
    }
}
