//! How the rows of a pane stand to the other one, and how many stand so.

use super::Verdict;
use crate::app::Row;

/// A verdict for each row of a listing, and their numbers: the foot of a pane tells those in every
/// frame.
#[derive(Clone, Debug, Default)]
pub struct Verdicts {
    of: Vec<Option<Verdict>>,
    counts: [usize; Verdict::COUNT],
}

impl Verdicts {
    /// How a row stands, where that is known.
    pub fn get(&self, row: &Row) -> Option<Verdict> {
        self.at(row.index())
    }

    pub(super) fn at(&self, index: u32) -> Option<Verdict> {
        let index = usize::try_from(index).ok()?;
        self.of.get(index).copied().flatten()
    }

    /// How many rows stand so.
    pub fn count(&self, verdict: Verdict) -> usize {
        let count = self.counts.get(verdict as usize);
        count.copied().unwrap_or_default()
    }

    /// Gives the row of this index this verdict, or none.
    pub(super) fn set(&mut self, index: u32, verdict: Option<Verdict>) {
        let row = usize::try_from(index).ok();
        let Some(row) = row.and_then(|row| self.of.get_mut(row)) else {
            return;
        };
        let before = std::mem::replace(row, verdict);
        if let Some(count) = before.and_then(|before| self.counts.get_mut(before as usize)) {
            *count -= 1;
        }
        if let Some(count) = verdict.and_then(|verdict| self.counts.get_mut(verdict as usize)) {
            *count += 1;
        }
    }
}

impl FromIterator<Verdict> for Verdicts {
    fn from_iter<T: IntoIterator<Item = Verdict>>(all: T) -> Self {
        let of: Vec<Option<Verdict>> = all.into_iter().map(Some).collect();
        let mut counts = [0; Verdict::COUNT];
        for verdict in of.iter().flatten() {
            if let Some(count) = counts.get_mut(*verdict as usize) {
                *count += 1;
            }
        }
        Self { of, counts }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_those_of_the_rows() {
        let all = [Verdict::Same, Verdict::Same, Verdict::OnlyHere];
        let mut verdicts: Verdicts = all.into_iter().collect();
        verdicts.set(0, Some(Verdict::Differs));
        verdicts.set(1, None);
        verdicts.set(1, None);
        verdicts.set(1, Some(Verdict::Same));
        verdicts.set(3, Some(Verdict::Same));
        let counts = [
            Verdict::OnlyHere,
            Verdict::Same,
            Verdict::Differs,
            Verdict::Newer,
        ];
        assert_eq!(counts.map(|verdict| verdicts.count(verdict)), [1, 1, 1, 0]);
        assert_eq!(verdicts.at(0), Some(Verdict::Differs));
        assert_eq!(verdicts.at(3), None, "no such row");
    }
}
