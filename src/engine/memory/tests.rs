//! What is trusted, with the file that several engines share.

use super::*;
use crate::fs::private;
use crate::model::EngineSnapshot;
use std::fs;
use tempfile::TempDir;
use tokio::sync::watch;

const KNOWN: Fingerprint = Fingerprint([7; 32]);

type Events = mpsc::UnboundedReceiver<Event>;

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

fn file(folder: &TempDir) -> PathBuf {
    folder.path().join("servers.toml")
}

async fn router(folder: &TempDir) -> (Router, Events) {
    let (events, told) = mpsc::unbounded_channel();
    let (sessions, _) = mpsc::unbounded_channel();
    let (snapshot, _) = watch::channel(EngineSnapshot::default());
    let mut router = Router::new(events, snapshot, sessions);
    router.memory = Memory::load(Some(file(folder))).await.0;
    (router, told)
}

fn site() -> Site {
    Site::anonymous("here", 21)
}

/// Which certificate a session that is opened now trusts.
async fn trusted(router: &Router) -> Option<Fingerprint> {
    let mut memory = router.memory(&site());
    let kept = router.kept(&site()).unwrap();
    kept.read().await.add_to(&mut memory);
    memory.trusted
}

async fn told_pin(router: &Router, told: &mut Events) -> Option<Fingerprint> {
    router.tell_pin("here".into(), 21);
    loop {
        match told.recv().await.unwrap() {
            Event::Pinned { pin, .. } => return pin.map(|pin| pin.fingerprint),
            Event::Notice(_) => {}
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn what_was_forgotten_is_not_trusted_while_that_is_being_written() {
    let folder = folder();
    let (mut router, mut told) = router(&folder).await;
    router.trust("here", 21, KNOWN);
    assert_eq!(trusted(&router).await, Some(KNOWN));
    let lock = private::lock(&file(&folder)).unwrap();
    router.distrust("here", 21);
    let release = async {
        tokio::task::yield_now().await;
        drop(lock);
    };
    assert_eq!(tokio::join!(trusted(&router), release).0, None);
    assert_eq!(told_pin(&router, &mut told).await, None);
}

#[tokio::test]
async fn what_one_engine_forgets_no_other_trusts() {
    let folder = folder();
    let (mut one, _) = router(&folder).await;
    one.trust("here", 21, KNOWN);
    one.memory.flush().await;
    let (mut other, mut told) = router(&folder).await;
    assert_eq!(trusted(&other).await, Some(KNOWN));
    one.distrust("here", 21);
    one.memory.flush().await;
    assert_eq!(trusted(&other).await, None);
    assert_eq!(told_pin(&other, &mut told).await, None);
    // It is asked about there, and trusted once more.
    other.trust("here", 21, KNOWN);
    assert_eq!(trusted(&other).await, Some(KNOWN));
    assert_eq!(trusted(&one).await, Some(KNOWN));
}

/// What else is learned does not bring it back.
#[tokio::test]
async fn what_was_forgotten_elsewhere_stays_forgotten() {
    let folder = folder();
    let (mut one, _) = router(&folder).await;
    one.trust("here", 21, KNOWN);
    one.memory.flush().await;
    let (mut other, _) = router(&folder).await;
    one.distrust("here", 21);
    one.memory.flush().await;
    other.site = Some(site());
    other.learned(Learned::DirectNames);
    assert_eq!(trusted(&other).await, None);
}

/// The user has decided, whether that can be written or not.
#[tokio::test]
async fn what_could_not_be_written_stands_in_this_run() {
    let folder = folder();
    let (mut router, mut told) = router(&folder).await;
    router.trust("here", 21, KNOWN);
    router.memory.flush().await;
    fs::remove_file(folder.path().join("servers.lock")).unwrap();
    fs::create_dir(folder.path().join("servers.lock")).unwrap();
    router.distrust("here", 21);
    assert_eq!(trusted(&router).await, None);
    assert!(matches!(told.recv().await, Some(Event::Notice(_))));
    assert_eq!(told_pin(&router, &mut told).await, None);
}

#[tokio::test]
async fn a_file_that_cannot_be_read_says_nothing() {
    let folder = folder();
    let (mut router, _) = router(&folder).await;
    router.trust("here", 21, KNOWN);
    router.memory.writing.clone().unwrap().await;
    fs::write(file(&folder), "servers = 3").unwrap();
    assert_eq!(trusted(&router).await, Some(KNOWN));
}
