//! The user's sites: the file they are kept in, those connected to last, and taking them over from
//! other programs. All of it blocks on the disk: callers keep it off the screen's task.

pub mod import;
mod recent;
mod store;

pub use store::{Change, SitesError, edited, parse, text};

use crate::config;
use crate::model::{SiteBook, StoredSite};
use jiff::Timestamp;
use std::path::PathBuf;

/// Where sites are kept, and what is remembered of them.
#[derive(Clone, Debug, Default)]
pub struct SiteFiles {
    /// The sites themselves; `None` for a user without a home.
    pub sites: Option<PathBuf>,
    /// Those connected to last.
    pub recent: Option<PathBuf>,
}

impl SiteFiles {
    /// The usual places.
    pub fn usual() -> Self {
        Self {
            sites: config::sites_file(),
            recent: config::recent_file(),
        }
    }

    /// Reads all of it. What cannot be read is empty, and told.
    pub fn load(&self) -> (SiteBook, Vec<SitesError>) {
        let mut wrong = Vec::new();
        let mut book = match self.sites.as_deref().map(store::load) {
            Some(Ok(book)) => book,
            Some(Err(errors)) => {
                wrong = errors;
                SiteBook::default()
            }
            None => SiteBook::default(),
        };
        if let Some(file) = &self.recent {
            // What is remembered for comfort alone is not worth a word.
            book.recent = recent::load(file).unwrap_or_default();
        }
        (book, wrong)
    }

    /// Changes the sites, and reads them again: other programs may have changed them too.
    ///
    /// # Errors
    /// [`SitesError`]; nothing is changed then.
    pub fn change(&self, change: &Change) -> Result<SiteBook, SitesError> {
        let file = self.sites.as_deref().ok_or_else(SitesError::homeless)?;
        let mut book = store::change(file, change)?;
        if let Some(file) = &self.recent {
            book.recent = recent::load(file).unwrap_or_default();
        }
        Ok(book)
    }

    /// The text of the file, comments and all.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn text(&self) -> Result<String, SitesError> {
        store::read(self.sites.as_deref().ok_or_else(SitesError::homeless)?)
    }

    /// Puts another text in the place of the one that was read.
    ///
    /// # Errors
    /// It makes no sense, cannot be written, or another program has changed the file meanwhile: then
    /// the text is in a file beside it, whose name is said.
    pub fn replace(&self, before: &str, text: &str) -> Result<(), SitesError> {
        let file = self.sites.as_deref().ok_or_else(SitesError::homeless)?;
        store::replace(file, before, text)
    }

    /// Notes that a site was connected to.
    ///
    /// # Errors
    /// The system's.
    pub fn used(&self, site: StoredSite, at: Timestamp) -> std::io::Result<()> {
        match &self.recent {
            Some(file) => recent::note(file, site, at),
            None => Ok(()),
        }
    }
}
