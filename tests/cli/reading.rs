//! `twoport cat` and `twoport tail`

use super::program::Setup;
use super::support::poll;
use super::support::pty::LIMIT;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::Stdio;

fn server() -> Setup {
    let setup = Setup::new();
    setup.put("pub/a.txt", "one\ntwo\nthree\n");
    setup.put("pub/empty", "");
    setup
}

#[test]
fn a_file_or_a_part_of_it_is_printed() {
    let setup = server();
    let url = setup.url("pub/a.txt");
    let cat = |options: &[&str]| setup.run(&[&["cat"], options, &[&url]].concat()).ended(0);
    assert_eq!(cat(&[]).out, "one\ntwo\nthree\n");
    assert_eq!(cat(&[]).err, "");
    assert_eq!(cat(&["--offset", "4"]).out, "two\nthree\n");
    assert_eq!(cat(&["--offset", "4", "--count", "3"]).out, "two");
    assert_eq!(cat(&["--offset", "100"]).out, "");
    assert_eq!(
        setup.run(&["cat", &setup.url("pub/empty")]).ended(0).out,
        ""
    );
}

#[test]
fn a_large_file_is_printed_whole() {
    let setup = Setup::new();
    let lines: Vec<String> = (0..2_000_000).map(|line| format!("{line:09}")).collect();
    let bytes = lines.join("\n") + "\n";
    setup.put("large", &bytes);
    let ran = setup.run(&["cat", &setup.url("large")]).ended(0);
    assert!(
        ran.out == bytes,
        "{} bytes of {}",
        ran.out.len(),
        bytes.len()
    );
    let ran = setup
        .run(&["tail", "-n", "20000", &setup.url("large")])
        .ended(0);
    assert!(bytes.ends_with(&ran.out));
    assert_eq!(ran.out.lines().count(), 20000);
}

#[test]
fn without_rest_a_part_is_read_from_the_start() {
    let setup = Setup::with(|options| options.without = vec!["REST".into()]);
    setup.put("a.txt", "one\ntwo\nthree\n");
    let url = setup.url("a.txt");
    let ran = setup
        .run(&["cat", "--offset", "4", "--count", "3", &url])
        .ended(0);
    assert_eq!(ran.out, "two");
}

#[test]
fn what_is_not_there_is_refused() {
    let setup = server();
    for verb in ["cat", "tail"] {
        let ran = setup.run(&[verb, &setup.url("pub/none")]).ended(5);
        assert!(ran.err.contains("none"), "{}", ran.err);
        assert_eq!(ran.out, "");
        setup.run(&[verb, &setup.url("pub")]).ended(5);
    }
    setup.run(&["cat", "ftp://127.0.0.1:1/x"]).ended(3);
    setup
        .run(&["cat", "--count", "x", &setup.url("pub/a.txt")])
        .ended(2);
}

#[test]
fn the_last_lines_are_printed() {
    let setup = server();
    let url = setup.url("pub/a.txt");
    let tail = |lines: &str| setup.run(&["tail", "-n", lines, &url]).ended(0).out;
    assert_eq!(tail("1"), "three\n");
    assert_eq!(tail("2"), "two\nthree\n");
    assert_eq!(tail("9"), "one\ntwo\nthree\n");
    assert_eq!(tail("0"), "");
    assert_eq!(
        setup.run(&["tail", &setup.url("pub/empty")]).ended(0).out,
        ""
    );
}

#[test]
fn what_is_added_is_printed_until_it_is_interrupted() {
    let setup = server();
    let path = setup.there.join("pub/a.txt");
    let mut child = setup
        .command(["tail", "-f", "-n", "1", &setup.url("pub/a.txt")])
        .stdin(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut next = || lines.next().unwrap().unwrap();
    assert_eq!(next(), "three");
    let mut log = fs::OpenOptions::new().append(true).open(&path).unwrap();
    writeln!(log, "four").unwrap();
    assert_eq!(next(), "four");
    fs::write(&path, "new\n").unwrap();
    assert_eq!(next(), "new");
    fs::write(&path, "another, and longer\n").unwrap();
    assert_eq!(next(), "another, and longer");
    let id = rustix::process::Pid::from_raw(child.id().cast_signed()).unwrap();
    rustix::process::kill_process(id, rustix::process::Signal::INT).unwrap();
    let ended = poll(LIMIT, || child.try_wait().unwrap());
    assert_eq!(ended.unwrap().code(), Some(130));
}
