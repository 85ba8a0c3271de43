//! The session actor: one task, one control connection, one piece of work at a time. It connects,
//! reports how that went, then works until it is told to stop or its connection is lost.

use super::crash::{self, survived};
use super::memory::Kept;
use super::opening::{open, open_first};
use super::recovery::{Recovery, chance};
use super::work::{Assignment, Begun, WorkResult};
use super::worker::Ways;
use super::{Problem, RequestId, explain, idle};
use crate::ftp::commands::{ListingHabits, ListingPart, Parts};
use crate::ftp::data::{ModeSettings, Opened};
use crate::ftp::throttle::Throttles;
use crate::ftp::{ControlConnection, FeatureSet, FtpError, Reporter, SessionReport};
use crate::model::text::display_safe_str;
use crate::model::{LogKind, NameCoding, RemotePath, ServerMemory, Site, TransferId};
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

/// How long stopped work may take to find its end: replies are accounted for, part files removed.
const STOP_LIMIT: Duration = Duration::from_secs(2);

/// A session that is logged in anew in the middle of its work is tried so often.
const REOPEN_TRIES: u32 = 4;

/// What a session tells the engine.
#[derive(Debug)]
pub(crate) enum SessionEvent {
    /// Logged in and idle.
    Ready(Box<Ready>),
    /// Could not connect or log in. The actor has ended.
    OpenFailed {
        problem: Problem,
        /// The server said no; otherwise it was not reached, or did not answer.
        refused: bool,
        /// It may come about later by itself.
        may_pass: bool,
    },
    /// A piece of work is finished.
    Worked(WorkResult),
    /// Some entries of a directory that is being listed.
    ListedPart(RequestId, RemotePath, ListingPart),
    /// This command opened a data connection, and these did not (each with its reason).
    Opened(Opened),
    /// Something worth remembering of the server.
    Learned(Learned),
    /// How far a transfer has come: its first bytes move, or its part is whole.
    Begun(TransferId, Begun),
    /// The connection is gone in the middle of work that logs in anew by itself; or that has come about.
    Adrift(bool),
    /// The connection is gone. The actor has ended. Where nothing was asked, with how it went.
    Lost(Option<Farewell>),
}

/// How a session ended of which nothing was asked.
#[derive(Debug)]
pub(crate) struct Farewell {
    /// The server's words, or the system's, safe to show.
    pub(crate) words: String,
    /// The server said that it closes it (421): idle for too long, as a rule.
    pub(crate) announced: bool,
}

/// What a session finds out about its server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Learned {
    /// It speaks TLS.
    Tls,
    /// Data connections are sure to work with TLS 1.2 only.
    OnlyTls12,
    /// It speaks TLS 1.3 only: data connections have to begin TLS sessions of their own.
    NewSessions,
    /// Uploads have to have their final names from the start.
    DirectNames,
}

/// What a session needs to begin with.
#[derive(Clone, Debug)]
pub(crate) struct Setup {
    pub(crate) site: Site,
    /// What is remembered of the server.
    pub(crate) memory: ServerMemory,
    /// Where that is written, also by other tabs and other programs.
    pub(crate) kept: Option<Kept>,
    /// What another session of this site has been told, which saves asking again.
    pub(crate) features: Option<FeatureSet>,
    pub(crate) reporter: Reporter,
    /// How fast bytes may move, from now on and as it is changed.
    pub(crate) throttles: Throttles,
}

/// What is known after a login.
#[derive(Debug)]
pub(crate) struct Ready {
    pub(crate) greeting: String,
    pub(crate) features: FeatureSet,
    pub(crate) directory: RemotePath,
    /// The control connection is under TLS.
    pub(crate) protected: bool,
}

/// The engine's end of a session.
#[derive(Debug)]
pub(crate) struct SessionHandle {
    pub(crate) work: mpsc::UnboundedSender<Assignment>,
    pub(crate) report: watch::Receiver<SessionReport>,
    /// Stops the actor wherever it is.
    pub(crate) stop: CancellationToken,
}

/// A session that is logged in.
pub(crate) struct Session {
    pub(crate) control: ControlConnection,
    pub(crate) features: FeatureSet,
    pub(crate) habits: ListingHabits,
    /// What has been found out about moving files here.
    pub(crate) ways: Ways,
    /// Counts data connections.
    pub(crate) number: u64,
    pub(crate) settings: watch::Receiver<ModeSettings>,
    /// The last data connection was refused for not taking the TLS session up; the words.
    pub(crate) not_resumed: Option<String>,
    pub(super) setup: Setup,
    events: mpsc::UnboundedSender<(usize, SessionEvent)>,
    id: usize,
}

impl Session {
    /// How the server's names are read now.
    pub(crate) fn names(&self) -> NameCoding {
        self.control.reporter().names()
    }

    /// A path as text that is safe to show.
    pub(crate) fn shown(&self, path: &RemotePath) -> String {
        self.names().shown(path.as_bytes())
    }

    /// Tells the engine what a data connection taught.
    pub(crate) fn learned(&self, opened: Opened) {
        self.tell(SessionEvent::Opened(opened));
    }

    /// Where the parts of a listing go.
    pub(crate) fn parts_for(&self, request: RequestId, path: &RemotePath) -> Parts {
        let (events, id, path) = (self.events.clone(), self.id, path.clone());
        Parts::to(move |part| {
            let event = SessionEvent::ListedPart(request, path.clone(), part);
            let _ = events.send((id, event));
        })
    }

    pub(crate) fn tell(&self, event: SessionEvent) {
        // The engine may be gone at the very end; then nobody needs to know.
        let _ = self.events.send((self.id, event));
    }

    /// Logs in anew in place of a connection that is silent or gone. The server may hold that one for
    /// alive and its place for taken, so this is tried a few times. False where it does not come
    /// about.
    pub(crate) async fn reopen(&mut self, why: &str) -> bool {
        self.log_in_anew(why).await.is_ok()
    }

    async fn log_in_anew(&mut self, why: &str) -> Result<(), FtpError> {
        self.control.hang_up(why);
        self.tell(SessionEvent::Adrift(true));
        self.setup.features = Some(self.features.clone());
        let mut recovery = Recovery::default();
        loop {
            let error = match open(&mut self.setup).await {
                Ok((control, _)) => {
                    self.control = control;
                    self.tell(SessionEvent::Adrift(false));
                    return Ok(());
                }
                Err(error) => error,
            };
            self.setup.reporter.log(LogKind::Error, &error.to_string());
            let (attempt, wait) = recovery.failed(Instant::now(), chance());
            let is_tls = matches!(error, FtpError::Tls { .. });
            if attempt >= REOPEN_TRIES || is_tls || !error.may_pass() {
                return Err(error);
            }
            tokio::time::sleep(wait).await;
        }
    }

    /// The control connection's TLS session cannot be taken up any more: opens the session anew
    /// with TLS 1.2, whose sessions can be taken up as often as is wanted. A server that speaks 1.3
    /// only has to do with new ones. False where all that has been tried; or where it does not come
    /// about, and then the session is over.
    pub(crate) async fn renew_tls(&mut self, why: &str) -> bool {
        let before = self.setup.memory.clone();
        if before.only_tls12 || before.new_sessions {
            return false;
        }
        let text = format!("{why}: once more with TLS 1.2, as from now on with this server");
        self.setup.reporter.log(LogKind::Note, &text);
        self.setup.memory.only_tls12 = true;
        let mut learned = Learned::OnlyTls12;
        let mut opened = self.log_in_anew(why).await;
        if let Err(FtpError::Tls { .. }) = &opened {
            self.setup.memory.only_tls12 = false;
            self.setup.memory.new_sessions = true;
            learned = Learned::NewSessions;
            opened = self.log_in_anew(why).await;
        }
        if opened.is_ok() {
            self.tell(SessionEvent::Learned(learned));
        } else {
            self.setup.memory = before;
        }
        opened.is_ok()
    }
}

/// Starts a session actor.
pub(crate) fn start(
    id: usize,
    mut setup: Setup,
    settings: watch::Receiver<ModeSettings>,
    keep_alive: watch::Receiver<Option<Duration>>,
    events: mpsc::UnboundedSender<(usize, SessionEvent)>,
) -> SessionHandle {
    let (sender, receiver) = mpsc::unbounded_channel();
    let stop = CancellationToken::new();
    let handle = SessionHandle {
        work: sender,
        report: setup.reporter.subscribe(),
        stop: stop.clone(),
    };
    tokio::spawn(async move {
        let knew_new_sessions = setup.memory.new_sessions;
        let opened = tokio::select! {
            biased;
            () = stop.cancelled() => Err(FtpError::Cancelled),
            opened = survived(open_first(&mut setup)) => {
                opened.unwrap_or_else(|| Err(FtpError::Local(crash::as_error())))
            }
        };
        let end = match opened {
            Err(error) => SessionEvent::OpenFailed {
                refused: error.reply().is_some(),
                may_pass: error.may_pass(),
                problem: explain::connecting(&setup.site, &error),
            },
            Ok((control, ready)) => {
                let session = Session {
                    control,
                    features: ready.features.clone(),
                    habits: ListingHabits::default(),
                    ways: Ways::default(),
                    number: 0,
                    settings,
                    not_resumed: None,
                    setup,
                    events: events.clone(),
                    id,
                };
                if session.control.tls_facts().is_some() {
                    session.tell(SessionEvent::Learned(Learned::Tls));
                }
                if session.setup.memory.new_sessions && !knew_new_sessions {
                    session.tell(SessionEvent::Learned(Learned::NewSessions));
                }
                let _ = events.send((id, SessionEvent::Ready(Box::new(ready))));
                SessionEvent::Lost(Box::pin(serve(session, receiver, keep_alive, &stop)).await)
            }
        };
        let _ = events.send((id, end));
    });
    handle
}

/// Ends when stopped work has not come to its end by itself: a reply that may never come.
pub(crate) async fn overdue(cancel: &CancellationToken) {
    cancel.cancelled().await;
    tokio::time::sleep(STOP_LIMIT).await;
}

/// Works until told to stop, or until the connection cannot be used any more. If that was while
/// nothing was asked, it gives how.
async fn serve(
    mut session: Session,
    mut work: mpsc::UnboundedReceiver<Assignment>,
    mut keep_alive: watch::Receiver<Option<Duration>>,
    stop: &CancellationToken,
) -> Option<Farewell> {
    loop {
        let next = idle::next(&mut session, &mut work, &mut keep_alive, stop).await;
        let Assignment { work, cancel } = match next {
            Ok(Some(assignment)) => assignment,
            Ok(None) => break,
            Err(end) => {
                return Some(Farewell {
                    announced: end.code() == 421,
                    words: display_safe_str(&end.to_string()),
                });
            }
        };
        // Stopping the session stops what it does. The work's own token is left alone, so that the
        // user's cancel can be told from it.
        let cancel = cancel.child_token();
        let watcher = tokio::spawn({
            let (stop, cancel) = (stop.clone(), cancel.clone());
            async move {
                stop.cancelled().await;
                cancel.cancel();
            }
        });
        let (given_up, connections) = (work.clone(), session.number);
        session.setup.reporter.serve(work.transfer());
        let names = session.names();
        let result = tokio::select! {
            biased;
            result = survived(session.perform(work, &cancel)) => {
                result.unwrap_or_else(|| {
                    session.control.poison("the program crashed here: the session is closed");
                    given_up.crashed(names)
                })
            }
            () = overdue(&cancel) => {
                session.control.poison("stopped while a reply was due: the session is closed");
                let moved = if session.number > connections {
                    session.control.reporter().progress()
                } else {
                    Default::default()
                };
                given_up.cancelled(moved)
            }
        };
        watcher.abort();
        session.setup.reporter.serve(None);
        let _ = session
            .events
            .send((session.id, SessionEvent::Worked(result)));
        if session.control.is_poisoned() {
            return None;
        }
    }
    session.control.quit().await;
    None
}
