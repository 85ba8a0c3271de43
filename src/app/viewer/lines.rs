//! Text as rows of a screen: where a row ends, and what stands in it. Nothing in it that a terminal
//! would obey.

use crate::model::Charset;
use crate::model::text::{display_safe_str, is_deceptive};
use std::ops::Range;
use unicode_width::UnicodeWidthChar as _;

/// A line that is longer goes on in another row, wrapped or not.
pub(super) const LONGEST: usize = 16 * 1024;
/// Tabs stop every so many cells.
const TAB: usize = 8;

/// How text is laid out.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rule {
    pub(super) charset: Charset,
    /// Cells of a row.
    pub(super) width: usize,
    /// Lines that are wider go on in the next row.
    pub(super) wrap: bool,
}

/// A character as it is shown.
struct Sign {
    text: String,
    cells: usize,
    bytes: usize,
}

/// The first character of some bytes, where `column` cells are before it.
fn sign(bytes: &[u8], charset: Charset, column: usize) -> Option<Sign> {
    let first = *bytes.first()?;
    if first == b'\t' {
        let cells = TAB - column % TAB;
        let text = " ".repeat(cells);
        return Some(Sign {
            text,
            cells,
            bytes: 1,
        });
    }
    let (text, count) = match charset.first(bytes) {
        Some((character, count)) if character.is_control() || is_deceptive(character) => {
            (display_safe_str(character.encode_utf8(&mut [0; 4])), count)
        }
        Some((character, count)) => (character.to_string(), count),
        None => (format!("\\x{first:02x}"), 1),
    };
    let cells = text.chars().map(|letter| letter.width().unwrap_or(1)).sum();
    Some(Sign {
        text,
        cells,
        bytes: count,
    })
}

/// Whether these bytes are the end of a line, and how many they are.
fn line_end(bytes: &[u8]) -> Option<usize> {
    match bytes {
        [b'\n', ..] => Some(1),
        [b'\r', b'\n', ..] => Some(2),
        _ => None,
    }
}

/// How many bytes the first row has, the end of its line included.
pub(super) fn row_length(bytes: &[u8], rule: &Rule) -> usize {
    let most = bytes.get(..LONGEST).unwrap_or(bytes);
    if !rule.wrap {
        let end = most.iter().position(|byte| *byte == b'\n');
        return end.map_or_else(|| whole_characters(bytes, most.len(), rule), |end| end + 1);
    }
    let (mut at, mut column) = (0, 0);
    while let Some(rest) = most.get(at..).filter(|rest| !rest.is_empty()) {
        if let Some(end) = line_end(rest) {
            return at + end;
        }
        let Some(sign) = sign(rest, rule.charset, column) else {
            break;
        };
        if column + sign.cells > rule.width && at > 0 {
            return at;
        }
        column += sign.cells;
        at += sign.bytes;
    }
    at
}

/// At most so many bytes, not cut in the middle of a character of UTF-8.
fn whole_characters(bytes: &[u8], count: usize, rule: &Rule) -> usize {
    let goes_on = |at: usize| bytes.get(at).is_some_and(|byte| byte & 0xc0 == 0x80);
    if rule.charset != Charset::UTF_8 || !goes_on(count) {
        return count;
    }
    let cut = (count.saturating_sub(3)..count).rev();
    cut.into_iter().find(|at| !goes_on(*at)).unwrap_or(count)
}

/// What stands in a row: its text from cell `left` on, and where in that text the bytes `found` are.
pub(super) fn row_text(
    bytes: &[u8],
    rule: &Rule,
    left: usize,
    found: &Range<usize>,
) -> (String, Range<usize>) {
    let mut text = String::new();
    let mut marked = 0..0;
    let (mut at, mut column) = (0, 0);
    while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
        if line_end(rest).is_some() || column >= left.saturating_add(rule.width) {
            break;
        }
        let Some(sign) = sign(rest, rule.charset, column) else {
            break;
        };
        if column >= left {
            let begin = text.len();
            text.push_str(&sign.text);
            if found.contains(&at) {
                if marked.is_empty() {
                    marked.start = begin;
                }
                marked.end = text.len();
            }
        } else if column + sign.cells > left {
            // What is cut at the left edge leaves its room.
            text.push_str(&" ".repeat(column + sign.cells - left));
        }
        column += sign.cells;
        at += sign.bytes;
    }
    (text, marked)
}

/// Whether these first bytes of a file are no text.
pub(super) fn is_binary(bytes: &[u8]) -> bool {
    let unusual =
        |byte: &&u8| **byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b);
    let count = bytes.iter().filter(unusual).count();
    bytes.contains(&0) || count * 10 > bytes.len()
}

/// What a text is written in, by its first bytes: UTF-8, or else what its site has, or else Latin-1.
pub(super) fn charset_of(bytes: &[u8], site: Charset) -> Charset {
    let cut = match std::str::from_utf8(bytes) {
        Ok(_) => return Charset::UTF_8,
        Err(error) => error.error_len().is_none() && bytes.len() > 3,
    };
    if cut {
        return Charset::UTF_8;
    }
    if site == Charset::UTF_8 {
        "latin1".parse().unwrap_or(site)
    } else {
        site
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rule(width: usize, wrap: bool) -> Rule {
        Rule {
            charset: Charset::UTF_8,
            width,
            wrap,
        }
    }

    fn shown(bytes: &[u8], rule: &Rule) -> Vec<String> {
        let (mut rows, mut at) = (Vec::new(), 0);
        while at < bytes.len() {
            let count = row_length(&bytes[at..], rule);
            rows.push(row_text(&bytes[at..at + count], rule, 0, &(0..0)).0);
            at += count;
        }
        rows
    }

    #[test]
    fn rows_end_with_lines_or_where_there_is_no_room() {
        let text = "one\r\ntwo and three\n\nend".as_bytes();
        assert_eq!(
            shown(text, &rule(9, false)),
            ["one", "two and t", "", "end"]
        );
        let wrapped = ["one", "two and t", "hree", "", "end"];
        assert_eq!(shown(text, &rule(9, true)), wrapped);
    }

    #[test]
    fn what_a_terminal_would_obey_is_escaped() {
        let rows = shown(b"a\x1b[31mb\tc\xff\n", &rule(40, true));
        assert_eq!(rows, ["a\\x1b[31mb      c\\xff"]);
    }

    #[test]
    fn wide_characters_take_their_room() {
        let text = "\u{5199}\u{771f}\u{5199}";
        assert_eq!(shown(text.as_bytes(), &rule(5, true)).len(), 2);
        let (cut, _) = row_text(text.as_bytes(), &rule(5, false), 1, &(0..0));
        assert_eq!(cut, " \u{771f}\u{5199}");
    }

    #[test]
    fn a_match_is_marked_where_it_stands() {
        let (text, marked) = row_text(b"a\x01needle", &rule(40, false), 0, &(2..8));
        assert_eq!(&text[marked], "needle");
    }

    #[test]
    fn zeros_make_it_binary_and_bytes_tell_the_character_set() {
        assert!(is_binary(b"PK\x03\x04\0") && !is_binary(b"a\tb\r\n"));
        let latin = charset_of(b"caf\xe9 au lait", Charset::UTF_8);
        assert_eq!(latin.name(), "windows-1252");
        assert_eq!(charset_of("caf\u{e9}".as_bytes(), latin), Charset::UTF_8);
        assert_eq!(charset_of(b"enough text\xc3", latin), Charset::UTF_8);
        let cyrillic: Charset = "koi8-r".parse().unwrap();
        assert_eq!(charset_of(b"\xf0\xf2\xe9\xf7", cyrillic), cyrillic);
    }

    proptest! {
        #[test]
        fn every_row_gets_on_and_fits(
            bytes in proptest::collection::vec(any::<u8>(), 1..300),
            width in 8_usize..40,
            wrap: bool,
        ) {
            let rule = rule(width, wrap);
            let mut at = 0;
            while at < bytes.len() {
                let count = row_length(&bytes[at..], &rule);
                prop_assert!(count > 0);
                let (text, _) = row_text(&bytes[at..at + count], &rule, 0, &(0..0));
                prop_assert!(!text.chars().any(char::is_control));
                at += count;
            }
            prop_assert_eq!(at, bytes.len());
        }
    }
}
