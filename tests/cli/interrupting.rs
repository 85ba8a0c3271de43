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

#[test]
fn what_was_not_looked_at_yet_is_in_the_list_and_can_be_cancelled() {
    // So deep, and so slow, that there is always something that is not looked at yet.
    let setup = Setup::with(|options| options.reply_delay = Duration::from_millis(100));
    let leaf = format!("tree{}/leaf", "/deeper".repeat(60));
    setup.put(&leaf, "green");
    let child = setup
        .command(["get", "-r", &setup.url("tree")])
        .spawn()
        .unwrap();
    let listed = || setup.run(&["queue", "list", "--json"]).ended(0).out;
    let is_below = || listed().contains("/tree/deeper");
    let seen = poll(Duration::from_secs(20), || is_below().then_some(()));
    process::signal(child.id(), Signal::TERM);
    let ran: super::program::Ran = child.wait_with_output().unwrap().into();
    assert!(seen.is_some(), "it is not in the list: {}", listed());
    assert!(
        ran.err.contains("1 name still to be looked at"),
        "{}",
        ran.err
    );
    let list = setup.run(&["queue"]).ended(0).out;
    assert!(
        list.contains("/ -> ") && list.contains("not looked at yet"),
        "{list}"
    );
    let ran = setup.run(&["queue", "cancel", "--all"]).ended(0);
    assert!(
        ran.err.contains("all that was still to be looked at"),
        "{}",
        ran.err
    );
    assert_eq!(listed(), "");
}

#[test]
fn what_had_not_begun_and_is_left_out_now_is_left_in_the_queue_no_more() {
    let setup = Setup::with(|options| options.silent = vec!["STOR".into()]);
    std::fs::create_dir(setup.here.join("tree")).unwrap();
    for name in ["tree/first", "tree/second"] {
        std::fs::write(setup.here.join(name), "green").unwrap();
    }
    let put = ["put", "-r", "--jobs", "1", "tree", &setup.url("")];
    let child = setup.command(put).spawn().unwrap();
    let listed = || setup.run(&["queue", "list", "--json"]).ended(0).out;
    let queued = poll(Duration::from_secs(20), || {
        let listed = listed();
        (listed.contains("/first") && listed.contains("/second")).then_some(())
    });
    process::signal(child.id(), Signal::TERM);
    child.wait_with_output().unwrap();
    assert!(queued.is_some(), "{}", listed());
    // Whichever of them had begun, the other one had not.
    let has_begun = |name| {
        let listed = listed();
        let line = listed.lines().find(|line| line.contains(name));
        line.is_some_and(|line| !line.contains("\"queued\""))
    };
    let waits = if has_begun("/first") {
        "tree/second"
    } else {
        "tree/first"
    };
    setup.put(waits, "another one");
    let again = ["put", "--on-conflict", "skip", waits, &setup.url("tree/")];
    let ran = setup.run(&again);
    let left = listed();
    assert_eq!(left.lines().count(), 1, "{left}\n{ran:?}");
    assert!(!left.contains(waits), "{left}");
}
