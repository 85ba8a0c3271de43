//! While a shell of this computer has the terminal: the engine and the state go on, nothing is drawn.

use super::input::Events;
use super::{ScreenError, Stage};
use crate::app::{Message, TabId};
use crate::engine::problem::Cause;
use crate::engine::{Problem, explain};
use crate::fs::child;
use std::io::{self, Write as _};
use std::path::PathBuf;
use tokio::process::{Child, Command};
use tokio::task::spawn_blocking;

/// A shell that is to be run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ShellOrder {
    /// What it runs; `None` is the shell itself.
    pub(super) command: Option<String>,
    /// Where.
    pub(super) directory: PathBuf,
    /// Enter is waited for before the screen comes back.
    pub(super) pauses: bool,
}

impl Stage {
    /// Lets the user have a shell, and tells the tab that asked for it when it has ended.
    pub(super) async fn run_shell(
        &mut self,
        tab: TabId,
        order: ShellOrder,
    ) -> Result<(), ScreenError> {
        // The stream reads the terminal, and would keep keys from the shell.
        self.input = None;
        self.screen.lend();
        let outcome = match start(&order) {
            Ok(mut child) => self.wait_for_shell(&mut child, &order).await?,
            Err(error) => Some(Err(explain::local("Starting the shell", &error))),
        };
        self.gave_back();
        self.input = Some(Events::new());
        self.screen.resume()?;
        self.measure()?;
        match outcome {
            Some(outcome) => self.take_for(tab, Message::ShellEnded(outcome)),
            None => Ok(()),
        }
    }

    /// What came of it; `None` if the program is to end.
    async fn wait_for_shell(
        &mut self,
        child: &mut Child,
        order: &ShellOrder,
    ) -> Result<Option<Result<(), Problem>>, ScreenError> {
        let Some(ended) = self.while_lent(child.wait()).await? else {
            if let Some(id) = child.id() {
                super::editor::ask_to_end(id);
            }
            return Ok(None);
        };
        let outcome = match ended {
            Err(error) => Err(explain::local("Waiting for the shell", &error)),
            Ok(status) if order.command.is_some() && !status.success() => {
                let what = "The command has failed";
                Err(Problem::new(Cause::Local, what).words(status.to_string()))
            }
            Ok(_) => Ok(()),
        };
        if order.pauses {
            let mut out = io::stdout().lock();
            // Who cannot read it presses Enter all the same.
            let _ = write!(out, "\n[Enter goes back to twoport] ").and_then(|()| out.flush());
            drop(out);
            // Off this task; in this mode the terminal gives no more than the line.
            let read = spawn_blocking(|| io::stdin().read_line(&mut String::new()));
            if self.while_lent(read).await?.is_none() {
                return Ok(None);
            }
        }
        Ok(Some(outcome))
    }
}

fn start(order: &ShellOrder) -> io::Result<Child> {
    let shell = std::env::var_os("SHELL").unwrap_or_else(|| "/bin/sh".into());
    let mut command = child::command(shell);
    if let Some(line) = &order.command {
        command.arg("-c").arg(line);
    }
    command.current_dir(&order.directory);
    Command::from(command).spawn()
}
