//! Moving through a file of which only a part is here: a motion that needs more says which block,
//! and goes on when it has come.

use super::blocks::{BLOCK, Missing};
use super::hex::Grid;
use super::lines::{LONGEST, Rule, first_end, last_end, row_length, row_text};
use super::{Form, Room, ViewRow, Viewer};
use std::ops::Range;

/// Where to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Motion {
    /// So many rows down, or up if negative.
    Rows(i64),
    /// To the row with this byte, so many rows above it in sight.
    To { at: u64, above: u16 },
    /// To the last rows.
    End,
}

/// Up to so many bytes before the end it is looked where the last page begins.
const LAST_PAGES: u64 = BLOCK;

impl Viewer {
    fn rule(&self, room: Room) -> Rule {
        Rule {
            charset: self.charset,
            width: room.columns,
            wrap: self.wrap,
        }
    }

    /// What is seen: rows from the top one on, as many as are here and as there is room for.
    pub fn rows(&self, room: Room) -> Vec<ViewRow> {
        self.page(room).0
    }

    /// The rows in sight, and the block that is missing for the rest.
    pub(super) fn page(&self, room: Room) -> (Vec<ViewRow>, Option<Missing>) {
        let (mut rows, mut at) = (Vec::new(), self.top);
        for _ in 0..room.rows {
            match self.row(at, room) {
                Ok(Some((row, next))) => {
                    rows.push(row);
                    at = next;
                }
                Ok(None) => break,
                Err(missing) => return (rows, Some(missing)),
            }
        }
        let near = at / BLOCK + 1;
        let close = at % BLOCK > BLOCK / 4 * 3 && self.size.is_some_and(|size| near * BLOCK < size);
        let ahead = close && !self.blocks.has(near, self.size);
        (rows, ahead.then_some(Missing(near)))
    }

    fn row(&self, at: u64, room: Room) -> Result<Option<(ViewRow, u64)>, Missing> {
        if self.form == Form::Hex {
            let grid = Grid::new(room.columns, self.size);
            let bytes = self.blocks.bytes(at, grid.bytes, self.size)?;
            if bytes.is_empty() {
                return Ok(None);
            }
            let (text, lead, marks) = grid.row(at, &bytes, &self.found_in(at, bytes.len()));
            let marks = marks.into_iter().filter(|mark| !mark.is_empty()).collect();
            let row = ViewRow {
                from: at,
                text,
                lead,
                marks,
            };
            return Ok(Some((row, at + grid.bytes)));
        }
        let rule = self.rule(room);
        let bytes = self.line_bytes(at)?;
        if bytes.is_empty() {
            return Ok(None);
        }
        let count = row_length(&bytes, &rule);
        let left = if self.wrap { 0 } else { self.left };
        // The mark in front of a text is no part of it.
        let mark = match (at, self.has_mark, self.charset.is_wide()) {
            (0, true, true) => 2,
            (0, true, false) => 3,
            _ => 0,
        };
        let bytes = bytes.get(mark..count).unwrap_or_default();
        let found = self.found_in(at + mark as u64, count.saturating_sub(mark));
        let (text, mark) = row_text(bytes, &rule, left, &found);
        let row = ViewRow {
            from: at,
            text,
            lead: 0,
            marks: Some(mark)
                .filter(|mark| !mark.is_empty())
                .into_iter()
                .collect(),
        };
        Ok(Some((row, at + count as u64)))
    }

    /// The byte after the row that begins here, if that is here.
    pub(super) fn row_end(&self, at: u64, room: Room) -> Option<u64> {
        Some(self.row(at, room).ok()??.1)
    }

    /// What was found, as places among `count` bytes from `at` on.
    fn found_in(&self, at: u64, count: usize) -> Range<usize> {
        let Some(found) = &self.found else {
            return 0..0;
        };
        let place = |byte: u64| {
            usize::try_from(byte.saturating_sub(at)).map_or(count, |place| place.min(count))
        };
        place(found.start)..place(found.end)
    }

    /// The bytes of the row that begins here: up to the end of its line where that is here, so that a
    /// short line needs no more than its own block.
    fn line_bytes(&self, at: u64) -> Result<Vec<u8>, Missing> {
        let longest = LONGEST as u64 + 4;
        let here = longest.min(BLOCK - at % BLOCK);
        // A file that has grown: whole lines stay in sight until what is new has come.
        let held = self.blocks.held(at, here);
        if first_end(held, self.charset).is_some() {
            return Ok(held.to_vec());
        }
        let near = self.blocks.bytes(at, here, self.size)?;
        if first_end(&near, self.charset).is_some() || here == longest {
            return Ok(near);
        }
        self.blocks.bytes(at, longest, self.size)
    }

    /// Where the line begins that has the byte before `at`; a very long one begins anew now and then.
    fn line_start(&self, at: u64) -> Result<u64, Missing> {
        // The line end before it has so many bytes.
        let unit = if self.charset.is_wide() { 2 } else { 1 };
        let at = at - at % unit;
        let Some(last) = at.checked_sub(unit) else {
            return Ok(0);
        };
        // The nearer block first: as a rule the line begins there.
        let near = last
            .saturating_sub(last % BLOCK)
            .max(at.saturating_sub(LONGEST as u64));
        for from in [near, at.saturating_sub(LONGEST as u64)] {
            let before = self.blocks.bytes(from, last - from, self.size)?;
            if let Some(end) = last_end(&before, self.charset) {
                return Ok(from + end as u64);
            }
            if from == 0 {
                return Ok(0);
            }
        }
        Ok(at.saturating_sub(LONGEST as u64))
    }

    /// The row before the one that begins here.
    fn row_before(&self, at: u64, room: Room) -> Result<Option<u64>, Missing> {
        if at == 0 {
            return Ok(None);
        }
        if self.form == Form::Hex {
            let grid = Grid::new(room.columns, self.size);
            return Ok(Some(grid.row_of(at - 1)));
        }
        let start = self.line_start(at)?;
        self.row_with(start, at - 1, room).map(Some)
    }

    /// The row that has this byte, among those of the line that begins at `start`.
    fn row_with(&self, start: u64, at: u64, room: Room) -> Result<u64, Missing> {
        let rule = self.rule(room);
        let mut row = start;
        loop {
            let bytes = self.line_bytes(row)?;
            let count = row_length(&bytes, &rule) as u64;
            if count == 0 || row + count > at {
                return Ok(row);
            }
            row += count;
        }
    }

    fn back(&self, mut at: u64, rows: usize, room: Room) -> Result<u64, Missing> {
        for _ in 0..rows {
            match self.row_before(at, room)? {
                Some(before) => at = before,
                None => break,
            }
        }
        Ok(at)
    }

    /// Goes on with the motion that has begun; the block that is missing for it, if one is.
    pub(super) fn move_on(&mut self, room: Room) -> Option<Missing> {
        while let Some(motion) = self.motion {
            match self.step(motion, room) {
                Ok(rest) => self.motion = rest,
                Err(missing) => return Some(missing),
            }
        }
        None
    }

    /// Does a motion, or a part of it; what is left.
    fn step(&mut self, motion: Motion, room: Room) -> Result<Option<Motion>, Missing> {
        match motion {
            Motion::Rows(0) => {}
            Motion::Rows(rows) if rows < 0 => match self.row_before(self.top, room)? {
                Some(before) => {
                    self.top = before;
                    return Ok(Some(Motion::Rows(rows + 1)));
                }
                None => return Ok(None),
            },
            Motion::Rows(rows) => self.go_down(rows, room)?,
            Motion::To { at, above } => {
                let at = self.size.map_or(at, |size| at.min(size.saturating_sub(1)));
                let row = match self.form {
                    Form::Hex => Grid::new(room.columns, self.size).row_of(at),
                    Form::Text => {
                        // A place that was typed may be in the middle of a character.
                        let wide = u64::from(self.charset.is_wide());
                        let at = (at + wide) & !wide;
                        self.row_with(self.line_start(at + 1 + wide)?, at, room)?
                    }
                };
                self.top = self.back(row, usize::from(above), room)?;
                if self.is_last_page(room)? {
                    return Ok(Some(Motion::End));
                }
            }
            Motion::End => {
                // Where the size is not known yet, it is asked for.
                match self.size {
                    Some(size) => self.top = self.back(size, room.rows, room)?,
                    None if self.looked => {}
                    None => return Err(Missing(0)),
                }
            }
        }
        Ok(None)
    }

    /// Goes down, at most to the last page.
    fn go_down(&mut self, rows: i64, room: Room) -> Result<(), Missing> {
        let mut last = None;
        for done in 0..rows {
            self.motion = Some(Motion::Rows(rows - done));
            let near = self
                .size
                .filter(|size| size.saturating_sub(self.top) <= LAST_PAGES);
            if let (None, Some(size)) = (last, near) {
                last = Some(self.back(size, room.rows, room)?);
            }
            if last.is_some_and(|last| self.top >= last) {
                break;
            }
            match self.row(self.top, room)? {
                Some((_, next)) if self.size.is_none_or(|size| next < size) => self.top = next,
                _ => break,
            }
        }
        Ok(())
    }

    /// Whether the last row is in sight, or above the last place where it would be.
    fn is_last_page(&self, room: Room) -> Result<bool, Missing> {
        let Some(size) = self.size else {
            return Ok(false);
        };
        if size.saturating_sub(self.top) > LAST_PAGES {
            return Ok(false);
        }
        Ok(self.top >= self.back(size, room.rows, room)?)
    }
}
