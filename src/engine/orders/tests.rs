//! Drops in the engine, without a server: what is told, what is left to do.

use super::super::dispatch::{Occupation, Slot};
use super::super::session::SessionHandle;
use super::*;
use crate::engine::work::Work;
use crate::engine::{Place, Source};
use crate::model::{EntryKind, Name, RemotePath, SessionRole, Site};
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

type Events = mpsc::UnboundedReceiver<Event>;

fn router() -> (Router, Events) {
    let (events, told) = mpsc::unbounded_channel();
    let (sessions, _) = mpsc::unbounded_channel();
    let (snapshot, _) = watch::channel(crate::model::EngineSnapshot::default());
    let mut router = Router::new(events, snapshot, sessions);
    let site = Site::anonymous("here", 21);
    router.label = site.label().into();
    router.site = Some(site);
    (router, told)
}

/// The folder `tree` of the server is moved here.
fn moved(router: &mut Router) -> DropId {
    let id = DropId(1);
    router.enqueue(DropOrder {
        id,
        from: Place::Remote(RemotePath::root()),
        to: Place::Local("/here".into()),
        items: vec![Source::new(Name::from("tree"), EntryKind::Dir)],
        operation: Operation::Move,
        on_conflict: OnConflict::Ask,
        transfer_type: crate::model::TransferType::Image,
    });
    let walk = router.walks.pop_front().unwrap();
    router.walked(&walk, Ok(Walked::default()), Instant::now());
    id
}

fn failures(told: &mut Events) -> Vec<bool> {
    let mut failures = Vec::new();
    while let Ok(event) = told.try_recv() {
        if let Event::DropFailed { whole, .. } = event {
            failures.push(whole);
        }
    }
    failures
}

#[test]
fn emptied_folders_are_removed_on_their_own_server_only() {
    let (mut router, _told) = router();
    moved(&mut router);
    let walk = router.walks.pop_front().unwrap();
    router.walked(&walk, Ok(Walked::default()), Instant::now());
    assert!(matches!(
        router.chores.make_contiguous(),
        [Work::RemoveEmptied { dirs }] if dirs.len() == 1
    ));
    router.chores.clear();

    moved(&mut router);
    let walk = router.walks.pop_front().unwrap();
    router.label = "anna@elsewhere:21".into();
    router.walked(&walk, Ok(Walked::default()), Instant::now());
    assert!(router.chores.is_empty());
}

#[test]
fn a_folder_that_fails_is_a_part_and_a_drop_without_a_connection_the_whole() {
    let (mut router, mut told) = router();
    moved(&mut router);
    let walk = router.walks.pop_front().unwrap();
    let problem = Problem::new(Cause::Refused, "Reading the folder /tree failed");
    router.walked(&walk, Err(problem), Instant::now());
    assert_eq!(failures(&mut told), [false]);
    router.site = None;
    let order = router.drops.pop_first().unwrap().1.order;
    router.enqueue(order);
    assert_eq!(failures(&mut told), [true]);
}

#[test]
fn lines_that_could_not_be_read_keep_the_folders_of_a_move() {
    let (mut router, mut told) = router();
    moved(&mut router);
    let walk = router.walks.pop_front().unwrap();
    let found = Walked {
        unread: vec!["nonsense".into()],
        ..Walked::default()
    };
    router.walked(&walk, Ok(found), Instant::now());
    assert_eq!(failures(&mut told), [false]);
    assert!(router.chores.is_empty());
}

#[test]
fn a_drop_that_is_taken_back_is_read_no_further() {
    let (mut router, _told) = router();
    let drop = moved(&mut router);
    let walk = router.walks.front().unwrap().clone();
    let cancel = CancellationToken::new();
    let (work, _assignments) = mpsc::unbounded_channel();
    let report = crate::ftp::Reporter::new(1, std::sync::Arc::new(|_| {})).subscribe();
    let slot = Slot {
        server: "here:21".into(),
        handle: SessionHandle {
            work,
            report,
            stop: CancellationToken::new(),
        },
        role: SessionRole::Transfer,
        occupation: Occupation::Busy {
            work: Work::Walk(walk.clone()),
            cancel: cancel.clone(),
            lost: None,
        },
        closing: false,
        since: Instant::now(),
        proved: false,
        trouble: None,
        adrift: false,
    };
    router.slots.insert(1, slot);
    router.take_back(DropId(99));
    assert!(!cancel.is_cancelled(), "it is another drop's");
    router.take_back(drop);
    assert!(cancel.is_cancelled());
    assert!(router.walks.is_empty());
    router.walked(&walk, Ok(Walked::default()), Instant::now());
    assert!(router.walks.is_empty() && router.drops.is_empty());
}

#[test]
fn what_came_of_taking_a_drop_back_is_told() {
    for (numbers, told) in [
        (
            (0, 0, 0),
            "took the last drop back before anything of it was queued",
        ),
        ((3, 0, 0), "took the last drop back: 3 cancelled"),
        (
            (1, 1, 2),
            "took the last drop back: 1 cancelled, 1 is under way and goes on (Transfers cancels), 2 are done and stay",
        ),
        (
            (0, 0, 1),
            "nothing is left to take back: 1 is done and stays",
        ),
    ] {
        assert_eq!(taken_back(numbers.0, numbers.1, numbers.2), told);
    }
}
