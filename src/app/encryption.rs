//! How the connection is to be protected: the choices of the connect form and of the menu.

use super::connecting::Attempt;
use super::{Action, App, Link, ToastKind};
use crate::model::Security;

/// The choices, with the item of the menu that stands for each and has its words.
pub const SECURITIES: [(Security, Action); 4] = [
    (Security::Preferred, Action::SecurityPreferred),
    (Security::Required, Action::SecurityRequired),
    (Security::Implicit, Action::SecurityImplicit),
    (Security::Plain, Action::SecurityPlain),
];

/// The choice that an item of the menu stands for.
pub(super) fn security_of(action: Action) -> Option<Security> {
    let choice = SECURITIES.iter().find(|(_, item)| *item == action);
    choice.map(|(security, _)| *security)
}

/// The choice `step` places further on, round the end.
pub(super) fn neighbour(security: Security, step: usize) -> Security {
    let at = SECURITIES.iter().position(|(known, _)| *known == security);
    let next = (at.unwrap_or(0) + step) % SECURITIES.len();
    SECURITIES.get(next).map_or(security, |(next, _)| *next)
}

impl App {
    /// Whether the site connected to last is protected in this way.
    pub(super) fn is_protected_by(&self, security: Security) -> bool {
        let site = self.site.as_ref();
        site.is_some_and(|site| site.security == security)
    }

    /// Connects to the same site once more, protected in another way. A port that is the custom of
    /// one becomes that of the other.
    pub(super) fn choose_security(&mut self, security: Security) {
        let Some(mut site) = self.site.clone() else {
            return self.say_not_connected(ToastKind::Info);
        };
        let offline = matches!(self.link, Link::Offline { .. });
        if site.security == security && !offline {
            return self.say(
                ToastKind::Info,
                "the connection is made in this way already",
            );
        }
        if site.port == site.security.standard_port() {
            site.port = security.standard_port();
        }
        site.security = security;
        site.mode = self.mode;
        self.connect(site, Attempt::Again);
    }
}
