//! What scripts are told where a line means no file, sets something, or cannot be done here.

use super::line::{open, server};
use super::program::names;

#[test]
fn what_ftp_has_for_its_output_or_a_program_is_no_file() {
    let setup = server();
    for line in [
        "get a.txt -",
        "get a.txt |more",
        "put -",
        "append - a.txt",
        "dir . |more",
    ] {
        let script = format!("{}user anonymous me@x\ncd pub\n{line}\n", open(&setup));
        setup.put_here("script", &script);
        let ran = setup.run(&["run", "script"]).ended(2);
        assert!(
            ran.err.contains("stands for no file here"),
            "{line}: {}",
            ran.err
        );
    }
    assert_eq!(names(&setup.here), ["script"]);
    let script = format!("{}user anonymous me@x\ncd pub\nls . -\n", open(&setup));
    setup.put_here("script", &script);
    let ran = setup.run(&["run", "script"]).ended(0);
    assert!(
        ran.out.contains("a.txt"),
        "that is where a listing goes anyway"
    );
    assert_eq!(names(&setup.here), ["script"]);
}

#[test]
fn what_is_set_is_told_and_a_folder_that_is_not_here_is_local_trouble() {
    let setup = server();
    let sets = [
        "limit 500k",
        "conflict skip",
        "sessions 2",
        "charset latin1",
        "prompt off",
    ];
    for line in sets {
        setup.put_here("script", &format!("set {line}\n"));
        let ran = setup.run(&["run", "script"]).ended(0);
        let (_, value) = line.split_once(' ').unwrap();
        assert!(ran.err.contains(value), "{line}: {}", ran.err);
    }
    setup.put_here("script", "lcd nowhere\n");
    let ran = setup.run(&["run", "script"]).ended(6);
    assert!(
        ran.err.contains("is no folder of this computer"),
        "{}",
        ran.err
    );
}

#[test]
fn a_name_that_begins_with_a_dash_is_told_how_it_is_written() {
    let setup = server();
    setup.put("pub/-x", "dash");
    for line in ["get -x", "delete -x", "rm -rf pub"] {
        let script = format!("{}user anonymous me@x\ncd pub\n{line}\n", open(&setup));
        setup.put_here("script", &script);
        let ran = setup.run(&["run", "script"]).ended(2);
        assert!(ran.err.contains("written `./-"), "{line}: {}", ran.err);
    }
    let script = format!(
        "{}user anonymous me@x\ncd pub\nget ./-x\ndelete ./-x\n",
        open(&setup)
    );
    setup.put_here("script", &script);
    setup.run(&["run", "script"]).ended(0);
    assert_eq!(names(&setup.here), ["-x", "script"]);
}
