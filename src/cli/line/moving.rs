//! get, put and their like: through the queue, proved, and never outside the folder they go to.

use super::{Done, Interpreter, Trouble, nothing, telling};
use crate::cli::client::Tally;
use crate::cli::exit::{ExitStatus, Failure};
use crate::cli::put::Sources;
use crate::engine::{AppendOrder, DropId, DropOrder, Place, Source};
use crate::fs::local;
use crate::fs::safe_name::{local_component, name_of};
use crate::model::line::{Mask, Statement, Verb, is_mask};
use crate::model::{Entry, EntryKind, OnConflict, Operation, RemotePath};
use std::path::{Path, PathBuf};

impl Interpreter {
    /// `get`, `reget`, `newer`
    pub(super) async fn get(&mut self, line: &Statement) -> Done {
        let (options, words) = line.options().map_err(Failure::from)?;
        let (remote, local) = match words {
            [remote] => (remote, None),
            [remote, local] => {
                let local = Statement::local_file(local).map_err(Failure::from)?;
                (remote, Some(self.local(local)))
            }
            _ => return Err(Failure::from(line.usage()).into()),
        };
        let rule = match line.verb {
            Verb::Reget => OnConflict::Resume,
            Verb::Newer => OnConflict::Newer,
            _ => self.rule_here(),
        };
        self.client().await?;
        let path = self.remote(remote)?;
        let (Some(folder), Some(name)) = (path.parent(), path.name()) else {
            return Err(Failure::Usage("the root is no file".into()).into());
        };
        let mut item = Source::named(name, options.recursive);
        if matches!(rule, OnConflict::Newer | OnConflict::Size) {
            let (entries, _) = self.client().await?.list(&folder).await?;
            if let Some(entry) = entries.iter().find(|entry| entry.name == item.name) {
                let listed = Source::listed(entry);
                (item.size, item.modified) = (listed.size, listed.modified);
            }
        }
        let to = match local {
            Some(path) if path.is_dir() => path,
            Some(path) => {
                item.rename_to = path.file_name().map(name_of);
                path.parent().unwrap_or(Path::new("/")).to_owned()
            }
            None => self.here.clone(),
        };
        self.carry(Place::Remote(folder), Place::Local(to), vec![item], rule)
            .await
    }

    pub(super) async fn mget(&mut self, line: &Statement) -> Done {
        let (patterns, target) = Statement::split_to(&line.words);
        let to = target.map_or_else(|| self.here.clone(), |target| self.local(target));
        self.client().await?;
        let mut failed = None;
        for pattern in patterns {
            let (folder, found) = self.matching_there(pattern).await?;
            let asked = self.ask_each("mget", found).await?;
            let items = asked.iter().map(Source::listed).collect();
            let rule = match line.verb {
                Verb::Mreget => OnConflict::Resume,
                _ => self.rule_here(),
            };
            let to = Place::Local(to.clone());
            let done = self.carry(Place::Remote(folder), to, items, rule);
            keep(&mut failed, done.await)?;
        }
        failed.map_or(Ok(()), Err)
    }

    pub(super) async fn put(&mut self, line: &Statement) -> Done {
        let (options, words) = line.options().map_err(Failure::from)?;
        let (local, remote) = match words {
            [local] => (local, None),
            [local, remote] => (local, Some(remote)),
            _ => return Err(Failure::from(line.usage()).into()),
        };
        let local = Statement::local_file(local).map_err(Failure::from)?;
        let Sources { folder, mut items } = Sources::of(&self.local(local), options.recursive)?;
        self.client().await?;
        let mut to = self.there.clone();
        if let Some(remote) = remote {
            let path = self.remote(remote)?;
            match (path.parent(), path.name(), items.as_mut_slice()) {
                (Some(above), Some(name), [item])
                    if !remote.ends_with('/') && item.kind != EntryKind::Dir =>
                {
                    item.rename_to = Some(name);
                    to = above;
                }
                _ => to = path,
            }
        }
        if self.unique_there && !options.recursive {
            return self.store_unique(&folder, &to, items).await;
        }
        let rule = self.rule();
        self.carry(Place::Local(folder), Place::Remote(to), items, rule)
            .await
    }

    /// `sunique`: at once, one after the other; the server gives each a name, which is told.
    async fn store_unique(&mut self, from: &Path, to: &RemotePath, mut items: Vec<Source>) -> Done {
        self.rename_items(&Place::Remote(to.clone()), &mut items)?;
        let names = self.client().await?.names;
        for item in items {
            let local = local_component(&item.name);
            let local = local.map_err(|error| Failure::Usage(error.to_string()))?;
            let there = match item.rename_to {
                Some(name) => name,
                None => names
                    .remote(&item.name)
                    .map_err(|error| Failure::Usage(error.to_string()))?,
            };
            let order = AppendOrder {
                local: from.join(local),
                remote: to.join(&there),
                unique: true,
                transfer_type: self.kind,
            };
            let done = self.client().await?.append(order).await?;
            self.has_done = true;
            telling::print(&done);
        }
        Ok(())
    }

    pub(super) async fn mput(&mut self, line: &Statement) -> Done {
        let (patterns, target) = Statement::split_to(&line.words);
        self.client().await?;
        let to = match target {
            Some(target) => self.remote(target)?,
            None => self.there.clone(),
        };
        let mut failed = None;
        for pattern in patterns {
            let (folder, found) = self.matching_here(pattern)?;
            let items = self.ask_each("mput", found).await?;
            let items: Vec<Source> = items.iter().map(Source::listed).collect();
            if self.unique_there {
                self.store_unique(&folder, &to, items).await?;
                continue;
            }
            let to = Place::Remote(to.clone());
            let done = self.carry(Place::Local(folder), to, items, self.rule());
            keep(&mut failed, done.await)?;
        }
        failed.map_or(Ok(()), Err)
    }

    pub(super) async fn append(&mut self, line: &Statement) -> Done {
        let [local, remote] = line.words.as_slice() else {
            return Err(Failure::from(line.usage()).into());
        };
        let local = Statement::local_file(local).map_err(Failure::from)?;
        let local = self.local(local);
        self.client().await?;
        let order = AppendOrder {
            local,
            remote: self.remote(remote)?,
            unique: false,
            transfer_type: self.kind,
        };
        let done = format!("added to {}", self.shown(&order.remote));
        self.client().await?.append(order).await?;
        self.did(&done);
        Ok(())
    }

    /// What becomes of names that are taken: what was said, or as ftp(1) does.
    pub(super) fn rule(&self) -> OnConflict {
        let said = self.common.moving.rule();
        said.unwrap_or(OnConflict::Overwrite)
    }

    pub(super) async fn carry(
        &mut self,
        from: Place,
        to: Place,
        mut items: Vec<Source>,
        on_conflict: OnConflict,
    ) -> Done {
        if items.is_empty() {
            return Ok(());
        }
        self.rename_items(&to, &mut items)?;
        let order = DropOrder {
            id: DropId::default(),
            from,
            to,
            items,
            operation: Operation::Copy,
            on_conflict,
            transfer_type: self.kind,
        };
        let mut tally = Tally::default();
        let common = self.common.clone();
        let client = self.client().await?;
        client.carry(order, &common, &mut tally).await?;
        self.settle_tally(&tally)
    }

    /// The folder of the server that a pattern leads to, and its files that match.
    pub(super) async fn matching_there(
        &mut self,
        pattern: &str,
    ) -> Result<(RemotePath, Vec<Entry>), Trouble> {
        let (above, last) = pattern
            .rsplit_once('/')
            .map_or(("", pattern), |(above, last)| {
                (if above.is_empty() { "/" } else { above }, last)
            });
        let folder = self.remote(above)?;
        if !self.globs || !is_mask(last) {
            let name = self.remote(last)?.name();
            let name = name.ok_or_else(|| nothing(format!("{pattern} is no file")))?;
            return Ok((folder, vec![Entry::new(name, EntryKind::File)]));
        }
        let mask = read_mask(last)?;
        let client = self.client().await?;
        let (entries, _) = client.list(&folder).await?;
        let names = client.names;
        let mut found: Vec<Entry> = entries
            .into_iter()
            .filter(|entry| !entry.is_dir() && mask.fits(&names.plain(entry.name.as_bytes())))
            .collect();
        found.sort_by(|a, b| a.name.cmp(&b.name));
        if found.is_empty() {
            let shown = names.shown(folder.as_bytes());
            return Err(nothing(format!("no file in {shown} matches {last}")));
        }
        Ok((folder, found))
    }

    /// The folder of this computer that a pattern leads to, and its files that match.
    fn matching_here(&self, pattern: &str) -> Result<(PathBuf, Vec<Entry>), Trouble> {
        let path = self.local(pattern);
        let (Some(folder), Some(last)) = (path.parent(), path.file_name()) else {
            return Err(nothing(format!("{pattern} is no file")));
        };
        let last = last.to_string_lossy();
        if !self.globs || !is_mask(&last) {
            let Sources { folder, items } = Sources::of(&path, false)?;
            let entries = items.into_iter().map(|item| Entry {
                size: item.size,
                modified: item.modified,
                ..Entry::new(item.name, item.kind)
            });
            return Ok((folder, entries.collect()));
        }
        let mask = read_mask(&last)?;
        let shown = crate::model::text::display_safe_str(&folder.to_string_lossy());
        let (folder, entries, _) = local::list(folder)
            .map_err(|error| crate::engine::explain::local(&format!("Listing {shown}"), &error))?;
        let is_file = |entry: &Entry| match entry.kind {
            EntryKind::File => true,
            EntryKind::Link => {
                local_component(&entry.name).is_ok_and(|name| folder.join(name).is_file())
            }
            EntryKind::Dir | EntryKind::Other => false,
        };
        let mut found: Vec<Entry> = entries
            .into_iter()
            .filter(|entry| {
                mask.fits(&String::from_utf8_lossy(entry.name.as_bytes())) && is_file(entry)
            })
            .collect();
        found.sort_by(|a, b| a.name.cmp(&b.name));
        if found.is_empty() {
            return Err(nothing(format!("no file in {shown} matches {last}")));
        }
        Ok((folder, found))
    }
}

/// Files that failed do not keep the others from moving; anything else does.
fn keep(failed: &mut Option<Trouble>, done: Done) -> Done {
    match done {
        Err(Trouble::Told(status)) if status != ExitStatus::NoConnection => {
            failed.get_or_insert(Trouble::Told(status));
            Ok(())
        }
        done => done,
    }
}

fn read_mask(pattern: &str) -> Result<Mask, Trouble> {
    let mask = Mask::new(pattern);
    mask.map_err(|error| Failure::Usage(error.to_string()).into())
}
