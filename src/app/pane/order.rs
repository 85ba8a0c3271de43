//! What of a directory is shown, and in which order.

use super::{Pane, Row, SortKey};
use std::cmp::Ordering;

/// A row with what it is compared by, made once for each sorting.
struct Keyed<'a> {
    row: &'a Row,
    folded: String,
    index: usize,
}

impl Pane {
    /// Makes `shown` anew: hidden names out where they are not wanted, directories first, then by
    /// the pane's order. The cursor stays on its name; marks on what is no longer shown go.
    pub(in crate::app) fn rearrange(&mut self, height: usize) {
        let name = self.current().map(|row| row.entry.name.clone());
        self.arrange();
        if let Some(line) = name.and_then(|name| self.line_of(&name)) {
            self.cursor = line;
        }
        self.keep_in_sight(height);
    }

    pub(super) fn arrange(&mut self) {
        let mut keyed: Vec<Keyed<'_>> = self
            .rows
            .iter()
            .enumerate()
            .filter(|(_, row)| self.show_hidden || !row.entry.name.is_hidden())
            .map(|(index, row)| Keyed {
                row,
                folded: row.text.to_lowercase(),
                index,
            })
            .collect();
        keyed.sort_unstable_by(|left, right| self.compare(left, right));
        self.shown = keyed.iter().map(|keyed| keyed.index).collect();
        if !self.show_hidden {
            self.marks.retain(|name| !name.is_hidden());
        }
    }

    fn compare(&self, left: &Keyed<'_>, right: &Keyed<'_>) -> Ordering {
        let (one, two) = (&left.row.entry, &right.row.entry);
        let by_name = || natural(&left.folded, &right.folded).then_with(|| one.name.cmp(&two.name));
        let by_key = match self.sort.key {
            SortKey::Name => by_name(),
            SortKey::Size => one.size.cmp(&two.size),
            SortKey::Modified => {
                let at = |row: &Row| row.entry.modified.map(|modified| modified.at);
                at(left.row).cmp(&at(right.row))
            }
            SortKey::Extension => extension(left).cmp(extension(right)),
        };
        let by_key = if self.sort.descending {
            by_key.reverse()
        } else {
            by_key
        };
        let directories_first = two.is_dir().cmp(&one.is_dir());
        directories_first
            .then(by_key)
            .then_with(by_name)
            .then_with(|| left.index.cmp(&right.index))
    }
}

/// What follows the last dot, unless the name begins with it. Directories have none.
fn extension<'a>(keyed: &'a Keyed<'_>) -> &'a str {
    if keyed.row.entry.is_dir() {
        return "";
    }
    match keyed.folded.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => extension,
        _ => "",
    }
}

/// Compares names as people count: `file9` before `file10`. Numbers of any length; of two equal
/// ones that with fewer zeros in front goes first. Equal only if the texts are.
pub fn natural(left: &str, right: &str) -> Ordering {
    let (mut one, mut two) = (left, right);
    let mut zeros = Ordering::Equal;
    loop {
        let (mut ahead, mut behind) = (one.chars(), two.chars());
        match (ahead.next(), behind.next()) {
            (None, None) => return zeros,
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(first), Some(second)) if first.is_ascii_digit() && second.is_ascii_digit() => {
                let (number, rest) = digits(one);
                let (other, other_rest) = digits(two);
                let (value, other_value) = (significant(number), significant(other));
                let order = value
                    .len()
                    .cmp(&other_value.len())
                    .then(value.cmp(other_value));
                if order != Ordering::Equal {
                    return order;
                }
                zeros = zeros.then(number.len().cmp(&other.len()));
                (one, two) = (rest, other_rest);
            }
            (Some(first), Some(second)) if first != second => return first.cmp(&second),
            _ => (one, two) = (ahead.as_str(), behind.as_str()),
        }
    }
}

/// The digits a text begins with, and what follows them.
fn digits(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !c.is_ascii_digit());
    text.split_at_checked(end.unwrap_or(text.len()))
        .unwrap_or((text, ""))
}

fn significant(number: &str) -> &str {
    number.trim_start_matches('0')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_count() {
        assert_eq!(natural("file9", "file10"), Ordering::Less);
        assert_eq!(natural("v1.10", "v1.9"), Ordering::Greater);
        assert_eq!(natural("a1", "a01"), Ordering::Less);
        assert_eq!(natural("a01b", "a1c"), Ordering::Less);
        assert_eq!(natural("file", "file1"), Ordering::Less);
        assert_eq!(
            natural("99999999999999999999998", "99999999999999999999999"),
            Ordering::Less
        );
    }

    proptest! {
        #[test]
        fn the_order_is_total(
            a in "[a-b.0-2]{0,6}", b in "[a-b.0-2]{0,6}", c in "[a-b.0-2]{0,6}"
        ) {
            prop_assert_eq!(natural(&a, &b), natural(&b, &a).reverse());
            prop_assert_eq!(natural(&a, &b) == Ordering::Equal, a == b);
            let in_order = natural(&a, &b).is_le() && natural(&b, &c).is_le();
            prop_assert!(!in_order || natural(&a, &c).is_le());
        }

        #[test]
        fn plain_numbers_are_in_the_order_of_their_values(a: u64, b: u64) {
            prop_assert_eq!(natural(&a.to_string(), &b.to_string()), a.cmp(&b));
        }
    }
}
