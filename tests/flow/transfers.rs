//! The transfers view, the log, the sessions.

use crate::screen::*;
use twoport::app::{Focus, Message};
use twoport::engine::{Command, Event, LogKind, LogLine};
use twoport::model::Shore::Local;
use twoport::model::{EngineSnapshot, SessionRole, SessionView, TransferId, TransferState};

fn queue() -> Screen {
    let mut screen = Screen::online();
    screen.queue(vec![
        transfer(1, TransferState::Running),
        transfer(2, TransferState::Failed),
        transfer(3, TransferState::Done),
        transfer(4, TransferState::Queued),
    ]);
    screen.keys("T");
    screen
}

#[test]
fn t_opens_the_view_and_leaves_it() {
    let mut screen = queue();
    assert_eq!(screen.app.focus, Focus::Transfers);
    assert_eq!(screen.app.active(), Local);
    screen.keys("T");
    assert_eq!(screen.app.focus, Focus::Pane(Local));
    screen.keys("2 T Esc");
    assert_eq!(screen.app.active(), twoport::model::Shore::Remote);
}

#[test]
fn r_retries_what_has_failed() {
    let mut screen = queue();
    screen.keys("j r");
    assert!(matches!(
        screen.commands().as_slice(),
        [Command::Retry(TransferId(2))]
    ));
    screen.keys("j r");
    assert!(screen.take().is_empty());
    assert_eq!(screen.toast(), "it is done; nothing to retry");
    screen.keys("R");
    assert!(matches!(
        screen.commands().as_slice(),
        [Command::RetryFailed]
    ));
    assert_eq!(screen.toast(), "1 transfer queued again");
    screen.keys("C");
    assert!(matches!(screen.commands().as_slice(), [Command::ClearDone]));
}

#[test]
fn what_was_refused_or_skipped_is_not_retried() {
    let mut screen = queue();
    let mut refused = transfer(1, TransferState::Failed);
    refused.retriable = false;
    refused.reason = Some("../x: leads elsewhere".into());
    let mut skipped = transfer(2, TransferState::Skipped);
    skipped.retriable = false;
    screen.queue(vec![refused, skipped]);
    screen.keys("g g r");
    assert_eq!(
        screen.toast(),
        "it was refused for safety: ../x: leads elsewhere"
    );
    screen.keys("j r");
    assert_eq!(
        screen.toast(),
        "skipped: it is there already; drop it again to be asked"
    );
    screen.keys("R");
    assert!(screen.take().is_empty(), "nothing is asked of the engine");
}

#[test]
fn the_cursor_stays_on_its_transfer_and_within_the_queue() {
    let mut screen = queue();
    screen.keys("G");
    assert_eq!(screen.app.queue.cursor, 3);
    screen.keys("j");
    assert_eq!(screen.app.queue.cursor, 3);
    screen.queue(vec![
        transfer(4, TransferState::Running),
        transfer(5, TransferState::Queued),
    ]);
    assert_eq!(screen.app.queue.cursor, 0, "it went up with its transfer");
    screen.keys("G");
    screen.queue(vec![]);
    assert_eq!(screen.app.queue.cursor, 0);
    screen.keys("r x Enter");
    assert!(screen.take().is_empty());
    assert_eq!(screen.toast(), "there are no transfers");
}

#[test]
fn t_r_retries_the_failure_that_was_told() {
    let mut screen = Screen::online();
    screen.queue(vec![
        transfer(1, TransferState::Done),
        transfer(2, TransferState::Failed),
        transfer(3, TransferState::Queued),
    ]);
    let mut failed = outcome("/pub/x", "/elsewhere/x");
    failed.id = TransferId(2);
    failed.state = TransferState::Failed;
    screen.event(Event::Ended(failed));
    screen.keys("T r");
    assert!(matches!(
        screen.commands().as_slice(),
        [Command::Retry(TransferId(2))]
    ));
}

fn log(screen: &mut Screen, kind: LogKind, text: &str) {
    let line = LogLine {
        at: screen.now,
        session: 1,
        kind,
        text: text.into(),
        transfer: None,
    };
    screen.event(Event::Log(line));
}

fn shown(screen: &Screen) -> Vec<&str> {
    screen
        .app
        .log
        .shown()
        .map(|line| line.text.as_str())
        .collect()
}

#[test]
fn errors_are_counted_until_the_log_is_looked_at() {
    let mut screen = Screen::online();
    log(&mut screen, LogKind::Received, "226 done");
    log(&mut screen, LogKind::Refused, "550 no");
    log(&mut screen, LogKind::Error, "broken pipe");
    assert_eq!(screen.app.log.unread, 2);
    screen.keys("L");
    assert_eq!(screen.app.log.unread, 0);
    log(&mut screen, LogKind::Refused, "550 again");
    assert_eq!(screen.app.log.unread, 0);
    screen.keys("e");
    assert_eq!(shown(&screen), ["550 no", "broken pipe", "550 again"]);
    screen.keys("e");
    assert_eq!(shown(&screen).len(), 4);
    screen.keys("Esc");
    assert_eq!(screen.app.focus, Focus::Pane(Local));
}

#[test]
fn a_log_that_is_scrolled_up_stays_and_end_follows() {
    let mut screen = Screen::online();
    for number in 0..100 {
        log(&mut screen, LogKind::Note, &number.to_string());
    }
    screen.keys("L k k");
    assert_eq!((screen.app.log.below, screen.app.log.scroll), (2, 0));
    log(&mut screen, LogKind::Note, "new");
    assert_eq!(screen.app.log.scroll, 1, "the lines in sight stay");
    assert_eq!(screen.app.log.current().unwrap().text, "97");
    screen.keys("End");
    assert!(screen.app.log.follows());
    log(&mut screen, LogKind::Note, "newer");
    assert_eq!(screen.app.log.scroll, 0, "and now it follows");
    let most = 102 - screen.app.layout().log_lines();
    screen.keys("Home");
    assert_eq!(screen.app.log.scroll, most, "a full page, from the first");
    screen.keys("PgUp");
    assert_eq!(screen.app.log.scroll, most);
}

#[test]
fn the_log_keeps_ten_thousand_lines() {
    let mut screen = Screen::online();
    for number in 0..10_010 {
        log(&mut screen, LogKind::Note, &number.to_string());
    }
    assert_eq!(screen.app.log.lines.len(), twoport::app::log::LOG_LINES);
    assert_eq!(shown(&screen)[0], "10");
}

#[test]
fn brackets_go_through_the_sessions() {
    let mut screen = Screen::online();
    screen.keys("]");
    assert_eq!(screen.app.session_index(), None);
    let session = |number| SessionView {
        number,
        role: SessionRole::Transfer,
        control: None,
        data: None,
    };
    let snapshot = EngineSnapshot {
        sessions: vec![session(1), session(2), session(3)],
        ..EngineSnapshot::default()
    };
    screen.send(Message::Snapshot(snapshot));
    assert_eq!(screen.app.session_index(), Some(0));
    screen.keys("]");
    assert_eq!(screen.app.session_index(), Some(1));
    screen.keys("[ [");
    assert_eq!(screen.app.session_index(), Some(2));
    screen.send(Message::Snapshot(EngineSnapshot::default()));
    assert_eq!(screen.app.session_index(), None);
}
