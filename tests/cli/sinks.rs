//! No byte from a server, a file or the command line reaches standard error raw, nor standard output
//! where it is not a plain list of names in a pipe.

use super::program::{Ran, Setup};
use std::ffi::{OsStr, OsString};
use std::fmt::Write as _;
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};

/// Everything that a terminal would obey and that fits into a reply: C0 without CR, LF and NUL, DEL,
/// C1 as UTF-8, an override of the writing direction.
fn poison() -> String {
    let mut text: String = (1..=0x1f_u8)
        .filter(|byte| !b"\r\n".contains(byte))
        .map(char::from)
        .collect();
    text.push('\u{7f}');
    text.extend('\u{80}'..='\u{9f}');
    text.push_str("\u{1b}]0;owned\u{7}\u{202e}x");
    text
}

#[track_caller]
fn clean(ran: &Ran) {
    for (stream, text) in [("stdout", &ran.out), ("stderr", &ran.err)] {
        let raw = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}' || c == '\u{fffd}';
        assert!(!text.contains(raw), "raw on {stream}: {text:?}");
    }
}

fn replies(verbs: &[&str], code: &str) -> Vec<(String, String)> {
    let reply = |verb: &&str| ((*verb).to_owned(), format!("{code} {}", poison()));
    verbs.iter().map(reply).collect()
}

#[test]
fn refusals_and_the_dialogue() {
    let verbs = [
        "MLSD", "LIST", "RETR", "STOR", "CWD", "MKD", "SIZE", "PWD", "FEAT",
    ];
    for verb in verbs {
        let setup = Setup::with(|options| options.replies = replies(&[verb], "550"));
        setup.put("pub/a", "x");
        setup.put_here("b", "x");
        let (url, file, into) = (setup.url("pub/"), setup.url("pub/a"), setup.url("new/"));
        for arguments in [
            &["ls", "-v", "-l", &url][..],
            &["ls", "-v", "--json", &url],
            &["get", "-v", "--json", &file],
            &["put", "-v", "b", &into],
            &["doctor", "-v", &url],
            &["doctor", "--json", &url],
        ] {
            clean(&setup.run(arguments));
        }
    }
    let refused =
        Setup::with(|options| options.replies = replies(&["USER", "PASS", "SYST"], "530"));
    let ran = refused.run(&["ls", "-v", &refused.url("")]).ended(4);
    clean(&ran);
    assert!(
        ran.err.contains(r"\x1b]0;owned\x07\u{202e}x"),
        "{}",
        ran.err
    );
}

#[test]
fn names() {
    let setup = Setup::new();
    let mut names = vec![OsString::from("plain")];
    for byte in (1..=u8::MAX).filter(|byte| !b"/\r\n".contains(byte)) {
        names.push(OsString::from_vec(vec![b'n', byte, b'.']));
    }
    for name in &names {
        std::fs::write(setup.there.join(name), "x").unwrap();
    }
    let ran = setup.run(&["ls", "--json", "-v", &setup.url("")]).ended(0);
    clean(&ran);
    assert_eq!(ran.out.lines().count(), names.len());
    clean(
        &setup
            .run(&["get", "-r", "-v", "--json", &setup.url(""), "-o", "all"])
            .ended(0),
    );
    // The same once more: now every name is taken.
    clean(
        &setup
            .run(&["get", "-r", "-v", &setup.url(""), "-o", "all"])
            .ended(1),
    );
    clean(
        &setup
            .run(&["put", "-r", "-v", "all/", &setup.url("")])
            .ended(1),
    );
    // A list in a pipe is bytes.
    let listed = setup.command(["ls", &setup.url("")]).output().unwrap();
    assert!(listed.stdout.contains(&0x9b));
    clean(&Ran {
        out: String::new(),
        ..listed.into()
    });
}

#[test]
fn saved_listings_and_lines_that_are_no_entries() {
    let setup = Setup::new();
    let mut input = format!("-rw-r--r-- 1 a b 3 Nov 22 17:00 {}\n", poison());
    let _ = writeln!(input, "no entry at all: {}", poison());
    for arguments in [&["listing", "--json"][..], &["listing", "-v"]] {
        let ran = setup.run_with(arguments, &[], &input);
        if arguments.contains(&"--json") {
            clean(&ran);
        } else {
            clean(&Ran {
                out: String::new(),
                ..ran
            });
        }
    }
}

#[test]
fn the_command_line_itself() {
    let setup = Setup::new();
    let poison = poison();
    for arguments in [
        vec!["ls", &poison],
        vec!["ls", "--mode", &poison, "ftp://h/"],
        vec!["ls", "--charset", &poison, "ftp://h/"],
        vec![&poison, &poison, &poison],
        vec!["get", "ftp://127.0.0.1:1/x", "-o", &poison],
        vec!["put", &poison, "ftp://127.0.0.1:1/"],
        vec!["ls", "--netrc-file", &poison, "ftp://127.0.0.1:1/"],
        vec!["ls", "--ca-file", &poison, "ftps://127.0.0.1:1/"],
        vec!["passwords", "forget", &poison],
    ] {
        clean(&setup.run(&arguments));
    }
    let raw = OsStr::from_bytes(b"ftp://\x9b2J\xff/");
    let output = setup.command([OsStr::new("ls"), raw]).output().unwrap();
    clean(&Ran::from(output));
}
