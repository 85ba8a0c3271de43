//! `.netrc`: logins by host, as ftp(1) has read them since 1985.
//!
//! A host is its whole name, without regard to case; nothing is handed on from one host to another.
//! An entry without a login is of no use here, `default` ones included: a password alone does not say
//! whose it is.

use crate::fs::private;
use secrecy::SecretString;
use std::io;
use std::path::{Path, PathBuf};

/// Bytes that such a file may have.
const LIMIT: usize = 1 << 20;

/// The entries of a file, in its order.
#[derive(Debug, Default)]
pub struct Netrc {
    entries: Vec<Entry>,
}

/// What a file says of one host.
#[derive(Clone, Debug, Default)]
struct Entry {
    /// `None` is `default`.
    host: Option<String>,
    /// `None` where none is named; as written.
    port: Option<String>,
    login: Option<String>,
    password: Option<SecretString>,
    account: Option<SecretString>,
}

/// A login that was found.
#[derive(Clone, Debug)]
pub struct NetrcLogin {
    /// The user.
    pub user: String,
    /// The password, where there is one.
    pub password: Option<SecretString>,
    /// The account, where there is one.
    pub account: Option<SecretString>,
}

/// Why the file is not used. Nothing of what stands in it is repeated.
#[derive(Debug, thiserror::Error)]
pub enum NetrcError {
    /// A line makes no sense.
    #[error("line {line}: {what}")]
    Line {
        /// From 1.
        line: usize,
        /// What is wrong.
        what: &'static str,
    },
    /// It is no such file.
    #[error("it is no text of a sensible size")]
    NoText,
    /// It cannot be read, or others may read it.
    #[error("{0}")]
    Io(#[from] io::Error),
}

impl Netrc {
    /// Reads a file; one that is not there has no entries.
    ///
    /// # Errors
    /// [`NetrcError`]: it cannot be read, others than its owner may read it, or it makes no sense.
    pub fn read(path: &Path) -> Result<Option<Self>, NetrcError> {
        match private::read_secret(path)? {
            None => Ok(None),
            Some(bytes) => {
                let text = str::from_utf8(&bytes)
                    .ok()
                    .filter(|text| text.len() <= LIMIT);
                Self::parse(text.ok_or(NetrcError::NoText)?).map(Some)
            }
        }
    }

    /// Reads the text of a file.
    ///
    /// # Errors
    /// [`NetrcError::Line`]
    pub fn parse(text: &str) -> Result<Self, NetrcError> {
        let mut words = Words { text, line: 1 };
        let mut entries: Vec<Entry> = Vec::new();
        while let Some(word) = words.keyword()? {
            let line = words.line;
            let wrong = |what| NetrcError::Line { line, what };
            match word.as_str() {
                "machine" => {
                    let host = Some(words.value()?);
                    entries.push(Entry {
                        host,
                        ..Entry::default()
                    });
                }
                "default" => entries.push(Entry::default()),
                "macdef" => words.skip_macro()?,
                "login" | "password" | "account" | "port" => {
                    let entry = entries.last_mut();
                    let entry = entry.ok_or_else(|| wrong("it belongs to no machine"))?;
                    let value = words.value()?;
                    if !entry.take(&word, value) {
                        return Err(wrong("it is said twice for this machine"));
                    }
                }
                _ => {
                    return Err(wrong(
                        "a word that is not known there; what has a blank or a # in it needs quotes",
                    ));
                }
            }
        }
        Ok(Self { entries })
    }

    /// The login for a host, for this user where one is wanted: the first entry that has its name,
    /// else the `default` one.
    pub fn login(&self, host: &str, port: u16, user: Option<&str>) -> Option<NetrcLogin> {
        let fits = |entry: &&Entry| {
            let login = entry.login.as_deref();
            login.is_some_and(|login| user.is_none_or(|user| user == login))
                && entry
                    .port
                    .as_deref()
                    .is_none_or(|named| is_port(named, port))
        };
        let is_host = |entry: &&Entry| {
            let named = entry.host.as_deref();
            named.is_some_and(|named| named.eq_ignore_ascii_case(host))
        };
        let named = self.entries.iter().filter(is_host).find(fits);
        let default = || {
            self.entries
                .iter()
                .filter(|entry| entry.host.is_none())
                .find(fits)
        };
        let entry = named.or_else(default)?;
        Some(NetrcLogin {
            user: entry.login.clone()?,
            password: entry.password.clone(),
            account: entry.account.clone(),
        })
    }
}

impl Netrc {
    /// The machines that have a login, with the port as it is written, in the order of the file.
    pub fn machines(&self) -> impl Iterator<Item = (&str, Option<&str>, NetrcLogin)> {
        self.entries.iter().filter_map(|entry| {
            let login = NetrcLogin {
                user: entry.login.clone()?,
                password: entry.password.clone(),
                account: entry.account.clone(),
            };
            Some((entry.host.as_deref()?, entry.port.as_deref(), login))
        })
    }
}

impl Entry {
    /// Takes in a value, once.
    fn take(&mut self, keyword: &str, value: String) -> bool {
        match keyword {
            "login" => self.login.replace(value).is_none(),
            "port" => self.port.replace(value).is_none(),
            "password" => self.password.replace(value.into()).is_none(),
            _ => self.account.replace(value.into()).is_none(),
        }
    }
}

/// Ports may be named by their service.
fn is_port(named: &str, port: u16) -> bool {
    match named {
        "ftp" => port == 21,
        "ftps" => port == 990,
        number => number.parse() == Ok(port),
    }
}

/// `$HOME/.netrc`
pub fn usual_file() -> Option<PathBuf> {
    Some(directories::BaseDirs::new()?.home_dir().join(".netrc"))
}

/// The words of a file.
struct Words<'a> {
    text: &'a str,
    line: usize,
}

impl Words<'_> {
    /// The next word where a keyword is due; a comment may stand there.
    fn keyword(&mut self) -> Result<Option<String>, NetrcError> {
        loop {
            self.skip_blanks();
            if !self.text.starts_with('#') {
                break;
            }
            let end = self.text.find('\n').unwrap_or(self.text.len());
            self.advance(end);
        }
        if self.text.is_empty() {
            return Ok(None);
        }
        self.word().map(Some)
    }

    fn value(&mut self) -> Result<String, NetrcError> {
        self.skip_blanks();
        if self.text.is_empty() {
            return Err(self.wrong("something is missing at the end"));
        }
        self.word()
    }

    /// A macro goes on to the first empty line.
    fn skip_macro(&mut self) -> Result<(), NetrcError> {
        self.value()?;
        self.skip_line();
        while !self.text.is_empty() {
            let empty = self.text.starts_with('\n') || self.text.starts_with("\r\n");
            self.skip_line();
            if empty {
                break;
            }
        }
        Ok(())
    }

    fn skip_line(&mut self) {
        self.advance(self.text.find('\n').map_or(self.text.len(), |end| end + 1));
    }

    fn skip_blanks(&mut self) {
        let rest = self.text.trim_start_matches(is_blank);
        self.advance(self.text.len() - rest.len());
    }

    /// A word up to the next blank, or in quotes with `\"`, `\\`, `\n`, `\r` and `\t` in it.
    fn word(&mut self) -> Result<String, NetrcError> {
        if !self.text.starts_with('"') {
            let end = self.text.find(is_blank).unwrap_or(self.text.len());
            let word = self.text.get(..end).unwrap_or_default().to_owned();
            self.advance(end);
            return Ok(word);
        }
        let mut word = String::new();
        let mut characters = self.text.char_indices().skip(1);
        while let Some((at, character)) = characters.next() {
            match character {
                '"' => {
                    self.advance(at + 1);
                    return Ok(word);
                }
                '\n' => break,
                '\\' => match characters.next() {
                    Some((_, 'n')) => word.push('\n'),
                    Some((_, 'r')) => word.push('\r'),
                    Some((_, 't')) => word.push('\t'),
                    Some((_, other)) => word.push(other),
                    None => break,
                },
                other => word.push(other),
            }
        }
        Err(self.wrong("a quote is not closed"))
    }

    fn advance(&mut self, bytes: usize) {
        let (past, rest) = self.text.split_at_checked(bytes).unwrap_or((self.text, ""));
        self.line += past.matches('\n').count();
        self.text = rest;
    }

    fn wrong(&self, what: &'static str) -> NetrcError {
        NetrcError::Line {
            line: self.line,
            what,
        }
    }
}

fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\r' | '\n')
}

#[cfg(test)]
#[path = "netrc/tests.rs"]
mod tests;
