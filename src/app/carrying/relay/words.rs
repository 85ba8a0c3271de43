//! What is said of a copy that goes through this computer.

use super::{Relay, Stage};
use crate::app::carry::Items;
use crate::app::{Action, App, Context, TabId, ToastKind};
use crate::engine::DropId;
use crate::model::text::{display_safe_str, plural, size};
use crate::model::{EntryKind, Operation, Shore};

impl App {
    /// What a copy or a move within the server, or to another one, means, while it is carried: said
    /// before it is dropped.
    pub fn copy_words(&self) -> Option<String> {
        let carry = self.carry.as_ref()?;
        if self.is_across(carry, self.target_shore()?) {
            return Some(across_words(&carry.items, carry.operation));
        }
        let within = self.target_shore() == Some(Shore::Remote) && carry.shore == Shore::Remote;
        if !within {
            return None;
        }
        Some(if carry.operation == Operation::Move {
            "the server renames it".into()
        } else if self.copies_there() {
            "the server copies it".into()
        } else {
            format!("through this computer: {}", twice(&carry.items))
        })
    }

    /// The server is not the one any more that it goes to.
    pub(super) fn give_up_left(&mut self, id: DropId) {
        let text = "the copy was given up: that server was left";
        self.give_up_relay(id, ToastKind::Warning, text);
    }

    /// Files of it have failed, and wait for the user.
    pub(super) fn say_relay_waits(&mut self, id: DropId) {
        let transfers = self.key_for(Context::Panes, Action::Transfers);
        let retry = self.key_for(Context::Transfers, Action::RetryFailed);
        let cancel = self.key_for(Context::Transfers, Action::CancelTransfer);
        let Some(relay) = self.relay_at(|relay| relay.id == id) else {
            return;
        };
        let files = plural(relay.failed.len(), "file");
        let words = relay.words.as_ref();
        let words = words.map_or_else(String::new, |words| format!(" ({words})"));
        let home = relay.home.as_ref().filter(|_| relay.stage == Stage::Down);
        let tab = home.map(|home| home.tab);
        let there = tab.map_or_else(String::new, |tab| self.of_tab(tab));
        let text = format!(
            "the copy waits: {files} failed{words}; in {transfers}{there}: {retry} tries again, \
             {cancel} leaves it out"
        );
        self.say(ToastKind::Error, text);
    }

    /// What has come of a copy from the server of another tab.
    pub(super) fn told_of(&self, id: DropId, done: &str) -> String {
        let mut relays = self.memory.relays.iter();
        let Some(relay) = relays.find(|relay| relay.id == id) else {
            return String::new();
        };
        let home = relay.home.as_ref();
        let number = home.and_then(|home| self.tabs.number_of(home.tab));
        let from = match (number, home) {
            (Some(number), _) => format!("tab {number}"),
            (None, home) => home.map_or_else(String::new, |home| home.label.clone()),
        };
        let files = plural(relay.done, "file");
        let to = display_safe_str(&relay.site);
        let text = format!("{done} {files} from {from} to {to}");
        format!("{text}{}", relay.lacks())
    }

    /// ` of tab 2`, where it is still there.
    fn of_tab(&self, tab: TabId) -> String {
        let number = self.tabs.number_of(tab);
        number.map_or_else(String::new, |number| format!(" of tab {number}"))
    }
}

impl Relay {
    /// What of it has not come through.
    pub(super) fn lacks(&self) -> String {
        let files = match self.left_out {
            0 => String::new(),
            left_out => format!("; {left_out} left out"),
        };
        let folders = if self.flawed {
            "; folders were left out"
        } else {
            ""
        };
        format!("{files}{folders}")
    }

    /// How its end is told.
    pub(super) fn kind(&self) -> ToastKind {
        if self.left_out == 0 && !self.flawed {
            ToastKind::Ok
        } else {
            ToastKind::Warning
        }
    }
}

/// How many bytes cross, as far as they are listed: down, and up again.
pub(super) fn twice(items: &Items) -> String {
    let folders = items.iter().any(|item| item.kind == EntryKind::Dir);
    match (items.bytes(), folders) {
        (0, true) => "all of it down, and up again".into(),
        (bytes, true) => format!("{} and what is in folders down, and up again", size(bytes)),
        (bytes, false) => format!("{} down, and up again", size(bytes)),
    }
}

/// The same for what goes to another server.
pub(super) fn across_words(items: &Items, operation: Operation) -> String {
    let then = match operation {
        Operation::Copy => "",
        Operation::Move => "; deleted there",
    };
    format!("through this computer: {}{then}", twice(items))
}
