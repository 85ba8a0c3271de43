//! Pasted text is text: its line ends press no key, wherever it lands.

use crate::program::{Demo, Side, find, wait_in};
use crate::support::keys::paste;
use crate::support::pty::LIMIT;

/// Deletes and quits, if it is taken for keys.
const TEXT: &str = "\r\ny\r\nq\rq\n\x03F8\rD";

#[test]
fn newlines_in_a_paste_run_nothing() {
    let demo = Demo::start(&[]);
    let screen = &demo.screen;
    wait_in(screen, Side::Right, "README");
    let there = || std::fs::read_dir(demo.server()).unwrap().count();
    let before = there();
    // Into a pane.
    screen.send(paste(TEXT));
    screen.wait_for("pasted text is not an ftp:// URL", LIMIT);
    // Into the question whether to delete.
    screen.press("Tab");
    find(screen, "README");
    screen.press("F8");
    screen.wait_for("─ Delete ", LIMIT);
    screen.send(paste("y\r\ny\r"));
    screen.send(paste(TEXT));
    // What comes after it is still asked in the same dialog.
    screen.press("n");
    screen.wait_gone("─ Delete ", LIMIT);
    wait_in(screen, Side::Right, "README");
    // Into a prompt: one line, not accepted.
    screen.press("F7");
    screen.wait_for("─ New folder", LIMIT);
    screen.send(paste("pasted\r\nname\r\n"));
    screen.wait_for("pastedname", LIMIT);
    screen.wait_for("─ New folder", LIMIT);
    screen.press("Esc");
    screen.wait_gone("─ New folder", LIMIT);
    // Into the form.
    screen.press("o");
    screen.wait_for("─ Connect ─", LIMIT);
    screen.send(paste("ftp://anna@127.0.0.1:1/\r\n\r\n"));
    screen.wait_for("anna", LIMIT);
    screen.wait_for("─ Connect ─", LIMIT);
    screen.press("Esc");
    screen.wait_gone("─ Connect ─", LIMIT);
    assert_eq!(there(), before, "nothing was deleted and nothing made");
}
