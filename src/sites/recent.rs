//! `recent.toml`: the sites connected to last, the last one first.

use crate::fs::private;
use crate::model::{RecentSite, SiteBook, SiteKey, StoredSite};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io;
use std::path::Path;

#[derive(Debug, Default, Serialize, Deserialize)]
struct Sheet {
    #[serde(default)]
    recent: Vec<Line>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Line {
    at: String,
    /// The name of a site that is kept.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    site: String,
    /// What is set of one that is not.
    #[serde(flatten)]
    values: BTreeMap<String, String>,
}

impl Line {
    fn recent(self) -> Option<RecentSite> {
        let mut site = StoredSite::named(self.site);
        for (key, text) in &self.values {
            site.set(key.parse::<SiteKey>().ok()?, text).ok()?;
        }
        let known = !site.name.is_empty() || !site.host().is_empty();
        let at: Timestamp = self.at.parse().ok()?;
        known.then_some(RecentSite { site, at })
    }

    fn of(recent: &RecentSite) -> Self {
        let values = recent.site.values();
        let values = values.map(|(key, text)| (key.name().to_owned(), text.to_owned()));
        let is_kept = !recent.site.name.is_empty();
        Self {
            at: recent.at.to_string(),
            site: recent.site.name.clone(),
            values: values.filter(|_| !is_kept).collect(),
        }
    }
}

/// Reads the file; lines that make no sense are passed over.
pub(super) fn load(file: &Path) -> io::Result<Vec<RecentSite>> {
    let text = private::read(file)?;
    let sheet: Sheet = toml::from_str(&text).map_err(io::Error::other)?;
    Ok(sheet.recent.into_iter().filter_map(Line::recent).collect())
}

/// Notes that a site was connected to.
pub(super) fn note(file: &Path, site: StoredSite, at: Timestamp) -> io::Result<()> {
    let _lock = private::lock(file)?;
    let mut book = SiteBook::default();
    // A file that makes no sense is written anew: it is for comfort alone.
    book.recent = load(file).unwrap_or_default();
    book.used(site, at);
    let recent = book.recent.iter().map(Line::of).collect();
    let text = toml::to_string(&Sheet { recent }).map_err(io::Error::other)?;
    private::replace(file, text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_noted_is_read_back_the_last_one_first() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("state/recent.toml");
        let mut quick = StoredSite::new("", "ftp.example.org").unwrap();
        quick.set(SiteKey::User, "anna").unwrap();
        quick.set(SiteKey::Port, "2121").unwrap();
        let kept = StoredSite::new("work/nas", "nas").unwrap();
        let at: Timestamp = "2026-11-22T17:00:00Z".parse().unwrap();
        note(&file, quick.clone(), at).unwrap();
        note(&file, kept, at).unwrap();
        let read = load(&file).unwrap();
        assert_eq!(read.first().unwrap().site.name, "work/nas");
        assert_eq!(read.last().unwrap(), &RecentSite { site: quick, at });
        std::fs::write(&file, "recent = 7").unwrap();
        note(&file, StoredSite::new("", "h").unwrap(), at).unwrap();
        assert_eq!(load(&file).unwrap().len(), 1);
    }
}
