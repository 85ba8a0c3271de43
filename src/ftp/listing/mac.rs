//! Peter Lewis's Mac servers (`NetPresenz`): like Unix, but with the sizes of the resource fork, the
//! data fork and both in place of links, owner and group, and `folder` for directories.

use super::fields::{Fields, number};
use super::permissions::Permissions;
use super::unix;
use crate::model::Entry;
use jiff::Timestamp;

/// Reads one line; `None` if it is not of this dialect.
pub(super) fn parse(line: &[u8], now: Timestamp) -> Option<Entry> {
    let fields = Fields::new(line);
    let permissions = Permissions::parse(fields.get(0)?)?;
    let column = if fields.get(1)? == b"folder" {
        2
    } else {
        let forks = number(fields.get(1)?)?.checked_add(number(fields.get(2)?)?);
        forks.filter(|both| Some(*both) == fields.get(3).and_then(number))?;
        3
    };
    let mut entry = unix::row(&fields, column, permissions, now)?;
    (entry.owner, entry.group) = (None, None);
    Some(entry)
}

#[cfg(test)]
mod tests {
    use super::super::table::{check, refuse};
    use super::*;

    #[test]
    fn folders_and_forks_are_read() {
        let now = "2026-11-22T17:00:00Z".parse().unwrap();
        check(
            |line| parse(line, now),
            &[
                (
                    "drwxr-xr-x               folder        0 Mar  4 14:51 Old Notes",
                    "Old Notes dir 0 2026-03-04T14:51:00Z 755",
                ),
                (
                    "-rw-r--r--      100         250      350 Jul 22  2010 a song",
                    "a song file 350 2010-07-22 644",
                ),
            ],
        );
        refuse(
            |line| parse(line, now),
            &[
                "-rw-r--r--      100         250      351 Jul 22  2010 a song",
                "drwxr-xr-x 12 folder 0 Mar  4 14:51 x",
                "-rw-r--r--   1 root other 531 Jan 29 03:26 x",
            ],
        );
    }
}
