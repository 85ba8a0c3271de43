//! A transfer whose data has crossed while the server's last word was lost: another login can tell
//! whether the file is whole.

use super::problem::Cause;
use super::session::Session;
use super::worker::{Crossing, unproved};
use super::{Problem, explain};
use crate::ftp::{FtpError, Stage, commands};
use crate::model::{DataCommand, Direction, RemotePath};
use std::time::Duration;

/// Said of a file that is there although its transfer was never confirmed.
const CONFIRMED: &str = "complete, confirmation lost; size proved by a new login";

/// Finds out about a transfer of `path` that began at byte `from` and ended with `error`: what is to
/// be said of it if it is whole after all. Only where all data has crossed is there anything to find
/// out. `size` is what the file is known to have.
pub(crate) async fn confirm(
    crossing: &mut Crossing<'_>,
    path: &RemotePath,
    size: Option<u64>,
    from: u64,
    error: FtpError,
) -> Result<String, Problem> {
    let what = crossing.what();
    let failed = broken_off(crossing.session, &what, &error).await;
    let FtpError::Unconfirmed { bytes, error } = error else {
        return Err(failed);
    };
    // A connection that broke may have cut the data short too, and then it begins again; silence
    // cannot have.
    let broke = matches!(*error, FtpError::Io { .. });
    let count = from + bytes;
    let short = size.is_some_and(|size| size != count);
    let why = "the last word is lost: the file's size is asked by a new login";
    if short || !crossing.session.reopen(why).await {
        return Err(failed);
    }
    let upload = crossing.order.direction == Direction::Upload;
    match settled_size(crossing.session, path, count, upload).await {
        Ok(Some(size)) if size == count => Ok(CONFIRMED.into()),
        Ok(Some(size)) if !broke => Err(unproved(&crossing.order, &what, count, size)),
        // The server does not tell: moving it once more would end like this again.
        Ok(None) if !broke => Err(Problem {
            cause: Cause::Unproved,
            ..failed
        }),
        _ => Err(failed),
    }
}

/// The size of the file once it grows no more: a slow server may still be storing what its kernel
/// has taken of an upload.
async fn settled_size(
    session: &mut Session,
    path: &RemotePath,
    bytes: u64,
    upload: bool,
) -> Result<Option<u64>, FtpError> {
    let mut size = commands::size(&mut session.control, path).await?;
    let mut unchanged = 0;
    while upload && size.is_some_and(|size| size < bytes) && unchanged < GROWING {
        tokio::time::sleep(GROWTH).await;
        let now = commands::size(&mut session.control, path).await?;
        unchanged = if now == size { unchanged + 1 } else { 0 };
        size = now;
    }
    Ok(size)
}

/// So often in a row an upload's size has to be the same before it counts as its last.
const GROWING: u32 = 3;
/// How long is waited between one look at a growing file and the next.
const GROWTH: Duration = Duration::from_millis(500);

/// How long a server that answered a transfer with 500 may take to hang up.
const LAST_GASP: Duration = Duration::from_secs(1);

/// Whether the server ends the session after a 500, as one does that dies.
async fn hangs_up(session: &mut Session) -> bool {
    let end = session.control.goodbye();
    tokio::time::timeout(LAST_GASP, end).await.is_ok()
}

/// Whether a data connection could not be made, and the last word about it was a 500.
fn died(attempts: &[(DataCommand, FtpError)]) -> bool {
    let last = attempts.last().map(|(_, error)| error.code());
    attempts.len() > 1 && last == Some(500)
}

/// Why not all got across. Where the session is lost with the data connection that is what has
/// failed, unless there never was a data connection
/// to a server that lives on.
async fn broken_off(session: &mut Session, what: &str, error: &FtpError) -> Problem {
    let mut problem = explain::failed(what, error);
    let of_data = match error {
        FtpError::Io { stage, .. } => *stage == Stage::Data,
        FtpError::Stalled { .. } | FtpError::Tls { .. } => true,
        // RETR and STOR are known everywhere: so vsftpd says that it dies (`500 OOPS`), and hangs up.
        FtpError::Reply { reply, .. } if reply.code() == 500 => hangs_up(session).await,
        // PASV is known wherever EPSV named a port.
        FtpError::NoDataConnection { attempts } if died(attempts) => hangs_up(session).await,
        _ => false,
    };
    if of_data && session.control.is_poisoned() {
        problem.cause = Cause::Connection;
    }
    problem
}
