//! What hangs on the pointer: entries that are carried by the mouse, a row of the queue.

use super::area::Position;
use super::{App, Carry, Focus, Mouse, PaneLine, Spot, Target, ToastKind};
use crate::engine::{Command, Place};
use crate::model::{EntryKind, Name, Operation, QueuePlace, Shore, TransferId};
use jiff::{SignedDuration, Timestamp};

/// So long the pointer rests on a folder before it opens.
const HOVER: SignedDuration = SignedDuration::from_millis(700);

/// So long it rests on the first or the last line of a pane before that scrolls.
const SCROLL: SignedDuration = SignedDuration::from_millis(300);

/// The longest and the shortest time between two lines that are scrolled, in milliseconds.
const SCROLL_STEPS: (i64, i64) = (160, 40);

/// Entries that are carried by the mouse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drag {
    /// The pointer.
    pub at: Position,
    /// What it is over.
    pub over: Over,
    /// What it is over that is shown when it rests there.
    chip: Option<Chip>,
    rest: Option<Rest>,
}

/// Something that stands for what is not on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Chip {
    /// A pane, where only one is shown.
    Pane(Shore),
    /// The tab at this place among all.
    Tab(usize),
}

impl Drag {
    /// The same in another tab: what was under the pointer is not there any more.
    pub(super) fn anew(self) -> Self {
        Self {
            at: self.at,
            over: Over::Nothing,
            chip: None,
            rest: None,
        }
    }
}

/// What the pointer is over while it carries something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    /// Nothing that takes it.
    Nothing,
    /// A pane: the directory that it shows.
    Pane(Shore),
    /// A directory in a pane, which the cursor is on; or `../`.
    Folder(Shore),
    /// The chip of the tab at this place, which is shown when it rests there.
    Tab(usize),
    /// The queue, and the transfer in front of which it would come; behind all others if `None`.
    Queue(Option<TransferId>),
}

/// A row of the queue that is moved by the mouse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowDrag {
    /// The transfer.
    pub id: TransferId,
    /// The pointer.
    pub at: Position,
    /// The transfer whose place it would take.
    pub over: Option<TransferId>,
}

/// The pointer rests on something that happens after a while.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Rest {
    on: On,
    due: Timestamp,
    /// How often it has happened.
    count: i64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum On {
    Folder(Shore, Option<Name>, Option<Place>),
    Chip(Chip),
    Edge(Shore, bool),
}

impl App {
    /// Entries that are carried by the mouse.
    pub fn dragged(&self) -> Option<&Drag> {
        self.pointer.drag.as_ref().filter(|_| self.carry.is_some())
    }

    /// A row of the queue that is moved by the mouse.
    pub fn dragged_row(&self) -> Option<&RowDrag> {
        self.pointer.row.as_ref()
    }

    /// An entry is dragged away: with it what is marked, if it is marked itself.
    pub(super) fn drag_away(&mut self, shore: Shore, name: &Name, mouse: &Mouse) {
        let pane = self.pane_mut(shore);
        if !pane.marks.contains(name) {
            let Some(row) = pane.rows.iter().find(|row| row.entry.name == *name) else {
                return;
            };
            let items = vec![super::files::source(row)];
            let Some(from) = pane.place.clone() else {
                return;
            };
            self.carry_away(shore, from, items, Operation::Copy);
        } else if let Some((from, items)) = self.chosen_or_say(shore) {
            self.carry_away(shore, from, items, Operation::Copy);
        }
        if self.carry.is_some() {
            self.pointer.drag = Some(Drag {
                at: mouse.at,
                over: Over::Nothing,
                chip: None,
                rest: None,
            });
            self.drag_to(mouse);
        }
    }

    pub(super) fn drag_to(&mut self, mouse: &Mouse) {
        let here = self.tabs.here;
        if let Some(drag) = &mut self.pointer.drag {
            drag.at = mouse.at;
            drag.chip = match mouse.spot {
                Some(Spot::Pane(shore)) => Some(Chip::Pane(shore)),
                Some(Spot::ShowTab(place)) if place != here => Some(Chip::Tab(place)),
                _ => None,
            };
            // What has opened under a pointer at rest opens nothing more before it moves.
            if drag.rest.as_ref().is_some_and(|rest| rest.count > 0) {
                drag.rest = None;
            }
        }
        self.follow_drag();
    }

    /// Sees what the pointer is over now: it, or what lies under it, may have moved.
    pub(super) fn follow_drag(&mut self) {
        let Some(drag) = &self.pointer.drag else {
            return;
        };
        if self.carry.is_none() {
            self.pointer.drag = None;
            return;
        }
        if self.overlay.is_some() {
            return;
        }
        let (at, chip) = (drag.at, drag.chip);
        let (over, on) = match chip {
            Some(Chip::Tab(place)) => (Over::Tab(place), Some(On::Chip(Chip::Tab(place)))),
            Some(chip) => (Over::Nothing, Some(On::Chip(chip))),
            None => self.look_under(at),
        };
        let now = self.now;
        let wait = |on: &On| match on {
            On::Edge(..) => SCROLL,
            On::Folder(..) | On::Chip(_) => HOVER,
        };
        if let Some(drag) = &mut self.pointer.drag {
            drag.over = over;
            let opened = drag
                .rest
                .as_ref()
                .is_some_and(|rest| rest.count > 0 && !matches!(rest.on, On::Edge(..)));
            if opened || drag.rest.as_ref().map(|rest| &rest.on) == on.as_ref() {
                return;
            }
            drag.rest = on.map(|on| Rest {
                due: now.checked_add(wait(&on)).unwrap_or(now),
                on,
                count: 0,
            });
        }
    }

    /// What is under the pointer; a pane there gets the keys, and a folder the cursor.
    fn look_under(&mut self, at: Position) -> (Over, Option<On>) {
        let areas = self.areas();
        for (shore, area) in [(Shore::Local, areas.local), (Shore::Remote, areas.remote)] {
            if area.contains(at) {
                if self.focus != Focus::Pane(shore) {
                    self.end_find(true);
                    self.pending.clear();
                    self.go_to_pane(shore);
                }
                return self.look_into(shore, at);
            }
        }
        if areas.queue.contains(at) || areas.transfers.contains(at) {
            return (Over::Queue(self.transfer_at(at)), None);
        }
        (Over::Nothing, None)
    }

    fn look_into(&mut self, shore: Shore, at: Position) -> (Over, Option<On>) {
        let height = self.height();
        let line = self.line_at(shore, at);
        let area = match shore {
            Shore::Local => self.areas().local,
            Shore::Remote => self.areas().remote,
        };
        let list = self.layout().pane_list(area);
        let pane = self.pane_mut(shore);
        let folder = line.filter(|line| match pane.line(*line) {
            Some(PaneLine::Parent) => true,
            Some(PaneLine::Row(row)) => row.entry.kind == EntryKind::Dir,
            None => false,
        });
        if let Some(line) = folder {
            pane.put_cursor(line, height);
        }
        let above = at.row <= list.y && pane.top > 0;
        let below = at.row + 1 >= list.bottom() && pane.top + height < pane.line_count();
        let name = pane.current().map(|row| row.entry.name.clone());
        let place = pane.place.clone();
        let busy = pane.loading.is_some();
        let on = match folder {
            _ if above || below => Some(On::Edge(shore, below)),
            Some(_) if !busy => Some(On::Folder(shore, name, place)),
            _ => None,
        };
        match folder {
            Some(_) => (Over::Folder(shore), on),
            None => (Over::Pane(shore), on),
        }
    }

    /// What the resting pointer brings about, if its time has come.
    pub(super) fn rest_on(&mut self) {
        let (now, (longest, shortest)) = (self.now, SCROLL_STEPS);
        if self.overlay.is_some() {
            return;
        }
        let Some(drag) = &mut self.pointer.drag else {
            return;
        };
        let Some(rest) = drag.rest.as_mut().filter(|rest| rest.due <= now) else {
            return;
        };
        let opened = rest.count > 0 && !matches!(rest.on, On::Edge(..));
        if opened {
            return;
        }
        rest.count += 1;
        let step = (longest - 20 * rest.count).max(shortest);
        let step = SignedDuration::from_millis(step);
        rest.due = now.checked_add(step).unwrap_or(now);
        match rest.on.clone() {
            On::Edge(shore, down) => {
                let height = self.height();
                let rows = if down { 1 } else { -1 };
                self.pane_mut(shore).scroll_by(rows, height);
            }
            On::Folder(..) => self.open(),
            On::Chip(Chip::Pane(shore)) => self.go_to_pane(shore),
            On::Chip(Chip::Tab(place)) => self.show_tab(place),
        }
    }

    /// How long until the resting pointer brings something about.
    pub(super) fn until_rested(&self) -> Option<SignedDuration> {
        let drag = self.dragged().filter(|_| self.overlay.is_none())?;
        let rest = drag.rest.as_ref()?;
        let opened = rest.count > 0 && !matches!(rest.on, On::Edge(..));
        let left = rest.due.duration_since(self.now);
        (!opened).then(|| left.max(SignedDuration::from_millis(1)))
    }

    /// Where a drop by the mouse would go, or why it would not.
    pub(super) fn target_of_drag(&self, carry: &Carry, over: Over) -> Result<Place, String> {
        let judged = |to: Place, taken| match self.judge(carry, &to, taken) {
            Target::Ok { .. } => Ok(to),
            Target::No(reason) => Err(reason),
        };
        match over {
            Over::Nothing => Err("let go here, it is put back".into()),
            Over::Tab(place) => Err(format!("rest here to see tab {}", place + 1)),
            Over::Pane(shore) => {
                let Some(here) = self.pane(shore).place.clone() else {
                    return Err("not connected".into());
                };
                if let Some(reason) = self.is_no_folder(shore) {
                    return Err(reason.into());
                }
                let taken = self.taken_in(carry, shore);
                judged(here, taken)
            }
            Over::Folder(_) => self.target_under_cursor(carry),
            Over::Queue(_) => {
                let Some(to) = self.pane(carry.shore.other()).place.clone() else {
                    return Err("the other pane shows no folder yet".into());
                };
                if let Some(reason) = self.is_no_folder(carry.shore.other()) {
                    return Err(reason.into());
                }
                judged(to, 0)
            }
        }
    }

    /// The button came up over what the pointer is over.
    pub(super) fn let_go(&mut self) {
        let (Some(drag), Some(carry)) = (self.pointer.drag.take(), &self.carry) else {
            return;
        };
        // It goes on with the keys once something lies over the screen.
        if self.overlay.is_some() {
            return;
        }
        match (self.target_of_drag(carry, drag.over), drag.over) {
            (Ok(to), Over::Queue(before)) => self.drop_at(&to, before),
            (Ok(to), _) => self.drop_at(&to, None),
            (Err(_), Over::Nothing | Over::Tab(_)) => self.put_back(),
            (Err(reason), _) => {
                let own = self.pane(carry.shore).place.as_ref() == Some(&carry.from);
                let home = own && drag.over == Over::Pane(carry.shore);
                let wanted = carry.items.bytes();
                self.put_back();
                if !home {
                    self.ask_for_room_anew(wanted);
                    let text = format!("put back: {reason}");
                    self.say(ToastKind::Warning, text);
                }
            }
        }
    }

    /// A row of the queue is dragged to a cell.
    pub(super) fn drag_row(&mut self, id: TransferId, at: Position) {
        if self.overlay.is_some() {
            return;
        }
        let Some(transfer) = self.transfer_called(id) else {
            return self.put_row_back();
        };
        let state = transfer.state;
        if self.pointer.row.is_none() && (state.is_final() || state.is_active()) {
            self.pointer.held = None;
            let text = if state.is_final() {
                "it has ended already"
            } else {
                "it has its turn already"
            };
            return self.say(ToastKind::Info, text);
        }
        let over = self.transfer_at(at);
        if over.is_some() && self.focus == Focus::Transfers {
            self.look_at_queue(over);
        }
        self.pointer.row = Some(RowDrag { id, at, over });
    }

    pub(super) fn let_row_go(&mut self) {
        let Some(row) = self.pointer.row.take() else {
            return;
        };
        let moved = row.over.filter(|over| *over != row.id);
        if let Some(over) = moved {
            let queue = &self.snapshot.transfers;
            let place = |id| queue.iter().position(|transfer| transfer.id == id);
            let place = if place(row.id) < place(over) {
                QueuePlace::Behind(over)
            } else {
                QueuePlace::Before(over)
            };
            self.ask_engine(Command::Reorder { id: row.id, place });
        }
        self.look_at_queue(Some(row.id));
    }

    pub(super) fn put_row_back(&mut self) {
        if let Some(row) = self.pointer.row.take() {
            self.look_at_queue(Some(row.id));
        }
    }
}
