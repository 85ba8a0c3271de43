//! What the table tests of the dialects share.

use crate::model::{Entry, EntryKind, Precision};

/// An entry in one line: name, kind, size, date as exact as it is, mode, target. What is not known
/// is left out.
pub(super) fn shown(entry: &Entry) -> String {
    let kind = match entry.kind {
        EntryKind::File => "file",
        EntryKind::Dir => "dir",
        EntryKind::Link => "link",
        EntryKind::Other => "other",
    };
    let mut parts = vec![
        String::from_utf8_lossy(entry.name.as_bytes()).into_owned(),
        kind.into(),
    ];
    parts.extend(entry.size.map(|size| size.to_string()));
    parts.extend(entry.modified.map(|modified| match modified.precision {
        Precision::Day => modified.at.strftime("%Y-%m-%d").to_string(),
        _ => modified.at.to_string(),
    }));
    parts.extend(entry.mode.map(|mode| format!("{mode:o}")));
    parts.extend(
        entry
            .link_target
            .as_deref()
            .map(|target| String::from_utf8_lossy(target).into()),
    );
    parts.join(" ")
}

/// Every line gives the entry beside it.
pub(super) fn check(mut parse: impl FnMut(&[u8]) -> Option<Entry>, table: &[(&str, &str)]) {
    for (line, expected) in table {
        let entry = parse(line.as_bytes());
        assert_eq!(
            entry.as_ref().map(shown).as_deref(),
            Some(*expected),
            "{line}"
        );
    }
}

/// No line gives an entry.
pub(super) fn refuse(mut parse: impl FnMut(&[u8]) -> Option<Entry>, lines: &[&str]) {
    for line in lines {
        assert_eq!(parse(line.as_bytes()), None, "{line}");
    }
}
