//! The thread that copies: TLS first, where there is TLS, then bytes and nothing else. It is made for
//! one data connection: a thread that has given way once (nice(2)) cannot take that back.

use super::DataStream;
use super::payload::{CopyFailure, Flow, Payload};
use crate::ftp::Reporter;
use crate::ftp::socket_info::HeldSocket;
use crate::ftp::tls::handshake_facts;
use crate::model::{DataState, LogKind, TlsFacts};
use rustls::ClientConnection;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::oneshot::{Receiver, channel};

/// Gives the payload back, and how it went; nothing where the thread could not be made, or panicked.
pub(super) type Worker<P> = Receiver<(P, Result<(), CopyFailure>)>;

/// Whether copying gives way to everything else on the processor.
static GIVES_WAY: AtomicBool = AtomicBool::new(false);

/// How far copying gives way: a tenth of the share of what people wait for (nice(2), sched(7)).
#[cfg(target_os = "linux")]
const NICENESS: i32 = 10;

/// From now on copying gives way to everything else on the processor: with a screen, to what draws it.
/// Where nothing else wants to run it is as fast as before.
pub fn give_way() {
    GIVES_WAY.store(true, Ordering::Relaxed);
}

/// On Linux no process means this thread. Where it cannot be had it is done without.
#[cfg(target_os = "linux")]
fn be_nice() {
    let _ = rustix::process::setpriority_process(None, NICENESS);
}

/// Elsewhere it would be the whole program.
#[cfg(not(target_os = "linux"))]
fn be_nice() {}

pub(super) fn spawn<P: Payload>(
    socket: Arc<HeldSocket>,
    tls: Option<Box<ClientConnection>>,
    flow: Arc<Flow>,
    reporter: Reporter,
    mut payload: P,
) -> Worker<P> {
    let (ended, worker) = channel();
    let copy = move || {
        if GIVES_WAY.load(Ordering::Relaxed) {
            be_nice();
        }
        let end = match &*socket {
            HeldSocket::Stream(socket) => {
                let mut stream = DataStream::new(socket, tls, &flow);
                let secured = stream.shake_hands().map_err(CopyFailure::Handshake);
                secured.and_then(|()| {
                    if let Some(tls) = stream.tls() {
                        let kind = tls.handshake_kind();
                        tell(&reporter, handshake_facts(tls.protocol_version(), kind));
                    }
                    payload.copy(&mut stream, &flow)
                })
            }
            HeldSocket::Listener(_) => {
                Err(CopyFailure::Network(io::ErrorKind::NotConnected.into()))
            }
        };
        // Nobody waits any more where the session has ended.
        let _ = ended.send((payload, end));
    };
    let named = std::thread::Builder::new().name("copy".into());
    if let Err(error) = named.spawn(copy) {
        tracing::error!(%error, "no thread for a data connection");
    }
    worker
}

/// The data connection is under TLS: now bytes may move.
fn tell(reporter: &Reporter, facts: TlsFacts) {
    let resumed = if facts.resumed { "resumed" } else { "new" };
    let text = format!("data: TLS {}, {resumed} session", facts.version);
    reporter.log(LogKind::Note, &text);
    reporter.data(|data, now| {
        data.done(Some(facts.version), now);
        data.secure(facts);
        data.enter(DataState::Established);
        data.begin("data", now);
    });
}
