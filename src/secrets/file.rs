//! The file with the passwords: a line with its version and a checksum, then TOML.
//!
//! The labels stand in clear, so that they can be listed, and so that the keyring is asked only for
//! what it has. The checksum tells a damaged file from a wrong master password; what protects the
//! passwords is their sealing (`seal.rs`).

use super::seal::{Lock, Parameters, SALT};
use crate::model::Shelf;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

const TITLE: &str = "twoport passwords";
const VERSION: u32 = 1;

/// What is kept of one login.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kept {
    /// The keyring has it.
    InKeyring,
    /// It is here.
    Sealed(Vec<u8>),
}

impl Kept {
    pub(super) fn shelf(&self) -> Shelf {
        match self {
            Self::InKeyring => Shelf::Keyring,
            Self::Sealed(_) => Shelf::File,
        }
    }
}

/// The file as it is in memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Book {
    lock: Option<Lock>,
    kept: BTreeMap<String, Kept>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    keyring: BTreeSet<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<KeyLines>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    passwords: BTreeMap<String, String>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyLines {
    salt: String,
    memory: u32,
    passes: u32,
    lanes: u32,
    proof: String,
}

impl Book {
    pub(super) fn lock(&self) -> Option<&Lock> {
        self.lock.as_ref()
    }

    /// Says how the key is derived, where nothing says so yet.
    pub(super) fn lock_with(&mut self, lock: Lock) {
        self.lock.get_or_insert(lock);
    }

    pub(super) fn get(&self, label: &str) -> Option<&Kept> {
        self.kept.get(label)
    }

    pub(super) fn all(&self) -> impl Iterator<Item = (&str, &Kept)> {
        self.kept.iter().map(|(label, kept)| (label.as_str(), kept))
    }

    pub(super) fn put(&mut self, label: String, kept: Kept) -> Option<Kept> {
        self.kept.insert(label, kept)
    }

    pub(super) fn remove(&mut self, label: &str) -> Option<Kept> {
        self.kept.remove(label)
    }

    /// The file's text.
    pub(super) fn text(&self) -> Result<String, toml::ser::Error> {
        let mut body = Body {
            key: self.lock.as_ref().map(KeyLines::from),
            ..Body::default()
        };
        for (label, kept) in &self.kept {
            match kept {
                Kept::InKeyring => drop(body.keyring.insert(label.clone())),
                Kept::Sealed(sealed) => {
                    let sealed = STANDARD.encode(sealed);
                    body.passwords.insert(label.clone(), sealed);
                }
            }
        }
        let body = toml::to_string(&body)?;
        Ok(format!("{}\n{body}", heading(VERSION, &body)))
    }

    /// Reads the file's text.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, String> {
        let text = std::str::from_utf8(bytes).map_err(|_| "it is no text")?;
        let (first, body) = text.split_once('\n').ok_or("it is cut short")?;
        let version = first
            .strip_prefix(TITLE)
            .and_then(|rest| rest.trim_start().split(' ').next())
            .and_then(|version| version.parse::<u32>().ok())
            .ok_or("it does not begin as such files do")?;
        if version != VERSION {
            return Err(format!(
                "it has the format {version}, and this program knows {VERSION}"
            ));
        }
        if first != heading(version, body) {
            return Err("its checksum is not right".into());
        }
        // The words of the TOML reader would show a part of the file.
        let body: Body = toml::from_str(body).map_err(|_| "it makes no sense")?;
        let lock = body
            .key
            .map(|key| key.lock().ok_or("its key makes no sense"));
        let lock = lock.transpose()?;
        let mut kept = BTreeMap::new();
        for (label, sealed) in body.passwords {
            let sealed = STANDARD.decode(sealed).map_err(|_| "it makes no sense")?;
            kept.insert(label, Kept::Sealed(sealed));
        }
        kept.extend(
            body.keyring
                .into_iter()
                .map(|label| (label, Kept::InKeyring)),
        );
        Ok(Self { lock, kept })
    }
}

fn heading(version: u32, body: &str) -> String {
    let mut heading = format!("{TITLE} {version} sha256 ");
    for byte in digest(&SHA256, body.as_bytes()).as_ref() {
        // Writing to a text does not fail.
        let _ = write!(heading, "{byte:02x}");
    }
    heading
}

impl KeyLines {
    fn lock(&self) -> Option<Lock> {
        let salt: [u8; SALT] = STANDARD.decode(&self.salt).ok()?.try_into().ok()?;
        let parameters = Parameters {
            salt,
            memory: self.memory,
            passes: self.passes,
            lanes: self.lanes,
        };
        let proof = STANDARD.decode(&self.proof).ok()?;
        parameters.are_sane().then_some(Lock { parameters, proof })
    }
}

impl From<&Lock> for KeyLines {
    fn from(lock: &Lock) -> Self {
        let Parameters {
            salt,
            memory,
            passes,
            lanes,
        } = lock.parameters;
        Self {
            salt: STANDARD.encode(salt),
            memory,
            passes,
            lanes,
            proof: STANDARD.encode(&lock.proof),
        }
    }
}
