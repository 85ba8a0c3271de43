//! The certificate that is trusted for a site's server: shown in its form, and forgotten.

use super::{Part, SiteField};
use crate::app::{App, Key, KeyCode};
use crate::engine::Command;
use crate::model::Pin;

impl App {
    /// Asks which certificate is trusted for the server in the form, where that is not known.
    pub(in crate::app) fn look_for_pin(&mut self) {
        let Some(manager) = self.manager() else {
            return;
        };
        let Some((host, port)) = manager.form.server() else {
            return;
        };
        let known = manager.form.pin.as_ref();
        if known.is_some_and(|(known, at, _)| (known, *at) == (&host, port)) {
            return;
        }
        manager.form.pin = Some((host.clone(), port, None));
        self.ask_engine(Command::TellPin { host, port });
    }

    /// This is trusted for a server.
    pub(in crate::app) fn pinned(&mut self, server: (String, u16), pin: Option<Pin>) {
        let Some(form) = self.manager().map(|manager| &mut manager.form) else {
            return;
        };
        if form.server().as_ref() == Some(&server) {
            let (host, port) = server;
            form.pin = Some((host, port, pin));
            if pin.is_none() && form.field == Some(SiteField::Pin) {
                form.go(false);
            }
        }
    }

    /// A key on the certificate that is trusted: whether it forgets it.
    pub(super) fn forgets_pin(&mut self, key: Key) -> bool {
        let Some(manager) = self.manager() else {
            return false;
        };
        let form = &manager.form;
        let here = manager.part == Part::Form && form.field == Some(SiteField::Pin);
        let is_key = matches!(key.code, KeyCode::Char(' ') | KeyCode::Delete);
        let Some((host, port)) = form.server().filter(|_| here && is_key) else {
            return false;
        };
        let said = "the certificate is forgotten: the next connection asks about it";
        manager.said = Some(said.into());
        manager.form.error = None;
        self.ask_engine(Command::Distrust { host, port });
        true
    }
}
