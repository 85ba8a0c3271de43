//! The oracle: what a run left on both sides, what it said of it and what its journal holds, held
//! against the truth.

use super::program::Ran;
use super::verdict::{Verdict, Wrong};
use super::world::{World, digest_of, is_part};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use twoport::model::Direction;

/// What a run must come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Expect<'a> {
    /// Everything gets across.
    Done,
    /// Nothing that is wrong gets across, and these words are said.
    Told(&'a str),
    /// Either of both, as long as it is the truth.
    Honest,
    /// It was stopped from outside: it says nothing, and keeps what it has.
    Stopped,
}

/// What a run says of a file in a line of JSON.
#[derive(Clone, Debug)]
struct Said {
    state: String,
    has_error: bool,
}

/// Holds a run against the truth.
pub(crate) fn judge(world: &World, ran: &Ran, expect: Expect<'_>) -> Verdict {
    let mut verdict = Verdict::default();
    let said = reports(world, ran);
    ended_in_order(ran, &mut verdict);
    let wrong = files(world, ran, expect, &said, &mut verdict);
    names(world, expect, &wrong, &mut verdict);
    words(ran, expect, &wrong, &mut verdict);
    let unfinished = match expect {
        // Who was asked to stop notes first what it has finished.
        Expect::Stopped if world.goods.len() == 1 && ran.code.is_some() => {
            Unfinished::Exactly(&wrong)
        }
        // What has just been finished may not have been noted as done.
        Expect::Stopped => Unfinished::AtLeast(&wrong),
        _ if wrong.is_empty() => Unfinished::Exactly(&wrong),
        _ => Unfinished::AtMost(&wrong),
    };
    journal(world, &unfinished, &mut verdict);
    verdict
}

fn ended_in_order(ran: &Ran, verdict: &mut Verdict) {
    verdict.expect(!ran.hung, Wrong::Hang, || ran.story());
    let panicked = ran.err.contains("panicked") || ran.code == Some(101);
    let crashed = ran
        .signal
        .is_some_and(|signal| [6, 7, 8, 11].contains(&signal));
    verdict.expect(!panicked && !crashed, Wrong::Panic, || ran.story());
}

/// Looks at each file; gives the names of those that are not there as they should be.
fn files(
    world: &World,
    ran: &Ran,
    expect: Expect<'_>,
    said: &BTreeMap<String, Said>,
    verdict: &mut Verdict,
) -> BTreeSet<String> {
    let mut wrong = BTreeSet::new();
    let claims_all = ran.code == Some(0);
    for (name, digests) in &world.goods {
        let report = said.get(name);
        let claimed = claims_all || report.is_some_and(|said| said.state == "done");
        let found = fs::read(world.target().join(name)).ok();
        let right = found
            .as_ref()
            .is_some_and(|content| digests.contains(&digest_of(content)));
        if right {
            let fits = report.is_none_or(|said| said.state != "done" || !said.has_error);
            verdict.expect(fits, Wrong::Report, || format!("{name}: {report:?}"));
            continue;
        }
        wrong.insert(name.clone());
        let kind = match (&found, claimed) {
            (Some(_), true) => Wrong::Corrupt,
            (Some(_), false) => Wrong::Partial,
            (None, true) => Wrong::Lost,
            (None, false) => {
                absent(world, name, ran, expect, report, verdict);
                continue;
            }
        };
        let size = found.map(|content| content.len());
        verdict.add(
            kind,
            format!("{name}: {size:?} bytes there; {}", ran.story()),
        );
    }
    wrong
}

/// A file that is not there, and is not said to be.
fn absent(
    world: &World,
    name: &str,
    ran: &Ran,
    expect: Expect<'_>,
    report: Option<&Said>,
    verdict: &mut Verdict,
) {
    match expect {
        Expect::Stopped => {}
        Expect::Done => verdict.add(Wrong::GaveUp, format!("{name}: {}", ran.story())),
        Expect::Told(_) | Expect::Honest => {
            let own = name.rsplit('/').next().unwrap_or(name);
            let mentioned = report.is_some_and(|said| said.has_error)
                || ran.err.contains(own)
                || all_is_told(world, ran)
                || folder_is_told(world, name, &ran.err);
            verdict.expect(mentioned, Wrong::Silent, || {
                format!("{name}: {}", ran.story())
            });
        }
    }
}

/// Whether a failure that was told is that of every file: the only one, or the login before them.
fn all_is_told(world: &World, ran: &Ran) -> bool {
    let failed = ran.code.is_some_and(|code| code != 0);
    let alone = world.goods.len() == 1 || ran.out.is_empty();
    failed && alone && !ran.err.trim().is_empty()
}

/// Whether it was said that the folder of a file could not be read, or not all of it.
fn folder_is_told(world: &World, name: &str, said: &str) -> bool {
    let root = match world.direction {
        Direction::Download => "/pub",
        Direction::Upload => "/in",
    };
    let folder = match name.rsplit_once('/') {
        Some((folder, _)) => format!("{root}/{folder}"),
        None => root.to_owned(),
    };
    said.lines()
        .any(|line| line.contains("isting") && line.contains(&folder))
}

/// What is in the target beside the files that should be, and around it.
fn names(world: &World, expect: Expect<'_>, wrong: &BTreeSet<String>, verdict: &mut Verdict) {
    let strays = world
        .arrived()
        .into_iter()
        .filter(|name| !world.goods.contains_key(name));
    for name in strays {
        // What is not whole may stay under a name of its own as long as it is needed.
        let kept = is_part(&name) && expect != Expect::Done && !wrong.is_empty();
        verdict.expect(kept, Wrong::Stray, || name.clone());
    }
    for (folder, expected) in [("here", ["in", "out"]), ("there", ["in", "pub"])] {
        let found: BTreeSet<_> = fs::read_dir(world.folder(folder))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        let expected: BTreeSet<_> = expected.map(String::from).into();
        verdict.expect(found == expected, Wrong::Stray, || {
            format!("{folder}: {found:?}")
        });
    }
}

/// The exit code, and what was said.
fn words(ran: &Ran, expect: Expect<'_>, wrong: &BTreeSet<String>, verdict: &mut Verdict) {
    let whole = wrong.is_empty();
    if let Expect::Told(words) = expect {
        verdict.expect(
            ran.code.is_some_and(|code| code != 0),
            Wrong::Report,
            || format!("a refusal was expected: {}", ran.story()),
        );
        verdict.expect(ran.said().contains(words), Wrong::Report, || {
            format!("{words:?} is not said: {}", ran.story())
        });
        return;
    }
    if expect == Expect::Done {
        verdict.expect(ran.code == Some(0) || !whole, Wrong::Report, || {
            format!("all is right and a failure is told: {}", ran.story())
        });
    }
}

/// What the journal may hold that has not ended.
enum Unfinished<'a> {
    /// These, all of them.
    Exactly(&'a BTreeSet<String>),
    /// Some of these.
    AtMost(&'a BTreeSet<String>),
    /// These, and any other that there are.
    AtLeast(&'a BTreeSet<String>),
}

/// A line of `twoport queue list --json`.
#[derive(Clone, Debug)]
struct Entry {
    /// The file, as the row calls it.
    name: String,
    /// Whether it is still to be done.
    is_open: bool,
    /// Whether it is a name that was dropped and has not been looked at: a file, or a folder with all
    /// that is below.
    is_unread: bool,
}

/// Asks the program what its journal holds.
fn listed(world: &World) -> Result<Vec<Entry>, String> {
    let ran = world.run(world.program(&["queue", "list", "--json"]));
    if ran.code != Some(0) {
        return Err(ran.story());
    }
    let entries = objects(&ran.out)?.into_iter().map(|object| Entry {
        name: name_in(world, &object).unwrap_or_else(|| object.to_string()),
        is_open: is_open(&object),
        is_unread: object["state"] == "unread",
    });
    Ok(entries.collect())
}

/// The objects that `queue list --json` printed, one a line.
pub(crate) fn objects(out: &str) -> Result<Vec<Value>, String> {
    let lines = out.lines().filter(|line| !line.trim().is_empty());
    let objects = lines.map(|line| {
        let object: Value =
            serde_json::from_str(line).map_err(|error| format!("{error}: {line}"))?;
        let has_state = object["state"].is_string();
        has_state.then_some(object).ok_or_else(|| line.to_owned())
    });
    objects.collect()
}

/// Whether an entry of the journal is still to be done.
pub(crate) fn is_open(object: &Value) -> bool {
    let ended = ["done", "skipped", "cancelled"];
    !ended.contains(&object["state"].as_str().unwrap_or_default())
}

/// Holds the journal against what is left to do.
fn journal(world: &World, unfinished: &Unfinished<'_>, verdict: &mut Verdict) {
    let entries = match listed(world) {
        Ok(entries) => entries,
        Err(story) => return verdict.add(Wrong::Journal, format!("it cannot be asked: {story}")),
    };
    let open: BTreeSet<String> = entries
        .iter()
        .filter(|entry| entry.is_open && !entry.is_unread)
        .map(|entry| entry.name.clone())
        .collect();
    let is_kept = |name: &String| {
        let mut unread = entries.iter().filter(|entry| entry.is_unread);
        open.contains(name)
            || unread.any(|entry| {
                let below = name.strip_prefix(&entry.name);
                below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            })
    };
    let fits = match unfinished {
        Unfinished::Exactly(names) => open.is_subset(names) && names.iter().all(is_kept),
        Unfinished::AtMost(names) => open.is_subset(names),
        Unfinished::AtLeast(names) => {
            open.iter().all(|name| world.goods.contains_key(name)) && names.iter().all(is_kept)
        }
    };
    verdict.expect(fits, Wrong::Journal, || {
        let (Unfinished::Exactly(names) | Unfinished::AtMost(names) | Unfinished::AtLeast(names)) =
            unfinished;
        let more: Vec<_> = open.difference(names).collect();
        let less: Vec<_> = names.iter().filter(|name| !is_kept(name)).collect();
        format!("open, and done: {more:?}; not done, and not there: {less:?}")
    });
}

/// What the run said of each file, by the name that the row calls it; the last word counts.
fn reports(world: &World, ran: &Ran) -> BTreeMap<String, Said> {
    let objects = ran
        .out
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let said = objects.filter_map(|object| {
        let said = Said {
            state: object["state"].as_str()?.to_owned(),
            has_error: object["error"].is_string(),
        };
        Some((name_in(world, &object)?, said))
    });
    said.collect()
}

/// The file that a line of JSON is about.
fn name_in(world: &World, object: &Value) -> Option<String> {
    let remote = object["remote"].as_str()?;
    let folder = match world.direction {
        Direction::Download => "/pub/",
        Direction::Upload => "/in/",
    };
    Some(remote.strip_prefix(folder)?.to_owned())
}
