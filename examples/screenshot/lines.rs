//! Box drawing, blocks and braille as shapes, so that lines meet whatever the viewer's font is.

use std::fmt::Write as _;

/// The size of a cell in pixels.
pub const WIDTH: f32 = 9.0;
/// The size of a cell in pixels.
pub const HEIGHT: f32 = 19.0;

/// For U+2500 to U+257F four digits each: the arm up, right, down, left; 1 light, 2 heavy,
/// 3 double, 0 none. Dots: not made of four straight arms.
const ARMS: &str = "\
    0101020210102020................................0110021001200220\
    0011001200210022110012002100220010011002200120021110121021101120\
    2120221012202220101110122011102120212012102220220111011202110212\
    0121012202210222110111021201120221012102220122021111111212111212\
    211111212121211222111122122122121222212222212222................\
    0303303003100130033000130031003313003100330010033001300313103130\
    3330101330313033031301310333130331013303131331313333............\
    ................000110000100001000022000020000200201102001022010";

/// What one character adds to the picture.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shapes {
    /// Path of thin lines.
    pub light: String,
    /// Path of thick lines.
    pub heavy: String,
    /// Path of filled areas.
    pub filled: String,
    /// How much of the fill is to be seen, 0 to 1; only the shades differ from 1.
    pub opacity: f32,
}

/// The shapes of a character in the cell at `x`, `y`; `None`: it is text.
pub fn shapes(character: char, x: f32, y: f32) -> Option<Shapes> {
    let mut shapes = Shapes {
        opacity: 1.0,
        ..Shapes::default()
    };
    let code = u32::from(character);
    match code {
        0x2504..=0x250B | 0x254C..=0x254F => dashes(code, x, y, &mut shapes),
        0x256D..=0x2570 => arc(code, x, y, &mut shapes.light),
        0x2500..=0x257F => arms(code, x, y, &mut shapes)?,
        0x2580..=0x259F => block(code, x, y, &mut shapes),
        0x2800..=0x28FF => braille(code - 0x2800, x, y, &mut shapes.filled),
        _ => return None,
    }
    Some(shapes)
}

/// A path command with its numbers.
macro_rules! draw {
    ($path:expr, $($text:tt)*) => { write!($path, $($text)*).expect("a string takes all") };
}

fn arms(code: u32, x: f32, y: f32, shapes: &mut Shapes) -> Option<()> {
    let at = usize::try_from(code - 0x2500).ok()? * 4;
    let weights = ARMS.get(at..at + 4).filter(|arms| !arms.contains('.'))?;
    let (middle, centre) = (x + WIDTH / 2.0, y + HEIGHT / 2.0);
    let ends = [
        (middle, y, true),
        (x + WIDTH, centre, false),
        (middle, y + HEIGHT, true),
        (x, centre, false),
    ];
    for ((end_x, end_y, upright), weight) in ends.into_iter().zip(weights.bytes()) {
        match weight {
            b'1' => draw!(shapes.light, "M{middle} {centre}L{end_x} {end_y}"),
            b'2' => draw!(shapes.heavy, "M{middle} {centre}L{end_x} {end_y}"),
            b'3' => {
                for shift in [-1.5, 1.5] {
                    let (dx, dy) = if upright { (shift, 0.0) } else { (0.0, shift) };
                    let (from_x, from_y) = (middle + dx, centre + dy);
                    draw!(
                        shapes.light,
                        "M{from_x} {from_y}L{} {}",
                        end_x + dx,
                        end_y + dy
                    );
                }
            }
            _ => {}
        }
    }
    Some(())
}

/// Dashed lines: two, three or four dashes to a cell; in turn light and heavy, across and down.
fn dashes(code: u32, x: f32, y: f32, shapes: &mut Shapes) {
    let count: u8 = match code {
        0x2504..=0x2507 => 3,
        0x2508..=0x250B => 4,
        _ => 2,
    };
    let path = if code.is_multiple_of(2) {
        &mut shapes.light
    } else {
        &mut shapes.heavy
    };
    let upright = code % 4 > 1;
    for number in 0..count {
        let start = (f32::from(number) + 0.25) / f32::from(count);
        let length = 0.5 / f32::from(count);
        if upright {
            draw!(
                path,
                "M{} {}v{}",
                x + WIDTH / 2.0,
                y + start * HEIGHT,
                length * HEIGHT
            );
        } else {
            draw!(
                path,
                "M{} {}h{}",
                x + start * WIDTH,
                y + HEIGHT / 2.0,
                length * WIDTH
            );
        }
    }
}

/// Rounded corners.
fn arc(code: u32, x: f32, y: f32, path: &mut String) {
    let (middle, centre) = (x + WIDTH / 2.0, y + HEIGHT / 2.0);
    let side = if matches!(code, 0x256D | 0x2570) {
        1.0
    } else {
        -1.0
    };
    let down = if matches!(code, 0x256D | 0x256E) {
        1.0
    } else {
        -1.0
    };
    let end = centre + down * HEIGHT / 2.0;
    let (corner_x, corner_y) = (middle + side * WIDTH / 2.0, centre + down * WIDTH / 2.0);
    draw!(
        path,
        "M{middle} {end}L{middle} {corner_y}Q{middle} {centre} {corner_x} {centre}"
    );
}

/// Block elements: parts of the cell filled, or shades of it.
fn block(code: u32, x: f32, y: f32, shapes: &mut Shapes) {
    let eighths =
        |from: u32, to: u32| f32::from(u8::try_from(from.abs_diff(to)).unwrap_or(8)) / 8.0;
    let mut fill = |left: f32, top: f32, width: f32, height: f32| {
        let (left, top) = (x + left * WIDTH, y + top * HEIGHT);
        let (width, height) = (width * WIDTH, height * HEIGHT);
        draw!(shapes.filled, "M{left} {top}h{width}v{height}h-{width}z");
    };
    match code {
        0x2580 => fill(0.0, 0.0, 1.0, 0.5),
        0x2581..=0x2588 => {
            let part = eighths(code, 0x2580);
            fill(0.0, 1.0 - part, 1.0, part);
        }
        0x2589..=0x258F => fill(0.0, 0.0, eighths(0x2590, code), 1.0),
        0x2590 => fill(0.5, 0.0, 0.5, 1.0),
        0x2591..=0x2593 => fill(0.0, 0.0, 1.0, 1.0),
        0x2594 => fill(0.0, 0.0, 1.0, 0.125),
        0x2595 => fill(0.875, 0.0, 0.125, 1.0),
        _ => {
            // Quadrants: bits for upper left, upper right, lower left, lower right.
            let parts = [4, 8, 1, 13, 9, 7, 11, 2, 6, 14];
            let bits = usize::try_from(code - 0x2596).map_or(0, |index| parts[index]);
            for (bit, left, top) in [(1, 0.0, 0.0), (2, 0.5, 0.0), (4, 0.0, 0.5), (8, 0.5, 0.5)] {
                if bits & bit != 0 {
                    fill(left, top, 0.5, 0.5);
                }
            }
        }
    }
    if matches!(code, 0x2591..=0x2593) {
        shapes.opacity = 2.0 * eighths(code, 0x2590);
    }
}

/// Braille: two columns of four dots.
fn braille(bits: u32, x: f32, y: f32, path: &mut String) {
    // Bit n is dot n + 1 of the standard: three down on each side, then the lowest two.
    let dots: [(u8, u8); 8] = [
        (0, 0),
        (0, 1),
        (0, 2),
        (1, 0),
        (1, 1),
        (1, 2),
        (0, 3),
        (1, 3),
    ];
    for (bit, (column, row)) in dots.into_iter().enumerate() {
        if bits >> bit & 1 == 1 {
            let left = x + WIDTH * (0.25 + 0.5 * f32::from(column)) - 1.3;
            let top = y + HEIGHT * (0.125 + 0.25 * f32::from(row));
            draw!(
                path,
                "M{left} {top}a1.3 1.3 0 1 1 2.6 0a1.3 1.3 0 1 1-2.6 0z"
            );
        }
    }
}
