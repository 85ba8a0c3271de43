//! What is answered: replies to lines sent as they are, listings, how things stand.

use super::listing::{Listed, ListingToWrite};
use super::moving::IN_FOLDER;
use crate::app::update::Purpose;
use crate::app::{Action, App, LocalJob, Overlay, ToastKind, pane};
use crate::engine::{Command, Place, RequestId, explain};
use crate::model::line::{LineError, Mask, Statement, VERBS, Verb, find, instead_of, time_val};
use crate::model::text::{plural, size};
use crate::model::{Entry, OnConflict, Shore};
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

impl Answer {
    pub(super) fn new(title: String, lines: Vec<String>) -> Self {
        let width = lines.iter().map(|line| line.width()).max();
        Self {
            title,
            lines,
            width: width.unwrap_or(0),
            top: 0,
        }
    }
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
        self.show_written(Answer::new(title.into(), lines));
    }

    pub(super) fn show_written(&mut self, answer: Answer) {
        if self.is_busy_typing() {
            let text = format!("{} (in the log)", plural(answer.lines.len(), "line"));
            return self.say(ToastKind::Info, text);
        }
        self.overlay = Some(Overlay::Answer(Box::new(answer)));
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
        if let Some(what) = self.listed_in_memory(path, shore)? {
            let title = self.pane(shore).title.clone();
            let listing = self.listing_to_write(title, what, shore, long);
            self.show_listing(listing);
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
    fn listed_in_memory(&self, path: &str, shore: Shore) -> Result<Option<Listed>, String> {
        let pane = self.pane(shore);
        let shown = |mask| Listed::Shown(pane.rows.clone(), pane.shown.clone(), mask);
        if path == "." {
            return Ok(Some(shown(None)));
        }
        if self.is_pattern(path) {
            if path.contains('/') {
                return Err(IN_FOLDER.into());
            }
            let mask = Mask::new(path).map_err(|error| error.to_string())?;
            return Ok(Some(shown(Some(mask))));
        }
        let mut files = pane.rows.iter().filter(|row| !row.entry.is_dir());
        let file = files.find(|row| row.text() == path);
        Ok(file.map(|row| Listed::Other(vec![row.entry.clone()])))
    }

    fn listing_to_write(
        &self,
        title: String,
        what: Listed,
        shore: Shore,
        long: bool,
    ) -> ListingToWrite {
        ListingToWrite {
            title,
            what,
            names: self.names_of(shore),
            long,
            room: self.answer_room(),
        }
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
        let what = Listed::Other(entries.to_vec());
        let listing = self.listing_to_write(self.title_of(place), what, shore, *long);
        self.requests.remove(&request);
        self.show_listing(listing);
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
        let limits = self.limits_in_force();
        let lines = vec![
            link,
            format!("remote folder: {}", self.folder_told(Shore::Remote)),
            format!("local folder: {}", self.folder_told(Shore::Local)),
            format!("mode: {}", self.mode),
            format!("type: {}", self.line.kind),
            format!("names: {}", self.names.charset()),
            format!("names that are taken: {}", self.rule_for_taken()),
            format!(
                "limit: down {}, up {}",
                limit(limits.down),
                limit(limits.up)
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

    /// What becomes of names that are taken: as the line has it, or else as is settled.
    fn rule_for_taken(&self) -> OnConflict {
        let policy = self
            .site
            .as_ref()
            .map_or(self.settings.policy, |site| site.policy);
        match self.line.conflict {
            OnConflict::Ask => policy.on_conflict.unwrap_or(OnConflict::Ask),
            rule => rule,
        }
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
        let mut text = format!("{}: {}", entry.usage(), entry.help);
        if entry.names.len() > 1 {
            text = format!("{text} ({})", entry.names.join(", "));
        }
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
