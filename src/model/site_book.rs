//! The sites that are kept, by their names, and those connected to last.

use super::StoredSite;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// Most sites that are remembered as recent.
pub const MOST_RECENT: usize = 10;

/// The sites that are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SiteBook {
    sites: BTreeMap<String, StoredSite>,
    /// Those connected to last, the last one first.
    pub recent: Vec<RecentSite>,
}

/// A site that was connected to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecentSite {
    /// The site: of one that is kept its name counts, of another one what is needed to connect again.
    pub site: StoredSite,
    /// When.
    pub at: Timestamp,
}

/// Why a name leads to no site.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoSite {
    /// There is none.
    #[error("there is no site `{}` (twoport sites list)", super::text::display_safe_str(.0))]
    Unknown(String),
    /// There are several.
    #[error("`{}` is not one site but {}: say which", super::text::display_safe_str(.0), super::text::display_safe_str(&.1.join(", ")))]
    Several(String, Vec<String>),
}

impl SiteBook {
    /// The site with this whole name.
    pub fn get(&self, name: &str) -> Option<&StoredSite> {
        self.sites.get(name)
    }

    /// All of them, by name.
    pub fn iter(&self) -> impl Iterator<Item = &StoredSite> {
        self.sites.values()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.sites.is_empty()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.sites.len()
    }

    /// Keeps a site, in the place of one with the same name.
    pub fn put(&mut self, site: StoredSite) {
        self.sites.insert(site.name.clone(), site);
    }

    /// The site that a person means: by its whole name, or by the last part of it if only one has
    /// that, without regard to case.
    ///
    /// # Errors
    /// [`NoSite`]
    pub fn find(&self, named: &str) -> Result<&StoredSite, NoSite> {
        if let Some(site) = self.sites.get(named) {
            return Ok(site);
        }
        let folded = named.to_lowercase();
        let is_meant = |site: &&StoredSite| {
            site.name.to_lowercase() == folded || site.title().to_lowercase() == folded
        };
        let meant: Vec<&StoredSite> = self.iter().filter(is_meant).collect();
        match meant.as_slice() {
            [] => Err(NoSite::Unknown(named.to_owned())),
            [one] => Ok(one),
            all => {
                let several = all.iter().map(|site| site.name.clone()).collect();
                Err(NoSite::Several(named.to_owned(), several))
            }
        }
    }

    /// The site that is meant by `SITE[:PATH]`, and the path; `None` where none has that name.
    ///
    /// # Errors
    /// [`NoSite::Several`]
    pub fn meant<'a, 'b>(
        &'a self,
        argument: &'b str,
    ) -> Result<Option<(&'a StoredSite, &'b str)>, NoSite> {
        if argument.contains("://") {
            return Ok(None);
        }
        let (name, path) = argument.split_once(':').unwrap_or((argument, ""));
        match self.find(name) {
            Ok(site) => Ok(Some((site, path))),
            Err(NoSite::Unknown(_)) => Ok(None),
            Err(several @ NoSite::Several(..)) => Err(several),
        }
    }

    /// Whether a site, or a folder of sites, has this name.
    pub fn is_taken(&self, name: &str) -> bool {
        let folder = format!("{name}/");
        self.sites.contains_key(name) || self.sites.keys().any(|known| known.starts_with(&folder))
    }

    /// The site of a recent one as it is kept now; itself where it is not kept.
    pub fn present<'a>(&'a self, recent: &'a RecentSite) -> Option<&'a StoredSite> {
        if recent.site.name.is_empty() {
            Some(&recent.site)
        } else {
            self.get(&recent.site.name)
        }
    }

    /// Notes that a site was connected to.
    pub fn used(&mut self, site: StoredSite, at: Timestamp) {
        let same = |known: &StoredSite| {
            if site.name.is_empty() {
                known.name.is_empty() && known.address() == site.address()
            } else {
                known.name == site.name
            }
        };
        self.recent.retain(|recent| !same(&recent.site));
        self.recent.insert(0, RecentSite { site, at });
        self.recent.truncate(MOST_RECENT);
    }
}

impl FromIterator<StoredSite> for SiteBook {
    fn from_iter<I: IntoIterator<Item = StoredSite>>(sites: I) -> Self {
        let mut book = Self::default();
        for site in sites {
            book.put(site);
        }
        book
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn book(names: &[&str]) -> SiteBook {
        names
            .iter()
            .map(|name| StoredSite::new(*name, "h").unwrap())
            .collect()
    }

    #[test]
    fn a_site_is_found_by_its_last_name_if_only_one_has_it() {
        let book = book(&["work/NAS", "home/web", "work/web"]);
        assert_eq!(book.find("nas").unwrap().name, "work/NAS");
        assert_eq!(book.find("work/web").unwrap().name, "work/web");
        let several = book.find("web").unwrap_err().to_string();
        assert!(several.contains("home/web, work/web"), "{several}");
        assert!(matches!(book.find("x"), Err(NoSite::Unknown(_))));
        assert!(book.is_taken("work") && !book.is_taken("wor"));
    }

    #[test]
    fn the_last_one_used_comes_first_and_once() {
        let mut book = SiteBook::default();
        for number in 0..12 {
            let host = format!("h{number}");
            book.used(StoredSite::new("", &host).unwrap(), Timestamp::UNIX_EPOCH);
        }
        book.used(StoredSite::new("", "h5").unwrap(), Timestamp::UNIX_EPOCH);
        assert_eq!(book.recent.len(), MOST_RECENT);
        assert_eq!(book.recent.first().unwrap().site.host(), "h5");
        let count = book.recent.iter().filter(|r| r.site.host() == "h5").count();
        assert_eq!(count, 1);
    }
}
