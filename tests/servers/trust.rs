//! Whom the client trusts: nobody without a reason, and it says why not. A server that is not
//! trusted is told no name and no password.

use super::driver::Driver;
use super::peers::Peer;
use super::support::certificates::{Authority, Certificate};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use twoport::engine::{self, Cause, Command, EngineOptions, Event, Problem};
use twoport::model::{CertificateDoubt, Fingerprint, ModeChoice, Security, Site};
use twoport::server::{TlsOptions, TlsStart};

async fn showing(certificate: &Certificate) -> Peer {
    let mut tls = TlsOptions::new(certificate.identity());
    tls.required = true;
    let mut peer = Peer::embedded(|options| options.tls = Some(tls)).await;
    peer.site.security = Security::Required;
    peer
}

/// Files with the certificates of authorities.
struct Authorities(tempfile::TempDir);

impl Authorities {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn file(&self, pem: &str) -> PathBuf {
        let path = self.0.path().join("authorities.pem");
        std::fs::write(&path, pem).unwrap();
        path
    }
}

/// Connecting fails, and the server learns nothing from it.
async fn refused(peer: &Peer, site: &Site, driver: &mut Driver) -> Problem {
    let problem = driver.log_in(site).await.unwrap_err();
    assert_eq!(problem.cause, Cause::Trust, "{problem}");
    let heard = peer.server().commands();
    let kept = heard.iter().all(|line| line == "AUTH TLS");
    assert!(kept, "{heard:?}");
    problem
}

/// What is doubted, after the fingerprint has been found to be the right one.
#[track_caller]
fn doubts(problem: &Problem, shown: &Certificate) -> Vec<CertificateDoubt> {
    let about = problem.certificate.as_ref().expect("a certificate");
    assert_eq!(about.facts.fingerprint, shown.fingerprint());
    let text = problem.to_string();
    assert!(text.contains(&shown.fingerprint().to_string()), "{text}");
    about.doubts.clone()
}

async fn connects(peer: &Peer, site: &Site) {
    let mut driver = Driver::connect(site).await;
    assert!(driver.names(&peer.directory).await.is_empty());
    driver.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whom_nobody_knows_is_refused() {
    let certificate = Authority::new().issue();
    let peer = showing(&certificate).await;
    let mut driver = Driver::start();
    let problem = refused(&peer, &peer.site, &mut driver).await;
    assert_eq!(
        doubts(&problem, &certificate),
        [CertificateDoubt::UnknownIssuer]
    );
    // Preferring TLS is no reason to go without it, nor to trust anybody.
    let preferring = Site {
        security: Security::Preferred,
        ..peer.site.clone()
    };
    refused(&peer, &preferring, &mut driver).await;
    driver.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_vouches_for_himself_is_refused() {
    let certificate = Certificate::self_signed();
    let peer = showing(&certificate).await;
    let mut driver = Driver::start();
    let problem = refused(&peer, &peer.site, &mut driver).await;
    assert_eq!(
        doubts(&problem, &certificate),
        [CertificateDoubt::SelfSigned]
    );
    driver.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn implicit_tls_is_no_less_careful() {
    let certificate = Certificate::self_signed();
    let mut tls = TlsOptions::new(certificate.identity());
    tls.start = TlsStart::Implicit;
    let mut peer = Peer::embedded(|options| options.tls = Some(tls)).await;
    peer.site.security = Security::Implicit;
    let mut driver = Driver::start();
    let problem = refused(&peer, &peer.site, &mut driver).await;
    assert_eq!(
        doubts(&problem, &certificate),
        [CertificateDoubt::SelfSigned]
    );
    driver.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_of_authorities_is_believed_and_no_other() {
    let (authority, folder) = (Authority::new(), Authorities::new());
    let peer = showing(&authority.issue()).await;
    let mut site = peer.site(ModeChoice::Auto, 0);
    site.ca_file = Some(folder.file(&authority.pem));
    connects(&peer, &site).await;
    site.host = "localhost".into();
    connects(&peer, &site).await;
    let other = showing(&Authority::new().issue()).await;
    let stranger = Site {
        port: other.site.port,
        ..site
    };
    let mut driver = Driver::start();
    let problem = refused(&other, &stranger, &mut driver).await;
    let about = problem.certificate.unwrap();
    assert_eq!(about.doubts, [CertificateDoubt::UnknownIssuer]);
    driver.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_self_signed_certificate_in_the_file_is_believed() {
    let (certificate, folder) = (Certificate::self_signed(), Authorities::new());
    let peer = showing(&certificate).await;
    let mut site = peer.site(ModeChoice::Auto, 0);
    site.ca_file = Some(folder.file(&certificate.pem));
    connects(&peer, &site).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_of_authorities_that_is_none_is_named() {
    let peer = showing(&Certificate::self_signed()).await;
    let folder = Authorities::new();
    for file in [
        folder.0.path().join("not-there.pem"),
        folder.file("no certificate at all\n"),
    ] {
        let name = file.file_name().and_then(OsStr::to_str).unwrap().to_owned();
        let site = Site {
            ca_file: Some(file),
            ..peer.site.clone()
        };
        let mut driver = Driver::start();
        let problem = driver.log_in(&site).await.unwrap_err();
        assert!(problem.to_string().contains(&name), "{problem}");
        assert_eq!(problem.cause, Cause::Local, "{problem}");
        assert_eq!(peer.server().commands(), [""; 0]);
        driver.quit().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_has_expired_is_refused_whoever_signed_it() {
    let (authority, folder) = (Authority::new(), Authorities::new());
    let certificate = authority.issue_expired();
    let peer = showing(&certificate).await;
    let mut site = peer.site.clone();
    site.ca_file = Some(folder.file(&authority.pem));
    let mut driver = Driver::start();
    let problem = refused(&peer, &site, &mut driver).await;
    assert_eq!(doubts(&problem, &certificate), [CertificateDoubt::Expired]);
    assert!(problem.to_string().contains("expired"), "{problem}");
    driver.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_for_another_name_is_refused_whoever_signed_it() {
    let (authority, folder) = (Authority::new(), Authorities::new());
    let certificate = authority.issue_for_elsewhere();
    let peer = showing(&certificate).await;
    for host in ["127.0.0.1", "localhost"] {
        let mut site = peer.site.clone();
        (site.host, site.ca_file) = (host.into(), Some(folder.file(&authority.pem)));
        let mut driver = Driver::start();
        let problem = refused(&peer, &site, &mut driver).await;
        assert_eq!(
            doubts(&problem, &certificate),
            [CertificateDoubt::WrongName]
        );
        driver.quit().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_given_fingerprint_is_enough_and_no_other_will_do() {
    // A good one, and one with everything wrong with it.
    let authority = Authority::new();
    for certificate in [Certificate::self_signed(), authority.issue_expired()] {
        let peer = showing(&certificate).await;
        let mut site = peer.site(ModeChoice::Auto, 0);
        site.fingerprint = Some(certificate.fingerprint());
        connects(&peer, &site).await;
    }
    let (given, folder) = (Certificate::self_signed(), Authorities::new());
    let certificate = authority.issue();
    let peer = showing(&certificate).await;
    let mut site = peer.site.clone();
    // Somebody vouches for it, and still it is not the one that was asked for.
    site.ca_file = Some(folder.file(&authority.pem));
    site.fingerprint = Some(given.fingerprint());
    let mut driver = Driver::start();
    let problem = refused(&peer, &site, &mut driver).await;
    assert_eq!(
        doubts(&problem, &certificate),
        [CertificateDoubt::NotTheGiven(given.fingerprint())]
    );
    assert!(!problem.certificate.unwrap().may_be_trusted());
    driver.quit().await;
}

fn trust(driver: &Driver, site: &Site, fingerprint: Fingerprint) {
    driver.send(Command::Trust {
        host: site.host.clone(),
        port: site.port,
        fingerprint,
    });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_person_may_decide_to_trust_one() {
    let certificate = Certificate::self_signed();
    let peer = showing(&certificate).await;
    let mut driver = Driver::start();
    let problem = refused(&peer, &peer.site, &mut driver).await;
    let about = problem.certificate.unwrap();
    assert!(about.may_be_trusted());
    assert_eq!(
        (about.host.as_str(), about.port),
        ("127.0.0.1", peer.site.port)
    );
    trust(&driver, &peer.site, about.facts.fingerprint);
    // For the sessions of transfers as well, which nobody is asked about.
    driver
        .log_in(&peer.site(ModeChoice::Auto, 2))
        .await
        .unwrap();
    assert!(driver.names(&peer.directory).await.is_empty());
    driver.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_that_has_changed_stops_hard() {
    let (before, now) = (Certificate::self_signed(), Certificate::self_signed());
    let peer = showing(&now).await;
    let mut driver = Driver::start();
    trust(&driver, &peer.site, before.fingerprint());
    let problem = refused(&peer, &peer.site, &mut driver).await;
    let doubts = doubts(&problem, &now);
    assert_eq!(doubts[0], CertificateDoubt::Changed(before.fingerprint()));
    assert!(!problem.certificate.unwrap().may_be_trusted());
    driver.quit().await;
}

/// An engine of its own for each tab, and one file for all of them.
fn tab(memory: &Path) -> Driver {
    Driver::with(engine::start_with(EngineOptions {
        memory: Some(memory.to_owned()),
        ..EngineOptions::default()
    }))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_that_was_forgotten_is_trusted_in_no_tab() {
    let certificate = Certificate::self_signed();
    let peer = showing(&certificate).await;
    let folder = tempfile::tempdir().unwrap();
    let memory = folder.path().join("servers.toml");
    let mut one = tab(&memory);
    trust(&one, &peer.site, certificate.fingerprint());
    one.log_in(&peer.site).await.unwrap();
    let mut other = tab(&memory);
    other.log_in(&peer.site).await.unwrap();
    let heard = peer.server().commands().len();
    one.send(Command::Distrust {
        host: peer.site.host.clone(),
        port: peer.site.port,
    });
    one.event("that none is trusted", |event| match event {
        Event::Pinned { pin: None, .. } => Some(()),
        _ => None,
    })
    .await;
    for driver in [&mut one, &mut other] {
        driver.send(Command::Disconnect);
        let problem = driver.log_in(&peer.site).await.unwrap_err();
        assert_eq!(problem.cause, Cause::Trust, "{problem}");
    }
    // Asked, the user trusts it again in the other one.
    trust(&other, &peer.site, certificate.fingerprint());
    for driver in [&mut other, &mut one] {
        driver.log_in(&peer.site).await.unwrap();
    }
    let heard = peer.server().commands().split_off(heard);
    let names = heard.iter().filter(|line| line.starts_with("USER"));
    assert_eq!(names.count(), 2, "{heard:?}");
    one.quit().await;
    other.quit().await;
}

/// What is trusted for one server is trusted for that host and port alone.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn trust_does_not_spread_to_another_port() {
    let certificate = Certificate::self_signed();
    let (one, other) = (showing(&certificate).await, showing(&certificate).await);
    let mut driver = Driver::start();
    trust(&driver, &one.site, certificate.fingerprint());
    refused(&other, &other.site, &mut driver).await;
    driver.log_in(&one.site).await.unwrap();
    driver.quit().await;
}
