//! Whole listings, their limits and what holds for all of them.

use super::table::shown;
use super::*;
use proptest::prelude::*;

fn now() -> Timestamp {
    "2026-11-22T17:00:00Z".parse().unwrap()
}

fn listing(kind: ListingKind, bytes: &[u8]) -> Listing {
    let mut parser = ListingParser::new(kind, now());
    let pushed = parser.push(bytes);
    let listing = parser.finish();
    if pushed.is_err() {
        assert_eq!(listing.limit, pushed.err());
    }
    listing
}

fn names(listing: &Listing) -> Vec<String> {
    listing
        .entries
        .iter()
        .map(|entry| entry.name.display())
        .collect()
}

#[test]
fn a_listing_skips_headings_and_itself() {
    let bytes = b"total 8\r\ndrwxr-xr-x 2 a b 512 Jan 1 2020 .\r\n\
        drwxr-xr-x 2 a b 512 Jan 1 2020 ..\r\n\r\n-rw-r--r-- 1 a b 5 Jan 1 2020 x\r\n\
        ls: y: Permission denied\r\n-rw-r--r-- 1 a b 5 Jan 1 2020 .z";
    let listing = listing(ListingKind::List, bytes);
    assert_eq!(names(&listing), ["x", ".z"]);
    assert_eq!(listing.unparsed, [b"ls: y: Permission denied".to_vec()]);
    assert_eq!(
        (listing.dialect, listing.limit),
        (Some(Dialect::Unix), None)
    );
}

#[test]
fn mlsd_skips_itself_and_its_parent_and_keeps_the_rest_raw() {
    let bytes = b"type=cdir; /pub\r\ntype=pdir; ..\r\ntype=dir; .\r\ntype=file;size=1; a b \r\n\
        -rw-r--r-- 1 a b 5 Jan 1 2020 x\r\n";
    let listing = listing(ListingKind::Mlsd, bytes);
    assert_eq!(names(&listing), ["a b "]);
    assert_eq!(listing.unparsed.len(), 1);
    assert_eq!(listing.dialect, Some(Dialect::Mlsd));
}

#[test]
fn a_vms_entry_may_take_two_lines() {
    let bytes = b"\r\nDirectory DISK:[PUB]\r\n\r\nLONG_NAME.TXT;1\r\n\
        \x20                 14/15  24-JUL-2002 14:35:40  [ME]  (RWE,RWE,RWE,RE)\r\n\
        LONELY.TXT;1\r\nA.TXT;1 3 24-JUL-2002 14:35\r\nLAST.TXT;1\r\n\r\nTotal of 3 files, 9/9 blocks.\r\n";
    let listing = listing(ListingKind::List, bytes);
    assert_eq!(names(&listing), ["LONG_NAME.TXT", "A.TXT"]);
    assert_eq!(listing.entries[0].size, Some(14 * 512));
    assert_eq!(
        listing.unparsed,
        [b"LONELY.TXT;1".to_vec(), b"LAST.TXT;1".to_vec()]
    );
}

#[test]
fn bare_members_come_only_where_they_are_expected() {
    let bytes = b" Name     VV.MM   Created       Changed      Size  Init   Mod   Id\r\n\
        PROG1     01.03 2002/09/12 2002/10/11 09:37    11    11     0 ME\r\nPROG2\r\n";
    assert_eq!(
        names(&listing(ListingKind::List, bytes)),
        ["PROG1", "PROG2"]
    );
    assert_eq!(listing(ListingKind::List, b"PROG2\r\n").unparsed.len(), 1);
    let mut parser = ListingParser::new(ListingKind::List, now()).expecting(Dialect::Mvs);
    parser.push(b"PROG2\r\n").unwrap();
    assert_eq!(names(&parser.finish()), ["PROG2"]);
}

#[test]
fn entries_can_be_taken_in_batches() {
    let mut parser = ListingParser::new(ListingKind::Mlsd, now());
    parser.push(b"type=file; a\r\ntype=file; b").unwrap();
    assert_eq!(parser.take_entries().len(), 1);
    assert!(parser.take_entries().is_empty());
    parser.push(b"c\r\n").unwrap();
    assert_eq!(names(&parser.finish()), ["bc"]);
}

#[test]
fn past_a_limit_there_is_an_error_and_what_came_before_is_kept() {
    let limits = Limits {
        line: 20,
        entries: 2,
        bytes: 100,
    };
    for (bytes, limit, kept) in [
        (
            &b" a\r\n twenty-one bytes...."[..],
            ListingLimit::LineTooLong(20),
            1,
        ),
        (b" a\n b\n c\n", ListingLimit::TooManyEntries(2), 2),
        (&[b'\n'; 101], ListingLimit::TooManyBytes(100), 0),
        (b" a\n b\n c", ListingLimit::TooManyEntries(2), 2),
    ] {
        for size in [1, 3, bytes.len()] {
            let mut parser = ListingParser::new(ListingKind::Mlsd, now()).with_limits(limits);
            let mut results = bytes.chunks(size).map(|chunk| parser.push(chunk));
            if let Some(failed) = results.find(Result::is_err) {
                assert_eq!(failed, Err(limit));
                assert!(results.all(|result| result == Err(limit)));
            }
            let listing = parser.finish();
            assert_eq!((listing.limit, listing.entries.len()), (Some(limit), kept));
        }
    }
    let mut parser = ListingParser::new(ListingKind::Mlsd, now()).with_limits(limits);
    assert_eq!(parser.push(b" exactly 20 bytes oo\n b\n"), Ok(()));
    assert_eq!(parser.finish().limit, None);
}

#[test]
fn limits_say_what_they_are() {
    let limits = Limits::default();
    let said = ListingLimit::TooManyBytes(limits.bytes).to_string();
    assert_eq!(said, "the listing is larger than 256 MiB");
    let said = ListingLimit::TooManyEntries(limits.entries).to_string();
    assert_eq!(said, "the listing has more than 1000000 entries");
}

/// Words of real lines, so that random ones get past the first column.
const WORDS: &str = r#"
    -rw-r--r-- drwxr-xr-x lrwxrwxrwx crw-rw---- 1 0, 27 root 5 Jan 29 03:26 2020 2005-06-07
    a -> +i1,r,s5, 03-05-97 05:03PM <DIR> A.TXT;1 9/9 2-JUN-1998 07:32:04 [ME]
    (RWED,RWED,RE,) ME 04/03/24 *DIR *MEM 3390 2004/06/23 PO PS FB Tape DIR A d [R----F--]
    type=file; size=5; modify=20200101000000; total Name VV.MM 8月 3日 101 "oooo" folder . ..
    20.20 d-ewrewr Migrated 01.03 00B308
"#;

/// Words, blanks, line ends and a few random bytes.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        12 => proptest::sample::select(WORDS.split_whitespace().collect::<Vec<_>>())
            .prop_map(|word| word.as_bytes().to_vec()),
        8 => Just(b" ".to_vec()),
        1 => Just(b"\t".to_vec()),
        3 => Just(b"\r\n".to_vec()),
        1 => proptest::collection::vec(any::<u8>(), 0..4),
    ]
}

proptest! {
    #[test]
    fn chunks_never_change_the_result(
        pieces in proptest::collection::vec(piece(), 0..60),
        cuts in proptest::collection::vec(1_usize..9, 1..8),
        mlsd: bool,
    ) {
        let bytes = pieces.concat();
        let kind = if mlsd { ListingKind::Mlsd } else { ListingKind::List };
        let mut parser = ListingParser::new(kind, now());
        let mut rest = bytes.as_slice();
        let mut taken = Vec::new();
        for cut in cuts.iter().cycle() {
            let (chunk, after) = rest.split_at((*cut).min(rest.len()));
            parser.push(chunk).unwrap();
            taken.extend(parser.take_entries());
            rest = after;
            if rest.is_empty() {
                break;
            }
        }
        let mut cut_up = parser.finish();
        taken.append(&mut cut_up.entries);
        cut_up.entries = taken;
        prop_assert_eq!(cut_up, listing(kind, &bytes));
    }

    #[test]
    fn arbitrary_bytes_give_entries_with_names_or_raw_lines(bytes: Vec<u8>, mlsd: bool) {
        let kind = if mlsd { ListingKind::Mlsd } else { ListingKind::List };
        let listing = listing(kind, &bytes);
        prop_assert!(listing.entries.iter().all(|entry| !entry.name.as_bytes().is_empty()));
        prop_assert!(listing.unparsed.iter().all(|line| !line.contains(&b'\n')));
    }

    #[test]
    fn words_of_real_lines_never_panic(pieces in proptest::collection::vec(piece(), 0..20)) {
        let line = pieces.concat();
        let listing = listing(ListingKind::List, &line);
        for entry in &listing.entries {
            let name = entry.name.as_bytes();
            // A name is always part of what the server sent.
            let stem = [name, b".DIR"].concat();
            let is_part = |part: &[u8]| line.windows(part.len()).any(|window| window == part);
            prop_assert!(is_part(name) || is_part(&stem), "{}", shown(entry));
        }
    }

    #[test]
    fn mlsd_names_come_back_whole(name in "[^\\x00\r\n]{1,30}") {
        let bytes = format!("type=file;size=5; {name}\r\n");
        let listing = listing(ListingKind::Mlsd, bytes.as_bytes());
        let expected: &[&str] = if matches!(name.as_str(), "." | "..") { &[] } else { &[&name] };
        let found: Vec<&[u8]> = listing.entries.iter().map(|entry| entry.name.as_bytes()).collect();
        prop_assert_eq!(found, expected.iter().map(|name| name.as_bytes()).collect::<Vec<_>>());
    }
}
