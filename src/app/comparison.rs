//! The two folders compared: what is only here, newer, older, different or the same. It holds until
//! one of the listings changes.

mod below;
mod verdict;
mod verdicts;

pub use verdict::Verdict;
pub use verdicts::Verdicts;

use super::inquiry::{Answers, InquiryField, InquiryPurpose};
use super::{App, Link, Pane, ToastKind, place};
use crate::engine::{Command, FilePair, Place, RequestId};
use crate::model::text::display_safe_str;
use crate::model::{Entry, EntryKind, Name, Shore};
use below::{Below, Told};
use jiff::SignedDuration;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet, VecDeque};
use verdict::judge;

const BY: &[&str] = &["size and time", "size", "contents"];
const BY_SIZE: usize = 1;
const BY_CONTENTS: usize = 2;

/// Files of the same size whose contents are still to be compared.
#[derive(Debug, Default)]
pub(super) struct Comparison {
    marks: bool,
    pending: VecDeque<Pair>,
    asked: Option<(RequestId, Pair)>,
    /// Of so many the server gave no hash.
    unknown: usize,
    /// Folders to look into, when the files are done.
    below: Option<Box<Below>>,
}

#[derive(Clone, Debug)]
struct Pair {
    /// The name here, and the one on the server.
    names: [Name; 2],
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
        let leeway = (by != BY_SIZE).then_some(leeway);
        let ([local, remote], pending) =
            self.hold_together(|one, other| judge(one, other, leeway), by == BY_CONTENTS);
        self.local.verdicts = Some(local);
        self.remote.verdicts = Some(remote);
        self.memory.comparison = Some(Comparison {
            marks: answers.is_checked(2),
            pending,
            below: into
                .then(|| self.folders_of_both(leeway))
                .flatten()
                .map(Box::new),
            ..Comparison::default()
        });
        self.compare_on();
        Ok(())
    }

    /// The verdict on each row of both sides; with `pairs`, the files of one size too. Of a large folder
    /// the user waits for it: no name is copied that is not kept.
    fn hold_together(
        &self,
        judge: impl Fn(&Entry, &Entry) -> Verdict,
        pairs: bool,
    ) -> ([Verdicts; 2], VecDeque<Pair>) {
        let there = self.remote.rows.iter().enumerate().map(|(at, row)| {
            let name = self.name_here(Shore::Remote, &row.entry.name);
            (name, (at, &row.entry))
        });
        let there: HashMap<Cow<Name>, (usize, &Entry)> = there.collect();
        let mut others = vec![Verdict::OnlyHere; self.remote.rows.len()];
        let mut same_size = VecDeque::new();
        let local = self.local.rows.iter().map(|row| {
            let here = &row.entry;
            let Some((at, other)) = there.get(&here.name) else {
                return (here.name.clone(), Verdict::OnlyHere);
            };
            let verdict = judge(here, other);
            if let Some(of_the_other) = others.get_mut(*at) {
                *of_the_other = verdict.of_the_other();
            }
            same_size.extend(pairs.then(|| self.pair(here, other)).flatten());
            (here.name.clone(), verdict)
        });
        let local = local.collect();
        let remote = self.remote.rows.iter().zip(others);
        let remote = remote.map(|(row, verdict)| (row.entry.name.clone(), verdict));
        ([local, remote.collect()], same_size)
    }

    fn pair(&self, here: &Entry, there: &Entry) -> Option<Pair> {
        let files = here.kind == EntryKind::File && there.kind == EntryKind::File;
        let size = here
            .size
            .filter(|size| files && there.size == Some(*size))?;
        let places = (self.local.place.as_ref()?, self.remote.place.as_ref()?);
        let places = (
            place::join(places.0, &here.name),
            place::join(places.1, &there.name),
        );
        match places {
            (Place::Local(local), Place::Remote(remote)) => Some(Pair {
                names: [here.name.clone(), there.name.clone()],
                files: FilePair {
                    local,
                    remote,
                    size,
                },
            }),
            _ => None,
        }
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
        let mut told: Option<Told> = None;
        if let Some(mut below) = comparison.below.take() {
            self.look_below(&mut below);
            if !below.is_read() {
                comparison.below = Some(below);
                self.memory.comparison = Some(comparison);
                return;
            }
            told = Some(self.judge_below(&below));
        }
        if comparison.marks {
            self.mark_differing();
        }
        let unknown = comparison.unknown;
        self.memory.comparison = Some(comparison);
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
        let set = |pane: &mut Pane, name: &Name| {
            let Some(all) = &mut pane.verdicts else {
                return;
            };
            let known = all.get(name).copied();
            let verdict = known.map(|known| match (same, known) {
                (true, _) => Verdict::Same,
                (false, Verdict::Same) => Verdict::Differs,
                (false, known) => known,
            });
            all.set(name, verdict);
        };
        let [here, there] = &pair.names;
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
            let all = pane.verdicts.iter().flat_map(|verdicts| verdicts.iter());
            let wanted: HashSet<&Name> = all
                .filter(|(_, verdict)| wanted(**verdict))
                .map(|(name, _)| name)
                .collect();
            let names = pane.rows_shown().map(|row| &row.entry.name);
            pane.marks = names
                .filter(|name| wanted.contains(name))
                .cloned()
                .collect();
        }
    }

    /// `2 only here, 1 only there, 3 newer here, 12 the same`.
    fn comparison_words(&self) -> String {
        let count = |pane: &Pane, wanted| {
            let verdicts = pane.verdicts.as_ref();
            verdicts.map_or(0, |verdicts| verdicts.count(wanted))
        };
        let (local, remote) = (&self.local, &self.remote);
        let counted = [
            (count(local, Verdict::OnlyHere), "only here"),
            (count(remote, Verdict::OnlyHere), "only on the server"),
            (count(local, Verdict::Newer), "newer here"),
            (count(remote, Verdict::Newer), "newer on the server"),
            (count(local, Verdict::Differs), "different"),
            (count(local, Verdict::Same), "the same"),
        ];
        let told = counted.iter().filter(|(count, _)| *count > 0);
        let told: Vec<String> = told
            .map(|(count, what)| format!("{count} {what}"))
            .collect();
        match told.as_slice() {
            [] => "both folders are empty".into(),
            told => told.join(", "),
        }
    }
}
