//! What the engine would show of the queue.

use std::sync::Arc;
use std::time::Duration;
use twoport::model::{
    Direction, EngineSnapshot, ModeChoice, Operation, Priority, QueueTotals, TransferId,
    TransferState, TransferView, Try,
};

fn transfer(
    id: u64,
    direction: Direction,
    name: &str,
    size: u64,
    state: TransferState,
) -> TransferView {
    let (from, to) = match direction {
        Direction::Download => ("/pub", "~/work/photos"),
        Direction::Upload => ("~/work", "/pub/incoming"),
    };
    TransferView {
        id: TransferId(id),
        direction,
        operation: Operation::Copy,
        name: name.into(),
        from: from.into(),
        to: to.into(),
        size: Some(size),
        bytes: 0,
        rate: 0,
        state,
        reason: None,
        elapsed: Duration::ZERO,
        session: None,
        retriable: true,
        may_pass: true,
        site: "anna@ftp.example.org".into(),
        priority: Priority::Normal,
        retry: None,
        tries: Vec::new(),
        tried: 0,
    }
}

/// Two transfers run, one failed, three wait, one is done.
pub(crate) fn at_work() -> Vec<TransferView> {
    let running = |number: u64, direction, name, size, bytes, rate| TransferView {
        bytes,
        rate,
        elapsed: Duration::from_secs(8),
        session: Some(usize::try_from(number).unwrap() + 1),
        ..transfer(number, direction, name, size, TransferState::Running)
    };
    let (down, up) = (Direction::Download, Direction::Upload);
    let failed = TransferView {
        reason: Some("450 release-1.4.0.iso: File is busy".into()),
        elapsed: Duration::from_millis(400),
        ..transfer(
            7,
            down,
            "release-1.4.0.iso",
            4_262_755_041,
            TransferState::Failed,
        )
    };
    let done = TransferView {
        bytes: 18_637,
        elapsed: Duration::from_millis(200),
        ..transfer(8, up, "index.html", 18_637, TransferState::Done)
    };
    vec![
        running(
            1,
            down,
            "dataset-001.parquet",
            125_829_120,
            50_436_506,
            6_501_171,
        ),
        running(
            2,
            up,
            "video-tour.mp4",
            778_043_392,
            210_763_776,
            10_276_044,
        ),
        transfer(3, up, "backup.sql.gz", 333_447_168, TransferState::Queued),
        transfer(4, up, "q3-report.pdf", 2_726_298, TransferState::Queued),
        transfer(
            5,
            down,
            "dataset-002.parquet",
            123_731_968,
            TransferState::Queued,
        ),
        failed,
        done,
    ]
}

/// A snapshot of a queue, with its numbers and its urgent rows.
pub(crate) fn of_queue(transfers: Vec<TransferView>) -> EngineSnapshot {
    use TransferState as S;
    let mut totals = QueueTotals::default();
    for row in &transfers {
        let count = match row.state {
            S::Held => &mut totals.held,
            S::Queued => &mut totals.queued,
            S::Starting | S::Running => &mut totals.active,
            S::Paused => &mut totals.paused,
            S::Retrying => &mut totals.retrying,
            S::Done => &mut totals.done,
            S::Failed => &mut totals.failed,
            S::Cancelled | S::Skipped => &mut totals.left_out,
        };
        *count += 1;
        totals.retriable += usize::from(row.state == S::Failed && row.retriable);
        if row.state == S::Done {
            totals.bytes_done += row.bytes;
        } else if !row.state.is_final() {
            totals.bytes_left += row.size.unwrap_or(0).saturating_sub(row.bytes);
        }
    }
    let rows: Vec<Arc<TransferView>> = transfers.into_iter().map(Arc::new).collect();
    let rank = |row: &Arc<TransferView>| match row.state {
        S::Starting | S::Running => 0,
        S::Failed => 1,
        S::Held | S::Queued | S::Retrying | S::Paused => 2,
        S::Done | S::Cancelled | S::Skipped => 3,
    };
    let mut urgent = rows.clone();
    urgent.sort_by_key(rank);
    urgent.truncate(8);
    EngineSnapshot {
        urgent,
        totals,
        transfers: Arc::new(rows),
        sessions_allowed: 3,
        ..EngineSnapshot::default()
    }
}

fn at(text: &str) -> jiff::Timestamp {
    format!("2026-11-22T{text}Z").parse().unwrap()
}

fn one_try(time: &str, from: u64, bytes: u64, end: &str) -> Try {
    Try {
        at: at(time),
        from,
        bytes,
        end: end.into(),
    }
}

const ABORTED: &str = "426 Connection closed; transfer aborted";

/// Failed after three tries, a part of it kept.
fn failed() -> TransferView {
    let tries = vec![
        one_try(
            "17:00:03",
            0,
            318_767_104,
            "no bytes for 30 s: we closed the connection",
        ),
        one_try(
            "17:02:08",
            318_767_104,
            0,
            "203.0.113.7:50012 did not answer within 15 s",
        ),
        one_try("17:02:40", 318_767_104, 22_020_096, ABORTED),
    ];
    let (name, size) = ("release-1.4.0.iso", 4_262_755_041);
    TransferView {
        bytes: 340_787_200,
        reason: Some(ABORTED.into()),
        tries,
        tried: 3,
        ..transfer(7, Direction::Download, name, size, TransferState::Failed)
    }
}

/// What waits for its next try, for an answer, for the user; what was skipped; what is done with
/// a word to it.
fn others() -> [TransferView; 5] {
    let (down, up) = (Direction::Download, Direction::Upload);
    let (name, size) = ("dataset-003.parquet", 126_877_696);
    let paused = TransferView {
        bytes: 78_643_200,
        ..transfer(6, down, name, size, TransferState::Paused)
    };
    let (name, size) = ("写真-2026-夏休み.zip", 51_380_224);
    let retrying = TransferView {
        bytes: 12_582_912,
        reason: Some(ABORTED.into()),
        retry: Some((2, 6, at("17:04:20"))),
        tries: vec![one_try("17:03:02", 0, 12_582_912, ABORTED)],
        tried: 1,
        ..transfer(10, up, name, size, TransferState::Retrying)
    };
    let held = TransferView {
        priority: Priority::High,
        ..transfer(11, up, "backup.sql.gz", 333_447_168, TransferState::Held)
    };
    let skipped = TransferView {
        reason: Some("it is there already".into()),
        ..transfer(12, down, "README", 1_945, TransferState::Skipped)
    };
    let done = TransferView {
        bytes: 2_726_298,
        elapsed: Duration::from_millis(400),
        reason: Some("the server keeps its own time".into()),
        ..transfer(9, up, "q3-report.pdf", 2_726_298, TransferState::Done)
    };
    [paused, done, retrying, held, skipped]
}

/// A queue with a transfer in each state there is.
pub(crate) fn every_state() -> EngineSnapshot {
    let mut rows = at_work();
    rows[3].priority = Priority::Low;
    let place = rows.iter().position(|row| row.id.0 == 7).unwrap();
    rows[place] = failed();
    let [paused, others @ ..] = others();
    rows.insert(place, paused);
    rows.extend(others);
    EngineSnapshot {
        sessions: crate::sessions::passive().sessions,
        sessions_wanted: 3,
        mode: ModeChoice::Passive,
        ..of_queue(rows)
    }
}
