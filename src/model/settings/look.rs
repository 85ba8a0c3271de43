//! How the screen looks, and whose keys it has.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;
use strum::{Display, EnumIter, EnumString, IntoStaticStr};

/// The theme that is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ThemeChoice {
    /// By the terminal: `NO_COLOR`, its background, `COLORTERM`, `TERM`.
    #[default]
    Auto,
    /// Light text on dark.
    Dark,
    /// Dark text on light.
    Light,
    /// Bright text on black.
    HighContrast,
    /// The terminal's own sixteen colours.
    Sixteen,
    /// Attributes only.
    Mono,
    /// The user's own: the name of a file in the folder `themes`, or a path.
    Own(String),
}

impl ThemeChoice {
    /// The words for those that are built in.
    pub const WORDS: &[&str] = &["auto", "dark", "light", "high-contrast", "16", "mono"];

    /// Those that are built in, in the order of the words.
    pub const BUILT_IN: [Self; 6] = [
        Self::Auto,
        Self::Dark,
        Self::Light,
        Self::HighContrast,
        Self::Sixteen,
        Self::Mono,
    ];
}

impl FromStr for ThemeChoice {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        let folded = text.to_ascii_lowercase();
        let at = Self::WORDS.iter().position(|word| *word == folded);
        let known = at.and_then(|at| Self::BUILT_IN.get(at)).cloned();
        Ok(known.unwrap_or_else(|| Self::Own(text.to_owned())))
    }
}

impl fmt::Display for ThemeChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = Self::BUILT_IN.iter().position(|known| known == self);
        match (self, at.and_then(|at| Self::WORDS.get(at))) {
            (Self::Own(name), _) => f.write_str(name),
            (_, word) => f.write_str(word.copied().unwrap_or_default()),
        }
    }
}

/// Whose keys they are: the keymaps that are built in.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Display, EnumIter, EnumString, IntoStaticStr,
)]
#[strum(serialize_all = "lowercase")]
pub enum Keys {
    /// Function keys and letters.
    #[default]
    Default,
    /// As in Midnight Commander.
    Mc,
    /// As in Vim and its file managers.
    Vim,
    /// As in `FileZilla`.
    Filezilla,
}

/// Whether the terminal is told how far the transfers are (OSC 9;4).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Display, EnumString, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum Progress {
    /// Where the terminal is known to show it.
    #[default]
    Auto,
    /// In every terminal.
    Always,
    /// In none.
    Never,
}

/// Whether anything on the screen moves by itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Display, EnumString, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum Motion {
    /// What goes on may be shown by something that moves.
    #[default]
    Full,
    /// Nothing moves but what is told in figures.
    None,
}

/// Where the terminal's cursor is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Display, EnumString, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum CursorShown {
    /// Where something is typed.
    #[default]
    Inputs,
    /// On the row that has the keys as well.
    Always,
}

/// How the screen looks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Appearance {
    /// The theme.
    pub theme: ThemeChoice,
    /// Only characters of ASCII are drawn.
    pub ascii: bool,
    /// The terminal draws signs of ambiguous width two cells wide, as East Asian ones do.
    pub ambiguous_wide: bool,
    /// Whether the terminal shows the progress.
    pub progress: Progress,
    /// Whether anything moves by itself.
    pub motion: Motion,
    /// Where the terminal's cursor is shown.
    pub cursor: CursorShown,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_theme_says_its_word_and_is_read_from_it() {
        for (theme, word) in ThemeChoice::BUILT_IN.iter().zip(ThemeChoice::WORDS) {
            assert_eq!(&theme.to_string(), word);
            assert_eq!(word.parse(), Ok(theme.clone()));
        }
        assert_eq!("sea".parse(), Ok(ThemeChoice::Own("sea".into())));
        assert_eq!(ThemeChoice::Own("sea".into()).to_string(), "sea");
    }
}
