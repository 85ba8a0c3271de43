//! What of a directory is shown, and in which order. Of many entries that takes longer than a frame
//! may, so it is made off the screen's task: all it needs is in one value.

use super::natural::{digits, significant};
use super::{Matcher, Row, Rows, Sort};
use crate::model::settings::SortKey;
use std::cmp::Ordering;
use std::sync::Arc;

/// What is to be put in order, and by what.
#[derive(Clone, Debug)]
pub struct Arrangement {
    /// The entries.
    pub rows: Rows,
    /// The order.
    pub sort: Sort,
    /// Whether names that begin with a dot are shown.
    pub show_hidden: bool,
    /// What names are compared with; `None` shows all.
    pub matcher: Option<Matcher>,
}

impl Arrangement {
    /// What is shown, in order: hidden names out where they are not wanted, names out that do not fit,
    /// directories first, then by the order. Equal keys are in the order of their names.
    pub fn order(&self) -> Arc<[u32]> {
        let rows: Vec<&Row> = self.rows.iter().collect();
        let mut keys = Keys::new(self.sort);
        // As they lie in memory: in the order of before it takes three times as long.
        for (index, row) in (0..).zip(&rows) {
            if self.shows(row) {
                keys.add(row, index);
            }
        }
        keys.sorted(&rows)
    }

    /// Everything, as it was listed.
    pub fn as_listed(&self) -> Arc<[u32]> {
        let rows = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
        (0..rows).collect()
    }

    /// Whether a row is shown at all.
    pub fn shows(&self, row: &Row) -> bool {
        (self.show_hidden || !row.entry.name.is_hidden())
            && self
                .matcher
                .as_ref()
                .is_none_or(|matcher| matcher.fits(row.text()))
    }
}

/// What the rows are compared by, made once for each sorting: bytes in one piece, which compare as the
/// names do ([`natural`](super::natural::natural)).
struct Keys {
    sort: Sort,
    bytes: Vec<u8>,
    items: Vec<Item>,
    folded: String,
}

struct Item {
    index: u32,
    /// Whether it goes before what is no directory.
    first: bool,
    /// Size or time.
    number: u64,
    /// The first bytes in which names differ at all.
    head: u64,
    /// Where its extension begins and ends, then its name.
    places: [usize; 3],
}

impl Keys {
    fn new(sort: Sort) -> Self {
        Self {
            sort,
            bytes: Vec::new(),
            items: Vec::new(),
            folded: String::new(),
        }
    }

    fn add(&mut self, row: &Row, index: u32) {
        self.folded.clear();
        fold(row.text(), &mut self.folded);
        let start = self.bytes.len();
        let by_extension = self.sort.key == SortKey::Extension && !row.entry.is_dir();
        if by_extension {
            self.bytes.extend(extension(&self.folded).bytes());
        }
        let name = self.bytes.len();
        name_key(&self.folded, &mut self.bytes);
        self.items.push(Item {
            index,
            first: row.entry.is_dir() && !self.sort.mixed,
            number: number(row, self.sort.key),
            head: 0,
            places: [start, name, self.bytes.len()],
        });
    }

    fn sorted(mut self, rows: &[&Row]) -> Arc<[u32]> {
        self.take_heads();
        let mut items = std::mem::take(&mut self.items);
        // None are equal: the index decides in the end.
        items.sort_unstable_by(|left, right| self.compare(left, right, rows));
        items.iter().map(|item| item.index).collect()
    }

    /// Most names of a large directory begin alike: what decides is kept beside the index.
    fn take_heads(&mut self) {
        let mut names = self.items.iter().map(|item| self.name(item));
        let Some(one) = names.next() else { return };
        let common = names.fold(one.len(), |common, name| {
            let pairs = one.iter().zip(name).take(common);
            pairs.take_while(|(one, other)| one == other).count()
        });
        let mut items = std::mem::take(&mut self.items);
        for item in &mut items {
            let mut head = [0; 8];
            let rest = self.name(item).iter().skip(common);
            head.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
            item.head = u64::from_be_bytes(head);
        }
        self.items = items;
    }

    fn name(&self, item: &Item) -> &[u8] {
        let [_, start, end] = item.places;
        self.bytes.get(start..end).unwrap_or_default()
    }

    fn extension(&self, item: &Item) -> &[u8] {
        let [start, end, _] = item.places;
        self.bytes.get(start..end).unwrap_or_default()
    }

    fn compare(&self, left: &Item, right: &Item, rows: &[&Row]) -> Ordering {
        let by_name = || {
            let heads = left.head.cmp(&right.head);
            let rest = || self.name(left).cmp(self.name(right));
            heads.then_with(rest).then_with(|| raw(left, right, rows))
        };
        let by_key = match self.sort.key {
            SortKey::Name => by_name(),
            SortKey::Size | SortKey::Modified => left.number.cmp(&right.number),
            SortKey::Extension => self.extension(left).cmp(self.extension(right)),
        };
        let by_key = if self.sort.descending {
            by_key.reverse()
        } else {
            by_key
        };
        let directories_first = right.first.cmp(&left.first);
        directories_first
            .then(by_key)
            .then_with(by_name)
            .then(left.index.cmp(&right.index))
    }
}

/// Names that differ in nothing but case are told apart by their bytes.
fn raw(left: &Item, right: &Item, rows: &[&Row]) -> Ordering {
    let name = |item: &Item| {
        let row = usize::try_from(item.index).ok().and_then(|at| rows.get(at));
        row.map(|row| &row.entry.name)
    };
    name(left).cmp(&name(right))
}

fn fold(text: &str, folded: &mut String) {
    if text.is_ascii() {
        folded.push_str(text);
        folded.make_ascii_lowercase();
    } else {
        folded.push_str(&text.to_lowercase());
    }
}

/// The size or the time as a number; what is not known is the smallest.
fn number(row: &Row, key: SortKey) -> u64 {
    match key {
        SortKey::Size => row.entry.size.map_or(0, |size| size.saturating_add(1)),
        SortKey::Modified => row.entry.modified.map_or(0, |modified| {
            // Times before 1970 are below the middle.
            let since = modified.at.as_microsecond();
            since.cast_unsigned() ^ (1 << 63)
        }),
        SortKey::Name | SortKey::Extension => 0,
    }
}

/// What follows the last dot, unless the name begins with it.
fn extension(folded: &str) -> &str {
    match folded.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => extension,
        _ => "",
    }
}

/// Writes a folded name so that bytes compare as names do: before the digits of a number stands how
/// many there are; how many zeros led them decides in the end.
fn name_key(folded: &str, bytes: &mut Vec<u8>) {
    let mut rest = folded;
    let mut zeros: Vec<u8> = Vec::new();
    while let Some(at) = rest.find(|letter: char| letter.is_ascii_digit()) {
        let (before, number) = rest.split_at_checked(at).unwrap_or((rest, ""));
        let (number, after) = digits(number);
        let value = significant(number);
        bytes.extend_from_slice(before.as_bytes());
        bytes.push(b'0');
        push_count(value.len(), bytes);
        bytes.extend_from_slice(value.as_bytes());
        push_count(number.len(), &mut zeros);
        rest = after;
    }
    bytes.extend_from_slice(rest.as_bytes());
    bytes.push(0);
    bytes.append(&mut zeros);
}

/// A count in as few bytes as compare right.
fn push_count(count: usize, bytes: &mut Vec<u8>) {
    match u8::try_from(count) {
        Ok(count) if count < u8::MAX => bytes.push(count),
        _ => {
            bytes.push(u8::MAX);
            bytes.extend_from_slice(&count.to_be_bytes());
        }
    }
}

#[cfg(test)]
mod tests;
