//! What is answered: replies to lines sent as they are, listings, how things stand.

use super::moving::IN_FOLDER;
use crate::app::update::Purpose;
use crate::app::{Action, App, LocalJob, Overlay, Row, ToastKind, pane};
use crate::engine::{Command, Place, RequestId, explain};
use crate::model::line::{LineError, Mask, Statement, VERBS, Verb, find, instead_of, time_val};
use crate::model::text::{display_safe_str, plural, size};
use crate::model::{Entry, NameCoding, Shore};
use unicode_width::UnicodeWidthStr as _;

type Done = Result<(), String>;

/// Lines to read, more than there may be room for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The heading.
    pub title: String,
    /// The lines, safe to show.
    pub lines: Vec<String>,
    /// The width of the longest, in cells.
    pub width: usize,
    /// The first line shown; the drawing stops at the last ones.
    pub top: usize,
}

impl App {
    /// A command about one path: its reply is told.
    pub(super) fn line_ask(&mut self, line: &Statement, verb: &str, doing: &str) -> Done {
        let [name] = line.words.as_slice() else {
            return Err(line.usage().to_string());
        };
        self.need_server()?;
        let path = self.remote_path(name)?;
        let name = self.names.shown(path.as_bytes());
        let what = format!("{doing} {name}");
        let command = [verb.as_bytes(), b" ", path.as_bytes()].concat();
        let value = matches!(line.verb, Verb::Size | Verb::Modtime).then_some((line.verb, name));
        self.ask_raw(command, what, value);
        Ok(())
    }

    pub(super) fn line_chmod(&mut self, line: &Statement) -> Done {
        let [mode, name] = line.words.as_slice() else {
            return Err(line.usage().to_string());
        };
        if !u32::from_str_radix(mode, 8).is_ok_and(|mode| mode <= 0o7777) {
            return Err(format!(
                "`{mode}` is no mode: write it in octal, as 644 or 755"
            ));
        }
        self.need_server()?;
        let path = self.remote_path(name)?;
        let what = format!(
            "Setting the permissions of {}",
            self.names.shown(path.as_bytes())
        );
        let command = format!("SITE CHMOD {mode} ");
        self.ask_raw([command.as_bytes(), path.as_bytes()].concat(), what, None);
        Ok(())
    }

    pub(super) fn line_quote(&mut self, typed: &str) -> Done {
        self.need_server()?;
        let line = self
            .names
            .encode(typed)
            .map_err(|error| error.to_string())?;
        self.ask_raw(line, String::new(), None);
        Ok(())
    }

    pub(super) fn ask_raw(&mut self, line: Vec<u8>, what: String, value: Option<(Verb, String)>) {
        let request = RequestId(self.new_id());
        self.ask_engine(Command::Raw { request, line });
        self.expect(request, Shore::Remote, Purpose::Reply { what, value });
    }

    /// The reply to a line that was sent as it is.
    pub(in crate::app) fn answered(&mut self, request: RequestId, code: u16, lines: Vec<String>) {
        let Some(asked) = self.requests.remove(&request) else {
            return;
        };
        let Purpose::Reply { what, value } = asked.purpose else {
            return;
        };
        let words = lines.join(" / ");
        // Whatever it was, the listing may be another one by now.
        self.mark_changed(Shore::Remote);
        if code >= 400 && !what.is_empty() {
            let problem = explain::refused(&what, code, &words);
            return self.say(ToastKind::Error, problem.to_string());
        }
        if let (Some((verb, name)), [line]) = (value, lines.as_slice())
            && let Some(told) = line.strip_prefix("213 ")
        {
            return self.say(ToastKind::Ok, format!("{name}: {}", in_words(verb, told)));
        }
        match lines.as_slice() {
            [_, _, _, ..] => self.show_answer("The server's reply", lines),
            _ if code >= 400 => self.say(ToastKind::Error, words),
            _ => self.say(ToastKind::Ok, words),
        }
    }

    fn show_answer(&mut self, title: impl Into<String>, lines: Vec<String>) {
        if self.is_busy_typing() {
            let text = format!("{} (in the log)", plural(lines.len(), "line"));
            return self.say(ToastKind::Info, text);
        }
        let title = title.into();
        let width = lines.iter().map(|line| line.width()).max();
        self.overlay = Some(Overlay::Answer(Box::new(Answer {
            title,
            lines,
            width: width.unwrap_or(0),
            top: 0,
        })));
    }

    /// Columns that a line of an answer has at most.
    fn answer_room(&self) -> usize {
        let columns = usize::from(self.size.0);
        // Below 60 a dialog is as wide as the screen.
        columns.saturating_sub(if columns < 60 { 6 } else { 10 })
    }

    pub(in crate::app) fn act_in_answer(&mut self, action: Action) {
        let room = usize::from(self.size.1).saturating_sub(10).max(1);
        let Some(Overlay::Answer(answer)) = &mut self.overlay else {
            return;
        };
        if action == Action::Leave {
            self.overlay = None;
            return;
        }
        let last = answer.lines.len().saturating_sub(room);
        answer.top = pane::moved(answer.top, last + 1, room, action);
    }

    /// `dir`, `ls`, `lls`: what is shown from memory; another folder is asked for.
    pub(super) fn line_list(&mut self, line: &Statement, shore: Shore) -> Done {
        let (options, words) = line.options().map_err(|error| error.to_string())?;
        let long = options.long || line.verb != Verb::Ls;
        let path = match words {
            [] => ".",
            [path] => path.as_str(),
            _ => return Err("a listing goes into a file without the screen: twoport -c".into()),
        };
        if shore == Shore::Remote {
            self.need_server()?;
        }
        if let Some(entries) = self.listed_in_memory(path, shore)? {
            let title = self.pane(shore).title.clone();
            let lines = listed(&entries, self.names_of(shore), long, self.answer_room());
            self.show_answer(title, lines);
            return Ok(());
        }
        let request = match shore {
            Shore::Local => {
                let path = self.local_path(path);
                self.ask_local(LocalJob::ListWhole(path))
            }
            Shore::Remote => {
                let path = self.remote_path(path)?;
                let request = RequestId(self.new_id());
                self.ask_engine(Command::List {
                    request,
                    path,
                    in_parts: false,
                });
                request
            }
        };
        self.expect(request, shore, Purpose::Shows { long });
        Ok(())
    }

    /// What is listed without asking: the folder shown, what of it fits a pattern, or a file in it.
    fn listed_in_memory(&self, path: &str, shore: Shore) -> Result<Option<Vec<Entry>>, String> {
        let pane = self.pane(shore);
        let copied = |row: &Row| row.entry.clone();
        if path == "." {
            return Ok(Some(pane.rows_shown().map(copied).collect()));
        }
        if self.is_pattern(path) {
            if path.contains('/') {
                return Err(IN_FOLDER.into());
            }
            let mask = Mask::new(path).map_err(|error| error.to_string())?;
            let rows = pane.rows_shown().filter(|row| mask.fits(row.text()));
            return Ok(Some(rows.map(copied).collect()));
        }
        let mut files = pane.rows.iter().filter(|row| !row.entry.is_dir());
        let file = files.find(|row| row.text() == path);
        Ok(file.map(|row| vec![copied(row)]))
    }

    /// A listing that was asked for to be read; whether it was one.
    pub(in crate::app) fn listing_to_read(
        &mut self,
        request: RequestId,
        place: &Place,
        entries: &[Entry],
    ) -> bool {
        let Some(asked) = self.requests.get(&request) else {
            return false;
        };
        let (shore, Purpose::Shows { long }) = (asked.shore, &asked.purpose) else {
            return false;
        };
        let mut lines = listed(entries, self.names_of(shore), *long, self.answer_room());
        lines.sort_by(|a, b| a.rsplit("  ").next().cmp(&b.rsplit("  ").next()));
        self.requests.remove(&request);
        let title = self.title_of(place);
        self.show_answer(title, lines);
        true
    }

    pub(super) fn line_status(&mut self) {
        let on = |on: bool| if on { "on" } else { "off" };
        let link = match &self.link {
            crate::app::Link::Online { label, .. } => format!("connected to {label}"),
            crate::app::Link::Connecting { label } => format!("connecting to {label}"),
            crate::app::Link::Reconnecting { label, .. } => format!("reconnecting to {label}"),
            crate::app::Link::Offline { .. } => "not connected".into(),
        };
        let limit =
            |rate: Option<u64>| rate.map_or("none".into(), |rate| format!("{}/s", size(rate)));
        let lines = vec![
            link,
            format!("remote folder: {}", self.folder_told(Shore::Remote)),
            format!("local folder: {}", self.folder_told(Shore::Local)),
            format!("mode: {}", self.mode),
            format!("type: {}", self.line.kind),
            format!("names: {}", self.names.charset()),
            format!("names that are taken: {}", self.line.conflict),
            format!(
                "limit: down {}, up {}",
                limit(self.limits.down),
                limit(self.limits.up)
            ),
            format!("transfers that have not ended: {}", self.unfinished()),
            format!(
                "prompt: {}, glob: {}",
                on(self.line.prompts),
                on(self.line.globs)
            ),
            self.names_told(),
        ];
        self.show_answer("Status", lines);
    }

    fn folder_told(&self, shore: Shore) -> &str {
        let pane = self.pane(shore);
        if pane.place.is_some() {
            &pane.title
        } else {
            "none"
        }
    }

    pub(super) fn line_help(&mut self, line: &Statement) -> Done {
        let Some(word) = line.words.first() else {
            let lines = VERBS
                .iter()
                .map(|entry| format!("{:<34} {}", entry.usage(), entry.help));
            self.show_answer("The verbs of the : line", lines.collect());
            return Ok(());
        };
        if let Some(advice) = instead_of(&word.to_ascii_lowercase()) {
            self.say(ToastKind::Info, format!("{word}: {advice}"));
            return Ok(());
        }
        let entry = find(word).ok_or_else(|| LineError::Unknown(word.clone()).to_string())?;
        let names = entry.names.join(", ");
        let text = format!("{}: {} ({names})", entry.usage(), entry.help);
        self.say(ToastKind::Info, text);
        Ok(())
    }
}

/// What the server has said of a file, as people read it.
fn in_words(verb: Verb, told: &str) -> String {
    match (verb, told.trim().parse()) {
        (Verb::Size, Ok(bytes)) => plural(bytes, "byte"),
        (Verb::Modtime, _) => time_val(told.trim()),
        _ => told.to_owned(),
    }
}

/// Columns that a name in a listing has at least, before it has them alone.
const NAME: usize = 16;

/// A listing as lines of so many columns, safe to show: what there is no room for beside the name goes,
/// the owner first and the size last. Its columns are as wide as what is in them.
fn listed(entries: &[Entry], names: NameCoding, long: bool, room: usize) -> Vec<String> {
    if entries.is_empty() {
        return vec!["nothing is in it".into()];
    }
    let columns: [Vec<String>; 4] = [
        entries.iter().map(owner).collect(),
        entries.iter().map(mode).collect(),
        entries.iter().map(time).collect(),
        entries.iter().map(bytes).collect(),
    ];
    let widest = |column: &Vec<String>| {
        let widths = column.iter().map(|text| text.width());
        widths.max().unwrap_or(0)
    };
    let widths = columns.each_ref().map(widest);
    let shown: Vec<String> = entries.iter().map(|entry| name(entry, names)).collect();
    let wanted = widest(&shown).min(NAME);
    let taken = |from: usize| -> usize {
        let widths = widths.iter().skip(from).filter(|width| **width > 0);
        widths.map(|width| width + 1).sum::<usize>() + 1 + wanted
    };
    let from = (0..columns.len()).find(|from| long && taken(*from) <= room);
    let from = from.unwrap_or(columns.len());
    // In the order in which they are read, not in that in which they go.
    let [owners, modes, times, sizes] = columns;
    let [owner_width, mode_width, time_width, size_width] = widths;
    let read = [
        (1, modes, mode_width),
        (0, owners, owner_width),
        (3, sizes, size_width),
        (2, times, time_width),
    ];
    let read: Vec<_> = read
        .into_iter()
        .filter(|(rank, _, width)| *rank >= from && *width > 0)
        .collect();
    let line = |(at, name): (usize, String)| {
        let mut line = String::new();
        for (rank, column, width) in &read {
            let text = column.get(at).map_or("", String::as_str);
            let blanks = " ".repeat(width.saturating_sub(text.width()));
            let cell = match rank {
                0 | 2 => format!("{text}{blanks} "),
                _ => format!("{blanks}{text} "),
            };
            line.push_str(&cell);
        }
        if line.is_empty() {
            name
        } else {
            format!("{line} {name}")
        }
    };
    shown.into_iter().enumerate().map(line).collect()
}

fn name(entry: &Entry, names: NameCoding) -> String {
    let slash = if entry.is_dir() { "/" } else { "" };
    format!("{}{slash}", names.shown(entry.name.as_bytes()))
}

fn owner(entry: &Entry) -> String {
    display_safe_str(entry.owner.as_deref().unwrap_or_default())
}

fn mode(entry: &Entry) -> String {
    let mode = entry.mode.map(|mode| format!("{mode:04o}"));
    mode.unwrap_or_default()
}

fn bytes(entry: &Entry) -> String {
    let size = entry.size.map(|size| size.to_string());
    size.unwrap_or_else(|| "-".into())
}

fn time(entry: &Entry) -> String {
    let time = entry.modified.as_ref();
    let time = time.map(|modified| modified.at.strftime("%Y-%m-%d %H:%M").to_string());
    time.unwrap_or_default()
}
