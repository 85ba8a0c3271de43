//! Other programs at the same faults, with the options that a careful user would give them. Only
//! what is there after one command counts.

mod trials;

use super::world::{IN, PUB, World};
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;
use twoport::model::Direction;

/// A program that moves files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Peer {
    /// Ours.
    Twoport,
    /// curl.
    Curl,
    /// lftp.
    Lftp,
    /// rclone.
    Rclone,
    /// `NcFTP`'s ncftpget and ncftpput.
    Ncftp,
    /// GNU Wget, which only fetches.
    Wget,
}

impl Peer {
    /// All of them, in the order of the columns.
    pub(crate) const ALL: [Self; 6] = [
        Self::Twoport,
        Self::Curl,
        Self::Lftp,
        Self::Rclone,
        Self::Ncftp,
        Self::Wget,
    ];

    /// What it is called in the table.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Twoport => "twoport",
            Self::Curl => "curl",
            Self::Lftp => "lftp",
            Self::Rclone => "rclone",
            Self::Ncftp => "ncftp",
            Self::Wget => "wget",
        }
    }

    /// The first line of what it says of its version; `None` where it is not installed.
    pub(crate) fn version(self) -> Option<String> {
        let program = match self {
            Self::Twoport => PathBuf::from(env!("CARGO_BIN_EXE_twoport")),
            Self::Ncftp => "ncftpget".into(),
            other => other.name().into(),
        };
        let word = if self == Self::Rclone {
            "version"
        } else {
            "--version"
        };
        let output = Command::new(program).arg(word).output().ok()?;
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said).into_owned();
        let mut lines = said.lines().filter(|line| line.contains(char::is_numeric));
        Some(lines.next().unwrap_or_default().trim().to_owned())
    }

    /// The command that carries one file across; `None` where it cannot. `resumes`: it goes on from
    /// what is there.
    pub(crate) fn carry(self, world: &World, name: &str, resumes: bool) -> Option<Command> {
        let order = Order::of(world, name, resumes);
        let words = match self {
            Self::Twoport => {
                let options = ["--timeout", "8", "--retries", "3"];
                let resume = ["--on-conflict", "resume"];
                let more: &[&str] = if resumes { &resume } else { &[] };
                return Some(world.carry(name, &[&options, more].concat()));
            }
            Self::Curl => order.for_curl(),
            Self::Lftp => order.for_lftp(),
            Self::Rclone => order.for_rclone()?,
            Self::Ncftp => order.for_ncftp(),
            Self::Wget => order.for_wget()?,
        };
        let mut command = Command::new(&words[0]);
        command.args(&words[1..]);
        world.at_home(&mut command);
        Some(command)
    }
}

/// One file to carry, in the words that others need.
struct Order {
    down: bool,
    resumes: bool,
    port: String,
    name: String,
    /// The URL of the file on the server.
    url: String,
    /// Its path here.
    path: String,
}

impl Order {
    fn of(world: &World, name: &str, resumes: bool) -> Self {
        let down = world.direction == Direction::Download;
        let (there, here) = if down { (PUB, "in") } else { (IN, "out") };
        Self {
            down,
            resumes,
            port: world.address.port().to_string(),
            name: name.to_owned(),
            url: world.url(&format!("{there}/{name}")),
            path: format!("{here}/{name}"),
        }
    }

    fn for_curl(&self) -> Vec<String> {
        let mut words = owned(&["curl", "-sS", "--retry", "3", "--retry-delay", "1"]);
        words.extend(owned(&["--connect-timeout", "8", "--speed-limit", "1"]));
        words.extend(owned(&["--speed-time", "8"]));
        if self.resumes {
            words.extend(owned(&["-C", "-"]));
        }
        let flag = if self.down { "-o" } else { "-T" };
        words.extend(owned(&[flag, &self.path, &self.url]));
        words
    }

    fn for_lftp(&self) -> Vec<String> {
        let flag = if self.resumes { "-c" } else { "" };
        let (path, url) = (&self.path, &self.url);
        let verb = if self.down {
            format!("get {flag} {url} -o {path}")
        } else {
            format!("put {flag} {path} -o {url}")
        };
        let settings = "set net:timeout 8; set net:max-retries 3; \
                        set net:reconnect-interval-base 1; set ftp:ssl-allow no";
        owned(&["lftp", "--norc", "-c", &format!("{settings}; {verb}")])
    }

    fn for_rclone(&self) -> Option<Vec<String>> {
        let (port, pass, name) = (&self.port, obscured()?, &self.name);
        let remote = |folder| {
            format!(":ftp,host=127.0.0.1,port={port},user=anonymous,pass={pass}:{folder}/{name}")
        };
        let pair = if self.down {
            [remote(PUB), self.path.clone()]
        } else {
            [self.path.clone(), remote(IN)]
        };
        let mut words = owned(&["rclone", "copyto", &pair[0], &pair[1], "--retries", "3"]);
        words.extend(owned(&["--low-level-retries", "3", "--timeout", "8s"]));
        words.extend(owned(&["--contimeout", "8s", "--retries-sleep", "1s"]));
        Some(words)
    }

    fn for_ncftp(&self) -> Vec<String> {
        let program = if self.down { "ncftpget" } else { "ncftpput" };
        let mut words = owned(&[program, "-V", "-t", "8", "-r", "3", "-P", &self.port]);
        words.push("127.0.0.1".into());
        if self.down {
            words.extend(["in".into(), format!("/{PUB}/{}", self.name)]);
        } else {
            words.extend([format!("/{IN}"), self.path.clone()]);
        }
        words
    }

    fn for_wget(&self) -> Option<Vec<String>> {
        if !self.down {
            return None;
        }
        let mut words = owned(&["wget", "-nv", "--tries=3", "--timeout=8", "--waitretry=1"]);
        if self.resumes {
            words.push("-c".into());
        }
        words.extend(owned(&["-P", "in", &self.url]));
        Some(words)
    }
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// rclone's form of a password that is no secret.
fn obscured() -> Option<&'static str> {
    static PASS: OnceLock<Option<String>> = OnceLock::new();
    let pass = PASS.get_or_init(|| {
        let output = Command::new("rclone").args(["obscure", "guest"]).output();
        let text = String::from_utf8(output.ok()?.stdout).ok()?;
        Some(text.trim().to_owned())
    });
    pass.as_deref()
}
