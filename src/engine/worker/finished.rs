//! What an earlier run had finished and could not note down any more.

use super::place::is_ours;
use super::ways::is_same;
use super::{Crossing, Step};
use crate::engine::work::TransferOrder;
use crate::engine::{Problem, explain};
use crate::fs::part_file::PartPlace;
use crate::fs::source::LocalFile;
use crate::ftp::commands::{self, Absence};
use crate::model::{FileFacts, Modified, Naming, Operation, Precision, RemotePath};
use std::io;
use std::sync::Arc;

/// What the source of a download is by now.
pub(super) enum Origin {
    /// Still the file that was brought here.
    Same,
    /// A move that came to its end: it is gone.
    Gone,
    /// Another one, or it cannot be told.
    Another,
}

/// What is known of the file here, if an earlier run ended between giving it its name and noting
/// that down: the part is gone, and the file is what the part was to become.
pub(super) fn finished_here(
    order: &TransferOrder,
    times_kept: bool,
    place: &PartPlace,
) -> Option<FileFacts> {
    let (begun, present) = (order.begun?, place.present()?);
    if begun.source.size.is_none() || begun.source.size != present.size {
        return None;
    }
    // What was to be replaced may have the same size; a time that was kept tells the two apart.
    let source = begun.source.modified.filter(|at| times_kept && precise(at));
    let finished = match source {
        Some(_) => is_same(&begun.source, &present),
        None => begun.whole || !(order.replace || order.extend),
    };
    finished.then_some(present)
}

/// What has become of the source of a file that an earlier run has brought here whole. A move
/// removes it, so that much more is asked for there.
pub(super) async fn origin(crossing: &mut Crossing<'_>, present: &FileFacts) -> Step<Origin> {
    let Some(then) = crossing.order.begun.map(|begun| begun.source) else {
        return Ok(Origin::Another);
    };
    let now = crossing.facts().await?;
    let same = match crossing.order.operation {
        Operation::Copy => {
            // Where the server does not say, the listing has to do.
            let now = FileFacts {
                size: now.size.or(crossing.order.size),
                modified: now.modified.or(crossing.order.modified),
            };
            is_same(&then, &now)
        }
        Operation::Move if now.size.is_none() => {
            return Ok(if is_gone(crossing).await? {
                Origin::Gone
            } else {
                Origin::Another
            });
        }
        Operation::Move => {
            // The file here has the source's time to the second, where times are kept; a listing
            // may have told no seconds.
            let brought = if crossing.session.policy().keep_times {
                *present
            } else {
                then
            };
            let times = brought.modified.zip(now.modified);
            times.is_some_and(|(one, other)| precise(&one) && precise(&other))
                && is_same(&brought, &now)
                && is_same(&then, &now)
        }
    };
    Ok(if same { Origin::Same } else { Origin::Another })
}

async fn is_gone(crossing: &mut Crossing<'_>) -> Step<bool> {
    let session = &mut *crossing.session;
    let path = &crossing.order.remote;
    let absence = commands::absence(&mut session.control, &session.features, path).await;
    let what = format!("Looking for {}", session.shown(path));
    let absence = absence.map_err(|error| explain::failed(&what, &error))?;
    Ok(absence == Absence::Proved)
}

/// Nothing is brought that could not get its name.
pub(super) fn not_replaced(crossing: &Crossing<'_>) -> Problem {
    let error = io::Error::new(
        io::ErrorKind::AlreadyExists,
        "it was brought before, and the file on the server is another one by now, as far as can be \
         told",
    );
    let problem = explain::local(&crossing.here("Writing"), &error);
    problem.advice("Both were left as they are. Overwrite the one here, or keep both.")
}

/// Whether an earlier run of a move ended between removing the source here, which is gone, and noting
/// that down: the part is gone, too, and a file of its size is there.
pub(super) async fn was_moved(crossing: &mut Crossing<'_>, part: &RemotePath) -> Step<bool> {
    let whole = crossing.order.begun.filter(|begun| begun.whole);
    let (Some(begun), Operation::Move) = (whole, crossing.order.operation) else {
        return Ok(false);
    };
    has_its_name(crossing, part, begun.source.size).await
}

/// Whether an earlier run ended between renaming the part and noting that down: the part is gone,
/// and the file is there. Where it was not even noted that the part was whole, what is there has to
/// prove to be the file; what may be replaced is not looked at, but sent again.
pub(super) async fn was_placed(
    crossing: &mut Crossing<'_>,
    source: &Arc<LocalFile>,
    part: &RemotePath,
) -> Step<bool> {
    let whole = crossing.order.begun.is_some_and(|begun| begun.whole);
    let sent_again = crossing.order.replace || crossing.order.extend;
    if crossing.session.naming() == Some(Naming::Direct) || (!whole && sent_again) {
        return Ok(false);
    }
    if !has_its_name(crossing, part, Some(source.size())).await? {
        return Ok(false);
    }
    let target = crossing.order.remote.clone();
    Ok(whole || is_ours(crossing, source, &target).await?)
}

async fn has_its_name(
    crossing: &mut Crossing<'_>,
    part: &RemotePath,
    size: Option<u64>,
) -> Step<bool> {
    let target = crossing.order.remote.clone();
    let there = crossing.remote_size(&target).await?;
    Ok(there.is_some() && there == size && crossing.remote_size(part).await?.is_none())
}

fn precise(modified: &Modified) -> bool {
    modified.precision == Precision::Second
}
