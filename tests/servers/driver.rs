//! The engine as these tests drive it: a command goes in, an event is awaited, and when it does
//! not come the whole dialogue is in the failure.

use super::support::poll;
use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};
use twoport::engine::{
    self, Command, DropId, DropOrder, EngineHandle, EngineOptions, Event, Outcome, Place, Problem,
    RequestId, Source,
};
use twoport::model::{
    EngineSnapshot, Entry, EntryKind, Name, OnConflict, Operation, RateLimits, RemotePath, Site,
    TransferId, TransferState, TransferType, TransferView,
};

/// A generous limit for whatever is going to happen; it only ends a hang.
pub(crate) const LIMIT: Duration = Duration::from_secs(40);

/// A running engine and what it has said.
pub(crate) struct Driver {
    pub(crate) engine: EngineHandle,
    /// The dialogue so far.
    pub(crate) log: Vec<String>,
    /// What has been told and not been asked for yet.
    unread: VecDeque<Event>,
    next: u64,
}

/// How a drop ended.
#[derive(Debug, Default)]
pub(crate) struct Carried {
    pub(crate) outcomes: Vec<Outcome>,
    pub(crate) problems: Vec<Problem>,
}

impl Carried {
    /// Fails unless every file got across.
    #[track_caller]
    pub(crate) fn all_done(&self) -> &Self {
        let done = self
            .outcomes
            .iter()
            .all(|outcome| outcome.state == TransferState::Done);
        assert!(
            done && self.problems.is_empty(),
            "not all is done: {self:#?}"
        );
        self
    }

    /// The only outcome there is.
    #[track_caller]
    pub(crate) fn only(&self) -> &Outcome {
        assert!(self.problems.is_empty(), "{:#?}", self.problems);
        let [outcome] = self.outcomes.as_slice() else {
            panic!("not one outcome: {:#?}", self.outcomes);
        };
        outcome
    }

    /// The only outcome, which failed, as the user reads it.
    #[track_caller]
    pub(crate) fn failure(&self) -> String {
        let outcome = self.only();
        assert_eq!(outcome.state, TransferState::Failed, "{outcome:#?}");
        outcome
            .problem
            .as_ref()
            .expect("a failure has a reason")
            .to_string()
    }
}

impl Driver {
    /// An engine that is not connected. Nothing waits for room: each failure is seen.
    pub(crate) fn start() -> Self {
        Self::with(engine::start_with(EngineOptions::default()))
    }

    /// An engine that was started in some way.
    pub(crate) fn with(engine: EngineHandle) -> Self {
        Self {
            engine,
            log: Vec::new(),
            unread: VecDeque::new(),
            next: 0,
        }
    }

    /// An engine that is logged in.
    pub(crate) async fn connect(site: &Site) -> Self {
        let mut driver = Self::start();
        driver.log_in(site).await.expect("a login");
        driver
    }

    /// Connects and logs in.
    pub(crate) async fn log_in(&mut self, site: &Site) -> Result<RemotePath, Problem> {
        self.send(Command::Connect(Box::new(site.clone())));
        self.event("a login", |event| match event {
            Event::Connected { directory, .. } => Some(Ok(directory.clone())),
            Event::ConnectFailed { problem, .. } => Some(Err(problem.clone())),
            _ => None,
        })
        .await
    }

    pub(crate) fn send(&self, command: Command) {
        self.engine.commands.send(command).expect("the engine runs");
    }

    /// The first event, told before or to come, that `pick` takes.
    pub(crate) async fn event<T>(
        &mut self,
        what: &str,
        mut pick: impl FnMut(&Event) -> Option<T>,
    ) -> T {
        let deadline = Instant::now() + LIMIT;
        let found = self
            .unread
            .iter()
            .enumerate()
            .find_map(|(at, event)| Some((at, pick(event)?)));
        if let Some((at, found)) = found {
            self.unread.remove(at);
            return found;
        }
        loop {
            let Ok(event) = timeout_at(deadline, self.engine.events.recv()).await else {
                panic!("waited for {what}\n{}", self.story());
            };
            let event = event.unwrap_or_else(|| panic!("the engine ended before {what}"));
            if let Event::Log(line) = &event {
                self.log
                    .push(format!("[{}] {:?} {}", line.session, line.kind, line.text));
            }
            match pick(&event) {
                Some(found) => return found,
                None if matches!(event, Event::Log(_)) => {}
                None => self.unread.push_back(event),
            }
        }
    }

    /// The first snapshot that `pick` takes something from.
    pub(crate) async fn snapshot<T>(
        &mut self,
        what: &str,
        mut pick: impl FnMut(&EngineSnapshot) -> Option<T>,
    ) -> T {
        let deadline = Instant::now() + LIMIT;
        let mut watched = self.engine.snapshot.clone();
        loop {
            let found = pick(&watched.borrow_and_update());
            if let Some(found) = found {
                return found;
            }
            let changed = timeout_at(deadline, watched.changed()).await;
            let in_time = matches!(changed, Ok(Ok(())));
            assert!(
                in_time,
                "waited for {what} in the snapshot\n{:#?}",
                watched.borrow()
            );
        }
    }

    fn story(&self) -> String {
        let snapshot = self.engine.snapshot.borrow();
        format!(
            "{}\n{:#?}\n{:#?}",
            self.log.join("\n"),
            self.unread,
            *snapshot
        )
    }

    pub(crate) fn request(&mut self) -> RequestId {
        self.next += 1;
        RequestId(self.next)
    }

    /// Lists a directory.
    pub(crate) async fn try_list(&mut self, path: &RemotePath) -> Result<Vec<Entry>, Problem> {
        let wanted = self.request();
        self.send(Command::List {
            request: wanted,
            path: path.clone(),
            in_parts: false,
        });
        self.event("a listing", |event| match event {
            Event::Listed {
                request, entries, ..
            } if *request == wanted => Some(Ok(entries.clone())),
            Event::Failed { request, problem } if *request == wanted => Some(Err(problem.clone())),
            _ => None,
        })
        .await
    }

    /// The names in a directory, sorted.
    pub(crate) async fn names(&mut self, path: &RemotePath) -> Vec<Vec<u8>> {
        let listed = self.try_list(path).await;
        let entries = listed.unwrap_or_else(|problem| panic!("{problem}\n{}", self.story()));
        let mut names: Vec<_> = entries
            .into_iter()
            .map(|entry| entry.name.as_bytes().to_vec())
            .collect();
        names.sort();
        names
    }

    /// The items of this name in a directory, as listed.
    pub(crate) async fn sources(&mut self, path: &RemotePath, name: &str) -> Vec<Source> {
        let entries = self.try_list(path).await.unwrap();
        let found = entries
            .into_iter()
            .filter(|entry| entry.name.display() == name);
        let source = |entry: Entry| Source {
            size: entry.size,
            modified: entry.modified,
            ..item(entry.name.as_bytes(), entry.kind)
        };
        found.map(source).collect()
    }

    /// Lets so many bytes a second move each way.
    pub(crate) fn limit(&self, rate: u64) {
        let (down, up) = (Some(rate), Some(rate));
        self.send(Command::SetLimits(RateLimits { down, up }));
    }

    /// Lets bytes move as fast as they go.
    pub(crate) fn unlimit(&self) {
        self.send(Command::SetLimits(RateLimits::default()));
    }

    /// Lets a request be answered.
    pub(crate) async fn ask(
        &mut self,
        command: impl FnOnce(RequestId) -> Command,
    ) -> Result<String, Problem> {
        let wanted = self.request();
        self.send(command(wanted));
        self.event("an answer", |event| match event {
            Event::Done { request, summary } if *request == wanted => Some(Ok(summary.clone())),
            Event::Failed { request, problem } if *request == wanted => Some(Err(problem.clone())),
            _ => None,
        })
        .await
    }

    /// Queues a drop.
    pub(crate) fn enqueue(&mut self, mut order: DropOrder) -> DropId {
        self.next += 1;
        order.id = DropId(self.next);
        let id = order.id;
        self.send(Command::Enqueue(order));
        id
    }

    /// Waits until a drop has wholly ended.
    pub(crate) async fn finish(&mut self, id: DropId) -> Carried {
        let mut carried = Carried::default();
        let mut planned = None;
        while planned.is_none_or(|files| carried.outcomes.len() < files) {
            let told = self.event("the end of a drop", |event| match event {
                Event::Planned { drop, files, .. } if *drop == id => Some(Told::Planned(*files)),
                Event::DropFailed { drop, problem, .. } if *drop == id => {
                    Some(Told::Failed(problem.clone()))
                }
                Event::Ended(outcome) if outcome.drop == id => Some(Told::Ended(outcome.clone())),
                _ => None,
            });
            match told.await {
                Told::Planned(files) => planned = Some(files),
                Told::Failed(problem) => carried.problems.push(problem),
                Told::Ended(outcome) => carried.outcomes.push(outcome),
            }
        }
        carried
    }

    /// Queues a drop and waits for its end.
    pub(crate) async fn carry(&mut self, order: DropOrder) -> Carried {
        let id = self.enqueue(order);
        self.finish(id).await
    }

    /// Waits until bytes of the file of this name move, and gives its transfer.
    pub(crate) async fn running(&mut self, name: &str) -> TransferId {
        self.snapshot("bytes that move", |snapshot| {
            let moves = |t: &&Arc<TransferView>| {
                t.state == TransferState::Running && t.bytes > 0 && t.name == name
            };
            snapshot
                .transfers
                .iter()
                .find(moves)
                .map(|transfer| transfer.id)
        })
        .await
    }

    /// Waits until so many bytes of the file of this name are across, and gives its transfer.
    pub(crate) async fn far(&mut self, name: &str, bytes: u64) -> TransferId {
        self.snapshot("bytes that are across", |snapshot| {
            let mut rows = snapshot.transfers.iter();
            let row = rows.find(|row| row.name == name && row.bytes >= bytes)?;
            Some(row.id)
        })
        .await
    }

    /// Waits for the end of a batch in which so many are done and nothing else has ended.
    pub(crate) async fn batch(&mut self, done: usize) {
        let batch = self.event("the end of the batch", |event| match event {
            Event::BatchEnded(batch) => Some(*batch),
            _ => None,
        });
        let batch = batch.await;
        assert_eq!((batch.done, batch.failed, batch.left_out), (done, 0, 0));
    }

    /// Waits until something outside the engine holds.
    pub(crate) async fn until(&mut self, what: &str, holds: impl Fn() -> bool) {
        let deadline = Instant::now() + LIMIT;
        while !holds() {
            assert!(
                Instant::now() < deadline,
                "waited for {what}\n{}",
                self.story()
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Cancels and waits until it has ended so.
    pub(crate) async fn cancel(&mut self, id: TransferId) {
        self.send(Command::Cancel(id));
        let outcome = self.event("the end of a cancelled transfer", |event| match event {
            Event::Ended(outcome) if outcome.id == id => Some(outcome.clone()),
            _ => None,
        });
        let outcome = outcome.await;
        assert_eq!(outcome.state, TransferState::Cancelled, "{outcome:#?}");
    }

    /// Whether something like this was told and not asked for.
    pub(crate) fn told(&self, is: impl Fn(&Event) -> bool) -> bool {
        self.unread.iter().any(is)
    }

    /// Ends the engine in order.
    pub(crate) async fn quit(mut self) {
        self.send(Command::Quit);
        let end = async { while self.engine.events.recv().await.is_some() {} };
        assert!(
            tokio::time::timeout(LIMIT, end).await.is_ok(),
            "the engine does not end"
        );
    }
}

enum Told {
    Planned(usize),
    Failed(Problem),
    Ended(Outcome),
}

/// An item of a drop.
pub(crate) fn item(name: impl AsRef<[u8]>, kind: EntryKind) -> Source {
    Source::new(Name::new(name.as_ref()), kind)
}

/// A plain file of a drop.
pub(crate) fn file(name: impl AsRef<[u8]>) -> Source {
    item(name, EntryKind::File)
}

/// A folder of a drop.
pub(crate) fn folder(name: impl AsRef<[u8]>) -> Source {
    item(name, EntryKind::Dir)
}

/// From the server to this computer.
pub(crate) fn down(from: &RemotePath, to: &Path, items: Vec<Source>) -> DropOrder {
    order(
        Place::Remote(from.clone()),
        Place::Local(to.to_owned()),
        items,
    )
}

/// From this computer to the server.
pub(crate) fn up(from: &Path, to: &RemotePath, items: Vec<Source>) -> DropOrder {
    order(
        Place::Local(from.to_owned()),
        Place::Remote(to.clone()),
        items,
    )
}

/// The same drop as a move.
pub(crate) fn moving(mut order: DropOrder) -> DropOrder {
    order.operation = Operation::Move;
    order
}

/// The same drop with an answer to its conflicts.
pub(crate) fn with_answer(mut order: DropOrder, answer: OnConflict) -> DropOrder {
    order.on_conflict = answer;
    order
}

fn order(from: Place, to: Place, items: Vec<Source>) -> DropOrder {
    let on_conflict = OnConflict::Ask;
    DropOrder {
        id: DropId(0),
        from,
        to,
        items,
        operation: Operation::Copy,
        on_conflict,
        transfer_type: TransferType::Image,
    }
}

/// A path on the server.
pub(crate) fn remote(path: impl AsRef<[u8]>) -> RemotePath {
    RemotePath::from_absolute(path.as_ref())
}

/// What is in a local folder, sorted.
pub(crate) fn local_names(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = entries
        .map(|entry| entry.unwrap().file_name().into())
        .collect();
    names.sort();
    names
}

/// Whether this is the name of what has arrived of a file so far.
pub(crate) fn is_part(name: &Path) -> bool {
    let name = name.to_string_lossy();
    name.starts_with('.') && name.ends_with(".part")
}

/// Waits until no part is left in a folder.
#[track_caller]
pub(crate) fn parts_go(folder: &Path) {
    let gone = || !local_names(folder).iter().any(|name| is_part(name));
    let gone = poll(LIMIT, || gone().then_some(()));
    assert!(gone.is_some(), "{:?}", local_names(folder));
}
