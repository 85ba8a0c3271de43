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
use twoport::engine::Source;
use twoport::model::ModeChoice;
use twoport::server::{TlsChannel, TlsOptions};

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

/// Without tickets TLS 1.3 cannot resume: 1.2 is taken instead, said once, and kept.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_tickets_run_dry_tls_12_is_taken_and_kept() {
    let certificate = Certificate::self_signed();
    let mut tls = TlsOptions::new(certificate.identity());
    (tls.required, tls.reuse_required, tls.tickets) = (true, true, 0);
    let mut peer = Peer::embedded(|options| options.tls = Some(tls)).await;
    peer.site.security = twoport::model::Security::Required;
    peer.site.fingerprint = Some(certificate.fingerprint());
    let local = tempfile::tempdir().unwrap();
    let items = make_files(local.path());
    let mut driver = Driver::connect(&peer.site(ModeChoice::Passive, 1)).await;
    let store = up(local.path(), &peer.directory, items);
    driver.carry(store).await.all_done();
    tree::assert_same(local.path(), &peer.data);
    let said = driver.event("a notice", |event| match event {
        twoport::engine::Event::Notice(text) => Some(text.clone()),
        _ => None,
    });
    let said = said.await;
    assert!(said.contains("TLS 1.2"), "{said}");
    let handshakes = peer.server().handshakes();
    let full =
        |one: &&twoport::server::TlsHandshake| one.channel == TlsChannel::Data && !one.resumed;
    let refused = handshakes.iter().filter(full).count();
    assert_eq!(
        refused, 0,
        "that there is no ticket is known without asking"
    );
    driver.quit().await;
}
