//! dir, ls, lls.

use super::{Done, Interpreter, Trouble, telling};
use crate::cli::exit::Failure;
use crate::cli::list::Style;
use crate::engine::{Cause, explain};
use crate::fs::{local, report};
use crate::model::line::{Mask, Statement, Verb, is_mask};
use crate::model::text::{display_safe, display_safe_str};
use crate::model::{Entry, FileRange, NameCoding};
use std::io::Write as _;
use std::path::Path;

/// So much of a file is read at the prompt.
const PAGED: u64 = 1024 * 1024;

impl Interpreter {
    /// `dir` and `ls`: onto the screen, or into a file where a second name is said.
    pub(super) async fn ls(&mut self, line: &Statement) -> Done {
        let (options, words) = line.options().map_err(Failure::from)?;
        let (path, file) = match words {
            [] => (".", None),
            [path] => (path.as_str(), None),
            [path, file] if file == "-" => (path.as_str(), None),
            [path, file] => {
                let file = Statement::local_file(file).map_err(Failure::from)?;
                (path.as_str(), Some(self.local(file)))
            }
            _ => return Err(Failure::from(line.usage()).into()),
        };
        let long = options.long || line.verb == Verb::Dir;
        let entries = self.listed(path).await?;
        let names = self.client().await?.names;
        self.show(entries, long, names, file.as_deref())
    }

    /// What a folder has, or what matches there; a file by itself.
    async fn listed(&mut self, path: &str) -> Result<Vec<Entry>, Trouble> {
        self.client().await?;
        let (folder, mask) = match path.rsplit_once('/') {
            _ if !self.globs || !is_mask(path) => (path, None),
            None => (".", Some(path)),
            Some(("", last)) => ("/", Some(last)),
            Some((above, last)) => (above, Some(last)),
        };
        let mask = mask.map(Mask::new).transpose();
        let mask = mask.map_err(|error| Failure::Usage(error.to_string()))?;
        let folder = self.remote(folder)?;
        let client = self.client().await?;
        let (mut entries, unread) = match client.list(&folder).await {
            Err(problem) if problem.cause == Cause::Refused && mask.is_none() => {
                (vec![client.file(&folder).await.ok_or(problem)?], Vec::new())
            }
            listed => listed?,
        };
        let names = client.names;
        let fits = |entry: &Entry| {
            let name = names.plain(entry.name.as_bytes());
            mask.as_ref().is_none_or(|mask| mask.fits(&name))
        };
        entries.retain(fits);
        for line in unread {
            self.note(&format!("a line that is no entry: {line}"));
        }
        Ok(entries)
    }

    /// `mls` and `mdir` of ftp(1): what matches several patterns, into a file.
    pub(super) async fn mls(&mut self, line: &Statement) -> Done {
        let [patterns @ .., file] = line.words.as_slice() else {
            return Err(Failure::from(line.usage()).into());
        };
        if patterns.is_empty() {
            return Err(Failure::from(line.usage()).into());
        }
        let file = match file.as_str() {
            "-" => None,
            file => {
                let file = Statement::local_file(file).map_err(Failure::from)?;
                Some(self.local(file))
            }
        };
        let mut entries: Vec<Entry> = Vec::new();
        for pattern in patterns {
            entries.extend(self.listed(pattern).await?);
        }
        let names = self.client().await?.names;
        self.show(entries, line.verb != Verb::Mls, names, file.as_deref())
    }

    /// `page`: a file of the server, as text that is safe to show.
    pub(super) async fn page(&mut self, line: &Statement) -> Done {
        let [name] = line.words.as_slice() else {
            return Err(Failure::from(line.usage()).into());
        };
        self.client().await?;
        let path = self.remote(name)?;
        let shown = self.shown(&path);
        let client = self.client().await?;
        let size = client.facts(&path).await?.size;
        let part = client
            .part(&path, &FileRange::bytes(0, PAGED), size)
            .await?;
        let bytes = part.bytes.strip_suffix(b"\n").unwrap_or(&part.bytes);
        for line in bytes.split(|byte| *byte == b'\n') {
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            telling::print(&display_safe(line));
        }
        if !part.ended && size.is_none_or(|size| size > PAGED) {
            self.note(&format!(
                "that was the beginning of {shown}: get fetches it, twoport cat prints all of it"
            ));
        }
        Ok(())
    }

    pub(super) fn lls(&mut self, line: &Statement) -> Done {
        let (options, words) = line.options().map_err(Failure::from)?;
        let path = match words {
            [] => self.here.clone(),
            [path] => self.local(path),
            _ => return Err(Failure::from(line.usage()).into()),
        };
        let (_, entries, _) = local::list(&path).map_err(|error| {
            let shown = display_safe_str(&path.to_string_lossy());
            explain::local(&format!("Listing {shown}"), &error)
        })?;
        let long = options.long || line.name == "ldir";
        self.show(entries, long, NameCoding::default(), None)
    }

    fn show(
        &self,
        mut entries: Vec<Entry>,
        long: bool,
        names: NameCoding,
        file: Option<&Path>,
    ) -> Done {
        entries.sort_by(|a, b| a.name.cmp(&b.name));
        if entries.is_empty() && file.is_none() && self.lines.is_terminal() {
            self.note("nothing is in it");
        }
        let style = Style::new(long, &self.common);
        let lines: Vec<u8> = entries
            .iter()
            .flat_map(|entry| style.line(entry, None, names))
            .collect();
        match file {
            // A reader that has gone away has seen what it wanted.
            None => {
                let _ = std::io::stdout().lock().write_all(&lines);
                Ok(())
            }
            Some(path) => report::write_bytes(path, &lines).map_err(|error| {
                let shown = display_safe_str(&path.to_string_lossy());
                Trouble::from(explain::local(&format!("Writing {shown}"), &error))
            }),
        }
    }
}
