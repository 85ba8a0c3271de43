//! `twoport listing`: reads a saved LIST or MLSD from standard input. For bug reports about
//! listings that are shown wrong, and for trying the parsers.

use super::arguments::SavedListing;
use super::exit::{ExitStatus, Failure};
use super::list::Style;
use super::output::{self, results};
use super::{Common, say};
use crate::engine::{Cause, Problem};
use crate::ftp::{ListingKind, ListingParser};
use crate::model::{NameCoding, clock};
use serde_json::json;
use std::io::{self, Read, Write};

pub(super) fn run(arguments: &SavedListing, common: &Common) -> Result<ExitStatus, Failure> {
    let mut bytes = Vec::new();
    io::stdin()
        .lock()
        .read_to_end(&mut bytes)
        .map_err(|error| {
            Problem::new(Cause::Local, "Reading standard input failed").words(error.to_string())
        })?;
    let now = arguments.now.unwrap_or_else(clock::now);
    let mut parser = ListingParser::new(kind_of(&bytes), now);
    let limit = parser.push(&bytes).err();
    let listing = parser.finish();
    let style = Style::new(true, common);
    let names = common
        .charset
        .map_or_else(NameCoding::default, NameCoding::from);
    let mut out = results();
    for entry in &listing.entries {
        let line = style.line(entry, None, names);
        if out.write_all(&line).is_err() {
            return Ok(ExitStatus::Done);
        }
    }
    for line in &listing.unparsed {
        if common.json {
            let text = names.plain(line);
            // As for the entries: who reads no further has seen enough.
            let line = output::json(&json!({ "unparsed": text })).unwrap_or_default();
            let _ = writeln!(out, "{line}");
        } else {
            say(&format!("no entry: {}", names.shown(line)));
        }
    }
    let _ = out.flush();
    if let Some(limit) = limit {
        return Err(Problem::new(Cause::Local, "The listing is not whole")
            .words(limit.to_string())
            .into());
    }
    Ok(if listing.unparsed.is_empty() {
        ExitStatus::Done
    } else {
        ExitStatus::SomeFailed
    })
}

/// MLSD lines begin with facts, `name=value;` (RFC 3659 section 7.2); no LIST line does.
fn kind_of(bytes: &[u8]) -> ListingKind {
    let line = bytes
        .split(|byte| *byte == b'\n')
        .find(|line| !line.trim_ascii().is_empty());
    let facts = line
        .and_then(|line| line.split(|byte| *byte == b' ').next())
        .unwrap_or_default();
    if facts.contains(&b'=') && facts.ends_with(b";") {
        ListingKind::Mlsd
    } else {
        ListingKind::List
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mlsd_is_told_from_list_by_its_facts() {
        assert_eq!(kind_of(b"type=file;size=3; a b.txt\r\n"), ListingKind::Mlsd);
        assert_eq!(
            kind_of(b"total 3\r\n-rw-r--r-- 1 a b 3 Nov 22 17:00 x=y;\r\n"),
            ListingKind::List
        );
        assert_eq!(kind_of(b""), ListingKind::List);
    }
}
