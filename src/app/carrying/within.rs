//! A drop within one shore: it is done at once, without the queue.

use crate::app::files::target_name;
use crate::app::update::Purpose;
use crate::app::{App, Carry, LocalJob, place};
use crate::engine::{Command, Place, RequestId};
use crate::model::{Operation, Shore};
use std::path::PathBuf;

impl App {
    /// Within one shore a move is a rename, and a copy on this computer is made at once: nothing is
    /// queued.
    pub(super) fn carry_within(&mut self, carry: &Carry, to: &Place) {
        // What was dropped last is not in the queue: there is nothing there to be taken back.
        self.last_drops.clear();
        self.begin_carried();
        match to {
            Place::Local(directory) => {
                let sources: Vec<PathBuf> = carry
                    .items
                    .iter()
                    .filter_map(|item| match place::join(&carry.from, &item.name) {
                        Place::Local(path) => Some(path),
                        Place::Remote(_) => None,
                    })
                    .collect();
                let moved = |source: &PathBuf| {
                    let now = directory.join(source.file_name()?);
                    Some((Place::Local(now), Place::Local(source.clone())))
                };
                let moved = sources.iter().filter_map(moved).collect();
                let directory = directory.clone();
                let request = self.ask_local(match carry.operation {
                    Operation::Move => LocalJob::MoveInto { sources, directory },
                    Operation::Copy => LocalJob::CopyInto { sources, directory },
                });
                self.carries(request, moved);
                self.expect(request, Shore::Local, Purpose::Goes);
            }
            Place::Remote(_) if carry.operation == Operation::Copy => {
                self.copy_on_server(carry, to);
            }
            Place::Remote(_) => self.ask_for_each(carry, to),
        }
    }

    /// The server does it by itself: for each of the items it renames, or copies.
    pub(super) fn ask_for_each(&mut self, carry: &Carry, to: &Place) {
        let first = RequestId(self.last_id + 1);
        let count = carry.items.len();
        for item in &*carry.items {
            let ends = (
                place::join(&carry.from, &item.name),
                place::join(to, target_name(item)),
            );
            if let (Place::Remote(from), Place::Remote(to)) = ends {
                let request = RequestId(self.new_id());
                let operation = carry.operation;
                if operation == Operation::Move {
                    let ends = (Place::Remote(to.clone()), Place::Remote(from.clone()));
                    self.carries(request, vec![ends]);
                }
                self.ask_engine(match operation {
                    Operation::Move => Command::Rename { request, from, to },
                    Operation::Copy => Command::CopyThere { request, from, to },
                });
                let purpose = Purpose::MoveOf {
                    first,
                    count,
                    operation,
                    back: false,
                };
                self.expect(request, Shore::Remote, purpose);
            }
        }
    }
}
