//! What came of a drop.

use crate::cli::exit::ExitStatus;
use crate::engine::{Cause, Outcome, Problem};
use crate::model::TransferState;
use std::collections::BTreeMap;

/// How a drop ended.
#[derive(Debug, Default)]
pub(in crate::cli) struct Tally {
    /// The last outcome of each transfer.
    pub(in crate::cli) outcomes: BTreeMap<u64, Outcome>,
    /// Folders that could not be read or made.
    pub(in crate::cli) problems: Vec<Problem>,
}

impl Tally {
    /// The exit code: what all have in common, or 1.
    pub(in crate::cli) fn status(&self) -> ExitStatus {
        let failed: Vec<Cause> = self
            .outcomes
            .values()
            .filter(|outcome| outcome.state == TransferState::Failed)
            .map(|outcome| {
                outcome
                    .problem
                    .as_ref()
                    .map_or(Cause::Unproved, |p| p.cause)
            })
            .chain(self.problems.iter().map(|problem| problem.cause))
            .collect();
        let any_done = self
            .outcomes
            .values()
            .any(|o| o.state != TransferState::Failed);
        match failed.split_first() {
            None => ExitStatus::Done,
            Some((first, rest)) if !any_done && rest.iter().all(|cause| cause == first) => {
                (*first).into()
            }
            Some(_) => ExitStatus::SomeFailed,
        }
    }
}
