//! The connection is lost and comes back by itself: the countdown, trying now, giving up; and the
//! connection that sleeps until it is needed.

use super::keymap::Section;
use super::{Action, App, Context, Hint, Link, Toast, ToastKind};
use crate::engine::{Command, Problem};
use crate::model::{SessionRole, Shore, text};
use jiff::{SignedDuration, Timestamp};
use std::time::Duration;

/// How long a session is idle before it says NOOP, where the menu switches that on.
const KEEP_ALIVE: Duration = Duration::from_secs(30);

/// What is told while the connection is lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Countdown {
    /// Why it is lost, or why the last try failed: the server's words or the system's, safe to show.
    pub words: String,
    /// Which try comes next, from 1.
    pub attempt: u32,
    /// Seconds until then, rounded up; 0 while it is being tried.
    pub left: u64,
}

impl Countdown {
    /// `Reconnecting in 4 s (attempt 3)`
    pub fn next_try(&self) -> String {
        match self.left {
            0 => format!("Reconnecting now (attempt {})", self.attempt),
            left => format!("Reconnecting in {left} s (attempt {})", self.attempt),
        }
    }
}

impl App {
    /// The connection is lost, or another try has failed. What has been asked stays asked: the
    /// engine repeats it.
    pub(super) fn connection_lost(&mut self, problem: &Problem, attempt: u32, wait: Duration) {
        let (label, features) = match &self.link {
            Link::Online { label, features }
            | Link::Reconnecting {
                label, features, ..
            } => (label.clone(), features.clone()),
            // It was given up meanwhile, or another one is being made.
            Link::Offline { .. } | Link::Connecting { .. } => return,
        };
        // What was told before is not what matters now.
        let minor = |toast: &Toast| matches!(toast.kind, ToastKind::Ok | ToastKind::Info);
        if matches!(self.link, Link::Online { .. }) && self.toast.as_ref().is_some_and(minor) {
            self.toast = None;
        }
        let words = problem.words.as_ref().unwrap_or(&problem.what);
        self.link = Link::Reconnecting {
            label,
            features,
            words: words.trim_end_matches('.').to_owned(),
            attempt,
            due: self.now.checked_add(wait).unwrap_or(self.now),
        };
        self.asleep = false;
    }

    /// The connection is back: what is shown may be out of date.
    pub(super) fn reconnected(&mut self, label: &str, features: &str) {
        if !matches!(self.link, Link::Online { .. } | Link::Reconnecting { .. }) {
            return;
        }
        self.link = Link::Online {
            label: text::display_safe_str(label),
            features: text::display_safe_str(features),
        };
        self.asleep = false;
        self.say(ToastKind::Ok, "connected again");
        if self.remote.loading.is_none() {
            self.mark_changed(Shore::Remote);
        }
    }

    /// The browsing connection is closed until it is needed.
    pub(super) fn fall_asleep(&mut self, text: String) {
        if let Link::Reconnecting {
            label, features, ..
        } = &self.link
        {
            let (label, features) = (label.clone(), features.clone());
            self.link = Link::Online { label, features };
        }
        self.asleep = true;
        self.say(ToastKind::Info, text);
    }

    /// Whether the server has closed the browsing connection and the next action opens a new one.
    pub fn is_asleep(&self) -> bool {
        self.asleep && matches!(self.link, Link::Online { .. })
    }

    /// A session for the panes ends the sleep.
    pub(super) fn wake_with_session(&mut self) {
        let mut sessions = self.snapshot.sessions.iter();
        if sessions.any(|session| session.role != SessionRole::Transfer) {
            self.asleep = false;
        }
    }

    /// Does not wait for the next try's time.
    pub(super) fn reconnect_now(&mut self) {
        if let Link::Reconnecting { due, .. } = &mut self.link {
            *due = self.now;
            self.ask_engine(Command::Reconnect);
        }
    }

    /// Whether the connection was being got back, which is given up by this.
    pub(super) fn give_up_reconnecting(&mut self) -> bool {
        let Link::Reconnecting { words, .. } = &self.link else {
            return false;
        };
        let reason = format!("connection lost: {words}");
        self.forget_remote_requests();
        self.link = Link::Offline {
            reason: Some(reason),
        };
        self.ask_engine(Command::Disconnect);
        let key = self.key_for(Context::Panes, Action::Reconnect);
        let text = format!("gave up reconnecting; {key} tries again");
        self.say(ToastKind::Info, text);
        true
    }

    /// What is told while the connection is lost; `None` while it is not.
    pub fn countdown(&self) -> Option<Countdown> {
        let Link::Reconnecting {
            words,
            attempt,
            due,
            ..
        } = &self.link
        else {
            return None;
        };
        Some(Countdown {
            words: words.clone(),
            attempt: *attempt,
            left: seconds_until(*due, self.now),
        })
    }

    /// The keys that matter while the connection is lost: `Ctrl-R now`, `Esc give up`.
    pub fn countdown_keys(&self) -> Vec<Hint> {
        let leave = match self.active_marks() {
            0 => (Section::Panes, Action::MarkNone),
            _ => (Section::Always, Action::Cancel),
        };
        let keys = [
            (Section::Program, Action::Reconnect, "now"),
            (leave.0, leave.1, "give up"),
        ];
        let named = keys.into_iter().filter_map(|(section, action, label)| {
            let key = self.keymap.keys_of(&[section], action).into_iter().next()?;
            let label = label.into();
            Some(Hint { key, label })
        });
        named.collect()
    }

    /// How many entries Esc would unmark before it gives up.
    pub(super) fn active_marks(&self) -> usize {
        self.pane(self.active()).marks.len()
    }

    /// How long until the countdown shows another second.
    pub(super) fn until_countdown_changes(&self) -> Option<SignedDuration> {
        let Link::Reconnecting { due, .. } = &self.link else {
            return None;
        };
        until_next_second(*due, self.now)
    }

    /// Switches NOOP while idle on and off.
    pub(super) fn toggle_keep_alive(&mut self) {
        self.keep_alive = match self.keep_alive {
            None => Some(KEEP_ALIVE),
            Some(_) => None,
        };
        if let Some(site) = &mut self.site {
            site.keep_alive = self.keep_alive;
        }
        self.ask_engine(Command::SetKeepAlive(self.keep_alive));
        let text = match self.keep_alive {
            Some(time) => format!("keep alive: NOOP after {} s of silence", time.as_secs()),
            None => "keep alive is off".into(),
        };
        self.say(ToastKind::Info, text);
    }
}

/// How long until a countdown to `due` shows another second; `None` once it is over.
pub(super) fn until_next_second(due: Timestamp, now: Timestamp) -> Option<SignedDuration> {
    let left = due.duration_since(now);
    let rest = left.as_nanos() % 1_000_000_000;
    let rest = if rest == 0 { 1_000_000_000 } else { rest };
    let step = i64::try_from(rest).ok().map(SignedDuration::from_nanos);
    step.filter(|_| left.is_positive())
}

/// Whole seconds until then, rounded up.
pub(super) fn seconds_until(due: Timestamp, now: Timestamp) -> u64 {
    let left = due.duration_since(now).max(SignedDuration::ZERO);
    let more = i64::from(left.subsec_nanos() > 0);
    u64::try_from(left.as_secs().saturating_add(more)).unwrap_or_default()
}
