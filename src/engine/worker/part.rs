//! A part of a file on the server: read from where it begins, and broken off after what is wanted,
//! with all replies accounted for.

use super::Step;
use crate::engine::problem::Cause;
use crate::engine::session::Session;
use crate::engine::{Problem, explain};
use crate::ftp::FtpError;
use crate::ftp::commands::{self, with_path};
use crate::ftp::data::{Portion, Purpose};
use crate::model::text::size as in_words;
use crate::model::{Direction, FileFacts, FileRange, Part, RemotePath, TransferType};
use tokio_util::sync::CancellationToken;

/// Where the server does not begin in the middle, so much is read from the start at most.
const LONGEST_SKIP: u64 = 64 * 1024 * 1024;

/// A part that goes to the end of the file is not broken off: so much more may come where the file
/// has grown meanwhile.
const GROWTH: u64 = 64 * 1024;

/// Size and time of a file. A file that is not there is a problem.
pub(crate) async fn facts_of(session: &mut Session, path: &RemotePath) -> Step<FileFacts> {
    let what = format!("Looking at {}", session.shown(path));
    let failed = |error: FtpError| explain::failed(&what, &error);
    let facts = commands::facts(&mut session.control, &session.features, path).await;
    let facts = facts.map_err(failed)?;
    if facts == FileFacts::default() && session.features.size() {
        let there = commands::exists(&mut session.control, &session.features, path).await;
        if !there.map_err(failed)? {
            return Err(Problem::new(Cause::Refused, format!("{what} failed"))
                .words("the server knows no such file")
                .advice("It is gone, or it is no file. List the folder again."));
        }
    }
    Ok(facts)
}

/// Reads a part of a file, whose size may be known.
pub(crate) async fn read_part(
    session: &mut Session,
    path: &RemotePath,
    (range, size): (&FileRange, Option<u64>),
    cancel: &CancellationToken,
) -> Step<Part> {
    let what = format!("Reading {}", session.shown(path));
    loop {
        let skip = if session.ways.no_restart {
            range.from
        } else {
            0
        };
        if skip > LONGEST_SKIP {
            return Err(too_far(&what));
        }
        let to_end = size.filter(|size| range.end() >= *size);
        let spare = to_end.map_or(0, |_| GROWTH);
        let (portion, parts) = Portion::new(range.clone(), skip, spare);
        let begin = range.from - skip;
        let purpose = Purpose {
            command: with_path("RETR", path),
            direction: Direction::Download,
            total: match to_end {
                Some(size) => Some(size.saturating_sub(begin)),
                None => Some(range.end() - begin),
            },
            restart: begin,
            transfer_type: Some(TransferType::Image),
            throttles: session.throttles().clone(),
        };
        let (moved, _) = session.run(&purpose, portion, cancel).await;
        let part = parts.try_recv().ok();
        let error = match (moved, part) {
            (Ok(_), Some(part)) => return Ok(part),
            (Err(FtpError::Enough), Some(part)) => return in_step(session, part).await,
            (Err(FtpError::RestRefused { .. }), _) if !session.ways.no_restart => {
                session.ways.no_restart = true;
                continue;
            }
            (Err(error), _) => error,
            (Ok(_), None) => FtpError::Cancelled,
        };
        if let Some(refusal) = session.not_resumed.take()
            && !cancel.is_cancelled()
            && session.renew_tls(&refusal).await
        {
            continue;
        }
        return Err(explain::failed(&what, &error));
    }
}

/// Breaking off may have cost the session. What was read counts all the same.
async fn in_step(session: &mut Session, part: Part) -> Step<Part> {
    if session.control.is_poisoned() {
        // Where that does not come about, the pool opens another when it is needed.
        session
            .reopen("the session did not outlive a part of a file: it is opened anew")
            .await;
    }
    Ok(part)
}

fn too_far(what: &str) -> Problem {
    Problem::new(Cause::Refused, format!("{what} failed"))
        .words("the server does not begin in the middle of a file (REST)")
        .advice(format!(
            "Only the first {} can be read this way. Copy the file to see the rest.",
            in_words(LONGEST_SKIP)
        ))
}
