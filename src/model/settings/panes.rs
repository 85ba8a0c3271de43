//! How the panes are when the program starts, and what Enter does in them.

use strum::{Display, EnumString, IntoStaticStr};

/// What Enter does on a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Display, EnumString, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum EnterOnFile {
    /// It is looked at.
    #[default]
    View,
    /// It is copied to the other pane.
    Transfer,
}

/// What a pane is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Display, EnumString, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum SortKey {
    /// By name, numbers in their natural order, case folded.
    #[default]
    Name,
    /// By extension, then name.
    Extension,
    /// By time of last modification.
    Modified,
    /// By size.
    Size,
}

impl SortKey {
    /// Whether one mostly wants the largest or newest first.
    pub fn begins_descending(self) -> bool {
        matches!(self, Self::Size | Self::Modified)
    }
}

/// A column beside the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Display, EnumString, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum Column {
    /// The size.
    Size,
    /// The time of last modification.
    Modified,
    /// The permissions.
    Permissions,
    /// The owner.
    Owner,
}

impl Column {
    /// All there are, in their order.
    pub const ALL: [Self; 4] = [Self::Size, Self::Modified, Self::Permissions, Self::Owner];
}

/// The columns beside the name that a pane has, where there is room for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Columns([bool; 4]);

impl Default for Columns {
    fn default() -> Self {
        Self([true; 4])
    }
}

impl Columns {
    /// The words of all columns, in their order.
    pub const WORDS: &[&str] = &["size", "modified", "permissions", "owner"];

    /// Those of these words; `None` if a word is not one.
    pub fn of(words: &[String]) -> Option<Self> {
        let mut columns = Self([false; 4]);
        for word in words {
            let column: Column = word.parse().ok()?;
            columns.set(column, true);
        }
        Some(columns)
    }

    /// Whether this one is shown.
    pub fn has(self, column: Column) -> bool {
        let all = Column::ALL.iter().zip(self.0);
        all.into_iter()
            .any(|(each, shown)| shown && *each == column)
    }

    /// Shows it, or not.
    pub fn set(&mut self, column: Column, shown: bool) {
        for (each, is_shown) in Column::ALL.iter().zip(&mut self.0) {
            if *each == column {
                *is_shown = shown;
            }
        }
    }

    /// The words of those that are shown, in their order.
    pub fn words(self) -> Vec<&'static str> {
        let shown = Column::ALL.into_iter().filter(|column| self.has(*column));
        shown.map(Into::into).collect()
    }
}

/// How the panes are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PaneSettings {
    /// What Enter does on a file.
    pub enter_on_file: EnterOnFile,
    /// What they are sorted by at the start.
    pub sort: SortKey,
    /// Whether names that begin with a dot are shown at the start.
    pub hidden: bool,
    /// Their columns.
    pub columns: Columns,
}
