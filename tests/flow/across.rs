//! From the server of one tab to that of another, through this computer.

use crate::mouse::{Pointing, ground, over};
use crate::screen::*;
use crate::tabs::{bobs, orders, several, strip, walk_over};
use std::collections::VecDeque;
use std::path::PathBuf;
use twoport::app::{
    Effect, LocalJob, LocalOutcome, Message, MouseEvent, Over, RelayStep, Spot, TabId, TabNews,
    TabOrder, Target, ToastKind,
};
use twoport::engine::problem::Cause;
use twoport::engine::{
    Batch, Command, DropId, DropOrder, Event, Outcome, Problem, RequestId, Sources,
};
use twoport::model::{
    Direction, EntryKind, Operation, Shore, TransferId, TransferState, TransferView,
};

const FOLDER: &str = "/tmp/twoport-through-x";

/// anna's tab, the first, and bob's, the second, in which README and logs/ of anna's server are carried
/// over `/disk`.
struct Pair {
    anna: Screen,
    bob: Screen,
}

fn carrying(pick_up: &str) -> Pair {
    let mut anna = several(Screen::online());
    anna.keys("2");
    anna.stand_on("logs");
    anna.keys("Space");
    anna.stand_on("README");
    anna.keys("Space");
    anna.keys(pick_up);
    let mut bob = bobs(&anna);
    walk_over(&mut anna, &mut bob);
    bob.keys("2");
    anna.effects.clear();
    bob.take();
    Pair { anna, bob }
}

/// They are dropped, and anna's tab brings them.
fn coming(pick_up: &str) -> (Pair, DropOrder) {
    let mut pair = carrying(pick_up);
    pair.bob.keys("p");
    let (request, job) = pair.bob.jobs().remove(0);
    assert!(matches!(job, LocalJob::MakeRoom(1946)), "{job:?}");
    pair.made(request);
    pair.pass_on();
    let order = pair.anna.order();
    (pair, order)
}

/// The same, and all of it has come and goes up.
fn going_up(pick_up: &str) -> (Pair, DropOrder) {
    let (mut pair, down) = coming(pick_up);
    pair.brought(down.id, 1, "README", TransferState::Done);
    pair.brought(down.id, 2, "logs/a", TransferState::Done);
    pair.anna.event(Event::DropEnded { drop: down.id });
    pair.pass_on();
    let up = pair.bob.order();
    (pair, up)
}

impl Pair {
    fn made(&mut self, request: RequestId) {
        self.bob.send(Message::Local {
            request,
            outcome: Ok(LocalOutcome::PrivateFolder(FOLDER.into())),
        });
    }

    /// What the tabs say to each other gets there; the rest of what they ask for is left.
    fn pass_on(&mut self) {
        let mut said = VecDeque::new();
        loop {
            for (from, screen) in [(1, &mut self.anna), (2, &mut self.bob)] {
                let (told, rest) = screen
                    .effects
                    .drain(..)
                    .partition(|effect| matches!(effect, Effect::Tab(TabOrder::Relay(..))));
                screen.effects = rest;
                let told: Vec<Effect> = told;
                said.extend(told.into_iter().map(|effect| (TabId(from), effect)));
            }
            let Some((from, Effect::Tab(TabOrder::Relay(to, id, step)))) = said.pop_front() else {
                return;
            };
            let screen = match to {
                TabId(1) => &mut self.anna,
                _ => &mut self.bob,
            };
            let kept = std::mem::take(&mut screen.effects);
            screen.send(Message::Tabs(TabNews::Relay(from, id, step)));
            screen.effects.splice(0..0, kept);
        }
    }

    fn brought(&mut self, drop: DropId, id: u64, name: &str, state: TransferState) {
        let ended = Outcome {
            id: TransferId(id),
            drop,
            state,
            problem: (state == TransferState::Failed).then(refused),
            ..outcome(&format!("/pub/{name}"), &format!("{FOLDER}/{name}"))
        };
        self.anna.event(Event::Ended(ended));
        self.pass_on();
    }

    fn sent(&mut self, drop: DropId, id: u64, name: &str, state: TransferState) {
        let ended = Outcome {
            id: TransferId(id),
            drop,
            state,
            direction: Direction::Upload,
            problem: (state == TransferState::Failed).then(refused),
            ..outcome(&format!("/disk/{name}"), &format!("{FOLDER}/{name}"))
        };
        self.bob.event(Event::Ended(ended));
    }
}

fn refused() -> Problem {
    Problem::new(Cause::Refused, "Moving it failed").words("550 Permission denied.")
}

/// Whether the private folder was removed; nothing is taken.
fn removed(screen: &Screen) -> bool {
    let removal = LocalJob::RemovePrivateFolder(FOLDER.into());
    let mut effects = screen.effects.iter();
    effects.any(|effect| matches!(effect, Effect::Local { job, .. } if *job == removal))
}

fn names(order: &DropOrder) -> Vec<(String, EntryKind)> {
    let items = order.items.iter();
    let shown = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    items
        .map(|item| (shown(item.name.as_bytes()), item.kind))
        .collect()
}

#[test]
fn it_is_judged_and_said_beforehand() {
    let Pair { mut bob, .. } = carrying("y");
    assert_eq!(bob.app.target(), Some(Target::Ok { conflicts: 0 }));
    assert_eq!(
        bob.app.copy_words().unwrap(),
        "through this computer: 1.90 KiB and what is in folders down, and up again"
    );
    bob.keys("c");
    let words = bob.app.copy_words().unwrap();
    assert!(words.ends_with("; deleted there"), "{words}");
    bob.keys("1");
    assert_eq!(bob.app.copy_words(), None, "here it is a download");
    let mut tabs = strip(0);
    tabs.here = 1;
    tabs.all[0].online = false;
    bob.send(Message::Tabs(TabNews::Shown(tabs)));
    bob.keys("2");
    let no = Target::No("tab 1 is not connected".into());
    assert_eq!(bob.app.target(), Some(no));
}

#[test]
fn a_name_that_is_taken_there_is_counted_and_asked_about() {
    let mut pair = carrying("x");
    pair.bob.keys("Ctrl-R");
    pair.bob.answer_remote("/disk", vec![file("README", 3)]);
    let target = pair.bob.app.target();
    assert_eq!(target, Some(Target::Ok { conflicts: 1 }));
}

#[test]
fn a_copy_comes_by_one_tab_and_goes_up_by_the_other() {
    let (pair, down) = coming("y");
    assert_eq!((&down.from, &down.to), (&remote("/pub"), &local(FOLDER)));
    assert_eq!(down.operation, Operation::Copy);
    assert_eq!(names(&down).len(), 2);
    assert!(pair.bob.app.carry.is_none());

    let (mut pair, up) = going_up("y");
    let half = Batch {
        done: 2,
        ..Batch::default()
    };
    pair.anna.send(Message::Tabs(TabNews::Hidden));
    pair.anna.effects.clear();
    pair.anna.event(Event::BatchEnded(half));
    assert!(orders(&mut pair.anna).is_empty(), "it is only half of it");
    pair.anna.event(Event::BatchEnded(half));
    assert_eq!(orders(&mut pair.anna).len(), 1, "another batch is told");
    assert_eq!((&up.from, &up.to), (&local(FOLDER), &remote("/disk")));
    assert_eq!(
        names(&up),
        [
            ("logs".into(), EntryKind::Dir),
            ("README".into(), EntryKind::File)
        ]
    );
    pair.sent(up.id, 3, "README", TransferState::Done);
    pair.sent(up.id, 4, "logs/a", TransferState::Done);
    pair.bob.event(Event::DropEnded { drop: up.id });
    assert_eq!(pair.bob.toast(), "copied 2 files from tab 1 to bob@nas");
    assert!(removed(&pair.bob), "the private folder is gone");
    pair.bob.event(Event::BatchEnded(Batch {
        done: 2,
        ..Batch::default()
    }));
    assert!(pair.bob.toast().starts_with("copied"), "it was told");
    pair.pass_on();
    assert!(pair.anna.commands().is_empty(), "nothing is deleted");
}

#[test]
fn a_move_deletes_what_has_arrived_and_nothing_else() {
    let (mut pair, up) = going_up("x");
    assert_eq!(up.operation, Operation::Copy);
    pair.sent(up.id, 3, "README", TransferState::Done);
    pair.sent(up.id, 4, "logs/a", TransferState::Skipped);
    pair.bob.event(Event::DropEnded { drop: up.id });
    pair.pass_on();
    let commands = pair.anna.commands();
    let [Command::RemoveSources { request, sources }] = commands.as_slice() else {
        panic!("{commands:?}");
    };
    let readme = (PathBuf::from(FOLDER).join("README"), path("/pub/README"));
    assert_eq!(
        *sources,
        Sources {
            files: vec![readme],
            folders: vec![]
        },
        "the folder has lost nothing"
    );
    assert!(!removed(&pair.bob), "what is here is compared");
    pair.anna.event(Event::Done {
        request: *request,
        summary: "deleted 1 file".into(),
    });
    pair.pass_on();
    assert_eq!(
        pair.bob.toast(),
        "moved 1 file from tab 1 to bob@nas; 1 left out; there: deleted 1 file"
    );
    assert!(removed(&pair.bob));
}

#[test]
fn a_move_that_has_wholly_arrived_takes_the_folders_along() {
    let (mut pair, up) = going_up("x");
    pair.sent(up.id, 3, "README", TransferState::Done);
    pair.sent(up.id, 4, "logs/a", TransferState::Done);
    pair.bob.event(Event::DropEnded { drop: up.id });
    pair.pass_on();
    let commands = pair.anna.commands();
    let [Command::RemoveSources { request, sources }] = commands.as_slice() else {
        panic!("{commands:?}");
    };
    assert_eq!(sources.files.len(), 2);
    assert_eq!(sources.folders, [path("/pub/logs")]);
    pair.anna.event(Event::Failed {
        request: *request,
        problem: refused(),
    });
    pair.pass_on();
    let toast = pair.bob.toast();
    assert!(
        toast.contains("not all was deleted there: Moving it failed: 550 Permission denied."),
        "{toast}"
    );
}

#[test]
fn what_failed_is_told_with_the_words_and_waits_for_the_tab_it_is_in() {
    let (mut pair, down) = coming("y");
    pair.brought(down.id, 1, "README", TransferState::Failed);
    pair.brought(down.id, 2, "logs/a", TransferState::Done);
    pair.anna.event(Event::DropEnded { drop: down.id });
    pair.pass_on();
    assert!(pair.bob.commands().is_empty());
    let toast = pair.bob.toast();
    assert!(
        toast
            .starts_with("the copy waits: 1 file failed (550 Permission denied.); in T of tab 1: "),
        "{toast}"
    );
    // Left out there, or tried again.
    let row = TransferView {
        bytes: 0,
        ..transfer(1, TransferState::Failed)
    };
    pair.anna.queue(vec![row]);
    pair.anna.app.overlay = None;
    pair.anna.keys("T x");
    let commands = pair.anna.commands();
    assert!(
        matches!(commands.as_slice(), [Command::Cancel(TransferId(1))]),
        "{commands:?}"
    );
    pair.brought(down.id, 1, "README", TransferState::Done);
    pair.anna.event(Event::DropEnded { drop: down.id });
    pair.pass_on();
    assert_eq!(names(&pair.bob.order()).len(), 2);
}

#[test]
fn what_was_cancelled_in_the_other_tab_does_not_go_up() {
    let (mut pair, down) = coming("y");
    pair.brought(down.id, 1, "README", TransferState::Cancelled);
    pair.brought(down.id, 2, "logs/a", TransferState::Done);
    pair.anna.event(Event::DropEnded { drop: down.id });
    pair.pass_on();
    let up = pair.bob.order();
    assert_eq!(names(&up), [("logs".into(), EntryKind::Dir)]);
}

#[test]
fn taken_back_it_is_cancelled_in_both_tabs() {
    let (mut pair, down) = coming("y");
    pair.bob.keys("u");
    assert_eq!(pair.bob.toast(), "the copy was given up");
    assert!(removed(&pair.bob));
    pair.pass_on();
    let commands = pair.anna.commands();
    assert!(
        matches!(commands.as_slice(), [Command::CancelDrop(drop)] if *drop == down.id),
        "{commands:?}"
    );
    pair.anna.event(Event::DropEnded { drop: down.id });
    pair.pass_on();
    assert!(pair.bob.commands().is_empty(), "nothing goes up");

    let (mut pair, up) = going_up("y");
    pair.bob.keys("u");
    let commands = pair.bob.commands();
    assert!(
        matches!(commands.as_slice(), [Command::CancelDrop(drop)] if *drop == up.id),
        "{commands:?}"
    );
}

#[test]
fn given_up_before_there_is_a_folder_it_leaves_none() {
    let mut pair = carrying("y");
    pair.bob.keys("p");
    let (request, _) = pair.bob.jobs().remove(0);
    pair.bob.keys("u");
    pair.made(request);
    assert!(removed(&pair.bob));
}

#[test]
fn without_room_here_nothing_is_begun() {
    let mut pair = carrying("y");
    pair.bob.keys("p");
    let (request, _) = pair.bob.jobs().remove(0);
    let problem = Problem::new(Cause::Local, "Making a private folder failed").words("no space");
    pair.bob.send(Message::Local {
        request,
        outcome: Err(problem),
    });
    assert!(
        pair.bob.toast().contains("no space"),
        "{}",
        pair.bob.toast()
    );
    assert!(orders(&mut pair.bob).is_empty());
}

#[test]
fn a_tab_that_is_closed_gives_up_what_is_under_way() {
    // The tab it is from.
    let (mut pair, down) = coming("y");
    pair.anna.keys("Ctrl-W c y");
    let closing = pair.anna.take();
    assert!(
        matches!(
            closing.as_slice(),
            [Effect::Engine(Command::CancelDrop(drop)), Effect::Tab(TabOrder::Close)]
                if *drop == down.id
        ),
        "{closing:?}"
    );
    pair.bob.send(Message::Tabs(TabNews::Closed(TabId(1))));
    assert_eq!(
        pair.bob.toast(),
        "the copy was given up: the tab that it is from was closed"
    );
    assert!(removed(&pair.bob));

    // The tab it goes to.
    let (mut pair, down) = coming("y");
    pair.bob.keys("Ctrl-W c");
    assert!(pair.bob.app.overlay.is_some(), "it is asked about");
    pair.bob.keys("y");
    pair.pass_on();
    let commands = pair.anna.commands();
    assert!(
        matches!(commands.as_slice(), [Command::CancelDrop(drop)] if *drop == down.id),
        "{commands:?}"
    );
    assert!(removed(&pair.bob));
}

#[test]
fn what_has_come_goes_up_although_its_tab_is_closed() {
    let (mut pair, up) = going_up("x");
    pair.bob.send(Message::Tabs(TabNews::Closed(TabId(1))));
    pair.sent(up.id, 3, "README", TransferState::Done);
    pair.bob.event(Event::DropEnded { drop: up.id });
    let toast = pair.bob.toast();
    assert!(
        toast.ends_with("nothing was deleted there: its tab is closed"),
        "{toast}"
    );
}

#[test]
fn a_connection_that_is_lost_is_told_and_another_server_ends_it() {
    let (mut pair, _) = coming("y");
    let problem = Problem::new(Cause::Connection, "The connection was lost");
    pair.anna.disconnected(Some(problem));
    pair.pass_on();
    assert_eq!(pair.bob.toast(), "the copy waits: tab 1 is not connected");
    pair.anna.app.toast = None;
    pair.anna.keys("o Ctrl-A Ctrl-K");
    pair.anna.text("ftp://eve:pw@elsewhere/");
    pair.anna.keys("Enter");
    pair.anna.event(Event::Connected {
        label: "eve@elsewhere".into(),
        directory: path("/"),
        greeting: "220 ready".into(),
        features: "MLST".into(),
    });
    pair.pass_on();
    assert_eq!(
        pair.bob.toast(),
        "the copy was given up: the server that it is from was left"
    );
    assert!(removed(&pair.bob));
}

/// Its tab is at another server, as one is whose stored password has come late.
fn leaves(screen: &mut Screen) {
    screen.keys("o Ctrl-A Ctrl-K");
    screen.text("ftp://eve:pw@elsewhere/");
    screen.keys("Enter");
    screen.event(Event::Connected {
        label: "eve@elsewhere".into(),
        directory: path("/"),
        greeting: "220 ready".into(),
        features: "MLST".into(),
    });
    screen.take();
}

#[test]
fn what_is_carried_is_of_its_server_and_not_of_whatever_its_tab_is_at() {
    let mut pair = carrying("x");
    leaves(&mut pair.anna);
    let mut tabs = strip(0);
    tabs.here = 1;
    tabs.all[0].label = Some("eve@elsewhere".into());
    pair.bob.send(Message::Tabs(TabNews::Shown(tabs)));
    let no = Target::No("tab 1 is at another server".into());
    assert_eq!(pair.bob.app.target().as_ref(), Some(&no));
    for pane in ["2", "1"] {
        pair.bob.keys(pane);
        assert_eq!(pair.bob.app.target().as_ref(), Some(&no));
        pair.bob.keys("p");
        assert!(orders(&mut pair.bob).is_empty());
    }
    // Brought home it is from nowhere.
    walk_over(&mut pair.bob, &mut pair.anna);
    assert!(pair.anna.app.carry.is_none());
    let told = pair.anna.toast();
    assert_eq!(told, "put back: the server that it is from was left");
}

#[test]
fn what_was_dropped_is_not_fetched_from_another_server() {
    // Of a copy the private folder was still to be made.
    let mut pair = carrying("x");
    pair.bob.keys("p");
    let (request, _) = pair.bob.jobs().remove(0);
    leaves(&mut pair.anna);
    pair.made(request);
    pair.pass_on();
    assert!(pair.anna.commands().is_empty());
    assert_eq!(
        pair.bob.toast(),
        "the copy was given up: the server that it is from was left"
    );
    assert!(removed(&pair.bob));

    // To this computer it goes at once.
    let mut pair = carrying("x");
    pair.bob.keys("1 p");
    let asked = orders(&mut pair.bob);
    let [TabOrder::Fetch(_, fetch)] = asked.as_slice() else {
        panic!("{asked:?}");
    };
    leaves(&mut pair.anna);
    pair.anna.send(Message::Tabs(TabNews::Fetch(fetch.clone())));
    assert!(pair.anna.commands().is_empty());
    assert!(pair.anna.toast().contains("nothing was fetched"));
}

#[test]
fn the_end_is_told_in_front() {
    let (mut pair, up) = going_up("y");
    pair.bob.send(Message::Tabs(TabNews::Hidden));
    pair.sent(up.id, 3, "README", TransferState::Done);
    pair.bob.event(Event::DropEnded { drop: up.id });
    let told = orders(&mut pair.bob);
    let end = "copied 1 file from tab 1 to bob@nas";
    assert!(
        told.contains(&TabOrder::Tell(ToastKind::Ok, end.into())),
        "{told:?}"
    );
    let over = |order: &TabOrder| matches!(order, TabOrder::Relay(TabId(1), _, RelayStep::Over));
    assert!(told.iter().any(over), "{told:?}");
}

#[test]
fn a_drag_that_rests_on_a_chip_goes_on_in_that_tab() {
    let mut anna = several(Screen::online());
    let mut bob = bobs(&anna);
    let readme = anna.row(Shore::Remote, "README");
    anna.drag(readme, ground(&anna, Shore::Remote));
    anna.on_spot(MouseEvent::Drag, Spot::ShowTab(0));
    anna.wait(1000);
    anna.send(Message::Tick);
    assert!(orders(&mut anna).is_empty(), "it is this one");
    anna.on_spot(MouseEvent::Drag, Spot::ShowTab(1));
    assert_eq!(over(&anna), Over::Tab(1));
    anna.wait(600);
    anna.send(Message::Tick);
    assert!(orders(&mut anna).is_empty(), "not yet");
    anna.wait(100);
    anna.send(Message::Tick);
    assert_eq!(orders(&mut anna), [TabOrder::Show(1)]);

    walk_over(&mut anna, &mut bob);
    assert!(anna.app.dragged().is_none() && anna.app.carry.is_none());
    assert!(bob.app.dragged().is_some());
    bob.on_spot(MouseEvent::Drag, Spot::ShowTab(1));
    let at = ground(&bob, Shore::Remote);
    bob.mouse(MouseEvent::Drag, at);
    assert_eq!(bob.app.target(), Some(Target::Ok { conflicts: 0 }));
    bob.drop(at);
    let jobs = bob.jobs();
    assert!(matches!(jobs[0].1, LocalJob::MakeRoom(_)), "{jobs:?}");
}

#[test]
fn let_go_on_a_chip_it_is_put_back() {
    let mut anna = several(Screen::online());
    let readme = anna.row(Shore::Remote, "README");
    anna.drag(readme, ground(&anna, Shore::Remote));
    anna.on_spot(MouseEvent::Drag, Spot::ShowTab(1));
    anna.on_spot(MouseEvent::Release, Spot::ShowTab(1));
    assert!(anna.app.carry.is_none());
    assert_eq!(anna.toast(), "put back");
}
