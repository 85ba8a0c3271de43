//! `twoport sites import`: what comes, what of it does not, and where the passwords go.

use super::{change, load};
use crate::cli::arguments::PasswordPlace;
use crate::cli::exit::{ExitStatus, Failure};
use crate::cli::output::say;
use crate::cli::{Common, logins};
use crate::config;
use crate::engine::{Cause, Problem};
use crate::model::text::{display_safe_str, plural};
use crate::model::{Login, Settings, Shelf};
use crate::secrets::Passwords;
use crate::sites::import::{self, Imported, ImportedSite};
use crate::sites::{Change, SiteFiles};
use secrecy::SecretString;
use std::path::Path;

pub(super) fn run(
    files: &SiteFiles,
    file: Option<&Path>,
    (place, dry_run): (PasswordPlace, bool),
    common: &Common,
) -> Result<ExitStatus, Failure> {
    let sources = match file {
        Some(file) => vec![file.to_owned()],
        None => import::usual_files(),
    };
    if sources.is_empty() {
        return Err(Failure::Usage(
            "no sitemanager.xml, WinSCP.ini, bookmarks or .netrc is in your home: name the file"
                .into(),
        ));
    }
    let mut status = ExitStatus::Done;
    for source in sources {
        match take(files, &source, (place, dry_run), common) {
            Ok(()) => {}
            Err(failure) if file.is_none() => {
                say(&failure.to_string());
                status = ExitStatus::SomeFailed;
            }
            Err(failure) => return Err(failure),
        }
    }
    Ok(status)
}

fn take(
    files: &SiteFiles,
    source: &Path,
    (place, dry_run): (PasswordPlace, bool),
    common: &Common,
) -> Result<(), Failure> {
    let imported = import::read(source).map_err(|error| {
        Failure::Problem(Problem::new(Cause::Local, "Importing failed").words(error))
    })?;
    let fresh = imported.beside(&load(files)?);
    let added: Vec<_> = fresh.sites.iter().map(|one| one.site.clone()).collect();
    if !dry_run && !added.is_empty() {
        change(files, &Change::Add(added))?;
    }
    let kept = if dry_run || place == PasswordPlace::None {
        Err("left out".into())
    } else {
        keep(&fresh, place)
    };
    if !common.quiet {
        tell(source, &fresh, &kept, dry_run);
    }
    Ok(())
}

/// Keeps the passwords that came; or says why not.
fn keep(fresh: &Imported, place: PasswordPlace) -> Result<Shelf, String> {
    let passwords: Vec<(Login, &SecretString)> = fresh.sites.iter().filter_map(login).collect();
    if passwords.is_empty() {
        return Err("left out".into());
    }
    let mut store = Passwords::new(config::passwords_file());
    let shelf = match place {
        PasswordPlace::File => {
            logins::unlock(&mut store)?;
            Shelf::File
        }
        _ if store.has_keyring() => Shelf::Keyring,
        _ => {
            let why = "left out: there is no keyring (--passwords file keeps them encrypted)";
            return Err(why.into());
        }
    };
    for (login, password) in passwords {
        let kept = store.keep(&login, password, shelf);
        kept.map_err(|error| format!("left out: {error}"))?;
    }
    Ok(shelf)
}

fn login(imported: &ImportedSite) -> Option<(Login, &SecretString)> {
    let site = imported.site.site(&Settings::default());
    Some((Login::from(&site), imported.password.as_ref()?))
}

fn tell(source: &Path, fresh: &Imported, kept: &Result<Shelf, String>, dry_run: bool) {
    let file = display_safe_str(&source.to_string_lossy());
    let verb = if dry_run { "would come" } else { "came" };
    say(&format!(
        "{file}: {} {verb}",
        plural(fresh.sites.len(), "site")
    ));
    for imported in &fresh.sites {
        let address = imported.site.address();
        let password = match (&imported.password, kept) {
            (None, _) => String::new(),
            (Some(_), Ok(shelf)) => format!(", its password in the {shelf}"),
            (Some(_), Err(why)) => format!(", its password {why}"),
        };
        say(&format!("  {}  {address}{password}", imported.site.name));
        for left in &imported.left {
            say(&format!("    without {left}"));
        }
    }
    for (name, why) in &fresh.skipped {
        say(&format!("  not {name}: {why}"));
    }
}
