//! The first thing that is done, and on what.

use super::{App, Effect, Pane};
use crate::engine::Command;
use crate::model::{Shore, Site};

impl App {
    /// What is to be done first: the local directory is listed, and `site` is connected to. If it
    /// names a user but no password, the connect form asks for it.
    pub fn start(&mut self, site: Option<Site>) -> Vec<Effect> {
        self.begin_panes();
        self.refresh_pane(Shore::Local);
        self.mouse = self.settings.mouse;
        self.limits = self.settings.limits;
        if !self.limits.is_none() {
            self.ask_engine(Command::SetLimits(self.limits));
        }
        if let Some(site) = site {
            self.connect_from_command_line(site);
        }
        std::mem::take(&mut self.effects)
    }

    /// One of the two panes.
    pub fn pane(&self, shore: Shore) -> &Pane {
        match shore {
            Shore::Local => &self.local,
            Shore::Remote => &self.remote,
        }
    }
}
