//! A terminal's screen as an SVG picture in a window frame.
//!
//! Every character has its place given, so that a viewer with another font shows the same grid.

use crate::lines::{HEIGHT, WIDTH, shapes};
use crate::palette::Palette;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::num::NonZeroU16;

const MARGIN: f32 = 10.0;
const BAR: f32 = 30.0;
const FONT: &str = "'JetBrains Mono', 'DejaVu Sans Mono', monospace";

/// Rows and columns of a screen.
pub type Size = (NonZeroU16, NonZeroU16);

/// The paths of one colour: thin, thick, filled.
#[derive(Default)]
struct Paths {
    light: String,
    heavy: String,
    /// By opacity in percent.
    filled: BTreeMap<u8, String>,
}

/// Letters in a row that look the same.
struct Run {
    style: String,
    places: String,
    text: String,
    row: u16,
}

/// What a screen is painted of, from below: backgrounds, shapes, the cursor, texts. Each is an element.
pub type Layers = [Vec<String>; 4];

/// The picture of a screen.
pub fn picture(screen: &vt100::Screen, title: &str, light: bool) -> String {
    let palette = Palette::new(light);
    let mut svg = frame(screen.size(), title, &palette);
    title_text(screen.size(), title, &palette, &mut svg);
    open_grid(&mut svg);
    svg + &layers(screen, &palette, false).concat().concat() + "</g>\n</svg>\n"
}

/// The elements of a screen. With `by_row` shapes of one colour are an element for each row, so that
/// what changes in one leaves the others alone.
pub fn layers(screen: &vt100::Screen, palette: &Palette, by_row: bool) -> Layers {
    let (rows, columns) = screen.size();
    let mut paths: BTreeMap<(u16, String), Paths> = BTreeMap::new();
    let mut texts = Vec::new();
    for row in 0..rows.get() {
        let mut run: Option<Run> = None;
        for column in 0..columns.get() {
            let Some(cell) = screen.cell(row, column).filter(|cell| cell.has_contents()) else {
                finish(run.take(), &mut texts);
                continue;
            };
            let (front, _) = palette.colours(cell);
            let group = if by_row { row } else { 0 };
            if draw_shapes(cell, (column, row), group, &mut paths, &front) {
                finish(run.take(), &mut texts);
                continue;
            }
            let style = style(cell, &front);
            // What takes more than one place of the list stands alone.
            let plain = cell.contents().chars().count() == 1 && cell.contents().len() < 4;
            if !plain || run.as_ref().is_some_and(|run| run.style != style) {
                finish(run.take(), &mut texts);
            }
            let run_now = run.get_or_insert_with(|| Run {
                style,
                places: String::new(),
                text: String::new(),
                row,
            });
            write!(run_now.places, "{} ", place(column, row).0).expect("a string takes all");
            run_now.text.push_str(cell.contents());
            if !plain {
                finish(run.take(), &mut texts);
            }
        }
        finish(run, &mut texts);
    }
    [
        backgrounds(screen, palette),
        draw_paths(&paths),
        cursor(screen, palette),
        texts,
    ]
}

/// The upper left corner of a cell.
fn place(column: u16, row: u16) -> (f32, f32) {
    (
        MARGIN + f32::from(column) * WIDTH,
        BAR + f32::from(row) * HEIGHT,
    )
}

/// Width and height of the picture of a screen.
fn extent((rows, columns): Size) -> (f32, f32) {
    let width = f32::from(columns.get()) * WIDTH + 2.0 * MARGIN;
    let height = f32::from(rows.get()) * HEIGHT + BAR + MARGIN;
    (width, height)
}

/// The window, without its title.
pub fn frame(size: Size, title: &str, palette: &Palette) -> String {
    let (width, height) = extent(size);
    let Palette {
        background,
        bar,
        line,
        ..
    } = palette;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
         width=\"{width}\" height=\"{height}\" role=\"img\" aria-label=\"{0}\">\n\
         <rect x=\".5\" y=\".5\" width=\"{1}\" height=\"{2}\" rx=\"8\" fill=\"{background}\" \
         stroke=\"{line}\"/>\n\
         <path d=\"M1 26V8.5A7.5 7.5 0 0 1 8.5 1H{3}A7.5 7.5 0 0 1 {4} 8.5V26z\" \
         fill=\"{bar}\"/>\n",
        escape(title),
        width - 1.0,
        height - 1.0,
        width - 8.5,
        width - 1.0,
    );
    for (number, colour) in [(0_u8, "#e0605a"), (1, "#e0b050"), (2, "#6ab05a")] {
        let x = 18.0 + 18.0 * f32::from(number);
        writeln!(
            svg,
            "<circle cx=\"{x}\" cy=\"13.5\" r=\"5\" fill=\"{colour}\"/>"
        )
        .expect("a string takes all");
    }
    svg
}

/// What stands in the window's bar.
pub fn title_text(size: Size, title: &str, palette: &Palette, svg: &mut String) {
    let (middle, foreground) = (extent(size).0 / 2.0, palette.foreground);
    writeln!(
        svg,
        "<text x=\"{middle}\" y=\"18\" text-anchor=\"middle\" font-family=\"sans-serif\" \
         font-size=\"13\" fill=\"{foreground}\" opacity=\".75\">{}</text>",
        escape(title),
    )
    .expect("a string takes all");
}

/// Begins the group that the cells stand in.
pub fn open_grid(svg: &mut String) {
    writeln!(
        svg,
        "<g font-family=\"{FONT}\" font-size=\"15\" xml:space=\"preserve\">"
    )
    .expect("a string takes all");
}

/// Backgrounds that differ from the window's, cells of one colour as one rectangle.
fn backgrounds(screen: &vt100::Screen, palette: &Palette) -> Vec<String> {
    let (rows, columns) = screen.size();
    let mut all = Vec::new();
    for row in 0..rows.get() {
        let colour = |column| screen.cell(row, column).map(|cell| palette.colours(cell).1);
        let mut column = 0;
        while column < columns.get() {
            let first = colour(column);
            let start = column;
            while column < columns.get() && colour(column) == first {
                column += 1;
            }
            let Some(fill) = first.filter(|fill| fill != palette.background) else {
                continue;
            };
            let (x, y) = place(start, row);
            let width = f32::from(column - start) * WIDTH;
            all.push(format!(
                "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{HEIGHT}\" \
                 fill=\"{fill}\" shape-rendering=\"crispEdges\"/>\n"
            ));
        }
    }
    all
}

fn draw_shapes(
    cell: &vt100::Cell,
    (column, row): (u16, u16),
    group: u16,
    paths: &mut BTreeMap<(u16, String), Paths>,
    colour: &str,
) -> bool {
    let (x, y) = place(column, row);
    let Some(shapes) = cell
        .contents()
        .chars()
        .next()
        .and_then(|first| shapes(first, x, y))
    else {
        return false;
    };
    let key = if cell.dim() {
        format!("{colour}\" opacity=\".6")
    } else {
        colour.to_owned()
    };
    let paths = paths.entry((group, key)).or_default();
    paths.light.push_str(&shapes.light);
    paths.heavy.push_str(&shapes.heavy);
    let percent = [25, 50, 75]
        .into_iter()
        .find(|p| f32::from(*p) >= shapes.opacity * 100.0);
    paths
        .filled
        .entry(percent.unwrap_or(100))
        .or_default()
        .push_str(&shapes.filled);
    true
}

fn draw_paths(paths: &BTreeMap<(u16, String), Paths>) -> Vec<String> {
    let mut all = Vec::new();
    for ((_, colour), paths) in paths {
        for (path, width) in [(&paths.light, "1.2"), (&paths.heavy, "2.6")] {
            if !path.is_empty() {
                all.push(format!(
                    "<path d=\"{path}\" fill=\"none\" stroke-width=\"{width}\" \
                     stroke-linecap=\"square\" stroke=\"{colour}\"/>\n"
                ));
            }
        }
        for (percent, path) in paths.filled.iter().filter(|(_, path)| !path.is_empty()) {
            let opacity = f32::from(*percent) / 100.0;
            all.push(format!(
                "<path d=\"{path}\" fill-opacity=\"{opacity}\" fill=\"{colour}\"/>\n"
            ));
        }
    }
    all
}

fn style(cell: &vt100::Cell, colour: &str) -> String {
    let mut style = format!("fill=\"{colour}\"");
    for (is, attribute) in [
        (cell.bold(), " font-weight=\"700\""),
        (cell.italic(), " font-style=\"italic\""),
        (cell.underline(), " text-decoration=\"underline\""),
        (cell.dim(), " opacity=\".6\""),
    ] {
        if is {
            style.push_str(attribute);
        }
    }
    style
}

fn finish(run: Option<Run>, texts: &mut Vec<String>) {
    let Some(run) = run.filter(|run| !run.text.trim().is_empty()) else {
        return;
    };
    // The baseline, 14 pixels down from the upper edge of a cell of 19.
    let y = place(0, run.row).1 + 14.0;
    let (places, text) = (run.places.trim_end(), escape(&run.text));
    texts.push(format!(
        "<text x=\"{places}\" y=\"{y}\" {}>{text}</text>\n",
        run.style
    ));
}

fn cursor(screen: &vt100::Screen, palette: &Palette) -> Vec<String> {
    if screen.hide_cursor() {
        return Vec::new();
    }
    let (row, column) = screen.cursor_position();
    let (x, y) = place(column, row);
    vec![format!(
        "<rect x=\"{x}\" y=\"{y}\" width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"{}\" \
         opacity=\".5\"/>\n",
        palette.foreground,
    )]
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
