//! `twoport get` and `twoport put`: what goes where.

use super::program::{Setup, names, read};

fn server() -> Setup {
    let setup = Setup::new();
    setup.put("pub/a.txt", "there a");
    setup.put("pub/b.txt", "there b");
    setup.put("pub/sub/c.txt", "there c");
    setup
}

#[test]
fn get_a_file_here_under_a_new_name_or_into_a_folder() {
    let setup = server();
    let url = setup.url("pub/a.txt");
    setup.run(&["get", &url]).ended(0);
    setup.run(&["get", &url, "-o", "new name"]).ended(0);
    setup.run(&["get", &url, "-o", "fresh/"]).ended(0);
    std::fs::create_dir(setup.here.join("folder")).unwrap();
    setup.run(&["get", "-o", "folder", &url]).ended(0);
    for path in ["a.txt", "new name", "fresh/a.txt", "folder/a.txt"] {
        assert_eq!(read(setup.here.join(path)), "there a", "{path}");
    }
    assert_eq!(setup.names_here(), ["a.txt", "folder", "fresh", "new name"]);
}

#[test]
fn get_several_files() {
    let setup = server();
    let urls = [setup.url("pub/a.txt"), setup.url("pub/b.txt")];
    setup.run(&["get", &urls[0], &urls[1]]).ended(0);
    assert_eq!(setup.names_here(), ["a.txt", "b.txt"]);
    setup
        .run(&["get", &urls[0], &urls[1], "-o", "one"])
        .ended(2)
        .said("more than one URL");
}

/// As rsync has it: `dir` makes `dir` in the target, `dir/` brings what is in it.
#[test]
fn get_a_folder_or_what_is_in_it() {
    let setup = server();
    let (folder, contents) = (setup.url("pub"), setup.url("pub/"));
    setup.run(&["get", "-r", &folder]).ended(0);
    assert_eq!(read(setup.here.join("pub/sub/c.txt")), "there c");
    for (target, is_there) in [("new", false), ("new slash/", false), ("existing", true)] {
        if is_there {
            std::fs::create_dir(setup.here.join(target)).unwrap();
        }
        setup.run(&["get", "-r", &folder, "-o", target]).ended(0);
        assert_eq!(names(&setup.here.join(target)), ["pub"], "{target}");
        assert_eq!(
            read(setup.here.join(target).join("pub/sub/c.txt")),
            "there c"
        );
    }
    for target in ["contents", "contents slash/"] {
        setup.run(&["get", "-r", &contents, "-o", target]).ended(0);
        assert_eq!(
            names(&setup.here.join(target)),
            ["a.txt", "b.txt", "sub"],
            "{target}"
        );
    }
    setup
        .run(&["get", &contents])
        .ended(2)
        .said("is a folder: say -r");
}

#[test]
fn put_a_file_into_a_folder_or_under_a_new_name() {
    let setup = server();
    setup.put_here("up.txt", "here");
    setup.run(&["put", "up.txt", &setup.url("pub/")]).ended(0);
    setup
        .run(&["put", "up.txt", &setup.url("pub/new name")])
        .ended(0);
    setup.run(&["put", "up.txt", &setup.url("")]).ended(0);
    for path in ["pub/up.txt", "pub/new name", "up.txt"] {
        assert_eq!(read(setup.there.join(path)), "here", "{path}");
    }
    setup.put_here("two.txt", "here");
    setup
        .run(&["put", "up.txt", "two.txt", &setup.url("pub/sub/")])
        .ended(0);
    assert_eq!(
        names(&setup.there.join("pub/sub")),
        ["c.txt", "two.txt", "up.txt"]
    );
    setup
        .run(&["put", "up.txt", "two.txt", &setup.url("x")])
        .ended(2)
        .said("does not end in /");
}

#[test]
fn put_a_folder_or_what_is_in_it() {
    let setup = server();
    setup.put_here("dir/a", "here a");
    setup.put_here("dir/sub/b", "here b");
    setup
        .run(&["put", "-r", "dir", &setup.url("pub/")])
        .ended(0);
    assert_eq!(read(setup.there.join("pub/dir/sub/b")), "here b");
    setup
        .run(&["put", "-r", "dir/", &setup.url("pub/sub/")])
        .ended(0);
    assert_eq!(names(&setup.there.join("pub/sub")), ["a", "c.txt", "sub"]);
    for target in ["new", "new slash/"] {
        setup
            .run(&["put", "-r", "dir", &setup.url(&target.replace(' ', "%20"))])
            .ended(0);
        assert_eq!(names(&setup.there.join(target)), ["dir"], "{target}");
        assert_eq!(read(setup.there.join(target).join("dir/sub/b")), "here b");
    }
    setup
        .run(&["put", "dir", &setup.url("pub/")])
        .ended(2)
        .said("dir is a folder: say -r");
}

#[test]
fn a_target_that_is_there_is_refused_until_it_is_said_what_to_do() {
    let setup = server();
    let url = setup.url("pub/a.txt");
    setup.put_here("a.txt", "here a");
    setup
        .run(&["get", &url])
        .ended(1)
        .said("--on-conflict overwrite, skip, rename, resume, newer or size");
    assert_eq!(read(setup.here.join("a.txt")), "here a");
    setup
        .run(&["get", &url, "--on-conflict", "skip"])
        .ended(0)
        .said("skipped");
    assert_eq!(read(setup.here.join("a.txt")), "here a");
    setup
        .run(&["get", &url, "--on-conflict", "rename"])
        .ended(0);
    assert_eq!(read(setup.here.join("a (1).txt")), "there a");
    setup
        .run(&["get", &url, "--on-conflict", "overwrite"])
        .ended(0);
    assert_eq!(read(setup.here.join("a.txt")), "there a");
    setup.put_here("b.txt", "here b");
    let into = setup.url("pub/");
    setup
        .run(&["put", "b.txt", &into])
        .ended(1)
        .said("already in /pub");
    assert_eq!(read(setup.there.join("pub/b.txt")), "there b");
    setup
        .run(&["put", "b.txt", &into, "--on-conflict", "overwrite"])
        .ended(0);
    assert_eq!(read(setup.there.join("pub/b.txt")), "here b");
}

#[test]
fn both_modes_and_several_jobs_carry_a_tree() {
    for extra in [["--mode", "active"], ["--mode", "passive"], ["--jobs", "3"]] {
        let setup = server();
        for number in 0..20 {
            setup.put(format!("pub/many/{number}"), &number.to_string());
        }
        setup
            .run(&["get", "-r", extra[0], extra[1], &setup.url("pub")])
            .ended(0);
        super::support::tree::assert_same(&setup.there.join("pub"), &setup.here.join("pub"));
        let verb = if extra[1] == "active" { "EPRT" } else { "EPSV" };
        assert!(
            setup
                .server
                .commands()
                .iter()
                .any(|line| line.starts_with(verb))
        );
    }
}

#[test]
fn json_tells_how_each_file_ended() {
    let setup = server();
    let ran = setup
        .run(&["get", "-r", "--json", &setup.url("pub")])
        .ended(0);
    let mut done: Vec<(String, u64)> = ran
        .out
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .inspect(|object| assert_eq!(object["state"], "done"))
        .map(|object| {
            (
                object["remote"].as_str().unwrap().to_owned(),
                object["bytes"].as_u64().unwrap(),
            )
        })
        .collect();
    done.sort();
    let file = |name: &str| (format!("/pub/{name}"), 7);
    assert_eq!(done, [file("a.txt"), file("b.txt"), file("sub/c.txt")]);
}
