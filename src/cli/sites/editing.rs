//! `twoport sites edit`: the file, or one site of it, in an editor of the user's.

use super::{change, done, failed, found, load};
use crate::cli::Common;
use crate::cli::exit::{ExitStatus, Failure};
use crate::cli::logins::confirm;
use crate::cli::output::say;
use crate::engine::{Cause, Problem};
use crate::fs::child;
use crate::fs::draft::Draft;
use crate::model::text::display_safe_str;
use crate::model::{SiteBook, StoredSite};
use crate::sites::{Change, SiteFiles, parse, text};
use std::env;

pub(super) fn run(
    files: &SiteFiles,
    name: Option<&str>,
    common: &Common,
) -> Result<ExitStatus, Failure> {
    let Some(name) = name else {
        return whole(files, common);
    };
    let before = found(&load(files)?, name)?.clone();
    let given = text(vec![before.clone()]).map_err(|error| failed(&error))?;
    let edited = edit(given, |book| {
        let sites: Vec<&StoredSite> = book.iter().collect();
        match sites.as_slice() {
            [site] => Ok((*site).clone()),
            _ => Err("there is to be one site in it".into()),
        }
    })?;
    if let Some(site) = edited.filter(|site| *site != before) {
        let (before, site) = (Some(Box::new(before)), Box::new(site));
        change(files, &Change::Put { before, site })?;
        done(common, "changed");
    } else {
        done(common, "nothing was changed");
    }
    Ok(ExitStatus::Done)
}

/// The whole file, comments and all.
fn whole(files: &SiteFiles, common: &Common) -> Result<ExitStatus, Failure> {
    let before = files.text().map_err(|error| failed(&error))?;
    let mut text = before.clone();
    let edited = edit_text(&mut text, |text| {
        parse(text).map(drop).map_err(|errors| lines(&errors))
    })?;
    if edited.is_none() || text == before {
        done(common, "nothing was changed");
        return Ok(ExitStatus::Done);
    }
    match files.replace(&before, &text) {
        Ok(()) => {
            done(common, "changed");
            Ok(ExitStatus::Done)
        }
        Err(error) => Err(failed(&error).into()),
    }
}

fn lines(errors: &[crate::sites::SitesError]) -> Vec<String> {
    errors.iter().map(ToString::to_string).collect()
}

/// Has a text edited until it makes sense; `None` if it was given up.
fn edit<T>(
    mut given: String,
    read: impl Fn(&SiteBook) -> Result<T, String>,
) -> Result<Option<T>, Failure> {
    edit_text(&mut given, |text| {
        let book = parse(text).map_err(|errors| lines(&errors))?;
        read(&book).map_err(|error| vec![error])
    })
}

fn edit_text<T>(
    text: &mut String,
    read: impl Fn(&str) -> Result<T, Vec<String>>,
) -> Result<Option<T>, Failure> {
    loop {
        let Some(edited) = run_editor(text)? else {
            return Ok(None);
        };
        *text = edited;
        match read(text) {
            Ok(value) => return Ok(Some(value)),
            Err(errors) => {
                for error in &errors {
                    say(error);
                }
                if confirm("Type yes to edit it again; all else throws it away: ")? != Some(true) {
                    return Err(Failure::Usage("nothing was changed".into()));
                }
            }
        }
    }
}

/// Runs the editor; `None` where it ends with an error.
fn run_editor(text: &str) -> Result<Option<String>, Failure> {
    let failed = |what: &str, words: &str| {
        Problem::new(Cause::Local, format!("{what} failed"))
            .words(display_safe_str(words))
            .advice("$VISUAL or $EDITOR names the editor to use.")
    };
    let words = child::editor(&|name| env::var(name).ok());
    let words = words.map_err(|error| failed("Starting the editor", &error))?;
    let (program, arguments) = words
        .split_first()
        .ok_or_else(|| failed("Starting the editor", "it is empty"))?;
    let draft = Draft::write("sites.toml", text)
        .map_err(|error| failed("Writing the text for the editor", &error.to_string()))?;
    let status = child::command(program)
        .args(arguments)
        .arg(draft.path())
        .status()
        .map_err(|error| failed("Starting the editor", &error.to_string()))?;
    if !status.success() {
        return Ok(None);
    }
    let edited = draft
        .read()
        .map_err(|error| failed("Reading the text back", &error.to_string()))?;
    Ok(Some(edited))
}
