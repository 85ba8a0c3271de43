//! How many sessions there may be, without a server.

use super::*;
use crate::engine::fixtures::{Bench, ELSEWHERE};
use std::sync::Arc;

/// A browsing session, and so many transfer sessions that are logged in.
fn logged_in(transfers: usize) -> Bench {
    let mut bench = Bench::new();
    bench.idle(1, SessionRole::Browse);
    for id in 0..transfers {
        bench.idle(2 + id, SessionRole::Transfer);
    }
    bench.router.count_sessions();
    bench
}

fn dial(bench: &mut Bench, id: usize) {
    bench.session(id, SessionRole::Transfer, Occupation::Opening);
}

/// The pause is over.
fn wait(bench: &mut Bench) {
    assert!(bench.router.pool_pause.take().is_some());
}

#[tokio::test]
async fn one_that_is_being_closed_has_its_place_until_it_has_ended() {
    let mut bench = logged_in(1);
    let label = Arc::clone(&bench.router.label);
    bench.router.site.as_mut().unwrap().transfer_sessions = 1;
    let later = Instant::now() + IDLE_LIMIT * 2;
    bench.router.close_idle(later);
    assert_eq!(bench.router.transfer_sessions(), 0);
    bench.download(&label);
    bench.router.dispatch();
    assert_eq!(bench.router.next_session, 2, "another one is dialled");
    bench.router.lost(2, None);
    bench.router.dispatch();
    assert_eq!(bench.router.next_session, 3);
    // What is being closed at another server has no place here.
    let mut bench = logged_in(1);
    bench.router.site.as_mut().unwrap().transfer_sessions = 1;
    let slot = bench.router.slots.get_mut(&2).unwrap();
    (slot.server, slot.closing) = (ELSEWHERE.into(), true);
    bench.download(&label);
    bench.router.dispatch();
    assert_eq!(bench.router.next_session, 3);
}

#[test]
fn a_refusal_below_what_was_let_in_before_is_no_limit() {
    let mut bench = logged_in(2);
    bench.router.slots.remove(&3);
    dial(&mut bench, 4);
    bench.refuse(4);
    assert_eq!(bench.router.limit, None);
    let told = bench.notices();
    assert!(
        matches!(told.as_slice(), [text] if text.starts_with("No further session could be opened (421 Too many); tried again in")),
        "{told:?}"
    );
    wait(&mut bench);
    bench.idle(5, SessionRole::Transfer);
    dial(&mut bench, 6);
    bench.refuse(6);
    assert_eq!(bench.router.limit, Some(2), "there never were more");
    assert_eq!(bench.notices(), ["3 sessions at most (421 Too many)."]);
    assert!(!bench.router.limit_guessed);
}

#[test]
fn it_is_not_tried_for_ever() {
    let mut bench = logged_in(2);
    bench.router.slots.remove(&2);
    bench.router.slots.remove(&3);
    for _ in 0..POOL_FAILURES {
        dial(&mut bench, 4);
        dial(&mut bench, 5);
        bench.refuse(4);
        // It was dialled with the other one, and says no more.
        bench.refuse(5);
        assert_eq!(bench.router.limit, None);
        assert_eq!(bench.notices().len(), 1);
        wait(&mut bench);
    }
    dial(&mut bench, 4);
    bench.refuse(4);
    assert_eq!(bench.router.limit, Some(0));
    let told = bench.notices();
    assert_eq!(
        told,
        ["One session only (421 Too many): browsing comes between files."]
    );
    assert!(bench.router.is_shared());
    // It may have been the dead that were counted: after a loss it is found out anew.
    bench.router.back();
    assert_eq!(bench.router.limit, None);
}
