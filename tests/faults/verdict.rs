//! What a run of a row did wrong, and what a row came to in all its runs.

use super::form;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A kind of wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wrong {
    /// A file that should have got across did not, and no honest word excuses it.
    Lost,
    /// A file that is called done is not what was sent.
    Corrupt,
    /// A file that did not get across is mentioned nowhere.
    Silent,
    /// A file that is not whole stands under its final name.
    Partial,
    /// Something is left that nobody asked for.
    Stray,
    /// It did not end in time.
    Hang,
    /// It ended by a panic.
    Panic,
    /// It gave up, honestly, where it could have gone on.
    GaveUp,
    /// The exit code, the report or the words are not the truth.
    Report,
    /// The journal is not what is left to do.
    Journal,
    /// More was done than needed: bytes, logins, tries, memory.
    Effort,
    /// The harness itself failed, or the fault did not strike: the run proves nothing.
    Harness,
}

/// Something wrong, and how it shows.
#[derive(Clone, Debug)]
pub(crate) struct Complaint {
    /// Its kind.
    pub(crate) wrong: Wrong,
    /// How it shows.
    pub(crate) what: String,
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.wrong, self.what)
    }
}

/// The complaints of a run, as they are gathered.
#[derive(Debug, Default)]
pub(crate) struct Verdict(pub(crate) Vec<Complaint>);

impl Verdict {
    /// Adds a complaint.
    pub(crate) fn add(&mut self, wrong: Wrong, what: impl Into<String>) {
        let what = what.into();
        self.0.push(Complaint { wrong, what });
    }

    /// Adds a complaint unless something holds.
    pub(crate) fn expect(&mut self, holds: bool, wrong: Wrong, what: impl FnOnce() -> String) {
        if !holds {
            self.add(wrong, what());
        }
    }

    /// Whether there is a complaint of this kind.
    pub(crate) fn has(&self, wrong: Wrong) -> bool {
        self.0.iter().any(|complaint| complaint.wrong == wrong)
    }
}

/// So many complaints of a run are told, each so long.
const FEW: usize = 4;
/// See [`FEW`].
const LONG: usize = 700;

/// A row in all its runs, as the table shows it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct RowResult {
    /// Its number in the matrix and what it does.
    pub(crate) row: String,
    /// How often it ran.
    pub(crate) runs: usize,
    /// How many runs had nothing wrong.
    pub(crate) passed: usize,
    /// Runs by what was wrong; one run may be in several.
    pub(crate) lost: usize,
    /// See [`Wrong`].
    pub(crate) corrupt: usize,
    /// See [`Wrong`].
    pub(crate) silent: usize,
    /// See [`Wrong`].
    pub(crate) partial: usize,
    /// See [`Wrong`].
    pub(crate) hang: usize,
    /// See [`Wrong`].
    pub(crate) panic: usize,
    /// All other kinds.
    pub(crate) other: usize,
    /// The seed of the first run.
    pub(crate) seed: u64,
    /// How long it took.
    pub(crate) seconds: u64,
}

impl RowResult {
    fn count(&mut self, verdict: &Verdict) {
        self.runs += 1;
        self.passed += usize::from(verdict.0.is_empty());
        let counters = [
            (&mut self.lost, &[Wrong::Lost][..]),
            (&mut self.corrupt, &[Wrong::Corrupt]),
            (&mut self.silent, &[Wrong::Silent]),
            (&mut self.partial, &[Wrong::Partial]),
            (&mut self.hang, &[Wrong::Hang]),
            (&mut self.panic, &[Wrong::Panic]),
            (
                &mut self.other,
                &[
                    Wrong::Stray,
                    Wrong::GaveUp,
                    Wrong::Report,
                    Wrong::Journal,
                    Wrong::Effort,
                    Wrong::Harness,
                ],
            ),
        ];
        for (counter, kinds) in counters {
            *counter += usize::from(kinds.iter().any(|kind| verdict.has(*kind)));
        }
    }
}

/// A row: `runs` runs of it, so many at a time, each with a seed of its own. Fails at the end with
/// all complaints, each with what repeats it.
#[track_caller]
pub(crate) fn row(
    name: &str,
    runs: usize,
    at_a_time: usize,
    run: impl Fn(u64, usize) -> Verdict + Sync,
) {
    let (seed, begun) = (form::seed(), std::time::Instant::now());
    let next = AtomicUsize::new(0);
    let verdicts = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..at_a_time.min(runs) {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= runs {
                        break;
                    }
                    if form::only_run().is_some_and(|only| only != number) {
                        continue;
                    }
                    let verdict = guarded(|| run(seed + number as u64, number));
                    verdicts.lock().unwrap().push((number, verdict));
                }
            });
        }
    });
    let mut verdicts = verdicts.into_inner().unwrap();
    verdicts.sort_by_key(|(number, _)| *number);
    let mut result = RowResult {
        row: name.to_owned(),
        seed,
        seconds: begun.elapsed().as_secs(),
        ..RowResult::default()
    };
    let mut story = Vec::new();
    for (number, verdict) in &verdicts {
        result.count(verdict);
        let few = verdict.0.iter().take(FEW);
        story.extend(few.map(|complaint| {
            let text: String = complaint.to_string().chars().take(LONG).collect();
            format!("FAULTS_SEED={seed} FAULTS_RUN={number}: {text}")
        }));
        if let Some(more) = verdict.0.len().checked_sub(FEW).filter(|more| *more > 0) {
            story.push(format!("FAULTS_RUN={number}: and {more} more"));
        }
    }
    eprintln!("{name}: {} of {} runs passed", result.passed, result.runs);
    save(&result);
    assert!(story.is_empty(), "{name}\n{}", story.join("\n"));
}

/// A run whose panics are complaints about the harness.
fn guarded(run: impl FnOnce() -> Verdict) -> Verdict {
    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|panic| {
        let words = panic
            .downcast_ref::<String>()
            .cloned()
            .or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        let mut verdict = Verdict::default();
        verdict.add(Wrong::Harness, words.unwrap_or_default());
        verdict
    })
}

/// Where the rows leave what they came to, for the table at the end.
pub(crate) fn results_folder() -> PathBuf {
    let given = std::env::var_os("FAULTS_RESULTS").map(PathBuf::from);
    given.unwrap_or_else(|| PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("faults"))
}

fn save(result: &RowResult) {
    let folder = results_folder();
    std::fs::create_dir_all(&folder).unwrap();
    let name: String = result
        .row
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    let text = serde_json::to_string(result).unwrap();
    std::fs::write(folder.join(format!("{name}.json")), text).unwrap();
}
