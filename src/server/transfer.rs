//! LIST, NLST, MLSD, RETR, STOR and APPE: 150, the data, 226.

use super::commands::{Attended, Command};
use super::data::Endpoint;
use super::handshake::{DataHandshake, Origin, TlsTerminator};
use super::listing::{self, Format};
use super::options::{DataFaultKind, GoingOn};
use super::pump::{self, Ending, Pace};
use super::reply::{Next, Reply};
use super::session::Session;
use super::state::Struck;
use super::stored::Stored;
use super::trouble::with_sizes_off;
use super::wire::Wire;
use socket2::SockRef;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Cursor, Read, Seek, SeekFrom, Write as _};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::time::timeout;

/// How long the end of a broken stream may take to leave.
const FAREWELL: Duration = Duration::from_secs(5);

/// What is to move.
enum Load {
    /// To the client.
    Send {
        source: Box<dyn Read + Send>,
        ascii: bool,
    },
    /// From the client.
    Receive { target: Stored, ascii: bool },
}

impl Load {
    async fn carry(&mut self, stream: &mut Wire, pace: &mut Pace) -> Ending {
        match self {
            Self::Send { source, ascii } => pump::send(stream, source, pace, *ascii).await,
            Self::Receive { target, ascii } => pump::receive(stream, target, pace, *ascii).await,
        }
    }
}

impl Session {
    /// One transfer from the first word to the last.
    pub(super) async fn transfer(&mut self, command: &Command) -> io::Result<Next> {
        let endpoint = std::mem::take(&mut self.endpoint);
        let offset = std::mem::take(&mut self.settings.restart);
        if matches!(endpoint, Endpoint::None) {
            return Ok(Next::say(425, "Send EPSV, PASV, EPRT or PORT first"));
        }
        if self.lacks_private_data() {
            return Ok(Next::say(521, "Data must be protected: send PROT P"));
        }
        let fault = match self.state.take_transfer_fault(&command.verb, &command.line) {
            Some(Struck::Reply(code)) => return Ok(self.refuse(&command.verb, code)),
            Some(Struck::Data(fault)) => Some(fault),
            None => None,
        };
        let mut load = match self.prepare(command, offset).await {
            Ok(load) => load,
            Err(reply) => return Ok(Next::Reply(reply)),
        };
        let delay = self.state.options.dial_delay;
        let state = Arc::clone(&self.state);
        let opening = endpoint.open(self.ends, delay, || state.next_data_port());
        let stream = match self.commands.attend(opening).await {
            Attended::Finished(Ok(stream)) => stream,
            Attended::Finished(Err(_)) => return Ok(Next::say(425, "No data connection")),
            Attended::Aborted => return self.aborted().await,
            Attended::Closed => return Ok(Next::Cut),
        };
        let late = matches!(&fault, Some(fault) if fault.kind == DataFaultKind::Late150);
        if !late {
            self.replies.send(&preliminary()).await?;
        }
        let mut pace = Pace::new(self.state.options.rate, fault, self.state.meter());
        let tls = state.tls.as_ref().zip(self.protection.data_origin());
        let work = carry(stream, tls, &command.verb, &mut load, &mut pace);
        let attended = self.commands.attend(work).await;
        if pace.has_stalled() {
            self.state.data_strikes(&command.verb, DataFaultKind::Stall);
        }
        let (mut stream, mut ending) = match attended {
            Attended::Finished(carried) => carried,
            Attended::Aborted => return self.aborted().await,
            Attended::Closed => return Ok(Next::Cut),
        };
        let mut fault = pace.fault_kind();
        if matches!(ending, Ending::Fault(DataFaultKind::Early226)) {
            self.replies.send(&complete()).await?;
            pace.forget_fault();
            if let Some(wire) = &mut stream {
                ending = load.carry(wire, &mut pace).await;
            }
        } else {
            // The data ended before its turn came.
            fault.take_if(|kind| *kind == DataFaultKind::Early226);
        }
        close(stream, &ending).await;
        if late {
            self.replies.send(&preliminary()).await?;
        }
        self.note(&command.verb, &ending, fault);
        self.last_word(&ending, fault).await
    }

    /// Counts the fault of a transfer that has struck.
    fn note(&self, verb: &str, ending: &Ending, fault: Option<DataFaultKind>) {
        let struck = match (ending, fault) {
            (Ending::Fault(kind), _) => Some(*kind),
            (Ending::Complete, Some(kind)) => {
                let strikes = !kind.breaks_in()
                    || matches!(kind, DataFaultKind::NoFinalReply | DataFaultKind::Early226);
                strikes.then_some(kind)
            }
            _ => None,
        };
        if let Some(kind) = struck {
            self.state.data_strikes(verb, kind);
        }
    }

    /// What is said when the data has moved, and what follows.
    async fn last_word(
        &mut self,
        ending: &Ending,
        fault: Option<DataFaultKind>,
    ) -> io::Result<Next> {
        Ok(match (ending, fault) {
            (Ending::Complete, Some(DataFaultKind::WholeThen226Twice)) => {
                self.replies.send(&complete()).await?;
                Next::Reply(complete())
            }
            (Ending::Complete, Some(DataFaultKind::WholeThenGoodbye)) => {
                self.replies.send(&complete()).await?;
                Next::Goodbye(Reply::new(421, "That was enough for today"))
            }
            _ => last_word(ending, fault),
        })
    }

    /// RFC 959 section 4.1.3: 426 for the transfer, then 226 for ABOR.
    async fn aborted(&mut self) -> io::Result<Next> {
        self.replies
            .send(&Reply::new(426, "Transfer aborted"))
            .await?;
        Ok(Next::say(226, "ABOR done"))
    }

    /// Opens what is to move, so that what is missing is said before a data connection opens.
    async fn prepare(&self, command: &Command, offset: u64) -> Result<Load, Reply> {
        let argument = command.argument.as_slice();
        let ascii = self.settings.ascii;
        match command.verb.as_str() {
            "RETR" => {
                let ignored = self.state.options.going_on == GoingOn::Ignore;
                let offset = if ignored { 0 } else { offset };
                let source = Box::new(self.open_to_read(argument, offset)?);
                Ok(Load::Send { source, ascii })
            }
            "STOR" | "APPE" => {
                let appends = command.verb == "APPE";
                let file = self.open_to_write(argument, (!appends).then_some(offset))?;
                let target = Stored::new(file, &self.state);
                Ok(Load::Receive { target, ascii })
            }
            verb => {
                let text = self
                    .list(verb, argument)
                    .await
                    .map_err(|e| Reply::refusal(&e))?;
                let text = match self.state.options.trouble.listed_size_off {
                    off if off != 0 && verb == "MLSD" => with_sizes_off(&text, off),
                    _ => text,
                };
                Ok(Load::Send {
                    source: Box::new(Cursor::new(text)),
                    ascii: false,
                })
            }
        }
    }

    fn open_to_read(&self, argument: &[u8], offset: u64) -> Result<File, Reply> {
        let open = || {
            let path = self.state.tree.follow(&self.path(argument)?)?;
            // Asked before opening: opening a pipe would wait for its other end.
            let metadata = fs::metadata(&path)?;
            Ok((path, metadata))
        };
        let (path, metadata) = open().map_err(|error: io::Error| Reply::refusal(&error))?;
        if !metadata.is_file() {
            return Err(Reply::new(550, "Not a plain file"));
        }
        if offset > metadata.len() {
            return Err(Reply::new(554, "REST is beyond the end of the file"));
        }
        let mut file = File::open(path).map_err(|error| Reply::refusal(&error))?;
        file.seek(SeekFrom::Start(offset))
            .map_err(|error| Reply::refusal(&error))?;
        Ok(file)
    }

    /// `offset` keeps the head of the file up to it; `None` appends.
    fn open_to_write(&self, argument: &[u8], offset: Option<u64>) -> Result<File, Reply> {
        let resolved = self
            .path(argument)
            .and_then(|path| self.state.tree.place_to_write(&path));
        let path = resolved.map_err(|error| Reply::refusal(&error))?;
        let refused = || Reply::new(553, "Cannot write that file");
        // As above: only plain files are opened.
        let length = match fs::metadata(&path) {
            Ok(metadata) if metadata.is_file() => metadata.len(),
            Ok(_) => return Err(refused()),
            Err(_) => 0,
        };
        if offset.is_some_and(|offset| offset > length) {
            return Err(Reply::new(554, "REST is beyond the end of the file"));
        }
        let going_on = self.state.options.going_on;
        let opened = || {
            let mut options = OpenOptions::new();
            options.create(true).write(true);
            let mut file = options.append(offset.is_none()).open(&path)?;
            match offset {
                None if going_on == GoingOn::Duplicate => file.write_all(&fs::read(&path)?)?,
                None => {}
                Some(_) if going_on == GoingOn::Ignore => file.set_len(0)?,
                Some(offset) => {
                    if going_on != GoingOn::Keep || offset == 0 {
                        file.set_len(offset)?;
                    }
                    file.seek(SeekFrom::Start(offset))?;
                }
            }
            Ok(file)
        };
        opened().map_err(|_: io::Error| refused())
    }

    async fn list(&self, verb: &str, argument: &[u8]) -> io::Result<Vec<u8>> {
        let (hidden, name) = match verb {
            "MLSD" => (false, argument),
            _ => list_options(argument),
        };
        let path = self.state.tree.follow(&self.path(name)?)?;
        let format = match verb {
            "MLSD" => Format::Facts(self.settings.facts.clone()),
            "NLST" => Format::Names {
                prefix: name_prefix(name),
            },
            _ => Format::Long { hidden },
        };
        // A folder of many thousand files takes a while: not on the runtime's own threads.
        let above = self.state.tree.above(&path).to_owned();
        tokio::task::spawn_blocking(move || listing::render(&path, &above, &format)).await?
    }
}

/// Protects the data connection where that was agreed on, and moves the data. What is left of the
/// connection comes back with the ending.
async fn carry(
    stream: TcpStream,
    tls: Option<(&TlsTerminator, &Origin)>,
    verb: &str,
    load: &mut Load,
    pace: &mut Pace,
) -> (Option<Wire>, Ending) {
    let mut wire = match tls {
        None => Wire::Plain(stream),
        Some((tls, origin)) => match tls.secure_data(stream, origin, verb).await {
            Ok(DataHandshake::Secure(wire)) => wire,
            Ok(DataHandshake::NotResumed(wire)) => return (Some(wire), Ending::NotResumed),
            Err(_) => return (None, Ending::NoHandshake),
        },
    };
    let ending = load.carry(&mut wire, pace).await;
    (Some(wire), ending)
}

/// Closes the data connection as its ending asks.
async fn close(wire: Option<Wire>, ending: &Ending) {
    let Some(mut wire) = wire else {
        return;
    };
    match ending {
        Ending::Fault(DataFaultKind::ResetThen426 | DataFaultKind::ResetThen(_)) => {
            // A linger of nothing turns the close into a reset; if it fails, the close is in order.
            let _ = SockRef::from(wire.socket()).set_linger(Some(Duration::ZERO));
        }
        Ending::Fault(_) | Ending::NotResumed => {
            // In TLS the end has to be said. A client that does not listen finds a closed socket.
            let _ = timeout(FAREWELL, wire.shutdown()).await;
        }
        _ => {}
    }
}

fn preliminary() -> Reply {
    Reply::new(150, "Here it comes")
}

fn complete() -> Reply {
    Reply::new(226, "Transfer complete")
}

fn last_word(ending: &Ending, fault: Option<DataFaultKind>) -> Next {
    match ending {
        Ending::Complete => after_all_data(fault),
        Ending::Fault(DataFaultKind::CloseThen226) => Next::Reply(complete()),
        Ending::Fault(DataFaultKind::NoFinalReply) => Next::Silence,
        Ending::Fault(DataFaultKind::ControlCut) => Next::Cut,
        Ending::Fault(DataFaultKind::ResetThen(code)) => scripted(*code),
        Ending::PeerGone | Ending::Fault(_) => {
            Next::say(426, "Data connection closed, transfer aborted")
        }
        Ending::NoHandshake => Next::say(425, "No TLS handshake on the data connection"),
        Ending::NotResumed => Next::say(
            522,
            "The data connection must take up the TLS session of this control connection",
        ),
        Ending::Disk(error) if error.kind() == io::ErrorKind::StorageFull => {
            Next::say(452, "No space left")
        }
        Ending::Disk(error) if error.kind() == io::ErrorKind::QuotaExceeded => {
            Next::say(552, "Quota exceeded")
        }
        Ending::Disk(_) => Next::say(451, "Local error, transfer aborted"),
    }
}

/// What is said when a stream has come to its own end.
fn after_all_data(fault: Option<DataFaultKind>) -> Next {
    match fault {
        // 226 was said early, or never is.
        Some(DataFaultKind::NoFinalReply | DataFaultKind::Early226) => Next::Silence,
        Some(DataFaultKind::WholeThen(code)) => scripted(code),
        Some(DataFaultKind::WholeThenReset) => Next::Reset,
        _ => Next::Reply(complete()),
    }
}

fn scripted(code: u16) -> Next {
    let reply = Reply::new(code, "So the script says");
    if code == 421 {
        Next::Goodbye(reply)
    } else {
        Next::Reply(reply)
    }
}

/// The directory as NLST puts it before each name.
fn name_prefix(argument: &[u8]) -> Vec<u8> {
    match argument.last() {
        None => Vec::new(),
        Some(b'/') => argument.to_vec(),
        Some(_) => [argument, b"/"].concat(),
    }
}

/// Takes `-al` and the like off the front: whether `a` is among them, and the name that remains.
fn list_options(argument: &[u8]) -> (bool, &[u8]) {
    let (mut hidden, mut rest) = (false, argument);
    while rest.first() == Some(&b'-') {
        let end = rest
            .iter()
            .position(|byte| *byte == b' ')
            .unwrap_or(rest.len());
        let (option, after) = rest.split_at(end);
        hidden |= option.contains(&b'a') || option.contains(&b'A');
        rest = after.strip_prefix(b" ").unwrap_or(after);
    }
    (hidden, rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_of_ls_are_taken_off_the_name() {
        assert_eq!(list_options(b"-la"), (true, &b""[..]));
        assert_eq!(list_options(b"-l -a two words"), (true, &b"two words"[..]));
        assert_eq!(list_options(b"-l"), (false, &b""[..]));
        assert_eq!(list_options(b"./-a"), (false, &b"./-a"[..]));
    }

    #[test]
    fn names_stand_behind_the_directory_as_it_was_named() {
        assert_eq!(name_prefix(b""), b"");
        assert_eq!(name_prefix(b"pub"), b"pub/");
        assert_eq!(name_prefix(b"pub/"), b"pub/");
    }
}
