//! Rows 5 and 7: the network fails, not the server. A cable that is out for a while, and a router
//! that forgets the control connection while data moves, silently or with a reset. In network
//! namespaces of their own.

use super::QUICK;
use crate::form::{by_form, is_long};
use crate::netlab::client::Ran;
use crate::netlab::lab::Lab;
use crate::netlab::namespaces::address::SERVER;
use crate::netlab::scenario::{OPEN, Scenario, ServerKind};
use crate::oracle::{is_open, objects};
use crate::support::{poll, tree};
use crate::verdict::{Verdict, Wrong, row};
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

/// A server that sends and takes 400 kB in a second, and does not mind a client that is silent.
const SLOW: Scenario = Scenario {
    server: ServerKind::Configured("anon_max_rate=400000\n"),
    ..OPEN
};

/// How soon after the cable is back bytes must move again.
const BACK: Duration = Duration::from_secs(12);

/// A laboratory with a file on each side.
fn lab(bytes: usize, seed: u64) -> Option<(Lab, Vec<u8>)> {
    let lab = Lab::build(SLOW)?;
    let content = tree::bytes(seed, bytes);
    fs::write(lab.there().join("large"), &content).unwrap();
    fs::write(lab.here().join("mine"), &content).unwrap();
    fs::create_dir(lab.here().join("in")).unwrap();
    Some((lab, content))
}

/// The bytes of the files in a folder.
fn bytes_in(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).unwrap().flatten();
    entries
        .filter_map(|entry| Some(entry.metadata().ok()?.len()))
        .sum()
}

fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap().flatten();
    let mut names: Vec<_> = entries
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// Whether the journal holds nothing that is still to be done.
fn nothing_is_left(lab: &Lab) -> bool {
    let ran = lab.start(&["queue", "list", "--json"]).end();
    let entries = objects(&ran.out).unwrap_or_default();
    ran.code == Some(0) && !entries.iter().any(is_open)
}

#[test]
fn row_05_link_cut_for_5_s() {
    // TCP heals it: nobody has to log in again.
    cut(
        "5 link cut 5 s",
        by_form(1, 50),
        Duration::from_secs(5),
        "30",
    );
}

#[test]
fn row_05_link_cut_for_60_s() {
    // In the short form a short cut and little patience stand for a long cut and much.
    let (length, timeout) = if is_long() { (60, "30") } else { (7, "2") };
    cut(
        "5 link cut 60 s",
        by_form(1, 50),
        Duration::from_secs(length),
        timeout,
    );
}

fn cut(name: &str, runs: usize, length: Duration, timeout: &str) {
    row(name, runs, 2, |seed, _| {
        let mut verdict = Verdict::default();
        let Some((lab, content)) = lab(2_400_000, seed) else {
            return verdict;
        };
        let (into, there) = (lab.here().join("in"), lab.there());
        let before = names_in(&there);
        let options = ["--timeout", timeout];
        let [from, to] = ["large", "copy"].map(|name| lab.url(SERVER.into(), name));
        let download = lab.start(&[&["get", "-o", "in/", &from][..], &options].concat());
        let upload = lab.start(&[&["put", "mine", &to][..], &options].concat());
        let moves = poll(Duration::from_secs(20), || {
            (bytes_in(&into) > 200_000).then_some(())
        });
        verdict.expect(moves.is_some(), Wrong::Harness, || {
            "it did not begin to move".into()
        });
        lab.cut_for(length);
        let (back, had) = (Instant::now(), bytes_in(&into));
        let moves = poll(BACK, || (bytes_in(&into) > had).then_some(()));
        verdict.expect(moves.is_some(), Wrong::Effort, || {
            format!("nothing moves {:?} after the cable is back", back.elapsed())
        });
        for (run, file) in [(download, into.join("large")), (upload, there.join("copy"))] {
            let ran = run.end();
            ended_right(&mut verdict, &ran, &file, &content);
        }
        verdict.expect(names_in(&into) == ["large"], Wrong::Stray, || {
            format!("{:?}", names_in(&into))
        });
        verdict.expect(nothing_is_left(&lab), Wrong::Journal, || {
            "the journal is not empty".into()
        });
        let mut expected = [before, vec!["copy".into()]].concat();
        expected.sort();
        verdict.expect(names_in(&there) == expected, Wrong::Stray, || {
            format!("{:?}", names_in(&there))
        });
        verdict
    });
}

/// A run that is over says that it is done, and its file is whole.
fn ended_right(verdict: &mut Verdict, ran: &Ran, file: &Path, content: &[u8]) {
    let right = fs::read(file).is_ok_and(|found| found == content);
    let wrong = if ran.code == Some(0) {
        Wrong::Corrupt
    } else {
        Wrong::GaveUp
    };
    verdict.expect(ran.code == Some(0) && right, wrong, || {
        format!("{}: {ran:?}", file.display())
    });
}

#[test]
fn row_07_router_forgets_silently() {
    forgets("7 NAT forgets silently", by_form(1, 50), false);
}

#[test]
fn row_07_router_forgets_with_a_reset() {
    forgets("7 NAT forgets with RST", by_form(1, 50), true);
}

/// All bytes cross, but the server's last word does not come through any more: the file is proved
/// without fetching it again.
fn forgets(name: &str, runs: usize, resets: bool) {
    row(name, runs, 2, |seed, _| {
        let mut verdict = Verdict::default();
        let Some((lab, content)) = lab(2_000_000, seed) else {
            return verdict;
        };
        if resets {
            lab.forget_with_reset_after(2);
        } else {
            lab.forget_after(2);
        }
        let (into, there) = (lab.here().join("in"), lab.there());
        let [from, to] = ["large", "copy"].map(|name| lab.url(SERVER.into(), name));
        let download = lab.start(&[&["get", "-v", "-o", "in/", &from][..], &QUICK].concat());
        let upload = lab.start(&[&["put", "-v", "mine", &to][..], &QUICK].concat());
        for (run, file, verb) in [
            (download, into.join("large"), "-> RETR"),
            (upload, there.join("copy"), "-> STOR"),
        ] {
            let ran = run.end();
            ended_right(&mut verdict, &ran, &file, &content);
            let asked = ran.err.lines().filter(|line| line.contains(verb)).count();
            verdict.expect(asked == 1, Wrong::Effort, || {
                format!("{asked} times {verb}")
            });
        }
        verdict.expect(nothing_is_left(&lab), Wrong::Journal, || {
            "the journal is not empty".into()
        });
        verdict
    });
}
