//! `!`: a command of this computer.

use super::{Done, Interpreter, Trouble};
use crate::cli::exit::ExitStatus;
use crate::engine::explain;
use crate::fs::child;

impl Interpreter {
    /// Runs a command in the user's shell, or the shell itself, in the local folder.
    pub(super) async fn shell(&mut self, command: &str) -> Done {
        let shell = std::env::var_os("SHELL").unwrap_or_else(|| "/bin/sh".into());
        let mut child = child::command(shell);
        if !command.is_empty() {
            child.arg("-c").arg(command);
        }
        child.current_dir(&self.here);
        let status = tokio::process::Command::from(child).status().await;
        let status = status.map_err(|error| explain::local("Running the shell", &error))?;
        if status.success() {
            return Ok(());
        }
        self.note(&format!("the command has failed: {status}"));
        Err(Trouble::Told(ExitStatus::SomeFailed))
    }
}
