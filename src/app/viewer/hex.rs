//! Bytes as rows of digits: the offset, the bytes in hexadecimal, and what of them is ASCII.

use std::fmt::Write as _;
use std::ops::Range;

/// How bytes are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Grid {
    /// Bytes of a row.
    pub(super) bytes: u64,
    /// Digits of an offset.
    pub(super) digits: usize,
}

impl Grid {
    /// As many bytes as there is room for in so many cells.
    pub(super) fn new(width: usize, size: Option<u64>) -> Self {
        let digits = size.map_or(8, |size| format!("{size:x}").len().max(8));
        let fits = |bytes: &u64| digits + 4 + usize::try_from(*bytes).unwrap_or(0) * 4 <= width;
        let bytes = [32, 16, 8].into_iter().find(fits).unwrap_or(4);
        Self { bytes, digits }
    }

    /// The beginning of the row that a byte is in.
    pub(super) fn row_of(self, at: u64) -> u64 {
        at - at % self.bytes
    }

    /// A row, how much of its beginning is the offset, and where in it the bytes `found` are: among
    /// the digits, and among the characters.
    pub(super) fn row(
        self,
        at: u64,
        bytes: &[u8],
        found: &Range<usize>,
    ) -> (String, usize, [Range<usize>; 2]) {
        let mut text = format!("{at:0digits$x} ", digits = self.digits);
        let lead = text.len();
        for place in 0..usize::try_from(self.bytes).unwrap_or_default() {
            // Writing to a text does not fail.
            let _ = match bytes.get(place) {
                Some(byte) => write!(text, " {byte:02x}"),
                None => write!(text, "   "),
            };
        }
        text.push_str("  ");
        let letters = text.len();
        let printed = |byte: &u8| match byte {
            b' '..=b'~' => char::from(*byte),
            _ => '.',
        };
        text.extend(bytes.iter().map(printed));
        let marks = if found.is_empty() {
            [0..0, 0..0]
        } else {
            let digits = lead + found.start * 3 + 1..lead + found.end * 3;
            [digits, letters + found.start..letters + found.end]
        };
        (text, lead, marks)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_as_wide_as_there_is_room() {
        let width = |bytes, digits| Grid { bytes, digits };
        assert_eq!(Grid::new(150, Some(9)), width(32, 8));
        assert_eq!(Grid::new(78, Some(10 << 30)), width(16, 9));
        assert_eq!(Grid::new(58, None), width(8, 8));
        assert_eq!(Grid::new(40, Some(9)), width(4, 8));
    }

    #[test]
    fn a_row_has_offset_digits_and_letters() {
        let grid = Grid::new(58, None);
        let (text, lead, [digits, letters]) = grid.row(16, b"MZ\x00~", &(0..2));
        assert_eq!(text, "00000010  4d 5a 00 7e              MZ.~");
        assert_eq!(&text[..lead], "00000010 ");
        assert_eq!((&text[digits], &text[letters]), ("4d 5a", "MZ"));
    }
}
