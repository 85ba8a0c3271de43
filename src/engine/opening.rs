//! Opening a session: connecting, logging in, asking what the server offers.

use super::memory::Kept;
use super::session::{Ready, Setup};
use crate::ftp::{ControlConnection, FtpError, login};

/// The first opening: where TLS 1.2 was to be spoken and is spoken no more, 1.3 is tried.
pub(crate) async fn open_first(setup: &mut Setup) -> Result<(ControlConnection, Ready), FtpError> {
    let opened = open(setup).await;
    if matches!(opened, Err(FtpError::Tls { .. })) && setup.memory.only_tls12 {
        setup.memory.only_tls12 = false;
        setup.memory.new_sessions = true;
        return open(setup).await;
    }
    opened
}

/// Each opening takes in what was learned of the server meanwhile by others, and whether its
/// certificate is trusted still.
pub(crate) async fn open(setup: &mut Setup) -> Result<(ControlConnection, Ready), FtpError> {
    if let Some(kept) = setup.kept.clone().map(Kept::read) {
        kept.await.add_to(&mut setup.memory);
    }
    let opened = open_once(setup).await;
    if let Ok((control, _)) = &opened
        && control.tls_facts().is_some()
    {
        // From here on nothing is said to this server in clear.
        setup.memory.tls_seen = true;
    }
    opened
}

async fn open_once(setup: &Setup) -> Result<(ControlConnection, Ready), FtpError> {
    let Setup {
        site,
        memory,
        features,
        reporter,
        ..
    } = setup;
    let (mut control, greeting) = ControlConnection::open(site, memory, reporter.clone()).await?;
    login::log_in(&mut control, site).await?;
    let greeting = greeting.text();
    let protected = control.tls_facts().is_some();
    let ready = if let Some(features) = features.clone() {
        login::use_features(&mut control, &features, site.charset).await?;
        // Asking is also what makes an OS/400 name paths.
        let directory = login::working_directory(&mut control).await?;
        Ready {
            greeting,
            features,
            directory,
            protected,
        }
    } else {
        let features = login::features(&mut control, site.charset).await?;
        let directory = login::working_directory(&mut control).await?;
        Ready {
            greeting,
            features,
            directory,
            protected,
        }
    };
    Ok((control, ready))
}
