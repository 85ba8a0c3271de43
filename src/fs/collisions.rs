//! Names that are two on the server and would be one file here: some file systems take `A` for `a`,
//! or `é` in one letter for `é` in two. That is found out before anything is written.

use crate::model::Name;
use std::collections::BTreeMap;
use std::io;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use unicode_normalization::UnicodeNormalization as _;

/// What a folder's file system makes of names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NameTreatment {
    /// `A` is `a`.
    pub folds_case: bool,
    /// Letters that are written in several ways (Unicode NFC and NFD) are the same.
    pub normalizes: bool,
}

/// What has been found out, by device.
static KNOWN: Mutex<BTreeMap<u64, NameTreatment>> = Mutex::new(BTreeMap::new());

/// Finds out how names are treated in a folder, by a file that is made there for a moment. Each file
/// system is asked once.
///
/// # Errors
/// The system's: nothing can be written there.
pub fn treatment(folder: &Path) -> io::Result<NameTreatment> {
    let device = std::fs::metadata(folder)?.dev();
    let known = || KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(treatment) = known().get(&device) {
        return Ok(*treatment);
    }
    let treatment = probe(folder)?;
    known().insert(device, treatment);
    Ok(treatment)
}

fn probe(folder: &Path) -> io::Result<NameTreatment> {
    // The e with its accent in one letter.
    let file = tempfile::Builder::new()
        .prefix(".twoport-\u{e9}-")
        .suffix(".probe")
        .tempfile_in(folder)?;
    let name = file.path().file_name().unwrap_or_default();
    let name = name.to_string_lossy();
    // The random part has letters of both cases; only the fixed ones are changed.
    let is_there = |from: &str, to: &str| {
        let other = name.replacen(from, to, 1);
        std::fs::symlink_metadata(folder.join(other)).is_ok()
    };
    Ok(NameTreatment {
        folds_case: is_there("twoport", "TWOPORT"),
        normalizes: is_there("\u{e9}", "e\u{301}"),
    })
}

/// Groups of names, by their places, that would be one file each in a folder that treats names so.
/// Names that are no text are never the same as others.
pub fn collisions(names: &[Name], treatment: NameTreatment) -> Vec<Vec<usize>> {
    let mut groups: BTreeMap<Vec<u8>, Vec<usize>> = BTreeMap::new();
    for (place, name) in names.iter().enumerate() {
        let key = key(name.as_bytes(), treatment);
        groups.entry(key).or_default().push(place);
    }
    let mut groups: Vec<_> = groups
        .into_values()
        .filter(|group| group.len() > 1)
        .collect();
    groups.sort();
    groups
}

/// What two names have in common if they are one file.
pub fn key(name: &[u8], treatment: NameTreatment) -> Vec<u8> {
    let Ok(text) = std::str::from_utf8(name) else {
        return name.to_vec();
    };
    let mut text = text.to_owned();
    if treatment.normalizes {
        text = text.nfc().collect();
    }
    if treatment.folds_case {
        text = text.chars().map(folded).collect();
        if treatment.normalizes {
            text = text.nfc().collect();
        }
    }
    std::ffi::OsStr::new(&text).as_bytes().to_vec()
}

/// One letter for one letter, as file systems do it: ß and SS stay two names.
fn folded(letter: char) -> char {
    fn single(mut letters: impl Iterator<Item = char>, otherwise: char) -> char {
        match (letters.next(), letters.next()) {
            (Some(letter), None) => letter,
            _ => otherwise,
        }
    }
    let upper = single(letter.to_uppercase(), letter);
    single(upper.to_lowercase(), upper)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const BOTH: NameTreatment = NameTreatment {
        folds_case: true,
        normalizes: true,
    };

    fn groups(names: &[&str], treatment: NameTreatment) -> Vec<Vec<usize>> {
        let names: Vec<_> = names
            .iter()
            .map(|name| Name::new(name.as_bytes()))
            .collect();
        collisions(&names, treatment)
    }

    #[test]
    fn names_that_would_be_one_file_are_found() {
        let names = ["a", "B", "A", "b", "c", "\u{e9}", "e\u{301}", "E\u{301}"];
        assert_eq!(
            groups(&names, NameTreatment::default()),
            Vec::<Vec<usize>>::new()
        );
        let folds = NameTreatment {
            folds_case: true,
            normalizes: false,
        };
        assert_eq!(groups(&names, folds), [vec![0, 2], vec![1, 3], vec![6, 7]]);
        assert_eq!(
            groups(&names, BOTH),
            [vec![0, 2], vec![1, 3], vec![5, 6, 7]]
        );
        assert_eq!(
            groups(&["stra\u{df}e", "STRASSE"], BOTH),
            Vec::<Vec<usize>>::new()
        );
        let bytes = [Name::new(b"\xe9".as_slice()), Name::new(b"\xc9".as_slice())];
        assert_eq!(collisions(&bytes, BOTH), Vec::<Vec<usize>>::new());
    }

    #[test]
    fn a_folder_is_asked_and_left_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let found = treatment(folder.path()).unwrap();
        assert_eq!(found, treatment(folder.path()).unwrap());
        let lower = folder.path().join("name");
        std::fs::write(&lower, "").unwrap();
        assert_eq!(folder.path().join("NAME").exists(), found.folds_case);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    proptest! {
        #[test]
        fn equal_names_collide_and_keys_are_stable(name: String) {
            let once = key(name.as_bytes(), BOTH);
            prop_assert_eq!(&key(&once, BOTH), &once);
            prop_assert_eq!(key(name.as_bytes(), NameTreatment::default()), name.as_bytes());
        }
    }
}
