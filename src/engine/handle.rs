//! The engine from outside: commands in, events and one watched snapshot out.

use super::journal::JournalOptions;
use super::router::Router;
use super::{Command, Event};
use crate::ftp::throttle::Throttle;
use crate::model::EngineSnapshot;
use std::path::PathBuf;
use std::sync::Arc;
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

/// How an engine is started.
#[derive(Clone, Debug, Default)]
pub struct EngineOptions {
    /// The file in which it keeps what it learns of servers; `None` forgets that at its end.
    pub memory: Option<PathBuf>,
    /// How it keeps the queue.
    pub journal: JournalOptions,
    /// Whether transfers for which there is no room wait until there is; otherwise they fail.
    pub waits_for_room: bool,
    /// How fast bytes may move in total. Engines that are started with the same options share it.
    pub total: Arc<Throttle>,
}

/// Starts the engine on the present tokio runtime; what it learns, and its queue, end with it.
pub fn start() -> EngineHandle {
    start_with(EngineOptions {
        waits_for_room: true,
        ..EngineOptions::default()
    })
}

/// Starts the engine on the present tokio runtime.
pub fn start_with(options: EngineOptions) -> EngineHandle {
    let (commands, commanded) = mpsc::unbounded_channel();
    let (events, told) = mpsc::unbounded_channel();
    let (session_events, sessions) = mpsc::unbounded_channel();
    let (snapshot, watched) = watch::channel(EngineSnapshot::default());
    let router = Router::new(events, snapshot, session_events);
    tokio::spawn(router.run(commanded, sessions, options));
    EngineHandle {
        commands,
        events: told,
        snapshot: watched,
    }
}
