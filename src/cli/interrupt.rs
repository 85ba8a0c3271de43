//! The signals that end a headless command in order.

use super::ExitStatus;

/// Waits for the user, the system or a terminal that goes away to end the program.
///
/// What runs is to be dropped then; its part files and the queue keep what it had come to.
#[cfg(unix)]
pub(super) async fn interrupted() -> ExitStatus {
    use tokio::signal::unix::{SignalKind, signal};
    let wait = |kind: SignalKind| async move {
        match signal(kind) {
            Ok(mut signals) => drop(signals.recv().await),
            // Without a handler the system's own way of ending stays.
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        () = wait(SignalKind::interrupt()) => ExitStatus::Signal(2),
        () = wait(SignalKind::terminate()) => ExitStatus::Signal(15),
        () = wait(SignalKind::hangup()) => ExitStatus::Signal(1),
    }
}

/// Waits for Ctrl-C.
#[cfg(not(unix))]
pub(super) async fn interrupted() -> ExitStatus {
    match tokio::signal::ctrl_c().await {
        Ok(()) => ExitStatus::Signal(2),
        Err(_) => std::future::pending().await,
    }
}
