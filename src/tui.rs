//! The screen: the loop that takes what happens, lets the state change, performs what it asks for
//! and draws. Nothing here waits for the network or the disk.

mod editing;
mod editor;
pub mod glyphs;
pub mod input;
mod notice;
mod passwords;
mod perform;
mod signals;
pub mod terminal;
pub mod text;
pub mod theme;
mod title;
pub mod view;

pub use terminal::ScreenError;
pub use theme::ThemeChoice;

use crate::app::{App, EditPurpose, Message};
use crate::engine::{Command, EngineHandle};
use crate::model::{Settings, Site};
use crossterm::event::{Event, EventStream};
use futures_util::StreamExt;
use glyphs::Glyphs;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use perform::{ForScreen, Outlets, perform};
use signals::{Signals, Told};
use std::future::poll_fn;
use std::path::PathBuf;
use std::task::Poll;
use std::time::Duration;
use terminal::Screen;
use theme::{Surroundings, Theme};
use tokio::sync::mpsc::{self, UnboundedReceiver};
use tokio::time::{Instant, sleep_until, timeout};
use view::Look;

/// Least time between two frames.
const FRAME: Duration = Duration::from_millis(16);

/// Most messages that are taken before a frame is due, however many wait.
const BATCH: usize = 512;

/// How long the engine may take to end in order.
const FAREWELL: Duration = Duration::from_secs(2);

/// How the screen is to start.
#[derive(Debug)]
pub struct ScreenOptions {
    /// The theme asked for.
    pub theme: ThemeChoice,
    /// Draw with ASCII characters only.
    pub ascii: bool,
    /// Where to connect at once.
    pub site: Option<Site>,
    /// The directory that the local pane shows first.
    pub local: PathBuf,
    /// The folder that reports are saved in; `None` where there is none.
    pub report_folder: Option<PathBuf>,
    /// The file with the kept and visited folders; `None` where none are to be kept.
    pub bookmarks: Option<PathBuf>,
    /// The file with stored passwords; `None` where none are to be stored.
    pub passwords: Option<PathBuf>,
    /// This is the demo: said on the screen.
    pub demo: bool,
    /// What the user has settled.
    pub settings: Settings,
    /// What is wrong with the file that says so, a line each, safe to show.
    pub wrong_settings: Vec<String>,
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

/// Shows the screen until the user quits or a signal ends it. Runs on the main thread (see
/// [`Screen::enter`]). On return the terminal is as it was, and the engine has been asked to end and
/// given two seconds for it.
///
/// # Errors
/// Where there is no terminal, or where it fails.
pub async fn run(options: ScreenOptions, engine: EngineHandle) -> Result<ExitReason, ScreenError> {
    let mut stage = Stage::open(options, engine)?;
    let reason = stage.play().await;
    let Stage { screen, engine, .. } = stage;
    drop(screen);
    farewell(engine).await;
    reason
}

/// Lets the engine end in order: part files out of the way, QUIT on each session.
async fn farewell(mut engine: EngineHandle) {
    if engine.commands.send(Command::Quit).is_ok() {
        let ended = async { while engine.events.recv().await.is_some() {} };
        let _ = timeout(FAREWELL, ended).await;
    }
}

/// All that the loop holds.
struct Stage {
    app: App,
    look: Look,
    screen: Screen,
    engine: EngineHandle,
    /// Cleared when the engine has ended, so that its closed channels are not asked again.
    engine_lives: bool,
    /// The terminal's events; `None` while an editor has the terminal.
    input: Option<EventStream>,
    signals: Signals,
    outlets: Outlets,
    answers: UnboundedReceiver<Message>,
    /// Something has changed since the last frame.
    dirty: bool,
    drawn: Instant,
    /// When the next tick is due.
    tick: Option<Instant>,
    exit: Option<ExitReason>,
    /// When an editor gave the terminal back last.
    edited: Option<Instant>,
    /// What the user is to edit next.
    to_edit: Option<(EditPurpose, String)>,
}

impl Stage {
    fn open(options: ScreenOptions, engine: EngineHandle) -> Result<Self, ScreenError> {
        let look = Look {
            theme: Theme::choose(options.theme, &Surroundings::of_process()),
            glyphs: Glyphs::choose(options.ascii),
            zone: TimeZone::system(),
        };
        let signals = Signals::listen()?;
        let screen = Screen::enter()?;
        let home = directories::BaseDirs::new().map(|user| user.home_dir().to_owned());
        let size = screen.size()?;
        let mut app = App::new(size, options.local, home, options.demo, Timestamp::now());
        app.report_folder = options.report_folder;
        app.memory.bookmark_file = options.bookmarks;
        app.zone = look.zone.clone();
        app.keeps_passwords = options.passwords.is_some();
        app.settings = options.settings;
        let effects = app.start(options.site);
        app.tell_wrong_settings(options.wrong_settings);
        let (sender, answers) = mpsc::unbounded_channel();
        let mut stage = Self {
            app,
            look,
            screen,
            outlets: Outlets {
                commands: engine.commands.clone(),
                passwords: passwords::start(options.passwords, sender.clone()),
                answers: sender,
            },
            engine,
            engine_lives: true,
            input: Some(EventStream::new()),
            signals,
            answers,
            dirty: true,
            drawn: Instant::now(),
            tick: None,
            exit: None,
            edited: None,
            to_edit: None,
        };
        for effect in effects {
            let wish = perform(effect, &stage.outlets);
            stage.obey(wish)?;
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
            if let Some((purpose, text)) = self.to_edit.take() {
                self.edit(purpose, text).await?;
            }
            if self.dirty && self.drawn.elapsed() >= FRAME {
                self.draw()?;
            }
        }
    }

    /// Waits for one thing to happen, and takes it.
    async fn step(&mut self) -> Result<(), ScreenError> {
        let frame = self.drawn + FRAME;
        let tick = self.tick.unwrap_or(frame);
        let message = tokio::select! {
            biased;
            told = self.signals.next() => {
                return self.hear(told);
            }
            event = Self::next_event(&mut self.input) => self.typed(event),
            message = self.answers.recv() => message,
            event = self.engine.events.recv(), if self.engine_lives => {
                self.engine_lives = event.is_some();
                event.map(Message::Engine)
            }
            changed = self.engine.snapshot.changed(), if self.engine_lives => {
                changed.ok().map(|()| self.snapshot())
            }
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
        for _ in 0..BATCH {
            // Polled with this task's own waker: the stream keeps the first one it is given until
            // the next event, and with another one that event would wake nobody.
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
            } else if let Ok(event) = self.engine.events.try_recv() {
                Some(Message::Engine(event))
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
            return input::message(event);
        }
        self.exit = Some(ExitReason::HungUp);
        None
    }

    fn snapshot(&mut self) -> Message {
        Message::Snapshot(self.engine.snapshot.borrow_and_update().clone())
    }

    /// Lets the state change, and performs what it asks for.
    fn take(&mut self, message: Message) -> Result<(), ScreenError> {
        let effects = self.app.update(message, Timestamp::now());
        self.dirty = true;
        for effect in effects {
            match perform(effect, &self.outlets) {
                ForScreen::Suspend => {
                    self.screen.stop()?;
                    // We are here again when we have been continued, or at once where the system
                    // did not stop us.
                    self.screen.resume()?;
                }
                wish => self.obey(wish)?,
            }
        }
        let next = self.app.next_tick().map(|after| Instant::now() + after);
        self.tick = match (self.tick, next) {
            (Some(due), Some(next)) => Some(due.min(next)),
            (_, next) => next,
        };
        Ok(())
    }

    fn obey(&mut self, wish: ForScreen) -> Result<(), ScreenError> {
        match wish {
            ForScreen::Nothing | ForScreen::Suspend => {}
            ForScreen::Edit(purpose, text) => self.to_edit = Some((purpose, text)),
            ForScreen::Notify(text) => self.screen.notify(&text)?,
            ForScreen::Redraw => {
                self.screen.forget();
                self.dirty = true;
            }
            ForScreen::Quit => self.exit = self.exit.or(Some(ExitReason::Quit)),
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
        self.take(Message::Resize(columns, rows))
    }

    fn draw(&mut self) -> Result<(), ScreenError> {
        self.screen.draw(&self.app, &self.look)?;
        self.dirty = false;
        self.drawn = Instant::now();
        Ok(())
    }
}
