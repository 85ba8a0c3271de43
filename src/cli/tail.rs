//! `twoport tail`

use super::arguments::TailArguments;
use super::cat::write;
use super::exit::{ExitStatus, Failure};
use super::{Client, Common, say, site};
use crate::engine::{Cause, Problem};
use crate::model::{FileRange, RemotePath};
use std::time::Duration;

/// The first piece that is read from the end; each further one is twice as large.
const PIECE: u64 = 64 * 1024;
/// Lines that are longer than this in all are not looked for.
const LONGEST: u64 = 64 * 1024 * 1024;
/// How often it is looked whether the file has grown.
const INTERVAL: Duration = Duration::from_secs(1);
/// So many bytes before those that are new have to be what they were.
const SEAM: usize = 512;
/// What is new is read in portions.
const PORTION: u64 = 4 * 1024 * 1024;

pub(super) async fn run(arguments: &TailArguments, common: &Common) -> Result<ExitStatus, Failure> {
    let (_, site) = site::target_and_site(&[&arguments.url], common)?;
    let mut client = Client::connect(site, common).await?;
    let path = client.directory.clone();
    let outcome = print(&mut client, &path, arguments).await;
    client.quit().await;
    outcome
}

async fn print(
    client: &mut Client,
    path: &RemotePath,
    arguments: &TailArguments,
) -> Result<ExitStatus, Failure> {
    let Some(size) = client.facts(path).await?.size else {
        let name = client.names.shown(path.as_bytes());
        return Err(Failure::Problem(
            Problem::new(Cause::Refused, format!("Reading the end of {name} failed"))
                .words("the server does not tell its size"),
        ));
    };
    let bytes = last_lines(client, path, size, arguments.lines).await?;
    let mut end = End {
        at: size,
        seam: last_bytes(&bytes),
        refused: None,
    };
    if !write(bytes).await? {
        return Ok(ExitStatus::Done);
    }
    if arguments.follow {
        loop {
            tokio::time::sleep(INTERVAL).await;
            if !end.follow(client, path).await? {
                break;
            }
        }
    }
    Ok(ExitStatus::Done)
}

/// The last lines of a file of this size.
async fn last_lines(
    client: &mut Client,
    path: &RemotePath,
    size: u64,
    lines: u64,
) -> Result<Vec<u8>, Problem> {
    let (mut from, mut piece) = (size, PIECE);
    let mut bytes = Vec::new();
    if size == 0 {
        // That it can be read is found out all the same.
        client.part(path, &FileRange::bytes(0, 1), Some(0)).await?;
    }
    while from > 0 && lines > 0 && size - from < LONGEST {
        let begin = from.saturating_sub(piece);
        let range = FileRange::bytes(begin, from - begin);
        let mut part = client.part(path, &range, Some(size)).await?;
        part.bytes.append(&mut bytes);
        bytes = part.bytes;
        from = begin;
        piece = (piece * 2).min(LONGEST);
        if let Some(start) = start_of_last(&bytes, lines) {
            return Ok(bytes.split_off(start));
        }
    }
    Ok(bytes)
}

/// Where the last lines begin, if more lines than these end before.
fn start_of_last(bytes: &[u8], lines: u64) -> Option<usize> {
    // The end of the last line is no line of its own.
    let body = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    let ends = body
        .iter()
        .enumerate()
        .rev()
        .filter(|(_, byte)| **byte == b'\n');
    let nth = usize::try_from(lines).ok()?.checked_sub(1)?;
    ends.map(|(at, _)| at + 1).nth(nth)
}

/// What is compared later.
fn last_bytes(bytes: &[u8]) -> Vec<u8> {
    let from = bytes.len().saturating_sub(SEAM);
    bytes.get(from..).unwrap_or_default().to_vec()
}

/// How far a file has been printed.
struct End {
    at: u64,
    /// The bytes before that.
    seam: Vec<u8>,
    /// Why it could not be read the last time.
    refused: Option<String>,
}

impl End {
    /// Prints what is new. False where nobody reads it any more.
    async fn follow(&mut self, client: &mut Client, path: &RemotePath) -> Result<bool, Problem> {
        match self.print_new(client, path).await {
            // A log that is rotated is not there for a moment, or may not be read yet.
            Err(problem) if problem.cause == Cause::Refused => {
                let words = problem.to_string();
                if self.refused.as_ref() != Some(&words) {
                    say(&words);
                    self.begin_anew("waiting until it can be read");
                    self.refused = Some(words);
                }
                Ok(true)
            }
            printed => {
                self.refused = None;
                printed
            }
        }
    }

    async fn print_new(&mut self, client: &mut Client, path: &RemotePath) -> Result<bool, Problem> {
        let size = client.facts(path).await?.size.unwrap_or(self.at);
        if size < self.at {
            self.begin_anew("the file was cut: from its beginning");
        }
        while self.at < size {
            let overlap = self.seam.len() as u64;
            let range = FileRange::bytes(self.at - overlap, overlap + PORTION.min(size - self.at));
            let mut part = client.part(path, &range, Some(size)).await?;
            if !part.bytes.starts_with(&self.seam) {
                self.begin_anew("it is another file now: from its beginning");
                continue;
            }
            let seam = last_bytes(&part.bytes);
            let new = part.bytes.split_off(self.seam.len());
            self.seam = seam;
            self.at = part.upto;
            if !write(new).await? {
                return Ok(false);
            }
            if part.ended {
                break;
            }
        }
        Ok(true)
    }

    fn begin_anew(&mut self, why: &str) {
        say(why);
        self.at = 0;
        self.seam.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_lines_begin_behind_the_end_of_the_one_before() {
        let start = |text: &str, lines| start_of_last(text.as_bytes(), lines);
        assert_eq!(start("a\nb\nc\n", 2), Some(2));
        assert_eq!(start("a\nb\nc", 1), Some(4));
        assert_eq!(start("a\nb\nc\n", 3), None);
        assert_eq!(start("\n\n\n", 1), Some(2));
        assert_eq!(start("", 1), None);
    }
}
