//! The story of one data connection: its state, its addresses, and each step with its time. Told
//! while it happens; pure, time is given.

use super::socket_info::HeldSocket;
use crate::model::{
    DataCommand, DataState, DataView, Dialer, Direction, KernelFacts, Step, StepState, TlsFacts,
    TransferMode,
};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

/// A step as it is timed.
#[derive(Clone, Debug)]
struct TimedStep {
    label: String,
    state: StepState,
    began: Instant,
    took: Option<Duration>,
}

/// The story of one data connection, as others may see it.
#[derive(Clone, Debug)]
pub struct DataStory {
    number: u64,
    command: DataCommand,
    direction: Direction,
    purpose: String,
    local: Option<SocketAddr>,
    peer: Option<SocketAddr>,
    announced: Option<SocketAddr>,
    state: DataState,
    steps: Vec<TimedStep>,
    /// Bytes moved; counted by the copying thread.
    counter: Arc<AtomicU64>,
    total: Option<u64>,
    /// The byte of the file that it begins at.
    offset: u64,
    socket: Weak<HeldSocket>,
    /// The kernel's last word before the socket was closed.
    last_kernel: Option<KernelFacts>,
    waiting: Option<(Instant, Duration)>,
    tls: Option<TlsFacts>,
    error: Option<String>,
    stopped: bool,
}

impl DataStory {
    /// A story that has not begun.
    pub fn new(
        number: u64,
        command: DataCommand,
        direction: Direction,
        purpose: String,
        total: Option<u64>,
    ) -> Self {
        Self {
            number,
            command,
            direction,
            purpose,
            local: None,
            peer: None,
            announced: None,
            state: DataState::Negotiating,
            steps: Vec::new(),
            counter: Arc::default(),
            total,
            offset: 0,
            socket: Weak::new(),
            last_kernel: None,
            waiting: None,
            tls: None,
            error: None,
            stopped: false,
        }
    }

    /// The same for the rest of a file, from this byte on.
    #[must_use]
    pub fn beginning_at(mut self, offset: u64) -> Self {
        self.offset = offset;
        self
    }

    /// The byte of the file that it begins at.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// The state it is in.
    pub fn state(&self) -> DataState {
        self.state
    }

    /// The counter that the copying thread adds to.
    pub fn counter(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.counter)
    }

    /// Whether the transfer command was accepted, so that bytes could move.
    pub fn began_moving(&self) -> bool {
        self.steps.iter().any(|step| step.label == "data")
    }

    /// A step begins; the one before it is done if it was still running.
    pub fn begin(&mut self, label: impl Into<String>, now: Instant) {
        self.finish_running(StepState::Done, now);
        self.steps.push(TimedStep {
            label: label.into(),
            state: StepState::Running,
            began: now,
            took: None,
        });
    }

    /// The running step is done; a word may be added to its label.
    pub fn done(&mut self, word: Option<&str>, now: Instant) {
        if let (Some(word), Some(step)) = (word, self.steps.last_mut()) {
            step.label = format!("{} {word}", step.label);
        }
        self.finish_running(StepState::Done, now);
    }

    /// A step that happened at once.
    pub fn note(&mut self, label: impl Into<String>, now: Instant) {
        self.finish_running(StepState::Done, now);
        self.steps.push(TimedStep {
            label: label.into(),
            state: StepState::Done,
            began: now,
            took: None,
        });
    }

    /// The connection failed in the running step. What was a failure stays one.
    pub fn fail(&mut self, error: impl Into<String>, now: Instant) {
        self.finish_running(StepState::Failed, now);
        if self.state.is_live() {
            self.enter(DataState::Failed);
            self.error = Some(error.into());
        }
    }

    /// It was stopped in the running step by something that is not the connection's fault.
    pub fn stop(&mut self, why: impl Into<String>, now: Instant) {
        self.stopped = self.state.is_live();
        self.fail(why, now);
    }

    /// Enters a state; the wait of the state before is over.
    pub fn enter(&mut self, state: DataState) {
        self.state = state;
        self.waiting = None;
    }

    /// From now on, at most for `limit`, somebody is waited for.
    pub fn wait(&mut self, now: Instant, limit: Duration) {
        self.waiting = Some((now, limit));
    }

    /// The addresses, as far as known.
    pub fn addresses(&mut self, local: Option<SocketAddr>, peer: Option<SocketAddr>) {
        self.local = local.or(self.local);
        self.peer = peer.or(self.peer);
    }

    /// A 227 reply named another address than the one that is dialled (RFC 959; see the PASV
    /// address check in `ftp::data`).
    pub fn announce(&mut self, announced: SocketAddr) {
        self.announced = Some(announced);
    }

    /// What protects it; `None` in clear, or before the handshake.
    pub fn tls(&self) -> Option<&TlsFacts> {
        self.tls.as_ref()
    }

    /// The TLS handshake is through.
    pub fn secure(&mut self, facts: TlsFacts) {
        self.tls = Some(facts);
    }

    /// The socket that others may look at while it is open.
    pub fn hold(&mut self, socket: &Arc<HeldSocket>) {
        self.socket = Arc::downgrade(socket);
        self.addresses(socket.local_address(), None);
    }

    /// Remembers what the kernel says now, for after the socket is closed.
    pub fn sample(&mut self) {
        if let Some(facts) = self
            .socket
            .upgrade()
            .and_then(|socket| socket.kernel_facts())
        {
            self.last_kernel = Some(facts);
        }
    }

    fn finish_running(&mut self, state: StepState, now: Instant) {
        if let Some(step) = self.steps.last_mut()
            && step.state == StepState::Running
        {
            step.state = state;
            step.took = Some(now.saturating_duration_since(step.began));
        }
    }

    /// The view of this moment. Rates are the sampler's business and left at zero.
    pub fn view(&self, now: Instant) -> DataView {
        let bytes = self.counter.load(Ordering::Relaxed);
        let socket = self.socket.upgrade();
        DataView {
            number: self.number,
            age: self.steps.first().map_or(Duration::ZERO, |step| {
                now.saturating_duration_since(step.began)
            }),
            command: self.command,
            dialer: match self.command.mode() {
                TransferMode::Passive => Dialer::You,
                TransferMode::Active => Dialer::Server,
            },
            local: self.local,
            peer: self.peer,
            announced: self.announced,
            state: self.state,
            kernel: socket
                .and_then(|socket| socket.kernel_facts())
                .or_else(|| self.last_kernel.clone().filter(|_| self.state.is_live())),
            direction: self.direction,
            purpose: self.purpose.clone(),
            bytes,
            total: self.total,
            rate: 0,
            rate_history: Vec::new(),
            waiting: self
                .waiting
                .map(|(since, limit)| (now.saturating_duration_since(since), limit)),
            steps: self.steps_with_rest(),
            tls: self.tls.clone(),
            error: self.error.clone(),
            stopped: self.stopped,
        }
    }

    /// The steps so far and, while it lives, the ones still to come.
    fn steps_with_rest(&self) -> Vec<Step> {
        let mut steps: Vec<Step> = self
            .steps
            .iter()
            .map(|step| Step {
                label: step.label.clone(),
                state: step.state,
                took: step.took,
            })
            .collect();
        let to_come: &[&str] = match self.state {
            DataState::Established => &["FIN", "226", "closed"],
            DataState::Draining => &["closed"],
            state if state.is_live() => &["data", "FIN", "226", "closed"],
            _ => &[],
        };
        steps.extend(to_come.iter().map(|label| Step {
            label: (*label).to_owned(),
            state: StepState::Pending,
            took: None,
        }));
        steps
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::PassiveCommand;

    fn report() -> DataStory {
        DataStory::new(
            1,
            DataCommand::Passive(PassiveCommand::Epsv),
            Direction::Download,
            "RETR x".into(),
            Some(10),
        )
    }

    #[test]
    fn a_step_is_timed_and_ends_the_one_before() {
        let start = Instant::now();
        let mut data = report();
        data.begin("EPSV", start);
        data.begin("SYN", start + Duration::from_millis(19));
        data.done(Some("ok"), start + Duration::from_millis(37));
        let steps = data.view(start).steps;
        assert_eq!(steps[0].took, Some(Duration::from_millis(19)));
        assert_eq!(steps[1].label, "SYN ok");
        assert_eq!(steps[1].took, Some(Duration::from_millis(18)));
        assert_eq!(steps[2].state, StepState::Pending);
    }

    #[test]
    fn a_failure_marks_the_running_step_and_nothing_is_to_come() {
        let now = Instant::now();
        let mut data = report();
        data.begin("SYN", now);
        data.fail("refused", now);
        data.fail("later", now);
        let view = data.view(now);
        assert_eq!(view.state, DataState::Failed);
        assert_eq!(view.error.as_deref(), Some("refused"));
        assert_eq!(view.steps.len(), 1);
        assert_eq!(view.steps[0].state, StepState::Failed);
    }

    #[test]
    fn waiting_counts_from_its_beginning_and_ends_with_the_state() {
        let start = Instant::now();
        let mut data = report();
        data.enter(DataState::Listening);
        data.wait(start, Duration::from_secs(15));
        let later = start + Duration::from_secs(4);
        let waited = Some((Duration::from_secs(4), Duration::from_secs(15)));
        assert_eq!(data.view(later).waiting, waited);
        data.enter(DataState::Established);
        assert_eq!(data.view(later).waiting, None);
    }
}
