//! How the rows and columns of the terminal are shared out: numbers only, the same for drawing and
//! for scrolling. The collapse rules: wide things lose columns, low things lose lines, the panes
//! keep what is left.

use super::Focus;
use super::area::{Area, Areas};
use crate::model::Shore;

/// Rows that the panes keep when the user makes others larger.
const LEAST_PANES: u16 = 8;

/// Columns that a pane keeps when the user makes the other one wider.
const LEAST_COLUMNS: u16 = 24;

/// How the user wants the screen shared out; `None` is as its size says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shares {
    /// Columns of the left pane, in thousandths of all.
    pub left: Option<u16>,
    /// Rows of the connection pane.
    pub connection: Option<u16>,
    /// Rows of the transfers pane.
    pub transfers: Option<u16>,
}

/// Where the things of the main screen go, in cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Too small for anything but a word.
    pub too_small: bool,
    /// Both panes side by side; otherwise one at a time.
    pub two_panes: bool,
    /// Rows of the bar at the top: the menu, and the tabs where there are several.
    pub menu: u16,
    /// Rows of the panes, with their borders.
    pub panes: u16,
    /// Whether panes have borders (not below 60 columns or 16 rows).
    pub borders: bool,
    /// Rows of the connection pane: 7 or 6 (with columns and steps), 4 (two lines), 1 (data only), 0.
    pub connection: u16,
    /// Rows of the transfers pane: 6, 4, 1 or 0.
    pub transfers: u16,
    /// Rows of the message line: 1, or 0.
    pub message: u16,
    /// Rows of the key bar: 1, or 0.
    pub keys: u16,
    /// Whether panes have the date column.
    pub dates: bool,
    /// Whether panes have columns for permissions and owner.
    pub permissions: bool,
    /// Whether the connection pane has the KERNEL column.
    pub kernel: bool,
    /// Columns of the screen.
    pub columns: u16,
    /// Columns of the left pane, where there are two.
    pub left: u16,
}

impl Layout {
    /// The layout for a terminal of so many columns and rows. All rows are given away: the sum of
    /// the parts is `rows` unless it is too small.
    pub fn for_size(columns: u16, rows: u16) -> Self {
        let wide = columns >= 76;
        let connection = match (columns, rows) {
            (100.., 28..) => 7,
            (76.., 20..) => 4,
            _ => 1,
        };
        let transfers = match (wide, rows) {
            (true, 32..) => 6,
            (true, 22..) => 4,
            _ => 1,
        };
        let message = u16::from(rows >= 28 || (connection == 1 && rows >= 14));
        let rest = 2 + connection + transfers + message;
        Self {
            too_small: columns < 24 || rows < 6,
            two_panes: wide,
            menu: 1,
            panes: rows.saturating_sub(rest),
            borders: columns >= 60 && rows >= 16,
            connection,
            transfers,
            message,
            keys: 1,
            dates: columns >= 100 || (60..76).contains(&columns),
            permissions: columns >= 150,
            kernel: columns >= 120,
            columns,
            left: columns / 2,
        }
    }

    /// The layout as the user wants it, as far as the size allows: the panes keep eight rows where
    /// they have them, and what has no form in between takes the next smaller one.
    pub fn shared_out(columns: u16, rows: u16, shares: &Shares) -> Self {
        let mut layout = Self::for_size(columns, rows);
        if layout.too_small {
            return layout;
        }
        if let Some(share) = shares.left.filter(|_| layout.two_panes) {
            let wanted = u32::from(columns) * u32::from(share) / 1000;
            let most = columns - LEAST_COLUMNS;
            layout.left = u16::try_from(wanted)
                .unwrap_or(most)
                .clamp(LEAST_COLUMNS, most);
        }
        let all = layout.panes + layout.connection + layout.transfers;
        let most = all - layout.panes.min(LEAST_PANES);
        if let Some(wanted) = shares.connection {
            layout.connection = connection_rows(wanted.min(most.saturating_sub(1)), columns);
        }
        let most = most.saturating_sub(layout.connection);
        layout.transfers = match shares.transfers.unwrap_or(layout.transfers).min(most) {
            ..3 => 1,
            _ if !layout.two_panes => 1,
            rows => rows,
        };
        layout.panes = all - layout.connection - layout.transfers;
        layout
    }

    /// The same with a row for the tabs, if there are several and there is room for them.
    #[must_use]
    pub fn with_tabs(mut self, several: bool) -> Self {
        if several && self.borders && !self.too_small {
            self.menu += 1;
            self.panes -= 1;
        }
        self
    }

    /// Where everything is on the screen, with this view of it.
    pub fn areas(&self, focus: Focus, active: Shore) -> Areas {
        if self.too_small {
            return Areas::default();
        }
        let rows = |y, height| Area {
            x: 0,
            y,
            width: self.columns,
            height,
        };
        let lower = self.menu + self.panes;
        let upper = rows(self.menu, self.panes);
        let mut areas = Areas {
            bar: rows(0, self.menu),
            message: rows(lower + self.connection + self.transfers, self.message),
            keys: rows(lower + self.lower(), self.keys),
            ..Areas::default()
        };
        let mut panes = upper;
        match focus {
            Focus::Transfers => {
                let height = self.panes + self.connection + self.transfers;
                areas.queue = rows(self.menu, height);
                return areas;
            }
            Focus::Viewer | Focus::Sockets => {
                let height = self.panes + self.connection + self.transfers;
                areas.full = rows(self.menu, height);
                return areas;
            }
            Focus::Log => {
                let height = self.log_rows();
                let at = lower + self.connection + self.transfers - height;
                areas.log = rows(at, height);
                panes.height = at - self.menu;
            }
            Focus::Pane(_) => {
                areas.connection = rows(lower, self.connection);
                areas.transfers = rows(lower + self.connection, self.transfers);
            }
        }
        match (self.two_panes, active) {
            (true, _) => {
                areas.local = panes.columns(0, self.left);
                areas.remote = panes.columns(self.left, self.columns);
            }
            (false, Shore::Local) => areas.local = panes,
            (false, Shore::Remote) => areas.remote = panes,
        }
        areas
    }

    /// The heading of a pane; none without borders.
    pub fn pane_heading(&self, pane: Area) -> Area {
        if self.borders {
            pane.inside().rows(0, 1)
        } else {
            pane.rows(0, 0)
        }
    }

    /// The lines of a pane.
    pub fn pane_list(&self, pane: Area) -> Area {
        if self.borders {
            pane.inside().rows(1, pane.height)
        } else {
            pane
        }
    }

    /// The rows of the transfers view.
    pub fn queue_list(&self, view: Area) -> Area {
        let inside = if self.borders { view.inside() } else { view };
        let above = 1 + u16::from(self.queue_headed());
        let lines = u16::try_from(self.queue_lines()).unwrap_or(u16::MAX);
        inside.rows(above, lines)
    }

    /// How many entries a pane shows: its rows without borders and heading.
    pub fn pane_lines(&self) -> usize {
        let ornament = if self.borders { 3 } else { 0 };
        usize::from(self.panes.saturating_sub(ornament))
    }

    /// Rows from the connection pane's first to the message line's last.
    pub fn lower(&self) -> u16 {
        self.connection + self.transfers + self.message
    }

    /// Rows of the log, with its borders: the lower part down to the message line, or, where that
    /// would be a slit, what the panes have as well.
    pub fn log_rows(&self) -> u16 {
        let slit = self.lower() < 8;
        let rows = self.connection + self.transfers;
        if slit { rows + self.panes } else { rows }
    }

    /// Rows inside the transfers view: its tabs, its list, and what is known of one row.
    fn queue_inside(&self) -> u16 {
        let rows = self.panes + self.connection + self.transfers;
        rows.saturating_sub(if self.borders { 2 } else { 0 })
    }

    /// Rows of the transfers view for what is known of the row under the cursor, with their borders.
    pub fn queue_details(&self) -> u16 {
        match self.queue_inside() {
            ..12 => 0,
            inside => (inside / 3).min(10),
        }
    }

    /// Whether the list of the transfers view has headings.
    pub fn queue_headed(&self) -> bool {
        self.queue_inside() >= 10
    }

    /// How many transfers the transfers view shows.
    pub fn queue_lines(&self) -> usize {
        let above = 1 + u16::from(self.queue_headed());
        usize::from(
            self.queue_inside()
                .saturating_sub(above + self.queue_details()),
        )
    }

    /// How many lines of a file the view shows: all but the bars, the message, and its own two.
    pub fn viewer_lines(&self) -> usize {
        let rows = self.panes + self.connection + self.transfers;
        usize::from(rows.saturating_sub(if self.borders { 2 } else { 1 }))
    }

    /// How many lines the log shows.
    pub fn log_lines(&self) -> usize {
        let ornament = if self.borders { 2 } else { 0 };
        usize::from(self.log_rows().saturating_sub(ornament))
    }
}

/// The connection pane has three forms; the full one needs columns.
fn connection_rows(wanted: u16, columns: u16) -> u16 {
    match (columns, wanted) {
        (100.., 7..) => 7,
        (76.., 4..) => 4,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_sizes_of_the_design_come_out_as_drawn() {
        let large = Layout::for_size(120, 36);
        assert_eq!(
            (
                large.panes,
                large.connection,
                large.transfers,
                large.message
            ),
            (20, 7, 6, 1)
        );
        let usual = Layout::for_size(80, 24);
        assert_eq!(
            (
                usual.panes,
                usual.connection,
                usual.transfers,
                usual.message
            ),
            (14, 4, 4, 0)
        );
        let small = Layout::for_size(60, 20);
        assert_eq!(
            (
                small.panes,
                small.connection,
                small.transfers,
                small.message
            ),
            (15, 1, 1, 1)
        );
        let tiny = Layout::for_size(40, 10);
        assert_eq!((tiny.panes, tiny.pane_lines(), tiny.message), (6, 6, 0));
    }

    proptest! {
        #[test]
        fn every_row_is_given_away_and_none_twice(columns in 1u16..400, rows in 1u16..200) {
            let layout = Layout::for_size(columns, rows);
            if !layout.too_small {
                let sum = layout.menu + layout.panes + layout.lower() + layout.keys;
                prop_assert_eq!(sum, rows);
                prop_assert!(layout.panes >= 2);
            }
        }

        #[test]
        fn what_the_user_wants_is_kept_within_the_screen(
            (columns, rows) in (1u16..300, 1u16..100),
            (left, connection, transfers) in any::<(Option<u16>, Option<u16>, Option<u16>)>(),
        ) {
            let shares = Shares { left, connection, transfers };
            let layout = Layout::shared_out(columns, rows, &shares);
            let usual = Layout::for_size(columns, rows);
            if !layout.too_small {
                let sum = layout.menu + layout.panes + layout.lower() + layout.keys;
                prop_assert_eq!(sum, rows);
                prop_assert!(layout.panes >= usual.panes.min(LEAST_PANES));
                prop_assert!(layout.connection >= 1 && layout.transfers >= 1);
                if layout.two_panes {
                    prop_assert!(layout.left >= LEAST_COLUMNS);
                    prop_assert!(columns - layout.left >= LEAST_COLUMNS);
                }
            }
            check_areas(&layout, (columns, rows))?;
        }
    }

    /// Nothing is outside the screen, nothing lies over another.
    fn check_areas(layout: &Layout, size: (u16, u16)) -> Result<(), TestCaseError> {
        for focus in [
            Focus::Pane(Shore::Local),
            Focus::Pane(Shore::Remote),
            Focus::Transfers,
            Focus::Log,
            Focus::Viewer,
            Focus::Sockets,
        ] {
            for active in [Shore::Local, Shore::Remote] {
                let areas = layout.areas(focus, active).all();
                for (number, one) in areas.iter().enumerate() {
                    prop_assert!(one.right() <= size.0 && one.bottom() <= size.1, "{one:?}");
                    for other in areas.iter().skip(number + 1) {
                        prop_assert!(!one.meets(*other), "{one:?} {other:?} at {size:?}");
                    }
                }
                let panes = [areas[1], areas[2]];
                for pane in panes.into_iter().filter(|pane| pane.height > 0) {
                    let (heading, list) = (layout.pane_heading(pane), layout.pane_list(pane));
                    for part in [heading, list] {
                        prop_assert!(
                            part.right() <= pane.right() && part.bottom() <= pane.bottom()
                        );
                    }
                    prop_assert!(!heading.meets(list));
                }
                let list = layout.queue_list(areas[5]);
                prop_assert!(list.bottom() <= areas[5].bottom());
            }
        }
        Ok(())
    }

    #[test]
    fn at_every_size_nothing_is_outside_and_nothing_lies_over_another() {
        for columns in 1..=300 {
            for rows in 1..=100 {
                let layout = Layout::for_size(columns, rows);
                check_areas(&layout, (columns, rows)).unwrap();
            }
        }
    }
}
