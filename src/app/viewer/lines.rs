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
    let (text, count) = match charset.first(bytes) {
        Some(('\t', bytes)) => {
            let cells = TAB - column % TAB;
            let text = " ".repeat(cells);
            return Some(Sign { text, cells, bytes });
        }
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
fn line_end(bytes: &[u8], charset: Charset) -> Option<usize> {
    let at = |from: usize| charset.first(bytes.get(from..)?);
    match at(0)? {
        ('\n', count) => Some(count),
        ('\r', count) => match at(count)? {
            ('\n', next) => Some(count + next),
            _ => None,
        },
        _ => None,
    }
}

/// Where the first line ends among these bytes, which begin with a whole character: the byte after
/// the end.
pub(super) fn first_end(bytes: &[u8], charset: Charset) -> Option<usize> {
    if !charset.is_wide() {
        return Some(bytes.iter().position(|byte| *byte == b'\n')? + 1);
    }
    let mut pairs = bytes.chunks_exact(2);
    let at = pairs.position(|pair| charset.first(pair) == Some(('\n', 2)))?;
    Some(2 * at + 2)
}

/// The byte after the last line end among these bytes, which begin with a whole character.
pub(super) fn last_end(bytes: &[u8], charset: Charset) -> Option<usize> {
    if !charset.is_wide() {
        return Some(bytes.iter().rposition(|byte| *byte == b'\n')? + 1);
    }
    let mut pairs = bytes.chunks_exact(2);
    let at = pairs.rposition(|pair| charset.first(pair) == Some(('\n', 2)))?;
    Some(2 * at + 2)
}

/// How the lines of a text end, as far as its first bytes tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineEnds {
    /// LF, as Unix has it.
    Lf,
    /// CR and LF, as Windows and FTP have it.
    CrLf,
    /// Some in one way, some in the other.
    Mixed,
}

impl LineEnds {
    /// `LF`, `CRLF`, `LF and CRLF`
    pub fn words(self) -> &'static str {
        match self {
            Self::Lf => "LF",
            Self::CrLf => "CRLF",
            Self::Mixed => "LF and CRLF",
        }
    }
}

/// How the lines among these bytes end; `None` where none does.
pub(super) fn line_ends_of(bytes: &[u8], charset: Charset) -> Option<LineEnds> {
    let width = if charset.is_wide() { 2 } else { 1 };
    let (mut plain, mut with_return, mut at) = (false, false, 0);
    while let Some(end) = first_end(bytes.get(at..)?, charset) {
        let line = bytes.get(at..at + end - width).unwrap_or_default();
        let last = line
            .len()
            .checked_sub(width)
            .and_then(|last| line.get(last..));
        let returns = last.is_some_and(|last| charset.first(last) == Some(('\r', width)));
        plain |= !returns;
        with_return |= returns;
        at += end;
    }
    match (plain, with_return) {
        (false, false) => None,
        (true, false) => Some(LineEnds::Lf),
        (false, true) => Some(LineEnds::CrLf),
        (true, true) => Some(LineEnds::Mixed),
    }
}

/// How many bytes the first row has, the end of its line included.
pub(super) fn row_length(bytes: &[u8], rule: &Rule) -> usize {
    let most = bytes.get(..LONGEST).unwrap_or(bytes);
    if !rule.wrap {
        let end = first_end(most, rule.charset);
        return end.unwrap_or_else(|| whole_characters(bytes, most.len(), rule));
    }
    let (mut at, mut column) = (0, 0);
    while let Some(rest) = most.get(at..).filter(|rest| !rest.is_empty()) {
        if let Some(end) = line_end(rest, rule.charset) {
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
        if line_end(rest, rule.charset).is_some() || column >= left.saturating_add(rule.width) {
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

/// Whether these first bytes of a file are UTF-16: they begin with its mark, or else every other one
/// of them is zero, as in the texts of most languages of the West.
pub(super) fn utf16_of(bytes: &[u8]) -> Option<Charset> {
    match bytes {
        [0xff, 0xfe, 0, 0, ..] => return None,
        [0xff, 0xfe, ..] => return Some(Charset::UTF_16LE),
        [0xfe, 0xff, ..] => return Some(Charset::UTF_16BE),
        _ => {}
    }
    let pairs = bytes.get(..bytes.len().min(4096))?.chunks_exact(2);
    let count = pairs.len();
    let zeros = |at: usize| {
        let zero = |pair: &&[u8]| pair.get(at) == Some(&0) && pair.get(1 - at) != Some(&0);
        pairs.clone().filter(zero).count()
    };
    let (high, low) = (zeros(0), zeros(1));
    // A few characters of other scripts are among them.
    let most =
        |zeros: usize, others: usize| count >= 2 && zeros * 10 >= count * 7 && others * 8 <= zeros;
    let charset = match (most(low, high), most(high, low)) {
        (true, _) => Charset::UTF_16LE,
        (_, true) => Charset::UTF_16BE,
        _ => return None,
    };
    // The last character may be cut in its middle.
    let whole = charset.decode(bytes.get(..2 * count)?);
    let text = whole.or_else(|| charset.decode(bytes.get(..2 * count - 2)?))?;
    let unusual = |letter: &char| letter.is_control() && !matches!(letter, '\t' | '\n' | '\r');
    (!text.chars().any(|letter| unusual(&letter))).then_some(charset)
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
    fn utf16_is_known_by_its_mark_or_its_zeros() {
        let little = Charset::UTF_16LE;
        let big = Charset::UTF_16BE;
        let text = "Grüße\r\nzwei\tÖ\n";
        for charset in [little, big] {
            let bytes = charset.encode(text).unwrap();
            assert_eq!(utf16_of(&bytes), Some(charset));
            let rule = Rule {
                charset,
                width: 20,
                wrap: true,
            };
            assert_eq!(shown(&bytes, &rule), ["Grüße", "zwei    Ö"]);
            let unwrapped = Rule {
                wrap: false,
                ..rule
            };
            assert_eq!(shown(&bytes, &unwrapped), ["Grüße", "zwei    Ö"]);
            assert_eq!(line_ends_of(&bytes, charset), Some(LineEnds::Mixed));
        }
        assert_eq!(utf16_of(b"\xfe\xff\x5b\x57"), Some(big));
        assert_eq!(utf16_of(b"PK\x03\x04\0\0\0\0"), None);
        assert_eq!(utf16_of(b"\xff\xfe\0\0a\0\0\0"), None, "it is UTF-32");
        assert_eq!(utf16_of(b"plain"), None);
    }

    #[test]
    fn line_ends_are_told() {
        let ends = |text: &str| line_ends_of(text.as_bytes(), Charset::UTF_8);
        assert_eq!(ends("one"), None);
        assert_eq!(ends("one\ntwo\n"), Some(LineEnds::Lf));
        assert_eq!(ends("one\r\ntwo\r\n"), Some(LineEnds::CrLf));
        assert_eq!(ends("one\r\n\n"), Some(LineEnds::Mixed));
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
