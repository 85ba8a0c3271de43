//! `twoport passwords`: what is stored, by its labels. The passwords themselves are never shown.

use super::arguments::PasswordsVerb;
use super::exit::{ExitStatus, Failure};
use super::output::{self, results};
use super::{Common, say};
use crate::config;
use crate::engine::{Cause, Problem};
use crate::model::text::display_safe_str;
use crate::secrets::{PasswordError, Passwords};
use serde_json::json;
use std::io::Write;

pub(super) fn run(verb: &PasswordsVerb, common: &Common) -> Result<ExitStatus, Failure> {
    let passwords = Passwords::new(config::passwords_file());
    match verb {
        PasswordsVerb::List => list(&passwords, common),
        PasswordsVerb::Forget { labels } => forget(&passwords, labels, common),
    }
}

fn list(passwords: &Passwords, common: &Common) -> Result<ExitStatus, Failure> {
    let mut out = results();
    for (label, shelf) in passwords.list().map_err(problem("Reading"))? {
        let line = if common.json {
            let object = json!({ "label": label, "where": shelf.to_string() });
            output::json(&object).unwrap_or_default()
        } else {
            format!("{}  {shelf}", display_safe_str(&label))
        };
        if writeln!(out, "{line}").is_err() {
            break;
        }
    }
    // A reader that has gone away has seen what it wanted.
    let _ = out.flush();
    Ok(ExitStatus::Done)
}

fn forget(
    passwords: &Passwords,
    labels: &[String],
    common: &Common,
) -> Result<ExitStatus, Failure> {
    let mut status = ExitStatus::Done;
    for label in labels {
        let was_there = passwords.forget(label).map_err(problem("Forgetting"))?;
        if !was_there {
            say(&format!("no password is stored as {label}"));
            status = ExitStatus::SomeFailed;
        } else if !common.quiet {
            say(&format!("the password of {label} is forgotten"));
        }
    }
    Ok(status)
}

fn problem(verb: &'static str) -> impl Fn(PasswordError) -> Problem {
    move |error| {
        Problem::new(Cause::Local, format!("{verb} stored passwords failed"))
            .words(error.to_string())
    }
}
