//! The doctor against servers that lack things, lie, keep silent or let nobody else in.

use super::driver::Driver;
use super::peers::Peer;
use super::support::server::Kind;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use twoport::engine::doctor::examine;
use twoport::engine::{Cause, Command, DoctorOptions, Event, RequestId};
use twoport::model::doctor::{
    ControlStage, DoctorCause, DoctorReport, DoctorStepState, ModeResult, Probe,
};
use twoport::model::{ModeChoice, ServerMemory, Site};
use twoport::server::{Accounts, ServerOptions};

const QUIET: DoctorOptions = DoctorOptions {
    active: false,
    dial_announced: false,
};
const ACTIVE: DoctorOptions = DoctorOptions {
    active: true,
    dial_announced: false,
};

/// An examination, and the dialogue it had.
async fn examined(site: &Site, options: DoctorOptions) -> (DoctorReport, Vec<String>) {
    let (steps, mut told) = mpsc::unbounded_channel();
    let log: Arc<Mutex<Vec<String>>> = Arc::default();
    let lines = Arc::clone(&log);
    let sink = Arc::new(move |line: twoport::model::LogLine| lines.lock().unwrap().push(line.text));
    let memory = ServerMemory::default();
    let cancel = CancellationToken::new();
    let report = examine(site.clone(), options, steps, memory, sink, cancel)
        .await
        .unwrap();
    let mut last = Vec::new();
    while let Ok((at, step)) = told.try_recv() {
        if at == last.len() {
            last.push(step);
        } else {
            last[at] = step;
        }
    }
    assert_eq!(last, report.steps, "the steps told are the steps reported");
    assert!(
        report
            .steps
            .iter()
            .all(|step| step.state != DoctorStepState::Running),
        "{:#?}",
        report.steps
    );
    let log = log.lock().unwrap().clone();
    (report, log)
}

async fn embedded(
    options: DoctorOptions,
    adjust: impl FnOnce(&mut ServerOptions),
) -> (DoctorReport, Peer) {
    let peer = Peer::embedded(adjust).await;
    peer.put("readme.txt", b"x");
    let (report, _) = examined(&peer.site, options).await;
    (report, peer)
}

/// The results in the order EPSV, PASV, `PASV_PEER`, EPRT, PORT.
fn results(report: &DoctorReport) -> [ModeResult; 5] {
    [
        Probe::Epsv,
        Probe::Pasv,
        Probe::PasvPeer,
        Probe::Eprt,
        Probe::Port,
    ]
    .map(|probe| report.modes.get(probe).result)
}

const WORKS: ModeResult = ModeResult::Works;
const FAILS: ModeResult = ModeResult::Fails;
const NOT_TRIED: ModeResult = ModeResult::NotTried;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_works_and_active_is_left_alone_unless_asked_for() {
    let (report, peer) = embedded(QUIET, |_| {}).await;
    assert_eq!(
        results(&report),
        [WORKS, WORKS, WORKS, NOT_TRIED, NOT_TRIED]
    );
    assert_eq!(report.best, Some(ModeChoice::Epsv));
    assert_eq!(report.modes.epsv6.result, ModeResult::NotOffered);
    assert_eq!(peer.count("EPRT") + peer.count("PORT"), 0);
    assert!(report.text.contains("Nothing to change"), "{}", report.text);
    let reply = report.modes.epsv.reply.as_deref().unwrap_or_default();
    assert!(reply.starts_with("229 "), "{reply}");
    assert!(report.modes.epsv.took.is_some());
    let peer_address = report.control.peer.unwrap();
    assert_eq!(peer_address.port(), peer.site.port);

    let (report, log) = examined(&peer.site, ACTIVE).await;
    assert_eq!(results(&report), [WORKS; 5]);
    let first = |verb: &str| log.iter().position(|line| line.starts_with(verb)).unwrap();
    assert!(first("EPSV") < first("PASV") && first("PASV") < first("EPRT"));
    assert!(first("PASV") < first("PORT"));
    let warned = report.steps.iter().position(|step| step.label == "active");
    let tried = report
        .steps
        .iter()
        .position(|step| step.label == "active v4");
    assert!(warned.unwrap() < tried.unwrap(), "said beforehand");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_without_the_extended_commands() {
    let (report, _) = embedded(ACTIVE, |options| {
        options.without = vec!["EPSV".into(), "EPRT".into()];
    })
    .await;
    assert_eq!(results(&report), [FAILS, WORKS, WORKS, FAILS, WORKS]);
    assert_eq!(report.modes.epsv.cause, Some(DoctorCause::ServerLacksEpsv));
    assert_eq!(report.modes.eprt.cause, Some(DoctorCause::ServerLacksEprt));
    let reply = report.modes.epsv.reply.as_deref();
    assert_eq!(reply, Some("500 Unknown command"));
    assert_eq!(report.best, Some(ModeChoice::Pasv));
    assert_eq!(report.advice[0].choice, Some(ModeChoice::Pasv));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_announced_address_is_not_dialled_unless_the_user_says_so() {
    let adjust =
        |options: &mut ServerOptions| options.pasv_address = Some(Ipv4Addr::new(127, 0, 0, 2));
    let (report, peer) = embedded(QUIET, adjust).await;
    assert_eq!(
        results(&report),
        [WORKS, FAILS, WORKS, NOT_TRIED, NOT_TRIED]
    );
    let cause = Some(DoctorCause::ServerAnnouncesPrivateAddress);
    assert_eq!(report.modes.pasv.cause, cause);
    assert!(
        report.text.contains("127.0.0.2 (which was not dialled)"),
        "{}",
        report.text
    );
    // Nothing listens there.
    let consent = DoctorOptions {
        dial_announced: true,
        ..QUIET
    };
    let (report, log) = examined(&peer.site, consent).await;
    assert_eq!(report.modes.pasv.cause, cause);
    assert!(
        report.text.contains("127.0.0.2, where nothing answers"),
        "{}",
        report.text
    );
    assert!(log.iter().any(|line| line.contains("dialling 127.0.0.2")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn passive_ports_that_refuse_lead_to_active_mode() {
    let (report, _) = embedded(QUIET, |options| {
        // Nothing listens on the discard port here.
        options.replies = vec![
            ("EPSV".into(), "229 Here (|||9|)".into()),
            ("PASV".into(), "227 Here (127,0,0,1,0,9)".into()),
        ];
    })
    .await;
    assert_eq!(results(&report), [FAILS, FAILS, FAILS, WORKS, WORKS]);
    let refused = Some(DoctorCause::ServerPassivePortsRefused);
    assert_eq!(report.modes.epsv.cause, refused);
    assert_eq!(report.modes.pasv_peer.cause, refused);
    assert_eq!(report.best, Some(ModeChoice::Eprt));
    assert!(
        report
            .text
            .contains("such as 9, but connections to them are refused"),
        "{}",
        report.text
    );
}

/// The server accepts PORT and does not get through.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_that_does_not_come_ends_after_our_own_time() {
    let (report, _) = embedded(ACTIVE, |options| {
        options.dial_delay = Duration::from_mins(1);
    })
    .await;
    assert_eq!(results(&report), [WORKS, WORKS, WORKS, FAILS, FAILS]);
    for probe in [Probe::Eprt, Probe::Port] {
        let finding = report.modes.get(probe);
        assert_eq!(finding.cause, Some(DoctorCause::ClientInboundBlocked));
        assert!(finding.took.unwrap() < Duration::from_secs(20));
    }
    assert!(
        report.text.contains("could not connect back"),
        "{}",
        report.text
    );
    assert!(report.text.contains("up to two minutes"), "{}", report.text);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_session_at_a_time_is_enough() {
    let sessions = |options: &mut ServerOptions| options.max_sessions = Some(1);
    let logins = |options: &mut ServerOptions| options.login_limit = Some(1);
    for adjust in [sessions, logins] {
        let (report, _) = embedded(ACTIVE, adjust).await;
        assert_eq!(results(&report), [WORKS; 5], "{:#?}", report.steps);
        assert!(report.control.one_login_only);
        assert!(
            report.text.contains("one login at a time"),
            "{}",
            report.text
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_server_is_not_a_wrong_password() {
    for adjust in [
        (|options: &mut ServerOptions| options.max_sessions = Some(0)) as fn(&mut ServerOptions),
        |options| options.login_limit = Some(0),
    ] {
        let (report, _) = embedded(QUIET, adjust).await;
        assert!(!report.control.works);
        assert_eq!(report.control.cause, Some(DoctorCause::LoginLimit));
        assert!(
            report.text.contains("not a wrong password"),
            "{}",
            report.text
        );
        assert_eq!(report.best, None);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_login_is_tried_once_and_shows_no_password() {
    let peer = Peer::embedded(|options| {
        options.users = Accounts::One {
            user: "anna".into(),
            password: "right-3c1d".into(),
            anonymous: false,
        };
    })
    .await;
    let mut site = peer.site.clone();
    site.user = "anna".into();
    site.password = "wrong-77aa".into();
    let (report, log) = examined(&site, ACTIVE).await;
    assert_eq!(report.control.stage, Some(ControlStage::Login));
    assert_eq!(report.control.cause, None);
    assert_eq!(peer.count("PASS"), 1);
    let shown = format!("{} {report:?} {log:?}", report.to_text());
    assert!(!shown.contains("wrong-77aa"), "{shown}");
}

/// What never answers costs its own limit and no more, and the rest is still examined.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_command_that_is_never_answered() {
    let (report, _) = embedded(QUIET, |options| options.silent = vec!["EPSV".into()]).await;
    assert_eq!(
        results(&report),
        [FAILS, WORKS, WORKS, NOT_TRIED, NOT_TRIED]
    );
    assert_eq!(report.best, Some(ModeChoice::Pasv));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_listing_proves_the_mode_and_is_not_read_whole() {
    let peer = Peer::embedded(|_| {}).await;
    for number in 0..3000 {
        peer.put(format!("a file with a rather long name {number}"), b"");
    }
    let (report, _) = examined(&peer.site, ACTIVE).await;
    assert_eq!(results(&report), [WORKS; 5], "{:#?}", report.steps);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_families_of_a_name_are_tried() {
    let peer = Peer::embedded(|_| {}).await;
    let mut site = peer.site.clone();
    site.host = "localhost".into();
    let (report, _) = examined(&site, QUIET).await;
    assert!(
        report
            .control
            .addresses
            .contains(&Ipv4Addr::LOCALHOST.into())
    );
    assert_eq!(results(&report)[0], WORKS);
    // Nothing listens on ::1 here, which is told and hurts nobody.
    let both = report.control.addresses.len() > 1;
    let expected = if both { FAILS } else { ModeResult::NotOffered };
    assert_eq!(report.modes.epsv6.result, expected, "{:#?}", report.steps);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_can_be_stopped() {
    let peer = Peer::embedded(|options| options.silent = vec!["LIST".into()]).await;
    let (steps, mut told) = mpsc::unbounded_channel();
    let cancel = CancellationToken::new();
    let examination = tokio::spawn(examine(
        peer.site.clone(),
        QUIET,
        steps,
        ServerMemory::default(),
        Arc::new(|_| {}),
        cancel.clone(),
    ));
    while let Some((_, step)) = told.recv().await {
        if step.label == "passive v4" {
            break;
        }
    }
    cancel.cancel();
    assert_eq!(examination.await.unwrap(), None);
}

fn real(kind: Kind) -> Option<Peer> {
    let peer = Peer::real(kind)?;
    peer.put("readme.txt", b"x");
    Some(peer)
}

async fn all_modes_on(kind: Kind) {
    let Some(peer) = real(kind) else {
        return;
    };
    let (report, _) = examined(&peer.site, ACTIVE).await;
    assert_eq!(results(&report), [WORKS; 5], "{}", report.to_text());
    assert!(
        report.text.starts_with("All data modes work."),
        "{}",
        report.text
    );
    let seen = report.control.seen_as;
    assert!(
        seen.is_none_or(|seen| seen == Ipv4Addr::LOCALHOST),
        "{seen:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_modes_on_vsftpd() {
    all_modes_on(Kind::Vsftpd).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_modes_on_proftpd() {
    all_modes_on(Kind::Proftpd).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_modes_on_pure_ftpd() {
    all_modes_on(Kind::PureFtpd).await;
}

/// The engine examines the site it is connected to, beside its own session, and can be told to
/// give it up.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_engine_examines_the_site_it_is_connected_to() {
    let peer = Peer::embedded(|_| {}).await;
    let mut driver = Driver::connect(&peer.site(ModeChoice::Auto, 0)).await;
    let request = RequestId(77);
    let order = |options| Command::Doctor {
        request,
        site: None,
        options,
    };
    driver.send(order(QUIET));
    let best = driver.event("the report", |event| match event {
        Event::DoctorDone {
            request: answered,
            report,
        } if *answered == request => Some(report.best),
        _ => None,
    });
    assert_eq!(best.await, Some(ModeChoice::Epsv));
    assert_eq!(driver.names(&peer.directory).await, [b""; 0]);
    driver.quit().await;

    let silent = Peer::embedded(|options| options.silent = vec!["EPSV".into()]).await;
    let mut driver = Driver::start();
    driver.send(Command::Doctor {
        request,
        site: Some(Box::new(silent.site.clone())),
        options: QUIET,
    });
    let trying = driver.event("EPSV to be tried", |event| match event {
        Event::DoctorStep { step, .. } => (step.label == "passive v4").then_some(()),
        _ => None,
    });
    trying.await;
    driver.send(Command::Abandon(request));
    let cause = driver.event("the end", |event| match event {
        Event::Failed { problem, .. } => Some(problem.cause),
        _ => None,
    });
    assert_eq!(cause.await, Cause::Cancelled);
    driver.send(order(QUIET));
    let cause = driver.event("a refusal without a site", |event| match event {
        Event::Failed { problem, .. } => Some(problem.cause),
        _ => None,
    });
    assert_eq!(cause.await, Cause::Connection);
    driver.quit().await;
}
