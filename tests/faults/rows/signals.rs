//! Row 3: ended from outside, politely: the signals, and the terminal that is closed. It ends
//! within a second with the signal's code, and what it was doing is in the journal.

use super::{AT_A_TIME, CALM};
use crate::form::by_form;
use crate::oracle::{Expect, judge};
use crate::program::Ran;
use crate::support::process::signal;
use crate::verdict::{Verdict, Wrong, row};
use crate::world::{PATIENCE, World};
use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use rustix::process::Signal;
use std::time::{Duration, Instant};
use twoport::model::Direction;

/// Bytes a second, so that there is time to be stopped, on a busy machine too.
const RATE: u64 = 1024 * 1024;

/// What is promised is a second; a busy machine may need a little more to notice.
const AT_ONCE: Duration = Duration::from_secs(4);

const WAYS: [(Signal, i32); 3] = [(Signal::TERM, 143), (Signal::INT, 130), (Signal::HUP, 129)];

#[test]
fn row_03_signals() {
    let runs = by_form(6, 100);
    row(
        "3 SIGTERM, SIGINT, SIGHUP",
        runs,
        AT_A_TIME,
        |seed, number| {
            let (mut world, mut verdict) = begin(seed, number);
            let (with, code) = WAYS[number / 2 % 3];
            let mut run = world.start(world.carry("file.bin", &CALM));
            let point = world.chance.offset(400_000);
            let reached = run.until(PATIENCE, || world.server().bytes_moved() > point);
            verdict.expect(reached, Wrong::Harness, || {
                "it did not begin to move".into()
            });
            let asked = Instant::now();
            let ran = run.end_by(with, PATIENCE);
            stopped(&world, &ran, code, asked.elapsed(), &mut verdict);
            verdict
        },
    );
}

#[test]
fn row_03_terminal_closed() {
    let runs = by_form(3, 100);
    row("3 terminal closed", runs, AT_A_TIME, |seed, number| {
        let (mut world, mut verdict) = begin(seed, number);
        let pair = native_pty_system().openpty(PtySize::default()).unwrap();
        let mut child = pair.slave.spawn_command(on_terminal(&world)).unwrap();
        drop(pair.slave);
        let pid = child.process_id().unwrap();
        let point = world.chance.offset(400_000);
        let begun = Instant::now();
        let moves = || world.server().bytes_moved() > point;
        let reached = crate::support::poll(PATIENCE, || moves().then_some(())).is_some();
        verdict.expect(reached, Wrong::Harness, || {
            "it did not begin to move".into()
        });
        let asked = Instant::now();
        drop(pair.master);
        let status = crate::support::poll(PATIENCE, || child.try_wait().unwrap());
        if status.is_none() {
            signal(pid, Signal::KILL);
            child.wait().unwrap();
        }
        let took = asked.elapsed();
        let ran = Ran {
            code: status
                .as_ref()
                .and_then(|status| i32::try_from(status.exit_code()).ok()),
            signal: None,
            out: String::new(),
            err: String::new(),
            took: begun.elapsed(),
            hung: status.is_none(),
            peak: 0,
        };
        stopped(&world, &ran, 129, took, &mut verdict);
        verdict
    });
}

/// Every second run is an upload.
fn begin(seed: u64, number: usize) -> (World, Verdict) {
    let direction = if number.is_multiple_of(2) {
        Direction::Download
    } else {
        Direction::Upload
    };
    let mut world = World::new(direction, seed, |options, _| options.rate = Some(RATE));
    let length = world.chance.within(2_000_000, 3_000_000);
    world.offer_bytes("file.bin", length);
    (world, Verdict::default())
}

/// It ended as asked, and goes on when it is asked again.
fn stopped(world: &World, ran: &Ran, code: i32, took: Duration, verdict: &mut Verdict) {
    verdict.expect(took < AT_ONCE, Wrong::Hang, || {
        format!("it took {took:?} to end")
    });
    verdict.expect(ran.code == Some(code), Wrong::Report, || {
        format!("{code} was expected: {}", ran.story())
    });
    verdict.0.extend(judge(world, ran, Expect::Stopped).0);
    let ran = world.run(world.carry("file.bin", &CALM));
    verdict.0.extend(judge(world, &ran, Expect::Done).0);
}

/// The same command for a pseudo-terminal.
fn on_terminal(world: &World) -> CommandBuilder {
    let command = world.carry("file.bin", &CALM);
    let mut builder = CommandBuilder::new(command.get_program());
    builder.args(command.get_args());
    builder.cwd(command.get_current_dir().unwrap());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => builder.env(name, value),
            None => builder.env_remove(name),
        }
    }
    builder
}
