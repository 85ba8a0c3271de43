//! Rectangles of the screen, the same for drawing and for the mouse.

/// A cell of the screen, from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Position {
    /// The column.
    pub column: u16,
    /// The row.
    pub row: u16,
}

/// A rectangle of cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Area {
    /// Its first column.
    pub x: u16,
    /// Its first row.
    pub y: u16,
    /// Its columns.
    pub width: u16,
    /// Its rows.
    pub height: u16,
}

impl Area {
    /// The column after the last.
    pub fn right(self) -> u16 {
        self.x.saturating_add(self.width)
    }

    /// The row after the last.
    pub fn bottom(self) -> u16 {
        self.y.saturating_add(self.height)
    }

    /// Whether the cell is in it.
    pub fn contains(self, at: Position) -> bool {
        (self.x..self.right()).contains(&at.column) && (self.y..self.bottom()).contains(&at.row)
    }

    /// Whether both have a cell in common.
    pub fn meets(self, other: Self) -> bool {
        let none = self
            .width
            .min(self.height)
            .min(other.width)
            .min(other.height)
            == 0;
        !none
            && self.x < other.right()
            && other.x < self.right()
            && self.y < other.bottom()
            && other.y < self.bottom()
    }

    /// What is inside its border.
    #[must_use]
    pub fn inside(self) -> Self {
        if self.width < 2 || self.height < 2 {
            return Self::default();
        }
        Self {
            x: self.x + 1,
            y: self.y + 1,
            width: self.width - 2,
            height: self.height - 2,
        }
    }

    /// Rows `from` to `from + count` of it, as far as it has them.
    #[must_use]
    pub fn rows(self, from: u16, count: u16) -> Self {
        let from = from.min(self.height);
        Self {
            y: self.y + from,
            height: count.min(self.height - from),
            ..self
        }
    }

    /// Columns `from` to `from + count` of it, as far as it has them.
    #[must_use]
    pub fn columns(self, from: u16, count: u16) -> Self {
        let from = from.min(self.width);
        Self {
            x: self.x + from,
            width: count.min(self.width - from),
            ..self
        }
    }

    /// The number of the row that the cell is in, from 0.
    pub fn row_of(self, at: Position) -> Option<usize> {
        self.contains(at).then(|| usize::from(at.row - self.y))
    }
}

/// Where everything of the main screen is. What is not shown has no cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Areas {
    /// The top bar.
    pub bar: Area,
    /// The local pane.
    pub local: Area,
    /// The remote pane.
    pub remote: Area,
    /// The connection pane.
    pub connection: Area,
    /// The transfers pane.
    pub transfers: Area,
    /// The transfers view.
    pub queue: Area,
    /// The log.
    pub log: Area,
    /// A view of the whole screen: the viewer, the sockets.
    pub full: Area,
    /// The message line.
    pub message: Area,
    /// The key bar.
    pub keys: Area,
}

impl Areas {
    /// All of them, in the order of the fields.
    pub fn all(&self) -> [Area; 10] {
        [
            self.bar,
            self.local,
            self.remote,
            self.connection,
            self.transfers,
            self.queue,
            self.log,
            self.full,
            self.message,
            self.keys,
        ]
    }
}
