//! What goes over the wire in clear: where TLS is asked for, nothing but AUTH TLS. No downgrade is
//! silent.

use super::driver::{Driver, down, file, up};
use super::peers::Peer;
use super::recorder::Recorder;
use super::secure::{Which, Wish};
use super::support::certificates::Certificate;
use super::support::server::{self, Kind};
use super::support::server_tls::TlsUse;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use twoport::engine::Cause;
use twoport::model::{ModeChoice, Security, Site};
use twoport::server::{TlsChannel, TlsOptions};

const FIRST_OF_A_HANDSHAKE: [u8; 2] = [0x16, 0x03];

/// A session with everything in it, through a proxy that keeps what is sent.
async fn overheard(peer: &Peer, security: Security) -> Vec<u8> {
    let recorder = Recorder::start(([127, 0, 0, 1], peer.site.port).into()).await;
    let mut site = peer.site(ModeChoice::Passive, 1);
    (site.port, site.security) = (recorder.port, security);
    let local = tempfile::tempdir().unwrap();
    fs::write(local.path().join("canary-up"), "payload").unwrap();
    peer.put("canary-down", b"payload");
    let mut driver = Driver::connect(&site).await;
    driver.names(&peer.directory).await;
    let store = up(local.path(), &peer.directory, vec![file("canary-up")]);
    driver.carry(store).await.all_done();
    let fetch = down(&peer.directory, local.path(), vec![file("canary-down")]);
    driver.carry(fetch).await.all_done();
    driver.quit().await;
    recorder.sent()
}

fn holds(bytes: &[u8], word: &str) -> bool {
    bytes
        .windows(word.len())
        .any(|window| window.eq_ignore_ascii_case(word.as_bytes()))
}

async fn nothing_in_clear(which: Which, used: TlsUse, security: Security) {
    let certificate = Certificate::self_signed();
    let wish = Wish {
        used,
        ..Wish::required()
    };
    let Some(peer) = Peer::secure(which, wish, &certificate).await else {
        return;
    };
    let sent = overheard(&peer, security).await;
    let beginning: Vec<u8> = match security {
        Security::Implicit => FIRST_OF_A_HANDSHAKE.to_vec(),
        _ => [b"AUTH TLS\r\n".as_slice(), &FIRST_OF_A_HANDSHAKE].concat(),
    };
    assert!(sent.starts_with(&beginning), "{which:?} {security}");
    for word in ["USER ", "PASS ", "canary", "secret", &peer.site.user] {
        assert!(!holds(&sent, word), "{word} went over {which:?} in clear");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_tls_is_spoken_no_command_goes_in_clear() {
    let real = Kind::ALL.map(Which::Real);
    for which in [Which::Embedded].into_iter().chain(real) {
        for security in [Security::Required, Security::Preferred] {
            nothing_in_clear(which, TlsUse::Required, security).await;
        }
        if which != Which::Real(Kind::PureFtpd) {
            nothing_in_clear(which, TlsUse::Implicit, Security::Implicit).await;
        }
    }
}

/// So that the search above is known to find something.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_tls_everything_can_be_overheard() {
    let peer = Peer::embedded(|_| {}).await;
    let sent = overheard(&peer, Security::Plain).await;
    for word in ["USER anonymous", "PASS ", "STOR ", "RETR ", "canary-up"] {
        assert!(holds(&sent, word), "{word}");
    }
    assert!(!holds(&sent, "AUTH"), "plain does not even ask");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_data_connection_is_protected() {
    let certificate = Certificate::self_signed();
    let mut tls = TlsOptions::new(certificate.identity());
    // The server would take data in clear: it is the client who must not send it.
    tls.required = false;
    let mut peer = Peer::embedded(|options| options.tls = Some(tls)).await;
    peer.site.fingerprint = Some(certificate.fingerprint());
    overheard(&peer, Security::Preferred).await;
    let handshakes = peer.server().handshakes();
    let data = handshakes
        .iter()
        .filter(|one| one.channel == TlsChannel::Data);
    let transfers = ["MLSD", "LIST", "STOR", "RETR"].map(|verb| peer.count(verb));
    assert_eq!(data.count(), transfers.iter().sum::<usize>());
    assert_eq!(peer.server().commands_in_clear(), ["AUTH TLS", "AUTH TLS"]);
}

/// AUTH is answered with `reply`; TLS is required.
async fn refused(reply: &str) {
    let script = vec![("AUTH".to_owned(), reply.to_owned())];
    let mut peer = Peer::embedded(|options| options.replies = script).await;
    peer.site.security = Security::Required;
    let mut driver = Driver::start();
    let problem = driver.log_in(&peer.site).await.unwrap_err();
    assert_eq!(problem.cause, Cause::Trust, "{problem}");
    let text = problem.to_string();
    assert!(text.contains(reply), "the server's own words: {text}");
    assert!(text.contains("Nothing was sent in clear"), "{text}");
    let heard = peer.server().commands();
    let kept = heard
        .iter()
        .all(|line| line.starts_with("AUTH") || line == "QUIT");
    assert!(kept, "{heard:?}");
    driver.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn required_tls_that_is_refused_is_the_end() {
    for reply in [
        "500 What is AUTH?",
        "502 No TLS here",
        "534 Not now",
        "421 Not for you",
        "200 Fine, but no TLS",
    ] {
        refused(reply).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn preferred_tls_that_is_refused_is_done_without_and_said() {
    let peer = Peer::embedded(|_| {}).await;
    let site = Site {
        security: Security::Preferred,
        ..peer.site(ModeChoice::Passive, 0)
    };
    let mut driver = Driver::connect(&site).await;
    driver.names(&peer.directory).await;
    let said = driver.log.iter().any(|line| line.contains("in clear"));
    assert!(said, "{:#?}", driver.log);
    driver
        .snapshot("a session in clear", |snapshot| {
            let control = snapshot.sessions.first()?.control.as_ref()?;
            control.tls.is_none().then_some(())
        })
        .await;
    driver.quit().await;
}

/// Whoever takes TLS out of the way between two visits gets no password.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn preferred_tls_that_was_there_before_is_not_done_without() {
    let certificate = Certificate::self_signed();
    let tls = TlsOptions::new(certificate.identity());
    let mut first = Peer::embedded(|options| {
        options.bind = server::free(options.bind);
        options.tls = Some(tls);
    })
    .await;
    first.site.fingerprint = Some(certificate.fingerprint());
    let site = Site {
        security: Security::Preferred,
        ..first.site(ModeChoice::Passive, 0)
    };
    let mut driver = Driver::connect(&site).await;
    let address = first.server().address();
    first.stop().await;
    let second = Peer::embedded(|options| options.bind = address).await;
    let problem = driver.log_in(&site).await.unwrap_err();
    assert_eq!(problem.cause, Cause::Trust, "{problem}");
    assert_eq!((second.count("USER"), second.count("PASS")), (0, 0));
    driver.quit().await;
}

/// Passes the first connection on to the server and plays the server itself on all others: one
/// that has never heard of TLS. Gives its port and what it is told.
fn somebody_in_between(server: u16) -> (u16, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let told: Arc<Mutex<Vec<String>>> = Arc::default();
    let hears = Arc::clone(&told);
    std::thread::spawn(move || {
        let mut clients = listener.incoming().flatten();
        let Some(first) = clients.next() else { return };
        std::thread::spawn(move || pass_on(&first, server));
        for mut client in clients {
            let hears = Arc::clone(&hears);
            std::thread::spawn(move || {
                let lines = BufReader::new(client.try_clone().unwrap()).lines();
                // A client that has had enough is gone.
                let _ = client.write_all(b"220 Welcome\r\n");
                for line in lines.map_while(Result::ok) {
                    let reply: &[u8] = match line.split(' ').next() {
                        Some("AUTH") => b"502 What is that?\r\n",
                        Some("USER") => b"331 And the password?\r\n",
                        _ => b"230 Fine\r\n",
                    };
                    hears.lock().unwrap().push(line);
                    let _ = client.write_all(reply);
                }
            });
        }
    });
    (port, told)
}

fn pass_on(client: &TcpStream, server: u16) {
    let server = TcpStream::connect(("127.0.0.1", server)).unwrap();
    let pump = |mut from: TcpStream, mut to: TcpStream| {
        // Either side may go away at any time.
        let _ = std::io::copy(&mut from, &mut to);
        let _ = to.shutdown(Shutdown::Write);
    };
    let (from, to) = (server.try_clone().unwrap(), client.try_clone().unwrap());
    let back = std::thread::spawn(move || pump(from, to));
    pump(client.try_clone().unwrap(), server);
    back.join().unwrap();
}

/// TLS was preferred and spoken; when the session has to be opened anew, somebody in between says
/// that there is none. The first session's tickets are none, so that the first listing needs it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_opened_anew_does_not_go_in_clear_after_tls() {
    let certificate = Certificate::self_signed();
    let mut tls = TlsOptions::new(certificate.identity());
    tls.tickets = 0;
    let peer = Peer::embedded(|options| options.tls = Some(tls)).await;
    let (port, told) = somebody_in_between(peer.site.port);
    let mut site = peer.site(ModeChoice::Passive, 0);
    site.port = port;
    site.security = Security::Preferred;
    site.fingerprint = Some(certificate.fingerprint());
    let mut driver = Driver::connect(&site).await;
    driver.try_list(&peer.directory).await.unwrap_err();
    let told = told.lock().unwrap().clone();
    assert!(!told.is_empty(), "it was dialled");
    assert!(told.iter().all(|line| line == "AUTH TLS"), "{told:?}");
    driver.quit().await;
}
