//! What the server says of one file: MLST, or SIZE and MDTM (RFC 3659).

use super::{size, with_path};
use crate::ftp::control::ControlConnection;
use crate::ftp::listing::parse_mlst_line;
use crate::ftp::{FeatureSet, FtpError, Reply};
use crate::model::{EntryKind, FileFacts, Modified, Precision, RemotePath};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// Size and time of a file, as far as the server tells them. Both come from the same command where
/// there is one, so that a listing by MLSD agrees with it.
///
/// # Errors
/// Only those that cost the connection.
pub async fn facts(
    control: &mut ControlConnection,
    features: &FeatureSet,
    path: &RemotePath,
) -> Result<FileFacts, FtpError> {
    if features.mlst() {
        let reply = control.ask(&with_path("MLST", path)).await?;
        if let Some(facts) = described(&reply) {
            return Ok(facts);
        }
    }
    let size = size(control, path).await?;
    let at = if features.mdtm() {
        modified(control, path).await?
    } else {
        None
    };
    let modified = at.map(|at| Modified {
        at,
        precision: Precision::Second,
    });
    Ok(FileFacts { size, modified })
}

/// The facts in the reply to MLST, if they are those of a file: of a link they are the link's own.
fn described(reply: &Reply) -> Option<FileFacts> {
    let lines: Vec<&[u8]> = reply.lines().collect();
    let [_, line, ..] = lines.as_slice() else {
        return None;
    };
    let entry = parse_mlst_line(line).filter(|_| reply.is_completion())?;
    (entry.kind == EntryKind::File && entry.size.is_some()).then_some(FileFacts {
        size: entry.size,
        modified: entry.modified,
    })
}

/// When a file was changed last (MDTM, RFC 3659 section 3), as the server says it; `None` where it
/// does not.
///
/// # Errors
/// Only those that cost the connection.
pub async fn modified(
    control: &mut ControlConnection,
    path: &RemotePath,
) -> Result<Option<Timestamp>, FtpError> {
    let reply = control.ask(&with_path("MDTM", path)).await?;
    Ok((reply.code() == 213)
        .then(|| reply.text())
        .and_then(|text| parse_time(text.split_whitespace().next_back()?)))
}

/// `YYYYMMDDHHMMSS`, with or without a fraction of a second, which is dropped.
fn parse_time(text: &str) -> Option<Timestamp> {
    let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
    let is_plain = whole.len() == 14 && whole.bytes().all(|byte| byte.is_ascii_digit());
    let at = is_plain.then(|| DateTime::strptime("%Y%m%d%H%M%S", whole).ok())??;
    TimeZone::UTC.to_timestamp(at).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_and_nonsense_is_not() {
        let at = |text| parse_time(text).map(Timestamp::as_second);
        assert_eq!(at("20200102030405"), Some(1_577_934_245));
        assert_eq!(at("20200102030405.75"), Some(1_577_934_245));
        for text in [
            "",
            "2020010203040",
            "20201302030405",
            "191000102030405",
            "abc",
        ] {
            assert_eq!(at(text), None, "{text}");
        }
    }

    #[test]
    fn only_the_facts_of_a_file_count() {
        let facts = |line: &str| {
            let raw = format!("250-Listing\r\n {line}\r\n250 End\r\n");
            described(&Reply::parse(raw.as_bytes()).unwrap())
        };
        let file = facts("type=file;size=5;modify=20200102030405; /x").unwrap();
        assert_eq!(file.size, Some(5));
        assert_eq!(file.modified.unwrap().at.as_second(), 1_577_934_245);
        assert_eq!(facts("type=OS.unix=slink:/y;size=5; /x"), None);
        assert_eq!(facts("type=dir;modify=20200102030405; /x"), None);
        assert_eq!(facts("type=file; /x"), None);
    }
}
