//! A line cut at its blanks, with the blanks still there: names are taken out of the line itself.

use crate::model::text;
use std::sync::Arc;

/// No dialect has more columns than this in front of a name; the words of a name need no cutting.
const MOST_FIELDS: usize = 32;

/// The words of a line and where they stand.
pub(super) struct Fields<'a> {
    line: &'a [u8],
    spans: Vec<(usize, usize)>,
}

impl<'a> Fields<'a> {
    /// Cuts the first words of `line` at blanks and tabs.
    pub(super) fn new(line: &'a [u8]) -> Self {
        let mut spans = Vec::with_capacity(12);
        let mut start = None;
        for (at, byte) in line.iter().enumerate() {
            match (is_blank(*byte), start) {
                (false, None) => start = Some(at),
                (true, Some(begin)) => {
                    spans.push((begin, at));
                    start = None;
                    if spans.len() == MOST_FIELDS {
                        break;
                    }
                }
                _ => {}
            }
        }
        if let Some(begin) = start {
            spans.push((begin, line.len()));
        }
        Self { line, spans }
    }

    /// How many words there are; long lines are not cut to the end.
    pub(super) fn len(&self) -> usize {
        self.spans.len()
    }

    /// The word at `index`.
    pub(super) fn get(&self, index: usize) -> Option<&'a [u8]> {
        let (start, end) = self.spans.get(index)?;
        self.line.get(*start..*end)
    }

    /// The words from `from` up to `to`, not with it.
    pub(super) fn words(&self, from: usize, to: usize) -> impl Iterator<Item = &'a [u8]> {
        self.spans
            .get(from..to.min(self.len()))
            .unwrap_or_default()
            .iter()
            .filter_map(|(start, end)| self.line.get(*start..*end))
    }

    /// All that follows the word at `index`, blanks and all.
    pub(super) fn after(&self, index: usize) -> Option<&'a [u8]> {
        self.line.get(self.spans.get(index)?.1..)
    }

    /// What follows the word at `index` and the one blank after it: names may begin with blanks.
    /// `None` if nothing does.
    pub(super) fn after_one_blank(&self, index: usize) -> Option<&'a [u8]> {
        self.after(index)?.get(1..).filter(|rest| !rest.is_empty())
    }

    /// What follows the word at `index` and all the blanks after it; `None` if nothing does.
    pub(super) fn after_blanks(&self, index: usize) -> Option<&'a [u8]> {
        self.after(index)
            .map(without_leading_blanks)
            .filter(|rest| !rest.is_empty())
    }

    /// The words from `from` up to `to`, one blank between them, safe to show; `None` if there are
    /// none.
    pub(super) fn joined(&self, from: usize, to: usize) -> Option<Arc<str>> {
        let words: Vec<String> = self.words(from, to).map(text::display_safe).collect();
        (!words.is_empty()).then(|| words.join(" ").into())
    }
}

/// A blank or a tab.
pub(super) fn is_blank(byte: u8) -> bool {
    byte == b' ' || byte == b'\t'
}

/// The line from its first byte that is no blank.
pub(super) fn without_leading_blanks(line: &[u8]) -> &[u8] {
    let start = line
        .iter()
        .position(|byte| !is_blank(*byte))
        .unwrap_or(line.len());
    line.get(start..).unwrap_or_default()
}

/// Whether a word is made of digits only, one or more.
pub(super) fn is_digits(word: &[u8]) -> bool {
    !word.is_empty() && word.iter().all(u8::is_ascii_digit)
}

/// The value of a word made of digits only; `None` for other words and for what does not fit.
pub(super) fn number(word: &[u8]) -> Option<u64> {
    is_digits(word)
        .then(|| std::str::from_utf8(word).ok()?.parse().ok())
        .flatten()
}

/// [`number`] with commas between the thousands, as in `9,730`.
pub(super) fn grouped_number(word: &[u8]) -> Option<u64> {
    let mut groups = word.split(|byte| *byte == b',');
    let first = groups.next().filter(|group| is_digits(group))?;
    let mut digits = first.to_vec();
    for group in groups {
        if first.len() > 3 || group.len() != 3 || !is_digits(group) {
            return None;
        }
        digits.extend_from_slice(group);
    }
    number(&digits)
}

/// A size with a unit, powers of 1024: `2KB`, `33.5k`, `1G`. Fractions of a byte are cut off.
pub(super) fn size_with_unit(word: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(word).ok()?;
    let text = text.strip_suffix(['B', 'b']).unwrap_or(text);
    let unit = text.chars().next_back()?;
    let shift = match unit.to_ascii_uppercase() {
        'K' => 10,
        'M' => 20,
        'G' => 30,
        'T' => 40,
        _ => return None,
    };
    let (whole, fraction) = match text.get(..text.len() - 1)?.split_once('.') {
        Some((whole, fraction)) => (whole, fraction),
        None => (text.get(..text.len() - 1)?, "0"),
    };
    let scale = 10_u64.checked_pow(u32::try_from(fraction.len()).ok()?)?;
    let parts = number(whole.as_bytes())?
        .checked_mul(scale)?
        .checked_add(number(fraction.as_bytes())?)?;
    parts.checked_mul(1 << shift).map(|size| size / scale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_cut_and_the_rest_is_kept() {
        let fields = Fields::new(b"  ab\tc   d e ");
        assert_eq!(fields.len(), 4);
        assert_eq!(fields.get(1), Some(&b"c"[..]));
        assert_eq!(fields.after_one_blank(1), Some(&b"  d e "[..]));
        assert_eq!(fields.after_blanks(1), Some(&b"d e "[..]));
        assert_eq!(fields.after_one_blank(3), None);
        assert_eq!(fields.joined(0, 2).as_deref(), Some("ab c"));
        assert_eq!(fields.joined(3, 3), None);
    }

    #[test]
    fn numbers_are_digits_and_nothing_else() {
        assert_eq!(number(b"18446744073709551615"), Some(u64::MAX));
        assert_eq!(number(b"18446744073709551616"), None);
        assert_eq!(number(b"-5"), None);
        assert_eq!(grouped_number(b"1,234,567"), Some(1_234_567));
        assert_eq!(grouped_number(b"1,23"), None);
        assert_eq!(grouped_number(b"1234,567"), None);
        assert_eq!(grouped_number(b","), None);
        assert_eq!(size_with_unit(b"33.5k"), Some(34_304));
        assert_eq!(size_with_unit(b"2KB"), Some(2048));
        assert_eq!(size_with_unit(b"K"), None);
        assert_eq!(size_with_unit(b"1.k"), None);
        assert_eq!(size_with_unit(b"99999999999999T"), None);
    }
}
