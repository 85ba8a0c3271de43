//! What holds for every screen at every size, whatever is pressed: nothing panics, nothing is raw,
//! nothing sticks out, boxes are whole, what has the keys is in sight, every word can be read.

use crate::sheet::{Picture, Size, picture};
use crate::{dark, look, text};
use ratatui::buffer::{Buffer, Cell, CellWidth};
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier};
use std::hash::{DefaultHasher, Hash, Hasher};
use twoport::app::{App, Area, Focus, Message, Mouse, MouseEvent, Overlay, Pane, Position, Spot};
use twoport::model::Shore;
use twoport::tui::glyphs::{ASCII, BoxLines, UNICODE};
use twoport::tui::theme::{DARK, Depth, HIGH_CONTRAST, LIGHT, Theme};

/// Where something goes or comes when a screen grows, and the sizes before.
const COLUMNS: [u16; 18] = [
    1, 23, 24, 29, 30, 39, 40, 59, 60, 75, 76, 99, 100, 119, 120, 149, 150, 300,
];
const ROWS: [u16; 14] = [1, 5, 6, 7, 8, 9, 10, 15, 16, 20, 24, 30, 36, 100];

/// Keys that lead somewhere from most screens.
const KEYS: &[&str] = &[
    "Up",
    "Down",
    "Down",
    "Left",
    "Right",
    "PgUp",
    "PgDn",
    "Home",
    "End",
    "Enter",
    "Enter",
    "Esc",
    "Esc",
    "Tab",
    "Tab",
    "Shift-Tab",
    "Backspace",
    "Space",
    "Space",
    "Insert",
    "Del",
    "F1",
    "F2",
    "F3",
    "F5",
    "F6",
    "F7",
    "F8",
    "F9",
    "Ctrl-A",
    "Ctrl-R",
    "Ctrl-U",
    "Ctrl-D",
    "Ctrl-P",
    "Ctrl-X",
    "Ctrl-W",
    "Alt-Enter",
    "Alt-S",
    "Alt-V",
    "Shift-F10",
    "Menu",
    "a",
    "b",
    "c",
    "d",
    "e",
    "f",
    "g",
    "h",
    "i",
    "j",
    "k",
    "l",
    "m",
    "n",
    "o",
    "p",
    "r",
    "s",
    "t",
    "u",
    "w",
    "x",
    "z",
    "C",
    "D",
    "F",
    "G",
    "J",
    "K",
    "L",
    "M",
    "P",
    "R",
    "S",
    "T",
    "V",
    "Y",
    "/",
    ":",
    "?",
    "+",
    "-",
    "*",
    "=",
    "'",
    ".",
    "<",
    ">",
    "[",
    "]",
    "1",
    "2",
    "3",
    "7",
];

/// Numbers that look random and are the same in each run.
struct Dice(u64);

impl Dice {
    fn of(name: &str) -> Self {
        let mut hasher = DefaultHasher::new();
        name.hash(&mut hasher);
        Self(hasher.finish() | 1)
    }

    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(end).unwrap()).unwrap()
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    fn size(&mut self) -> Size {
        let mut one = |end: usize| u16::try_from(self.below(end) + 1).unwrap();
        (one(300), one(100))
    }
}

/// Draws a screen at each size where something goes, and at some between.
pub(crate) fn examine(name: &str, mut app: App) {
    readable(name, &app);
    uniform(name, &app);
    let mut dice = Dice::of(name);
    let mut sizes = Vec::new();
    for columns in COLUMNS {
        sizes.push((columns, *dice.pick(&ROWS)));
    }
    for rows in ROWS {
        sizes.push((*dice.pick(&COLUMNS), rows));
    }
    sizes.extend((0..8).map(|_| dice.size()));
    let plain = look(Theme::mono(), &ASCII);
    for size in sizes {
        resize(&mut app, size);
        check(&app, size, name);
        sane(&picture(&app, &plain, size).buffer, name);
    }
    // And a frame of another size than the state knows yet.
    let shown = picture(&app, &dark(), dice.size());
    sane(&shown.buffer, name);
}

/// Presses keys, moves the mouse and the borders of the terminal, and looks after each.
pub(crate) fn storm(name: &str, mut app: App) {
    let mut dice = Dice::of(&format!("storm {name}"));
    let mut size = (120, 36);
    let mut done = String::from(name);
    for _ in 0..20 {
        match dice.below(8) {
            0 => {
                size = dice.size();
                resize(&mut app, size);
                done = format!("{done} {}x{}", size.0, size.1);
            }
            1 | 2 => mouse(&mut app, &mut dice, size, &mut done),
            _ => {
                let key = dice.pick(KEYS);
                done = format!("{done} {key}");
                let now = app.now;
                app.update(Message::Key(key.parse().unwrap()), now);
            }
        }
        if app.quitting {
            return;
        }
        check(&app, size, &done);
    }
}

fn mouse(app: &mut App, dice: &mut Dice, size: Size, done: &mut String) {
    let spots = picture(app, &dark(), size).spots;
    let at = Position {
        column: u16::try_from(dice.below(size.0.into())).unwrap(),
        row: u16::try_from(dice.below(size.1.into())).unwrap(),
    };
    let under = ratatui::layout::Position::new(at.column, at.row);
    let mut over = spots.iter().rev();
    let spot = over.find(|(area, _)| area.contains(under));
    let event = *dice.pick(&[
        MouseEvent::Press,
        MouseEvent::Press,
        MouseEvent::Drag,
        MouseEvent::Drag,
        MouseEvent::Release,
        MouseEvent::PressRight,
        MouseEvent::WheelDown,
    ]);
    *done = format!("{done} {event:?}@{},{}", at.column, at.row);
    let message = Message::Mouse(Mouse {
        event,
        at,
        ctrl: false,
        shift: false,
        spot: spot.map(|(_, spot)| spot.clone()),
    });
    let now = app.now;
    app.update(message, now);
}

fn resize(app: &mut App, (columns, rows): Size) {
    let now = app.now;
    app.update(Message::Resize(columns, rows), now);
}

/// All that must hold for one frame.
fn check(app: &App, size: Size, when: &str) {
    let when = format!("{when} at {size:?}");
    let shown = picture(app, &dark(), size);
    sane(&shown.buffer, &when);
    let layout = app.layout();
    if layout.too_small {
        return;
    }
    boxes(app, &shown, &when);
    cursors(app, &shown, &when);
    buttons(app, &shown, &when);
}

/// Nothing raw, nothing halved, nothing outside.
fn sane(buffer: &Buffer, when: &str) {
    let area = buffer.area;
    for y in 0..area.height {
        for x in 0..area.width {
            let symbol = buffer[(x, y)].symbol();
            let raw = |sign: char| {
                sign.is_control()
                    || matches!(sign, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
            };
            assert!(!symbol.chars().any(raw), "{symbol:?} at {x},{y}: {when}");
            let width = symbol.cell_width();
            let end = x + width.max(1);
            assert!(
                end <= area.width,
                "{symbol:?} sticks out at {x},{y}: {when}"
            );
            if width > 1 {
                let next = buffer[(x + 1, y)].symbol();
                assert!(
                    next.trim().is_empty(),
                    "{next:?} in {symbol:?} at {x},{y}: {when}"
                );
            }
        }
    }
}

/// Every box of the layout that nothing lies over, and every box that lies over it, is whole.
fn boxes(app: &App, shown: &Picture, when: &str) {
    let buffer = &shown.buffer;
    let screen = buffer.area;
    let over: Vec<Rect> = shown
        .spots
        .iter()
        .filter(|(_, spot)| *spot == Spot::Overlay)
        .map(|(place, _)| *place)
        .collect();
    // What hangs on the pointer lies over everything.
    let dragged = app.dragged().is_some() || app.dragged_row().is_some();
    for (at, place) in over.iter().enumerate() {
        let inside = place.right() <= screen.right() && place.bottom() <= screen.bottom();
        assert!(inside, "{place:?} sticks out: {when}");
        if place.width >= 2 && place.height >= 2 && !dragged {
            closed(buffer, *place, &over[at + 1..], when);
        }
    }
    if app.overlay.is_some() || dragged || !app.layout().borders {
        return;
    }
    let areas = app.areas();
    let framed = [
        areas.local,
        areas.remote,
        areas.queue,
        areas.log,
        areas.full,
    ];
    for area in framed.into_iter().filter(|area| area.height > 1) {
        closed(buffer, rect(area), &[], when);
    }
    // A message of several lines lies over what is above its own.
    let foot = Rect::new(0, screen.height.saturating_sub(5), screen.width, 5);
    let told: &[Rect] = if app.toast.is_some() { &[foot] } else { &[] };
    for area in [areas.connection, areas.transfers] {
        if area.height > 2 {
            closed(buffer, rect(area), told, when);
        }
    }
}

fn rect(area: Area) -> Rect {
    Rect::new(area.x, area.y, area.width, area.height)
}

/// The four corners and both sides, as far as nothing lies over them.
fn closed(buffer: &Buffer, place: Rect, above: &[Rect], when: &str) {
    let seen = |x: u16, y: u16| {
        let covered = above.iter().any(|over| {
            let left = over.left().saturating_sub(1);
            (left..over.right()).contains(&x) && (over.top()..over.bottom()).contains(&y)
        });
        (!covered).then(|| buffer[(x, y)].symbol())
    };
    let (left, right) = (place.left(), place.right() - 1);
    let (top, bottom) = (place.top(), place.bottom() - 1);
    let sets = [UNICODE.light, UNICODE.heavy, UNICODE.double];
    let corners = [(left, top), (right, top), (left, bottom), (right, bottom)];
    let fits = |lines: &BoxLines| {
        let mut all = corners.iter().zip(lines.corners);
        all.all(|((x, y), corner)| seen(*x, *y).is_none_or(|symbol| symbol == corner))
    };
    let lines = sets.iter().find(|lines| fits(lines));
    let Some(lines) = lines else {
        panic!("a box {place:?} without corners: {when}\n{}", text(buffer));
    };
    for y in top + 1..bottom {
        for (x, joint) in [(left, lines.joints[0]), (right, lines.joints[1])] {
            let Some(symbol) = seen(x, y) else { continue };
            let marks = [UNICODE.scroll, UNICODE.more].concat();
            let right = symbol == lines.vertical || symbol == joint || marks.contains(&symbol);
            assert!(
                right,
                "{symbol:?} in the side of {place:?} at {x},{y}: {when}\n{}",
                text(buffer)
            );
        }
    }
}

/// The row with the keys is in sight, and so is the terminal's cursor.
fn cursors(app: &App, shown: &Picture, when: &str) {
    let screen = shown.buffer.area;
    for at in shown.cursor.iter().chain(&shown.parked) {
        assert!(screen.contains(*at), "the cursor is outside: {when}");
    }
    let Focus::Pane(shore) = app.focus else {
        return;
    };
    if app.overlay.is_some() || app.dragged().is_some() {
        return;
    }
    let pane: &Pane = app.pane(shore);
    if pane.line(pane.cursor).is_none() {
        return;
    }
    let areas = app.areas();
    let area = match shore {
        Shore::Local => areas.local,
        Shore::Remote => areas.remote,
    };
    let list = app.layout().pane_list(area);
    let Some(below) = pane.cursor.checked_sub(pane.top) else {
        panic!("the cursor is above what is shown: {when}");
    };
    if list.height == 0 {
        return;
    }
    assert!(
        below < usize::from(list.height),
        "the cursor is below: {when}"
    );
    let y = list.y + u16::try_from(below).unwrap();
    let parked = shown.cursor.or(shown.parked).map(|at| at.y);
    let finding = pane.find.is_some() || pane.filter.as_ref().is_some_and(|it| it.typing);
    assert!(
        finding || parked == Some(y),
        "{parked:?} is not {y}: {when}"
    );
    let sign = shown.buffer[(list.x, y)].symbol();
    assert_eq!(
        sign,
        UNICODE.cursor,
        "the row of the cursor: {when}\n{}",
        text(&shown.buffer)
    );
}

/// A dialog that waits for an answer shows the keys that give it.
fn buttons(app: &App, shown: &Picture, when: &str) {
    let asks = matches!(
        app.overlay,
        Some(
            Overlay::Question(_)
                | Overlay::Prompt(_)
                | Overlay::Connect(_)
                | Overlay::Inquiry(_)
                | Overlay::Limits(_)
                | Overlay::Permissions(_)
                | Overlay::Notice { .. }
        )
    );
    if !asks {
        return;
    }
    let keys = shown.spots.iter().filter_map(|(place, spot)| match spot {
        Spot::Keys(key) => Some((*place, key)),
        _ => None,
    });
    let mut count = 0;
    for (place, key) in keys {
        let seen: String = (place.left()..place.right())
            .map(|x| shown.buffer[(x, place.y)].symbol())
            .collect();
        count += usize::from(seen.starts_with(key.as_str()));
    }
    assert!(count > 0, "no key answers: {when}\n{}", text(&shown.buffer));
}

fn luminance(channels: [u8; 3]) -> f64 {
    let linear = channels.map(|channel| {
        let value = f64::from(channel) / 255.0;
        if value <= 0.04045 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
}

fn contrast(cell: &Cell) -> f64 {
    let channels = |color| match color {
        Color::Rgb(red, green, blue) => [red, green, blue],
        other => panic!("{other:?} is not of 24 bits: {cell:?}"),
    };
    let (one, other) = (luminance(channels(cell.fg)), luminance(channels(cell.bg)));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// Where text and ground are turned round, a row is of one colour and nothing in it is faint.
fn uniform(name: &str, app: &App) {
    for (theme, colours) in [("16", Theme::sixteen()), ("mono", Theme::mono())] {
        let buffer = picture(app, &look(colours, &UNICODE), (120, 36)).buffer;
        let width = usize::from(buffer.area.width);
        for row in buffer.content.chunks(width) {
            let turned = |cell: &Cell| cell.modifier.contains(Modifier::REVERSED);
            for pair in row.windows(2) {
                let both = pair.iter().all(turned);
                let colours = |cell: &Cell| (cell.fg, cell.bg);
                assert!(
                    !both || colours(&pair[0]) == colours(&pair[1]),
                    "{name}, {theme}: {pair:?}"
                );
            }
            let faint = |cell: &&Cell| turned(cell) && cell.modifier.contains(Modifier::DIM);
            let faint = row.iter().find(faint);
            assert!(faint.is_none(), "{name}, {theme}: {faint:?}");
        }
    }
}

/// What is really drawn, on whatever ground it comes to stand: only ornament may be faint.
fn readable(name: &str, app: &App) {
    for (theme, palette, least) in [
        ("dark", &*DARK, 4.5),
        ("light", &*LIGHT, 4.5),
        ("high-contrast", &*HIGH_CONTRAST, 7.0),
    ] {
        let colours = Theme::of_palette(palette, Depth::True);
        let ornament = [colours.border.fg, colours.track.fg];
        let buffer = picture(app, &look(colours, &UNICODE), (120, 36)).buffer;
        for cell in &buffer.content {
            let blank = cell.symbol().trim().is_empty();
            if blank || ornament.contains(&Some(cell.fg)) {
                continue;
            }
            assert!(
                !cell.modifier.contains(Modifier::DIM),
                "{name}, {theme}: {cell:?}"
            );
            let ratio = contrast(cell);
            assert!(ratio >= least, "{name}, {theme}: {ratio:.2} {cell:?}");
        }
    }
}
