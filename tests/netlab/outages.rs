//! Networks that fail while something is under way: a cable that is out for a while, a router that
//! forgets a connection which has been silent.

use super::client::{Ran, Run};
use super::lab::Lab;
use super::namespaces::address::SERVER;
use super::scenario::{OPEN, Scenario, ServerKind};
use super::support::{poll, tree};
use std::fs;
use std::path::Path;
use std::time::Duration;

/// A server that sends and takes 200 kB in a second, and does not mind a client that is silent.
const SLOW: Scenario = Scenario {
    server: ServerKind::Configured("anon_max_rate=200000\n"),
    ..OPEN
};

/// How many bytes have to be there for a transfer to count as under way.
const UNDER_WAY: u64 = 200_000;

/// A slow server with a file `large` of so many bytes, the same file here as `mine`, and an empty
/// folder `in`.
fn slow_lab(bytes: usize) -> Option<(Lab, Vec<u8>)> {
    let lab = Lab::build(SLOW)?;
    let content = tree::bytes(1, bytes);
    fs::write(lab.there().join("large"), &content).unwrap();
    fs::write(lab.here().join("mine"), &content).unwrap();
    fs::create_dir(lab.here().join("in")).unwrap();
    Some((lab, content))
}

/// Begins a download of `large` into `in`.
fn download(lab: &Lab, options: &[&str]) -> Run {
    let url = lab.url(SERVER.into(), "large");
    let run = lab.start(&[&["get", "-o", "in/", &url], options].concat());
    wait_until_under_way(&lab.here().join("in"));
    run
}

/// Waits until enough has come into a folder that something is surely moving.
fn wait_until_under_way(folder: &Path) {
    let moving = poll(Duration::from_secs(20), || {
        let sizes = fs::read_dir(folder).unwrap().flatten();
        let sum: u64 = sizes
            .filter_map(|entry| Some(entry.metadata().ok()?.len()))
            .sum();
        (sum >= UNDER_WAY).then_some(())
    });
    moving.expect("the transfer begins");
}

#[track_caller]
fn assert_whole(ran: &Ran, file: &Path, content: &[u8]) {
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(fs::read(file).unwrap() == content, "{}", file.display());
}

#[test]
fn a_cut_of_five_seconds_delays_both_directions_and_breaks_nothing() {
    let Some((lab, content)) = slow_lab(1_200_000) else {
        return;
    };
    let url = lab.url(SERVER.into(), "copy");
    let upload = lab.start(&["put", "mine", &url]);
    let download = download(&lab, &["--timeout", "30"]);
    lab.cut_for(Duration::from_secs(5));
    assert_whole(&download.end(), &lab.here().join("in/large"), &content);
    assert_whole(&upload.end(), &lab.there().join("copy"), &content);
}

/// Stands for a cut of a minute and the usual patience of half a minute.
#[test]
fn a_cut_longer_than_the_patience_is_named_and_gone_on_after() {
    let Some((lab, content)) = slow_lab(1_200_000) else {
        return;
    };
    let file = lab.here().join("in/large");
    let download = download(&lab, &["--timeout", "3"]);
    lab.cut_for(Duration::from_secs(6));
    let ran = download.end();
    assert!(ran.err.contains("no data moved for 3 s"), "{ran:?}");
    assert!(ran.err.contains("Try 2 of 6"), "{ran:?}");
    assert_whole(&ran, &file, &content);
}

/// The same, where it is not to be tried again: what has come is kept, under no final name, and the
/// same command goes on with it.
#[test]
fn a_cut_longer_than_the_patience_ends_what_is_not_to_be_tried_again() {
    let Some((lab, content)) = slow_lab(1_200_000) else {
        return;
    };
    let file = lab.here().join("in/large");
    let cut = download(&lab, &["--timeout", "3", "--retries", "0"]);
    lab.cut_for(Duration::from_secs(6));
    let ran = cut.end();
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert!(ran.err.contains("no data moved for 3 s"), "{ran:?}");
    assert!(!file.exists());
    let ran = download(&lab, &[]).end();
    assert_whole(&ran, &file, &content);
    let names = fs::read_dir(lab.here().join("in")).unwrap().count();
    assert_eq!(names, 1, "nothing else is left");
}

/// All bytes have crossed, but the server's confirmation does not come through any more.
#[test]
fn a_router_that_forgets_the_control_connection_costs_no_file() {
    forgotten(Lab::forget_after);
}

#[test]
fn a_router_that_refuses_what_it_has_forgotten_costs_no_file() {
    forgotten(Lab::forget_with_reset_after);
}

fn forgotten(make_forgetful: fn(&Lab, u32)) {
    let Some((lab, content)) = slow_lab(1_000_000) else {
        return;
    };
    make_forgetful(&lab, 2);
    let url = lab.url(SERVER.into(), "copy");
    let upload = lab.start(&["put", "--timeout", "4", "mine", &url]);
    let download = download(&lab, &["--timeout", "4"]);
    for (run, file) in [
        (download, lab.here().join("in/large")),
        (upload, lab.there().join("copy")),
    ] {
        let ran = run.end();
        assert!(ran.err.contains("confirmation lost"), "{ran:?}");
        assert_whole(&ran, &file, &content);
    }
}

/// The usual router forgets after minutes, not seconds; this one does shortly after the time at
/// which keep-alive has to be heard.
#[test]
fn keep_alive_holds_the_control_connection_while_data_moves() {
    let Some((lab, content)) = slow_lab(7_600_000) else {
        return;
    };
    lab.forget_after(34);
    let ran = download(&lab, &["--timeout", "10"]).end();
    assert_whole(&ran, &lab.here().join("in/large"), &content);
    // Otherwise nothing was put to the test.
    assert!(ran.took > Duration::from_secs(36), "{ran:?}");
}
