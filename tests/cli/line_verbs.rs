//! The verbs that hands know from ftp(1) beyond the usual ones: names that change on their way, folders
//! in one another, listings of several patterns, and what is done in another way here.

use super::line::{open, server};
use super::program::{Ran, Setup, names, read};

fn run(setup: &Setup, script: &str) -> Ran {
    let script = format!("{}user anonymous me@x\ncd pub\n{script}\n", open(setup));
    setup.put_here("script", &script);
    let ran = setup.run(&["run", "script"]);
    std::fs::remove_file(setup.here.join("script")).unwrap();
    ran
}

#[test]
fn names_in_capitals_become_small_ones_here() {
    let setup = server();
    setup.put("pub/README.TXT", "capitals");
    setup.put("pub/Mixed.TXT", "mixed");
    run(&setup, "case\nmget *.TXT\nget README.TXT kept.TXT").ended(0);
    assert_eq!(setup.names_here(), ["Mixed.TXT", "kept.TXT", "readme.txt"]);
    assert_eq!(read(setup.here.join("readme.txt")), "capitals");
}

#[test]
fn two_names_that_become_one_do_not_replace_each_other() {
    let setup = server();
    setup.put("pub/ONE.TXT", "capitals");
    setup.put("pub/one.txt", "small");
    let ran = run(&setup, "case on\nmget ONE.TXT one.txt");
    let got = read(setup.here.join("one.txt"));
    assert!(
        ran.code == Some(0) && got == "small" || ran.code != Some(0),
        "one after the other, as two mget would: {ran:?}"
    );
}

#[test]
fn names_are_translated_and_mapped_on_their_way() {
    let setup = server();
    setup.put("pub/a b:c.log", "odd");
    setup.put_here("up.tar", "up");
    run(
        &setup,
        "ntrans ' :' _-\nget 'a b:c.log'\nntrans\nnmap $1.$2 $2-$1\nput up.tar\nmget a.txt\nnmap\nget b.txt",
    )
    .ended(0);
    assert_eq!(
        setup.names_here(),
        ["a_b-c.log", "b.txt", "txt-a", "up.tar"]
    );
    assert_eq!(read(setup.there.join("pub/tar-up")), "up");
}

#[test]
fn no_mapping_leads_out_of_the_folder() {
    let setup = server();
    setup.put_here("up", "up");
    std::fs::create_dir(setup.here.join("in")).unwrap();
    for line in [
        "nmap $1 ../$1\nget a.txt",
        "nmap $1 ../$1\nput up",
        "ntrans a /\nget a.txt",
        "nmap $1 ..\nmget *.txt",
    ] {
        let ran = run(
            &setup,
            &format!("lcd in\n{}", line.replace("put up", "put ../up")),
        );
        ran.ended(2).said("is no name for a file");
    }
    assert_eq!(setup.names_here(), ["in", "up"]);
    assert!(names(&setup.here.join("in")).is_empty());
    assert_eq!(names(&setup.there), ["pub"]);
}

#[test]
fn what_is_got_may_get_a_number_where_its_name_is_taken() {
    let setup = server();
    setup.put_here("a.txt", "here");
    run(&setup, "runique\nget a.txt\nrunique off\nmget b.txt").ended(0);
    assert_eq!(setup.names_here(), ["a (1).txt", "a.txt", "b.txt"]);
    assert_eq!(read(setup.here.join("a.txt")), "here");
}

#[test]
fn folders_in_one_another_are_made_where_that_is_said() {
    let setup = server();
    run(&setup, "mkdir x/y/z")
        .ended(5)
        .said("/pub/x/y is not there: mkdir -p x/y/z makes it too");
    assert!(!setup.there.join("pub/x").exists());
    run(
        &setup,
        "mkdir -p x/y/z\nmkdir -p x/y/z\nmkdir -p /top/below",
    )
    .ended(0)
    .said("/pub/x/y/z is there already");
    assert!(setup.there.join("pub/x/y/z").is_dir());
    assert!(setup.there.join("top/below").is_dir());
    // Where the folder above is there, the server's words are all there is to say.
    let ran = run(&setup, "mkdir x").ended(5);
    assert!(!ran.err.contains("mkdir -p"), "{}", ran.err);
}

#[test]
fn several_patterns_are_listed_into_a_file_or_onto_the_screen() {
    let setup = server();
    let ran = run(
        &setup,
        "mls *.txt *.dat list\nmdir *.dat b.txt long\nmls sub -",
    )
    .ended(0);
    assert_eq!(read(setup.here.join("list")), "a.txt\nb.txt\nc.dat\n");
    let long = read(setup.here.join("long"));
    assert!(
        long.contains("c.dat") && long.lines().count() == 2,
        "{long}"
    );
    assert!(ran.out.contains("deep.txt"), "{}", ran.out);
    run(&setup, "mls *.txt").ended(2).said("usage: mls");
}

#[test]
fn a_file_is_read_at_the_prompt_and_nothing_in_it_is_obeyed() {
    let setup = server();
    setup.put("pub/notes", "one\r\ntwo\u{1b}[31m\n");
    let ran = run(&setup, "page notes").ended(0);
    assert_eq!(ran.out, "one\ntwo\\x1b[31m\n");
}

#[test]
fn what_is_done_in_another_way_says_in_which() {
    let setup = server();
    for (line, advice) in [
        ("macdef make", "twoport run FILE"),
        ("$ make", "twoport run FILE"),
        ("proxy open other", "pick up in one tab"),
        ("gate", "--proxy"),
        ("restart 100", "reget"),
        ("sendport", "passive"),
        ("rate all 5k", "set limit"),
        ("struct record", "struct file"),
        ("form carriage-control", "non-print"),
    ] {
        let ran = run(&setup, line).ended(2);
        assert!(ran.err.contains(advice), "{line}: {}", ran.err);
        assert!(!ran.err.contains("is no command"), "{line}: {}", ran.err);
    }
    run(
        &setup,
        "struct\nform non-print\ntenex\ncr\nxferbuf 1024\ntrace\nmode stream",
    )
    .ended(0);
    let ran = run(&setup, "help proxy").ended(0);
    assert!(ran.out.contains("pick up in one tab"), "{}", ran.out);
}

#[test]
fn who_dials_is_said_with_epsv_too() {
    let setup = server();
    let ran = run(&setup, "epsv4 off\nmode\nepsv4 on\nmode").ended(0);
    assert_eq!(ran.out, "mode: pasv\nmode: epsv\n");
}

#[test]
fn an_account_is_told_and_seen_nowhere() {
    let setup = server();
    let ran = run(&setup, "verbose\naccount canary-account-1f6b");
    assert!(ran.err.contains("-> ACCT ********"), "{}", ran.err);
    assert!(!ran.err.contains("canary-account") && !ran.out.contains("canary-account"));
    let ran = run(&setup, "verbose on\naccount\ncanary-account-1f6b");
    assert!(ran.err.contains("-> ACCT ********"), "{}", ran.err);
    assert!(!ran.err.contains("canary-account"), "{}", ran.err);
    let ran = run(&setup, "verbose\nverbose\nquote NOOP").ended(0);
    assert!(!ran.err.contains("-> NOOP"), "{}", ran.err);
}
