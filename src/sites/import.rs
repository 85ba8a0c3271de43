//! Taking over the sites of other programs: FileZilla, WinSCP, lftp, and the machines of a `.netrc`.
//! What does not come along is said, with why.

mod filezilla;
mod lftp;
mod machines;
mod winscp;

use crate::fs::foreign;
use crate::model::stored_site::site_name;
use crate::model::text::display_safe_str;
use crate::model::{SiteBook, SiteKey, StoredSite};
use crate::secrets::netrc;
use directories::BaseDirs;
use secrecy::SecretString;
use std::path::{Path, PathBuf};

/// What a file of another program had in it.
#[derive(Debug, Default)]
pub struct Imported {
    /// What comes.
    pub sites: Vec<ImportedSite>,
    /// What does not: its name, and why.
    pub skipped: Vec<(String, String)>,
}

/// A site of another program.
#[derive(Debug)]
pub struct ImportedSite {
    /// The site.
    pub site: StoredSite,
    /// Its password, where it could be read.
    pub password: Option<SecretString>,
    /// What of it does not come along, and why.
    pub left: Vec<String>,
}

impl ImportedSite {
    /// A site in these folders; what of its name will not do is put right.
    fn new(folders: &[String], name: &str, host: &str) -> Result<Self, String> {
        let mut parts: Vec<String> = folders.iter().map(|folder| clean(folder)).collect();
        parts.push(clean(name));
        parts.retain(|part| !part.is_empty());
        if clean(name).is_empty() {
            parts.push(clean(host));
        }
        let name = site_name(&parts.join("/"))?;
        Ok(Self {
            site: StoredSite::new(name, host)?,
            password: None,
            left: Vec::new(),
        })
    }

    /// Sets a value, or says that it does not come along.
    fn set(&mut self, key: SiteKey, text: &str) {
        if let Err(error) = self.site.set(key, text) {
            self.left.push(format!("{}: {error}", key.name()));
        }
    }

    /// A folder on this computer, if it is one of this system.
    fn set_local(&mut self, text: &str) {
        if text.starts_with(['/', '~']) {
            self.set(SiteKey::LocalDirectory, text);
        } else if !text.is_empty() {
            let shown = display_safe_str(text);
            self.left
                .push(format!("local_directory: {shown} is none of this system"));
        }
    }

    /// A port, where it is not the usual one.
    fn set_port(&mut self, text: &str, usual: u16) {
        if text != "0" && text != usual.to_string() {
            self.set(SiteKey::Port, text);
        }
    }
}

/// A part of a name as a part of ours.
fn clean(part: &str) -> String {
    let kept = part.chars().map(|letter| match letter {
        '/' => '-',
        ':' => ' ',
        letter if letter.is_control() => ' ',
        letter => letter,
    });
    kept.collect::<String>().trim().to_owned()
}

/// The files of other programs that are there, in the user's home.
pub fn usual_files() -> Vec<PathBuf> {
    let Some(user) = BaseDirs::new() else {
        return Vec::new();
    };
    let home = user.home_dir();
    let candidates = [
        user.config_dir().join("filezilla/sitemanager.xml"),
        home.join(".config/filezilla/sitemanager.xml"),
        home.join(".filezilla/sitemanager.xml"),
        home.join("WinSCP.ini"),
        user.data_dir().join("lftp/bookmarks"),
        home.join(".local/share/lftp/bookmarks"),
        home.join(".lftp/bookmarks"),
        home.join(".netrc"),
    ];
    let mut files: Vec<PathBuf> = Vec::new();
    for file in candidates {
        if !files.contains(&file) && foreign::is_there(&file) {
            files.push(file);
        }
    }
    files
}

/// Reads a file of another program; which program's it is shows in it.
///
/// # Errors
/// Why it cannot be read, safe to show.
pub fn read(file: &Path) -> Result<Imported, String> {
    let shown = display_safe_str(&file.to_string_lossy());
    let failed = |error: String| format!("{shown}: {}", display_safe_str(&error));
    let bytes = foreign::read(file).map_err(|error| failed(error.to_string()))?;
    let text = String::from_utf8_lossy(&bytes);
    let text = text.trim_start_matches('\u{feff}');
    let name = file.file_name().map(|name| name.to_string_lossy());
    let name = name.unwrap_or_default();
    if text.trim_start().starts_with('<') {
        filezilla::read(text).map_err(failed)
    } else if text.contains("[Sessions\\") || text.contains("[Configuration") {
        Ok(winscp::read(text))
    } else if name.contains("netrc") {
        // Refused where others may read it, as always.
        match netrc::Netrc::read(file) {
            Ok(netrc) => Ok(machines::read(&netrc.unwrap_or_default())),
            Err(error) => Err(failed(error.to_string())),
        }
    } else {
        lftp::read(text).ok_or_else(|| {
            failed("it is no file of FileZilla, WinSCP or lftp, and no .netrc".into())
        })
    }
}

impl Imported {
    /// Leaves out what is kept already, and finds a name for what has one that is taken.
    #[must_use]
    pub fn beside(self, book: &SiteBook) -> Self {
        let mut names: Vec<String> = Vec::new();
        let mut fresh = Self {
            skipped: self.skipped,
            ..Self::default()
        };
        for mut imported in self.sites {
            let name = imported.site.name.clone();
            let is_same = |known: &StoredSite| {
                known.address() == imported.site.address()
                    && known.get(SiteKey::Security) == imported.site.get(SiteKey::Security)
            };
            if book.get(&name).is_some_and(is_same) {
                fresh.skipped.push((name, "it is there already".into()));
                continue;
            }
            let is_free = |name: &String| {
                let folder = format!("{name}/");
                let in_way = |other: &String| {
                    other == name
                        || other.starts_with(&folder)
                        || name.starts_with(&format!("{other}/"))
                };
                !book.is_taken(name) && !names.iter().any(in_way)
            };
            let numbered = (2..).map(|number| format!("{name} ({number})"));
            if let Some(free) = std::iter::once(name.clone()).chain(numbered).find(is_free) {
                names.push(free.clone());
                imported.site.name = free;
                fresh.sites.push(imported);
            }
        }
        fresh
    }
}

#[cfg(test)]
#[path = "import/tests.rs"]
mod tests;
