//! The engine's one task: owns the queue, the drops and the pool; takes commands, hears sessions,
//! decides, and tells.

use super::batch::{Counter, Room};
use super::dispatch::{Slot, Waiting};
use super::doctor::command::Ordered;
use super::drops::DropState;
use super::handle::EngineOptions;
use super::journal::Report;
use super::ledger::Ledger;
use super::memory::Memory;
use super::names::NameReading;
use super::queue::TransferQueue;
use super::recovery::Recovery;
use super::sampler::Sampler;
use super::session::SessionEvent;
use super::sites::Entrance;
use super::work::{WalkOrder, Work};
use super::{Command, DropId, Event};
use crate::ftp::FeatureSet;
use crate::ftp::data::ModeSettings;
use crate::ftp::throttle::Throttles;
use crate::model::{EngineSnapshot, NameCoding, RateLimits, Site};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::{Notify, mpsc, watch};

/// Snapshots are made at most so often.
const SNAPSHOT_INTERVAL: Duration = Duration::from_millis(100);
/// While nothing moves, so often is enough: the idle time counts on.
const IDLE_INTERVAL: Duration = Duration::from_secs(1);
/// What happens goes before what is due by time; but what is due waits for so many of them at most.
const PATIENCE: u32 = 100;
/// How long sessions may take to say QUIT at the end.
const FAREWELL: Duration = Duration::from_secs(3);

/// The engine's state.
pub(crate) struct Router {
    pub(crate) site: Option<Site>,
    /// The site's label: what is queued belongs to it.
    pub(crate) label: Arc<str>,
    pub(crate) settings: watch::Sender<ModeSettings>,
    /// How the server's names are read and written; sessions watch it.
    pub(crate) coding: watch::Sender<NameCoding>,
    pub(crate) reading: NameReading,
    pub(crate) slots: BTreeMap<usize, Slot>,
    pub(crate) next_session: usize,
    pub(crate) queue: TransferQueue,
    /// What the journal is told of it.
    pub(crate) ledger: Ledger,
    /// What has ended since nothing was left to do.
    pub(crate) batch: Counter,
    /// When room is looked for where there was none.
    pub(crate) room: Room,
    pub(crate) room_answers: mpsc::UnboundedSender<bool>,
    /// Bytes a second that may move, in total.
    pub(crate) limits: RateLimits,
    pub(crate) drops: BTreeMap<DropId, DropState>,
    pub(crate) browsing: VecDeque<Waiting>,
    /// Parts of files that are to be read, and files that are to be looked at.
    pub(crate) readings: VecDeque<Waiting>,
    pub(crate) walks: VecDeque<WalkOrder>,
    /// Folders that could not be read for a passing reason, and when they are tried again.
    pub(crate) deferred: Vec<(Instant, WalkOrder)>,
    pub(crate) chores: VecDeque<Work>,
    /// What is remembered of servers.
    pub(crate) memory: Memory,
    /// Examinations under way.
    pub(crate) examinations: Vec<Ordered>,
    /// What FEAT said, once the first session has asked.
    pub(crate) features: Option<FeatureSet>,
    /// The first session went in clear since the server speaks no TLS: further ones need not ask.
    pub(crate) speaks_no_tls: bool,
    /// How many transfer sessions the server has been found to allow.
    pub(crate) limit: Option<usize>,
    /// The server's words about that limit, while further sessions are still being opened.
    pub(crate) untold_limit: Option<String>,
    /// The most transfer sessions that this site's server has let in at once.
    pub(crate) most_sessions: usize,
    /// Failures in a row to reach the server for a further session.
    pub(crate) pool_failures: u8,
    /// No further session is opened before then.
    pub(crate) pool_pause: Option<Instant>,
    /// The limit was not said but guessed from silence: a loss makes it doubtful.
    pub(crate) limit_guessed: bool,
    /// A login that is wanted has to wait until then.
    pub(crate) redial_at: Option<Instant>,
    /// When logins may be tried after a loss.
    pub(crate) recovery: Recovery,
    /// How long sessions are idle before they say NOOP.
    pub(crate) keep_alive: watch::Sender<Option<Duration>>,
    /// How fast bytes may move: in total, and with this site.
    pub(crate) throttles: Throttles,
    /// The first session of a site is being opened: how it goes is told.
    pub(crate) connecting: bool,
    /// What that session still waits for.
    pub(crate) entrance: Option<Entrance>,
    /// There were sessions with the same server just before: it may count them still.
    pub(crate) took_over: bool,
    pub(crate) quitting: bool,
    pub(crate) events: mpsc::UnboundedSender<Event>,
    pub(crate) session_events: mpsc::UnboundedSender<(usize, SessionEvent)>,
    pub(crate) wake: Arc<Notify>,
    snapshot: watch::Sender<EngineSnapshot>,
    sampler: Sampler,
    last_snapshot: Option<Instant>,
    dirty: bool,
}

impl Router {
    pub(crate) fn new(
        events: mpsc::UnboundedSender<Event>,
        snapshot: watch::Sender<EngineSnapshot>,
        session_events: mpsc::UnboundedSender<(usize, SessionEvent)>,
    ) -> Self {
        // Replaced when the engine runs.
        let (room_answers, _) = mpsc::unbounded_channel();
        Self {
            site: None,
            label: "".into(),
            settings: watch::Sender::default(),
            coding: watch::Sender::default(),
            reading: NameReading::default(),
            slots: BTreeMap::new(),
            next_session: 0,
            queue: TransferQueue::default(),
            ledger: Ledger::default(),
            batch: Counter::default(),
            room: Room::default(),
            room_answers,
            limits: RateLimits::default(),
            drops: BTreeMap::new(),
            browsing: VecDeque::new(),
            readings: VecDeque::new(),
            walks: VecDeque::new(),
            deferred: Vec::new(),
            chores: VecDeque::new(),
            memory: Memory::default(),
            examinations: Vec::new(),
            features: None,
            speaks_no_tls: false,
            limit: None,
            untold_limit: None,
            most_sessions: 0,
            pool_failures: 0,
            pool_pause: None,
            limit_guessed: false,
            redial_at: None,
            recovery: Recovery::default(),
            keep_alive: watch::Sender::default(),
            throttles: Throttles::default(),
            connecting: false,
            entrance: None,
            took_over: false,
            quitting: false,
            events,
            session_events,
            wake: Arc::default(),
            snapshot,
            sampler: Sampler::default(),
            last_snapshot: None,
            dirty: true,
        }
    }

    /// Runs until it is told to quit or nobody is left to command it.
    pub(crate) async fn run(
        mut self,
        mut commands: mpsc::UnboundedReceiver<Command>,
        mut sessions: mpsc::UnboundedReceiver<(usize, SessionEvent)>,
        options: EngineOptions,
    ) {
        let keeps_failed = options.journal.adopt;
        let (reporting, mut reports) = mpsc::unbounded_channel();
        let (room_answers, mut rooms) = mpsc::unbounded_channel();
        self.room_answers = room_answers;
        self.begin(options, reporting).await;
        let wake = Arc::clone(&self.wake);
        let mut passed_over = 0;
        while !self.quitting {
            let pause = self.next_look(Instant::now());
            let is_due = pause.is_zero() && self.needs_time();
            passed_over = if is_due { passed_over + 1 } else { 0 };
            tokio::select! {
                biased;
                () = std::future::ready(()), if passed_over > PATIENCE => {
                    passed_over = 0;
                    if !self.pass_time(Instant::now()) {
                        continue;
                    }
                }
                command = commands.recv() => match command {
                    Some(command) => self.command(command),
                    None => self.quit(),
                },
                Some((id, event)) = sessions.recv() => self.session_event(id, event),
                Some(report) = reports.recv() => self.reported(report),
                Some(room) = rooms.recv() => self.looked_at_disk(room),
                () = wake.notified() => {}
                () = tokio::time::sleep(pause), if self.needs_time() => {
                    if !self.pass_time(Instant::now()) {
                        continue;
                    }
                }
            }
            self.dirty = true;
            self.keep();
            self.dispatch();
            self.tell_batch();
        }
        // From here on nobody waits for what cannot be written: the journal gives it up.
        drop(reports);
        self.say_farewell(sessions, keeps_failed).await;
    }

    /// Reads what is remembered of servers, and what earlier runs have left of the queue.
    async fn begin(&mut self, options: EngineOptions, reporting: mpsc::UnboundedSender<Report>) {
        let (memory, trouble) = Memory::load(options.memory).await;
        self.memory = memory;
        self.queue.waits_for_room = options.waits_for_room;
        self.throttles.total = options.total;
        let adopts = options.journal.adopt;
        let (ledger, kept, notice) = Ledger::open(options.journal, reporting).await;
        self.queue.count_from(ledger.first());
        if ledger.is_kept() {
            self.queue.written = 0;
        }
        self.queue.know_left(ledger.left());
        self.ledger = ledger;
        for text in trouble.into_iter().chain(notice) {
            self.tell(Event::Notice(text));
        }
        self.restore(kept, adopts);
    }

    /// What changes by time alone. Whether there may be something to do.
    fn pass_time(&mut self, now: Instant) -> bool {
        self.publish();
        self.close_idle(now);
        self.look_for_room(now);
        let due = self.queue.go_due(Some(now)) | self.walk_deferred(now);
        let steps_aside =
            self.is_shared() && !(self.browsing.is_empty() && self.readings.is_empty());
        self.is_time_to_dial(now)
            || due
            || steps_aside
            || self.entrance.is_some()
            || self.queue.has_changes()
    }

    /// Whether something changes by time alone.
    fn needs_time(&self) -> bool {
        self.dirty
            || self.pool_pause.is_some()
            || self.entrance.is_some()
            || self.redial_at.is_some()
            || self.queue.next_due().is_some()
            || self.room.next().is_some()
            || !self.deferred.is_empty()
            || !self.slots.is_empty()
    }

    /// How long until the next snapshot or the next login is due.
    fn next_look(&self, now: Instant) -> Duration {
        let snapshot = self.next_snapshot();
        let deferred = self.deferred.iter().map(|(at, _)| *at).min();
        [
            self.redial_at,
            self.entrance.map(Entrance::latest),
            self.queue.next_due(),
            self.room.next(),
            deferred,
        ]
        .into_iter()
        .flatten()
        .map(|at| at.saturating_duration_since(now))
        .fold(snapshot, Duration::min)
    }

    /// Whether a pause before a further login is over.
    fn is_time_to_dial(&mut self, now: Instant) -> bool {
        let over = |pause: &mut Option<Instant>| pause.take_if(|until| *until <= now).is_some();
        let (pool, redial) = (over(&mut self.pool_pause), over(&mut self.redial_at));
        pool || redial
    }

    /// How long until the next snapshot is due.
    fn next_snapshot(&self) -> Duration {
        let moving = self.dirty || self.slots.values().any(Slot::is_busy);
        let interval = if moving {
            SNAPSHOT_INTERVAL
        } else {
            IDLE_INTERVAL
        };
        self.last_snapshot
            .map_or(Duration::ZERO, |at| interval.saturating_sub(at.elapsed()))
    }

    pub(crate) fn publish(&mut self) {
        let now = Instant::now();
        let names = self.names();
        let snapshot = EngineSnapshot {
            sessions_wanted: self.wanted(),
            sessions_allowed: self.site.as_ref().map_or(0, |site| site.transfer_sessions),
            mode: self.settings.borrow().choice,
            paused: self.queue.paused,
            limits: self.limits,
            ..self
                .sampler
                .snapshot(&self.slots, &mut self.queue, names, &self.label, now)
        };
        self.snapshot.send_replace(snapshot);
        self.last_snapshot = Some(now);
        self.dirty = false;
    }

    /// Tells the screen, if it is still there.
    pub(crate) fn tell(&self, event: Event) {
        let _ = self.events.send(event);
    }

    pub(crate) fn quit(&mut self) {
        self.quitting = true;
        self.stop_examinations(None);
        self.disconnect();
    }

    /// Waits a little for the sessions to say QUIT and for part files to be cleared away.
    async fn say_farewell(
        &mut self,
        mut sessions: mpsc::UnboundedReceiver<(usize, SessionEvent)>,
        keeps_failed: bool,
    ) {
        let deadline = tokio::time::Instant::now() + FAREWELL;
        while !self.slots.is_empty() {
            match tokio::time::timeout_at(deadline, sessions.recv()).await {
                Ok(Some((id, event))) => self.session_event(id, event),
                _ => break,
            }
        }
        self.memory.flush().await;
        self.publish();
        self.tidy(keeps_failed);
        if let Some(journal) = self.ledger.close() {
            let closed = tokio::task::spawn_blocking(move || journal.close()).await;
            if let Ok(Err(words)) = closed {
                self.notice(format!(
                    "The queue could not be written to the disk to its end ({words}): the next run \
                     finds it as it was before."
                ));
            }
        }
    }
}
