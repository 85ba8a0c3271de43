//! What an earlier run has left of copies that went through this computer.

use super::router::Router;
use super::{Cause, DropId, Event, Problem};
use crate::fs::through;
use crate::model::text::plural;
use crate::model::{Direction, TransferState};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

impl Router {
    /// What was still to come is given up: nobody would send it on from its private folder. What was
    /// being sent goes on, and its folder goes with the last of it.
    pub(crate) fn settle_through(&mut self, clears: bool) {
        let (mut coming, mut going) = (BTreeSet::new(), BTreeMap::new());
        let mut sort = |id: DropId, direction, local: &Path| {
            if let Some(folder) = through::folder_of(local) {
                match direction {
                    Direction::Download => {
                        coming.insert(id);
                    }
                    Direction::Upload => {
                        going.insert(id, folder.to_owned());
                    }
                }
            }
        };
        for (id, drop) in &self.drops {
            if let Some((direction, _, local)) = drop.ends() {
                sort(*id, direction, &local);
            }
        }
        let left = |state: TransferState| !state.is_final() || state == TransferState::Failed;
        for transfer in self.queue.all().filter(|transfer| left(transfer.state)) {
            sort(
                transfer.drop,
                transfer.order.direction,
                &transfer.order.local,
            );
        }
        let files = coming.iter().map(|id| {
            let files = self.queue.of_drop(*id, |transfer| left(transfer.state));
            files.len()
        });
        let files = files.sum();
        for id in &coming {
            self.cancel_drop(*id);
        }
        self.tell_through(coming.first().copied(), files, !going.is_empty());
        self.hold_through(going, clears);
    }

    fn tell_through(&self, given_up: Option<DropId>, files: usize, goes_on: bool) {
        if let Some(drop) = given_up {
            let amid = match files {
                0 => "amid it".to_owned(),
                files => format!("with {} still to come", plural(files, "file")),
            };
            let what =
                format!("A copy through this computer was given up: the program had ended {amid}");
            let problem = Problem::new(Cause::Cancelled, what)
                .advice("Nothing was deleted where it is from: copy it again.");
            let whole = false;
            self.tell(Event::DropFailed {
                drop,
                whole,
                problem,
            });
        }
        if goes_on {
            let text = "what a copy through this computer had still to send is in the queue; of a \
                        move nothing is deleted where it is from";
            self.tell(Event::Notice(text.into()));
        }
    }

    /// The folders that are still wanted are held; the others go, where it is known which those are.
    fn hold_through(&mut self, going: BTreeMap<DropId, PathBuf>, clears: bool) {
        for (id, folder) in &going {
            if let Some(drop) = self.drops.get_mut(id) {
                drop.leaves = Some(folder.clone());
            }
        }
        if !going.is_empty() || clears {
            tokio::task::spawn_blocking(move || {
                for folder in going.values() {
                    // Where it is gone, its files are told of when their turn comes.
                    let _ = through::hold(folder);
                }
                if clears {
                    through::clear();
                }
            });
        }
    }
}
