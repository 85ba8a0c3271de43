//! How the rows of a pane stand to the other one, and how many stand so.

use super::Verdict;
use crate::model::Name;
use std::collections::HashMap;
use std::ops::Deref;

/// A verdict for each name, and their numbers: the foot of a pane tells those in every frame.
#[derive(Clone, Debug, Default)]
pub struct Verdicts {
    of: HashMap<Name, Verdict>,
    counts: [usize; Verdict::COUNT],
}

impl Verdicts {
    /// How many rows stand so.
    pub fn count(&self, verdict: Verdict) -> usize {
        let count = self.counts.get(verdict as usize);
        count.copied().unwrap_or_default()
    }

    /// Gives a row this verdict, or none.
    pub(super) fn set(&mut self, name: &Name, verdict: Option<Verdict>) {
        let before = match verdict {
            Some(verdict) => self.of.insert(name.clone(), verdict),
            None => self.of.remove(name),
        };
        if let Some(count) = before.and_then(|before| self.counts.get_mut(before as usize)) {
            *count -= 1;
        }
        if let Some(count) = verdict.and_then(|verdict| self.counts.get_mut(verdict as usize)) {
            *count += 1;
        }
    }
}

impl Deref for Verdicts {
    type Target = HashMap<Name, Verdict>;

    fn deref(&self) -> &HashMap<Name, Verdict> {
        &self.of
    }
}

impl FromIterator<(Name, Verdict)> for Verdicts {
    fn from_iter<T: IntoIterator<Item = (Name, Verdict)>>(all: T) -> Self {
        let of: HashMap<Name, Verdict> = all.into_iter().collect();
        let mut counts = [0; Verdict::COUNT];
        for verdict in of.values() {
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
        let name = |text: &str| Name::from(text);
        let all = [
            (name("a"), Verdict::Same),
            (name("b"), Verdict::Same),
            (name("c"), Verdict::OnlyHere),
        ];
        let mut verdicts: Verdicts = all.into_iter().collect();
        verdicts.set(&name("a"), Some(Verdict::Differs));
        verdicts.set(&name("b"), None);
        verdicts.set(&name("b"), None);
        verdicts.set(&name("d"), Some(Verdict::Same));
        let counts = [
            Verdict::OnlyHere,
            Verdict::Same,
            Verdict::Differs,
            Verdict::Newer,
        ];
        assert_eq!(counts.map(|verdict| verdicts.count(verdict)), [1, 1, 1, 0]);
        assert_eq!(verdicts.get(&name("a")), Some(&Verdict::Differs));
    }
}
