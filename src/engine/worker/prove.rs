//! The proof: the byte count is what the server says, the source is still what it was, and beyond
//! that, where the site asks for it, a hash or every byte.

use super::compare::{Compared, compare};
use super::ways::is_same;
use super::{Crossing, Step};
use crate::engine::problem::Cause;
use crate::engine::work::TransferOrder;
use crate::engine::{Problem, explain};
use crate::fs::digest;
use crate::ftp::commands;
use crate::model::{Direction, FileFacts, HashAlgorithm, RemotePath, Verify};
use std::io::Read;
use std::time::{Duration, Instant};

/// What is so large, or takes so long, is looked at once more: it may have changed meanwhile. Less
/// than that a server reads at one go.
const LARGE: u64 = 64 * 1024;
const LONG: Duration = Duration::from_millis(250);

/// A server hashes at least so many bytes a second.
const HASHED_A_SECOND: u64 = 10 * 1024 * 1024;

/// What is known of a download's source.
#[derive(Clone, Copy, Debug)]
pub(super) struct Source {
    /// As listed, or as the server has just said it.
    pub(super) facts: FileFacts,
    /// The server has said it in this try.
    pub(super) fresh: bool,
    /// Since when.
    pub(super) since: Instant,
}

/// That the `count` bytes that are here are the file. A listing that was right is proof enough for
/// what is small and quick; else the server is asked, since a file may have changed since it was
/// looked at. Where it tells no size, the final reply and the clean end have to do.
pub(super) async fn prove_download(
    crossing: &mut Crossing<'_>,
    source: &Source,
    count: u64,
) -> Step<()> {
    let known = source.facts.size;
    let quick = count < LARGE && source.since.elapsed() < LONG;
    if known == Some(count) && quick {
        return Ok(());
    }
    let after = crossing.facts().await?;
    let told = after.size.is_some();
    // Of a listing only the time counts, and only where MLST says the same: its sizes may be wrong.
    let listed = FileFacts {
        size: after.size,
        modified: source.facts.modified,
    };
    let same = if source.fresh {
        is_same(&source.facts, &after)
    } else {
        !crossing.session.features.mlst() || is_same(&listed, &after)
    };
    if known.is_some() && told && !same {
        return Err(changed(crossing));
    }
    match after.size.or(known) {
        Some(size) if size != count && known == Some(count) => Err(changed(crossing)),
        Some(size) if size != count => {
            let what = crossing.what();
            Err(unproved(&crossing.order, &what, count, size))
        }
        _ => Ok(()),
    }
}

/// That the server has as many bytes as were sent.
pub(super) async fn prove_upload(
    crossing: &mut Crossing<'_>,
    path: &RemotePath,
    count: u64,
) -> Step<()> {
    match crossing.remote_size(path).await? {
        Some(size) if size != count => {
            let what = crossing.what();
            Err(unproved(&crossing.order, &what, count, size))
        }
        _ => Ok(()),
    }
}

/// What the site asks for beyond the byte count. `local` gives handles on the file here.
pub(super) async fn verify<R: Read + Send + 'static>(
    crossing: &mut Crossing<'_>,
    path: &RemotePath,
    size: u64,
    local: impl Fn() -> std::io::Result<R>,
) -> Step<()> {
    let reading = |error| explain::local("Reading the file here once more", &error);
    match crossing.session.policy().verify {
        _ if crossing.is_text() => Ok(()),
        Verify::Size => Ok(()),
        Verify::Hash => {
            let Some((algorithm, there)) = remote_hash(crossing, path, size).await? else {
                crossing.note("no hash offered: proved by size");
                return Ok(());
            };
            let here = local_hash(crossing, local().map_err(reading)?, algorithm).await?;
            if here == there {
                return Ok(());
            }
            let words = format!("its {} is {there} there and {here} here", algorithm.name());
            Err(different(crossing, words))
        }
        Verify::Full => {
            let compared = compare(crossing, path, 0, None, local().map_err(reading)?).await?;
            match compared {
                Compared::Equal => Ok(()),
                Compared::Different => Err(different(
                    crossing,
                    "read once more it is not the same".into(),
                )),
                Compared::Refused(words) => Err(Problem::new(
                    Cause::Unproved,
                    format!("{} is not proved", crossing.what()),
                )
                .words(words)
                .advice("The server does not let it be read once more: prove by size or hash.")),
            }
        }
    }
}

/// The best hash that the server gives of a file; `None` where it gives none.
pub(super) async fn remote_hash(
    crossing: &mut Crossing<'_>,
    path: &RemotePath,
    size: u64,
) -> Step<Option<(HashAlgorithm, String)>> {
    let session = &mut *crossing.session;
    let usual = session.control.reply_timeout();
    let limit = usual + Duration::from_secs(size / HASHED_A_SECOND);
    for offer in commands::offers(&session.features) {
        let hash = commands::hash(&mut session.control, offer, path, limit);
        let hash = tokio::select! {
            biased;
            () = crossing.cancel.cancelled() => Err(crate::ftp::FtpError::Cancelled),
            hash = hash => hash,
        };
        let what = format!("Checking {}", session.shown(path));
        match hash.map_err(|error| explain::failed(&what, &error))? {
            Ok(hash) => return Ok(Some((offer.algorithm, hash))),
            // A refusal of this one says nothing of the others.
            Err(_refusal) => {}
        }
    }
    Ok(None)
}

/// The hash of a file here, computed off the asynchronous threads.
pub(super) async fn local_hash(
    crossing: &Crossing<'_>,
    source: impl Read + Send + 'static,
    algorithm: HashAlgorithm,
) -> Step<String> {
    let cancel = crossing.cancel.clone();
    let hash = crossing.locally("Reading", move || {
        digest::of(source, algorithm, || cancel.is_cancelled())
    });
    match hash.await {
        Err(_) if crossing.cancel.is_cancelled() => {
            Err(explain::failed("", &crate::ftp::FtpError::Cancelled))
        }
        hash => hash,
    }
}

impl Crossing<'_> {
    /// What the server says of the file now.
    pub(super) async fn facts(&mut self) -> Step<FileFacts> {
        let path = self.order.remote.clone();
        let control = &mut self.session.control;
        // MLST and MDTM do not mind the type, but the size does.
        control
            .use_type(crate::model::TransferType::Image)
            .await
            .map_err(|error| explain::failed("Checking", &error))?;
        let facts = commands::facts(control, &self.session.features, &path).await;
        let mut facts = facts.map_err(|error| {
            explain::failed(&format!("Checking {}", self.session.shown(&path)), &error)
        })?;
        if !self.session.features.mlst() {
            facts.modified = facts.modified.map(|said| self.session.in_utc(said));
        }
        Ok(facts)
    }

    /// The size of a file on the server, where it tells.
    pub(super) async fn remote_size(&mut self, path: &RemotePath) -> Step<Option<u64>> {
        let size = commands::size(&mut self.session.control, path).await;
        size.map_err(|error| {
            explain::failed(&format!("Checking {}", self.session.shown(path)), &error)
        })
    }
}

/// The source is not what it was.
pub(super) fn changed(crossing: &Crossing<'_>) -> Problem {
    let words = match crossing.order.direction {
        Direction::Download => "the file changed on the server while it was read",
        Direction::Upload => "the file changed here while it was read",
    };
    Problem::new(Cause::Changed, format!("{} is not proved", crossing.what()))
        .words(words)
        .advice("Retry when nothing writes to it any more.")
}

fn different(crossing: &Crossing<'_>, words: String) -> Problem {
    Problem::new(
        Cause::Unproved,
        format!("{} is not proved", crossing.what()),
    )
    .words(words)
    .advice("What had arrived was removed; retry.")
}

pub(crate) fn unproved(order: &TransferOrder, what: &str, bytes: u64, size: u64) -> Problem {
    let problem = Problem::new(Cause::Unproved, format!("{what} is not proved")).words(format!(
        "{bytes} bytes crossed, but the server says the file has {size}"
    ));
    match order.direction {
        Direction::Download => problem.advice("Nothing was put under the final name here; retry."),
        Direction::Upload => problem.advice("Retry."),
    }
}
