//! Going on with an upload: what is on the server has to prove to be the beginning of the file
//! before, and still has to after. Servers differ in what REST does to STOR: some keep what comes
//! after, some cut it off, some ignore it; and APPE may write the file anew.

use super::compare::{Compared, compare};
use super::prove::{local_hash, remote_hash};
use super::upload::{or_changed, unchanged};
use super::{Crossing, LARGE, OVERLAP, Step};
use crate::engine::confirm::confirm;
use crate::engine::explain;
use crate::fs::source::LocalFile;
use crate::ftp::FtpError;
use crate::ftp::data::Feed;
use crate::model::RemotePath;
use std::io::Read as _;
use std::sync::Arc;

/// What came of it.
pub(super) enum Resumed {
    /// All of it is there.
    Whole,
    /// It cannot be gone on with, or what came of it is not right; and why.
    Unfit(String),
}

fn unfit(why: impl Into<String>) -> Resumed {
    Resumed::Unfit(why.into())
}

/// How the rest is sent.
#[derive(Clone, Copy)]
enum Way {
    RestartedStore,
    Append,
}

/// Sends what is missing of `path`, of which the server has `there` bytes.
pub(super) async fn resume(
    crossing: &mut Crossing<'_>,
    source: &Arc<LocalFile>,
    path: &RemotePath,
    there: u64,
) -> Step<Resumed> {
    let size = source.size();
    if there > size {
        return Ok(unfit("what is on the server is longer than the file here"));
    }
    match is_beginning(crossing, source, path, there, Some(there)).await? {
        Ok(true) => {}
        Ok(false) => {
            return Ok(unfit(
                "what is on the server is not the beginning of the file here",
            ));
        }
        Err(words) => {
            return Ok(unfit(format!(
                "what is on the server cannot be compared ({words})"
            )));
        }
    }
    if there < size {
        if let Some(unfit) = send_rest(crossing, source, path, there).await? {
            return Ok(unfit);
        }
        let now = crossing.remote_size(path).await?;
        if now.is_some_and(|now| now != size) {
            crossing.from = 0;
            let now = now.unwrap_or_default();
            return Ok(unfit(format!(
                "after going on the server has {now} bytes of {size}"
            )));
        }
        if !matches!(
            is_beginning(crossing, source, path, there, now).await?,
            Ok(true)
        ) {
            crossing.from = 0;
            return Ok(unfit("going on has changed what was there"));
        }
    } else {
        crossing.from = there;
        unchanged(crossing, source, path, size).await?;
    }
    Ok(Resumed::Whole)
}

/// Sends from byte `there` on. Gives why that cannot be done here.
async fn send_rest(
    crossing: &mut Crossing<'_>,
    source: &Arc<LocalFile>,
    path: &RemotePath,
    there: u64,
) -> Step<Option<Resumed>> {
    let mut refusal = String::from("neither REST nor APPE is known");
    for way in ways(crossing) {
        let reader = source.reader(there);
        let reader = reader.map_err(|error| explain::local(&crossing.here("Reading"), &error))?;
        let size = source.size();
        let mut purpose = match way {
            Way::RestartedStore => crossing.purpose("STOR", path, Some(size), there),
            Way::Append => crossing.purpose("APPE", path, Some(size), there),
        };
        if matches!(way, Way::Append) {
            // APPE knows where the end is.
            purpose.restart = 0;
        }
        match crossing.run(&purpose, Feed(reader)).await {
            Ok(moved) => {
                crossing.from = there;
                unchanged(crossing, source, path, there + moved.bytes).await?;
                return Ok(None);
            }
            Err(FtpError::RestRefused { reply, .. }) => {
                crossing.session.ways.no_restarted_store = true;
                refusal = reply.line();
            }
            Err(FtpError::Reply { reply, .. })
                if reply.code() >= 500
                    && reply.code() != 552
                    && !crossing.session.control.reporter().began_moving() =>
            {
                match way {
                    Way::RestartedStore => crossing.session.ways.no_restarted_store = true,
                    Way::Append => crossing.session.ways.no_append = true,
                }
                refusal = reply.line();
            }
            Err(error) => {
                crossing.from = there;
                let note = confirm(crossing, path, Some(size), there, error).await;
                let note = or_changed(crossing, source, path, note).await?;
                crossing.note(note);
                return Ok(None);
            }
        }
    }
    Ok(Some(Resumed::Unfit(format!(
        "the server does not go on with a file ({refusal})"
    ))))
}

/// REST where the server says that it knows it, else APPE first.
fn ways(crossing: &Crossing<'_>) -> Vec<Way> {
    let session = &*crossing.session;
    let mut ways = vec![Way::RestartedStore, Way::Append];
    if !session.features.rest_stream() {
        ways.reverse();
    }
    ways.retain(|way| match way {
        Way::RestartedStore => !session.ways.no_restarted_store,
        Way::Append => !session.ways.no_append,
    });
    ways
}

/// Whether the `there` bytes before the seam are what is here: the last 64 KiB are compared; where
/// the server does not let them be read, a hash of all `now` bytes it has. Or why neither can be.
pub(super) async fn is_beginning(
    crossing: &mut Crossing<'_>,
    source: &Arc<LocalFile>,
    path: &RemotePath,
    there: u64,
    now: Option<u64>,
) -> Step<Result<bool, String>> {
    let from = there - OVERLAP.min(there);
    let reading = |error| explain::local("Reading the file here once more", &error);
    let refusal = if from > 0 && crossing.session.ways.no_restart {
        "it does not begin in the middle".to_owned()
    } else {
        // A short rest is read to its end, which proves more and breaks nothing off.
        let rest = now.map_or(u64::MAX, |now| now - from);
        let (limit, length) = if rest <= OVERLAP + LARGE {
            (None, rest)
        } else {
            (Some(there - from), u64::MAX)
        };
        let local = source.reader(from).map_err(reading)?.take(length);
        match compare(crossing, path, from, limit, local).await? {
            Compared::Equal => return Ok(Ok(true)),
            Compared::Different => return Ok(Ok(false)),
            Compared::Refused(words) => words,
        }
    };
    let size = now.unwrap_or(there);
    let Some((algorithm, remote)) = remote_hash(crossing, path, size).await? else {
        return Ok(Err(refusal));
    };
    let local = source.reader(0).map_err(reading)?.take(size);
    Ok(Ok(local_hash(crossing, local, algorithm).await? == remote))
}
