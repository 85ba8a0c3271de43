//! Single transfers as the queue orders them, with what earlier runs have left, against the embedded
//! server.

use crate::engine::session::{self, SessionEvent, SessionHandle, Setup};
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
}

/// How a transfer ended.
#[derive(Debug)]
struct End {
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
                    _ => {}
                }
            }
        };
        tokio::time::timeout(LIMIT, end).await.unwrap()
    }

    async fn run(&mut self, order: TransferOrder) -> End {
        self.begin(Work::Transfer(order));
        self.ended().await
    }

    async fn ended(&mut self) -> End {
        match self.end().await {
            WorkResult::Transferred {
                bytes, from, end, ..
            } => End { bytes, from, end },
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

fn begun(size: usize, whole: bool) -> Option<Begun> {
    Some(Begun {
        source: facts(size),
        whole,
    })
}

const HERE_PART: &str = ".x.00112233445566778899aabbccddeeff.part";
const THERE_PART: &str = ".x.0011223344556677.part";
const SIZE: usize = 300_000;

#[tokio::test]
async fn a_download_tells_what_it_began_with_and_goes_on_in_another_run() {
    let mut lab = Lab::new().await;
    let bytes = noise(SIZE);
    write_old(&lab.there("x"), &bytes);
    fs::write(lab.here(HERE_PART), &bytes[..200_000]).unwrap();
    let mut order = lab.order(Direction::Download);
    order.size = Some(SIZE as u64);
    order.begun = begun(SIZE, false);
    let end = lab.run(order).await;
    assert_eq!(end.end.unwrap(), None);
    assert_eq!(end.from, 200_000 - 65_536);
    assert_eq!(end.bytes, SIZE as u64 - end.from);
    assert!(fs::read(lab.here("x")).unwrap() == bytes);
    assert_eq!(names(lab.here.path()), ["x"]);
    // Without anything to go on with it begins at the first byte, and says so beforehand.
    fs::remove_file(lab.here("x")).unwrap();
    let end = lab.run(lab.order(Direction::Download)).await;
    assert_eq!((end.from, end.bytes), (0, SIZE as u64));
    assert_eq!(lab.begun, [begun(SIZE, false).unwrap()]);
}

#[tokio::test]
async fn a_part_that_nobody_knows_of_is_begun_anew() {
    let mut lab = Lab::new().await;
    let bytes = noise(SIZE);
    write_old(&lab.there("x"), &bytes);
    fs::write(lab.here(HERE_PART), vec![1; SIZE + 5]).unwrap();
    let end = lab.run(lab.order(Direction::Download)).await;
    assert_eq!(end.end.unwrap(), None);
    assert!(fs::read(lab.here("x")).unwrap() == bytes);
}

#[tokio::test]
async fn what_had_been_finished_before_the_process_died_is_done() {
    let mut lab = Lab::new().await;
    let bytes = noise(1000);
    for path in [lab.here("x"), lab.there("x")] {
        write_old(&path, &bytes);
    }
    for (direction, whole) in [(Direction::Download, false), (Direction::Upload, true)] {
        let mut order = lab.order(direction);
        order.begun = begun(1000, whole);
        order.replace = true;
        let end = lab.run(order).await;
        assert_eq!(end.bytes, 0);
        assert!(end.end.unwrap().unwrap().contains("finished before"));
    }
    assert_eq!(lab.count("RETR") + lab.count("STOR"), 0);
    // A file that only has the size is not it.
    fs::write(lab.here("x"), noise(1000)).unwrap();
    let mut order = lab.order(Direction::Download);
    order.begun = begun(1000, false);
    order.replace = true;
    assert_eq!(lab.run(order).await.bytes, 1000);
}

#[tokio::test]
async fn an_upload_that_was_whole_gets_its_name_and_no_byte_moves() {
    let mut lab = Lab::new().await;
    let bytes = noise(SIZE);
    write_old(&lab.here("x"), &bytes);
    fs::write(lab.there(THERE_PART), &bytes).unwrap();
    let mut order = lab.order(Direction::Upload);
    order.begun = begun(SIZE, true);
    let end = lab.run(order).await;
    assert_eq!(end.end.unwrap(), None);
    assert_eq!((end.bytes, end.from), (0, SIZE as u64));
    assert_eq!(names(lab.there.path()), ["x"]);
    assert_eq!(lab.count("STOR"), 0);
}

#[tokio::test]
async fn a_name_that_was_taken_meanwhile_stays_and_the_part_too() {
    let mut lab = Lab::new().await;
    write_old(&lab.here("x"), b"new");
    fs::write(lab.there("x"), b"old").unwrap();
    let problem = lab.run(lab.order(Direction::Upload)).await.end.unwrap_err();
    assert!(
        problem.to_string().contains("/x is already there"),
        "{problem}"
    );
    assert_eq!(fs::read(lab.there("x")).unwrap(), b"old");
    assert_eq!(names(lab.there.path()), [THERE_PART, "x"]);
    let mut order = lab.order(Direction::Upload);
    order.begun = lab.begun.last().copied();
    order.replace = true;
    assert_eq!(lab.run(order).await.end.unwrap(), None);
    assert_eq!(fs::read(lab.there("x")).unwrap(), b"new");
    assert_eq!(names(lab.there.path()), ["x"]);
}

#[tokio::test]
async fn what_is_there_is_gone_on_with_where_the_user_says_so() {
    let mut lab = Lab::new().await;
    let bytes = noise(SIZE);
    for (length, replaced) in [
        (150_000, true),
        (SIZE, true),
        (100, true),
        (SIZE + 1, false),
    ] {
        let mut present = bytes.clone();
        present.resize(length, 7);
        write_old(&lab.there("x"), &bytes);
        fs::write(lab.here("x"), &present).unwrap();
        let mut order = lab.order(Direction::Download);
        order.extend = true;
        let end = lab.run(order).await;
        assert_eq!(end.end.is_ok(), replaced, "{length}: {end:?}");
        let now = fs::read(lab.here("x")).unwrap();
        assert!(now == if replaced { bytes.clone() } else { present });
        assert_eq!(names(lab.here.path()), ["x"]);

        let mut present = bytes.clone();
        present.resize(length, 7);
        write_old(&lab.here("x"), &bytes);
        fs::write(lab.there("x"), &present).unwrap();
        let mut order = lab.order(Direction::Upload);
        order.extend = true;
        let end = lab.run(order).await;
        assert_eq!(end.end.is_ok(), replaced, "{length}: {end:?}");
        let now = fs::read(lab.there("x")).unwrap();
        assert!(now == if replaced { bytes.clone() } else { present });
        assert_eq!(names(lab.there.path()), ["x"]);
    }
}

#[tokio::test]
async fn what_is_no_beginning_is_left_alone() {
    let mut lab = Lab::new().await;
    let bytes = noise(SIZE);
    let other = vec![3; 200_000];
    for direction in [Direction::Download, Direction::Upload] {
        let (source, target) = match direction {
            Direction::Download => (lab.there("x"), lab.here("x")),
            Direction::Upload => (lab.here("x"), lab.there("x")),
        };
        write_old(&source, &bytes);
        fs::write(&target, &other).unwrap();
        let mut order = lab.order(direction);
        order.extend = true;
        let problem = lab.run(order).await.end.unwrap_err();
        assert_eq!(problem.cause, Cause::Refused);
        let text = problem.to_string();
        assert!(text.contains("cannot be gone on with"), "{text}");
        assert!(text.contains("left as it is"), "{text}");
        assert!(fs::read(&target).unwrap() == other);
        assert_eq!(names(target.parent().unwrap()), ["x"]);
        fs::remove_file(source).unwrap();
    }
}

#[tokio::test]
async fn discarding_removes_the_part_on_either_side() {
    let mut lab = Lab::new().await;
    fs::write(lab.here(HERE_PART), b"part").unwrap();
    fs::write(lab.there(THERE_PART), b"part").unwrap();
    for direction in [Direction::Download, Direction::Upload] {
        let mut order = lab.order(direction);
        order.begun = begun(1000, false);
        lab.begin(Work::Discard(order));
        assert!(matches!(lab.end().await, WorkResult::Quiet));
    }
    assert!(names(lab.here.path()).is_empty() && names(lab.there.path()).is_empty());
}

#[tokio::test]
async fn nothing_is_written_outside_the_root() {
    let mut lab = Lab::new().await;
    fs::write(lab.there("x"), b"x").unwrap();
    let outside = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(outside.path(), lab.here("link")).unwrap();
    for local in [outside.path().join("x"), lab.here("link").join("x")] {
        let mut order = lab.order(Direction::Download);
        order.local = local;
        let problem = lab.run(order).await.end.unwrap_err();
        assert_eq!(problem.cause, Cause::Local, "{problem}");
    }
    assert!(names(outside.path()).is_empty());
    assert_eq!(lab.count("RETR"), 0);
}

#[tokio::test]
async fn permissions_are_kept_here_but_for_what_runs_as_another() {
    use std::os::unix::fs::PermissionsExt as _;
    let keep = |site: &mut Site| site.policy.keep_permissions = true;
    let mut lab = Lab::with(|_| {}, keep).await;
    fs::write(lab.there("x"), b"x").unwrap();
    let mut order = lab.order(Direction::Download);
    order.mode = Some(0o6751);
    lab.run(order).await.end.unwrap();
    let mode = fs::metadata(lab.here("x")).unwrap().permissions().mode();
    assert_eq!(mode & 0o7777, 0o751);
}

/// A file that grows or goes while it is sent is not called done, and nothing has its name.
#[tokio::test]
async fn a_source_that_changes_while_it_is_sent_is_noticed() {
    for (vanishes, whole) in [(false, false), (true, false), (false, true)] {
        let mut lab = Lab::new().await;
        write_old(&lab.here("x"), &noise(SIZE));
        lab.throttles.total.set(RateLimits {
            down: None,
            up: Some(100_000),
        });
        lab.begin(Work::Transfer(lab.order(Direction::Upload)));
        let began = Instant::now();
        while !lab.there(THERE_PART).exists() {
            assert!(began.elapsed() < LIMIT);
            tokio::task::yield_now().await;
        }
        match (vanishes, whole) {
            (true, _) => fs::remove_file(lab.here("x")).unwrap(),
            (_, true) => fs::write(lab.here("x"), b"short").unwrap(),
            _ => fs::write(lab.here("x"), noise(SIZE + 9)).unwrap(),
        }
        lab.throttles.total.set(RateLimits::default());
        let problem = lab.ended().await.end.unwrap_err();
        assert_eq!(problem.cause, Cause::Changed, "{problem}");
        assert!(names(lab.there.path()).is_empty());
    }
}

#[tokio::test]
async fn a_source_that_changes_on_the_server_is_noticed() {
    let mut lab = Lab::with(|options| options.rate = Some(3_000_000), |_| {}).await;
    write_old(&lab.there("x"), &noise(2_000_000));
    lab.begin(Work::Transfer(lab.order(Direction::Download)));
    let began = Instant::now();
    while !fs::metadata(lab.here(HERE_PART)).is_ok_and(|part| part.len() > 0) {
        assert!(began.elapsed() < LIMIT);
        tokio::task::yield_now().await;
    }
    let file = fs::File::options()
        .write(true)
        .open(lab.there("x"))
        .unwrap();
    file.set_modified(SystemTime::now()).unwrap();
    let problem = lab.ended().await.end.unwrap_err();
    assert_eq!(problem.cause, Cause::Changed, "{problem}");
    assert!(names(lab.here.path()).is_empty());
}

#[tokio::test]
async fn a_full_server_says_where_there_is_no_room_and_the_part_stays() {
    let fault = DataFault {
        verb: "STOR".into(),
        after_bytes: 100_000,
        times: 1,
        kind: DataFaultKind::CloseThen426,
    };
    let mut lab = Lab::with(|options| options.faults = vec![fault], |_| {}).await;
    write_old(&lab.here("x"), &noise(SIZE));
    lab.run(lab.order(Direction::Upload)).await.end.unwrap_err();
    assert_eq!(names(lab.there.path()), [THERE_PART]);
    let refused = ("STOR".to_owned(), "452 No room".to_owned());
    let mut lab = Lab::with(|options| options.replies = vec![refused], |_| {}).await;
    write_old(&lab.here("x"), b"x");
    let problem = lab.run(lab.order(Direction::Upload)).await.end.unwrap_err();
    assert_eq!(problem.cause, Cause::NoRoom(crate::model::Shore::Remote));
}

/// A limit is held, a changed one counts at once, and waiting for it can be broken off.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn limits_are_held_changed_and_broken_off() {
    let mut lab = Lab::new().await;
    fs::write(lab.there("x"), noise(SIZE)).unwrap();
    let limit = |down| RateLimits { down, up: None };
    let site = Arc::clone(&lab.throttles.site);
    let set = |rate| Throttle::set(&site, limit(rate));
    set(Some(SIZE as u64));
    let began = Instant::now();
    lab.run(lab.order(Direction::Download)).await.end.unwrap();
    assert!(
        began.elapsed() > Duration::from_millis(800),
        "{:?}",
        began.elapsed()
    );
    fs::remove_file(lab.here("x")).unwrap();
    set(Some(1));
    lab.begin(Work::Transfer(lab.order(Direction::Download)));
    while !lab.here(HERE_PART).exists() {
        tokio::task::yield_now().await;
    }
    set(None);
    lab.ended().await.end.unwrap();
    fs::remove_file(lab.here("x")).unwrap();
    set(Some(1));
    let cancel = lab.begin(Work::Transfer(lab.order(Direction::Download)));
    while !lab.here(HERE_PART).exists() {
        tokio::task::yield_now().await;
    }
    cancel.cancel();
    let problem = lab.ended().await.end.unwrap_err();
    assert_eq!(problem.cause, Cause::Cancelled);
    assert!(began.elapsed() < LIMIT);
}
