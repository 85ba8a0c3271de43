//! What the key bar, the menu and the help say: all made from the keymap and the state.

/// A key and what it does, for the key bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// The key as people write it: `F5`, `Space`.
    pub key: String,
    /// What it does, in a word or two.
    pub label: String,
}

/// One menu of the bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Menu {
    /// Its title.
    pub title: &'static str,
    /// The letter of the title that opens it with Alt. Not always the first: Alt-C goes to a path.
    pub letter: char,
    /// Its items.
    pub items: Vec<MenuItem>,
}

/// An item of a menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MenuItem {
    /// The text; empty for a line between groups.
    pub label: String,
    /// The key that does the same, or nothing.
    pub key: String,
    /// The mark before it.
    pub mark: ItemMark,
    /// Whether it can be chosen now.
    pub enabled: bool,
    /// The items behind it, when it opens a submenu.
    pub submenu: Vec<MenuItem>,
}

/// The mark before a menu item.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ItemMark {
    /// None.
    #[default]
    None,
    /// One of several: `(•)` or `( )`.
    Radio(bool),
    /// On or off: `[✓]` or `[ ]`.
    Check(bool),
}

/// A group of keys in the help.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HelpGroup {
    /// The heading: `Move`, `Pick up, carry, drop` ….
    pub title: &'static str,
    /// Keys and what they do.
    pub keys: Vec<Hint>,
}
