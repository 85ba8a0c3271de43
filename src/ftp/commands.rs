//! The commands that need no data connection, and listings: what a session can do besides moving
//! files. Paths go out as the bytes they came in.

mod facts;
mod hashes;
mod keeping;

pub use facts::{facts, modified};
pub use hashes::{HashOffer, hash, offers};
pub use keeping::{TimeCommand, set_mode, set_modified};

use super::control::ControlConnection;
use super::data::{self, ModeSettings, Opened, Purpose, Sink};
use super::listing::{Listing, ListingKind, ListingParser};
use super::{FeatureSet, FtpError, Reply};
use crate::model::{Entry, RemotePath, TransferType, clock};
use std::fmt;
use std::io::{self, Write};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

/// `VERB path`, as bytes.
pub fn with_path(verb: &str, path: &RemotePath) -> Vec<u8> {
    let mut command = verb.as_bytes().to_vec();
    command.push(b' ');
    command.extend_from_slice(path.as_bytes());
    command
}

/// A listing and how it was got.
#[derive(Debug)]
pub struct Listed {
    /// What was in it, without what has been told of in parts.
    pub listing: Listing,
    /// How many entries have been told of in parts.
    pub told: usize,
    /// The verb: `MLSD`, `LIST -a` or `LIST`.
    pub verb: &'static str,
    /// The data connection; `None` where the server said without one that there is nothing.
    pub opened: Option<Opened>,
}

/// What a session knows about listing on its server, learned by use.
#[derive(Clone, Copy, Debug, Default)]
pub struct ListingHabits {
    /// MLSD is listed in FEAT but refused.
    mlsd_refused: bool,
    /// `LIST -a` was refused.
    all_refused: bool,
}

/// A part of a listing that is still coming in.
#[derive(Debug)]
pub struct ListingPart {
    /// How many entries came before these; 0 begins anew.
    pub from: usize,
    /// The entries.
    pub entries: Vec<Entry>,
    /// The verb: `MLSD`, `LIST -a` or `LIST`.
    pub verb: &'static str,
}

/// Where the parts of a listing go that are told before it is whole.
#[derive(Clone)]
pub struct Parts(Arc<dyn Fn(ListingPart) + Send + Sync>);

impl Parts {
    /// Parts go to this.
    pub fn to(take: impl Fn(ListingPart) + Send + Sync + 'static) -> Self {
        Self(Arc::new(take))
    }
}

impl fmt::Debug for Parts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Parts")
    }
}

/// What is to be listed.
#[derive(Clone, Debug)]
pub struct Wanted<'a> {
    /// The directory.
    pub path: &'a RemotePath,
    /// Where parts go; `None` wants it whole.
    pub parts: Option<Parts>,
}

/// So many entries are worth a first part.
const FIRST_PART: usize = 500;
/// So many are worth another one.
const NEXT_PART: usize = 4000;
/// Entries do not wait longer than this for others to come.
const PART_TIME: Duration = Duration::from_millis(50);

/// Collects a listing while it comes in; the parser's limits end the transfer.
struct ListingSink {
    parser: ListingParser,
    verb: &'static str,
    parts: Option<Parts>,
    /// Entries told of in parts.
    told: usize,
    told_at: Instant,
}

impl ListingSink {
    fn new(kind: ListingKind, verb: &'static str, parts: Option<Parts>) -> Self {
        Self {
            parser: ListingParser::new(kind, clock::now()),
            verb,
            parts,
            told: 0,
            told_at: Instant::now(),
        }
    }

    fn tell_part(&mut self) {
        let Some(parts) = &self.parts else { return };
        let enough = if self.told == 0 {
            FIRST_PART
        } else {
            NEXT_PART
        };
        let waiting = self.parser.waiting();
        if waiting >= enough || (waiting > 0 && self.told_at.elapsed() >= PART_TIME) {
            (parts.0)(ListingPart {
                from: self.told,
                entries: self.parser.take_entries(),
                verb: self.verb,
            });
            self.told += waiting;
            self.told_at = Instant::now();
        }
    }
}

impl Write for ListingSink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.parser.push(bytes).map_err(io::Error::other)?;
        self.tell_part();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Goes to `path` and lists it: MLSD where FEAT offers MLST (RFC 3659 section 7), else `LIST -a`,
/// else `LIST`, and so where MLSD alone is forbidden. The directory is entered first, since LIST cannot name every path (blanks, dashes)
/// and a refusal of CWD says why.
///
/// # Errors
/// The refusal, or what went wrong with the data connection.
pub async fn list(
    control: &mut ControlConnection,
    features: &FeatureSet,
    habits: &mut ListingHabits,
    settings: &ModeSettings,
    number: &mut u64,
    wanted: Wanted<'_>,
    cancel: &CancellationToken,
) -> Result<Listed, FtpError> {
    control.command(&with_path("CWD", wanted.path)).await?;
    let mut forbidden = false;
    loop {
        let mlsd = features.mlst() && !habits.mlsd_refused && !forbidden;
        let (verb, kind) = match (mlsd, habits.all_refused) {
            (true, _) => ("MLSD", ListingKind::Mlsd),
            (false, false) => ("LIST -a", ListingKind::List),
            (false, true) => ("LIST", ListingKind::List),
        };
        let purpose = Purpose::reading(verb);
        let sink = Sink(ListingSink::new(kind, verb, wanted.parts.clone()));
        let listed = data::transfer(control, settings, &purpose, number, sink, cancel).await;
        match listed {
            Ok((moved, opened)) => {
                let sink = moved.payload.0;
                habits.mlsd_refused |= forbidden;
                return Ok(Listed {
                    told: sink.told,
                    listing: sink.parser.finish(),
                    verb,
                    opened: Some(opened),
                });
            }
            Err(FtpError::Reply { reply, .. }) if says_empty(&reply) => {
                return Ok(Listed {
                    listing: Listing::default(),
                    told: 0,
                    verb,
                    opened: None,
                });
            }
            // A server may forbid MLSD itself, where LIST works (`<Limit MLSD>` of ProFTPD).
            Err(FtpError::Reply { reply, .. }) if verb == "MLSD" && reply.code() == 550 => {
                forbidden = true;
            }
            // 500 to 504: the command or its parameter is not known (RFC 959 section 4.2.1).
            Err(FtpError::Reply { reply, .. }) if (500..=504).contains(&reply.code()) => match verb
            {
                "MLSD" => habits.mlsd_refused = true,
                "LIST -a" => habits.all_refused = true,
                _ => {
                    return Err(FtpError::Reply {
                        command: verb.into(),
                        reply,
                    });
                }
            },
            Err(FtpError::Local(limit)) => return Err(FtpError::Listing(limit.to_string())),
            Err(error) => return Err(error),
        }
    }
}

/// Whether a refusal says that there is nothing in the folder, which CWD has just found. No code
/// says that: 450 and 550 are for what is busy or not allowed as well (RFC 959 section 4.2.1), so
/// here the words count.
fn says_empty(reply: &Reply) -> bool {
    const NOTHING: [&str; 3] = ["no files", "no members", "no data sets"];
    let words = reply.text().to_lowercase();
    matches!(reply.code(), 450 | 550) && NOTHING.iter().any(|nothing| words.contains(nothing))
}

/// The size of a file in bytes (SIZE, RFC 3659 section 4), `None` where the server does not tell.
/// In TYPE A it would be another one, or none.
///
/// # Errors
/// Only those that cost the connection.
pub async fn size(
    control: &mut ControlConnection,
    path: &RemotePath,
) -> Result<Option<u64>, FtpError> {
    control.use_type(TransferType::Image).await?;
    let reply = control.ask(&with_path("SIZE", path)).await?;
    // Some servers put words around the number; the last number is the size.
    let size = (reply.code() == 213)
        .then(|| reply.text())
        .and_then(|text| text.split_whitespace().next_back()?.parse().ok());
    Ok(size)
}

/// Whether a file or directory of this name is there, as far as SIZE, MLST and CWD can tell.
///
/// # Errors
/// Only those that cost the connection.
pub async fn exists(
    control: &mut ControlConnection,
    features: &FeatureSet,
    path: &RemotePath,
) -> Result<bool, FtpError> {
    if size(control, path).await?.is_some() {
        return Ok(true);
    }
    let verb = if features.mlst() { "MLST" } else { "CWD" };
    Ok(control.ask(&with_path(verb, path)).await?.is_completion())
}

/// Whether something is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Absence {
    /// The server says so.
    Proved,
    /// It is there.
    Refuted,
    /// The server does not say; this it said.
    Unknown(Reply),
}

/// Whether a file or directory of this name is not there. More is asked for than [`exists`] does: 550
/// to everything, since a server that does not know a command has not looked.
///
/// # Errors
/// Only those that cost the connection.
pub async fn absence(
    control: &mut ControlConnection,
    features: &FeatureSet,
    path: &RemotePath,
) -> Result<Absence, FtpError> {
    let verbs: &[&str] = if features.mlst() {
        &["MLST", "SIZE", "CWD"]
    } else {
        &["SIZE", "MDTM", "CWD"]
    };
    let mut said = None;
    for verb in verbs {
        let reply = control.ask(&with_path(verb, path)).await?;
        match reply.code() {
            200..=299 => return Ok(Absence::Refuted),
            550 => {}
            // Of the three, one may be unknown to the server.
            500 | 502 if said.is_none() && *verb != "CWD" => said = Some(reply),
            _ => return Ok(Absence::Unknown(reply)),
        }
    }
    Ok(Absence::Proved)
}

/// Makes a directory (MKD).
///
/// # Errors
/// The refusal.
pub async fn make_dir(control: &mut ControlConnection, path: &RemotePath) -> Result<(), FtpError> {
    control.command(&with_path("MKD", path)).await.map(drop)
}

/// Renames or moves (RNFR, RNTO).
///
/// # Errors
/// The refusal of either half.
pub async fn rename(
    control: &mut ControlConnection,
    from: &RemotePath,
    to: &RemotePath,
) -> Result<(), FtpError> {
    let command = with_path("RNFR", from);
    let reply = control.ask(&command).await?;
    if !reply.is_intermediate() {
        return Err(FtpError::Reply {
            command: control.reporter().names().shown(&command),
            reply,
        });
    }
    control.command(&with_path("RNTO", to)).await.map(drop)
}

/// Has the server copy a file or a folder by itself (SITE CPFR and SITE CPTO of `ProFTPD`'s `mod_copy`),
/// which may take so long.
///
/// # Errors
/// The refusal.
pub async fn copy(
    control: &mut ControlConnection,
    from: &RemotePath,
    to: &RemotePath,
    limit: Duration,
) -> Result<(), FtpError> {
    let command = with_path("SITE CPFR", from);
    let reply = control.ask(&command).await?;
    if !reply.is_intermediate() {
        return Err(FtpError::Reply {
            command: control.reporter().names().shown(&command),
            reply,
        });
    }
    let command = with_path("SITE CPTO", to);
    let reply = control.ask_patiently(&command, limit).await?;
    if !reply.is_completion() {
        return Err(FtpError::Reply {
            command: control.reporter().names().shown(&command),
            reply,
        });
    }
    Ok(())
}

/// Deletes a file or a link (DELE).
///
/// # Errors
/// The refusal.
pub async fn delete(control: &mut ControlConnection, path: &RemotePath) -> Result<(), FtpError> {
    control.command(&with_path("DELE", path)).await.map(drop)
}

/// Deletes an empty directory (RMD).
///
/// # Errors
/// The refusal.
pub async fn remove_dir(
    control: &mut ControlConnection,
    path: &RemotePath,
) -> Result<(), FtpError> {
    control.command(&with_path("RMD", path)).await.map(drop)
}
