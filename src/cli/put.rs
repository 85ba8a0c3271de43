//! `twoport put`

use super::arguments::{PutArguments, TypeArguments};
use super::client::Tally;
use super::exit::{ExitStatus, Failure};
use super::get::ends_in_slash;
use super::{Client, Common, site};
use crate::engine::{DropId, DropOrder, Place, Source, explain};
use crate::fs::local;
use crate::fs::safe_name::name_of;
use crate::model::text::display_safe_str;
use crate::model::{EntryKind, OnConflict, Operation, RemotePath};
use std::path::{Path, PathBuf};

pub(super) async fn run(arguments: &PutArguments, common: &Common) -> Result<ExitStatus, Failure> {
    let Some((url, paths)) = arguments.paths.split_last() else {
        return Err(Failure::Usage("a file and a URL are needed".into()));
    };
    let url = url
        .to_str()
        .ok_or_else(|| Failure::Usage("the URL is not UTF-8".into()))?;
    let (target, site) = site::target_and_site(&[url], common)?;
    // As rsync has it, a folder always goes into the target, which is made where it is missing.
    let with_folders = paths.iter().any(|path| path.is_dir());
    let into_folder = target.trailing_slash || target.directory.is_none() || with_folders;
    if paths.len() > 1 && !into_folder {
        return Err(Failure::Usage(format!(
            "{} does not end in /, but there is more than one file",
            site::shown(&[url])
        )));
    }
    // Looked at before anybody is bothered with a login.
    let orders = paths
        .iter()
        .map(|path| Sources::of(path, arguments.recursive))
        .collect::<Result<Vec<_>, _>>()?;
    let mut client = Client::connect(site, common).await?;
    let mut tally = Tally::default();
    let done = send(
        &mut client,
        orders,
        (into_folder, with_folders),
        arguments.kind,
        common,
        &mut tally,
    )
    .await;
    client.quit().await;
    done?;
    Ok(tally.status())
}

/// Things from one local folder.
pub(super) struct Sources {
    pub(super) folder: PathBuf,
    pub(super) items: Vec<Source>,
}

impl Sources {
    /// The file or the folder that was named.
    pub(super) fn of(path: &Path, recursive: bool) -> Result<Self, Failure> {
        let what = format!("Reading {}", shown(path));
        let failed = |error| Failure::from(explain::local(&what, &error));
        let absolute = std::path::absolute(path).map_err(failed)?;
        if !absolute.is_dir() {
            let name = absolute.file_name().map(name_of).ok_or_else(|| {
                Failure::Usage(format!("{} has no name to give it there", shown(path)))
            })?;
            // Whether it is there is found out now, not after the login.
            let facts = crate::fs::source::LocalFile::open(&absolute).map_err(failed)?;
            let facts = facts.facts();
            let folder = absolute.parent().unwrap_or(Path::new("/")).to_owned();
            let mut item = Source::new(name, EntryKind::File);
            item.size = facts.size;
            item.modified = facts.modified;
            return Ok(Self {
                folder,
                items: vec![item],
            });
        }
        if !recursive {
            return Err(Failure::Usage(format!(
                "{} is a folder: say -r",
                shown(path)
            )));
        }
        if let Some(name) = absolute.file_name().filter(|_| !ends_in_slash(path)) {
            let folder = absolute.parent().unwrap_or(Path::new("/")).to_owned();
            return Ok(Self {
                folder,
                items: vec![Source::new(name_of(name), EntryKind::Dir)],
            });
        }
        let (folder, entries, _) = local::list(&absolute).map_err(failed)?;
        let items = entries.iter().map(Source::listed).collect();
        Ok(Self { folder, items })
    }
}

/// A path that was named, safe to show.
fn shown(path: &Path) -> String {
    display_safe_str(&path.to_string_lossy())
}

async fn send(
    client: &mut Client,
    orders: Vec<Sources>,
    (into_folder, with_folders): (bool, bool),
    kind: TypeArguments,
    common: &Common,
    tally: &mut Tally,
) -> Result<(), Failure> {
    let path = client.directory.clone();
    let (to, rename_to) = match (path.parent(), path.name()) {
        (Some(folder), Some(name)) if !into_folder => (folder, Some(name)),
        _ => (path, None),
    };
    if with_folders {
        client.make_dir(&to).await?;
    }
    for Sources { folder, mut items } in orders {
        if let (Some(name), [item]) = (&rename_to, items.as_mut_slice()) {
            item.rename_to = Some(name.clone());
        }
        let order = order(folder, to.clone(), items, kind);
        client.carry(order, common, tally).await?;
    }
    Ok(())
}

fn order(from: PathBuf, to: RemotePath, items: Vec<Source>, kind: TypeArguments) -> DropOrder {
    DropOrder {
        id: DropId::default(),
        from: Place::Local(from),
        to: Place::Remote(to),
        items,
        operation: Operation::Copy,
        on_conflict: OnConflict::Ask,
        transfer_type: kind.transfer_type(),
    }
}
