//! The title of the terminal's window.

use super::glyphs::Glyphs;
use crate::app::{App, Link, Moving};
use crate::model::settings::Progress;
use crate::model::text::display_safe_str;

/// `twoport ftp.example.org >2 40 %`: the host, what runs, and how much of that is done. Nothing in
/// it can end the escape sequence it is sent in.
pub(super) fn of(app: &App, glyphs: &Glyphs) -> String {
    let mut title = String::from("twoport");
    if let Link::Online { label, .. } = &app.link {
        let host = label.rsplit('@').next().unwrap_or(label);
        title = format!("{title} {host}");
    }
    let (count, percent) = running(app);
    if count > 0 {
        title = format!("{title} {}{count}", glyphs.running);
    }
    if let Some(percent) = percent {
        title = format!("{title} {percent} %");
    }
    display_safe_str(&title)
}

/// How many transfers run, in all tabs, and how much of them is done where that is known.
fn running(app: &App) -> (usize, Option<u8>) {
    let others = app.tabs.others().map(|tab| tab.moving);
    let moving = others.fold(app.moving(), Moving::and);
    let Moving { count, bytes, size } = moving;
    let percent = (u128::from(bytes) * 100).checked_div(u128::from(size));
    let percent = percent.filter(|_| count > 0);
    (
        count,
        percent.map(|percent| u8::try_from(percent.min(99)).unwrap_or(99)),
    )
}

/// What takes the progress off the terminal's tab or task bar again.
pub(super) const NO_PROGRESS: &str = "\x1b]9;4;0;0\x07";

/// How far the transfers are, where the user or the terminal wants to know.
pub(super) fn progress_if_wanted(app: &App) -> Option<String> {
    let shows = match app.settings.appearance.progress {
        Progress::Always => true,
        Progress::Never => false,
        Progress::Auto => shows_progress(|name| std::env::var(name).ok()),
    };
    shows.then(|| progress(app))
}

/// How far the transfers are, for the terminal's tab or task bar (OSC 9;4).
fn progress(app: &App) -> String {
    match running(app) {
        (0, _) => NO_PROGRESS.to_owned(),
        (_, Some(percent)) => format!("\x1b]9;4;1;{percent}\x07"),
        (_, None) => "\x1b]9;4;3;0\x07".to_owned(),
    }
}

/// Whether a terminal shows that, as far as is known. Others take it for something to tell.
fn shows_progress(variable: impl Fn(&str) -> Option<String>) -> bool {
    let is = |name: &str, values: &[&str]| {
        variable(name).is_some_and(|value| values.contains(&value.as_str()))
    };
    let known = variable("WT_SESSION").is_some()
        || is("ConEmuANSI", &["ON"])
        || is("TERM_PROGRAM", &["ghostty", "WezTerm"])
        || is("TERM", &["xterm-ghostty"]);
    known && variable("TMUX").is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_progress_is_shown_where_it_is_known_to_be_understood() {
        let shows = |set: &'static [(&str, &str)]| {
            shows_progress(|name| {
                let found = set.iter().find(|(known, _)| *known == name);
                found.map(|(_, value)| (*value).to_owned())
            })
        };
        assert!(shows(&[("WT_SESSION", "1")]));
        assert!(shows(&[("TERM_PROGRAM", "ghostty")]));
        assert!(!shows(&[("TERM_PROGRAM", "ghostty"), ("TMUX", "/tmp/x")]));
        assert!(!shows(&[
            ("TERM_PROGRAM", "iTerm.app"),
            ("TERM", "xterm-256color")
        ]));
    }
}
