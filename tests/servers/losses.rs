//! Sessions that are lost in the middle of their work, or of nothing: what was asked is repeated
//! where that is safe and told as unknown where it is not, transfers begin again by themselves, and
//! the connection comes back, at once or by back-off, but never in a storm of logins.

use super::driver::{Driver, down, file, folder, remote};
use super::peers::{self, Peer};
use super::scripted::{Scripted, Talk, Then};
use super::support::server::{self, Kind};
use super::support::tree;
use std::fs;
use std::time::Duration;
use twoport::engine::problem::Cause;
use twoport::engine::{Command, Event, Problem};
use twoport::model::{EntryKind, ModeChoice, TransferState};
use twoport::server::{Accounts, EmbeddedServer, ServerOptions};

/// The next loss that is told: why, and which try comes next.
async fn loss(driver: &mut Driver) -> (Problem, u32, Duration) {
    let told = driver.event("a loss", |event| match event {
        Event::ConnectionLost {
            problem,
            attempt,
            wait,
        } => Some((problem.clone(), *attempt, *wait)),
        _ => None,
    });
    told.await
}

async fn back(driver: &mut Driver) {
    let told = driver.event("the connection back", |event| match event {
        Event::Reconnected { .. } => Some(()),
        _ => None,
    });
    told.await;
}

async fn asleep(driver: &mut Driver) -> String {
    let told = driver.event("the connection asleep", |event| match event {
        Event::Asleep(text) => Some(text.clone()),
        _ => None,
    });
    told.await
}

/// A server on a folder of its own that can be stopped and started again on the same port.
struct Restarted {
    options: ServerOptions,
    folder: tempfile::TempDir,
}

impl Restarted {
    async fn start() -> (Self, EmbeddedServer) {
        let folder = tempfile::tempdir().unwrap();
        let mut options = ServerOptions::new(folder.path());
        options.bind = server::free(options.bind);
        let server = EmbeddedServer::start(options.clone()).await.unwrap();
        (Self { options, folder }, server)
    }

    fn site(&self) -> twoport::model::Site {
        let mut site = peers::site(self.options.bind.port());
        (site.mode, site.transfer_sessions) = (ModeChoice::Passive, 1);
        site
    }

    async fn again(&self) -> EmbeddedServer {
        EmbeddedServer::start(self.options.clone()).await.unwrap()
    }
}

fn count(lines: &[String], start: &str) -> usize {
    lines.iter().filter(|line| line.starts_with(start)).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_asked_waits_for_the_server_to_come_back() {
    let (place, server) = Restarted::start().await;
    fs::write(place.folder.path().join("x"), "x").unwrap();
    let mut driver = Driver::connect(&place.site()).await;
    driver.names(&remote("/")).await;
    server.stop().await;
    let path = remote("/");
    let request = driver.request();
    driver.send(Command::List {
        request,
        path: path.clone(),
        in_parts: false,
    });
    let mut waits = Vec::new();
    for expected in 1..=2 {
        let (problem, attempt, wait) = loss(&mut driver).await;
        assert!(problem.to_string().contains("Connection refused"));
        assert_eq!(attempt, expected);
        waits.push(wait.as_secs());
    }
    assert_eq!(waits, [1, 2]);
    let server = place.again().await;
    let entries = driver.event("the listing", |event| match event {
        Event::Listed {
            request: answered,
            entries,
            ..
        } if *answered == request => Some(entries.len()),
        _ => None,
    });
    assert_eq!(entries.await, 1);
    back(&mut driver).await;
    let lines = server.commands();
    assert_eq!(count(&lines, "PASS"), 1, "{lines:?}");
    assert_eq!(count(&lines, "FEAT"), 1, "it may be another server by now");
    assert_eq!(count(&lines, "CWD /"), 1, "the directory is named in full");
    driver.quit().await;
}

/// 421 while nothing is asked: it says so once, and dials when there is need.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_idle_session_that_is_ended_with_421_sleeps_until_it_is_needed() {
    let server = Scripted::start(|talk: &mut Talk, line| {
        if talk.number > 1 || !line.starts_with("LIST") {
            return Then::Usual;
        }
        talk.send(b"");
        talk.say("421 Timeout.");
        Then::Close
    });
    let mut driver = Driver::connect(&server.site).await;
    driver.names(&remote("/deep")).await;
    assert_eq!(
        asleep(&mut driver).await,
        "the server closed the idle connection (421 Timeout.); the next action reconnects"
    );
    let sessions = driver.snapshot("no session", |snapshot| {
        snapshot.sessions.is_empty().then_some(())
    });
    sessions.await;
    assert_eq!(server.connections(), 1);
    driver.names(&remote("/deep")).await;
    assert_eq!(server.connections(), 2);
    while let Ok(event) = driver.engine.events.try_recv() {
        assert!(
            !matches!(
                event,
                Event::ConnectionLost { .. } | Event::Reconnected { .. } | Event::Asleep(_)
            ),
            "{event:?}"
        );
    }
    driver.quit().await;
}

/// A server that hangs up without a word is dialled once by itself; when it does so again before
/// anything was asked, it is left alone.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_just_hangs_up_is_not_dialled_for_ever() {
    let server = Scripted::start(|talk: &mut Talk, line| {
        match (talk.number, line) {
            (1, line) if line.starts_with("LIST") => talk.send(b""),
            (2, "PWD") => talk.say("257 \"/\" it is"),
            _ => return Then::Usual,
        }
        Then::Close
    });
    let mut driver = Driver::connect(&server.site).await;
    driver.names(&remote("/")).await;
    back(&mut driver).await;
    assert!(asleep(&mut driver).await.ends_with("reconnects"));
    assert_eq!(server.connections(), 2);
    driver.names(&remote("/")).await;
    assert_eq!(server.connections(), 3);
    driver.quit().await;
}

/// A change whose answer was lost is not made again, and said to be unknown.
async fn unknown(verb: &'static str, command: fn(twoport::engine::RequestId) -> Command) {
    let server = Scripted::start(move |talk: &mut Talk, line| {
        if line.starts_with(verb) {
            return Then::Close;
        }
        match line {
            "RNFR /a" => talk.say("350 And to?"),
            "CWD /b" => talk.say("550 Not there"),
            _ => return Then::Usual,
        }
        Then::Answered
    });
    let mut driver = Driver::connect(&server.site).await;
    driver.names(&remote("/")).await;
    let problem = driver.ask(command).await.unwrap_err();
    assert_eq!(problem.cause, Cause::Unknown, "{problem}");
    let text = problem.to_string();
    assert!(
        text.contains("/a: the connection was lost before the answer")
            || text.contains("/a to /b: the connection was lost before the answer"),
        "{text}"
    );
    assert!(text.contains("not known whether it was done"), "{text}");
    back(&mut driver).await;
    driver.names(&remote("/")).await;
    let lines = server.lines();
    assert_eq!(count(&lines, verb), 1, "{lines:?}");
    driver.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_whose_answer_is_lost_is_not_made_again() {
    unknown("MKD", |request| Command::MakeDir {
        request,
        path: remote("/a"),
    })
    .await;
    unknown("DELE", |request| Command::Delete {
        request,
        targets: vec![(remote("/a"), EntryKind::File)],
    })
    .await;
    for verb in ["RNFR", "RNTO"] {
        unknown(verb, |request| Command::Rename {
            request,
            from: remote("/a"),
            to: remote("/b"),
        })
        .await;
    }
}

/// A 421 says that it was not done: then it is asked again, once, on a new session.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_that_is_refused_with_421_is_made_on_a_new_session() {
    let server = Scripted::start(|talk: &mut Talk, line| {
        if !line.starts_with("MKD") {
            return Then::Usual;
        }
        if talk.number == 1 {
            talk.say("421 Timeout.");
            return Then::Close;
        }
        talk.say("257 \"/a\" made");
        Then::Answered
    });
    let mut driver = Driver::connect(&server.site).await;
    driver.names(&remote("/")).await;
    let made = driver.ask(|request| Command::MakeDir {
        request,
        path: remote("/a"),
    });
    assert_eq!(made.await.unwrap(), "made folder a");
    assert_eq!(count(&server.lines(), "MKD /a"), 2);
    assert_eq!(server.connections(), 2);
    driver.quit().await;
}

/// A server that lets in and hangs up at the first command is asked twice, not for ever.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_listing_that_costs_each_session_is_given_up() {
    let server = Scripted::start(|_: &mut Talk, line| {
        if line.starts_with("CWD /bad") {
            Then::Close
        } else {
            Then::Usual
        }
    });
    let mut driver = Driver::connect(&server.site).await;
    driver.names(&remote("/")).await;
    let problem = driver.try_list(&remote("/bad")).await.unwrap_err();
    assert_eq!(problem.cause, Cause::Connection, "{problem}");
    assert_eq!(count(&server.lines(), "CWD /bad"), 2);
    back(&mut driver).await;
    driver.names(&remote("/")).await;
    assert_eq!(server.connections(), 3);
    driver.quit().await;
}

/// Sessions that are cut at their first command are opened by back-off, although each login works.
/// The file that costs them is given up after two, and the next one gets across.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn logins_that_lead_to_nothing_are_tried_by_back_off() {
    let server = Scripted::start(|talk: &mut Talk, line| match line {
        "RETR /bad" => Then::Close,
        "RETR /good" => {
            talk.send(b"whole");
            Then::Answered
        }
        _ => Then::Usual,
    });
    let mut site = server.site.clone();
    site.transfer_sessions = 0;
    let mut driver = Driver::connect(&site).await;
    let local = tempfile::tempdir().unwrap();
    let items = vec![file("bad"), file("good")];
    let drop = driver.enqueue(down(&remote("/"), local.path(), items));
    let (_, attempt, wait) = loss(&mut driver).await;
    assert_eq!((attempt, wait.as_secs()), (1, 1));
    let carried = driver.finish(drop).await;
    let ends: Vec<_> = carried.outcomes.iter().map(|end| end.state).collect();
    assert_eq!(ends, [TransferState::Failed, TransferState::Done]);
    assert_eq!(fs::read(local.path().join("good")).unwrap(), b"whole");
    assert_eq!(server.connections(), 3);
    driver.quit().await;
}

/// The password was changed meanwhile: one try, and the queue waits for the user.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_login_that_is_refused_on_the_way_back_is_not_tried_again() {
    let (mut place, server) = Restarted::start().await;
    let mut driver = Driver::connect(&place.site()).await;
    driver.names(&remote("/")).await;
    server.stop().await;
    loss(&mut driver).await;
    fs::write(place.folder.path().join("x"), "x").unwrap();
    let local = tempfile::tempdir().unwrap();
    let drop = driver.enqueue(down(&remote("/"), local.path(), vec![file("x")]));
    place.options.users = Accounts::One {
        user: "anna".into(),
        password: "secret".to_owned().into(),
        anonymous: false,
    };
    let server = place.again().await;
    let problem = driver.event("the end", |event| match event {
        Event::Disconnected {
            problem: Some(problem),
            ..
        } => Some(problem.clone()),
        _ => None,
    });
    let problem = problem.await;
    assert_eq!(problem.cause, Cause::Login, "{problem}");
    let listing = driver.try_list(&remote("/")).await.unwrap_err();
    assert!(listing.to_string().contains("there is no connection"));
    assert_eq!(count(&server.commands(), "PASS"), 1);
    server.stop().await;
    place.options.users = Accounts::Anyone;
    let _server = place.again().await;
    driver.log_in(&place.site()).await.unwrap();
    driver.finish(drop).await.all_done();
    driver.quit().await;
}

/// The server still holds the lost session's place.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_limit_on_the_way_back_is_waited_for_and_no_wrong_password() {
    let words = "530 Sorry, the maximum number of clients (1) are already connected.";
    let server = Scripted::start(move |talk: &mut Talk, line| match (talk.number, line) {
        (1, "CWD /b") => Then::Close,
        (2, line) if line.starts_with("PASS") => {
            talk.say(words);
            Then::Answered
        }
        _ => Then::Usual,
    });
    let mut driver = Driver::connect(&server.site).await;
    driver.names(&remote("/")).await;
    let request = driver.request();
    driver.send(Command::List {
        request,
        path: remote("/b"),
        in_parts: false,
    });
    let (problem, ..) = loss(&mut driver).await;
    let text = problem.to_string();
    assert!(text.contains("takes no more connections now"), "{text}");
    assert!(text.contains(words) && !text.contains("assword"), "{text}");
    back(&mut driver).await;
    assert_eq!(server.connections(), 3);
    driver.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn giving_up_ends_the_tries_and_what_waits_for_them() {
    let (place, server) = Restarted::start().await;
    let mut driver = Driver::connect(&place.site()).await;
    driver.names(&remote("/")).await;
    server.stop().await;
    let request = driver.request();
    driver.send(Command::List {
        request,
        path: remote("/"),
        in_parts: false,
    });
    loss(&mut driver).await;
    driver.send(Command::Disconnect);
    let end = driver.event("the end of the request", |event| match event {
        Event::Failed {
            request: failed, ..
        } => Some(*failed),
        _ => None,
    });
    assert_eq!(end.await, request);
    let server = place.again().await;
    driver.log_in(&place.site()).await.unwrap();
    driver.names(&remote("/")).await;
    assert_eq!(count(&server.commands(), "PASS"), 1);
    driver.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn noop_keeps_an_idle_session_and_its_reply_is_accounted_for() {
    let peer = Peer::embedded(|_| {}).await;
    peer.put("x", b"x");
    let mut site = peer.site(ModeChoice::Passive, 0);
    site.keep_alive = Some(Duration::from_secs(1));
    let mut driver = Driver::connect(&site).await;
    for _ in 0..2 {
        let answered = driver.event("an answer to NOOP", |event| match event {
            Event::Log(line) => line.text.contains("NOOP").then_some(()),
            _ => None,
        });
        answered.await;
    }
    assert_eq!(driver.names(&peer.directory).await, [b"x"]);
    driver.send(Command::SetKeepAlive(None));
    driver.names(&peer.directory).await;
    assert_eq!(peer.count("USER"), 1);
    driver.quit().await;
}

/// Killed in the middle of many files, started again: all get across, in the right place, without
/// anybody's doing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn real_servers_that_crash_in_the_middle_of_a_drop() {
    for kind in Kind::ALL {
        let Some(mut peer) = Peer::real(kind) else {
            continue;
        };
        fs::create_dir(peer.data.join("many")).unwrap();
        for number in 0..300 {
            let file = peer.data.join(format!("many/{number}"));
            fs::write(file, tree::bytes(number, 256 * 1024)).unwrap();
        }
        peer.own();
        let mut driver = Driver::connect(&peer.site(ModeChoice::Passive, 2)).await;
        driver.names(&peer.directory).await;
        let local = tempfile::tempdir().unwrap();
        let order = down(&peer.directory, local.path(), vec![folder("many")]);
        // Much is left to be done when the first file is done.
        driver.limit(6_000_000);
        let drop = driver.enqueue(order);
        let first = driver.snapshot("the first file", |snapshot| {
            let mut transfers = snapshot.transfers.iter();
            transfers
                .any(|transfer| transfer.state == TransferState::Done)
                .then_some(())
        });
        first.await;
        peer.real_server().kill();
        let (problem, ..) = loss(&mut driver).await;
        assert_eq!(problem.cause, Cause::Connection, "{kind:?}: {problem}");
        let left = driver.engine.snapshot.borrow().totals.unfinished();
        assert!(left > 0, "{kind:?}: it was killed in the middle");
        driver.unlimit();
        peer.real_server().restart();
        driver.finish(drop).await.all_done();
        tree::assert_same(&peer.data.join("many"), &local.path().join("many"));
        driver.quit().await;
    }
}
