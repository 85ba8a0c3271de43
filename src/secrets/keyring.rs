//! The system's keyring: Secret Service on Linux, Keychain on a Mac. It is another program, which
//! may wait for somebody who is not there: it is given two seconds.

use secrecy::SecretString;
use std::fmt;
use std::time::Duration;

/// How long the keyring may take.
const PATIENCE: Duration = Duration::from_secs(2);

/// Why the keyring did not do it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyringError {
    /// There is none.
    Missing,
    /// It did not answer in time.
    Silent,
    /// It said this.
    Said(String),
}

impl fmt::Display for KeyringError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("is not there"),
            Self::Silent => write!(
                f,
                "did not answer within {} s; it may be waiting to be unlocked",
                PATIENCE.as_secs()
            ),
            Self::Said(words) => write!(f, "refused: {words}"),
        }
    }
}

/// A place for passwords under labels.
pub(super) trait Keyring: fmt::Debug + Send {
    fn is_there(&self) -> bool;
    fn get(&self, label: &str) -> Result<Option<SecretString>, KeyringError>;
    fn set(&self, label: &str, password: &SecretString) -> Result<(), KeyringError>;
    fn delete(&self, label: &str) -> Result<(), KeyringError>;
}

/// The one of the system.
#[derive(Debug)]
pub(super) struct SystemKeyring;

#[cfg(feature = "keyring")]
mod system {
    use super::{Keyring, KeyringError, SystemKeyring, within};
    use crate::model::text::display_safe_str;
    use keyring::v1::{Entry, Error};
    use secrecy::{ExposeSecret as _, SecretString};

    /// What all entries have in common.
    const SERVICE: &str = "twoport";

    impl Keyring for SystemKeyring {
        fn is_there(&self) -> bool {
            within(|| Ok(Entry::store_status().is_ok())).unwrap_or(false)
        }

        fn get(&self, label: &str) -> Result<Option<SecretString>, KeyringError> {
            let label = label.to_owned();
            within(move || match entry(&label)?.get_password() {
                Ok(password) => Ok(Some(SecretString::from(password))),
                Err(Error::NoEntry) => Ok(None),
                Err(error) => Err(refused(&error)),
            })
        }

        fn set(&self, label: &str, password: &SecretString) -> Result<(), KeyringError> {
            let (label, password) = (label.to_owned(), password.clone());
            within(move || {
                let set = entry(&label)?.set_password(password.expose_secret());
                set.map_err(|error| refused(&error))
            })
        }

        fn delete(&self, label: &str) -> Result<(), KeyringError> {
            let label = label.to_owned();
            within(move || match entry(&label)?.delete_credential() {
                Ok(()) | Err(Error::NoEntry) => Ok(()),
                Err(error) => Err(refused(&error)),
            })
        }
    }

    fn entry(label: &str) -> Result<Entry, KeyringError> {
        if Entry::store_status().is_err() {
            return Err(KeyringError::Missing);
        }
        Entry::new(SERVICE, label).map_err(|error| refused(&error))
    }

    fn refused(error: &Error) -> KeyringError {
        match error {
            // Its text would show what was read.
            Error::BadEncoding(_) => KeyringError::Said("the entry is no text".into()),
            error => KeyringError::Said(display_safe_str(&error.to_string())),
        }
    }
}

/// A program built without it.
#[cfg(not(feature = "keyring"))]
impl Keyring for SystemKeyring {
    fn is_there(&self) -> bool {
        false
    }

    fn get(&self, _: &str) -> Result<Option<SecretString>, KeyringError> {
        Err(KeyringError::Missing)
    }

    fn set(&self, _: &str, _: &SecretString) -> Result<(), KeyringError> {
        Err(KeyringError::Missing)
    }

    fn delete(&self, _: &str) -> Result<(), KeyringError> {
        Err(KeyringError::Missing)
    }
}

/// Does this on a thread of its own, which is left behind where it takes too long.
#[cfg(any(feature = "keyring", test))]
fn within<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, KeyringError> + Send + 'static,
) -> Result<T, KeyringError> {
    use std::sync::mpsc;
    let (sender, answer) = mpsc::channel();
    std::thread::Builder::new()
        .name("keyring".into())
        .spawn(move || {
            // Nobody listens any more where it took too long.
            let _ = sender.send(work());
        })
        .map_err(|error| KeyringError::Said(error.to_string()))?;
    match answer.recv_timeout(PATIENCE) {
        Ok(answer) => answer,
        Err(mpsc::RecvTimeoutError::Timeout) => Err(KeyringError::Silent),
        Err(mpsc::RecvTimeoutError::Disconnected) => {
            Err(KeyringError::Said("its library failed".into()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;
    use std::time::Instant;

    #[test]
    fn one_that_hangs_is_given_up() {
        let begun = Instant::now();
        let (_kept, never) = mpsc::channel::<()>();
        let waits = within(move || {
            let _ = never.recv();
            Ok(())
        });
        assert_eq!(waits, Err(KeyringError::Silent));
        assert!(begun.elapsed() < PATIENCE * 3);
    }

    #[test]
    fn one_that_answers_is_heard() {
        assert_eq!(within(|| Ok(7)), Ok(7));
    }
}
