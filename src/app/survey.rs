//! Reading all folders below one, a listing at a time, so that the panes never wait for it: for what
//! is to be found, and for what a deletion would take with it. Links are not followed.

use super::{App, LocalJob, place};
use crate::engine::{Command, Place, RequestId};
use crate::model::{Entry, Name, Shore};
use std::collections::VecDeque;

/// Folders deeper than this below the first are taken for a loop.
const DEPTH_LIMIT: usize = 64;

/// A tree that is being read.
#[derive(Debug)]
pub(super) struct Survey {
    root: Place,
    /// What is still to be read: the way from the root, and how deep that is.
    pending: VecDeque<(Vec<u8>, usize)>,
    asked: Option<(RequestId, Vec<u8>, usize)>,
    /// No more folders than this are read.
    limit: usize,
    pub(super) folders: usize,
    /// Folders that could not be read.
    pub(super) unread: usize,
    /// Not all has been read: it is too much, or too deep.
    pub(super) is_cut: bool,
}

impl Survey {
    pub(super) fn new(root: Place, below: impl IntoIterator<Item = Name>, limit: usize) -> Self {
        let pending = below.into_iter().map(|name| (name.as_bytes().to_vec(), 1));
        Self {
            root,
            pending: pending.collect(),
            asked: None,
            limit,
            folders: 0,
            unread: 0,
            is_cut: false,
        }
    }

    pub(super) fn root(&self) -> &Place {
        &self.root
    }

    pub(super) fn shore(&self) -> Shore {
        place::shore(&self.root)
    }

    /// Whether this is the listing that it waits for.
    pub(super) fn awaits(&self, request: RequestId) -> bool {
        self.asked
            .as_ref()
            .is_some_and(|(asked, ..)| *asked == request)
    }

    /// The way of the folder whose listing it waits for.
    pub(super) fn awaited(&self) -> &[u8] {
        self.asked.as_ref().map_or(&[], |(_, folder, _)| folder)
    }

    /// A folder could not be read.
    pub(super) fn failed(&mut self) {
        self.asked = None;
        self.unread += 1;
    }

    /// A folder could not be read, which is told in another way.
    pub(super) fn cannot(&mut self) {
        self.asked = None;
    }

    /// Takes in a listing; `goes_into` says of a folder whether it is read too. Gives the way of each
    /// entry from the root.
    pub(super) fn listed(
        &mut self,
        entries: Vec<Entry>,
        goes_into: impl Fn(&Entry) -> bool,
    ) -> Vec<Entry> {
        let Some((_, folder, depth)) = self.asked.take() else {
            return Vec::new();
        };
        self.folders += 1;
        let mut found = Vec::with_capacity(entries.len());
        for mut entry in entries {
            let into = entry.is_dir() && goes_into(&entry);
            entry.name = place::below(&folder, &entry.name);
            if into && depth < DEPTH_LIMIT {
                self.pending
                    .push_back((entry.name.as_bytes().to_vec(), depth + 1));
            }
            self.is_cut |= into && depth >= DEPTH_LIMIT;
            found.push(entry);
        }
        found
    }

    /// The folder to read next.
    fn next(&mut self) -> Option<(Vec<u8>, usize)> {
        if self.folders + self.unread >= self.limit && !self.pending.is_empty() {
            self.is_cut = true;
            return None;
        }
        self.pending.pop_front()
    }
}

impl App {
    /// Asks for the next folder; false when there is none.
    pub(super) fn survey_on(&mut self, survey: &mut Survey) -> bool {
        let Some((folder, depth)) = survey.next() else {
            return false;
        };
        let place = match folder.as_slice() {
            [] => survey.root.clone(),
            folder => place::join(&survey.root, &Name::new(folder)),
        };
        let request = match place {
            Place::Local(path) => self.ask_local(LocalJob::ListWhole(path)),
            Place::Remote(path) => {
                let request = RequestId(self.new_id());
                self.ask_engine(Command::List {
                    request,
                    path,
                    in_parts: false,
                });
                request
            }
        };
        survey.asked = Some((request, folder, depth));
        true
    }

    /// Asks for nothing more.
    pub(super) fn end_survey(&mut self, survey: &mut Survey) {
        survey.pending.clear();
        if let Some((request, ..)) = survey.asked.take()
            && survey.shore() == Shore::Remote
        {
            self.ask_engine(Command::Abandon(request));
        }
    }
}
