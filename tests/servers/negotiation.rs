//! How a data connection is agreed on when the server refuses, lies, or somebody else dials.

use super::driver::{Driver, down, file, local_names, remote};
use super::peers::Peer;
use super::scripted::{Scripted, Talk, Then};
use socket2::{Domain, Socket, Type};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::Duration;
use twoport::engine::{Command, Event};
use twoport::model::{DataState, DataView, ModeChoice};
use twoport::server::ServerOptions;

fn scripted(options: &mut ServerOptions, replies: &[(&str, &str)]) {
    let own = |(key, reply): &(&str, &str)| ((*key).to_owned(), (*reply).to_owned());
    options.replies = replies.iter().map(own).collect();
}

/// The last data connection, once it has ended in order; one that was refused is not the last.
async fn last_data(driver: &mut Driver) -> DataView {
    driver
        .snapshot("a data connection that has ended", |snapshot| {
            let data = snapshot
                .sessions
                .iter()
                .find_map(|session| session.data.clone())?;
            (data.state == DataState::Closed).then_some(data)
        })
        .await
}

async fn notice(driver: &mut Driver) -> String {
    driver
        .event("a notice", |event| match event {
            Event::Notice(text) => Some(text.clone()),
            _ => None,
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_epsv_leads_to_pasv_and_is_not_tried_again() {
    let peer = Peer::embedded(|options| scripted(options, &[("EPSV", "500 What is EPSV?")])).await;
    let mut driver = Driver::connect(&peer.site(ModeChoice::Passive, 0)).await;
    driver.names(&peer.directory).await;
    let told = notice(&mut driver).await;
    assert_eq!(
        told,
        "EPSV failed: 500 What is EPSV?; PASV is used instead."
    );
    driver.names(&peer.directory).await;
    assert_eq!((peer.count("EPSV"), peer.count("PASV")), (1, 2));
    assert_eq!(last_data(&mut driver).await.command.verb(), "PASV");
    driver.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_eprt_leads_to_port_and_is_not_tried_again() {
    let peer = Peer::embedded(|options| scripted(options, &[("EPRT", "500 What is EPRT?")])).await;
    let mut driver = Driver::connect(&peer.site(ModeChoice::Active, 0)).await;
    driver.names(&peer.directory).await;
    driver.names(&peer.directory).await;
    // The first line begins with the verb; scripted replies are given for the verb alone.
    assert_eq!((peer.count("EPRT"), peer.count("PORT")), (1, 2));
    assert_eq!(last_data(&mut driver).await.command.verb(), "PORT");
    driver.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn auto_turns_to_active_when_passive_is_refused_and_a_forced_mode_does_not() {
    let refused = [("EPSV", "502 No"), ("PASV", "502 No passive here")];
    let peer = Peer::embedded(|options| scripted(options, &refused)).await;
    let mut driver = Driver::connect(&peer.site(ModeChoice::Auto, 0)).await;
    driver.names(&peer.directory).await;
    assert_eq!(last_data(&mut driver).await.command.verb(), "EPRT");
    driver.send(Command::SetMode(ModeChoice::Passive));
    let problem = driver
        .try_list(&peer.directory)
        .await
        .unwrap_err()
        .to_string();
    assert!(
        problem.starts_with("Listing / failed: EPSV: 502 No; PASV: 502 No passive here"),
        "{problem}"
    );
    assert!(
        problem.contains("active mode"),
        "it says what may help: {problem}"
    );
    assert_eq!(peer.count("USER"), 1, "the session goes on");
    driver.quit().await;
}

/// "Passive first" is the promise of auto, whatever was forced before.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn auto_after_active_is_passive_again() {
    let peer = Peer::embedded(|_| {}).await;
    let mut driver = Driver::connect(&peer.site(ModeChoice::Active, 0)).await;
    driver.names(&peer.directory).await;
    driver.send(Command::SetMode(ModeChoice::Auto));
    driver.names(&peer.directory).await;
    assert_eq!((peer.count("EPRT"), peer.count("EPSV")), (1, 1));
    driver.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_address_in_a_227_is_shown_and_not_dialled() {
    let decoy = Ipv4Addr::new(127, 0, 0, 9);
    let peer = Peer::embedded(|options| options.pasv_address = Some(decoy)).await;
    let mut driver = Driver::connect(&peer.site(ModeChoice::Pasv, 0)).await;
    driver.names(&peer.directory).await;
    let data = last_data(&mut driver).await;
    let (announced, dialled) = (data.announced.unwrap(), data.peer.unwrap());
    assert_eq!(announced.ip(), decoy);
    assert_eq!(
        dialled,
        SocketAddr::new(Ipv4Addr::LOCALHOST.into(), announced.port())
    );
    driver.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_passive_port_where_nobody_answers_is_named() {
    // Nobody listens on port 1 of this machine.
    let peer = Peer::embedded(|options| scripted(options, &[("EPSV", "229 Ok (|||1|)")])).await;
    let mut driver = Driver::connect(&peer.site(ModeChoice::Epsv, 0)).await;
    let problem = driver
        .try_list(&peer.directory)
        .await
        .unwrap_err()
        .to_string();
    assert!(
        problem.contains("127.0.0.1:1: Connection refused"),
        "{problem}"
    );
    assert!(problem.contains("Try active mode"), "{problem}");
    driver.send(Command::SetMode(ModeChoice::Active));
    driver.names(&peer.directory).await;
    assert_eq!(peer.count("USER"), 1, "the session goes on");
    driver.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_port_the_server_made_up_does_not_cost_the_session() {
    for wrong in ["229 Ok (|||1000000|)", "229 Ok", "227 Ok (127,0,0,1,4)"] {
        let verb = if wrong.starts_with("229") {
            "EPSV"
        } else {
            "PASV"
        };
        let mode = if verb == "EPSV" {
            ModeChoice::Epsv
        } else {
            ModeChoice::Pasv
        };
        let peer = Peer::embedded(|options| scripted(options, &[(verb, wrong)])).await;
        let mut driver = Driver::connect(&peer.site(mode, 0)).await;
        let problem = driver
            .try_list(&peer.directory)
            .await
            .unwrap_err()
            .to_string();
        assert!(problem.contains(wrong), "{problem}");
        assert!(
            !problem.contains("session was closed"),
            "it was not: {problem}"
        );
        driver.send(Command::SetMode(ModeChoice::Active));
        driver.names(&peer.directory).await;
        assert_eq!(peer.count("USER"), 1);
        driver.quit().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stranger_who_dials_first_is_turned_away() {
    let server = Scripted::start(|talk: &mut Talk, line| {
        if !line.starts_with("RETR") {
            return Then::Usual;
        }
        let stranger = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
        let host = SocketAddr::new(Ipv4Addr::new(127, 0, 0, 2).into(), 0);
        stranger.bind(&host.into()).unwrap();
        stranger
            .connect(&talk.target.take().unwrap().into())
            .unwrap();
        assert!(Talk::is_closed(TcpStream::from(stranger)));
        talk.say("425 Somebody was faster");
        Then::Answered
    });
    let local = tempfile::tempdir().unwrap();
    let mut site = server.site.clone();
    (site.mode, site.transfer_sessions) = (ModeChoice::Eprt, 0);
    let mut driver = Driver::connect(&site).await;
    let carried = driver
        .carry(down(&remote("/"), local.path(), vec![file("x")]))
        .await;
    let problem = carried.failure();
    assert!(
        problem.contains("but the server is 127.0.0.1: closed at once"),
        "{problem}"
    );
    assert!(problem.contains("127.0.0.2:"), "{problem}");
    assert!(local_names(local.path()).is_empty());
    driver.names(&remote("/")).await;
    assert_eq!(server.connections(), 1, "the session goes on");
    driver.quit().await;
}

/// The call waits in the listener's queue when 226 is read already.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_small_file_whose_226_is_faster_than_its_call_arrives() {
    let server = Scripted::start(|talk: &mut Talk, line| {
        if !line.starts_with("RETR") {
            return Then::Usual;
        }
        talk.say("150 Soon\r\n226 Done");
        let mut data = TcpStream::connect(talk.target.take().unwrap()).unwrap();
        std::io::Write::write_all(&mut data, b"small").unwrap();
        Then::Answered
    });
    let local = tempfile::tempdir().unwrap();
    let mut site = server.site.clone();
    (site.mode, site.transfer_sessions) = (ModeChoice::Eprt, 0);
    let mut driver = Driver::connect(&site).await;
    for name in ["1", "2", "3"] {
        driver
            .carry(down(&remote("/"), local.path(), vec![file(name)]))
            .await
            .all_done();
        assert_eq!(std::fs::read(local.path().join(name)).unwrap(), b"small");
    }
    driver.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ipv6_is_spoken_and_pasv_over_it_explained() {
    if std::net::TcpListener::bind("[::1]:0").is_err() {
        eprintln!("*** SKIPPED: this machine has no IPv6 loopback");
        return;
    }
    let peer = Peer::embedded(|options| options.bind = "[::1]:0".parse().unwrap()).await;
    let mut site = peer.site(ModeChoice::Passive, 0);
    site.host = "::1".into();
    let mut driver = Driver::connect(&site).await;
    for (mode, verb) in [(ModeChoice::Passive, "EPSV"), (ModeChoice::Active, "EPRT")] {
        driver.send(Command::SetMode(mode));
        driver.names(&peer.directory).await;
        assert_eq!(peer.count(verb), 1);
    }
    driver.send(Command::SetMode(ModeChoice::Pasv));
    let problem = driver
        .try_list(&peer.directory)
        .await
        .unwrap_err()
        .to_string();
    assert!(
        problem.contains("PASV and PORT cannot be used over IPv6"),
        "{problem}"
    );
    assert!(
        !problem.contains("session was closed"),
        "it was not: {problem}"
    );
    driver.quit().await;
}

/// proftpd says nothing at all when its call does not get through, not even 150.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_does_not_dial_is_named_as_that() {
    let peer = Peer::embedded(|options| options.dial_delay = Duration::from_mins(1)).await;
    let mut site = peer.site(ModeChoice::Active, 0);
    site.timeout = Duration::from_secs(1);
    let mut driver = Driver::connect(&site).await;
    let problem = driver.try_list(&peer.directory).await.unwrap_err();
    let text = problem.to_string();
    assert!(text.contains("nobody dialled"), "{text}");
    assert!(text.contains("firewall or NAT on this side"), "{text}");
    driver.send(Command::SetMode(ModeChoice::Passive));
    driver.names(&peer.directory).await;
    driver.quit().await;
}
