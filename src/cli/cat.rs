//! `twoport cat`

use super::arguments::CatArguments;
use super::exit::{ExitStatus, Failure};
use super::{Client, Common, site};
use crate::engine::{Cause, Problem};
use crate::model::{FileRange, RemotePath};
use std::io::{self, Write as _};

/// So much is read at a time.
const PORTION: u64 = 8 * 1024 * 1024;
/// Where the server does not begin in the middle, what was read already comes again with each
/// portion: few large ones are best.
const LARGEST: u64 = 64 * 1024 * 1024;

pub(super) async fn run(arguments: &CatArguments, common: &Common) -> Result<ExitStatus, Failure> {
    let (_, site) = site::target_and_site(&[&arguments.url], common)?;
    let mut client = Client::connect(site, common).await?;
    let path = client.directory.clone();
    let outcome = print(&mut client, &path, arguments).await;
    client.quit().await;
    outcome
}

async fn print(
    client: &mut Client,
    path: &RemotePath,
    arguments: &CatArguments,
) -> Result<ExitStatus, Failure> {
    let size = client.facts(path).await?.size;
    let end = arguments
        .count
        .map_or(u64::MAX, |count| arguments.offset.saturating_add(count));
    let last = size.map_or(end, |size| end.min(size));
    // Of an empty file, and behind the end, there is nothing; that it can be read is found out all
    // the same.
    if size == Some(0) {
        client.part(path, &FileRange::bytes(0, 1), size).await?;
    }
    let (mut at, mut portion) = (arguments.offset, PORTION);
    while at < last {
        let range = FileRange::bytes(at, portion.min(last - at));
        let part = client.part(path, &range, size).await?;
        at = part.upto;
        if !write(part.bytes).await? {
            return Ok(ExitStatus::Done);
        }
        if part.ended {
            break;
        }
        if part.skipped > 0 {
            portion = (portion * 2).min(LARGEST);
        }
    }
    match size {
        Some(_) if at < last => Err(Failure::Problem(
            Problem::new(
                Cause::Changed,
                format!("Reading {} failed", client.names.shown(path.as_bytes())),
            )
            .words("the file is shorter than it was: it was changed meanwhile"),
        )),
        _ => Ok(ExitStatus::Done),
    }
}

/// Writes to standard output, without holding up what goes on beside it. False where nobody reads it
/// any more.
pub(super) async fn write(bytes: Vec<u8>) -> Result<bool, Problem> {
    let written = tokio::task::spawn_blocking(move || {
        let mut out = io::stdout().lock();
        out.write_all(&bytes).and_then(|()| out.flush())
    });
    match written.await {
        Ok(Ok(())) => Ok(true),
        Ok(Err(error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(false),
        Ok(Err(error)) => Err(
            Problem::new(Cause::Local, "Writing to standard output failed")
                .words(error.to_string()),
        ),
        Err(_) => Ok(false),
    }
}
