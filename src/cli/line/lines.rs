//! Where the lines come from: a script, or somebody who types.

use super::super::logins::Silence;
use secrecy::SecretString;
use std::collections::VecDeque;
use std::io::{self, BufRead as _, IsTerminal as _, Write as _};
use std::sync::mpsc;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// Where the lines come from.
pub(super) enum Lines {
    /// A script, or the verbs of the command line.
    Script {
        /// Its name, safe to show; `None` for the command line.
        name: Option<String>,
        lines: VecDeque<String>,
        /// The number of the line that was taken last.
        number: usize,
    },
    /// Standard input, line by line.
    Typed(Typed),
}

/// Standard input. A thread of its own waits for each line, so that Ctrl-C is heard meanwhile.
pub(super) struct Typed {
    wishes: mpsc::Sender<()>,
    lines: UnboundedReceiver<Option<String>>,
    /// A line has been wished for and has not come.
    waiting: bool,
    terminal: bool,
}

impl Lines {
    pub(super) fn script(name: Option<String>, lines: Vec<String>) -> Self {
        Self::Script {
            name,
            lines: lines.into(),
            number: 0,
        }
    }

    pub(super) fn typed() -> Self {
        let (wishes, inbox) = mpsc::channel();
        let (sender, lines) = unbounded_channel();
        // It ends with the program: a read cannot be called off.
        std::thread::spawn(move || {
            while inbox.recv().is_ok() {
                if sender.send(read_line()).is_err() {
                    break;
                }
            }
        });
        Self::Typed(Typed {
            wishes,
            lines,
            waiting: false,
            terminal: io::stdin().is_terminal() && io::stdout().is_terminal(),
        })
    }

    /// Whether somebody sits there who can be asked.
    pub(super) fn is_terminal(&self) -> bool {
        matches!(self, Self::Typed(typed) if typed.terminal)
    }

    /// The next line; `None` at the end.
    pub(super) async fn next(&mut self, prompt: &str) -> Option<String> {
        match self {
            Self::Script { lines, number, .. } => {
                let line = lines.pop_front()?;
                *number += 1;
                Some(line)
            }
            Self::Typed(typed) => typed.next(prompt).await,
        }
    }

    /// So many lines of a script are still to be done.
    pub(super) fn left(&self) -> usize {
        match self {
            Self::Script { lines, .. } => {
                let says = |line: &&String| !line.trim().is_empty();
                lines.iter().filter(says).count()
            }
            Self::Typed(_) => 0,
        }
    }

    /// The next line of a script, which stays there.
    pub(super) fn peek(&self) -> Option<&str> {
        match self {
            Self::Script { lines, .. } => lines.front().map(String::as_str),
            Self::Typed(_) => None,
        }
    }

    /// The answer to a question: what is typed, or the next line, as scripts for ftp(1) have it.
    pub(super) async fn answer(&mut self, question: &str) -> Option<String> {
        self.next(question).await
    }

    /// What is typed without being shown; `None` where nobody can be asked so.
    pub(super) async fn secret(&mut self, question: &str) -> Option<SecretString> {
        let Self::Typed(typed) = self else {
            return None;
        };
        let silence = Silence::begin();
        let answer = typed.next(question).await;
        drop(silence);
        if typed.terminal {
            line_end();
        }
        answer.map(SecretString::from)
    }

    /// Where the line stands that was taken last, for what is said of it.
    pub(super) fn place(&self) -> String {
        match self {
            Self::Script {
                name: Some(name),
                number,
                ..
            } => format!("{name}, line {number}: "),
            _ => String::new(),
        }
    }
}

impl Typed {
    async fn next(&mut self, prompt: &str) -> Option<String> {
        if self.terminal {
            let mut out = io::stdout().lock();
            // If nobody reads it, nobody answers either.
            let _ = write!(out, "{prompt}").and_then(|()| out.flush());
        }
        if !self.waiting {
            self.wishes.send(()).ok()?;
            self.waiting = true;
        }
        let line = self.lines.recv().await?;
        self.waiting = false;
        line
    }
}

/// Ends the line that the cursor is on.
pub(super) fn line_end() {
    let _ = writeln!(io::stdout().lock());
}

fn read_line() -> Option<String> {
    let mut bytes = Vec::new();
    let read = io::stdin().lock().read_until(b'\n', &mut bytes);
    match read {
        Ok(count) if count > 0 => {
            let text = String::from_utf8_lossy(&bytes);
            Some(text.trim_end_matches(['\n', '\r']).to_owned())
        }
        _ => None,
    }
}
