//! Ctrl-C, SIGTERM and SIGHUP in the middle of a download.

use super::program::Setup;
use super::support::{poll, process};
use rustix::process::Signal;
use std::time::Duration;

fn interrupt(signal: Signal, code: i32) {
    let setup = Setup::with(|options| options.rate = Some(100_000));
    setup.put("slow", &"x".repeat(10_000_000));
    let child = setup.command(["get", &setup.url("slow")]).spawn().unwrap();
    let part = poll(Duration::from_secs(20), || {
        let names = setup.names_here();
        names
            .iter()
            .any(|name| name.contains(".part"))
            .then_some(())
    });
    assert!(part.is_some(), "the download has not begun");
    process::signal(child.id(), signal);
    let ran: super::program::Ran = child.wait_with_output().unwrap().into();
    ran.ended(code);
    let names = setup.names_here();
    assert!(names.iter().all(|name| name.contains(".part")), "{names:?}");
}

#[test]
fn ctrl_c_ends_with_130_and_leaves_the_part_alone() {
    interrupt(Signal::INT, 130);
}

#[test]
fn sigterm_ends_with_143_and_leaves_the_part_alone() {
    interrupt(Signal::TERM, 143);
}

#[test]
fn sighup_ends_with_129_and_leaves_the_part_alone() {
    interrupt(Signal::HUP, 129);
}
