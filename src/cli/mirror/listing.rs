//! Both sides, listed to the end.

use super::super::Client;
use super::super::exit::Failure;
use crate::engine::mirror::{Folder, Tree, TreePath};
use crate::fs::mirror::MirrorRoot;
use crate::model::text::{display_safe_str, plural};
use crate::model::{EntryKind, RemotePath};

/// Folders are read so deep; deeper ones are taken for a loop.
const DEPTH: usize = 128;
/// So many entries are read.
const ENTRIES: usize = 1_000_000;

/// The tree on this computer; nothing where there is none yet.
pub(super) fn local(root: Option<&MirrorRoot>) -> Tree {
    let mut walk = Walk::default();
    while let (Some(root), Some(path)) = (root, walk.next()) {
        let listed = path
            .local()
            .ok_or_else(|| "it has a name that is not allowed here".to_owned())
            .and_then(|below| {
                let listed = root.list(&below);
                listed.map_err(|error| display_safe_str(&error.to_string()))
            });
        walk.take(
            path,
            listed.map_err(|words| format!("it could not be listed: {words}")),
        );
    }
    walk.tree
}

/// The tree on the server. A source has to be there; a target may be missing.
pub(super) async fn remote(
    client: &mut Client,
    root: &RemotePath,
    is_source: bool,
) -> Result<Tree, Failure> {
    let mut walk = Walk::default();
    while let Some(path) = walk.next() {
        let listed = client.list(&path.below(root)).await;
        if path == TreePath::root() {
            match listed {
                Err(problem) if is_source => return Err(problem.into()),
                // It is made.
                Err(_) => continue,
                Ok(_) => {}
            }
        }
        let folder = match listed {
            Ok((entries, unread)) => Ok(Folder {
                entries,
                doubt: unread.first().map(|line| {
                    let count = plural(unread.len(), "line");
                    format!("{count} of its listing could not be read: {line}")
                }),
            }),
            Err(problem) => Err(problem.to_string()),
        };
        walk.add(path, folder);
    }
    Ok(walk.tree)
}

/// The folders of a tree, outer ones first.
struct Walk {
    tree: Tree,
    ahead: Vec<TreePath>,
    entries: usize,
}

impl Default for Walk {
    fn default() -> Self {
        Self {
            tree: Tree::default(),
            ahead: vec![TreePath::root()],
            entries: 0,
        }
    }
}

impl Walk {
    fn next(&mut self) -> Option<TreePath> {
        self.ahead.pop()
    }

    fn take(&mut self, path: TreePath, entries: Result<Vec<crate::model::Entry>, String>) {
        let doubt = None;
        self.add(path, entries.map(|entries| Folder { entries, doubt }));
    }

    fn add(&mut self, path: TreePath, folder: Result<Folder, String>) {
        let mut folder = folder.unwrap_or_else(|why| Folder {
            entries: Vec::new(),
            doubt: Some(why),
        });
        self.entries += folder.entries.len();
        let dirs = folder
            .entries
            .iter()
            .filter(|entry| entry.kind == EntryKind::Dir);
        let below: Vec<TreePath> = dirs.map(|entry| path.join(&entry.name)).collect();
        if path.depth() >= DEPTH && !below.is_empty() {
            folder.doubt = Some(format!("folders are nested deeper than {DEPTH}"));
        } else if self.entries > ENTRIES && !below.is_empty() {
            folder.doubt = Some(format!("there are more than {ENTRIES} entries"));
        } else {
            self.ahead.extend(below);
        }
        self.tree.insert(path, folder);
    }
}
