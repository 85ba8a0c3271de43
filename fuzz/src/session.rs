//! A whole session of the engine with a server that does what the bytes say.

mod script;
mod server;

use server::{CONTENT, Server};
use std::path::Path;
use std::sync::OnceLock;
use std::time::Duration;
use tokio::runtime::Runtime;
use tokio::time::timeout;
use twoport::engine::{
    self, Command, DropId, DropOrder, EngineHandle, Event, Outcome, Place, RequestId, Source,
};
use twoport::model::{
    EntryKind, Name, OnConflict, Operation, RemotePath, Site, TransferState, TransferType,
};

/// Whatever happens, it has happened by then: several waits, each with an end, and no more.
const LIMIT: Duration = Duration::from_secs(100);

/// The engine lists, fetches and sends a file. It comes to an end, nothing panics (both the fuzzer
/// and the tests take a panic anywhere for one), and what is called done is done.
///
/// # Panics
/// Where that does not hold.
pub fn check(bytes: &[u8]) {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    let runtime = RUNTIME.get_or_init(|| {
        let mut builder = tokio::runtime::Builder::new_multi_thread();
        builder.worker_threads(2).enable_all().build().unwrap()
    });
    let ended = runtime.block_on(async { timeout(LIMIT, run(bytes)).await });
    assert!(ended.is_ok(), "it does not end");
}

async fn run(bytes: &[u8]) {
    let server = Server::start(bytes).await;
    let folder = tempfile::tempdir().unwrap();
    let mut engine = engine::start();
    let mut site = Site::anonymous("127.0.0.1", server.port);
    site.timeout = Duration::from_millis(200);
    site.connect_timeout = Duration::from_millis(200);
    site.transfer_sessions = 0;
    site.policy.retries = 0;
    send(&engine, Command::Connect(Box::new(site)));
    let connected = until(&mut engine, |event| match event {
        Event::Connected { .. } => Some(true),
        Event::ConnectFailed { .. } => Some(false),
        _ => None,
    });
    if connected.await == Some(true) {
        list(&mut engine).await;
        fetch(&mut engine, &server, folder.path()).await;
        store(&mut engine, &server, folder.path()).await;
    }
    send(&engine, Command::Quit);
    while engine.events.recv().await.is_some() {}
}

fn send(engine: &EngineHandle, command: Command) {
    engine.commands.send(command).expect("the engine runs");
}

/// What `pick` takes of what the engine tells; nothing where the connection is lost for good. All
/// that is told is safe to show.
async fn until<T>(engine: &mut EngineHandle, pick: impl Fn(&Event) -> Option<T>) -> Option<T> {
    loop {
        let event = engine.events.recv().await.expect("the engine runs");
        if let Some(text) = shown(&event) {
            assert!(!text.contains(char::is_control), "{text:?}");
        }
        if matches!(event, Event::ConnectionLost { .. }) {
            // What a server says may cost many connections. Waiting longer before each is tested
            // elsewhere.
            send(engine, Command::Reconnect);
        }
        if let Some(picked) = pick(&event) {
            return Some(picked);
        }
        if matches!(
            event,
            Event::Disconnected {
                problem: Some(_),
                ..
            }
        ) {
            return None;
        }
    }
}

fn shown(event: &Event) -> Option<String> {
    match event {
        Event::Log(line) => Some(line.text.clone()),
        Event::Notice(text) => Some(text.clone()),
        Event::Connected { greeting, .. } => Some(greeting.clone()),
        Event::ConnectFailed { problem, .. }
        | Event::Failed { problem, .. }
        | Event::DropFailed { problem, .. } => Some(problem.to_string()),
        Event::Ended(outcome) => outcome.problem.as_ref().map(ToString::to_string),
        _ => None,
    }
}

async fn list(engine: &mut EngineHandle) {
    let (request, path) = (RequestId(1), RemotePath::root());
    send(
        engine,
        Command::List {
            request,
            path,
            in_parts: false,
        },
    );
    until(engine, |event| {
        matches!(event, Event::Listed { .. } | Event::Failed { .. }).then_some(())
    })
    .await;
}

/// What is fetched is what the server sent, to its end, and nothing stands there otherwise.
async fn fetch(engine: &mut EngineHandle, server: &Server, folder: &Path) {
    let (from, to) = (Place::Remote(RemotePath::root()), folder.to_owned());
    let outcome = carry(engine, 1, from, Place::Local(to), "fetched").await;
    let there = std::fs::read(folder.join("fetched")).ok();
    if !outcome.is_some_and(|outcome| outcome.state == TransferState::Done) {
        assert_eq!(there, None, "not done, and something is there");
        return;
    }
    let there = there.expect("done, and nothing is there");
    let told = server.told();
    assert_eq!(
        Some(&there),
        told.sent.as_ref(),
        "done, and it is not what was sent"
    );
    if told.is_honest {
        assert_eq!(there, CONTENT, "done, and it is not the file");
    }
}

/// What is sent is there whole.
async fn store(engine: &mut EngineHandle, server: &Server, folder: &Path) {
    std::fs::write(folder.join("stored"), CONTENT).unwrap();
    let (from, to) = (Place::Local(folder.to_owned()), RemotePath::root());
    let outcome = carry(engine, 2, from, Place::Remote(to), "stored").await;
    let told = server.told();
    if outcome.is_some_and(|outcome| outcome.state == TransferState::Done) && told.is_honest {
        assert_eq!(
            told.taken.as_deref(),
            Some(CONTENT),
            "done, and it is not there"
        );
    }
}

async fn carry(
    engine: &mut EngineHandle,
    id: u64,
    from: Place,
    to: Place,
    name: &str,
) -> Option<Outcome> {
    let id = DropId(id);
    let item = Source {
        name: Name::from(name),
        kind: EntryKind::File,
        size: None,
        modified: None,
        rename_to: None,
    };
    let order = DropOrder {
        id,
        from,
        to,
        items: vec![item],
        operation: Operation::Copy,
        on_conflict: OnConflict::Overwrite,
        transfer_type: TransferType::Image,
    };
    send(engine, Command::Enqueue(order));
    until(engine, |event| match event {
        Event::Ended(outcome) if outcome.drop == id => Some(Some(outcome.clone())),
        Event::DropFailed {
            drop, whole: true, ..
        } if *drop == id => Some(None),
        Event::Planned { drop, files: 0, .. } if *drop == id => Some(None),
        _ => None,
    })
    .await
    .flatten()
}
