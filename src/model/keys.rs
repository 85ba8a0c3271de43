//! A line of the table of all keys.

/// An action, and the keys it has in a section of the keymap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyRow {
    /// The section of the keymap.
    pub section: &'static str,
    /// The action's name there.
    pub action: &'static str,
    /// Its keys, as people write them.
    pub keys: Vec<String>,
    /// What it does.
    pub label: &'static str,
}
