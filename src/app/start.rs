//! The first thing that is done; and where everything on the screen is.

use super::{App, Areas, Effect, Layout, Pane};
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

    /// How the screen is shared out at its present size.
    pub fn layout(&self) -> Layout {
        let layout = Layout::shared_out(self.size.0, self.size.1, &self.shares);
        layout.with_tabs(self.tabs.is_shown())
    }

    /// Where everything of the main screen is.
    pub fn areas(&self) -> Areas {
        self.layout().areas(self.focus, self.active())
    }

    /// One of the two panes.
    pub fn pane(&self, shore: Shore) -> &Pane {
        match shore {
            Shore::Local => &self.local,
            Shore::Remote => &self.remote,
        }
    }
}
