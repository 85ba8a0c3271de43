//! The command line on the screen, and the plain prompt.

use crate::program::{Demo, SIZE, Side, connected, url, wait_done, wait_in, wait_path};
use crate::support::pty::{LIMIT, Launch, Screen};
use crate::support::server::{Kind, RealServer};
use crate::support::terminal::lines;
use std::fs;
use std::path::Path;

fn line(screen: &Screen, text: &str) {
    screen.press(":");
    screen.wait_for("Complete", LIMIT);
    screen.send(text);
    screen.wait_for(&format!(":{text}"), LIMIT);
    screen.press("Enter");
    screen.wait_gone("Complete", LIMIT);
}

fn fill(folder: &Path) {
    for (name, text) in [("one.csv", "1"), ("two.csv", "22"), ("other.txt", "o")] {
        fs::write(folder.join(name), text).unwrap();
    }
}

fn prove(kind: Kind) {
    let Some(server) = RealServer::start(kind) else {
        return;
    };
    fill(server.data());
    server.own();
    let local = tempfile::tempdir().unwrap();
    let screen = connected(&server, local.path(), &[]);
    wait_in(&screen, Side::Right, "two.csv");
    screen.press(":");
    screen.send("mget *.csv");
    screen.wait_for("2 files match *.csv: 3 B", LIMIT);
    screen.press("Enter");
    wait_done(&screen, 2);
    wait_path(&local.path().join("one.csv"), true);
    assert_eq!(fs::read(local.path().join("two.csv")).unwrap(), b"22");
    assert!(!local.path().join("other.txt").exists());
    line(&screen, "mkdir made");
    wait_path(&server.data().join("made"), true);
    line(&screen, "quote NOOP");
    screen.wait_for("200 ", LIMIT);
}

#[test]
fn mget_on_vsftpd() {
    prove(Kind::Vsftpd);
}

#[test]
fn mget_on_proftpd() {
    prove(Kind::Proftpd);
}

#[test]
fn mget_on_pure_ftpd() {
    prove(Kind::PureFtpd);
}

#[test]
fn a_shell_has_the_terminal_and_gives_it_back() {
    let demo = Demo::start_with(&[], SIZE, &[("SHELL", "/bin/sh"), ("PS1", "ready> ")]);
    let screen = &demo.screen;
    wait_in(screen, Side::Left, "style.css");
    line_of_shell(screen, "!echo in $PWD; touch touched");
    screen.wait_for("Enter goes back", LIMIT);
    screen.press("Enter");
    wait_in(screen, Side::Left, "touched");
    assert!(demo.local().join("touched").exists());
    screen.press("C-o");
    screen.wait_for("ready>", LIMIT);
    screen.send("exit\r");
    wait_in(screen, Side::Left, "style.css");
    line_of_shell(screen, "!!touch again");
    wait_in(screen, Side::Left, "again");
}

fn line_of_shell(screen: &Screen, text: &str) {
    screen.press(":");
    screen.wait_for("Complete", LIMIT);
    screen.send(text);
    screen.press("Enter");
}

#[test]
fn the_palette_finds_and_does() {
    let demo = Demo::start(&[]);
    let screen = &demo.screen;
    screen.press("C-p");
    screen.wait_for("Do what?", LIMIT);
    screen.send("log");
    screen.press("Enter");
    screen.wait_gone("Do what?", LIMIT);
    screen.wait_for("▶ Log", LIMIT);
}

/// Waits until the plain prompt asks for a line.
fn prompt(screen: &Screen) {
    screen.wait_until("the prompt", LIMIT, |screen| {
        let written: Vec<String> = lines(screen)
            .filter(|line| !line.trim().is_empty())
            .collect();
        written.last().is_some_and(|line| line.trim() == "ftp>")
    });
}

/// `twoport --plain`: no password in sight, Ctrl-C stops what runs, nothing moves the cursor.
#[test]
fn the_plain_prompt_on_a_real_server() {
    let Some(server) = RealServer::start(Kind::PureFtpd) else {
        return;
    };
    fill(server.data());
    server.own();
    let local = tempfile::tempdir().unwrap();
    let mut screen = Screen::start(&Launch {
        arguments: vec!["--plain".into()],
        size: SIZE,
        home: Some(local.path().to_owned()),
        ..Launch::default()
    });
    screen.wait_for("ftp>", LIMIT);
    let address = server.address();
    screen.send(format!("open {} {}\r", address.ip(), address.port()));
    screen.wait_for("Name (", LIMIT);
    screen.send(format!("{}\r", server.user()));
    screen.wait_for("Password for", LIMIT);
    screen.send(format!("{}\r", server.password()));
    screen.wait_for("connected to ", LIMIT);
    prompt(&screen);
    assert!(!screen.text().contains(server.password()));
    screen.send(format!("cd {}\r", server.directory()));
    screen.wait_for("now in ", LIMIT);
    prompt(&screen);
    screen.send("mget *.csv\r");
    screen.wait_for("mget one.csv [y/n", LIMIT);
    screen.send("n\r");
    screen.wait_for("mget two.csv [y/n", LIMIT);
    screen.press("C-c");
    screen.wait_for("stopped", LIMIT);
    prompt(&screen);
    screen.send("get two.csv\r");
    screen.wait_for("downloaded ", LIMIT);
    prompt(&screen);
    assert!(!screen.text().contains("took the last drop back"));
    wait_path(&local.path().join("two.csv"), true);
    assert!(!local.path().join("one.csv").exists());
    screen.send("size two.csv\r");
    screen.wait_until("the size", LIMIT, |screen| {
        lines(screen).any(|line| line.trim() == "2")
    });
    screen.send("bye\r");
    assert_eq!(screen.wait_exit(LIMIT).exit_code(), 0);
}

#[test]
fn the_plain_prompt_with_a_url() {
    let Some(server) = RealServer::start(Kind::Vsftpd) else {
        return;
    };
    fill(server.data());
    server.own();
    let local = tempfile::tempdir().unwrap();
    let screen = Screen::start(&Launch {
        arguments: vec!["--plain".into(), url(&server)],
        size: SIZE,
        home: Some(local.path().to_owned()),
        ..Launch::default()
    });
    screen.wait_for("connected to ", LIMIT);
    screen.send("ls\r");
    screen.wait_for("other.txt", LIMIT);
    screen.send("get\r");
    screen.wait_for("(remote-file)", LIMIT);
    screen.send("other.txt\r");
    wait_path(&local.path().join("other.txt"), true);
}
