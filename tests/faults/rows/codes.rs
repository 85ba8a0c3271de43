//! Row 9: every code at every step. A code that says "not now" is tried again and overcome; one
//! that says "never" is told once, in the server's words, or another way is taken.

use super::CALM;
use crate::form::by_form;
use crate::oracle::{Expect, judge};
use crate::verdict::{Verdict, Wrong, row};
use crate::world::World;
use twoport::model::Direction;
use twoport::server::{DataFault, DataFaultKind, ReplyFault, ServerOptions};

/// What must come out of a code at a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cell {
    /// It is tried again, and done.
    Again,
    /// It is told once, in the server's words.
    Told,
    /// Another way is taken, and done.
    Around,
    /// Whichever, as long as it is the truth.
    Either,
}

const CODES: [u16; 9] = [421, 425, 426, 450, 451, 452, 550, 552, 553];

#[rustfmt::skip]
const TABLE: [(&str, [Cell; 9]); 11] = {
    use Cell::{Again as A, Around as R, Either as E, Told as T};
    [
        // step        421 425 426 450 451 452 550 552 553
        ("CWD",       [A,  A,  A,  A,  A,  E,  T,  T,  T]),
        ("TYPE",      [A,  A,  A,  A,  A,  E,  E,  E,  E]),
        ("EPSV",      [A,  R,  R,  R,  R,  R,  R,  R,  R]),
        ("PASV",      [A,  R,  R,  R,  R,  R,  R,  R,  R]),
        ("REST",      [A,  A,  A,  A,  A,  E,  R,  R,  R]),
        ("RETR",      [A,  A,  A,  A,  A,  E,  T,  T,  T]),
        ("STOR",      [A,  A,  A,  A,  A,  E,  T,  T,  T]),
        ("MLSD",      [A,  A,  A,  A,  A,  E,  E,  E,  E]),
        ("LIST",      [A,  A,  A,  A,  A,  E,  T,  T,  T]),
        ("RETR, after data", [A, A, A, A, A, E, T, T, T]),
        ("STOR, after data", [A, A, A, A, A, E, T, T, T]),
    ]
};

const LENGTH: u64 = 300_000;

#[test]
fn row_09_codes_once() {
    let cells = TABLE.len() * CODES.len();
    row(
        "9 code x step, once",
        cells * by_form(1, 3),
        8,
        |seed, number| {
            let ((step, cells), column) = place(number);
            let (code, cell) = (CODES[column], cells[column]);
            let expect = match cell {
                Cell::Again | Cell::Around => Expect::Done,
                Cell::Told | Cell::Either => Expect::Honest,
            };
            struck(step, code, 1, expect, seed)
        },
    );
}

/// What comes each time is told in the end, in the server's words; the tries are counted.
#[test]
fn row_09_codes_each_time() {
    let cells = TABLE.len() * CODES.len();
    row(
        "9 code x step, always",
        cells * by_form(1, 3),
        8,
        |seed, number| {
            let ((step, cells), column) = place(number);
            let code = CODES[column];
            let words = code.to_string();
            let expect = match (step, cells[column]) {
                // There are other ways than these.
                ("EPSV" | "PASV" | "REST" | "MLSD" | "TYPE", _) | (_, Cell::Around) => {
                    Expect::Honest
                }
                // All is there by then, and the next try may prove it.
                ("STOR, after data", _) => Expect::Honest,
                _ => Expect::Told(&words),
            };
            struck(step, code, usize::MAX, expect, seed)
        },
    );
}

fn place(number: usize) -> ((&'static str, [Cell; 9]), usize) {
    let number = number % (TABLE.len() * CODES.len());
    (TABLE[number / CODES.len()], number % CODES.len())
}

fn struck(step: &str, code: u16, times: usize, expect: Expect<'_>, seed: u64) -> Verdict {
    let direction = if step.starts_with("STOR") {
        Direction::Upload
    } else {
        Direction::Download
    };
    let mut world = World::new(direction, seed, |options, _| {
        prepare(options, step, code, times);
    });
    world.offer_bytes("file.bin", LENGTH);
    let options = [&CALM[..], &["--retries", "1"]].concat();
    let command = match step {
        "CWD" | "MLSD" | "LIST" => world.carry_all(&options),
        _ => world.carry("file.bin", &options),
    };
    let ran = world.run(command);
    let mut verdict = judge(&world, &ran, expect);
    let verb = step.split(',').next().unwrap_or(step);
    let tries = world.count(verb);
    // Refused for good is asked for once; not now, once more.
    let most = match code {
        421 => 6,
        500.. => 2,
        _ => 4,
    };
    let is_transfer = matches!(verb, "RETR" | "STOR");
    verdict.expect(!is_transfer || tries <= most, Wrong::Effort, || {
        format!("{tries} times {verb}")
    });
    for complaint in &mut verdict.0 {
        complaint
            .what
            .insert_str(0, &format!("[{code} at {step}] "));
    }
    verdict
}

fn prepare(options: &mut ServerOptions, step: &str, code: u16, times: usize) {
    let (verb, after_data) = match step.split_once(',') {
        Some((verb, _)) => (verb, true),
        None => (step, false),
    };
    if after_data {
        options.faults = vec![DataFault {
            verb: verb.to_owned(),
            after_bytes: 0,
            times,
            kind: DataFaultKind::WholeThen(code),
        }];
        return;
    }
    options.trouble.replies = vec![ReplyFault {
        verb: verb.to_owned(),
        code,
        times,
    }];
    match verb {
        // Asked for where there is something to go on from.
        "REST" => {
            options.faults = vec![DataFault {
                verb: "RETR".into(),
                after_bytes: LENGTH / 2,
                times: 1,
                kind: DataFaultKind::CloseThen426,
            }];
        }
        "PASV" => options.without = vec!["EPSV".into()],
        "LIST" => options.without = vec!["MLSD".into(), "MLST".into()],
        _ => {}
    }
}
