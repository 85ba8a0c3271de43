//! Files that are edited: to the editor, and back to the server.

use crate::screen::*;
use std::path::PathBuf;
use twoport::app::{Effect, LocalJob, LocalOutcome, Message, Question, TabNews, TabStrip};
use twoport::engine::problem::Cause;
use twoport::engine::{Command, DropId, DropOrder, Event, Place, Problem, RequestId};
use twoport::model::{FileFacts, OnConflict, Shore, TransferState};

const FOLDER: &str = "/tmp/twoport-edit-x";

fn facts(size: u64) -> FileFacts {
    FileFacts {
        size: Some(size),
        modified: None,
    }
}

fn look(screen: &mut Screen) -> RequestId {
    match screen.commands().as_slice() {
        [Command::Look { request, .. }] => *request,
        other => panic!("{other:?}"),
    }
}

fn job(screen: &mut Screen) -> (RequestId, LocalJob) {
    let mut jobs = screen.jobs();
    assert_eq!(jobs.len(), 1, "{jobs:?}");
    jobs.remove(0)
}

fn answer(screen: &mut Screen, request: RequestId, outcome: LocalOutcome) {
    screen.send(Message::Local {
        request,
        outcome: Ok(outcome),
    });
}

fn ended(screen: &mut Screen, drop: DropId, state: TransferState) {
    let mut outcome = outcome("/pub/README", &format!("{FOLDER}/README"));
    outcome.drop = drop;
    outcome.state = state;
    screen.event(Event::Ended(outcome));
}

/// The editor, if it is to be opened: the file's number and where it is.
fn editor(screen: &mut Screen) -> (u64, PathBuf) {
    match screen.take().as_slice() {
        [Effect::EditFile { id, path }] => (*id, path.clone()),
        other => panic!("{other:?}"),
    }
}

/// `/pub/README` is here, and what is in it is being hashed.
fn fetched() -> (Screen, RequestId) {
    let mut screen = Screen::online();
    screen.keys("Tab");
    screen.stand_on("README");
    screen.effects.clear();
    screen.keys("F4");
    let request = look(&mut screen);
    let known = facts(5);
    screen.event(Event::Looked {
        request,
        facts: known,
    });
    let (request, made) = job(&mut screen);
    assert_eq!(made, LocalJob::MakePrivateFolder);
    answer(
        &mut screen,
        request,
        LocalOutcome::PrivateFolder(FOLDER.into()),
    );
    let order = screen.order();
    assert_eq!((&order.from, &order.to), (&remote("/pub"), &local(FOLDER)));
    ended(&mut screen, order.id, TransferState::Done);
    let (request, mark) = job(&mut screen);
    let file = PathBuf::from(format!("{FOLDER}/README"));
    assert_eq!(mark, LocalJob::Fingerprint(file));
    (screen, request)
}

/// `/pub/README` is in the editor.
fn editing() -> (Screen, u64) {
    let (mut screen, request) = fetched();
    answer(
        &mut screen,
        request,
        LocalOutcome::Fingerprint("before".into(), 7),
    );
    let (id, path) = editor(&mut screen);
    assert_eq!(path, PathBuf::from(format!("{FOLDER}/README")));
    (screen, id)
}

#[test]
fn behind_another_tab_it_waits_for_the_editor() {
    let (mut screen, request) = fetched();
    screen.send(Message::Tabs(TabNews::Hidden));
    let mark = LocalOutcome::Fingerprint("before".into(), 7);
    answer(&mut screen, request, mark);
    assert!(screen.take().is_empty(), "another tab is on the screen");
    let shown = TabNews::Shown(TabStrip::default());
    screen.send(Message::Tabs(shown));
    editor(&mut screen);
}

/// The editor ends after a while, and the file has this in it by then.
fn left(screen: &mut Screen, id: u64, mark: &str) {
    screen.wait(5000);
    back(screen, id, mark);
}

/// The editor ends, and the file has this in it by then.
fn back(screen: &mut Screen, id: u64, mark: &str) {
    screen.send(Message::FileEdited {
        id,
        outcome: Ok(()),
    });
    let (request, job) = job(screen);
    assert!(matches!(job, LocalJob::Fingerprint(_)), "{job:?}");
    answer(screen, request, LocalOutcome::Fingerprint(mark.into(), 7));
}

fn sent(screen: &mut Screen) -> DropOrder {
    let order = screen.order();
    assert_eq!((&order.from, &order.to), (&local(FOLDER), &remote("/pub")));
    order
}

fn is_discarded(screen: &mut Screen) -> bool {
    let gone = LocalJob::RemovePrivateFolder(FOLDER.into());
    screen.jobs().iter().any(|(_, job)| *job == gone)
}

#[test]
fn a_local_file_simply_opens() {
    let mut screen = Screen::online();
    screen.stand_on("notes.txt");
    screen.effects.clear();
    screen.keys("e");
    let (id, path) = editor(&mut screen);
    assert!(path.ends_with("notes.txt"));
    screen.send(Message::FileEdited {
        id,
        outcome: Ok(()),
    });
    assert!(screen.app.local.loading.is_some(), "it is listed again");
}

#[test]
fn what_was_not_changed_is_not_sent() {
    let (mut screen, id) = editing();
    left(&mut screen, id, "before");
    assert!(is_discarded(&mut screen));
    assert_eq!(screen.toast(), "nothing was changed: README stays as it is");
}

#[test]
fn what_was_changed_goes_back() {
    let (mut screen, id) = editing();
    left(&mut screen, id, "after");
    let request = look(&mut screen);
    screen.event(Event::Looked {
        request,
        facts: facts(5),
    });
    let order = sent(&mut screen);
    assert_eq!(order.on_conflict, OnConflict::Overwrite);
    assert_eq!(order.items[0].size, Some(7), "the queue shows its size");
    ended(&mut screen, order.id, TransferState::Done);
    assert!(is_discarded(&mut screen));
    assert_eq!(screen.toast(), "README is back on the server, as edited");
}

/// The server's file is another one by the time the editor ends.
fn conflict() -> Screen {
    let (mut screen, id) = editing();
    left(&mut screen, id, "after");
    let request = look(&mut screen);
    screen.event(Event::Looked {
        request,
        facts: facts(6),
    });
    assert!(matches!(screen.question(), Question::EditConflict(_)));
    screen
}

#[test]
fn where_the_servers_was_changed_it_is_asked() {
    for (key, rule) in [("o", OnConflict::Overwrite), ("Enter", OnConflict::Rename)] {
        let mut screen = conflict();
        screen.keys(key);
        assert_eq!(sent(&mut screen).on_conflict, rule);
    }
}

#[test]
fn it_may_be_saved_on_this_computer() {
    let mut screen = conflict();
    screen.keys("s");
    let (request, job) = job(&mut screen);
    let LocalJob::SaveCopy { file, directory } = job else {
        panic!("{job:?}")
    };
    assert_eq!(file, PathBuf::from(format!("{FOLDER}/README")));
    assert_eq!(directory, PathBuf::from(WORK));
    answer(
        &mut screen,
        request,
        LocalOutcome::Done("moved 1 item".into()),
    );
    assert!(is_discarded(&mut screen));
}

#[test]
fn nothing_is_lost_where_it_is_not_sent() {
    let mut screen = conflict();
    screen.keys("Esc");
    assert!(screen.take().is_empty());
    let path = format!("Your text is in {FOLDER}/README");
    assert!(screen.toast().contains(&path), "{}", screen.toast());
    // Edited again it is this text.
    screen.keys("F4");
    assert_eq!(
        editor(&mut screen).1,
        PathBuf::from(format!("{FOLDER}/README"))
    );
}

#[test]
fn a_failure_on_the_way_back_keeps_it() {
    let (mut screen, id) = editing();
    left(&mut screen, id, "after");
    let request = look(&mut screen);
    screen.event(Event::Looked {
        request,
        facts: facts(5),
    });
    let order = sent(&mut screen);
    ended(&mut screen, order.id, TransferState::Failed);
    assert!(!is_discarded(&mut screen));
    screen.keys("F4");
    assert_eq!(
        editor(&mut screen).1,
        PathBuf::from(format!("{FOLDER}/README"))
    );
}

/// The way back has failed, and may be tried again.
fn not_sent() -> (Screen, DropId) {
    let (mut screen, id) = editing();
    left(&mut screen, id, "after");
    let request = look(&mut screen);
    let known = facts(5);
    screen.event(Event::Looked {
        request,
        facts: known,
    });
    let drop = sent(&mut screen).id;
    ended(&mut screen, drop, TransferState::Failed);
    assert_eq!(screen.app.unsent_texts().len(), 1);
    screen.keys("Left");
    screen.take();
    (screen, drop)
}

#[test]
fn what_goes_back_at_a_later_try_is_back() {
    let (mut screen, drop) = not_sent();
    ended(&mut screen, drop, TransferState::Done);
    assert!(screen.app.unsent_texts().is_empty());
    assert!(is_discarded(&mut screen));
    assert_eq!(screen.toast(), "README is back on the server, as edited");
    // Edited again it is the server's.
    screen.keys("F4");
    look(&mut screen);
}

#[test]
fn what_is_watched_is_back_at_a_later_try_as_well() {
    let (mut screen, _) = watched();
    glance(&mut screen, 6);
    settled(&mut screen, 6, "one");
    let request = look(&mut screen);
    let known = facts(5);
    screen.event(Event::Looked {
        request,
        facts: known,
    });
    let drop = sent(&mut screen).id;
    ended(&mut screen, drop, TransferState::Failed);
    assert_eq!(screen.app.unsent_texts().len(), 1);
    ended(&mut screen, drop, TransferState::Done);
    assert!(screen.app.unsent_texts().is_empty());
    look(&mut screen);
}

#[test]
fn what_arrives_while_it_is_edited_again_is_what_the_next_one_replaces() {
    let (mut screen, drop) = not_sent();
    screen.keys("F4");
    let (id, _) = editor(&mut screen);
    ended(&mut screen, drop, TransferState::Done);
    let request = look(&mut screen);
    let there = facts(7);
    screen.event(Event::Looked {
        request,
        facts: there,
    });
    left(&mut screen, id, "third");
    let request = look(&mut screen);
    screen.event(Event::Looked {
        request,
        facts: there,
    });
    assert_eq!(sent(&mut screen).on_conflict, OnConflict::Overwrite);

    // Left as it is, it is on the server already.
    let (mut screen, drop) = not_sent();
    screen.keys("F4");
    let (id, _) = editor(&mut screen);
    ended(&mut screen, drop, TransferState::Done);
    screen.take();
    left(&mut screen, id, "after");
    assert!(is_discarded(&mut screen));
}

#[test]
fn without_an_answer_it_is_kept_and_told() {
    let (mut screen, id) = editing();
    left(&mut screen, id, "after");
    let request = look(&mut screen);
    let problem = Problem::new(Cause::Connection, "Looking at /pub/README failed");
    screen.event(Event::Failed { request, problem });
    assert!(
        screen.toast().contains("Your text is in"),
        "{}",
        screen.toast()
    );
    assert!(!is_discarded(&mut screen));
}

#[test]
fn the_editor_waits_until_the_screen_is_free() {
    let mut screen = Screen::online();
    screen.keys("Tab");
    screen.stand_on("README");
    screen.effects.clear();
    screen.keys("e");
    let request = look(&mut screen);
    screen.event(Event::Looked {
        request,
        facts: facts(5),
    });
    let (request, _) = job(&mut screen);
    answer(
        &mut screen,
        request,
        LocalOutcome::PrivateFolder(FOLDER.into()),
    );
    let drop = screen.order().id;
    screen.keys("F1");
    ended(&mut screen, drop, TransferState::Done);
    let (request, _) = job(&mut screen);
    answer(
        &mut screen,
        request,
        LocalOutcome::Fingerprint("before".into(), 7),
    );
    assert!(screen.take().is_empty());
    screen.keys("Esc");
    editor(&mut screen);
    assert_eq!(screen.app.active(), Shore::Remote);
    assert!(matches!(screen.app.remote.place, Some(Place::Remote(_))));
}

/// The editor of `/pub/README` was back at once: it has a window of its own.
fn watched() -> (Screen, u64) {
    let (mut screen, id) = editing();
    back(&mut screen, id, "before");
    assert!(screen.toast().contains("goes back"), "{}", screen.toast());
    assert!(!is_discarded(&mut screen));
    (screen, id)
}

/// A second later the file is looked at, and is so on the disk.
fn glance(screen: &mut Screen, size: u64) {
    screen.wait(1000);
    let (request, asked) = job(screen);
    assert_eq!(asked, LocalJob::Look(format!("{FOLDER}/README").into()));
    answer(screen, request, LocalOutcome::Looked(facts(size)));
}

/// The file is as it was on the disk, so that what is in it is looked at.
fn settled(screen: &mut Screen, size: u64, mark: &str) {
    glance(screen, size);
    let (request, asked) = job(screen);
    assert!(matches!(asked, LocalJob::Fingerprint(_)), "{asked:?}");
    answer(screen, request, LocalOutcome::Fingerprint(mark.into(), 7));
}

#[test]
fn an_editor_with_a_window_of_its_own_sends_back_each_time_it_saves() {
    let (mut screen, _) = watched();
    glance(&mut screen, 5);
    settled(&mut screen, 5, "before");
    // Nothing is read again while nothing happens to it.
    glance(&mut screen, 5);
    for (size, mark, there) in [(6, "one", 5), (7, "two", 6)] {
        // What is being written is left alone until it stays.
        glance(&mut screen, size - 1 + 10);
        glance(&mut screen, size);
        settled(&mut screen, size, mark);
        let request = look(&mut screen);
        let known = facts(there);
        screen.event(Event::Looked {
            request,
            facts: known,
        });
        let order = sent(&mut screen);
        assert_eq!(order.on_conflict, OnConflict::Overwrite);
        ended(&mut screen, order.id, TransferState::Done);
        assert_eq!(screen.toast(), "README is back on the server, as edited");
        // What is there now is what the next one replaces.
        let request = look(&mut screen);
        screen.event(Event::Looked {
            request,
            facts: facts(size),
        });
        glance(&mut screen, size);
    }
    assert!(!is_discarded(&mut screen));
}

#[test]
fn what_could_not_be_sent_is_tried_again_when_it_is_saved_again() {
    let (mut screen, _) = watched();
    glance(&mut screen, 6);
    settled(&mut screen, 6, "one");
    let request = look(&mut screen);
    let problem = Problem::new(Cause::Connection, "Looking at /pub/README failed");
    screen.event(Event::Failed { request, problem });
    assert!(screen.toast().contains("Your text is in"));
    glance(&mut screen, 7);
    settled(&mut screen, 7, "two");
    look(&mut screen);
}

#[test]
fn behind_another_tab_a_watched_file_is_looked_at_and_nothing_else_is_ticked() {
    let (mut screen, _) = watched();
    screen.send(Message::Tabs(TabNews::Hidden));
    let glances = screen.app.next_tick().expect("it is watched");
    assert!(glances.as_millis() > 900, "{glances:?}");
    glance(&mut screen, 6);
    settled(&mut screen, 6, "one");
    look(&mut screen);
    // What is only shown, as the age of the listing and the toast, waits until it is.
    assert_eq!(screen.app.next_tick(), None);
    screen.send(Message::Tabs(TabNews::Shown(TabStrip::default())));
    assert!(screen.app.next_tick().is_some());
}

#[test]
fn a_watched_file_opens_again() {
    let (mut screen, _) = watched();
    screen.keys("F4");
    let (id, path) = editor(&mut screen);
    assert_eq!(path, PathBuf::from(format!("{FOLDER}/README")));
    // In an editor that waits this time, it is as always.
    left(&mut screen, id, "before");
    assert!(is_discarded(&mut screen));
}

#[test]
fn quitting_says_what_is_watched() {
    let (mut screen, _) = watched();
    screen.keys("F10");
    assert!(matches!(screen.question(), Question::Quit { active: 0 }));
    let told = screen.app.told_of_watched().unwrap();
    assert!(told.starts_with("README may still be open"), "{told}");
}

#[test]
fn the_queue_needs_an_editor_that_waits() {
    let mut screen = Screen::online();
    screen.queue(vec![transfer(1, TransferState::Queued)]);
    screen.keys("T e");
    screen.effects.clear();
    screen.send(Message::Edited {
        purpose: twoport::app::EditPurpose::Queue,
        outcome: Ok(None),
    });
    assert!(screen.toast().contains("--wait"), "{}", screen.toast());
}

/// Connected to another server by now.
fn elsewhere(screen: &mut Screen) {
    screen.keys(":");
    screen.text("open ftp://other.example.org");
    screen.keys("Enter");
    screen.event(Event::Connected {
        label: "anonymous@other.example.org".into(),
        directory: path("/pub"),
        greeting: String::new(),
        features: String::new(),
    });
    screen.answer_remote("/pub", remote_entries());
    screen.take();
}

#[test]
fn what_is_of_another_server_is_never_sent_to_this_one() {
    let (mut screen, id) = editing();
    elsewhere(&mut screen);
    left(&mut screen, id, "after");
    assert!(screen.commands().is_empty());
    let toast = screen.toast().to_owned();
    assert!(
        toast.contains("anna@ftp.example.org") && toast.contains("Your text is in"),
        "{toast}"
    );
    // A file of the same path here is another one.
    screen.stand_on("README");
    screen.take();
    screen.keys("F4");
    look(&mut screen);
}

#[test]
fn an_answer_that_comes_too_late_sends_nothing_elsewhere() {
    let (mut screen, id) = editing();
    left(&mut screen, id, "after");
    let request = look(&mut screen);
    screen.keys("F1");
    screen.event(Event::Looked {
        request,
        facts: facts(6),
    });
    screen.keys("Esc");
    elsewhere(&mut screen);
    screen.keys("a");
    assert!(matches!(screen.question(), Question::EditConflict(_)));
    screen.keys("o");
    assert!(screen.commands().is_empty());
    assert!(screen.toast().contains("Your text is in"));
}

#[test]
fn an_editor_that_ends_with_an_error_sends_nothing() {
    let (mut screen, id) = editing();
    let problem = Problem::new(Cause::Local, "The editor vi has ended with an error");
    screen.send(Message::FileEdited {
        id,
        outcome: Err(problem),
    });
    let (request, _) = job(&mut screen);
    answer(
        &mut screen,
        request,
        LocalOutcome::Fingerprint("after".into(), 7),
    );
    assert!(screen.take().is_empty());
    assert!(
        screen.toast().contains("Your text is in"),
        "{}",
        screen.toast()
    );
}

#[test]
fn quitting_asks_where_a_text_is_not_back() {
    let mut screen = conflict();
    screen.keys("Esc q");
    assert_eq!(screen.question(), &Question::Quit { active: 0 });
    assert_eq!(
        screen.app.unsent_texts(),
        [format!("{FOLDER}/README")],
        "the question names it"
    );
}

#[test]
fn the_end_of_the_program_looks_at_what_is_left() {
    let (mut screen, _) = editing();
    screen.send(Message::Terminate);
    let left = screen.app.left_copies();
    let [copy] = left.as_slice() else {
        panic!("{left:?}");
    };
    assert_eq!(copy.folder, PathBuf::from(FOLDER));
    assert_eq!(copy.file, Some(PathBuf::from(format!("{FOLDER}/README"))));
    assert_eq!((copy.mark.as_str(), copy.in_editor), ("before", true));
    assert!(
        copy.told.starts_with("The text of /pub/README on "),
        "{copy:?}"
    );
    assert!(screen.app.left_copies().is_empty(), "told once");

    // What the user never had is no text of theirs.
    let (mut screen, _) = fetched();
    screen.send(Message::Terminate);
    assert_eq!(screen.app.left_copies()[0].file, None);
}

#[test]
fn texts_of_last_time_are_told() {
    let mut screen = Screen::bare();
    screen
        .app
        .tell_unsent_of_last_time(&["it is in a".into(), "it is in b".into()]);
    assert_eq!(screen.toast(), "it is in a; the log tells of 1 more");
    let logged = screen
        .app
        .log
        .lines
        .iter()
        .any(|line| line.text == "it is in b");
    assert!(logged);
}
