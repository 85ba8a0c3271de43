//! Properties: all that the listing tells of a file or folder, or of the marked ones together.

use super::pane::moved;
use super::subject::Subject;
use super::{Action, App, Link, LocalJob, Overlay, Row, place};
use crate::engine::{Command, Place, RequestId};
use crate::model::measured::total;
use crate::model::permissions::rwx;
use crate::model::text::{display_safe, display_safe_str, grouped, plural, size};
use crate::model::{EntryKind, Modified, Precision, Shore};
use jiff::tz::TimeZone;

/// The label of what is in the folders.
const INSIDE: &str = "inside";

/// All facts, each with its label; safe to show.
#[derive(Clone, Debug)]
pub struct Properties {
    /// The side it is about.
    pub shore: Shore,
    /// The name, or how many they are.
    pub title: String,
    /// The facts.
    pub facts: Vec<(&'static str, String)>,
    subject: Subject,
    /// What is in the folders is being counted.
    measuring: Option<RequestId>,
    /// The first line shown, where there is no room for all; the drawing stops at the last ones.
    pub top: usize,
}

impl App {
    /// Shows all that is known of the marked rows, or of the one under the cursor.
    pub(super) fn show_properties(&mut self, shore: Shore) {
        let Some(directory) = self.folder_of_chosen_or_say(shore) else {
            return;
        };
        // What many come to does not depend on their order.
        let rows = self.pane(shore).chosen_as_listed();
        let folders: Vec<Place> = rows
            .iter()
            .filter(|row| row.entry.is_dir())
            .map(|row| place::join(&directory, &row.entry.name))
            .collect();
        let (title, mut facts) = match rows.as_slice() {
            [row] => (row.text().to_owned(), self.facts_of(shore, &directory, row)),
            rows => (Self::items(rows.len()), self.facts_of_many(shore, rows)),
        };
        let measuring = self.measure(folders);
        if measuring.is_some() {
            facts.push((INSIDE, "counting".into()));
        }
        let subject = Subject::chosen(self.pane(shore));
        self.overlay = Some(Overlay::Properties(Box::new(Properties {
            shore,
            title,
            facts,
            subject,
            measuring,
            top: 0,
        })));
    }

    /// Has what is in folders counted, if there are any and it can be done.
    fn measure(&mut self, folders: Vec<Place>) -> Option<RequestId> {
        let mut local = Vec::new();
        let mut remote = Vec::new();
        for folder in folders {
            match folder {
                Place::Local(path) => local.push(path),
                Place::Remote(path) => remote.push(path),
            }
        }
        if !local.is_empty() {
            return Some(self.ask_local(LocalJob::Measure(local)));
        }
        if remote.is_empty() || !matches!(self.link, Link::Online { .. }) {
            return None;
        }
        let request = RequestId(self.new_id());
        self.ask_engine(Command::Measure {
            request,
            folders: remote,
        });
        Some(request)
    }

    /// What is in the folders has been counted, or could not be. Whether the request was for that.
    pub(super) fn measured(&mut self, request: RequestId, said: &str) -> bool {
        let Some(Overlay::Properties(shown)) = &mut self.overlay else {
            return false;
        };
        let ours = shown.measuring == Some(request);
        if ours {
            shown.measuring = None;
            let mut facts = shown.facts.iter_mut();
            if let Some(fact) = facts.find(|(label, _)| *label == INSIDE) {
                said.clone_into(&mut fact.1);
            }
        }
        ours
    }

    /// Closes the dialog; counting that is under way on the server is given up.
    pub(super) fn close_properties(&mut self) {
        if let Some(Overlay::Properties(shown)) = &self.overlay
            && let (Some(request), Shore::Remote) = (shown.measuring, shown.shore)
        {
            self.ask_engine(Command::Abandon(request));
        }
        self.overlay = None;
    }

    fn facts_of(&self, shore: Shore, directory: &Place, row: &Row) -> Vec<(&'static str, String)> {
        let entry = &row.entry;
        let place = place::join(directory, &entry.name);
        let mut facts = vec![("name", row.text().to_owned())];
        let bytes = entry.name.as_bytes();
        if std::str::from_utf8(bytes).is_err() {
            let hex: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            facts.push(("bytes", format!("{} (not UTF-8)", hex.join(" "))));
        }
        let path = match &place {
            Place::Local(path) => display_safe(path.as_os_str().as_encoded_bytes()),
            Place::Remote(path) => self.names.shown(path.as_bytes()),
        };
        facts.push(("path", path));
        facts.push(("URL", self.url_of(&place)));
        facts.push(("kind", kind(entry.kind).into()));
        let told = entry.size.map(amount);
        facts.push(("size", told.unwrap_or_else(|| "not told".into())));
        let changed = entry.modified.map(|at| time(at, &self.zone));
        facts.push(("changed", changed.unwrap_or_else(|| "not told".into())));
        let mode = entry.mode.map(|mode| format!("{mode:04o}  {}", rwx(mode)));
        facts.push(("mode", mode.unwrap_or_else(|| "not told".into())));
        let owners = [("owner", &entry.owner), ("group", &entry.group)];
        facts.extend(owners.into_iter().filter_map(|(label, name)| {
            let name = display_safe_str(name.as_deref()?);
            Some((label, name))
        }));
        if let Some(target) = &entry.link_target {
            facts.push(("points to", self.names_of(shore).shown(target)));
        }
        facts.push(("listed", self.how_listed(shore)));
        facts
    }

    fn facts_of_many(&self, shore: Shore, rows: &[&Row]) -> Vec<(&'static str, String)> {
        let count = |kinds: &[EntryKind]| {
            let of = rows.iter().filter(|row| kinds.contains(&row.entry.kind));
            of.count()
        };
        let (folders, files) = (count(&[EntryKind::Dir]), count(&[EntryKind::File]));
        let others = rows.len() - folders - files;
        let mut parts = vec![plural(files, "file"), plural(folders, "folder")];
        if others > 0 {
            parts.push(plural(others, "link and the like"));
        }
        let sized = rows.iter().filter(|row| row.entry.kind == EntryKind::File);
        let known = total(sized.clone().filter_map(|row| row.entry.size));
        let unknown = sized.filter(|row| row.entry.size.is_none()).count();
        let mut total = amount(known);
        if unknown > 0 {
            total = format!("{total}, {} of unknown size", plural(unknown, "file"));
        }
        let modes = |row: &&&Row| row.entry.mode;
        let first = rows.first().and_then(|row| modes(&row));
        let mode = match first {
            Some(mode) if rows.iter().all(|row| modes(&row) == first) => {
                format!("{mode:04o}  {}", rwx(mode))
            }
            _ => "not the same for all".into(),
        };
        let times = rows.iter().filter_map(|row| row.entry.modified);
        let oldest = times.clone().min_by_key(|time| time.at);
        let newest = times.max_by_key(|time| time.at);
        let mut facts = vec![
            ("items", parts.join(", ")),
            ("in", self.pane(shore).title.clone()),
            ("size", total),
            ("mode", mode),
        ];
        let ends = [("oldest", oldest), ("newest", newest)];
        let told = ends.into_iter();
        facts.extend(told.filter_map(|(label, at)| Some((label, time(at?, &self.zone)))));
        facts.push(("listed", self.how_listed(shore)));
        facts
    }

    /// How and when the folder was listed.
    fn how_listed(&self, shore: Shore) -> String {
        let pane = self.pane(shore);
        let verb = pane.verb.unwrap_or("by the system");
        match pane.listed_at {
            Some(at) => format!("{verb}, {} s ago", self.since(at).as_secs()),
            None => verb.into(),
        }
    }

    pub(super) fn act_in_properties(&mut self, action: Action) {
        let columns = usize::from(self.size.0);
        let Some(Overlay::Properties(shown)) = &mut self.overlay else {
            return;
        };
        match action {
            Action::Leave => self.close_properties(),
            Action::Permissions => {
                let (shore, subject) = (shown.shore, shown.subject.clone());
                self.close_properties();
                if self.is_still_or_say(&subject) {
                    self.ask_permissions(shore);
                }
            }
            Action::CopyText => {
                let facts = shown.facts.iter();
                let lines: Vec<String> = facts
                    .map(|(label, fact)| format!("{label:<10} {fact}"))
                    .collect();
                self.copy_text(&lines.join("\n"), "the properties");
            }
            _ => {
                let room = columns.saturating_sub(24).max(10);
                let lines = shown.facts.iter().map(|(_, fact)| 1 + fact.len() / room);
                shown.top = moved(shown.top, lines.sum(), 6, action);
            }
        }
    }
}

fn kind(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::File => "file",
        EntryKind::Dir => "folder",
        EntryKind::Link => "link",
        EntryKind::Other => "neither file nor folder",
    }
}

/// `125 829 120 bytes (120 MiB)`
fn amount(bytes: u64) -> String {
    match bytes {
        0..1024 => plural(usize::try_from(bytes).unwrap_or_default(), "byte"),
        _ => format!("{} bytes ({})", grouped(bytes), size(bytes)),
    }
}

/// A time in the user's zone, with how exact it is.
fn time(modified: Modified, zone: &TimeZone) -> String {
    let (zone, form, exact) = match modified.precision {
        // A day belongs to no zone: moving it could make it the day before.
        Precision::Day => (TimeZone::UTC, "%Y-%m-%d", "only the day is known"),
        Precision::Minute => (zone.clone(), "%Y-%m-%d %H:%M %Z (%:z)", "to the minute"),
        Precision::Second => (zone.clone(), "%Y-%m-%d %H:%M:%S %Z (%:z)", "to the second"),
    };
    let at = modified.at.to_zoned(zone);
    format!("{}, {exact}", at.strftime(form))
}
