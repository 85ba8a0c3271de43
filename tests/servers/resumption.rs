//! Servers that want each data connection to take up the control connection's TLS session: many
//! transfers in a row, whatever becomes of the tickets.

use super::driver::{Driver, down, file, up};
use super::peers::Peer;
use super::secure::{Which, Wish};
use super::support::certificates::Certificate;
use super::support::server::Kind;
use super::support::server_tls::Versions;
use super::support::tree;
use std::fs;
use std::path::Path;
use twoport::engine::{Event, Source};
use twoport::model::{ModeChoice, Security};
use twoport::server::{TlsChannel, TlsHandshake, TlsOptions, TlsVersion};

const FILES: usize = 200;

fn make_files(folder: &Path) -> Vec<Source> {
    let make = |number: usize| {
        let name = format!("{number:03}.bin");
        let bytes = tree::bytes(number as u64, number * 997 % 70_000);
        fs::write(folder.join(&name), bytes).unwrap();
        file(name)
    };
    (0..FILES).map(make).collect()
}

/// Replies that refuse a data connection. A log line begins with its session and kind.
fn refusals(driver: &Driver) -> Vec<&String> {
    let refused = |line: &&String| {
        let words: Vec<&str> = line.split_whitespace().collect();
        words.len() > 2 && words[1] == "Refused" && matches!(words[2], "522" | "425")
    };
    driver.log.iter().filter(refused).collect()
}

/// All uploads on `sessions` transfer sessions (0: in a row on the only session), then a listing.
async fn uploads(peer: &Peer, mode: ModeChoice, sessions: usize) {
    let local = tempfile::tempdir().unwrap();
    let items = make_files(local.path());
    let mut driver = Driver::connect(&peer.site(mode, sessions)).await;
    let store = up(local.path(), &peer.directory, items);
    driver.carry(store).await.all_done();
    tree::assert_same(local.path(), &peer.data);
    assert_eq!(driver.names(&peer.directory).await.len(), FILES);
    let replies = driver
        .log
        .iter()
        .filter(|line| line.contains(" Received 226"));
    assert!(replies.count() >= FILES, "the log holds the replies");
    let refused = refusals(&driver);
    assert!(refused.is_empty(), "{refused:#?}");
    driver.quit().await;
}

async fn strict(which: Which, versions: Versions) -> Option<Peer> {
    let wish = Wish {
        versions,
        ..Wish::strict()
    };
    Peer::secure(which, wish, &Certificate::self_signed()).await
}

macro_rules! uploads {
    ($($name:ident: $which:expr, $versions:ident, $mode:ident, $sessions:expr;)*) => {$(
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $name() {
            if let Some(peer) = strict($which, Versions::$versions).await {
                uploads(&peer, ModeChoice::$mode, $sessions).await;
            }
        }
    )*};
}

uploads! {
    two_hundred_uploads_in_a_row_to_vsftpd: Which::Real(Kind::Vsftpd), Any, Passive, 0;
    two_hundred_uploads_in_a_row_to_vsftpd_active: Which::Real(Kind::Vsftpd), Any, Active, 0;
    two_hundred_uploads_in_a_row_to_vsftpd_with_12: Which::Real(Kind::Vsftpd), Only12, Passive, 0;
    two_hundred_uploads_on_two_sessions_to_vsftpd: Which::Real(Kind::Vsftpd), Any, Passive, 2;
    two_hundred_uploads_in_a_row_to_proftpd: Which::Real(Kind::Proftpd), Any, Passive, 0;
    two_hundred_uploads_in_a_row_to_proftpd_active: Which::Real(Kind::Proftpd), Any, Active, 0;
    two_hundred_uploads_in_a_row_to_proftpd_with_12: Which::Real(Kind::Proftpd), Only12, Passive, 0;
    two_hundred_uploads_on_two_sessions_to_proftpd: Which::Real(Kind::Proftpd), Any, Passive, 2;
    two_hundred_uploads_in_a_row_to_the_embedded_server: Which::Embedded, Any, Passive, 0;
}

/// A cancelled transfer earns no tickets, and the next ones work all the same.
async fn after_cancelling(which: Which) {
    const ENDLESS: u64 = 1 << 40;
    let Some(peer) = strict(which, Versions::Any).await else {
        return;
    };
    let local = tempfile::tempdir().unwrap();
    peer.put("small", b"small");
    let mut driver = Driver::connect(&peer.site(ModeChoice::Passive, 0)).await;
    // So that little of each has gone when it is cancelled.
    driver.limit(4 << 20);
    for number in 0..6 {
        // Names of their own, so that none is taken for the one before.
        let name = format!("endless-{number}");
        let endless = fs::File::create(local.path().join(&name)).unwrap();
        endless.set_len(ENDLESS).unwrap();
        driver.enqueue(up(local.path(), &peer.directory, vec![file(&name)]));
        let running = driver.running(&name).await;
        driver.cancel(running).await;
    }
    let fetch = down(&peer.directory, local.path(), vec![file("small")]);
    driver.carry(fetch).await.all_done();
    assert_eq!(fs::read(local.path().join("small")).unwrap(), b"small");
    driver.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn vsftpd_after_cancelled_uploads() {
    after_cancelling(Which::Real(Kind::Vsftpd)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn proftpd_after_cancelled_uploads() {
    after_cancelling(Which::Real(Kind::Proftpd)).await;
}

/// A server that gives no tickets of TLS 1.3.
async fn without_tickets(oldest: TlsVersion, reuse_required: bool) -> Peer {
    let certificate = Certificate::self_signed();
    let mut tls = TlsOptions::new(certificate.identity());
    (tls.required, tls.reuse_required) = (true, reuse_required);
    (tls.tickets, tls.oldest) = (0, oldest);
    let mut peer = Peer::embedded(|options| options.tls = Some(tls)).await;
    peer.site.security = Security::Required;
    peer.site.fingerprint = Some(certificate.fingerprint());
    peer
}

/// What the control connection is shown to be protected with, once it is this.
async fn shown(driver: &mut Driver, version: &str) {
    driver
        .snapshot("the control connection", |snapshot| {
            let control = snapshot.sessions.first()?.control.as_ref()?;
            (control.tls.as_ref()?.version == version).then_some(())
        })
        .await;
}

/// TLS 1.2 is taken instead, before anything is refused; it is said, and kept.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_there_are_no_tickets_tls_12_is_taken_and_kept() {
    let peer = without_tickets(TlsVersion::V1_2, true).await;
    let local = tempfile::tempdir().unwrap();
    let items = make_files(local.path());
    let mut driver = Driver::connect(&peer.site(ModeChoice::Passive, 1)).await;
    let store = up(local.path(), &peer.directory, items);
    driver.carry(store).await.all_done();
    tree::assert_same(local.path(), &peer.data);
    shown(&mut driver, "1.2").await;
    let said = driver.event("a notice", |event| match event {
        Event::Notice(text) => Some(text.clone()),
        _ => None,
    });
    let said = said.await;
    assert!(said.contains("TLS 1.2"), "{said}");
    let handshakes = peer.server().handshakes();
    let (control, data): (Vec<TlsHandshake>, _) = handshakes
        .iter()
        .partition(|one| one.channel == TlsChannel::Control);
    let resumed = |one: &TlsHandshake| one.resumed && one.version == TlsVersion::V1_2;
    assert!(data.iter().all(resumed), "{data:?}");
    // Only the first session had to find out; the one for transfers was told.
    let versions: Vec<_> = control.iter().map(|one| one.version).collect();
    let (before, after) = (TlsVersion::V1_3, TlsVersion::V1_2);
    assert_eq!(versions, [before, after, after]);
    driver.quit().await;
}

/// Where there is no 1.2 to take, data connections begin sessions of their own.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_there_is_neither_a_ticket_nor_tls_12_a_server_that_is_not_strict_serves() {
    let peer = without_tickets(TlsVersion::V1_3, false).await;
    let local = tempfile::tempdir().unwrap();
    let items = make_files(local.path());
    let mut driver = Driver::connect(&peer.site(ModeChoice::Passive, 0)).await;
    let store = up(local.path(), &peer.directory, items);
    driver.carry(store).await.all_done();
    tree::assert_same(local.path(), &peer.data);
    shown(&mut driver, "1.3").await;
    driver.quit().await;
}

/// No client that uses each ticket once can please such a server: it is said what it wants.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_there_is_neither_and_the_server_is_strict_its_wish_is_told() {
    let peer = without_tickets(TlsVersion::V1_3, true).await;
    let mut driver = Driver::connect(&peer.site(ModeChoice::Passive, 0)).await;
    let problem = driver.try_list(&peer.directory).await.unwrap_err();
    let text = problem.to_string();
    assert!(
        text.contains("522 The data connection must take up"),
        "{text}"
    );
    assert!(text.contains("Its operator can lift that"), "{text}");
    driver.quit().await;
}
