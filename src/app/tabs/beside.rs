//! A tab beside another one: what it begins with, and what all tabs have in common.

use super::TabStart;
use crate::app::{App, Effect, Focus};
use crate::engine::{Command, Place};
use crate::model::Shore;
use std::path::PathBuf;

impl App {
    /// A state for a tab beside this one, and what it asks for first.
    pub fn beside(&self, start: &TabStart) -> (Self, Vec<Effect>) {
        let local = match &self.local.place {
            Some(Place::Local(path)) => path.clone(),
            _ => PathBuf::from("/"),
        };
        let mut app = Self::new(self.size, local, self.home.clone(), self.demo, self.now);
        app.report_folder.clone_from(&self.report_folder);
        app.memory
            .bookmark_file
            .clone_from(&self.memory.bookmark_file);
        app.keeps_passwords = self.keeps_passwords;
        app.zone = self.zone.clone();
        app.watched = self.watched;
        app.local.sort = self.local.sort;
        app.local.show_hidden = self.local.show_hidden;
        app.remote.sort = self.remote.sort;
        app.remote.show_hidden = self.remote.show_hidden;
        app.keymap = self.keymap.clone();
        app.settings = self.settings.clone();
        // What was connected to last is offered first.
        app.site.clone_from(&self.site);
        app.mode = self.mode;
        app.focus = Focus::Pane(Shore::Remote);
        app.last_pane = Shore::Remote;
        app.limits = self.limits;
        app.ask_engine(Command::SetLimits(self.limits));
        app.take_over(self);
        app.refresh_pane(Shore::Local);
        match start {
            TabStart::Empty if self.demo => app.reconnect(),
            TabStart::Empty => {}
            TabStart::Site(stored) => app.connect_kept(stored),
            TabStart::Line(line) => app.begin_with_line(line),
        }
        let effects = std::mem::take(&mut app.effects);
        (app, effects)
    }

    /// Takes over what is the user's and no tab's, as another tab has it.
    pub fn keep_up_with(&mut self, other: &Self) -> Vec<Effect> {
        self.take_over(other);
        std::mem::take(&mut self.effects)
    }

    fn take_over(&mut self, other: &Self) {
        let keys = (self.settings.keys, &self.files.own_keys);
        let other_keys = (other.settings.keys, &other.files.own_keys);
        let keymap = keys != other_keys;
        if self.settings != other.settings {
            let before = std::mem::replace(&mut self.settings, other.settings.clone());
            self.heed_settings(&before);
        }
        if self.files != other.files {
            self.files = other.files.clone();
        }
        if keymap {
            self.keymap = other.keymap.clone();
            self.pending.clear();
        }
        // The engines share what holds them to it.
        self.limits = other.limits;
        if self.sites != other.sites {
            self.sites = other.sites.clone();
        }
        if self.line.history != other.line.history {
            self.line.history.clone_from(&other.line.history);
        }
        if self.memory.bookmarks != other.memory.bookmarks {
            self.memory.bookmarks = other.memory.bookmarks.clone();
        }
        self.shares = other.shares;
        self.watched = other.watched;
        self.mouse = other.mouse;
        self.keyring = self.keyring.or(other.keyring);
    }
}
