//! The log with its filters, the dialogue of a transfer, the sockets, properties and permissions.

use crate::fixtures::{connected, talk};
use crate::sheet::check;
use crate::{queues, sessions};
use twoport::app::{App, Effect, Focus, Key, LocalOutcome, Message, Overlay};
use twoport::engine::{Event, LogKind, LogLine, TransferRun};
use twoport::model::socket::SocketRow;
use twoport::model::{Shore, SocketState, TransferId};

fn press(app: &mut App, keys: &str) -> Vec<Effect> {
    let mut effects = Vec::new();
    for name in keys.split_whitespace() {
        let key: Key = name.parse().unwrap();
        effects.extend(app.update(Message::Key(key), app.now));
    }
    effects
}

#[test]
fn the_log_of_one_session_with_its_cursor() {
    check("log_filtered", |size| {
        let mut app = connected(size);
        talk(&mut app);
        app.toast = None;
        press(&mut app, "L s e k");
        app
    });
}

#[test]
fn finding_in_the_log() {
    check("log_find", |size| {
        let mut app = connected(size);
        talk(&mut app);
        app.toast = None;
        press(&mut app, "L / 2 2");
        app
    });
}

#[test]
fn a_line_explained() {
    check("log_explained", |size| {
        let mut app = connected(size);
        talk(&mut app);
        app.toast = None;
        press(&mut app, "L k k Enter");
        app
    });
}

/// The transfer that failed, with what was said in its last try.
fn failed(size: (u16, u16)) -> App {
    let mut app = connected(size);
    app.snapshot = queues::every_state();
    app.focus = Focus::Transfers;
    app.toast = None;
    let id = TransferId(7);
    let rows = app.snapshot.transfers.iter();
    let row = rows.clone().find(|row| row.id == id).unwrap();
    let began = row.tries.last().unwrap().at;
    app.overlay = Some(Overlay::Details { id, top: 0 });
    let lines = [
        (LogKind::Sent, "EPSV"),
        (
            LogKind::Received,
            "229 Entering Extended Passive Mode (|||50012|)",
        ),
        (LogKind::Note, "data: dialling 203.0.113.7:50012  SYN-SENT"),
        (
            LogKind::Note,
            "data: ESTABLISHED 192.168.1.20:52930 -> 203.0.113.7:50012",
        ),
        (LogKind::Sent, "RETR release-1.4.0.iso"),
        (LogKind::Received, "150 Opening BINARY mode data connection"),
        (
            LogKind::Error,
            "data: broken off after 8493466 bytes: Connection reset by peer",
        ),
        (LogKind::Refused, "426 Connection closed; transfer aborted"),
    ];
    for (kind, text) in lines {
        let line = LogLine {
            at: began,
            session: 2,
            kind,
            text: text.into(),
            transfer: Some(TransferRun { id, began }),
        };
        app.update(Message::Engine(Event::Log(line)), app.now);
    }
    let problem = twoport::engine::Problem::new(twoport::engine::Cause::Data, "It broke");
    let again = Event::Retry {
        id,
        problem,
        attempt: 2,
        of: 3,
        wait: std::time::Duration::from_secs(4),
    };
    app.update(Message::Engine(again), app.now);
    app
}

#[test]
fn the_details_of_a_failure_with_its_dialogue() {
    check("details_dialogue", failed);
    check("details_dialogue_end", |size| {
        let mut app = failed(size);
        press(&mut app, "End");
        app
    });
}

fn socket(local: &str, remote: Option<&str>, state: SocketState) -> SocketRow {
    SocketRow {
        is_v6: false,
        local: local.parse().unwrap(),
        remote: remote.map(|remote| remote.parse().unwrap()),
        state,
        receive_queue: 0,
        send_queue: 0,
    }
}

#[test]
fn all_sockets() {
    check("sockets", |size| {
        let mut app = sockets(size);
        press(&mut app, "j");
        app
    });
}

/// The sockets view with what two sessions have open, the cursor on the first.
pub(crate) fn sockets(size: (u16, u16)) -> App {
    let mut app = connected(size);
    app.toast = None;
    app.update(Message::Snapshot(sessions::passive()), app.now);
    let effects = press(&mut app, "S");
    let request = effects.iter().find_map(|effect| match effect {
        Effect::Local { request, .. } => Some(*request),
        _ => None,
    });
    let mut rows = Vec::new();
    for session in &app.snapshot.sessions {
        let (control, data) = (session.control.as_ref(), session.data.as_ref());
        let control = control.map(|it| (it.local, Some(it.peer)));
        let data = data.and_then(|it| Some((it.local?, it.peer)));
        for (local, remote) in control.into_iter().chain(data) {
            let row = socket("1.2.3.4:5", None, SocketState::Established);
            rows.push(SocketRow {
                local,
                remote,
                ..row
            });
        }
    }
    rows.push(socket("192.168.1.20:50100", None, SocketState::Listen));
    let outcome = Ok(LocalOutcome::Sockets(Some(rows)));
    let request = request.unwrap();
    app.update(Message::Local { request, outcome }, app.now);
    app
}

fn on_a_file(size: (u16, u16), keys: &str) -> App {
    let mut app = connected(size);
    app.toast = None;
    app.focus = Focus::Pane(Shore::Remote);
    app.last_pane = Shore::Remote;
    press(&mut app, keys);
    app
}

#[test]
fn properties_of_a_file() {
    check("properties", |size| on_a_file(size, "Alt-Enter"));
}

#[test]
fn permissions_of_a_folder() {
    check("permissions", |size| {
        on_a_file(size, "Home Down Ctrl-X Tab")
    });
}
