//! The entries of a directory, in the order they were listed. They come in chunks while the
//! directory is read, and are shared with what puts them in order off the screen's task.

use crate::app::stamp::Stamp;
use crate::model::{Entry, NameCoding};
use std::sync::Arc;

/// An entry with the text that is shown for it, made once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The entry.
    pub entry: Entry,
    /// Its name, safe to show, where that differs from its bytes.
    text: Option<Box<str>>,
    /// Which one it is in its listing.
    index: u32,
}

impl Row {
    /// A row, its name as this coding reads it.
    pub fn new(entry: Entry, names: NameCoding) -> Self {
        let bytes = entry.name.as_bytes();
        let text = Some(names.shown(bytes)).filter(|text| text.as_bytes() != bytes);
        Self {
            text: text.map(String::into_boxed_str),
            entry,
            index: 0,
        }
    }

    /// Which one it is in its listing, from 0.
    pub fn index(&self) -> u32 {
        self.index
    }

    /// Its name, safe to show.
    pub fn text(&self) -> &str {
        let as_it_is = || str::from_utf8(self.entry.name.as_bytes()).unwrap_or_default();
        self.text.as_deref().unwrap_or_else(as_it_is)
    }
}

/// Rows in chunks. A clone is cheap: it shares them.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    chunks: Vec<Chunk>,
    count: usize,
    stamp: Stamp,
}

#[derive(Clone, Debug)]
struct Chunk {
    /// The index of its first row.
    start: usize,
    rows: Arc<[Row]>,
}

impl Rows {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The row of this index.
    pub fn get(&self, index: usize) -> Option<&Row> {
        let after = self.chunks.partition_point(|chunk| chunk.start <= index);
        let chunk = self.chunks.get(after.checked_sub(1)?)?;
        chunk.rows.get(index - chunk.start)
    }

    /// The rows in the order they were listed.
    pub fn iter(&self) -> impl Iterator<Item = &Row> {
        self.chunks.iter().flat_map(|chunk| chunk.rows.iter())
    }

    /// The same as long as the rows are.
    pub(in crate::app) fn stamp(&self) -> Stamp {
        self.stamp
    }

    /// Adds rows behind the others.
    pub fn append(&mut self, rows: impl IntoIterator<Item = Row>) {
        let start = self.count;
        let first = u32::try_from(start).unwrap_or(u32::MAX);
        let numbered = rows.into_iter().zip(first..);
        let rows: Arc<[Row]> = numbered.map(|(row, index)| Row { index, ..row }).collect();
        self.count += rows.len();
        if !rows.is_empty() {
            self.chunks.push(Chunk { start, rows });
            self.stamp = Stamp::new();
        }
    }
}

impl FromIterator<Row> for Rows {
    fn from_iter<T: IntoIterator<Item = Row>>(rows: T) -> Self {
        let mut all = Self::default();
        all.append(rows);
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{EntryKind, Name};

    fn row(number: usize) -> Row {
        let name = Name::from(number.to_string().as_str());
        Row::new(Entry::new(name, EntryKind::File), NameCoding::default())
    }

    #[test]
    fn rows_keep_their_indices_however_they_come() {
        let mut rows = Rows::default();
        assert!(rows.is_empty() && rows.get(0).is_none());
        for part in [0..3, 3..3, 3..4, 4..9] {
            rows.append(part.map(row));
        }
        assert_eq!(rows.len(), 9);
        for (index, listed) in rows.iter().enumerate() {
            assert_eq!(rows.get(index), Some(listed));
            assert_eq!(listed.text(), index.to_string());
            assert_eq!(usize::try_from(listed.index()), Ok(index));
        }
        assert!(rows.get(9).is_none());
    }
}
