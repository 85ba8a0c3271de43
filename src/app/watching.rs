//! What comes into the log, and the sessions of the connection pane.

use super::{App, Focus, ToastKind};
use crate::engine::{LogKind, LogLine};
use crate::model::{SessionRole, SessionView};

impl App {
    pub(super) fn log_line(&mut self, line: LogLine) {
        let looked_at = self.focus == Focus::Log;
        self.log.push(line, looked_at);
    }

    /// A line of the program's own, which belongs to no session.
    pub(super) fn log_own(&mut self, kind: LogKind, text: String) {
        self.log_line(LogLine {
            at: self.now,
            session: 0,
            kind,
            text,
            transfer: None,
        });
    }

    /// What is told above the key bar stays in the log, for those who look away or cannot look. It is
    /// no news there. What failed may stand there already, in the words of whoever met it; and what is
    /// told while the log has the keys is about the log.
    pub(super) fn keep_in_log(&mut self, kind: ToastKind, text: &str) {
        let known = self.log.lines.back().is_some_and(|line| line.text == text);
        if known || self.focus == Focus::Log {
            return;
        }
        let line = LogLine {
            at: self.now,
            session: 0,
            kind: match kind {
                ToastKind::Error => LogKind::Error,
                ToastKind::Ok | ToastKind::Info | ToastKind::Warning => LogKind::Note,
            },
            text: text.to_owned(),
            transfer: None,
        };
        self.log.push(line, true);
    }

    /// The session that the connection pane shows, as an index into the snapshot's sessions: the
    /// one chosen, or else the one whose data connection is live (a transfer's before a listing's),
    /// or else the one that was busy last.
    pub fn session_index(&self) -> Option<usize> {
        let sessions = &self.snapshot.sessions;
        let data = |session: &SessionView| {
            let data = session.data.as_ref()?;
            // Live ones first, transfers before listings, and then the latest.
            let listing = session.role == SessionRole::Browse;
            Some((
                !data.state.is_live(),
                data.state.is_live() && listing,
                data.age,
            ))
        };
        self.session_shown
            .or_else(|| {
                let shown = sessions
                    .iter()
                    .enumerate()
                    .filter(|(_, s)| s.data.is_some());
                shown
                    .min_by_key(|(_, session)| data(session))
                    .map(|(index, _)| index)
            })
            .or((!sessions.is_empty()).then_some(0))
    }

    pub(super) fn show_session(&mut self, back: bool) {
        let count = self.snapshot.sessions.len();
        match self.session_index() {
            None => self.say(ToastKind::Info, "there are no sessions"),
            Some(shown) => {
                let step = if back { count.saturating_sub(1) } else { 1 };
                self.session_shown = Some((shown + step) % count.max(1));
            }
        }
    }
}
