//! Where the parts of the screen draw. Everything is clipped to the area it is given, whatever its
//! size, so that no part can write over another or outside the screen.

use super::Look;
use crate::app::Spot;
use crate::tui::glyphs::BoxLines;
use crate::tui::text;
use ratatui::buffer::{Buffer, CellDiffOption, CellWidth};
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use std::num::NonZeroU16;

/// The screen's buffer and how it looks.
pub(super) struct Canvas<'a> {
    buffer: &'a mut Buffer,
    /// Theme, signs, time zone.
    pub(super) look: &'a Look,
    /// Where the terminal's cursor goes; hidden if nowhere.
    pub(super) cursor: Option<Position>,
    /// The row that has the keys: the cursor stands there where nothing is typed.
    pub(super) parked: Option<Position>,
    /// What can be clicked, what lies on top last.
    spots: Vec<(Rect, Spot)>,
}

/// A box: its lines, and what stands in them.
pub(super) struct Frame<'a> {
    /// The lines.
    pub(super) lines: BoxLines,
    /// Their style.
    pub(super) style: Style,
    /// In the top line, left.
    pub(super) title: Line<'a>,
    /// In the top line, right; left out if there is no room.
    pub(super) right: Line<'a>,
    /// In the bottom line, left.
    pub(super) foot: Line<'a>,
    /// In the bottom line, right; left out if there is no room.
    pub(super) foot_right: Line<'a>,
}

impl<'a> Canvas<'a> {
    /// Draws into `buffer`.
    pub(super) fn new(buffer: &'a mut Buffer, look: &'a Look) -> Self {
        Self {
            buffer,
            look,
            cursor: None,
            parked: None,
            spots: Vec::new(),
        }
    }

    /// The rows of the whole screen.
    pub(super) fn screen_rows(&self) -> u16 {
        self.buffer.area.height
    }

    /// Notes that the first row of an area has the keys, from a column on.
    pub(super) fn park(&mut self, area: Rect, column: u16) {
        let area = area.intersection(self.buffer.area);
        if !area.is_empty() {
            let x = area.x.saturating_add(column.min(area.width - 1));
            self.parked = Some(Position::new(x, area.y));
        }
    }

    /// Notes what a click on these cells means.
    pub(super) fn spot(&mut self, area: Rect, spot: Spot) {
        let area = area.intersection(self.buffer.area);
        if area.width > 0 && area.height > 0 {
            self.spots.push((area, spot));
        }
    }

    /// What can be clicked.
    pub(super) fn take_spots(&mut self) -> Vec<(Rect, Spot)> {
        std::mem::take(&mut self.spots)
    }

    /// Writes a line into row `row` of `area`, `column` cells from its left. Returns the column
    /// after it.
    pub(super) fn put(&mut self, area: Rect, row: u16, column: u16, line: &Line) -> u16 {
        let area = area.intersection(self.buffer.area);
        if row >= area.height || column >= area.width {
            return column;
        }
        let start = area.x + column;
        let room = area.width - column;
        let line_style = line.style;
        let mut x = start;
        for span in &line.spans {
            let left = room.saturating_sub(x - start);
            if left == 0 {
                break;
            }
            let style = self.over_ground((x, area.y + row), line_style.patch(span.style));
            let content = span.content.as_ref();
            let at = (x, area.y + row);
            x = if text::is_ambiguous_wide() {
                self.put_measured(at, content, left, style)
            } else {
                let (x, y) = at;
                let end = self
                    .buffer
                    .set_stringn(x, y, content, usize::from(left), style);
                end.0
            };
        }
        x - area.x
    }

    /// The style for what is written there. Where ground and text are turned round, a colour would make
    /// a block of its own: there is none, and what stands out is turned back.
    fn over_ground(&self, at: (u16, u16), style: Style) -> Style {
        let ground = self.buffer.cell(at).map(|cell| cell.modifier);
        if !ground.unwrap_or_default().contains(Modifier::REVERSED) {
            return style;
        }
        if style.add_modifier.contains(Modifier::REVERSED) {
            return style.remove_modifier(Modifier::REVERSED);
        }
        let style = style.remove_modifier(Modifier::DIM);
        Style {
            fg: None,
            bg: None,
            ..style
        }
    }

    /// Writes a text whose signs take other widths than usual, at most so many cells of it.
    fn put_measured(&mut self, (x, y): (u16, u16), content: &str, room: u16, style: Style) -> u16 {
        let (mut at, end) = (x, x.saturating_add(room));
        for (cluster, width) in text::clusters(content) {
            let after = at.saturating_add(cells(width));
            if width == 0 {
                continue;
            }
            if after > end {
                break;
            }
            for place in at..after {
                let Some(cell) = self.buffer.cell_mut((place, y)) else {
                    break;
                };
                cell.set_symbol(" ").set_style(style);
                cell.set_diff_option(CellDiffOption::None);
            }
            if let Some(cell) = self.buffer.cell_mut((at, y)) {
                cell.set_symbol(cluster);
                let usual = usize::from(cluster.cell_width());
                if let Some(width) = NonZeroU16::new(cells(width)).filter(|_| usual != width) {
                    cell.set_diff_option(CellDiffOption::ForcedWidth(width));
                }
            }
            at = after;
        }
        at
    }

    /// Writes a line that begins at the left of a row.
    pub(super) fn line(&mut self, area: Rect, row: u16, line: &Line) {
        self.put(area, row, 0, line);
    }

    /// Writes `left` and, where there is room for it two cells further on, `right`.
    pub(super) fn ends(&mut self, area: Rect, row: u16, left: &Line, right: &Line) {
        let end = self.put(area, row, 0, left);
        let width = cells(right.width());
        let at = area.width.saturating_sub(width);
        if width > 0 && at >= end.saturating_add(2) {
            self.put(area, row, at, right);
        }
    }

    /// Writes a text from row `row` on, broken into lines, a cell from the sides.
    pub(super) fn paragraph(&mut self, area: Rect, row: u16, text: &str, style: Style) {
        let room = usize::from(area.width.saturating_sub(2));
        for (number, line) in text::wrap(text, room).into_iter().enumerate() {
            let row = row.saturating_add(cells(number));
            self.put(area, row, 1, &Line::styled(line, style));
        }
    }

    /// Lays a style over an area, the characters stay. What is dim on the screen's own ground would be
    /// too faint on another one: it is text there.
    pub(super) fn tint(&mut self, area: Rect, style: Style) {
        let area = area.intersection(self.buffer.area);
        if style.add_modifier.contains(Modifier::REVERSED) {
            return self.turn_round(area, style);
        }
        self.buffer.set_style(area, style);
        let (dim, text) = (self.look.theme.dim.fg, self.look.theme.text.fg);
        let (Some(dim), Some(text), Some(_), None) = (dim, text, style.bg, style.fg) else {
            return;
        };
        for position in area.positions() {
            if let Some(cell) = self.buffer.cell_mut(position)
                && cell.fg == dim
            {
                cell.fg = text;
            }
        }
    }

    /// Turns text and ground of an area round, all of it in one colour.
    fn turn_round(&mut self, area: Rect, style: Style) {
        for position in area.positions() {
            if let Some(cell) = self.buffer.cell_mut(position) {
                cell.fg = style.fg.unwrap_or_default();
                cell.bg = style.bg.unwrap_or_default();
                let kept = cell.modifier & (Modifier::UNDERLINED | Modifier::ITALIC);
                cell.modifier = kept | style.add_modifier;
            }
        }
    }

    /// Makes an area blank, in a style that forgets what was there. Wide characters that reach into
    /// it from the left go with it.
    pub(super) fn ground(&mut self, area: Rect, style: Style) {
        let area = area.intersection(self.buffer.area);
        for y in area.top()..area.bottom() {
            if let Some(x) = area.left().checked_sub(1)
                && let Some(cell) = self.buffer.cell_mut((x, y))
                && cell.cell_width() > 1
            {
                cell.set_symbol(" ");
                cell.set_diff_option(CellDiffOption::None);
            }
            for x in area.left()..area.right() {
                if let Some(cell) = self.buffer.cell_mut((x, y)) {
                    cell.reset();
                    cell.set_style(style);
                }
            }
        }
    }

    /// Draws a box and returns what is inside it.
    pub(super) fn frame(&mut self, area: Rect, frame: &Frame) -> Rect {
        let area = area.intersection(self.buffer.area);
        if area.width < 2 || area.height < 2 {
            return Rect::default();
        }
        // Bold lines would make all that is written into them bold.
        let style = frame.style.remove_modifier(Modifier::BOLD);
        let [top_left, top_right, bottom_left, bottom_right] = frame.lines.corners;
        let across = frame.lines.horizontal.repeat(usize::from(area.width - 2));
        let bottom = area.height - 1;
        for (row, left, right) in [
            (0, top_left, top_right),
            (bottom, bottom_left, bottom_right),
        ] {
            let line = Line::styled(format!("{left}{across}{right}"), style);
            self.line(area, row, &line);
        }
        for row in 1..bottom {
            let side = Line::styled(frame.lines.vertical, style);
            self.put(area, row, 0, &side);
            self.put(area, row, area.width - 1, &side);
        }
        self.border_text(area, 0, &frame.title, &frame.right);
        self.border_text(area, bottom, &frame.foot, &frame.foot_right);
        area.inner(ratatui::layout::Margin::new(1, 1))
    }

    /// Writes texts into a border: ` left ` after the corner, ` right ` before the other one. The
    /// left one is cut if it must be, the right one goes first.
    fn border_text(&mut self, area: Rect, row: u16, left: &Line, right: &Line) {
        let room = usize::from(area.width.saturating_sub(6));
        let (left_width, right_width) = (left.width(), right.width());
        if left_width > 0 && room > 0 {
            let cut = cut_line(left, room, self.look.glyphs.ellipsis);
            self.put(area, row, 2, &padded(&cut));
        }
        let gap = if left_width > 0 { 3 } else { 0 };
        if right_width > 0 && left_width + gap + right_width <= room {
            let at = usize::from(area.width) - 4 - right_width;
            self.put(area, row, cells(at), &padded(right));
        }
    }

    /// Replaces signs that the terminal cannot show; only in the ASCII set.
    pub(super) fn stand_in(&mut self) {
        if !self.look.glyphs.ascii {
            return;
        }
        for cell in &mut self.buffer.content {
            if let Some(symbol) = self.look.glyphs.stand_in(cell.symbol()) {
                cell.set_symbol(symbol);
                cell.set_diff_option(CellDiffOption::None);
            }
        }
    }
}

fn padded<'a>(line: &Line<'a>) -> Line<'a> {
    let mut spans = vec![Span::raw(" ")];
    spans.extend(line.spans.iter().cloned());
    spans.push(Span::raw(" "));
    Line::from(spans).style(line.style)
}

/// The line in at most `room` cells, with an ellipsis where it is cut.
pub(super) fn cut_line<'a>(line: &Line<'a>, room: usize, ellipsis: &str) -> Line<'a> {
    if line.width() <= room {
        return line.clone();
    }
    let mut left = room;
    let mut spans = Vec::new();
    for span in &line.spans {
        let width = text::width(&span.content);
        if width < left {
            spans.push(span.clone());
            left -= width;
            continue;
        }
        let wanted = format!("{}{ellipsis}", span.content);
        let shorter = text::cut_end(&wanted, left, ellipsis);
        spans.push(Span::styled(shorter, span.style));
        break;
    }
    Line::from(spans).style(line.style)
}

/// A width as the terminal counts it.
pub(super) fn cells(width: usize) -> u16 {
    u16::try_from(width).unwrap_or(u16::MAX)
}

/// Rows `from` to `from + count` of an area, as far as it has them.
pub(super) fn rows(area: Rect, from: u16, count: u16) -> Rect {
    let from = from.min(area.height);
    Rect {
        x: area.x,
        y: area.y.saturating_add(from),
        width: area.width,
        height: count.min(area.height - from),
    }
}

/// Columns `from` to `from + count` of an area, as far as it has them.
pub(super) fn columns(area: Rect, from: u16, count: u16) -> Rect {
    let from = from.min(area.width);
    Rect {
        x: area.x.saturating_add(from),
        y: area.y,
        width: count.min(area.width - from),
        height: area.height,
    }
}

/// An area of this size in the middle of another, as far as it fits.
pub(super) fn centered(area: Rect, width: u16, height: u16) -> Rect {
    let width = width.min(area.width);
    let height = height.min(area.height);
    Rect {
        x: area.x + (area.width - width) / 2,
        y: area.y + (area.height - height) / 2,
        width,
        height,
    }
}
