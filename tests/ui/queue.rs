//! The transfers view, the questions about the queue, and their small forms.

use crate::fixtures::connected;
use crate::sheet::{check, check_at, check_sizes};
use crate::{dark, look, queues, render, text};
use proptest::prelude::*;
use ratatui::buffer::CellWidth;
use std::sync::Arc;
use twoport::app::conflicts::Contents;
use twoport::app::{
    App, ConflictQuestion, Edited, Focus, LimitsForm, LineError, Overlay, Prompt, PromptPurpose,
    Question, QueueTab, RemovedLines, RestoredQueue, WrongLines,
};
use twoport::engine::DropId;
use twoport::model::{
    AnswerScope, Conflict, Direction, FileFacts, Modified, Precision, RateLimits, TransferId,
};
use twoport::tui::glyphs::ASCII;
use twoport::tui::theme::Theme;

/// The view of a queue with a transfer in each state, the cursor on the one that failed.
pub(crate) fn view(size: (u16, u16)) -> App {
    let mut app = connected(size);
    app.snapshot = queues::every_state();
    app.focus = Focus::Transfers;
    app.toast = None;
    app.queue.cursor = 6;
    app
}

fn standing_on(id: u64, size: (u16, u16)) -> App {
    let mut app = view(size);
    let mut rows = app.snapshot.transfers.iter();
    app.queue.cursor = rows.position(|row| row.id == TransferId(id)).unwrap();
    app
}

fn facts(size: Option<u64>, at: &str) -> FileFacts {
    FileFacts {
        size,
        modified: Some(Modified {
            at: at.parse().unwrap(),
            precision: Precision::Second,
        }),
    }
}

fn conflict(name: &str, source: FileFacts, present: FileFacts) -> Conflict {
    Conflict {
        id: TransferId(1),
        direction: Direction::Upload,
        name: name.into(),
        target: "/pub/incoming".into(),
        source,
        present,
        renamed: Some("backup.sql (1).gz".into()),
    }
}

/// An upload that is newer and longer than what is there; the first of three.
fn newer() -> ConflictQuestion {
    let one = conflict(
        "backup.sql.gz",
        facts(Some(333_447_168), "2026-11-22T04:00:07Z"),
        facts(Some(332_293_734), "2026-11-21T04:00:03Z"),
    );
    let asked = ConflictQuestion::new(DropId(1), vec![one.clone(), one.clone(), one]);
    ConflictQuestion {
        scope: AnswerScope::Drop,
        ..asked
    }
}

/// A download of which little is known, over what is longer; the last of two.
fn unknown() -> ConflictQuestion {
    let mut one = conflict(
        "写真-2026-夏休み.zip",
        FileFacts {
            size: Some(51_380_224),
            modified: None,
        },
        facts(Some(60_380_224), "2026-11-21T04:00:03Z"),
    );
    one.direction = Direction::Download;
    one.renamed = None;
    ConflictQuestion {
        answered: 1,
        ..ConflictQuestion::new(DropId(1), vec![one])
    }
}

fn asked(question: Question) -> impl Fn((u16, u16)) -> App {
    move |size| {
        let mut app = connected(size);
        app.overlay = Some(Overlay::Question(question.clone()));
        app
    }
}

fn wrong_lines() -> WrongLines {
    let errors = [
        (3, "`run` is not go, pause or cancel"),
        (7, "#12 stands in line 2 already"),
        (9, "there is no transfer #77 in this list"),
    ];
    WrongLines {
        text: String::new(),
        errors: errors
            .map(|(line, what)| LineError {
                line,
                what: what.into(),
            })
            .to_vec(),
        top: 0,
    }
}

fn removed_lines() -> RemovedLines {
    RemovedLines {
        text: String::new(),
        edited: Edited {
            edits: Vec::new(),
            removed: (1..=9).map(TransferId).collect(),
        },
        names: (1..=6).map(|n| format!("dataset-{n:03}.parquet")).collect(),
    }
}

fn limits(size: (u16, u16)) -> App {
    let mut app = view(size);
    app.limits = RateLimits {
        down: Some(2 << 20),
        up: None,
    };
    app.overlay = Some(Overlay::Limits(Box::new(LimitsForm {
        all: ["2M".into(), "fast".into()],
        site: Some(("anna@ftp.example.org".into(), ["".into(), "500k".into()])),
        field: 1,
        error: Some("`fast` is not a rate: write 2M, 500k, or none".into()),
    })));
    app
}

/// A state of the queue's screens, one of eight.
pub(crate) fn state(which: usize, size: (u16, u16)) -> App {
    match which {
        0 => view(size),
        1 => asked(Question::Conflict(Box::new(newer())))(size),
        2 => asked(Question::Conflict(Box::new(unknown())))(size),
        3 => limits(size),
        4 => asked(Question::WrongLines(Box::new(wrong_lines())))(size),
        5 => asked(Question::RemovedLines(Box::new(removed_lines())))(size),
        6 => {
            let mut app = view(size);
            app.queue.typing = true;
            app.queue.filter = "写真写真写真写真写真".into();
            app
        }
        _ => {
            let mut app = view(size);
            app.overlay = Some(Overlay::Details {
                id: TransferId(7),
                top: 2,
            });
            app
        }
    }
}

#[test]
fn the_whole_queue() {
    check("transfers", view);
}

#[test]
fn a_tab_and_a_filter() {
    check("transfers_filter", |size| {
        let mut app = view(size);
        app.queue.tab = QueueTab::Waiting;
        app.queue.filter = "dataset".into();
        app.queue.cursor = 0;
        app
    });
    check("transfers_typing", |size| state(6, size));
}

#[test]
fn a_paused_queue_under_limits() {
    check("transfers_paused", |size| {
        let mut app = standing_on(6, size);
        app.snapshot.paused = true;
        app.limits = RateLimits {
            down: Some(2 << 20),
            up: Some(500 << 10),
        };
        app
    });
}

#[test]
fn what_is_known_of_a_transfer() {
    for (id, name) in [
        (1, "running"),
        (10, "retrying"),
        (11, "held"),
        (9, "done"),
        (12, "skipped"),
    ] {
        let name = format!("transfers_{name}");
        check_sizes(&name, &[(120, 36)], |size| standing_on(id, size));
    }
    check("details", |size| state(7, size));
}

#[test]
fn the_queue_in_the_small_pane() {
    check("queue_pane", |size| {
        let mut app = connected(size);
        app.snapshot = queues::every_state();
        app.snapshot.paused = true;
        app
    });
}

#[test]
fn a_name_that_is_taken() {
    check("conflict", asked(Question::Conflict(Box::new(newer()))));
    check(
        "conflict_unknown",
        asked(Question::Conflict(Box::new(unknown()))),
    );
    let mut same = newer();
    for one in &mut same.conflicts {
        one.present.size = one.source.size;
    }
    for (name, contents) in [
        ("conflict_same_size", Contents::Unknown),
        ("conflict_same_contents", Contents::Same),
    ] {
        let question = ConflictQuestion {
            contents,
            ..same.clone()
        };
        let asked = asked(Question::Conflict(Box::new(question)));
        check_at(name, (80, 24), &asked((80, 24)));
    }
    let mut end = newer();
    end.top = 30;
    let end = asked(Question::Conflict(Box::new(end)));
    check_at("conflict_end", (40, 10), &end((40, 10)));
}

#[test]
fn the_queue_of_last_time() {
    let queue = RestoredQueue {
        label: "anna@ftp.example.org".into(),
        unfinished: 12,
        failed: 1,
        bytes: 3_650_722_201,
    };
    check("restored", asked(Question::Restored(queue)));
}

#[test]
fn questions_about_the_queue() {
    let cancel = Question::CancelTransfer {
        id: TransferId(6),
        name: "dataset-003.parquet".into(),
        bytes: 78_643_200,
    };
    check("quit", asked(Question::Quit { active: 12 }));
    check("cancel", asked(cancel));
    let stop = Question::StopDrops {
        drops: vec![DropId(1)],
        count: 2,
        bytes: 78_643_200,
    };
    check("stop_drops", asked(stop));
    check("wrong_lines", |size| state(4, size));
    check("removed_lines", |size| state(5, size));
}

#[test]
fn bandwidth_and_sessions() {
    check("limits", limits);
    check("sessions", |size| {
        let mut app = view(size);
        let mut prompt = Prompt::new(PromptPurpose::Sessions { now: 3 }, "17");
        prompt.error = Some("`17` is not a number from 0 to 16".into());
        app.overlay = Some(Overlay::Prompt(Box::new(prompt)));
        app
    });
}

/// The rows of all states differ without colour.
#[test]
fn states_are_told_apart_in_the_list() {
    let size = (120, 36);
    let screen = text(&render(&view(size), &look(Theme::mono(), &ASCII), size));
    let row = |name: &str| {
        let line = screen.lines().find(|line| line.contains(name)).unwrap();
        line[2..4].to_owned()
    };
    let signs = [
        row("dataset-001"),
        row("q3-report"),
        row("dataset-003"),
        row("release"),
        row("index.html"),
        row("README"),
    ];
    let distinct: std::collections::BTreeSet<_> = signs.iter().collect();
    assert_eq!(distinct.len(), signs.len(), "{signs:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_view_of_any_queue_is_drawn(
        states in proptest::collection::vec(0usize..12, 0..40),
        tab in 0usize..7,
        filter in "[a-d写]{0,3}",
        cursor in 0usize..60,
        top in 0usize..60,
        columns in 1u16..200,
        rows in 1u16..60,
        typing: bool,
    ) {
        let size = (columns, rows);
        let mut app = view(size);
        let known = Arc::clone(&app.snapshot.transfers);
        let rows_of = states.iter().filter_map(|index| known.get(*index));
        app.snapshot.transfers = Arc::new(rows_of.cloned().collect());
        app.queue.tab = <QueueTab as strum::IntoEnumIterator>::iter().nth(tab).unwrap();
        app.queue.filter = filter.into();
        (app.queue.cursor, app.queue.top, app.queue.typing) = (cursor, top, typing);
        let buffer = render(&app, &dark(), size);
        for y in 0..rows {
            for x in 0..columns {
                let end = x + buffer[(x, y)].symbol().cell_width().max(1);
                prop_assert!(end <= columns, "something sticks out at {x},{y}");
            }
        }
    }
}
