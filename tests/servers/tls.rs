//! Every server, explicit and implicit TLS, both versions, both modes: listings, downloads and
//! uploads arrive whole, and every connection is protected. The servers are as strict as they can
//! be about resuming the TLS session on data connections.

use super::driver::{Driver, down, file, up};
use super::peers::Peer;
use super::secure::{Which, Wish};
use super::support::certificates::Certificate;
use super::support::server::Kind;
use super::support::server_tls::{TlsUse, Versions};
use super::support::tree;
use std::fs;
use twoport::model::{ModeChoice, TlsFacts};

const SIZES: [usize; 5] = [0, 1, 16 * 1024, 300_001, 3 * 1024 * 1024];

async fn files(which: Which, used: TlsUse, versions: Versions, mode: ModeChoice) {
    // ProFTPD gives no tickets on uploads. Each serves once (RFC 8446 appendix C.4), so that with
    // TLS 1.3 alone nobody can resume for long.
    let dry = which == Which::Real(Kind::Proftpd) && versions == Versions::Only13;
    let wish = Wish {
        used,
        strict: !dry,
        versions,
    };
    let Some(peer) = Peer::secure(which, wish, &Certificate::self_signed()).await else {
        return;
    };
    let local = tempfile::tempdir().unwrap();
    let mut names = Vec::new();
    for (number, size) in SIZES.into_iter().enumerate() {
        let name = format!("there-{number}");
        peer.put(&name, &tree::bytes(number as u64, size));
        let here = format!("here-{number}");
        let bytes = tree::bytes(100 + number as u64, size);
        fs::write(local.path().join(&here), bytes).unwrap();
        names.push((name, here));
    }
    let mut driver = Driver::connect(&peer.site(mode, 0)).await;
    protected(&mut driver, versions, false).await;
    let there = names.iter().map(|(name, _)| file(name)).collect();
    let here = names.iter().map(|(_, name)| file(name)).collect();
    let fetch = down(&peer.directory, local.path(), there);
    let store = up(local.path(), &peer.directory, here);
    assert_eq!(driver.names(&peer.directory).await.len(), SIZES.len());
    protected(&mut driver, versions, true).await;
    driver.carry(fetch).await.all_done();
    driver.carry(store).await.all_done();
    tree::assert_same(local.path(), &peer.data);
    assert_eq!(driver.names(&peer.directory).await.len(), 2 * SIZES.len());
    protected(&mut driver, versions, true).await;
    driver.quit().await;
}

/// The control connection, and the last data connection if there was one.
async fn protected(driver: &mut Driver, versions: Versions, has_data: bool) {
    let version = match versions {
        Versions::Only12 => "1.2",
        _ => "1.3",
    };
    let agreed = |tls: &Option<TlsFacts>| tls.as_ref().is_some_and(|tls| tls.version == version);
    driver
        .snapshot("protected connections", |snapshot| {
            let session = snapshot.sessions.first()?;
            let control = agreed(&session.control.as_ref()?.tls);
            let data = session.data.as_ref().is_some_and(|data| agreed(&data.tls));
            (control && data == has_data).then_some(())
        })
        .await;
}

macro_rules! matrix {
    ($($server:ident: $which:expr, [$($used:ident),*];)*) => {$(
        mod $server {
            use super::*;
            const WHICH: Which = $which;
            $(matrix!(@used $used);)*
        }
    )*};
    (@used explicit) => { matrix!(@versions explicit, TlsUse::Required); };
    (@used implicit) => { matrix!(@versions implicit, TlsUse::Implicit); };
    (@versions $name:ident, $used:expr) => {
        mod $name {
            use super::*;
            matrix!(@test tls_12_passive, $used, Versions::Only12, ModeChoice::Passive);
            matrix!(@test tls_12_active, $used, Versions::Only12, ModeChoice::Active);
            matrix!(@test tls_13_passive, $used, Versions::Only13, ModeChoice::Passive);
            matrix!(@test tls_13_active, $used, Versions::Only13, ModeChoice::Active);
        }
    };
    (@test $name:ident, $used:expr, $versions:expr, $mode:expr) => {
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $name() {
            files(WHICH, $used, $versions, $mode).await;
        }
    };
}

matrix! {
    embedded: Which::Embedded, [explicit, implicit];
    vsftpd: Which::Real(Kind::Vsftpd), [explicit, implicit];
    proftpd: Which::Real(Kind::Proftpd), [explicit, implicit];
    // It has no implicit TLS.
    pure_ftpd: Which::Real(Kind::PureFtpd), [explicit];
}
