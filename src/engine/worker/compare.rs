//! Reading what is on the server once more, to compare it with what is here.

use super::{Crossing, Step};
use crate::engine::explain;
use crate::engine::problem::Cause;
use crate::ftp::FtpError;
use crate::ftp::data::Comparison;
use crate::model::{Direction, RemotePath};
use std::io::Read;
use std::sync::atomic::Ordering;

/// What came of a comparison.
#[derive(Debug)]
pub(super) enum Compared {
    Equal,
    Different,
    /// The server does not let it be read; its words.
    Refused(String),
}

/// Compares `path` from byte `from` on with what `local` gives: `limit` bytes, or to the end of both.
pub(super) async fn compare(
    crossing: &mut Crossing<'_>,
    path: &RemotePath,
    from: u64,
    limit: Option<u64>,
    local: impl Read + Send + 'static,
) -> Step<Compared> {
    let purpose = crossing.purpose("RETR", path, None, from);
    let comparison = Comparison::new(local, limit);
    let verdict = comparison.verdict();
    let session = &mut *crossing.session;
    let (read, _) = session.run(&purpose, comparison, crossing.cancel).await;
    let equal = verdict.load(Ordering::Acquire);
    match read {
        Ok(_) if equal => Ok(Compared::Equal),
        Ok(_) | Err(FtpError::Differs { .. }) => in_step(crossing, Compared::Different).await,
        // Enough was read, and what becomes of the rest is of no interest.
        Err(_) if equal && !crossing.cancel.is_cancelled() => {
            in_step(crossing, Compared::Equal).await
        }
        Err(FtpError::RestRefused { reply, .. }) => {
            crossing.session.ways.no_restart = true;
            Ok(Compared::Refused(reply.line()))
        }
        Err(FtpError::Reply { reply, .. }) if reply.code() >= 500 => {
            Ok(Compared::Refused(reply.line()))
        }
        Err(error) => {
            let what = format!("Comparing {}", crossing.session.shown(path));
            let mut problem = explain::failed(&what, &error);
            // Servers let nobody read what they believe another session still writes.
            let silent = matches!(error, FtpError::Timeout { .. } | FtpError::Stalled { .. });
            if silent && crossing.order.direction == Direction::Upload {
                problem.cause = Cause::Stuck;
            }
            Err(problem)
        }
    }
}

/// Leaving in the middle may cost the session.
async fn in_step(crossing: &mut Crossing<'_>, compared: Compared) -> Step<Compared> {
    let session = &mut *crossing.session;
    if session.control.is_poisoned() {
        let why = "the session did not outlive the comparison: it is opened anew";
        if !session.reopen(why).await {
            let lost = FtpError::Io {
                stage: crate::ftp::Stage::Reply,
                operation: "opening the session anew after a comparison",
                peer: None,
                source: std::io::ErrorKind::NotConnected.into(),
            };
            return Err(explain::failed(&crossing.what(), &lost));
        }
    }
    Ok(compared)
}
