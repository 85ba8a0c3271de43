//! The doctor on the screen, with servers that lack modes.

use crate::passwords::start;
use crate::program::{SIZE, Side, find, mode_word, wait_done, wait_in};
use crate::support::pty::{LIMIT, Launch, Screen};
use std::fs;
use std::path::Path;
use tokio::runtime::Runtime;
use twoport::server::{Accounts, EmbeddedServer, ServerOptions};

const PASSWORD: &str = "canary-77c1-password";

/// A server for anna that refuses these commands. The runtime keeps it alive.
fn server_without(commands: &[&str], folder: &Path) -> (EmbeddedServer, Runtime) {
    let mut options = ServerOptions::new(folder);
    options.without = commands.iter().map(|verb| (*verb).to_owned()).collect();
    options.users = Accounts::One {
        user: "anna".into(),
        password: PASSWORD.to_owned().into(),
        anonymous: false,
    };
    let runtime = Runtime::new().unwrap();
    let server = runtime.block_on(EmbeddedServer::start(options)).unwrap();
    (server, runtime)
}

/// The screen, connecting to the server.
fn dialling(server: &EmbeddedServer, options: &[&str]) -> Screen {
    let url = format!("ftp://anna@{}/", server.address());
    let options = options.iter().map(|option| (*option).to_owned());
    Screen::start(&Launch {
        arguments: [url].into_iter().chain(options).collect(),
        variables: vec![("TWOPORT_PASSWORD".into(), PASSWORD.into())],
        size: SIZE,
        ..Launch::default()
    })
}

/// All files of a folder and what is in them.
fn files(folder: &Path) -> Vec<(String, String)> {
    let entries = fs::read_dir(folder).unwrap();
    let read = |path: &Path| {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        (name, fs::read_to_string(path).unwrap())
    };
    entries.map(|entry| read(&entry.unwrap().path())).collect()
}

#[test]
fn it_finds_the_mode_applies_it_and_saves_the_report() {
    let folder = tempfile::tempdir().unwrap();
    let (server, _runtime) = server_without(&["EPSV"], folder.path());
    let screen = dialling(&server, &[]);
    screen.wait_for("AUTO: PASSIVE", LIMIT);
    screen.press("D");
    screen.wait_for("─ Doctor  anna@127.0.0.1:", LIMIT);
    screen.wait_for("What this says", LIMIT);
    screen.wait_for("✗ passive v4", LIMIT);
    screen.wait_for("✓ PASV", LIMIT);
    screen.wait_for("1 use PASV for this site", LIMIT);
    screen.press("1");
    screen.wait_for("✓ 1 use PASV for this site", LIMIT);
    screen.wait_until("the mode", LIMIT, |screen| {
        mode_word(screen) == "PASSIVE PASV"
    });
    screen.press("a");
    screen.wait_for("for up to two minutes", LIMIT);
    screen.press("y");
    screen.wait_for("✓ active v4", LIMIT);
    screen.wait_for("What this says", LIMIT);
    // The mode is as it should be: there is nothing else to choose.
    screen.wait_for("1 save this report", LIMIT);
    screen.press("1");
    screen.wait_for("the report is in ~/.xdg-state/twoport/doctor-", LIMIT);
    let mut saved = files(&screen.home().join(".xdg-state/twoport"));
    saved.retain(|(name, _)| name.starts_with("doctor-"));
    let [(name, text)] = saved.as_slice() else {
        panic!("{saved:?}")
    };
    let stem = name.strip_suffix(".txt").unwrap();
    assert!(stem.starts_with("doctor-20"), "{name}");
    assert!(text.contains("What this says") && text.contains("active v4"));
    assert!(!text.contains(PASSWORD), "{text}");
    screen.press("Esc");
    screen.wait_gone("─ Doctor", LIMIT);
    fs::write(folder.path().join("new.txt"), "new").unwrap();
    screen.press("Tab R");
    screen.wait_for("new.txt", LIMIT);
}

#[test]
fn without_passive_modes_it_says_active_and_enter_takes_it() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("hello.txt"), "hello").unwrap();
    let (server, _runtime) = server_without(&["EPSV", "PASV"], folder.path());
    let screen = dialling(&server, &["--mode", "passive"]);
    screen.wait_for("M other mode from now   D doctor", LIMIT);
    screen.press("D");
    screen.wait_for("What this says", LIMIT);
    screen.wait_for("1 use active mode for this site", LIMIT);
    screen.press("Enter");
    screen.wait_gone("─ Doctor", LIMIT);
    screen.wait_until("the mode", LIMIT, |screen| mode_word(screen) == "ACTIVE");
    // The listing that failed is made again by itself.
    wait_in(&screen, Side::Right, "hello.txt");
    screen.press("2");
    find(&screen, "hello.txt");
    screen.press("F5");
    wait_done(&screen, 1);
    let got = fs::read_to_string(screen.home().join("hello.txt"));
    assert_eq!(got.unwrap(), "hello");
}

#[test]
fn the_mode_that_works_is_written_into_a_site_that_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let (server, _runtime) = server_without(&["EPSV"], folder.path());
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join(".xdg-config/twoport/sites.toml");
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    let address = server.address();
    let text = format!(
        "# mine\n[sites.\"work/nas\"]\nhost = \"{}\" # the old box\nport = {}\nuser = \"anna\"\n",
        address.ip(),
        address.port()
    );
    fs::write(&file, &text).unwrap();
    let screen = start(home.path(), &["nas"], &[("TWOPORT_PASSWORD", PASSWORD)]);
    screen.wait_for("AUTO: PASSIVE", LIMIT);
    screen.press("D");
    screen.wait_for("1 use PASV for this site", LIMIT);
    screen.press("Enter");
    screen.wait_for("mode = pasv is written into work/nas", LIMIT);
    let written = fs::read_to_string(&file).unwrap();
    assert_eq!(written, format!("{text}mode = \"pasv\"\n"));
}
