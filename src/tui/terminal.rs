//! The terminal: taken over on entering, given back on leaving, whichever way the program leaves.

use super::asking::{self, Answers};
use super::title;
use super::view::{self, Look};
use crate::app::{self, App, Message, Spot};
use crate::model::text::display_safe_str;
use crossterm::cursor::{MoveTo, Show};
use crossterm::event::{
    DisableBracketedPaste, DisableFocusChange, EnableBracketedPaste, EnableFocusChange,
    KeyboardEnhancementFlags, PopKeyboardEnhancementFlags, PushKeyboardEnhancementFlags,
};
use crossterm::style::Print;
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
    SetTitle, disable_raw_mode, enable_raw_mode, size,
};
use crossterm::{execute, queue};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::layout::{Position, Rect};
use rustix::process::{Signal, getpgrp, kill_process_group};
use std::io::{self, BufWriter, IsTerminal, Stdout, Write};
use std::panic::{self, PanicHookInfo};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, Once};
use tokio::sync::mpsc::UnboundedSender;

/// Why there is no screen.
#[derive(Debug, thiserror::Error)]
pub enum ScreenError {
    /// There is no terminal to draw on.
    #[error(
        "{0}, so there is no screen to draw on. The subcommands need none: \
         twoport ls, twoport get, twoport put (see twoport --help)"
    )]
    NoTerminal(&'static str),
    /// The terminal failed.
    #[error("the terminal failed: {0}")]
    Io(#[from] io::Error),
}

/// Whether the terminal is taken over. The panic hook has no other way to know.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// Who is told of crashes. The panic hook has no other way to know.
static CRASHES: Mutex<Option<UnboundedSender<Message>>> = Mutex::new(None);

/// Whether the mouse is ours while the terminal is.
static MOUSE: AtomicBool = AtomicBool::new(false);

/// Take the mouse, and give it back: presses and motion with a button down (1002), in a form that
/// reaches over all columns (1006). Motion without a button (1003) is not wanted: it would be a flood.
const TAKE_MOUSE: &str = "\x1b[?1002h\x1b[?1006h";
const GIVE_MOUSE: &str = "\x1b[?1006l\x1b[?1002l";
/// Whether the terminal tells keys apart as kitty does, when asked to.
static KITTY: AtomicBool = AtomicBool::new(false);

/// Whether the terminal shows a progress that has to be taken off again.
static PROGRESS: AtomicBool = AtomicBool::new(false);

/// Esc and Alt are told apart from the beginning of a sequence (kitty's protocol, flag 1).
const KEYS_APART: PushKeyboardEnhancementFlags =
    PushKeyboardEnhancementFlags(KeyboardEnhancementFlags::DISAMBIGUATE_ESCAPE_CODES);

/// Save and restore the window's title (xterm window operations 22 and 23).
const SAVE_TITLE: &str = "\x1b[22;2t";
const RESTORE_TITLE: &str = "\x1b[23;2t";

/// The terminal while it is ours. Dropping it gives it back.
pub struct Screen {
    terminal: Terminal<CrosstermBackend<BufWriter<Stdout>>>,
    title: String,
    /// What can be clicked in the last frame, what lies on top last.
    spots: Vec<(Rect, Spot)>,
    /// The progress that the terminal shows, as it was told; `None` where it is told none.
    progress: Option<String>,
    /// What the terminal shows is not known: the next frame has to be drawn in full.
    forgotten: bool,
}

impl Screen {
    /// Takes the terminal over: raw mode, alternate screen, bracketed paste, focus events. It is asked
    /// what it can do, with `background` also for the colour of that. To be called on the main
    /// thread: a panic there gives the terminal back before it is printed, a panic of another thread
    /// is logged and the screen lives on.
    ///
    /// # Errors
    /// [`ScreenError::NoTerminal`] where there is none, or a dumb one.
    pub fn enter(background: bool) -> Result<(Self, Answers), ScreenError> {
        if std::env::var_os("TERM").is_some_and(|term| term == "dumb") {
            return Err(ScreenError::NoTerminal("TERM is dumb"));
        }
        if !io::stdout().is_terminal() {
            return Err(ScreenError::NoTerminal("standard output is no terminal"));
        }
        if !io::stdin().is_terminal() {
            return Err(ScreenError::NoTerminal("standard input is no terminal"));
        }
        hook_panics();
        let writer = BufWriter::with_capacity(1 << 16, io::stdout());
        let terminal = Terminal::new(CrosstermBackend::new(writer))?;
        take()?;
        let term = std::env::var("TERM").unwrap_or_default();
        let answers = asking::ask(&term, background)?;
        if answers.kitty {
            KITTY.store(true, Ordering::SeqCst);
            execute!(io::stdout(), KEYS_APART)?;
        }
        let screen = Self {
            terminal,
            title: String::new(),
            spots: Vec::new(),
            progress: None,
            forgotten: false,
        };
        Ok((screen, answers))
    }

    /// Asks for the colour of the background; the answer comes with the keys.
    pub(super) fn ask_background(&mut self) -> io::Result<()> {
        execute!(self.terminal.backend_mut(), Print(asking::BACKGROUND))
    }

    /// Tells the terminal how far the transfers are, or that it is told no more.
    pub(super) fn show_progress(&mut self, progress: Option<String>) -> io::Result<()> {
        if progress == self.progress {
            return Ok(());
        }
        let told = progress.as_deref().unwrap_or(title::NO_PROGRESS);
        PROGRESS.store(told != title::NO_PROGRESS, Ordering::SeqCst);
        execute!(self.terminal.backend_mut(), Print(told))?;
        self.progress = progress;
        Ok(())
    }

    /// The size in cells: columns, rows.
    pub fn size(&self) -> io::Result<(u16, u16)> {
        size()
    }

    /// Draws a frame, as one update where the terminal can do that, and the title if it changed.
    pub fn draw(&mut self, app: &App, look: &Look) -> io::Result<()> {
        queue!(self.terminal.backend_mut(), BeginSynchronizedUpdate)?;
        if std::mem::take(&mut self.forgotten) {
            // `Terminal::clear` would ask where the cursor is, and the event stream, which reads
            // the terminal too, keeps the answer from it.
            let (columns, rows) = size()?;
            self.terminal.resize(Rect::new(0, 0, columns, rows))?;
        }
        let mut picture = view::Picture::default();
        self.terminal
            .draw(|frame| picture = view::draw_picture(frame, app, look))?;
        self.spots = picture.spots;
        if let Some(parked) = picture.parked {
            queue!(self.terminal.backend_mut(), MoveTo(parked.x, parked.y))?;
        }
        let title = title::of(app, look.glyphs);
        if title != self.title {
            queue!(self.terminal.backend_mut(), SetTitle(&title))?;
            self.title = title;
        }
        queue!(self.terminal.backend_mut(), EndSynchronizedUpdate)?;
        self.terminal.backend_mut().flush()
    }

    /// What can be clicked at a cell of the last frame.
    pub fn spot_at(&self, at: app::Position) -> Option<Spot> {
        let at = Position::new(at.column, at.row);
        let found = self.spots.iter().rev().find(|(area, _)| area.contains(at));
        found.map(|(_, spot)| spot.clone())
    }

    /// Takes the mouse from the terminal, or gives it back.
    pub fn set_mouse(&mut self, ours: bool) -> io::Result<()> {
        let was = MOUSE.swap(ours, Ordering::SeqCst);
        if was == ours || !TAKEN.load(Ordering::SeqCst) {
            return Ok(());
        }
        let sequence = if ours { TAKE_MOUSE } else { GIVE_MOUSE };
        execute!(io::stdout(), Print(sequence))
    }

    /// Tells the terminal that there is something to look at.
    pub fn notify(&mut self, text: &str) -> io::Result<()> {
        let terminal = std::env::var("TERM").unwrap_or_default();
        let sequence = super::notice::sequence(text, &terminal);
        self.terminal.backend_mut().write_all(sequence.as_bytes())?;
        self.terminal.backend_mut().flush()
    }

    /// Puts a text on the terminal's clipboard. It is never read from there.
    pub fn copy(&mut self, text: &str) -> io::Result<()> {
        let sequence = super::notice::clipboard(text);
        self.terminal.backend_mut().write_all(sequence.as_bytes())?;
        self.terminal.backend_mut().flush()
    }

    /// Gives the terminal to another program for a while; then [`Screen::resume`] is due.
    pub fn lend(&mut self) {
        give_back();
    }

    /// Forgets what is on the screen, so that the next frame is drawn in full.
    pub fn forget(&mut self) {
        self.forgotten = true;
    }

    /// Gives the terminal back and stops the process group, as Ctrl-Z does elsewhere. The process
    /// goes on here when it is continued, or at once where the system does not stop it (a group
    /// without a shell); then [`Screen::resume`] is due.
    pub fn stop(&mut self) -> io::Result<()> {
        give_back();
        kill_process_group(getpgrp(), Signal::TSTP)?;
        Ok(())
    }

    /// Takes the terminal over again.
    pub fn resume(&mut self) -> io::Result<()> {
        take()?;
        self.title.clear();
        self.progress = None;
        self.forget();
        Ok(())
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
    }
}

fn take() -> io::Result<()> {
    let mut apart = false;
    if TAKEN.swap(true, Ordering::SeqCst) {
        // After a stop that came from outside it is still ours, and so is the title that was saved.
        // But the shell has had the terminal meanwhile: raw mode may be off, without crossterm
        // knowing, which does not set it a second time.
        disable_raw_mode()?;
    } else {
        execute!(io::stdout(), Print(SAVE_TITLE))?;
        apart = KITTY.load(Ordering::SeqCst);
    }
    enable_raw_mode()?;
    execute!(
        io::stdout(),
        EnterAlternateScreen,
        EnableBracketedPaste,
        EnableFocusChange
    )?;
    if MOUSE.load(Ordering::SeqCst) {
        execute!(io::stdout(), Print(TAKE_MOUSE))?;
    }
    if apart {
        execute!(io::stdout(), KEYS_APART)?;
    }
    Ok(())
}

/// Gives the terminal back as it was; does nothing if that has been done. Whatever fails here fails
/// because the terminal is gone.
pub fn give_back() {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    if MOUSE.load(Ordering::SeqCst) {
        let _ = execute!(io::stdout(), Print(GIVE_MOUSE));
    }
    if KITTY.load(Ordering::SeqCst) {
        let _ = execute!(io::stdout(), PopKeyboardEnhancementFlags);
    }
    if PROGRESS.swap(false, Ordering::SeqCst) {
        let _ = execute!(io::stdout(), Print(title::NO_PROGRESS));
    }
    let _ = execute!(
        io::stdout(),
        EndSynchronizedUpdate,
        DisableFocusChange,
        DisableBracketedPaste,
        LeaveAlternateScreen,
        Show,
        Print(RESTORE_TITLE)
    );
    let _ = disable_raw_mode();
}

/// Where crashes of other threads than the main one are told from now on.
pub(super) fn tell_crashes_to(messages: UnboundedSender<Message>) {
    if let Ok(mut told) = CRASHES.lock() {
        *told = Some(messages);
    }
}

fn tell_crash(info: &PanicHookInfo) {
    let place = info.location().map(ToString::to_string).unwrap_or_default();
    let words = info.payload_as_str().unwrap_or_default();
    let text = display_safe_str(&format!("{place}: {words}"));
    // Who panicked with this lock held is not told of; and the screen may be gone.
    if let Ok(told) = CRASHES.try_lock()
        && let Some(messages) = &*told
    {
        let _ = messages.send(Message::Crashed(text));
    }
}

fn hook_panics() {
    static HOOKED: Once = Once::new();
    HOOKED.call_once(|| {
        let previous = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            let on_main = std::thread::current().name() == Some("main");
            if on_main || !TAKEN.load(Ordering::SeqCst) {
                give_back();
                previous(info);
            } else {
                // What it says may hold anything; the log makes it safe.
                tracing::error!("a task panicked: {info}");
                tell_crash(info);
            }
        }));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crash_of_another_thread_is_told_to_the_screen() {
        hook_panics();
        let (messages, mut told) = tokio::sync::mpsc::unbounded_channel();
        tell_crashes_to(messages);
        TAKEN.store(true, Ordering::SeqCst);
        let crashed = std::thread::spawn(|| panic!("no \x1b[2J way")).join();
        TAKEN.store(false, Ordering::SeqCst);
        assert!(crashed.is_err());
        let Ok(Message::Crashed(text)) = told.try_recv() else {
            panic!("nothing was told");
        };
        assert!(text.contains("terminal.rs"), "{text}");
        assert!(text.contains("way") && !text.contains('\x1b'), "{text}");
    }
}
