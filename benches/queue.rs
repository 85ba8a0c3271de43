//! How quick a large queue is: 100,000 files queued and written to the journal, and taken over by the
//! next run. Prints figures, asserts none.
//!
//! `cargo bench --bench queue`, or with another number of files: `cargo bench --bench queue -- 5000`.

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a benchmark prints, and ends where something goes wrong"
)]

use std::path::Path;
use std::time::{Duration, Instant};
use twoport::engine::journal::JournalOptions;
use twoport::engine::{
    Command, DropId, DropOrder, EngineHandle, EngineOptions, Event, Place, Source, Which,
    start_with,
};
use twoport::model::{EntryKind, Name, OnConflict, Operation, RemotePath, Site, TransferType};
use twoport::server::{EmbeddedServer, ServerOptions};

fn main() {
    let asked = std::env::args().skip(1).find_map(|word| word.parse().ok());
    let files: usize = asked.unwrap_or(100_000);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(run(files));
}

async fn run(files: usize) {
    let (there, kept) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let server = EmbeddedServer::start(ServerOptions::new(there.path()));
    let server = server.await.unwrap();
    let before = resident();
    let mut engine = start(kept.path());
    let site = Site::anonymous("127.0.0.1", server.address().port());
    send(&engine, Command::Connect(Box::new(site)));
    until(&mut engine, |event| {
        matches!(event, Event::Connected { .. })
    })
    .await;
    send(&engine, Command::Pause(Which::All));

    let began = Instant::now();
    send(&engine, Command::Enqueue(order(files)));
    until(&mut engine, |event| matches!(event, Event::Planned { .. })).await;
    let queued = began.elapsed();
    snapshot_of(&engine, files).await;
    let shown = began.elapsed();
    let memory = resident().saturating_sub(before);
    send(&engine, Command::Quit);
    while engine.events.recv().await.is_some() {}
    let written = began.elapsed();

    let began = Instant::now();
    let mut engine = start(kept.path());
    until(&mut engine, |event| matches!(event, Event::Restored(_))).await;
    let restored = began.elapsed();
    send(&engine, Command::Quit);
    while engine.events.recv().await.is_some() {}
    server.stop().await;

    let rate = |took: Duration| {
        #[expect(clippy::cast_precision_loss, reason = "a figure to look at")]
        let files = files as f64;
        files / took.as_secs_f64()
    };
    println!("files                      {files}");
    println!(
        "queued                     {queued:>10.3?}  {:>9.0} a second",
        rate(queued)
    );
    println!("in the snapshot            {shown:>10.3?}");
    println!(
        "on the disk, engine ended  {written:>10.3?}  {:>9.0} a second",
        rate(written)
    );
    println!("taken over by the next run {restored:>10.3?}");
    println!("memory for it              {memory:>7} KiB");
}

fn start(folder: &Path) -> EngineHandle {
    start_with(EngineOptions {
        memory: None,
        journal: JournalOptions {
            file: Some(folder.join("queue.db")),
            adopt: true,
        },
        waits_for_room: true,
        ..EngineOptions::default()
    })
}

/// An upload of so many files of one folder.
fn order(files: usize) -> DropOrder {
    let item = |number: usize| Source {
        size: Some(4096),
        ..Source::new(
            Name::from(format!("a-file-with-a-name-of-usual-length-{number:06}.dat").as_str()),
            EntryKind::File,
        )
    };
    DropOrder {
        id: DropId(1),
        from: Place::Local("/some/local/folder/of/usual/depth".into()),
        to: Place::Remote(RemotePath::root()),
        items: (0..files).map(item).collect(),
        operation: Operation::Copy,
        on_conflict: OnConflict::Ask,
        transfer_type: TransferType::Image,
    }
}

fn send(engine: &EngineHandle, command: Command) {
    engine.commands.send(command).unwrap();
}

async fn until(engine: &mut EngineHandle, wanted: impl Fn(&Event) -> bool) {
    loop {
        let event = engine.events.recv().await.unwrap();
        if let Event::ConnectFailed { problem, .. } = &event {
            panic!("{problem}");
        }
        if wanted(&event) {
            return;
        }
    }
}

async fn snapshot_of(engine: &EngineHandle, files: usize) {
    let mut watched = engine.snapshot.clone();
    while watched.borrow_and_update().totals.queued < files {
        watched.changed().await.unwrap();
    }
}

/// Memory of this process that is in use, in KiB.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    let number = line.and_then(|line| line.split_whitespace().nth(1));
    number.and_then(|number| number.parse().ok()).unwrap_or(0)
}
