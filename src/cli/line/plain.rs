//! `twoport --plain`: a prompt as ftp(1) has it. Lines go out and lines come in; nothing moves the
//! cursor, so that a screen reader follows.

use super::lines::{Lines, line_end};
use super::{Interpreter, telling};
use crate::cli::exit::ExitStatus;
use crate::cli::interrupt::interrupted;
use crate::cli::{Common, queue, say};

/// What stands in front of what is typed.
const PROMPT: &str = "ftp> ";

/// A prompt with the classic verbs, until `bye`, the end of the input, or a signal that ends it.
/// Ctrl-C stops what runs.
pub async fn plain(target: &[String], common: &Common) -> ExitStatus {
    let mut interpreter = match Interpreter::new(Lines::typed(), common) {
        Ok(interpreter) => interpreter,
        Err(failure) => {
            say(&failure.to_string());
            return failure.status();
        }
    };
    interpreter.common.plain = true;
    interpreter.greet();
    if !target.is_empty() {
        tokio::select! {
            opened = interpreter.open_target(target) => {
                if let Err(failure) = opened {
                    say(&failure.to_string());
                }
            }
            status = interrupted() => return status,
        }
    }
    let others = queue::owners();
    let status = interpreter.converse().await;
    interpreter.leave().await;
    if !common.quiet {
        queue::tell_left(&others);
    }
    status
}

impl Interpreter {
    fn greet(&self) {
        if self.lines.is_terminal() && !self.common.quiet {
            telling::print("The verbs of ftp(1). help tells of them, bye ends.");
        }
    }

    async fn converse(&mut self) -> ExitStatus {
        while !self.ended {
            let line = tokio::select! {
                line = self.lines.next(PROMPT) => line,
                status = interrupted() => match status {
                    // Nothing runs: what was typed is forgotten, as a shell has it.
                    ExitStatus::Signal(2) => {
                        line_end();
                        continue;
                    }
                    status => return status,
                },
            };
            let Some(line) = line else {
                if self.lines.is_terminal() {
                    line_end();
                }
                break;
            };
            let done = tokio::select! {
                done = self.line(&line) => Some(done),
                status = interrupted() => match status {
                    ExitStatus::Signal(2) => None,
                    status => return status,
                },
            };
            match done {
                Some(Ok(())) => {}
                Some(Err(trouble)) => {
                    self.tell(trouble);
                }
                None => {
                    if let Some(status) = self.stop().await {
                        return status;
                    }
                }
            }
        }
        ExitStatus::Done
    }

    /// Ctrl-C: what runs is stopped, and it is told what is kept of it. A signal that ends the program
    /// is given back; a second Ctrl-C waits for nothing.
    async fn stop(&mut self) -> Option<ExitStatus> {
        line_end();
        let Some(client) = &mut self.client else {
            say("stopped");
            return None;
        };
        let stopped = tokio::select! {
            stopped = client.stop() => stopped,
            status = interrupted() => {
                say("stopped");
                return Some(status).filter(|status| *status != ExitStatus::Signal(2));
            }
        };
        for line in telling::stopped(&stopped) {
            say(&line);
        }
        None
    }
}
