//! Row 15: this computer refuses. A folder that is read-only, a name that is too long, a folder
//! where a file should be, no descriptors left: each file that is hit is told, the others go on.

use super::CALM;
use crate::form::by_form;
use crate::oracle::{Expect, judge};
use crate::verdict::{Wrong, row};
use crate::world::World;
use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;
use twoport::model::Direction;

/// Somebody who owns nothing else.
const NOBODY: u32 = 65534;

/// Gives a tree to somebody.
fn give(path: &Path, owner: u32) {
    chown(path, Some(owner), Some(owner)).unwrap();
    if path.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            give(&entry.unwrap().path(), owner);
        }
    }
}

/// Makes a command run as nobody, who can reach this world.
fn as_nobody(world: &World, mut command: Command) -> Command {
    let base = world.folder(".");
    give(&world.here(), NOBODY);
    give(&world.folder("home"), NOBODY);
    fs::set_permissions(base, Permissions::from_mode(0o755)).unwrap();
    command.uid(NOBODY).gid(NOBODY);
    command
}

#[test]
fn row_15_read_only_folder() {
    if !rustix::process::geteuid().is_root() {
        eprintln!("*** SKIPPED: root alone can become somebody else");
        return;
    }
    row("15 read-only folder", by_form(2, 20), 2, |seed, number| {
        let mut world = World::new(Direction::Download, seed, |_, _| {});
        for number in 0..6 {
            world.offer_bytes(&format!("free-{number}"), 10_000);
        }
        world.offer_bytes("locked/refused-1", 10_000);
        world.offer_bytes("locked/refused-2", 10_000);
        let locked = world.target().join("locked");
        fs::create_dir(&locked).unwrap();
        let jobs = ["1", "4"][number % 2];
        let command = world.carry_all(&[&CALM[..], &["--jobs", jobs]].concat());
        let command = as_nobody(&world, command);
        fs::set_permissions(&locked, Permissions::from_mode(0o555)).unwrap();
        let ran = world.run(command);
        fs::set_permissions(&locked, Permissions::from_mode(0o755)).unwrap();
        let mut verdict = judge(&world, &ran, Expect::Told("locked"));
        let others = world.arrived().len();
        verdict.expect(others == 6, Wrong::GaveUp, || {
            format!("{others} of 6 others")
        });
        verdict
    });
}

#[test]
fn row_15_folder_in_the_way() {
    row("15 EISDIR", by_form(2, 20), 2, |seed, number| {
        let direction = [Direction::Download, Direction::Upload][number % 2];
        let mut world = World::new(direction, seed, |_, _| {});
        for number in 0..6 {
            world.offer_bytes(&format!("free-{number}"), 10_000);
        }
        world.offer_bytes("refused", 10_000);
        fs::create_dir(world.target().join("refused")).unwrap();
        let ran = world.run(world.carry_all(&CALM));
        let mut verdict = judge(&world, &ran, Expect::Told("refused"));
        let others = world.arrived().len();
        verdict.expect(others == 6, Wrong::GaveUp, || {
            format!("{others} of 6 others")
        });
        verdict
    });
}

/// The longest name there can be leaves no room for a suffix; one more byte is too long.
#[test]
fn row_15_long_names() {
    row("15 ENAMETOOLONG", by_form(4, 20), 2, |seed, number| {
        let direction = [Direction::Download, Direction::Upload][number / 2 % 2];
        let mut world = World::new(direction, seed, |_, _| {});
        if number.is_multiple_of(2) {
            world.offer_bytes(&"n".repeat(255), 10_000);
            world.offer_bytes(&"ü".repeat(127), 10_000);
            let ran = world.run(world.carry_all(&CALM));
            return judge(&world, &ran, Expect::Done);
        }
        world.offer_bytes("file.bin", 10_000);
        let long = "n".repeat(256);
        let command = match direction {
            Direction::Download => {
                let (url, to) = (world.url("pub/file.bin"), format!("in/{long}"));
                world.program(&["get", "--json", "-o", &to, &url])
            }
            Direction::Upload => {
                let url = world.url(&format!("in/{long}"));
                world.program(&["put", "--json", "out/file.bin", &url])
            }
        };
        let ran = world.run(command);
        let words = match direction {
            Direction::Download => "255",
            Direction::Upload => "553",
        };
        let mut verdict = judge(&world, &ran, Expect::Told(words));
        // It is told and noted under the name that it would have had.
        let by_name = [Wrong::Journal, Wrong::Silent];
        verdict
            .0
            .retain(|complaint| !by_name.contains(&complaint.wrong));
        verdict
            .0
            .retain(|complaint| complaint.wrong != Wrong::Journal);
        verdict
    });
}

#[test]
fn row_15_no_descriptors_left() {
    row("15 EMFILE", by_form(2, 20), 2, |seed, number| {
        let direction = [Direction::Download, Direction::Upload][number % 2];
        let mut world = World::new(direction, seed, |_, _| {});
        for number in 0..40 {
            world.offer_bytes(&format!("file-{number}"), 200_000);
        }
        let limit = world.chance.within(20, 44).to_string();
        let inner = world.carry_all(&[&CALM[..], &["--jobs", "8"]].concat());
        let mut command = Command::new("sh");
        command.args(["-c", "ulimit -n \"$1\"; shift; exec \"$@\"", "sh", &limit]);
        command.arg(inner.get_program()).args(inner.get_args());
        world.at_home(&mut command);
        let ran = world.run(command);
        let mut verdict = judge(&world, &ran, Expect::Honest);
        let ran = world.run(world.carry_all(&[&CALM[..], &["--on-conflict", "skip"]].concat()));
        verdict.0.extend(judge(&world, &ran, Expect::Done).0);
        verdict
    });
}
