//! Processes of the machine, as /proc tells of them, and how to end a whole family.

use super::poll;
use rustix::process::{Pid, Signal, WaitOptions};
use std::fs;
use std::io;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// One process. The start time tells it from a later one with the same id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Process {
    /// Its id.
    pub pid: u32,
    /// The id of its parent.
    pub parent: u32,
    /// When it began, in clock ticks since boot.
    started: u64,
    /// Whether it has ended and nobody has asked for its status yet.
    ended: bool,
}

impl Process {
    /// The process with this id, if there is one.
    pub fn find(pid: u32) -> Option<Self> {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        // The name, in parentheses, may hold spaces and parentheses itself.
        let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
        Some(Self {
            pid,
            parent: fields.get(1)?.parse().ok()?,
            started: fields.get(19)?.parse().ok()?,
            ended: matches!(*fields.first()?, "Z" | "X"),
        })
    }

    /// Whether it still runs.
    pub fn is_running(self) -> bool {
        Self::find(self.pid).is_some_and(|now| now.started == self.started && !now.ended)
    }
}

/// Every process that descends from `pid`, without `pid` itself.
pub fn descendants(pid: u32) -> Vec<Process> {
    let all: Vec<Process> = fs::read_dir("/proc")
        .expect("/proc can be read")
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter_map(Process::find)
        .collect();
    let mut family = vec![pid];
    let mut found = Vec::new();
    let mut next = 0;
    while let Some(parent) = family.get(next).copied() {
        next += 1;
        for process in all.iter().filter(|process| process.parent == parent) {
            family.push(process.pid);
            found.push(*process);
        }
    }
    found
}

/// Sends a signal; a process that has gone meanwhile is fine.
pub fn signal(pid: u32, signal: Signal) {
    let pid = i32::try_from(pid).ok().and_then(Pid::from_raw);
    if let Some(pid) = pid {
        let _ = rustix::process::kill_process(pid, signal);
    }
}

/// Kills a child of this process with all its descendants and waits until they are gone.
pub fn end_family(pid: u32) {
    // Orphans come to us and not to process 1, which in a container may never ask for them.
    let _ = rustix::process::set_child_subreaper(Pid::from_raw(1));
    // Halted first, so that it begets no more while the others are counted.
    signal(pid, Signal::STOP);
    let mut family = descendants(pid);
    family.extend(Process::find(pid));
    for process in &family {
        signal(process.pid, Signal::KILL);
    }
    let gone = poll(Duration::from_secs(10), || {
        family.retain(|process| !has_gone(*process));
        family.is_empty().then_some(())
    });
    assert!(
        gone.is_some() || std::thread::panicking(),
        "still there: {family:?}"
    );
}

/// Whether a process is no more, taking its status if it is ours to take.
fn has_gone(process: Process) -> bool {
    if let Some(pid) = i32::try_from(process.pid).ok().and_then(Pid::from_raw) {
        let _ = rustix::process::waitpid(Some(pid), WaitOptions::NOHANG);
    }
    Process::find(process.pid).is_none_or(|now| now.started != process.started)
}

/// Kills a process when this program dies before it could do so itself (a test that was ended from
/// outside runs no destructors). It is a shell that waits for the end of its input.
pub struct Guardian(pub Child);

impl Guardian {
    /// Watches over `pid`.
    pub fn of(pid: u32) -> io::Result<Self> {
        Command::new("sh")
            .args(["-c", "read _; kill -KILL \"$1\"", "sh", &pid.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // Its own group: what ends the group of the test must not end the guardian first.
            .process_group(0)
            .spawn()
            .map(Self)
    }
}

impl Drop for Guardian {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
