//! The sockets view against the kernel, the dialogue of a failure, the clipboard, permissions.

use crate::program::{SIZE, Side, activate, connected, find, set_mode, sparse, wait_in};
use crate::support::kernel::{State, sockets_of};
use crate::support::poll;
use crate::support::pty::{LIMIT, Screen};
use crate::support::server::{Kind, RealServer};
use base64::Engine as _;
use std::fs;
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt as _;
use tokio::runtime::Runtime;
use twoport::server::{DataFault, DataFaultKind, EmbeddedServer, ServerOptions};

/// A row of the view: our end, the other one, the state's word.
type Row = (SocketAddr, Option<SocketAddr>, String);

/// The rows of the sockets view.
fn rows(screen: &Screen) -> Vec<Row> {
    let row = |line: String| {
        // The cursor stands right before the first word.
        let line = line.replace('❯', " ");
        let words: Vec<&str> = line.split_whitespace().collect();
        let at = words
            .iter()
            .position(|word| *word == "tcp" || *word == "tcp6")?;
        let [local, remote, state] = words.get(at + 3..at + 6)? else {
            return None;
        };
        Some((
            local.parse().ok()?,
            remote.parse().ok(),
            (*state).to_owned(),
        ))
    };
    screen
        .text()
        .lines()
        .map(str::to_owned)
        .filter_map(row)
        .collect()
}

/// The kernel's table of the program, in the same form.
fn kernel(screen: &Screen) -> Vec<Row> {
    let word = |state| match state {
        State::Established => "ESTABLISHED",
        State::Listen => "LISTEN",
        State::SynSent => "SYN-SENT",
        State::CloseWait => "CLOSE-WAIT",
        State::FinWait1 => "FIN-WAIT-1",
        State::FinWait2 => "FIN-WAIT-2",
        _ => "another",
    };
    let held = sockets_of(screen.pid()).into_iter();
    held.map(|socket| {
        let remote = (socket.state != State::Listen).then_some(socket.remote);
        (socket.local, remote, word(socket.state).to_owned())
    })
    .collect()
}

/// Waits until the view has every socket that the kernel says the program has, and no other one
/// that is alive; among them a data connection.
fn agree(screen: &Screen, purpose: &str) {
    let agreed = poll(LIMIT, || {
        let (mut shown, mut held) = (rows(screen), kernel(screen));
        shown.retain(|(.., state)| state != "TIME-WAIT");
        shown.sort();
        held.sort();
        let moves = screen.text().contains(purpose);
        (shown == held && held.len() >= 3 && moves).then_some(())
    });
    assert!(agreed.is_some(), "{}\n{:#?}", screen.text(), kernel(screen));
}

fn prove(kind: Kind) {
    let Some(server) = RealServer::start(kind) else {
        return;
    };
    for name in ["one.img", "two.img"] {
        sparse(&server.data().join(name), 8 << 30);
    }
    server.put("three.txt", b"hello");
    server.own();
    let local = tempfile::tempdir().unwrap();
    let log = local.path().join("dialogue.log");
    let named = log.to_str().unwrap();
    let screen = connected(
        &server,
        local.path(),
        &["--mode", "passive", "--log", named],
    );
    wait_in(&screen, Side::Right, "one.img");
    activate(&screen, Side::Right);
    for (mode, name) in [("PASSIVE", "one.img"), ("ACTIVE", "two.img")] {
        set_mode(&screen, mode);
        find(&screen, name);
        screen.press("F5");
        screen.wait_for("/8.00 GiB", LIMIT);
        screen.press("S");
        screen.wait_for("as the system lists them", LIMIT);
        agree(&screen, "data: RETR");
        screen.press("Esc");
        screen.wait_gone("▶ Sockets", LIMIT);
        screen.press("T x");
        screen.wait_for("thrown away", LIMIT);
        screen.press("y");
        screen.wait_for("cancelled", LIMIT);
        screen.press("Esc");
        screen.wait_gone("▶ Transfers", LIMIT);
    }
    chmod(&screen, &server);
    drop(screen);
    let text = fs::read_to_string(&log).unwrap();
    assert!(
        text.contains("-> PASS ****") && text.contains("<- 230"),
        "{text}"
    );
    assert!(!text.contains(server.password()), "{text}");
    assert_eq!(
        fs::metadata(&log).unwrap().permissions().mode() & 0o777,
        0o600
    );
}

/// Sets permissions and looks at the server's disk.
fn chmod(screen: &Screen, server: &RealServer) {
    find(screen, "three.txt");
    screen.press("C-x");
    screen.wait_for("Permissions of three.txt", LIMIT);
    screen.send("640");
    screen.wait_for("rw-r-----", LIMIT);
    screen.press("Enter");
    if server.kind() == Kind::Vsftpd {
        // There nobody but a user of the system may do that.
        return screen.wait_for("three.txt: 550 Permission denied", LIMIT);
    }
    screen.wait_for("permissions of 1 item changed", LIMIT);
    let mode = fs::metadata(server.data().join("three.txt")).unwrap();
    assert_eq!(mode.permissions().mode() & 0o7777, 0o640);
}

#[test]
fn sockets_and_permissions_on_vsftpd() {
    prove(Kind::Vsftpd);
}

#[test]
fn sockets_and_permissions_on_proftpd() {
    prove(Kind::Proftpd);
}

#[test]
fn the_dialogue_of_a_refusal_is_shown_with_words() {
    let Some(server) = RealServer::start(Kind::Vsftpd) else {
        return;
    };
    server.put("gone.txt", b"hello");
    server.own();
    let local = tempfile::tempdir().unwrap();
    let screen = connected(&server, local.path(), &[]);
    wait_in(&screen, Side::Right, "gone.txt");
    activate(&screen, Side::Right);
    find(&screen, "gone.txt");
    fs::remove_file(server.data().join("gone.txt")).unwrap();
    screen.press("F5");
    screen.wait_for("550", LIMIT);
    screen.press("T");
    screen.wait_for("try 1", LIMIT);
    screen.press("Enter");
    screen.wait_for("the file or folder is not there", LIMIT);
    screen.wait_for("RFC 959 section 4.2.1", LIMIT);
}

#[test]
fn the_dialogue_of_a_reset_is_shown_and_copied() {
    let runtime = Runtime::new().unwrap();
    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join("big.bin"), vec![7; 400_000]).unwrap();
    let mut options = ServerOptions::new(place.path());
    options.faults = vec![DataFault {
        verb: "RETR".into(),
        after_bytes: 100_000,
        times: 9,
        kind: DataFaultKind::ResetThen426,
    }];
    let server = runtime.block_on(EmbeddedServer::start(options)).unwrap();
    let url = format!("ftp://{}/", server.address());
    let screen = Screen::spawn(SIZE, &[&url], &[]);
    wait_in(&screen, Side::Right, "big.bin");
    activate(&screen, Side::Right);
    find(&screen, "big.bin");
    screen.press("F5");
    screen.press("T");
    screen.wait_for("try 2", LIMIT);
    screen.press("Enter");
    screen.wait_for("ESTABLISHED", LIMIT);
    screen.wait_for("Extended passive mode", LIMIT);
    screen.wait_for("broke in the middle", LIMIT);
    screen.press("y");
    screen.wait_for("y Copy", LIMIT);
    let copied = poll(LIMIT, || {
        let raw = screen.raw_output();
        let text = String::from_utf8_lossy(&raw).into_owned();
        let (_, rest) = text.split_once("\x1b]52;c;")?;
        let (encoded, _) = rest.split_once('\x07')?;
        let bytes = base64::engine::general_purpose::STANDARD.decode(encoded);
        String::from_utf8(bytes.ok()?).ok()
    });
    let copied = copied.expect("the clipboard was written");
    assert!(copied.contains("-> RETR /big.bin"), "{copied}");
    assert!(copied.contains("<- 426"), "{copied}");
    drop(screen);
    runtime.block_on(server.stop());
}
