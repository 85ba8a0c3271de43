//! The file with what is remembered of servers: `[servers."host:port"]` with `data`, `tls`,
//! `only_tls12`, `new_sessions`, `trusted`, `trusted_since`, `naming`, `on_conflict`. TOML, so that it can be read and
//! mended by hand; like SSH's `known_hosts` it says whose certificate is trusted, so only its owner may
//! read or write it.

use super::private;
use crate::model::{DataCommand, Fingerprint, Naming, Pin, ServerMemory};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io;
use std::path::Path;

/// The servers by `host:port`, the host in lower case.
pub type ServerMemories = BTreeMap<String, ServerMemory>;

/// The name that a server has in the file.
pub fn key(host: &str, port: u16) -> String {
    format!("{}:{port}", host.to_ascii_lowercase())
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Book {
    #[serde(default)]
    servers: BTreeMap<String, Line>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Line {
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<String>,
    tls: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    only_tls12: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    new_sessions: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    trusted: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    trusted_since: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    on_conflict: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    naming: Option<String>,
}

impl Line {
    fn memory(&self) -> Result<ServerMemory, String> {
        let works = match &self.data {
            None => None,
            Some(verb) => Some(
                DataCommand::from_verb(verb)
                    .ok_or_else(|| format!("data = \"{verb}\" is not EPSV, PASV, EPRT or PORT"))?,
            ),
        };
        let trusted = self.trusted.as_deref().map(str::parse::<Fingerprint>);
        let naming = self.naming.as_deref().map(|naming| {
            let unknown = |_| format!("naming = \"{naming}\" is not temporary or direct");
            naming.parse::<Naming>().map_err(unknown)
        });
        Ok(ServerMemory {
            works,
            tls_seen: self.tls,
            only_tls12: self.only_tls12,
            new_sessions: self.new_sessions,
            trusted: trusted.transpose().map_err(|error| error.to_string())?,
            // It is for people: one that makes no sense says nothing.
            trusted_since: self.trusted_since.as_deref().and_then(|at| at.parse().ok()),
            on_conflict: match &self.on_conflict {
                None => None,
                Some(rule) => Some(
                    rule.parse()
                        .map_err(|_| format!("on_conflict = \"{rule}\" is no rule"))?,
                ),
            },
            naming: naming.transpose()?,
        })
    }
}

impl From<&ServerMemory> for Line {
    fn from(memory: &ServerMemory) -> Self {
        Self {
            data: memory.works.map(|command| command.verb().to_owned()),
            tls: memory.tls_seen,
            only_tls12: memory.only_tls12,
            new_sessions: memory.new_sessions,
            trusted: memory.trusted.map(|trusted| trusted.to_string()),
            trusted_since: memory.trusted_since.map(|at| at.to_string()),
            on_conflict: memory.on_conflict.map(|rule| rule.to_string()),
            naming: memory.naming.map(|naming| naming.to_string()),
        }
    }
}

/// Reads the file; one that is not there is empty.
///
/// # Errors
/// It cannot be read, or it makes no sense: then nothing of it is used, and nothing is written.
pub fn load(path: &Path) -> io::Result<ServerMemories> {
    let invalid = |text: String| io::Error::new(io::ErrorKind::InvalidData, text);
    let book = read(path)?;
    let entries = book.servers.into_iter().map(|(server, line)| {
        let memory = line.memory();
        let memory = memory.map_err(|error| invalid(format!("{server}: {error}")))?;
        Ok((server, memory))
    });
    entries.collect()
}

/// Writes what is remembered of one server: what has changed since `before`. All else stays as it
/// stands there, since other programs may have written meanwhile.
///
/// # Errors
/// The file cannot be read or written, or makes no sense.
pub fn save(
    path: &Path,
    server: &str,
    before: &ServerMemory,
    memory: &ServerMemory,
) -> io::Result<()> {
    change(path, server, |there| merge(there, before, memory))
}

/// Writes which certificate is trusted for a server from now on, whatever stood there.
///
/// # Errors
/// The file cannot be read or written, or makes no sense.
pub fn save_pin(path: &Path, server: &str, pin: Option<Pin>) -> io::Result<()> {
    change(path, server, |there| {
        let mut memory = there.clone();
        memory.trust(pin);
        memory
    })
}

fn change(
    path: &Path,
    server: &str,
    to: impl FnOnce(&ServerMemory) -> ServerMemory,
) -> io::Result<()> {
    let _lock = private::lock(path)?;
    let mut book = read(path)?;
    let there = book.servers.get(server).map(Line::memory).transpose();
    let there = there.map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
    let memory = to(&there.unwrap_or_default());
    book.servers.insert(server.to_owned(), (&memory).into());
    let text = toml::to_string(&book).map_err(io::Error::other)?;
    private::replace(path, text.as_bytes())
}

fn merge(there: &ServerMemory, before: &ServerMemory, now: &ServerMemory) -> ServerMemory {
    fn newer<T: Copy + PartialEq>(there: T, before: T, now: T) -> T {
        if now == before { there } else { now }
    }
    ServerMemory {
        works: newer(there.works, before.works, now.works),
        tls_seen: there.tls_seen || now.tls_seen,
        only_tls12: newer(there.only_tls12, before.only_tls12, now.only_tls12),
        new_sessions: newer(there.new_sessions, before.new_sessions, now.new_sessions),
        trusted: newer(there.trusted, before.trusted, now.trusted),
        trusted_since: newer(there.trusted_since, before.trusted_since, now.trusted_since),
        on_conflict: newer(there.on_conflict, before.on_conflict, now.on_conflict),
        naming: newer(there.naming, before.naming, now.naming),
    }
}

fn read(path: &Path) -> io::Result<Book> {
    match private::read(path) {
        Ok(text) => toml::from_str(&text)
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error.to_string())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Book::default()),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{OnConflict, PassiveCommand};
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;

    fn memory() -> ServerMemory {
        ServerMemory {
            works: Some(DataCommand::Passive(PassiveCommand::Pasv)),
            tls_seen: true,
            only_tls12: true,
            new_sessions: true,
            trusted: Some(Fingerprint([7; 32])),
            trusted_since: Some("2026-08-02T10:00:00Z".parse().unwrap()),
            on_conflict: Some(OnConflict::Newer),
            naming: Some(Naming::Direct),
        }
    }

    #[test]
    fn what_is_saved_is_read_back_and_is_the_owners_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deeper").join("servers.toml");
        assert_eq!(load(&path).unwrap(), ServerMemories::new());
        let nothing = ServerMemory::default();
        save(&path, &key("NAS.example", 21), &nothing, &memory()).unwrap();
        save(&path, &key("::1", 2121), &nothing, &nothing).unwrap();
        let read = load(&path).unwrap();
        assert_eq!(read.get("nas.example:21"), Some(&memory()));
        assert_eq!(read.len(), 2, "the first is still there");
        for (name, mode) in [("", 0o700), ("servers.toml", 0o600)] {
            let path = folder.path().join("deeper").join(name);
            let found = fs::metadata(path).unwrap().permissions().mode() & 0o777;
            assert_eq!(found, mode, "{name}");
        }
    }

    /// A program that learned a mode knows nothing of the certificate another one came to trust.
    #[test]
    fn what_others_have_written_of_the_same_server_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("servers.toml");
        let nothing = ServerMemory::default();
        let trusting = ServerMemory {
            tls_seen: true,
            trusted: Some(Fingerprint([1; 32])),
            ..nothing.clone()
        };
        let working = ServerMemory {
            works: memory().works,
            ..nothing.clone()
        };
        save(&path, "h:21", &nothing, &trusting).unwrap();
        save(&path, "h:21", &nothing, &working).unwrap();
        let both = ServerMemory {
            works: memory().works,
            ..trusting
        };
        assert_eq!(load(&path).unwrap().get("h:21"), Some(&both));
    }

    #[test]
    fn a_file_that_makes_no_sense_is_neither_used_nor_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("servers.toml");
        for text in [
            "servers = 3",
            "[servers.\"h:21\"]\ndata = \"SPSV\"\ntls = true\n",
            "[servers.\"h:21\"]\nnaming = \"none\"\ntls = true\n",
        ] {
            fs::write(&path, text).unwrap();
            assert_eq!(load(&path).unwrap_err().kind(), io::ErrorKind::InvalidData);
        }
        fs::write(&path, "servers = 3").unwrap();
        let nothing = ServerMemory::default();
        assert!(save(&path, "h:21", &nothing, &memory()).is_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), "servers = 3");
    }
}
