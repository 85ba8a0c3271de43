//! Listings: what LIST and MLSD send over the data connection, read as it comes.
//!
//! MLSD is standardized (RFC 3659 section 7). LIST is not (RFC 959 leaves it to the server), so
//! there is one parser for each dialect and a detector that keeps to the one that worked. A line
//! that no parser understands is given back raw: a name is never guessed. Names are bytes and are
//! not judged here; whether one may become a local file is decided elsewhere.

mod date;
mod detector;
mod dos;
mod eplf;
mod fields;
mod mac;
mod mlsx;
mod months;
mod mvs;
mod netware;
mod nonstop;
mod os2;
mod os400;
mod permissions;
mod rare;
#[cfg(test)]
mod table;
#[cfg(test)]
mod tests;
mod unix;
mod unix_date;
mod vms;

pub use mlsx::parse_mlst_line;

use crate::model::Entry;
use detector::{Detector, Line};
use fields::is_blank;
use jiff::Timestamp;
use strum::Display;
use thiserror::Error;

/// The command whose answer is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListingKind {
    /// MLSD, RFC 3659 section 7.
    Mlsd,
    /// LIST, RFC 959 section 4.1.3.
    List,
}

/// The dialects of listings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Display)]
pub enum Dialect {
    /// The facts of MLSD.
    #[strum(to_string = "MLSD")]
    Mlsd,
    /// `ls -l` and its imitators.
    Unix,
    /// Mac servers with the sizes of both forks.
    Mac,
    /// IIS and other servers on DOS and Windows.
    #[strum(to_string = "DOS")]
    Dos,
    /// The Easily Parsed LIST Format.
    #[strum(to_string = "EPLF")]
    Eplf,
    /// Novell `NetWare`.
    NetWare,
    /// Connect:Enterprise on Unix.
    #[strum(to_string = "Connect:Enterprise")]
    ConnectEnterprise,
    /// `OpenVMS`.
    #[strum(to_string = "VMS")]
    Vms,
    /// IBM OS/400.
    #[strum(to_string = "OS/400")]
    Os400,
    /// Data sets of IBM MVS and z/OS.
    #[strum(to_string = "MVS")]
    Mvs,
    /// Members of a partitioned data set.
    #[strum(to_string = "MVS members")]
    MvsMembers,
    /// IBM OS/2.
    #[strum(to_string = "OS/2")]
    Os2,
    /// Old `VShell`.
    VShell,
    /// Wind River `VxWorks`.
    VxWorks,
    /// HP `NonStop`.
    NonStop,
    /// Frontier `SuperTCP`.
    #[strum(to_string = "SuperTCP")]
    SuperTcp,
    /// Microware OS-9.
    #[strum(to_string = "OS-9")]
    Os9,
}

/// How much a server may send before we stop listening.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes in one line, without its LF.
    pub line: usize,
    /// Entries and lines that could not be read, together.
    pub entries: usize,
    /// Bytes in all.
    pub bytes: u64,
}

impl Default for Limits {
    /// 8 KiB a line, a million entries, 256 MiB.
    fn default() -> Self {
        Self {
            line: 8 * 1024,
            entries: 1_000_000,
            bytes: 256 * 1024 * 1024,
        }
    }
}

/// A listing that went past a limit. What was read until then is kept, but it is not all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ListingLimit {
    /// A line did not end.
    #[error("the listing has a line of more than {0} bytes")]
    LineTooLong(usize),
    /// Too many entries.
    #[error("the listing has more than {0} entries")]
    TooManyEntries(usize),
    /// Too many bytes.
    #[error("the listing is larger than {}", crate::model::text::size(*.0))]
    TooManyBytes(u64),
}

/// A listing that has been read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// The entries in the server's order, without `.` and `..`, without those taken before.
    pub entries: Vec<Entry>,
    /// Lines that are neither entries nor headings, as they came, without line ends.
    pub unparsed: Vec<Vec<u8>>,
    /// The dialect that worked last; `None` if no line was an entry.
    pub dialect: Option<Dialect>,
    /// The limit that ended the listing early. If it is set, the listing is not whole.
    pub limit: Option<ListingLimit>,
}

/// Reads a listing from chunks of any size. How the bytes are cut into chunks never changes what
/// comes out.
#[derive(Debug)]
pub struct ListingParser {
    detector: Detector,
    limits: Limits,
    /// Bytes of the line that has not ended yet.
    line: Vec<u8>,
    /// A line that is only half an entry.
    first_half: Option<Vec<u8>>,
    entries: Vec<Entry>,
    unparsed: Vec<Vec<u8>>,
    /// Entries and lines kept so far, with those already taken.
    kept: usize,
    bytes: u64,
    limit: Option<ListingLimit>,
}

impl ListingParser {
    /// A parser with the usual [`Limits`]. Dates without a year are the latest ones that are not
    /// more than a day after `now`; dates without a zone are taken as UTC.
    pub fn new(kind: ListingKind, now: Timestamp) -> Self {
        let mut detector = Detector::new(now);
        if kind == ListingKind::Mlsd {
            detector.expect(Dialect::Mlsd);
        }
        Self {
            detector,
            limits: Limits::default(),
            line: Vec::new(),
            first_half: None,
            entries: Vec::new(),
            unparsed: Vec::new(),
            kept: 0,
            bytes: 0,
            limit: None,
        }
    }

    /// Tries `dialect` first, where the reply to SYST or an earlier listing names it. MVS lists
    /// members without statistics as bare names, which are read only with this.
    #[must_use]
    pub fn expecting(mut self, dialect: Dialect) -> Self {
        if self.detector.dialect() != Some(Dialect::Mlsd) {
            self.detector.expect(dialect);
        }
        self
    }

    /// Other limits than the usual ones.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Reads the next bytes.
    ///
    /// # Errors
    ///
    /// [`ListingLimit`] as soon as a limit is passed, and from then on always.
    pub fn push(&mut self, chunk: &[u8]) -> Result<(), ListingLimit> {
        if let Some(limit) = self.limit {
            return Err(limit);
        }
        let result = self.read_chunk(chunk);
        self.limit = result.err();
        result
    }

    /// How many entries would be taken now.
    pub fn waiting(&self) -> usize {
        self.entries.len()
    }

    /// Takes the entries read since the last call, to show them before the listing is whole.
    pub fn take_entries(&mut self) -> Vec<Entry> {
        std::mem::take(&mut self.entries)
    }

    /// Ends the listing; a last line without a line end counts.
    pub fn finish(mut self) -> Listing {
        if self.limit.is_none() {
            self.limit = self.read_end().err();
        }
        Listing {
            entries: self.entries,
            unparsed: self.unparsed,
            dialect: self.detector.dialect(),
            limit: self.limit,
        }
    }

    fn read_chunk(&mut self, chunk: &[u8]) -> Result<(), ListingLimit> {
        let room = usize::try_from(self.limits.bytes - self.bytes).unwrap_or(usize::MAX);
        let allowed = chunk.get(..room).unwrap_or(chunk);
        self.bytes += allowed.len() as u64;
        let mut lines = allowed.split(|byte| *byte == b'\n').peekable();
        while let Some(piece) = lines.next() {
            if self.line.len() + piece.len() > self.limits.line {
                return Err(ListingLimit::LineTooLong(self.limits.line));
            }
            let is_whole = lines.peek().is_some();
            if is_whole && self.line.is_empty() {
                self.read_line(piece)?;
                continue;
            }
            self.line.extend_from_slice(piece);
            if is_whole {
                self.read_pending_line()?;
            }
        }
        if chunk.len() > room {
            return Err(ListingLimit::TooManyBytes(self.limits.bytes));
        }
        Ok(())
    }

    fn read_pending_line(&mut self) -> Result<(), ListingLimit> {
        let mut line = std::mem::take(&mut self.line);
        let result = self.read_line(&line);
        line.clear();
        self.line = line;
        result
    }

    fn read_end(&mut self) -> Result<(), ListingLimit> {
        self.read_pending_line()?;
        match self.first_half.take() {
            Some(first_half) => self.keep_raw(&first_half),
            None => Ok(()),
        }
    }

    fn read_line(&mut self, line: &[u8]) -> Result<(), ListingLimit> {
        let end = line
            .iter()
            .rposition(|byte| *byte != b'\r')
            .map_or(0, |at| at + 1);
        let line = line.get(..end).unwrap_or_default();
        let is_mlsd = self.detector.dialect() == Some(Dialect::Mlsd);
        // To MLSD a line of blanks is an entry without facts.
        if line.is_empty() || (!is_mlsd && line.iter().all(|byte| is_blank(*byte))) {
            return Ok(());
        }
        if let Some(first_half) = self.first_half.take() {
            let joined = [&first_half, line].join(&b' ');
            if let Line::Entry(entry) = self.detector.read(&joined) {
                return self.keep(entry);
            }
            self.keep_raw(&first_half)?;
        }
        match self.detector.read(line) {
            Line::Entry(entry) => self.keep(entry),
            Line::Aside => Ok(()),
            Line::FirstHalf => {
                self.first_half = Some(line.to_vec());
                Ok(())
            }
            Line::Unknown => self.keep_raw(line),
        }
    }

    fn keep(&mut self, entry: Entry) -> Result<(), ListingLimit> {
        if matches!(entry.name.as_bytes(), b"." | b"..") {
            return Ok(());
        }
        self.count()?;
        self.entries.push(entry);
        Ok(())
    }

    fn keep_raw(&mut self, line: &[u8]) -> Result<(), ListingLimit> {
        self.count()?;
        self.unparsed.push(line.to_vec());
        Ok(())
    }

    fn count(&mut self) -> Result<(), ListingLimit> {
        if self.kept >= self.limits.entries {
            return Err(ListingLimit::TooManyEntries(self.limits.entries));
        }
        self.kept += 1;
        Ok(())
    }
}
