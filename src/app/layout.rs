//! How the rows and columns of the terminal are shared out: numbers only, the same for drawing and
//! for scrolling. The collapse rules: wide things lose columns, low things lose lines, the panes
//! keep what is left.

/// Where the things of the main screen go, in cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Too small for anything but a word.
    pub too_small: bool,
    /// Both panes side by side; otherwise one at a time.
    pub two_panes: bool,
    /// Rows of the menu bar: 1, or 0.
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
        }
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
    }
}
