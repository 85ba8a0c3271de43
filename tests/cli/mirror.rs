//! `twoport mirror`: one folder becomes like another, and nothing is deleted that the source may have.

use super::program::{Setup, names, read};
use std::fs;
use twoport::server::{DataFault, DataFaultKind};

/// Three files and two folders there; here an old one, one that is the same, and three too many.
fn server() -> Setup {
    let setup = Setup::new();
    furnish(&setup);
    setup
}

fn furnish(setup: &Setup) {
    setup.put("tree/new.txt", "new");
    setup.put("tree/sub/deep/inner.txt", "inner");
    setup.put("tree/changed.txt", "changed there");
    setup.put("tree/same.txt", "same");
    let same = setup.there.join("tree/same.txt");
    let time = fs::metadata(&same).unwrap().modified().unwrap();
    setup.put_here("copy/same.txt", "same");
    let here = fs::File::options()
        .write(true)
        .open(setup.here.join("copy/same.txt"))
        .unwrap();
    here.set_modified(time).unwrap();
    setup.put_here("copy/changed.txt", "old");
    setup.put_here("copy/extra.txt", "extra");
    setup.put_here("copy/gone/a", "a");
    setup.put_here("copy/gone/b/c", "c");
}

const DELETES: [&str; 3] = ["--delete", "--max-delete", "5"];

fn mirror<'a>(options: &[&'a str], from: &'a str, to: &'a str) -> Vec<&'a str> {
    [&["mirror"], options, &[from, to]].concat()
}

fn same(setup: &Setup) {
    super::support::tree::assert_same(&setup.there.join("tree"), &setup.here.join("copy"));
}

#[test]
fn down_with_and_without_deleting() {
    let setup = server();
    let url = setup.url("tree");
    setup
        .run(&mirror(&[], &url, "copy"))
        .ended(0)
        .said("3 files copied");
    assert!(setup.here.join("copy/extra.txt").exists());
    assert_eq!(read(setup.here.join("copy/changed.txt")), "changed there");
    setup
        .run(&mirror(&DELETES, &url, "copy"))
        .ended(0)
        .said("0 files copied (0 B), 5 deleted, 4 the same");
    same(&setup);
    // Once more: there is nothing to do.
    let ran = setup.run(&mirror(&DELETES, &url, "copy")).ended(0);
    ran.said("0 files copied (0 B), 0 deleted, 4 the same");
    setup.run(&mirror(&[], &url, "fresh/copy")).ended(0);
    super::support::tree::assert_same(&setup.there.join("tree"), &setup.here.join("fresh/copy"));
}

#[test]
fn up_with_and_without_deleting() {
    let setup = Setup::new();
    setup.put_here("copy/new.txt", "new");
    setup.put_here("copy/sub/deep/inner.txt", "inner");
    setup.put_here("copy/changed.txt", "changed here");
    setup.put("tree/changed.txt", "old");
    setup.put("tree/extra.txt", "extra");
    setup.put("tree/gone/a", "a");
    setup.put("tree/gone/b/c", "c");
    let url = setup.url("tree");
    setup
        .run(&mirror(&["--upload"], "copy", &url))
        .ended(0)
        .said("3 files copied");
    assert!(setup.there.join("tree/gone/b/c").exists());
    let options = ["--upload", "--delete", "--max-delete", "5"];
    setup
        .run(&mirror(&options, "copy", &url))
        .ended(0)
        .said("5 deleted");
    same(&setup);
    setup
        .run(&mirror(&["--upload"], "copy", &setup.url("other/place")))
        .ended(0);
    assert_eq!(
        read(setup.there.join("other/place/sub/deep/inner.txt")),
        "inner"
    );
}

#[test]
fn a_dry_run_says_it_all_and_does_nothing() {
    let setup = server();
    let url = setup.url("tree");
    let ran = setup
        .run(&mirror(&["--delete", "--dry-run"], &url, "copy"))
        .ended(0);
    for line in [
        "make    sub/\n",
        "make    sub/deep/\n",
        "copy    new.txt  3 B\n",
        "replace changed.txt  13 B  (another size)\n",
        "delete  extra.txt\n",
        "delete  gone/b/c\ndelete  gone/b/\n",
        "2 folders to make, 2 to copy, 1 to replace (21 B), 5 to delete, 0 left as they are, 1 the same",
    ] {
        assert!(ran.out.contains(line), "{line:?} is not in\n{}", ran.out);
    }
    assert_eq!(
        names(&setup.here.join("copy")),
        ["changed.txt", "extra.txt", "gone", "same.txt"]
    );
    let ran = setup
        .run(&mirror(&["--delete", "-n", "--json"], &url, "copy"))
        .ended(0);
    let lines: Vec<serde_json::Value> = ran
        .out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let count = |action: &str| lines.iter().filter(|line| line["action"] == action).count();
    assert_eq!(
        [
            count("make"),
            count("copy"),
            count("replace"),
            count("delete")
        ],
        [2, 2, 1, 5]
    );
    setup.run(&mirror(&["-n"], &url, "not there")).ended(0);
    assert!(!setup.here.join("not there").exists());
}

#[test]
fn many_deletions_have_to_be_said_beforehand() {
    let setup = server();
    let url = setup.url("tree");
    let ran = setup.run(&mirror(&["--delete"], &url, "copy")).ended(1);
    ran.said("5 of 7 in the target are to be deleted")
        .said("--max-delete 5");
    assert!(setup.here.join("copy/extra.txt").exists());
    assert!(
        setup.here.join("copy/new.txt").exists(),
        "the copying is done"
    );
    let few = ["--delete", "--max-delete", "4"];
    setup
        .run(&mirror(&few, &url, "copy"))
        .ended(1)
        .said("5 are more than --max-delete 4");
    assert!(setup.here.join("copy/gone/a").exists());
}

#[test]
fn an_empty_source_deletes_nothing_unless_that_is_said() {
    let setup = server();
    fs::create_dir(setup.there.join("empty")).unwrap();
    let url = setup.url("empty");
    let ran = setup.run(&mirror(&DELETES, &url, "copy")).ended(1);
    ran.said("the source is empty").said("--delete-all");
    assert!(setup.here.join("copy/gone/b/c").exists());
    let missing = setup.url("missing");
    setup.run(&mirror(&DELETES, &missing, "copy")).ended(5);
    assert!(setup.here.join("copy/gone/b/c").exists());
    let all = ["--delete-all", "--max-delete", "99"];
    setup.run(&mirror(&all, &url, "copy")).ended(0);
    assert_eq!(names(&setup.here.join("copy")), Vec::<String>::new());
}

/// A server that ends a listing early and says that all of it was sent: at every kind of place.
#[test]
fn a_listing_cut_short_deletes_nothing_whatever_the_server_says_of_it() {
    for kind in [
        DataFaultKind::CloseThen226,
        DataFaultKind::CloseThen426,
        DataFaultKind::ResetThen426,
    ] {
        for after_bytes in (0..400).step_by(29) {
            let setup = Setup::with(|options| {
                options.faults = vec![DataFault {
                    verb: "MLSD".into(),
                    after_bytes,
                    times: 9,
                    kind,
                }];
            });
            for number in 0..5 {
                let name = format!("file-{number}.txt");
                setup.put(format!("tree/{name}"), "x");
                setup.put_here(format!("copy/{name}"), "x");
            }
            let options = [
                "--delete",
                "--max-delete",
                "99",
                "--timeout",
                "5",
                "--retries",
                "0",
            ];
            let ran = setup.run(&mirror(&options, &setup.url("tree"), "copy"));
            let left = names(&setup.here.join("copy"));
            assert_eq!(
                left.len(),
                5,
                "{kind:?} after {after_bytes}: {left:?}\n{}",
                ran.err
            );
            let ls = ["ls", "--retries", "0", &setup.url("tree")];
            let complete = setup.run(&ls).out.lines().count() == 5;
            assert!(
                complete || ran.code != Some(0),
                "{kind:?} after {after_bytes}: {}",
                ran.err
            );
        }
    }
}

/// The listing ends in order after a whole line, and the server says that it was sent: nothing but
/// asking for each name shows that it has them.
#[test]
fn what_a_listing_leaves_out_is_found_by_asking() {
    let setup_with = |files: u64, faults| {
        let setup = Setup::with(|options| options.faults = faults);
        for number in 0..files {
            setup.put(format!("tree/file-{number}"), "x");
            setup.put_here(format!("copy/file-{number}"), "x");
        }
        setup
    };
    let bytes = |files| -> u64 {
        let setup = setup_with(files, Vec::new());
        let ran = setup.run(&["ls", "-v", &setup.url("tree")]).ended(0);
        let (_, bytes) = ran.err.split_once("closed in order, ").unwrap();
        bytes.split(' ').next().unwrap().parse().unwrap()
    };
    let (whole, line) = (bytes(5), bytes(5) - bytes(4));
    for missing in 1..5 {
        let fault = DataFault {
            verb: "MLSD".into(),
            after_bytes: whole - line * missing,
            times: 9,
            kind: DataFaultKind::CloseThen226,
        };
        let setup = setup_with(5, vec![fault]);
        let options = ["--delete", "--max-delete", "99"];
        let ran = setup
            .run(&mirror(&options, &setup.url("tree"), "copy"))
            .ended(1);
        ran.said("not deleted: the server's listing leaves out /tree/file-");
        assert_eq!(names(&setup.here.join("copy")).len(), 5, "{missing} lines");
    }
}

#[test]
fn a_folder_that_cannot_be_read_keeps_what_is_below_it_here() {
    let setup = Setup::with(|options| {
        options.replies = vec![("CWD /tree/closed".into(), "550 Closed".into())];
    });
    furnish(&setup);
    setup.put("tree/closed/x", "x");
    setup.put_here("copy/closed/y/z", "z");
    let options = ["--delete", "--max-delete", "9"];
    let ran = setup
        .run(&mirror(&options, &setup.url("tree"), "copy"))
        .ended(1);
    ran.said("closed: Listing /tree/closed failed: 550 Closed")
        .said("closed/y: not deleted: ");
    assert!(setup.here.join("copy/closed/y/z").exists());
    assert!(
        !setup.here.join("copy/gone").exists(),
        "elsewhere it is as planned"
    );
}

#[test]
fn nothing_is_deleted_where_the_copying_failed() {
    let setup = Setup::with(|options| {
        options.replies = vec![("RETR /tree/new.txt".into(), "550 Not this one".into())];
    });
    furnish(&setup);
    let ran = setup
        .run(&mirror(&DELETES, &setup.url("tree"), "copy"))
        .ended(1);
    ran.said("550 Not this one")
        .said("5 items not deleted, since not all of it was copied");
    assert!(setup.here.join("copy/gone/a").exists());
}

#[test]
fn a_file_and_a_folder_of_one_name_are_told() {
    let setup = Setup::new();
    setup.put("tree/one", "file there");
    setup.put("tree/two/inner", "x");
    setup.put_here("copy/one/inner", "x");
    setup.put_here("copy/two", "file here");
    let ran = setup
        .run(&mirror(&DELETES, &setup.url("tree"), "copy"))
        .ended(1);
    ran.said("one: what the target has of this name is no file")
        .said("two: what the target has of this name is no folder");
    assert_eq!(read(setup.here.join("copy/two")), "file here");
    assert_eq!(read(setup.here.join("copy/one/inner")), "x");
}

/// A link is deleted itself, never what it leads to.
#[test]
fn links_are_not_followed() {
    let setup = Setup::new();
    setup.put("tree/a", "a");
    setup.put_here("precious/x", "x");
    setup.put_here("copy/a", "a");
    std::os::unix::fs::symlink(setup.here.join("precious"), setup.here.join("copy/link")).unwrap();
    let options = ["--delete", "--max-delete", "1"];
    setup
        .run(&mirror(&options, &setup.url("tree"), "copy"))
        .ended(0);
    assert_eq!(names(&setup.here.join("copy")), ["a"]);
    assert!(setup.here.join("precious/x").exists());
}

#[test]
fn what_makes_no_sense() {
    let setup = Setup::new();
    let url = setup.url("");
    setup
        .run(&mirror(&[], "copy", &url))
        .ended(2)
        .said("with --upload");
    setup
        .run(&mirror(&["--upload"], &url, "copy"))
        .ended(2)
        .said("with --upload");
    setup.run(&mirror(&["--upload"], "missing", &url)).ended(6);
    assert!(setup.server.commands().is_empty(), "nobody was bothered");
}
