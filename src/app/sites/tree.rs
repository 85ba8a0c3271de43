//! The tree of sites: folders, what is in them, and those connected to last.

use crate::app::pane::natural;
use crate::model::{RecentSite, SiteBook, StoredSite};
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// The folder of those connected to last. No folder of the user's has a name like it.
pub const RECENT: &str = ":recent";

/// A row of the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeRow {
    /// What it is.
    pub kind: RowKind,
    /// What is shown of it, raw: to be made safe.
    pub title: String,
    /// How deep it is in folders.
    pub depth: usize,
}

/// What a row of the tree is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowKind {
    /// A folder.
    Folder {
        /// Its whole name.
        name: String,
        /// Whether what is in it is shown.
        open: bool,
        /// How many sites are in it.
        count: usize,
    },
    /// A site that is kept, by its whole name.
    Site(String),
    /// One connected to last, by its place.
    Recent(usize),
}

/// The rows of the tree. With something to find, those that have it, without their folders.
pub(super) fn rows(book: &SiteBook, open: &BTreeSet<String>, find: &str) -> Vec<TreeRow> {
    if !find.trim().is_empty() {
        return found(book, find.trim());
    }
    let mut rows = Vec::new();
    let mut all: Vec<&StoredSite> = book.iter().collect();
    all.sort_by(|one, other| in_order(&one.name, &other.name));
    let mut folders: Vec<&str> = Vec::new();
    for site in all {
        let mut parts: Vec<&str> = site.name.split('/').collect();
        let title = parts.pop().unwrap_or_default();
        let same = folders.iter().zip(&parts).take_while(|(a, b)| a == b);
        let same = same.count();
        folders.truncate(same);
        let mut hidden = (1..=same).any(|depth| !is_open(&folders, depth, open));
        for part in parts.iter().skip(same) {
            folders.push(part);
            let name = folders.join("/");
            let is_open = open.contains(&name);
            let below = format!("{name}/");
            if !hidden {
                rows.push(TreeRow {
                    title: (*part).to_owned(),
                    depth: folders.len() - 1,
                    kind: RowKind::Folder {
                        open: is_open,
                        count: book
                            .iter()
                            .filter(|one| one.name.starts_with(&below))
                            .count(),
                        name,
                    },
                });
            }
            hidden = hidden || !is_open;
        }
        if !hidden {
            rows.push(TreeRow {
                kind: RowKind::Site(site.name.clone()),
                title: title.to_owned(),
                depth: folders.len(),
            });
        }
    }
    recent(book, open, &mut rows);
    rows
}

fn is_open(folders: &[&str], depth: usize, open: &BTreeSet<String>) -> bool {
    let name = folders.get(..depth).unwrap_or_default().join("/");
    open.contains(&name)
}

fn recent(book: &SiteBook, open: &BTreeSet<String>, rows: &mut Vec<TreeRow>) {
    let known: Vec<(usize, &RecentSite)> = present(book).collect();
    if known.is_empty() {
        return;
    }
    let is_open = open.contains(RECENT);
    rows.push(TreeRow {
        kind: RowKind::Folder {
            name: RECENT.to_owned(),
            open: is_open,
            count: known.len(),
        },
        title: "recent".into(),
        depth: 0,
    });
    if is_open {
        rows.extend(known.into_iter().map(|(number, recent)| TreeRow {
            kind: RowKind::Recent(number),
            title: recent.site.title(),
            depth: 1,
        }));
    }
}

/// Those connected to last that are still there, with their places.
pub(super) fn present(book: &SiteBook) -> impl Iterator<Item = (usize, &RecentSite)> {
    let all = book.recent.iter().enumerate();
    all.filter(|(_, recent)| book.present(recent).is_some())
}

/// Folders before sites, each as names are sorted everywhere.
fn in_order(one: &str, other: &str) -> Ordering {
    let (mut one, mut other) = (one.split('/').peekable(), other.split('/').peekable());
    loop {
        match (one.next(), other.next()) {
            (Some(a), Some(b)) => {
                let files = [one.peek().is_none(), other.peek().is_none()];
                let kinds = match files {
                    [false, true] => Ordering::Less,
                    [true, false] => Ordering::Greater,
                    _ => Ordering::Equal,
                };
                let order = kinds.then_with(|| natural(a, b));
                if order != Ordering::Equal {
                    return order;
                }
            }
            (None, None) => return Ordering::Equal,
            (None, _) => return Ordering::Less,
            (_, None) => return Ordering::Greater,
        }
    }
}

/// Sites with the text in their name or address; if there are none, those with its letters in order.
fn found(book: &SiteBook, find: &str) -> Vec<TreeRow> {
    let wanted = find.to_lowercase();
    let texts = |site: &StoredSite| [site.name.to_lowercase(), site.address().to_lowercase()];
    let has = |site: &&StoredSite| texts(site).iter().any(|text| text.contains(&wanted));
    let scattered = |site: &&StoredSite| {
        texts(site).iter().any(|text| {
            let mut letters = text.chars();
            wanted
                .chars()
                .all(|letter| letters.any(|other| other == letter))
        })
    };
    let mut sites: Vec<&StoredSite> = book.iter().filter(has).collect();
    if sites.is_empty() {
        sites = book.iter().filter(scattered).collect();
    }
    let row = |site: &StoredSite| TreeRow {
        kind: RowKind::Site(site.name.clone()),
        title: site.name.clone(),
        depth: 0,
    };
    sites.into_iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;

    fn book() -> SiteBook {
        let names = ["web10", "work/nas", "work/deep/x", "web9", "Home/nas"];
        let sites = names.map(|name| StoredSite::new(name, "ftp.example.org").unwrap());
        let mut book: SiteBook = sites.into_iter().collect();
        book.used(
            StoredSite::new("", "quick.example").unwrap(),
            Timestamp::UNIX_EPOCH,
        );
        book.used(StoredSite::named("gone"), Timestamp::UNIX_EPOCH);
        book
    }

    fn titles(open: &[&str], find: &str) -> Vec<String> {
        let open = open.iter().map(|name| (*name).to_owned()).collect();
        let rows = rows(&book(), &open, find);
        rows.iter()
            .map(|row| format!("{}{}", " ".repeat(row.depth), row.title))
            .collect()
    }

    #[test]
    fn folders_come_first_and_show_what_is_in_them_when_they_are_open() {
        assert_eq!(titles(&[], ""), ["Home", "work", "web9", "web10", "recent"]);
        let open = ["work", "work/deep", RECENT];
        assert_eq!(
            titles(&open, ""),
            [
                "Home",
                "work",
                " deep",
                "  x",
                " nas",
                "web9",
                "web10",
                "recent",
                " quick.example"
            ]
        );
        assert_eq!(
            titles(&["work/deep"], ""),
            titles(&[], ""),
            "its folder is closed"
        );
    }

    #[test]
    fn what_is_found_stands_there_with_its_folders() {
        assert_eq!(titles(&[], "NAS"), ["Home/nas", "work/nas"]);
        assert_eq!(titles(&[], "wns"), ["work/nas"]);
        assert_eq!(titles(&[], "example").len(), 5);
        assert!(titles(&[], "zzz").is_empty());
    }
}
