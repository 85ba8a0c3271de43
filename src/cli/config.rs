//! `twoport config`: where the settings are, what holds, whether all is right.

use super::arguments::ConfigVerb;
use super::exit::{ExitStatus, Failure};
use super::output::{self, results};
use super::{Common, say};
use crate::config::{self, SAMPLE};
use crate::engine::{Cause, Problem};
use crate::fs::private;
use crate::model::settings::{SETTINGS, Setting, Value};
use crate::model::text::display_safe_str;
use serde_json::json;
use std::fmt::Write as _;
use std::io::{self, Write as _};

/// Runs it. `wrong` is what is wrong with the user's files, a line each.
pub fn run_config(verb: &ConfigVerb, common: &Common, wrong: &[String]) -> ExitStatus {
    let outcome = match verb {
        ConfigVerb::Path => path(),
        ConfigVerb::Show => Ok(show(common, wrong)),
        ConfigVerb::Init => init(common),
        ConfigVerb::Check => Ok(check(common, wrong)),
    };
    outcome.unwrap_or_else(|failure| {
        say(&failure.to_string());
        failure.status()
    })
}

fn no_home() -> Failure {
    let problem = Problem::new(Cause::Local, "There is no home to keep settings in");
    problem.into()
}

fn path() -> Result<ExitStatus, Failure> {
    let file = config::settings_file().ok_or_else(no_home)?;
    line(&display_safe_str(&file.display().to_string()));
    Ok(ExitStatus::Done)
}

fn line(text: &str) {
    let mut out = results();
    // A reader that has gone away has seen what it wanted.
    let _ = writeln!(out, "{text}").and_then(|()| out.flush());
}

/// Every setting as it holds, in the form of the file; what is not the default is marked.
fn show(common: &Common, wrong: &[String]) -> ExitStatus {
    let mut text = String::new();
    let mut section = "";
    for setting in SETTINGS {
        let value = setting.value(&common.settings);
        if common.json {
            text.push_str(&object(setting, &value));
            continue;
        }
        if section != setting.section {
            section = setting.section;
            let _ = writeln!(text, "\n[{section}]");
        }
        let default = setting.default_value();
        let note = if value == default {
            String::new()
        } else {
            format!("  # default: {}", written(&default))
        };
        let _ = writeln!(text, "{} = {}{note}", setting.key, written(&value));
    }
    line(text.trim_end());
    tell(wrong)
}

fn object(setting: &Setting, value: &Value) -> String {
    let plain = |value: &Value| match value {
        Value::YesNo(value) => json!(value),
        Value::Number(number) => json!(number),
        Value::Text(text) => json!(text),
        Value::List(words) => json!(words),
        Value::Other => json!(null),
    };
    let object = json!({
        "name": setting.name(),
        "value": plain(value),
        "default": plain(&setting.default_value()),
        "about": setting.about,
    });
    output::json(&object).unwrap_or_default() + "\n"
}

fn written(value: &Value) -> String {
    config::edit::written(value).map_or_else(|| "?".into(), |value| value.to_string())
}

fn init(common: &Common) -> Result<ExitStatus, Failure> {
    let file = config::settings_file().ok_or_else(no_home)?;
    let shown = display_safe_str(&file.display().to_string());
    let failed = |error: io::Error| {
        Problem::new(Cause::Local, format!("Writing {shown} failed")).words(error.to_string())
    };
    match private::create_new(&file) {
        Ok(mut new) => new
            .write_all(SAMPLE.as_bytes())
            .and_then(|()| new.sync_all())
            .map_err(failed)?,
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            say(&format!("{shown} is there already: it was left as it is"));
            return Ok(ExitStatus::SomeFailed);
        }
        Err(error) => return Err(failed(error).into()),
    }
    if !common.quiet {
        say(&format!(
            "{shown} is written: every setting with its default"
        ));
    }
    Ok(ExitStatus::Done)
}

fn check(common: &Common, wrong: &[String]) -> ExitStatus {
    if wrong.is_empty() && !common.quiet {
        say("the settings and the keys are in order");
    }
    tell(wrong)
}

fn tell(wrong: &[String]) -> ExitStatus {
    for text in wrong {
        say(text);
    }
    if wrong.is_empty() {
        ExitStatus::Done
    } else {
        ExitStatus::Usage
    }
}
