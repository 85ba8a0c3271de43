//! The demo with something going wrong: what the screen says of it.

use crate::program::{Demo, SIZE, Side, activate, find};
use crate::support::pty::{LIMIT, Screen};

/// The demo, with its folders in a place of its own. What is said first may not be the connection.
fn begun(fault: &str) -> (Screen, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().to_str().unwrap();
    let screen = Screen::spawn(SIZE, &["demo", "--fault", fault], &[("TMPDIR", place)]);
    (screen, folder)
}

#[test]
fn nat_is_told_in_the_connection_pane() {
    let (screen, _folder) = begun("nat");
    screen.wait_for("227 said 10.0.0.5", LIMIT);
    screen.wait_for("used 127.0.0.1", LIMIT);
}

#[test]
fn passive_ports_that_refuse_lead_to_active_mode() {
    let (screen, _folder) = begun("pasv-refused");
    screen.wait_for("AUTO: ACTIVE", LIMIT);
}

#[test]
fn a_truncated_download_is_found_out_and_tried_again() {
    let demo = Demo::start(&["--fault", "truncated", "--rate", "0"]);
    let screen = &demo.screen;
    activate(screen, Side::Right);
    find(screen, "dataset-001.parquet");
    screen.press("F5");
    screen.wait_for("1 done", LIMIT);
    screen.press("T");
    screen.wait_for("try 2", LIMIT);
    let whole = demo.server().join("pub/dataset-001.parquet");
    let here = demo.local().join("dataset-001.parquet");
    let size = |path| std::fs::metadata(path).unwrap().len();
    assert_eq!(size(here), size(whole));
}

#[test]
fn several_at_once() {
    let (screen, _folder) = begun("no-mlsd,no-epsv");
    screen.wait_for("LIST -a", LIMIT);
    screen.wait_for("PASV", LIMIT);
}

#[test]
fn an_unknown_one_is_told_with_those_there_are() {
    let screen = Screen::spawn(SIZE, &["demo", "--fault", "nothing"], &[]);
    screen.wait_for("pasv-blocked", LIMIT);
    screen.wait_for("truncated", LIMIT);
}
