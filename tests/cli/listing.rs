//! `twoport ls`

use super::program::Setup;
use super::support::pty::{LIMIT, Screen};
use std::os::unix::ffi::OsStrExt;

fn server() -> Setup {
    let setup = Setup::new();
    setup.put("pub/a.txt", "12345");
    setup.put("pub/sub/b.txt", "1");
    setup.put("pub/Gr\u{fc}\u{df}e.txt", "");
    setup
}

#[test]
fn names_one_a_line_folders_with_a_slash() {
    let setup = server();
    let ran = setup.run(&["ls", &setup.url("pub")]).ended(0);
    assert_eq!(ran.out, "Gr\u{fc}\u{df}e.txt\na.txt\nsub/\n");
    assert_eq!(ran.err, "");
}

#[test]
fn a_long_listing_has_kind_permissions_size_and_time() {
    let setup = server();
    let ran = setup.run(&["ls", "-l", &setup.url("pub/")]).ended(0);
    let line = ran
        .out
        .lines()
        .find(|line| line.ends_with(" a.txt"))
        .unwrap();
    let columns: Vec<_> = line.split_whitespace().collect();
    assert_eq!((columns[0], columns[2], columns[4]), ("-", "5", "a.txt"));
    assert!(columns[3].ends_with('Z') && columns[3].len() == "2026-11-22T17:00:00Z".len());
    assert!(
        ran.out
            .lines()
            .any(|line| line.starts_with("d ") && line.ends_with(" sub/"))
    );
}

#[test]
fn json_is_an_object_a_line() {
    let setup = server();
    let ran = setup.run(&["ls", "--json", &setup.url("pub")]).ended(0);
    let objects: Vec<serde_json::Value> = ran
        .out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let file = objects
        .iter()
        .find(|object| object["name"] == "a.txt")
        .unwrap();
    assert_eq!((&file["kind"], &file["size"]), (&"file".into(), &5.into()));
    assert!(
        objects
            .iter()
            .any(|object| object["name"] == "sub" && object["kind"] == "dir")
    );
}

#[test]
fn recursion_shows_paths() {
    let setup = server();
    let ran = setup.run(&["ls", "-R", &setup.url("pub")]).ended(0);
    assert!(
        ran.out.lines().any(|line| line == "/pub/sub/b.txt"),
        "{}",
        ran.out
    );
}

#[test]
fn what_is_missing_is_told_in_the_servers_words() {
    let setup = server();
    let ran = setup.run(&["ls", &setup.url("nowhere")]).ended(5);
    assert_eq!(ran.out, "");
    ran.said("twoport: Listing /nowhere failed: 550 No such file or directory.");
}

/// Into a pipe names go as they are; a terminal would obey them.
#[test]
fn a_terminal_gets_names_without_what_it_would_obey() {
    let setup = Setup::new();
    let name = b"\x1b]0;owned\x07\x9b31m\xc2\x9b31m.txt";
    std::fs::write(setup.there.join(std::ffi::OsStr::from_bytes(name)), "").unwrap();
    let url = setup.url("");
    let mut screen = Screen::spawn((100, 10), &["ls", &url], &[]);
    assert!(screen.wait_exit(LIMIT).success());
    let raw = screen.raw_output();
    assert!(
        !raw.contains(&0x1b) && !raw.contains(&0x9b),
        "{}",
        String::from_utf8_lossy(&raw)
    );
    assert!(String::from_utf8_lossy(&raw).contains("\\x1b]0;owned\\x07"));
    let mut screen = Screen::spawn(
        (100, 10),
        &["get", "-r", &url, "--on-conflict", "skip"],
        &[],
    );
    assert!(screen.wait_exit(LIMIT).success());
    let shown = screen.raw_output();
    let harm = shown.windows(3).any(|window| window == b"\x1b]0");
    assert!(!harm, "{}", String::from_utf8_lossy(&shown));
}
