//! The states of a TCP connection, and what is told of data connections while they change.

use super::Meaning;
use crate::model::SocketState;

/// What a state means (RFC 9293 section 3.3.2).
pub fn state(state: SocketState) -> Meaning {
    use SocketState as S;
    let (says, remedy) = match state {
        S::Listen => (
            "We wait at this address and port for a call: in active mode, the server's.",
            "If nobody calls, a firewall or a NAT stands before you: passive mode (M) does without.",
        ),
        S::SynSent => (
            "We have dialled and wait for an answer.",
            "If it stays so, nobody answers: a firewall swallows the call, or the address is wrong. \
             The doctor (D) tells which.",
        ),
        S::SynReceived => ("A call has come and is being answered.", ""),
        S::Established => ("The connection is open both ways: bytes can move.", ""),
        S::FinWait1 => (
            "We have closed our side; the other end has not acknowledged that yet. What was sent \
             before may still be on its way.",
            "",
        ),
        S::FinWait2 => (
            "We have closed our side and the other end knows; it has not closed its own yet.",
            "If it stays so, the other end has forgotten to close; the system gives up after a \
             minute.",
        ),
        S::CloseWait => (
            "The other end has closed; we have not yet.",
            "If it stays so, this program has forgotten to close: please report it.",
        ),
        S::Closing => (
            "Both ends closed at the same time; the last word is on its way.",
            "",
        ),
        S::LastAck => (
            "Both ends have closed; the other end's last acknowledgement is awaited.",
            "",
        ),
        S::TimeWait => (
            "Both ends have closed. The system keeps the pair of ports for a minute, so that late \
             segments do not reach a new connection. Nobody has to do anything.",
            "",
        ),
        S::Closed => ("There is no connection.", ""),
    };
    Meaning {
        says,
        remedy,
        source: "RFC 9293 section 3.3.2",
    }
}

/// Words in a line of the log, and the state that they tell of.
const STATES: [(&str, SocketState); 3] = [
    ("SYN-SENT", SocketState::SynSent),
    ("ESTABLISHED", SocketState::Established),
    ("LISTEN on", SocketState::Listen),
];

/// Beginnings of lines of the log.
const EVENTS: [(&str, &str, &str, &str); 3] = [
    (
        "data: closed",
        "The data connection was closed as it should be: all bytes were read, then FIN both ways.",
        "",
        "RFC 9293 section 3.6",
    ),
    (
        "data: broken off",
        "The data connection ended before the transfer did.",
        "Retry: it goes on where it stopped. If it happens each time, let the doctor look (D).",
        "RFC 9293 section 3.5",
    ),
    (
        "control: closed",
        "The control connection was closed; this session is over.",
        "",
        "RFC 959 section 5.4",
    ),
];

/// What a line about a socket means.
pub(super) fn event(text: &str) -> Option<Meaning> {
    let begins = |known: &&(&str, &str, &str, &str)| text.starts_with(known.0);
    if let Some((_, says, remedy, source)) = EVENTS.iter().find(begins) {
        return Some(Meaning {
            says,
            remedy,
            source,
        });
    }
    if text.contains("Connection refused") {
        return Some(Meaning {
            says: "The other computer is there, but nothing waits at this port (RST).",
            remedy: "Check host and port; a firewall may answer so as well.",
            source: "RFC 9293 section 3.5.2",
        });
    }
    if text.contains("Connection reset") {
        return Some(Meaning {
            says: "The other end, or something in between, broke the connection off (RST).",
            remedy: "Retry: it goes on where it stopped. If it happens each time, a firewall or a \
                     proxy in between is the likely cause.",
            source: "RFC 9293 section 3.5.3",
        });
    }
    let known = STATES
        .iter()
        .find(|(word, _)| text.starts_with("data") && text.contains(word))?;
    Some(state(known.1))
}
