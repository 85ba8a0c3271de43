//! On a server that allows one session a long file makes way for what the panes want, and goes on
//! afterwards from the byte it had come to.

use super::queue::Stop;
use super::router::Router;
use crate::ftp::FeatureSet;
use crate::model::TransferType;
use std::time::{Duration, Instant};

/// A transfer steps aside only when it has run for so long: it gets somewhere between two listings.
const MIN_RUN: Duration = Duration::from_secs(2);
/// And only if it would take so long still.
const MIN_REST: u128 = 2;

/// Whether a transfer that has moved `moved` bytes in the time it `ran`, and `across` in all, will
/// take long enough to be interrupted for a listing.
fn is_worth_it(size: Option<u64>, across: u64, moved: u64, ran: Duration) -> bool {
    if ran < MIN_RUN {
        return false;
    }
    let Some(size) = size else { return true };
    let rest = u128::from(size.saturating_sub(across));
    let rate = u128::from(moved) * 1000 / ran.as_millis().max(1);
    rest > rate * MIN_REST
}

impl Router {
    /// The only session moves a long file while a pane wants something: the file waits for a moment,
    /// where it can go on from the byte it had come to.
    pub(crate) fn step_aside(&mut self, id: usize, now: Instant) {
        let resumes = self.features.as_ref().is_some_and(FeatureSet::rest_stream);
        let Some(slot) = self.slots.get(&id) else {
            return;
        };
        let Some(order) = slot.transfer().filter(|_| resumes) else {
            return;
        };
        let Some(transfer) = self.queue.get(order.id) else {
            return;
        };
        let moved = slot.handle.report.borrow().data_bytes();
        let ran = transfer.began.map_or(Duration::ZERO, |began| {
            now.saturating_duration_since(began.instant)
        });
        if transfer.stop.is_some()
            || order.transfer_type == TransferType::Ascii
            || !is_worth_it(order.size, transfer.bytes.max(moved), moved, ran)
        {
            return;
        }
        let name = self.names().shown(order.remote.as_bytes());
        let transfer = order.id;
        self.queue.stop(transfer, Stop::StepAside);
        self.notice(format!(
            "{name} steps aside, since the server allows one session; it goes on from there."
        ));
    }
}
