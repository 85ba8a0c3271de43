//! A password is typed, stored, used and crashed with: it must be nowhere afterwards.

use crate::passwords::{MASTER, PASSWORD, assert_never_shown, log_in_and_store, server, start};
use crate::program::{Side, find, wait_done, wait_in};
use crate::support::process::{descendants, signal};
use crate::support::pty::{LIMIT, Screen};
use rustix::process::Signal;
use std::fs;
use std::path::{Path, PathBuf};

/// What must not be found: the passwords, and what they look like encoded.
fn canaries() -> Vec<Vec<u8>> {
    use base64::Engine as _;
    let mut words = Vec::new();
    for secret in [PASSWORD, MASTER] {
        words.push(secret.as_bytes().to_vec());
        let encoded = base64::engine::general_purpose::STANDARD_NO_PAD.encode(secret);
        words.push(encoded.into_bytes());
        words.push(secret.encode_utf16().flat_map(u16::to_le_bytes).collect());
    }
    words
}

#[track_caller]
fn assert_without(what: &str, bytes: &[u8]) {
    for word in canaries() {
        let found = bytes.windows(word.len()).any(|at| at == word);
        assert!(!found, "{:?} is in {what}", word.escape_ascii().to_string());
    }
}

/// Every file below, whatever it is called.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// The arguments of the program and its children, and what its children are told by the environment.
fn assert_processes_know_nothing(screen: &Screen) {
    let mut pids = vec![screen.pid()];
    pids.extend(descendants(screen.pid()).iter().map(|child| child.pid));
    for pid in pids {
        for name in ["cmdline", "environ"] {
            let path = format!("/proc/{pid}/{name}");
            // The environment of a process that keeps itself closed may not be read by anybody.
            if let Ok(bytes) = fs::read(&path) {
                assert_without(&path, &bytes);
            }
        }
    }
    let limits = fs::read_to_string(format!("/proc/{}/limits", screen.pid())).unwrap();
    let core = limits
        .lines()
        .find(|line| line.starts_with("Max core file size"));
    let figures: Vec<&str> = core.unwrap().split_whitespace().skip(4).take(2).collect();
    assert_eq!(figures, ["0", "0"], "no core dumps");
}

#[test]
fn no_password_is_left_anywhere() {
    let [folder, home, temporary] = [(); 3].map(|()| tempfile::tempdir().unwrap());
    fs::write(folder.path().join("hello.txt"), vec![b'x'; 100_000]).unwrap();
    let (server, _runtime) = server(folder.path(), PASSWORD);
    let url = format!("ftp://anna@{}/", server.address());
    let temporary_name = temporary.path().to_str().unwrap();
    let variables = [("TWOPORT_LOG", "trace"), ("TMPDIR", temporary_name)];
    let mut screen = start(home.path(), &[&url], &variables);
    log_in_and_store(&screen);
    wait_in(&screen, Side::Right, "hello.txt");
    screen.press("Tab");
    find(&screen, "hello.txt");
    screen.press("F5");
    wait_done(&screen, 1);
    screen.press("D");
    screen.wait_for("What this says", LIMIT);
    screen.press("1");
    screen.wait_for("saved", LIMIT);
    screen.press("Esc");
    screen.wait_gone("What this says", LIMIT);
    screen.press("L");
    screen.wait_for("▶ Log", LIMIT);
    assert_processes_know_nothing(&screen);
    signal(screen.pid(), Signal::ABORT);
    screen.wait_exit(LIMIT);
    assert_never_shown(&screen, PASSWORD);
    assert_without("the terminal", &screen.raw_output());
    // The command line as well, with all it has to say.
    let mut verbose = start(home.path(), &["ls", "-v", &url], &variables);
    verbose.wait_for("Master password of the stored passwords:", LIMIT);
    verbose.send(format!("{MASTER}\r"));
    assert_eq!(verbose.wait_exit(LIMIT).exit_code(), 0);
    assert!(
        verbose.text().contains("PASS ********"),
        "{}",
        verbose.text()
    );
    assert_without("the terminal", &verbose.raw_output());
    let mut found = Vec::new();
    for place in [home.path(), temporary.path()] {
        files(place, &mut found);
    }
    for path in &found {
        assert_without(&path.display().to_string(), &fs::read(path).unwrap());
    }
    let has = |name: &str| {
        found
            .iter()
            .any(|path| path.to_string_lossy().contains(name))
    };
    for name in [
        "twoport.log",
        "servers.toml",
        "passwords",
        "doctor-",
        "hello.txt",
    ] {
        assert!(has(name), "{name} was looked at: {found:?}");
    }
    assert!(!has("core"), "{found:?}");
}
