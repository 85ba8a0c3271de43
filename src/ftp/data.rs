//! Data connections: opened by this client's own hands in every mode, so that each state is known,
//! each wait has an end and each one can be broken off (RFC 959 section 3, RFC 2428).

mod active;
mod copy;
mod lines;
mod passive;
mod payload;
mod plan;
mod portion;
mod stream;
mod thread;

pub use copy::Moved;
pub use lines::{FromNetwork, ToNetwork};
pub use payload::{Comparison, Continuation, CopyFailure, Feed, Flow, Payload, Sink};
pub use plan::{ModeSettings, candidates};
pub use portion::Portion;
pub use stream::DataStream;
pub use thread::give_way;

use super::control::ControlConnection;
use super::socket_info::HeldSocket;
use super::story::DataStory;
use super::throttle::Throttles;
use super::{FtpError, Reply};
use crate::model::text::display_safe;
use crate::model::{
    DataCommand, DataState, Direction, LogKind, ModeChoice, TransferMode, TransferType,
};
use std::sync::Arc;
use std::time::Instant;
use tokio_util::sync::CancellationToken;

/// What a data connection is for.
#[derive(Clone, Debug)]
pub struct Purpose {
    /// The command that moves data: `RETR /pub/x`, `STOR /up/y`, `MLSD`.
    pub command: Vec<u8>,
    /// The way the bytes go.
    pub direction: Direction,
    /// Bytes expected on this connection.
    pub total: Option<u64>,
    /// The byte of the file that it begins at: where that is not the first, REST goes before the
    /// command (RFC 3659 section 5).
    pub restart: u64,
    /// The type that the session has to be in; `None` where it does not matter.
    pub transfer_type: Option<TransferType>,
    /// How fast bytes may move.
    pub throttles: Throttles,
}

impl Purpose {
    /// A listing or whatever else is read as it comes.
    pub fn reading(command: impl Into<Vec<u8>>) -> Self {
        Self {
            command: command.into(),
            direction: Direction::Download,
            total: None,
            restart: 0,
            transfer_type: None,
            throttles: Throttles::default(),
        }
    }
}

/// A data connection that is open, its transfer command accepted.
pub(super) struct DataConnection {
    pub(super) socket: Arc<HeldSocket>,
    /// The final reply, where the server sent it at once.
    pub(super) final_reply: Option<Reply>,
}

/// What an attempt needs besides the control connection.
pub(super) struct Attempt<'a> {
    /// The number of the data connection.
    pub(super) number: u64,
    pub(super) purpose: &'a Purpose,
    pub(super) settings: &'a ModeSettings,
    pub(super) cancel: &'a CancellationToken,
}

/// How an attempt failed, and with it whether another command may be tried.
pub(super) enum AttemptError {
    /// The mode's command was refused or its port did not answer; the transfer command has not
    /// been sent, so the session is in step and another mode may be tried.
    Mode(FtpError),
    /// Anything else.
    Final(FtpError),
}

impl From<FtpError> for AttemptError {
    fn from(error: FtpError) -> Self {
        Self::Final(error)
    }
}

/// What was learned by opening a data connection.
#[derive(Debug)]
pub struct Opened {
    /// The command that worked.
    pub command: DataCommand,
    /// What the user asked for when it was opened.
    pub choice: ModeChoice,
    /// What did not work before it, each with its reason, safe to show.
    pub fallbacks: Vec<String>,
}

/// Moves one payload over one data connection of the session: opens it in the mode the settings
/// say, sends the transfer command, copies, and reads the final reply.
///
/// # Errors
/// [`FtpError::NoDataConnection`] where no mode worked; [`FtpError::Cancelled`] when `cancel` fires, at any point.
/// After an error `control.is_poisoned()` tells whether the session can go on.
pub async fn transfer<P: Payload>(
    control: &mut ControlConnection,
    settings: &ModeSettings,
    purpose: &Purpose,
    number: &mut u64,
    payload: P,
    cancel: &CancellationToken,
) -> Result<(Moved<P>, Opened), FtpError> {
    if let (Some(tls), Some(facts)) = (control.tls(), control.tls_facts())
        && tls.has_run_dry(&facts)
    {
        let command = display_safe(&purpose.command);
        return Err(FtpError::SessionNotResumed {
            command,
            reply: None,
        });
    }
    if let Some(kind) = purpose.transfer_type {
        control.use_type(kind).await?;
    }
    let mut attempts: Vec<(DataCommand, FtpError)> = Vec::new();
    let proxied = control.through().is_some();
    for command in candidates(settings, control.peer().is_ipv6() && !proxied) {
        if proxied && command.mode() == TransferMode::Active {
            let through = FtpError::Protocol {
                command: command.verb().into(),
                detail: "the server cannot call back through a proxy: active mode needs a direct \
                         connection"
                    .into(),
            };
            attempts.push((command, through));
            continue;
        }
        *number += 1;
        let attempt = Attempt {
            number: *number,
            purpose,
            settings,
            cancel,
        };
        match open(control, command, &attempt).await {
            Ok(connection) => {
                let moved = copy::run(control, connection, purpose, payload, cancel).await;
                let moved = moved.map_err(|error| session_wanted(control, error));
                settle(control).await;
                let failed = |(command, error): &(DataCommand, FtpError)| {
                    format!("{} failed: {error}", command.verb())
                };
                let fallbacks = attempts.iter().map(failed).collect();
                let opened = Opened {
                    command,
                    choice: settings.choice,
                    fallbacks,
                };
                return Ok((moved?, opened));
            }
            Err(AttemptError::Mode(error)) if !control.is_poisoned() => {
                attempts.push((command, error));
            }
            Err(AttemptError::Mode(error) | AttemptError::Final(error)) => {
                settle(control).await;
                return Err(session_wanted(control, error));
            }
        }
    }
    Err(FtpError::NoDataConnection { attempts })
}

/// Whether a refusal means that the server wants the control connection's TLS session taken up
/// again: 522 says so (vsftpd), 425 does after a handshake that began a session of its own
/// (proftpd).
fn session_wanted(control: &ControlConnection, error: FtpError) -> FtpError {
    match error {
        FtpError::Reply { command, reply } if control.tls().is_some() => {
            let resumed = control.reporter().data_tls().map(|facts| facts.resumed);
            match (reply.code(), resumed) {
                (522, None | Some(false)) | (425, Some(false)) => {
                    let reply = Some(reply);
                    FtpError::SessionNotResumed { command, reply }
                }
                _ => FtpError::Reply { command, reply },
            }
        }
        error => error,
    }
}

/// Accounts for the replies of a transfer that was broken off, or poisons the connection.
async fn settle(control: &mut ControlConnection) {
    if control.owes_reply() {
        control.settle().await;
    }
}

async fn open(
    control: &mut ControlConnection,
    command: DataCommand,
    attempt: &Attempt<'_>,
) -> Result<DataConnection, AttemptError> {
    let (purpose, number) = (attempt.purpose, attempt.number);
    let story = DataStory::new(
        number,
        command,
        purpose.direction,
        display_safe(&purpose.command),
        purpose.total,
    );
    control
        .reporter()
        .open_data(story.beginning_at(purpose.restart));
    let opened = match command {
        DataCommand::Passive(command) => passive::open(control, command, attempt).await,
        DataCommand::Active(command) => active::open(control, command, attempt).await,
    };
    match opened {
        Ok(connection) => {
            let secured = control.tls().is_some();
            control.reporter().data(|data, now| {
                if secured {
                    data.enter(DataState::Securing);
                    data.begin("TLS", now);
                } else {
                    data.enter(DataState::Established);
                    data.begin("data", now);
                }
            });
            Ok(connection)
        }
        Err(error) => {
            let (AttemptError::Mode(inner) | AttemptError::Final(inner)) = &error;
            let text = inner.to_string();
            let stopped = matches!(&error, AttemptError::Final(error) if error.is_stop());
            control.reporter().data(|data, now| {
                if stopped {
                    data.stop(text.as_str(), now);
                } else {
                    data.fail(text.as_str(), now);
                }
            });
            control
                .reporter()
                .log(LogKind::Error, &format!("data #{number}: {text}"));
            Err(error)
        }
    }
}

/// Says where in the file the transfer is to begin: right before its command, which is what REST is
/// for. Cancelling leaves the reply to the fence.
async fn restart(control: &mut ControlConnection, attempt: &Attempt<'_>) -> Result<(), FtpError> {
    let at = attempt.purpose.restart;
    if at == 0 {
        return Ok(());
    }
    control.reporter().data(|data, now| data.begin("REST", now));
    let command = format!("REST {at}");
    let reply = tokio::select! {
        biased;
        () = attempt.cancel.cancelled() => return Err(FtpError::Cancelled),
        reply = control.ask(command.as_bytes()) => reply?,
    };
    // 350 asks for more; some servers say that it is done.
    if reply.is_intermediate() || reply.is_completion() {
        Ok(())
    } else if reply.is_negative() && reply.code() != 421 {
        Err(FtpError::RestRefused { at, reply })
    } else {
        Err(FtpError::Reply { command, reply })
    }
}

/// Sends the transfer command and reads its first reply: 150 or 125, or the final one at once.
/// Cancelling leaves the reply to the fence.
async fn start(
    control: &mut ControlConnection,
    attempt: &Attempt<'_>,
) -> Result<Option<Reply>, FtpError> {
    restart(control, attempt).await?;
    let command = &attempt.purpose.command;
    let label = verb(command);
    control.reporter().data(|data, now| data.begin(label, now));
    let asked = tokio::select! {
        biased;
        () = attempt.cancel.cancelled() => None,
        reply = control.ask(command) => Some(reply?),
    };
    let Some(reply) = asked else {
        return Err(FtpError::Cancelled);
    };
    judge_start(control, command, reply)
}

/// What the first reply to a transfer command means: `None` to go on, a final reply to keep.
fn judge_start(
    control: &mut ControlConnection,
    command: &[u8],
    reply: Reply,
) -> Result<Option<Reply>, FtpError> {
    let code = reply.code().to_string();
    control.begins(None);
    if reply.is_preliminary() {
        control
            .reporter()
            .data(|data, now| data.done(Some(&code), now));
        control.begins(Some(reply));
        Ok(None)
    } else if reply.is_completion() {
        control
            .reporter()
            .data(|data, now| data.done(Some(&code), now));
        Ok(Some(reply))
    } else {
        let command = control.reporter().names().shown(command);
        if reply.is_negative() {
            Err(FtpError::Reply { command, reply })
        } else {
            Err(control.protocol_error(&command, &reply))
        }
    }
}

/// The verb of a command, for a step's label.
fn verb(command: &[u8]) -> String {
    display_safe(
        command
            .split(|byte| *byte == b' ')
            .next()
            .unwrap_or_default(),
    )
}

/// Asks for a mode and hands a refusal over as a reason to try the next one.
async fn ask_mode(
    control: &mut ControlConnection,
    command: &str,
    label: &str,
    cancel: &CancellationToken,
) -> Result<Reply, AttemptError> {
    control
        .reporter()
        .data(|data, now: Instant| data.begin(label, now));
    let answer = tokio::select! {
        biased;
        () = cancel.cancelled() => return Err(FtpError::Cancelled.into()),
        answer = control.command(command.as_bytes()) => answer,
    };
    match answer {
        Ok(reply) => Ok(reply),
        Err(error @ FtpError::Reply { .. }) => Err(AttemptError::Mode(error)),
        Err(error) => Err(AttemptError::Final(error)),
    }
}
