//! What each program is put through, and what came of it, as a table for `TABLE.md`.

use super::Peer;
use crate::form::{Chance, seed};
use crate::program::{Ran, Run};
use crate::rows::data::{LENGTH, SCRIPTS};
use crate::rows::lies::SIZES;
use crate::rows::room::SmallDisk;
use crate::verdict::results_folder;
use crate::world::{World, digest_of};
use rustix::process::Signal;
use std::fmt::Write as _;
use std::fs;
use std::net::Ipv4Addr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use twoport::model::Direction;
use twoport::server::{DataFault, DataFaultKind as Kind, GoingOn, ReplyFault, ServerOptions};

/// Past this a program has hung.
const PATIENCE: Duration = Duration::from_secs(45);

/// How many programs run at the same time.
const AT_A_TIME: usize = 6;

/// A file that has nothing to do with the one that is fetched.
static ANOTHER: [u8; 300_000] = [7; 300_000];

/// What a server is made to do wrong.
type Inflict = Box<dyn Fn(&mut ServerOptions, &mut Chance) + Sync>;

/// Something that is done to a transfer.
struct Trial {
    name: String,
    direction: Direction,
    /// What the server does wrong.
    inflict: Inflict,
    /// What happens on this side.
    here: Here,
}

/// What happens on this side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Here {
    /// Nothing.
    Peace,
    /// The first command fails, and the program is asked to go on from what it has.
    Resumes,
    /// Something else has the name already, and the program is asked to go on from it.
    AnotherFile,
    /// The disk is too small.
    SmallDisk,
    /// The program is killed in the middle.
    Killed,
}

fn trials() -> Vec<Trial> {
    use Direction::{Download as Down, Upload as Up};
    let mut trials: Vec<Trial> = SCRIPTS
        .iter()
        .map(|script| {
            let inflict = |options: &mut ServerOptions, chance: &mut Chance| {
                let after_bytes = chance.within(1, LENGTH - 1);
                script.inflict(options, after_bytes);
            };
            trial(&script.label(), script.direction, Here::Peace, inflict)
        })
        .collect();
    for (name, lie) in SIZES {
        let label = format!("RETR: {name}");
        trials.push(trial(&label, Down, Here::Peace, move |options, _| {
            lie(options);
        }));
    }
    for (verb, direction) in [("RETR", Down), ("STOR", Up)] {
        for code in [425, 450, 421, 550] {
            let inflict = move |options: &mut ServerOptions, _: &mut Chance| {
                options.trouble.replies = vec![ReplyFault {
                    verb: verb.into(),
                    code,
                    times: 1,
                }];
            };
            trials.push(trial(
                &format!("{verb}: {code}"),
                direction,
                Here::Peace,
                inflict,
            ));
        }
    }
    trials.extend(resumes());
    trials.push(trial(
        "PASV names another address",
        Down,
        Here::Peace,
        |options, _| {
            options.pasv_address = Some(Ipv4Addr::new(127, 0, 0, 2));
            options.without = vec!["EPSV".into()];
        },
    ));
    trials.push(trial("local disk full", Down, Here::SmallDisk, |_, _| {}));
    trials.push(trial(
        "STOR: quota used up",
        Up,
        Here::Peace,
        |options, _| {
            options.trouble.quota = Some(LENGTH / 2);
        },
    ));
    for (name, direction) in [("RETR: kill -9", Down), ("STOR: kill -9", Up)] {
        trials.push(trial(name, direction, Here::Killed, |options, _| {
            options.rate = Some(LENGTH / 2);
        }));
    }
    trials
}

/// Servers that lie when a transfer is gone on with.
fn resumes() -> Vec<Trial> {
    use Direction::{Download as Down, Upload as Up};
    let broken = |options: &mut ServerOptions, verb: &str, chance: &mut Chance| {
        options.faults = vec![DataFault {
            verb: verb.into(),
            after_bytes: chance.within(LENGTH / 4, LENGTH - 1),
            times: 1,
            kind: Kind::CloseThen426,
        }];
    };
    vec![
        trial(
            "RETR: REST accepted, ignored",
            Down,
            Here::Resumes,
            move |options, chance| {
                broken(options, "RETR", chance);
                options.going_on = GoingOn::Ignore;
            },
        ),
        trial(
            "RETR: go on from another file",
            Down,
            Here::AnotherFile,
            |_, _| {},
        ),
        trial(
            "STOR: REST accepted, ignored",
            Up,
            Here::Resumes,
            move |options, chance| {
                broken(options, "STOR", chance);
                options.going_on = GoingOn::Ignore;
            },
        ),
        trial(
            "STOR: APPE duplicates",
            Up,
            Here::Resumes,
            move |options, chance| {
                broken(options, "STOR", chance);
                options.going_on = GoingOn::Duplicate;
                options.without = vec!["REST".into()];
            },
        ),
    ]
}

fn trial(
    name: &str,
    direction: Direction,
    here: Here,
    inflict: impl Fn(&mut ServerOptions, &mut Chance) + Sync + 'static,
) -> Trial {
    Trial {
        name: name.to_owned(),
        direction,
        inflict: Box::new(inflict),
        here,
    }
}

/// Runs all programs through all trials and prints the table as Markdown.
#[test]
#[ignore = "`just faults-peers` runs it; it takes minutes and needs other programs"]
fn table_of_all_programs() {
    let versions = Peer::ALL.map(|peer| (peer, peer.version()));
    for (peer, version) in &versions {
        match version {
            Some(version) => println!("{}: {version}", peer.name()),
            None => println!(
                "*** {} is not installed: its column stays empty",
                peer.name()
            ),
        }
    }
    let here: Vec<Peer> = versions
        .iter()
        .filter_map(|(peer, version)| version.as_ref().map(|_| *peer))
        .collect();
    let trials = trials();
    let (next, cells) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..AT_A_TIME {
            scope.spawn(|| {
                while let number = next.fetch_add(1, Ordering::Relaxed)
                    && number < trials.len() * here.len()
                {
                    let (row, peer) = (number / here.len(), here[number % here.len()]);
                    let word = put_through(&trials[row], peer);
                    cells.lock().unwrap().push((row, peer, word));
                }
            });
        }
    });
    let cells = cells.into_inner().unwrap();
    let mut text = "| fault |".to_owned();
    for peer in Peer::ALL {
        write!(text, " {} |", peer.name()).unwrap();
    }
    text.push_str("\n|---|---|---|---|---|---|---|\n");
    for (row, trial) in trials.iter().enumerate() {
        write!(text, "| {} |", trial.name).unwrap();
        for peer in Peer::ALL {
            let cell = cells.iter().find(|(at, who, _)| *at == row && *who == peer);
            let word = cell.map_or("", |(_, _, word)| word.as_str());
            write!(text, " {word} |").unwrap();
        }
        text.push('\n');
    }
    println!("\n{text}");
    fs::create_dir_all(results_folder()).unwrap();
    fs::write(results_folder().join("peers.md"), &text).unwrap();
    // Ours must not lie, whatever the others do.
    let ours = cells.iter().filter(|(_, peer, _)| *peer == Peer::Twoport);
    let bad: Vec<_> = ours
        .filter(|(_, _, word)| {
            ["LIE", "hang", "partial"]
                .iter()
                .any(|bad| word.contains(bad))
        })
        .map(|(row, _, word)| format!("{}: {word}", trials[*row].name))
        .collect();
    assert!(bad.is_empty(), "{bad:#?}");
}

/// One program, one trial, in one word or a few.
fn put_through(trial: &Trial, peer: Peer) -> String {
    let mut world = World::new(trial.direction, seed(), |options, chance| {
        (trial.inflict)(options, chance);
    });
    world.offer_bytes("file.bin", LENGTH);
    let _disk = match trial.here {
        Here::SmallDisk => match SmallDisk::over(world.target(), "512k") {
            Some(disk) => Some(disk),
            None => return "not run".into(),
        },
        _ => None,
    };
    let another = trial.here == Here::AnotherFile;
    if another {
        fs::write(world.target().join("file.bin"), ANOTHER).unwrap();
    }
    let Some(command) = peer.carry(&world, "file.bin", another) else {
        return "–".into();
    };
    let run = world.start(command);
    if trial.here == Here::Killed {
        return killed(&world, run);
    }
    let mut ran = run.end(PATIENCE);
    if trial.here == Here::Resumes && ran.code != Some(0) && !ran.hung {
        // As a person would: the same once more, from where it stopped.
        let again = peer.carry(&world, "file.bin", true);
        ran = world.start(again.expect("as before")).end(PATIENCE);
    }
    classify(&world, &ran)
}

/// What a program that is killed leaves under the final name.
fn killed(world: &World, mut run: Run) -> String {
    run.until(PATIENCE, || world.server().bytes_moved() > LENGTH / 3);
    run.end_by(Signal::KILL, PATIENCE);
    match fs::metadata(world.target().join("file.bin")) {
        Ok(metadata) => format!("partial ({} kB)", metadata.len() / 1000),
        Err(_) => "nothing".into(),
    }
}

/// good: right, and said so. LIE: not right, and said to be. err: it failed and says so, and nothing
/// stands under the final name that is not right.
fn classify(world: &World, ran: &Ran) -> String {
    let found = fs::read(world.target().join("file.bin")).ok();
    let right = found
        .as_ref()
        .is_some_and(|content| world.goods["file.bin"].contains(&digest_of(content)));
    let code = ran.code.unwrap_or(-1);
    let seconds = ran.took.as_secs();
    let slow = if seconds >= 5 {
        format!(" {seconds} s")
    } else {
        String::new()
    };
    match (ran.hung, code, right, found) {
        (true, _, true, _) => "hang, file right".into(),
        (true, _, false, Some(_)) => "hang, partial".into(),
        (true, _, false, None) => "hang".into(),
        (false, 0, true, _) => format!("good{slow}"),
        (false, 0, false, Some(content)) => format!("**LIE** ({} B)", content.len()),
        (false, 0, false, None) => "**LIE** (no file)".into(),
        (false, _, true, _) => format!("err {code}, file right{slow}"),
        (false, _, false, Some(content)) if content == ANOTHER => format!("err {code}, untouched"),
        (false, _, false, Some(content)) => {
            format!("err {code}, partial ({} B){slow}", content.len())
        }
        (false, _, false, None) => format!("err {code}{slow}"),
    }
}
