//! Times that clients set: MFMT, MDTM with a time, SITE UTIME.

use super::session::Session;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use std::fs::{self, File};
use std::io;
use std::time::SystemTime;

/// A time and the name that follows it.
pub(super) fn timed(argument: &[u8]) -> Option<(Timestamp, &[u8])> {
    let space = argument.iter().position(|byte| *byte == b' ')?;
    let (stamp, name) = argument.split_at(space);
    let at = parse_stamp(&String::from_utf8_lossy(stamp))?;
    Some((at, name.get(1..)?))
}

impl Session {
    /// Gives a file or a directory this time.
    pub(super) fn touch(&self, name: &[u8], at: Timestamp) -> io::Result<()> {
        let path = self.state.tree.follow(&self.path(name)?)?;
        let kind = fs::metadata(&path)?.file_type();
        // Opening a pipe would wait for its other end.
        if !kind.is_file() && !kind.is_dir() {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        File::open(path)?.set_modified(SystemTime::from(at))
    }
}

/// RFC 3659 section 2.3; a fraction of a second is dropped.
fn parse_stamp(stamp: &str) -> Option<Timestamp> {
    let whole = stamp.split_once('.').map_or(stamp, |(whole, _)| whole);
    let at = DateTime::strptime("%Y%m%d%H%M%S", whole).ok()?;
    Some(at.to_zoned(TimeZone::UTC).ok()?.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stamps_are_read_and_nonsense_is_not() {
        let at = Timestamp::from_second(1_577_934_245).ok();
        assert_eq!(parse_stamp("20200102030405"), at);
        assert_eq!(parse_stamp("20200102030405.75"), at);
        assert_eq!(parse_stamp("20201302030405"), None);
        assert_eq!(parse_stamp(""), None);
    }
}
