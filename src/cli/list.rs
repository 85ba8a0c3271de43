//! `twoport ls`

use super::arguments::ListArguments;
use super::exit::{ExitStatus, Failure};
use super::output::results;
use super::{Client, Common, say, site};
use crate::model::text::display_safe;
use crate::model::{Entry, EntryKind, Modified, Precision, RemotePath};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::io::{IsTerminal, Write};

/// How a listing is printed.
pub(super) struct Style {
    long: bool,
    json: bool,
    /// On a terminal names are made safe; into a pipe they go as they are.
    safe: bool,
}

pub(super) async fn run(arguments: &ListArguments, common: &Common) -> Result<ExitStatus, Failure> {
    let (_, site) = site::target_and_site(&[&arguments.url], common)?;
    let mut client = Client::connect(site, common).await?;
    let style = Style::new(arguments.long, common.json);
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
            let line = style.line(entry, &folder, recursive);
            if out.write_all(&line).is_err() {
                return Ok(status);
            }
        }
        for line in unparsed {
            say(&format!(
                "{}: a line that is no entry: {line}",
                folder.display()
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
    pub(super) fn new(long: bool, json: bool) -> Self {
        Self {
            long,
            json,
            safe: std::io::stdout().is_terminal(),
        }
    }

    /// One entry as a line, with its end.
    pub(super) fn line(&self, entry: &Entry, folder: &RemotePath, recursive: bool) -> Vec<u8> {
        if self.json {
            let mut object = json_entry(entry);
            if recursive && let Some(object) = object.as_object_mut() {
                let folder = String::from_utf8_lossy(folder.as_bytes()).into_owned();
                object.insert("folder".into(), Value::String(folder));
            }
            return format!("{object}\n").into_bytes();
        }
        let full = if recursive {
            folder.join(&entry.name).as_bytes().to_vec()
        } else {
            entry.name.as_bytes().to_vec()
        };
        let mut line = if self.long {
            long_columns(entry).into_bytes()
        } else {
            Vec::new()
        };
        if self.safe {
            line.extend_from_slice(display_safe(&full).as_bytes());
        } else {
            line.extend_from_slice(&full);
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

/// An entry as one JSON object. A name that is not UTF-8 is there in Base64 as well.
pub(super) fn json_entry(entry: &Entry) -> Value {
    let name = entry.name.as_bytes();
    let target = entry.link_target.as_ref();
    let mut object = json!({
        "name": String::from_utf8_lossy(name),
        "kind": entry.kind,
        "size": entry.size,
        "mtime": entry.modified.map(rfc3339),
        "mode": entry.mode.map(|mode| format!("{mode:o}")),
        "link_target": target.map(|target| String::from_utf8_lossy(target)),
        "owner": entry.owner,
        "group": entry.group,
    });
    if std::str::from_utf8(name).is_err()
        && let Some(object) = object.as_object_mut()
    {
        object.insert("name_bytes".into(), Value::String(STANDARD.encode(name)));
    }
    object
}
