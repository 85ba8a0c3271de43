//! The two folders compared: what is only here, newer, older, different or the same. It holds until
//! one of the listings changes.

mod below;
mod holding;
mod verdict;
mod verdicts;

pub use below::{Below, JudgedBelow};
pub use holding::{FolderPair, Held};
pub use verdict::Verdict;
pub use verdicts::Verdicts;

use super::background::Work;
use super::inquiry::{Answers, InquiryField, InquiryPurpose};
use super::pane::RowSet;
use super::{App, Link, Pane, ToastKind};
use crate::engine::{Command, FilePair, RequestId};
use crate::model::Shore;
use crate::model::text::{display_safe_str, plural};
use holding::Wishes;
use jiff::SignedDuration;
use std::collections::VecDeque;
use verdict::judge;

const BY: &[&str] = &["size and time", "size", "contents"];
const BY_SIZE: usize = 1;
const BY_CONTENTS: usize = 2;

/// What is to be compared, and what of it is left.
#[derive(Debug, Default)]
pub(super) struct Comparison {
    wishes: Wishes,
    marks: bool,
    /// Files of the same size whose contents are still to be compared.
    pending: VecDeque<Pair>,
    asked: Option<(RequestId, Pair)>,
    /// Of so many the server gave no hash.
    unknown: usize,
    /// Folders to look into, when the files are done.
    below: Option<Box<Below>>,
}

#[derive(Clone, Debug)]
struct Pair {
    /// The row here, and the one on the server.
    rows: [u32; 2],
    files: FilePair,
}

pub(super) fn fields() -> Vec<InquiryField> {
    let contents = "contents: files of one size by the server's hash (HASH, XSHA1, XMD5, XCRC)";
    vec![
        InquiryField::choice("By", contents, BY),
        InquiryField::text(
            "Times may differ",
            "seconds, beside what the listings leave open",
            "2",
        ),
        InquiryField::check(
            "Mark what differs",
            "what would bring the other side up to date",
            true,
        ),
        InquiryField::check(
            "Look into folders",
            "by the names, sizes and times of all that is below",
            false,
        ),
    ]
}

impl App {
    pub(super) fn ask_compare(&mut self) {
        for shore in [Shore::Local, Shore::Remote] {
            if !self.is_folder_or_say(shore) {
                return;
            }
            if self.pane(shore).place.is_none() {
                return self.say_not_connected(ToastKind::Warning);
            }
        }
        self.inquire(InquiryPurpose::Compare);
    }

    /// Compares the folders that are shown.
    pub(super) fn compare(&mut self, answers: &Answers) -> Result<(), String> {
        let typed = answers.text(1);
        let seconds = match typed.trim_end_matches('s').trim() {
            "" => Some(0),
            number => number.parse::<u32>().ok(),
        };
        let seconds = seconds
            .ok_or_else(|| format!("`{}` is no number of seconds", display_safe_str(typed)))?;
        let by = answers.chosen(0);
        let into = answers.is_checked(3);
        if (by == BY_CONTENTS || into) && !matches!(self.link, Link::Online { .. }) {
            return Err("contents are compared with the server's help: connect first".into());
        }
        self.comparison_ends();
        let leeway = SignedDuration::from_secs(i64::from(seconds));
        self.memory.comparison = Some(Comparison {
            wishes: Wishes {
                leeway: (by != BY_SIZE).then_some(leeway),
                contents: by == BY_CONTENTS,
                into,
            },
            marks: answers.is_checked(2),
            ..Comparison::default()
        });
        self.hold_together();
        Ok(())
    }

    /// Holds the listings against each other: at once where they are short.
    fn hold_together(&mut self) {
        let few = |pane: &Pane| Pane::are_few(pane.rows.len());
        if !few(&self.local) || !few(&self.remote) {
            return self.memory.comparing.ask();
        }
        self.memory.comparing.forget();
        if let Some(folders) = self.folder_pair() {
            self.held(folders.hold_together());
        }
    }

    fn folder_pair(&self) -> Option<FolderPair> {
        let comparison = self.memory.comparison.as_ref()?;
        Some(FolderPair {
            rows: [self.local.rows.clone(), self.remote.rows.clone()],
            places: [self.local.place.clone()?, self.remote.place.clone()?],
            names: self.names,
            wishes: comparison.wishes,
        })
    }

    /// Hands out what is to be compared off the screen's task.
    pub(super) fn hand_out_comparison(&mut self) {
        if let Some(comparison) = &mut self.memory.comparison
            && comparison
                .below
                .as_ref()
                .is_some_and(|below| below.is_read())
        {
            if let Some(id) = self.memory.comparing.take()
                && let Some(below) = comparison.below.take()
            {
                self.do_beside(Work::CompareBelow(id, below));
            }
            return;
        }
        if let Some(folders) = self.folder_pair()
            && let Some(id) = self.memory.comparing.take()
        {
            let folders = Box::new(folders);
            self.do_beside(Work::Compare(id, folders));
        }
    }

    /// The folders were held against each other; `None` if that went wrong. A listing that has changed
    /// meanwhile is held against the other once more.
    pub(super) fn compared(&mut self, id: u64, held: Option<Held>) {
        if !self.memory.comparing.came(id) {
            return;
        }
        let stamps = [self.local.rows.stamp(), self.remote.rows.stamp()];
        match held {
            Some(held) if held.of == stamps => self.held(held),
            Some(_) => self.hold_together(),
            None => self.not_compared(),
        }
    }

    fn held(&mut self, held: Held) {
        let [local, remote] = held.verdicts;
        self.local.verdicts = Some(local);
        self.remote.verdicts = Some(remote);
        let places = self.local.place.clone().zip(self.remote.place.clone());
        if let Some(comparison) = &mut self.memory.comparison {
            comparison.pending = held.same_size.into();
            let below = places.filter(|_| comparison.wishes.into);
            let below =
                below.map(|places| Below::new(places, held.folders, comparison.wishes.leeway));
            comparison.below = below.map(Box::new);
        }
        self.compare_on();
    }

    /// Compares the next pair of contents, or tells what has come of it.
    fn compare_on(&mut self) {
        let Some(mut comparison) = self.memory.comparison.take() else {
            return;
        };
        if let Some(pair) = comparison.pending.pop_front() {
            let request = RequestId(self.new_id());
            self.ask_engine(Command::CompareContents {
                request,
                pair: pair.files.clone(),
            });
            comparison.asked = Some((request, pair));
            self.memory.comparison = Some(comparison);
            return;
        }
        let mut judged = None;
        if let Some(mut below) = comparison.below.take() {
            self.look_below(&mut below);
            if below.is_read() && below.is_small() {
                judged = Some(below.judged());
            } else {
                if below.is_read() {
                    self.memory.comparing.ask();
                }
                comparison.below = Some(below);
                self.memory.comparison = Some(comparison);
                return;
            }
        }
        self.memory.comparison = Some(comparison);
        self.compared_all(judged.as_ref());
    }

    /// What is below the folders was held against each other; `None` if that went wrong.
    pub(super) fn compared_below(&mut self, id: u64, judged: Option<JudgedBelow>) {
        if self.memory.comparing.came(id) {
            match judged {
                Some(judged) => self.compared_all(Some(&judged)),
                None => self.not_compared(),
            }
        }
    }

    fn not_compared(&mut self) {
        self.comparison_ends();
        self.say(ToastKind::Warning, "the folders could not be compared");
    }

    /// Tells what has come of it.
    fn compared_all(&mut self, judged: Option<&JudgedBelow>) {
        if let Some(judged) = judged {
            self.take_judged(judged);
        }
        let Some(Comparison { marks, unknown, .. }) = self.memory.comparison else {
            return;
        };
        if marks {
            self.mark_differing();
        }
        let told = judged.map(|judged| judged.told);
        let text = match told {
            None => self.comparison_words(),
            Some(told) => format!("{}; {}", self.comparison_words(), told.words()),
        };
        if unknown == 0 {
            return self.say(ToastKind::Ok, text);
        }
        let text = format!("{text}; {unknown} by time only, the server gives no hash");
        self.say(ToastKind::Warning, text);
    }

    /// The contents of two files were compared: `None` where the server gives no hash. Whether that
    /// was asked for.
    pub(super) fn contents_compared(&mut self, request: RequestId, same: Option<bool>) -> bool {
        let awaited = |(asked, _): &mut (RequestId, Pair)| *asked == request;
        let Some(comparison) = &mut self.memory.comparison else {
            return false;
        };
        let Some((_, pair)) = comparison.asked.take_if(awaited) else {
            return false;
        };
        let Some(same) = same else {
            comparison.unknown += 1;
            self.compare_on();
            return true;
        };
        let set = |pane: &mut Pane, row: u32| {
            let Some(all) = &mut pane.verdicts else {
                return;
            };
            let known = all.at(row);
            let verdict = known.map(|known| match (same, known) {
                (true, _) => Verdict::Same,
                (false, Verdict::Same) => Verdict::Differs,
                (false, known) => known,
            });
            all.set(row, verdict);
        };
        let [here, there] = pair.rows;
        set(&mut self.local, here);
        set(&mut self.remote, there);
        self.compare_on();
        true
    }

    /// Pairs of files whose contents are still to be compared, where that is under way.
    pub fn contents_left(&self) -> Option<usize> {
        let comparison = self.memory.comparison.as_ref()?;
        comparison.asked.as_ref()?;
        Some(comparison.pending.len() + 1)
    }

    /// The comparison holds no longer. Whether there was one.
    pub(super) fn comparison_ends(&mut self) -> bool {
        let there = self.local.verdicts.take().is_some();
        self.memory.comparing.forget();
        self.remote.verdicts = None;
        if let Some(mut comparison) = self.memory.comparison.take() {
            if let Some((request, _)) = comparison.asked {
                self.ask_engine(Command::Abandon(request));
            }
            if let Some(below) = &mut comparison.below {
                self.end_below(below);
            }
        }
        there
    }

    /// Marks, on both sides, what the other side has not, or has older or different.
    pub(super) fn mark_differing(&mut self) {
        if self.local.verdicts.is_none() {
            return self.say(ToastKind::Info, "nothing is compared yet; = does");
        }
        for pane in [&mut self.local, &mut self.remote] {
            let wanted = |verdict| {
                matches!(
                    verdict,
                    Verdict::OnlyHere | Verdict::Newer | Verdict::Differs
                )
            };
            let Some(verdicts) = &pane.verdicts else {
                continue;
            };
            let shown = pane.shown.iter().copied();
            let wanted: RowSet = shown
                .filter(|row| verdicts.at(*row).is_some_and(wanted))
                .collect();
            pane.marks = wanted.into();
        }
    }

    /// `2 only here, 1 only there, 3 newer here, 12 the same`.
    fn comparison_words(&self) -> String {
        let count = |pane: &Pane, wanted| {
            let verdicts = pane.verdicts.as_ref();
            verdicts.map_or(0, |verdicts| verdicts.count(wanted))
        };
        let (local, remote) = (&self.local, &self.remote);
        let wishes = self.memory.comparison.as_ref().map(|all| all.wishes);
        let not_looked_into = match wishes {
            Some(wishes) if !wishes.into => count(local, Verdict::Unknown),
            _ => 0,
        };
        let counted = [
            (count(local, Verdict::OnlyHere), "only here"),
            (count(remote, Verdict::OnlyHere), "only on the server"),
            (count(local, Verdict::Newer), "newer here"),
            (count(remote, Verdict::Newer), "newer on the server"),
            (count(local, Verdict::Differs), "different"),
            (count(local, Verdict::Same), "the same"),
        ];
        let told = counted.iter().filter(|(count, _)| *count > 0);
        let mut told: Vec<String> = told
            .map(|(count, what)| format!("{count} {what}"))
            .collect();
        if not_looked_into > 0 {
            told.push(format!(
                "{} not looked into",
                plural(not_looked_into, "folder")
            ));
        }
        match told.as_slice() {
            [] => "both folders are empty".into(),
            told => told.join(", "),
        }
    }
}
