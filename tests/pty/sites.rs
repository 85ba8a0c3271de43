//! Sites that are kept: made by keys, connected to, found again by the next run.

use crate::passwords::start;
use crate::program::{Side, wait_in};
use crate::support::keys::paste;
use crate::support::pty::{LIMIT, Screen};
use crate::support::server::{Kind, RealServer};
use std::path::Path;

fn quit(mut screen: Screen) {
    screen.press("F10");
    assert_eq!(screen.wait_exit(LIMIT).exit_code(), 0, "{}", screen.text());
}

/// Opens the manager and fills in a site for this server.
fn fill_in(screen: &Screen, server: &RealServer, local: &Path) {
    screen.wait_for("not connected", LIMIT);
    screen.press("A-s");
    screen.wait_for("no sites yet", LIMIT);
    screen.press("n");
    screen.wait_for("Next field", LIMIT);
    screen.send("work/nas");
    screen.wait_for("Name         work/nas", LIMIT);
    screen.press("Tab");
    let address = server.address();
    screen.send(address.ip().to_string());
    screen.wait_for(&format!("Host         {}", address.ip()), LIMIT);
    screen.press("Tab");
    screen.send(address.port().to_string());
    screen.wait_for(&format!("Port         {}", address.port()), LIMIT);
    screen.press("Tab Tab");
    screen.send(server.user());
    screen.wait_for(&format!("User         {}", server.user()), LIMIT);
    screen.press("Tab Tab Tab");
    screen.send(server.directory());
    screen.wait_for(&format!("Remote dir   {}", server.directory()), LIMIT);
    screen.press("Tab");
    screen.send(local.to_str().unwrap());
    screen.wait_for("Local dir    /", LIMIT);
    screen.press("C-s");
    screen.wait_for("work/nas is kept", LIMIT);
}

#[test]
fn a_site_made_by_keys_is_there_for_the_next_run() {
    let Some(server) = RealServer::start(Kind::Proftpd) else {
        return;
    };
    server.put("hello.txt", b"hello");
    let home = tempfile::tempdir().unwrap();
    let local = home.path().join("work");
    std::fs::create_dir(&local).unwrap();
    std::fs::write(local.join("here.txt"), "x").unwrap();
    let screen = start(home.path(), &[], &[]);
    fill_in(&screen, &server, &local);
    // It is tested without leaving the form; the password is not known yet.
    screen.press("S-Tab S-Tab S-Tab");
    screen.send(server.password());
    screen.press("C-t");
    screen.wait_for("it works: in clear", LIMIT);
    screen.press("Enter");
    screen.wait_for("connected to ", LIMIT);
    wait_in(&screen, Side::Right, "hello.txt");
    wait_in(&screen, Side::Left, "here.txt");
    quit(screen);
    let file = home.path().join(".xdg-config/twoport/sites.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.contains("[sites.\"work/nas\"]"), "{text}");
    assert!(!text.contains(server.password()), "{text}");
    // By its name on the command line.
    let variables = [("TWOPORT_PASSWORD", server.password())];
    let screen = start(home.path(), &["nas"], &variables);
    screen.wait_for("connected to ", LIMIT);
    wait_in(&screen, Side::Right, "hello.txt");
    wait_in(&screen, Side::Left, "here.txt");
    quit(screen);
    // Among those connected to last.
    let screen = start(home.path(), &[], &[]);
    wait_in(&screen, Side::Right, "nas");
    screen.press("2 Enter");
    screen.wait_for("─ Connect ─", LIMIT);
    screen.send(server.password());
    screen.press("Enter");
    screen.wait_for("connected to ", LIMIT);
    wait_in(&screen, Side::Right, "hello.txt");
    quit(screen);
}

#[test]
fn a_path_that_is_dropped_on_the_terminal_is_picked_up() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("some folder");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("it's.txt"), "x").unwrap();
    let screen = start(home.path(), &[], &[]);
    screen.wait_for("not connected", LIMIT);
    let quoted = shell_words::quote(folder.join("it's.txt").to_str().unwrap()).into_owned();
    screen.send(paste(&format!("{quoted} ")));
    screen.wait_for("CARRYING 1", LIMIT);
    screen.press("Esc");
    screen.wait_for("put back", LIMIT);
    screen.send(paste("/not/there/at/all"));
    screen.wait_for("names no files", LIMIT);
    quit(screen);
}
