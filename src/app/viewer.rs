//! A file that is looked at, on either shore: as text or as hexadecimal digits, by the parts that are
//! in sight. What is not here yet is asked for, and comes as a message.

mod asking;
mod blocks;
mod following;
mod hex;
mod keys;
mod lines;
mod motion;
mod seeking;

pub use lines::LineEnds;
pub use seeking::Search;

use crate::engine::{Place, RequestId};
use crate::model::{Charset, FileKind, Shore};
use blocks::Blocks;
use jiff::Timestamp;
use motion::Motion;
use std::ops::Range;

/// How a file is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// As text.
    Text,
    /// As hexadecimal digits.
    Hex,
}

/// How much of a file can be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// Cells of a row.
    pub columns: usize,
    /// Rows.
    pub rows: usize,
}

/// A row of the view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ViewRow {
    /// The byte of the file it begins with.
    pub from: u64,
    /// What stands in it, safe to show.
    pub text: String,
    /// How much of the text is the offset.
    pub lead: usize,
    /// Where in the text what was found is.
    pub marks: Vec<Range<usize>>,
}

/// What is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    /// A block, by its number.
    Block(u64),
    /// Size and time.
    Look,
}

/// A file that is looked at.
#[derive(Debug)]
pub struct Viewer {
    /// The file.
    pub file: Place,
    /// Its path, safe to show.
    pub title: String,
    /// The byte that the first row begins with.
    pub top: u64,
    /// Cells that are out of sight at the left; lines that are wrapped have none.
    pub left: usize,
    /// Its size, as far as it is known.
    pub size: Option<u64>,
    /// How it is shown.
    pub form: Form,
    /// Long lines go on in the next row.
    pub wrap: bool,
    /// What its text is read in.
    pub charset: Charset,
    /// How its lines end, where its first bytes tell.
    pub line_ends: Option<LineEnds>,
    /// It begins with a byte order mark.
    pub has_mark: bool,
    /// What it is, where its first bytes tell.
    pub kind: Option<FileKind>,
    /// Its end is kept in sight as it grows.
    pub follow: bool,
    /// Bytes that have been read of it.
    pub read: u64,
    /// The server does not begin in the middle: all before is read each time.
    pub from_start: bool,
    /// What is searched for.
    pub search: Option<Search>,
    /// Why what is missing does not come, safe to show.
    pub problem: Option<String>,
    /// Why what came to a file that is followed could not be read, as it was told.
    refused: Option<String>,
    /// It is asked for again at the next look.
    pauses: bool,
    /// What its site has its texts in, where they are not UTF-8.
    site_charset: Charset,
    /// The first bytes have been looked at.
    recognized: bool,
    /// The user has chosen how it is shown.
    form_chosen: bool,
    /// Size and time have been asked for.
    looked: bool,
    /// When its growth was looked for last.
    looked_at: Option<Timestamp>,
    blocks: Blocks,
    /// A block as it was before the file has grown, by its number.
    before: Option<(u64, Vec<u8>)>,
    asked: Option<(RequestId, Asked)>,
    motion: Option<Motion>,
    /// What was found last.
    found: Option<Range<u64>>,
    /// What it was found by, for the next one.
    needle: Option<seeking::Needle>,
}

impl Viewer {
    fn new(file: Place, title: String, size: Option<u64>, site_charset: Charset) -> Self {
        Self {
            file,
            title,
            top: 0,
            left: 0,
            size,
            form: Form::Text,
            wrap: true,
            charset: Charset::UTF_8,
            line_ends: None,
            has_mark: false,
            kind: None,
            follow: false,
            read: 0,
            from_start: false,
            search: None,
            problem: None,
            refused: None,
            pauses: false,
            site_charset,
            recognized: false,
            form_chosen: false,
            looked: false,
            looked_at: None,
            blocks: Blocks::default(),
            before: None,
            asked: None,
            motion: None,
            found: None,
            needle: None,
        }
    }

    /// The shore it is on.
    pub fn shore(&self) -> Shore {
        super::place::shore(&self.file)
    }

    /// Whether something is waited for: a part of the file, or what is searched for.
    pub fn is_waiting(&self) -> bool {
        matches!(self.asked, Some((_, Asked::Block(_)))) || self.motion.is_some()
    }

    /// Whether nothing of it is known yet.
    pub fn is_unread(&self) -> bool {
        !self.recognized
    }

    /// How much of the file is above the end of what is in sight, in percent.
    pub fn percent(&self, room: Room) -> Option<u64> {
        let size = self.size.filter(|size| *size > 0)?;
        let rows = self.rows(room);
        let last = rows.last()?;
        let next = self.row_end(last.from, room).unwrap_or(size).min(size);
        u64::try_from(u128::from(next) * 100 / u128::from(size)).ok()
    }

    /// Looks at the first bytes: what it is, what it is written in, and how it is shown best.
    fn recognize(&mut self, bytes: &[u8]) {
        let wide = lines::utf16_of(bytes);
        let binary = wide.is_none() && lines::is_binary(bytes);
        self.recognized = true;
        // Some of these beginnings are letters, which a text may begin with as well.
        self.kind = FileKind::of(bytes).filter(|kind| binary || kind.name.ends_with("document"));
        self.charset = wide.unwrap_or_else(|| lines::charset_of(bytes, self.site_charset));
        self.line_ends = lines::line_ends_of(bytes, self.charset).filter(|_| !binary);
        self.has_mark = wide.is_some() && matches!(bytes, [0xff, 0xfe, ..] | [0xfe, 0xff, ..])
            || bytes.starts_with(b"\xef\xbb\xbf");
        if !self.form_chosen {
            self.form = if binary { Form::Hex } else { Form::Text };
        }
    }

    /// Forgets what has been read: the file is another one by now.
    fn forget(&mut self) {
        self.blocks.clear();
        self.before = None;
        self.asked = None;
        self.found = None;
        self.recognized = false;
        self.looked = false;
    }
}
