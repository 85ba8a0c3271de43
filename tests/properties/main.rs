//! What must hold whatever a server sends, tried with bytes that look like what servers send. The
//! fuzzer tries the same with bytes that it finds by itself: the properties are in `fuzz/src`, and
//! `just fuzz` runs it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    unreachable_pub,
    reason = "test code: a panic is how it reports"
)]

#[path = "../../fuzz/src/lib.rs"]
mod properties;

use proptest::collection::vec;
use proptest::prelude::*;
use std::panic;
use std::path::Path;
use std::sync::Once;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Pieces that replies are made of.
const REPLY: &[&str] = &[
    "220 ",
    "220-",
    "226 ",
    "226-",
    "150 ",
    "125 users",
    "2",
    "20",
    "200",
    "2000 ",
    "999 ",
    "\r\n",
    "\n",
    "\r",
    "\0",
    " ",
    "-",
    "x",
    "\x1b[2J",
    "\u{9b}",
    "\u{ff}",
    "HTTP/1.1 400",
    "  220 ",
];

/// Pieces that addresses and paths are made of.
const ARGUMENT: &[&str] = &[
    "(",
    ")",
    "|",
    "|||",
    "!!!",
    ",",
    "1",
    "0",
    "255",
    "256",
    "127,0,0,1,",
    "195,143",
    "50012",
    "1000000",
    "65536",
    ".",
    "=",
    " ",
    "\"",
    "\"\"",
    "/",
    "a",
    "is current",
    "\r",
    "\0",
    "\u{ff}",
];

/// Pieces that listings are made of.
const LISTING: &[&str] = &[
    "-rw-r--r--",
    "drwxr-xr-x",
    "lrwxrwxrwx",
    " 1 ",
    "owner",
    " group ",
    "123",
    " Jan  1 2020 ",
    " Feb 29 10:00 ",
    "name",
    " -> ",
    "..",
    ".",
    "/",
    "\\",
    ";",
    "=",
    "type=file;",
    "size=1;",
    "modify=20200101000000;",
    " ",
    "\t",
    "+i1,m1,/,\t",
    "01-29-97",
    "  11:32PM",
    " <DIR> ",
    "NAME.TXT;1",
    "DISK:[DIR]",
    "Total of 1 file",
    "total 1",
    "Volume Unit",
    "PS",
    "*STMF",
    "[R----F--]",
    "\r\n",
    "\n",
    "\r",
    "\0",
    "\u{ff}",
    "\x1b",
];

/// Pieces that the answer to FEAT is made of.
const FEATURES: &[&str] = &[
    "MLST ",
    "type*;",
    "size;",
    ";",
    "*",
    "REST STREAM",
    "AUTH TLS",
    "HASH ",
    "SHA-256*",
    "UTF8",
    " ",
    "\r\n",
    "\n",
    "211-",
    "211 ",
    "\0",
    "\x1b",
    "\u{ff}",
];

/// Bytes made of these pieces, with others between them.
fn of(pieces: &'static [&'static str]) -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        4 => proptest::sample::select(pieces).prop_map(latin_1),
        1 => vec(any::<u8>(), 1..4),
    ];
    vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// Each character as the byte of the same number.
fn latin_1(text: &str) -> Vec<u8> {
    text.chars()
        .map(|character| u8::try_from(u32::from(character)).unwrap())
        .collect()
}

/// Does this, and fails where anything panicked meanwhile, on whatever thread.
fn calmly(check: impl FnOnce()) {
    static PANICS: AtomicUsize = AtomicUsize::new(0);
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |what| {
            PANICS.fetch_add(1, Ordering::SeqCst);
            before(what);
        }));
    });
    let before = PANICS.load(Ordering::SeqCst);
    check();
    assert_eq!(PANICS.load(Ordering::SeqCst), before, "a thread panicked");
}

/// Checks what the fuzzer begins with.
fn seeds(target: &str, check: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz/seeds")
        .join(target);
    let mut count = 0;
    for seed in std::fs::read_dir(folder).unwrap() {
        let bytes = std::fs::read(seed.unwrap().path()).unwrap();
        calmly(|| check(&bytes));
        count += 1;
    }
    assert!(count > 0, "no seeds for {target}");
}

#[test]
fn seeds_hold() {
    seeds("replies", properties::replies::check);
    seeds("addresses", properties::addresses::check);
    seeds("directories", properties::directories::check);
    seeds("features", properties::features::check);
    seeds("listings", properties::listings::check);
    seeds("session", properties::session::check);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn replies(bytes in of(REPLY)) {
        properties::replies::check(&bytes);
    }

    #[test]
    fn addresses(bytes in of(ARGUMENT)) {
        properties::addresses::check(&bytes);
    }

    #[test]
    fn directories(bytes in of(ARGUMENT)) {
        properties::directories::check(&bytes);
    }

    #[test]
    fn features(bytes in of(FEATURES)) {
        properties::features::check(&bytes);
    }

    #[test]
    fn listings(bytes in of(LISTING)) {
        properties::listings::check(&bytes);
    }
}

/// A reaction of a session's server, as `fuzz/src/session/script.rs` reads it: usual for the most
/// part.
fn turn() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        10 => Just(vec![0]),
        3 => (8..14_u8, of(REPLY)).prop_map(|(reaction, said)| {
            let length = u8::try_from(said.len()).unwrap_or(u8::MAX);
            [vec![reaction, length], said].concat()
        }),
        3 => (8..14_u8, 0..60_u8).prop_map(|(kind, count)| vec![kind, count]),
        1 => (14..16_u8).prop_map(|reaction| vec![reaction]),
    ]
}

proptest! {
    // Each is a whole session; what one costs depends on how often the server is silent in it.
    #![proptest_config(ProptestConfig {
        cases: 24,
        max_shrink_iters: 64,
        ..ProptestConfig::default()
    })]

    #[test]
    fn session(turns in vec(turn(), 0..30)) {
        let bytes = turns.concat();
        calmly(|| properties::session::check(&bytes));
    }
}
