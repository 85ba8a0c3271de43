//! Losses in the engine, without a server: what is told, and when the next login may be tried.

use super::super::dispatch::Slot;
use super::super::session::SessionHandle;
use super::*;
use crate::engine::{Command, RequestId};
use crate::model::{EngineSnapshot, RemotePath, Site};
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

type Events = mpsc::UnboundedReceiver<Event>;

fn router() -> (Router, Events) {
    let (events, told) = mpsc::unbounded_channel();
    let (sessions, _) = mpsc::unbounded_channel();
    let (snapshot, _) = watch::channel(EngineSnapshot::default());
    let mut router = Router::new(events, snapshot, sessions);
    router.site = Some(Site::anonymous("here", 21));
    (router, told)
}

fn add(
    router: &mut Router,
    id: usize,
    role: SessionRole,
) -> mpsc::UnboundedReceiver<super::super::work::Assignment> {
    let (work, assignments) = mpsc::unbounded_channel();
    let report = crate::ftp::Reporter::new(id, std::sync::Arc::new(|_| {})).subscribe();
    let handle = SessionHandle {
        work,
        report,
        stop: CancellationToken::new(),
    };
    let slot = Slot {
        server: "here:21".into(),
        handle,
        role,
        occupation: Occupation::Idle(Instant::now()),
        closing: false,
        since: Instant::now(),
        proved: true,
        trouble: None,
        adrift: false,
    };
    router.slots.insert(id, slot);
    assignments
}

fn unreachable() -> Problem {
    Problem::new(Cause::Connection, "Could not connect").words("Connection refused")
}

/// What was told, the log apart.
fn told(events: &mut Events) -> Vec<Event> {
    let mut told = Vec::new();
    while let Ok(event) = events.try_recv() {
        if !matches!(event, Event::Log(_)) {
            told.push(event);
        }
    }
    told
}

fn ask(router: &mut Router) {
    router.browsing.push_back(Waiting {
        work: Work::List {
            request: RequestId(1),
            path: RemotePath::root(),
            in_parts: false,
        },
        cancel: CancellationToken::new(),
        lost: None,
    });
}

#[test]
fn while_something_is_asked_it_is_tried_for_ever() {
    let (mut router, mut events) = router();
    ask(&mut router);
    for expected in 1..=20 {
        router.not_back(unreachable(), true);
        let told = told(&mut events);
        assert!(
            matches!(told.as_slice(), [Event::ConnectionLost { attempt, .. }] if *attempt == expected),
            "{told:?}"
        );
        assert!(router.recovery.is_missed());
    }
}

#[test]
fn while_nobody_is_there_it_is_not() {
    let (mut router, mut events) = router();
    for _ in 0..TRIES_UNASKED {
        router.not_back(unreachable(), true);
    }
    assert_eq!(told(&mut events).len(), 5);
    router.not_back(unreachable(), true);
    let told = told(&mut events);
    assert!(
        matches!(told.as_slice(), [Event::Asleep(text)] if text.starts_with("the connection is lost (Connection refused); the next action")),
        "{told:?}"
    );
    assert!(!router.recovery.is_missed());
    assert_eq!(router.recovery.next_login(Instant::now()), None);
}

#[test]
fn the_user_need_not_wait() {
    let (mut router, _events) = router();
    ask(&mut router);
    for _ in 0..6 {
        router.not_back(unreachable(), true);
    }
    assert!(router.recovery.next_login(Instant::now()).is_some());
    router.command(Command::Reconnect);
    assert_eq!(router.recovery.next_login(Instant::now()), None);
}

#[test]
fn a_refused_login_ends_the_tries_and_the_queue_stays() {
    let refused = || Problem::new(Cause::Login, "refused the login").words("530 no");
    let (mut router, mut events) = router();
    ask(&mut router);
    router.not_back(refused(), false);
    let told = told(&mut events);
    assert!(
        matches!(
            told.as_slice(),
            [
                Event::Failed { .. },
                Event::Disconnected {
                    problem: Some(_),
                    ..
                }
            ]
        ),
        "{told:?}"
    );
    assert!(router.site.is_none() && router.browsing.is_empty());
}

/// With the same password other sessions are logged in.
#[test]
fn beside_others_a_refused_login_is_the_servers_limit() {
    let (mut router, mut events) = router();
    let _assignments = add(&mut router, 1, SessionRole::Transfer);
    ask(&mut router);
    let refused = Problem::new(Cause::Login, "refused the login").words("530 no");
    router.not_back(refused, false);
    let told = told(&mut events);
    assert!(
        matches!(told.as_slice(), [Event::ConnectionLost { problem, .. }]
            if problem.to_string() == "The server lets no further session in now: 530 no"),
        "{told:?}"
    );
    assert!(router.site.is_some());
}

#[test]
fn a_transfer_session_that_was_not_needed_goes_without_a_word() {
    let (mut router, mut events) = router();
    let _assignments = add(&mut router, 1, SessionRole::Transfer);
    let farewell = Farewell {
        words: "421 Timeout".into(),
        announced: true,
    };
    router.lost(1, Some(farewell));
    assert!(told(&mut events).is_empty());
    assert_eq!(router.recovery.next_login(Instant::now()), None);
}
