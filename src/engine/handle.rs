//! The engine from outside: commands in, events and one watched snapshot out.

use super::router::Router;
use super::{Command, Event};
use crate::model::EngineSnapshot;
use std::path::PathBuf;
use tokio::sync::{mpsc, watch};

/// A running engine. When the commands' end is dropped it quits; the events end when it has.
#[derive(Debug)]
pub struct EngineHandle {
    /// What it is asked to do.
    pub commands: mpsc::UnboundedSender<Command>,
    /// What it tells. Unbounded, so that the network never waits for the screen.
    pub events: mpsc::UnboundedReceiver<Event>,
    /// Its latest state, at most ten times a second.
    pub snapshot: watch::Receiver<EngineSnapshot>,
}

/// Starts the engine on the present tokio runtime; what it learns of servers is forgotten at its end.
pub fn start() -> EngineHandle {
    start_remembering(None)
}

/// Starts the engine on the present tokio runtime; what it learns of servers is kept in `memory`.
pub fn start_remembering(memory: Option<PathBuf>) -> EngineHandle {
    let (commands, commanded) = mpsc::unbounded_channel();
    let (events, told) = mpsc::unbounded_channel();
    let (session_events, sessions) = mpsc::unbounded_channel();
    let (snapshot, watched) = watch::channel(EngineSnapshot::default());
    let router = Router::new(events, snapshot, session_events);
    tokio::spawn(router.run(commanded, sessions, memory));
    EngineHandle {
        commands,
        events: told,
        snapshot: watched,
    }
}
