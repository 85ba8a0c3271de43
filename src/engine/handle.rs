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

/// What an engine tells next.
#[derive(Debug)]
pub enum Told {
    /// Something has happened.
    Event(Box<Event>),
    /// Its state has changed: the snapshot is a new one.
    Snapshot,
    /// It has ended, and tells nothing more.
    Ended,
}

impl EngineHandle {
    /// Waits for what it tells next. Sessions hold the channel of events open too: where they outlive
    /// the engine, its end is told by the snapshot's channel.
    pub async fn told(&mut self) -> Told {
        let ended = tokio::select! {
            biased;
            event = self.events.recv() => {
                return event.map_or(Told::Ended, |event| Told::Event(Box::new(event)));
            }
            changed = self.snapshot.changed() => changed.is_err(),
        };
        if !ended {
            return Told::Snapshot;
        }
        // What it has told before its end comes first.
        let event = self.events.try_recv();
        event.map_or(Told::Ended, |event| Told::Event(Box::new(event)))
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Priority;

    #[tokio::test]
    async fn an_engine_that_is_gone_has_ended_whoever_holds_its_channel() {
        let (commands, _) = mpsc::unbounded_channel();
        let (session, events) = mpsc::unbounded_channel();
        let (sender, snapshot) = watch::channel(EngineSnapshot::default());
        let mut engine = EngineHandle {
            commands,
            events,
            snapshot,
        };
        session.send(Event::Notice("first".into())).unwrap();
        sender.send_replace(EngineSnapshot::default());
        assert!(matches!(engine.told().await, Told::Event(_)));
        assert!(matches!(engine.told().await, Told::Snapshot));
        drop(sender);
        session.send(Event::Notice("last".into())).unwrap();
        assert!(matches!(engine.told().await, Told::Event(_)));
        assert!(matches!(engine.told().await, Told::Ended));
        drop(session);
        assert!(matches!(engine.told().await, Told::Ended));
    }

    /// What is asked goes before, but not all of it.
    #[tokio::test]
    async fn its_state_is_told_however_much_is_asked_of_it() {
        let mut engine = start();
        for _ in 0..2000 {
            let idle = Command::Prioritize {
                id: crate::model::TransferId(0),
                priority: Priority::Normal,
            };
            engine.commands.send(idle).unwrap();
        }
        let (host, port) = (String::new(), 0);
        engine
            .commands
            .send(Command::TellPin { host, port })
            .unwrap();
        engine.snapshot.changed().await.unwrap();
        assert!(
            engine.events.try_recv().is_err(),
            "all has been heard first"
        );
        assert!(matches!(engine.told().await, Told::Event(_)));
    }
}
