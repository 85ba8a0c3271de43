//! What can happen to the program.

use crate::screen::*;
use proptest::prelude::*;
use std::collections::BTreeSet;
use twoport::app::{
    Action, EditPurpose, Field, Message, Mouse, MouseEvent, Overlay, Position, QueueTab, SortKey,
    Spot, TabId, TabNews, TabStrip, TabView,
};
use twoport::engine::problem::Cause;
use twoport::engine::{Batch, DropId, Event, LogKind, LogLine, Problem, RequestId};
use twoport::model::doctor::{DoctorReport, DoctorStep, DoctorStepState};
use twoport::model::{Charset, EngineSnapshot, Entry, ModeChoice, Shore, TransferState};

#[derive(Clone, Debug)]
pub(super) enum Step {
    Key(String),
    Mouse(MouseEvent, (u16, u16), Option<Spot>),
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
    Restored(usize),
    Edited(String),
    Batch(usize),
    Ended(bool),
    Queue(usize),
    Log,
    Mode,
    Names(Charset),
    Doctor(u64, bool),
    Tabs(usize, bool),
}

pub(super) const KEYS: &[&str] = &[
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
    "Alt-I",
    "Alt-C",
    "Alt-Left",
    "Alt-Right",
    "+",
    "-",
    "=",
    "'",
    "F",
    "V",
    "Y",
    "m",
    "Alt-N",
    "Alt-T",
    "Alt-M",
    "Menu",
    "Shift-Left",
    "Shift-Right",
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
    "b",
    "w",
    "x",
    "y",
    "z",
    "A",
    "C",
    "D",
    "G",
    "J",
    "K",
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

fn mouse_event() -> impl Strategy<Value = MouseEvent> {
    use MouseEvent as M;
    prop_oneof![
        8 => Just(M::Press),
        16 => Just(M::Drag),
        8 => Just(M::Release),
        2 => Just(M::PressRight),
        2 => Just(M::WheelUp),
        2 => Just(M::WheelDown),
        1 => Just(M::Move),
    ]
}

/// Mostly none.
fn spot() -> impl Strategy<Value = Option<Spot>> {
    let keys = proptest::sample::select(KEYS).prop_map(|key| Spot::Keys(key.into()));
    let spot = prop_oneof![
        keys,
        (0usize..6).prop_map(Spot::Menu),
        (0usize..4).prop_map(Spot::ShowTab),
        (0usize..20).prop_map(Spot::Item),
        (0usize..12).prop_map(Spot::SubItem),
        Just(Spot::Choice(Action::ModePassive)),
        Just(Spot::Act(Action::Log)),
        Just(Spot::Act(Action::Transfers)),
        Just(Spot::Heading(Shore::Remote, SortKey::Size)),
        Just(Spot::Pane(Shore::Remote)),
        Just(Spot::QueueTab(QueueTab::Failed)),
        Just(Spot::Field(Field::Anonymous)),
        Just(Spot::Limit(1)),
        Just(Spot::Overlay),
    ];
    prop_oneof![5 => Just(None), 1 => spot.prop_map(Some)]
}

pub(super) fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        30 => proptest::sample::select(KEYS).prop_map(|key| Step::Key(key.into())),
        30 => (mouse_event(), (0u16..125, 0u16..38), spot()).prop_map(|(event, at, spot)| {
            Step::Mouse(event, at, spot)
        }),
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
        1 => (0usize..3).prop_map(Step::Restored),
        1 => "(go #[1-9]\n|pause high #[1-9]\n|x\n){0,4}".prop_map(Step::Edited),
        1 => (0usize..2).prop_map(Step::Batch),
        1 => any::<bool>().prop_map(Step::Ended),
        1 => (0usize..4, any::<bool>()).prop_map(|(others, behind)| Step::Tabs(others, behind)),
        2 => (0usize..12).prop_map(Step::Queue),
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
        Step::ConnectFailed => screen.connect_failed(problem()),
        Step::Disconnected(lost) => screen.disconnected(lost.then(problem)),
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
        TransferState::Held,
        TransferState::Paused,
        TransferState::Retrying,
        TransferState::Queued,
        TransferState::Skipped,
    ];
    let states = states.into_iter().cycle().take(count);
    let transfers = (1..).zip(states).map(|(id, state)| transfer(id, state));
    let mut snapshot = EngineSnapshot::default();
    fill(&mut snapshot, transfers.collect());
    Message::Snapshot(snapshot)
}

fn mouse(event: MouseEvent, (column, row): (u16, u16), spot: Option<Spot>) -> Message {
    Message::Mouse(Mouse {
        event,
        at: Position { column, row },
        ctrl: column % 11 == 0,
        shift: column % 13 == 0,
        spot,
    })
}

pub(super) fn take_step(screen: &mut Screen, step: Step) {
    match step {
        Step::Key(key) => screen.keys(&key),
        Step::Mouse(event, at, spot) => screen.send(mouse(event, at, spot)),
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
        Step::Conflict(id) => screen.event(conflict(DropId(id), &[id, id + 1])),
        Step::Restored(unfinished) => screen.event(restored("bert", unfinished)),
        Step::Edited(text) => screen.send(Message::Edited {
            purpose: EditPurpose::Queue,
            outcome: Ok(Some(text)),
        }),
        Step::Batch(failed) => screen.event(Event::BatchEnded(Batch {
            done: 3,
            failed,
            ..Batch::default()
        })),
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
            transfer: None,
        })),
        Step::Mode => screen.event(Event::ModeChanged(ModeChoice::Active)),
        Step::Names(charset) => screen.event(Event::NamesChanged(charset.into())),
        Step::Doctor(id, done) => doctor(screen, RequestId(id), done),
        Step::Tabs(others, behind) => tabs(screen, others, behind),
    }
}

/// Other tabs come and go, and this one goes behind them.
fn tabs(screen: &mut Screen, others: usize, behind: bool) {
    let all = (0..=others as u64).map(|id| TabView {
        id: TabId(id),
        ..TabView::default()
    });
    let strip = TabStrip {
        all: all.take(if others == 0 { 0 } else { others + 1 }).collect(),
        ..TabStrip::default()
    };
    let news = if behind {
        TabNews::Hidden
    } else {
        TabNews::Shown(strip)
    };
    screen.send(Message::Tabs(news));
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
