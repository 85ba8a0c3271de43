//! What Ctrl-C stops at the plain prompt: what is across of it is kept, and the next `get`, `put` or
//! `reget` of the same file goes on with it.

use super::Client;
use crate::engine::{Command, DropId, Event, RequestId, Which};
use crate::model::{Direction, EngineSnapshot, TransferId, TransferState, TransferView};
use std::time::Duration;

/// A connection that gives no answer does not hold the prompt back for longer.
const PATIENCE: Duration = Duration::from_secs(10);

/// What has been stopped.
#[derive(Debug, Default)]
pub(in crate::cli) struct Stopped {
    /// Each file of which something is kept: which way it went, its name, how much.
    pub(in crate::cli) kept: Vec<(Direction, String, u64)>,
    /// Files of which nothing is kept, for they had not begun, or are text.
    pub(in crate::cli) left_out: Vec<String>,
}

impl Client {
    /// Stops what was asked for last. What has begun waits in the queue to be gone on with; the rest
    /// is given up.
    pub(in crate::cli) async fn stop(&mut self) -> Stopped {
        self.send(Command::Abandon(RequestId(self.next)));
        // What waits for its next try has something across.
        let between_tries = self.views(|view| view.bytes > 0 && !self.carries_text);
        self.send(Command::Pause(Which::These(between_tries)));
        self.send(Command::TakeBack(DropId(self.next)));
        let mut stopped = Stopped::default();
        let begun = self.taken_back(&mut stopped).await;
        if self.carries_text {
            for id in &begun {
                self.send(Command::Cancel(*id));
            }
        } else {
            self.send(Command::Pause(Which::These(begun.clone())));
        }
        let stands =
            |view: &TransferView| view.state == TransferState::Paused || view.state.is_final();
        let is_over = |snapshot: &EngineSnapshot| {
            let mut views = begun.iter().map(|id| view(snapshot, *id));
            views.all(|view| view.is_some_and(stands))
        };
        let over = self.engine.snapshot.wait_for(is_over);
        // What is not over by then is told as it stands.
        let _ = tokio::time::timeout(PATIENCE, over).await.map(drop);
        self.sort_out(&begun, &mut stopped);
        while let Ok(event) = self.engine.events.try_recv() {
            self.hear(&event);
        }
        stopped
    }

    /// Those that have not ended and for which this holds. What was stopped before is not among them.
    fn views(&self, holds: impl Fn(&TransferView) -> bool) -> Vec<TransferId> {
        let snapshot = self.engine.snapshot.borrow();
        let open = snapshot.transfers.iter().filter(|view| {
            view.state != TransferState::Paused && !view.state.is_final() && holds(view)
        });
        open.map(|view| view.id).collect()
    }

    /// What had begun when the drop was taken back.
    async fn taken_back(&mut self, stopped: &mut Stopped) -> Vec<TransferId> {
        // Its answer comes after all that is told of that.
        self.send(Command::TellPin {
            host: String::new(),
            port: 0,
        });
        let mut begun = Vec::new();
        while let Ok(event) = self.event().await {
            match event {
                Event::UnderWay { ids, .. } => begun.extend(ids),
                Event::Ended(outcome) if outcome.state == TransferState::Cancelled => {
                    let name = outcome.remote.name();
                    let name = name.map(|name| self.names.shown(name.as_bytes()));
                    stopped.left_out.extend(name);
                }
                Event::Pinned { .. } => break,
                _ => {}
            }
        }
        begun
    }

    fn sort_out(&self, begun: &[TransferId], stopped: &mut Stopped) {
        let snapshot = self.engine.snapshot.borrow();
        for view in begun.iter().filter_map(|id| view(&snapshot, *id)) {
            match view.state {
                TransferState::Done => {}
                TransferState::Paused if view.bytes > 0 => {
                    let kept = (view.direction, view.name.clone(), view.bytes);
                    stopped.kept.push(kept);
                }
                _ => {
                    self.send(Command::Cancel(view.id));
                    stopped.left_out.push(view.name.clone());
                }
            }
        }
    }
}

fn view(snapshot: &EngineSnapshot, id: TransferId) -> Option<&TransferView> {
    let view = snapshot.transfers.iter().find(|view| view.id == id);
    view.map(AsRef::as_ref)
}
