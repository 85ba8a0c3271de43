//! Searching a file downwards, and counting its lines: in the background, by parts that grow, so that
//! it can be given up at any time and tells how far it is.

use super::motion::Motion;
use super::{Form, Viewer};
use crate::app::{Action, App, Context, ToastKind};
use crate::engine::{Command, Problem, RequestId};
use crate::model::part::LineEnd;
use crate::model::text::{display_safe_str, size};
use crate::model::{Charset, FileRange, Part, Quest, Shore};

/// The first part that is searched.
const FIRST: u64 = 1024 * 1024;
/// The largest part: what comes after it is not read where it is found there.
const LARGEST: u64 = 16 * 1024 * 1024;

/// What is looked for in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Needle {
    bytes: Vec<u8>,
    any_case: bool,
    /// As it was typed, safe to show.
    text: String,
}

/// A search that is under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Search {
    /// What it is for, safe to show.
    pub text: String,
    /// The byte it has come to.
    pub at: u64,
    /// It looks upwards: what is before that byte.
    upwards: bool,
    /// It looks for the beginning of this many lines further on, instead of bytes.
    lines: Option<u64>,
    count: u64,
    request: RequestId,
}

impl App {
    /// Searches for what was typed; whether that will do.
    pub(in crate::app) fn search_file(&mut self, typed: &str, upwards: bool) -> bool {
        let Some(viewer) = self.viewer.as_mut() else {
            return true;
        };
        let bytes = match viewer.charset.encode(typed) {
            Ok(bytes) if bytes.is_empty() => return true,
            Ok(bytes) => bytes.into_owned(),
            Err(error) => {
                self.say(ToastKind::Warning, error.to_string());
                return false;
            }
        };
        // What has no capital letter is found with capital ones as well.
        viewer.needle = Some(Needle {
            any_case: !typed.chars().any(char::is_uppercase),
            bytes,
            text: display_safe_str(typed),
        });
        let from = viewer.top;
        self.search_from(from, upwards);
        true
    }

    /// Searches for the same, below what was found last or above it.
    pub(super) fn search_again(&mut self, upwards: bool) {
        let Some(viewer) = &self.viewer else { return };
        if viewer.needle.is_none() {
            let key = self.key_for(Context::Viewer, Action::Search);
            let text = format!("nothing was searched for yet; {key} does");
            return self.say(ToastKind::Info, text);
        }
        let from = match &viewer.found {
            Some(found) if found.start >= viewer.top => found.start + u64::from(!upwards),
            _ => viewer.top,
        };
        self.search_from(from, upwards);
    }

    fn search_from(&mut self, from: u64, upwards: bool) {
        self.stop_search();
        let Some(viewer) = self.viewer.as_mut() else {
            return;
        };
        viewer.found = None;
        let text = viewer.needle.as_ref().map(|needle| needle.text.clone());
        self.seek(Search {
            text: text.unwrap_or_default(),
            at: from,
            upwards,
            lines: None,
            count: FIRST,
            request: RequestId::default(),
        });
    }

    /// Goes to a place that was typed: a line, an offset, a part in percent. Whether it will do.
    pub(in crate::app) fn go_to_position(&mut self, typed: &str) -> bool {
        let Some(viewer) = self.viewer.as_mut() else {
            return true;
        };
        let to = |at| Motion::To { at, above: 0 };
        match position(typed, viewer.form) {
            Some(Position::Byte(at)) => viewer.motion = Some(to(at)),
            Some(Position::Percent(percent)) => {
                let size = u128::from(viewer.size.unwrap_or_default());
                let at = u64::try_from(size * u128::from(percent) / 100);
                viewer.motion = Some(to(at.unwrap_or_default()));
            }
            Some(Position::Line(0 | 1)) => viewer.motion = Some(to(0)),
            Some(Position::Line(line)) => {
                self.stop_search();
                self.seek(Search {
                    text: format!("line {line}"),
                    at: 0,
                    upwards: false,
                    lines: Some(line - 1),
                    count: FIRST,
                    request: RequestId::default(),
                });
            }
            None => {
                let text = "a line (120), an offset (0x7800, @30720) or a part (50%)";
                self.say(ToastKind::Warning, text);
                return false;
            }
        }
        true
    }

    /// Asks for the next part of a search.
    fn seek(&mut self, mut search: Search) {
        let Some(viewer) = &self.viewer else { return };
        let quest = match (search.lines, &viewer.needle) {
            (Some(count), _) => Quest::Lines {
                count,
                ends: line_end(viewer.charset),
            },
            (None, Some(needle)) if search.upwards => Quest::Last {
                needle: needle.bytes.clone(),
                any_case: needle.any_case,
            },
            (None, Some(needle)) => Quest::Bytes {
                needle: needle.bytes.clone(),
                any_case: needle.any_case,
            },
            (None, None) => return,
        };
        // Upwards it is what begins before the byte; it may go on behind it.
        let (from, count) = if search.upwards {
            let before = search.at.min(search.count);
            (search.at - before, before + overlap(viewer))
        } else {
            (search.at, search.count)
        };
        let range = FileRange {
            from,
            count,
            quest: Some(quest),
        };
        let (file, size) = (viewer.file.clone(), viewer.size);
        search.request = self.ask_part(file, range, size);
        if let Some(viewer) = &mut self.viewer {
            viewer.search = Some(search);
        }
    }

    /// Gives the search up; whether there was one.
    pub(super) fn stop_search(&mut self) -> bool {
        let Some(viewer) = self.viewer.as_mut() else {
            return false;
        };
        let Some(search) = viewer.search.take() else {
            return false;
        };
        if viewer.shore() == Shore::Remote {
            self.ask_engine(Command::Abandon(search.request));
        }
        true
    }

    /// A part was searched. Whether it was one of the search's.
    pub(super) fn search_went_on(&mut self, request: RequestId, part: &Part) -> bool {
        let again = self.key_for(Context::Viewer, Action::FindNext);
        let Some(viewer) = self.viewer.as_mut() else {
            return false;
        };
        let is_it = |search: &mut Search| search.request == request;
        let Some(mut search) = viewer.search.take_if(is_it) else {
            return false;
        };
        viewer.read += part.upto - part.from + part.skipped;
        viewer.from_start |= part.skipped > 0;
        if let Some(found) = part.found {
            let above = viewer.show(found, search.lines.is_some());
            viewer.motion = Some(Motion::To { at: found, above });
            return true;
        }
        if search.upwards {
            if part.from > 0 {
                search.at = part.from;
                search.count = (search.count * 2).min(LARGEST);
                self.seek(search);
            } else {
                let text = format!("`{}` is not in the file above", search.text);
                self.say(ToastKind::Info, text);
            }
            return true;
        }
        let over = part.ended || viewer.size.is_some_and(|size| part.upto >= size);
        if over {
            let text = match search.lines {
                None => format!(
                    "`{}` is not in the file from here on; from its first line, {again} looks again",
                    search.text
                ),
                Some(_) => "the file has fewer lines: this is its end".to_owned(),
            };
            if search.lines.is_some() {
                viewer.motion = Some(Motion::End);
            }
            self.say(ToastKind::Info, text);
            return true;
        }
        // A match may lie over the seam.
        let overlap = match search.lines {
            None => overlap(viewer),
            // The half of a sign is read again.
            Some(_) if viewer.charset.is_wide() => part.upto % 2,
            Some(_) => 0,
        };
        search.at = part.upto.saturating_sub(overlap).max(part.from + 1);
        search.lines = search.lines.map(|_| part.lines_left);
        search.count = (search.count * 2).min(LARGEST);
        self.seek(search);
        true
    }

    /// A part could not be searched. Whether it was one of the search's.
    pub(super) fn search_failed(&mut self, request: RequestId, problem: &Problem) -> bool {
        let is_it = |search: &mut Search| search.request == request;
        let viewer = self.viewer.as_mut();
        if viewer.is_none_or(|viewer| viewer.search.take_if(is_it).is_none()) {
            return false;
        }
        self.say(ToastKind::Error, problem.to_string());
        true
    }
}

fn line_end(charset: Charset) -> LineEnd {
    match charset {
        charset if !charset.is_wide() => LineEnd::Byte,
        charset if charset == Charset::UTF_16BE => LineEnd::HighFirst,
        _ => LineEnd::LowFirst,
    }
}

/// Bytes of what is searched for that may lie beyond a seam.
fn overlap(viewer: &Viewer) -> u64 {
    let needle = viewer.needle.as_ref();
    needle.map_or(0, |needle| needle.bytes.len().saturating_sub(1) as u64)
}

impl Viewer {
    /// Notes where something was found; how many rows above it are to be seen.
    fn show(&mut self, found: u64, is_line: bool) -> u16 {
        if is_line {
            return 0;
        }
        let count = self.needle.as_ref().map_or(0, |needle| needle.bytes.len());
        self.found = Some(found..found + count as u64);
        4
    }

    /// How far the search is, in words.
    pub fn search_words(&self) -> Option<String> {
        let search = self.search.as_ref()?;
        let at = size(search.at);
        if search.upwards {
            return Some(format!("looking for {} above {at}", search.text));
        }
        Some(match self.size.filter(|size| *size > 0) {
            Some(all) => {
                let percent = u128::from(search.at) * 100 / u128::from(all);
                let all = size(all);
                format!("looking for {}: {at} of {all} ({percent} %)", search.text)
            }
            None => format!("looking for {}: {at}", search.text),
        })
    }
}

/// A place in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Position {
    Line(u64),
    Byte(u64),
    Percent(u64),
}

/// `50%`, `0x7800`, `@30720`, and a plain number: a line of a text, an offset among digits.
fn position(typed: &str, form: Form) -> Option<Position> {
    let typed = typed.trim();
    if let Some(percent) = typed.strip_suffix('%') {
        let percent = percent.trim().parse().ok()?;
        return (percent <= 100).then_some(Position::Percent(percent));
    }
    if let Some(digits) = typed.strip_prefix("0x") {
        return u64::from_str_radix(digits, 16).ok().map(Position::Byte);
    }
    if let Some(digits) = typed.strip_prefix('@') {
        return digits.parse().ok().map(Position::Byte);
    }
    let number = typed.parse().ok()?;
    Some(match form {
        Form::Text => Position::Line(number),
        Form::Hex => Position::Byte(number),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_lines_offsets_and_parts() {
        let text = |typed| position(typed, Form::Text);
        assert_eq!(text("120"), Some(Position::Line(120)));
        assert_eq!(position("120", Form::Hex), Some(Position::Byte(120)));
        assert_eq!(text("0x7800"), Some(Position::Byte(0x7800)));
        assert_eq!(text("@30720"), Some(Position::Byte(30720)));
        assert_eq!(text(" 50 %"), Some(Position::Percent(50)));
        for wrong in ["", "101%", "0xg", "-1", "x"] {
            assert_eq!(text(wrong), None, "{wrong}");
        }
    }
}
