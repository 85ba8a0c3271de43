//! Any size, and many of them.

use crate::program::{Demo, LONG, SIZE, Side, activate, find, set_mode, wait_cursor, wait_done};
use crate::support::pty::{LIMIT, Screen};
use crate::support::terminal::lines;

/// Sizes from 24x6 to 200x60, the same ones every time, in a wild order.
fn storm() -> impl Iterator<Item = (u16, u16)> {
    (0_u16..60).map(|number| (24 + number * 67 % 177, 6 + number * 23 % 55))
}

/// The screen without what changes by itself: times, byte counts and toasts.
fn still(screen: &vt100::Screen) -> Vec<String> {
    let moving = ["listed ", "control ", "idle ", "20", "data #"];
    lines(screen)
        .enumerate()
        .filter(|(number, line)| *number < 2 || !moving.iter().any(|text| line.contains(text)))
        .map(|(_, line)| line)
        .collect()
}

/// The end of a frame.
const END: &[u8] = b"\x1b[?2026l";

/// What is on the screen is what a full redraw puts there.
#[track_caller]
fn assert_right(screen: &Screen) {
    screen.wait_until("the whole picture", LIMIT, |screen| {
        let lines: Vec<String> = lines(screen).collect();
        let width = |line: &String| line.chars().count();
        let ends = |line: &String| line.ends_with(['┓', '╮', '╗']);
        lines[0].starts_with("  File  Connection")
            && ends(&lines[1])
            && width(&lines[1]) == 120
            && lines[35].starts_with(" F1 Help")
            // Only once the program has heard of the last size.
            && lines.iter().any(|line| line.contains("KERNEL"))
    });
    // Between two frames, not amid one.
    let rest = crate::support::poll(LIMIT, || {
        let raw = screen.raw_output();
        let before = screen.look(still);
        let whole = raw.ends_with(END) && raw.len() == screen.raw_output().len();
        whole.then_some((raw.len(), before))
    });
    let (drawn, before) = rest.expect("the end of a frame");
    screen.press("C-l");
    screen.wait_until("a full redraw", LIMIT, |screen| {
        screen.contents().contains("F1 Help")
    });
    let cleared = crate::support::poll(LIMIT, || {
        let raw = screen.raw_output();
        let new = &raw[drawn..];
        let clear = new.windows(4).position(|bytes| bytes == b"\x1b[2J")?;
        // The end of the frame that followed.
        let rest = &new[clear..];
        rest.windows(END.len()).position(|bytes| bytes == END)
    });
    assert!(cleared.is_some(), "Ctrl-L draws nothing");
    let after = screen.look(still);
    for (torn, whole) in before.iter().zip(&after) {
        assert_eq!(torn, whole);
    }
    assert_eq!(before.len(), after.len());
}

#[test]
fn a_storm_of_sizes_while_a_transfer_runs() {
    let demo = Demo::start(&[]);
    let screen = &demo.screen;
    activate(screen, Side::Right);
    find(screen, "dataset-001.parquet");
    screen.press("F5");
    screen.wait_for("1 active", LIMIT);
    for (columns, rows) in storm() {
        screen.resize(columns, rows);
    }
    screen.resize(SIZE.0, SIZE.1);
    wait_done(screen, 1);
    assert_right(screen);
    wait_cursor(screen, "dataset-001.parquet");
}

#[test]
fn a_storm_of_sizes_while_carrying() {
    let demo = Demo::start(&[]);
    let screen = &demo.screen;
    find(screen, "q3-report.pdf");
    screen.press("y Tab");
    screen.wait_for("CARRYING 1", LIMIT);
    // The last that comes from the server by itself.
    screen.wait_for("AUTO: PASSIVE", LIMIT);
    for (columns, rows) in storm() {
        screen.resize(columns, rows);
        screen.press("Down");
    }
    screen.resize(SIZE.0, SIZE.1);
    screen.wait_for("CARRYING 1", LIMIT);
    screen.wait_for("Drop into", LIMIT);
    // All keys have been taken.
    wait_cursor(screen, "release-1.4.0.iso.sha256");
    assert_right(screen);
    screen.press("p");
    wait_done(screen, 1);
    assert!(demo.server().join("pub/q3-report.pdf").exists());
}

#[test]
fn each_size_of_the_storm_is_drawn() {
    let demo = Demo::start(&[]);
    let screen = &demo.screen;
    for (columns, rows) in storm() {
        screen.resize(columns, rows);
        screen.wait_until("the mode and a row", LIMIT, |screen| {
            let text = screen.contents();
            text.contains("F1 Help") && (text.contains("AUTO") || text.contains("too small"))
        });
    }
}

/// At these sizes one pane has the whole width.
fn one_pane(size: (u16, u16)) {
    let demo = Demo::start_at(&["--rate", "0"], size);
    let screen = &demo.screen;
    screen.wait_for("Local", LIMIT);
    screen.wait_for("invoices/", LIMIT);
    assert!(screen.line_with("public_html").is_none());
    find(screen, "q3-report.pdf");
    screen.press("y");
    screen.wait_until("the word", LIMIT, |screen| {
        screen.contents().contains("CARRY")
    });
    screen.press("Tab");
    screen.wait_for("Drop into", LIMIT);
    screen.wait_gone("invoices/", LIMIT);
    screen.press("p");
    let target = demo.server().join("pub/q3-report.pdf");
    let source = demo.local().join("q3-report.pdf");
    let bytes = std::fs::read(source).unwrap();
    let same = crate::support::poll(LONG, || {
        std::fs::read(&target).ok().filter(|sent| *sent == bytes)
    });
    assert!(same.is_some(), "{}", screen.text());
    screen.press("1");
    screen.wait_for("Local", LIMIT);
    screen.resize(SIZE.0, SIZE.1);
    screen.wait_for("KERNEL", LIMIT);
    set_mode(screen, "ACTIVE");
}

#[test]
fn sixty_columns_show_one_pane() {
    one_pane((60, 20));
}

#[test]
fn forty_columns_show_one_pane() {
    one_pane((40, 10));
}
