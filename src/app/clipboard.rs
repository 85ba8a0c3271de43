//! Copying to the clipboard of the terminal: paths, URLs, reports, lines of the log.

use super::{Action, App, Effect, Overlay, ToastKind, place};
use crate::engine::Place;
use crate::model::text::{display_safe, display_safe_lines, plural};
use crate::model::{Shore, url};

/// Most bytes that are copied: in base64 they are just below the 74 994 that xterm takes.
pub const MOST_BYTES: usize = 56_000;

impl App {
    /// Sends a text to the terminal's clipboard; of one that is too long, as many whole lines as
    /// fit, which is said. Nothing in it is anything that a terminal would obey.
    pub(super) fn copy_text(&mut self, text: &str, what: &str) {
        let all = text.trim_end_matches('\n').split('\n').count();
        self.copy_lines(text, all, what);
    }

    /// The same of so many lines, of which those are in the text that may fit.
    fn copy_lines(&mut self, text: &str, all: usize, what: &str) {
        let safe = display_safe_lines(text.trim_end_matches('\n'));
        if safe.is_empty() {
            return self.say(ToastKind::Info, "there is nothing to copy");
        }
        let mut kept = String::new();
        let mut lines = 0;
        for line in safe.split('\n') {
            if kept.len() + line.len() + 1 > MOST_BYTES {
                break;
            }
            if lines > 0 {
                kept.push('\n');
            }
            kept.push_str(line);
            lines += 1;
        }
        if lines == 0 {
            let text = format!("{what}: too long for the terminal's clipboard");
            return self.say(ToastKind::Warning, text);
        }
        self.effects.push(Effect::Clipboard(kept));
        if lines == all {
            let text = format!("{what}: sent to the terminal's clipboard");
            self.say(ToastKind::Ok, text);
        } else {
            let text = format!(
                "{what}: the first {} of {all} sent to the terminal's clipboard, which takes no \
                 more",
                plural(lines, "line")
            );
            self.say(ToastKind::Warning, text);
        }
    }

    /// Copies where the marked rows are, or the one under the cursor: as paths, or as URLs without
    /// a password.
    pub(super) fn copy_places(&mut self, shore: Shore, action: Action) {
        let Some(directory) = self.folder_of_chosen_or_say(shore) else {
            return;
        };
        let rows = self.pane(shore).chosen();
        let as_url = action == Action::CopyUrl;
        let mut text = String::new();
        for row in &rows {
            // More than that is not copied: the rest need not be written.
            if text.len() > MOST_BYTES {
                break;
            }
            text.push_str(&match (place::join(&directory, &row.entry.name), as_url) {
                (place, true) => self.url_of(&place),
                (Place::Local(path), false) => display_safe(path.as_os_str().as_encoded_bytes()),
                (Place::Remote(path), false) => self.names.shown(path.as_bytes()),
            });
            text.push('\n');
        }
        let thing = if as_url { "URL" } else { "path" };
        let (all, what) = (rows.len(), plural(rows.len(), thing));
        self.copy_lines(&text, all, &what);
    }

    /// The URL of a place, without a password.
    pub(super) fn url_of(&self, place: &Place) -> String {
        match (place, &self.site) {
            (Place::Local(path), _) => url::of_file(path.as_os_str().as_encoded_bytes()),
            (Place::Remote(path), Some(site)) => url::of_site(site, path),
            (Place::Remote(path), None) => self.names.shown(path.as_bytes()),
        }
    }

    /// Copies what an overlay tells of.
    pub(super) fn copy_overlay(&mut self) {
        match &self.overlay {
            Some(Overlay::Details { id, .. }) => {
                let Some(transfer) = self.transfer_called(*id).cloned() else {
                    return;
                };
                let text = self.talk_text(&transfer);
                self.copy_text(&text, &format!("the dialogue of #{}", transfer.id));
            }
            Some(Overlay::Doctor(examination)) => match examination.report() {
                Some(report) => {
                    let text = report.to_text();
                    self.copy_text(&text, "the report");
                }
                None => self.say(ToastKind::Info, "there is no report yet"),
            },
            _ => {}
        }
    }
}
