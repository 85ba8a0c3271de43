//! What is counted until nothing is left, and room that was missing, without a server.

use super::*;
use crate::engine::drops::DropState;
use crate::engine::fixtures::download;
use crate::engine::problem::Cause;
use crate::engine::queue::Tried;
use crate::engine::work::TransferOrder;
use crate::engine::{DropId, DropOrder, Place, Problem};
use crate::model::{EngineSnapshot, OnConflict, Operation, RemotePath, Site, TransferType};
use std::sync::Arc;
use tokio::sync::{mpsc, watch};

const ELSEWHERE: &str = "anna@elsewhere";

type Events = mpsc::UnboundedReceiver<Event>;

fn router() -> (Router, Events) {
    let (events, told) = mpsc::unbounded_channel();
    let (sessions, _) = mpsc::unbounded_channel();
    let (snapshot, _) = watch::channel(EngineSnapshot::default());
    let mut router = Router::new(events, snapshot, sessions);
    let site = Site::anonymous("here", 21);
    router.label = site.label().into();
    router.site = Some(site);
    (router, told)
}

fn order(router: &mut Router, direction: Direction) -> TransferOrder {
    let id = router.queue.next_id();
    TransferOrder {
        direction,
        local: format!("/here/{}", id.0).into(),
        root: std::path::Path::new("/").into(),
        remote: RemotePath::from_absolute(format!("/there/{}", id.0).as_bytes()),
        ..download(id)
    }
}

fn push(router: &mut Router, site: &str, direction: Direction) -> TransferId {
    let order = order(router, direction);
    let id = order.id;
    router.queue.push(&Arc::from(site), DropId(1), order);
    id
}

fn start(router: &mut Router) -> Option<TransferId> {
    let site = Arc::clone(&router.label);
    let now = crate::engine::queue::Moment::now();
    Some(router.queue.start_next(&site, 1, now)?.0.id)
}

fn end(router: &mut Router, id: TransferId, end: Result<Option<String>, Problem>) {
    if end.is_ok() {
        router.room_on_server();
    }
    router.end(id, tried(end));
}

fn tried(end: Result<Option<String>, Problem>) -> Tried {
    Tried {
        from: 0,
        bytes: 10,
        since: std::time::Instant::now(),
        end,
    }
}

fn no_room(shore: Shore) -> Result<Option<String>, Problem> {
    Err(Problem::new(Cause::NoRoom(shore), "Storing failed").words("552 Quota exceeded"))
}

fn batches(told: &mut Events) -> Vec<usize> {
    let mut batches = Vec::new();
    while let Ok(event) = told.try_recv() {
        if let Event::BatchEnded(batch) = event {
            batches.push(batch.done + batch.failed);
        }
    }
    batches
}

fn state(router: &Router, id: TransferId) -> TransferState {
    router.queue.get(id).unwrap().state
}

#[test]
fn what_waits_for_another_server_does_not_hold_up_the_end() {
    let (mut router, mut told) = router();
    push(&mut router, ELSEWHERE, Direction::Upload);
    let held = order(&mut router, Direction::Upload);
    let taken = crate::engine::queue::Held::default();
    router
        .queue
        .push_held(&Arc::from(ELSEWHERE), DropId(1), held, taken);
    let label = Arc::clone(&router.label);
    let id = push(&mut router, &label, Direction::Upload);
    start(&mut router).unwrap();
    router.tell_batch();
    assert!(batches(&mut told).is_empty());
    end(&mut router, id, Ok(None));
    router.tell_batch();
    assert_eq!(batches(&mut told), [1]);
}

#[test]
fn what_is_let_go_ends_even_if_there_is_nothing_to_do() {
    let (mut router, mut told) = router();
    let label = Arc::clone(&router.label);
    router.settle_restored(Some(&label), true);
    router.tell_batch();
    router.tell_batch();
    assert_eq!(batches(&mut told), [0]);
}

#[test]
fn uploads_without_room_have_their_turns_until_there_is_room() {
    let (mut router, _told) = router();
    let label = Arc::clone(&router.label);
    let ids = [(); 3].map(|()| push(&mut router, &label, Direction::Upload));
    let later = push(&mut router, &label, Direction::Upload);
    let other = push(&mut router, ELSEWHERE, Direction::Upload);
    for id in ids {
        assert_eq!(start(&mut router), Some(id));
    }
    for id in ids {
        end(&mut router, id, no_room(Shore::Remote));
    }
    assert_eq!(start(&mut router), None, "the others are not tried at once");
    let minute = router.room.next().unwrap();
    router.look_for_room(minute);
    assert_eq!(start(&mut router), Some(ids[0]));
    assert!(
        router.room.next().is_some(),
        "the others have their turn too"
    );
    end(&mut router, ids[0], Ok(None));
    for id in &ids[1..] {
        assert_eq!(state(&router, *id), TransferState::Queued);
    }
    assert_eq!(state(&router, later), TransferState::Queued);
    assert_eq!(state(&router, other), TransferState::Queued);
}

/// It ends while we are at another server already.
#[test]
fn one_servers_room_says_nothing_of_anothers() {
    let (mut router, mut told) = router();
    let here = Arc::clone(&router.label);
    router.label = ELSEWHERE.into();
    let [full, done] = [(); 2].map(|()| push(&mut router, ELSEWHERE, Direction::Upload));
    start(&mut router).unwrap();
    start(&mut router).unwrap();
    router.label = here;
    let label = Arc::clone(&router.label);
    let ours = push(&mut router, &label, Direction::Upload);
    end(&mut router, full, no_room(Shore::Remote));
    assert_eq!(state(&router, full), TransferState::Paused);
    assert_eq!(start(&mut router), Some(ours));
    assert!(router.room.next().is_none() && told.try_recv().is_err());
    end(&mut router, ours, no_room(Shore::Remote));
    router.transferred(done, tried(Ok(None)), false);
    assert_eq!(state(&router, done), TransferState::Done);
    push(&mut router, &label, Direction::Upload);
    assert_eq!(start(&mut router), None, "there is no room here still");
}

#[test]
fn one_direction_without_room_says_nothing_about_the_other() {
    let (mut router, _told) = router();
    let label = Arc::clone(&router.label);
    let down = push(&mut router, &label, Direction::Download);
    let up = push(&mut router, &label, Direction::Upload);
    start(&mut router).unwrap();
    start(&mut router).unwrap();
    push(&mut router, &label, Direction::Download);
    end(&mut router, down, no_room(Shore::Local));
    end(&mut router, up, no_room(Shore::Remote));
    // The one on the server is cancelled: nothing waits there, and what comes next is tried.
    router.cancel(up);
    let next = push(&mut router, &label, Direction::Upload);
    router.look_at_server();
    assert_eq!(start(&mut router), Some(next));
    assert_eq!(start(&mut router), None, "downloads still wait");
}

#[test]
fn a_disk_that_only_seems_to_have_room_is_asked_less_and_less_and_not_spoken_of() {
    let mut room = Room::default();
    assert!(room.is_news());
    let mut waits = Vec::new();
    for _ in 0..8 {
        waits.push(room.patience());
        room.found = Some(Instant::now());
        assert!(!room.is_news());
    }
    assert!(waits.is_sorted() && waits[1] > waits[0]);
    assert_eq!(room.patience(), TRY);
    assert!(room.is_news(), "this time nothing seemed so");
}

#[test]
fn a_folder_whose_session_is_closed_is_read_by_another() {
    let (mut router, _told) = router();
    let drop = DropId(1);
    let label = Arc::clone(&router.label);
    let order = DropOrder {
        id: drop,
        from: Place::Remote(RemotePath::root()),
        to: Place::Local("/here".into()),
        items: Vec::new(),
        operation: Operation::Copy,
        on_conflict: OnConflict::Ask,
        transfer_type: TransferType::Image,
    };
    let mut state = DropState::new(order, &label);
    let walk = state.begin().unwrap();
    router.drops.insert(drop, state);
    router.lay_back(walk);
    assert_eq!(router.walks.len(), 1);
    let walk = router.walks.pop_front().unwrap();
    router.label = ELSEWHERE.into();
    router.lay_back(walk);
    assert!(router.walks.is_empty());
    assert_eq!(router.drops.get(&drop).unwrap().parked.len(), 1);
}
