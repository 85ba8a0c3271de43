//! Row 8, and the scripted servers of the list of misbehaviours: data that is cut, reset, held
//! back or followed by the wrong words. The first transfer only is struck unless a row says
//! otherwise, so that the file has to get across in the end.

use super::{AT_A_TIME, CALM, QUICK};
use crate::form::by_form;
use crate::oracle::{Expect, judge};
use crate::verdict::{Verdict, Wrong, row};
use crate::world::World;
use twoport::model::Direction;
use twoport::server::{DataFault, DataFaultKind as Kind, ServerOptions};

/// Bytes of the file.
pub(crate) const LENGTH: u64 = 1_000_000;

/// A scripted misbehaviour of a transfer, which the other programs are asked for as well.
pub(crate) struct Script {
    /// What the server does.
    pub(crate) name: &'static str,
    /// Which way.
    pub(crate) direction: Direction,
    /// The fault.
    pub(crate) kind: Kind,
    /// How often it strikes.
    pub(crate) times: usize,
    /// What must come out.
    pub(crate) expect: Expect<'static>,
}

const fn script(
    name: &'static str,
    direction: Direction,
    kind: Kind,
    expect: Expect<'static>,
) -> Script {
    Script {
        name,
        direction,
        kind,
        times: if matches!(expect, Expect::Told(_)) {
            usize::MAX
        } else {
            1
        },
        expect,
    }
}

/// The scripts. What happens once is overcome; what happens each time is told.
pub(crate) const SCRIPTS: [Script; 24] = {
    use Direction::{Download as Down, Upload as Up};
    [
        script("EOF + 226", Down, Kind::CloseThen226, Expect::Done),
        script(
            "EOF + 226 each time",
            Down,
            Kind::CloseThen226,
            Expect::Told("bytes"),
        ),
        script("EOF + 426", Down, Kind::CloseThen426, Expect::Done),
        script("RST + 426", Down, Kind::ResetThen426, Expect::Done),
        script(
            "451 after all data",
            Down,
            Kind::WholeThen(451),
            Expect::Done,
        ),
        script(
            "550 after all data",
            Down,
            Kind::WholeThen(550),
            Expect::Told("550"),
        ),
        script(
            "control RST before 226",
            Down,
            Kind::WholeThenReset,
            Expect::Done,
        ),
        script(
            "control silent before 226",
            Down,
            Kind::NoFinalReply,
            Expect::Done,
        ),
        script("both connections cut", Down, Kind::ControlCut, Expect::Done),
        script("data stall", Down, Kind::Stall, Expect::Done),
        script("226 early", Down, Kind::Early226, Expect::Done),
        script("226 twice", Down, Kind::WholeThen226Twice, Expect::Done),
        script("150 after data", Down, Kind::Late150, Expect::Done),
        script(
            "421 nobody asked for",
            Down,
            Kind::WholeThenGoodbye,
            Expect::Done,
        ),
        script("RST + 426", Up, Kind::ResetThen426, Expect::Done),
        script(
            "RST + 552 each time",
            Up,
            Kind::ResetThen(552),
            Expect::Told("552"),
        ),
        script("451 after all data", Up, Kind::WholeThen(451), Expect::Done),
        script("EOF + 226", Up, Kind::CloseThen226, Expect::Done),
        script("EOF + 426", Up, Kind::CloseThen426, Expect::Done),
        script(
            "control RST before 226",
            Up,
            Kind::WholeThenReset,
            Expect::Done,
        ),
        script(
            "control silent before 226",
            Up,
            Kind::NoFinalReply,
            Expect::Done,
        ),
        script("both connections cut", Up, Kind::ControlCut, Expect::Done),
        script("data stall", Up, Kind::Stall, Expect::Done),
        script("226 twice", Up, Kind::WholeThen226Twice, Expect::Done),
    ]
};

impl Script {
    /// The name with the direction.
    pub(crate) fn label(&self) -> String {
        let verb = self.verb();
        format!("{verb}: {}", self.name)
    }

    fn verb(&self) -> &'static str {
        match self.direction {
            Direction::Download => "RETR",
            Direction::Upload => "STOR",
        }
    }

    /// Puts the fault into a server, at an offset.
    pub(crate) fn inflict(&self, options: &mut ServerOptions, after_bytes: u64) {
        let after_bytes = match self.kind {
            Kind::NoFinalReply => u64::MAX,
            // Nobody gets across bit by bit what is broken off each time so early.
            _ if self.times > 1 => after_bytes.min(1000),
            _ => after_bytes,
        };
        options.faults = vec![DataFault {
            verb: self.verb().to_owned(),
            after_bytes,
            times: self.times,
            kind: self.kind,
        }];
    }
}

#[test]
fn row_08_data_reset() {
    let runs = by_form(8, 100);
    row("8 data RST", runs, AT_A_TIME, |seed, number| {
        let direction = if number.is_multiple_of(2) {
            Direction::Download
        } else {
            Direction::Upload
        };
        let script = script("RST", direction, Kind::ResetThen426, Expect::Done);
        run_script(&script, seed)
    });
}

#[test]
fn row_31_scripted_servers() {
    let runs = SCRIPTS.len() * by_form(1, 10);
    row(
        "3.1 scripted servers",
        runs,
        2 * AT_A_TIME,
        |seed, number| {
            let script = &SCRIPTS[number % SCRIPTS.len()];
            let mut verdict = run_script(script, seed);
            for complaint in &mut verdict.0 {
                complaint
                    .what
                    .insert_str(0, &format!("[{}] ", script.label()));
            }
            verdict
        },
    );
}

fn run_script(script: &Script, seed: u64) -> Verdict {
    let mut world = World::new(script.direction, seed, |options, chance| {
        let after_bytes = chance.offset(LENGTH);
        script.inflict(options, after_bytes);
    });
    world.offer_bytes("file.bin", LENGTH);
    let retries: &[&str] = match script.expect {
        Expect::Told(_) => &["--retries", "1"],
        _ => &[],
    };
    let patience = match script.kind {
        Kind::Stall | Kind::NoFinalReply => QUICK,
        _ => CALM,
    };
    let ran = world.run(world.carry("file.bin", &[retries, &patience].concat()));
    let mut verdict = judge(&world, &ran, script.expect);
    let struck = world.server().struck();
    verdict.expect(!struck.is_empty(), Wrong::Harness, || {
        "nothing was struck".into()
    });
    verdict
}

/// A folder whose listing is cut is not taken for all that is in it.
#[test]
fn row_31_listing_cut() {
    let runs = by_form(4, 50);
    row("3.1 listing cut", runs, AT_A_TIME, |seed, number| {
        let kinds = [
            Kind::CloseThen226,
            Kind::CloseThen426,
            Kind::ResetThen426,
            Kind::ControlCut,
        ];
        let kind = kinds[number % kinds.len()];
        // 226 for a cut listing is a lie that nobody can see, unless a line is cut in two.
        let mut world = World::new(Direction::Download, seed, |options, chance| {
            let after_bytes = chance.within(1, 2000);
            let verb = "MLSD".to_owned();
            options.faults = vec![DataFault {
                verb,
                after_bytes,
                times: 1,
                kind,
            }];
        });
        for number in 0..40 {
            world.offer_bytes(&format!("file-{number}"), 100);
        }
        let ran = world.run(world.carry_all(&CALM));
        if kind != Kind::CloseThen226 {
            return judge(&world, &ran, Expect::Done);
        }
        let mut verdict = judge(&world, &ran, Expect::Honest);
        verdict.0.retain(|complaint| complaint.wrong != Wrong::Lost);
        verdict
    });
}
