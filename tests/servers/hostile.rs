//! Names and listings from a server that means harm, and names that cannot be sent.

use super::driver::{Driver, down, file, folder, local_names, moving, remote, up};
use super::peers::Peer;
use super::scripted::{Scripted, Talk, Then};
use std::fs;
use std::path::PathBuf;
use twoport::engine::{Command, Event};
use twoport::model::{EntryKind, TransferState};

/// A server whose folder `/d` is listed like this; every file holds `x`.
fn listing(text: Vec<u8>) -> Scripted {
    let folder = std::sync::Mutex::new(String::new());
    Scripted::start(move |talk: &mut Talk, line| {
        let mut folder = folder.lock().unwrap();
        match line.split_once(' ') {
            Some(("CWD", path)) => {
                path.clone_into(&mut folder);
                Then::Usual
            }
            Some(("LIST", _)) if *folder == "/d" => {
                talk.send(&text);
                Then::Answered
            }
            Some(("RETR", _)) => {
                talk.send(b"x");
                Then::Answered
            }
            _ => Then::Usual,
        }
    })
}

fn line(kind: char, name: &[u8]) -> Vec<u8> {
    let head = format!("{kind}rw-r--r-- 1 a a 1 Jan 1 2020 ");
    [head.as_bytes(), name, b"\r\n"].concat()
}

/// In the system's temporary folder a folder in a folder: what climbs out is seen.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn names_that_lead_elsewhere_are_refused_one_by_one() {
    let long = [b'n'; 300];
    let names: [&[u8]; 6] = [
        b"../climbed",
        b"/etc/twoport-absolute",
        b"a/b",
        b"..\\x/..",
        b"nul\0byte",
        &long,
    ];
    let mut text = line('-', b"good");
    for name in names {
        text.extend(line('-', name));
    }
    text.extend(line('d', b"../climbed-folder"));
    let server = listing(text);
    let outer = tempfile::tempdir().unwrap();
    let inner = outer.path().join("inner");
    fs::create_dir(&inner).unwrap();
    let mut driver = Driver::connect(&server.site).await;
    let carried = driver
        .carry(down(&remote("/"), &inner, vec![folder("d")]))
        .await;
    let by_state = |state| carried.outcomes.iter().filter(move |o| o.state == state);
    assert_eq!(by_state(TransferState::Done).count(), 1, "{carried:#?}");
    let refused: Vec<_> = by_state(TransferState::Failed).collect();
    assert_eq!(refused.len() + 1, carried.outcomes.len());
    assert!(
        refused.len() >= 6,
        "each one is accounted for: {carried:#?}"
    );
    for outcome in refused {
        let problem = outcome.problem.as_ref().unwrap().to_string();
        assert!(problem.starts_with("Refused for safety: "), "{problem}");
    }
    assert_eq!(local_names(outer.path()), [PathBuf::from("inner")]);
    assert_eq!(local_names(&inner), [PathBuf::from("d")]);
    assert_eq!(local_names(&inner.join("d")), [PathBuf::from("good")]);
    assert!(!fs::exists("/etc/twoport-absolute").unwrap());
    assert_eq!(
        server
            .lines()
            .iter()
            .filter(|line| line.starts_with("RETR"))
            .count(),
        1
    );
    driver.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_empty_name_and_dots_are_refused_at_the_gate() {
    let server = listing(Vec::new());
    let local = tempfile::tempdir().unwrap();
    let mut driver = Driver::connect(&server.site).await;
    let items = ["", ".", ".."].map(file).to_vec();
    let carried = driver.carry(down(&remote("/d"), local.path(), items)).await;
    assert_eq!(carried.outcomes.len(), 3);
    assert!(
        carried
            .outcomes
            .iter()
            .all(|outcome| outcome.state == TransferState::Failed)
    );
    assert!(local_names(local.path()).is_empty());
    assert!(!server.lines().iter().any(|line| line.starts_with("RETR")));
    driver.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lines_that_are_no_listing_are_shown_as_they_are() {
    let mut text = b"total 3\r\n".to_vec();
    text.extend(line('-', b"good"));
    text.extend_from_slice(b"<html>\x1b[2J nonsense\r\n\xff\xfe\r\n");
    let server = listing(text);
    let mut driver = Driver::connect(&server.site).await;
    let wanted = driver.request();
    driver.send(Command::List {
        request: wanted,
        path: remote("/d"),
        in_parts: false,
    });
    let (names, unparsed) = driver
        .event("a listing", |event| match event {
            Event::Listed {
                entries, unparsed, ..
            } => {
                let names: Vec<_> = entries.iter().map(|entry| entry.name.display()).collect();
                Some((names, unparsed.clone()))
            }
            _ => None,
        })
        .await;
    assert_eq!(names, ["good"]);
    assert_eq!(unparsed, ["<html>\\x1b[2J nonsense", "ÿþ"]);
    driver.quit().await;
}

/// What a line stands for that nobody can read did not get across: that is no success.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lines_that_are_no_listing_are_told_of_when_a_folder_is_carried() {
    let mut text = line('-', b"good");
    text.extend_from_slice(b"<html>\x1b[2J nonsense\r\nsecond\r\n");
    let server = listing(text);
    let local = tempfile::tempdir().unwrap();
    let mut driver = Driver::connect(&server.site).await;
    let told = "2 lines of the listing of /d could not be read: <html>\\x1b[2J nonsense";
    let order = down(&remote("/"), local.path(), vec![folder("d")]);
    let carried = driver.carry(moving(order)).await;
    assert_eq!(carried.outcomes.len(), 1, "{carried:#?}");
    let problems: Vec<_> = carried.problems.iter().map(ToString::to_string).collect();
    assert_eq!(problems, [told]);
    let told = "1 line of the listing of /d could not be read: second";
    for (name, expected) in [("second", &[told][..]), ("new", &[])] {
        fs::write(local.path().join(name), "x").unwrap();
        let carried = driver
            .carry(up(local.path(), &remote("/d"), vec![file(name)]))
            .await;
        let problems: Vec<_> = carried.problems.iter().map(ToString::to_string).collect();
        assert_eq!(problems, expected, "what may be a name that is taken");
    }
    driver.quit().await;
}

#[test]
fn get_does_not_call_it_done_where_lines_could_not_be_read() {
    let mut text = line('-', b"good");
    text.extend_from_slice(b"<html> nonsense\r\n");
    let server = listing(text);
    for (url, into) in [("d", "whole"), ("d/", "contents")] {
        let local = tempfile::tempdir().unwrap();
        let ran = std::process::Command::new(env!("CARGO_BIN_EXE_twoport"))
            .args(["get", "-r", "-o", into])
            .arg(format!("ftp://127.0.0.1:{}/{url}", server.site.port))
            .current_dir(local.path())
            .env("HOME", local.path())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&ran.stderr);
        assert_eq!(ran.status.code(), Some(1), "{said}");
        let told = "1 line of the listing of /d could not be read: <html> nonsense";
        assert_eq!(said.matches(told).count(), 1, "{said}");
    }
}

/// What was refused is not tried by retrying: the path it has is the folder's own.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_refused_is_not_retried() {
    let server = listing(Vec::new());
    let local = tempfile::tempdir().unwrap();
    let inner = local.path().join("inner");
    fs::create_dir(&inner).unwrap();
    let mut driver = Driver::connect(&server.site).await;
    let carried = driver
        .carry(down(&remote("/d"), &inner, vec![file("../climbed")]))
        .await;
    let refused = carried.only().clone();
    assert!(!refused.retriable);
    driver.send(Command::Retry(refused.id));
    driver.send(Command::RetryFailed);
    let carried = driver
        .carry(down(&remote("/d"), &inner, vec![file("good")]))
        .await;
    assert_eq!(carried.only().state, TransferState::Done, "{carried:#?}");
    let asked_for: Vec<_> = server
        .lines()
        .into_iter()
        .filter(|line| line.starts_with("RETR"))
        .collect();
    assert_eq!(asked_for.len(), 1, "{asked_for:?}");
    assert_eq!(local_names(local.path()), [PathBuf::from("inner")]);
    driver.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_line_without_an_end_is_not_taken_in_for_ever() {
    let server = listing(vec![b'x'; 16 * 1024 * 1024]);
    let mut driver = Driver::connect(&server.site).await;
    let problem = driver
        .try_list(&remote("/d"))
        .await
        .unwrap_err()
        .to_string();
    assert!(problem.starts_with("Listing /d failed: "), "{problem}");
    assert!(driver.names(&remote("/")).await.is_empty());
    driver.quit().await;
}

/// CR and LF end a command (RFC 959 section 5.3.1): such a name would carry a second one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_name_with_a_line_break_is_refused_before_anything_is_sent() {
    let peer = Peer::embedded(|_| {}).await;
    let local = tempfile::tempdir().unwrap();
    let name = "a\r\nDELE precious";
    peer.put("precious", b"1");
    fs::write(local.path().join(name), "x").unwrap();
    let mut driver = Driver::connect(&peer.site).await;
    let carried = driver
        .carry(up(local.path(), &peer.directory, vec![file(name)]))
        .await;
    let problem = carried.failure();
    assert!(
        problem.contains("a\\x0d\\x0aDELE precious holds a line break"),
        "{problem}"
    );
    assert!(
        !problem.contains("on the server"),
        "nothing can be there: {problem}"
    );
    let path = peer.path(name);
    let made = driver
        .ask(|request| Command::MakeDir {
            request,
            path: path.clone(),
        })
        .await;
    assert!(made.unwrap_err().to_string().contains("holds a line break"));
    let targets = vec![(path, EntryKind::File)];
    assert!(
        driver
            .ask(|request| Command::Delete { request, targets })
            .await
            .is_err()
    );
    assert_eq!(driver.names(&peer.directory).await, [b"precious"]);
    let commands = peer.server().commands();
    assert!(
        !commands
            .iter()
            .any(|line| line.contains("DELE") || line.contains("STOR"))
    );
    driver.quit().await;
}
