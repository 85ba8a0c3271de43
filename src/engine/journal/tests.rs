//! The journal as runs leave it to each other.

use super::*;
use crate::engine::queue::{Moment, TransferQueue};
use crate::engine::work::{Begun, Token, TransferOrder};
use crate::engine::{Cause, DropId, Problem};
use crate::model::{
    Direction, EntryKind, FileFacts, Modified, Name, OnConflict, Operation, Precision, Priority,
    RemotePath, Site, TransferId, TransferState, TransferType,
};
use jiff::Timestamp;
use std::path::Path;
use std::sync::Arc;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

mod ending;
mod taking_over;

type Reports = UnboundedReceiver<Report>;

fn open(folder: &Path, adopt: bool) -> (Journal, Reports) {
    let (sender, reports) = unbounded_channel();
    let options = JournalOptions {
        file: Some(folder.join("queue.db")),
        adopt,
    };
    let journal = Journal::open(&options, sender).unwrap().unwrap();
    (journal, reports)
}

/// Waits until a writing is on the disk, and gives what was not to be had.
fn written(reports: &mut Reports, number: u64) -> Vec<TransferId> {
    let mut taken = Vec::new();
    loop {
        match reports.blocking_recv().unwrap() {
            Report::Written(done) if done >= number => return taken,
            Report::Taken(ids) => taken.extend(ids),
            Report::Written(_) => {}
            other => panic!("{other:?}"),
        }
    }
}

fn at(second: i64) -> Modified {
    Modified {
        at: Timestamp::from_second(second).unwrap(),
        precision: Precision::Minute,
    }
}

fn row(id: u64, name: &[u8]) -> TransferRow {
    TransferRow {
        order: Arc::new(TransferOrder {
            id: TransferId(id),
            direction: Direction::Download,
            operation: Operation::Move,
            local: Path::new("/here").join("a b"),
            root: Path::new("/here").into(),
            remote: RemotePath::from_absolute(b"/there").join(&Name::new(name)),
            size: Some(u64::MAX / 4),
            modified: Some(at(1_700_000_040)),
            mode: Some(0o640),
            replace: true,
            extend: true,
            transfer_type: TransferType::Ascii,
            token: Token("0123".into()),
            begun: Some(Begun {
                source: FileFacts {
                    size: Some(7),
                    modified: Some(at(1_700_000_100)),
                },
                whole: true,
            }),
            earlier: true,
        }),
        drop: 1,
        site: "anna@here".into(),
        position: i64::try_from(id).unwrap() << 16,
        priority: Priority::High,
        state: TransferState::Queued,
        present: None,
        bytes: 5,
        retriable: true,
        problem: Some(
            Problem::new(Cause::Transient, "what")
                .words("450 busy")
                .advice("wait"),
        ),
        note: Some("note".into()),
        taken_from: None,
    }
}

fn put(journal: &Journal, number: u64, rows: Vec<TransferRow>) {
    let ops = rows.into_iter().map(|row| Op::Transfer(Box::new(row)));
    journal.write(number, ops.collect());
}

#[test]
fn a_transfer_comes_back_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, _reports) = open(folder.path(), true);
    let mut held = row(2, b"\xff\xfe odd");
    held.state = TransferState::Held;
    held.present = Some(FileFacts {
        size: Some(3),
        modified: Some(at(60)),
    });
    put(&journal, 0, vec![row(1, b"x"), held.clone()]);
    journal.close().unwrap();
    let (mut journal, _reports) = open(folder.path(), true);
    let kept = std::mem::take(&mut journal.kept);
    let [one, other] = kept.transfers.as_slice() else {
        panic!("{kept:?}")
    };
    let mut expected = row(1, b"x");
    // Drops are numbered anew, so that none meets one of this run's.
    expected.drop = one.drop;
    assert_eq!(format!("{one:?}"), format!("{expected:?}"));
    assert_eq!(other.present, held.present);
    assert_eq!(other.order.remote, held.order.remote);
}

#[test]
fn a_journal_without_tables_yet_is_empty() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("queue.db");
    assert!(peek(&file).unwrap().transfers.is_empty(), "there is none");
    drop(rusqlite::Connection::open(&file).unwrap());
    std::fs::write(&file, "").unwrap();
    assert!(peek(&file).unwrap().transfers.is_empty());
}

#[test]
fn what_a_living_run_has_is_left_to_it() {
    let folder = tempfile::tempdir().unwrap();
    let (first, mut reports) = open(folder.path(), true);
    put(&first, 0, vec![row(1, b"x")]);
    written(&mut reports, 0);
    let (second, _) = open(folder.path(), true);
    assert!(second.kept.transfers.is_empty());
    assert!(second.first > first.first, "they count apart");
    let listed = peek(&folder.path().join("queue.db")).unwrap().transfers;
    assert_eq!(listed[0].pid, Some(std::process::id()));
    drop(second);
    drop(first);
    let listed = peek(&folder.path().join("queue.db")).unwrap().transfers;
    assert_eq!(listed[0].pid, None);
    assert_eq!(open(folder.path(), true).0.kept.transfers.len(), 1);
}

#[test]
fn a_headless_run_takes_over_only_what_it_is_asked_to_move() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, _reports) = open(folder.path(), true);
    let mut other = row(2, b"y");
    Arc::make_mut(&mut other.order).local = "/here/other".into();
    put(&journal, 0, vec![row(1, b"x"), other]);
    journal.close().unwrap();
    let (headless, mut reports) = open(folder.path(), false);
    assert!(headless.kept.transfers.is_empty());
    let same = Same::new("anna@here", &row(9, b"x").order);
    let orphan = headless.orphans.get(&same).unwrap().clone();
    assert_eq!(orphan.token, Token("0123".into()));
    assert!(orphan.begun.unwrap().whole);
    // Another one is asked for the same at the same time: one of them gets it.
    let (late, mut late_reports) = open(folder.path(), false);
    let taking = |orphan: &Orphan| TransferRow {
        taken_from: Some(orphan.owner.clone()),
        ..row(orphan.id.0, b"x")
    };
    put(&headless, 0, vec![taking(&orphan)]);
    assert_eq!(written(&mut reports, 0), []);
    put(&late, 0, vec![taking(&orphan)]);
    assert_eq!(written(&mut late_reports, 0), [orphan.id]);
    drop((headless, late));
    assert_eq!(open(folder.path(), true).0.kept.transfers.len(), 2);
}

fn drop_row(id: u64) -> DropRow {
    DropRow {
        id,
        site: "anna@here".into(),
        direction: Direction::Download,
        remote: RemotePath::from_absolute(b"/there"),
        local: "/here".into(),
        operation: Operation::Copy,
        policy: OnConflict::Newer,
        transfer_type: TransferType::Image,
        files: 1,
        bytes: 2,
        looks: 3,
        flawed: true,
        announced: false,
    }
}

#[test]
fn folders_that_were_still_to_be_read_come_back_and_those_read_do_not() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, _reports) = open(folder.path(), true);
    let site = Site::anonymous("here", 21);
    let item = ItemRow {
        name: Name::from("tree"),
        kind: EntryKind::Dir,
        size: None,
        modified: Some(at(0)),
        rename_to: Some(Name::from("baum")),
    };
    let walk = |drop, name: &str, top| WalkRow {
        drop,
        top,
        remote: RemotePath::from_absolute(name.as_bytes()),
        local: Path::new("/here").join(name),
    };
    journal.write(
        0,
        vec![
            Op::Site(Box::new(site.clone())),
            Op::NewDrop(Box::new(drop_row(1)), vec![item.clone()]),
            Op::Walk(walk(1, "/top", true)),
            Op::NewDrop(Box::new(drop_row(2)), vec![item]),
            Op::Walk(walk(2, "/top", true)),
            Op::Walked(walk(2, "/top", true)),
            Op::Walk(walk(2, "/a", false)),
            Op::Walk(walk(2, "/b", false)),
            Op::Walked(walk(2, "/a", false)),
            Op::Folder(2, RemotePath::root(), "/here/x".into()),
            Op::NewDrop(Box::new(drop_row(3)), Vec::new()),
            Op::EndDrop(3),
        ],
    );
    journal.close().unwrap();
    let (mut journal, _reports) = open(folder.path(), true);
    let kept = std::mem::take(&mut journal.kept);
    assert_eq!(kept.sites[&site.label()].host, "here");
    let [first, second] = kept.drops.as_slice() else {
        panic!("{:?}", kept.drops)
    };
    assert!(first.row.id > 1000 && second.row.id > first.row.id);
    assert_eq!(first.items[0].rename_to, Some(Name::from("baum")));
    assert!(first.walks[0].top && first.walks[0].drop == first.row.id);
    assert!(second.items.is_empty());
    assert_eq!(second.walks.len(), 1);
    assert_eq!(second.walks[0].local, Path::new("/b"));
    assert_eq!(second.folders.len(), 1);
    assert!(second.row.flawed && second.row.policy == OnConflict::Newer);
}

/// As if the machine had lost its power after so many bytes of the log had reached the disk.
#[test]
fn any_beginning_of_the_log_loads() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, mut reports) = open(folder.path(), true);
    for number in 0..12 {
        put(&journal, number, vec![row(number + 1, b"x")]);
        written(&mut reports, number);
    }
    let file = folder.path().join("queue.db");
    let (base, log) = (
        std::fs::read(&file).unwrap(),
        std::fs::read(folder.path().join("queue.db-wal")).unwrap(),
    );
    assert!(log.len() > 10_000, "the log holds it");
    let mut seen = 0;
    for cut in (0..=log.len()).step_by(997).chain([log.len()]) {
        let crashed = tempfile::tempdir().unwrap();
        std::fs::write(crashed.path().join("queue.db"), &base).unwrap();
        std::fs::write(crashed.path().join("queue.db-wal"), &log[..cut]).unwrap();
        let (journal, _reports) = open(crashed.path(), true);
        let ids: Vec<u64> = journal
            .kept
            .transfers
            .iter()
            .map(|row| row.order.id.0)
            .collect();
        let expected: Vec<u64> = (1..=ids.len() as u64).collect();
        assert_eq!(ids, expected, "after {cut} bytes");
        assert!(ids.len() >= seen, "more of the log, no fewer transfers");
        seen = ids.len();
    }
    assert_eq!(seen, 12);
}

#[test]
fn a_damaged_journal_is_put_aside_and_said() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("queue.db");
    std::fs::write(&file, "this is no data base, whatever its name says").unwrap();
    let (journal, _reports) = open(folder.path(), true);
    let notice = journal.notice.as_deref().unwrap();
    assert!(notice.contains("put aside as"), "{notice}");
    let aside = std::fs::read_dir(folder.path()).unwrap().filter(|entry| {
        let name = entry.as_ref().unwrap().file_name();
        name.to_string_lossy().contains("damaged")
    });
    assert_eq!(aside.count(), 1);
}

#[test]
fn a_new_journal_is_not_put_aside_by_who_has_seen_the_damaged_one() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, _reports) = open(folder.path(), true);
    put(&journal, 0, vec![row(1, b"x")]);
    journal.close().unwrap();
    let file = folder.path().join("queue.db");
    let (connection, notice) = opening::begin_anew(&file).unwrap();
    assert_eq!(notice, None);
    drop(connection);
    assert_eq!(peek(&file).unwrap().transfers.len(), 1);
}

#[test]
fn a_journal_of_a_newer_program_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    drop(open(folder.path(), true));
    let file = folder.path().join("queue.db");
    let connection = rusqlite::Connection::open(&file).unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    drop(connection);
    let (sender, _reports) = unbounded_channel();
    let options = JournalOptions {
        file: Some(file),
        adopt: true,
    };
    let error = Journal::open(&options, sender).unwrap_err();
    assert!(error.to_string().contains("newer"), "{error}");
}

#[test]
fn nobody_else_may_read_it() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("twoport");
    let (journal, mut reports) = open(&data, true);
    put(&journal, 0, vec![row(1, b"x")]);
    written(&mut reports, 0);
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&data), 0o700);
    for entry in std::fs::read_dir(&data).unwrap() {
        let path = entry.unwrap().path();
        let expected = if path.is_dir() { 0o700 } else { 0o600 };
        assert_eq!(mode(&path), expected, "{path:?}");
    }
}

#[test]
fn what_was_restored_waits_to_be_let_go() {
    let mut queue = TransferQueue::default();
    queue.restore(row(7, b"x"));
    let mut failed = row(8, b"y");
    failed.state = TransferState::Failed;
    queue.restore(failed);
    assert!(queue.start_next("anna@here", 1, Moment::now()).is_none());
    assert_eq!((queue.totals().paused, queue.totals().failed), (1, 1));
    queue.settle_restored(Some("bob@there"), true);
    assert_eq!(queue.totals().paused, 1, "another site's");
    queue.settle_restored(Some("anna@here"), true);
    let (order, _) = queue.start_next("anna@here", 1, Moment::now()).unwrap();
    assert_eq!(order.id, TransferId(7));
    assert_eq!(queue.get(order.id).unwrap().drop, DropId(1));
}
