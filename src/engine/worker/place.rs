//! Giving an upload its final name: RNFR and RNTO (RFC 959 section 4.1.3).

use super::resume::is_beginning;
use super::{Crossing, Step};
use crate::engine::{Problem, explain};
use crate::fs::source::LocalFile;
use crate::ftp::commands::{self, with_path};
use crate::ftp::{FtpError, Reply};
use crate::model::{Naming, RemotePath};
use std::io;
use std::sync::Arc;

/// What came of it.
pub(super) enum Placed {
    Done,
    /// The server does not rename; its words.
    Refused(String),
}

/// Renames the part to its final name. What is there is replaced only where that is allowed.
pub(super) async fn put_in_place(
    crossing: &mut Crossing<'_>,
    source: &Arc<LocalFile>,
    part: &RemotePath,
) -> Step<Placed> {
    let target = crossing.order.remote.clone();
    if !crossing.order.replace && !crossing.order.extend && is_taken(crossing, &target).await? {
        // What a dead run had asked for may have been done only now.
        let whole = crossing.order.earlier
            && crossing.remote_size(&target).await? == Some(source.size())
            && is_ours(crossing, source, &target).await?;
        if !whole {
            return Err(taken(crossing, &target));
        }
        remove_part(crossing, part).await?;
        crossing.note("it had been finished before");
        return Ok(Placed::Done);
    }
    let Some(refusal) = rename(crossing, part, &target).await? else {
        return Ok(Placed::Done);
    };
    let replaceable = crossing.order.replace || crossing.order.extend;
    if refusal.code() >= 500 && replaceable && is_taken(crossing, &target).await? {
        // Some servers rename only where nothing is in the way.
        let removed = commands::delete(&mut crossing.session.control, &target).await;
        match removed {
            Ok(()) => {}
            Err(error @ FtpError::Reply { .. }) => {
                let what = format!("Replacing {}", crossing.session.shown(&target));
                return Err(explain::failed(&what, &error));
            }
            Err(error) => return Err(explain::failed(&crossing.what(), &error)),
        }
        match rename(crossing, part, &target).await? {
            None => return Ok(Placed::Done),
            Some(refusal) => return refused(crossing, refusal),
        }
    }
    refused(crossing, refusal)
}

fn refused(crossing: &Crossing<'_>, reply: Reply) -> Step<Placed> {
    if reply.code() >= 500 {
        return Ok(Placed::Refused(reply.line()));
    }
    let command = "RNTO".into();
    let error = FtpError::Reply { command, reply };
    Err(explain::failed(&crossing.what(), &error))
}

/// The refusal, if it is refused.
async fn rename(
    crossing: &mut Crossing<'_>,
    from: &RemotePath,
    to: &RemotePath,
) -> Step<Option<Reply>> {
    let what = crossing.what();
    let control = &mut crossing.session.control;
    let failed = |error: FtpError| explain::failed(&what, &error);
    let reply = control.ask(&with_path("RNFR", from)).await;
    let reply = reply.map_err(failed)?;
    if !reply.is_intermediate() {
        return said(reply).map_err(failed).map(Some);
    }
    match control.command(&with_path("RNTO", to)).await {
        Ok(_) => Ok(None),
        Err(FtpError::Reply { reply, .. }) => said(reply).map_err(failed).map(Some),
        Err(error) => Err(failed(error)),
    }
}

/// 421 is no refusal but the end of the session.
fn said(reply: Reply) -> Result<Reply, FtpError> {
    if reply.code() == 421 {
        let command = "RNTO".into();
        return Err(FtpError::Reply { command, reply });
    }
    Ok(reply)
}

/// A file that came to be meanwhile stays, unless an earlier try has begun it under its final name: it
/// is the beginning of the file here then.
pub(super) async fn refuse_foreign(
    crossing: &mut Crossing<'_>,
    source: &Arc<LocalFile>,
    target: &RemotePath,
) -> Step<()> {
    if !is_taken(crossing, target).await? {
        return Ok(());
    }
    let may_be_ours = crossing.order.begun.is_some() || crossing.order.earlier;
    if may_be_ours && is_ours(crossing, source, target).await? {
        return Ok(());
    }
    let problem = taken(crossing, target);
    Err(if crossing.was_begun {
        problem.advice(
            "An earlier try may have left it there, or it came to be meanwhile. Look at it, then \
             overwrite it or keep both.",
        )
    } else {
        problem
    })
}

/// Whether an earlier try of this transfer has left what has its final name.
pub(super) async fn is_ours(
    crossing: &mut Crossing<'_>,
    source: &Arc<LocalFile>,
    target: &RemotePath,
) -> Step<bool> {
    // Where nothing can be compared, earlier tries had no other name to begin.
    let had_no_other = crossing.session.naming() == Some(Naming::Direct);
    if crossing.is_text() {
        return Ok(had_no_other);
    }
    match crossing.remote_size(target).await? {
        None => Ok(had_no_other),
        Some(there) if there > source.size() => Ok(false),
        Some(there) => {
            let compared = is_beginning(crossing, source, target, there, Some(there)).await?;
            Ok(compared.unwrap_or(had_no_other))
        }
    }
}

/// Whether a file has the name. A folder that has it is in the way by itself.
async fn is_taken(crossing: &mut Crossing<'_>, target: &RemotePath) -> Step<bool> {
    let session = &mut *crossing.session;
    let known = if session.features.size() {
        let size = commands::size(&mut session.control, target).await;
        size.map(|size| size.is_some())
    } else {
        commands::exists(&mut session.control, &session.features, target).await
    };
    let what = format!("Looking for {}", crossing.session.shown(target));
    known.map_err(|error| explain::failed(&what, &error))
}

fn taken(crossing: &Crossing<'_>, target: &RemotePath) -> Problem {
    let name = crossing.session.shown(target);
    let taken = io::Error::new(
        io::ErrorKind::AlreadyExists,
        format!("{name} is already there"),
    );
    explain::failed(&crossing.what(), &FtpError::Local(taken))
}

/// The part of an upload that is sent in another way. What is left of it is said.
pub(super) async fn remove_part(crossing: &mut Crossing<'_>, part: &RemotePath) -> Step<()> {
    match commands::delete(&mut crossing.session.control, part).await {
        Ok(()) => {}
        Err(FtpError::Reply { reply, .. }) => {
            let part = crossing.session.shown(part);
            crossing.note(format!("{part} is left there ({})", reply.line()));
        }
        Err(error) => return Err(explain::failed(&crossing.what(), &error)),
    }
    Ok(())
}
