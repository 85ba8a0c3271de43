//! The thread that copies: TLS first, where there is TLS, then bytes and nothing else.

use super::DataStream;
use super::payload::{CopyFailure, Flow, Payload};
use crate::ftp::Reporter;
use crate::ftp::socket_info::HeldSocket;
use crate::ftp::tls::handshake_facts;
use crate::model::{DataState, LogKind, TlsFacts};
use rustls::ClientConnection;
use std::io;
use std::sync::Arc;
use tokio::task::JoinHandle;

/// Gives the payload back, and how it went.
pub(super) type Worker<P> = JoinHandle<(P, Result<(), CopyFailure>)>;

pub(super) fn spawn<P: Payload>(
    socket: Arc<HeldSocket>,
    tls: Option<Box<ClientConnection>>,
    flow: Arc<Flow>,
    reporter: Reporter,
    mut payload: P,
) -> Worker<P> {
    tokio::task::spawn_blocking(move || {
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
        (payload, end)
    })
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
