//! `twoport get`

use super::arguments::{GetArguments, TypeArguments};
use super::client::Tally;
use super::exit::{ExitStatus, Failure};
use super::{Client, Common, say, site};
use crate::engine::{DropId, DropOrder, Place, Problem, Source, explain};
use crate::fs::folder;
use crate::fs::safe_name::name_of;
use crate::model::text::display_safe_str;
use crate::model::{EntryKind, Name, OnConflict, Operation, RemotePath};
use std::path::{Path, PathBuf};

pub(super) async fn run(arguments: &GetArguments, common: &Common) -> Result<ExitStatus, Failure> {
    let into_folder = ends_in_slash(&arguments.output) || arguments.output.is_dir();
    if arguments.urls.len() > 1 && !into_folder {
        return Err(Failure::Usage(format!(
            "{} is not a folder, but there is more than one URL",
            arguments.output.display()
        )));
    }
    if ends_in_slash(&arguments.output) {
        make_folder(&arguments.output)?;
    }
    let mut tally = Tally::default();
    for url in &arguments.urls {
        let (target, site) = site::target_and_site(&[url], common)?;
        let mut client = Client::connect(site, common).await?;
        let done = fetch(
            &mut client,
            arguments,
            target.trailing_slash,
            into_folder,
            common,
            &mut tally,
        );
        let done = done.await;
        client.quit().await;
        done?;
    }
    Ok(tally.status())
}

async fn fetch(
    client: &mut Client,
    arguments: &GetArguments,
    contents: bool,
    into_folder: bool,
    common: &Common,
    tally: &mut Tally,
) -> Result<(), Failure> {
    let path = client.directory.clone();
    let (Some(folder), Some(name)) = (path.parent(), path.name()) else {
        if arguments.recursive {
            return fetch_contents(client, &path, arguments, common, tally).await;
        }
        return Err(Failure::Usage(
            "the URL names no file; -r fetches folders".into(),
        ));
    };
    if arguments.recursive && contents {
        return fetch_contents(client, &path, arguments, common, tally).await;
    }
    if contents {
        return Err(Failure::Usage(format!(
            "{} is a folder: say -r",
            client.names.shown(path.as_bytes())
        )));
    }
    // Only CWD tells a folder from a file on every server.
    let is_folder = arguments.recursive && client.list(&path).await.is_ok();
    let kind = if is_folder {
        EntryKind::Dir
    } else {
        EntryKind::File
    };
    if is_folder {
        make_folder(&arguments.output)?;
    }
    let (to, rename_to) = target(&arguments.output, into_folder || is_folder);
    let mut item = Source {
        name,
        kind,
        size: None,
        modified: None,
        rename_to,
    };
    if !is_folder && needs_facts(common) {
        // What the rule compares stands in the folder's listing.
        let (entries, _) = client.list(&folder).await?;
        if let Some(entry) = entries.iter().find(|entry| entry.name == item.name) {
            item.size = entry.size;
            item.modified = entry.modified;
        }
    }
    let order = order(folder, to, vec![item], arguments.kind);
    Ok(client.carry(order, common, tally).await?)
}

/// Whether the rule for names that are taken compares sizes or times.
fn needs_facts(common: &Common) -> bool {
    matches!(
        common.moving.rule(),
        Some(OnConflict::Newer | OnConflict::Size)
    )
}

/// `dir/`: what is in it goes straight into the target.
async fn fetch_contents(
    client: &mut Client,
    path: &RemotePath,
    arguments: &GetArguments,
    common: &Common,
    tally: &mut Tally,
) -> Result<(), Failure> {
    let (entries, unread) = client.list(path).await?;
    if let Some(problem) = explain::unread_lines(&client.names.shown(path.as_bytes()), &unread) {
        say(&problem.to_string());
        tally.problems.push(problem);
    }
    let output = &arguments.output;
    make_folder(output)?;
    let items = entries.iter().map(Source::listed).collect();
    let order = order(path.clone(), output.clone(), items, arguments.kind);
    Ok(client.carry(order, common, tally).await?)
}

/// What `-o` names, where it has to be a folder.
fn make_folder(output: &Path) -> Result<(), Problem> {
    let what = format!(
        "Making the folder {}",
        display_safe_str(&output.to_string_lossy())
    );
    folder::make_all(output).map_err(|error| explain::local(&what, &error))
}

fn order(from: RemotePath, to: PathBuf, items: Vec<Source>, kind: TypeArguments) -> DropOrder {
    DropOrder {
        id: DropId::default(),
        from: Place::Remote(from),
        to: Place::Local(to),
        items,
        operation: Operation::Copy,
        on_conflict: OnConflict::Ask,
        transfer_type: kind.transfer_type(),
    }
}

/// The folder to put it into, and the new name where one is meant.
fn target(output: &Path, into_folder: bool) -> (PathBuf, Option<Name>) {
    match output.file_name().filter(|_| !into_folder) {
        Some(name) => {
            let folder = output
                .parent()
                .filter(|folder| !folder.as_os_str().is_empty());
            (
                folder.unwrap_or_else(|| Path::new(".")).to_owned(),
                Some(name_of(name)),
            )
        }
        None => (output.to_owned(), None),
    }
}

pub(super) fn ends_in_slash(path: &Path) -> bool {
    path.as_os_str().as_encoded_bytes().last() == Some(&b'/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_name_is_told_from_a_folder() {
        assert_eq!(
            target(Path::new("a/b"), false),
            ("a".into(), Some(Name::from("b")))
        );
        assert_eq!(
            target(Path::new("b"), false),
            (".".into(), Some(Name::from("b")))
        );
        assert_eq!(target(Path::new("a/b"), true), ("a/b".into(), None));
    }
}
