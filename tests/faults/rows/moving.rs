//! Rows 16 and 17: the source changes while it is carried: it grows, shrinks, is written over, is
//! replaced, or goes away. What is called done is one of its states, whole; anything else is told.

use super::{AT_A_TIME, CALM};
use crate::form::by_form;
use crate::oracle::{Expect, judge};
use crate::support::tree;
use crate::verdict::{Verdict, Wrong, row};
use crate::world::{PATIENCE, World};
use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::FileExt as _;
use std::path::Path;
use twoport::model::Direction;

const LENGTH: usize = 900_000;

/// Bytes a second, so that there is time to change it.
const RATE: u64 = 1024 * 1024;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    /// More is written behind its end.
    Grows,
    /// It is cut.
    Shrinks,
    /// It is written over, in its whole length.
    WrittenOver,
    /// Another takes its name.
    Replaced,
    /// Its name goes away.
    Vanishes,
    /// It is cut to nothing and written anew, shorter.
    Rewritten,
}

const CHANGES: [Change; 6] = [
    Change::Grows,
    Change::Shrinks,
    Change::WrittenOver,
    Change::Replaced,
    Change::Vanishes,
    Change::Rewritten,
];

impl Change {
    /// Does it; gives what the file is then.
    fn perform(self, path: &Path, seed: u64) -> Option<Vec<u8>> {
        let old = fs::read(path).unwrap();
        let other = tree::bytes(seed ^ 0x5eed, old.len());
        let new = match self {
            Self::Grows => [&old[..], &other[..100_000]].concat(),
            Self::Shrinks => old[..old.len() / 4].to_vec(),
            Self::WrittenOver | Self::Replaced => other,
            Self::Rewritten => other[..200_000].to_vec(),
            Self::Vanishes => {
                fs::remove_file(path).unwrap();
                return None;
            }
        };
        match self {
            Self::Grows => {
                let mut file = OpenOptions::new().append(true).open(path).unwrap();
                file.write_all(&new[old.len()..]).unwrap();
            }
            Self::Shrinks => {
                let file = OpenOptions::new().write(true).open(path).unwrap();
                file.set_len(new.len() as u64).unwrap();
            }
            Self::WrittenOver => {
                let file = OpenOptions::new().write(true).open(path).unwrap();
                file.write_all_at(&new, 0).unwrap();
            }
            Self::Replaced => {
                let beside = path.with_extension("new");
                fs::write(&beside, &new).unwrap();
                fs::rename(beside, path).unwrap();
            }
            _ => File::create(path).unwrap().write_all(&new).unwrap(),
        }
        Some(new)
    }
}

#[test]
fn row_16_local_file_changes() {
    let runs = CHANGES.len() * by_form(1, 17);
    row(
        "16 file changes in upload",
        runs,
        AT_A_TIME,
        |seed, number| changes(Direction::Upload, CHANGES[number % CHANGES.len()], seed),
    );
}

#[test]
fn row_17_remote_file_changes() {
    let runs = CHANGES.len() * by_form(1, 17);
    row("17 remote file changes", runs, AT_A_TIME, |seed, number| {
        changes(Direction::Download, CHANGES[number % CHANGES.len()], seed)
    });
}

fn changes(direction: Direction, change: Change, seed: u64) -> Verdict {
    let mut world = World::new(direction, seed, |options, _| options.rate = Some(RATE));
    world.offer_bytes("file.bin", LENGTH as u64);
    let mut run = world.start(world.carry("file.bin", &[&CALM[..], &["--retries", "2"]].concat()));
    let point = world.chance.within(1, LENGTH as u64 / 2);
    let reached = run.until(PATIENCE, || world.server().bytes_moved() >= point);
    let new = change.perform(&world.source().join("file.bin"), seed);
    let mut verdict = Verdict::default();
    verdict.expect(reached, Wrong::Harness, || {
        "it did not begin to move".into()
    });
    if let Some(new) = &new {
        world.accept("file.bin", new);
    }
    let ran = run.end(PATIENCE);
    verdict.0.extend(judge(&world, &ran, Expect::Honest).0);
    // Once it is at rest it gets across, or what was there first is in the way and is replaced.
    if new.is_some() && ran.code != Some(0) {
        let ran = world.run(world.carry(
            "file.bin",
            &[&CALM[..], &["--on-conflict", "overwrite"]].concat(),
        ));
        verdict.0.extend(judge(&world, &ran, Expect::Done).0);
    }
    for complaint in &mut verdict.0 {
        complaint.what.insert_str(0, &format!("[{change:?}] "));
    }
    verdict
}
