//! A session of which nothing is asked: it listens for the server's goodbye, and says NOOP where it
//! is to be kept alive.

use super::session::{Session, overdue};
use super::work::Assignment;
use crate::ftp::FtpError;
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

/// How long nothing is asked before NOOP is said; off where that is `None`.
pub(crate) type KeepAlive = watch::Receiver<Option<Duration>>;

/// Waits until there is something to do; `None` is to end in order. Meanwhile the server's goodbye
/// (421, or just an end) is noticed at once, and is the error.
pub(crate) async fn next(
    session: &mut Session,
    work: &mut mpsc::UnboundedReceiver<Assignment>,
    keep_alive: &mut KeepAlive,
    stop: &CancellationToken,
) -> Result<Option<Assignment>, FtpError> {
    loop {
        tokio::select! {
            biased;
            () = stop.cancelled() => return Ok(None),
            assignment = work.recv() => return Ok(assignment),
            end = session.control.goodbye() => return Err(end),
            () = silence(keep_alive) => {}
        }
        say_noop(session, stop).await?;
    }
}

/// Ends when nothing has been asked for the time of keeping alive; never while that is off.
async fn silence(keep_alive: &mut KeepAlive) {
    loop {
        let time = *keep_alive.borrow_and_update();
        let over = async {
            match time {
                Some(time) => tokio::time::sleep(time).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = over => return,
            Ok(()) = keep_alive.changed() => {}
        }
    }
}

/// Whatever the server answers, it has heard of us, and its reply is accounted for.
async fn say_noop(session: &mut Session, stop: &CancellationToken) -> Result<(), FtpError> {
    let reply = tokio::select! {
        biased;
        reply = session.control.ask(b"NOOP") => reply?,
        () = overdue(stop) => return Err(FtpError::Cancelled),
    };
    if reply.code() == 421 {
        let command = "NOOP".into();
        return Err(FtpError::Reply { command, reply });
    }
    Ok(())
}
