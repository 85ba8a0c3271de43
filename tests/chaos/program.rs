//! The first step of a row through the program itself: its exit code and what it says.

use super::asked::content;
use super::driver::LIMIT;
use super::row::{Row, Step};
use super::server::ChaosServer;
use super::support::poll;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Runs the first step of a row, where the program has a verb for it.
pub(crate) fn check(row: &Row, server: &ChaosServer) {
    let step = &row.steps[0];
    if !matches!(step.parts().0, "login" | "ls" | "get" | "put") {
        return;
    }
    let here = tempfile::tempdir().unwrap();
    let ran = run(row, step, server, here.path());
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (out, err) = (text(&ran.stdout), text(&ran.stderr));
    let story = format!(
        "{}\nstdout:\n{out}\nstderr:\n{err}\n{:#?}",
        row.name,
        server.lines()
    );
    let wanted = step.causes().next().map_or(0, exit_code);
    assert_eq!(ran.status.code(), Some(wanted), "{story}");
    step.check_words(&format!("{}{err}", errors(&out)), &story);
    let most = row.connections.iter().max();
    assert!(Some(&server.connections()) <= most, "a storm: {story}");
    let obeyed = |character: char| character.is_control() && character != '\n';
    assert!(!err.contains(obeyed), "what a terminal obeys: {story}");
    if step.cause.is_some() {
        assert!(
            !here.path().join("got").exists(),
            "a failure leaves nothing: {story}"
        );
    } else {
        arrived(row, step, server, here.path(), &out, &story);
    }
}

/// What the lines of JSON say of errors.
fn errors(out: &str) -> String {
    let objects = out.lines().flat_map(serde_json::from_str);
    let errors = objects
        .filter_map(|object: serde_json::Value| Some(object.get("error")?.as_str()?.to_owned()));
    errors.collect::<Vec<_>>().join("\n")
}

/// What cli.md says of exit codes.
fn exit_code(cause: &str) -> i32 {
    match cause {
        "Connection" | "Data" => 3,
        "Login" => 4,
        "Refused" | "Transient" | "NoRoom(Remote)" => 5,
        "Local" => 6,
        "Unproved" => 1,
        _ => panic!("{cause} is no cause of a row"),
    }
}

fn run(row: &Row, step: &Step, server: &ChaosServer, here: &Path) -> Output {
    let url = |path: &str| format!("ftp://{}/{path}", server.address);
    let timeout = row.timeout.to_string();
    let mut command = Command::new(env!("CARGO_BIN_EXE_twoport"));
    // Each failure is seen.
    command.args([
        "--retries",
        "0",
        "--timeout",
        &timeout,
        "--connect-timeout",
        &timeout,
        "--mode",
        &row.mode,
        "--json",
    ]);
    if let Some(account) = &row.account {
        command.args(["--account", account]);
    }
    match step.parts() {
        ("get", path) => command.args(["get", &url(path), "-o", "got"]),
        ("put", path) => {
            fs::write(here.join("given"), content(row)).unwrap();
            command.args(["--on-conflict", "overwrite", "put", "given", &url(path)])
        }
        ("ls", path) => command.args(["ls", &url(path)]),
        _ => command.args(["ls", &url("")]),
    };
    let child = command
        .current_dir(here)
        .env("HOME", here)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = child.unwrap();
    let ended = poll(LIMIT, || child.try_wait().unwrap());
    if ended.is_none() {
        child.kill().unwrap();
    }
    let ran = child.wait_with_output().unwrap();
    assert!(ended.is_some(), "{} does not end: {ran:?}", row.name);
    ran
}

/// Fails unless what was asked for has come.
fn arrived(row: &Row, step: &Step, server: &ChaosServer, here: &Path, out: &str, story: &str) {
    match step.parts() {
        ("get", _) => {
            assert!(
                fs::read(here.join("got")).unwrap() == content(row),
                "{story}"
            );
        }
        ("put", path) => {
            assert!(server.stored(path) == Some(content(row)), "{story}");
        }
        ("ls", _) => {
            let mut names: Vec<String> = out
                .lines()
                .map(|line| {
                    let entry: serde_json::Value = serde_json::from_str(line).unwrap();
                    entry["name"].as_str().unwrap().to_owned()
                })
                .collect();
            let mut wanted = step.names.clone();
            names.sort();
            wanted.sort();
            assert_eq!(names, wanted, "{story}");
        }
        _ => {}
    }
}
