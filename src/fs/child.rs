//! Other programs that this one starts: an editor, a command at the end of a batch.

use std::ffi::OsStr;
use std::process::Command;

/// The variables that may hold a password.
const SECRET: [&str; 1] = ["TWOPORT_PASSWORD"];

/// A program to be started: by its name, never by a shell, and without the passwords that stand in
/// our environment.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    for name in SECRET {
        command.env_remove(name);
    }
    command
}

/// The words of the user's editor: `$VISUAL`, `$EDITOR`, or else vi. They are split as a shell would,
/// and no shell runs them.
///
/// # Errors
/// The variable makes no sense; its name stands in what is said.
pub fn editor(variable: &dyn Fn(&str) -> Option<String>) -> Result<Vec<String>, String> {
    let wish = ["VISUAL", "EDITOR"].into_iter().find_map(|name| {
        let words = variable(name).filter(|words| !words.trim().is_empty())?;
        Some((name, words))
    });
    let Some((name, words)) = wish else {
        return Ok(vec!["vi".into()]);
    };
    let words = shell_words::split(&words);
    words.map_err(|error| format!("${name}: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(visual: Option<&str>, editor: Option<&str>) -> Result<Vec<String>, String> {
        super::editor(&|name| {
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
        let problem = words(Some("'vi"), None).unwrap_err();
        assert!(problem.contains("$VISUAL"), "{problem}");
    }

    #[test]
    fn a_child_is_told_no_password() {
        let command = command("true");
        let removed = command.get_envs().filter(|(_, value)| value.is_none());
        let removed: Vec<_> = removed.map(|(name, _)| name).collect();
        assert_eq!(removed, ["TWOPORT_PASSWORD"]);
    }
}
