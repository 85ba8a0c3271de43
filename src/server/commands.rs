//! Commands as they come in: bounded lines, RFC 959 section 4.1, read during transfers too.

use super::state::ServerState;
use super::wire::Wire;
use std::collections::VecDeque;
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use tokio::io::{AsyncReadExt, ReadHalf};

/// The longest command line, without its line end, in bytes.
pub(super) const LINE_LIMIT: usize = 8 * 1024;

/// How many commands may wait behind a transfer before reading stops.
const PENDING_LIMIT: usize = 64;

/// One command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Command {
    /// The verb in upper case.
    pub(super) verb: String,
    /// What follows the first space; names are bytes.
    pub(super) argument: Vec<u8>,
    /// The line as received.
    pub(super) line: Vec<u8>,
}

impl Command {
    /// Takes a line apart. Telnet signs before the verb (RFC 959 section 4.1.3 sends IP and SYNCH
    /// before ABOR) are skipped.
    pub(super) fn parse(line: &[u8]) -> Self {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let start = line
            .iter()
            .position(|byte| *byte < 0xf0)
            .unwrap_or(line.len());
        let line = line.get(start..).unwrap_or_default();
        let mut parts = line.splitn(2, |byte| *byte == b' ');
        let verb = String::from_utf8_lossy(parts.next().unwrap_or_default()).to_ascii_uppercase();
        let argument = without_doubling(parts.next().unwrap_or_default());
        Self {
            verb,
            argument,
            line: line.to_vec(),
        }
    }

    /// The argument as text, for commands that take no name.
    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.argument).trim().to_owned()
    }

    fn masked(&self) -> String {
        match self.verb.as_str() {
            "PASS" | "ACCT" => format!("{} ***", self.verb),
            _ => String::from_utf8_lossy(&self.line).into_owned(),
        }
    }
}

/// Telnet doubles byte 255 to let it stand for itself (RFC 854).
fn without_doubling(argument: &[u8]) -> Vec<u8> {
    let mut bytes = argument.iter().copied().peekable();
    let mut single = Vec::with_capacity(argument.len());
    while let Some(byte) = bytes.next() {
        single.push(byte);
        if byte == 0xff {
            bytes.next_if_eq(&0xff);
        }
    }
    single
}

/// What the control connection brought.
#[derive(Debug)]
pub(super) enum Received {
    /// A command.
    Command(Command),
    /// A line beyond the limit; it has been skipped.
    TooLong,
    /// The connection has ended.
    Closed,
}

/// How work went while commands were watched.
#[derive(Debug)]
pub(super) enum Attended<T> {
    /// It came to its end.
    Finished(T),
    /// ABOR came in.
    Aborted,
    /// The control connection closed.
    Closed,
}

/// The receiving half of a control connection.
#[derive(Debug)]
pub(super) struct CommandSource {
    half: ReadHalf<Wire>,
    state: Arc<ServerState>,
    protected: bool,
    received: Vec<u8>,
    skipping: bool,
    pending: VecDeque<Received>,
    aborts: bool,
}

impl CommandSource {
    /// `protected`: what comes in comes in TLS.
    pub(super) fn new(half: ReadHalf<Wire>, state: Arc<ServerState>, protected: bool) -> Self {
        let options = &state.options;
        // A server that does not know ABOR, or only plays it, does not stop for it either.
        let aborts = options.knows("ABOR")
            && !options.is_silent("ABOR")
            && options.scripted("ABOR", b"ABOR").is_none();
        let (received, skipping, pending) = (Vec::new(), false, VecDeque::new());
        Self {
            half,
            state,
            protected,
            received,
            skipping,
            pending,
            aborts,
        }
    }

    /// Whether something has come in that has not been asked for.
    pub(super) fn holds_more(&self) -> bool {
        !self.received.is_empty() || !self.pending.is_empty()
    }

    /// The connection's half again. What it brought and nobody asked for is forgotten.
    pub(super) fn into_half(self) -> ReadHalf<Wire> {
        self.half
    }

    /// The next command in order.
    pub(super) async fn next(&mut self) -> Received {
        match self.pending.pop_front() {
            Some(received) => received,
            None => self.receive().await,
        }
    }

    /// Does `work` and reads on meanwhile. ABOR and the end of the connection stop the work; any
    /// other command waits for its turn.
    pub(super) async fn attend<F: Future>(&mut self, work: F) -> Attended<F::Output> {
        let mut work = pin!(work);
        while self.pending.len() < PENDING_LIMIT {
            tokio::select! {
                biased;
                received = self.receive() => match received {
                    Received::Closed => return Attended::Closed,
                    Received::Command(command) if self.aborts && command.verb == "ABOR" => {
                        return Attended::Aborted;
                    }
                    other => self.pending.push_back(other),
                },
                output = &mut work => return Attended::Finished(output),
            }
        }
        Attended::Finished(work.await)
    }

    /// Cancel safe: what has been read stays in `received`.
    async fn receive(&mut self) -> Received {
        loop {
            if let Some(received) = self.take_line() {
                return received;
            }
            let mut chunk = [0; 4096];
            match self.half.read(&mut chunk).await {
                Ok(0) | Err(_) => return Received::Closed,
                Ok(count) => {
                    self.received
                        .extend_from_slice(chunk.get(..count).unwrap_or_default());
                }
            }
        }
    }

    fn take_line(&mut self) -> Option<Received> {
        let Some(end) = self.received.iter().position(|byte| *byte == b'\n') else {
            if self.received.len() > LINE_LIMIT + 1 {
                self.received.clear();
                self.skipping = true;
            }
            return None;
        };
        let line: Vec<u8> = self.received.drain(..=end).take(end).collect();
        if std::mem::take(&mut self.skipping) || line.len() > LINE_LIMIT + 1 {
            self.state.record("(line too long)".into(), self.protected);
            return Some(Received::TooLong);
        }
        let command = Command::parse(&line);
        self.state.record(command.masked(), self.protected);
        Some(Received::Command(command))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_line_is_taken_apart_at_its_first_space() {
        let command = Command::parse(b"retr two  words \r");
        assert_eq!(
            (command.verb.as_str(), command.argument.as_slice()),
            ("RETR", &b"two  words "[..])
        );
        assert_eq!(Command::parse(b"\xff\xf4\xff\xf2ABOR\r").verb, "ABOR");
        assert_eq!(Command::parse(b"").verb, "");
    }

    #[test]
    fn passwords_are_masked() {
        assert_eq!(Command::parse(b"pass open sesame").masked(), "PASS ***");
    }

    proptest! {
        #[test]
        fn names_come_through_byte_for_byte(name in "[^\r\n]{1,40}", odd: u8) {
            prop_assume!(odd != b'\n' && odd != b'\r');
            let mut argument = name.into_bytes();
            argument.push(odd);
            let line = [b"STOR ".as_slice(), &argument].concat();
            prop_assert_eq!(Command::parse(&line).argument, argument);
        }

        #[test]
        fn any_bytes_can_be_parsed(line: Vec<u8>) {
            let command = Command::parse(&line);
            let whole = line.strip_suffix(b"\r").unwrap_or(&line);
            prop_assert!(whole.ends_with(&command.line));
            let blank = command.line.iter().position(|byte| *byte == b' ');
            let tail = blank.map_or(&b""[..], |at| &command.line[at + 1..]);
            // Of byte 255 there may be fewer; all else is as it came.
            let rest = |bytes: &[u8]| bytes.iter().copied().filter(|byte| *byte != 255).collect();
            let (argument, tail): (Vec<u8>, Vec<u8>) = (rest(&command.argument), rest(tail));
            prop_assert_eq!(argument, tail);
        }
    }
}
