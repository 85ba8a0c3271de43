//! Pasted text. It is never run as keys: it goes into an input, it is a URL to connect to, or it names
//! files of this computer, as terminals paste them that are dropped on them.

use super::files::source;
use super::form::{printable, put_in};
use super::pane::Row;
use super::update::Purpose;
use super::{Action, App, Carry, Context, Focus, Items, Link, LocalJob, Overlay, ToastKind};
use crate::engine::Place;
use crate::model::text::plural;
use crate::model::url::looks_like_url;
use crate::model::{Entry, NameCoding, Operation, Shore};
use percent_encoding::percent_decode_str;
use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt as _;
use std::path::PathBuf;

/// Most paths that are looked at.
const MOST: usize = 10_000;

impl App {
    /// Takes pasted text.
    pub(super) fn paste(&mut self, text: &str) {
        self.pending.clear();
        let line = printable(text);
        let context = self.context();
        match &mut self.overlay {
            Some(Overlay::Prompt(prompt)) => put_in(&mut prompt.input, &line),
            Some(Overlay::Line(typed)) => {
                put_in(&mut typed.input, &line);
                typed.touched();
            }
            Some(Overlay::Palette(palette)) => {
                put_in(&mut palette.input, &line);
                palette.chosen = 0;
            }
            Some(Overlay::Settings(list)) => {
                if let Some(typed) = &mut list.typed {
                    put_in(typed, &line);
                }
            }
            Some(Overlay::Inquiry(inquiry)) => inquiry.paste(&line),
            Some(Overlay::Connect(form)) => {
                form.paste(&line);
                self.look_for_stored();
            }
            Some(Overlay::Sites(_)) => {
                self.paste_in_sites(&line);
                self.look_for_stored();
            }
            Some(Overlay::Limits(form)) => {
                if let Some(input) = form.input() {
                    put_in(input, &line);
                }
            }
            Some(_) => {}
            None if context == Context::Filter => {
                self.change_filter(|filter| put_in(filter, &line));
            }
            None if context == Context::Find && self.focus == Focus::Log => {
                let typed = self.log.find.clone().unwrap_or_default();
                self.look_for_in_log(typed + &line);
            }
            None if context == Context::Find => {
                let shore = self.active();
                let typed = self.pane(shore).find.clone().unwrap_or_default();
                self.look_for(typed + &line);
            }
            None if looks_like_url(&line) => self.open_form_with_url(&line),
            None if context == Context::Panes => self.look_at_pasted(text),
            None => self.pasted_nothing(),
        }
    }

    /// Looks whether the text names files of this computer.
    fn look_at_pasted(&mut self, text: &str) {
        let readings = readings(text);
        if readings.is_empty() {
            return self.pasted_nothing();
        }
        let request = self.ask_local(LocalJob::Recognize(readings));
        self.expect(request, Shore::Local, Purpose::Pasted);
    }

    pub(super) fn pasted_nothing(&mut self) {
        let text = "pasted text is not an ftp:// URL and names no files: nothing was done with it";
        self.say(ToastKind::Info, text);
    }

    /// What was pasted is there: it is picked up.
    pub(super) fn carry_pasted(&mut self, folder: PathBuf, entries: Vec<Entry>, elsewhere: usize) {
        if self.is_busy_typing() || self.carry.is_some() {
            let text = "the files that were pasted are not picked up: something else has begun";
            return self.say(ToastKind::Info, text);
        }
        let row = |entry| Row::new(entry, NameCoding::default());
        let items: Items = entries
            .into_iter()
            .map(|entry| source(&row(entry)))
            .collect();
        let count = items.len();
        let from = Place::Local(folder);
        self.make_room_for_keys();
        self.carry = Some(Carry {
            shore: Shore::Local,
            from_title: super::place::title(&from, self.home.as_deref(), NameCoding::default()),
            from,
            items,
            operation: Operation::Copy,
            tab: None,
            server: String::new(),
        });
        self.origin = None;
        if matches!(self.link, Link::Online { .. }) {
            self.go_to_pane(Shore::Remote);
        }
        if elsewhere > 0 {
            let others = plural(elsewhere, "other");
            let text = format!("{others} in another folder: paste them after these");
            self.say(ToastKind::Warning, text);
        } else {
            let [drop, back] = [Action::Drop, Action::PutBack]
                .map(|action| self.key_for(Context::Carrying, action));
            let items = plural(count, "item");
            let text = format!("{items} picked up: {drop} drops here, {back} puts back");
            self.say(ToastKind::Info, text);
        }
    }
}

/// The ways to read a text as paths: the whole line as one, as a shell would take it apart, as lines.
fn readings(text: &str) -> Vec<Vec<PathBuf>> {
    let text = text.trim();
    let lines: Vec<&str> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    let words = shell_words::split(&text.replace(['\r', '\n'], " ")).unwrap_or_default();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut readings = Vec::new();
    for reading in [&lines, &words] {
        let paths: Option<Vec<PathBuf>> = reading.iter().map(|text| path(text)).collect();
        if let Some(paths) = paths.filter(|paths| !paths.is_empty() && paths.len() <= MOST)
            && !readings.contains(&paths)
        {
            readings.push(paths);
        }
    }
    readings
}

/// A whole path, or a `file://` URL of this computer.
fn path(text: &str) -> Option<PathBuf> {
    let bytes = match text.split_once("://") {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("file") => {
            let at = rest.find('/')?;
            let (host, path) = rest.split_at_checked(at)?;
            if !host.is_empty() && !host.eq_ignore_ascii_case("localhost") {
                return None;
            }
            percent_decode_str(path).collect()
        }
        _ if text.starts_with('/') => text.as_bytes().to_vec(),
        _ => return None,
    };
    (!bytes.contains(&0)).then(|| PathBuf::from(OsString::from_vec(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<Vec<String>> {
        let shown = |paths: Vec<PathBuf>| {
            let paths = paths.into_iter();
            paths
                .map(|path| path.to_string_lossy().into_owned())
                .collect()
        };
        readings(text).into_iter().map(shown).collect()
    }

    #[test]
    fn paths_are_read_as_terminals_paste_them() {
        assert_eq!(read("/a/b.txt "), [["/a/b.txt"]]);
        assert_eq!(read("'/a/it'\\''s' /c\\ d"), [["/a/it's", "/c d"]]);
        assert_eq!(read("/a b"), [["/a b"]], "the second word is no path");
        assert_eq!(read("/a /b"), [vec!["/a /b"], vec!["/a", "/b"]]);
        assert_eq!(
            read("file:///a%20b\r\nfile://localhost/c\r\n"),
            [["/a b", "/c"]]
        );
        for nothing in [
            "",
            "hello",
            "file://elsewhere/a",
            "file://h",
            "rm -rf /",
            "'",
        ] {
            assert!(read(nothing).is_empty(), "{nothing}");
        }
    }
}
