//! What is told outside the screen: to the terminal (OSC 9, OSC 777), its clipboard (OSC 52), and by
//! a program of the user's.

use crate::engine::Problem;
use crate::engine::problem::Cause;
use crate::fs::child;
use crate::model::text::display_safe_str;
use base64::Engine as _;
use std::process::Stdio;
use tokio::process::Command;

/// The sequence that makes a terminal of this type tell of something; empty where it would only be
/// rubbish. Nothing in the text can end it.
pub(super) fn sequence(text: &str, terminal: &str) -> String {
    let text = display_safe_str(text);
    match terminal {
        "linux" | "dumb" | "vt100" | "vt220" => String::new(),
        _ if terminal.starts_with("rxvt") || terminal.starts_with("foot") => {
            let text = text.replace(';', ",");
            format!("\x1b]777;notify;Twoport;{text}\x07")
        }
        // A number and a semicolon at its beginning would be a command of ConEmu's.
        _ => format!("\x1b]9;Twoport: {text}\x07"),
    }
}

/// The sequence that puts a text on the terminal's clipboard (OSC 52).
pub(super) fn clipboard(text: &str) -> String {
    let encoded = base64::engine::general_purpose::STANDARD.encode(text);
    format!("\x1b]52;c;{encoded}\x07")
}

/// Runs a program without a shell and without the terminal, and waits for it.
///
/// # Errors
/// It cannot be started, or says that it has failed.
pub(super) async fn run(
    command: Vec<String>,
    environment: Vec<(&'static str, String)>,
) -> Result<(), Problem> {
    let Some((program, arguments)) = command.split_first() else {
        return Ok(());
    };
    let what = format!("Running {} (queue.when_done)", display_safe_str(program));
    let failed = |words: String| {
        Problem::new(Cause::Local, format!("{what} failed")).words(display_safe_str(&words))
    };
    let status = Command::from(child::command(program))
        .args(arguments)
        .envs(environment)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .await
        .map_err(|error| failed(error.to_string()))?;
    if status.success() {
        Ok(())
    } else {
        Err(failed(status.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_terminal_is_told_in_its_own_way() {
        let text = "41 files done; 1 failed";
        assert_eq!(
            sequence(text, "xterm-256color"),
            "\x1b]9;Twoport: 41 files done; 1 failed\x07"
        );
        assert_eq!(
            sequence(text, "foot"),
            "\x1b]777;notify;Twoport;41 files done, 1 failed\x07"
        );
        assert_eq!(sequence(text, "linux"), "");
    }

    #[test]
    fn nothing_in_the_text_ends_the_sequence() {
        let told = sequence("a\x07b\x1b\\c\u{9c}d", "xterm");
        let inside = &told[2..told.len() - 1];
        assert!(
            inside.chars().all(|letter| !letter.is_control()),
            "{told:?}"
        );
    }

    #[tokio::test]
    async fn a_program_gets_its_words_and_its_environment_as_they_are() {
        let folder = tempfile::tempdir().unwrap();
        let seen = folder.path().join("seen");
        let script = "printf '%s|%s' \"$1\" \"$TWOPORT_DONE\" > \"$0\"";
        let command = [
            "sh",
            "-c",
            script,
            seen.to_str().unwrap(),
            "a; rm -rf $HOME",
        ];
        let command = command.map(str::to_owned).to_vec();
        run(command, vec![("TWOPORT_DONE", "41".into())])
            .await
            .unwrap();
        assert_eq!(std::fs::read_to_string(seen).unwrap(), "a; rm -rf $HOME|41");
    }

    #[tokio::test]
    async fn a_program_that_fails_is_told() {
        let problem = run(vec!["/nowhere/beep".into()], Vec::new())
            .await
            .unwrap_err();
        let told = problem.to_string();
        assert!(
            told.starts_with("Running /nowhere/beep (queue.when_done) failed"),
            "{told}"
        );
        assert!(run(vec!["false".into()], Vec::new()).await.is_err());
        assert!(run(Vec::new(), Vec::new()).await.is_ok());
    }
}
