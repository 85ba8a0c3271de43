//! Listings in any dialect.

use super::chunks;
use jiff::Timestamp;
use twoport::ftp::{Listing, ListingKind, ListingParser};

/// However the bytes come, the same listing comes out, and every line of it is accounted for. A
/// name is never made up: it stands in the listing.
///
/// # Panics
/// Where that does not hold.
pub fn check(bytes: &[u8]) {
    let (bytes, size) = chunks::split(bytes);
    for kind in [ListingKind::List, ListingKind::Mlsd] {
        let whole = read(kind, bytes.chunks(bytes.len().max(1)));
        let pieces = read(kind, bytes.chunks(size));
        assert_eq!(whole, pieces, "the pieces change what comes out");
        let lines = bytes.split(|byte| *byte == b'\n').count();
        assert!(whole.entries.len() + whole.unparsed.len() <= lines);
        for entry in &whole.entries {
            let name = entry.name.as_bytes();
            assert!(!matches!(name, b"" | b"." | b".."), "{entry:?}");
            assert!(!name.contains(&b'\n'), "{entry:?}");
            let stands = bytes.windows(name.len()).any(|window| window == name);
            assert!(stands, "{entry:?} is made up");
            assert!(!entry.name.display().contains(char::is_control));
        }
        for line in &whole.unparsed {
            assert!(!line.is_empty());
        }
    }
}

fn read<'a>(kind: ListingKind, pieces: impl Iterator<Item = &'a [u8]>) -> Listing {
    let mut parser = ListingParser::new(kind, Timestamp::UNIX_EPOCH);
    for piece in pieces {
        if parser.push(piece).is_err() {
            break;
        }
    }
    parser.finish()
}
