//! Trees: the same every time, and each kind of difference is told.

use crate::support::tree::{FILES, assert_same, bytes, difference, make};
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;

#[test]
fn two_made_trees_are_the_same() {
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    make(one.path());
    make(two.path());
    assert_same(one.path(), two.path());
    for (name, size) in FILES {
        let path = one.path().join(OsStr::from_bytes(name));
        assert_eq!(fs::metadata(path).unwrap().len(), size as u64);
    }
    assert_ne!(bytes(1, 64), bytes(2, 64));
}

#[test]
fn every_kind_of_difference_is_told() {
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    make(one.path());
    make(two.path());
    fs::remove_file(two.path().join("one.dat")).unwrap();
    fs::write(two.path().join("extra.dat"), b"x").unwrap();
    fs::write(two.path().join("four-kib.dat"), bytes(2, 100)).unwrap();
    fs::remove_dir(two.path().join("nested/empty folder")).unwrap();
    fs::remove_file(two.path().join("empty.dat")).unwrap();
    fs::create_dir(two.path().join("empty.dat")).unwrap();
    let told = difference(one.path(), two.path());
    let lines: Vec<&str> = told.lines().collect();
    assert_eq!(lines.len(), 5, "{told}");
    assert_eq!(lines[0], "empty.dat: a file of 0 bytes and a folder");
    assert_eq!(
        lines[1],
        "four-kib.dat: 4096 bytes and 100 bytes, the first 100 the same"
    );
    assert!(lines[2].starts_with("only in") && lines[2].ends_with("nested/empty folder"));
    assert!(
        lines[3].ends_with("one.dat") && lines[4].ends_with("extra.dat"),
        "{told}"
    );
}
