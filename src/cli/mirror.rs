//! `twoport mirror`: makes one folder like another. It lists both sides to the end, plans
//! (`engine::mirror`), copies through the queue, and deletes at last, if all that went before went
//! well.

mod deeds;
mod listing;
mod said;

use super::arguments::MirrorArguments;
use super::client::Tally;
use super::exit::{ExitStatus, Failure};
use super::{Client, Common, logins, say, site};
use crate::engine::explain;
use crate::engine::mirror::{MirrorPlan, Tree, TreePath};
use crate::fs::folder;
use crate::fs::mirror::MirrorRoot;
use crate::model::text::{display_safe_str, plural};
use crate::model::{Direction, RemotePath};
use std::path::Path;

/// So many deletions, or this part of what the target has, are asked about.
const MANY: usize = 100;
const LARGE_PART: usize = 10;

/// Both sides.
struct Sides {
    direction: Direction,
    remote: RemotePath,
    /// `None`: a target that a dry run does not make.
    local: Option<MirrorRoot>,
    /// The folder as it was named, safe to show.
    local_shown: String,
}

pub(super) async fn run(
    arguments: &MirrorArguments,
    common: &Common,
) -> Result<ExitStatus, Failure> {
    let (direction, url, path) = sides(arguments)?;
    let (_, site) = site::target_and_site(&[url], common)?;
    let shown = display_safe_str(&path.to_string_lossy());
    let local = open(path, direction, arguments.dry_run)
        .map_err(|error| explain::local(&format!("Opening {shown}"), &error))?;
    let mut client = Client::connect(site, common).await?;
    let sides = Sides {
        direction,
        remote: client.directory.clone(),
        local,
        local_shown: shown,
    };
    let done = mirror(&mut client, &sides, arguments, common).await;
    client.quit().await;
    done
}

/// Mirrors between a folder of a server that is connected to and one of this computer.
pub(super) async fn between(
    client: &mut Client,
    (remote, local): (RemotePath, &Path),
    arguments: &MirrorArguments,
    common: &Common,
) -> Result<ExitStatus, Failure> {
    let direction = if arguments.upload {
        Direction::Upload
    } else {
        Direction::Download
    };
    let local_shown = display_safe_str(&local.to_string_lossy());
    let sides = Sides {
        direction,
        remote,
        local: open(local, direction, arguments.dry_run)
            .map_err(|error| explain::local(&format!("Opening {local_shown}"), &error))?,
        local_shown,
    };
    mirror(client, &sides, arguments, common).await
}

/// Which way, the URL, and the folder on this computer.
fn sides(arguments: &MirrorArguments) -> Result<(Direction, &str, &Path), Failure> {
    let (direction, url, path) = if arguments.upload {
        (Direction::Upload, &arguments.target, &arguments.source)
    } else {
        (Direction::Download, &arguments.source, &arguments.target)
    };
    let is_url = |text: &std::ffi::OsString| text.to_string_lossy().contains("://");
    if is_url(path) {
        return Err(Failure::Usage(
            "one side is a folder of this computer: SRC with --upload, DST without".into(),
        ));
    }
    let url = url
        .to_str()
        .ok_or_else(|| Failure::Usage("the URL is not UTF-8".into()))?;
    Ok((direction, url, Path::new(path)))
}

/// A source has to be there; a target is made.
fn open(path: &Path, direction: Direction, dry_run: bool) -> std::io::Result<Option<MirrorRoot>> {
    if direction == Direction::Download && !path.exists() {
        if dry_run {
            return Ok(None);
        }
        folder::make_all(path)?;
    }
    MirrorRoot::open(path).map(Some)
}

async fn mirror(
    client: &mut Client,
    sides: &Sides,
    arguments: &MirrorArguments,
    common: &Common,
) -> Result<ExitStatus, Failure> {
    let mut tally = Tally::default();
    let here = listing::local(sides.local.as_ref());
    let is_source = sides.direction == Direction::Download;
    let there = listing::remote(client, &sides.remote, is_source).await?;
    let (source, target) = match sides.direction {
        Direction::Download => (there, here),
        Direction::Upload => (here, there),
    };
    for (path, doubt) in source.doubts().chain(target.doubts()) {
        let place = path.shown(client.names);
        say(&format!("{place}: {doubt}"));
    }
    let mut plan = MirrorPlan::new(
        &source,
        &target,
        sides.direction,
        client.names,
        arguments.delete || arguments.delete_all,
    );
    consider(client, sides, &mut plan, &source, arguments).await?;
    let doubted = source.doubts().chain(target.doubts()).next().is_some();
    if arguments.dry_run {
        said::plan(&plan, sides, client.names, common);
        return Ok(status(&plan, &tally, doubted));
    }
    said::left(&plan, client.names, common);
    allow(&mut plan, arguments, client, common).await?;
    deeds::make(client, sides, &plan, common, &mut tally).await?;
    deeds::copy(client, sides, &plan, common, &mut tally).await?;
    let mut deleted = 0;
    if tally.status() == ExitStatus::Done {
        deleted = deeds::delete(client, sides, &plan, common, &mut tally).await;
    } else if !plan.delete.is_empty() {
        say(&format!(
            "{} not deleted, since not all of it was copied",
            plural(plan.delete.len(), "item")
        ));
    }
    if !common.quiet {
        said::summary(&plan, &tally, deleted);
    }
    Ok(status(&plan, &tally, doubted))
}

/// What speaks against deletions that are planned.
async fn consider(
    client: &mut Client,
    sides: &Sides,
    plan: &mut MirrorPlan,
    source: &Tree,
    arguments: &MirrorArguments,
) -> Result<(), Failure> {
    let root = source.folder(&TreePath::root());
    let is_empty = root.is_none_or(|root| root.entries.is_empty());
    if is_empty && !arguments.delete_all {
        plan.spare_all("the source is empty; if that is right, say --delete-all");
    }
    if sides.direction == Direction::Download {
        deeds::prove(client, &sides.remote, plan).await?;
    }
    Ok(())
}

/// Many deletions are asked about, or have to be said beforehand.
async fn allow(
    plan: &mut MirrorPlan,
    arguments: &MirrorArguments,
    client: &Client,
    common: &Common,
) -> Result<(), Failure> {
    let count = plan.delete.len();
    if let Some(limit) = arguments.max_delete {
        if count > limit {
            plan.spare_all(&format!("{count} are more than --max-delete {limit}"));
            said::left(plan, client.names, common);
        }
        return Ok(());
    }
    let large = count * LARGE_PART > plan.target_entries;
    if count <= MANY && !large {
        return Ok(());
    }
    let what = format!(
        "{} of {} in the target are to be deleted",
        count, plan.target_entries
    );
    // Off this task, so that Ctrl-C is heard meanwhile.
    let question = format!("{what}. Type yes to do that: ");
    let asked = tokio::task::spawn_blocking(move || logins::confirm(&question)).await;
    let asked = asked.unwrap_or(Ok(None))?;
    if asked != Some(true) {
        let why = match asked {
            None => format!("{what}; look with --dry-run, then say --max-delete {count}"),
            Some(_) => "you did not say yes".into(),
        };
        plan.spare_all(&why);
        said::left(plan, client.names, common);
    }
    Ok(())
}

/// What is left out although it should not be counts as failed.
fn status(plan: &MirrorPlan, tally: &Tally, doubted: bool) -> ExitStatus {
    let left = || plan.left.iter().any(|left| !left.harmless);
    match tally.status() {
        ExitStatus::Done if doubted || left() => ExitStatus::SomeFailed,
        status => status,
    }
}
