//! The signs that are drawn, in two sets. The only file of this layer with anything but ASCII in
//! it; a test holds that.

use std::env;

/// The lines of a box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BoxLines {
    /// The corners: top left, top right, bottom left, bottom right.
    pub corners: [&'static str; 4],
    /// The horizontal line.
    pub horizontal: &'static str,
    /// The vertical line.
    pub vertical: &'static str,
    /// Where a line across meets the left side, and the right one.
    pub joints: [&'static str; 2],
}

/// A set of signs. Each is one cell wide unless its comment says otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Glyphs {
    /// Whether this is the set of ASCII characters.
    pub ascii: bool,
    /// A box at rest.
    pub light: BoxLines,
    /// The box that has the keys.
    pub heavy: BoxLines,
    /// The pane that a drop would go into.
    pub double: BoxLines,
    /// Stands in the title of the active pane.
    pub active: &'static str,
    /// The cursor's row in the active pane.
    pub cursor: &'static str,
    /// The cursor's row in the other pane.
    pub cursor_other: &'static str,
    /// A marked row.
    pub mark: &'static str,
    /// A row held against the other pane: only here, newer, older, different, the same,
    /// not looked into.
    pub verdicts: [&'static str; 6],
    /// A row that is carried.
    pub carried: &'static str,
    /// Stands for what was cut away; one to three cells.
    pub ellipsis: &'static str,
    /// Between two facts.
    pub dot: &'static str,
    /// Between a statement and its remedy.
    pub dash: &'static str,
    /// Sorted upwards, downwards.
    pub sorted: [&'static str; 2],
    /// An upload.
    pub up: &'static str,
    /// A download.
    pub down: &'static str,
    /// From here to there; one or two cells.
    pub to: &'static str,
    /// From there to here; one or two cells.
    pub from: &'static str,
    /// Opens a submenu.
    pub submenu: &'static str,
    /// The menu, where the bar is too narrow for its titles.
    pub menu: &'static str,
    /// You dial; 14 cells.
    pub dials: &'static str,
    /// The server dials; 14 cells.
    pub dialled: &'static str,
    /// You listen and nobody has dialled; 14 cells.
    pub waits: &'static str,
    /// The same three in four cells.
    pub short_dials: [&'static str; 3],
    /// Bytes flow to you, to the server; two cells with their space.
    pub flow: [&'static str; 2],
    /// A socket that listens; one or three cells.
    pub listening: &'static str,
    /// A socket that dials; one or three cells.
    pub dialling: &'static str,
    /// A socket that is open; one or three cells.
    pub open: &'static str,
    /// A socket that is closing; one or three cells.
    pub closing: &'static str,
    /// A socket that is gone; one or three cells.
    pub closed: &'static str,
    /// A socket that failed; one or three cells.
    pub refused: &'static str,
    /// Done.
    pub done: &'static str,
    /// Failed.
    pub failed: &'static str,
    /// Running.
    pub running: &'static str,
    /// Not yet.
    pub pending: &'static str,
    /// Stopped until it is let go on.
    pub paused: &'static str,
    /// Tried again in a moment.
    pub retrying: &'static str,
    /// Given up by the user, or not wanted.
    pub skipped: &'static str,
    /// The done part of a bar, its head, and the rest.
    pub bar: [&'static str; 3],
    /// Before and after a bar; empty in Unicode.
    pub bar_ends: [&'static str; 2],
    /// Eight heights, lowest first.
    pub levels: [&'static str; 8],
    /// One of several, chosen and not; three cells.
    pub radio: [&'static str; 2],
    /// On and off; three cells.
    pub check: [&'static str; 2],
    /// A character of a password.
    pub masked: &'static str,
    /// Between steps; two cells.
    pub join: &'static str,
    /// Before a variance; one or two cells.
    pub give_or_take: &'static str,
    /// The scroll bar: its track and its handle.
    pub scroll: [&'static str; 2],
    /// Points up, down.
    pub more: [&'static str; 2],
}

/// The set for terminals that can show it.
pub const UNICODE: Glyphs = Glyphs {
    ascii: false,
    light: BoxLines {
        corners: ["╭", "╮", "╰", "╯"],
        horizontal: "─",
        vertical: "│",
        joints: ["├", "┤"],
    },
    heavy: BoxLines {
        corners: ["┏", "┓", "┗", "┛"],
        horizontal: "━",
        vertical: "┃",
        joints: ["┣", "┫"],
    },
    double: BoxLines {
        corners: ["╔", "╗", "╚", "╝"],
        horizontal: "═",
        vertical: "║",
        joints: ["╠", "╣"],
    },
    active: "▶",
    cursor: "❯",
    cursor_other: "›",
    mark: "✓",
    verdicts: ["+", "▲", "▼", "≠", "=", "?"],
    carried: "⠿",
    ellipsis: "…",
    dot: "·",
    dash: "—",
    sorted: ["▲", "▼"],
    up: "↑",
    down: "↓",
    to: "→",
    from: "←",
    submenu: "▸",
    menu: "≡",
    dials: "━━ dials ━━━▶ ",
    dialled: "◀━━━ dials ━━ ",
    waits: "◁┄┄ waits ┄┄┄ ",
    short_dials: ["━━━▶", "◀━━━", "◁┄┄┄"],
    flow: ["‹ ", "› "],
    listening: "○",
    dialling: "◌",
    open: "●",
    closing: "◐",
    closed: "·",
    refused: "✗",
    done: "✓",
    failed: "✗",
    running: "▶",
    pending: "·",
    paused: "‖",
    retrying: "↻",
    skipped: "–",
    bar: ["━", "╸", "─"],
    bar_ends: ["", ""],
    levels: ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
    radio: ["(•)", "( )"],
    check: ["[✓]", "[ ]"],
    masked: "•",
    join: "──",
    give_or_take: "±",
    scroll: ["│", "┃"],
    more: ["▴", "▾"],
};

/// The set that every terminal has.
pub const ASCII: Glyphs = Glyphs {
    ascii: true,
    light: BoxLines {
        corners: ["+", "+", "+", "+"],
        horizontal: "-",
        vertical: "|",
        joints: ["+", "+"],
    },
    heavy: BoxLines {
        corners: ["#", "#", "#", "#"],
        horizontal: "=",
        vertical: "#",
        joints: ["#", "#"],
    },
    double: BoxLines {
        corners: ["*", "*", "*", "*"],
        horizontal: "=",
        vertical: "*",
        joints: ["*", "*"],
    },
    active: ">",
    cursor: ">",
    cursor_other: "-",
    mark: "*",
    verdicts: ["+", "^", "v", "!", "=", "?"],
    carried: "#",
    ellipsis: "...",
    dot: "-",
    dash: "-",
    sorted: ["^", "v"],
    up: "^",
    down: "v",
    to: "->",
    from: "<-",
    submenu: ">",
    menu: "=",
    dials: "-- dials ---> ",
    dialled: "<--- dials -- ",
    waits: "<.. waits ... ",
    short_dials: ["--->", "<---", "<..."],
    flow: ["< ", "> "],
    listening: "(o)",
    dialling: "(~)",
    open: "(*)",
    closing: "(/)",
    closed: "( )",
    refused: "(x)",
    done: "+",
    failed: "x",
    running: ">",
    pending: ".",
    paused: "=",
    retrying: "~",
    skipped: "-",
    bar: ["#", "#", "."],
    bar_ends: ["[", "]"],
    levels: ["_", "_", ".", ".", ":", ":", "|", "|"],
    radio: ["(*)", "( )"],
    check: ["[x]", "[ ]"],
    masked: "*",
    join: "--",
    give_or_take: "+-",
    scroll: ["|", "#"],
    more: ["^", "v"],
};

impl Glyphs {
    /// The set to use: ASCII when asked for, or when locale or terminal cannot show the other.
    pub fn choose(ascii: bool) -> &'static Self {
        let variable = |name| env::var(name).unwrap_or_default();
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
            .into_iter()
            .map(variable)
            .find(|value| !value.is_empty())
            .unwrap_or_default();
        if ascii || !shows_unicode(&locale, &variable("TERM")) {
            &ASCII
        } else {
            &UNICODE
        }
    }

    /// What to show for one of the signs that texts bring along, such as the dots of `Open…`;
    /// `None` if it can stay.
    pub fn stand_in(&self, symbol: &str) -> Option<&'static str> {
        if !self.ascii || symbol.is_ascii() {
            return None;
        }
        Some(match symbol {
            "…" | "·" => ".",
            "→" | "▸" | "▶" | "›" | "❯" => ">",
            "←" | "◀" | "‹" => "<",
            "↑" | "▲" => "^",
            "↓" | "▼" => "v",
            "—" | "–" | "─" => "-",
            "↔" | "⇄" => "=",
            "✓" | "•" | "●" => "*",
            "✗" | "×" => "x",
            "“" | "”" => "\"",
            "‘" | "’" => "'",
            _ => return None,
        })
    }
}

/// Whether a terminal of this type in this locale can be expected to show the Unicode set. An
/// unset locale is taken for the C locale.
fn shows_unicode(locale: &str, terminal: &str) -> bool {
    let locale = locale.to_ascii_lowercase();
    let utf8 = locale.contains("utf-8") || locale.contains("utf8");
    utf8 && !matches!(terminal, "linux" | "vt100" | "vt220")
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::buffer::CellWidth;

    #[test]
    fn the_locale_and_the_terminal_choose_the_set() {
        assert!(shows_unicode("de_DE.UTF-8", "xterm-256color"));
        assert!(shows_unicode("C.utf8", "foot"));
        assert!(!shows_unicode("C", "xterm-256color"));
        assert!(!shows_unicode("", "xterm-256color"));
        assert!(!shows_unicode("en_US.UTF-8", "linux"));
    }

    #[test]
    fn both_sets_have_the_widths_the_drawing_counts_on() {
        for set in [&UNICODE, &ASCII] {
            for arrow in [set.dials, set.dialled, set.waits] {
                assert_eq!(arrow.cell_width(), 14, "{arrow}");
            }
            for arrow in set.short_dials {
                assert_eq!(arrow.cell_width(), 4, "{arrow}");
            }
            for single in [set.mark, set.carried, set.cursor, set.active, set.done] {
                assert_eq!(single.cell_width(), 1, "{single}");
            }
            for flow in set.flow {
                assert_eq!(flow.cell_width(), 2, "{flow}");
            }
        }
    }

    #[test]
    fn signs_of_texts_are_replaced_in_ascii_only() {
        assert_eq!(ASCII.stand_in("…"), Some("."));
        assert_eq!(ASCII.stand_in("ü"), None);
        assert_eq!(UNICODE.stand_in("…"), None);
    }
}
