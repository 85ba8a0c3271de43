//! `twoport run` and `twoport -c`: the classic verbs, as scripts for ftp(1) and Windows' ftp have
//! them.

use super::program::{CANARY, Setup, names, read};

pub(crate) fn server() -> Setup {
    let setup = Setup::new();
    setup.put("pub/a.txt", "there a");
    setup.put("pub/b.txt", "there b");
    setup.put("pub/c.dat", "there c");
    setup.put("pub/sub/deep.txt", "deep");
    setup
}

pub(crate) fn open(setup: &Setup) -> String {
    let address = setup.server.address();
    format!("open {} {}\n", address.ip(), address.port())
}

#[test]
fn a_unix_script_gets_and_puts() {
    let setup = server();
    setup.put_here("up.bin", "from here");
    let script = format!(
        "{}user anonymous me@example.org\n\
         # a remark\n\
         binary\n\
         cd pub\n\
         prompt\n\
         lcd in\n\
         mget *.txt\n\
         get c.dat renamed.dat\n\
         lcd ..\n\
         put up.bin\n\
         mkdir made\n\
         rename up.bin made/up.bin\n\
         bye\n\
         get never.txt\n",
        open(&setup)
    );
    std::fs::create_dir(setup.here.join("in")).unwrap();
    setup.put_here("script", &script);
    let ran = setup.run(&["run", "script"]).ended(0);
    assert!(
        ran.err.contains("prompt off"),
        "as every old script means it: {}",
        ran.err
    );
    let here = setup.here.join("in");
    assert_eq!(names(&here), ["a.txt", "b.txt", "renamed.dat"]);
    assert_eq!(read(here.join("renamed.dat")), "there c");
    assert_eq!(read(setup.there.join("pub/made/up.bin")), "from here");
}

#[test]
fn a_windows_script_has_name_and_password_on_the_lines_behind_open() {
    let setup = Setup::for_anna();
    setup.put("report.csv", "1;2;3");
    let script = format!(
        "{}anna\r\n{CANARY}\r\nascii\r\nbin\r\nhash\r\nbell\r\ntrace\r\nxferbuf 1024\r\nget report.csv\r\nquit\r\n",
        open(&setup).replace('\n', "\r\n")
    );
    setup.put_here("up.ftp", &script);
    let ran = setup.run(&["run", "up.ftp"]).ended(0);
    assert_eq!(read(setup.here.join("report.csv")), "1;2;3");
    assert!(!ran.out.contains(CANARY) && !ran.err.contains(CANARY));
    assert_eq!(
        ran.err.matches("makes no difference").count(),
        1,
        "{}",
        ran.err
    );
}

#[test]
fn user_may_stand_alone_or_with_its_password() {
    let setup = Setup::for_anna();
    setup.put("x", "x");
    for login in [
        format!("user anna {CANARY}"),
        format!("user anna\n{CANARY}"),
        format!("user\nanna\n{CANARY}"),
    ] {
        let script = format!("{}{login}\nsize x\n", open(&setup));
        let ran = setup.run_with(&["run", "-"], &[], &script).ended(0);
        assert_eq!(ran.out, "1\n", "{login}");
        assert!(!ran.err.contains(CANARY), "{}", ran.err);
    }
}

#[test]
fn the_dialogue_is_shown_without_the_password() {
    let setup = Setup::for_anna();
    let script = format!("{}user anna {CANARY}\nquote NOOP\n", open(&setup));
    let ran = setup.run_with(&["run", "-v", "-"], &[], &script).ended(0);
    assert!(
        ran.err.contains("-> PASS ********") && ran.err.contains("-> NOOP"),
        "{}",
        ran.err
    );
    assert!(!ran.err.contains(CANARY));
}

#[test]
fn the_first_error_stops_and_its_line_is_told() {
    let setup = server();
    let script = format!("{}cd pub\nget missing.txt\nget a.txt\n", open(&setup));
    setup.put_here("script", &script);
    setup.run(&["run", "script"]).ended(5).said("missing.txt");
    assert_eq!(setup.names_here(), ["script"]);
    let ran = setup.run(&["run", "script"]).ended(5);
    let stopped = "script, line 3: stopped here; what follows (1 line) was not done";
    assert!(ran.err.contains(stopped), "{}", ran.err);
    // Nothing has moved: there is nothing to go on with.
    assert!(!ran.err.contains("kept in the queue"), "{}", ran.err);
    let script = format!("{}cd nowhere\n", open(&setup));
    setup.put_here("script", &script);
    setup
        .run(&["run", "script"])
        .ended(5)
        .said("script, line 2: Going to /nowhere failed");
}

#[test]
fn keep_going_does_the_rest_and_tells_of_the_failure() {
    let setup = server();
    let script = format!("{}cd pub\nget missing.txt\nget a.txt\n", open(&setup));
    setup.put_here("script", &script);
    setup.run(&["run", "--keep-going", "script"]).ended(1);
    assert_eq!(read(setup.here.join("a.txt")), "there a");
}

#[test]
fn exit_codes_say_what_went_wrong() {
    let setup = Setup::for_anna();
    let run = |script: &str| setup.run_with(&["run", "-"], &[], script);
    run("frobnicate\n").ended(2).said("no command");
    run("get x\n").ended(2).said("open HOST first");
    run("open\n").ended(2).said("usage: open");
    run("open 127.0.0.1 1\nuser a b\n").ended(3);
    run(&format!("{}user anna wrong\n", open(&setup))).ended(4);
    run(&format!(
        "{}user anna {CANARY}\nput missing\n",
        open(&setup)
    ))
    .ended(6);
    setup.run(&["run", "no-such-script"]).ended(6);
}

#[test]
fn verbs_on_the_command_line() {
    let setup = server();
    let ran = setup
        .run(&[
            "-c",
            "cd pub; mget {a,b}.txt; pwd; ls *.txt",
            &setup.url(""),
        ])
        .ended(0);
    assert!(ran.out.contains("downloaded "), "{}", ran.out);
    assert!(ran.out.ends_with("/pub\na.txt\nb.txt\n"), "{}", ran.out);
    assert_eq!(setup.names_here(), ["a.txt", "b.txt"]);
    let ran = setup
        .run(&["run", "-c", "size a.txt", &setup.url("pub/")])
        .ended(0);
    assert_eq!(ran.out, "7\n");
    setup
        .run(&[
            "-c",
            "get no; get c.dat",
            "--keep-going",
            &setup.url("pub/"),
        ])
        .ended(1);
    assert_eq!(read(setup.here.join("c.dat")), "there c");
}

#[test]
fn classic_verbs_replace_what_is_there_unless_told_otherwise() {
    let setup = server();
    setup.put_here("a.txt", "here");
    setup
        .run(&[
            "-c",
            "get a.txt",
            "--on-conflict",
            "skip",
            &setup.url("pub/"),
        ])
        .ended(0);
    assert_eq!(read(setup.here.join("a.txt")), "here");
    setup
        .run(&["-c", "set conflict rename; get a.txt", &setup.url("pub/")])
        .ended(0);
    assert_eq!(setup.names_here(), ["a (1).txt", "a.txt"]);
    setup.run(&["-c", "get a.txt", &setup.url("pub/")]).ended(0);
    assert_eq!(read(setup.here.join("a.txt")), "there a");
}

#[test]
fn changes_on_the_server() {
    let setup = server();
    setup.put_here("more", " and more");
    setup
        .run(&[
            "-c",
            "mkdir new; mdir other; rmdir other; put more new/; append more a.txt; \
             delete b.txt; chmod 600 c.dat; mdelete *.dat",
            &setup.url("pub/"),
        ])
        .ended(0);
    assert_eq!(names(&setup.there.join("pub")), ["a.txt", "new", "sub"]);
    assert_eq!(read(setup.there.join("pub/a.txt")), "there a and more");
    assert_eq!(read(setup.there.join("pub/new/more")), " and more");
    setup
        .run(&["-c", "rmdir sub", &setup.url("pub/")])
        .ended(5)
        .said("Removing /pub/sub failed");
    assert!(setup.there.join("pub/sub/deep.txt").exists());
}

#[test]
fn local_verbs_and_the_shell() {
    let setup = server();
    std::fs::create_dir(setup.here.join("in")).unwrap();
    let ran = setup
        .run(&["-c", "lcd in; !touch made; lls; lpwd; !false; lpwd"])
        .ended(1);
    let here = setup.here.join("in").display().to_string();
    assert_eq!(ran.out, format!("made\n{here}\n"));
    setup
        .run(&["-c", "lcd nowhere"])
        .ended(6)
        .said("is no folder");
}

#[test]
fn a_listing_may_go_into_a_file() {
    let setup = server();
    setup
        .run(&["-c", "ls *.txt list; dir sub long", &setup.url("pub/")])
        .ended(0);
    assert_eq!(read(setup.here.join("list")), "a.txt\nb.txt\n");
    assert!(read(setup.here.join("long")).contains("deep.txt"));
}

#[test]
fn names_of_the_server_stay_in_the_local_folder() {
    let setup = server();
    setup
        .run(&["-c", "lcd /; lcd ~; get ../../pub/a.txt", &setup.url("")])
        .ended(0);
    assert_eq!(setup.names_here(), ["a.txt"]);
}

#[test]
fn whole_folders_and_mirrors() {
    let setup = server();
    setup
        .run(&["-c", "get -r sub; mirror . copy", &setup.url("pub/")])
        .ended(0);
    assert_eq!(read(setup.here.join("sub/deep.txt")), "deep");
    assert_eq!(read(setup.here.join("copy/sub/deep.txt")), "deep");
    setup.put_here("up/x", "x");
    setup
        .run(&["-c", "mirror -R up there; put -r up", &setup.url("pub/")])
        .ended(0);
    assert_eq!(read(setup.there.join("pub/there/x")), "x");
    assert_eq!(read(setup.there.join("pub/up/x")), "x");
}

#[test]
fn results_in_json() {
    let setup = server();
    let ran = setup
        .run(&["-c", "ls sub; get a.txt", "--json", &setup.url("pub/")])
        .ended(0);
    let lines: Vec<serde_json::Value> = ran
        .out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines[0]["name"], "deep.txt");
    assert_eq!(lines[1]["state"], "done");
}

#[test]
fn what_a_session_relies_on_is_not_sent_as_it_is() {
    let setup = server();
    for verb in ["quote PASV", "literal retr a.txt", "quote type a"] {
        setup
            .run(&["-c", verb, &setup.url("pub/")])
            .ended(6)
            .said("is not sent as it is");
    }
    let ran = setup
        .run(&["-c", "quote FEAT", &setup.url("pub/")])
        .ended(0);
    assert!(ran.out.starts_with("211"), "{}", ran.out);
    setup
        .run(&["-c", "site nonsense", &setup.url("pub/")])
        .ended(5);
}

#[test]
fn help_tells_of_every_verb() {
    let setup = Setup::new();
    let ran = setup.run(&["-c", "help"]).ended(0);
    for verb in ["open HOST", "mget PATTERN", "quote COMMAND", "mirror "] {
        assert!(ran.out.contains(verb), "{}", ran.out);
    }
    let ran = setup.run(&["-c", "help mdir"]).ended(0);
    assert!(
        ran.out.starts_with("mkdir [-p] NAME: make a folder"),
        "{}",
        ran.out
    );
}

/// Lines from a pipe: as with ftp(1), the prompt's own way, and an error does not end it.
#[test]
fn plain_takes_lines_from_a_pipe() {
    let setup = Setup::for_anna();
    setup.put("x", "x");
    let input = format!(
        "{}user anna {CANARY}\nsize nothing\nsize x\nbye\n",
        open(&setup)
    );
    let ran = setup.run_with(&["--plain"], &[], &input).ended(0);
    assert_eq!(ran.out, "1\n");
    assert!(!ran.err.contains(CANARY));
}

#[test]
fn a_file_is_listed_as_well() {
    let setup = server();
    let ran = setup
        .run(&["-c", "ls a.txt; dir sub/deep.txt", &setup.url("pub/")])
        .ended(0);
    assert!(ran.out.starts_with("a.txt\n"), "{}", ran.out);
    assert!(ran.out.ends_with("deep.txt\n"), "{}", ran.out);
    setup
        .run(&["-c", "ls nothing", &setup.url("pub/")])
        .ended(5)
        .said("Listing /pub/nothing failed");
}

#[test]
fn the_mode_is_said_and_set_as_a_verb_too() {
    let setup = server();
    let ran = setup
        .run(&[
            "-c",
            "mode passive; mode; mode stream; system",
            &setup.url(""),
        ])
        .ended(0);
    assert!(ran.out.starts_with("mode: passive\n215 "), "{}", ran.out);
    setup
        .run(&["-c", "mode sideways", &setup.url("")])
        .ended(2)
        .said("mode is one of");
}
