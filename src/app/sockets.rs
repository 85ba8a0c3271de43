//! The sockets view: all TCP sockets of the program as the system lists them, with what each is for.

use super::pane::moved;
use super::reading::explained;
use super::{Action, App, Focus, LocalJob, ToastKind};
use crate::engine::RequestId;
use crate::model::meaning;
use crate::model::socket::SocketRow;
use crate::model::text::plural;
use crate::model::{DataState, KernelFacts, SessionView, SocketState, TransferId};
use jiff::{SignedDuration, Timestamp};
use std::collections::VecDeque;
use std::net::SocketAddr;

/// The sockets are sampled so often while they are looked at.
const INTERVAL: SignedDuration = SignedDuration::from_millis(250);

/// Pairs of ends that are remembered, for finding what is left of them.
const PAIRS: usize = 256;

/// A socket of the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SocketLine {
    /// As the system lists it, or as far as the program knows itself.
    pub row: SocketRow,
    /// Whether the queues are known.
    pub queues_known: bool,
    /// What it is for, safe to show: `session 1 control`, `session 2 data: RETR x`.
    pub serves: String,
    /// The transfer that it serves.
    pub transfer: Option<TransferId>,
    /// The kernel's figures, for sockets of sessions.
    pub kernel: Option<KernelFacts>,
    /// The order of the rows: session, and control before data.
    order: (usize, u8),
}

/// What the view shows.
#[derive(Debug, Default)]
pub struct SocketsView {
    /// The rows, in their order.
    pub lines: Vec<SocketLine>,
    /// The row under the cursor.
    pub cursor: usize,
    /// When they were sampled; `None` before the first time.
    pub sampled: Option<Timestamp>,
    /// Whether the system has told, and not only the program itself.
    pub by_system: bool,
    /// The sample that is under way.
    asked: Option<RequestId>,
    /// When it was asked for.
    asked_at: Option<Timestamp>,
    /// Pairs of ends that were seen, with what they were for: latest last.
    seen: VecDeque<(SocketAddr, SocketAddr, String)>,
}

impl SocketsView {
    fn remember(&mut self, local: SocketAddr, remote: SocketAddr, serves: &str) {
        let known =
            |pair: &&mut (SocketAddr, SocketAddr, String)| (pair.0, pair.1) == (local, remote);
        if let Some(pair) = self.seen.iter_mut().find(known) {
            serves.clone_into(&mut pair.2);
            return;
        }
        self.seen.push_back((local, remote, serves.to_owned()));
        if self.seen.len() > PAIRS {
            self.seen.pop_front();
        }
    }
}

impl App {
    /// Asks for a sample, unless one is under way.
    pub(super) fn sample_sockets(&mut self) {
        if self.sockets.asked.is_some() {
            return;
        }
        let seen = self.sockets.seen.iter();
        let earlier = seen.map(|(local, remote, _)| (*local, *remote)).collect();
        let request = self.ask_local(LocalJob::Sockets(earlier));
        self.sockets.asked = Some(request);
        self.sockets.asked_at = Some(self.now);
    }

    /// How long until the next sample is due.
    pub(super) fn until_sockets_sampled(&self) -> Option<SignedDuration> {
        let shown = self.focus == Focus::Sockets && !self.tabs.behind;
        if !shown || self.sockets.asked.is_some() {
            return None;
        }
        let since = self.sockets.asked_at.map(|at| self.since(at));
        Some((INTERVAL - since.unwrap_or(INTERVAL)).max(SignedDuration::ZERO))
    }

    /// Samples again when it is due.
    pub(super) fn keep_sockets_fresh(&mut self) {
        if self.until_sockets_sampled() == Some(SignedDuration::ZERO) {
            self.sample_sockets();
        }
    }

    /// What the sessions have open is remembered, so that what is left of it later can be told.
    pub(super) fn remember_sockets(&mut self) {
        let sessions = std::mem::take(&mut self.snapshot.sessions);
        for session in &sessions {
            if let Some(control) = &session.control {
                let serves = format!("session {} control", session.number);
                self.sockets.remember(control.local, control.peer, &serves);
            }
            if let Some(data) = &session.data
                && let (Some(local), Some(peer)) = (data.local, data.peer)
            {
                let serves = format!("session {} data: {}", session.number, data.purpose);
                self.sockets.remember(local, peer, &serves);
            }
        }
        self.snapshot.sessions = sessions;
    }

    /// A sample has come; `None` where the system has no list of sockets.
    pub(super) fn sockets_sampled(&mut self, request: RequestId, rows: Option<Vec<SocketRow>>) {
        if self.sockets.asked != Some(request) {
            return;
        }
        self.sockets.asked = None;
        self.sockets.sampled = Some(self.now);
        self.sockets.by_system = rows.is_some();
        let mut lines = match rows {
            Some(rows) => rows.iter().map(|row| self.socket_line(row)).collect(),
            None => self.own_lines(),
        };
        lines.sort_by_key(|line| (line.order, line.row.local, line.row.remote));
        let at = self.sockets.lines.get(self.sockets.cursor);
        let at = at.map(|line| (line.row.local, line.row.remote));
        let place = |line: &SocketLine| Some((line.row.local, line.row.remote)) == at;
        let cursor = lines.iter().position(place);
        let last = lines.len().saturating_sub(1);
        self.sockets.cursor = cursor.unwrap_or(self.sockets.cursor).min(last);
        self.sockets.lines = lines;
    }

    /// The sample did not come about. Whether the request was one.
    pub(super) fn sampling_failed(&mut self, request: RequestId) -> bool {
        let ours = self.sockets.asked == Some(request);
        if ours {
            self.sockets_sampled(request, None);
        }
        ours
    }

    /// A row of the system's with what it is for.
    fn socket_line(&self, row: &SocketRow) -> SocketLine {
        let mut line = SocketLine {
            row: *row,
            queues_known: true,
            serves: if self.tabs.is_shown() {
                "this program: another tab".into()
            } else {
                "this program".into()
            },
            transfer: None,
            kernel: None,
            order: (usize::MAX - 1, 0),
        };
        for session in &self.snapshot.sessions {
            if self.is_of_session(&mut line, session) {
                return line;
            }
        }
        let seen = self.sockets.seen.iter().rev();
        let ends = (Some(row.local), row.remote);
        let mut same = seen
            .clone()
            .filter(|pair| (Some(pair.0), Some(pair.1)) == ends);
        if let Some((.., serves)) = same.next() {
            line.serves = format!("was {serves}");
            line.order = (usize::MAX, 0);
        } else if self.demo {
            line.serves = "the demo's server".into();
        }
        line
    }

    /// Whether a socket is one of this session's; then it is told what it is for.
    fn is_of_session(&self, line: &mut SocketLine, session: &SessionView) -> bool {
        let (local, remote) = (line.row.local, line.row.remote);
        if let Some(control) = &session.control
            && (control.local, Some(control.peer)) == (local, remote)
        {
            line.serves = format!("session {} control", session.number);
            line.kernel.clone_from(&control.kernel);
            line.order = (session.number, 0);
            return true;
        }
        let Some(data) = &session.data else {
            return false;
        };
        let gone = matches!(data.state, DataState::Closed | DataState::Failed);
        let waits = remote.is_none() && data.state == DataState::Listening;
        let is_same =
            data.local == Some(local) && (waits || data.peer == remote || data.peer.is_none());
        if gone || !is_same {
            return false;
        }
        line.serves = format!("session {} data: {}", session.number, data.purpose);
        line.kernel.clone_from(&data.kernel);
        line.order = (session.number, 1);
        let rows = self.snapshot.urgent.iter();
        let mut rows = rows.filter(|row| row.session == Some(session.number));
        line.transfer = rows.next().map(|row| row.id);
        true
    }

    /// The sockets as far as the program knows them itself, for systems without a list.
    fn own_lines(&self) -> Vec<SocketLine> {
        let mut lines = Vec::new();
        for session in &self.snapshot.sessions {
            let control = session.control.as_ref().map(|control| {
                let state = control.kernel.as_ref().map(|kernel| kernel.state);
                (control.local, Some(control.peer), state)
            });
            let data = session.data.as_ref().and_then(|data| {
                let said = match data.state {
                    DataState::Listening => SocketState::Listen,
                    DataState::Connecting => SocketState::SynSent,
                    state if state.is_live() => SocketState::Established,
                    _ => return None,
                };
                let state = data.kernel.as_ref().map_or(said, |kernel| kernel.state);
                Some((data.local?, data.peer, Some(state)))
            });
            for (local, remote, state) in control.into_iter().chain(data) {
                let row = SocketRow {
                    is_v6: local.is_ipv6(),
                    local,
                    remote,
                    state: state.unwrap_or(SocketState::Established),
                    receive_queue: 0,
                    send_queue: 0,
                };
                let mut line = self.socket_line(&row);
                line.queues_known = false;
                lines.push(line);
            }
        }
        lines
    }

    pub(super) fn act_in_sockets(&mut self, action: Action) {
        match action {
            Action::Explain => self.explain_socket(),
            Action::CopyText => {
                let line = self.sockets.lines.get(self.sockets.cursor);
                let text = line.map(SocketLine::text).unwrap_or_default();
                self.copy_text(&text, "the socket");
            }
            Action::CopyAll => {
                let lines: Vec<String> = self.sockets.lines.iter().map(SocketLine::text).collect();
                let what = plural(lines.len(), "socket");
                self.copy_text(&lines.join("\n"), &what);
            }
            _ => {
                let page = self.layout().queue_lines();
                let count = self.sockets.lines.len();
                self.sockets.cursor = moved(self.sockets.cursor, count, page, action);
            }
        }
    }

    /// Tells what the state of the socket under the cursor means.
    fn explain_socket(&mut self) {
        let Some(line) = self.sockets.lines.get(self.sockets.cursor) else {
            return self.say(ToastKind::Info, "there are no sockets");
        };
        let mut lines = vec![line.text(), String::new()];
        lines.extend(explained(&meaning::state(line.row.state)));
        lines.push(String::new());
        lines.push(format!("It serves: {}.", line.serves));
        let title = line.row.state.to_string();
        self.tell(title, lines);
    }
}

impl SocketLine {
    /// `tcp`, `tcp6`.
    pub fn protocol(&self) -> &'static str {
        if self.row.is_v6 { "tcp6" } else { "tcp" }
    }

    /// The other end; `*` of a listener.
    pub fn remote(&self) -> String {
        let remote = self.row.remote;
        remote.map_or_else(|| "*".into(), |remote| remote.to_string())
    }

    /// The queues: received and not read, sent and not acknowledged.
    pub fn queues(&self) -> [String; 2] {
        let queues = [self.row.receive_queue, self.row.send_queue];
        let shown = |bytes: u32| {
            if self.queues_known {
                bytes.to_string()
            } else {
                "n/a".into()
            }
        };
        queues.map(shown)
    }

    /// As netstat would write it, and what it is for.
    fn text(&self) -> String {
        let [received, sent] = self.queues();
        format!(
            "{:<4} {received:>6} {sent:>6} {} {} {}  {}",
            self.protocol(),
            self.row.local,
            self.remote(),
            self.row.state,
            self.serves
        )
    }
}
