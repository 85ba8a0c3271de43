//! Colours and attributes, one token per meaning. Nothing is told by colour alone: every state has
//! its sign and its word as well, so that the `mono` theme says all that the others say.

mod palette;
mod token;

pub use crate::model::settings::ThemeChoice;
pub use palette::{DARK, HIGH_CONTRAST, LIGHT, MONO, Palette, SIXTEEN, built_in};
pub use token::{Paint, Token, Tone};

use ratatui::style::{Modifier, Style};
use std::env;

/// How many colours the terminal shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// 24 bits.
    True,
    /// The 256 of xterm.
    Indexed,
    /// Sixteen.
    Sixteen,
}

/// What the terminal says of itself in its environment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// `NO_COLOR` is set and not empty.
    pub no_color: bool,
    /// `COLORTERM`.
    pub colorterm: String,
    /// `TERM`.
    pub term: String,
    /// `COLORFGBG`: `15;0` where the terminal tells its colours.
    pub colorfgbg: String,
    /// The colour of its background, where it has answered to that.
    pub background: Option<[u8; 3]>,
}

impl Surroundings {
    /// Reads the environment of the process.
    pub fn of_process() -> Self {
        let variable = |name| env::var(name).unwrap_or_default();
        Self {
            no_color: !variable("NO_COLOR").is_empty(),
            colorterm: variable("COLORTERM"),
            term: variable("TERM"),
            colorfgbg: variable("COLORFGBG"),
            background: None,
        }
    }

    fn depth(&self) -> Depth {
        let direct = ["kitty", "ghostty", "foot", "alacritty", "wezterm", "direct"];
        if matches!(self.colorterm.as_str(), "truecolor" | "24bit")
            || direct.iter().any(|name| self.term.contains(name))
        {
            Depth::True
        } else if self.term.contains("256color") {
            Depth::Indexed
        } else {
            Depth::Sixteen
        }
    }

    fn is_light(&self) -> bool {
        if let Some([red, green, blue]) = self.background {
            // The weights of the eye for the three.
            let light = 299 * u32::from(red) + 587 * u32::from(green) + 114 * u32::from(blue);
            return light > 128_000;
        }
        let background = self.colorfgbg.rsplit(';').next().unwrap_or_default();
        matches!(background, "7" | "15")
    }
}

/// The tokens. All but the first four are laid over what is under them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    /// Text on the ground of the screen.
    pub base: Style,
    /// Text on a dialog.
    pub dialog: Style,
    /// Text in an input.
    pub input: Style,
    /// Text on the menu bar.
    pub menu: Style,
    /// Text as such.
    pub text: Style,
    /// Text that matters less.
    pub dim: Style,
    /// Text that matters more.
    pub strong: Style,
    /// Lines of a box.
    pub border: Style,
    /// Lines and title of the box that has the keys.
    pub focus: Style,
    /// The title of another box.
    pub title: Style,
    /// A column heading.
    pub heading: Style,
    /// The row of the cursor in the active pane.
    pub cursor: Style,
    /// The row of the cursor in the other pane.
    pub cursor_other: Style,
    /// A marked row.
    pub mark: Style,
    /// A row that is carried.
    pub carry: Style,
    /// The badge and the box of what is carried.
    pub carry_badge: Style,
    /// The ground of the line that says what is carried.
    pub carry_ground: Style,
    /// Where a drop would go.
    pub drop_ok: Style,
    /// The row of the cursor where a drop would go.
    pub drop_cursor: Style,
    /// Where a drop cannot go.
    pub drop_no: Style,
    /// A directory.
    pub dir: Style,
    /// A link.
    pub link: Style,
    /// A file that can be run.
    pub exec: Style,
    /// The chosen item of a menu, the default button, the badge of the mode.
    pub selected: Style,
    /// The letter that chooses.
    pub hotkey: Style,
    /// A key in the key bar and the help.
    pub key: Style,
    /// It went well.
    pub ok: Style,
    /// It is good to know.
    pub info: Style,
    /// It needs minding.
    pub warn: Style,
    /// It failed.
    pub error: Style,
    /// Bytes that go to the server.
    pub up: Style,
    /// Bytes that come from the server.
    pub down: Style,
    /// The rest of a bar.
    pub track: Style,
    /// A socket that listens.
    pub listening: Style,
    /// A socket that dials.
    pub dialling: Style,
    /// A socket that is open.
    pub open: Style,
    /// A socket that is closing.
    pub closing: Style,
    /// A socket that is gone.
    pub closed: Style,
    /// The line that you dial.
    pub wire: Style,
    /// The line that the server dials.
    pub wire_back: Style,
}

impl Theme {
    /// The theme for a choice in these surroundings; `own` is the user's, where the choice is that
    /// and it could be read. `NO_COLOR` yields to a theme asked for by name.
    pub fn choose(
        choice: &ThemeChoice,
        surroundings: &Surroundings,
        own: Option<&Palette>,
    ) -> Self {
        let palette: &Palette = match choice {
            ThemeChoice::Mono => &MONO,
            ThemeChoice::Sixteen => &SIXTEEN,
            ThemeChoice::Light => &LIGHT,
            ThemeChoice::HighContrast => &HIGH_CONTRAST,
            ThemeChoice::Own(_) if let Some(own) = own => own,
            ThemeChoice::Auto | ThemeChoice::Own(_) if surroundings.no_color => &MONO,
            ThemeChoice::Auto | ThemeChoice::Own(_) if surroundings.is_light() => &LIGHT,
            ThemeChoice::Dark | ThemeChoice::Auto | ThemeChoice::Own(_) => &DARK,
        };
        Self::of_palette(palette, surroundings.depth())
    }

    /// The sixteen colours of the terminal, on its own ground.
    pub fn sixteen() -> Self {
        Self::of_palette(&SIXTEEN, Depth::Sixteen)
    }

    /// Attributes only: what `NO_COLOR` asks for.
    pub fn mono() -> Self {
        Self::of_palette(&MONO, Depth::Sixteen)
    }

    /// A theme of a palette, as a terminal of so many colours can show it.
    pub fn of_palette(palette: &Palette, depth: Depth) -> Self {
        let few = palette.in_sixteen();
        let palette = if depth == Depth::Sixteen {
            &few
        } else {
            palette
        };
        let front = |token| palette.front(token, depth);
        let ground = |token| palette.ground(token, depth);
        let on = |front, ground| palette.on(front, ground, depth);
        let carry = front(Token::Carry);
        Self {
            base: on(Token::Text, Token::Bg),
            dialog: on(Token::Text, Token::Dialog),
            input: on(Token::Strong, Token::Input),
            menu: on(Token::Text, Token::MenuBg),
            text: front(Token::Text),
            dim: front(Token::Dim),
            strong: front(Token::Strong),
            border: front(Token::Border),
            focus: front(Token::BorderFocus),
            title: front(Token::Title),
            heading: front(Token::Heading),
            cursor: ground(Token::CursorBg),
            cursor_other: ground(Token::CursorOtherBg),
            mark: front(Token::Mark),
            carry,
            carry_badge: match (
                palette.paint(Token::Bg).tone,
                palette.paint(Token::Carry).tone,
            ) {
                (Tone::Own, _) | (_, Tone::Own) => carry.add_modifier(Modifier::REVERSED),
                _ => on(Token::Bg, Token::Carry).remove_modifier(Modifier::ITALIC),
            }
            .add_modifier(Modifier::BOLD),
            carry_ground: on(Token::Carry, Token::CarryBg),
            drop_ok: front(Token::DropOk),
            drop_cursor: ground(Token::DropBg),
            drop_no: front(Token::DropNo),
            dir: front(Token::Dir),
            link: front(Token::Link),
            exec: front(Token::Exec),
            selected: on(Token::Strong, Token::SelBg).add_modifier(Modifier::BOLD),
            hotkey: front(Token::Hotkey),
            key: front(Token::Key),
            ok: front(Token::Ok),
            info: front(Token::Info),
            warn: front(Token::Warn),
            error: front(Token::Error),
            up: front(Token::Up),
            down: front(Token::Down),
            track: front(Token::ProgressTrack),
            listening: front(Token::SockListen),
            dialling: front(Token::SockSyn),
            open: front(Token::SockEstab),
            closing: front(Token::SockClosing),
            closed: front(Token::SockDead),
            wire: front(Token::Wire),
            wire_back: front(Token::WireBack),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::style::Color;

    fn surroundings(term: &str, colorterm: &str) -> Surroundings {
        Surroundings {
            term: term.into(),
            colorterm: colorterm.into(),
            ..Surroundings::default()
        }
    }

    #[test]
    fn the_environment_chooses_where_the_user_does_not() {
        let choose = |terminal: &Surroundings| Theme::choose(&ThemeChoice::Auto, terminal, None);
        let direct = surroundings("xterm-256color", "truecolor");
        assert_eq!(choose(&direct), Theme::of_palette(&DARK, Depth::True));
        let indexed = surroundings("screen-256color", "");
        assert_eq!(choose(&indexed), Theme::of_palette(&DARK, Depth::Indexed));
        assert_eq!(choose(&surroundings("xterm", "")), Theme::sixteen());
        let light = Surroundings {
            colorfgbg: "0;15".into(),
            ..direct.clone()
        };
        assert_eq!(choose(&light), Theme::of_palette(&LIGHT, Depth::True));
        let bare = Surroundings {
            no_color: true,
            ..direct
        };
        assert_eq!(choose(&bare), Theme::mono());
        assert_eq!(
            Theme::choose(&ThemeChoice::Dark, &bare, None),
            Theme::of_palette(&DARK, Depth::True)
        );
    }

    #[test]
    fn the_background_goes_before_what_the_environment_says() {
        let mut told = surroundings("xterm-256color", "truecolor");
        told.colorfgbg = "15;0".into();
        for (background, palette) in [
            ([0xff, 0xff, 0xff], &*LIGHT),
            ([0xfd, 0xf6, 0xe3], &*LIGHT),
            ([0x00, 0x2b, 0x36], &*DARK),
            ([0x00, 0x00, 0xff], &*DARK),
        ] {
            told.background = Some(background);
            let theme = Theme::choose(&ThemeChoice::Auto, &told, None);
            assert_eq!(theme, Theme::of_palette(palette, Depth::True));
        }
    }

    #[test]
    fn a_theme_of_the_users_own_is_shown_and_without_it_the_terminals() {
        let told = surroundings("foot", "");
        let choice = ThemeChoice::Own("sea".into());
        let (own, _) = Palette::read("[theme]\ntext = \"#00ff00\"\n");
        let theme = Theme::choose(&choice, &told, Some(&own));
        assert_eq!(theme.text.fg, Some(Color::Rgb(0, 255, 0)));
        let without = Theme::choose(&choice, &told, None);
        assert_eq!(without, Theme::of_palette(&DARK, Depth::True));
    }

    #[test]
    fn mono_has_no_colour_at_all() {
        let debug = format!("{:?}", Theme::mono());
        assert!(
            !debug.contains("fg: Some") && !debug.contains("bg: Some"),
            "{debug}"
        );
    }
}
