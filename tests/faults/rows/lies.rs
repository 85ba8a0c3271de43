//! Rows 10, 11 and 12: servers that say what is not so. A size that is wrong, REST that is taken
//! and ignored, APPE that doubles, times in another zone.

use super::{AT_A_TIME, CALM};
use crate::form::by_form;
use crate::oracle::{Expect, judge};
use crate::verdict::{Verdict, Wrong, row};
use crate::world::World;
use twoport::model::Direction;
use twoport::server::{DataFault, DataFaultKind, GoingOn, ServerOptions, SizeAnswer};

const LENGTH: u64 = 1_000_000;

/// A lie about sizes, and what must come out: what does not add up is never called done silently.
type Lie = (&'static str, fn(&mut ServerOptions));

pub(crate) const SIZES: [Lie; 6] = [
    ("SIZE +1000", |options| {
        options.trouble.size = SizeAnswer::Off(1000);
    }),
    ("SIZE -1000", |options| {
        options.trouble.size = SizeAnswer::Off(-1000);
    }),
    ("SIZE 0", |options| {
        options.trouble.size = SizeAnswer::Text("0".into());
    }),
    ("SIZE garbage", |options| {
        options.trouble.size = SizeAnswer::Text("rather large".into());
    }),
    ("SIZE beyond numbers", |options| {
        options.trouble.size = SizeAnswer::Text("99999999999999999999999".into());
    }),
    ("no SIZE", |options| {
        options.without = ["SIZE", "MLST", "MLSD"].map(String::from).into();
    }),
];

#[test]
fn row_10_wrong_sizes() {
    let runs = 2 * SIZES.len() * by_form(1, 10);
    row("10 wrong SIZE", runs, AT_A_TIME, |seed, number| {
        let (name, lie) = SIZES[number / 2 % SIZES.len()];
        let direction = if number.is_multiple_of(2) {
            Direction::Download
        } else {
            Direction::Upload
        };
        let mut world = World::new(direction, seed, |options, _| lie(options));
        world.offer_bytes("file.bin", LENGTH);
        let ran = world.run(world.carry("file.bin", &[&CALM[..], &["--retries", "1"]].concat()));
        // A size that is none is no proof against the file.
        let is_number = matches!(number / 2 % SIZES.len(), 0..3);
        let expect = if is_number {
            Expect::Honest
        } else {
            Expect::Done
        };
        named(name, judge(&world, &ran, expect))
    });
}

/// Folders whose listing is wrong about sizes; SIZE knows better.
#[test]
fn row_10_wrong_listed_sizes() {
    let runs = by_form(2, 20);
    row("10 MLSD lies on sizes", runs, AT_A_TIME, |seed, number| {
        let off = [-1000, 1000][number % 2];
        let mut world = World::new(Direction::Download, seed, |options, _| {
            options.trouble.listed_size_off = off;
        });
        for file in 0..6 {
            world.offer_bytes(&format!("file-{file}"), 5000 + file * 1000);
        }
        let ran = world.run(world.carry_all(&[&CALM[..], &["--retries", "1"]].concat()));
        judge(&world, &ran, Expect::Done)
    });
}

/// A cut file and a size that says it is whole.
#[test]
fn row_10_sizes_that_fit_a_cut_file() {
    let runs = by_form(2, 20);
    row("10 SIZE fits a cut file", runs, AT_A_TIME, |seed, _| {
        let mut world = World::new(Direction::Download, seed, |options, _| {
            options.trouble.size = SizeAnswer::Off(-1000);
            options.faults = vec![DataFault {
                verb: "RETR".into(),
                after_bytes: LENGTH - 1000,
                times: 1,
                kind: DataFaultKind::CloseThen426,
            }];
        });
        world.offer_bytes("file.bin", LENGTH);
        let ran = world.run(world.carry("file.bin", &[&CALM[..], &["--retries", "1"]].concat()));
        judge(&world, &ran, Expect::Honest)
    });
}

#[test]
fn row_11_rest_ignored_for_retr() {
    let runs = by_form(4, 50);
    row("11 REST ignored (RETR)", runs, AT_A_TIME, |seed, _| {
        resumed(Direction::Download, seed, |options| {
            options.going_on = GoingOn::Ignore;
        })
    });
}

#[test]
fn row_11_rest_unknown() {
    let runs = by_form(4, 50);
    row("11 REST 502", runs, AT_A_TIME, |seed, number| {
        let direction = if number.is_multiple_of(2) {
            Direction::Download
        } else {
            Direction::Upload
        };
        resumed(direction, seed, |options| {
            options.without = vec!["REST".into()];
        })
    });
}

#[test]
fn row_12_rest_ignored_for_stor() {
    let runs = by_form(4, 50);
    row("12 REST ignored (STOR)", runs, AT_A_TIME, |seed, _| {
        resumed(Direction::Upload, seed, |options| {
            options.going_on = GoingOn::Ignore;
        })
    });
}

#[test]
fn row_12_appe_doubles() {
    let runs = by_form(4, 50);
    row("12 APPE duplicates", runs, AT_A_TIME, |seed, number| {
        resumed(Direction::Upload, seed, |options| {
            options.going_on = GoingOn::Duplicate;
            // With REST it need not be asked for.
            if number.is_multiple_of(2) {
                options.without = vec!["REST".into()];
            }
        })
    });
}

#[test]
fn row_12_stor_keeps_the_tail() {
    let runs = by_form(4, 50);
    row("12 STOR keeps the tail", runs, AT_A_TIME, |seed, _| {
        resumed(Direction::Upload, seed, |options| {
            options.going_on = GoingOn::Keep;
        })
    });
}

#[test]
fn row_31_local_times() {
    let runs = by_form(2, 20);
    row("3.1 MDTM in local time", runs, AT_A_TIME, |seed, _| {
        resumed(Direction::Download, seed, |options| {
            options.clock_ahead = jiff::SignedDuration::from_hours(2);
        })
    });
}

/// A transfer that is broken off in the middle, and gone on with at a server that lies then.
fn resumed(direction: Direction, seed: u64, lie: impl FnOnce(&mut ServerOptions)) -> Verdict {
    let mut world = World::new(direction, seed, |options, chance| {
        lie(options);
        let verb = match direction {
            Direction::Download => "RETR",
            Direction::Upload => "STOR",
        };
        options.faults = vec![DataFault {
            verb: verb.into(),
            // Beyond what is compared, so that there is something to go on from.
            after_bytes: chance.within(100_000, LENGTH - 1),
            times: 1,
            kind: DataFaultKind::CloseThen426,
        }];
    });
    world.offer_bytes("file.bin", LENGTH);
    let ran = world.run(world.carry("file.bin", &CALM));
    let mut verdict = judge(&world, &ran, Expect::Done);
    let struck = world.server().struck();
    verdict.expect(!struck.is_empty(), Wrong::Harness, || {
        "nothing was struck".into()
    });
    verdict
}

fn named(name: &str, mut verdict: Verdict) -> Verdict {
    for complaint in &mut verdict.0 {
        complaint.what.insert_str(0, &format!("[{name}] "));
    }
    verdict
}
