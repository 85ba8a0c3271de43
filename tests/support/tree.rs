//! Trees of files that are the same every time, and the difference between two trees.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

/// Bytes that look random and are the same for the same seed.
pub fn bytes(seed: u64, length: usize) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut bytes = Vec::with_capacity(length + 8);
    while bytes.len() < length {
        // xorshift64*
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        bytes.extend_from_slice(&state.wrapping_mul(0x2545_F491_4F6C_DD1D).to_le_bytes());
    }
    bytes.truncate(length);
    bytes
}

/// The files of [`make`]: path and size.
pub const FILES: [(&[u8], usize); 11] = [
    (b"empty.dat", 0),
    (b"one.dat", 1),
    (b"four-kib.dat", 4 * 1024),
    (b"large.dat", 300 * 1024),
    (b"with some spaces.txt", 77),
    (b" leading and trailing ", 5),
    ("Grüße aus Köln.txt".as_bytes(), 1234),
    (b"nested/a/b/c/deep.dat", 4097),
    (b"nested/-dash", 12),
    ("nested/日本語.bin".as_bytes(), 65537),
    (b"nested/very-large.bin", 3 * 1024 * 1024),
];

/// A name that is not UTF-8 (`n` and `o` of "nö" in Latin-1).
pub const LATIN_1: &[u8] = b"n\xf6t-utf8.txt";

/// Names as servers of other times and places keep them: the charset (a label of the Encoding
/// Standard), the bytes on disk, and what they say.
pub const FOREIGN: [(&str, &[u8], &str); 4] = [
    ("windows-1252", b"Stra\xdfe.txt", "Straße.txt"),
    (
        "windows-1251",
        b"\xcf\xf0\xe8\xe2\xe5\xf2.txt",
        "Привет.txt",
    ),
    ("Shift_JIS", b"\x93\xfa\x96\x7b\x8c\xea.txt", "日本語.txt"),
    ("GBK", b"\xd6\xd0\xce\xc4.txt", "中文.txt"),
];

/// Fills a folder with [`FILES`], an empty folder, and [`LATIN_1`] where the file system takes it.
pub fn make(root: &Path) {
    for (seed, (name, size)) in FILES.iter().enumerate() {
        let path = root.join(OsStr::from_bytes(name));
        fs::create_dir_all(path.parent().expect("a file is in a folder")).unwrap();
        fs::write(path, bytes(seed as u64, *size)).unwrap();
    }
    fs::create_dir_all(root.join("nested/empty folder")).unwrap();
    // Some file systems take UTF-8 names only; the rest of the tree is worth testing there too.
    let _ = fs::write(root.join(OsStr::from_bytes(LATIN_1)), bytes(99, 99));
}

/// What is at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Item {
    Folder,
    File(Vec<u8>),
    Link(PathBuf),
}

fn read(root: &Path) -> BTreeMap<PathBuf, Item> {
    let mut items = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display())) {
            let path = entry.unwrap().path();
            let kind = fs::symlink_metadata(&path).unwrap().file_type();
            let item = if kind.is_dir() {
                folders.push(path.clone());
                Item::Folder
            } else if kind.is_symlink() {
                Item::Link(fs::read_link(&path).unwrap())
            } else {
                Item::File(fs::read(&path).unwrap())
            };
            items.insert(
                path.strip_prefix(root).expect("below the root").to_owned(),
                item,
            );
        }
    }
    items
}

/// How two trees differ, a line for each difference; empty when names and bytes are the same.
pub fn difference(left: &Path, right: &Path) -> String {
    let (ours, theirs) = (read(left), read(right));
    let mut text = String::new();
    for (path, item) in &ours {
        match theirs.get(path) {
            None => writeln!(text, "only in {}: {}", left.display(), path.display()).unwrap(),
            Some(other) if other == item => {}
            Some(other) => {
                writeln!(text, "{}: {}", path.display(), describe(item, other)).unwrap();
            }
        }
    }
    for path in theirs.keys().filter(|path| !ours.contains_key(*path)) {
        writeln!(text, "only in {}: {}", right.display(), path.display()).unwrap();
    }
    text
}

fn describe(left: &Item, right: &Item) -> String {
    let (Item::File(ours), Item::File(theirs)) = (left, right) else {
        let kind = |item: &Item| match item {
            Item::Folder => "a folder".to_owned(),
            Item::File(bytes) => format!("a file of {} bytes", bytes.len()),
            Item::Link(target) => format!("a link to {}", target.display()),
        };
        return format!("{} and {}", kind(left), kind(right));
    };
    let same = ours.iter().zip(theirs).take_while(|(a, b)| a == b).count();
    format!(
        "{} bytes and {} bytes, the first {same} the same",
        ours.len(),
        theirs.len()
    )
}

/// Fails with the difference if there is one.
#[track_caller]
pub fn assert_same(left: &Path, right: &Path) {
    let difference = difference(left, right);
    assert!(difference.is_empty(), "the trees differ:\n{difference}");
}
