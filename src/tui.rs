//! The screen: the loop that takes what happens, lets the state change, performs what it asks for
//! and draws. Nothing here waits for the network or the disk.

mod arranging;
mod asking;
mod editing;
mod editor;
pub mod glyphs;
pub mod input;
mod late;
mod leaving;
mod local_work;
mod notice;
mod options;
mod passwords;
mod perform;
mod settings;
mod shell;
mod signals;
mod sites;
mod tabs;
mod taking;
pub mod terminal;
pub mod text;
pub mod theme;
mod title;
mod turns;
pub mod view;
mod wardrobe;

pub use crate::app::UserFiles;
pub use options::{ExitReason, ScreenOptions, key_rows, own_keys};
pub use terminal::ScreenError;
pub use theme::ThemeChoice;
pub use wardrobe::OwnTheme;

use crate::app::{Message, TabId};
use crate::engine::{self, EngineOptions};
use editing::ToEdit;
use input::Events;
use jiff::tz::TimeZone;
use perform::{ForScreen, Outlets};
use shell::ShellOrder;
use signals::{Signals, Told};
use std::collections::VecDeque;
use std::time::Duration;
use tabs::Tabs;
use terminal::Screen;
use tokio::sync::mpsc::{self, UnboundedReceiver};
use tokio::time::Instant;
use view::Look;
use wardrobe::Wardrobe;

/// Least time between two frames; what the user does is drawn without waiting for it.
const FRAME: Duration = Duration::from_millis(16);

/// Shows the screen until the user quits or a signal ends it. Runs on the main thread (see
/// [`Screen::enter`]). On return the terminal is as it was, and the engines, one for each tab, have
/// been asked to end and given two seconds for it. What the user has to know after that is told
/// with `tell`, a line each.
///
/// # Errors
/// Where there is no terminal, or where it fails.
pub async fn run(
    options: ScreenOptions,
    engines: EngineOptions,
    tell: fn(&str),
) -> Result<ExitReason, ScreenError> {
    let unsent = options.unsent.clone();
    let mut stage = Stage::open(options, engines)?;
    let reason = stage.play().await;
    let Stage { screen, tabs, .. } = stage;
    drop(screen);
    let copies = tabs.end().await;
    // Not on a thread of its own: it is the last thing that is done.
    for line in leaving::leave(copies, unsent.as_deref()) {
        tell(&line);
    }
    reason
}

/// All that the loop holds.
struct Stage {
    tabs: Tabs,
    look: Look,
    wardrobe: Wardrobe,
    /// Messages that are taken before all others.
    ahead: VecDeque<Message>,
    screen: Screen,
    /// The terminal's events; `None` while an editor has the terminal.
    input: Option<Events>,
    signals: Signals,
    /// What is told to no tab in particular.
    answers: UnboundedReceiver<Message>,
    /// Something has changed since the last frame.
    dirty: bool,
    /// And the user waits for it.
    urgent: bool,
    drawn: Instant,
    exit: Option<ExitReason>,
    /// When an editor gave the terminal back last.
    edited: Option<Instant>,
    /// A shell that is to be run next, and the tab that asked for it.
    to_run: Option<(TabId, ShellOrder)>,
    /// What the user is to edit next, and for which tab.
    to_edit: Option<(TabId, ToEdit)>,
}

impl Stage {
    fn open(options: ScreenOptions, engines: EngineOptions) -> Result<Self, ScreenError> {
        turns::for_this_thread();
        engine::give_way();
        let signals = Signals::listen()?;
        let (mut screen, typed, wardrobe) = Wardrobe::open(&options)?;
        let appearance = &options.settings.appearance;
        let look = Look::worn(wardrobe.clothes(), appearance, TimeZone::system());
        let (passwords, settings_file) = (options.passwords.clone(), options.settings_file.clone());
        let (sites, history) = (options.sites.clone(), options.history.clone());
        let (app, effects) = options.app(screen.size()?, look.zone.clone());
        screen.set_mouse(app.mouse)?;
        let (sender, answers) = mpsc::unbounded_channel();
        terminal::tell_crashes_to(sender.clone());
        let outlets = Outlets {
            // Each tab has its own.
            commands: mpsc::unbounded_channel().0,
            settings: settings::start(settings_file, sender.clone()),
            sites: sites::start(sites, passwords.clone()),
            passwords: passwords::start(passwords),
            history,
            answers: sender,
        };
        let mut stage = Self {
            tabs: Tabs::open(app, engines, &outlets),
            look,
            wardrobe,
            ahead: typed.into_iter().map(Message::Key).collect(),
            screen,
            input: Some(Events::new()),
            signals,
            answers,
            dirty: true,
            urgent: false,
            drawn: Instant::now(),
            exit: None,
            edited: None,
            to_run: None,
            to_edit: None,
        };
        let front = stage.tabs.front.id;
        for wish in stage.tabs.front.perform(effects) {
            stage.obey(front, wish)?;
        }
        stage.draw()?;
        Ok(stage)
    }

    async fn play(&mut self) -> Result<ExitReason, ScreenError> {
        loop {
            if let Some(reason) = self.exit {
                return Ok(reason);
            }
            if !self.is_to_lend() {
                self.step().await?;
                self.drain().await?;
            }
            if let Some((tab, wish)) = self.to_edit.take() {
                self.edit(tab, wish).await?;
            }
            if let Some((tab, order)) = self.to_run.take() {
                self.run_shell(tab, order).await?;
            }
            if self.dirty && (self.urgent || self.drawn.elapsed() >= FRAME) {
                self.draw()?;
            }
        }
    }

    fn obey(&mut self, from: TabId, wish: ForScreen) -> Result<(), ScreenError> {
        match wish {
            ForScreen::Nothing => {}
            ForScreen::Suspend => {
                let stopped = Instant::now();
                self.screen.stop()?;
                // We are here again when we have been continued, or at once where the system did not
                // stop us.
                self.screen.resume()?;
                self.ahead.push_back(Message::Continued(stopped.elapsed()));
            }
            ForScreen::Edit(purpose, text) => {
                self.to_edit = Some((from, ToEdit::Text(purpose, text)));
            }
            ForScreen::EditFile(id, path) => self.to_edit = Some((from, ToEdit::File(id, path))),
            ForScreen::Clipboard(text) => self.screen.copy(&text)?,
            ForScreen::Shell(order) => self.to_run = Some((from, order)),
            ForScreen::Mouse(ours) => self.screen.set_mouse(ours)?,
            ForScreen::Notify(text) => self.screen.notify(&text)?,
            ForScreen::Tab(order) => self.arrange_tabs(from, order)?,
            ForScreen::Redraw => {
                self.screen.forget();
                self.dirty = true;
            }
            ForScreen::Quit => {
                self.exit = self.exit.or(Some(ExitReason::Quit));
                // The others end as well, each as it would alone.
                for tab in self.tabs.others(from) {
                    self.take_for(tab, Message::Terminate)?;
                }
            }
        }
        Ok(())
    }

    /// Heeds a signal.
    fn hear(&mut self, told: Told) -> Result<(), ScreenError> {
        match told {
            // It may arrive after the editor that it was meant for, and that it has ended.
            Told::End(ExitReason::Interrupted) if self.was_just_editing() => Ok(()),
            Told::End(reason) => {
                self.exit = Some(reason);
                self.take(Message::Terminate)
            }
            Told::Continued => {
                self.screen.resume()?;
                self.measure()
            }
            Told::Resized => self.measure(),
        }
    }

    /// Takes the size of the terminal, and draws in full even where it is the same again: on the way
    /// there the terminal may have lost what it showed.
    fn measure(&mut self) -> Result<(), ScreenError> {
        let (columns, rows) = self.screen.size()?;
        self.screen.forget();
        for tab in self.tabs.others(self.tabs.front.id) {
            self.take_for(tab, Message::Resize(columns, rows))?;
        }
        self.take(Message::Resize(columns, rows))
    }

    fn dress(&mut self) {
        let appearance = &self.tabs.front.app.settings.appearance;
        self.look = Look::worn(self.wardrobe.clothes(), appearance, self.look.zone.clone());
        self.dirty = true;
    }

    fn draw(&mut self) -> Result<(), ScreenError> {
        let app = &self.tabs.front.app;
        self.screen.draw(app, &self.look)?;
        self.screen.show_progress(title::progress_if_wanted(app))?;
        (self.dirty, self.urgent) = (false, false);
        self.drawn = Instant::now();
        Ok(())
    }
}
