//! Colours and attributes, one token per meaning. Nothing is told by colour alone: every state has
//! its sign and its word as well, so that the `mono` theme says all that the others say.

mod palette;

pub use palette::{DARK, LIGHT, Palette};

use ratatui::style::{Color, Modifier, Style};
use std::env;
use strum::{Display, EnumString};

/// What the user asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Display, EnumString)]
#[strum(serialize_all = "lowercase", ascii_case_insensitive)]
pub enum ThemeChoice {
    /// By the terminal: `NO_COLOR`, `COLORFGBG`, `COLORTERM`, `TERM`.
    #[default]
    Auto,
    /// Light text on dark.
    Dark,
    /// Dark text on light.
    Light,
    /// The terminal's own sixteen colours.
    #[strum(serialize = "16")]
    Sixteen,
    /// Attributes only.
    Mono,
}

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
    /// The theme for a choice in these surroundings. `NO_COLOR` yields to a theme asked for by name.
    pub fn choose(choice: ThemeChoice, surroundings: &Surroundings) -> Self {
        let depth = surroundings.depth();
        match choice {
            ThemeChoice::Mono => Self::mono(),
            ThemeChoice::Sixteen => Self::sixteen(),
            ThemeChoice::Light => Self::of_palette(&LIGHT, depth),
            ThemeChoice::Auto if surroundings.no_color => Self::mono(),
            ThemeChoice::Auto if surroundings.is_light() => Self::of_palette(&LIGHT, depth),
            ThemeChoice::Auto | ThemeChoice::Dark => Self::of_palette(&DARK, depth),
        }
    }

    /// A theme of a palette. Sixteen colours cannot hold one, so that they get their own theme.
    pub fn of_palette(palette: &Palette, depth: Depth) -> Self {
        if depth == Depth::Sixteen {
            return Self::sixteen();
        }
        let color = |rgb| palette::color(rgb, depth);
        let fg = |rgb| Style::new().fg(color(rgb));
        let bold = |rgb| fg(rgb).add_modifier(Modifier::BOLD);
        let on = |front, ground| fg(front).bg(color(ground));
        Self {
            base: on(palette.text, palette.ground),
            dialog: on(palette.text, palette.dialog),
            input: on(palette.strong, palette.input),
            menu: on(palette.text, palette.menu),
            text: fg(palette.text),
            dim: fg(palette.dim),
            strong: bold(palette.strong),
            border: fg(palette.border),
            focus: bold(palette.focus),
            title: fg(palette.title),
            heading: fg(palette.dim),
            cursor: Style::new().bg(color(palette.cursor)),
            cursor_other: Style::new().bg(color(palette.cursor_other)),
            mark: bold(palette.mark),
            carry: fg(palette.carry).add_modifier(Modifier::ITALIC),
            carry_badge: on(palette.ground, palette.carry).add_modifier(Modifier::BOLD),
            carry_ground: on(palette.carry, palette.carry_ground),
            drop_ok: bold(palette.ok),
            drop_cursor: Style::new().bg(color(palette.drop_ground)),
            drop_no: bold(palette.error),
            dir: bold(palette.dir),
            link: fg(palette.link),
            exec: fg(palette.exec),
            selected: on(palette.strong, palette.selected).add_modifier(Modifier::BOLD),
            hotkey: fg(palette.mark).add_modifier(Modifier::UNDERLINED),
            key: bold(palette.mark),
            ok: fg(palette.ok),
            info: fg(palette.info),
            warn: fg(palette.warn),
            error: fg(palette.error),
            up: fg(palette.up),
            down: fg(palette.down),
            track: fg(palette.border),
            listening: bold(palette.mark),
            dialling: bold(palette.warn),
            open: bold(palette.ok),
            closing: bold(palette.closing),
            closed: fg(palette.dim),
            wire: fg(palette.focus),
            wire_back: fg(palette.carry),
        }
    }

    /// The sixteen colours of the terminal, on its own ground.
    pub fn sixteen() -> Self {
        let plain = Style::new();
        let fg = |color| Style::new().fg(color);
        let bold = |color| fg(color).add_modifier(Modifier::BOLD);
        Self {
            dim: fg(Color::Gray).add_modifier(Modifier::DIM),
            border: fg(Color::DarkGray),
            focus: bold(Color::LightBlue),
            title: plain,
            heading: fg(Color::Gray).add_modifier(Modifier::DIM),
            mark: bold(Color::Yellow),
            carry: bold(Color::Yellow).add_modifier(Modifier::ITALIC),
            carry_badge: bold(Color::Yellow).add_modifier(Modifier::REVERSED),
            carry_ground: bold(Color::Yellow),
            drop_ok: bold(Color::Green),
            drop_cursor: fg(Color::Green).add_modifier(Modifier::REVERSED),
            drop_no: bold(Color::Red),
            dir: bold(Color::LightBlue),
            link: fg(Color::Cyan),
            exec: fg(Color::Green),
            hotkey: fg(Color::Yellow).add_modifier(Modifier::UNDERLINED),
            key: bold(Color::Yellow),
            ok: fg(Color::Green),
            info: fg(Color::LightBlue),
            warn: fg(Color::Yellow),
            error: bold(Color::Red),
            up: fg(Color::Magenta),
            down: fg(Color::Cyan),
            track: fg(Color::DarkGray),
            listening: bold(Color::Yellow),
            dialling: bold(Color::Yellow),
            open: bold(Color::Green),
            closing: bold(Color::Magenta),
            closed: fg(Color::Gray).add_modifier(Modifier::DIM),
            wire: fg(Color::LightBlue),
            wire_back: fg(Color::Yellow),
            ..Self::mono()
        }
    }

    /// Attributes only: what `NO_COLOR` asks for.
    pub fn mono() -> Self {
        let plain = Style::new();
        let bold = plain.add_modifier(Modifier::BOLD);
        let underlined = plain.add_modifier(Modifier::UNDERLINED);
        let reversed = plain.add_modifier(Modifier::REVERSED);
        Self {
            base: plain,
            dialog: plain,
            input: underlined,
            menu: reversed,
            text: plain,
            dim: plain,
            strong: bold,
            border: plain,
            focus: bold,
            title: plain,
            heading: underlined,
            cursor: reversed,
            cursor_other: underlined,
            mark: bold,
            carry: plain.add_modifier(Modifier::ITALIC | Modifier::UNDERLINED),
            carry_badge: bold,
            carry_ground: bold,
            drop_ok: bold,
            drop_cursor: reversed,
            drop_no: bold,
            dir: bold,
            link: plain,
            exec: plain,
            selected: bold.add_modifier(Modifier::REVERSED),
            hotkey: underlined,
            key: bold,
            ok: plain,
            info: plain,
            warn: plain,
            error: bold,
            up: plain,
            down: plain,
            track: plain,
            listening: bold,
            dialling: bold,
            open: bold,
            closing: bold,
            closed: plain,
            wire: plain,
            wire_back: plain,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn surroundings(term: &str, colorterm: &str) -> Surroundings {
        Surroundings {
            term: term.into(),
            colorterm: colorterm.into(),
            ..Surroundings::default()
        }
    }

    #[test]
    fn the_environment_chooses_where_the_user_does_not() {
        let choose = |terminal: &Surroundings| Theme::choose(ThemeChoice::Auto, terminal);
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
            Theme::choose(ThemeChoice::Dark, &bare),
            Theme::of_palette(&DARK, Depth::True)
        );
    }

    #[test]
    fn themes_are_named_as_on_the_command_line() {
        assert_eq!("16".parse(), Ok(ThemeChoice::Sixteen));
        assert_eq!("mono".parse(), Ok(ThemeChoice::Mono));
        assert!("pink".parse::<ThemeChoice>().is_err());
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
