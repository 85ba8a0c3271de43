//! Passwords in the encrypted file: stored from the form, used on the screen and on the command line.

use crate::program::{SIZE, Side, wait_in};
use crate::support::pty::{LIMIT, Launch, Screen};
use std::fs;
use std::path::Path;
use tokio::runtime::Runtime;
use twoport::server::{Accounts, EmbeddedServer, ServerOptions};

pub(crate) const PASSWORD: &str = "canary-81d0-password";
pub(crate) const MASTER: &str = "canary-81d0-master";

/// A server for anna. The runtime keeps it alive.
pub(crate) fn server(folder: &Path, password: &str) -> (EmbeddedServer, Runtime) {
    let mut options = ServerOptions::new(folder);
    options.users = Accounts::One {
        user: "anna".into(),
        password: password.to_owned().into(),
        anonymous: false,
    };
    let runtime = Runtime::new().unwrap();
    let server = runtime.block_on(EmbeddedServer::start(options)).unwrap();
    (server, runtime)
}

pub(crate) fn start(home: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Screen {
    let own = |text: &&str| (*text).to_owned();
    Screen::start(&Launch {
        arguments: arguments.iter().map(own).collect(),
        variables: variables.iter().map(|(a, b)| (own(a), own(b))).collect(),
        size: SIZE,
        home: Some(home.to_owned()),
        ..Launch::default()
    })
}

/// Types the password into the form that is open, lets it be stored in the encrypted file, and chooses
/// the master password.
pub(crate) fn log_in_and_store(screen: &Screen) {
    screen.wait_for("─ Connect ─", LIMIT);
    screen.send(PASSWORD);
    screen.wait_for(&"•".repeat(PASSWORD.len()), LIMIT);
    screen.press("Tab Left");
    screen.wait_for("remember the password: encrypted file", LIMIT);
    screen.press("Enter");
    screen.wait_for("─ Choose a master password", LIMIT);
    screen.send(MASTER);
    screen.wait_for(&"•".repeat(MASTER.len()), LIMIT);
    screen.press("Enter");
    screen.wait_for("─ The same master password once more", LIMIT);
    screen.send(MASTER);
    screen.wait_for(&"•".repeat(MASTER.len()), LIMIT);
    screen.press("Enter");
    screen.wait_for("the password is stored in the encrypted file", LIMIT);
}

pub(crate) fn assert_never_shown(screen: &Screen, secret: &str) {
    let raw = screen.raw_output();
    let shown = raw.windows(secret.len()).any(|at| at == secret.as_bytes());
    assert!(!shown, "{secret} was written to the terminal");
}

fn quit(mut screen: Screen) {
    screen.press("q");
    screen.wait_exit(LIMIT);
    assert_never_shown(&screen, PASSWORD);
    assert_never_shown(&screen, MASTER);
}

#[test]
fn one_that_is_stored_is_used_on_the_screen_and_on_the_command_line() {
    let (folder, home) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    fs::write(folder.path().join("hello.txt"), "hello").unwrap();
    let (first, runtime) = server(folder.path(), PASSWORD);
    let url = format!("ftp://anna@{}/", first.address());
    let screen = start(home.path(), &[&url], &[]);
    log_in_and_store(&screen);
    wait_in(&screen, Side::Right, "hello.txt");
    quit(screen);
    // Again: only the master password is asked for, and a wrong one is told.
    let screen = start(home.path(), &[&url], &[]);
    screen.wait_for("─ Master password of the stored ones", LIMIT);
    screen.send("wrong\r");
    screen.wait_for("this is not the master password", LIMIT);
    screen.wait_for("─ Master password of the stored ones", LIMIT);
    screen.send(format!("{MASTER}\r"));
    wait_in(&screen, Side::Right, "hello.txt");
    quit(screen);
    let mut listing = start(home.path(), &["ls", &url], &[]);
    listing.wait_for("Master password of the stored passwords:", LIMIT);
    listing.send(format!("{MASTER}\r"));
    assert_eq!(listing.wait_exit(LIMIT).exit_code(), 0);
    assert!(listing.text().contains("hello.txt"), "{}", listing.text());
    assert_never_shown(&listing, MASTER);
    // The server has another password now: the stored one is refused, the new one takes its place.
    let address = first.address();
    drop((first, runtime));
    let mut options = ServerOptions::new(folder.path());
    options.bind = address;
    options.users = Accounts::One {
        user: "anna".into(),
        password: "another-one".to_owned().into(),
        anonymous: false,
    };
    let runtime = Runtime::new().unwrap();
    let _second = runtime.block_on(EmbeddedServer::start(options)).unwrap();
    let screen = start(home.path(), &[&url], &[]);
    screen.wait_for("─ Master password of the stored ones", LIMIT);
    screen.send(format!("{MASTER}\r"));
    screen.wait_for("takes its place", LIMIT);
    screen.send("another-one\r");
    screen.wait_for("the password is stored in the encrypted file", LIMIT);
    quit(screen);
    let mut listing = start(home.path(), &["ls", &url], &[]);
    listing.wait_for("Master password of the stored passwords:", LIMIT);
    listing.send(format!("{MASTER}\r"));
    assert_eq!(listing.wait_exit(LIMIT).exit_code(), 0);
}
