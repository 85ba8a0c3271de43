//! What a socket is doing, as a sign and a word. The kernel's word counts where we hold a socket;
//! else the client's own.

use super::Look;
use crate::model::{ControlView, DataState, DataView, Dialer, SocketState};
use ratatui::style::Style;
use ratatui::text::Span;

/// What a socket is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Condition {
    /// It listens.
    Listening,
    /// It dials.
    Dialling,
    /// It is open.
    Open,
    /// One side has closed.
    Closing,
    /// There is none any more, or not yet.
    Closed,
    /// It failed.
    Failed,
}

/// The condition of a data connection and the word for it.
pub(super) fn of_data(data: &DataView) -> (Condition, String) {
    match (data.state, data.kernel.as_ref()) {
        (DataState::Failed, _) => (Condition::Failed, "FAILED".into()),
        (DataState::Closed, _) => (Condition::Closed, "CLOSED".into()),
        // The socket is open, but nothing may move on it yet.
        (DataState::Securing, Some(kernel)) if kernel.state == SocketState::Established => {
            (Condition::Open, "SECURING".into())
        }
        (_, Some(kernel)) => of_kernel(kernel.state),
        (DataState::Idle, None) => (Condition::Closed, "NONE".into()),
        (DataState::Negotiating, None) => (Condition::Closed, "NEGOTIATING".into()),
        (DataState::Listening, None) => (Condition::Listening, "LISTENING".into()),
        (DataState::Connecting, None) => (Condition::Dialling, "SYN-SENT".into()),
        (DataState::Accepted, None) => (Condition::Open, "ACCEPTED".into()),
        (DataState::Securing, None) => (Condition::Open, "SECURING".into()),
        (DataState::Established, None) => (Condition::Open, "ESTABLISHED".into()),
        (DataState::Draining, None) => (Condition::Closing, "DRAINING".into()),
    }
}

/// The condition of a control connection and the word for it.
pub(super) fn of_control(control: &ControlView) -> (Condition, String) {
    match &control.kernel {
        Some(kernel) => of_kernel(kernel.state),
        None => (Condition::Open, "ESTABLISHED".into()),
    }
}

fn of_kernel(state: SocketState) -> (Condition, String) {
    let condition = match state {
        SocketState::Listen => return (Condition::Listening, "LISTENING".into()),
        SocketState::SynSent | SocketState::SynReceived => Condition::Dialling,
        SocketState::Established => Condition::Open,
        SocketState::Closed => Condition::Closed,
        SocketState::FinWait1
        | SocketState::FinWait2
        | SocketState::CloseWait
        | SocketState::Closing
        | SocketState::LastAck
        | SocketState::TimeWait => Condition::Closing,
    };
    (condition, state.to_string())
}

/// How a condition is drawn: its sign and its style.
pub(super) fn sign(look: &Look, condition: Condition) -> (&'static str, Style) {
    let (theme, glyphs) = (&look.theme, look.glyphs);
    match condition {
        Condition::Listening => (glyphs.listening, theme.listening),
        Condition::Dialling => (glyphs.dialling, theme.dialling),
        Condition::Open => (glyphs.open, theme.open),
        Condition::Closing => (glyphs.closing, theme.closing),
        Condition::Closed => (glyphs.closed, theme.closed),
        Condition::Failed => (glyphs.refused, theme.error),
    }
}

/// Which of the three arrows a data connection has: you dial, the server dials, you wait. Never the
/// way of the bytes.
pub(super) fn arrow(data: &DataView) -> usize {
    match (data.dialer, data.state) {
        (Dialer::You, _) => 0,
        (Dialer::Server, DataState::Negotiating | DataState::Listening | DataState::Idle) => 2,
        (Dialer::Server, _) => 1,
    }
}

/// The arrow of a data connection: `-- dials --->` or in four cells `--->`.
pub(super) fn arrow_span<'a>(look: &Look, which: usize, short: bool) -> Span<'a> {
    let (theme, glyphs) = (&look.theme, look.glyphs);
    let long = match which {
        0 => glyphs.dials,
        1 => glyphs.dialled,
        _ => glyphs.waits,
    };
    let [dials, dialled, waits] = glyphs.short_dials;
    let brief = match which {
        0 => dials,
        1 => dialled,
        _ => waits,
    };
    let style = match which {
        0 => theme.wire,
        1 => theme.wire_back,
        _ => theme.listening,
    };
    Span::styled(if short { brief } else { long }, style)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kernel_state_has_a_word_of_its_own() {
        let words: Vec<String> = [
            SocketState::Listen,
            SocketState::SynSent,
            SocketState::Established,
            SocketState::FinWait1,
            SocketState::FinWait2,
            SocketState::CloseWait,
            SocketState::TimeWait,
            SocketState::Closed,
        ]
        .map(|state| of_kernel(state).1)
        .to_vec();
        assert_eq!(words[0], "LISTENING");
        assert_eq!(words[3], "FIN-WAIT-1");
        let mut unique = words.clone();
        unique.sort();
        unique.dedup();
        assert_eq!(unique.len(), words.len());
    }
}
