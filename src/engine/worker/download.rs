//! From the server to this computer: into a part beside the target, which gets its final name once it
//! is proved.

use super::finished::{Origin, finished_here, not_replaced, origin};
use super::prove::{Source, prove_download, verify};
use super::ways::is_same;
use super::{Crossing, LARGE, OVERLAP, Step};
use crate::engine::confirm::confirm;
use crate::engine::problem::Cause;
use crate::engine::{Problem, explain};
use crate::fs::part_file::{Finish, PartFile, PartPlace};
use crate::ftp::FtpError;
use crate::ftp::commands;
use crate::ftp::data::{Continuation, FromNetwork, Moved, Sink};
use crate::model::{FileFacts, Modified, Operation, Precision};
use std::sync::Arc;
use std::time::{Instant, SystemTime};

const WRITING: &str = "Writing";

/// What a download begins with.
enum Opened {
    Part(PartFile),
    /// An earlier run seems to have finished the file, which is this one.
    Finished(PartPlace, FileFacts),
}

/// Moves one file here.
pub(super) async fn download(crossing: &mut Crossing<'_>) -> Step<()> {
    let order = crossing.order.clone();
    let kept = crossing.session.policy().keep_times;
    let open = move || {
        let place = PartPlace::open(&order.root, &order.local, &order.token.0)?;
        if order.begun.is_some()
            && place.length()?.is_none()
            && let Some(present) = finished_here(&order, kept, &place)
        {
            return Ok(Opened::Finished(place, present));
        }
        place.begin().map(Opened::Part)
    };
    let part = match crossing.locally(WRITING, open).await? {
        Opened::Part(part) => part,
        Opened::Finished(place, present) => match origin(crossing, &present).await? {
            Origin::Gone => {
                crossing.note("it had been finished before");
                return Ok(());
            }
            Origin::Same => {
                crossing.note("it had been finished before");
                // The earlier run may not have come to that.
                crossing.locally(WRITING, move || place.sync()).await?;
                return end_move(crossing).await;
            }
            Origin::Another if crossing.order.replace || crossing.order.extend => {
                crossing.note(
                    "begun again from the start: the file on the server is another one by now",
                );
                crossing.locally(WRITING, move || place.begin()).await?
            }
            Origin::Another => return Err(not_replaced(crossing)),
        },
    };
    let part = Arc::new(part);
    let finished = match fill(crossing, &part).await {
        Ok(source) => finish(crossing, &part, source).await,
        Err(problem) => Err(problem),
    };
    if let Err(problem) = finished {
        return Err(put_aside(crossing, &part, problem).await);
    }
    end_move(crossing).await
}

async fn end_move(crossing: &mut Crossing<'_>) -> Step<()> {
    match crossing.order.operation {
        Operation::Move => crossing.remove_remote_source().await,
        Operation::Copy => Ok(()),
    }
}

/// What becomes of the part of a try that came to nothing: the next one goes on with it, unless it
/// is of no use.
async fn put_aside(crossing: &mut Crossing<'_>, part: &Arc<PartFile>, problem: Problem) -> Problem {
    let length = part.length().unwrap_or_default();
    let useless = length == 0 || crossing.is_text() || problem.cause == Cause::Changed;
    if useless {
        let part = Arc::clone(part);
        // What cannot be removed is begun anew the next time.
        let _ = crossing.locally("Removing", move || part.discard()).await;
    }
    problem
}

/// Fills the part and proves it. Gives what the source is.
async fn fill(crossing: &mut Crossing<'_>, part: &Arc<PartFile>) -> Step<FileFacts> {
    let order = &crossing.order;
    let (extend, begun) = (order.extend, order.begun);
    let listed = FileFacts {
        size: order.size,
        modified: order.modified,
    };
    let mut length = part.length().unwrap_or_default();
    if extend && length == 0 {
        let taking = Arc::clone(part);
        crossing
            .locally("Going on with", move || taking.take_up_present())
            .await?;
        length = part.length().unwrap_or_default();
    }
    let goes_on = extend || (begun.is_some() && length > OVERLAP && !crossing.is_text());
    let large = listed.size.is_none_or(|size| size >= LARGE);
    // After a try that came to nothing the listing may be the one that is wrong.
    let fresh = goes_on || begun.is_some() || (large && !crossing.is_text());
    let since = Instant::now();
    let facts = if fresh {
        let now = crossing.facts().await?;
        FileFacts {
            size: now.size.or(listed.size),
            modified: now.modified.or(listed.modified),
        }
    } else {
        listed
    };
    let source = Source {
        facts,
        fresh,
        since,
    };
    if goes_on {
        match go_on(crossing, part, &source, length).await? {
            Outcome::Filled => return Ok(source.facts),
            Outcome::Unfit(why) if extend => return Err(no_beginning(crossing, part, why).await),
            Outcome::Unfit(why) => crossing.note(format!("begun again from the start: {why}")),
        }
    }
    from_the_start(crossing, part, &source).await?;
    Ok(source.facts)
}

/// What came of going on with what is there.
enum Outcome {
    Filled,
    /// It cannot be gone on with, and why.
    Unfit(String),
}

fn unfit(why: &str) -> Outcome {
    Outcome::Unfit(why.into())
}

/// Goes on with a part of this length, where it proves to be the beginning of the source.
async fn go_on(
    crossing: &mut Crossing<'_>,
    part: &Arc<PartFile>,
    source: &Source,
    length: u64,
) -> Step<Outcome> {
    let then = crossing.order.begun.map(|begun| begun.source);
    if crossing.is_text() {
        return Ok(unfit("text is not gone on with"));
    }
    if !crossing.order.extend && then.is_none_or(|then| !is_same(&then, &source.facts)) {
        return Ok(unfit("the file on the server is another one by now"));
    }
    if source.facts.size.is_some_and(|size| size < length) {
        return Ok(unfit("what is here is longer than the file on the server"));
    }
    let overlap = OVERLAP.min(length);
    let from = length - overlap;
    if from > 0 && crossing.session.ways.no_restart {
        return Ok(unfit("the server does not begin in the middle of a file"));
    }
    crossing.begin(source.facts, false);
    let reading = Arc::clone(part);
    let ready = move || Ok((reading.read(from, overlap)?, reading.writer(length)?));
    let (known, writer) = crossing.locally(WRITING, ready).await?;
    let remote = crossing.order.remote.clone();
    let listed = crossing.order.size;
    let purpose = crossing.purpose("RETR", &remote, listed, from);
    let moved = crossing
        .run(&purpose, Continuation::new(known, writer))
        .await;
    match moved {
        Err(FtpError::RestRefused { reply, .. }) => {
            crossing.session.ways.no_restart = true;
            return Ok(Outcome::Unfit(reply.line()));
        }
        Err(FtpError::Differs { .. }) => {
            return Ok(unfit(
                "what is here is not the beginning of the file on the server",
            ));
        }
        _ => {}
    }
    crossing.from = from;
    match settle(crossing, source, from, moved).await {
        Ok(()) => {}
        // The server did not begin where it was told to, or what was here was longer than it looked.
        Err(problem) if problem.cause == Cause::Unproved && from > 0 => {
            crossing.from = 0;
            let words = problem.words.unwrap_or_default();
            return Ok(Outcome::Unfit(format!("the bytes do not add up ({words})")));
        }
        Err(problem) => return Err(problem),
    }
    check(crossing, part).await?;
    Ok(Outcome::Filled)
}

async fn from_the_start(
    crossing: &mut Crossing<'_>,
    part: &Arc<PartFile>,
    source: &Source,
) -> Step<()> {
    crossing.begin(source.facts, false);
    crossing.from = 0;
    let writer = if part.length().is_ok_and(|length| length == 0) {
        let writer = part.writer(0);
        writer.map_err(|error| explain::local(&crossing.here(WRITING), &error))?
    } else {
        let emptied = Arc::clone(part);
        crossing.locally(WRITING, move || emptied.writer(0)).await?
    };
    let remote = crossing.order.remote.clone();
    // Only what was listed over a connection that ended in order stands for TLS's farewell.
    let listed = crossing.order.size;
    let purpose = crossing.purpose("RETR", &remote, listed, 0);
    if crossing.is_text() {
        let sink = Sink(FromNetwork::new(writer));
        let moved = crossing.run(&purpose, sink).await;
        return match moved {
            Ok(_) => Ok(()),
            Err(error) => Err(explain::failed(&crossing.what(), &error)),
        };
    }
    let moved = crossing.run(&purpose, Sink(writer)).await;
    settle(crossing, source, 0, moved).await?;
    check(crossing, part).await
}

/// That what has crossed is all of the file.
async fn settle<P>(
    crossing: &mut Crossing<'_>,
    source: &Source,
    from: u64,
    moved: Result<Moved<P>, FtpError>,
) -> Step<()> {
    match moved {
        Ok(moved) => prove_download(crossing, source, from + moved.bytes).await,
        Err(error) => {
            let path = crossing.order.remote.clone();
            let size = source.facts.size;
            let note = confirm(crossing, &path, size, from, error).await?;
            crossing.note(note);
            Ok(())
        }
    }
}

/// A hash or a second reading, where the site asks for it. What is not the same is of no use.
async fn check(crossing: &mut Crossing<'_>, part: &Arc<PartFile>) -> Step<()> {
    let remote = crossing.order.remote.clone();
    let size = part.length().unwrap_or_default();
    let verified = verify(crossing, &remote, size, || part.reader()).await;
    if verified
        .as_ref()
        .is_err_and(|problem| problem.cause == Cause::Unproved)
    {
        let part = Arc::clone(part);
        let _ = crossing.locally("Removing", move || part.discard()).await;
    }
    verified
}

async fn no_beginning(crossing: &Crossing<'_>, part: &Arc<PartFile>, why: String) -> Problem {
    let part = Arc::clone(part);
    // It was a copy of the file that is there, which stays.
    let _ = crossing.locally("Removing", move || part.discard()).await;
    Problem::new(Cause::Refused, format!("{} failed", crossing.what()))
        .words(format!("what is here cannot be gone on with: {why}"))
        .advice("It was left as it is. Overwrite it, or keep both.")
}

/// Puts the part on the disk and gives it its final name.
async fn finish(crossing: &mut Crossing<'_>, part: &Arc<PartFile>, source: FileFacts) -> Step<()> {
    let modified = time_to_keep(crossing, source).await?;
    let order = &crossing.order;
    let finish = Finish {
        replace: order.replace || order.extend,
        modified,
        mode: order
            .mode
            .filter(|_| crossing.session.policy().keep_permissions),
        // The one on the server goes next.
        only_copy: order.operation == Operation::Move,
    };
    if part.length().is_ok_and(|length| length >= LARGE) {
        let begun = crossing.order.begun.map_or(source, |begun| begun.source);
        crossing.begin(begun, true);
    }
    let part = Arc::clone(part);
    crossing.locally(WRITING, move || part.finish(finish)).await
}

/// The time that the file is to have here. A listing that tells no seconds is not precise enough.
async fn time_to_keep(crossing: &mut Crossing<'_>, source: FileFacts) -> Step<Option<SystemTime>> {
    if !crossing.session.policy().keep_times {
        return Ok(None);
    }
    let is_precise = |modified: &Modified| modified.precision == Precision::Second;
    let known = source.modified.or(crossing.order.modified);
    if known.is_none_or(|known| !is_precise(&known)) && crossing.session.features.mdtm() {
        let path = crossing.order.remote.clone();
        let said = commands::modified(&mut crossing.session.control, &path).await;
        let said = said.map_err(|error| explain::failed(&crossing.what(), &error))?;
        if let Some(at) = said {
            let precision = Precision::Second;
            let at = crossing.session.in_utc(Modified { at, precision }).at;
            return Ok(Some(SystemTime::from(at)));
        }
    }
    // A day is too vague to be set as a file's time.
    let known = known.filter(|known| known.precision > Precision::Day);
    Ok(known.map(|known| SystemTime::from(known.at)))
}
