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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_child_is_told_no_password() {
        let command = command("true");
        let removed = command.get_envs().filter(|(_, value)| value.is_none());
        let removed: Vec<_> = removed.map(|(name, _)| name).collect();
        assert_eq!(removed, ["TWOPORT_PASSWORD"]);
    }
}
