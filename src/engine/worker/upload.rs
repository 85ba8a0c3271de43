//! From this computer to the server: under a name of its own until it is proved, then renamed; or,
//! where a server forbids that, under its final name from the start.

use super::finished::{was_moved, was_placed};
use super::keeping::keep;
use super::place::{Placed, is_ours, put_in_place, refuse_foreign, remove_part};
use super::prove::{changed, prove_upload, verify};
use super::resume::{Resumed, resume};
use super::ways::is_same;
use super::{Crossing, OVERLAP, Step, naming};
use crate::engine::confirm::confirm;
use crate::engine::problem::Cause;
use crate::engine::{Problem, explain};
use crate::fs::source::LocalFile;
use crate::ftp::FtpError;
use crate::ftp::commands;
use crate::ftp::data::{Feed, ToNetwork};
use crate::model::text::display_safe_str;
use crate::model::{Naming, Operation, RemotePath};
use std::io::ErrorKind;
use std::sync::Arc;

const READING: &str = "Reading";

/// What came of sending a file.
enum Sent {
    /// It is there and proved.
    Whole,
    /// The server does not take a file of this name; its words.
    Refused(FtpError),
}

/// Moves one file there.
pub(super) async fn upload(crossing: &mut Crossing<'_>) -> Step<()> {
    let remote = crossing.order.remote.as_bytes();
    if remote.iter().any(|byte| matches!(byte, b'\r' | b'\n' | 0)) {
        let error = FtpError::Argument(crossing.session.shown(&crossing.order.remote));
        return Err(explain::failed(&crossing.what(), &error));
    }
    let part = naming::temporary(&crossing.order.remote, &crossing.order.token);
    let path = crossing.order.local.clone();
    let open = move || match LocalFile::open(&path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        opened => Ok(opened),
    };
    let source = match crossing.locally(READING, open).await? {
        Ok(source) => Arc::new(source),
        Err(_) if was_moved(crossing, &part).await? => {
            crossing.note("it had been moved before");
            return Ok(());
        }
        Err(gone) => return Err(explain::local(&crossing.here(READING), &gone)),
    };
    let facts = source.facts();
    let earlier = crossing.order.begun;
    let still = earlier.is_some_and(|begun| is_same(&begun.source, &facts));
    if !still && earlier.is_some() {
        crossing.note("begun again from the start: the file here is another one by now");
        // Nothing of what is there is gone on with.
        crossing.order.begun = None;
    }
    let noted = earlier.is_some() || !crossing.order.earlier;
    if (still || !noted) && was_placed(crossing, &source, &part).await? {
        crossing.note("it had been finished before");
        return end_move(crossing, &source).await;
    }
    if crossing.order.extend && crossing.is_text() {
        return Err(left_as_it_is(crossing, "text is not gone on with"));
    }
    if crossing.order.extend {
        let present = crossing.order.remote.clone();
        if extend(crossing, &source, &present).await? {
            return end_move(crossing, &source).await;
        }
    }
    match crossing.session.naming() {
        Some(Naming::Direct) => direct(crossing, &source, false).await?,
        None if was_begun_directly(crossing, &source, &part).await? => {
            direct(crossing, &source, false).await?;
        }
        naming => temporarily(crossing, &source, &part, naming.is_none()).await?,
    }
    end_move(crossing, &source).await
}

async fn end_move(crossing: &mut Crossing<'_>, source: &Arc<LocalFile>) -> Step<()> {
    if crossing.order.operation == Operation::Move {
        let (source, path) = (Arc::clone(source), crossing.order.local.clone());
        let removed = crossing.locally("Removing the moved", move || source.remove(&path));
        removed.await?;
    }
    Ok(())
}

/// Under a name of its own, then renamed. `finding_out`: nobody has said that it has to be so.
async fn temporarily(
    crossing: &mut Crossing<'_>,
    source: &Arc<LocalFile>,
    part: &RemotePath,
    finding_out: bool,
) -> Step<()> {
    let refusal = match send(crossing, source, part).await? {
        Sent::Whole => {
            finish(crossing, source, part).await?;
            crossing.begin(source.facts(), true);
            match put_in_place(crossing, source, part).await? {
                Placed::Done => return Ok(()),
                Placed::Refused(words) if finding_out => {
                    remove_part(crossing, part).await?;
                    format!("renaming is refused ({words})")
                }
                Placed::Refused(words) => return Err(not_named(crossing, words)),
            }
        }
        Sent::Refused(error) if finding_out => {
            let words = display_safe_str(&error.to_string());
            format!("a temporary name is refused ({words})")
        }
        Sent::Refused(error) => return Err(explain::failed(&crossing.what(), &error)),
    };
    // What this try has told was of the part.
    crossing.order.begun = None;
    direct(crossing, source, true).await?;
    crossing.note(format!(
        "{refusal}: uploads to this server have their final names from the start"
    ));
    Ok(())
}

fn not_named(crossing: &Crossing<'_>, words: String) -> Problem {
    Problem::new(Cause::Refused, format!("{} failed", crossing.what()))
        .words(words)
        .advice(
            "The server does not rename. Let uploads have their final names from the start (naming \
             = direct).",
        )
}

/// Whether another session had found out, in an earlier try, that it has to have its final name from
/// the start: then its part is gone, and the final name leads to the beginning of the file.
async fn was_begun_directly(
    crossing: &mut Crossing<'_>,
    source: &Arc<LocalFile>,
    part: &RemotePath,
) -> Step<bool> {
    let order = &crossing.order;
    if order.begun.is_none() || order.replace || order.extend || crossing.is_text() {
        return Ok(false);
    }
    let target = crossing.order.remote.clone();
    Ok(crossing.remote_size(part).await?.is_none()
        && crossing.remote_size(&target).await?.is_some()
        && is_ours(crossing, source, &target).await?)
}

/// Under its final name from the start. `finding_out`: the other way has just been refused.
async fn direct(
    crossing: &mut Crossing<'_>,
    source: &Arc<LocalFile>,
    finding_out: bool,
) -> Step<()> {
    let target = crossing.order.remote.clone();
    if !crossing.order.replace && !crossing.order.extend {
        refuse_foreign(crossing, source, &target).await?;
    }
    let (before, bytes) = (crossing.session.number, crossing.bytes);
    let sent = send(crossing, source, &target).await;
    let began = crossing.session.number > before
        && (crossing.bytes > bytes || crossing.session.control.reporter().began_moving());
    if finding_out && (began || matches!(sent, Ok(Sent::Whole))) {
        // This way goes. The next try has to know that even if this one comes to nothing.
        crossing.session.use_direct_names();
    }
    match sent {
        Ok(Sent::Whole) => {}
        Ok(Sent::Refused(error)) => return Err(explain::failed(&crossing.what(), &error)),
        Err(problem) if problem.cause == Cause::Changed => return Err(problem),
        Err(problem) if began => return Err(left_behind(problem)),
        Err(problem) => return Err(problem),
    }
    finish(crossing, source, &target).await
}

/// What is left to be done to a file that is there and proved.
async fn finish(
    crossing: &mut Crossing<'_>,
    source: &Arc<LocalFile>,
    path: &RemotePath,
) -> Step<()> {
    keep(crossing, path, source.facts().modified, source.mode()).await
}

/// Sends the file to `path`, or what is missing of it there, and proves it.
async fn send(
    crossing: &mut Crossing<'_>,
    source: &Arc<LocalFile>,
    path: &RemotePath,
) -> Step<Sent> {
    let goes_on = crossing.order.begun.is_some() && !crossing.is_text();
    crossing.begin(source.facts(), false);
    if goes_on {
        let there = crossing.remote_size(path).await?;
        if let Some(there) = there.filter(|there| *there > OVERLAP) {
            match resume(crossing, source, path, there).await? {
                Resumed::Whole => {
                    checked(crossing, source, path).await?;
                    return Ok(Sent::Whole);
                }
                Resumed::Unfit(why) => {
                    crossing.note(format!("begun again from the start: {why}"));
                    // Where it cannot be removed it is overwritten.
                    let _ = commands::delete(&mut crossing.session.control, path).await;
                }
            }
        }
    }
    crossing.from = 0;
    from_the_start(crossing, source, path).await
}

async fn from_the_start(
    crossing: &mut Crossing<'_>,
    source: &Arc<LocalFile>,
    path: &RemotePath,
) -> Step<Sent> {
    let reader = source.reader(0);
    let reader = reader.map_err(|error| explain::local(&crossing.here(READING), &error))?;
    let size = source.size();
    let is_text = crossing.is_text();
    let total = Some(size).filter(|_| !is_text);
    let purpose = crossing.purpose("STOR", path, total, 0);
    let moved = if is_text {
        let feed = Feed(ToNetwork::new(reader));
        crossing.run(&purpose, feed).await.map(|_| size)
    } else {
        let feed = Feed(reader);
        crossing.run(&purpose, feed).await.map(|moved| moved.bytes)
    };
    match moved {
        Ok(count) => {
            unchanged(crossing, source, path, count).await?;
            if !is_text {
                prove_upload(crossing, path, count).await?;
            }
        }
        Err(error) if is_refusal(crossing, &error) => return Ok(Sent::Refused(error)),
        Err(error) => {
            let note = confirm(crossing, path, total, 0, error).await;
            let note = or_changed(crossing, source, path, note).await?;
            crossing.note(note);
        }
    }
    checked(crossing, source, path).await?;
    Ok(Sent::Whole)
}

/// Whether the server did not even let it begin, for a reason that may lie in the name.
fn is_refusal(crossing: &Crossing<'_>, error: &FtpError) -> bool {
    let began = crossing.session.control.reporter().began_moving();
    let FtpError::Reply { reply, .. } = error else {
        return false;
    };
    // Not of the name: the protection of data, the login, the room.
    let of_other_things = matches!(reply.code(), 521 | 522 | 530..=536 | 552);
    !began && reply.code() >= 500 && !of_other_things
}

/// That the file here is what it was, and `count` bytes are all of it.
pub(super) async fn unchanged(
    crossing: &mut Crossing<'_>,
    source: &Arc<LocalFile>,
    path: &RemotePath,
    count: u64,
) -> Step<()> {
    let same = source.is_unchanged(count);
    let same = same.map_err(|error| explain::local(&crossing.here(READING), &error))?;
    if same && source.is_at(&crossing.order.local) {
        return Ok(());
    }
    // What is there is neither what the file was nor what it is.
    let removed = commands::delete(&mut crossing.session.control, path).await;
    let problem = changed(crossing);
    Err(match removed {
        Err(FtpError::Reply { .. }) => left_behind(problem),
        _ => problem,
    })
}

/// What has come of a transfer that was broken off; a file here that is another one by now may be
/// the reason, and is told instead.
pub(super) async fn or_changed<T>(
    crossing: &mut Crossing<'_>,
    source: &Arc<LocalFile>,
    path: &RemotePath,
    done: Step<T>,
) -> Step<T> {
    let stopped = done
        .as_ref()
        .is_err_and(|problem| problem.cause == Cause::Cancelled);
    // With a session that is lost nothing can be removed, and the next try looks at it anyway.
    if !stopped && !crossing.session.control.is_poisoned() {
        unchanged(crossing, source, path, source.size()).await?;
    }
    done
}

/// A hash or a second reading, where the site asks for it. What is not the same is removed.
async fn checked(
    crossing: &mut Crossing<'_>,
    source: &Arc<LocalFile>,
    path: &RemotePath,
) -> Step<()> {
    let verified = verify(crossing, path, source.size(), || source.reader(0)).await;
    match verified {
        Err(problem) if problem.cause == Cause::Unproved => {
            let removed = commands::delete(&mut crossing.session.control, path).await;
            Err(match removed {
                Err(FtpError::Reply { .. }) => left_behind(problem),
                _ => problem,
            })
        }
        verified => verified,
    }
}

/// Goes on with the file that has the target's name. False where what came of it is not right: then
/// it is sent anew, and takes that file's place.
async fn extend(
    crossing: &mut Crossing<'_>,
    source: &Arc<LocalFile>,
    present: &RemotePath,
) -> Step<bool> {
    let Some(there) = crossing.remote_size(present).await? else {
        return Ok(false);
    };
    let before = crossing.bytes;
    crossing.begin(source.facts(), false);
    match resume(crossing, source, present, there).await? {
        Resumed::Whole => {
            checked(crossing, source, present).await?;
            finish(crossing, source, present).await?;
            Ok(true)
        }
        Resumed::Unfit(why) if crossing.bytes == before => Err(left_as_it_is(crossing, &why)),
        Resumed::Unfit(why) => {
            crossing.note(format!("begun again from the start: {why}"));
            Ok(false)
        }
    }
}

fn left_as_it_is(crossing: &Crossing<'_>, why: &str) -> Problem {
    Problem::new(Cause::Refused, format!("{} failed", crossing.what()))
        .words(format!("what is there cannot be gone on with: {why}"))
        .advice("It was left as it is. Overwrite it, or keep both.")
}

/// A broken upload under its final name leaves what had arrived under it.
fn left_behind(mut problem: Problem) -> Problem {
    const LEFT: &str = "An incomplete file may be on the server.";
    match problem.advice.take() {
        Some(advice) if advice.ends_with(LEFT) => problem.advice(advice),
        Some(advice) => problem.advice(format!("{advice} {LEFT}")),
        None => problem.advice(LEFT),
    }
}
