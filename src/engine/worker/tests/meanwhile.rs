//! What happens while a file crosses, and what it must not do.

use super::*;

#[tokio::test]
async fn discarding_removes_the_part_on_either_side() {
    let mut lab = Lab::new().await;
    fs::write(lab.here(HERE_PART), b"part").unwrap();
    fs::write(lab.there(THERE_PART), b"part").unwrap();
    crate::engine::worker::discard_here(&lab.order(Direction::Download));
    let order = lab.order(Direction::Upload);
    // The second time there is none.
    for _ in 0..2 {
        lab.begin(Work::Discard(order.clone()));
        let end = lab.end().await;
        assert!(
            matches!(&end, WorkResult::Discarded(id, token) if *id == order.id && *token == order.token),
            "{end:?}"
        );
    }
    assert!(names(lab.here.path()).is_empty() && names(lab.there.path()).is_empty());
}

#[tokio::test]
async fn a_part_that_could_not_be_removed_now_is_not_called_gone() {
    for words in ["450 Busy", "421 Goodbye"] {
        let reply = ("DELE".to_owned(), words.to_owned());
        let mut lab = Lab::with(|options| options.replies = vec![reply], |_| {}).await;
        fs::write(lab.there(THERE_PART), b"part").unwrap();
        lab.begin(Work::Discard(lab.order(Direction::Upload)));
        let end = lab.end().await;
        assert!(matches!(end, WorkResult::Quiet), "{words}: {end:?}");
        assert_eq!(names(lab.there.path()), [THERE_PART]);
    }
}

#[tokio::test]
async fn nothing_is_written_outside_the_root() {
    let mut lab = Lab::new().await;
    fs::write(lab.there("x"), b"x").unwrap();
    let outside = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(outside.path(), lab.here("link")).unwrap();
    for local in [outside.path().join("x"), lab.here("link").join("x")] {
        let mut order = lab.order(Direction::Download);
        order.local = local;
        let problem = lab.run(order).await.end.unwrap_err();
        assert_eq!(problem.cause, Cause::Local, "{problem}");
    }
    assert!(names(outside.path()).is_empty());
    assert_eq!(lab.count("RETR"), 0);
}

#[tokio::test]
async fn permissions_are_kept_here_but_for_what_runs_as_another() {
    use std::os::unix::fs::PermissionsExt as _;
    let keep = |site: &mut Site| site.policy.keep_permissions = true;
    let mut lab = Lab::with(|_| {}, keep).await;
    fs::write(lab.there("x"), b"x").unwrap();
    let mut order = lab.order(Direction::Download);
    order.mode = Some(0o6751);
    lab.run(order).await.end.unwrap();
    let mode = fs::metadata(lab.here("x")).unwrap().permissions().mode();
    assert_eq!(mode & 0o7777, 0o751);
}

/// A file that grows or goes while it is sent is not called done, and nothing has its name.
#[tokio::test]
async fn a_source_that_changes_while_it_is_sent_is_noticed() {
    for (vanishes, whole) in [(false, false), (true, false), (false, true)] {
        let mut lab = Lab::new().await;
        write_old(&lab.here("x"), &noise(SIZE));
        lab.throttles.total.set(RateLimits {
            down: None,
            up: Some(100_000),
        });
        lab.begin(Work::Transfer(lab.order(Direction::Upload)));
        let began = Instant::now();
        while !lab.there(THERE_PART).exists() {
            assert!(began.elapsed() < LIMIT);
            tokio::task::yield_now().await;
        }
        match (vanishes, whole) {
            (true, _) => fs::remove_file(lab.here("x")).unwrap(),
            (_, true) => fs::write(lab.here("x"), b"short").unwrap(),
            _ => fs::write(lab.here("x"), noise(SIZE + 9)).unwrap(),
        }
        lab.throttles.total.set(RateLimits::default());
        let problem = lab.ended().await.end.unwrap_err();
        assert_eq!(problem.cause, Cause::Changed, "{problem}");
        assert!(names(lab.there.path()).is_empty());
    }
}

#[tokio::test]
async fn a_source_that_changes_on_the_server_is_noticed() {
    let mut lab = Lab::with(|options| options.rate = Some(3_000_000), |_| {}).await;
    write_old(&lab.there("x"), &noise(2_000_000));
    lab.begin(Work::Transfer(lab.order(Direction::Download)));
    let began = Instant::now();
    while !fs::metadata(lab.here(HERE_PART)).is_ok_and(|part| part.len() > 0) {
        assert!(began.elapsed() < LIMIT);
        tokio::task::yield_now().await;
    }
    let file = fs::File::options()
        .write(true)
        .open(lab.there("x"))
        .unwrap();
    file.set_modified(SystemTime::now()).unwrap();
    let problem = lab.ended().await.end.unwrap_err();
    assert_eq!(problem.cause, Cause::Changed, "{problem}");
    assert!(names(lab.here.path()).is_empty());
}

#[tokio::test]
async fn a_full_server_says_where_there_is_no_room_and_the_part_stays() {
    let fault = DataFault {
        verb: "STOR".into(),
        after_bytes: 100_000,
        times: 1,
        kind: DataFaultKind::CloseThen426,
    };
    let mut lab = Lab::with(|options| options.faults = vec![fault], |_| {}).await;
    write_old(&lab.here("x"), &noise(SIZE));
    lab.run(lab.order(Direction::Upload)).await.end.unwrap_err();
    assert_eq!(names(lab.there.path()), [THERE_PART]);
    let refused = ("STOR".to_owned(), "452 No room".to_owned());
    let mut lab = Lab::with(|options| options.replies = vec![refused], |_| {}).await;
    write_old(&lab.here("x"), b"x");
    let problem = lab.run(lab.order(Direction::Upload)).await.end.unwrap_err();
    assert_eq!(problem.cause, Cause::NoRoom(crate::model::Shore::Remote));
}

/// A limit is held, a changed one counts at once, and waiting for it can be broken off.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn limits_are_held_changed_and_broken_off() {
    let mut lab = Lab::new().await;
    fs::write(lab.there("x"), noise(SIZE)).unwrap();
    let limit = |down| RateLimits { down, up: None };
    let site = Arc::clone(&lab.throttles.site);
    let set = |rate| Throttle::set(&site, limit(rate));
    set(Some(SIZE as u64));
    let began = Instant::now();
    lab.run(lab.order(Direction::Download)).await.end.unwrap();
    assert!(
        began.elapsed() > Duration::from_millis(800),
        "{:?}",
        began.elapsed()
    );
    fs::remove_file(lab.here("x")).unwrap();
    set(Some(1));
    lab.begin(Work::Transfer(lab.order(Direction::Download)));
    while !lab.here(HERE_PART).exists() {
        tokio::task::yield_now().await;
    }
    set(None);
    lab.ended().await.end.unwrap();
    fs::remove_file(lab.here("x")).unwrap();
    set(Some(1));
    let cancel = lab.begin(Work::Transfer(lab.order(Direction::Download)));
    while !lab.here(HERE_PART).exists() {
        tokio::task::yield_now().await;
    }
    cancel.cancel();
    let problem = lab.ended().await.end.unwrap_err();
    assert_eq!(problem.cause, Cause::Cancelled);
    assert!(began.elapsed() < LIMIT);
}
