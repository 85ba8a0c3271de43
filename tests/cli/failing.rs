//! Exit codes, and what is said.

use super::program::{CANARY, Setup, names};
use super::support::closed_port;
use std::os::unix::fs::PermissionsExt;

#[test]
fn one_some_of_it_failed() {
    let setup = Setup::with(|options| {
        options.replies = vec![("RETR /pub/bad".into(), "550 Not this one".into())];
    });
    setup.put("pub/bad", "x");
    setup.put("pub/good", "x");
    let ran = setup.run(&["get", "-r", &setup.url("pub")]).ended(1);
    ran.said("Downloading /pub/bad failed: 550 Not this one");
    assert_eq!(names(&setup.here.join("pub")), ["good"]);
}

/// Repeating the command would be refused again: what was refused for good is told, and not kept.
#[test]
fn what_is_refused_for_good_is_nothing_to_go_on_with() {
    let setup = Setup::with(|options| {
        options.replies = vec![("STOR".into(), "553 No names today".into())];
    });
    setup.put("pub/good", "x");
    setup.put_here("x", "x");
    let (missing, folder) = (setup.url("missing"), setup.url("pub/"));
    let script = format!("open {}\nget good\nget missing\n", setup.url("pub"));
    setup.put_here("script", &script);
    let commands: [(&[&str], i32); 4] = [
        (&["get", &missing], 5),
        (&["get", "-r", &missing], 5),
        (&["put", "x", &folder], 5),
        (&["run", "script"], 1),
    ];
    for (command, code) in &commands {
        let ran = setup.run(command).ended(*code);
        assert!(!ran.err.contains("kept in the queue"), "{}", ran.err);
        let queue = setup.run(&["queue"]).ended(0);
        assert_eq!(queue.out, "", "{command:?}");
    }
}

/// What is in the other folders comes, whenever the bad one is met.
#[test]
fn one_a_folder_that_cannot_be_read_does_not_stop_the_rest() {
    let setup = Setup::with(|options| {
        options.replies = vec![("CWD /pub/1-closed".into(), "550 Closed".into())];
    });
    setup.put("pub/1-closed/x", "x");
    for number in 2..30 {
        setup.put(format!("pub/{number}/x"), "x");
    }
    let ran = setup.run(&["get", "-r", &setup.url("pub")]).ended(1);
    ran.said("Reading the folder /pub/1-closed failed: 550 Closed");
    for number in 2..30 {
        assert_eq!(names(&setup.here.join(format!("pub/{number}"))), ["x"]);
    }
}

#[test]
fn two_what_makes_no_sense() {
    let setup = Setup::new();
    setup.run(&["get"]).ended(2);
    setup
        .run(&["ls", "http://host/"])
        .ended(2)
        .said("http:// is not ftp://");
    setup
        .run(&["ls", "--trust-fingerprint", "SHA256:12", &setup.url("")])
        .ended(2)
        .said("is not a fingerprint");
    setup
        .run(&["ls", "--mode", "sideways", &setup.url("")])
        .ended(2);
    setup
        .run(&["ls", &setup.url("a%0d%0aDELE%20b")])
        .ended(2)
        .said("line end");
    assert!(setup.server.commands().is_empty(), "nobody was bothered");
}

#[test]
fn three_nobody_is_there() {
    let setup = Setup::new();
    let (_closed, free) = closed_port();
    let ran = setup.run(&["ls", &format!("ftp://{free}/")]).ended(3);
    ran.said(&format!("Could not connect to {free}: "))
        .said("Connection refused")
        .said(&format!(
            "Nothing listens on port {} there, or a firewall rejects it.",
            free.port()
        ));
    let silent = Setup::with(|options| options.silent = vec!["MLSD".into()]);
    silent
        .run(&["ls", "--timeout", "1", &silent.url("")])
        .ended(3)
        .said("no answer within 1 s");
    let full = Setup::with(|options| options.max_sessions = Some(0));
    full.run(&["ls", &full.url("")])
        .ended(3)
        .said("421 There are too many connections");
}

#[test]
fn four_the_login_is_refused() {
    let setup = Setup::for_anna();
    let ran = setup.run_with(
        &["ls", &setup.url_of("anna", "")],
        &[("TWOPORT_PASSWORD", "not this one")],
        "",
    );
    let ran = ran
        .ended(4)
        .said("refused the login as anna: 530 Login incorrect");
    assert!(!ran.err.contains(CANARY));
    let logins = setup
        .server
        .commands()
        .iter()
        .filter(|line| line.starts_with("PASS"))
        .count();
    assert_eq!(logins, 1, "a wrong password is not tried again");
}

#[test]
fn five_the_server_refuses_all_of_it() {
    let setup = Setup::with(|options| {
        options.replies = vec![("STOR".into(), "553 No names today".into())];
    });
    let url = setup.url("missing");
    setup
        .run(&["get", &url])
        .ended(5)
        .said("Downloading /missing failed: 550 ");
    setup.run(&["get", "-r", &url]).ended(5);
    setup.put_here("x", "x");
    setup
        .run(&["put", "x", &setup.url("")])
        .ended(5)
        .said("553 No names today");
    assert_eq!(setup.names_here(), ["x"]);
}

#[test]
fn six_this_side_is_the_trouble() {
    let setup = Setup::new();
    setup.put("x", "x");
    setup
        .run(&["put", "missing", &setup.url("")])
        .ended(6)
        .said("No such file or directory");
    assert!(
        setup.server.commands().is_empty(),
        "found out before the login"
    );
    setup.put_here("file", "");
    setup.run(&["get", &setup.url("x"), "-o", "file/"]).ended(6);
    if !rustix::process::geteuid().is_root() {
        let closed = setup.here.join("closed");
        std::fs::create_dir(&closed).unwrap();
        std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o500)).unwrap();
        setup
            .run(&["get", &setup.url("x"), "-o", "closed/"])
            .ended(6)
            .said("Permission denied");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let setup = Setup::new();
    for number in 0..3000 {
        setup.put(
            format!("a file with a rather long name to fill the pipe {number}"),
            "",
        );
    }
    let mut child = setup.command(["ls", &setup.url("")]).spawn().unwrap();
    drop(child.stdout.take());
    let ran: super::program::Ran = child.wait_with_output().unwrap().into();
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
}
