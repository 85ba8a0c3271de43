//! A program under test: keys by their names, answers to what it asks.

use jiff::{SignedDuration, Timestamp};
use std::path::PathBuf;
use std::sync::Arc;
use twoport::app::{App, Effect, Key, Link, LocalJob, LocalOutcome, Message, Overlay, Question};
use twoport::engine::{
    Command, DropId, DropOrder, Event, Outcome, Place, Problem, RequestId, Restored,
};
use twoport::model::{
    Conflict, Direction, EngineSnapshot, Entry, EntryKind, FileFacts, Modified, Name, Operation,
    Precision, Priority, QueueTotals, RemotePath, Shore, Site, TransferId, TransferState,
    TransferView,
};

pub(crate) const HOME: &str = "/home/anna";
pub(crate) const WORK: &str = "/home/anna/work";

pub(crate) struct Screen {
    pub(crate) app: App,
    pub(crate) now: Timestamp,
    /// What has been asked for and not been taken by the test.
    pub(crate) effects: Vec<Effect>,
}

impl Screen {
    /// Nothing is listed, nothing connected.
    pub(crate) fn bare() -> Self {
        let now = Timestamp::from_second(1_795_300_000).unwrap();
        Self {
            app: App::new((120, 36), WORK.into(), Some(HOME.into()), false, now),
            now,
            effects: Vec::new(),
        }
    }

    /// The local directory is listed; not connected.
    pub(crate) fn offline() -> Self {
        let mut screen = Self::bare();
        screen.effects = screen.app.start(None);
        screen.answer_local(WORK, local_entries());
        screen.effects.clear();
        screen
    }

    /// Both directories are listed; the cursor of the local pane is on its first line, `../`.
    pub(crate) fn online() -> Self {
        let mut screen = Self::bare();
        screen.effects = screen.app.start(Some(site()));
        screen.answer_local(WORK, local_entries());
        screen.connected();
        screen.answer_remote("/pub", remote_entries());
        screen.app.toast = None;
        screen.app.log.lines.clear();
        screen.effects.clear();
        screen
    }

    pub(crate) fn connected(&mut self) {
        self.event(Event::Connected {
            label: self.label(),
            directory: path("/pub"),
            greeting: "220 ready".into(),
            features: "MLST EPSV".into(),
        });
    }

    /// The site it is connected to, or was to be.
    fn label(&self) -> String {
        match &self.app.link {
            Link::Offline { .. } => "anna@ftp.example.org".into(),
            Link::Connecting { label }
            | Link::Online { label, .. }
            | Link::Reconnecting { label, .. } => label.clone(),
        }
    }

    pub(crate) fn connect_failed(&mut self, problem: Problem) {
        let label = self.label();
        self.event(Event::ConnectFailed { label, problem });
    }

    pub(crate) fn disconnected(&mut self, problem: Option<Problem>) {
        let label = self.label();
        self.event(Event::Disconnected { label, problem });
    }

    pub(crate) fn send(&mut self, message: Message) {
        self.effects.extend(self.app.update(message, self.now));
    }

    pub(crate) fn event(&mut self, event: Event) {
        self.send(Message::Engine(event));
    }

    /// Presses keys, written as in the keymap and parted by spaces.
    pub(crate) fn keys(&mut self, keys: &str) {
        for name in keys.split_whitespace() {
            self.let_it_listen();
            let key: Key = name.parse().unwrap();
            self.send(Message::Key(key));
        }
    }

    /// A question that has just opened by itself has been there for a moment.
    fn let_it_listen(&mut self) {
        if self.app.is_deaf() {
            self.wait(300);
        }
    }

    /// Types a text.
    pub(crate) fn text(&mut self, text: &str) {
        for letter in text.chars() {
            self.let_it_listen();
            self.send(Message::Key(Key::plain(twoport::app::KeyCode::Char(
                letter,
            ))));
        }
    }

    pub(crate) fn wait(&mut self, milliseconds: i64) {
        self.now += SignedDuration::from_millis(milliseconds);
        self.send(Message::Tick);
    }

    /// The effects since they were last taken.
    pub(crate) fn take(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    pub(crate) fn commands(&mut self) -> Vec<Command> {
        let engine = |effect| match effect {
            Effect::Engine(command) => Some(command),
            _ => None,
        };
        self.take().into_iter().filter_map(engine).collect()
    }

    pub(crate) fn jobs(&mut self) -> Vec<(RequestId, LocalJob)> {
        let local = |effect| match effect {
            Effect::Local { request, job } => Some((request, job)),
            _ => None,
        };
        self.take().into_iter().filter_map(local).collect()
    }

    /// The one order that was dropped.
    pub(crate) fn order(&mut self) -> DropOrder {
        let mut orders: Vec<DropOrder> = self
            .commands()
            .into_iter()
            .filter_map(|command| match command {
                Command::Enqueue(order) => Some(order),
                _ => None,
            })
            .collect();
        assert_eq!(orders.len(), 1, "one drop");
        orders.remove(0)
    }

    /// Answers the local listing under way.
    pub(crate) fn answer_local(&mut self, directory: &str, entries: Vec<Entry>) {
        let request = self
            .app
            .local
            .loading
            .expect("a local listing is under way");
        self.send(Message::Local {
            request,
            outcome: Ok(LocalOutcome::Listed {
                path: directory.into(),
                told: 0,
                entries,
                free: Some(96 << 30),
            }),
        });
    }

    /// Answers the remote listing under way.
    pub(crate) fn answer_remote(&mut self, directory: &str, entries: Vec<Entry>) {
        let request = self
            .app
            .remote
            .loading
            .expect("a remote listing is under way");
        self.event(Event::Listed {
            request,
            path: path(directory),
            told: 0,
            entries,
            verb: "MLSD",
            unparsed: Vec::new(),
        });
    }

    /// The name under the cursor of a pane, `../` included.
    pub(crate) fn at(&self, shore: Shore) -> String {
        let pane = self.app.pane(shore);
        match pane.line(pane.cursor) {
            Some(twoport::app::PaneLine::Row(row)) => row.text().to_owned(),
            Some(twoport::app::PaneLine::Parent) => "../".into(),
            None => String::new(),
        }
    }

    /// Puts the cursor of the active pane on a name.
    pub(crate) fn stand_on(&mut self, name: &str) {
        let shore = self.app.active();
        self.keys("g g");
        while self.at(shore) != name {
            let before = self.app.pane(shore).cursor;
            self.keys("Down");
            assert_ne!(before, self.app.pane(shore).cursor, "no {name} here");
        }
    }

    pub(crate) fn shown(&self, shore: Shore) -> Vec<String> {
        self.app
            .pane(shore)
            .rows_shown()
            .map(|row| row.text().to_owned())
            .collect()
    }

    pub(crate) fn marks(&self, shore: Shore) -> Vec<String> {
        let pane = self.app.pane(shore);
        let marked = pane.marks.rows(&pane.rows);
        let mut names: Vec<String> = marked.map(|row| row.entry.name.display()).collect();
        names.sort();
        names
    }

    pub(crate) fn toast(&self) -> &str {
        self.app
            .toast
            .as_ref()
            .map_or("", |toast| toast.text.as_str())
    }

    pub(crate) fn is_online(&self) -> bool {
        matches!(self.app.link, Link::Online { .. })
    }

    pub(crate) fn question(&self) -> &Question {
        match &self.app.overlay {
            Some(Overlay::Question(question)) => question,
            other => panic!("no question but {other:?}"),
        }
    }

    pub(crate) fn queue(&mut self, transfers: Vec<TransferView>) {
        let mut snapshot = self.app.snapshot.clone();
        fill(&mut snapshot, transfers);
        self.send(Message::Snapshot(snapshot));
    }
}

/// Puts a queue into a snapshot, with its numbers and its urgent rows.
pub(crate) fn fill(snapshot: &mut EngineSnapshot, transfers: Vec<TransferView>) {
    use TransferState as S;
    let mut totals = QueueTotals::default();
    for row in &transfers {
        let count = match row.state {
            S::Held => &mut totals.held,
            S::Queued => &mut totals.queued,
            S::Starting | S::Running => &mut totals.active,
            S::Paused => &mut totals.paused,
            S::Retrying => &mut totals.retrying,
            S::Done => &mut totals.done,
            S::Failed => &mut totals.failed,
            S::Cancelled | S::Skipped => &mut totals.left_out,
        };
        *count += 1;
        totals.retriable += usize::from(row.state == S::Failed && row.retriable);
    }
    let rows: Vec<Arc<TransferView>> = transfers.into_iter().map(Arc::new).collect();
    snapshot.urgent = rows.iter().take(6).cloned().collect();
    snapshot.totals = totals;
    snapshot.transfers = Arc::new(rows);
}

pub(crate) fn site() -> Site {
    let mut site = Site::anonymous("ftp.example.org", 21);
    site.user = "anna".into();
    site.password = "secret".to_owned().into();
    site
}

pub(crate) fn path(text: &str) -> RemotePath {
    RemotePath::from_absolute(text.as_bytes())
}

pub(crate) fn remote(text: &str) -> Place {
    Place::Remote(path(text))
}

pub(crate) fn local(text: &str) -> Place {
    Place::Local(PathBuf::from(text))
}

pub(crate) fn directory(name: &str) -> Entry {
    Entry::new(Name::from(name), EntryKind::Dir)
}

pub(crate) fn link(name: &str) -> Entry {
    Entry::new(Name::from(name), EntryKind::Link)
}

pub(crate) fn file(name: &str, size: u64) -> Entry {
    let mut entry = Entry::new(Name::from(name), EntryKind::File);
    entry.size = Some(size);
    entry
}

/// Unsorted, as they come: invoices/ photos/ site/ and files, one of them hidden.
pub(crate) fn local_entries() -> Vec<Entry> {
    vec![
        file("notes.txt", 2_253),
        directory("site"),
        file("backup.sql.gz", 333_447_168),
        file(".profile", 220),
        directory("invoices"),
        file("track10.mp3", 10),
        file("track9.mp3", 9),
        directory("photos"),
    ]
}

pub(crate) fn remote_entries() -> Vec<Entry> {
    vec![
        directory("incoming"),
        directory("logs"),
        file("README", 1_946),
        file("backup.sql.gz", 332_398_592),
        link("latest"),
    ]
}

pub(crate) fn transfer(id: u64, state: TransferState) -> TransferView {
    TransferView {
        id: TransferId(id),
        direction: Direction::Download,
        operation: Operation::Copy,
        name: format!("file{id}"),
        from: "/pub".into(),
        to: "~/work".into(),
        size: Some(100),
        bytes: 40,
        rate: 10,
        state,
        reason: None,
        elapsed: std::time::Duration::from_secs(4),
        session: None,
        retriable: true,
        may_pass: true,
        site: "anna@ftp.example.org".into(),
        priority: Priority::Normal,
        retry: None,
        tries: Vec::new(),
    }
}

/// A download that ended.
pub(crate) fn outcome(remote: &str, local: &str) -> Outcome {
    Outcome {
        id: TransferId(1),
        drop: twoport::engine::DropId(1),
        direction: Direction::Download,
        operation: Operation::Copy,
        local: local.into(),
        remote: path(remote),
        state: TransferState::Done,
        bytes: 18_637,
        offset: 0,
        took: std::time::Duration::from_millis(200),
        tries: 1,
        problem: None,
        note: None,
        retriable: true,
    }
}

/// Names that are taken at the target of a drop, one for each transfer.
pub(crate) fn conflict(drop: DropId, ids: &[u64]) -> Event {
    let facts = |size, at: &str| FileFacts {
        size: Some(size),
        modified: Some(Modified {
            at: at.parse().unwrap(),
            precision: Precision::Second,
        }),
    };
    let conflicts = ids.iter().map(|id| Conflict {
        id: TransferId(*id),
        direction: Direction::Upload,
        name: format!("file{id}"),
        target: "/pub".into(),
        source: facts(333_447_168, "2026-11-22T04:00:07Z"),
        present: facts(332_398_592, "2026-11-21T04:00:03Z"),
        renamed: Some(format!("file{id} (1)")),
    });
    Event::Conflict {
        drop,
        conflicts: conflicts.collect(),
    }
}

/// A queue of last time.
pub(crate) fn restored(user: &str, unfinished: usize) -> Event {
    let mut site = Site::anonymous("ftp.example.org", 21);
    site.user = user.into();
    site.password = String::new().into();
    Event::Restored(Box::new(Restored {
        site,
        unfinished,
        failed: 1,
        bytes: 3 << 30,
        unread: Vec::new(),
    }))
}
