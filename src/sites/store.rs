//! `sites.toml`: `[sites."folder/name"]` with the settings of a site below it. It is the user's file
//! too: what they write there, comments included, stays as it is when the program changes a site.

mod writing;

use crate::config::settings::{no, place};
use crate::fs::private;
use crate::model::stored_site::site_name;
use crate::model::text::display_safe_str;
use crate::model::{SiteBook, SiteKey, StoredSite};
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use strum::IntoEnumIterator as _;
use toml::de::{DeTable, DeValue};
use toml_edit::DocumentMut;
use writing::{remove, rename, write};

/// What stands at the top of a new file.
const HEADER: &str = "\
# The sites of Twoport. Change it as you like, while Twoport runs as well; comments stay.
# [sites.\"folder/name\"] begins a site; `twoport sites add --help` tells of all that can be set.
# There are no passwords here: they are in the keyring or in an encrypted file.
";

/// What is wrong with a file of sites, or with a change of it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{what}", before(file.as_deref(), *place))]
pub struct SitesError {
    /// The file, where it is about one.
    pub file: Option<PathBuf>,
    /// Line and column, from 1, where it is about one of them.
    pub place: Option<(usize, usize)>,
    /// What is wrong.
    pub what: String,
}

fn before(file: Option<&Path>, place: Option<(usize, usize)>) -> String {
    let file = file.map(|file| display_safe_str(&file.display().to_string()));
    let place = place.map(|(line, column)| format!("line {line}, column {column}"));
    let parts: Vec<String> = file.into_iter().chain(place).collect();
    if parts.is_empty() {
        String::new()
    } else {
        format!("{}: ", parts.join(", "))
    }
}

impl SitesError {
    pub(super) fn homeless() -> Self {
        Self::plain("there is no home folder to keep sites in")
    }

    fn plain(what: impl Into<String>) -> Self {
        Self {
            file: None,
            place: None,
            what: what.into(),
        }
    }

    fn at(mut self, file: &Path) -> Self {
        self.file = Some(file.to_owned());
        self
    }
}

/// A change of the sites.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Keep a site. Of the one that it comes from, only what differs is written.
    Put {
        /// As it was when it was read; `None` for a new one.
        before: Option<Box<StoredSite>>,
        /// As it is to be.
        site: Box<StoredSite>,
    },
    /// Keep these as well.
    Add(Vec<StoredSite>),
    /// Forget this site, or all that are in this folder.
    Remove(String),
    /// Give a site, or a folder with all that is in it, another name.
    Rename {
        /// Its name.
        from: String,
        /// Its name from now on.
        to: String,
    },
}

/// Reads the file; one that is not there is empty.
pub(super) fn load(file: &Path) -> Result<SiteBook, Vec<SitesError>> {
    let text = read(file).map_err(|error| vec![error])?;
    parse(&text).map_err(|errors| errors.into_iter().map(|error| error.at(file)).collect())
}

pub(super) fn read(file: &Path) -> Result<String, SitesError> {
    match private::read(file) {
        Ok(text) => Ok(text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(HEADER.to_owned()),
        Err(error) => Err(SitesError::plain(format!("it cannot be read: {error}")).at(file)),
    }
}

/// Changes the file: under a lock that all programs heed, and as a whole.
pub(super) fn change(file: &Path, change: &Change) -> Result<SiteBook, SitesError> {
    let failed = |error: io::Error| SitesError::plain(format!("writing failed: {error}")).at(file);
    let _lock = private::lock(file).map_err(failed)?;
    let text = read(file)?;
    let changed = edited(&text, change).map_err(|error| match error.place {
        Some(_) => error.at(file),
        // It is about what was asked for, not about the file.
        None => error,
    })?;
    let book = parse(&changed).map_err(|errors| first(errors).at(file))?;
    if changed != text {
        private::rewrite(file, changed.as_bytes()).map_err(failed)?;
    }
    Ok(book)
}

/// Puts a text in the place of the one that was read before.
pub(super) fn replace(file: &Path, before: &str, text: &str) -> Result<(), SitesError> {
    let failed = |error: io::Error| SitesError::plain(format!("writing failed: {error}")).at(file);
    let _lock = private::lock(file).map_err(failed)?;
    parse(text).map_err(|errors| first(errors).at(file))?;
    if read(file)? != before {
        let beside = file.with_extension("toml.edited");
        private::replace(&beside, text.as_bytes()).map_err(failed)?;
        let beside = display_safe_str(&beside.display().to_string());
        let what = format!("another program has changed it meanwhile; your text is in {beside}");
        return Err(SitesError::plain(what).at(file));
    }
    private::rewrite(file, text.as_bytes()).map_err(failed)
}

fn first(errors: Vec<SitesError>) -> SitesError {
    let unknown = || SitesError::plain("it makes no sense");
    errors.into_iter().next().unwrap_or_else(unknown)
}

/// Reads the text of a file of sites.
///
/// # Errors
/// All that is wrong with it, in the order of the text.
pub fn parse(text: &str) -> Result<SiteBook, Vec<SitesError>> {
    let told = |span: &Range<usize>, what: String| SitesError {
        file: None,
        place: Some(place(text, span)),
        what,
    };
    let table = DeTable::parse(text).map_err(|error| {
        let span = error.span().unwrap_or(0..0);
        vec![told(&span, display_safe_str(error.message()))]
    })?;
    let mut wrong: Vec<(Range<usize>, String)> = Vec::new();
    let mut book = SiteBook::default();
    for (section, sites) in table.get_ref() {
        let DeValue::Table(sites) = sites.get_ref() else {
            wrong.push((section.span(), "write [sites.\"name\"] above a site".into()));
            continue;
        };
        if section.get_ref() != "sites" {
            let what = no("section", section.get_ref(), &["[sites.\"name\"]".into()]);
            wrong.push((section.span(), what));
            continue;
        }
        for (name, values) in sites {
            match (site_name(name.get_ref()), values.get_ref()) {
                (Err(what), _) => wrong.push((name.span(), what)),
                (Ok(_), DeValue::Table(values)) => {
                    book.put(site(name.get_ref(), &name.span(), values, &mut wrong));
                }
                (Ok(_), _) => wrong.push((name.span(), "write [sites.\"name\"] above it".into())),
            }
        }
    }
    if wrong.is_empty() {
        return Ok(book);
    }
    wrong.sort_by_key(|(span, _)| span.start);
    Err(wrong
        .into_iter()
        .map(|(span, what)| told(&span, what))
        .collect())
}

/// A site as it stands in the text, and what is wrong with it.
fn site(
    name: &str,
    at: &Range<usize>,
    values: &DeTable,
    wrong: &mut Vec<(Range<usize>, String)>,
) -> StoredSite {
    let mut site = StoredSite::named(name);
    let mut given = Vec::new();
    for (key, value) in values {
        let Ok(known) = key.get_ref().parse::<SiteKey>() else {
            let what = match key.get_ref().as_ref() {
                "password" | "pass" => "passwords do not stand here: the screen asks for one and \
                                        offers to remember it"
                    .into(),
                unknown => {
                    let names: Vec<String> =
                        SiteKey::iter().map(|key| key.name().to_owned()).collect();
                    no("setting", unknown, &names)
                }
            };
            wrong.push((key.span(), what));
            continue;
        };
        given.push((known, value));
    }
    // A directory is written in the character set, wherever that stands.
    given.sort_by_key(|(key, _)| *key);
    for (key, value) in given {
        let text = match value.get_ref() {
            DeValue::String(text) => text.to_string(),
            DeValue::Integer(number) if number.radix() == 10 => number.as_str().replace('_', ""),
            DeValue::Boolean(yes) => yes.to_string(),
            _ => "\u{0}".into(),
        };
        if let Err(right) = site.set(key, &text) {
            let what = format!("`{}` will not do: {right}", key.name());
            wrong.push((value.span(), what));
        }
    }
    if site.get(SiteKey::Host).is_none() && !values.contains_key("host") {
        wrong.push((at.clone(), "a site needs a host".into()));
    }
    site
}

/// The text with a change in it. What it does not touch stays as it is.
///
/// # Errors
/// The text makes no sense, a name is taken, or what is to be changed is not there.
pub fn edited(text: &str, change: &Change) -> Result<String, SitesError> {
    let book = parse(text).map_err(first)?;
    let mut document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| {
        let span = error.span().unwrap_or(0..0);
        SitesError {
            file: None,
            place: Some(place(text, &span)),
            what: display_safe_str(error.message()),
        }
    })?;
    match change {
        Change::Put { before, site } => {
            let name = site_name(&site.name).map_err(SitesError::plain)?;
            let from = before
                .as_deref()
                .filter(|old| book.get(&old.name).is_some());
            match from {
                Some(old) if old.name != name => {
                    free(&book, &name)?;
                    rename(&mut document, &old.name, &name);
                }
                Some(_) => {}
                None => free(&book, &name)?,
            }
            write(&mut document, &name, from, site);
        }
        Change::Add(sites) => {
            for site in sites {
                free(&book, &site.name)?;
                write(&mut document, &site.name, None, site);
            }
        }
        Change::Remove(name) => {
            let gone = below(&book, name);
            if gone.is_empty() {
                return Err(missing(name));
            }
            for name in gone {
                remove(&mut document, &name);
            }
        }
        Change::Rename { from, to } => rename_all(&mut document, &book, from, to)?,
    }
    Ok(document.to_string())
}

/// Gives a site, or all in a folder, another name.
fn rename_all(
    document: &mut DocumentMut,
    book: &SiteBook,
    from: &str,
    to: &str,
) -> Result<(), SitesError> {
    let to = site_name(to).map_err(SitesError::plain)?;
    let moved = below(book, from);
    if moved.is_empty() {
        return Err(missing(from));
    }
    if to.starts_with(&format!("{from}/")) {
        return Err(SitesError::plain("a folder cannot be moved into itself"));
    }
    for name in moved {
        let rest = name.get(from.len()..).unwrap_or_default();
        let new = format!("{to}{rest}");
        if new != name {
            free(book, &new)?;
            rename(document, &name, &new);
        }
    }
    Ok(())
}

/// Whether nothing has this name yet.
fn free(book: &SiteBook, name: &str) -> Result<(), SitesError> {
    if book.is_taken(name) {
        let shown = display_safe_str(name);
        return Err(SitesError::plain(format!("`{shown}` is there already")));
    }
    Ok(())
}

fn missing(name: &str) -> SitesError {
    let shown = display_safe_str(name);
    SitesError::plain(format!("there is no site and no folder `{shown}`"))
}

/// The site of this name, or those in this folder.
fn below(book: &SiteBook, name: &str) -> Vec<String> {
    let folder = format!("{name}/");
    let is_meant = |site: &&StoredSite| site.name == name || site.name.starts_with(&folder);
    let meant = book.iter().filter(is_meant);
    meant.map(|site| site.name.clone()).collect()
}

/// The text of these sites alone, as it stands in the file.
///
/// # Errors
/// A name will not do, or stands there twice.
pub fn text(sites: Vec<StoredSite>) -> Result<String, SitesError> {
    edited("", &Change::Add(sites)).map(|text| text.trim_start().to_owned())
}

#[cfg(test)]
#[path = "store/tests.rs"]
mod tests;
