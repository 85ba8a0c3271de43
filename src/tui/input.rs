//! What the terminal sends, as messages.

use super::turns;
use crate::app::{Key, KeyCode, Message, Mouse, MouseEvent, Position};
use crossterm::event::{
    self, Event, EventStream, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEventKind,
};
use futures_util::Stream;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

/// How long is looked for an event behind another one.
const BEHIND: Duration = Duration::from_micros(100);

/// The terminal's events. crossterm's own stream gives them one at a time, each with a turn of its
/// thread, also where many have come together: those behind the first are asked for directly.
pub(super) struct Events {
    stream: EventStream,
    /// Another may lie behind the one that was given last.
    behind: bool,
}

impl Events {
    /// From now on.
    pub(super) fn new() -> Self {
        Self {
            stream: turns::listen(),
            behind: false,
        }
    }
}

impl Stream for Events {
    type Item = io::Result<Event>;

    fn poll_next(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if std::mem::take(&mut self.behind) && event::poll(BEHIND).is_ok_and(|there| there) {
            self.behind = true;
            return Poll::Ready(Some(event::read()));
        }
        let polled = Pin::new(&mut self.stream).poll_next(task);
        self.behind = polled.is_ready();
        polled
    }
}

/// The message for an event of the terminal; `None` for those that mean nothing here.
pub fn message(event: Event) -> Option<Message> {
    match event {
        Event::Key(pressed) => key(pressed).map(Message::Key),
        Event::Paste(text) => Some(Message::Paste(text)),
        // Of another size the signal itself tells (see `signals`): the event gets lost when a key
        // comes at the same moment.
        Event::Resize(..) => None,
        Event::Mouse(moved) => mouse(moved).map(Message::Mouse),
        Event::FocusGained => Some(Message::Focus(true)),
        Event::FocusLost => Some(Message::Focus(false)),
    }
}

/// What the mouse does; `None` for what means nothing here. What is in the picture at that place is
/// not known here.
fn mouse(moved: event::MouseEvent) -> Option<Mouse> {
    let event = match moved.kind {
        MouseEventKind::Down(MouseButton::Left) => MouseEvent::Press,
        MouseEventKind::Down(MouseButton::Right) => MouseEvent::PressRight,
        MouseEventKind::Drag(MouseButton::Left) => MouseEvent::Drag,
        MouseEventKind::Up(MouseButton::Left) => MouseEvent::Release,
        MouseEventKind::Moved => MouseEvent::Move,
        MouseEventKind::ScrollUp => MouseEvent::WheelUp,
        MouseEventKind::ScrollDown => MouseEvent::WheelDown,
        _ => return None,
    };
    Some(Mouse {
        event,
        at: Position {
            column: moved.column,
            row: moved.row,
        },
        ctrl: moved.modifiers.contains(KeyModifiers::CONTROL),
        shift: moved.modifiers.contains(KeyModifiers::SHIFT),
        spot: None,
    })
}

/// The key of a key event; `None` for releases and for keys that nothing is bound to.
fn key(pressed: KeyEvent) -> Option<Key> {
    if pressed.kind == KeyEventKind::Release {
        return None;
    }
    let held = |modifier| pressed.modifiers.contains(modifier);
    let ctrl = held(KeyModifiers::CONTROL);
    let code = match pressed.code {
        // With Ctrl, some terminals tell the letter as a capital.
        event::KeyCode::Char(letter) if ctrl => KeyCode::Char(letter.to_ascii_lowercase()),
        event::KeyCode::Char(letter) => KeyCode::Char(letter),
        event::KeyCode::F(number @ 1..=12) => KeyCode::F(number),
        event::KeyCode::Enter => KeyCode::Enter,
        event::KeyCode::Esc => KeyCode::Esc,
        event::KeyCode::Backspace => KeyCode::Backspace,
        event::KeyCode::Tab if held(KeyModifiers::SHIFT) => KeyCode::BackTab,
        event::KeyCode::Tab => KeyCode::Tab,
        event::KeyCode::BackTab => KeyCode::BackTab,
        event::KeyCode::Insert => KeyCode::Insert,
        event::KeyCode::Delete => KeyCode::Delete,
        event::KeyCode::Up => KeyCode::Up,
        event::KeyCode::Down => KeyCode::Down,
        event::KeyCode::Left => KeyCode::Left,
        event::KeyCode::Right => KeyCode::Right,
        event::KeyCode::Home => KeyCode::Home,
        event::KeyCode::End => KeyCode::End,
        event::KeyCode::PageUp => KeyCode::PageUp,
        event::KeyCode::PageDown => KeyCode::PageDown,
        // xterm says F16 for the Menu key.
        event::KeyCode::Menu | event::KeyCode::F(16) => KeyCode::Menu,
        _ => return None,
    };
    // Of a character and of Shift-Tab the code says it already.
    let tells_shift = matches!(code, KeyCode::Char(_) | KeyCode::BackTab);
    Some(Key {
        code,
        ctrl,
        alt: held(KeyModifiers::ALT),
        shift: held(KeyModifiers::SHIFT) && !tells_shift,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crossterm::event::KeyCode as Code;

    fn pressed(code: Code, modifiers: KeyModifiers) -> Option<Key> {
        key(KeyEvent::new(code, modifiers))
    }

    #[test]
    fn characters_tell_shift_themselves() {
        let key = pressed(Code::Char('G'), KeyModifiers::SHIFT);
        assert_eq!(key, Some(Key::plain(KeyCode::Char('G'))));
        let key = pressed(Code::Up, KeyModifiers::SHIFT).unwrap();
        assert!(key.shift && key.code == KeyCode::Up);
    }

    #[test]
    fn shift_tab_has_one_form() {
        let expected = Some(Key::plain(KeyCode::BackTab));
        assert_eq!(pressed(Code::BackTab, KeyModifiers::SHIFT), expected);
        assert_eq!(pressed(Code::Tab, KeyModifiers::SHIFT), expected);
    }

    #[test]
    fn control_letters_are_small() {
        let key = pressed(Code::Char('R'), KeyModifiers::CONTROL).unwrap();
        assert!(key.ctrl && key.code == KeyCode::Char('r'));
        let key = pressed(Code::Char('p'), KeyModifiers::ALT).unwrap();
        assert!(key.alt && !key.ctrl);
    }

    #[test]
    fn releases_are_not_presses_but_repeats_are() {
        let event = |kind| KeyEvent::new_with_kind(Code::Down, KeyModifiers::NONE, kind);
        assert_eq!(key(event(KeyEventKind::Release)), None);
        assert!(key(event(KeyEventKind::Repeat)).is_some());
        assert_eq!(pressed(Code::CapsLock, KeyModifiers::NONE), None);
    }
}
