//! Two listings held against each other. Of large ones that takes longer than a frame may, so it is
//! done off the screen's task: all it needs is in one value.

use super::{Pair, Verdict, Verdicts, judge};
use crate::app::pane::{Row, Rows};
use crate::app::place;
use crate::app::stamp::Stamp;
use crate::engine::{FilePair, Place};
use crate::model::{Entry, EntryKind, Name, NameCoding};
use jiff::SignedDuration;
use std::borrow::Cow;
use std::collections::HashMap;

/// How rows are compared.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Wishes {
    /// By so much may times differ; without it they do not count.
    pub(super) leeway: Option<SignedDuration>,
    /// Contents are compared of files of one size.
    pub(super) contents: bool,
    /// Folders are looked into.
    pub(super) into: bool,
}

/// The folders that the panes show, to be held against each other.
#[derive(Clone, Debug)]
pub struct FolderPair {
    /// Here, and on the server.
    pub(super) rows: [Rows; 2],
    pub(super) places: [Place; 2],
    /// How the server's names are read.
    pub(super) names: NameCoding,
    pub(super) wishes: Wishes,
}

/// What has come of it.
#[derive(Debug)]
pub struct Held {
    /// The listings it is about.
    pub(super) of: [Stamp; 2],
    /// Here, and on the server.
    pub(super) verdicts: [Verdicts; 2],
    /// Files of one size, where contents are to be compared.
    pub(super) same_size: Vec<Pair>,
    /// Folders of both sides, where they are to be looked into.
    pub(super) folders: Vec<Twins>,
}

/// A folder that is on both sides.
#[derive(Clone, Debug)]
pub(super) struct Twins {
    /// Its name here, and the one on the server.
    pub(super) names: [Name; 2],
    /// Its rows.
    pub(super) rows: [u32; 2],
}

impl FolderPair {
    /// The verdict on each row of both sides, and which files and folders are to be looked into.
    pub fn hold_together(&self) -> Held {
        let [here, there] = &self.rows;
        let mut of_names: HashMap<Cow<Name>, &Row> = HashMap::with_capacity(there.len());
        for row in there.iter() {
            of_names.insert(self.names.local(&row.entry.name), row);
        }
        let mut others = vec![Verdict::OnlyHere; there.len()];
        let (mut same_size, mut folders) = (Vec::new(), Vec::new());
        let mine = here.iter().map(|row| {
            let Some(other) = of_names.get(&row.entry.name) else {
                return Verdict::OnlyHere;
            };
            let verdict = judge(&row.entry, &other.entry, self.wishes.leeway);
            let at = usize::try_from(other.index()).ok();
            if let Some(of_the_other) = at.and_then(|at| others.get_mut(at)) {
                *of_the_other = verdict.of_the_other();
            }
            if self.wishes.contents {
                same_size.extend(self.pair(row, other));
            }
            if self.wishes.into && row.entry.is_dir() && other.entry.is_dir() {
                folders.push(Twins {
                    names: [row.entry.name.clone(), other.entry.name.clone()],
                    rows: [row.index(), other.index()],
                });
            }
            verdict
        });
        let mine = mine.collect();
        Held {
            of: [here.stamp(), there.stamp()],
            verdicts: [mine, others.into_iter().collect()],
            same_size,
            folders,
        }
    }

    fn pair(&self, here: &Row, there: &Row) -> Option<Pair> {
        let is_file = |entry: &Entry| entry.kind == EntryKind::File;
        let files = is_file(&here.entry) && is_file(&there.entry);
        let size = here
            .entry
            .size
            .filter(|size| files && there.entry.size == Some(*size))?;
        let [local, remote] = &self.places;
        let places = (
            place::join(local, &here.entry.name),
            place::join(remote, &there.entry.name),
        );
        match places {
            (Place::Local(local), Place::Remote(remote)) => Some(Pair {
                rows: [here.index(), there.index()],
                files: FilePair {
                    local,
                    remote,
                    size,
                },
            }),
            _ => None,
        }
    }
}
