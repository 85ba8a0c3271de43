//! The palettes: what a theme's file says, token by token, and how a terminal can show that.

use super::Depth;
use super::token::{Paint, Token, Tone, indexed};
use crate::config::settings::place;
use crate::model::nearest::{hint, nearest};
use crate::model::text::display_safe_str;
use ratatui::style::{Color, Modifier, Style};
use std::collections::BTreeMap;
use std::sync::LazyLock;
use strum::IntoEnumIterator;
use toml::de::{DeTable, DeValue};

/// Colours by meaning; a theme lays them out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Palette {
    paints: BTreeMap<Token, Paint>,
}

macro_rules! built_in {
    ($(#[$about:meta])* $name:ident, $file:literal) => {
        $(#[$about])*
        pub static $name: LazyLock<Palette> = LazyLock::new(|| {
            let text = include_str!(concat!("../../../assets/themes/", $file));
            Palette::over(&Palette::default(), text).0
        });
    };
}

built_in!(
    /// Light text on dark.
    DARK, "dark.toml"
);
built_in!(
    /// Dark text on light.
    LIGHT, "light.toml"
);
built_in!(
    /// Bright text on black.
    HIGH_CONTRAST, "high-contrast.toml"
);
built_in!(
    /// The terminal's own sixteen colours.
    SIXTEEN, "16.toml"
);
built_in!(
    /// Attributes only.
    MONO, "mono.toml"
);

/// The palettes that are built in, by their names.
pub fn built_in() -> [(&'static str, &'static Palette); 5] {
    [
        ("dark", &DARK),
        ("light", &LIGHT),
        ("high-contrast", &HIGH_CONTRAST),
        ("16", &SIXTEEN),
        ("mono", &MONO),
    ]
}

impl Palette {
    /// Reads a theme's file. Whatever is wrong in it is told, with line and column, and the theme
    /// that it is based on holds there.
    pub fn read(text: &str) -> (Self, Vec<String>) {
        let based_on = DeTable::parse(text).ok().and_then(|table| {
            let value = table.get_ref().get("based_on")?.get_ref().as_str()?;
            Some(value.to_owned())
        });
        let known = based_on.as_deref().map_or(Some(&*DARK), |wanted| {
            let found = built_in().into_iter().find(|(name, _)| *name == wanted);
            found.map(|(_, palette)| palette)
        });
        let (palette, mut told) = Self::over(known.unwrap_or(&DARK), text);
        if let (None, Some(wanted)) = (known, based_on) {
            let names = built_in().map(|(name, _)| name);
            let hint = hint(&wanted, names);
            let wanted = display_safe_str(&wanted);
            told.push(format!("based_on: there is no theme `{wanted}`{hint}"));
        }
        (palette, told)
    }

    /// What a text says, laid over another palette, and what is wrong in it.
    fn over(base: &Self, text: &str) -> (Self, Vec<String>) {
        let mut palette = base.clone();
        let mut told = Vec::new();
        let mut tell = |span, what: String| {
            let (line, column) = place(text, &span);
            told.push(format!("line {line}, column {column}: {what}"));
        };
        let table = match DeTable::parse(text) {
            Ok(table) => table,
            Err(error) => {
                let what = display_safe_str(error.message());
                tell(error.span().unwrap_or(0..0), what);
                return (palette, told);
            }
        };
        for (section, value) in table.get_ref() {
            let name = section.get_ref();
            let DeValue::Table(tokens) = value.get_ref() else {
                if name != "based_on" {
                    let name = display_safe_str(name);
                    tell(section.span(), format!("`{name}` means nothing here"));
                }
                continue;
            };
            if name != "theme" {
                let name = display_safe_str(name);
                tell(
                    section.span(),
                    format!("there is no section `{name}`, but [theme]"),
                );
                continue;
            }
            for (key, value) in tokens {
                match palette.take(key.get_ref(), value.get_ref()) {
                    Ok(()) => {}
                    Err(Wrong::Token(what)) => tell(key.span(), what),
                    Err(Wrong::Value(what)) => tell(value.span(), what),
                }
            }
        }
        (palette, told)
    }

    fn take(&mut self, name: &str, value: &DeValue) -> Result<(), Wrong> {
        let Ok(token) = name.parse::<Token>() else {
            let names = Token::iter().map(<&str>::from);
            let near = nearest(name, names);
            let near = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
            let name = display_safe_str(name);
            return Err(Wrong::Token(format!("there is no token `{name}`{near}")));
        };
        let base = self.paints.get(&token).copied().unwrap_or_default();
        let Some(text) = value.as_str() else {
            let what = "a colour stands in quotes: \"#5eb1ff bold\"".to_owned();
            return Err(Wrong::Value(what));
        };
        let paint = Paint::read(text, base).map_err(|word| {
            let word = display_safe_str(&word);
            Wrong::Value(format!("`{word}` is neither a colour nor an attribute"))
        })?;
        self.paints.insert(token, paint);
        Ok(())
    }

    /// What a token looks like.
    pub fn paint(&self, token: Token) -> Paint {
        self.paints.get(&token).copied().unwrap_or_default()
    }

    /// The palette as sixteen colours can show it: what needs more is taken from the theme that is
    /// made for them.
    pub(super) fn in_sixteen(&self) -> Self {
        let fits = |paint: Paint| match paint.tone {
            Tone::Own => true,
            Tone::Indexed(number) => number < 16,
            Tone::Rgb(_) => false,
        };
        let paints = Token::iter().map(|token| {
            let own = Some(self.paint(token)).filter(|paint| fits(*paint));
            (token, own.unwrap_or_else(|| SIXTEEN.paint(token)))
        });
        Self {
            paints: paints.collect(),
        }
    }

    /// Text of this token.
    pub(super) fn front(&self, token: Token, depth: Depth) -> Style {
        let paint = self.paint(token);
        let style = Style::new().add_modifier(paint.attributes);
        color(paint.tone, depth).map_or(style, |color| style.fg(color))
    }

    /// A ground of this token. Where it turns text and ground round, its colour is the text's.
    pub(super) fn ground(&self, token: Token, depth: Depth) -> Style {
        let paint = self.paint(token);
        let style = Style::new().add_modifier(paint.attributes);
        match color(paint.tone, depth) {
            None => style,
            Some(color) if paint.attributes.contains(Modifier::REVERSED) => style.fg(color),
            Some(color) => style.bg(color),
        }
    }

    /// Text of one token on the ground of another.
    pub(super) fn on(&self, front: Token, ground: Token, depth: Depth) -> Style {
        let front = self.front(front, depth).remove_modifier(Modifier::all());
        Style {
            sub_modifier: Modifier::empty(),
            ..front
        }
        .patch(self.ground(ground, depth))
    }
}

/// What is wrong: with the name of a token, or with what it is to be.
enum Wrong {
    Token(String),
    Value(String),
}

/// The colour as the terminal can show it; `None` for its own.
fn color(tone: Tone, depth: Depth) -> Option<Color> {
    match tone {
        Tone::Own => None,
        Tone::Indexed(number) => Some(indexed(number)),
        Tone::Rgb(rgb) if depth == Depth::Indexed => Some(Color::Indexed(nearest_of_256(rgb))),
        Tone::Rgb([red, green, blue]) => Some(Color::Rgb(red, green, blue)),
    }
}

/// The nearest of xterm's 6x6x6 cube (from 16) and its 24 greys (from 232).
fn nearest_of_256(wanted: [u8; 3]) -> u8 {
    let distance = |number: u8| -> u32 {
        rgb_of_256(number)
            .iter()
            .zip(wanted)
            .map(|(one, other)| u32::from(one.abs_diff(other)).pow(2))
            .sum()
    };
    (16u8..=255)
        .min_by_key(|number| distance(*number))
        .unwrap_or(15)
}

/// The colour of a number from 16 on.
pub(super) fn rgb_of_256(number: u8) -> [u8; 3] {
    const LEVELS: [u8; 6] = [0, 95, 135, 175, 215, 255];
    if number >= 232 {
        return [8 + 10 * (number - 232); 3];
    }
    let at = usize::from(number.saturating_sub(16));
    let level = |step: usize| LEVELS.get(step % 6).copied().unwrap_or_default();
    [level(at / 36), level(at / 6), level(at)]
}

#[cfg(test)]
#[path = "palette/tests.rs"]
mod tests;
