//! Rows 13 and 14: no room. A disk that is full here, a quota that is used up there: one message,
//! what has come is kept, and it goes on when there is room.

use super::CALM;
use crate::form::by_form;
use crate::oracle::{Expect, judge};
use crate::verdict::{Verdict, Wrong, row};
use crate::world::World;
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use twoport::model::Direction;

/// Bytes of the file.
const LENGTH: u64 = 3_000_000;

/// A small file system, taken down when dropped.
pub(crate) struct SmallDisk(PathBuf);

impl SmallDisk {
    /// Puts one of this size over a folder. `None`, after a notice, where that cannot be.
    pub(crate) fn over(folder: PathBuf, size: &str) -> Option<Self> {
        let mount = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={size},mode=0777")])
            .arg("twoport-faults")
            .arg(&folder)
            .output();
        match mount {
            Ok(output) if output.status.success() => Some(Self(folder)),
            other => {
                eprintln!("*** SKIPPED: no small disk: {other:?}");
                None
            }
        }
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let output = Command::new("umount").arg(&self.0).output();
        let gone = output.is_ok_and(|output| output.status.success());
        assert!(
            gone || std::thread::panicking(),
            "{} stays",
            self.0.display()
        );
    }
}

#[test]
fn row_13_local_disk_full() {
    if !rustix::process::geteuid().is_root() {
        eprintln!("*** SKIPPED: only root may mount a small disk");
        return;
    }
    row("13 local disk full", by_form(3, 20), 2, |seed, _| {
        let mut verdict = Verdict::default();
        let mut world = World::new(Direction::Download, seed, |_, _| {});
        let Some(_disk) = SmallDisk::over(world.target(), "4m") else {
            return verdict;
        };
        world.offer_bytes("file.bin", LENGTH);
        // Outside of the goods: it is neither sent nor missed.
        let filler = world.target().join(".filler.part");
        let size = world.chance.within(1_500_000, 3_900_000);
        fs::write(&filler, vec![0; usize::try_from(size).unwrap()]).unwrap();
        let ran = world.run(world.carry("file.bin", &CALM));
        verdict
            .0
            .extend(judge(&world, &ran, Expect::Told("file.bin")).0);
        one_message(&ran.err, &["No space left", "no room"], &mut verdict);
        let kept = world
            .parts()
            .iter()
            .any(|(path, size)| *path != filler && *size > 0);
        verdict.expect(kept, Wrong::Effort, || "what had come is not kept".into());
        fs::remove_file(&filler).unwrap();
        let moved = world.server().bytes_moved();
        let ran = world.run(world.carry("file.bin", &CALM));
        verdict.0.extend(judge(&world, &ran, Expect::Done).0);
        let crossed = world.server().bytes_moved() - moved;
        verdict.expect(crossed < LENGTH, Wrong::Effort, || {
            "it began from the start".into()
        });
        verdict
    });
}

#[test]
fn row_14_remote_quota() {
    row("14 remote quota", by_form(3, 20), 2, |seed, _| {
        let mut world = World::new(Direction::Upload, seed, |options, _| {
            options.trouble.quota = Some(4_000_000);
        });
        world.offer_bytes("file.bin", LENGTH);
        // In the other folder of the server, which is not looked into.
        let filler = world.there().join("pub/filler");
        let size = world.chance.within(1_500_000, 3_900_000);
        fs::write(&filler, vec![0; usize::try_from(size).unwrap()]).unwrap();
        let ran = world.run(world.carry("file.bin", &CALM));
        let mut verdict = judge(&world, &ran, Expect::Told("552"));
        one_message(&ran.err, &["552"], &mut verdict);
        fs::remove_file(&filler).unwrap();
        let ran = world.run(world.carry("file.bin", &CALM));
        verdict.0.extend(judge(&world, &ran, Expect::Done).0);
        verdict
    });
}

/// The disk fails under the file: what could not be written or made sure of is no success.
#[test]
fn row_14_disk_errors() {
    let folder = tempfile::tempdir().unwrap();
    let shim = folder.path().join("eio.so");
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/faults/eio.c");
    let built = Command::new("cc")
        .args(["-shared", "-fPIC", "-O1", "-o"])
        .arg(&shim)
        .args([source, "-ldl"])
        .status();
    if !built.is_ok_and(|status| status.success()) {
        eprintln!("*** SKIPPED: no disk errors without a C compiler");
        return;
    }
    row(
        "14 EIO of write and fsync",
        by_form(4, 20),
        2,
        |seed, number| {
            let call = ["write", "sync"][number % 2];
            let mut world = World::new(Direction::Download, seed, |_, _| {});
            world.offer_bytes("file.bin", LENGTH);
            let mut command = world.carry("file.bin", &CALM);
            command.env("LD_PRELOAD", &shim).env("FAULTS_EIO", call);
            let ran = world.run(command);
            let mut verdict = judge(&world, &ran, Expect::Told("nput/output error"));
            let ran = world.run(world.carry("file.bin", &CALM));
            verdict.0.extend(judge(&world, &ran, Expect::Done).0);
            verdict
        },
    );
}

/// The user is told once, not once for each try.
fn one_message(said: &str, words: &[&str], verdict: &mut Verdict) {
    let lines = said
        .lines()
        .filter(|line| words.iter().any(|word| line.contains(word)));
    let count = lines.count();
    verdict.expect(count <= 1, Wrong::Report, || {
        format!("told {count} times:\n{said}")
    });
}
