//! What is made of what sessions of the server before tell, without a server.

use super::*;
use crate::engine::fixtures::{Bench, ELSEWHERE, cyrillic};
use crate::engine::work::Walked;
use crate::model::NameCoding;
use std::sync::Arc;

const REQUEST: RequestId = RequestId(1);

fn list() -> Work {
    Work::List {
        request: REQUEST,
        path: RemotePath::root(),
        in_parts: true,
    }
}

fn part() -> SessionEvent {
    let part = ListingPart {
        from: 0,
        entries: cyrillic(),
        verb: "LIST",
    };
    SessionEvent::ListedPart(REQUEST, RemotePath::root(), part)
}

fn listed() -> WorkResult {
    WorkResult::Listed {
        request: REQUEST,
        path: RemotePath::root(),
        told: 0,
        entries: cyrillic(),
        verb: "LIST",
        unparsed: Vec::new(),
    }
}

/// A folder is looked at, while another site is connected to or not.
fn looked_at(direction: Direction, leaves: bool) -> Bench {
    let mut bench = Bench::new();
    let drop = bench.drop(direction);
    let walk = bench.router.walks.pop_front().unwrap();
    bench.busy(1, SessionRole::Transfer, Work::Walk(walk.clone()));
    if leaves {
        bench.leave();
        let coding = NameCoding::from("koi8-r".parse::<crate::model::Charset>().unwrap());
        bench.router.coding.send_replace(coding);
    }
    let mut found = Walked::default();
    match direction {
        Direction::Download => found.entries = cyrillic(),
        Direction::Upload => found.present = cyrillic(),
    }
    let order = walk;
    let found = Ok(found);
    bench.worked(1, WorkResult::Walked { order, found });
    assert!(bench.router.drops.contains_key(&drop));
    bench
}

#[test]
fn names_of_the_server_before_teach_the_new_one_nothing() {
    for leaves in [false, true] {
        let mut bench = Bench::new();
        bench.busy(1, SessionRole::Browse, list());
        if leaves {
            bench.leave();
        }
        let before = bench.router.names();
        bench.router.session_event(1, part());
        assert_eq!(bench.router.names() != before, !leaves, "in part");
        let told = bench.events();
        let is_told = told
            .iter()
            .any(|event| matches!(event, Event::ListedPart { .. }));
        assert!(is_told, "{told:?}");

        let mut bench = Bench::new();
        bench.busy(1, SessionRole::Browse, list());
        if leaves {
            bench.leave();
        }
        bench.worked(1, listed());
        assert_eq!(bench.router.names() != before, !leaves, "as a whole");
    }
}

#[test]
fn a_folder_of_the_server_before_is_looked_at_when_we_are_there_again() {
    for direction in [Direction::Download, Direction::Upload] {
        let mut bench = looked_at(direction, true);
        let koi8 = bench.router.names();
        let drop = bench.router.drops.values().next().unwrap();
        assert_eq!(drop.parked.len(), 1);
        assert_ne!(drop.coding, koi8, "that is the other server's");
        assert_eq!(bench.router.queue.totals().queued, 0);
        assert!(bench.events().is_empty());
    }
}

#[test]
fn a_folder_of_this_server_is_read_in_its_character_set() {
    let bench = looked_at(Direction::Upload, false);
    let drop = bench.router.drops.values().next().unwrap();
    assert!(drop.parked.is_empty());
    assert_eq!(drop.coding, bench.router.names());
    assert_ne!(drop.coding, NameCoding::default());
}

/// The user has taken it back meanwhile.
#[test]
fn what_was_taken_back_is_laid_nowhere() {
    let mut bench = Bench::new();
    let drop = bench.drop(Direction::Download);
    let order = bench.router.walks.pop_front().unwrap();
    bench.busy(1, SessionRole::Transfer, Work::Walk(order.clone()));
    bench.leave();
    let before = bench.router.names();
    bench.router.take_back(drop);
    let found = Ok(Walked {
        entries: cyrillic(),
        ..Walked::default()
    });
    bench.worked(1, WorkResult::Walked { order, found });
    assert!(bench.router.walks.is_empty() && bench.router.drops.is_empty());
    assert_eq!(bench.router.names(), before);
    assert_eq!(bench.router.label, Arc::from(ELSEWHERE));
}
