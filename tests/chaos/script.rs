//! What the server does at each command, as data: lists of actions in words, read from TOML.
//!
//! A key is a command (`RETR`, `RETR /x`), or `greeting`. `#2` after it means the second time, counted
//! over all connections. A row's script goes before the usual one (`usual.toml`).
//!
//! | action | what the server does |
//! |---|---|
//! | `150 Text` | says this line, with its line end |
//! | `raw TEXT` | says these bytes, `\r\n` included where it is meant |
//! | `drip TEXT` | says these bytes one by one, each when the one before has been read |
//! | `flood TEXT` | says these bytes until the client goes away |
//! | `read` | waits until the client has read all that was said |
//! | `open` | opens the data connection, where a row does it before it sends |
//! | `send TEXT` | sends these bytes on the data connection |
//! | `drip data TEXT` | sends them one by one, each when the one before has been read |
//! | `flood data TEXT` | sends these bytes until the client goes away |
//! | `content`, `content 0..100` | sends the file, or these bytes of it |
//! | `take`, `take 100` | takes an upload to its end, or so many bytes of it |
//! | `end`, `reset` | closes the data connection in order, or with a reset |
//! | `gone` | waits until the client has closed the data connection |
//! | `hang up`, `reset control` | closes the control connection in order, or with a reset |
//! | `usual` | does what is usual for this command |
//!
//! TEXT has the escapes `\r \n \0 \\ \xNN`, and words in braces that the server fills in: `{port}` and
//! `{pasv}` (a fresh listener's port, as 229 and as 227 write it), `{closed}` and `{closed pasv}` (a
//! port where nobody listens), `{size}` (of the file), `{argument}` (of the command), `{8190*x}` (so many
//! of them).

use std::collections::BTreeMap;
use std::ops::Range;

/// One thing that the server does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    Say(Text),
    Drip(Text),
    Flood(Text),
    Read,
    Open,
    Send(Text),
    DripData(Text),
    FloodData(Text),
    Content(Option<Range<usize>>),
    Take(Option<usize>),
    End,
    Reset,
    Gone,
    HangUp,
    ResetControl,
    Usual,
}

/// Bytes with places to be filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Text(Vec<Piece>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Bytes(Vec<u8>),
    Word(String),
}

/// What is done when, with the words of a row as they stand in TOML.
#[derive(Clone, Debug, Default)]
pub(crate) struct Script(BTreeMap<String, Vec<Action>>);

impl Script {
    /// Reads a script. `newline` ends the lines it says.
    ///
    /// # Panics
    /// With the place, where an action is none.
    pub(crate) fn read(words: &BTreeMap<String, Vec<String>>, newline: &str) -> Self {
        let read = |(key, actions): (&String, &Vec<String>)| {
            let actions = actions.iter().map(|action| {
                Action::read(action, newline)
                    .unwrap_or_else(|| panic!("{key}: {action:?} is no action"))
            });
            (key.clone(), actions.collect())
        };
        Self(words.iter().map(read).collect())
    }

    /// What is done at the `time`th time of `key`.
    pub(crate) fn actions(&self, key: &str, time: usize) -> Option<&[Action]> {
        let this_time = self.0.get(&format!("{key}#{time}"));
        this_time.or_else(|| self.0.get(key)).map(Vec::as_slice)
    }
}

impl Action {
    fn read(words: &str, newline: &str) -> Option<Self> {
        let digits = words.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 3 {
            return Some(Self::Say(Text::read(&format!("{words}{newline}"))?));
        }
        let after = |verb: &str| words.strip_prefix(verb).and_then(Text::read);
        Some(match words.split_once(' ').unwrap_or((words, "")) {
            ("raw", _) => Self::Say(after("raw ")?),
            ("drip", rest) if rest.starts_with("data ") => Self::DripData(after("drip data ")?),
            ("drip", _) => Self::Drip(after("drip ")?),
            ("flood", rest) if rest.starts_with("data ") => Self::FloodData(after("flood data ")?),
            ("flood", _) => Self::Flood(after("flood ")?),
            ("send", _) => Self::Send(after("send ")?),
            ("content", "") => Self::Content(None),
            ("content", range) => Self::Content(Some(read_range(range)?)),
            ("take", "") => Self::Take(None),
            ("take", count) => Self::Take(Some(count.parse().ok()?)),
            ("read", "") => Self::Read,
            ("open", "") => Self::Open,
            ("end", "") => Self::End,
            ("reset", "") => Self::Reset,
            ("reset", "control") => Self::ResetControl,
            ("gone", "") => Self::Gone,
            ("hang", "up") => Self::HangUp,
            ("usual", "") => Self::Usual,
            _ => return None,
        })
    }
}

fn read_range(text: &str) -> Option<Range<usize>> {
    let (from, to) = text.split_once("..")?;
    Some(from.parse().ok()?..to.parse().ok()?)
}

impl Text {
    fn read(text: &str) -> Option<Self> {
        let mut pieces = Vec::new();
        let mut bytes = Vec::new();
        let mut rest = text;
        while let Some(character) = rest.chars().next() {
            match character {
                '{' => {
                    let (word, after) = rest.strip_prefix('{')?.split_once('}')?;
                    pieces.push(Piece::Bytes(std::mem::take(&mut bytes)));
                    pieces.push(Piece::read(word)?);
                    rest = after;
                }
                '\\' => {
                    let (byte, length) = escape(rest)?;
                    bytes.push(byte);
                    rest = rest.get(length..)?;
                }
                _ => {
                    let (head, after) = rest.split_at(character.len_utf8());
                    bytes.extend_from_slice(head.as_bytes());
                    rest = after;
                }
            }
        }
        pieces.push(Piece::Bytes(bytes));
        Some(Self(pieces))
    }

    /// The bytes, with `fill` asked for each word.
    pub(crate) fn fill(&self, mut fill: impl FnMut(&str) -> Vec<u8>) -> Vec<u8> {
        let mut bytes = Vec::new();
        for piece in &self.0 {
            match piece {
                Piece::Bytes(piece) => bytes.extend_from_slice(piece),
                Piece::Word(word) => bytes.extend(fill(word)),
            }
        }
        bytes
    }
}

impl Piece {
    /// What stands in braces.
    fn read(word: &str) -> Option<Self> {
        let Some((count, what)) = word.split_once('*') else {
            return Some(Self::Word(word.to_owned()));
        };
        let once = Text::read(what)?.fill(|_| Vec::new());
        Some(Self::Bytes(once.repeat(count.parse().ok()?)))
    }
}

/// The byte that an escape stands for, and the escape's length.
fn escape(text: &str) -> Option<(u8, usize)> {
    Some(match text.as_bytes().get(1)? {
        b'r' => (b'\r', 2),
        b'n' => (b'\n', 2),
        b'0' => (0, 2),
        b'\\' => (b'\\', 2),
        b'x' => (u8::from_str_radix(text.get(2..4)?, 16).ok()?, 4),
        _ => return None,
    })
}

#[test]
fn words_become_actions() {
    let read = |words| Action::read(words, "\r\n");
    let Some(Action::Say(said)) = read(r"229 A (|||{port}|)\xff{3*ab}\\") else {
        panic!("a reply is something to say");
    };
    assert_eq!(
        said.fill(|word| word.to_uppercase().into_bytes()),
        b"229 A (|||PORT|)\xffababab\\\r\n"
    );
    assert_eq!(read("content 5..70"), Some(Action::Content(Some(5..70))));
    assert_eq!(read("reset control"), Some(Action::ResetControl));
    for wrong in [
        "contents",
        "content 5",
        "say 1",
        "25 x",
        "raw \\q",
        "raw {x",
        "hang",
    ] {
        assert_eq!(read(wrong), None, "{wrong}");
    }
}
