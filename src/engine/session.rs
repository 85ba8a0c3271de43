//! The session actor: one task, one control connection, one piece of work at a time. It connects,
//! reports how that went, then works until it is told to stop or its connection is lost.

use super::work::{Assignment, WorkResult};
use super::{Problem, explain};
use crate::ftp::commands::ListingHabits;
use crate::ftp::data::ModeSettings;
use crate::ftp::{ControlConnection, FeatureSet, FtpError, Reporter, SessionReport, login};
use crate::model::{DataCommand, RemotePath, Security, Site};
use secrecy::ExposeSecret;
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

/// How long stopped work may take to find its end: replies are accounted for, part files removed.
const STOP_LIMIT: Duration = Duration::from_secs(2);

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
    },
    /// A piece of work is finished.
    Worked(WorkResult),
    /// This command opened a data connection, and these did not (each with its reason).
    Opened {
        command: DataCommand,
        fallbacks: Vec<String>,
    },
    /// The connection is gone. The actor has ended.
    Lost,
}

/// What is known after a login.
#[derive(Debug)]
pub(crate) struct Ready {
    pub(crate) greeting: String,
    pub(crate) features: FeatureSet,
    pub(crate) directory: RemotePath,
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
    /// Counts data connections.
    pub(crate) number: u64,
    pub(crate) settings: watch::Receiver<ModeSettings>,
    events: mpsc::UnboundedSender<(usize, SessionEvent)>,
    id: usize,
}

impl Session {
    /// Tells the engine what a data connection taught.
    pub(crate) fn learned(&self, opened: crate::ftp::data::Opened) {
        let event = SessionEvent::Opened {
            command: opened.command,
            fallbacks: opened.fallbacks,
        };
        // The engine may be gone at the very end; then nobody needs to know.
        let _ = self.events.send((self.id, event));
    }
}

/// Starts a session actor. `features` are those another session of this site has been told, which
/// saves asking again.
pub(crate) fn start(
    id: usize,
    site: Site,
    features: Option<FeatureSet>,
    settings: watch::Receiver<ModeSettings>,
    reporter: Reporter,
    events: mpsc::UnboundedSender<(usize, SessionEvent)>,
) -> SessionHandle {
    let (sender, receiver) = mpsc::unbounded_channel();
    let stop = CancellationToken::new();
    let handle = SessionHandle {
        work: sender,
        report: reporter.subscribe(),
        stop: stop.clone(),
    };
    tokio::spawn(async move {
        let opened = tokio::select! {
            biased;
            () = stop.cancelled() => Err(FtpError::Cancelled),
            opened = open(&site, features, reporter) => opened,
        };
        let end = match opened {
            Err(error) => SessionEvent::OpenFailed {
                refused: error.reply().is_some(),
                problem: explain::connecting(&site, &error),
            },
            Ok((control, ready)) => {
                let session = Session {
                    control,
                    features: ready.features.clone(),
                    habits: ListingHabits::default(),
                    number: 0,
                    settings,
                    events: events.clone(),
                    id,
                };
                let _ = events.send((id, SessionEvent::Ready(Box::new(ready))));
                serve(session, receiver, &stop).await;
                SessionEvent::Lost
            }
        };
        let _ = events.send((id, end));
    });
    handle
}

/// Ends when stopped work has not come to its end by itself: a reply that may never come.
async fn overdue(cancel: &CancellationToken) {
    cancel.cancelled().await;
    tokio::time::sleep(STOP_LIMIT).await;
}

async fn open(
    site: &Site,
    features: Option<FeatureSet>,
    reporter: Reporter,
) -> Result<(ControlConnection, Ready), FtpError> {
    if matches!(site.security, Security::Required | Security::Implicit) {
        return Err(FtpError::Protocol {
            command: "AUTH TLS".into(),
            detail: "TLS is asked for and not built in yet: refused rather than sent in clear"
                .into(),
        });
    }
    let connected = ControlConnection::connect(&site.host, site.port, site.timeout, reporter);
    let (mut control, greeting) = connected.await?;
    login::log_in(&mut control, &site.user, site.password.expose_secret()).await?;
    let greeting = greeting.text();
    let ready = if let Some(features) = features {
        login::use_features(&mut control, &features).await?;
        Ready {
            greeting,
            features,
            directory: RemotePath::root(),
        }
    } else {
        let features = login::features(&mut control).await?;
        let directory = login::working_directory(&mut control).await?;
        Ready {
            greeting,
            features,
            directory,
        }
    };
    Ok((control, ready))
}

/// Works until told to stop, or until the connection cannot be used any more. Between pieces of
/// work it listens, so that a server's goodbye (421, or just an end) is noticed at once.
async fn serve(
    mut session: Session,
    mut work: mpsc::UnboundedReceiver<Assignment>,
    stop: &CancellationToken,
) {
    loop {
        let assignment = tokio::select! {
            biased;
            () = stop.cancelled() => break,
            assignment = work.recv() => assignment,
            () = session.control.goodbye() => return,
        };
        let Some(Assignment { work, cancel }) = assignment else {
            break;
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
        let given_up = work.clone();
        let result = tokio::select! {
            biased;
            result = session.perform(work, &cancel) => result,
            () = overdue(&cancel) => {
                session.control.poison("stopped while a reply was due: the session is closed");
                given_up.cancelled()
            }
        };
        watcher.abort();
        let _ = session
            .events
            .send((session.id, SessionEvent::Worked(result)));
        if session.control.is_poisoned() {
            return;
        }
    }
    session.control.quit().await;
}
