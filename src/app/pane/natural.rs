//! Names in the order in which people count.

use std::cmp::Ordering;

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
pub(super) fn digits(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !c.is_ascii_digit());
    text.split_at_checked(end.unwrap_or(text.len()))
        .unwrap_or((text, ""))
}

pub(super) fn significant(number: &str) -> &str {
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
