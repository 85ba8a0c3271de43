//! What waits for the password store. Each is answered by its name, so that what comes of one leaves
//! the others as they are.

use super::{PasswordFor, PasswordJob};
use crate::app::ConnectForm;
use crate::model::{Login, Shelf, Site};
use secrecy::SecretString;

/// What goes on when the store has answered.
#[derive(Debug)]
pub(in crate::app) enum Awaited {
    /// Connecting, with the stored password.
    Connect(Box<Site>, Box<ConnectForm>),
    /// Testing a site from the site manager, with the stored password.
    Test(Box<Site>),
    /// Storing.
    Keep(Login, SecretString, Shelf),
}

impl Awaited {
    fn is_for(&self, whose: &PasswordFor) -> bool {
        match (self, whose) {
            (Self::Connect(site, _) | Self::Test(site), PasswordFor::Find(login)) => {
                Login::from(&**site) == *login
            }
            (Self::Keep(of, ..), PasswordFor::Keep(login)) => of == login,
            _ => false,
        }
    }

    /// Whether one of both is enough: a new wish stands in the place of one of the same kind.
    fn replaces(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Connect(..), Self::Connect(..)) | (Self::Test(_), Self::Test(_)) => true,
            (Self::Keep(new, ..), Self::Keep(old, ..)) => new == old,
            _ => false,
        }
    }

    /// What the store is asked for it.
    pub(super) fn job(&self) -> PasswordJob {
        match self {
            Self::Connect(site, _) | Self::Test(site) => PasswordJob::Find(Login::from(&**site)),
            Self::Keep(login, password, place) => PasswordJob::Keep {
                login: login.clone(),
                password: password.clone(),
                place: *place,
            },
        }
    }
}

#[derive(Debug)]
struct Waits {
    what: Awaited,
    /// The master password is needed first.
    locked: bool,
}

/// All that waits for the store.
#[derive(Debug, Default)]
pub(in crate::app) struct Waiting(Vec<Waits>);

impl Waiting {
    pub(super) fn add(&mut self, what: Awaited) {
        self.0.retain(|waits| !what.replaces(&waits.what));
        let locked = false;
        self.0.push(Waits { what, locked });
    }

    /// No connection waits any more.
    pub(super) fn forget_connection(&mut self) {
        self.0
            .retain(|waits| !matches!(waits.what, Awaited::Connect(..)));
    }

    /// No test waits any more.
    pub(in crate::app) fn forget_test(&mut self) {
        self.0
            .retain(|waits| !matches!(waits.what, Awaited::Test(_)));
    }

    /// Takes what the store has answered.
    pub(super) fn take(&mut self, whose: &PasswordFor) -> Option<Awaited> {
        let at = self.0.iter().position(|waits| waits.what.is_for(whose))?;
        Some(self.0.remove(at).what)
    }

    /// The master password is needed for this. Whether it still waits.
    pub(super) fn lock(&mut self, whose: &PasswordFor) -> bool {
        let its = self.0.iter_mut().filter(|waits| waits.what.is_for(whose));
        its.map(|waits| waits.locked = true).count() > 0
    }

    /// Whether the master password is needed for something.
    pub(super) fn is_locked(&self) -> bool {
        self.0.iter().any(|waits| waits.locked)
    }

    /// Takes all that needs the master password.
    pub(super) fn take_locked(&mut self) -> Vec<Awaited> {
        let locked = self.0.extract_if(.., |waits| waits.locked);
        locked.map(|waits| waits.what).collect()
    }
}
