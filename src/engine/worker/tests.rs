//! Single transfers as the queue orders them, with what earlier runs have left, against the embedded
//! server.

mod direct;
mod earlier;
mod finished;
mod meanwhile;

use crate::engine::session::{self, Learned, SessionEvent, SessionHandle, Setup};
use crate::engine::work::{Assignment, Begun, Token, TransferOrder, Work, WorkResult};
use crate::engine::{Cause, Problem};
use crate::ftp::Reporter;
use crate::ftp::throttle::{Throttle, Throttles};
use crate::model::{
    Direction, FileFacts, Modified, Operation, Precision, RateLimits, RemotePath, Site, TransferId,
    TransferType,
};
use crate::server::{DataFault, DataFaultKind, EmbeddedServer, ServerOptions};
use jiff::Timestamp;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

const LIMIT: Duration = Duration::from_secs(30);
const OLD: i64 = 1_000_000_000;

/// A session with the embedded server, which shares no folder with the client.
struct Lab {
    server: EmbeddedServer,
    there: tempfile::TempDir,
    here: tempfile::TempDir,
    handle: SessionHandle,
    events: mpsc::UnboundedReceiver<(usize, SessionEvent)>,
    throttles: Throttles,
    _settings: watch::Sender<crate::ftp::data::ModeSettings>,
    _keep_alive: watch::Sender<Option<Duration>>,
    /// How far transfers were told to have come.
    begun: Vec<Begun>,
    /// It was told that uploads have to have their final names from the start.
    learned_direct: bool,
}

/// How a transfer ended.
#[derive(Debug)]
struct Tried {
    bytes: u64,
    from: u64,
    end: Result<Option<String>, Problem>,
}

impl Lab {
    async fn new() -> Self {
        Self::with(|_| {}, |_| {}).await
    }

    async fn with(adjust: impl FnOnce(&mut ServerOptions), change: impl FnOnce(&mut Site)) -> Self {
        let (there, here) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let mut options = ServerOptions::new(there.path());
        adjust(&mut options);
        let server = EmbeddedServer::start(options).await.unwrap();
        let mut site = Site::anonymous("127.0.0.1", server.address().port());
        change(&mut site);
        let (settings, watched) = watch::channel(crate::ftp::data::ModeSettings::of(&site));
        let (keep_alive, kept) = watch::channel(None);
        let (sender, mut events) = mpsc::unbounded_channel();
        let throttles = Throttles::default();
        let setup = Setup {
            site,
            memory: crate::model::ServerMemory::default(),
            kept: None,
            features: None,
            reporter: Reporter::new(1, Arc::new(|_| {})),
            throttles: throttles.clone(),
        };
        let handle = session::start(1, setup, watched, kept, sender);
        loop {
            match events.recv().await.unwrap().1 {
                SessionEvent::Ready(_) => break,
                SessionEvent::OpenFailed { problem, .. } => panic!("{problem}"),
                _ => {}
            }
        }
        Self {
            server,
            there,
            here,
            handle,
            events,
            throttles,
            _settings: settings,
            _keep_alive: keep_alive,
            begun: Vec::new(),
            learned_direct: false,
        }
    }

    fn order(&self, direction: Direction) -> TransferOrder {
        TransferOrder {
            id: TransferId(7),
            direction,
            operation: Operation::Copy,
            local: self.here.path().join("x"),
            root: self.here.path().into(),
            remote: RemotePath::from_absolute(b"/x"),
            size: None,
            modified: None,
            mode: None,
            replace: false,
            extend: false,
            transfer_type: TransferType::Image,
            token: Token("00112233445566778899aabbccddeeff".into()),
            begun: None,
            earlier: false,
        }
    }

    fn here(&self, name: &str) -> PathBuf {
        self.here.path().join(name)
    }

    fn there(&self, name: &str) -> PathBuf {
        self.there.path().join(name)
    }

    fn begin(&self, work: Work) -> CancellationToken {
        let cancel = CancellationToken::new();
        let assignment = Assignment {
            work,
            cancel: cancel.clone(),
        };
        self.handle.work.send(assignment).unwrap();
        cancel
    }

    async fn end(&mut self) -> WorkResult {
        let end = async {
            loop {
                match self.events.recv().await.unwrap().1 {
                    SessionEvent::Worked(result) => return result,
                    SessionEvent::Begun(TransferId(7), begun) => self.begun.push(begun),
                    SessionEvent::Learned(Learned::DirectNames) => self.learned_direct = true,
                    _ => {}
                }
            }
        };
        tokio::time::timeout(LIMIT, end).await.unwrap()
    }

    async fn run(&mut self, order: TransferOrder) -> Tried {
        self.begin(Work::Transfer(order));
        self.ended().await
    }

    async fn ended(&mut self) -> Tried {
        match self.end().await {
            WorkResult::Transferred {
                bytes, from, end, ..
            } => Tried { bytes, from, end },
            other => panic!("{other:?}"),
        }
    }

    fn count(&self, start: &str) -> usize {
        let commands = self.server.commands();
        commands
            .iter()
            .filter(|line| line.starts_with(start))
            .count()
    }
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = entries
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

fn write_old(path: &Path, bytes: &[u8]) {
    fs::write(path, bytes).unwrap();
    let file = fs::File::options().write(true).open(path).unwrap();
    let at = SystemTime::UNIX_EPOCH + Duration::from_secs(OLD.unsigned_abs());
    file.set_modified(at).unwrap();
}

/// Bytes that do not repeat within what is compared.
fn noise(count: usize) -> Vec<u8> {
    let mut state = 0x2545_f491_u32;
    (0..count)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            state.to_le_bytes()[0]
        })
        .collect()
}

fn facts(size: usize) -> FileFacts {
    FileFacts {
        size: Some(size as u64),
        modified: Some(Modified {
            at: Timestamp::from_second(OLD).unwrap(),
            precision: Precision::Second,
        }),
    }
}

fn begun(size: usize, whole: bool) -> Begun {
    Begun {
        source: facts(size),
        whole,
    }
}

const HERE_PART: &str = ".x.00112233445566778899aabbccddeeff.part";
const THERE_PART: &str = ".x.0011223344556677.part";
const SIZE: usize = 300_000;
