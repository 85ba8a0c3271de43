//! The title of the terminal's window.

use super::glyphs::Glyphs;
use crate::app::{App, Link};
use crate::model::text::display_safe_str;

/// `twoport ftp.example.org >2 40 %`: the host, what runs, and how much of that is done. Nothing in
/// it can end the escape sequence it is sent in.
pub(super) fn of(app: &App, glyphs: &Glyphs) -> String {
    let mut title = String::from("twoport");
    if let Link::Online { label, .. } = &app.link {
        let host = label.rsplit('@').next().unwrap_or(label);
        title = format!("{title} {host}");
    }
    let running: Vec<_> = app
        .snapshot
        .urgent
        .iter()
        .filter(|transfer| transfer.state.is_active())
        .collect();
    if !running.is_empty() {
        title = format!("{title} {}{}", glyphs.running, running.len());
        let bytes: u64 = running.iter().map(|transfer| transfer.bytes).sum();
        let size: u64 = running.iter().filter_map(|transfer| transfer.size).sum();
        if let Some(percent) = (u128::from(bytes) * 100).checked_div(u128::from(size)) {
            title = format!("{title} {} %", percent.min(99));
        }
    }
    display_safe_str(&title)
}
