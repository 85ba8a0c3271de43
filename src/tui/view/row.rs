//! One row of a pane: cursor, mark, name, size, date.

use super::{Look, format};
use crate::app::{Layout, Row};
use crate::model::settings::{Column, Columns as Shown};
use crate::model::text::{display_safe_str, size};
use crate::model::{Entry, EntryKind, NameCoding, Shore};
use crate::tui::text;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Cells before the name: cursor, mark, blank.
const LEAD: usize = 3;
/// Cells of a size with a blank before it.
const SIZE: usize = 9;
/// Cells of a date.
const DATE: usize = 16;
/// Cells of permissions with a blank before them: ` rwxr-xr-x`.
const MODE: usize = 10;
/// Cells of an owner with a blank before it.
const OWNER: usize = 10;
/// A name gives no room to permissions and owner beyond this.
const LEAST_NAME: usize = 22;

/// How wide the columns are, in cells; 0 where a column is left out.
#[derive(Clone, Copy, Debug)]
pub(super) struct Columns {
    /// The name.
    pub(super) name: usize,
    /// The size, with a blank before it.
    pub(super) size: usize,
    /// The date, without the blank before it.
    pub(super) date: usize,
    /// The permissions, with a blank before them.
    pub(super) mode: usize,
    /// The owner, with a blank before it.
    pub(super) owner: usize,
}

impl Columns {
    /// The columns of a pane of this shore that is so wide inside. Owners are told by servers only.
    pub(super) fn of_pane(width: usize, layout: &Layout, shore: Shore, shown: Shown) -> Self {
        let mut columns = Self::for_width(width, layout.dates, shown);
        let wide = layout.permissions || !shown.has(Column::Modified);
        let mut take = |column, cells, there: bool| {
            let fits = wide && there && columns.name >= LEAST_NAME + cells;
            if fits && shown.has(column) {
                columns.name -= cells;
                cells
            } else {
                0
            }
        };
        let mode = take(Column::Permissions, MODE, true);
        let owner = take(Column::Owner, OWNER, shore == Shore::Remote);
        Self {
            mode,
            owner,
            ..columns
        }
    }

    /// The columns of a pane that is so wide inside, without permissions and owner.
    fn for_width(width: usize, dates: bool, shown: Shown) -> Self {
        let room = width.saturating_sub(LEAD + 1);
        let fits = dates && room > SIZE + DATE + 9;
        let date = if fits && shown.has(Column::Modified) {
            DATE
        } else {
            0
        };
        let gap = usize::from(date > 0);
        let size = if room > SIZE + 7 && shown.has(Column::Size) {
            SIZE
        } else {
            0
        };
        Self {
            name: room.saturating_sub(size + date + gap),
            size,
            date,
            mode: 0,
            owner: 0,
        }
    }
}

/// What a row is drawn on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ground {
    /// The pane.
    Plain,
    /// The cursor of the active pane.
    Cursor,
    /// The cursor of the other pane.
    Other,
}

/// The row above all others.
pub(super) fn parent<'a>(look: &Look, columns: Columns, ground: Ground) -> Line<'a> {
    let theme = &look.theme;
    assemble(
        look,
        columns,
        [cursor(look, ground), Span::raw(" ")],
        &[
            (String::from("../"), theme.dir),
            (String::from("<UP>"), faint(look, ground)),
            (String::new(), theme.dim),
            (String::new(), theme.dim),
        ],
    )
}

/// The row of an entry.
pub(super) fn row<'a>(
    look: &Look,
    columns: Columns,
    row: &Row,
    ground: Ground,
    (marked, carried): (bool, bool),
    names: NameCoding,
) -> Line<'a> {
    let (theme, glyphs) = (&look.theme, look.glyphs);
    let entry = &row.entry;
    let faint = faint(look, ground);
    let plain_size = if entry.kind == EntryKind::File {
        theme.text
    } else {
        faint
    };
    let (sign, styles) = if carried {
        (glyphs.carried, [theme.carry; 3])
    } else if marked {
        (glyphs.mark, [theme.mark; 3])
    } else {
        (" ", [name_style(look, entry), plain_size, faint])
    };
    let [name_style, size_style, date_style] = styles;
    let date = entry
        .modified
        .map(|modified| format::date(modified, &look.zone))
        .unwrap_or_default();
    assemble(
        look,
        columns,
        [cursor(look, ground), Span::styled(sign, name_style)],
        &[
            (name(look, row, names, columns.name), name_style),
            (size_text(entry), size_style),
            (date, date_style),
            (rights(entry, columns, look), date_style),
        ],
    )
}

/// Text that matters less is drawn as plain text on the cursor, where it would be too faint.
fn faint(look: &Look, ground: Ground) -> Style {
    match ground {
        Ground::Plain => look.theme.dim,
        Ground::Cursor | Ground::Other => look.theme.text,
    }
}

fn cursor<'a>(look: &Look, ground: Ground) -> Span<'a> {
    match ground {
        Ground::Plain => Span::raw(" "),
        Ground::Cursor => Span::styled(look.glyphs.cursor, look.theme.focus),
        Ground::Other => Span::styled(look.glyphs.cursor_other, look.theme.dim),
    }
}

fn name_style(look: &Look, entry: &Entry) -> Style {
    let theme = &look.theme;
    match entry.kind {
        EntryKind::Dir => theme.dir,
        EntryKind::Link => theme.link,
        EntryKind::File if is_program(entry) => theme.exec,
        EntryKind::File => theme.text,
        EntryKind::Other => theme.dim,
    }
}

fn is_program(entry: &Entry) -> bool {
    entry.kind == EntryKind::File && entry.mode.is_some_and(|mode| mode & 0o111 != 0)
}

fn size_text(entry: &Entry) -> String {
    match (entry.kind, entry.size) {
        (EntryKind::Dir, _) => "<DIR>".into(),
        (EntryKind::Link, _) => "<LNK>".into(),
        (_, Some(bytes)) => size(bytes),
        (EntryKind::Other, None) => "<DEV>".into(),
        (EntryKind::File, None) => "?".into(),
    }
}

/// The name as `ls -F` would show it, cut to its column.
fn name(look: &Look, row: &Row, names: NameCoding, cells: usize) -> String {
    let ellipsis = look.glyphs.ellipsis;
    let entry = &row.entry;
    let ending = match entry.kind {
        EntryKind::Dir => "/",
        EntryKind::File if is_program(entry) => "*",
        EntryKind::Link => {
            let Some(target) = &entry.link_target else {
                return text::cut_middle(&format!("{}@", row.text()), cells, ellipsis);
            };
            let target = names.shown(target);
            let shown = format!("{} {} {target}", row.text(), look.glyphs.to);
            return text::cut_end(&shown, cells, ellipsis);
        }
        EntryKind::File | EntryKind::Other => "",
    };
    text::cut_middle(row.text(), cells.saturating_sub(ending.len()), ellipsis) + ending
}

/// `rwxr-xr-x anna`, as far as there are columns for it; nothing where nothing is listed.
fn rights(entry: &Entry, columns: Columns, look: &Look) -> String {
    let mode = entry.mode.filter(|_| columns.mode > 0);
    let mode = mode.map(text::permissions).unwrap_or_default();
    let owner = entry.owner.as_deref().filter(|_| columns.owner > 0);
    let owner = owner.map(display_safe_str).unwrap_or_default();
    let owner = text::cut_end(&owner, OWNER - 1, look.glyphs.ellipsis);
    let mode = text::pad_right(&mode, columns.mode);
    format!("{mode}{owner}")
}

/// Puts the cells of a row into their columns.
fn assemble<'a>(
    look: &Look,
    columns: Columns,
    lead: [Span<'a>; 2],
    [name, size, date, rights]: &[(String, Style); 4],
) -> Line<'a> {
    let [cursor, mark] = lead;
    let name_cells = text::pad_right(&name.0, columns.name);
    let mut spans = vec![
        cursor,
        mark,
        Span::raw(" "),
        Span::styled(name_cells, name.1),
    ];
    if columns.size > 0 {
        spans.push(Span::styled(text::pad_left(&size.0, columns.size), size.1));
    }
    if columns.date > 0 {
        let cells = text::pad_right(&date.0, columns.date + 1);
        spans.push(Span::styled(format!(" {cells}"), date.1));
    }
    if columns.mode + columns.owner > 0 {
        if columns.date == 0 {
            spans.push(Span::raw(" "));
        }
        let cells = text::pad_right(&rights.0, columns.mode + columns.owner);
        spans.push(Span::styled(cells, rights.1));
    }
    Line::from(spans).style(look.theme.text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_go_as_the_pane_narrows_and_the_name_stays() {
        let wide = Columns::for_width(58, true, Shown::default());
        assert_eq!((wide.name, wide.size, wide.date), (28, 9, 16));
        let narrow = Columns::for_width(38, true, Shown::default());
        assert_eq!((narrow.name, narrow.size, narrow.date), (25, 9, 0));
        let slit = Columns::for_width(12, true, Shown::default());
        assert_eq!((slit.name, slit.size, slit.date), (8, 0, 0));
    }

    #[test]
    fn a_wide_terminal_has_room_for_permissions_and_owner() {
        let columns = |width: u16, shore| {
            let inside = usize::from(width / 2 - 2);
            let columns = Columns::of_pane(
                inside,
                &Layout::for_size(width, 40),
                shore,
                Shown::default(),
            );
            (columns.mode, columns.owner)
        };
        assert_eq!(columns(149, Shore::Remote), (0, 0));
        assert_eq!(columns(150, Shore::Local), (10, 0));
        assert_eq!(columns(150, Shore::Remote), (10, 10));
    }

    #[test]
    fn columns_that_are_not_wanted_leave_their_room_to_others() {
        let columns = |words: &[&str]| {
            let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
            let shown = Shown::of(&words).unwrap();
            let columns = Columns::of_pane(58, &Layout::for_size(120, 36), Shore::Remote, shown);
            let beside = columns.size + columns.mode + columns.owner;
            let gap = usize::from(columns.date > 0);
            assert_eq!(columns.name + beside + columns.date + gap, 54);
            (columns.size, columns.date, columns.mode, columns.owner)
        };
        assert_eq!(columns(Shown::WORDS), (9, 16, 0, 0));
        assert_eq!(columns(&["size", "permissions", "owner"]), (9, 0, 10, 10));
        assert_eq!(columns(&["modified"]), (0, 16, 0, 0));
        assert_eq!(columns(&[]), (0, 0, 0, 0));
    }
}
