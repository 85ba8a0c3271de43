//! What a program has written to its terminal: the bytes, and the screen they make.

use std::fmt::Write as _;
use std::num::NonZeroU16;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Begins what a terminal shows at once (synchronized output).
const BEGIN: &[u8] = b"\x1b[?2026h";
/// Ends it.
const END: &[u8] = b"\x1b[?2026l";

/// What has come from the program.
pub struct Seen {
    /// The screen.
    pub parser: vt100::Parser,
    /// Every byte.
    pub raw: Vec<u8>,
    /// Whether the program has closed the terminal.
    pub ended: bool,
    /// What else it is asked, and answers.
    pub knows: Vec<(String, String)>,
    /// Up to where it is on the screen: as in a terminal, a frame is there as a whole or not at all.
    shown: usize,
    /// Up to where beginnings and ends of frames have been looked for.
    searched: usize,
    /// A frame has begun and not ended.
    within: bool,
    /// Up to where questions of the program have been looked for.
    answered: usize,
    /// What the parser died of, if it did.
    broken: Option<String>,
}

impl Seen {
    /// An empty screen; columns and rows are at least 1.
    pub fn new(columns: u16, rows: u16) -> Self {
        Self {
            parser: vt100::Parser::new(cells(rows), cells(columns), 0),
            raw: Vec::new(),
            ended: false,
            knows: Vec::new(),
            shown: 0,
            searched: 0,
            within: false,
            answered: 0,
            broken: None,
        }
    }

    /// Gives the screen another size.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        let screen = self.parser.screen_mut();
        screen.set_size(cells(rows), cells(columns));
    }

    /// The screen as text, for the message of a failed test.
    pub fn picture(&self) -> String {
        let mut text = String::from("---- the screen ----\n");
        for line in lines(self.parser.screen()) {
            text.push_str(&line);
            text.push('\n');
        }
        if let Some(broken) = &self.broken {
            let _ = writeln!(text, "---- the screen's parser failed: {broken} ----");
        }
        text + "---- end ----"
    }

    /// Takes in what the program wrote.
    pub fn take_in(&mut self, bytes: &[u8]) {
        self.raw.extend_from_slice(bytes);
        let mut from = self.searched;
        loop {
            let sign = if self.within { END } else { BEGIN };
            let mut places = self.raw[from..].windows(sign.len());
            let Some(place) = places.position(|bytes| bytes == sign) else {
                break;
            };
            from += place + sign.len();
            self.show(from);
            self.within = !self.within;
        }
        // A sign may come in two pieces.
        self.searched = from.max(self.raw.len().saturating_sub(END.len() - 1));
        if !self.within {
            self.show(self.raw.len());
        }
    }

    /// The program writes no more.
    pub fn end(&mut self) {
        self.show(self.raw.len());
        self.ended = true;
    }

    /// Shows what was written up to here. The parser can panic on odd sizes; that must not look like a
    /// program that says nothing.
    fn show(&mut self, to: usize) {
        let bytes = &self.raw[self.shown..to];
        let parser = &mut self.parser;
        if catch_unwind(AssertUnwindSafe(|| parser.process(bytes))).is_err() {
            let (rows, columns) = self.parser.screen().size();
            self.broken = Some(String::from_utf8_lossy(bytes).escape_debug().to_string());
            self.parser = vt100::Parser::new(rows, columns, 0);
        }
        self.shown = to;
    }

    /// The answers to what the program asked its terminal since the last call: where the cursor
    /// is, and what the terminal can do (nothing much).
    pub fn answers(&mut self) -> String {
        let (row, column) = self.parser.screen().cursor_position();
        let position = format!("\x1b[{};{}R", row + 1, column + 1);
        let mut questions = vec![("\x1b[6n", position.as_str()), ("\x1b[c", "\x1b[?62;22c")];
        let knows = self.knows.iter();
        questions.extend(knows.map(|(question, reply)| (question.as_str(), reply.as_str())));
        let mut answer = String::new();
        let new = &self.raw[self.answered..];
        let mut at = 0;
        while at < new.len() {
            let asked = questions
                .iter()
                .find(|(question, _)| new[at..].starts_with(question.as_bytes()));
            if let Some((question, reply)) = asked {
                answer.push_str(reply);
                at += question.len();
            } else if questions
                .iter()
                .any(|(question, _)| question.as_bytes().starts_with(&new[at..]))
            {
                // The beginning of a question: the rest may come with the next bytes.
                break;
            } else {
                at += 1;
            }
        }
        self.answered += at;
        answer
    }
}

fn cells(count: u16) -> NonZeroU16 {
    NonZeroU16::new(count).expect("a terminal has at least one column and row")
}

/// The rows as text, without trailing spaces.
pub fn lines(screen: &vt100::Screen) -> impl Iterator<Item = String> + '_ {
    let (_, columns) = screen.size();
    screen
        .rows(0, columns.get())
        .map(|line| line.trim_end().to_owned())
}
