//! The queue as it is shown. A row that has not changed is the same allocation in each snapshot, so
//! that a hundred thousand of them cost no more than what changes among them.

use super::transfer::Shown;
use super::{TransferQueue, TransferState, TransferView};
use crate::model::text::display_safe_str;
use crate::model::{NameCoding, QueueTotals, RemotePath, TransferId};
use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::sync::Arc;

/// What a session says of the transfer it has.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Live {
    /// Bytes that are across.
    pub(crate) bytes: u64,
    /// Bytes a second.
    pub(crate) rate: u64,
    /// Whether its data connection is open, or was.
    pub(crate) moves: bool,
}

/// Folders as they are shown, each once: most rows share theirs with others.
#[derive(Debug, Default)]
pub(super) struct Folders {
    known: HashMap<Box<[u8]>, Arc<str>>,
}

impl Folders {
    pub(super) fn local(&mut self, path: &Path) -> Arc<str> {
        let folder = path.parent().unwrap_or(Path::new(""));
        let bytes = folder.as_os_str().as_encoded_bytes();
        self.shown(b'L', bytes, || display_safe_str(&folder.to_string_lossy()))
    }

    pub(super) fn remote(&mut self, path: &RemotePath, names: NameCoding) -> Arc<str> {
        let folder = path.parent().unwrap_or_else(RemotePath::root);
        self.shown(b'R', folder.as_bytes(), || names.shown(folder.as_bytes()))
    }

    fn shown(&mut self, shore: u8, bytes: &[u8], make: impl FnOnce() -> String) -> Arc<str> {
        let key: Box<[u8]> = [&[shore], bytes].concat().into();
        let shown = self.known.entry(key).or_insert_with(|| make().into());
        Arc::clone(shown)
    }
}

/// What is kept from one snapshot to the next.
#[derive(Debug, Default)]
pub(super) struct Views {
    list: Arc<Vec<Arc<TransferView>>>,
    /// The positions of the rows of `list`.
    positions: Vec<i64>,
    /// Rows came, went or changed places.
    pub(super) reordered: bool,
    /// Rows that changed.
    pub(super) changed: BTreeSet<TransferId>,
    folders: Folders,
    names: NameCoding,
}

impl TransferQueue {
    /// All of them as they are shown, in their order. `live` tells of those that sessions have.
    pub(crate) fn views(
        &mut self,
        names: NameCoding,
        live: &HashMap<TransferId, Live>,
        now: super::Moment,
    ) -> Arc<Vec<Arc<TransferView>>> {
        if self.views.names != names {
            self.views.names = names;
            self.views.folders = Folders::default();
            self.views.changed.extend(self.transfers.keys());
        }
        // What a session has changes by itself.
        self.views.changed.extend(&self.active);
        let changed = std::mem::take(&mut self.views.changed);
        for id in &changed {
            self.make_view(*id, live.get(id), now);
        }
        if std::mem::take(&mut self.views.reordered) {
            self.views.positions = self.rows.keys().copied().collect();
            let rows = self.rows.values().filter_map(|id| self.shown(*id));
            self.views.list = Arc::new(rows.collect());
        } else if !changed.is_empty() {
            let list = Arc::make_mut(&mut self.views.list);
            for id in changed {
                let Some(transfer) = self.transfers.get(&id) else {
                    continue;
                };
                let at = self.views.positions.binary_search(&transfer.position).ok();
                if let (Some(row), Some(view)) =
                    (at.and_then(|at| list.get_mut(at)), &transfer.view)
                {
                    *row = Arc::clone(view);
                }
            }
        }
        Arc::clone(&self.views.list)
    }

    /// The numbers of this moment: what sessions have moved is not left any more.
    pub(crate) fn totals_with(&self, live: &HashMap<TransferId, Live>) -> QueueTotals {
        let mut totals = self.totals;
        for (id, live) in live {
            if let Some(transfer) = self.transfers.get(id).filter(|t| t.state.is_active())
                && let Some(size) = transfer.size()
            {
                let moved = live.bytes.min(size).saturating_sub(transfer.bytes);
                totals.bytes_left = totals.bytes_left.saturating_sub(moved);
            }
        }
        totals
    }

    fn make_view(&mut self, id: TransferId, live: Option<&Live>, now: super::Moment) {
        let Some(transfer) = self.transfers.get_mut(&id) else {
            return;
        };
        let mut view = transfer.make_view(&mut Shown {
            names: self.views.names,
            retries: self.retries,
            folders: &mut self.views.folders,
        });
        if transfer.state.is_active() {
            if let Some(began) = transfer.began {
                view.elapsed = now.instant.saturating_duration_since(began.instant);
            }
            if let Some(live) = live {
                view.bytes = live.bytes;
                view.rate = live.rate;
                if live.moves {
                    view.state = TransferState::Running;
                }
            }
        }
        transfer.view = Some(Arc::new(view));
    }

    fn shown(&self, id: TransferId) -> Option<Arc<TransferView>> {
        self.transfers.get(&id)?.view.clone()
    }

    /// At most `count` rows for a small place: what runs, what failed, what waits (for the site of
    /// this label first), and the latest of what has ended.
    pub(crate) fn urgent(&self, site: &str, count: usize) -> Vec<Arc<TransferView>> {
        let waiting = self.waiting.get(site).into_iter();
        let elsewhere = self.waiting.iter().filter(|(label, _)| &***label != site);
        let waiting = waiting
            .chain(elsewhere.map(|(_, waiting)| waiting))
            .flat_map(|waiting| waiting.iter().map(|(_, position)| position))
            .filter_map(|position| self.rows.get(position));
        self.active
            .iter()
            .chain(self.retrying.iter().map(|(_, id)| id))
            .chain(self.stuck.iter())
            .chain(waiting)
            .chain(self.ended.iter().rev())
            .filter_map(|id| self.shown(*id))
            .take(count)
            .collect()
    }
}
