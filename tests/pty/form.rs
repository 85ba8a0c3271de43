//! Connecting by the form.

use crate::program::{SIZE, Side, wait_in};
use crate::support::closed_port;
use crate::support::pty::{LIMIT, Screen};
use crate::support::server::{Kind, RealServer};
use std::net::SocketAddr;

const WRONG: &str = "wRong-pAssword-77";

fn opened() -> Screen {
    let screen = Screen::spawn(SIZE, &[], &[]);
    screen.wait_for("not connected", LIMIT);
    screen.press("o");
    screen.wait_for("─ Connect ─", LIMIT);
    screen
}

/// Fills in host and port; the cursor is in the field after them.
fn fill(screen: &Screen, address: SocketAddr) {
    screen.send(address.ip().to_string());
    screen.wait_for(&format!("Host        {}", address.ip()), LIMIT);
    screen.press("Tab C-u");
    screen.wait_gone(" 21 ", LIMIT);
    screen.send(address.port().to_string());
    screen.wait_for(&format!("Port   {}", address.port()), LIMIT);
    screen.press("Tab");
}

fn assert_never_shown(screen: &Screen, secret: &str) {
    assert!(!screen.text().contains(secret), "{}", screen.text());
    let raw = screen.raw_output();
    let shown = raw
        .windows(secret.len())
        .any(|window| window == secret.as_bytes());
    assert!(!shown, "{secret} was written to the terminal");
}

#[test]
fn every_key_is_answered_while_nothing_else_happens() {
    let screen = opened();
    // One at a time, each only after the one before has been answered.
    for length in 1..=30 {
        screen.send("x");
        screen.wait_for(&format!("Host        {} ", "x".repeat(length)), LIMIT);
    }
    screen.press("Esc");
    screen.wait_gone("─ Connect ─", LIMIT);
}

#[test]
fn a_wrong_password_is_told_in_the_form_and_the_right_one_connects() {
    let Some(server) = RealServer::start(Kind::Proftpd) else {
        return;
    };
    server.put("hello.txt", b"hello");
    let screen = opened();
    fill(&screen, server.address());
    screen.send(server.user());
    screen.wait_for(&format!("User        {}", server.user()), LIMIT);
    screen.press("Tab");
    screen.send(WRONG);
    screen.wait_for(&format!("Password    {}", "•".repeat(WRONG.len())), LIMIT);
    screen.press("Enter");
    screen.wait_for("530 Login incorrect", LIMIT);
    screen.wait_for("─ Connect ─", LIMIT);
    // The cursor waits where the mistake is.
    screen.press("C-u");
    screen.send(server.password());
    let dots = "•".repeat(server.password().len());
    screen.wait_for(&format!("Password    {dots} "), LIMIT);
    screen.press("Enter");
    screen.wait_gone("─ Connect ─", LIMIT);
    wait_in(&screen, Side::Right, "hello.txt");
    screen.press("L");
    screen.wait_for("▶ Log", LIMIT);
    screen.press("Home");
    screen.wait_for("PASS ****", LIMIT);
    assert_never_shown(&screen, WRONG);
    assert_never_shown(&screen, server.password());
}

#[test]
fn a_refused_port_says_what_to_do() {
    let (_closed, address) = closed_port();
    let screen = opened();
    fill(&screen, address);
    screen.send("anna");
    screen.press("Enter");
    screen.wait_for("Connection refused", LIMIT);
    screen.wait_for("─ Connect ─", LIMIT);
    screen.wait_for("a firewall rejects it", LIMIT);
}

#[test]
fn anonymous_needs_no_password() {
    let Some(server) = RealServer::start(Kind::Vsftpd) else {
        return;
    };
    server.put("for-all.txt", b"hello");
    let screen = opened();
    fill(&screen, server.address());
    screen.press("Tab Tab Tab Space");
    screen.wait_for("not asked for", LIMIT);
    screen.press("Enter");
    screen.wait_gone("─ Connect ─", LIMIT);
    wait_in(&screen, Side::Right, "up/");
}
