//! One file from shore to shore, and the proof that it is there: the final reply, the byte count,
//! a clean end (house rule: success is proved).

use super::confirm::confirm;
use super::perform::blocking;
use super::problem::Cause;
use super::session::Session;
use super::work::TransferOrder;
use super::{Problem, explain};
use crate::fs::part_file::PartFile;
use crate::fs::source::LocalFile;
use crate::ftp::FtpError;
use crate::ftp::commands::{self, with_path};
use crate::ftp::data::{self, Feed, Moved, Payload, Purpose, Sink};
use crate::model::text::display_safe_str;
use crate::model::{Direction, Modified, Operation, Precision};
use std::time::SystemTime;
use tokio_util::sync::CancellationToken;

/// What is to be said of a file that is there; or why it is not.
type End = Result<Option<String>, Problem>;

/// Moves one file. Gives the bytes that crossed, and how it ended.
pub(crate) async fn transfer(
    session: &mut Session,
    order: &TransferOrder,
    cancel: &CancellationToken,
) -> (u64, End) {
    let first = attempt(session, order, cancel).await;
    if let Some(refusal) = session.not_resumed.take()
        && !cancel.is_cancelled()
        && session.renew_tls(&refusal).await
    {
        return attempt(session, order, cancel).await;
    }
    first
}

async fn attempt(
    session: &mut Session,
    order: &TransferOrder,
    cancel: &CancellationToken,
) -> (u64, End) {
    let mut bytes = 0;
    let end = match order.direction {
        Direction::Download => download(session, order, cancel, &mut bytes).await,
        Direction::Upload => upload(session, order, cancel, &mut bytes).await,
    };
    (bytes, end)
}

async fn download(
    session: &mut Session,
    order: &TransferOrder,
    cancel: &CancellationToken,
    bytes: &mut u64,
) -> End {
    let what = format!("Downloading {}", session.shown(&order.remote));
    let here = format!(
        "Writing {}",
        display_safe_str(&order.local.to_string_lossy())
    );
    let target = order.local.clone();
    let opened = blocking(move || {
        let part = PartFile::create(&target)?;
        let writer = part.writer()?;
        Ok((part, writer))
    });
    let (part, writer) = opened
        .await
        .map_err(|error| explain::local(&here, &error))?;
    let purpose = Purpose {
        command: with_path("RETR", &order.remote),
        direction: Direction::Download,
        total: order.size,
    };
    let moved = run(session, &purpose, Sink(writer), cancel, bytes).await;
    let note = match moved {
        Ok(moved) => {
            prove(session, order, moved.bytes, &what).await?;
            None
        }
        Err(error) => Some(confirm(session, order, error, &what).await?),
    };
    let (replace, modified) = (order.replace, order.modified.and_then(system_time));
    let finished = blocking(move || part.finish(replace, modified)).await;
    finished.map_err(|error| explain::local(&here, &error))?;
    if order.operation == Operation::Move {
        let removed = commands::delete(&mut session.control, &order.remote).await;
        let what = format!("Removing the moved {}", session.shown(&order.remote));
        removed.map_err(|error| arrived(explain::unanswered(&what, &error)))?;
    }
    Ok(note)
}

/// A failure after the file is here: moving it once more would be no repair.
fn arrived(mut problem: Problem) -> Problem {
    if problem.cause == Cause::Connection {
        problem.cause = Cause::Unknown;
    }
    problem
}

async fn upload(
    session: &mut Session,
    order: &TransferOrder,
    cancel: &CancellationToken,
    bytes: &mut u64,
) -> End {
    let what = format!("Uploading {}", session.shown(&order.remote));
    let here = format!(
        "Reading {}",
        display_safe_str(&order.local.to_string_lossy())
    );
    let path = order.local.clone();
    let opened = blocking(move || LocalFile::open(&path)).await;
    let source = opened.map_err(|error| explain::local(&here, &error))?;
    let reader = source
        .reader()
        .map_err(|error| explain::local(&here, &error))?;
    let purpose = Purpose {
        command: with_path("STOR", &order.remote),
        direction: Direction::Upload,
        total: Some(source.size()),
    };
    let moved = run(session, &purpose, Feed(reader), cancel, bytes).await;
    let began = session.control.reporter().began_moving();
    let (crossed, note) = match moved {
        Ok(moved) => (moved.bytes, None),
        Err(error) => {
            let note = confirm(session, order, error, &what).await;
            let note =
                note.map_err(|problem| if began { left_behind(problem) } else { problem })?;
            (*bytes, Some(note))
        }
    };
    if !source
        .is_unchanged(crossed)
        .map_err(|error| explain::local(&here, &error))?
    {
        return Err(left_behind(
            Problem::new(Cause::Unproved, format!("{what} is not proved"))
                .words("the file changed while it was read")
                .advice("Retry when nothing writes to it any more."),
        ));
    }
    if note.is_none() {
        prove(session, order, crossed, &what).await?;
    }
    if order.operation == Operation::Move {
        let path = order.local.clone();
        let removed = blocking(move || source.remove(&path)).await;
        let what = format!(
            "Removing the moved {}",
            display_safe_str(&order.local.to_string_lossy())
        );
        removed.map_err(|error| explain::local(&what, &error))?;
    }
    Ok(note)
}

async fn run<P: Payload>(
    session: &mut Session,
    purpose: &Purpose,
    payload: P,
    cancel: &CancellationToken,
    bytes: &mut u64,
) -> Result<Moved<P>, FtpError> {
    let settings = session.settings.borrow().clone();
    let number = &mut session.number;
    let done = data::transfer(
        &mut session.control,
        &settings,
        purpose,
        number,
        payload,
        cancel,
    )
    .await;
    // Before a data connection there is, the count is that of the one before.
    if !matches!(done, Err(FtpError::NoDataConnection { .. })) {
        *bytes = session.control.reporter().moved();
    }
    if let Err(error @ FtpError::SessionNotResumed { .. }) = &done {
        session.not_resumed = Some(error.to_string());
    }
    let (moved, opened) = done?;
    session.learned(opened);
    Ok(moved)
}

/// The byte count must be what the server says of the file. A listing that was right is proof
/// enough; else SIZE is asked, since a file may have grown since it was listed. Where the server
/// knows no SIZE, the final reply and the clean end have to do.
async fn prove(
    session: &mut Session,
    order: &TransferOrder,
    bytes: u64,
    what: &str,
) -> Result<(), Problem> {
    if order.direction == Direction::Download && order.size == Some(bytes) {
        return Ok(());
    }
    let size = commands::size(&mut session.control, &order.remote).await;
    match size.map_err(|error| {
        explain::failed(
            &format!("Checking {}", session.shown(&order.remote)),
            &error,
        )
    })? {
        Some(size) if size == bytes => Ok(()),
        Some(size) => Err(unproved(order, what, bytes, size)),
        None => match order
            .size
            .filter(|_| order.direction == Direction::Download)
        {
            Some(listed) if listed != bytes => Err(unproved(order, what, bytes, listed)),
            _ => Ok(()),
        },
    }
}

pub(super) fn unproved(order: &TransferOrder, what: &str, bytes: u64, size: u64) -> Problem {
    let problem = Problem::new(Cause::Unproved, format!("{what} is not proved")).words(format!(
        "{bytes} bytes crossed, but the server says the file has {size}"
    ));
    match order.direction {
        Direction::Download => problem.advice("Nothing was put under the final name here; retry."),
        Direction::Upload => left_behind(problem),
    }
}

/// A broken upload leaves what had arrived under its final name on the server.
fn left_behind(mut problem: Problem) -> Problem {
    const LEFT: &str = "An incomplete file may be on the server.";
    match problem.advice.take() {
        Some(advice) if advice.ends_with(LEFT) => problem.advice(advice),
        Some(advice) => problem.advice(format!("{advice} {LEFT}")),
        None => problem.advice(LEFT),
    }
}

fn system_time(modified: Modified) -> Option<SystemTime> {
    // A day is too vague to be set as a file's time.
    (modified.precision > Precision::Day).then(|| SystemTime::from(modified.at))
}
