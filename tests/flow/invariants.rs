//! Whatever is pressed and whatever comes: nothing panics and the state hangs together.

use crate::screen::*;
use proptest::prelude::*;
use std::collections::BTreeSet;
use twoport::app::{App, Focus, Key, Message, Overlay, Pane};
use twoport::engine::problem::Cause;
use twoport::engine::{DropId, Event, LogKind, LogLine, Problem, RequestId};
use twoport::model::doctor::{DoctorReport, DoctorStep, DoctorStepState};
use twoport::model::{Charset, EngineSnapshot, Entry, ModeChoice, TransferState};

#[derive(Clone, Debug)]
enum Step {
    Key(String),
    Paste(String),
    Resize(u16, u16),
    Wait(i64),
    AnswerLocal(Vec<Entry>),
    AnswerRemote(Vec<Entry>),
    FailListing,
    Done(u64),
    Failed(u64),
    Connected,
    ConnectFailed,
    Disconnected(bool),
    Lost(u32),
    Back,
    Asleep,
    Conflict(u64),
    Ended(bool),
    Queue(usize),
    Log,
    Mode,
    Names(Charset),
    Doctor(u64, bool),
}

const KEYS: &[&str] = &[
    "Up",
    "Down",
    "Left",
    "Right",
    "PgUp",
    "PgDn",
    "Home",
    "End",
    "Enter",
    "Esc",
    "Tab",
    "Shift-Tab",
    "Backspace",
    "Space",
    "Insert",
    "Del",
    "F1",
    "F2",
    "F5",
    "F6",
    "F7",
    "F8",
    "F9",
    "Ctrl-C",
    "Ctrl-A",
    "Ctrl-R",
    "Ctrl-U",
    "Ctrl-D",
    "Ctrl-W",
    "Alt-F",
    "Alt-C",
    "Alt-N",
    "Alt-T",
    "Shift-Up",
    "Shift-Down",
    "a",
    "c",
    "d",
    "e",
    "g",
    "h",
    "j",
    "k",
    "l",
    "n",
    "o",
    "p",
    "r",
    "s",
    "t",
    "x",
    "y",
    "C",
    "D",
    "G",
    "L",
    "M",
    "N",
    "O",
    "P",
    "R",
    "T",
    ".",
    "/",
    "*",
    "+",
    "-",
    "?",
    "[",
    "]",
    "1",
    "2",
    "5",
    "7",
];

fn entries() -> impl Strategy<Value = Vec<Entry>> {
    let entry =
        ("[.a-c][a-c0-9]{0,3}", 0u8..3, 0u64..5000).prop_map(|(name, kind, size)| match kind {
            0 => directory(&name),
            1 => link(&name),
            _ => file(&name, size),
        });
    proptest::collection::vec(entry, 0..30).prop_map(|entries| {
        let mut names = BTreeSet::new();
        let fresh = |entry: &Entry| names.insert(entry.name.clone());
        entries.into_iter().filter(fresh).collect()
    })
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        30 => proptest::sample::select(KEYS).prop_map(|key| Step::Key(key.into())),
        1 => "(ftp://)?[a-z@/\n]{0,8}".prop_map(Step::Paste),
        1 => (1u16..200, 1u16..60).prop_map(|(columns, rows)| Step::Resize(columns, rows)),
        2 => (0i64..5_000).prop_map(Step::Wait),
        3 => entries().prop_map(Step::AnswerLocal),
        3 => entries().prop_map(Step::AnswerRemote),
        1 => Just(Step::FailListing),
        1 => (0u64..20).prop_map(Step::Done),
        1 => (0u64..20).prop_map(Step::Failed),
        1 => Just(Step::Connected),
        1 => Just(Step::ConnectFailed),
        1 => any::<bool>().prop_map(Step::Disconnected),
        1 => (1u32..9).prop_map(Step::Lost),
        1 => Just(Step::Back),
        1 => Just(Step::Asleep),
        1 => (0u64..20).prop_map(Step::Conflict),
        1 => any::<bool>().prop_map(Step::Ended),
        1 => (0usize..6).prop_map(Step::Queue),
        1 => Just(Step::Log),
        1 => Just(Step::Mode),
        1 => Just(Step::Names("shift_jis".parse().unwrap())),
        1 => (0u64..20, any::<bool>()).prop_map(|(id, done)| Step::Doctor(id, done)),
    ]
}

fn problem() -> Problem {
    Problem::new(Cause::Connection, "It failed").words("421 no")
}

fn answer(screen: &mut Screen, remote_side: bool, entries: Vec<Entry>) {
    if remote_side && screen.app.remote.loading.is_some() {
        screen.answer_remote("/pub/deep", entries);
    } else if !remote_side && screen.app.local.loading.is_some() {
        screen.answer_local(WORK, entries);
    }
}

fn take_link_step(screen: &mut Screen, step: &Step) {
    match *step {
        Step::Connected => screen.connected(),
        Step::ConnectFailed => screen.event(Event::ConnectFailed(problem())),
        Step::Disconnected(lost) => screen.event(Event::Disconnected(lost.then(problem))),
        Step::Lost(attempt) => screen.event(Event::ConnectionLost {
            problem: problem(),
            attempt,
            wait: std::time::Duration::from_millis(700 << attempt),
        }),
        Step::Back => screen.event(Event::Reconnected {
            label: "anna@ftp.example.org".into(),
            features: String::new(),
        }),
        Step::Asleep => screen.event(Event::Asleep("asleep".into())),
        _ => {}
    }
}

/// A snapshot with so many transfers in all states.
fn queue(count: usize) -> Message {
    let states = [
        TransferState::Running,
        TransferState::Failed,
        TransferState::Done,
    ];
    let states = states.into_iter().cycle().take(count);
    let transfers = (1..).zip(states).map(|(id, state)| transfer(id, state));
    Message::Snapshot(EngineSnapshot {
        transfers: std::sync::Arc::new(transfers.collect()),
        ..EngineSnapshot::default()
    })
}

fn take_step(screen: &mut Screen, step: Step) {
    match step {
        Step::Key(key) => screen.keys(&key),
        Step::Paste(text) => screen.send(Message::Paste(text)),
        Step::Resize(columns, rows) => screen.send(Message::Resize(columns, rows)),
        Step::Wait(milliseconds) => screen.wait(milliseconds),
        Step::AnswerLocal(entries) => answer(screen, false, entries),
        Step::AnswerRemote(entries) => answer(screen, true, entries),
        Step::FailListing => {
            if let Some(request) = screen.app.remote.loading.or(screen.app.local.loading) {
                let problem = problem();
                screen.event(Event::Failed { request, problem });
            }
        }
        Step::Done(id) => screen.event(Event::Done {
            request: RequestId(id),
            summary: "done".into(),
        }),
        Step::Failed(id) => screen.event(Event::Failed {
            request: RequestId(id),
            problem: problem(),
        }),
        Step::Connected
        | Step::ConnectFailed
        | Step::Disconnected(_)
        | Step::Lost(_)
        | Step::Back
        | Step::Asleep => take_link_step(screen, &step),
        Step::Conflict(id) => screen.event(Event::Conflict {
            drop: DropId(id),
            names: vec!["a".into()],
            target: "/pub".into(),
        }),
        Step::Ended(done) => {
            let mut outcome = outcome("/pub/a", &format!("{WORK}/a"));
            if !done {
                outcome.state = TransferState::Failed;
            }
            screen.event(Event::Ended(outcome));
        }
        Step::Queue(count) => screen.send(queue(count)),
        Step::Log => screen.event(Event::Log(LogLine {
            at: screen.now,
            session: 0,
            kind: LogKind::Refused,
            text: "550".into(),
        })),
        Step::Mode => screen.event(Event::ModeChanged(ModeChoice::Active)),
        Step::Names(charset) => screen.event(Event::NamesChanged(charset.into())),
        Step::Doctor(id, done) => doctor(screen, RequestId(id), done),
    }
}

/// A step or a report comes, of the examination in the dialog or of another one.
fn doctor(screen: &mut Screen, id: RequestId, done: bool) {
    let request = match &screen.app.overlay {
        Some(Overlay::Doctor(examination)) if id.0 > 5 => examination.request,
        _ => id,
    };
    screen.event(if done {
        let report = Box::new(DoctorReport::default());
        Event::DoctorDone { request, report }
    } else {
        Event::DoctorStep {
            request,
            index: usize::try_from(id.0).unwrap() % 4,
            step: DoctorStep {
                label: "PASV",
                state: DoctorStepState::Running,
                text: "dialling".into(),
                took: None,
            },
        }
    });
}

fn check_pane(pane: &Pane, height: usize) {
    let lines = pane.line_count();
    assert!(pane.cursor < lines.max(1), "the cursor is on a line");
    assert!(
        pane.top <= pane.cursor,
        "the cursor is not above the screen"
    );
    assert!(pane.cursor < pane.top + height.max(1), "nor below");
    let shown: BTreeSet<usize> = pane.shown.iter().copied().collect();
    assert_eq!(shown.len(), pane.shown.len(), "no row is shown twice");
    assert!(shown.iter().all(|index| *index < pane.rows.len()));
    assert!(
        pane.marks.iter().all(|name| pane.contains(name)),
        "marks are on names"
    );
    assert_eq!(
        pane.marked().0,
        pane.marks.len(),
        "and on names that are shown"
    );
    let kinds: Vec<bool> = pane.rows_shown().map(|row| row.entry.is_dir()).collect();
    assert!(
        kinds.is_sorted_by(|one, two| one >= two),
        "directories first"
    );
}

fn check(app: &App) {
    let height = app.layout().pane_lines();
    check_pane(&app.local, height);
    check_pane(&app.remote, height);
    if let Some(carry) = &app.carry {
        assert!(!carry.items.is_empty(), "nothing is never carried");
    }
    assert_eq!(app.target().is_some(), app.carry.is_some());
    assert_eq!(app.status().is_some(), app.carry.is_some());
    if let Focus::Pane(shore) = app.focus {
        assert_eq!(shore, app.last_pane);
    }
    assert!(app.transfer_cursor < app.snapshot.transfers.len().max(1));
    assert!(app.log.scroll <= app.log.lines.len());
    let finding = app.local.find.is_some() || app.remote.find.is_some();
    assert!(!finding || matches!(app.focus, Focus::Pane(_)));
    if let Some(Overlay::Menu(state)) = &app.overlay {
        let menus = app.menus();
        let item = &menus[state.menu].items[state.item];
        assert!(
            !item.label.is_empty(),
            "the bar never stands on a line between groups"
        );
        assert!(state.sub.is_none_or(|sub| sub < item.submenu.len()));
    }
    assert!(!app.key_bar().is_empty() && !app.help().is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_sequence_keeps_the_state_whole(
        steps in proptest::collection::vec(step(), 1..120), start_online: bool
    ) {
        let mut screen = if start_online { Screen::online() } else { Screen::offline() };
        for step in steps {
            if screen.app.quitting {
                break;
            }
            take_step(&mut screen, step);
            check(&screen.app);
            let tick = screen.app.next_tick();
            prop_assert!(tick.is_none_or(|tick| !tick.is_zero()), "the loop would spin");
            prop_assert!(tick.is_none_or(|tick| tick.as_secs() <= 3600));
        }
    }

    #[test]
    fn any_key_at_all_is_taken(keys in proptest::collection::vec(any_key(), 1..60)) {
        let mut screen = Screen::online();
        for key in keys {
            screen.send(Message::Key(key));
            check(&screen.app);
        }
    }

    #[test]
    fn enter_never_deletes_nor_overwrites(keys in proptest::collection::vec(harmless(), 1..60)) {
        let mut screen = Screen::online();
        take_step(&mut screen, Step::Conflict(1));
        for key in keys {
            screen.keys(key);
            let effects = format!("{:?}", screen.take());
            prop_assert!(!effects.contains("Delete"), "{}", effects);
            prop_assert!(!effects.contains("Overwrite"), "{}", effects);
        }
    }
}

fn any_key() -> impl Strategy<Value = Key> {
    let code = prop_oneof![
        any::<char>().prop_map(twoport::app::KeyCode::Char),
        (0u8..=20).prop_map(twoport::app::KeyCode::F),
        proptest::sample::select(KEYS).prop_map(|key| key.parse::<Key>().unwrap().code),
    ];
    (code, any::<bool>(), any::<bool>(), any::<bool>()).prop_map(|(code, ctrl, alt, shift)| Key {
        code,
        ctrl,
        alt,
        shift,
    })
}

/// Every key but those that say yes to a question.
fn harmless() -> impl Strategy<Value = &'static str> {
    let keys: Vec<&str> = KEYS
        .iter()
        .copied()
        .filter(|key| !["y", "o"].contains(key))
        .collect();
    proptest::sample::select(keys)
}
