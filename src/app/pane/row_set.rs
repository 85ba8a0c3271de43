//! A set of rows of one listing: a bit for each, so that of 100,000 none has to be looked at.

use super::{Row, Rows};

/// Rows, by their indices.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::app) struct RowSet {
    words: Vec<u64>,
    count: usize,
}

/// Where the bit of an index is.
fn place(index: u32) -> (usize, u64) {
    let word = usize::try_from(index / 64).unwrap_or(usize::MAX);
    (word, 1 << (index % 64))
}

impl RowSet {
    /// How many there are.
    pub(in crate::app) fn len(&self) -> usize {
        self.count
    }

    /// Whether a row is among them.
    pub(in crate::app) fn has(&self, index: u32) -> bool {
        let (word, bit) = place(index);
        self.words.get(word).is_some_and(|word| word & bit != 0)
    }

    /// Takes a row in, or out. Whether that was a change.
    pub(in crate::app) fn put(&mut self, index: u32, within: bool) -> bool {
        if self.has(index) == within {
            return false;
        }
        let (at, bit) = place(index);
        if self.words.len() <= at {
            self.words.resize(at + 1, 0);
        }
        if let Some(word) = self.words.get_mut(at) {
            *word ^= bit;
        }
        if within {
            self.count += 1;
        } else {
            self.count -= 1;
        }
        true
    }

    /// Those among the rows, as they were listed.
    pub(in crate::app) fn of<'a>(&'a self, rows: &'a Rows) -> impl Iterator<Item = &'a Row> {
        let left = self.count;
        rows.iter().filter(|row| self.has(row.index())).take(left)
    }
}

/// Which one of a set a row is, as they were listed.
#[derive(Debug)]
pub(super) struct Ranks<'a> {
    set: &'a RowSet,
    /// How many are before each word.
    before: Vec<usize>,
}

impl RowSet {
    pub(super) fn ranks(&self) -> Ranks<'_> {
        let mut count = 0;
        let words = self.words.iter();
        let before = words.map(|word| {
            let before = count;
            count += ones(*word);
            before
        });
        Ranks {
            before: before.collect(),
            set: self,
        }
    }
}

impl Ranks<'_> {
    /// The rank of a row, from 0; `None` if it is not among them.
    pub(super) fn of(&self, index: u32) -> Option<usize> {
        let (at, bit) = place(index);
        let word = self.set.words.get(at).filter(|word| *word & bit != 0)?;
        Some(self.before.get(at)? + ones(word & (bit - 1)))
    }
}

fn ones(word: u64) -> usize {
    usize::try_from(word.count_ones()).unwrap_or_default()
}

impl FromIterator<u32> for RowSet {
    fn from_iter<T: IntoIterator<Item = u32>>(indices: T) -> Self {
        let mut set = Self::default();
        for index in indices {
            set.put(index, true);
        }
        set
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn it_is_a_set(changes in prop::collection::vec((0..200u32, any::<bool>()), 0..100)) {
            let (mut set, mut model) = (RowSet::default(), BTreeSet::new());
            for (index, within) in changes {
                let changed = if within { model.insert(index) } else { model.remove(&index) };
                prop_assert_eq!(set.put(index, within), changed);
            }
            prop_assert_eq!(set.len(), model.len());
            let ranks = set.ranks();
            for index in 0..250 {
                prop_assert_eq!(set.has(index), model.contains(&index));
                let rank = model.iter().position(|known| *known == index);
                prop_assert_eq!(ranks.of(index), rank);
            }
        }
    }
}
