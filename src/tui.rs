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
use crossterm::event::Event;
use editing::ToEdit;
use futures_util::StreamExt;
use input::Events;
use jiff::tz::TimeZone;
use late::Heard;
use perform::{ForScreen, Outlets};
use shell::ShellOrder;
use signals::{Signals, Told};
use std::collections::VecDeque;
use std::future::poll_fn;
use std::task::Poll;
use std::time::Duration;
use tabs::Tabs;
use terminal::Screen;
use tokio::sync::mpsc::{self, UnboundedReceiver};
use tokio::time::{Instant, sleep_until};
use view::Look;
use wardrobe::Wardrobe;

/// Least time between two frames; what the user does is drawn without waiting for it.
const FRAME: Duration = Duration::from_millis(16);

/// Most time that is spent on what waits before a frame is due.
const DRAIN_TIME: Duration = Duration::from_millis(4);

/// Most messages that are taken before a frame is due, however many wait.
const BATCH: usize = 512;

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
    /// When the next tick is due.
    tick: Option<Instant>,
    exit: Option<ExitReason>,
    /// When an editor gave the terminal back last.
    edited: Option<Instant>,
    /// A shell that is to be run next.
    to_run: Option<ShellOrder>,
    /// What the user is to edit next.
    to_edit: Option<ToEdit>,
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
            tick: None,
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
            self.step().await?;
            self.drain().await?;
            if let Some(wish) = self.to_edit.take() {
                self.edit(wish).await?;
            }
            if let Some(order) = self.to_run.take() {
                self.run_shell(order).await?;
            }
            if self.dirty && (self.urgent || self.drawn.elapsed() >= FRAME) {
                self.draw()?;
            }
        }
    }

    /// Waits for one thing to happen, and takes it.
    async fn step(&mut self) -> Result<(), ScreenError> {
        if let Some(message) = self.ahead.pop_front() {
            return self.take(message);
        }
        let frame = self.drawn + FRAME;
        let tick = self.tick.unwrap_or(frame);
        let message = tokio::select! {
            biased;
            told = self.signals.next() => {
                return self.hear(told);
            }
            event = Self::next_event(&mut self.input) => self.typed(event),
            wrong = self.wardrobe.next() => Some(Message::Theme(wrong)),
            Some(message) = self.answers.recv() => Some(message),
            (tab, message) = self.tabs.next() => return self.take_for(tab, message),
            () = sleep_until(frame), if self.dirty => None,
            () = sleep_until(tick), if self.tick.is_some() => {
                self.tick = None;
                Some(Message::Tick)
            }
        };
        match message {
            Some(message) => self.take(message),
            None => Ok(()),
        }
    }

    /// Takes what else is ready, so that a flood of keys or events costs one frame.
    async fn drain(&mut self) -> Result<(), ScreenError> {
        let began = Instant::now();
        for _ in 0..BATCH {
            let due = self.drawn.elapsed() >= FRAME;
            if self.dirty && due && began.elapsed() >= DRAIN_TIME {
                return Ok(());
            }
            // Polled with this task's own waker: the stream keeps the first one it is given until
            // the next event, and with another one that event would wake nobody.
            if let Some(message) = self.ahead.pop_front() {
                self.take(message)?;
                continue;
            }
            let input = &mut self.input;
            let ready = poll_fn(|task| {
                let polled = input.as_mut().map(|input| input.poll_next_unpin(task));
                Poll::Ready(polled.unwrap_or(Poll::Pending))
            })
            .await;
            let message = if let Poll::Ready(event) = ready {
                self.typed(event)
            } else if let Ok(message) = self.answers.try_recv() {
                Some(message)
            } else if let Some((tab, message)) = self.tabs.ready() {
                self.take_for(tab, message)?;
                None
            } else {
                return Ok(());
            };
            if let Some(message) = message {
                self.take(message)?;
            }
            if self.exit.is_some() {
                return Ok(());
            }
        }
        Ok(())
    }

    /// The message for an event of the terminal. When it has no more, it is gone.
    fn typed(&mut self, event: Option<std::io::Result<Event>>) -> Option<Message> {
        if let Some(Ok(event)) = event {
            match self.wardrobe.listener.hear(event) {
                Heard::Events(events) => {
                    self.ahead
                        .extend(events.into_iter().filter_map(input::message));
                }
                Heard::Kept => {}
                Heard::Background(background) => {
                    self.wardrobe.see(background);
                    self.dress();
                }
            }
            let message = self.ahead.pop_front();
            self.urgent |= message.is_some();
            return message;
        }
        self.exit = Some(ExitReason::HungUp);
        None
    }

    /// Takes something for the tab on the screen.
    fn take(&mut self, mut message: Message) -> Result<(), ScreenError> {
        if let Message::Mouse(mouse) = &mut message {
            // What is clicked is what is there now.
            if self.dirty && mouse.event.begins() {
                self.draw()?;
            }
            mouse.spot = self.screen.spot_at(mouse.at);
        }
        let looked_at = matches!(message, Message::Focus(true));
        let again = matches!(message, Message::Settings(Ok(_)));
        let dresses = matches!(message, Message::Theme(_));
        self.take_for(self.tabs.front.id, message)?;
        let appearance = &self.tabs.front.app.settings.appearance;
        if self.wardrobe.follow(appearance, again) || dresses {
            self.dress();
        }
        if looked_at && self.wardrobe.follows_background() {
            // It may have changed while another program was looked at.
            self.wardrobe.listener.expect();
            self.screen.ask_background()?;
        }
        Ok(())
    }

    /// Lets the state of a tab change, and performs what it asks for.
    fn take_for(&mut self, id: TabId, message: Message) -> Result<(), ScreenError> {
        let Some(tab) = self.tabs.get(id) else {
            return Ok(());
        };
        let wishes = tab.update(message);
        self.dirty |= id == self.tabs.front.id;
        for wish in wishes {
            self.obey(id, wish)?;
        }
        self.tell_tabs(id)?;
        let next = self.tabs.front.app.next_tick();
        let next = next.map(|after| Instant::now() + after);
        self.tick = match (self.tick, next) {
            (Some(due), Some(next)) => Some(due.min(next)),
            (_, next) => next,
        };
        Ok(())
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
            ForScreen::Edit(purpose, text) => self.to_edit = Some(ToEdit::Text(purpose, text)),
            ForScreen::EditFile(id, path) => self.to_edit = Some(ToEdit::File(id, path)),
            ForScreen::Clipboard(text) => self.screen.copy(&text)?,
            ForScreen::Shell(order) => self.to_run = Some(order),
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
