//! A run of a program, ours or another, that can be killed, watched, and must end in time.

use rustix::process::Signal;
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::support::process::signal;

/// How often a running program is looked at.
const GLANCE: Duration = Duration::from_millis(4);

/// A program under way. It is killed when dropped.
#[derive(Debug)]
pub(crate) struct Run {
    child: Child,
    begun: Instant,
    out: PathBuf,
    err: PathBuf,
    peak: u64,
}

/// How a run ended.
#[derive(Clone, Debug)]
pub(crate) struct Ran {
    /// The exit code; `None` where a signal ended it.
    pub(crate) code: Option<i32>,
    /// The signal that ended it.
    pub(crate) signal: Option<i32>,
    /// What it printed.
    pub(crate) out: String,
    /// What it complained of.
    pub(crate) err: String,
    /// How long it took.
    pub(crate) took: Duration,
    /// It did not end by itself in time.
    pub(crate) hung: bool,
    /// The most memory that it had, in KiB.
    pub(crate) peak: u64,
}

impl Run {
    /// Starts it. What it prints goes into files in `notes`, where no full pipe can hold it up.
    pub(crate) fn start(mut command: Command, notes: &Path) -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let [out, err] = ["out", "err"].map(|name| notes.join(format!("{number}.{name}")));
        let child = command
            .stdin(Stdio::null())
            .stdout(fs::File::create(&out).unwrap())
            .stderr(fs::File::create(&err).unwrap())
            .spawn();
        let child = child.unwrap_or_else(|error| panic!("{command:?}: {error}"));
        Self {
            child,
            begun: Instant::now(),
            out,
            err,
            peak: 0,
        }
    }

    /// The id of its process.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Whether it has ended by itself.
    pub(crate) fn has_ended(&mut self) -> bool {
        self.child.try_wait().unwrap().is_some()
    }

    /// Waits until something is so, or it has ended; says which came first.
    pub(crate) fn until(&mut self, limit: Duration, mut is: impl FnMut() -> bool) -> bool {
        let deadline = Instant::now() + limit;
        loop {
            if is() {
                return true;
            }
            if self.has_ended() || Instant::now() > deadline {
                return false;
            }
            sleep(GLANCE);
        }
    }

    /// Sends it a signal and waits for its end.
    pub(crate) fn end_by(self, with: Signal, limit: Duration) -> Ran {
        signal(self.pid(), with);
        self.end(limit)
    }

    /// Waits for its end; past the limit it is killed, and has hung.
    pub(crate) fn end(mut self, limit: Duration) -> Ran {
        let deadline = Instant::now() + limit;
        loop {
            self.peak = self.peak.max(peak_memory(self.pid()));
            if let Some(status) = self.child.try_wait().unwrap() {
                return self.ran(status, false);
            }
            if Instant::now() > deadline {
                self.child.kill().unwrap();
                let status = self.child.wait().unwrap();
                return self.ran(status, true);
            }
            sleep(GLANCE);
        }
    }

    fn ran(&self, status: ExitStatus, hung: bool) -> Ran {
        let text = |path| String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned();
        Ran {
            code: status.code(),
            signal: status.signal(),
            out: text(&self.out),
            err: text(&self.err),
            took: self.begun.elapsed(),
            hung,
            peak: self.peak,
        }
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        // One that has ended and was waited for is left alone by both.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Ran {
    /// Both streams, for the words in them.
    pub(crate) fn said(&self) -> String {
        format!("{}\n{}", self.out, self.err)
    }

    /// In one short paragraph, for a complaint: the code, and the last of what was said.
    pub(crate) fn story(&self) -> String {
        let last = |text: &str| {
            // What went well tells nothing.
            let lines = text
                .lines()
                .filter(|line| !line.contains("\"state\":\"done\""));
            let lines: Vec<&str> = lines.collect();
            lines[lines.len().saturating_sub(6)..].join(" / ")
        };
        let (code, took) = (self.code, self.took.as_secs_f32());
        format!(
            "code {code:?} after {took:.1} s; {}; {}",
            last(&self.err),
            last(&self.out)
        )
    }
}

/// The peak of a process's resident memory, in KiB; 0 when it is gone.
fn peak_memory(pid: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|rest| rest.split_whitespace().next()?.parse().ok());
    number.unwrap_or(0)
}
