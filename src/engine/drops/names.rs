//! What the files of a drop are called on the other side.

use crate::model::{Direction, Entry, Name, NameCoding};
use std::collections::{HashMap, HashSet};

/// What each entry is called at the target, or why it has no name there. Some have been given a
/// name for it.
pub(crate) fn named(
    direction: Direction,
    coding: NameCoding,
    entries: Vec<(Entry, Option<Name>)>,
    present: &HashSet<Name>,
) -> Vec<(Entry, Result<Name, String>)> {
    let sources = entries.iter().map(|(entry, _)| &entry.name);
    let names = TargetNames::new(direction, coding, sources, present);
    entries
        .into_iter()
        .map(|(entry, given)| {
            let name = given.map_or_else(|| names.of(&entry.name), Ok);
            (entry, name)
        })
        .collect()
}

/// The name with a number before its extension: `a.tar (1).gz` as file managers have it.
pub(super) fn numbered(name: &Name, number: usize) -> Name {
    let bytes = name.as_bytes();
    let dot = bytes
        .iter()
        .rposition(|byte| *byte == b'.')
        .filter(|at| *at > 0);
    let (stem, extension) = bytes.split_at(dot.unwrap_or(bytes.len()));
    let mut numbered = stem.to_vec();
    numbered.extend_from_slice(format!(" ({number})").as_bytes());
    numbered.extend_from_slice(extension);
    Name::new(numbered)
}

/// The names at the target of one pair of folders.
struct TargetNames {
    direction: Direction,
    coding: NameCoding,
    /// The names of the source beyond ASCII: no other file is given the bytes of one.
    sources: HashSet<Name>,
    /// Upload: what is there, by the name it would have here.
    known: HashMap<Name, Name>,
}

impl TargetNames {
    /// `sources` are the entries to carry, `present` what is in the target folder.
    fn new<'a>(
        direction: Direction,
        coding: NameCoding,
        sources: impl Iterator<Item = &'a Name>,
        present: &HashSet<Name>,
    ) -> Self {
        let foreign = |name: &&Name| !name.as_bytes().is_ascii();
        let mut known = HashMap::new();
        if direction == Direction::Upload {
            for name in present.iter().filter(foreign) {
                let here = coding.local(name).into_owned();
                // Of two that look the same, that which would be written now.
                let written = coding.remote(&here).is_ok_and(|written| written == *name);
                if written || !known.contains_key(&here) {
                    known.insert(here, name.clone());
                }
            }
        }
        Self {
            direction,
            coding,
            sources: sources.filter(foreign).cloned().collect(),
            known,
        }
    }

    /// What an entry is called at the target. A file that is there in other bytes than would be
    /// written now is still the same file; two files never become one.
    ///
    /// # Errors
    /// Why there is no name for it.
    fn of(&self, source: &Name) -> Result<Name, String> {
        if source.as_bytes().is_ascii() {
            return Ok(source.clone());
        }
        match self.direction {
            Direction::Download => {
                let local = self.coding.local(source).into_owned();
                let free = !self.sources.contains(&local);
                Ok(if free { local } else { source.clone() })
            }
            Direction::Upload => {
                let there = match self.known.get(source) {
                    Some(there) => there.clone(),
                    None => self.coding.remote(source).map_err(|e| e.to_string())?,
                };
                if there != *source && self.sources.contains(&there) {
                    return Err("another file of this folder has the same name there".into());
                }
                Ok(there)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Charset;

    fn names(direction: Direction, sources: &[Name], present: &[Name]) -> TargetNames {
        let charset: Charset = "windows-1251".parse().unwrap();
        let present = present.iter().cloned().collect();
        TargetNames::new(direction, charset.into(), sources.iter(), &present)
    }

    /// The same name in UTF-8 and in windows-1251.
    fn twins() -> (Name, Name) {
        (Name::from("да"), Name::new(b"\xe4\xe0"))
    }

    #[test]
    fn names_are_text_here_and_bytes_there() {
        let (here, there) = twins();
        let down = names(Direction::Download, std::slice::from_ref(&there), &[]);
        assert_eq!(down.of(&there), Ok(here.clone()));
        let up = names(Direction::Upload, std::slice::from_ref(&here), &[]);
        assert_eq!(up.of(&here), Ok(there));
        let refused = up.of(&Name::from("日本")).unwrap_err();
        assert_eq!(refused, "`日` cannot be written in windows-1251");
    }

    #[test]
    fn two_files_never_become_one() {
        let (utf8, old) = twins();
        let both = [utf8.clone(), old.clone()];
        let down = names(Direction::Download, &both, &[]);
        assert_eq!(down.of(&utf8), Ok(utf8.clone()));
        assert_eq!(down.of(&old), Ok(old.clone()));
        let up = names(Direction::Upload, &both, &[]);
        assert_eq!(up.of(&old), Ok(old));
        assert!(up.of(&utf8).is_err());
    }

    #[test]
    fn what_is_there_in_other_bytes_is_the_same_file() {
        let (utf8, old) = twins();
        let unwritable = Name::from("日本");
        let up = names(Direction::Upload, &[], &[utf8.clone(), unwritable.clone()]);
        assert_eq!(up.of(&unwritable), Ok(unwritable.clone()));
        assert_eq!(up.of(&utf8), Ok(utf8.clone()));
        let up = names(Direction::Upload, &[], &[old.clone(), utf8.clone()]);
        assert_eq!(up.of(&utf8), Ok(old), "as it would be written");
    }
}
