//! Transfers that take long: what is told of them, and what Ctrl-C leaves of one.

use super::program::{Ran, Setup, read};
use super::support::{poll, process};
use rustix::process::Signal;
use std::io::Write as _;
use std::time::Duration;

fn slow(rate: u64, length: usize) -> Setup {
    let setup = Setup::with(|options| options.rate = Some(rate));
    setup.put("slow", &"0123456789".repeat(length / 10));
    setup
}

#[test]
fn how_it_goes_on_is_told_in_a_line_now_and_then() {
    let setup = slow(100_000, 700_000);
    let ran = setup
        .run(&["-c", "hash; get slow", &setup.url("")])
        .ended(0);
    let told: Vec<&str> = ran
        .err
        .lines()
        .filter(|line| line.contains("slow: "))
        .collect();
    let [line] = told.as_slice() else {
        panic!("{}", ran.err);
    };
    for part in ["% ", "KiB of 684 KiB", "a second", "left"] {
        assert!(line.replace("%,", "% ").contains(part), "{line}");
    }
    assert!(!ran.err.contains('\r') && !ran.err.contains('\u{1b}'));
    assert_eq!(read(setup.here.join("slow")).len(), 700_000);
}

/// What is on the disk after Ctrl-C at the prompt is what was told, and `reget` goes on with it.
#[test]
fn what_ctrl_c_stops_at_the_prompt_is_kept_and_gone_on_with() {
    let setup = slow(400_000, 2_000_000);
    let mut child = setup.command(["--plain", &setup.url("")]).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    writeln!(input, "get slow").unwrap();
    let part = || {
        let names = setup.names_here();
        let part = names.into_iter().find(|name| name.contains(".part"))?;
        let length = std::fs::metadata(setup.here.join(part)).ok()?.len();
        (length > 200_000).then_some(length)
    };
    assert!(poll(Duration::from_secs(20), part).is_some(), "not begun");
    process::signal(child.id(), Signal::INT);
    writeln!(input, "!ls -l .slow.*.part >&2").unwrap();
    writeln!(input, "reget slow").unwrap();
    drop(input);
    let ran: Ran = child.wait_with_output().unwrap().into();
    let ran = ran.ended(0);
    let told = ran.err.lines().find(|line| line.contains("stopped; "));
    let told = told.unwrap_or_else(|| panic!("{}", ran.err));
    assert!(
        told.contains("of slow are kept as a part: reget or get goes on"),
        "{told}"
    );
    let listed = ran.err.lines().find(|line| line.contains(" .slow."));
    let kept: u64 = listed
        .and_then(|line| line.split_whitespace().nth(4)?.parse().ok())
        .unwrap_or_else(|| panic!("{}", ran.err));
    let shown = twoport::model::text::size(kept);
    assert!(
        told.contains(&format!("stopped; {shown} of")),
        "{kept}: {told}"
    );
    // The whole is told, and what came of it now.
    assert!(
        ran.out.contains("/slow (1.91 MiB, the last "),
        "{}",
        ran.out
    );
    assert_eq!(read(setup.here.join("slow")).len(), 2_000_000);
    assert_eq!(setup.names_here(), ["slow"]);
}

#[test]
fn what_ctrl_c_stops_in_a_script_is_told_and_gone_on_with() {
    let setup = slow(400_000, 2_000_000);
    let child = setup
        .command(["-c", "get slow", &setup.url("")])
        .spawn()
        .unwrap();
    let begun = poll(Duration::from_secs(20), || {
        let names = setup.names_here();
        let part = names.into_iter().find(|name| name.contains(".part"))?;
        let length = std::fs::metadata(setup.here.join(part)).ok()?.len();
        (length > 200_000).then_some(())
    });
    process::signal(child.id(), Signal::INT);
    let ran: Ran = child.wait_with_output().unwrap().into();
    assert!(begun.is_some(), "not begun");
    ran.ended(130)
        .said("KiB of slow kept in the queue: repeat the command to go on");
    setup.run(&["-c", "reget slow", &setup.url("")]).ended(0);
    assert_eq!(read(setup.here.join("slow")).len(), 2_000_000);
    assert_eq!(setup.names_here(), ["slow"]);
}

#[test]
fn text_that_was_stopped_is_not_kept_and_that_is_told() {
    let setup = slow(400_000, 2_000_000);
    let mut child = setup.command(["--plain", &setup.url("")]).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    writeln!(input, "ascii\nget slow").unwrap();
    let begun = poll(Duration::from_secs(20), || {
        let names = setup.names_here();
        names
            .iter()
            .any(|name| name.contains(".part"))
            .then_some(())
    });
    assert!(begun.is_some(), "not begun");
    process::signal(child.id(), Signal::INT);
    drop(input);
    let ran: Ran = child.wait_with_output().unwrap().into();
    ran.ended(0).said("stopped; nothing of slow is kept");
    assert!(setup.names_here().is_empty(), "{:?}", setup.names_here());
}
