//! The log, the dialogue of a transfer, the sockets, copying.

use crate::screen::*;
use jiff::Timestamp;
use twoport::app::{Effect, Focus, LocalJob, LocalOutcome, Message, Overlay, Talk};
use twoport::engine::{Event, LogKind, LogLine, TransferRun};
use twoport::model::socket::SocketRow;
use twoport::model::{EngineSnapshot, SocketState, TransferId, TransferState, Try};

fn line(screen: &Screen, kind: LogKind, text: &str) -> LogLine {
    LogLine {
        at: screen.now,
        session: 1,
        kind,
        text: text.into(),
        transfer: None,
    }
}

fn say(screen: &mut Screen, session: usize, kind: LogKind, text: &str) {
    let line = LogLine {
        session,
        ..line(screen, kind, text)
    };
    screen.event(Event::Log(line));
}

/// A line of a transfer's try.
fn say_of(screen: &mut Screen, id: u64, began: Timestamp, kind: LogKind, text: &str) {
    let line = LogLine {
        session: 2,
        transfer: Some(TransferRun {
            id: TransferId(id),
            began,
        }),
        ..line(screen, kind, text)
    };
    screen.event(Event::Log(line));
}

fn shown(screen: &Screen) -> Vec<&str> {
    let lines = screen.app.log.shown();
    lines.map(|line| line.text.as_str()).collect()
}

pub(crate) fn clipboard(screen: &mut Screen) -> Option<String> {
    screen.take().into_iter().find_map(|effect| match effect {
        Effect::Clipboard(text) => Some(text),
        _ => None,
    })
}

fn notice(screen: &Screen) -> String {
    match &screen.app.overlay {
        Some(Overlay::Notice { lines, .. }) => lines.join("\n"),
        other => panic!("{other:?}"),
    }
}

fn talkative() -> Screen {
    let mut screen = Screen::online();
    let began = screen.now;
    say(&mut screen, 1, LogKind::Sent, "MLSD");
    say(&mut screen, 1, LogKind::Received, "226 listed");
    say_of(&mut screen, 7, began, LogKind::Sent, "RETR x");
    say_of(
        &mut screen,
        7,
        began,
        LogKind::Refused,
        "550 x: No such file",
    );
    say(&mut screen, 2, LogKind::Note, "idle");
    screen
}

#[test]
fn the_log_shows_one_session_one_transfer_or_all() {
    let mut screen = talkative();
    screen.keys("L s");
    assert_eq!(shown(&screen), ["RETR x", "550 x: No such file", "idle"]);
    assert_eq!(screen.app.log.session, Some(2));
    screen.keys("k t");
    assert_eq!(shown(&screen), ["RETR x", "550 x: No such file"]);
    assert_eq!(screen.app.log.transfer, Some(TransferId(7)));
    assert_eq!(
        screen.app.log.current().unwrap().text,
        "550 x: No such file"
    );
    screen.keys("k A");
    assert_eq!(shown(&screen).len(), 5);
    let at = screen.app.log.current().unwrap();
    assert_eq!(at.text, "RETR x", "the cursor stays on its line");
    screen.keys("f");
    assert_eq!(screen.app.log.current().unwrap().text, "idle");
    screen.keys("t");
    assert!(screen.toast().contains("belongs to no transfer"));
}

#[test]
fn the_log_is_read_page_by_page() {
    let mut screen = Screen::online();
    for number in 0..100 {
        say(&mut screen, 1, LogKind::Note, &format!("line {number}"));
    }
    screen.keys("L");
    let height = screen.app.layout().log_lines();
    screen.keys("Home");
    assert_eq!(
        screen.app.log.scroll,
        100 - height,
        "the first line is in sight"
    );
    screen.keys("PgDn");
    assert_eq!(
        screen.app.log.scroll,
        100 - height - (height - 1),
        "the page was turned at once"
    );
    screen.keys("PgUp");
    assert_eq!(screen.app.log.scroll, 100 - height);
    screen.keys("End");
    assert!(screen.app.log.follows());
}

#[test]
fn the_log_is_searched_from_the_end_upwards() {
    let mut screen = talkative();
    say(&mut screen, 1, LogKind::Sent, "RETR y");
    screen.keys("L /");
    screen.text("retr");
    assert_eq!(screen.app.log.current().unwrap().text, "RETR y");
    screen.keys("Enter n");
    assert_eq!(screen.app.log.current().unwrap().text, "RETR x");
    screen.keys("N");
    assert_eq!(screen.app.log.current().unwrap().text, "RETR y");
    screen.keys("/");
    screen.text("mlsd");
    assert_eq!(screen.app.log.current().unwrap().text, "MLSD");
    screen.keys("Esc");
    assert_eq!(screen.app.log.current().unwrap().text, "RETR y");
    screen.keys("/");
    screen.text("zzz");
    assert!(screen.toast().contains("no line here has"));
    assert_eq!(screen.app.log.find.as_deref(), Some(""));
}

#[test]
fn what_is_pasted_while_the_log_is_searched_is_looked_for_there() {
    let mut screen = talkative();
    screen.keys("L /");
    screen.send(Message::Paste("mlsd\n".into()));
    assert_eq!(screen.app.log.current().unwrap().text, "MLSD");
    assert_eq!(screen.app.log.find.as_deref(), Some("mlsd"));
    assert!(screen.app.local.find.is_none() && screen.app.remote.find.is_none());
}

#[test]
fn enter_says_what_a_line_means_and_y_copies_it() {
    let mut screen = talkative();
    screen.keys("L k Enter");
    let words = notice(&screen);
    assert!(words.contains("not there"), "{words}");
    assert!(
        words.contains("RFC 959") && words.contains("transfer #7"),
        "{words}"
    );
    screen.keys("Esc y");
    let copied = clipboard(&mut screen).unwrap();
    assert!(copied.ends_with("#2 t7 <- 550 x: No such file"), "{copied}");
    assert!(screen.toast().contains("sent to the terminal's clipboard"));
    screen.keys("Y");
    assert_eq!(clipboard(&mut screen).unwrap().lines().count(), 5);
}

#[test]
fn what_is_too_long_for_the_clipboard_is_cut_at_a_line_and_said() {
    let mut screen = Screen::online();
    for number in 0..3000 {
        say(
            &mut screen,
            1,
            LogKind::Note,
            &format!("a line of the log {number}"),
        );
    }
    screen.keys("L Y");
    let copied = clipboard(&mut screen).unwrap();
    assert!(copied.len() <= twoport::app::clipboard::MOST_BYTES);
    assert!(
        copied
            .lines()
            .all(|line| line.contains("a line of the log"))
    );
    assert!(screen.toast().contains("which takes no more"));
}

fn failed_once(screen: &mut Screen) {
    let first = screen.now;
    let mut row = transfer(7, TransferState::Failed);
    row.tries = vec![Try {
        at: first,
        from: 0,
        bytes: 0,
        end: "550 x: No such file".into(),
    }];
    screen.queue(vec![row]);
    screen.wait(10);
    let began = screen.now;
    say_of(screen, 7, began, LogKind::Sent, "EPSV");
    say_of(screen, 7, began, LogKind::Received, "229 (|||5|)");
    say_of(
        screen,
        7,
        began,
        LogKind::Note,
        "data: ESTABLISHED 1.2.3.4:5 -> 1.2.3.4:6",
    );
    say_of(screen, 7, began, LogKind::Sent, "RETR x");
    say_of(screen, 7, began, LogKind::Refused, "550 x: No such file");
    let mut ended = outcome("/pub/x", "/elsewhere/x");
    (ended.id, ended.state) = (TransferId(7), TransferState::Failed);
    screen.event(Event::Ended(ended));
}

#[test]
fn the_details_tell_the_dialogue_of_each_try_with_what_it_means() {
    let mut screen = Screen::online();
    failed_once(&mut screen);
    let talk = screen.app.talk(&screen.app.snapshot.transfers[0]);
    assert!(matches!(&talk[0], Talk::Try { number: 1, .. }), "{talk:?}");
    let means = |index: usize| match &talk[index] {
        Talk::Means(words) => words.clone(),
        other => panic!("{other:?}"),
    };
    assert!(matches!(&talk[1], Talk::Said(line) if line.text == "EPSV"));
    assert!(means(3).contains("RFC 2428"), "{talk:?}");
    assert!(means(7).contains("not there"), "{talk:?}");
    screen.keys("T Enter y");
    let copied = clipboard(&mut screen).unwrap();
    assert!(
        copied.contains("try 1") && copied.contains("-> RETR x"),
        "{copied}"
    );
    assert!(copied.contains("RFC 959"), "{copied}");
    // A try that is under way stands behind those that have ended.
    screen.wait(1000);
    let again = screen.now;
    say_of(&mut screen, 7, again, LogKind::Sent, "EPSV");
    let talk = screen.app.talk(&screen.app.snapshot.transfers[0]);
    assert_eq!(talk[talk.len() - 2], Talk::Begun(again));
    screen.keys("PgDn Esc");
    assert!(screen.app.overlay.is_none());
}

fn row(local: &str, remote: Option<&str>, state: SocketState) -> SocketRow {
    SocketRow {
        is_v6: false,
        local: local.parse().unwrap(),
        remote: remote.map(|remote| remote.parse().unwrap()),
        state,
        receive_queue: 0,
        send_queue: 12,
    }
}

#[test]
fn the_sockets_are_sampled_while_they_are_looked_at_and_no_longer() {
    let mut screen = Screen::online();
    screen.keys("S");
    assert_eq!(screen.app.focus, Focus::Sockets);
    let mut jobs = screen.jobs();
    let (request, job) = jobs.remove(0);
    assert_eq!(job, LocalJob::Sockets(Vec::new()));
    screen.wait(1000);
    assert!(screen.jobs().is_empty(), "one at a time");
    let rows = vec![
        row("10.0.0.1:5000", Some("10.0.0.2:21"), SocketState::CloseWait),
        row("10.0.0.1:4000", None, SocketState::Listen),
    ];
    let outcome = Ok(LocalOutcome::Sockets(Some(rows)));
    screen.send(Message::Local { request, outcome });
    assert_eq!(screen.app.sockets.lines.len(), 2);
    assert_eq!(screen.app.sockets.lines[0].remote(), "*");
    assert_eq!(screen.jobs().len(), 1, "the next one was due");
    screen.keys("j Enter");
    let words = notice(&screen);
    assert!(
        words.contains("other end has closed") && words.contains("RFC 9293"),
        "{words}"
    );
    screen.keys("Esc Y");
    let copied = clipboard(&mut screen).unwrap();
    assert!(
        copied.contains("10.0.0.1:5000 10.0.0.2:21 CLOSE-WAIT"),
        "{copied}"
    );
    screen.keys("Esc");
    screen.wait(5000);
    assert!(screen.jobs().is_empty(), "nobody looks");
}

#[test]
fn what_is_left_of_a_connection_is_told_as_what_it_was() {
    let mut screen = Screen::online();
    let mut snapshot = EngineSnapshot::default();
    let session = twoport::model::SessionView {
        number: 1,
        role: twoport::model::SessionRole::Browse,
        control: Some(twoport::model::ControlView {
            local: "10.0.0.1:5000".parse().unwrap(),
            peer: "10.0.0.2:21".parse().unwrap(),
            kernel: None,
            sent: 0,
            received: 0,
            idle: std::time::Duration::ZERO,
            tls: None,
        }),
        data: None,
    };
    snapshot.sessions = vec![session];
    screen.send(Message::Snapshot(snapshot));
    screen.send(Message::Snapshot(EngineSnapshot::default()));
    screen.keys("S");
    let (request, job) = screen.jobs().remove(0);
    let ends = ("10.0.0.1:5000", "10.0.0.2:21");
    let pair = (ends.0.parse().unwrap(), ends.1.parse().unwrap());
    assert_eq!(job, LocalJob::Sockets(vec![pair]));
    let rows = vec![row(ends.0, Some(ends.1), SocketState::TimeWait)];
    let outcome = Ok(LocalOutcome::Sockets(Some(rows)));
    screen.send(Message::Local { request, outcome });
    assert_eq!(screen.app.sockets.lines[0].serves, "was session 1 control");
}

#[test]
fn a_name_with_a_line_end_is_copied_as_one_line() {
    let mut screen = Screen::offline();
    screen.keys("R");
    screen.answer_local("/home/anna", vec![file("a\nrm -rf x", 1)]);
    screen.keys("G Ctrl-Y");
    let copied = clipboard(&mut screen).unwrap();
    assert_eq!(copied.lines().count(), 1, "{copied:?}");
}

#[test]
fn paths_and_urls_are_copied_without_a_password() {
    let mut screen = Screen::online();
    screen.keys("2");
    screen.stand_on("README");
    screen.keys("Ctrl-Y");
    assert_eq!(clipboard(&mut screen).unwrap(), "/pub/README");
    screen.keys("g u");
    let url = clipboard(&mut screen).unwrap();
    assert_eq!(url, "ftp://anna@ftp.example.org//pub/README");
    screen.keys("1");
    screen.stand_on("notes.txt");
    screen.keys("Space");
    screen.stand_on("photos");
    screen.keys("Space Ctrl-Y");
    let copied = clipboard(&mut screen).unwrap();
    assert_eq!(copied, format!("{WORK}/photos\n{WORK}/notes.txt"));
    assert!(screen.toast().starts_with("2 paths:"));
}

#[test]
fn nothing_in_what_is_copied_is_obeyed_by_a_terminal() {
    let mut screen = Screen::offline();
    let entry = file("a\u{1b}]52;c;AAAA\u{7}\nb", 1);
    screen.keys("R");
    screen.answer_local(WORK, vec![entry]);
    screen.keys("Ctrl-A Ctrl-Y");
    let copied = clipboard(&mut screen).unwrap();
    let is_safe = |letter: char| letter == '\n' || !letter.is_control();
    assert!(copied.chars().all(is_safe), "{copied:?}");
}
