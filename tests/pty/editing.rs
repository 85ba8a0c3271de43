//! The queue in the user's editor, which has the terminal meanwhile.

use crate::program::{Demo, SIZE, Side, activate, find, wait_opened};
use crate::support::pty::LIMIT;
use std::path::{Path, PathBuf};

/// An editor that reads a word from the terminal, and puts it in the place of each `go`.
const EDITOR: &str = "#!/bin/sh
printf 'EDITOR OPEN %s' \"$1\"
read -r word || exit 1
[ \"$word\" = leave ] && exit 3
sed -i \"s/^go /$word /\" \"$2\"
";

fn editor(folder: &Path) -> PathBuf {
    use std::os::unix::fs::PermissionsExt as _;
    let path = folder.join("an editor");
    std::fs::write(&path, EDITOR).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    path
}

/// The transfers view of the demo with one download that runs.
fn begun(folder: &Path) -> Demo {
    let words = format!("'{}' --wait", editor(folder).display());
    let variables = [("VISUAL", words.as_str()), ("EDITOR", "/nowhere/ed")];
    let demo = Demo::start_with(&["--rate", "1048576"], SIZE, &variables);
    activate(&demo.screen, Side::Right);
    find(&demo.screen, "release-1.4.0.iso");
    demo.screen.press("F5");
    demo.screen.wait_for("1 active", LIMIT);
    demo.screen.press("T");
    demo.screen.wait_for("Active 1", LIMIT);
    demo
}

#[test]
fn what_is_typed_goes_to_the_editor_and_its_text_to_the_queue() {
    let folder = tempfile::tempdir().unwrap();
    let demo = begun(folder.path());
    let screen = &demo.screen;
    screen.press("e");
    // Its arguments are split as a shell would, and no shell runs them.
    screen.wait_for("EDITOR OPEN --wait", LIMIT);
    assert!(
        screen.settings().is_cooked(),
        "the terminal is the editor's"
    );
    screen.send("paws\n");
    screen.wait_for("cannot be read", LIMIT);
    screen.wait_for("`paws` is not go, pause or cancel", LIMIT);
    screen.wait_for("Edit again", LIMIT);
    screen.press("Enter");
    wait_opened(screen, 2);
    screen.send("leave\n");
    screen.wait_for("the queue stays as it is", LIMIT);
    screen.press("e");
    wait_opened(screen, 3);
    screen.send("pause\n");
    screen.wait_for("Paused 1", LIMIT);
    assert!(!screen.settings().is_cooked());
}

#[test]
fn ctrl_c_is_the_editors() {
    let folder = tempfile::tempdir().unwrap();
    let demo = begun(folder.path());
    demo.screen.press("e");
    demo.screen.wait_for("EDITOR OPEN", LIMIT);
    demo.screen.send("\x03");
    demo.screen.wait_for("nothing was changed", LIMIT);
    demo.screen.wait_for("▶ Transfers", LIMIT);
}
