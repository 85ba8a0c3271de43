//! The mouse in a real terminal.

use crate::program::{Demo, SIZE, Side, half, wait_cursor, wait_done, wait_in, wait_path};
use crate::signals::assert_sane;
use crate::support::keys::Mouse;
use crate::support::pty::{LIMIT, Launch, Screen};
use crate::support::terminal::lines;

/// Where a name is in a pane.
pub(crate) fn place(screen: &Screen, side: Side, name: &str) -> (u16, u16) {
    wait_in(screen, side, name);
    let found = screen.look(|screen| {
        let rows = half(screen, side);
        let row = rows.iter().position(|row| {
            let row = row.trim_start_matches([' ', '✓', '⠿', '❯', '›']);
            row.starts_with(name)
        })?;
        let left = match side {
            Side::Left => 6,
            Side::Right => screen.size().1.get() / 2 + 6,
        };
        Some((left, u16::try_from(row).unwrap()))
    });
    found.unwrap_or_else(|| panic!("no {name}:\n{}", screen.text()))
}

fn click(screen: &Screen, at: (u16, u16)) {
    screen.mouse(Mouse::Press, at);
    screen.mouse(Mouse::Release, at);
}

/// Presses on one place and moves to another.
pub(crate) fn drag(screen: &Screen, from: (u16, u16), to: (u16, u16)) {
    screen.mouse(Mouse::Press, from);
    screen.mouse(Mouse::Drag, (from.0 + 2, from.1));
    screen.mouse(Mouse::Drag, to);
}

fn title(screen: &vt100::Screen, side: Side) -> String {
    half(screen, side).swap_remove(1)
}

#[test]
fn a_click_puts_the_cursor_there_and_a_double_click_opens() {
    let demo = Demo::start(&[]);
    let screen = &demo.screen;
    click(screen, place(screen, Side::Right, "README"));
    wait_cursor(screen, "README");
    let folder = place(screen, Side::Right, "incoming");
    click(screen, folder);
    click(screen, folder);
    screen.wait_until("the inside of incoming", LIMIT, |screen| {
        title(screen, Side::Right).contains("/incoming ")
    });
}

#[test]
fn what_is_dragged_to_the_other_pane_and_dropped_is_there() {
    let demo = Demo::start(&[]);
    let screen = &demo.screen;
    let readme = place(screen, Side::Right, "README");
    drag(screen, readme, (20, 17));
    screen.wait_for("CARRYING 1", LIMIT);
    screen.wait_until("a target", LIMIT, |screen| {
        title(screen, Side::Left).contains("Drop into")
    });
    assert!(!demo.local().join("README").exists());
    screen.mouse(Mouse::Release, (20, 17));
    wait_done(screen, 1);
    screen.wait_gone("CARRYING", LIMIT);
    let local = std::fs::read(demo.local().join("README")).unwrap();
    let there = std::fs::read(demo.server().join("pub/README")).unwrap();
    assert_eq!(local, there);
}

#[test]
fn dropped_on_a_folder_it_goes_into_it() {
    let demo = Demo::start(&[]);
    let screen = &demo.screen;
    let folder = place(screen, Side::Left, "photos");
    drag(screen, place(screen, Side::Right, "README"), folder);
    screen.wait_until("the folder as target", LIMIT, |screen| {
        let title = title(screen, Side::Left);
        title.contains("Drop into") && title.contains("photos")
    });
    screen.mouse(Mouse::Release, folder);
    wait_path(&demo.local().join("photos/README"), true);
}

#[test]
fn esc_amid_a_drag_changes_nothing() {
    let demo = Demo::start(&[]);
    let screen = &demo.screen;
    drag(screen, place(screen, Side::Right, "README"), (20, 17));
    screen.wait_for("CARRYING 1", LIMIT);
    screen.press("Esc");
    screen.wait_gone("CARRYING", LIMIT);
    screen.wait_for("put back", LIMIT);
    screen.mouse(Mouse::Drag, (22, 17));
    screen.mouse(Mouse::Release, (22, 17));
    // What comes after the release has been seen to.
    screen.press("F7");
    screen.wait_for("New folder", LIMIT);
    assert!(!demo.local().join("README").exists());
    assert!(screen.line_with("Nothing queued").is_some());
}

#[test]
fn a_storm_of_sizes_amid_a_drag_loses_nothing() {
    let demo = Demo::start(&[]);
    let screen = &demo.screen;
    drag(screen, place(screen, Side::Right, "README"), (20, 17));
    screen.wait_for("CARRYING 1", LIMIT);
    for number in 0_u16..60 {
        let (columns, rows) = (24 + number * 67 % 177, 6 + number * 23 % 55);
        screen.resize(columns, rows);
        screen.mouse(Mouse::Drag, (number % columns, number % rows));
    }
    screen.resize(SIZE.0, SIZE.1);
    screen.wait_until("the usual size", LIMIT, |screen| {
        lines(screen).any(|line| line.contains("KERNEL"))
            && lines(screen)
                .nth(1)
                .is_some_and(|line| line.chars().count() == 120)
    });
    screen.wait_for("CARRYING 1", LIMIT);
    screen.mouse(Mouse::Drag, (20, 17));
    screen.mouse(Mouse::Release, (20, 17));
    wait_done(screen, 1);
}

#[test]
fn the_wheel_scrolls_what_is_under_it() {
    let demo = Demo::start_at(&[], (80, 12));
    let screen = &demo.screen;
    wait_in(screen, Side::Left, "../");
    let above = |screen: &vt100::Screen| {
        let rows = lines(screen).skip(1).take(8);
        rows.filter(|row| row.contains("../")).count()
    };
    let before = screen.look(above);
    assert!(before > 0, "{}", screen.text());
    screen.mouse(Mouse::WheelDown, (10, 4));
    screen.wait_until("the first row gone", LIMIT, |screen| {
        let rows: Vec<String> = screen.rows(0, 38).skip(1).take(6).collect();
        !rows.iter().any(|row| row.contains("../"))
    });
    screen.mouse(Mouse::WheelUp, (10, 4));
    screen.wait_until("it is back", LIMIT, |screen| above(screen) == before);
}

#[test]
fn the_right_button_opens_a_menu_in_which_one_clicks() {
    let demo = Demo::start(&[]);
    let screen = &demo.screen;
    let folder = place(screen, Side::Left, "photos");
    screen.mouse(Mouse::PressRight, folder);
    screen.wait_for("Rename", LIMIT);
    let at = screen.position_of("Rename").unwrap();
    click(screen, at);
    screen.wait_for("Rename folder photos", LIMIT);
    // The hints of the dialog are buttons; the key bar has them too.
    screen.wait_until("the buttons", LIMIT, |screen| {
        lines(screen)
            .filter(|line| line.contains("Esc Leave"))
            .count()
            == 2
    });
    click(screen, screen.position_of("Esc Leave").unwrap());
    screen.wait_gone("Rename folder photos", LIMIT);
}

#[test]
fn menus_chips_headings_and_hints_are_clicked() {
    let demo = Demo::start(&[]);
    let screen = &demo.screen;
    wait_in(screen, Side::Right, "README");
    click(screen, screen.position_of("View").unwrap());
    screen.wait_for("Hidden files", LIMIT);
    click(screen, (100, 25));
    screen.wait_gone("Hidden files", LIMIT);
    let size = screen.position_of("Size").unwrap();
    click(screen, size);
    screen.wait_for("▼ Size", LIMIT);
    click(screen, size);
    screen.wait_for("▲ Size", LIMIT);
    click(screen, screen.position_of("F7 Mkdir").unwrap());
    screen.wait_for("New folder on this computer", LIMIT);
    screen.press("Esc");
    screen.wait_gone("New folder", LIMIT);
    click(
        screen,
        screen
            .position_of("DEMO")
            .map(|(x, y)| (x + 30, y))
            .unwrap(),
    );
    screen.wait_for("Disconnect", LIMIT);
}

#[test]
fn borders_are_dragged() {
    let demo = Demo::start(&[]);
    let screen = &demo.screen;
    wait_in(screen, Side::Right, "README");
    drag(screen, (60, 10), (80, 10));
    screen.mouse(Mouse::Release, (80, 10));
    screen.wait_until("a wider left pane", LIMIT, |screen| {
        let title = lines(screen).nth(1).unwrap_or_default();
        title.chars().nth(80) == Some('╭')
    });
}

#[test]
fn alt_m_gives_the_terminal_its_mouse_back() {
    let demo = Demo::start(&[]);
    let screen = &demo.screen;
    wait_in(screen, Side::Right, "README");
    let mode = |screen: &vt100::Screen| screen.mouse_protocol_mode();
    screen.press("A-m");
    screen.wait_until("no mouse", LIMIT, |screen| {
        mode(screen) == vt100::MouseProtocolMode::None
    });
    screen.press("A-m");
    screen.wait_until("the mouse", LIMIT, |screen| {
        mode(screen) == vt100::MouseProtocolMode::ButtonMotion
    });
    let raw = screen.raw_output();
    assert!(!raw.windows(5).any(|bytes| bytes == b"?1003"));
}

#[test]
fn without_the_mouse_no_sequence_asks_for_it() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join(".xdg-config/twoport");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("config.toml"), "[screen]\nmouse = false\n").unwrap();
    let mut screen = Screen::start(&Launch {
        size: SIZE,
        home: Some(home.path().to_owned()),
        ..Launch::default()
    });
    screen.wait_for("F1 Help", LIMIT);
    screen.press("F10");
    assert_eq!(screen.wait_exit(LIMIT).exit_code(), 0);
    let raw = screen.raw_output();
    for asked in [&b"?1000"[..], b"?1002", b"?1003", b"?1006"] {
        assert!(!raw.windows(asked.len()).any(|bytes| bytes == asked));
    }
}

/// Panics on the main thread with the terminal taken over.
#[test]
#[ignore = "run by the test below, in a terminal of its own"]
fn panics_with_the_terminal_taken() {
    // The thread that runs the screen is told by its name.
    let thread = std::thread::Builder::new().name("main".into());
    let panicked = thread.spawn(|| {
        let (mut screen, _) = twoport::tui::terminal::Screen::enter(false).unwrap();
        screen.set_mouse(true).unwrap();
        panic!("on purpose");
    });
    panicked.unwrap().join().unwrap();
}

#[test]
fn a_panic_gives_the_terminal_back_before_it_is_printed() {
    let arguments = [
        "--ignored",
        "--exact",
        "mouse::panics_with_the_terminal_taken",
        "--nocapture",
        "--test-threads=1",
    ];
    let mut screen = Screen::start(&Launch {
        program: std::env::current_exe().unwrap(),
        arguments: arguments.map(String::from).into(),
        size: SIZE,
        ..Launch::default()
    });
    screen.wait_exit(LIMIT);
    assert_sane(&screen);
    assert!(
        screen.line_with("on purpose").is_some(),
        "{}",
        screen.text()
    );
}
