//! The user's editor: which it is, and how it is run.

use crate::engine::Problem;
use crate::engine::problem::Cause;
use crate::fs::child;
use crate::fs::draft::Draft;
use crate::model::text::display_safe_str;
use rustix::process::{Pid, Signal, kill_process};
use std::env;
use std::process::ExitStatus;
use tokio::process::{Child, Command};

/// An editor at work on a text.
#[derive(Debug)]
pub(super) struct Editor {
    child: Child,
    draft: Draft,
    /// The text it was given.
    before: String,
    /// Its name, safe to show.
    name: String,
}

impl Editor {
    /// Starts the editor on a text. It has the terminal from now on.
    pub(super) fn start(file_name: &str, text: String) -> Result<Self, Problem> {
        let words = command(&|name| env::var(name).ok())?;
        let draft = Draft::write(file_name, &text)
            .map_err(|error| failed("Writing the text for the editor", &error.to_string()))?;
        let (program, arguments) = words
            .split_first()
            .ok_or_else(|| no_editor("it is empty"))?;
        let name = display_safe_str(program);
        let child = Command::from(child::command(program))
            .args(arguments)
            .arg(draft.path())
            .spawn()
            .map_err(|error| {
                failed(&format!("Starting the editor {name}"), &error.to_string())
                    .advice("$VISUAL or $EDITOR names the editor to use.")
            })?;
        Ok(Self {
            child,
            draft,
            before: text,
            name,
        })
    }

    /// Waits for its end. May be dropped while it waits.
    pub(super) async fn ended(&mut self) -> std::io::Result<ExitStatus> {
        self.child.wait().await
    }

    /// The text, if it was changed and the editor did not say that this is to be forgotten.
    pub(super) fn text(
        &self,
        ended: std::io::Result<ExitStatus>,
    ) -> Result<Option<String>, Problem> {
        let status = ended.map_err(|error| {
            failed(
                &format!("Waiting for the editor {}", self.name),
                &error.to_string(),
            )
        })?;
        match status.code() {
            Some(0) => {}
            // What a shell says of a program that is not there, for one that is run by a script.
            Some(126 | 127) => {
                return Err(failed(
                    &format!("Starting the editor {}", self.name),
                    &status.to_string(),
                ));
            }
            _ => return Ok(None),
        }
        let text = self
            .draft
            .read()
            .map_err(|error| failed("Reading the text back", &error.to_string()))?;
        Ok((text != self.before).then_some(text))
    }

    /// Asks it to end, since the program does.
    pub(super) fn ask_to_end(&self) {
        if let Some(id) = self.child.id() {
            ask_to_end(id);
        }
    }
}

/// Asks a program that has the terminal to end.
pub(super) fn ask_to_end(id: u32) {
    let id = i32::try_from(id).ok();
    if let Some(process) = id.and_then(Pid::from_raw) {
        let _ = kill_process(process, Signal::TERM);
    }
}

/// The editor's words: `$VISUAL`, `$EDITOR`, or else vi. They are split as a shell would, and no
/// shell runs them.
fn command(variable: &dyn Fn(&str) -> Option<String>) -> Result<Vec<String>, Problem> {
    let wish = ["VISUAL", "EDITOR"].into_iter().find_map(|name| {
        let words = variable(name).filter(|words| !words.trim().is_empty())?;
        Some((name, words))
    });
    let Some((name, words)) = wish else {
        return Ok(vec!["vi".into()]);
    };
    let words = shell_words::split(&words);
    words.map_err(|error| no_editor(&format!("${name}: {error}")))
}

fn no_editor(words: &str) -> Problem {
    failed("Starting the editor", words).advice("$VISUAL or $EDITOR names the editor to use.")
}

fn failed(what: &str, words: &str) -> Problem {
    Problem::new(Cause::Local, format!("{what} failed")).words(display_safe_str(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(visual: Option<&str>, editor: Option<&str>) -> Result<Vec<String>, Problem> {
        command(&|name| {
            let value = if name == "VISUAL" { visual } else { editor };
            value.map(str::to_owned)
        })
    }

    #[test]
    fn visual_goes_before_editor_and_both_may_have_arguments() {
        assert_eq!(words(None, None).unwrap(), ["vi"]);
        assert_eq!(words(Some(" "), Some("nano")).unwrap(), ["nano"]);
        let expected = ["/opt/my editor/code", "--wait", "$HOME"];
        let visual = Some("'/opt/my editor/code' --wait '$HOME'");
        assert_eq!(words(visual, Some("nano")).unwrap(), expected);
    }

    #[test]
    fn an_editor_that_cannot_be_read_is_told() {
        let problem = words(Some("'vi"), None).unwrap_err().to_string();
        assert!(problem.contains("$VISUAL"), "{problem}");
    }
}
