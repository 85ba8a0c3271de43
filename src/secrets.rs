//! Passwords that are kept: in the system's keyring, else in a file of the program's own that is
//! encrypted with a master password; and those of a `.netrc`. Never in clear of the program's own
//! making.
//!
//! All of it blocks, the keyring for two seconds at most: callers keep it off the screen's task.

mod file;
mod keyring;
pub mod netrc;
mod process;
mod seal;

pub use process::keep_out_of_dumps;

use crate::fs::private;
use crate::model::{Login, Shelf};
use file::{Book, Kept};
use keyring::{Keyring, KeyringError, SystemKeyring};
use seal::Key;
use secrecy::SecretString;
use std::io;
use std::path::{Path, PathBuf};

/// The passwords that are kept.
#[derive(Debug)]
pub struct Passwords {
    /// `None` for a user without a home: then nothing is kept.
    file: Option<PathBuf>,
    keyring: Box<dyn Keyring>,
    /// From the master password, once it has been asked for in this run.
    key: Option<Key>,
}

/// Why a password could not be had or kept.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// The master password is needed; `new` where there is none yet and one is to be chosen.
    #[error("the file with the stored passwords needs its master password")]
    Locked {
        /// It is to be chosen.
        new: bool,
    },
    /// This is not the master password.
    #[error("this is not the master password")]
    WrongMaster,
    /// The file is not as it was written.
    #[error("{path} is damaged ({what}). Move it away, and store the passwords anew")]
    Damaged {
        /// The file, safe to show.
        path: String,
        /// What of it.
        what: String,
    },
    /// The keyring.
    #[error("the keyring {0}")]
    Keyring(KeyringError),
    /// The file cannot be read or written.
    #[error("{path}: {error}")]
    Io {
        /// The file, safe to show.
        path: String,
        /// The system's words.
        error: io::Error,
    },
    /// There is no place for it.
    #[error("there is no home folder to keep passwords in")]
    Homeless,
}

impl Passwords {
    /// The passwords kept in this file, and in the keyring those that the file names. Nothing is read
    /// yet.
    pub fn new(file: Option<PathBuf>) -> Self {
        Self::with_keyring(file, Box::new(SystemKeyring))
    }

    fn with_keyring(file: Option<PathBuf>, keyring: Box<dyn Keyring>) -> Self {
        let key = None;
        Self { file, keyring, key }
    }

    /// Whether there is a keyring. Takes two seconds at most.
    pub fn has_keyring(&self) -> bool {
        self.keyring.is_there()
    }

    /// Whether the file has no master password yet.
    ///
    /// # Errors
    /// [`PasswordError`] of the file.
    pub fn is_new(&self) -> Result<bool, PasswordError> {
        Ok(self.load()?.lock().is_none())
    }

    /// Where this login's password is kept, if it is.
    ///
    /// # Errors
    /// [`PasswordError`] of the file.
    pub fn shelf(&self, login: &Login) -> Result<Option<Shelf>, PasswordError> {
        Ok(self.load()?.get(&login.label()).map(Kept::shelf))
    }

    /// The labels of all that is kept, with where, sorted. No password is needed for that.
    ///
    /// # Errors
    /// [`PasswordError`] of the file.
    pub fn list(&self) -> Result<Vec<(String, Shelf)>, PasswordError> {
        let book = self.load()?;
        Ok(book
            .all()
            .map(|(label, kept)| (label.to_owned(), kept.shelf()))
            .collect())
    }

    /// The password of this login; `None` where none is kept.
    ///
    /// # Errors
    /// [`PasswordError::Locked`]: the master password is needed first, see [`Self::unlock`].
    pub fn find(&self, login: &Login) -> Result<Option<SecretString>, PasswordError> {
        let label = login.label();
        let book = self.load()?;
        match book.get(&label) {
            None => Ok(None),
            Some(Kept::InKeyring) => self.keyring.get(&label).map_err(PasswordError::Keyring),
            Some(Kept::Sealed(sealed)) => {
                let key = self.key_of(&book)?;
                let opened = key.open(&label, sealed);
                let opened = opened.ok_or_else(|| {
                    self.damaged("a password in it does not open with the master password")
                })?;
                Ok(Some(opened))
            }
        }
    }

    /// Takes the master password for the rest of this run. Where the file has none yet, this one
    /// becomes it with the first password that is kept.
    ///
    /// # Errors
    /// [`PasswordError::WrongMaster`].
    pub fn unlock(&mut self, master: &SecretString) -> Result<(), PasswordError> {
        let key = match self.load()?.lock() {
            None => Key::choose(master),
            Some(lock) => Some(
                Key::derive(master, lock.parameters())
                    .filter(|key| key.opens(lock))
                    .ok_or(PasswordError::WrongMaster)?,
            ),
        };
        self.key = Some(key.ok_or_else(|| self.damaged("no key could be derived"))?);
        Ok(())
    }

    /// Keeps a password, in the place of an earlier one.
    ///
    /// # Errors
    /// [`PasswordError::Locked`]: the master password is needed first, see [`Self::unlock`].
    pub fn keep(
        &self,
        login: &Login,
        password: &SecretString,
        to: Shelf,
    ) -> Result<(), PasswordError> {
        let label = login.label();
        let path = self.path()?;
        let _lock = private::lock(path).map_err(|error| self.io(error))?;
        let mut book = self.load()?;
        let kept = match to {
            Shelf::Keyring => {
                let kept = self.keyring.set(&label, password);
                kept.map_err(PasswordError::Keyring)?;
                Kept::InKeyring
            }
            Shelf::File => {
                let key = self.key_of(&book)?;
                let sealed = key.seal(&label, password);
                let lock = key.lock();
                let (Some(sealed), Some(lock)) = (sealed, lock) else {
                    return Err(self.io(io::Error::other("the system gives no random bytes")));
                };
                book.lock_with(lock);
                Kept::Sealed(sealed)
            }
        };
        let before = book.put(label.clone(), kept);
        self.save(path, &book)?;
        if to == Shelf::File && matches!(before, Some(Kept::InKeyring)) {
            // The new one is kept; the old one is of no use to anybody.
            let _ = self.keyring.delete(&label);
        }
        Ok(())
    }

    /// Forgets the password of this label. Returns whether there was one.
    ///
    /// # Errors
    /// [`PasswordError`]; it is still kept then.
    pub fn forget(&self, label: &str) -> Result<bool, PasswordError> {
        let path = self.path()?;
        if self.load()?.get(label).is_none() {
            return Ok(false);
        }
        let _lock = private::lock(path).map_err(|error| self.io(error))?;
        let mut book = self.load()?;
        let there = book.remove(label);
        if matches!(there, Some(Kept::InKeyring)) {
            self.keyring.delete(label).map_err(PasswordError::Keyring)?;
        }
        self.save(path, &book)?;
        Ok(there.is_some())
    }

    fn key_of(&self, book: &Book) -> Result<&Key, PasswordError> {
        let new = book.lock().is_none();
        let fits = |key: &&Key| book.lock().is_none_or(|lock| key.is_for(lock));
        let key = self.key.as_ref().filter(fits);
        key.ok_or(PasswordError::Locked { new })
    }

    fn path(&self) -> Result<&Path, PasswordError> {
        self.file.as_deref().ok_or(PasswordError::Homeless)
    }

    fn load(&self) -> Result<Book, PasswordError> {
        let Some(path) = &self.file else {
            return Ok(Book::default());
        };
        match private::read_secret(path).map_err(|error| self.io(error))? {
            None => Ok(Book::default()),
            Some(bytes) => Book::parse(&bytes).map_err(|what| self.damaged(&what)),
        }
    }

    fn save(&self, path: &Path, book: &Book) -> Result<(), PasswordError> {
        let text = book
            .text()
            .map_err(|error| self.io(io::Error::other(error)))?;
        private::replace(path, text.as_bytes()).map_err(|error| self.io(error))
    }

    fn shown(&self) -> String {
        let path = self.file.as_deref().unwrap_or(Path::new(""));
        crate::model::text::display_safe_str(&path.to_string_lossy())
    }

    fn io(&self, error: io::Error) -> PasswordError {
        let path = self.shown();
        PasswordError::Io { path, error }
    }

    fn damaged(&self, what: &str) -> PasswordError {
        PasswordError::Damaged {
            path: self.shown(),
            what: what.to_owned(),
        }
    }
}

#[cfg(test)]
#[path = "secrets/tests.rs"]
mod tests;
