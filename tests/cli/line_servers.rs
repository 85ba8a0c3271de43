//! Scripts of classic verbs with vsftpd, `ProFTPD` and Pure-FTPd.

use super::program::{names, read};
use super::support::server::{Kind, RealOptions, RealServer};
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Stdio};

fn run(home: &Path, script: &str) -> (Option<i32>, String, String) {
    run_with(home, script, &[])
}

fn run_with(home: &Path, script: &str, more: &[&str]) -> (Option<i32>, String, String) {
    fs::write(home.join("script.ftp"), script).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_twoport"))
        .args(["run", "script.ftp"])
        .args(more)
        .current_dir(home)
        .env("HOME", home)
        .env("XDG_DATA_HOME", home.join(".data"))
        .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
        .env_remove("TWOPORT_PASSWORD")
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    (output.status.code(), out, err)
}

fn login(server: &RealServer) -> (String, String) {
    match server.kind() {
        Kind::Vsftpd => ("anonymous".into(), "me@example.org".into()),
        Kind::Proftpd | Kind::PureFtpd => (server.user().into(), server.password().into()),
    }
}

fn prove(kind: Kind) {
    let Some(server) = RealServer::start(kind) else {
        return;
    };
    for (name, text) in [("a.csv", "1;2"), ("b.csv", "3;4"), ("c.txt", "text")] {
        fs::write(server.data().join(name), text).unwrap();
    }
    server.own();
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    fs::create_dir(home.join("in")).unwrap();
    fs::write(home.join("up.txt"), "from here").unwrap();
    let (user, password) = login(&server);
    let open = format!("open {} {}", server.address().ip(), server.address().port());
    let cd = format!("cd {}", server.directory());
    // As Unix has it, and as Windows does.
    for login in [
        format!("user {user} {password}"),
        format!("{user}\r\n{password}"),
    ] {
        let script = format!(
            "{open}\r\n{login}\r\n{cd}\r\nbinary\r\nlcd in\r\nprompt\r\nmget *.csv\r\n\
             lcd ..\r\nput up.txt\r\nsize up.txt\r\nrename up.txt there.txt\r\n\
             append up.txt there.txt\r\nsize there.txt\r\nmkdir made\r\nrmdir made\r\n\
             get there.txt\r\ndelete there.txt\r\nbye\r\n"
        );
        let (code, out, err) = run(home, &script);
        assert_eq!(code, Some(0), "{kind:?}: {out}\n{err}");
        assert_eq!(names(&home.join("in")), ["a.csv", "b.csv"], "{kind:?}");
        assert!(
            out.contains("\n9\n") && out.contains("\n18\n"),
            "{kind:?}: {out}"
        );
        assert_eq!(
            read(home.join("there.txt")),
            "from herefrom here",
            "{kind:?}"
        );
        assert!(!server.data().join("there.txt").exists(), "{kind:?}");
        assert!(!server.data().join("made").exists(), "{kind:?}");
        assert!(
            password.is_empty() || !err.contains(&password),
            "{kind:?}: {err}"
        );
    }
    let script = format!("{open}\nuser {user} {password}\n{cd}\nget nothing\nget a.csv\n");
    let (code, _, err) = run(home, &script);
    assert_eq!(code, Some(5), "{kind:?}: {err}");
    assert!(!home.join("a.csv").exists());
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
fn cp_copies_on_each_server() {
    for kind in [Kind::Vsftpd, Kind::Proftpd, Kind::PureFtpd] {
        copies(kind, RealOptions::default(), "RETR");
    }
    let options = RealOptions {
        copies: true,
        ..RealOptions::default()
    };
    copies(Kind::Proftpd, options, "SITE CPTO");
}

/// A file and a folder, the way that this command tells.
fn copies(kind: Kind, options: RealOptions, way: &str) {
    let Some(server) = RealServer::start_with(kind, options) else {
        return;
    };
    server.put("a.txt", b"hello");
    server.put("folder/deep/b.txt", b"there");
    server.own();
    let home = tempfile::tempdir().unwrap();
    let (user, password) = login(&server);
    let address = server.address();
    let script = format!(
        "open {} {}\nuser {user} {password}\ncd {}\ncp a.txt b.txt\ncp -r folder other\n\
         quote PWD\nbye\n",
        address.ip(),
        address.port(),
        server.directory()
    );
    let (code, out, err) = run_with(home.path(), &script, &["-v"]);
    assert_eq!(code, Some(0), "{kind:?}: {out}\n{err}");
    assert!(err.contains(way), "{kind:?}: {err}");
    let data = server.data();
    assert_eq!(read(data.join("b.txt")), "hello");
    assert_eq!(read(data.join("other/deep/b.txt")), "there");
}

#[test]
fn tail_follows_a_log_through_rotation_and_the_loss_of_the_connection() {
    for mut server in Kind::ALL.into_iter().filter_map(RealServer::start) {
        server.put("a.log", b"one\ntwo\n");
        let home = tempfile::tempdir().unwrap();
        let (user, password) = login(&server);
        let url = format!(
            "ftp://{user}@{}{}/a.log",
            server.address(),
            server.directory().trim_end_matches('/')
        );
        let mut child = Command::new(env!("CARGO_BIN_EXE_twoport"))
            .args(["tail", "-f", "-n", "1", &url])
            .current_dir(&home)
            .env("HOME", home.path())
            .env("XDG_DATA_HOME", home.path().join(".data"))
            .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
            .env("TWOPORT_PASSWORD", &password)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut next = || lines.next().expect("a line").unwrap();
        let mut told = BufReader::new(child.stderr.take().unwrap()).lines();
        assert_eq!(next(), "two", "{:?}", server.kind());
        let path = server.data().join("a.log");
        let add = |line: &str| {
            let mut log = fs::OpenOptions::new().append(true).open(&path).unwrap();
            writeln!(log, "{line}").unwrap();
        };
        add("three");
        assert_eq!(next(), "three");
        // The new one may not be read at first.
        let new = path.with_extension("new");
        fs::write(&new, "anew\n").unwrap();
        fs::set_permissions(&new, fs::Permissions::from_mode(0o600)).unwrap();
        fs::rename(&path, path.with_extension("1")).unwrap();
        fs::rename(&new, &path).unwrap();
        let waits = |line: Result<String, _>| line.unwrap().contains("until it can be read");
        assert!(told.any(waits), "{:?}", server.kind());
        server.own();
        assert_eq!(next(), "anew");
        server.kill();
        add("while it was away");
        server.restart();
        assert_eq!(next(), "while it was away");
        fs::write(&path, "short\n").unwrap();
        assert_eq!(next(), "short");
        child.kill().unwrap();
        child.wait().unwrap();
    }
}

#[test]
fn classic_verbs_beyond_the_usual_ones_on_each_server() {
    for kind in [Kind::Vsftpd, Kind::Proftpd, Kind::PureFtpd] {
        let Some(server) = RealServer::start(kind) else {
            return;
        };
        fs::write(server.data().join("REPORT.CSV"), "1;2").unwrap();
        server.own();
        let home = tempfile::tempdir().unwrap();
        let home = home.path();
        fs::write(home.join("up.txt"), "from here").unwrap();
        let (user, password) = login(&server);
        let begin = format!(
            "open {} {}\nuser {user} {password}\ncd {}\n",
            server.address().ip(),
            server.address().port(),
            server.directory()
        );
        let script = format!(
            "{begin}case\nmget *.CSV\nsunique\nput up.txt\nput up.txt\nsunique\nmkdir -p a/b/c\n\
             mkdir -p a/b/c\nnmap $1.$2 $2.$1\nput up.txt a/b/c/\nnmap\nmls *.CSV list\n\
             page REPORT.CSV\nfeatures\nmodtime REPORT.CSV\nsystem\n"
        );
        let (code, out, err) = run(home, &script);
        assert_eq!(code, Some(0), "{kind:?}: {out}\n{err}");
        assert_eq!(read(home.join("report.csv")), "1;2", "{kind:?}");
        assert_eq!(read(home.join("list")), "REPORT.CSV\n", "{kind:?}");
        assert_eq!(
            names(&server.data().join("a/b/c")),
            ["txt.up"],
            "{kind:?}: {err}"
        );
        // Each has a name that the server has chosen, and that is told.
        let chosen: Vec<&str> = out
            .lines()
            .filter_map(|line| {
                line.strip_prefix("put ")?
                    .split_once(" as ")?
                    .1
                    .split(' ')
                    .next()
            })
            .collect();
        let [one, other] = chosen.as_slice() else {
            panic!("{kind:?}: {out}\n{err}");
        };
        assert_ne!(one, other, "{kind:?}");
        for path in [one, other] {
            let name = path.rsplit('/').next().unwrap();
            let stored = server.data().join(name);
            assert_eq!(read(stored), "from here", "{kind:?}: {path}");
        }
        let (code, _, err) = run(home, &format!("{begin}mkdir x/y/z\n"));
        assert_eq!(code, Some(5), "{kind:?}: {err}");
        assert!(
            err.contains("mkdir -p x/y/z makes it too"),
            "{kind:?}: {err}"
        );
    }
}
