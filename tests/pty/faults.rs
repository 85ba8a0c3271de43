//! The demo with something going wrong: what the screen says of it.

use crate::program::{Demo, SIZE, Side, activate, find};
use crate::support::pty::{LIMIT, Screen};

#[test]
fn nat_is_told_in_the_connection_pane() {
    let demo = Demo::start(&["--fault", "nat"]);
    let screen = &demo.screen;
    screen.wait_for("227 said 10.0.0.5", LIMIT);
    screen.wait_for("used 127.0.0.1", LIMIT);
}

#[test]
fn passive_ports_that_refuse_lead_to_active_mode() {
    let demo = Demo::start(&["--fault", "pasv-refused"]);
    demo.screen.wait_for("AUTO: ACTIVE", LIMIT);
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
    let demo = Demo::start(&["--fault", "no-mlsd,no-epsv"]);
    let screen = &demo.screen;
    screen.wait_for("─ LIST ─", LIMIT);
    screen.wait_for("PASV", LIMIT);
}

#[test]
fn an_unknown_one_is_told_with_those_there_are() {
    let screen = Screen::spawn(SIZE, &["demo", "--fault", "nothing"], &[]);
    screen.wait_for("pasv-blocked", LIMIT);
    screen.wait_for("truncated", LIMIT);
}
