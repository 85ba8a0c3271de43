//! How the screen starts, and why it ends.

use super::settings;
use super::wardrobe::OwnTheme;
use crate::app::{App, Effect, Keymap, OwnKeys, UserFiles};
use crate::fs::{history, unsent};
use crate::model::settings::Keys;
use crate::model::{KeyRow, Settings, Site, clock};
use crate::sites::SiteFiles;
use jiff::tz::TimeZone;
use std::path::{Path, PathBuf};

/// How the screen is to start.
#[derive(Debug)]
pub struct ScreenOptions {
    /// Where to connect at once.
    pub site: Option<Site>,
    /// The directory that the local pane shows first.
    pub local: PathBuf,
    /// The folder that reports are saved in; `None` where there is none.
    pub report_folder: Option<PathBuf>,
    /// The file with stored passwords; `None` where none are to be stored.
    pub passwords: Option<PathBuf>,
    /// The file with the kept and visited folders; `None` where none are to be kept.
    pub bookmarks: Option<PathBuf>,
    /// The files with the sites.
    pub sites: SiteFiles,
    /// The file with the lines of the command line; `None` where none are kept.
    pub history: Option<PathBuf>,
    /// The file that notes which edited texts are not back on a server; `None` where none is kept.
    pub unsent: Option<PathBuf>,
    /// This is the demo: said on the screen.
    pub demo: bool,
    /// What the user has settled, and said on the command line.
    pub settings: Settings,
    /// What the user's files say.
    pub files: UserFiles,
    /// The file with the settings; `None` where changes are not kept.
    pub settings_file: Option<PathBuf>,
    /// The user's own theme, where the settings name one.
    pub own_theme: OwnTheme,
    /// What is wrong with the file that says so, a line each, safe to show.
    pub wrong_settings: Vec<String>,
    /// What the user is to be warned of, a line each.
    pub warnings: Vec<&'static str>,
}

impl ScreenOptions {
    /// The program as it begins on a screen of this size, and what it asks for first.
    pub(super) fn app(self, size: (u16, u16), zone: TimeZone) -> (App, Vec<Effect>) {
        let home = directories::BaseDirs::new().map(|user| user.home_dir().to_owned());
        let mut app = App::new(size, self.local, home, self.demo, clock::now());
        app.report_folder = self.report_folder;
        app.memory.bookmark_file = self.bookmarks;
        app.zone = zone;
        app.keeps_passwords = self.passwords.is_some();
        app.settings = self.settings;
        app.files = self.files;
        if let Some(file) = &self.history {
            // Without the lines of before it goes as well.
            app.line.history = history::load(file).unwrap_or_default();
        }
        let (book, wrong_sites) = self.sites.load();
        app.sites = book;
        let mut wrong = self.wrong_settings;
        wrong.extend(wrong_sites.iter().map(ToString::to_string));
        wrong.extend(app.compose_keys().err().map(|error| error.to_string()));
        let effects = app.start(self.site);
        app.tell_wrong_theme(&self.own_theme.wrong);
        app.tell_wrong_settings(wrong);
        app.warn(&self.warnings);
        if let Some(file) = &self.unsent {
            match unsent::load(file) {
                Ok(told) => app.tell_unsent_of_last_time(&told),
                Err(error) => tracing::warn!(%error, "the note of unsent texts was not read"),
            }
        }
        (app, effects)
    }
}

/// Why the screen ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExitReason {
    /// The user quit.
    Quit,
    /// SIGINT from outside; Ctrl-C on the terminal is a key.
    Interrupted,
    /// SIGTERM.
    Terminated,
    /// SIGHUP, or the terminal is gone.
    HungUp,
}

impl ExitReason {
    /// The exit status of the process: 0, or 128 and the number of the signal.
    pub fn code(self) -> u8 {
        match self {
            Self::Quit => 0,
            Self::HungUp => 129,
            Self::Interrupted => 130,
            Self::Terminated => 143,
        }
    }
}

/// The user's own keys, where they go with the keymap that is chosen.
///
/// # Errors
/// A line that says what is wrong with them, and where.
pub fn own_keys(chosen: Keys, file: Option<&Path>) -> Result<Option<OwnKeys>, String> {
    let own = settings::own_keys(file)?;
    let checked = Keymap::of(chosen, own.as_ref());
    checked.map(|_| own).map_err(|error| error.to_string())
}

/// All keys that are in force.
pub fn key_rows(chosen: Keys, own: Option<&OwnKeys>) -> Vec<KeyRow> {
    Keymap::of(chosen, own).map_or_else(|_| Vec::new(), |keymap| keymap.rows())
}
