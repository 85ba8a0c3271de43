//! What the user has settled: given to new sites, and what is wrong with it told.

use super::connecting::Attempt;
use super::{App, ToastKind};
use crate::engine::{Command, LogKind};
use crate::model::{Settings, Site};

impl App {
    /// Shows what is wrong with the settings; until that is put right the defaults hold.
    pub fn tell_wrong_settings(&mut self, wrong: Vec<String>) {
        self.log_wrong_settings(&wrong);
        let Some(first) = wrong.first() else { return };
        if self.overlay.is_some() {
            return self.say(ToastKind::Error, first.clone());
        }
        let mut lines = wrong;
        lines.push("The defaults hold until this is put right.".into());
        self.tell("The settings cannot be read", lines);
    }

    /// Warns of what was noticed before there was a screen. It stays until a key, since much happens in
    /// the first moments.
    pub fn warn(&mut self, warnings: &[&str]) {
        for text in warnings {
            self.say(ToastKind::Error, *text);
        }
    }

    pub(super) fn log_wrong_settings(&mut self, wrong: &[String]) {
        for text in wrong {
            self.log_own(LogKind::Error, text.clone());
        }
    }

    /// Does what a change of the settings asks for at once; the rest of them is looked at when it
    /// matters.
    pub(super) fn heed_settings(&mut self, before: &Settings) {
        let now = self.settings.clone();
        if now.limits != before.limits {
            self.limits = now.limits;
            self.ask_engine(Command::SetLimits(now.limits));
        }
        if now.mouse != before.mouse {
            self.set_mouse(now.mouse);
        }
        if (now.panes.sort, now.panes.hidden) != (before.panes.sort, before.panes.hidden) {
            self.begin_panes();
        }
        if now.sessions != before.sessions {
            if let Some(site) = &mut self.site {
                site.transfer_sessions = now.sessions;
            }
            self.ask_engine(Command::SetSessions(now.sessions));
        }
        if let Some(site) = self.site.as_mut().filter(|_| now.policy != before.policy) {
            site.policy = now.policy;
        }
    }

    /// A site that the form describes moves files as the one before, or as is settled for all.
    pub(super) fn settle(&self, site: &mut Site, attempt: &Attempt) {
        if !matches!(attempt, Attempt::Form(_)) {
            return;
        }
        match &self.site {
            Some(before) => {
                site.policy = before.policy;
                if before.label() == site.label() {
                    site.limits = before.limits;
                }
            }
            None => self.settings.shape(site),
        }
    }
}
