//! Rows 18 and 24: many files at a server that fails at random, on one, four and eight sessions;
//! and servers that let one in, or two.

use super::CALM;
use crate::form::by_form;
use crate::oracle::{Expect, judge};
use crate::verdict::{Wrong, row};
use crate::world::World;
use std::time::Duration;
use twoport::model::Direction;
use twoport::server::{DataFaultKind as Kind, RandomFaults, RandomKind};

/// What may happen to one transfer of twenty. What holds everything up for the length of a timeout
/// is rarer than the rest.
const KINDS: [RandomKind; 16] = [
    RandomKind::Reply(425),
    RandomKind::Reply(426),
    RandomKind::Reply(450),
    RandomKind::Reply(451),
    RandomKind::Reply(421),
    RandomKind::Data(Kind::CloseThen226),
    RandomKind::Data(Kind::CloseThen426),
    RandomKind::Data(Kind::ResetThen426),
    RandomKind::Data(Kind::WholeThen(451)),
    RandomKind::Data(Kind::WholeThenReset),
    RandomKind::Data(Kind::WholeThen226Twice),
    RandomKind::Data(Kind::WholeThenGoodbye),
    RandomKind::Data(Kind::ControlCut),
    RandomKind::Data(Kind::Late150),
    RandomKind::Data(Kind::Early226),
    RandomKind::Data(Kind::Stall),
];

/// The most memory that it may take, in KiB.
const MEMORY: u64 = 150 * 1024;

#[test]
fn row_18_many_files_one_session() {
    many(1);
}

#[test]
fn row_18_many_files_four_sessions() {
    many(4);
}

#[test]
fn row_18_many_files_eight_sessions() {
    many(8);
}

fn many(jobs: usize) {
    let files = by_form(250, 10_000);
    let runs = by_form(2, 10);
    let name = format!("18 {files} files, 5 % faults, {jobs}");
    row(&name, runs, 1, |seed, number| {
        let direction = [Direction::Download, Direction::Upload][number % 2];
        let mut world = World::new(direction, seed, |options, chance| {
            options.trouble.random = Some(RandomFaults {
                seed: chance.next(),
                per_mille: 50,
                within: 8_000,
                kinds: KINDS.to_vec(),
            });
        });
        for file in 0..files {
            let length = world.chance.within(0, 40_000);
            world.offer_bytes(&format!("folder-{}/file-{file}", file % 7), length);
        }
        let jobs = jobs.to_string();
        let options = ["--timeout", "2", "--retries", "8", "--jobs", &jobs];
        let run = world.start(world.carry_all(&options));
        let ran = run.end(Duration::from_secs(by_form(110, 3600)));
        let mut verdict = judge(&world, &ran, Expect::Done);
        let struck: usize = world.server().struck().values().sum();
        verdict.expect(struck * 100 > files, Wrong::Harness, || {
            format!("{struck} were struck")
        });
        let peak = ran.peak;
        verdict.expect(peak < MEMORY, Wrong::Effort, || {
            format!("{peak} KiB of memory")
        });
        verdict
    });
}

/// The pool learns what it may have; nobody is bothered with logins.
#[test]
fn row_24_login_limit() {
    let runs = 4 * by_form(1, 10);
    row("24 login limit 1, 2", runs, 2, |seed, number| {
        let limit = 1 + number % 2;
        let direction = [Direction::Download, Direction::Upload][number / 2 % 2];
        let mut world = World::new(direction, seed, |options, _| {
            if seed.is_multiple_of(2) {
                options.login_limit = Some(limit);
            } else {
                options.max_sessions = Some(limit);
            }
            options.rate = Some(4 * 1024 * 1024);
        });
        for file in 0..24 {
            let length = world.chance.within(0, 400_000);
            world.offer_bytes(&format!("file-{file}"), length);
        }
        let ran = world.run(world.carry_all(&[&CALM[..], &["--jobs", "8"]].concat()));
        let mut verdict = judge(&world, &ran, Expect::Done);
        // All eight may be dialled at once, and learn it together; then at most one in five seconds.
        let logins = world.count("USER") as u64;
        let most = 9 + ran.took.as_secs() / 5;
        verdict.expect(logins <= most, Wrong::Effort, || {
            format!("{logins} logins in {:?} where {limit} may be in", ran.took)
        });
        verdict
    });
}
