//! What earlier runs have left: taken in, told of, and let go on by the user.

use super::drops::DropState;
use super::event::Restored;
use super::journal::{Kept, KeptDrop};
use super::queue::Pause;
use super::router::Router;
use super::work::WalkOrder;
use super::{DropId, DropOrder, Event, Place};
use crate::model::{Conflict, Direction, TransferState};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Instant;

impl Router {
    /// Takes in what earlier runs have left, and tells of it.
    pub(crate) fn restore(&mut self, kept: Kept, adopts: bool) {
        let Kept {
            sites,
            transfers,
            drops,
        } = kept;
        for row in transfers {
            self.queue.restore(row);
        }
        // It stands in the journal as it is.
        let _ = self.queue.take_changes();
        let mut open: HashMap<DropId, usize> = HashMap::new();
        for transfer in self
            .queue
            .all()
            .filter(|transfer| !transfer.state.is_final())
        {
            *open.entry(transfer.drop).or_default() += 1;
        }
        for kept in drops {
            let open = open.get(&DropId(kept.row.id)).copied().unwrap_or(0);
            self.restore_drop(kept, open);
        }
        self.settle_through(adopts && self.ledger.is_kept());
        let mut left: BTreeMap<Arc<str>, (usize, usize, u64)> = BTreeMap::new();
        for transfer in self.queue.all() {
            let left = left.entry(Arc::clone(&transfer.site)).or_default();
            if transfer.pause == Some(Pause::User) {
                continue;
            }
            if !transfer.state.is_final() {
                left.0 += 1;
                let size = transfer.order.size.unwrap_or(0);
                left.2 = left.2.saturating_add(size.saturating_sub(transfer.bytes));
            } else if transfer.state == TransferState::Failed {
                left.1 += 1;
            }
        }
        for drop in self.drops.values() {
            left.entry(Arc::clone(&drop.site)).or_default().0 += drop.walking;
        }
        for (label, (unfinished, failed, bytes)) in left {
            if let Some(site) = sites.get(&*label)
                && unfinished + failed > 0
            {
                let drops = self.drops.iter();
                let unread = drops.filter(|(_, drop)| drop.site == label && drop.walking > 0);
                let unread = unread.map(|(id, _)| *id).collect();
                self.tell(Event::Restored(Box::new(Restored {
                    site: site.clone(),
                    unfinished,
                    failed,
                    bytes,
                    unread,
                })));
            }
        }
    }

    /// A drop that an earlier run has left goes on where it was, once we are connected to its site
    /// and the user lets it. `open` of its transfers have not ended.
    fn restore_drop(&mut self, kept: KeptDrop, open: usize) {
        let row = kept.row;
        let id = DropId(row.id);
        let (from, to) = match row.direction {
            Direction::Download => (Place::Remote(row.remote), Place::Local(row.local)),
            Direction::Upload => (Place::Local(row.local), Place::Remote(row.remote)),
        };
        let items = kept.items.into_iter().map(|item| super::Source {
            name: item.name,
            kind: item.kind,
            size: item.size,
            modified: item.modified,
            rename_to: item.rename_to,
        });
        let order = DropOrder {
            id,
            from,
            to,
            items: items.collect(),
            operation: row.operation,
            on_conflict: row.policy,
            transfer_type: row.transfer_type,
        };
        let mut drop = DropState::new(order, &Arc::from(row.site.as_str()));
        drop.walking = kept.walks.len();
        drop.files = usize::try_from(row.files).unwrap_or(usize::MAX);
        drop.bytes = row.bytes;
        drop.looks = usize::try_from(row.looks).unwrap_or(usize::MAX);
        drop.flawed = row.flawed;
        drop.announced = row.announced;
        drop.folders = kept.folders;
        drop.open = open;
        let direction = row.direction;
        drop.parked = kept
            .walks
            .into_iter()
            .map(|walk| WalkOrder {
                drop: id,
                direction,
                remote: walk.remote,
                local: walk.local,
                root: Arc::clone(&drop.root),
                top: walk.top,
                failures: 0,
                since: 0,
            })
            .collect();
        self.drops.insert(id, drop);
    }

    /// The user lets what earlier runs have left go on, or leaves it paused.
    pub(crate) fn settle_restored(&mut self, site: Option<&str>, go: bool) {
        self.queue.settle_restored(site, go);
        let wanted = |drop: &&mut DropState| site.is_none_or(|site| *drop.site == *site);
        for drop in self.drops.values_mut().filter(wanted) {
            drop.is_let_go |= go;
        }
        self.unpark();
        if go {
            // That it has ended is told even if there turns out to be nothing to do.
            self.batch.begin(Instant::now());
            self.ask_again(site);
        }
    }

    /// Names that are taken, and that an earlier run has asked about, are asked about once more.
    fn ask_again(&self, site: Option<&str>) {
        let mut asked: BTreeMap<DropId, Vec<Conflict>> = BTreeMap::new();
        for transfer in self.queue.all() {
            let here = site.is_none_or(|site| *transfer.site == *site);
            if let Some(held) = transfer.held.as_deref().filter(|_| here) {
                let conflict = self.conflict(&transfer.order, held);
                asked.entry(transfer.drop).or_default().push(conflict);
            }
        }
        for (drop, mut conflicts) in asked {
            conflicts.sort_by_key(|conflict| conflict.id);
            self.tell(Event::Conflict { drop, conflicts });
        }
    }

    /// Folders that were left to be looked at are looked at now, if we are at their site.
    pub(crate) fn unpark(&mut self) {
        if self.site.is_none() {
            return;
        }
        for drop in self.drops.values_mut() {
            if drop.is_let_go && drop.site == self.label {
                self.walks.extend(drop.parked.drain(..));
            }
        }
    }
}
