//! `twoport mirror` with vsftpd, `ProFTPD` and Pure-FTPd, both ways.

use super::support::server::{Kind, RealServer};
use super::support::tree::assert_same;
use std::fs;
use std::path::Path;
use std::process::Command;

fn run(server: &RealServer, home: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_twoport"))
        .args(arguments)
        .current_dir(home)
        .env("HOME", home)
        .env("XDG_DATA_HOME", home.join(".data"))
        .env("TWOPORT_PASSWORD", server.password())
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.code(), text)
}

fn url(server: &RealServer, path: &str) -> String {
    let user = match server.kind() {
        Kind::Vsftpd => String::new(),
        Kind::Proftpd | Kind::PureFtpd => format!("{}@", server.user()),
    };
    format!(
        "ftp://{user}{}{}{path}",
        server.address(),
        server.directory()
    )
}

fn prove(kind: Kind) {
    let Some(server) = RealServer::start(kind) else {
        return;
    };
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    for (name, text) in [
        ("a.txt", "a"),
        ("sub/b", "bb"),
        ("sub/deep/c", "ccc"),
        (".hidden", "h"),
    ] {
        let path = home.join("here").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let place = url(&server, "/new/tree");
    let check = |arguments: &[&str], wanted: &str| {
        let (code, text) = run(&server, home, arguments);
        assert_eq!(code, Some(0), "{kind:?} {arguments:?}: {text}");
        assert!(text.contains(wanted), "{kind:?} {arguments:?}: {text}");
    };
    let up = ["mirror", "--upload", "here", &place];
    check(&up, "4 files copied");
    check(&["mirror", &place, "back"], "4 files copied");
    assert_same(&home.join("here"), &home.join("back"));
    fs::write(home.join("here/a.txt"), "a longer one").unwrap();
    fs::remove_dir_all(home.join("here/sub/deep")).unwrap();
    fs::remove_file(home.join("here/.hidden")).unwrap();
    let delete = [
        "mirror",
        "--upload",
        "--delete",
        "--max-delete",
        "3",
        "here",
        &place,
    ];
    check(&delete, "1 file copied (12 B), 3 deleted, 1 the same");
    check(
        &["mirror", "--delete", "--max-delete", "3", &place, "back"],
        "3 deleted",
    );
    assert_same(&home.join("here"), &home.join("back"));
    check(
        &["mirror", "--delete", &place, "back"],
        "0 files copied (0 B), 0 deleted, 2 the same",
    );
}

#[test]
fn vsftpd() {
    prove(Kind::Vsftpd);
}

#[test]
fn proftpd() {
    prove(Kind::Proftpd);
}

#[test]
fn pure_ftpd() {
    prove(Kind::PureFtpd);
}
