//! Properties of names, tried with names made to break them: what a server calls its files never
//! leads out of the folder that was chosen, and no name puts a second command on the wire.

use super::form::by_form;
use super::servers::driver::{Driver, down, file, folder, remote, up};
use super::servers::scripted::{Scripted, Talk, Then};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};
use twoport::engine::Command;
use twoport::model::{EntryKind, ModeChoice, Name, OnConflict, RemotePath, Site, TransferState};
use twoport::server::{EmbeddedServer, ServerOptions};

/// Pieces of names that lead out, or end a command, or are something to a terminal or a Telnet.
const PIECES: [&[u8]; 24] = [
    b"a",
    b"file",
    b".",
    b"..",
    b"/",
    b"../",
    b"/etc/",
    b"\\",
    b"..\\",
    b" ",
    b"-",
    b"\r",
    b"\n",
    b"\r\n",
    b"\r\nDELE precious",
    b"\nRMD keep",
    b"\0",
    b"\xff",
    b"\xff\xf4",
    b"\xff\xff",
    b"\x1b[2J",
    b"\xc3\xbc",
    b"\xe9",
    b"nul",
];

/// A name of a few pieces.
fn name() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop::sample::select(&PIECES[..]);
    vec(piece, 1..5).prop_map(|pieces| pieces.concat())
}

fn runner(short: u32, long: u32) -> TestRunner {
    TestRunner::new(Config {
        cases: by_form(short, long),
        failure_persistence: None,
        max_shrink_iters: 40,
        ..Config::default()
    })
}

/// Each command that takes a name gets one, and the server gets as many lines as commands were sent.
#[test]
fn no_name_is_a_second_command() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let outcome = runner(24, 2000).run(&vec(name(), 1..6), |names| {
        let (lines, sent) = runtime.block_on(ask_with(&names));
        let injected: Vec<_> = lines.iter().filter(|line| is_injected(line)).collect();
        prop_assert!(injected.is_empty(), "{names:?}: {injected:?}");
        prop_assert_eq!(lines.len(), sent, "{:?}: {:#?}", names, lines);
        Ok(())
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
}

/// A line that only a name can have brought, or that holds what ends a line elsewhere.
fn is_injected(line: &str) -> bool {
    line.starts_with("DELE precious") || line.starts_with("RMD keep") || line.contains(['\r', '\0'])
}

/// Asks for everything with each name. Gives the lines that the server got, and how many commands
/// the client says it sent.
async fn ask_with(names: &[Vec<u8>]) -> (Vec<String>, usize) {
    let (there, here) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    fs::write(there.path().join("precious"), "x").unwrap();
    fs::create_dir(there.path().join("keep")).unwrap();
    fs::write(here.path().join("mine"), "x").unwrap();
    let server = EmbeddedServer::start(ServerOptions::new(there.path()))
        .await
        .unwrap();
    let mut site = Site::anonymous("127.0.0.1", server.address().port());
    (site.mode, site.transfer_sessions) = (ModeChoice::Passive, 0);
    let mut driver = Driver::connect(&site).await;
    for name in names {
        let path = RemotePath::from_absolute(&[b"/", name.as_slice()].concat());
        // What is refused is refused: it is the wire that counts.
        let _ = driver.try_list(&path).await;
        let folder = path.clone();
        let _ = driver
            .ask(|request| Command::MakeDir {
                request,
                path: folder,
            })
            .await;
        let (from, to) = (path.clone(), remote("/renamed"));
        let _ = driver
            .ask(|request| Command::Rename { request, from, to })
            .await;
        let (from, to) = (remote("/renamed"), path.clone());
        let _ = driver
            .ask(|request| Command::Rename { request, from, to })
            .await;
        for kind in [EntryKind::File, EntryKind::Dir] {
            let targets = vec![(path.clone(), kind)];
            let _ = driver
                .ask(|request| Command::Delete { request, targets })
                .await;
        }
        let mut order = down(&remote("/"), here.path(), vec![file(name)]);
        order.on_conflict = OnConflict::Overwrite;
        driver.carry(order).await;
        let mut item = file("mine");
        item.rename_to = Some(Name::new(name.as_slice()));
        let mut order = up(here.path(), &remote("/"), vec![item]);
        order.on_conflict = OnConflict::Overwrite;
        driver.carry(order).await;
    }
    driver.names(&remote("/")).await;
    let sent = driver.log.iter().filter(|line| line.contains("] Sent "));
    let counted = (server.commands(), sent.count());
    driver.quit().await;
    server.stop().await;
    counted
}

/// A server whose folder `/d` holds these, all of them files with an `x` in them.
fn listing(names: &[Vec<u8>]) -> Scripted {
    let lines = names.iter().map(|name| {
        let head = b"-rw-r--r-- 1 a a 1 Jan 1 2020 ".as_slice();
        [head, name, b"\r\n"].concat()
    });
    let text = lines.collect::<Vec<_>>().concat();
    Scripted::start(move |talk: &mut Talk, line| match line.split(' ').next() {
        Some("LIST") => {
            talk.send(&text);
            Then::Answered
        }
        Some("RETR") => {
            talk.send(b"x");
            Then::Answered
        }
        _ => Then::Usual,
    })
}

/// Names of server's files as they are listed: no line ends in them, and no blank before them.
fn listed_name() -> impl Strategy<Value = Vec<u8>> {
    name().prop_map(|name| {
        let bytes = name
            .into_iter()
            .filter(|byte| !matches!(byte, b'\r' | b'\n'));
        [b"n".as_slice(), &bytes.collect::<Vec<_>>()].concat()
    })
}

/// The same without the harmless beginning.
fn bare_name() -> impl Strategy<Value = Vec<u8>> {
    listed_name()
        .prop_map(|name| name[1..].to_vec())
        .prop_filter("a line has a name", |name| !name.trim_ascii().is_empty())
}

/// A real download of a folder of hostile names: all that is written is below the target, each file
/// that is there is whole, and each name is accounted for.
#[test]
fn no_name_leads_out_of_its_folder() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let names = vec(prop_oneof![listed_name(), bare_name()], 1..40);
    let outcome = runner(24, 3000).run(&names, |names| {
        let names: Vec<_> = names
            .into_iter()
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        runtime.block_on(fetch(&names))
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
}

async fn fetch(names: &[Vec<u8>]) -> Result<(), TestCaseError> {
    let server = listing(names);
    let outer = tempfile::tempdir().unwrap();
    let inner = outer.path().join("inner");
    fs::create_dir(&inner).unwrap();
    let mut site = server.site.clone();
    site.transfer_sessions = 0;
    let mut driver = Driver::connect(&site).await;
    let carried = driver
        .carry(down(&remote("/"), &inner, vec![folder("d")]))
        .await;
    driver.quit().await;
    let there = all_below(outer.path());
    let strangers: Vec<_> = there
        .iter()
        .filter(|path| !path.starts_with("inner/d"))
        .collect();
    prop_assert!(strangers.is_empty(), "{strangers:?}");
    for path in &there {
        let content = fs::read(outer.path().join(path)).unwrap();
        prop_assert_eq!(content, b"x", "{}", path.display());
    }
    let done = carried
        .outcomes
        .iter()
        .filter(|end| end.state == TransferState::Done)
        .count();
    prop_assert_eq!(done, there.len(), "{:#?}", carried);
    // Dots are no entries of a folder; a line that could not be read is told as a problem.
    let entries = names.iter().filter(|name| !is_dots(name)).count();
    let told = carried.outcomes.len();
    prop_assert!(
        told == entries || !carried.problems.is_empty(),
        "{told} of {entries}: {names:?}\n{carried:#?}"
    );
    for name in names.iter().filter(|name| is_plain(name)) {
        let path = Path::new("inner/d").join(OsStr::from_bytes(name));
        prop_assert!(there.contains(&path), "{} is missing", path.display());
    }
    Ok(())
}

fn is_dots(name: &[u8]) -> bool {
    matches!(name, b"." | b"..")
}

/// A name that nothing speaks against.
fn is_plain(name: &[u8]) -> bool {
    name.iter().all(u8::is_ascii_lowercase)
}

/// All files below a folder, from it on.
fn all_below(root: &Path) -> BTreeSet<PathBuf> {
    let (mut files, mut folders) = (BTreeSet::new(), vec![root.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if fs::symlink_metadata(&path).unwrap().is_dir() {
                folders.push(path);
            } else {
                files.insert(path.strip_prefix(root).unwrap().to_owned());
            }
        }
    }
    files
}
