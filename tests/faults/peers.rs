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

    /// The command that carries one file across; `None` where it cannot.
    pub(crate) fn carry(self, world: &World, name: &str, resumes: bool) -> Option<Command> {
        let down = world.direction == Direction::Download;
        let from = world.url(&format!("{PUB}/{name}"));
        let into = world.url(&format!("{IN}/{name}"));
        let (here, out) = (format!("in/{name}"), format!("out/{name}"));
        let port = world.address.port().to_string();
        let words: Vec<String> = match (self, down) {
            (Self::Twoport, _) => {
                let options = ["--timeout", "8", "--retries", "3"];
                let resume = ["--on-conflict", "resume"];
                let more: &[&str] = if resumes { &resume } else { &[] };
                return Some(world.carry(name, &[&options, more].concat()));
            }
            (Self::Curl, _) => {
                let mut words = vec!["curl", "-sS", "--retry", "3", "--retry-delay", "1"];
                words.extend(["--connect-timeout", "8", "--speed-limit", "1"]);
                words.extend(["--speed-time", "8"]);
                if resumes {
                    words.extend(["-C", "-"]);
                }
                words.extend(if down { ["-o", &here] } else { ["-T", &out] });
                words.push(if down { &from } else { &into });
                owned(&words)
            }
            (Self::Lftp, _) => {
                let verb = if down {
                    format!("get {} {from} -o {here}", if resumes { "-c" } else { "" })
                } else {
                    format!("put {} {out} -o {into}", if resumes { "-c" } else { "" })
                };
                let settings = "set net:timeout 8; set net:max-retries 3; \
                                set net:reconnect-interval-base 1; set ftp:ssl-allow no";
                owned(&["lftp", "--norc", "-c", &format!("{settings}; {verb}")])
            }
            (Self::Rclone, _) => {
                let pass = obscured()?;
                let remote = format!(":ftp,host=127.0.0.1,port={port},user=anonymous,pass={pass}:");
                let (pub_, in_) = (
                    format!("{remote}{PUB}/{name}"),
                    format!("{remote}{IN}/{name}"),
                );
                let pair = if down { [&pub_, &here] } else { [&out, &in_] };
                let mut words = vec!["rclone", "copyto", pair[0], pair[1], "--retries", "3"];
                words.extend(["--low-level-retries", "3", "--timeout", "8s"]);
                words.extend(["--contimeout", "8s", "--retries-sleep", "1s"]);
                owned(&words)
            }
            (Self::Ncftp, true) => {
                let path = format!("/{PUB}/{name}");
                let mut words = vec!["ncftpget", "-V", "-t", "8", "-r", "3", "-P", &port];
                words.extend(["127.0.0.1", "in", &path]);
                owned(&words)
            }
            (Self::Ncftp, false) => {
                let folder = format!("/{IN}");
                let mut words = vec!["ncftpput", "-V", "-t", "8", "-r", "3", "-P", &port];
                words.extend(["127.0.0.1", &folder, &out]);
                owned(&words)
            }
            (Self::Wget, true) => {
                let mut words = vec!["wget", "-nv", "--tries=3", "--timeout=8", "--waitretry=1"];
                if resumes {
                    words.push("-c");
                }
                words.extend(["-P", "in", &from]);
                owned(&words)
            }
            (Self::Wget, false) => return None,
        };
        let mut command = Command::new(&words[0]);
        command.args(&words[1..]);
        world.at_home(&mut command);
        Some(command)
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
