//! The menus by the arrow keys.

use crate::program::{Demo, mode_word};
use crate::support::pty::LIMIT;

#[test]
fn the_mode_is_set_and_esc_leaves_one_level_at_a_time() {
    let demo = Demo::start(&[]);
    let screen = &demo.screen;
    screen.press("F9");
    screen.wait_for("Pick up", LIMIT);
    screen.press("Right");
    screen.wait_for("Disconnect", LIMIT);
    screen.press("Down Down Down Down Down Down");
    screen.press("Right");
    screen.wait_for("( ) Active", LIMIT);
    screen.press("Esc");
    screen.wait_gone("( ) Active", LIMIT);
    screen.wait_for("Disconnect", LIMIT);
    screen.press("Enter");
    screen.wait_for("( ) Active", LIMIT);
    screen.press("Down Enter");
    screen.wait_until("the mode", LIMIT, |screen| mode_word(screen) == "ACTIVE");
    screen.wait_gone("Disconnect", LIMIT);
    screen.wait_for("ACTIVE from the next data connection", LIMIT);
    screen.press("F9 Right");
    screen.wait_for("Disconnect", LIMIT);
    screen.press("Down Down Down Down Down Down Enter");
    screen.wait_for("(•) Active", LIMIT);
    screen.press("Esc");
    screen.wait_gone("(•) Active", LIMIT);
    screen.press("Esc");
    screen.wait_gone("Disconnect", LIMIT);
    screen.wait_for("F5 Copy", LIMIT);
}
