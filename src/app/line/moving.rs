//! get, put and their like: as drops, through the queue.

use crate::app::files::source;
use crate::app::{App, Carry, Row, place};
use crate::engine::{AppendOrder, Command, Place, RequestId, Source};
use crate::model::line::{Statement, Verb, is_mask};
use crate::model::{EntryKind, Name, OnConflict, Operation, RemotePath, Shore};
use std::collections::HashSet;
use std::path::{Path, PathBuf};

type Done = Result<(), String>;

/// What is said of a pattern of another folder.
pub(super) const IN_FOLDER: &str =
    "a pattern is for the folder that is shown: cd or lcd goes there";

impl App {
    pub(super) fn line_get(&mut self, line: &Statement) -> Done {
        let (options, words) = line.options().map_err(|error| error.to_string())?;
        let (remote, local) = match words {
            [remote] => (remote, None),
            [remote, local] => (remote, Some(local)),
            _ => return Err(line.usage().to_string()),
        };
        self.need_server()?;
        let path = self.remote_path(remote)?;
        let (folder, name) = Self::apart(&path)?;
        let mut item = self.listed_there(&folder, name, options.recursive);
        let mut to = self.local_folder()?;
        if let Some(local) = local {
            let local = Statement::local_file(local).map_err(|error| error.to_string())?;
            (to, item.rename_to) = self.target_here(local);
        }
        let rule = match line.verb {
            Verb::Reget => OnConflict::Resume,
            Verb::Newer => OnConflict::Newer,
            _ => self.rule_here(),
        };
        self.fetch(folder, to, vec![item], rule)
    }

    pub(super) fn line_mget(&mut self, line: &Statement) -> Done {
        self.need_server()?;
        let (patterns, target) = Statement::split_to(&line.words);
        let to = match target {
            Some(target) => self.local_path(target),
            None => self.local_folder()?,
        };
        let folder = self.remote_path(".")?;
        let mut items: Vec<Source> = Vec::new();
        for pattern in patterns {
            if self.is_pattern(pattern) {
                let rows = self.matching(Shore::Remote, pattern)?;
                items.extend(rows.into_iter().map(source));
            } else {
                let path = self.remote_path(pattern)?;
                let (above, name) = Self::apart(&path)?;
                if above != folder {
                    return Err(format!(
                        "{pattern} is not in the folder shown: get fetches it"
                    ));
                }
                items.push(self.listed_there(&above, name, false));
            }
        }
        if patterns.len() > 1 {
            once(&mut items);
        }
        let rule = match line.verb {
            Verb::Mreget => OnConflict::Resume,
            _ => self.rule_here(),
        };
        self.fetch(folder, to, items, rule)
    }

    pub(super) fn line_put(&mut self, line: &Statement) -> Done {
        let (options, words) = line.options().map_err(|error| error.to_string())?;
        let (local, remote) = match words {
            [local] => (local, None),
            [local, remote] => (local, Some(remote)),
            _ => return Err(line.usage().to_string()),
        };
        self.need_server()?;
        let local = Statement::local_file(local).map_err(|error| error.to_string())?;
        let path = self.local_path(local);
        let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
            return Err(format!("{local} has no name to give it there"));
        };
        let name = Name::new(name.as_encoded_bytes());
        let mut item = self.listed_here(folder, name, options.recursive);
        let mut to = self.remote_path(".")?;
        if let Some(remote) = remote {
            let path = self.remote_path(remote)?;
            let row = self.row(Shore::Remote, remote.trim_end_matches('/'));
            let is_folder = remote.ends_with('/') || row.is_some_and(|row| row.entry.is_dir());
            if is_folder {
                to = path;
            } else {
                let (above, name) = Self::apart(&path)?;
                to = above;
                item.rename_to = Some(name);
            }
        }
        self.put_there(folder, to, vec![item])
    }

    pub(super) fn line_mput(&mut self, line: &Statement) -> Done {
        self.need_server()?;
        let (patterns, target) = Statement::split_to(&line.words);
        let to = self.remote_path(target.unwrap_or("."))?;
        let folder = self.local_folder()?;
        let mut items = Vec::new();
        for pattern in patterns {
            if self.is_pattern(pattern) {
                items.extend(
                    self.matching(Shore::Local, pattern)?
                        .iter()
                        .map(|row| source(row)),
                );
            } else {
                let row = self.row(Shore::Local, pattern);
                let row = row.ok_or_else(|| format!("{pattern} is not in the folder shown"))?;
                items.push(source(row));
            }
        }
        if patterns.len() > 1 {
            once(&mut items);
        }
        self.put_there(&folder, to, items)
    }

    fn put_there(&mut self, folder: &Path, to: RemotePath, mut items: Vec<Source>) -> Done {
        let from = Place::Local(folder.to_owned());
        self.rename_items(Shore::Remote, &mut items)?;
        if let Some(reason) = self.refusal_across(&items, &Place::Remote(to.clone())) {
            return Err(reason);
        }
        if self.line.names.unique_there {
            return self.store_unique(&from, &to, items);
        }
        let rule = self.line.conflict;
        self.send(&from, &Place::Remote(to), items, rule);
        Ok(())
    }

    pub(super) fn line_append(&mut self, line: &Statement) -> Done {
        let [local, remote] = line.words.as_slice() else {
            return Err(line.usage().to_string());
        };
        self.need_server()?;
        let local = Statement::local_file(local).map_err(|error| error.to_string())?;
        let order = AppendOrder {
            local: self.local_path(local),
            remote: self.remote_path(remote)?,
            unique: false,
            transfer_type: self.line.kind,
        };
        let request = RequestId(self.new_id());
        self.ask_engine(Command::Append { request, order });
        self.expect(request, Shore::Remote, crate::app::update::Purpose::Goes);
        Ok(())
    }

    /// `page`: the view, as the key opens it.
    pub(super) fn line_page(&mut self, line: &Statement) -> Done {
        let [name] = line.words.as_slice() else {
            return Err(line.usage().to_string());
        };
        self.need_server()?;
        let path = self.remote_path(name)?;
        let (folder, last) = Self::apart(&path)?;
        let item = self.listed_there(&folder, last, false);
        if item.kind == EntryKind::Dir {
            return Err(format!("{name} is a folder: cd goes there"));
        }
        let size = item.size.filter(|_| item.kind == EntryKind::File);
        self.view_file(Shore::Remote, Place::Remote(path), size);
        Ok(())
    }

    /// What does not fit here is refused, as a drop of it would be.
    fn fetch(
        &mut self,
        from: RemotePath,
        to: PathBuf,
        mut items: Vec<Source>,
        rule: OnConflict,
    ) -> Done {
        let to = Place::Local(to);
        self.rename_items(Shore::Local, &mut items)?;
        if let Some(reason) = self.refusal_across(&items, &to) {
            return Err(reason);
        }
        self.send(&Place::Remote(from), &to, items, rule);
        Ok(())
    }

    fn send(&mut self, from: &Place, to: &Place, items: Vec<Source>, rule: OnConflict) {
        let kind = self.line.kind;
        self.enqueue_as(from, to, items, (rule, kind));
    }

    /// Whether a word is meant as a pattern.
    pub(super) fn is_pattern(&self, word: &str) -> bool {
        self.line.globs && is_mask(word)
    }

    /// The files of the folder shown there that match.
    pub(super) fn rows_there(&self, pattern: &str) -> Result<Vec<(RemotePath, &Row)>, String> {
        let Some(Place::Remote(here)) = &self.remote.place else {
            return Err("no folder of the server is shown".into());
        };
        let mut rows = self.matching(Shore::Remote, pattern)?;
        rows.sort_by(|a, b| a.entry.name.cmp(&b.entry.name));
        Ok(rows
            .into_iter()
            .map(|row| (here.join(&row.entry.name), row))
            .collect())
    }

    /// `cp`: a copy under another name, or into a folder.
    pub(super) fn line_copy(&mut self, line: &Statement) -> Result<(), String> {
        let (options, words) = line.options().map_err(|usage| usage.to_string())?;
        let [from, to] = words else {
            return Err(line.usage().to_string());
        };
        self.need_server()?;
        let (folder, name) = Self::apart(&self.remote_path(from)?)?;
        let row = self.row(Shore::Remote, to);
        let is_folder = to.ends_with('/')
            || matches!(to.as_str(), "." | "..")
            || row.is_some_and(|row| row.entry.is_dir());
        let to = self.remote_path(to)?;
        let mut item = self.listed_there(&folder, name, options.recursive);
        let to = if is_folder {
            to
        } else {
            let (above, name) = Self::apart(&to)?;
            item.rename_to = (name != item.name).then_some(name);
            above
        };
        if to == folder && item.rename_to.is_none() {
            return Err("that is the same place".into());
        }
        let carry = Carry {
            shore: Shore::Remote,
            from: Place::Remote(folder),
            from_title: String::new(),
            items: [item].into_iter().collect(),
            operation: Operation::Copy,
            tab: None,
            server: String::new(),
        };
        let to = Place::Remote(to);
        if let Some(reason) = self.is_read_only(&to) {
            return Err(reason.into());
        }
        self.copy_on_server(&carry, &to);
        Ok(())
    }

    /// The row of a name in the folder shown.
    fn row(&self, shore: Shore, name: &str) -> Option<&Row> {
        let mut rows = self.pane(shore).rows.iter();
        rows.find(|row| row.text() == name || row.entry.name.as_bytes() == name.as_bytes())
    }

    /// What the listing knows of a name there.
    fn listed_there(&self, folder: &RemotePath, name: Name, recursive: bool) -> Source {
        let shown = matches!(&self.remote.place, Some(Place::Remote(here)) if here == folder);
        let row = self.remote.rows.iter().find(|row| row.entry.name == name);
        match row.filter(|_| shown) {
            Some(row) => source(row),
            None => Source::named(name, recursive),
        }
    }

    fn listed_here(&self, folder: &Path, name: Name, recursive: bool) -> Source {
        let shown = matches!(&self.local.place, Some(Place::Local(here)) if here == folder);
        let row = self.local.rows.iter().find(|row| row.entry.name == name);
        match row.filter(|_| shown) {
            Some(row) => source(row),
            None => Source::named(name, recursive),
        }
    }

    fn local_folder(&self) -> Result<PathBuf, String> {
        match &self.local.place {
            Some(Place::Local(path)) => Ok(path.clone()),
            _ => Err("the local pane shows no folder yet".into()),
        }
    }

    pub(super) fn local_path(&self, typed: &str) -> PathBuf {
        place::local_from(typed, self.local.place.as_ref(), self.home.as_deref())
    }

    /// Where a download goes that was given a name here: into a folder, or under a new name.
    fn target_here(&self, typed: &str) -> (PathBuf, Option<Name>) {
        let path = self.local_path(typed);
        let row = self.row(Shore::Local, typed);
        let is_folder = typed.ends_with('/')
            || matches!(typed, "." | ".." | "~")
            || row.is_some_and(|row| row.entry.is_dir());
        match (path.parent(), path.file_name()) {
            (Some(folder), Some(name)) if !is_folder => {
                let name = Name::new(name.as_encoded_bytes());
                (folder.to_owned(), Some(name))
            }
            _ => (path, None),
        }
    }
}

/// Several patterns may match one name: it goes once, where it came first.
fn once(items: &mut Vec<Source>) {
    let mut known = HashSet::with_capacity(items.len());
    let news: Vec<bool> = items.iter().map(|item| known.insert(&item.name)).collect();
    let mut news = news.into_iter();
    items.retain(|_| news.next().unwrap_or_default());
}
