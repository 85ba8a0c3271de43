//! What is in a target folder, and what comes into it: names that are taken, and names that would be
//! one file there although the source tells them apart.

use crate::fs::collisions::{NameTreatment, key};
use crate::model::{Entry, FileFacts, Name};
use std::collections::{HashMap, HashSet};

/// A target folder while a drop looks at it.
pub(super) struct TargetFolder {
    treatment: NameTreatment,
    there: HashMap<Name, FileFacts>,
    /// The same by what makes names one file, where that is more than their bytes.
    alike: HashMap<Vec<u8>, FileFacts>,
    /// What comes into it, likewise.
    coming: HashMap<Vec<u8>, Name>,
}

impl TargetFolder {
    pub(super) fn new(present: Vec<Entry>, treatment: NameTreatment) -> Self {
        let facts = |entry: Entry| {
            let (size, modified) = (entry.size, entry.modified);
            (entry.name, FileFacts { size, modified })
        };
        let there: HashMap<Name, FileFacts> = present.into_iter().map(facts).collect();
        let mut folder = Self {
            treatment,
            alike: HashMap::new(),
            coming: HashMap::new(),
            there,
        };
        if folder.treats_names() {
            let keyed = |(name, facts): (&Name, &FileFacts)| (folder.key(name), *facts);
            folder.alike = folder.there.iter().map(keyed).collect();
        }
        folder
    }

    fn treats_names(&self) -> bool {
        self.treatment != NameTreatment::default()
    }

    fn key(&self, name: &Name) -> Vec<u8> {
        key(name.as_bytes(), self.treatment)
    }

    /// The names that are there.
    pub(super) fn names(&self) -> HashSet<Name> {
        self.there.keys().cloned().collect()
    }

    /// What has this name, or one that is the same there.
    pub(super) fn holder(&self, name: &Name) -> Option<FileFacts> {
        let same = self.there.get(name).copied();
        same.or_else(|| self.alike.get(&self.key(name)).copied())
    }

    /// Takes in a name that comes.
    ///
    /// # Errors
    /// The name of another file that comes too and would be the same one.
    pub(super) fn admit(&mut self, name: &Name) -> Result<(), Name> {
        if !self.treats_names() {
            return Ok(());
        }
        let key = self.key(name);
        match self.coming.get(&key) {
            Some(other) if other != name => Err(other.clone()),
            Some(_) => Ok(()),
            None => {
                self.coming.insert(key, name.clone());
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::EntryKind;

    const FOLDS: NameTreatment = NameTreatment {
        folds_case: true,
        normalizes: true,
    };

    fn folder(names: &[&str], treatment: NameTreatment) -> TargetFolder {
        let entry = |name: &&str| {
            let mut entry = Entry::new(Name::from(*name), EntryKind::File);
            entry.size = Some(1);
            entry
        };
        TargetFolder::new(names.iter().map(entry).collect(), treatment)
    }

    #[test]
    fn a_name_is_taken_by_one_that_is_the_same_there() {
        let name = Name::from("readme");
        assert!(folder(&["README"], FOLDS).holder(&name).is_some());
        assert!(
            folder(&["README"], NameTreatment::default())
                .holder(&name)
                .is_none()
        );
        let accent = Name::from("e\u{301}t\u{e9}");
        assert!(
            folder(&["\u{e9}te\u{301}"], FOLDS)
                .holder(&accent)
                .is_some()
        );
    }

    #[test]
    fn two_files_never_become_one() {
        let (one, other) = (Name::from("A.txt"), Name::from("a.txt"));
        let mut folds = folder(&[], FOLDS);
        assert_eq!(folds.admit(&one), Ok(()));
        assert_eq!(folds.admit(&other), Err(one.clone()));
        let mut tells = folder(&[], NameTreatment::default());
        assert_eq!((tells.admit(&one), tells.admit(&other)), (Ok(()), Ok(())));
    }
}
