//! Files that are looked at and edited, in the real terminal.

use crate::program::{Side, activate, connected, find, sparse, wait_done, wait_listed};
use crate::support::poll;
use crate::support::process::signal;
use crate::support::pty::{LIMIT, Launch, Screen};
use crate::support::server::{Kind, RealServer};
use rustix::process::Signal;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// 10 GiB on the server open at once, their end is there at once, and next to nothing is read.
#[test]
fn ten_gibibytes_open_at_once() {
    let Some(server) = RealServer::start(Kind::Vsftpd) else {
        return;
    };
    let file = server.data().join("huge.log");
    sparse(&file, (10 << 30) - 9);
    let mut end = fs::OpenOptions::new().append(true).open(&file).unwrap();
    end.write_all(b"\nthe end\n").unwrap();
    server.own();
    let local = tempfile::tempdir().unwrap();
    let screen = connected(&server, local.path(), &[]);
    activate(&screen, Side::Right);
    find(&screen, "huge.log");
    screen.press("F3");
    screen.wait_for("000000000  00 00 00 00", LIMIT);
    screen.wait_for("remote by ranges, 64.0 KiB read", LIMIT);
    screen.press("End");
    screen.wait_for("the end.", LIMIT);
    screen.wait_for("27ffffff0  ", LIMIT);
    screen.wait_for("100 % ", LIMIT);
    screen.press("Tab");
    screen.wait_for("┃the end ", LIMIT);
    screen.press("g");
    screen.press("Space");
    screen.wait_for("Go to a line", LIMIT);
    screen.send("50%");
    screen.press("Enter");
    screen.wait_for(" 50 % ", LIMIT);
    screen.press("q");
    screen.wait_for("▶ Remote", LIMIT);
    // The session of the panes is as it was.
    fs::write(server.data().join("later"), b"x").unwrap();
    screen.press("R");
    screen.wait_for("later", LIMIT);
}

#[test]
fn a_log_is_followed() {
    let Some(server) = RealServer::start(Kind::Proftpd) else {
        return;
    };
    server.put("a.log", b"one\ntwo\n");
    let local = tempfile::tempdir().unwrap();
    let screen = connected(&server, local.path(), &[]);
    activate(&screen, Side::Right);
    find(&screen, "a.log");
    screen.press("Enter");
    screen.wait_for("┃two ", LIMIT);
    screen.press("f");
    screen.wait_for("following", LIMIT);
    let path = server.data().join("a.log");
    let mut log = fs::OpenOptions::new().append(true).open(&path).unwrap();
    for line in ["three", "four"] {
        writeln!(log, "{line}").unwrap();
        screen.wait_for(&format!("┃{line} "), LIMIT);
    }
    fs::write(&path, b"anew\n").unwrap();
    screen.wait_for("┃anew ", LIMIT);
    screen.wait_gone("┃four ", LIMIT);
    screen.press("Esc");
    screen.wait_for("▶ Remote", LIMIT);
}

/// On every server: it grows, is cut, is another file, and the server is gone for a while.
#[test]
fn a_log_is_followed_through_rotation_and_the_loss_of_the_connection() {
    for mut server in Kind::ALL.into_iter().filter_map(RealServer::start) {
        server.put("a.log", b"one\ntwo\n");
        let local = tempfile::tempdir().unwrap();
        let screen = connected(&server, local.path(), &[]);
        activate(&screen, Side::Right);
        find(&screen, "a.log");
        screen.press("Enter");
        screen.wait_for("┃two ", LIMIT);
        screen.press("f");
        screen.wait_for("following", LIMIT);
        let path = server.data().join("a.log");
        let add = |line: &str| {
            let mut log = fs::OpenOptions::new().append(true).open(&path).unwrap();
            writeln!(log, "{line}").unwrap();
        };
        add("three");
        screen.wait_for("┃three ", LIMIT);
        fs::rename(&path, path.with_extension("1")).unwrap();
        fs::write(&path, b"anew\n").unwrap();
        server.own();
        screen.wait_for("┃anew ", LIMIT);
        server.kill();
        screen.wait_for("connection lost", LIMIT);
        add("while it was away");
        server.restart();
        screen.wait_for("┃while it was away ", LIMIT);
        add("after");
        screen.wait_for("┃after ", LIMIT);
        server.kill();
        screen.wait_for("connection lost", LIMIT);
        fs::write(&path, b"short\n").unwrap();
        server.restart();
        screen.wait_for("┃short ", LIMIT);
        screen.wait_gone("┃after ", LIMIT);
    }
}

fn editor(folder: &Path, script: &str) -> PathBuf {
    use std::os::unix::fs::PermissionsExt as _;
    let path = folder.join("editor");
    fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path
}

/// The screen with an editor that is a script, and the folder where edited files are kept.
fn with_editor(server: &RealServer, script: &str) -> (Screen, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("kept")).unwrap();
    let screen = with_editor_in(&folder, server, script);
    screen.wait_for("connected to ", LIMIT);
    wait_listed(&screen);
    activate(&screen, Side::Right);
    (screen, folder)
}

fn with_editor_in(folder: &tempfile::TempDir, server: &RealServer, script: &str) -> Screen {
    let kept = folder.path().join("kept");
    let editor = editor(folder.path(), script);
    Screen::start(&Launch {
        arguments: vec![crate::program::url(server)],
        variables: vec![
            ("TWOPORT_PASSWORD".into(), server.password().into()),
            ("VISUAL".into(), editor.display().to_string()),
            ("TMPDIR".into(), kept.display().to_string()),
        ],
        size: crate::program::SIZE,
        home: Some(folder.path().to_owned()),
        ..Launch::default()
    })
}

fn kept(folder: &tempfile::TempDir) -> usize {
    fs::read_dir(folder.path().join("kept")).unwrap().count()
}

#[test]
fn a_file_on_the_server_is_edited() {
    for kind in Kind::ALL {
        let Some(server) = RealServer::start(kind) else {
            continue;
        };
        server.put("notes", b"old\n");
        let script = "stat -c %a \"$1\" >\"$HOME/mode\"; echo new >>\"$1\"";
        let (screen, folder) = with_editor(&server, script);
        find(&screen, "notes");
        screen.press("F4");
        screen.wait_for("notes is back on the server, as edited", LIMIT);
        assert_eq!(
            fs::read(server.data().join("notes")).unwrap(),
            b"old\nnew\n"
        );
        assert_eq!(
            fs::read_to_string(folder.path().join("mode")).unwrap(),
            "600\n"
        );
        let gone = poll(LIMIT, || (kept(&folder) == 0).then_some(()));
        assert!(gone.is_some(), "its folder is removed");
        wait_done(&screen, 2);
    }
}

#[test]
fn an_editor_with_a_window_of_its_own_may_save_later() {
    let Some(server) = RealServer::start(Kind::Vsftpd) else {
        return;
    };
    server.put("notes", b"old\n");
    // It returns, and saves when it is told to.
    let script = "(for word in one two; do
        until [ -e \"$HOME/$word\" ]; do sleep 0.05; done
        echo \"$word\" >>\"$1\"
    done) >/dev/null 2>&1 &";
    let (screen, folder) = with_editor(&server, script);
    find(&screen, "notes");
    screen.press("F4");
    screen.wait_for("whenever notes is saved, it goes back", LIMIT);
    let there = server.data().join("notes");
    for (word, whole) in [("one", "old\none\n"), ("two", "old\none\ntwo\n")] {
        fs::write(folder.path().join(word), b"").unwrap();
        let back = poll(LIMIT, || {
            fs::read(&there)
                .is_ok_and(|bytes| bytes == whole.as_bytes())
                .then_some(())
        });
        assert!(back.is_some(), "{word} is not back:\n{}", screen.text());
    }
    screen.press("F10");
    screen.wait_for("notes may still be open in your editor", LIMIT);
}

#[test]
fn a_signal_leaves_a_changed_text_and_tells_where() {
    let Some(server) = RealServer::start(Kind::Vsftpd) else {
        return;
    };
    server.put("notes", b"old\n");
    for (edit, stays) in [(": nothing", false), ("echo mine >>\"$1\"", true)] {
        for (which, code) in [(Signal::TERM, 143), (Signal::HUP, 129)] {
            let script = format!("{edit}; echo IT IS OPEN; read -r word");
            let (mut screen, folder) = with_editor(&server, &script);
            find(&screen, "notes");
            screen.press("F4");
            screen.wait_for("IT IS OPEN", LIMIT);
            signal(screen.pid(), which);
            assert_eq!(screen.wait_exit(LIMIT).exit_code(), code);
            assert_eq!(kept(&folder), usize::from(stays), "{edit}");
            let text = screen.text();
            assert_eq!(
                text.contains("that was not sent back is in"),
                stays,
                "{text}"
            );
            if stays {
                assert_eq!(fs::read(server.data().join("notes")).unwrap(), b"old\n");
                let screen = with_editor_in(&folder, &server, &script);
                screen.wait_for("notes on ", LIMIT);
                screen.wait_for("that was not sent back is in", LIMIT);
            }
        }
    }
}

#[test]
fn what_the_server_got_meanwhile_is_asked_about() {
    let Some(server) = RealServer::start(Kind::Vsftpd) else {
        return;
    };
    server.put("notes", b"old\n");
    let there = server.data().join("notes");
    let script = format!(
        "echo mine >>\"$1\"; echo of somebody else >'{}'",
        there.display()
    );
    let (screen, folder) = with_editor(&server, &script);
    find(&screen, "notes");
    screen.press("e");
    screen.wait_for("notes was changed meanwhile", LIMIT);
    screen.wait_for("Later", LIMIT);
    screen.press("Esc");
    screen.wait_gone("notes was changed meanwhile", LIMIT);
    screen.wait_for("Your text is in ", LIMIT);
    assert_eq!(kept(&folder), 1);
    assert_eq!(fs::read(&there).unwrap(), b"of somebody else\n");
    // Edited once more, and kept beside the other one.
    screen.press("e");
    screen.wait_for("notes was changed meanwhile", LIMIT);
    screen.wait_for("Later", LIMIT);
    screen.press("n");
    screen.wait_for("notes is back on the server, as edited", LIMIT);
    assert_eq!(fs::read(&there).unwrap(), b"of somebody else\n");
    let mine = fs::read_dir(server.data()).unwrap().any(|entry| {
        fs::read(entry.unwrap().path()).is_ok_and(|bytes| bytes == b"old\nmine\nmine\n")
    });
    assert!(mine, "both are there");
}
