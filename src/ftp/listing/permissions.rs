//! The permission column of Unix listings: `drwxr-sr-t+`.

use crate::model::EntryKind;

/// What the column says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Permissions {
    /// What the entry is.
    pub(super) kind: EntryKind,
    /// Whether it is a device, which has numbers in place of a size.
    pub(super) is_device: bool,
    /// The bits, octal 0 to 7777.
    pub(super) mode: u32,
}

impl Permissions {
    /// Reads a whole word: a letter for the kind, nine letters of permissions (or eight: one server
    /// forgets the last) and perhaps the sign of an ACL or a security label.
    pub(super) fn parse(word: &[u8]) -> Option<Self> {
        let (kind, letters) = word.split_first()?;
        let letters = match letters {
            [letters @ .., b'+' | b'.' | b'@'] if letters.len() >= 8 => letters,
            letters => letters,
        };
        let (kind, is_device) = match kind {
            b'-' | b'f' => (EntryKind::File, false),
            b'd' => (EntryKind::Dir, false),
            b'l' => (EntryKind::Link, false),
            b'b' | b'c' => (EntryKind::Other, true),
            // Pipe, socket, door, network file.
            b'p' | b's' | b'D' | b'n' => (EntryKind::Other, false),
            _ => return None,
        };
        Some(Self {
            kind,
            is_device,
            mode: mode(letters)?,
        })
    }
}

fn mode(letters: &[u8]) -> Option<u32> {
    let mut nine = [b'-'; 9];
    if !(8..=9).contains(&letters.len()) {
        return None;
    }
    for (place, letter) in nine.iter_mut().zip(letters) {
        *place = *letter;
    }
    let (triplets, _) = nine.as_chunks::<3>();
    let [owner, group, others] = *triplets.first_chunk()?;
    let owner = triplet(owner, *b"sS", 0o4000)?;
    let group = triplet(group, *b"sS", 0o2000)?;
    let others = triplet(others, *b"tT", 0o1000)?;
    Some(merge(owner, 6) | merge(group, 3) | merge(others, 0))
}

/// Moves the three low bits to their place and leaves the special bit where it is.
fn merge(bits: u32, shift: u32) -> u32 {
    (bits & 0o7000) | (bits & 0o7) << shift
}

/// One `rwx`; `special` are the letters for the special bit with and without x.
fn triplet(letters: [u8; 3], special: [u8; 2], bit: u32) -> Option<u32> {
    let [read, write, execute] = letters;
    let [with_execute, without_execute] = special;
    let flag = |letter, yes, value| match letter {
        b'-' => Some(0),
        _ if letter == yes => Some(value),
        _ => None,
    };
    let execute = match execute {
        b'-' => 0,
        b'x' => 1,
        // Mandatory locking on System V is written as l in the group's place.
        b'l' | b'L' if bit == 0o2000 => bit,
        letter if letter == with_execute => bit | 1,
        letter if letter == without_execute => bit,
        _ => return None,
    };
    Some(flag(read, b'r', 4)? | flag(write, b'w', 2)? | execute)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_become_bits() {
        for (word, kind, mode) in [
            ("-rw-r--r--", EntryKind::File, 0o644),
            ("drwxrwxrwt", EntryKind::Dir, 0o1777),
            ("-rwsr-sr-T", EntryKind::File, 0o7754),
            ("-rwSr-Sr--", EntryKind::File, 0o6644),
            ("d--s--s--T", EntryKind::Dir, 0o7110),
            ("-rw-r-lr--", EntryKind::File, 0o2644),
            ("lrwxrwxrwx", EntryKind::Link, 0o777),
            ("brw-rw----", EntryKind::Other, 0o660),
            ("srwxr-xr-x", EntryKind::Other, 0o755),
            ("drwxrwx---+", EntryKind::Dir, 0o770),
            ("-rw-r--r--.", EntryKind::File, 0o644),
            ("-rw-r--r--@", EntryKind::File, 0o644),
            ("drw-r--rw", EntryKind::Dir, 0o646),
        ] {
            let found = Permissions::parse(word.as_bytes()).unwrap();
            assert_eq!((found.kind, found.mode), (kind, mode), "{word}");
        }
    }

    #[test]
    fn other_words_are_no_permissions() {
        for word in [
            "",
            "-",
            "zrwxr-xr-x",
            "dxrwr-xr-x",
            "---------+x",
            "drwxr-xr",
            "drwxr-xr-x++",
            "-rw-r--r-s",
            "total",
            "?---------",
            "drwxr-xr-x1",
        ] {
            assert_eq!(Permissions::parse(word.as_bytes()), None, "{word}");
        }
    }
}
