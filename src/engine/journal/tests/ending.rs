//! How a run ends with its journal.

use super::*;
use crate::engine::{Command, EngineHandle, EngineOptions, Event, start_with};
use std::time::Duration;

/// Waits for an event that says so.
async fn heard(engine: &mut EngineHandle, wanted: impl Fn(&Event) -> bool) -> bool {
    let waiting = async {
        while let Some(event) = engine.events.recv().await {
            if wanted(&event) {
                return true;
            }
        }
        false
    };
    let long = Duration::from_mins(1);
    tokio::time::timeout(long, waiting).await.unwrap()
}

#[tokio::test]
async fn an_engine_whose_journal_cannot_be_written_ends_all_the_same_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, _reports) = open(folder.path(), true);
    let site = Site::anonymous("here", 21);
    let left = TransferRow {
        site: site.label(),
        ..row(1, b"x")
    };
    let ops = vec![Op::Site(Box::new(site)), Op::Transfer(Box::new(left))];
    journal.write(0, ops);
    journal.close().unwrap();
    let file = folder.path().join("queue.db");
    let mut engine = start_with(EngineOptions {
        journal: JournalOptions {
            file: Some(file.clone()),
            adopt: true,
        },
        ..EngineOptions::default()
    });
    assert!(heard(&mut engine, |event| matches!(event, Event::Restored(_))).await);
    let connection = rusqlite::Connection::open(&file).unwrap();
    connection.execute("DROP TABLE transfers", []).unwrap();
    engine
        .commands
        .send(Command::Cancel(TransferId(1)))
        .unwrap();
    let says = |words: &'static str| move |event: &Event| matches!(event, Event::Notice(text) if text.contains(words));
    assert!(heard(&mut engine, says("cannot be written")).await);
    engine.commands.send(Command::Quit).unwrap();
    assert!(heard(&mut engine, says("could not be written")).await);
    assert!(!heard(&mut engine, |_| false).await, "it ends");
}

#[test]
fn what_cannot_be_written_is_given_up_when_nobody_waits_for_it_any_more() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, mut reports) = open(folder.path(), true);
    // As full as a disk can be: nothing can be written about transfers.
    let connection = rusqlite::Connection::open(folder.path().join("queue.db")).unwrap();
    connection.execute("DROP TABLE transfers", []).unwrap();
    put(&journal, 0, vec![row(1, b"x")]);
    let first = reports.blocking_recv();
    assert!(matches!(first, Some(Report::Failing(_))), "{first:?}");
    drop(reports);
    let words = journal.close().unwrap_err();
    assert!(words.contains("no such table"), "{words}");
}
