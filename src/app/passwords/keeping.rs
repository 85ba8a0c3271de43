//! What a form knows of stored passwords.

use crate::app::{App, ConnectForm, Overlay};
use crate::model::{Login, Shelf};

/// What the connect form knows of stored passwords.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keeping {
    /// Where the password is to be stored after a login that succeeded.
    pub remember: Option<Shelf>,
    /// Whether there is a keyring.
    pub keyring: bool,
    /// The login that was asked about last, and where its password is stored.
    pub(super) looked: Option<(Login, Option<Shelf>)>,
    /// Connect without being asked to, if a password turns out to be stored.
    pub(super) unasked: bool,
    /// The password in use came from there.
    pub(super) used: Option<Shelf>,
}

impl Keeping {
    /// What holds for any login: whether there is a keyring.
    pub(in crate::app) fn anew(self) -> Self {
        Self {
            keyring: self.keyring,
            ..Self::default()
        }
    }

    /// Where the password of this login is stored.
    pub(in crate::app) fn place_of(&self, login: Option<&Login>) -> Option<Shelf> {
        let (known, place) = self.looked.as_ref()?;
        place.filter(|_| login == Some(known))
    }

    /// Space and the arrows go round: not at all, keyring, encrypted file.
    pub(in crate::app) fn walk(&mut self, forward: bool) {
        let all = [None, Some(Shelf::Keyring), Some(Shelf::File)];
        let offered = all
            .into_iter()
            .filter(|place| self.keyring || *place != Some(Shelf::Keyring));
        let offered: Vec<Option<Shelf>> = offered.collect();
        let at = offered
            .iter()
            .position(|place| *place == self.remember)
            .unwrap_or(0);
        let step = if forward { 1 } else { offered.len() - 1 };
        self.remember = offered.get((at + step) % offered.len()).copied().flatten();
    }
}

impl ConnectForm {
    /// Where the password of the login in the form is stored.
    pub fn stored(&self) -> Option<Shelf> {
        let login = self.login();
        self.keeping.as_ref()?.place_of(login.as_ref())
    }

    /// Whose password it is that the form asks for; `None` while that is not clear.
    pub(super) fn login(&self) -> Option<Login> {
        let (host, user) = (self.host.value().trim(), self.user.value().trim());
        let port = match self.port.value().trim() {
            "" => self.security.standard_port(),
            port => port.parse().ok()?,
        };
        let is_clear = !self.anonymous && !user.is_empty() && !host.is_empty();
        (is_clear && !host.contains(['/', '@', '['])).then(|| Login::new(user, host, port))
    }

    /// Something was typed: nothing happens by itself any more.
    pub(in crate::app) fn touched(&mut self) {
        if let Some(keeping) = &mut self.keeping {
            keeping.unasked = false;
        }
    }
}

impl App {
    /// The form that offers what it can of stored passwords: whose password it asks for, and what is
    /// known of it.
    pub(super) fn keeper(&mut self) -> Option<(Option<Login>, &mut Option<Keeping>)> {
        match &mut self.overlay {
            Some(Overlay::Connect(form)) => Some((form.login(), &mut form.keeping)),
            Some(Overlay::Sites(manager)) => {
                Some((manager.form.login(), &mut manager.form.keeping))
            }
            _ => None,
        }
    }
}
