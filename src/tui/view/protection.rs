//! What protects the connections, or that nothing does.

use super::Look;
use crate::app::{App, Link};
use crate::model::{DataState, SessionView};
use ratatui::text::Line;

/// Whether every control connection is under TLS.
pub(super) fn all_protected(app: &App) -> bool {
    let mut controls = app
        .snapshot
        .sessions
        .iter()
        .filter_map(|session| session.control.as_ref())
        .peekable();
    controls.peek().is_some() && controls.all(|control| control.tls.is_some())
}

/// What protects a session: its data connection, else its control connection.
pub(super) fn line<'a>(look: &Look, app: &App, session: &SessionView, wide: bool) -> Line<'a> {
    let theme = &look.theme;
    let control = session.control.as_ref();
    let Some(control) = control.and_then(|control| control.tls.as_ref()) else {
        // TLS may be about to begin on a connection that is being made.
        let connecting = matches!(app.link, Link::Connecting { .. });
        let is_new = session.data.is_none() && app.snapshot.sessions.len() > 1;
        if session.control.is_none() || connecting || is_new {
            return Line::default();
        }
        return Line::styled("clear text, no TLS", theme.dim);
    };
    let data = session.data.as_ref();
    let Some(data) = data.filter(|data| data.tls.is_some() || is_settled(data.state)) else {
        return Line::styled(format!("control: TLS {}", control.version), theme.ok);
    };
    let Some(tls) = &data.tls else {
        return Line::styled("the data goes in clear", theme.warn);
    };
    let session = match (tls.resumed, wide) {
        (true, true) => format!("session reused {}", look.glyphs.done),
        (true, false) => format!("reused {}", look.glyphs.done),
        (false, _) => "new session".into(),
    };
    let words = if wide { "data protected: " } else { "" };
    let text = format!("{words}PROT P, TLS {}, {session}", tls.version);
    Line::styled(text, theme.ok)
}

/// Whether bytes have moved or may move: TLS would be there by now.
fn is_settled(state: DataState) -> bool {
    matches!(
        state,
        DataState::Established | DataState::Draining | DataState::Closed
    )
}
