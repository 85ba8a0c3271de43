//! `twoport ls`

use super::arguments::ListArguments;
use super::exit::{ExitStatus, Failure};
use super::output::{self, results};
use super::{Client, Common, say, site};
use crate::model::{Entry, EntryKind, Modified, NameCoding, Precision, RemotePath};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::io::{IsTerminal, Write};

/// How a listing is printed.
pub(super) struct Style {
    long: bool,
    json: bool,
    /// On a terminal names are made safe. Into a pipe they go as they are, or as text where the
    /// user says what they are in.
    safe: bool,
    bytes: bool,
}

pub(super) async fn run(arguments: &ListArguments, common: &Common) -> Result<ExitStatus, Failure> {
    let (_, site) = site::target_and_site(&[&arguments.url], common)?;
    let mut client = Client::connect(site, common).await?;
    let style = Style::new(arguments.long, common);
    let outcome = print(&mut client, arguments.recursive, &style).await;
    client.quit().await;
    outcome
}

async fn print(client: &mut Client, recursive: bool, style: &Style) -> Result<ExitStatus, Failure> {
    let mut out = results();
    let mut status = ExitStatus::Done;
    let top = client.directory.clone();
    let mut folders = vec![top.clone()];
    while let Some(folder) = folders.pop() {
        let (mut entries, unparsed) = match client.list(&folder).await {
            Ok(listed) => listed,
            Err(problem) if folder == top => return Err(problem.into()),
            Err(problem) => {
                say(&problem.to_string());
                status = ExitStatus::SomeFailed;
                continue;
            }
        };
        entries.sort_by(|a, b| a.name.cmp(&b.name));
        for entry in &entries {
            let folder = recursive.then_some(&folder);
            let line = style.line(entry, folder, client.names);
            if out.write_all(&line).is_err() {
                return Ok(status);
            }
        }
        for line in unparsed {
            say(&format!(
                "{}: a line that is no entry: {line}",
                client.names.shown(folder.as_bytes())
            ));
        }
        if recursive {
            let below = entries.iter().rev().filter(|entry| entry.is_dir());
            folders.extend(below.map(|entry| folder.join(&entry.name)));
        }
    }
    // A reader that has gone away has seen what it wanted.
    let _ = out.flush();
    Ok(status)
}

impl Style {
    /// A style for standard output as it is.
    pub(super) fn new(long: bool, common: &Common) -> Self {
        Self {
            long,
            json: common.json,
            safe: std::io::stdout().is_terminal(),
            bytes: common.charset.is_none(),
        }
    }

    /// One entry as a line, with its end; in a recursive listing with its folder.
    pub(super) fn line(
        &self,
        entry: &Entry,
        folder: Option<&RemotePath>,
        names: NameCoding,
    ) -> Vec<u8> {
        if self.json {
            let mut object = json_entry(entry, names);
            if let (Some(folder), Some(object)) = (folder, object.as_object_mut()) {
                let folder = names.plain(folder.as_bytes());
                object.insert("folder".into(), Value::String(folder));
            }
            // Values of plain texts and numbers always can be written.
            let line = output::json(&object).unwrap_or_default();
            return format!("{line}\n").into_bytes();
        }
        let full = match folder {
            Some(folder) => folder.join(&entry.name).as_bytes().to_vec(),
            None => entry.name.as_bytes().to_vec(),
        };
        let mut line = if self.long {
            long_columns(entry).into_bytes()
        } else {
            Vec::new()
        };
        if self.safe {
            line.extend_from_slice(names.shown(&full).as_bytes());
        } else if self.bytes || names.text(&full).is_none() {
            line.extend_from_slice(&full);
        } else {
            line.extend_from_slice(names.plain(&full).as_bytes());
        }
        if entry.is_dir() {
            line.push(b'/');
        }
        line.push(b'\n');
        line
    }
}

fn long_columns(entry: &Entry) -> String {
    let kind = match entry.kind {
        EntryKind::Dir => 'd',
        EntryKind::Link => 'l',
        EntryKind::File => '-',
        EntryKind::Other => '?',
    };
    let mode = entry
        .mode
        .map_or_else(|| "-".into(), |mode| format!("{mode:04o}"));
    let size = entry
        .size
        .map_or_else(|| "-".into(), |size| size.to_string());
    let time = entry.modified.map_or_else(|| "-".into(), rfc3339);
    format!("{kind} {mode:>4} {size:>14} {time:<20}  ")
}

/// RFC 3339 in UTC, as exact as the listing was.
fn rfc3339(modified: Modified) -> String {
    let format = match modified.precision {
        Precision::Day => "%Y-%m-%d",
        Precision::Minute => "%Y-%m-%dT%H:%MZ",
        Precision::Second => "%Y-%m-%dT%H:%M:%SZ",
    };
    modified.at.strftime(format).to_string()
}

/// An entry as one JSON object, its name read as `names` says. A name that is not UTF-8 is there in
/// Base64 as well.
pub(super) fn json_entry(entry: &Entry, names: NameCoding) -> Value {
    let name = entry.name.as_bytes();
    let target = entry.link_target.as_ref();
    let mut object = json!({
        "name": names.plain(name),
        "kind": entry.kind,
        "size": entry.size,
        "mtime": entry.modified.map(rfc3339),
        "mode": entry.mode.map(|mode| format!("{mode:o}")),
        "link_target": target.map(|target| names.plain(target)),
        "owner": entry.owner.as_deref(),
        "group": entry.group.as_deref(),
    });
    if std::str::from_utf8(name).is_err()
        && let Some(object) = object.as_object_mut()
    {
        object.insert("name_bytes".into(), Value::String(STANDARD.encode(name)));
    }
    object
}
