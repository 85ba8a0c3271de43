//! Text cut and padded to a width in cells. Widths are those the terminal gives to each cluster of
//! characters: two for most CJK and emoji, none for a combining mark.

use ratatui::buffer::CellWidth;
use std::cell::Cell;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

thread_local! {
    /// Whether signs of ambiguous width take two cells in the frame that is being drawn.
    static WIDE: Cell<bool> = const { Cell::new(false) };
}

/// Draws for a terminal that gives two cells to signs of ambiguous width (umlauts, Greek, Cyrillic),
/// or one.
pub(super) fn drawn_with<T>(wide: bool, draw: impl FnOnce() -> T) -> T {
    let before = WIDE.replace(wide);
    let drawn = draw();
    WIDE.set(before);
    drawn
}

/// Whether the frame is drawn for such a terminal.
pub(super) fn is_ambiguous_wide() -> bool {
    WIDE.get()
}

/// The width of one cluster.
fn cluster_width(cluster: &str) -> usize {
    let narrow = usize::from(cluster.cell_width());
    if !WIDE.get() || cluster.is_ascii() {
        return narrow;
    }
    let letter = cluster.chars().next().is_some_and(is_ambiguous_letter);
    let wide = if letter { 2 } else { cluster.width_cjk() };
    narrow.max(wide.min(2))
}

/// Letters that are ambiguous in UAX #11. The crate counts them narrow in all contexts; terminals that
/// are told to draw ambiguous signs wide draw these so too.
const AMBIGUOUS_LETTERS: [(u32, u32); 58] = [
    (0xa1, 0xa1),
    (0xa4, 0xa4),
    (0xa7, 0xa8),
    (0xaa, 0xaa),
    (0xae, 0xae),
    (0xb0, 0xb4),
    (0xb6, 0xba),
    (0xbc, 0xbf),
    (0xc6, 0xc6),
    (0xd0, 0xd0),
    (0xd7, 0xd8),
    (0xde, 0xe1),
    (0xe6, 0xe6),
    (0xe8, 0xea),
    (0xec, 0xed),
    (0xf0, 0xf0),
    (0xf2, 0xf3),
    (0xf7, 0xfa),
    (0xfc, 0xfc),
    (0xfe, 0xfe),
    (0x101, 0x101),
    (0x111, 0x111),
    (0x113, 0x113),
    (0x11b, 0x11b),
    (0x126, 0x127),
    (0x12b, 0x12b),
    (0x131, 0x133),
    (0x138, 0x138),
    (0x13f, 0x142),
    (0x144, 0x144),
    (0x148, 0x14b),
    (0x14d, 0x14d),
    (0x152, 0x153),
    (0x166, 0x167),
    (0x16b, 0x16b),
    (0x1ce, 0x1ce),
    (0x1d0, 0x1d0),
    (0x1d2, 0x1d2),
    (0x1d4, 0x1d4),
    (0x1d6, 0x1d6),
    (0x1d8, 0x1d8),
    (0x1da, 0x1da),
    (0x1dc, 0x1dc),
    (0x251, 0x251),
    (0x261, 0x261),
    (0x2c4, 0x2c4),
    (0x2c7, 0x2c7),
    (0x2c9, 0x2cb),
    (0x2d0, 0x2d0),
    (0x2d8, 0x2db),
    (0x2dd, 0x2dd),
    (0x2df, 0x2df),
    (0x391, 0x3a9),
    (0x3b1, 0x3c1),
    (0x3c3, 0x3c9),
    (0x401, 0x401),
    (0x410, 0x44f),
    (0x451, 0x451),
];

/// Whether a letter is of ambiguous width.
pub fn is_ambiguous_letter(letter: char) -> bool {
    let letter = u32::from(letter);
    let known = AMBIGUOUS_LETTERS.iter();
    known
        .into_iter()
        .any(|(first, last)| (*first..=*last).contains(&letter))
}

/// The width of `text` in cells. Control characters, which are never drawn, count nothing.
pub fn width(text: &str) -> usize {
    clusters(text).map(|(_, width)| width).sum()
}

/// The clusters of a text that are drawn, with their widths.
pub(super) fn clusters(text: &str) -> impl DoubleEndedIterator<Item = (&str, usize)> {
    text.graphemes(true)
        .filter(|cluster| !cluster.chars().any(char::is_control))
        .map(|cluster| (cluster, cluster_width(cluster)))
}

/// As much of the beginning as fits into `cells`.
fn head(text: &str, cells: usize) -> String {
    let mut left = cells;
    clusters(text)
        .map_while(|(cluster, width)| {
            left = left.checked_sub(width)?;
            Some(cluster)
        })
        .collect()
}

/// As much of the end as fits into `cells`.
fn tail(text: &str, cells: usize) -> String {
    let mut left = cells;
    let kept: Vec<&str> = clusters(text)
        .rev()
        .map_while(|(cluster, width)| {
            left = left.checked_sub(width)?;
            Some(cluster)
        })
        .collect();
    kept.into_iter().rev().collect()
}

/// `text` in at most `cells`, its end cut away if it is longer.
pub fn cut_end(text: &str, cells: usize, ellipsis: &str) -> String {
    if width(text) <= cells {
        return head(text, cells);
    }
    match cells.checked_sub(width(ellipsis)) {
        Some(rest) if rest > 0 => head(text, rest) + ellipsis,
        _ => head(text, cells),
    }
}

/// `text` in at most `cells`, its beginning cut away if it is longer: for paths.
pub fn cut_start(text: &str, cells: usize, ellipsis: &str) -> String {
    if width(text) <= cells {
        return head(text, cells);
    }
    match cells.checked_sub(width(ellipsis)) {
        Some(rest) if rest > 0 => ellipsis.to_owned() + &tail(text, rest),
        _ => tail(text, cells),
    }
}

/// A name in at most `cells`, cut in the middle so that its extension stays:
/// `archive-20~.tar.zst`.
pub fn cut_middle(name: &str, cells: usize, ellipsis: &str) -> String {
    if width(name) <= cells {
        return head(name, cells);
    }
    let Some(rest) = cells.checked_sub(width(ellipsis)).filter(|rest| *rest >= 4) else {
        return cut_end(name, cells, ellipsis);
    };
    let end = extension_width(name).unwrap_or(rest / 3).min(rest / 2);
    head(name, rest - end) + ellipsis + &tail(name, end)
}

/// The width of the last extension with its dot, and of a short one before it (`.tar.zst`).
fn extension_width(name: &str) -> Option<usize> {
    let (stem, last) = name.rsplit_once('.')?;
    if stem.is_empty() || width(last) > 8 {
        return None;
    }
    let inner = stem
        .rsplit_once('.')
        .filter(|(before, middle)| !before.is_empty() && *middle == "tar")
        .map_or(0, |(_, middle)| width(middle) + 1);
    Some(width(last) + 1 + inner)
}

/// Permission bits as `ls -l` writes them: `rwxr-xr-x`, with the special bits in place of the `x`.
pub fn permissions(mode: u32) -> String {
    let triple = |shift: u32, special: bool, [set, clear]: [char; 2]| {
        let bits = mode >> shift;
        let last = match (special, bits & 1 == 1) {
            (true, true) => set,
            (true, false) => clear,
            (false, true) => 'x',
            (false, false) => '-',
        };
        let read = if bits & 4 == 0 { '-' } else { 'r' };
        let write = if bits & 2 == 0 { '-' } else { 'w' };
        [read, write, last]
    };
    let owner = triple(6, mode & 0o4000 != 0, ['s', 'S']);
    let group = triple(3, mode & 0o2000 != 0, ['s', 'S']);
    let others = triple(0, mode & 0o1000 != 0, ['t', 'T']);
    owner.into_iter().chain(group).chain(others).collect()
}

/// `text` with blanks after it up to `cells`.
pub fn pad_right(text: &str, cells: usize) -> String {
    let blanks = cells.saturating_sub(width(text));
    format!("{text}{}", " ".repeat(blanks))
}

/// `text` with blanks before it up to `cells`.
pub fn pad_left(text: &str, cells: usize) -> String {
    let blanks = cells.saturating_sub(width(text));
    format!("{}{text}", " ".repeat(blanks))
}

/// `text` broken at blanks into lines of at most `cells`; words that are longer are broken too.
pub fn wrap(text: &str, cells: usize) -> Vec<String> {
    let cells = cells.max(1);
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split(' ') {
        let mut word = word;
        let gap = usize::from(!line.is_empty());
        if width(&line) + gap + width(word) > cells && !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        while width(word) > cells {
            let part = head(word, cells);
            if part.is_empty() {
                // One sign that is wider than a line: there is no place for it.
                let sign = word.graphemes(true).next().map_or(word.len(), str::len);
                word = word.get(sign..).unwrap_or_default();
                continue;
            }
            word = word.get(part.len()..).unwrap_or_default();
            lines.push(part);
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_are_cut_in_the_middle_and_keep_their_extension() {
        assert_eq!(
            cut_middle("archive-2025.tar.zst", 20, "~"),
            "archive-2025.tar.zst"
        );
        assert_eq!(
            cut_middle("archive-2025.tar.zst", 18, "~"),
            "archive-2~.tar.zst"
        );
        assert_eq!(cut_middle("a very long name indeed", 10, "~"), "a very~eed");
        assert_eq!(cut_middle("notes.txt", 4, "~"), "not~");
        assert_eq!(cut_middle("notes.txt", 1, "~"), "n");
        assert_eq!(cut_middle("notes.txt", 0, "~"), "");
    }

    #[test]
    fn permissions_are_written_as_ls_does() {
        assert_eq!(permissions(0o755), "rwxr-xr-x");
        assert_eq!(permissions(0o640), "rw-r-----");
        assert_eq!(permissions(0o4711), "rws--x--x");
        assert_eq!(permissions(0o1777), "rwxrwxrwt");
        assert_eq!(permissions(0o2644), "rw-r-Sr--");
    }

    #[test]
    fn wide_characters_are_never_halved() {
        let wide = "\u{65e5}\u{672c}\u{8a9e}";
        assert_eq!(width(wide), 6);
        assert_eq!(cut_end(wide, 5, "~"), "\u{65e5}\u{672c}~");
        assert_eq!(cut_end(wide, 4, "~"), "\u{65e5}~");
        assert_eq!(pad_right(wide, 8), format!("{wide}  "));
        assert_eq!(width("e\u{301}"), 1);
    }

    #[test]
    fn paths_lose_their_beginning() {
        assert_eq!(cut_start("/pub/incoming/2026", 9, "~"), "~ing/2026");
    }

    #[test]
    fn words_are_wrapped_and_long_ones_broken() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("abcdefgh ij", 3), ["abc", "def", "gh", "ij"]);
        assert_eq!(wrap("", 5), [""]);
        // A run of combining signs that counts as one sign of more than two cells.
        let wide = "\u{1f300}\u{bca}\u{b4b}";
        assert!(wrap(wide, 2).iter().all(|line| width(line) <= 2));
    }

    #[test]
    fn ambiguous_signs_take_what_the_terminal_gives_them() {
        let name = "\u{43c}\u{438}\u{440} f\u{fc}r";
        assert_eq!(width(name), 7);
        assert_eq!(drawn_with(true, || width(name)), 11);
        assert_eq!(drawn_with(true, || pad_right(name, 12)), format!("{name} "));
        assert_eq!(width(name), 7, "afterwards as before");
    }

    proptest! {
        #[test]
        fn nothing_is_wider_than_asked(text in "\\PC{0,40}", cells in 0usize..30) {
            prop_assert!(width(&cut_end(&text, cells, "...")) <= cells);
            prop_assert!(width(&cut_start(&text, cells, "...")) <= cells);
            prop_assert!(width(&cut_middle(&text, cells, "...")) <= cells);
            for line in wrap(&text, cells.max(2)) {
                // A single cluster may be wider than two cells, and cannot be broken.
                let whole = line.graphemes(true).nth(1).is_none();
                prop_assert!(whole || width(&line) <= cells.max(2));
            }
        }
    }
}
