//! Names that are not UTF-8, and `--charset`.

use super::program::{Setup, names, read};
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;

/// `отчёт за март.doc` in windows-1251, and in Base64.
const REPORT: &[u8] = b"\xee\xf2\xf7\xb8\xf2 \xe7\xe0 \xec\xe0\xf0\xf2.doc";
const REPORT_BASE64: &str = "7vL3uPIg5+Ag7ODw8i5kb2M=";

fn os(name: &[u8]) -> &OsStr {
    OsStr::from_bytes(name)
}

/// A folder `архив` with that file in it; beside it a file with a longer name, since five letters
/// are too few for a guess.
fn server() -> Setup {
    let setup = Setup::new();
    setup.put(
        os(b"\xcd\xee\xe2\xfb\xe9 \xe4\xee\xea\xf3\xec\xe5\xed\xf2.txt"),
        "new",
    );
    let path = [b"\xe0\xf0\xf5\xe8\xe2/".as_slice(), REPORT].concat();
    setup.put(os(&path), "march");
    setup
}

fn objects(text: &str) -> Vec<serde_json::Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn json_has_the_text_and_the_bytes() {
    let setup = server();
    let ran = setup.run(&["ls", "-R", "--json", &setup.url("")]).ended(0);
    let objects = objects(&ran.out);
    let named = |object: &&serde_json::Value| object["folder"] == "/архив";
    let file = objects.iter().find(named).unwrap();
    assert_eq!(file["name"], "отчёт за март.doc");
    assert_eq!(file["name_bytes"], REPORT_BASE64);
    ran.said("read as windows-1251, which is what they look like; --charset says");
    let url = setup.url("архив/");
    let said = ["ls", "--json", "--charset", "CP1251", &url];
    let ran = setup.run(&said).ended(0);
    assert_eq!(ran.err, "", "what the user says need not be told");
}

#[test]
fn a_pipe_gets_bytes_unless_the_character_set_is_said() {
    let setup = server();
    let url = setup.url("%E0%F0%F5%E8%E2/");
    let raw = setup.command(["ls", &url]).output().unwrap();
    assert_eq!(raw.stdout, [REPORT, b"\n"].concat());
    let ran = setup.run(&["ls", "--charset", "cp1251", &url]).ended(0);
    assert_eq!(ran.out, "отчёт за март.doc\n");
    let ran = setup.run(&["ls", "--charset", "latin1", &url]).ended(0);
    assert_eq!(ran.out, "îò÷¸ò çà ìàðò.doc\n");
}

#[test]
fn a_character_set_that_nobody_knows_is_a_usage_error_with_examples() {
    let setup = server();
    for (name, why) in [
        (
            "klingon",
            "`klingon` is no character set known here; known are for example utf-8",
        ),
        ("utf-16", "UTF-16LE does not hold ASCII as it is"),
    ] {
        let ran = setup.run(&["ls", "--charset", name, &setup.url("")]);
        ran.ended(2).said(why);
    }
    assert!(setup.server.commands().is_empty());
}

#[test]
fn files_come_down_as_text_and_go_up_as_the_same_bytes() {
    let setup = server();
    setup.run(&["get", "-r", &setup.url("")]).ended(0);
    assert_eq!(read(setup.here.join("архив/отчёт за март.doc")), "march");
    let said = ["--charset", "windows-1251"];
    let url = setup.url("архив/отчёт за март.doc");
    let get = [&["get", "-o", "one"], &said[..], &[&url]].concat();
    setup.run(&get).ended(0);
    assert_eq!(read(setup.here.join("one")), "march");
    let url = setup.url("назад/");
    setup
        .run(&[&["put", "-r"], &said[..], &["архив", &url]].concat())
        .ended(0);
    let path = [
        b"\xed\xe0\xe7\xe0\xe4/\xe0\xf0\xf5\xe8\xe2/".as_slice(),
        REPORT,
    ]
    .concat();
    assert_eq!(read(setup.there.join(os(&path))), "march");
    let url = setup.url("новое имя");
    setup
        .run(&[&["put"], &said[..], &["one", &url]].concat())
        .ended(0);
    assert_eq!(
        read(setup.there.join(os(b"\xed\xee\xe2\xee\xe5 \xe8\xec\xff"))),
        "march"
    );
}

#[test]
fn what_cannot_be_written_is_told_and_nothing_is_made() {
    let setup = Setup::new();
    let url = setup.url("日本/");
    let ran = setup.run(&["ls", "--charset", "latin1", &url]);
    ran.ended(2).said("`日` cannot be written in windows-1252");
    setup.put_here("日本.txt", "x");
    let url = setup.url("");
    let ran = setup.run(&["put", "--charset", "latin1", "日本.txt", &url]);
    ran.ended(6)
        .said("Left out: `日` cannot be written in windows-1252");
    assert!(names(&setup.there).is_empty());
}

#[test]
fn a_saved_listing_is_read_in_the_character_set_that_is_said() {
    let setup = Setup::new();
    let line = [
        b"-rw-r--r-- 1 a b 5 Nov 22 17:00 ".as_slice(),
        REPORT,
        b"\r\n",
    ]
    .concat();
    std::fs::write(setup.here.join("saved"), line).unwrap();
    let run = |options: &[&str]| {
        let saved = std::fs::File::open(setup.here.join("saved")).unwrap();
        let arguments = [&["listing", "--json"], options].concat();
        let output = setup.command(&arguments).stdin(saved).output().unwrap();
        objects(&String::from_utf8(output.stdout).unwrap()).remove(0)
    };
    let plain = run(&[]);
    assert_eq!(plain["name_bytes"], REPORT_BASE64);
    assert!(plain["name"].as_str().unwrap().contains('\u{fffd}'));
    let read = run(&["--charset", "windows-1251"]);
    assert_eq!(read["name"], "отчёт за март.doc");
    assert_eq!(read["name_bytes"], REPORT_BASE64);
}
