//! An engine without a server, for tests: what sessions tell is put in their mouths.

use super::dispatch::{Occupation, Slot};
use super::router::Router;
use super::session::{SessionEvent, SessionHandle};
use super::work::{Assignment, Token, TransferOrder, Work, WorkResult};
use super::{Cause, DropId, DropOrder, Event, Place, Problem};
use crate::model::{
    Direction, EngineSnapshot, Entry, EntryKind, Name, OnConflict, Operation, RemotePath,
    SessionRole, Site, TransferId, TransferType,
};
use std::sync::Arc;
use std::time::Instant;
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

pub(crate) const ELSEWHERE: &str = "anna@elsewhere";

/// An engine at a site, and what it tells. What its real sessions tell is heard by nobody.
pub(crate) struct Bench {
    pub(crate) router: Router,
    pub(crate) told: mpsc::UnboundedReceiver<Event>,
    /// Sessions that are put there are given their work through these.
    work: Vec<mpsc::UnboundedReceiver<Assignment>>,
}

impl Bench {
    pub(crate) fn new() -> Self {
        let (events, told) = mpsc::unbounded_channel();
        let (sessions, _) = mpsc::unbounded_channel();
        let (snapshot, _) = watch::channel(EngineSnapshot::default());
        let mut router = Router::new(events, snapshot, sessions);
        let site = Site::anonymous("127.0.0.1", 1);
        router.label = site.label().into();
        router.site = Some(site);
        Self {
            router,
            told,
            work: Vec::new(),
        }
    }

    /// Puts a session of the present site there.
    pub(crate) fn session(&mut self, id: usize, role: SessionRole, occupation: Occupation) {
        let (work, assignments) = mpsc::unbounded_channel();
        self.work.push(assignments);
        let handle = SessionHandle {
            work,
            report: crate::ftp::Reporter::new(id, Arc::new(|_| {})).subscribe(),
            stop: CancellationToken::new(),
        };
        let slot = Slot {
            server: "127.0.0.1:1".into(),
            handle,
            role,
            occupation,
            closing: false,
            since: Instant::now(),
            proved: true,
            trouble: None,
            adrift: false,
        };
        self.router.next_session = self.router.next_session.max(id);
        self.router.slots.insert(id, slot);
    }

    pub(crate) fn idle(&mut self, id: usize, role: SessionRole) {
        self.session(id, role, Occupation::Idle(Instant::now()));
    }

    pub(crate) fn busy(&mut self, id: usize, role: SessionRole, work: Work) {
        let cancel = CancellationToken::new();
        let lost = None;
        self.session(id, role, Occupation::Busy { work, cancel, lost });
    }

    /// The server refuses a session that was being opened.
    pub(crate) fn refuse(&mut self, id: usize) {
        let event = SessionEvent::OpenFailed {
            problem: Problem::new(Cause::Connection, "Not connected").words("421 Too many"),
            refused: true,
            may_pass: true,
        };
        self.router.session_event(id, event);
    }

    pub(crate) fn worked(&mut self, id: usize, result: WorkResult) {
        self.router.session_event(id, SessionEvent::Worked(result));
    }

    /// Another site is connected to: the sessions are being closed.
    pub(crate) fn leave(&mut self) {
        for slot in self.router.slots.values_mut() {
            slot.closing = true;
        }
        self.router.label = ELSEWHERE.into();
    }

    /// The folder `tree` of the server is copied here, or the one here goes there.
    pub(crate) fn drop(&mut self, direction: Direction) -> DropId {
        let (there, here) = (
            Place::Remote(RemotePath::root()),
            Place::Local("/here".into()),
        );
        let (from, to) = match direction {
            Direction::Download => (there, here),
            Direction::Upload => (here, there),
        };
        let id = DropId(1);
        self.router.enqueue(DropOrder {
            id,
            from,
            to,
            items: vec![super::Source::new(Name::from("tree"), EntryKind::Dir)],
            operation: Operation::Copy,
            on_conflict: OnConflict::Ask,
            transfer_type: TransferType::Image,
        });
        id
    }

    /// Queues a download with the site of this label.
    pub(crate) fn download(&mut self, site: &str) -> TransferId {
        let order = self.order();
        let id = order.id;
        self.router.queue.push(&Arc::from(site), DropId(1), order);
        id
    }

    pub(crate) fn order(&mut self) -> TransferOrder {
        download(self.router.queue.next_id())
    }

    /// What was told, the log apart.
    pub(crate) fn events(&mut self) -> Vec<Event> {
        let mut events = Vec::new();
        while let Ok(event) = self.told.try_recv() {
            if !matches!(event, Event::Log(_)) {
                events.push(event);
            }
        }
        events
    }

    pub(crate) fn notices(&mut self) -> Vec<String> {
        let events = self.events().into_iter();
        let notices = events.filter_map(|event| match event {
            Event::Notice(text) => Some(text),
            _ => None,
        });
        notices.collect()
    }
}

/// The order to fetch a file.
pub(crate) fn download(id: TransferId) -> TransferOrder {
    TransferOrder {
        id,
        direction: Direction::Download,
        operation: Operation::Copy,
        local: "/here/x".into(),
        root: std::path::Path::new("/here").into(),
        remote: RemotePath::from_absolute(b"/there/x"),
        size: Some(10),
        modified: None,
        mode: None,
        replace: false,
        extend: false,
        transfer_type: TransferType::Image,
        token: Token("0".into()),
        begun: None,
        earlier: false,
    }
}

/// Files whose names are windows-1251.
pub(crate) fn cyrillic() -> Vec<Entry> {
    let charset: crate::model::Charset = "windows-1251".parse().unwrap();
    let names = ["отчёт за март", "отчёт за апрель", "протокол собрания"];
    let names = names.map(|name| Name::new(charset.encode(name).unwrap().into_owned()));
    let entries = names.map(|name| Entry::new(name, EntryKind::File));
    entries.into()
}
