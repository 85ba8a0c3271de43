//! The harness itself, put to the test: clients that lie in every way there is are caught, and one
//! that is honest is not.

use super::oracle::{Expect, judge};
use super::program::Ran;
use super::verdict::Wrong;
use super::world::World;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;
use std::time::Duration;
use twoport::model::Direction;

const CONTENT: &str = "all of it";

/// What a false client does, in shell, and what it must be caught at; nothing where it is honest.
struct False {
    script: &'static str,
    expect: Expect<'static>,
    caught: &'static [Wrong],
}

const fn case(script: &'static str, expect: Expect<'static>, caught: &'static [Wrong]) -> False {
    False {
        script,
        expect,
        caught,
    }
}

/// An honest download, in shell.
const HONEST: &str = "printf 'all of it' >in/file";

const CASES: [False; 17] = [
    case("printf 'all of it' >in/file", Expect::Done, &[]),
    case(
        "echo 'in/file: refused' >&2; exit 5",
        Expect::Told("refused"),
        &[],
    ),
    case("echo 'file: refused' >&2; exit 5", Expect::Honest, &[]),
    case(
        "printf 'all of' >in/.file.x1.part; kill -9 $$",
        Expect::Stopped,
        &[Wrong::Journal],
    ),
    case("printf 'all of' >in/file", Expect::Done, &[Wrong::Corrupt]),
    case(
        "printf 'all of' >in/file; exit 1",
        Expect::Honest,
        &[Wrong::Partial],
    ),
    case(
        "printf 'all of' >in/file; kill -9 $$",
        Expect::Stopped,
        &[Wrong::Partial, Wrong::Journal],
    ),
    case("true", Expect::Done, &[Wrong::Lost]),
    case("true", Expect::Honest, &[Wrong::Lost]),
    case(
        r#"echo '{"remote":"/pub/file","state":"done","bytes":9}'; exit 1"#,
        Expect::Honest,
        &[Wrong::Lost],
    ),
    case("exit 1", Expect::Honest, &[Wrong::Silent]),
    case(
        "echo 'in/file: refused' >&2; exit 5",
        Expect::Done,
        &[Wrong::GaveUp],
    ),
    case(
        "printf 'all of it' >in/file; exit 1",
        Expect::Done,
        &[Wrong::Report],
    ),
    case(
        "printf 'all of it' >in/file; echo x >in/.file.x1.part",
        Expect::Done,
        &[Wrong::Stray],
    ),
    case(
        "printf 'all of it' >in/file; echo x >beside",
        Expect::Done,
        &[Wrong::Stray],
    ),
    case(
        "printf 'all of it' >in/file; exec sleep 60",
        Expect::Done,
        &[Wrong::Hang, Wrong::Report],
    ),
    case(
        "printf 'all of it' >in/file; echo 'thread main panicked' >&2; exit 101",
        Expect::Honest,
        &[Wrong::Panic],
    ),
];

/// A run of a shell script in the place of the program, whose journal says `journal`.
fn run(script: &str, journal: &str) -> (World, Ran) {
    let mut world = World::without_server(Direction::Download, 1);
    world.offer("file", CONTENT.as_bytes());
    let program = world.folder("notes").join("program");
    fs::write(&program, format!("#!/bin/sh\nprintf '%s' '{journal}'\n")).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let mut command = Command::new("sh");
    command.args(["-c", script]);
    world.at_home(&mut command);
    world.program = program;
    let ran = world.start(command).end(Duration::from_secs(2));
    (world, ran)
}

#[test]
fn false_clients_are_caught_and_honest_ones_are_not() {
    for False {
        script,
        expect,
        caught,
    } in CASES
    {
        let (world, ran) = run(script, "");
        let verdict = judge(&world, &ran, expect);
        let found: Vec<Wrong> = verdict.0.iter().map(|complaint| complaint.wrong).collect();
        assert_eq!(found, caught, "{script}: {verdict:?}");
    }
}

#[test]
fn a_journal_that_forgets_or_keeps_too_much_is_caught() {
    let entry = r#"{"remote":"/pub/file","state":"queued"}"#;
    let stopped = "printf 'all of' >in/.file.x1.part; kill -9 $$";
    for (script, journal, expect, is_caught) in [
        (HONEST, "", Expect::Done, false),
        (HONEST, entry, Expect::Done, true),
        (stopped, entry, Expect::Stopped, false),
        (stopped, "", Expect::Stopped, true),
        (stopped, "nonsense", Expect::Stopped, true),
    ] {
        let (world, ran) = run(script, journal);
        let verdict = judge(&world, &ran, expect);
        assert_eq!(
            verdict.has(Wrong::Journal),
            is_caught,
            "{journal}: {verdict:?}"
        );
        assert_eq!(verdict.0.len(), usize::from(is_caught), "{verdict:?}");
    }
}
