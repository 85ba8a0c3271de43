//! What is picked up in one tab and dropped in another.

use super::{TabId, TabOrder, TabView};
use crate::app::carrying::Origin;
use crate::app::{App, Carry, Drag, Effect, Link, ToastKind};
use crate::engine::{Place, Source};
use crate::model::text::display_safe_str;
use crate::model::{Operation, Shore};

/// What was picked up on a server, and where on this computer it was dropped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetch {
    /// The server, safe to show: of another one nothing is fetched.
    pub server: String,
    /// The folder on it.
    pub from: Place,
    /// The items.
    pub items: Vec<Source>,
    /// The folder here.
    pub to: Place,
    /// Copy or move.
    pub operation: Operation,
}

/// What is carried goes along into another tab.
#[derive(Debug)]
pub struct HandedOver {
    carry: Carry,
    origin: Option<Origin>,
    drag: Option<Drag>,
}

impl Carry {
    /// The tab that has to bring it, if that is another one.
    pub(in crate::app) fn brought_by(&self, to: &Place) -> Option<TabId> {
        let from_server = self.shore == Shore::Remote && matches!(to, Place::Local(_));
        self.tab.filter(|_| from_server)
    }
}

impl App {
    /// What is carried, for another tab to go on with.
    pub fn hand_over(&mut self) -> Option<HandedOver> {
        let mut carry = self.carry.take()?;
        if carry.tab.is_none() {
            carry.tab = self.tabs.all.get(self.tabs.here).map(|tab| tab.id);
            carry.server = self.server();
        }
        let origin = self.origin.take();
        let drag = self.pointer.drag.take();
        Some(HandedOver {
            carry,
            origin,
            drag,
        })
    }

    /// Carries what another tab has handed over.
    pub fn take_from(&mut self, handed: HandedOver) {
        let HandedOver {
            mut carry,
            origin,
            drag,
        } = handed;
        let here = self.tabs.all.get(self.tabs.here).map(|tab| tab.id);
        let is_home = carry.tab.is_some() && carry.tab == here;
        if is_home && carry.shore == Shore::Remote && carry.server != self.server() {
            let text = "put back: the server that it is from was left";
            return self.say(ToastKind::Warning, text);
        }
        carry.tab = carry.tab.filter(|_| !is_home);
        self.carry = Some(carry);
        self.origin = origin;
        self.pointer.drag = drag.map(Drag::anew);
    }

    /// The tab whose connection is needed for what is carried, if that is another one.
    fn needed_tab(&self, carry: &Carry) -> Option<Result<&TabView, String>> {
        let id = carry.tab.filter(|_| carry.shore == Shore::Remote)?;
        let tab = self.tabs.all.iter().find(|tab| tab.id == id);
        Some(match (tab, self.tabs.number_of(id)) {
            (Some(tab), Some(number)) if tab.label.as_ref() != Some(&carry.server) => {
                let is_left = tab.label.is_some();
                let there = if is_left {
                    "at another server"
                } else {
                    "not connected"
                };
                Err(format!("tab {number} is {there}"))
            }
            (Some(tab), _) if tab.online => Ok(tab),
            (_, Some(number)) => Err(format!("tab {number} is not connected")),
            _ => Err("its tab is closed".into()),
        })
    }

    /// Why what is carried in from another tab cannot be dropped on that shore.
    pub(in crate::app) fn refusal_across_tabs(&self, carry: &Carry) -> Option<String> {
        self.needed_tab(carry)?.err()
    }

    /// Whether what is carried would go from the server of its tab to another one.
    pub(in crate::app) fn is_across(&self, carry: &Carry, to: Shore) -> bool {
        let needed = self.needed_tab(carry).filter(|_| to == Shore::Remote);
        needed.is_some_and(|tab| tab.is_ok_and(|tab| !self.is_same_server(tab)))
    }

    fn is_same_server(&self, tab: &TabView) -> bool {
        matches!(&self.link, Link::Online { label, .. } if tab.label.as_ref() == Some(label))
    }

    /// The folder that what is carried is from, safe to show; one on the server of another tab with
    /// that tab's number.
    pub fn carried_from(&self) -> String {
        let Some(carry) = &self.carry else {
            return String::new();
        };
        let far = carry.tab.filter(|_| carry.shore == Shore::Remote);
        match far.and_then(|tab| self.tabs.number_of(tab)) {
            Some(number) => format!("tab {number}: {}", carry.from_title),
            None => carry.from_title.clone(),
        }
    }

    /// The server that a command for the engine would be for, safe to show.
    pub(in crate::app) fn server(&self) -> String {
        let site = self.site.as_ref();
        site.map(|site| display_safe_str(&site.label()))
            .unwrap_or_default()
    }

    /// Brings what was picked up here and dropped in another tab, if it is from the server that is
    /// connected to.
    pub(in crate::app) fn bring(&mut self, fetch: Fetch) {
        if fetch.server != self.server() {
            let text = "nothing was fetched: the server that it is from was left";
            return self.say(ToastKind::Error, text);
        }
        self.enqueue(&fetch.from, &fetch.to, fetch.items, fetch.operation);
    }

    /// Asks another tab to bring what is carried.
    pub(in crate::app) fn fetch_by(&mut self, id: TabId, carry: Carry, to: &Place) {
        let number = self.tabs.number_of(id).unwrap_or_default();
        let items = Self::items(carry.items.len());
        let text = format!(
            "{} {items} to this computer, in tab {number}",
            carry.operation
        );
        self.say(ToastKind::Info, text);
        let fetch = Fetch {
            server: carry.server,
            from: carry.from,
            items: carry.items.into_list(),
            to: to.clone(),
            operation: carry.operation,
        };
        let order = TabOrder::Fetch(id, Box::new(fetch));
        self.effects.push(Effect::Tab(order));
    }
}
