//! Rows 1 and 2: killed without a word in the middle of a file, at any byte, and begun again.

use super::{AT_A_TIME, CALM};
use crate::form::by_form;
use crate::oracle::{Expect, judge};
use crate::support::poll;
use crate::verdict::{Verdict, Wrong, row};
use crate::world::{PATIENCE, World};
use rustix::process::Signal;
use std::process::Command;
use twoport::model::Direction;

/// Bytes a second, so that there is time to be killed.
const RATE: u64 = 6 * 1024 * 1024;

/// So much before the seam is compared; less than that is not gone on with.
const COMPARED: u64 = 64 * 1024;

/// How much may cross once more: what is compared, what was in a buffer, and the little dialogue
/// around it.
const AGAIN: u64 = COMPARED + 256 * 1024;

#[test]
fn row_01_killed_while_downloading() {
    let runs = by_form(6, 100);
    row(
        "1 kill -9 in a download",
        runs,
        AT_A_TIME,
        |seed, number| killed(Direction::Download, seed, number),
    );
}

#[test]
fn row_02_killed_while_uploading() {
    let runs = by_form(6, 100);
    row("2 kill -9 in an upload", runs, AT_A_TIME, |seed, number| {
        killed(Direction::Upload, seed, number)
    });
}

#[test]
fn row_01_killed_while_downloading_a_folder() {
    let runs = by_form(3, 50);
    row("1 kill -9 in a folder", runs, AT_A_TIME, |seed, number| {
        killed_in_folder(Direction::Download, seed, number)
    });
}

#[test]
fn row_02_killed_while_uploading_a_folder() {
    let runs = by_form(3, 50);
    row("2 kill -9 in a folder", runs, AT_A_TIME, |seed, number| {
        killed_in_folder(Direction::Upload, seed, number)
    });
}

/// Killed while some files of a folder are done, some under way and some not even found.
fn killed_in_folder(direction: Direction, seed: u64, number: usize) -> Verdict {
    let mut world = World::new(direction, seed, |options, _| options.rate = Some(RATE));
    let mut all = 0;
    for file in 0..60 {
        let length = world.chance.within(0, 120_000);
        all += length;
        world.offer_bytes(&format!("folder-{}/file-{file}", file % 5), length);
    }
    let jobs = ["1", "4"][number % 2];
    let options = [&CALM[..], &["--jobs", jobs]].concat();
    // What is there already is no reason to stop.
    let again = [&options[..], &["--on-conflict", "skip"]].concat();
    let mut verdict = Verdict::default();
    for kill in 0..2 {
        let point = world.server().bytes_moved() + world.chance.within(1, all / 3);
        let command = if kill == 0 { &options } else { &again };
        let mut run = world.start(world.carry_all(command));
        run.until(PATIENCE, || world.server().bytes_moved() >= point);
        let ran = run.end_by(Signal::KILL, PATIENCE);
        if ran.code.is_none() {
            verdict.0.extend(judge(&world, &ran, Expect::Stopped).0);
        }
    }
    let command = if number.is_multiple_of(2) {
        world.carry_all(&again)
    } else {
        world.program(&[&["queue", "run", "--json"][..], &CALM].concat())
    };
    let ran = world.run(command);
    verdict.0.extend(judge(&world, &ran, Expect::Done).0);
    verdict
}

fn killed(direction: Direction, seed: u64, number: usize) -> Verdict {
    let mut world = World::new(direction, seed, |options, _| options.rate = Some(RATE));
    let length = world.chance.within(600_000, 4_000_000);
    world.offer_bytes("file.bin", length);
    let mut verdict = Verdict::default();
    let verb = match direction {
        Direction::Download => "RETR",
        Direction::Upload => "STOR",
    };
    let kills = world.chance.within(1, 4);
    // Half of the time the next run meets the server at what the last one left in its sockets, and may
    // not know of it: only where that has settled it is known what was there.
    let settled = number.is_multiple_of(2);
    let (mut moved, mut part) = (0, 0);
    for kill in 0..kills {
        moved = world.server().bytes_moved();
        let point = world.chance.offset(length / kills);
        let mut run = world.start(again(&world, number, kill));
        let begun = world.count(verb);
        let reached = run.until(PATIENCE, || {
            world.count(verb) > begun
                && world.server().bytes_moved() >= moved + point
                && (!settled || world.has_noted_the_beginning())
        });
        if !reached && run.has_ended() {
            // The file got across before its time had come.
            verdict
                .0
                .extend(judge(&world, &run.end(PATIENCE), Expect::Done).0);
            return verdict;
        }
        let ran = run.end_by(Signal::KILL, PATIENCE);
        verdict.0.extend(judge(&world, &ran, Expect::Stopped).0);
        if world.target().join("file.bin").exists() {
            // The file was faster than the signal.
            return verdict;
        }
        let parts = world.parts();
        verdict.expect(parts.len() <= 1, Wrong::Stray, || format!("{parts:?}"));
        if settled {
            let gone = || (world.server().open_sessions() == 0).then_some(());
            let gone = poll(PATIENCE, gone).is_some();
            verdict.expect(gone, Wrong::Harness, || "a session stays".into());
        }
        let parts = world.parts();
        (moved, part) = (
            world.server().bytes_moved(),
            parts.first().map_or(0, |(_, size)| *size),
        );
    }
    let lines = world.server().commands().len();
    let ran = world.run(again(&world, number, kills));
    verdict.0.extend(judge(&world, &ran, Expect::Done).0);
    let crossed = world.server().bytes_moved() - moved;
    let asked = world.server().commands().split_off(lines);
    let fits = match direction {
        Direction::Download => crossed <= length - part + AGAIN,
        // What is read to be compared is broken off, and what had left the server by then is counted.
        Direction::Upload => goes_on_at(&asked, part, length),
    };
    verdict.expect(!settled || fits, Wrong::Effort, || {
        format!("{part} of {length} bytes were there, and {crossed} crossed once more: {asked:?}")
    });
    verdict
}

/// Whether what was missing of a part was sent, and nothing before it; a part so small that nothing is
/// gained is sent from its beginning.
fn goes_on_at(asked: &[String], part: u64, length: u64) -> bool {
    let mut stores = asked
        .iter()
        .enumerate()
        .filter(|(_, line)| line.starts_with("STOR"));
    let Some((at, _)) = stores.next() else {
        return part == length;
    };
    let restart = at.checked_sub(1).and_then(|at| asked.get(at));
    let goes_on = restart.is_some_and(|line| *line == format!("REST {part}"));
    stores.next().is_none() && (goes_on || part <= COMPARED)
}

/// The same command once more, or the journal's own verb, by turns.
fn again(world: &World, number: usize, time: u64) -> Command {
    if time > 0 && (number as u64 + time).is_multiple_of(2) {
        return world.program(&[&["queue", "run", "--json"][..], &CALM].concat());
    }
    world.carry("file.bin", &CALM)
}
