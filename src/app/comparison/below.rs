//! Folders that are on both sides, compared by all that is below them: both trees are read, a listing
//! at a time, and then held against each other.

use super::holding::Twins;
use super::{Verdict, judge};
use crate::app::survey::Survey;
use crate::app::{App, Pane, place};
use crate::engine::{Place, RequestId};
use crate::model::text::plural;
use crate::model::{Entry, Name, Shore};
use jiff::SignedDuration;
use std::collections::{BTreeMap, BTreeSet};

/// More folders than this are not read on a side.
const FOLDER_LIMIT: usize = 20_000;

/// Folders of both sides that are looked into.
#[derive(Debug)]
pub struct Below {
    pairs: Vec<Twins>,
    here: Side,
    there: Side,
    leeway: Option<SignedDuration>,
    begun: bool,
}

/// What is below the folders of a side.
#[derive(Debug)]
struct Side {
    survey: Survey,
    /// By their ways from the folder that is shown, as they are written here.
    entries: BTreeMap<Name, Entry>,
    /// Folders of which not all could be read.
    unsure: BTreeSet<Name>,
    done: bool,
}

/// What has come of it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Told {
    same: usize,
    differing: usize,
    unsure: usize,
    only_here: usize,
    only_there: usize,
    changed: usize,
}

impl Side {
    fn new(root: Place, folders: Vec<Name>) -> Self {
        Self {
            survey: Survey::new(root, folders, FOLDER_LIMIT),
            entries: BTreeMap::new(),
            unsure: BTreeSet::new(),
            done: false,
        }
    }
}

/// How folders of both sides stand.
#[derive(Debug)]
pub struct JudgedBelow {
    /// Their rows and how they stand, where that is known.
    verdicts: Vec<([u32; 2], Option<Verdict>)>,
    pub(super) told: Told,
}

/// The first part of a way.
fn top(way: &[u8]) -> Name {
    let end = way.iter().position(|byte| *byte == b'/');
    Name::new(way.get(..end.unwrap_or(way.len())).unwrap_or_default())
}

impl Below {
    pub(super) fn new(
        (here, there): (Place, Place),
        pairs: Vec<Twins>,
        leeway: Option<SignedDuration>,
    ) -> Self {
        let side = |at: usize| {
            let names = pairs.iter().filter_map(move |twins| twins.names.get(at));
            names.cloned().collect()
        };
        Self {
            here: Side::new(here, side(0)),
            there: Side::new(there, side(1)),
            pairs,
            leeway,
            begun: false,
        }
    }

    /// Whether all is read.
    pub(super) fn is_read(&self) -> bool {
        self.begun && self.here.done && self.there.done
    }

    fn folders(&self) -> usize {
        self.here.survey.folders + self.there.survey.folders
    }

    /// Whether it is judged without a wait.
    pub(super) fn is_small(&self) -> bool {
        Pane::are_few(self.here.entries.len() + self.there.entries.len())
    }

    /// How each of the folders stands, and all of it in numbers.
    pub fn judged(&self) -> JudgedBelow {
        let mut told = Told::default();
        let mut differing = BTreeSet::new();
        for (way, here) in &self.here.entries {
            let verdict = match self.there.entries.get(way) {
                None => Verdict::OnlyHere,
                Some(there) => judge(here, there, self.leeway),
            };
            match verdict {
                Verdict::Same | Verdict::Unknown => continue,
                Verdict::OnlyHere => told.only_here += 1,
                Verdict::Newer | Verdict::Older | Verdict::Differs => told.changed += 1,
            }
            differing.insert(top(way.as_bytes()));
        }
        for way in self.there.entries.keys() {
            if !self.here.entries.contains_key(way) {
                told.only_there += 1;
                differing.insert(top(way.as_bytes()));
            }
        }
        let cut = self.here.survey.is_cut || self.there.survey.is_cut;
        let mut verdicts = Vec::with_capacity(self.pairs.len());
        for Twins { names, rows } in &self.pairs {
            let [here, there] = names;
            let unsure =
                cut || self.here.unsure.contains(here) || self.there.unsure.contains(there);
            let verdict = if differing.contains(here) {
                told.differing += 1;
                Some(Verdict::Differs)
            } else if unsure {
                told.unsure += 1;
                Some(Verdict::Unknown)
            } else {
                told.same += 1;
                Some(Verdict::Same)
            };
            verdicts.push((*rows, verdict));
        }
        JudgedBelow { verdicts, told }
    }
}

impl Told {
    /// `in folders: 3 the same, 2 differ (5 only here, 1 only on the server, 2 changed)`
    pub(super) fn words(self) -> String {
        let counted = |list: &[(usize, &str)]| {
            let told = list.iter().filter(|(count, _)| *count > 0);
            let told: Vec<String> = told
                .map(|(count, what)| format!("{count} {what}"))
                .collect();
            told.join(", ")
        };
        let folders = counted(&[
            (self.same, "the same"),
            (self.differing, "differ"),
            (self.unsure, "not read to the end"),
        ]);
        let inside = counted(&[
            (self.only_here, "only here"),
            (self.only_there, "only on the server"),
            (self.changed, "changed"),
        ]);
        match (folders.is_empty(), inside.is_empty()) {
            (true, _) => "no folder is on both sides".into(),
            (false, true) => format!("folders: {folders}"),
            (false, false) => format!("folders: {folders} ({inside})"),
        }
    }
}

impl App {
    /// Begins to read, if that has not begun yet.
    pub(super) fn look_below(&mut self, below: &mut Below) {
        if !std::mem::replace(&mut below.begun, true) {
            below.here.done = !self.survey_on(&mut below.here.survey);
            below.there.done = !self.survey_on(&mut below.there.survey);
        }
    }

    /// Reads no more.
    pub(super) fn end_below(&mut self, below: &mut Below) {
        self.end_survey(&mut below.here.survey);
        self.end_survey(&mut below.there.survey);
    }

    /// A listing has come, or has failed (`None`). Whether the comparison has been waiting for it.
    pub(in crate::app) fn comparison_read(
        &mut self,
        request: RequestId,
        entries: Option<&[Entry]>,
    ) -> bool {
        let names = self.names;
        let below = |comparison: &mut super::Comparison| {
            let below = comparison.below.as_ref();
            below.is_some_and(|below| {
                below.here.survey.awaits(request) || below.there.survey.awaits(request)
            })
        };
        let Some(mut comparison) = self.memory.comparison.take_if(below) else {
            return false;
        };
        if let Some(below) = &mut comparison.below {
            let side = if below.here.survey.awaits(request) {
                &mut below.here
            } else {
                &mut below.there
            };
            let shore = place::shore(side.survey.root());
            match entries {
                None => {
                    side.unsure.insert(top(side.survey.awaited()));
                    side.survey.failed();
                }
                Some(entries) => {
                    for entry in side.survey.listed(entries.to_vec(), |_| true) {
                        let way = match shore {
                            Shore::Local => entry.name.clone(),
                            Shore::Remote => names.local(&entry.name).into_owned(),
                        };
                        side.entries.insert(way, entry);
                    }
                }
            }
            side.done = !self.survey_on(&mut side.survey);
        }
        self.memory.comparison = Some(comparison);
        self.compare_on();
        true
    }

    /// Puts the verdicts on the folders into both panes.
    pub(super) fn take_judged(&mut self, judged: &JudgedBelow) {
        let set = |pane: &mut Pane, row: u32, verdict: Option<Verdict>| {
            if let Some(all) = &mut pane.verdicts {
                all.set(row, verdict);
            }
        };
        for ([here, there], verdict) in &judged.verdicts {
            set(&mut self.local, *here, *verdict);
            set(&mut self.remote, *there, *verdict);
        }
    }

    /// How far a comparison under way is, in words.
    pub fn comparing(&self) -> Option<String> {
        if self.memory.comparing.is_waited_for() {
            return Some("comparing".into());
        }
        let comparison = self.memory.comparison.as_ref()?;
        if let Some(left) = self.contents_left() {
            return Some(format!("comparing contents, {} left", plural(left, "file")));
        }
        let below = comparison.below.as_ref().filter(|below| !below.is_read())?;
        let folders = plural(below.folders(), "folder");
        Some(format!("comparing, {folders} read"))
    }
}
