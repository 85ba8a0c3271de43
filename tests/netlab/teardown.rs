//! The laboratory leaves nothing behind, however it ends.

use super::lab::Lab;
use super::namespaces::{Namespaces, prefix_of};
use super::scenario::OPEN;
use super::support::poll;
use super::tools::{Tools, run};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::Command;
use std::time::Duration;

#[test]
fn a_panic_takes_the_laboratory_down() {
    let Some(lab) = Lab::build(OPEN) else {
        return;
    };
    // The other tests of this process, where they share one, have laboratories of their own.
    let names = lab.namespaces().names();
    let stands = |name: &String| Namespaces::file(name).exists();
    assert!(names.iter().all(stands), "{names:?}");
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        let _lab = lab;
        panic!("on purpose");
    }));
    assert!(panicked.is_err());
    assert!(!names.iter().any(stands), "{names:?}");
}

#[test]
fn what_a_killed_run_has_left_is_removed() {
    let Some(tools) = Tools::find() else {
        return;
    };
    // While its maker lives nobody clears the namespace away.
    let mut maker = Command::new("sleep").arg("600").spawn().unwrap();
    let name = format!("{}server", prefix_of(maker.id()));
    run(tools.ip(["netns", "add", &name]), "").unwrap();
    let mut sleeper = tools.inside(&name, "sleep".as_ref());
    let mut sleeper = sleeper.arg("600").spawn().unwrap();
    // It begins outside, and steps in.
    let id = sleeper.id().to_string();
    let stepped_in = poll(Duration::from_secs(10), || {
        let inside = run(tools.ip(["netns", "pids", &name]), "").unwrap();
        inside.lines().any(|line| line.trim() == id).then_some(())
    });
    stepped_in.expect("a process in the namespace");
    maker.kill().unwrap();
    maker.wait().unwrap();
    drop(Namespaces::make(Tools::find().unwrap()));
    // Another test may be at it just now, and a step ahead.
    let removed = poll(Duration::from_secs(10), || {
        (!Namespaces::file(&name).exists()).then_some(())
    });
    removed.expect("the namespace is removed");
    assert!(!sleeper.wait().unwrap().success());
}
