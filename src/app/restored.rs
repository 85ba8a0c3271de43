//! The queue of last time: what is to become of it.

use super::{Action, App, Context, Link, Overlay, Question, ToastKind};
use crate::engine::{Command, Restored};
use crate::model::text::{display_safe_str, plural, size};
use crate::model::{AtStart, Site};

/// What is asked about a site's queue of last time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RestoredQueue {
    /// The site's label.
    pub label: String,
    /// Transfers that have not ended.
    pub unfinished: usize,
    /// Transfers that failed.
    pub failed: usize,
    /// Bytes still to cross, as far as sizes are known.
    pub bytes: u64,
}

impl RestoredQueue {
    /// `12 transfers for anna@host (3.4 GiB left), 1 failed`, safe to show.
    pub fn summary(&self) -> String {
        let mut text = format!(
            "{} for {}",
            plural(self.unfinished, "transfer"),
            display_safe_str(&self.label)
        );
        if self.bytes > 0 {
            text = format!("{text} ({} left)", size(self.bytes));
        }
        match self.failed {
            0 => text,
            failed => format!("{text}, {failed} failed"),
        }
    }
}

impl App {
    /// What earlier runs left is back: asked about, or dealt with as the settings say.
    pub(super) fn restored(&mut self, restored: Restored) {
        let label = restored.site.label();
        let queue = RestoredQueue {
            label: label.clone(),
            unfinished: restored.unfinished,
            failed: restored.failed,
            bytes: restored.bytes,
        };
        self.left_over.insert(label, restored.site);
        match self.settings.at_start {
            _ if queue.unfinished == 0 => {
                let key = self.key_for(Context::Panes, Action::Transfers);
                let text = format!("of last time: {}; {key} shows it", queue.summary());
                self.say(ToastKind::Info, text);
            }
            AtStart::Go => self.go_on_with(&queue),
            AtStart::Pause => self.leave_paused(&queue),
            AtStart::Ask if self.is_busy_typing() => {
                let key = self.key_for(Context::Panes, Action::Answer);
                let text = format!("the queue of last time: {}; {key} asks", queue.summary());
                self.questions.push(Question::Restored(queue));
                self.say(ToastKind::Info, text);
            }
            AtStart::Ask => self.overlay = Some(Overlay::Question(Question::Restored(queue))),
        }
    }

    pub(super) fn answer_restored(&mut self, queue: RestoredQueue, action: Action) {
        match action {
            Action::GoOn => self.go_on_with(&queue),
            Action::StayPaused => self.leave_paused(&queue),
            _ => {
                self.questions.push(Question::Restored(queue));
                let key = self.key_for(Context::Panes, Action::Answer);
                let text = format!("it stays paused until then; {key} asks again");
                return self.say(ToastKind::Info, text);
            }
        }
        let next = |question: &Question| matches!(question, Question::Restored(_));
        if let Some(next) = self.questions.iter().position(next)
            && !self.is_busy_typing()
        {
            self.overlay = Some(Overlay::Question(self.questions.remove(next)));
        }
    }

    fn leave_paused(&mut self, queue: &RestoredQueue) {
        self.restore(&queue.label, false);
        let show = self.key_for(Context::Panes, Action::Transfers);
        let go = self.key_for(Context::Transfers, Action::PauseAll);
        let summary = queue.summary();
        let text = format!("paused: {summary}; {show} shows it, {go} lets it go on");
        self.say(ToastKind::Info, text);
    }

    /// Lets it go on, and connects to its site unless there is a connection already.
    fn go_on_with(&mut self, queue: &RestoredQueue) {
        self.restore(&queue.label, true);
        let site = self.left_over.remove(&queue.label);
        let here = self.site.as_ref().map(Site::label);
        let text = match (&self.link, site) {
            (Link::Offline { .. }, Some(site)) if !self.is_busy_typing() => {
                return self.connect_to_go_on(site);
            }
            _ if here.as_ref() == Some(&queue.label) => format!("goes on: {}", queue.summary()),
            _ => format!(
                "goes on once you are connected to {}",
                display_safe_str(&queue.label)
            ),
        };
        self.say(ToastKind::Info, text);
    }

    /// Connects to the site of a queue; where its password is not known, the form asks for it.
    fn connect_to_go_on(&mut self, site: Site) {
        let label = display_safe_str(&site.label());
        self.connect_from_command_line(site);
        let text = match &self.overlay {
            Some(Overlay::Connect(_)) => {
                format!("the queue goes on once you are logged in as {label}")
            }
            _ => format!("connecting to {label}: its queue goes on"),
        };
        self.say(ToastKind::Info, text);
    }

    fn restore(&mut self, label: &str, go: bool) {
        self.ask_engine(Command::Restore {
            site: Some(label.to_owned()),
            go,
        });
    }
}
