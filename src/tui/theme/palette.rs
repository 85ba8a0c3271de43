//! The two palettes, as 24-bit colours, and their nearest neighbours among the 256 of xterm.

use super::Depth;
use ratatui::style::Color;

/// A colour: red, green, blue.
type Rgb = [u8; 3];

/// Colours by meaning; a theme lays them out.
#[expect(
    missing_docs,
    reason = "each field is the theme token of the same name"
)]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Palette {
    pub ground: Rgb,
    pub dialog: Rgb,
    pub input: Rgb,
    pub menu: Rgb,
    pub text: Rgb,
    pub dim: Rgb,
    pub strong: Rgb,
    pub border: Rgb,
    pub focus: Rgb,
    pub title: Rgb,
    pub cursor: Rgb,
    pub cursor_other: Rgb,
    pub mark: Rgb,
    pub carry: Rgb,
    pub carry_ground: Rgb,
    pub drop_ground: Rgb,
    pub dir: Rgb,
    pub link: Rgb,
    pub exec: Rgb,
    pub selected: Rgb,
    pub ok: Rgb,
    pub info: Rgb,
    pub warn: Rgb,
    pub error: Rgb,
    pub up: Rgb,
    pub down: Rgb,
    pub closing: Rgb,
}

/// Light text on dark.
pub const DARK: Palette = Palette {
    ground: [0x0f, 0x14, 0x1b],
    dialog: [0x1a, 0x23, 0x30],
    input: [0x0c, 0x11, 0x17],
    menu: [0x1b, 0x24, 0x30],
    text: [0xcd, 0xd6, 0xe4],
    dim: [0x8a, 0x96, 0xa8],
    strong: [0xf4, 0xf7, 0xfb],
    border: [0x35, 0x41, 0x4f],
    focus: [0x5e, 0xb1, 0xff],
    title: [0x9f, 0xb0, 0xc3],
    cursor: [0x1f, 0x3a, 0x5a],
    cursor_other: [0x1c, 0x24, 0x2f],
    mark: [0xf0, 0xc6, 0x74],
    carry: [0xff, 0xb8, 0x6b],
    carry_ground: [0x3a, 0x2a, 0x16],
    drop_ground: [0x16, 0x30, 0x1f],
    dir: [0x7c, 0xc4, 0xff],
    link: [0x6f, 0xd6, 0xd0],
    exec: [0x9f, 0xe0, 0xa8],
    selected: [0x2b, 0x5c, 0x93],
    ok: [0x7f, 0xd4, 0x8a],
    info: [0x6c, 0xb2, 0xf7],
    warn: [0xf0, 0xb4, 0x57],
    error: [0xff, 0x7b, 0x80],
    up: [0xd6, 0xa5, 0xff],
    down: [0x5f, 0xd3, 0xd3],
    closing: [0xc9, 0x9b, 0xf0],
};

/// Dark text on light.
pub const LIGHT: Palette = Palette {
    ground: [0xfb, 0xfb, 0xf8],
    dialog: [0xee, 0xf0, 0xec],
    input: [0xff, 0xff, 0xff],
    menu: [0xe6, 0xe8, 0xe6],
    text: [0x1f, 0x27, 0x30],
    dim: [0x5c, 0x65, 0x6f],
    strong: [0x00, 0x00, 0x00],
    border: [0xc2, 0xc4, 0xbd],
    focus: [0x0b, 0x5c, 0xad],
    title: [0x4a, 0x55, 0x60],
    cursor: [0xcf, 0xe3, 0xf8],
    cursor_other: [0xe6, 0xe8, 0xe6],
    mark: [0x7a, 0x52, 0x00],
    carry: [0x8a, 0x4b, 0x00],
    carry_ground: [0xfb, 0xe6, 0xcc],
    drop_ground: [0xd9, 0xf0, 0xde],
    dir: [0x0b, 0x5c, 0xad],
    link: [0x0b, 0x62, 0x70],
    exec: [0x1d, 0x6b, 0x33],
    selected: [0xbc, 0xd8, 0xf5],
    ok: [0x1d, 0x6b, 0x33],
    info: [0x0b, 0x5c, 0xad],
    warn: [0x8a, 0x53, 0x00],
    error: [0xb3, 0x26, 0x1e],
    up: [0x6d, 0x35, 0xa0],
    down: [0x0b, 0x6f, 0x7f],
    closing: [0x6d, 0x35, 0xa0],
};

/// The colour as the terminal can show it. Sixteen colours have a theme of their own; asked for
/// here they are given the colour as it is.
pub(super) fn color(rgb: Rgb, depth: Depth) -> Color {
    let [red, green, blue] = rgb;
    if depth == Depth::Indexed {
        Color::Indexed(nearest(rgb))
    } else {
        Color::Rgb(red, green, blue)
    }
}

/// The nearest of xterm's 6x6x6 cube (from 16) and its 24 greys (from 232).
fn nearest(wanted: Rgb) -> u8 {
    const LEVELS: [u8; 6] = [0, 95, 135, 175, 215, 255];
    let distance = |color: Rgb| -> u32 {
        color
            .iter()
            .zip(wanted)
            .map(|(one, other)| u32::from(one.abs_diff(other)).pow(2))
            .sum()
    };
    let cube = (16u8..232).map(|index| {
        let at = usize::from(index - 16);
        let level = |step: usize| LEVELS.get(step % 6).copied().unwrap_or_default();
        (index, [level(at / 36), level(at / 6), level(at)])
    });
    let greys = (232u8..=255).map(|index| (index, [8 + 10 * (index - 232); 3]));
    cube.chain(greys)
        .min_by_key(|(_, color)| distance(*color))
        .map_or(15, |(index, _)| index)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance, WCAG 2.2.
    fn luminance(rgb: Rgb) -> f64 {
        let linear = rgb.map(|channel| {
            let value = f64::from(channel) / 255.0;
            if value <= 0.04045 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        });
        0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    }

    fn contrast(one: Rgb, other: Rgb) -> f64 {
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    fn texts(palette: &Palette) -> [(&'static str, Rgb); 17] {
        [
            ("text", palette.text),
            ("dim", palette.dim),
            ("strong", palette.strong),
            ("focus", palette.focus),
            ("title", palette.title),
            ("mark", palette.mark),
            ("carry", palette.carry),
            ("dir", palette.dir),
            ("link", palette.link),
            ("exec", palette.exec),
            ("ok", palette.ok),
            ("info", palette.info),
            ("warn", palette.warn),
            ("error", palette.error),
            ("up", palette.up),
            ("down", palette.down),
            ("closing", palette.closing),
        ]
    }

    #[test]
    fn every_text_can_be_read_on_every_ground_it_is_drawn_on() {
        for (theme, palette) in [("dark", &DARK), ("light", &LIGHT)] {
            for (token, front) in texts(palette) {
                for (place, ground) in [
                    ("the screen", palette.ground),
                    ("a dialog", palette.dialog),
                    ("the menu bar", palette.menu),
                    ("the other cursor", palette.cursor_other),
                ] {
                    let ratio = contrast(front, ground);
                    assert!(ratio >= 4.5, "{theme}: {token} on {place} is {ratio:.2}");
                }
            }
            let pairs = [
                ("text on the cursor", palette.text, palette.cursor),
                ("dir on the cursor", palette.dir, palette.cursor),
                ("mark on the cursor", palette.mark, palette.cursor),
                ("link on the cursor", palette.link, palette.cursor),
                ("text on a drop", palette.text, palette.drop_ground),
                ("dir on a drop", palette.dir, palette.drop_ground),
                ("carry on its ground", palette.carry, palette.carry_ground),
                ("carry's badge", palette.ground, palette.carry),
                ("strong on selected", palette.strong, palette.selected),
                ("strong on input", palette.strong, palette.input),
            ];
            for (pair, front, ground) in pairs {
                let ratio = contrast(front, ground);
                assert!(ratio >= 4.5, "{theme}: {pair} is {ratio:.2}");
            }
        }
    }

    #[test]
    fn the_nearest_of_256_is_near() {
        assert_eq!(nearest([0, 0, 0]), 16);
        assert_eq!(nearest([255, 255, 255]), 231);
        assert_eq!(nearest([8, 8, 8]), 232);
        assert_eq!(nearest([95, 175, 255]), 75);
    }
}
