//! Listings to be read: entries as lines. A long one is written off the screen's task.

use super::Answer;
use crate::app::background::{Background, Work};
use crate::app::{App, Pane, Rows, ToastKind};
use crate::model::line::Mask;
use crate::model::text::display_safe_str;
use crate::model::{Entry, NameCoding};
use std::sync::Arc;
use unicode_width::UnicodeWidthStr as _;

/// What is to be read.
#[derive(Clone, Debug)]
pub(super) enum Listed {
    /// What a pane shows, or of that what fits a pattern.
    Shown(Rows, Arc<[u32]>, Option<Mask>),
    /// Another folder, in the order of its names.
    Other(Vec<Entry>),
}

/// Entries that are to be written as lines, and how.
#[derive(Clone, Debug)]
pub struct ListingToWrite {
    pub(super) title: String,
    pub(super) what: Listed,
    /// How their names are read.
    pub(super) names: NameCoding,
    pub(super) long: bool,
    /// So many columns there are.
    pub(super) room: usize,
}

/// The listing that is to be read next.
#[derive(Debug, Default)]
pub(in crate::app) struct Writing {
    work: Background,
    wanted: Option<Box<ListingToWrite>>,
}

impl ListingToWrite {
    /// Its lines.
    pub fn written(&self) -> Answer {
        let entries: Vec<&Entry> = match &self.what {
            Listed::Shown(rows, shown, mask) => {
                let shown = shown.iter().filter_map(|at| usize::try_from(*at).ok());
                let rows = shown.filter_map(|index| rows.get(index));
                let fits = |text: &str| mask.as_ref().is_none_or(|mask| mask.fits(text));
                rows.filter(|row| fits(row.text()))
                    .map(|row| &row.entry)
                    .collect()
            }
            Listed::Other(entries) => entries.iter().collect(),
        };
        let mut lines = listed(&entries, self.names, self.long, self.room);
        if let Listed::Other(_) = self.what {
            lines.sort_by(|a, b| a.rsplit("  ").next().cmp(&b.rsplit("  ").next()));
        }
        Answer::new(self.title.clone(), lines)
    }

    fn is_short(&self) -> bool {
        let entries = match &self.what {
            Listed::Shown(_, shown, _) => shown.len(),
            Listed::Other(entries) => entries.len(),
        };
        Pane::are_few(entries)
    }
}

impl App {
    /// Shows a listing to be read: a long one when it is written.
    pub(super) fn show_listing(&mut self, listing: ListingToWrite) {
        let writing = &mut self.memory.writing;
        if listing.is_short() {
            writing.work.forget();
            writing.wanted = None;
            self.show_written(listing.written());
        } else {
            writing.wanted = Some(Box::new(listing));
            writing.work.ask();
        }
    }

    /// Hands out what is to be written off the screen's task.
    pub(in crate::app) fn hand_out_listing(&mut self) {
        let writing = &mut self.memory.writing;
        if let Some(id) = writing.work.take()
            && let Some(listing) = writing.wanted.take()
        {
            self.do_beside(Work::WriteListing(id, listing));
        }
    }

    /// A listing was written; nothing if that went wrong.
    pub(in crate::app) fn listing_written(&mut self, id: u64, answer: Option<Answer>) {
        if self.memory.writing.work.came(id) {
            match answer {
                Some(answer) => self.show_written(answer),
                None => self.say(ToastKind::Warning, "the listing could not be written"),
            }
        }
    }
}

/// Columns that a name in a listing has at least, before it has them alone.
const NAME: usize = 16;

/// A listing as lines of so many columns, safe to show: what there is no room for beside the name goes,
/// the owner first and the size last. Its columns are as wide as what is in them.
fn listed(entries: &[&Entry], names: NameCoding, long: bool, room: usize) -> Vec<String> {
    if entries.is_empty() {
        return vec!["nothing is in it".into()];
    }
    let columns: [Vec<String>; 4] = [
        entries.iter().map(|entry| owner(entry)).collect(),
        entries.iter().map(|entry| mode(entry)).collect(),
        entries.iter().map(|entry| time(entry)).collect(),
        entries.iter().map(|entry| bytes(entry)).collect(),
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
