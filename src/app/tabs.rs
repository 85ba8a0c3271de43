//! The tabs: several connections at once. Each tab is a state of its own; it knows of the others what
//! their chips show, and asks for what is to be done with them.

mod beside;
mod crossing;

pub use crossing::{Fetch, HandedOver};

use super::{Action, App, Context, Effect, Link, Overlay, Question, RelayStep, ToastKind};
use crate::engine::{DropId, Place};
use crate::model::StoredSite;
use std::path::PathBuf;

/// So many have a digit each.
const MOST: usize = 9;

/// Names a tab, wherever it stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TabId(pub u64);

/// A tab as the others know it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TabView {
    /// Which.
    pub id: TabId,
    /// `user@host:port`, safe to show; `None` where there is no connection.
    pub label: Option<String>,
    /// Whether it is logged in.
    pub online: bool,
    /// What moves.
    pub moving: Moving,
    /// Transfers that have not ended.
    pub unfinished: usize,
    /// Transfers that failed.
    pub failed: usize,
    /// Edited files that are not back on the server.
    pub unsent: usize,
    /// Questions that wait for an answer.
    pub waiting: usize,
}

/// The transfers that run, and how far they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moving {
    /// How many.
    pub count: usize,
    /// Bytes that have moved.
    pub bytes: u64,
    /// Bytes that they have, as far as is known.
    pub size: u64,
}

impl Moving {
    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            count: self.count + other.count,
            bytes: self.bytes.saturating_add(other.bytes),
            size: self.size.saturating_add(other.size),
        }
    }
}

/// All tabs, and where this one stands among them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TabStrip {
    /// In their order; none as long as there is only one.
    pub all: Vec<TabView>,
    /// The place of this one.
    pub here: usize,
    /// Another one is on the screen.
    pub behind: bool,
}

impl TabStrip {
    /// Whether there are several.
    pub fn is_shown(&self) -> bool {
        self.all.len() > 1
    }

    /// The others.
    pub fn others(&self) -> impl Iterator<Item = &TabView> {
        let all = self.all.iter().enumerate();
        all.filter(|(place, _)| *place != self.here)
            .map(|(_, tab)| tab)
    }

    /// The number that a tab is shown with.
    pub fn number_of(&self, id: TabId) -> Option<usize> {
        let place = self.all.iter().position(|tab| tab.id == id);
        place.map(|place| place + 1)
    }
}

/// What a new tab begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TabStart {
    /// Nothing: the remote pane is not connected.
    Empty,
    /// A connection to this site.
    Site(Box<StoredSite>),
    /// What this line of the command line does.
    Line(String),
}

/// What is to be done with tabs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TabOrder {
    /// Open one beside this one, and show it.
    Open(TabStart),
    /// Close this one.
    Close,
    /// Show the one at this place.
    Show(usize),
    /// Tell the one on the screen what has happened in this one.
    Tell(ToastKind, String),
    /// A file of this computer has changed: the others may show its folder.
    Changed(PathBuf),
    /// Have what was picked up in another tab brought here by that one's connection.
    Fetch(TabId, Box<Fetch>),
    /// Tell another tab of a copy between its server and this one's. Named as in the tab that holds it.
    Relay(TabId, DropId, RelayStep),
}

/// What happens to a tab.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TabNews {
    /// The tabs are these, and this one is on the screen.
    Shown(TabStrip),
    /// Another one comes to the front.
    Hidden,
    /// Another one tells something: its number, its site.
    Told {
        /// Its number.
        number: usize,
        /// Its site.
        label: Option<String>,
        /// What kind of line it is.
        kind: ToastKind,
        /// The line.
        text: String,
    },
    /// Another one has changed this file of this computer.
    Changed(PathBuf),
    /// What was picked up here was dropped in another one.
    Fetch(Box<Fetch>),
    /// Another one tells of a copy between its server and this one's.
    Relay(TabId, DropId, RelayStep),
    /// Another one was closed.
    Closed(TabId),
}

impl App {
    /// This tab as the others know it; which it is they know themselves.
    pub fn tab_view(&self) -> TabView {
        let label = match &self.link {
            Link::Offline { .. } => None,
            Link::Connecting { label }
            | Link::Online { label, .. }
            | Link::Reconnecting { label, .. } => Some(label.clone()),
        };
        TabView {
            id: TabId::default(),
            label,
            online: matches!(self.link, Link::Online { .. }),
            moving: self.moving(),
            unfinished: self.unfinished(),
            failed: self.snapshot.totals.failed,
            unsent: self.unsent_texts().len(),
            waiting: self.waiting(),
        }
    }

    /// Questions that wait for an answer; behind, the one that is open waits as well.
    pub(super) fn waiting(&self) -> usize {
        let asked = matches!(self.overlay, Some(Overlay::Question(_)));
        self.questions.len() + usize::from(asked && self.tabs.behind)
    }

    /// What moves in this tab.
    pub fn moving(&self) -> Moving {
        let running = self.snapshot.urgent.iter();
        let running = running.filter(|transfer| transfer.state.is_active());
        running.fold(Moving::default(), |all, transfer| {
            all.and(Moving {
                count: 1,
                bytes: transfer.bytes,
                size: transfer.size.unwrap_or_default(),
            })
        })
    }

    pub(super) fn tab_news(&mut self, news: TabNews) {
        match news {
            TabNews::Shown(tabs) => self.tabs_are(tabs),
            TabNews::Hidden => {
                self.let_slip_but_drag();
                self.pending.clear();
                self.tabs.behind = true;
            }
            TabNews::Told {
                number,
                label,
                kind,
                text,
            } => {
                let label = label.map_or_else(String::new, |label| format!(" {label}"));
                self.say(kind, format!("tab {number}{label}: {text}"));
            }
            TabNews::Changed(file) => self.changed_elsewhere(&Place::Local(file)),
            TabNews::Fetch(fetch) => self.bring(*fetch),
            TabNews::Relay(from, id, step) => self.relay_step(from, id, step),
            TabNews::Closed(tab) => self.one_closed(tab),
        }
    }

    /// Another tab was closed; one that is behind is told nothing else of it.
    fn one_closed(&mut self, closed: TabId) {
        let here = self.tabs.all.get(self.tabs.here).map(|tab| tab.id);
        self.tabs.all.retain(|tab| tab.id != closed);
        let place = self.tabs.all.iter().position(|tab| Some(tab.id) == here);
        self.tabs.here = place.unwrap_or_default();
        self.relays_of_closed(closed);
        self.errands_of_closed(closed);
    }

    fn tabs_are(&mut self, tabs: TabStrip) {
        let before = (self.tabs.is_shown(), self.tabs.behind);
        self.tabs = tabs;
        if before != (self.tabs.is_shown(), false) {
            self.keep_all_in_sight();
        }
        if before.1 && self.focus == super::Focus::Sockets {
            self.sample_sockets();
        }
    }

    /// What the one on the screen is told, if that is another one.
    pub(super) fn tell_in_front(&mut self, kind: ToastKind, text: &str) {
        if self.tabs.behind {
            let order = TabOrder::Tell(kind, text.to_owned());
            self.effects.push(Effect::Tab(order));
        }
    }

    pub(super) fn open_tab(&mut self, start: TabStart) {
        if self.tabs.all.len() >= MOST {
            let text = format!("there are {MOST} tabs; close one first");
            return self.say(ToastKind::Warning, text);
        }
        self.effects.push(Effect::Tab(TabOrder::Open(start)));
    }

    /// Closes the tab; where its queue has not come to its end, after a question.
    pub(super) fn close_tab(&mut self) {
        if !self.tabs.is_shown() {
            let key = self.key_for(Context::Panes, Action::Quit);
            let text = format!("this is the only tab; {key} quits");
            return self.say(ToastKind::Info, text);
        }
        let active = self.unfinished();
        if active == 0 && self.edits.is_empty() && self.relays() == 0 {
            self.close_tab_all_the_same();
        } else {
            let number = self.tabs.here + 1;
            let edits = self.edits.len();
            self.overlay = Some(Overlay::Question(Question::CloseTab {
                number,
                active,
                edits,
            }));
        }
    }

    pub(super) fn close_tab_all_the_same(&mut self) {
        self.give_up_relays();
        self.effects.push(Effect::Tab(TabOrder::Close));
    }

    /// The next tab, or the one before; round and round.
    pub(super) fn step_tab(&mut self, back: bool) {
        let count = self.tabs.all.len();
        if count < 2 {
            let key = self.key_of(Action::NewTab).unwrap_or_default();
            let text = format!("this is the only tab; {key} opens another");
            return self.say(ToastKind::Info, text);
        }
        let step = if back { count - 1 } else { 1 };
        self.show_tab((self.tabs.here + step) % count);
    }

    /// The tab with this number.
    pub(super) fn go_to_tab_called(&mut self, number: usize) {
        if number == self.tabs.here + 1 || (1..=self.tabs.all.len()).contains(&number) {
            self.show_tab(number.saturating_sub(1));
        } else {
            self.say(ToastKind::Info, format!("there is no tab {number}"));
        }
    }

    pub(super) fn show_tab(&mut self, place: usize) {
        if place != self.tabs.here && place < self.tabs.all.len() {
            self.effects.push(Effect::Tab(TabOrder::Show(place)));
        }
    }
}
