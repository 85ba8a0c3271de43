//! What the mouse does, in the terms of the screen.

use super::area::Position;
use super::queue_view::QueueTab;
use super::{Action, Field};
use crate::model::settings::SortKey;
use crate::model::{Security, Shore};

/// Something the mouse does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mouse {
    /// What.
    pub event: MouseEvent,
    /// Where.
    pub at: Position,
    /// Ctrl is held.
    pub ctrl: bool,
    /// Shift is held, if the terminal does not keep that to itself.
    pub shift: bool,
    /// What the picture has there that is not told by the layout alone.
    pub spot: Option<Spot>,
}

/// What the mouse does. Only the left button can drag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MouseEvent {
    /// The left button goes down.
    Press,
    /// The right button goes down.
    PressRight,
    /// The mouse moves with the left button down.
    Drag,
    /// The left button comes up.
    Release,
    /// The mouse moves and no button is down.
    Move,
    /// The wheel turns away from the user.
    WheelUp,
    /// The wheel turns towards the user.
    WheelDown,
}

impl MouseEvent {
    /// Whether it begins something, so that it must meet the newest picture.
    pub fn begins(self) -> bool {
        !matches!(self, Self::Drag | Self::Release | Self::Move)
    }
}

/// Something in the picture that can be clicked: the drawing notes where it has put it, so that
/// the mouse can not meet anything else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Spot {
    /// A hint: a click presses its keys.
    Keys(String),
    /// Does this in the main views.
    Act(Action),
    /// Opens the submenu in which this can be chosen.
    Choice(Action),
    /// The title of a menu.
    Menu(usize),
    /// An item of the menu that is open.
    Item(usize),
    /// An item of its submenu.
    SubItem(usize),
    /// The heading of a column.
    Heading(Shore, SortKey),
    /// The tab of a pane, where only one is shown.
    Pane(Shore),
    /// The tab at this place among all.
    ShowTab(usize),
    /// A tab of the transfers view.
    QueueTab(QueueTab),
    /// A field of the connect form.
    Field(Field),
    /// A way to protect the connection, in that form.
    Security(Security),
    /// A field of the form for the limits.
    Limit(usize),
    /// A part of an overlay where there is nothing to click.
    Overlay,
}
