//! The two palettes, as 24-bit colours, and their nearest neighbours among the 256 of xterm.

use super::Depth;
use ratatui::style::Color;

/// A colour: red, green, blue in the low 24 bits.
type Rgb = u32;

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
    ground: 0x0f_14_1b,
    dialog: 0x1a_23_30,
    input: 0x0c_11_17,
    menu: 0x1b_24_30,
    text: 0xcd_d6_e4,
    dim: 0x8a_96_a8,
    strong: 0xf4_f7_fb,
    border: 0x35_41_4f,
    focus: 0x5e_b1_ff,
    title: 0x9f_b0_c3,
    cursor: 0x1f_3a_5a,
    cursor_other: 0x1c_24_2f,
    mark: 0xf0_c6_74,
    carry: 0xff_b8_6b,
    carry_ground: 0x3a_2a_16,
    drop_ground: 0x16_30_1f,
    dir: 0x7c_c4_ff,
    link: 0x6f_d6_d0,
    exec: 0x9f_e0_a8,
    selected: 0x2b_5c_93,
    ok: 0x7f_d4_8a,
    info: 0x6c_b2_f7,
    warn: 0xf0_b4_57,
    error: 0xff_7b_80,
    up: 0xd6_a5_ff,
    down: 0x5f_d3_d3,
    closing: 0xc9_9b_f0,
};

/// Dark text on light.
pub const LIGHT: Palette = Palette {
    ground: 0xfb_fb_f8,
    dialog: 0xee_f0_ec,
    input: 0xff_ff_ff,
    menu: 0xe6_e8_e6,
    text: 0x1f_27_30,
    dim: 0x5c_65_6f,
    strong: 0x00_00_00,
    border: 0xc2_c4_bd,
    focus: 0x0b_5c_ad,
    title: 0x4a_55_60,
    cursor: 0xcf_e3_f8,
    cursor_other: 0xe6_e8_e6,
    mark: 0x7a_52_00,
    carry: 0x8a_4b_00,
    carry_ground: 0xfb_e6_cc,
    drop_ground: 0xd9_f0_de,
    dir: 0x0b_5c_ad,
    link: 0x0b_62_70,
    exec: 0x1d_6b_33,
    selected: 0xbc_d8_f5,
    ok: 0x1d_6b_33,
    info: 0x0b_5c_ad,
    warn: 0x8a_53_00,
    error: 0xb3_26_1e,
    up: 0x6d_35_a0,
    down: 0x0b_6f_7f,
    closing: 0x6d_35_a0,
};

fn channels(rgb: Rgb) -> [u8; 3] {
    let [_, red, green, blue] = rgb.to_be_bytes();
    [red, green, blue]
}

/// The colour as the terminal can show it. Sixteen colours have a theme of their own; asked for
/// here they are given the colour as it is.
pub(super) fn color(rgb: Rgb, depth: Depth) -> Color {
    let [red, green, blue] = channels(rgb);
    if depth == Depth::Indexed {
        Color::Indexed(nearest([red, green, blue]))
    } else {
        Color::Rgb(red, green, blue)
    }
}

/// The nearest of xterm's 6x6x6 cube (from 16) and its 24 greys (from 232).
fn nearest(wanted: [u8; 3]) -> u8 {
    const LEVELS: [u8; 6] = [0, 95, 135, 175, 215, 255];
    let distance = |color: [u8; 3]| -> u32 {
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
        let linear = channels(rgb).map(|channel| {
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
