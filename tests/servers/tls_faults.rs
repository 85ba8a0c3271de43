//! What servers, or those in between, can do wrong with TLS. Nothing of it passes for a success,
//! and nothing of it hangs.

use super::driver::{Carried, Driver, down, file, local_names, up};
use super::peers::Peer;
use super::support::certificates::Certificate;
use super::support::tree;
use std::fs;
use std::time::Duration;
use twoport::engine::Cause;
use twoport::model::{ModeChoice, Security};
use twoport::server::{ServerOptions, TlsFault, TlsOptions, TlsStart};

const MODES: [ModeChoice; 2] = [ModeChoice::Passive, ModeChoice::Active];

async fn faulty(adjust: impl FnOnce(&mut TlsOptions, &mut ServerOptions)) -> Peer {
    let certificate = Certificate::self_signed();
    let mut tls = TlsOptions::new(certificate.identity());
    let mut peer = Peer::embedded(|options| {
        adjust(&mut tls, options);
        options.tls = Some(tls);
    })
    .await;
    peer.site.security = Security::Required;
    peer.site.fingerprint = Some(certificate.fingerprint());
    peer
}

/// The same, where silence is waited for.
async fn silent(adjust: impl FnOnce(&mut TlsOptions, &mut ServerOptions)) -> Peer {
    let mut peer = faulty(adjust).await;
    peer.site.timeout = Duration::from_secs(2);
    peer
}

/// The login fails and the server has heard neither name nor password. In whose words.
async fn no_login(peer: &Peer) -> String {
    let mut driver = Driver::start();
    let problem = driver.log_in(&peer.site).await.unwrap_err();
    assert!(
        matches!(problem.cause, Cause::Trust | Cause::Connection),
        "{problem}"
    );
    let counts = (peer.count("USER"), peer.count("PASS"));
    assert_eq!(counts, (0, 0), "{problem}");
    driver.quit().await;
    problem.to_string()
}

/// Why nothing of a drop got across, be it the file or the folder it was to go to.
#[track_caller]
fn why_not(carried: &Carried) -> String {
    match carried.problems.as_slice() {
        [] => carried.failure(),
        [problem, ..] => {
            assert!(carried.outcomes.is_empty(), "{carried:#?}");
            problem.to_string()
        }
    }
}

/// A download and an upload fail; nothing stands under the final name. In whose words.
async fn no_transfer(peer: &Peer, mode: ModeChoice) -> [String; 2] {
    peer.put("x", &tree::bytes(1, 200_000));
    let local = tempfile::tempdir().unwrap();
    let mut driver = Driver::connect(&peer.site(mode, 0)).await;
    let fetch = down(&peer.directory, local.path(), vec![file("x")]);
    let fetched = why_not(&driver.carry(fetch).await);
    assert!(local_names(local.path()).is_empty(), "{fetched}");
    fs::write(local.path().join("y"), tree::bytes(2, 200_000)).unwrap();
    let store = up(local.path(), &peer.directory, vec![file("y")]);
    let stored = why_not(&driver.carry(store).await);
    driver.quit().await;
    [fetched, stored]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_smuggled_in_behind_234_is_fatal() {
    // What somebody in between would like us to believe, RFC 4217 section 15.
    for line in ["230 Logged in", "220 Welcome\r\n331 Name?\r\n230 In"] {
        let fault = TlsFault::ClearAfterAuth(line.into());
        let peer = faulty(|tls, _| tls.faults = vec![fault]).await;
        let text = no_login(&peer).await;
        assert!(text.contains("in clear"), "{text}");
        assert_eq!(peer.server().handshakes(), []);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_control_handshake_without_an_answer_ends_in_time() {
    for start in [TlsStart::Explicit, TlsStart::Implicit] {
        let mut peer = silent(|tls, _| {
            tls.start = start;
            tls.faults = vec![TlsFault::SilentControlHandshake];
        })
        .await;
        if start == TlsStart::Implicit {
            peer.site.security = Security::Implicit;
        }
        let text = no_login(&peer).await;
        assert!(text.contains("no answer within 2 s"), "{text}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn explicit_and_implicit_are_not_taken_for_one_another() {
    // Each waits for the other to begin.
    let mut peer = silent(|tls, _| tls.start = TlsStart::Implicit).await;
    no_login(&peer).await;
    peer = faulty(|tls, _| tls.start = TlsStart::Explicit).await;
    peer.site.security = Security::Implicit;
    no_login(&peer).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_data_handshake_without_an_answer_ends_in_time() {
    for mode in MODES {
        let peer = silent(|tls, _| tls.faults = vec![TlsFault::SilentDataHandshake]).await;
        for text in listing_and_transfers(&peer, mode).await {
            assert!(
                text.contains("within 2 s") || text.contains("for 2 s"),
                "{text}"
            );
        }
    }
}

/// Where not even a listing comes about: all three, in whose words.
async fn listing_and_transfers(peer: &Peer, mode: ModeChoice) -> Vec<String> {
    let mut driver = Driver::connect(&peer.site(mode, 0)).await;
    let problem = driver.try_list(&peer.directory).await.unwrap_err();
    driver.quit().await;
    let mut texts = vec![problem.to_string()];
    texts.extend(no_transfer(peer, mode).await);
    texts
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_certificate_on_a_data_connection_is_refused() {
    let other = Certificate::self_signed();
    for mode in MODES {
        let identity = other.identity();
        let peer = faulty(|tls, _| tls.data_identity = Some(identity)).await;
        for text in listing_and_transfers(&peer, mode).await {
            assert!(text.contains("another certificate"), "{text}");
            assert!(text.contains(&other.fingerprint().to_string()), "{text}");
        }
        assert!(
            local_names(&peer.data)
                .iter()
                .all(|name| name.ends_with("x"))
        );
    }
}

/// A download without TLS's farewell may have been cut by anybody. Its size is known here, and
/// right: still it is not called whole.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_download_without_a_farewell_is_not_done() {
    for mode in MODES {
        let fault = TlsFault::NoCloseNotify("RETR".into());
        let peer = faulty(|tls, _| tls.faults = vec![fault]).await;
        peer.put("x", &tree::bytes(1, 200_000));
        let local = tempfile::tempdir().unwrap();
        let mut driver = Driver::connect(&peer.site(mode, 0)).await;
        let fetch = down(&peer.directory, local.path(), vec![file("x")]);
        let text = driver.carry(fetch).await.failure();
        assert!(text.contains("cut short"), "{text}");
        assert!(!local.path().join("x").exists());
        driver.quit().await;
    }
}

/// An upload's end is the client's; the server proves by size what it has.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_upload_whose_server_leaves_without_a_farewell_is_whole() {
    for mode in MODES {
        let fault = TlsFault::NoCloseNotify("STOR".into());
        let peer = faulty(|tls, _| tls.faults = vec![fault]).await;
        let local = tempfile::tempdir().unwrap();
        fs::write(local.path().join("y"), tree::bytes(2, 3_000_000)).unwrap();
        let mut driver = Driver::connect(&peer.site(mode, 0)).await;
        let store = up(local.path(), &peer.directory, vec![file("y")]);
        driver.carry(store).await.all_done();
        tree::assert_same(local.path(), &peer.data);
        driver.quit().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_data_cannot_be_protected_nothing_is_sent() {
    for reply in ["536 Not here", "534 Policy", "431 No certificate"] {
        for security in [Security::Required, Security::Preferred] {
            let script = vec![("PROT".to_owned(), reply.to_owned())];
            let mut peer = faulty(|_, options| options.replies = script).await;
            peer.site.security = security;
            let mut driver = Driver::start();
            let problem = match driver.log_in(&peer.site).await {
                Err(problem) => problem,
                Ok(_) => driver.try_list(&peer.directory).await.unwrap_err(),
            };
            assert!(problem.to_string().contains(reply), "{problem}");
            let data = ["MLSD", "LIST", "STOR", "RETR"].map(|verb| peer.count(verb));
            assert_eq!(data, [0; 4], "{security}: {problem}");
            driver.quit().await;
        }
    }
}
