//! Parts of a file: which one is wanted, what it is searched for, and what came of it. The same for
//! files on both shores.

/// What a part of a file is searched for, instead of being kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Quest {
    /// These bytes.
    Bytes {
        /// What is looked for, not empty; in lower case where `any_case`.
        needle: Vec<u8>,
        /// Capital letters of ASCII count as small ones.
        any_case: bool,
    },
    /// The last place of these bytes in the part; as above.
    Last {
        /// What is looked for, not empty.
        needle: Vec<u8>,
        /// Capital letters of ASCII count as small ones.
        any_case: bool,
    },
    /// The byte after so many line ends.
    Lines {
        /// How many.
        count: u64,
        /// How they are written.
        ends: LineEnd,
    },
}

/// How the end of a line is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineEnd {
    /// As one byte.
    Byte,
    /// In two, the low one first.
    LowFirst,
    /// In two, the high one first.
    HighFirst,
}

impl LineEnd {
    /// Whether a line ends with this byte, which has this offset in the file; `before` is the one
    /// before it.
    fn is_here(self, offset: u64, before: Option<u8>, byte: u8) -> bool {
        // What has two bytes begins at an even offset: one of them alone may be a part of another sign.
        let is_second = offset % 2 == 1;
        match self {
            Self::Byte => byte == b'\n',
            Self::LowFirst => is_second && (before, byte) == (Some(b'\n'), 0),
            Self::HighFirst => is_second && (before, byte) == (Some(0), b'\n'),
        }
    }
}

/// A part of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRange {
    /// Its first byte.
    pub from: u64,
    /// How many bytes, at most.
    pub count: u64,
    /// What it is searched for; without that its bytes are kept.
    pub quest: Option<Quest>,
}

impl FileRange {
    /// Bytes to keep.
    pub fn bytes(from: u64, count: u64) -> Self {
        let quest = None;
        Self { from, count, quest }
    }

    /// The byte after it.
    pub fn end(&self) -> u64 {
        self.from.saturating_add(self.count)
    }
}

/// What came of reading a part of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// Its first byte.
    pub from: u64,
    /// The byte after the last that was read of it.
    pub upto: u64,
    /// What is in it; empty where it was searched.
    pub bytes: Vec<u8>,
    /// Where in the file that which was looked for is.
    pub found: Option<u64>,
    /// Line ends that were looked for and are still to come.
    pub lines_left: u64,
    /// The file has come to its end.
    pub ended: bool,
    /// Bytes before it that had to be read as well: the server does not begin in the middle.
    pub skipped: u64,
}

/// Takes a file's bytes in as they come, and keeps the part that is wanted or searches it.
#[derive(Debug)]
pub struct Taker {
    skip: u64,
    left: u64,
    quest: Option<Quest>,
    /// The last bytes before those that come next, as many as may begin a match.
    tail: Vec<u8>,
    /// Where it was found last, so far.
    last: Option<u64>,
    part: Part,
}

impl Taker {
    /// For this part; the bytes come from `skip` before it on.
    pub fn new(range: FileRange, skip: u64) -> Self {
        let lines_left = match range.quest {
            Some(Quest::Lines { count, .. }) => count,
            _ => 0,
        };
        Self {
            skip,
            left: range.count,
            tail: Vec::new(),
            last: None,
            part: Part {
                from: range.from,
                upto: range.from,
                lines_left,
                skipped: skip,
                ..Part::default()
            },
            quest: range.quest,
        }
    }

    /// Whether what it searches for is found.
    pub fn has_found(&self) -> bool {
        self.part.found.is_some()
    }

    /// How many bytes it still takes.
    pub fn wanted(&self) -> u64 {
        if self.has_found() {
            return 0;
        }
        self.skip.saturating_add(self.left)
    }

    /// Takes what comes next; what is more than is wanted is passed over.
    pub fn take(&mut self, bytes: &[u8]) {
        let skipped = usize::try_from(self.skip).map_or(bytes.len(), |skip| skip.min(bytes.len()));
        self.skip -= skipped as u64;
        let bytes = bytes.get(skipped..).unwrap_or_default();
        let count = usize::try_from(self.left).map_or(bytes.len(), |left| left.min(bytes.len()));
        let bytes = bytes.get(..count).unwrap_or_default();
        if bytes.is_empty() || self.part.found.is_some() {
            return;
        }
        match self.quest.take() {
            None => self.part.bytes.extend_from_slice(bytes),
            Some(quest) => {
                self.search(&quest, bytes);
                self.quest = Some(quest);
            }
        }
        self.left -= count as u64;
        self.part.upto += count as u64;
    }

    fn search(&mut self, quest: &Quest, bytes: &[u8]) {
        match quest {
            Quest::Lines { ends, .. } => self.count_lines(bytes, *ends),
            Quest::Bytes { needle, any_case } => {
                self.part.found = self.look_for(bytes, needle, *any_case, position);
            }
            Quest::Last { needle, any_case } => {
                let last = self.look_for(bytes, needle, *any_case, last_position);
                self.last = last.or(self.last);
            }
        }
    }

    fn count_lines(&mut self, bytes: &[u8], ends: LineEnd) {
        let mut before = self.tail.last().copied();
        for (offset, byte) in (self.part.upto..).zip(bytes) {
            if ends.is_here(offset, before, *byte) {
                self.part.lines_left = self.part.lines_left.saturating_sub(1);
                if self.part.lines_left == 0 {
                    self.part.found = Some(offset + 1);
                    return;
                }
            }
            before = Some(*byte);
        }
        self.tail.clear();
        self.tail.extend(before);
    }

    /// Where the needle is among these bytes and those before them.
    fn look_for(
        &mut self,
        bytes: &[u8],
        needle: &[u8],
        any_case: bool,
        position: fn(&[u8], &[u8]) -> Option<usize>,
    ) -> Option<u64> {
        let before = self.tail.len();
        let mut window = std::mem::take(&mut self.tail);
        window.extend_from_slice(bytes);
        if any_case {
            window.make_ascii_lowercase();
        }
        let at = position(&window, needle);
        let keep = window.len().min(needle.len().saturating_sub(1));
        self.tail = window.split_off(window.len() - keep);
        Some(self.part.upto + at? as u64 - before as u64)
    }

    /// What came of it; `ended`: there is nothing after what was taken.
    pub fn finish(&mut self, ended: bool) -> Part {
        let mut part = std::mem::take(&mut self.part);
        part.ended = ended;
        part.found = part.found.or(self.last);
        part
    }
}

/// Where `needle` is in `text` first.
pub fn position(text: &[u8], needle: &[u8]) -> Option<usize> {
    let first = *needle.first()?;
    let mut from = 0;
    loop {
        let rest = text.get(from..)?;
        from += rest.iter().position(|byte| *byte == first)?;
        if text.get(from..)?.starts_with(needle) {
            return Some(from);
        }
        from += 1;
    }
}

/// Where `needle` is in `text` last.
pub fn last_position(text: &[u8], needle: &[u8]) -> Option<usize> {
    let count = needle.len().max(1);
    text.windows(count).rposition(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found(text: &[u8], quest: Quest, pieces: usize) -> Part {
        let range = FileRange {
            from: 100,
            count: text.len() as u64,
            quest: Some(quest),
        };
        let mut taker = Taker::new(range, 0);
        for piece in text.chunks(pieces.max(1)) {
            taker.take(piece);
        }
        taker.finish(false)
    }

    #[test]
    fn a_part_is_what_lies_between_its_ends() {
        let mut taker = Taker::new(FileRange::bytes(4, 3), 4);
        assert_eq!(taker.wanted(), 7);
        taker.take(b"012");
        taker.take(b"3456789");
        assert_eq!(taker.wanted(), 0);
        let part = taker.finish(false);
        assert_eq!((part.bytes.as_slice(), part.upto), (b"456".as_slice(), 7));
        assert_eq!(part.skipped, 4);
    }

    #[test]
    fn lines_are_counted_to_the_one_that_is_wanted() {
        let lines = |count| Quest::Lines {
            count,
            ends: LineEnd::Byte,
        };
        let part = found(b"one\ntwo\nthree\n", lines(2), 5);
        assert_eq!((part.found, part.lines_left), (Some(108), 0));
        let part = found(b"one\ntwo\nthree\n", lines(5), 5);
        assert_eq!((part.found, part.lines_left), (None, 2));
    }

    #[test]
    fn in_utf_16_a_line_ends_with_a_sign_and_not_with_a_byte() {
        // U+010A, U+0A00 and U+0A0A have the byte; so have U+000A and U+0100 after one another.
        let text = "\u{10a}\u{a00}\u{a0a}\u{a}\u{100}x\ny";
        let units = || text.encode_utf16();
        for (ends, bytes) in [
            (
                LineEnd::LowFirst,
                units().flat_map(u16::to_le_bytes).collect::<Vec<u8>>(),
            ),
            (
                LineEnd::HighFirst,
                units().flat_map(u16::to_be_bytes).collect(),
            ),
        ] {
            for pieces in 1..9 {
                let lines = |count| Quest::Lines { count, ends };
                assert_eq!(found(&bytes, lines(1), pieces).found, Some(108));
                assert_eq!(found(&bytes, lines(2), pieces).found, Some(114));
                assert_eq!(found(&bytes, lines(3), pieces).lines_left, 1);
            }
        }
    }

    #[test]
    fn small_letters_find_capital_ones() {
        let quest = |any_case| Quest::Bytes {
            needle: b"needle".to_vec(),
            any_case,
        };
        assert_eq!(found(b"a NeeDle", quest(true), 3).found, Some(102));
        assert_eq!(found(b"a NeeDle", quest(false), 3).found, None);
    }

    proptest! {
        #[test]
        fn a_match_is_found_however_the_bytes_come(
            text in proptest::collection::vec(0_u8..3, 0..60),
            needle in proptest::collection::vec(0_u8..3, 1..5),
            pieces in 1_usize..9,
        ) {
            let quest = Quest::Bytes { needle: needle.clone(), any_case: false };
            let naive = text.windows(needle.len()).position(|window| window == needle);
            let part = found(&text, quest, pieces);
            prop_assert_eq!(part.found, naive.map(|at| at as u64 + 100));
            let last = text.windows(needle.len()).rposition(|window| window == needle);
            prop_assert_eq!(last_position(&text, &needle), last);
            let part = found(&text, Quest::Last { needle, any_case: false }, pieces);
            prop_assert_eq!(part.found, last.map(|at| at as u64 + 100));
        }
    }
}
