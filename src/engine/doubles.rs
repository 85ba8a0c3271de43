//! Files that another transfer is bringing already.

use super::DropId;
use super::router::Router;
use super::work::TransferOrder;
use crate::model::{TransferId, TransferState};

/// The files of a drop, those that need no transfer of their own apart.
#[derive(Debug, Default)]
pub(crate) struct Doubles {
    /// Those that another transfer is bringing, or has brought since the look began, and which.
    pub(crate) present: Vec<(TransferOrder, TransferId)>,
    /// The rest.
    pub(crate) transfers: Vec<TransferOrder>,
    /// How many transfers that were stopped go on as some of this drop.
    pub(crate) joined: usize,
}

impl Router {
    /// Tells those that another transfer is bringing already, or has brought since the look began,
    /// from the rest. One that was stopped goes on in their place.
    pub(crate) fn find_doubles(
        &mut self,
        drop: DropId,
        orders: Vec<TransferOrder>,
        since: u64,
    ) -> Doubles {
        let site = self.site_of(drop);
        let mut found = Doubles::default();
        for order in orders {
            match self.queue.on_its_way(&site, &order.target(), since) {
                Some(double) if double != order.id && self.join(drop, &order, double) => {
                    found.joined += 1;
                }
                Some(double) if double != order.id => found.present.push((order, double)),
                _ => found.transfers.push(order),
            }
        }
        found
    }

    /// A transfer that was stopped, and whose drop was taken back, goes on as this one of another drop.
    fn join(&mut self, drop: DropId, order: &TransferOrder, double: TransferId) -> bool {
        let stopped = self.queue.get(double).is_some_and(|transfer| {
            let same = &transfer.order;
            transfer.state == TransferState::Paused
                && !self.drops.contains_key(&transfer.drop)
                && (&same.local, &same.remote) == (&order.local, &order.remote)
                && (same.operation, same.transfer_type) == (order.operation, order.transfer_type)
        });
        if stopped {
            self.queue.join(double, drop);
        }
        stopped
    }
}
