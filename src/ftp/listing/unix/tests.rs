//! Lines in the manner of `ls -l`, and those that only look like them.

use super::super::table::{check, refuse};
use super::*;
use proptest::prelude::*;

fn unix_line(line: &[u8]) -> Option<Entry> {
    parse(line, "2026-11-22T17:00:00Z".parse().unwrap())
}

#[test]
fn unix_lines_are_read_with_all_their_columns() {
    check(
        unix_line,
        &[
            (
                "-rw-r--r--   1 root other 531 Jan 29 03:26 README",
                "README file 531 2026-01-29T03:26:00Z 644",
            ),
            (
                "dr-xr-xr-x   2 root other 512 Apr  8  1994 a dir",
                "a dir dir 512 1994-04-08 555",
            ),
            (
                "   drwxr-xr-x+ 11 ann staff 374 Dec 11 21:24 lib",
                "lib dir 374 2025-12-11T21:24:00Z 755",
            ),
            (
                "-rw-r--r--. 1 1001 1001 5 2005-04-08 11:22 iso",
                "iso file 5 2005-04-08T11:22:00Z 644",
            ),
            (
                "-rw-r--r--   1 domain\\ann domain users 5 Jan 29 03:26 x",
                "x file 5 2026-01-29T03:26:00Z 644",
            ),
            (
                "-rw-r--r--   1 john smith my group 7 5 Jan 29 03:26 x",
                "x file 5 2026-01-29T03:26:00Z 644",
            ),
        ],
    );
}

#[test]
fn columns_may_be_missing_or_run_into_each_other() {
    check(
        unix_line,
        &[
            (
                "dr-xr-xr-x   2 root                  512 Apr  8  1994 no group",
                "no group dir 512 1994-04-08 555",
            ),
            (
                "-r--r--r-- 0125039 12 Nov 11 2005 no owners",
                "no owners file 12 2005-11-11 444",
            ),
            (
                "-r-xr-xr-x longowner longgroup123 Feb 12 17:20 glued",
                "glued file 123 2026-02-12T17:20:00Z 555",
            ),
            (
                "crw-r----- 1 root kmem 0, 27 Jan 30 11:42 kmem",
                "kmem other 2026-01-30T11:42:00Z 640",
            ),
            (
                "crw-rw---- 1 0 0 0, 27 Jan 30 11:42 null",
                "null other 2026-01-30T11:42:00Z 660",
            ),
            (
                "brw------- 1 root sys 109,767 Jul  2  2004 disk",
                "disk other 2004-07-02 600",
            ),
            (
                "-rw-r--r--   1 root other 33.5k Oct 5 21:22 sized",
                "sized file 34304 2026-10-05T21:22:00Z 644",
            ),
            (
                "-rw-r--r--   1 root other 1,234 Oct 5 21:22 grouped",
                "grouped file 1234 2026-10-05T21:22:00Z 644",
            ),
            ("drwxr-xr-x 3 ann lab 512 dateless", "dateless dir 512 755"),
            (
                "-rw-r--r-- 1 u g 99999999999999999999999 Jan  1  2020 big",
                "big file 2020-01-01 644",
            ),
            (
                "prw-r--r-- 1 u g 0 Jan  1  2020 pipe",
                "pipe other 0 2020-01-01 644",
            ),
        ],
    );
}

#[test]
fn unix_names_are_kept_as_they_are() {
    check(
        unix_line,
        &[
            (
                "-rwxrwxrwx   1 a b 322 Aug 19  1996   spacy ",
                "  spacy  file 322 1996-08-19 777",
            ),
            (
                "-rw-r--r-- 1 a b 5 Jan 29 03:26 2014 report",
                "2014 report file 5 2026-01-29T03:26:00Z 644",
            ),
            (
                "-rw-r--r-- 1 a b 5 Jan  1  2020 9 Feb  2  2021 x",
                "9 Feb  2  2021 x file 5 2020-01-01 644",
            ),
            (
                "-rw-r--r-- 1 a 5 Jan  1  2020 9 Feb  2  2021 x",
                "9 Feb  2  2021 x file 5 2020-01-01 644",
            ),
            (
                "-rw-r--r-- 12 5 Jan 1 2020 9 Feb 2 2021 x",
                "9 Feb 2 2021 x file 5 2020-01-01 644",
            ),
            (
                "-rw-r--r-- 1 a b 5 Jan  1  2020 a -> b",
                "a -> b file 5 2020-01-01 644",
            ),
            (
                "lrwxrwxrwx 1 a b 7 Jan  1  2020 bin -> usr/bin",
                "bin link 7 2020-01-01 777 usr/bin",
            ),
            (
                "lrwxrwxrwx 1 a b 7 Jan  1  2020 a -> b -> c",
                "a link 7 2020-01-01 777 b -> c",
            ),
            (
                "lrwxrwxrwx 1 a b 7 Jan  1  2020 hidden",
                "hidden link 7 2020-01-01 777",
            ),
            (
                "-rw-r--r-- 1 a b 5 Jan  1  2020 ../evil",
                "../evil file 5 2020-01-01 644",
            ),
        ],
    );
    let latin = unix_line(b"-rw-r--r-- 1 a b 5 Jan  1  2020 f\xfcr").unwrap();
    assert_eq!(latin.name.as_bytes(), b"f\xfcr");
}

#[test]
fn owners_and_groups_are_told_apart() {
    let owners = |line: &str| {
        let entry = unix_line(line.as_bytes()).unwrap();
        (
            entry.owner.unwrap_or_default(),
            entry.group.unwrap_or_default(),
        )
    };
    let pair = |owner: &str, group: &str| (owner.into(), group.into());
    assert_eq!(
        owners("-rw-r--r-- 1 ann staff 5 Jan 1 2020 x"),
        pair("ann", "staff")
    );
    assert_eq!(
        owners("-rw-r--r-- 1 ann domain users 5 Jan 1 2020 x"),
        pair("ann", "domain users")
    );
    assert_eq!(owners("-rw-r--r-- 1 ann 5 Jan 1 2020 x"), pair("ann", ""));
    assert_eq!(
        owners("-rw-r--r-- ann staff 5 Jan 1 2020 x"),
        pair("ann", "staff")
    );
    assert_eq!(owners("-rw-r--r-- 12 5 Jan 1 2020 x"), pair("", ""));
    assert_eq!(
        owners("-rw-r--r-- ann staff5 Jan 1 2020 x"),
        pair("ann", "staff")
    );
    assert_eq!(
        owners("crw-r--r-- 1 ann kmem 0, 27 Jan 1 2020 x"),
        pair("ann", "kmem")
    );
}

#[test]
fn unix_lines_that_do_not_hold_together_are_refused() {
    refuse(
        unix_line,
        &[
            "",
            "---------",
            "total 68",
            "zrwxr-xr-x   2 a b 4096 Mar  2 15:13 kind",
            "dxrwr-xr-x   2 a b 4096 Aug 24  2001 letters",
            "drwxr-xr-x   2 a b 4096 Jam  4 00:03 month",
            "drwxr-xr-x   2 a b 4096 Feb 23 30:01 hour",
            "drwxr-xr-x   2 a b 4096 Aug 36  2001 day",
            "drwxr-xr-x   2 a b 4096 Dec 02  209 year",
            "-rw-r--r--   1 a b 80284 Aug 22  no year",
            "-rw-r--r--   1 a b 5 2001-04-27 no-time",
            "-rw-r--r--   1 a b -5 Jan  1  2020 negative",
            "-rw-r--r--   1 a b 5 Jan  1  2020 ",
            "-rw-r--r--   1 a b 5 Jan  1  2020",
            "drwxrwxr-x 1 0  9  Nov 5 2018 which is missing",
            "----rwxr-x   1ann 0 4019 Mar 18 18:58 glued",
            "----rwxr-x   1 ann 0  xx 422 Mar 24 14:06 words",
            "d---rwxr-x   2 ann 0 45056Mar 24 14:06 glued",
        ],
    );
}

proptest! {
    #[test]
    fn unix_names_come_back_whole(name in "[^\\x00\r\n]{1,30}", links in 1_u8..) {
        let line = format!("-rw-r--r-- {links} ann staff 5 Jan 29 03:26 {name}");
        let entry = unix_line(line.as_bytes()).unwrap();
        prop_assert_eq!(entry.name.as_bytes(), name.as_bytes());
    }
}
