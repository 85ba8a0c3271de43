//! The ports on the screen are the kernel's.

use crate::program::{Demo, LONG, Side, activate, connected, find, set_mode, sparse, wait_in};
use crate::support::kernel::{Socket, State, sockets_of};
use crate::support::poll;
use crate::support::pty::{LIMIT, Screen};
use crate::support::server::{Kind, RealServer};
use std::net::SocketAddr;

/// A row of the connection pane: our end, their end (not known while we listen), the row's text.
struct Row {
    you: SocketAddr,
    server: Option<SocketAddr>,
    text: String,
}

fn row(screen: &Screen, label: &str) -> Option<Row> {
    let line = screen.line_with(label)?;
    let (_, text) = line.split_once(label)?;
    let mut addresses = text.split_whitespace().filter_map(|word| word.parse().ok());
    Some(Row {
        you: addresses.next()?,
        server: addresses.next(),
        text: text.to_owned(),
    })
}

fn holds(sockets: &[Socket], row: &Row) -> bool {
    sockets.iter().any(|socket| {
        (socket.local, Some(socket.remote)) == (row.you, row.server)
            && socket.state == State::Established
    })
}

/// Waits for a running transfer on the screen and holds both rows against the kernel's table.
fn compare(screen: &Screen, size: &str, arrow: &str) -> Row {
    let running =
        |line: &str| line.contains("data #") && line.contains("ESTABLISHED") && line.contains(size);
    screen.wait_until("a running transfer", LIMIT, |screen| {
        crate::support::terminal::lines(screen).any(|line| running(&line))
    });
    // Two files on two sessions: between looking at the screen and at the kernel the pane may
    // turn to the other one, so both are looked at until they were looked at in one moment.
    let seen = poll(LIMIT, || {
        let (control, data) = (row(screen, "control ")?, row(screen, "data #")?);
        let sockets = sockets_of(screen.pid());
        (holds(&sockets, &control) && holds(&sockets, &data)).then_some((control, data))
    });
    let Some((control, data)) = seen else {
        panic!("{}\n{:#?}", screen.text(), sockets_of(screen.pid()));
    };
    assert!(control.text.contains("━━ dials ━━━▶"), "{}", control.text);
    assert!(data.text.contains(arrow), "{}", data.text);
    data
}

const PASSIVE: &str = "━━ dials ━━━▶";
const ACTIVE: &str = "◀━━━ dials ━━";

fn cancel_all(screen: &Screen) {
    screen.press("T x");
    screen.wait_for("thrown away", LIMIT);
    screen.press("y");
    screen.wait_for("cancelled", LIMIT);
    screen.press("Esc");
    screen.wait_gone("▶ Transfers", LIMIT);
}

fn prove(kind: Kind) {
    let Some(server) = RealServer::start(kind) else {
        return;
    };
    for name in ["one.img", "two.img"] {
        sparse(&server.data().join(name), 8 << 30);
    }
    server.own();
    let local = tempfile::tempdir().unwrap();
    let screen = connected(&server, local.path(), &["--mode", "passive"]);
    wait_in(&screen, Side::Right, "one.img");
    activate(&screen, Side::Right);
    find(&screen, "one.img");
    screen.press("F5");
    let data = compare(&screen, "/8.00 GiB", PASSIVE);
    assert_ne!(data.server, Some(server.address()));
    cancel_all(&screen);
    set_mode(&screen, "ACTIVE");
    find(&screen, "two.img");
    screen.press("F5");
    compare(&screen, "/8.00 GiB", ACTIVE);
    cancel_all(&screen);
}

#[test]
fn on_vsftpd() {
    prove(Kind::Vsftpd);
}

#[test]
fn on_proftpd() {
    prove(Kind::Proftpd);
}

#[test]
fn on_pure_ftpd() {
    prove(Kind::PureFtpd);
}

#[test]
fn on_the_demo_while_listening_too() {
    let demo = Demo::start(&["--rate", "8388608"]);
    let screen = &demo.screen;
    set_mode(screen, "PASSIVE");
    activate(screen, Side::Right);
    find(screen, "release-1.4.0.iso");
    screen.press("F5");
    compare(screen, "/200 MiB", PASSIVE);
    cancel_all(screen);
    set_mode(screen, "ACTIVE");
    find(screen, "release-1.4.0.iso");
    screen.press("F5");
    let listening = poll(LONG, || {
        let data = row(screen, "data #").filter(|row| row.text.contains("○ LISTENING"))?;
        let sockets = sockets_of(screen.pid());
        let open = sockets
            .iter()
            .any(|socket| socket.state == State::Listen && socket.local.port() == data.you.port());
        open.then_some(data)
    });
    let listening = listening.unwrap_or_else(|| panic!("never LISTENING:\n{}", screen.text()));
    assert!(listening.text.contains("waits"), "{}", listening.text);
    let data = compare(screen, "/200 MiB", ACTIVE);
    assert_eq!(data.you.port(), listening.you.port());
}
