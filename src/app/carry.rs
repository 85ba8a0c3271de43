//! The keyboard drag: pick up, walk, drop.

use super::TabId;
use super::stamp::Stamp;
use crate::engine::{Place, Source};
use crate::model::measured::total;
use crate::model::{EntryKind, Name, Operation, Shore};
use std::collections::{BTreeSet, HashSet};
use std::hash::{BuildHasher as _, RandomState};
use std::ops::Deref;
use std::sync::Arc;

/// What is carried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carry {
    /// The shore it was picked up on.
    pub shore: Shore,
    /// The directory it was picked up in.
    pub from: Place,
    /// That directory, safe to show.
    pub from_title: String,
    /// The items; never empty.
    pub items: Items,
    /// Copy or move.
    pub operation: Operation,
    /// The tab it was picked up in, if that is another one.
    pub tab: Option<TabId>,
}

/// What a drop here would be, judged from memory alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// It can be dropped.
    Ok {
        /// How many of the names are taken in the listing shown.
        conflicts: usize,
    },
    /// It can not, and why: `same place`, `into itself`, `not connected` ….
    No(String),
}

/// Items of one directory, each name once. What a frame asks of them does not depend on how many there
/// are, and a clone shares them.
#[derive(Clone, Debug, Default)]
pub struct Items(Arc<Kept>);

#[derive(Clone, Debug, Default)]
struct Kept {
    list: Vec<Source>,
    names: Names,
    bytes: u64,
    stamp: Stamp,
}

/// Where names are in a list: what each comes to, in order, with its place.
#[derive(Clone, Debug, Default)]
struct Names {
    hasher: RandomState,
    places: Vec<(u64, usize)>,
}

impl Names {
    fn of(list: &[Source]) -> Self {
        let hasher = RandomState::new();
        let hashes = list.iter().map(|item| hasher.hash_one(&item.name));
        let mut places: Vec<(u64, usize)> = hashes.zip(0..).collect();
        places.sort_unstable();
        Self { hasher, places }
    }

    /// Where this name is in the list.
    fn place(&self, list: &[Source], name: &Name) -> Option<usize> {
        let hash = self.hasher.hash_one(name);
        let first = self.places.partition_point(|(known, _)| *known < hash);
        let alike = self.places.iter().skip(first);
        let mut alike = alike.take_while(|(known, _)| *known == hash);
        let named = |at: usize| list.get(at).is_some_and(|item| item.name == *name);
        alike.find(|(_, at)| named(*at)).map(|(_, at)| *at)
    }

    fn add(&mut self, name: &Name, at: usize) {
        let place = (self.hasher.hash_one(name), at);
        let before = self.places.partition_point(|known| *known < place);
        self.places.insert(before, place);
    }

    fn take_out(&mut self, at: usize) {
        self.places.retain(|(_, known)| *known != at);
        for (_, known) in &mut self.places {
            *known -= usize::from(*known > at);
        }
    }

    /// The places of names that have been there before.
    fn again(&self, list: &[Source]) -> BTreeSet<usize> {
        let runs = self.places.chunk_by(|(one, _), (other, _)| one == other);
        let mut again = BTreeSet::new();
        for run in runs.filter(|run| run.len() > 1) {
            let mut seen = HashSet::new();
            let items = run.iter().filter_map(|(_, at)| Some((*at, list.get(*at)?)));
            again.extend(
                items
                    .filter(|(_, item)| !seen.insert(&item.name))
                    .map(|(at, _)| at),
            );
        }
        again
    }
}

impl Items {
    /// Whether this name is among them.
    pub fn has(&self, name: &Name) -> bool {
        self.0.names.place(&self.0.list, name).is_some()
    }

    /// Their bytes, as far as listed: directories count as nothing.
    pub fn bytes(&self) -> u64 {
        self.0.bytes
    }

    /// The same as long as the items are.
    pub(super) fn stamp(&self) -> Stamp {
        self.0.stamp
    }

    /// Takes it in, where its name is not among them.
    pub fn add(&mut self, item: Source) {
        if !self.has(&item.name) {
            let kept = Arc::make_mut(&mut self.0);
            kept.names.add(&item.name, kept.list.len());
            kept.bytes = total([kept.bytes, bytes_of(&item)]);
            kept.list.push(item);
            kept.stamp = Stamp::new();
        }
    }

    /// Takes this name out, if it is there.
    pub fn take_out(&mut self, name: &Name) {
        if let Some(at) = self.0.names.place(&self.0.list, name) {
            let kept = Arc::make_mut(&mut self.0);
            kept.names.take_out(at);
            kept.list.remove(at);
            kept.stamp = Stamp::new();
            kept.bytes = total(kept.list.iter().map(bytes_of));
        }
    }

    /// The items, in the order they were picked up.
    pub fn into_list(self) -> Vec<Source> {
        Arc::unwrap_or_clone(self.0).list
    }
}

impl PartialEq for Items {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0.list == other.0.list
    }
}

impl Eq for Items {}

impl Deref for Items {
    type Target = [Source];

    fn deref(&self) -> &[Source] {
        &self.0.list
    }
}

impl FromIterator<Source> for Items {
    fn from_iter<T: IntoIterator<Item = Source>>(list: T) -> Self {
        let mut list: Vec<Source> = list.into_iter().collect();
        let mut names = Names::of(&list);
        let again = names.again(&list);
        if !again.is_empty() {
            let mut at = 0..;
            list.retain(|_| at.next().is_none_or(|at| !again.contains(&at)));
            names = Names::of(&list);
        }
        Self(Arc::new(Kept {
            bytes: total(list.iter().map(bytes_of)),
            list,
            names,
            stamp: Stamp::new(),
        }))
    }
}

/// A size that a server lists may be any number.
pub(super) fn bytes_of(item: &Source) -> u64 {
    let size = item.size.filter(|_| item.kind != EntryKind::Dir);
    size.unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn item(name: &str) -> Source {
        Source {
            name: Name::from(name),
            kind: EntryKind::File,
            size: Some(1),
            modified: None,
            rename_to: None,
        }
    }

    fn names(items: &Items) -> Vec<String> {
        items.iter().map(|item| item.name.display()).collect()
    }

    proptest! {
        #[test]
        fn each_name_is_in_it_once_in_the_order_it_came(
            first in prop::collection::vec("[a-e]", 0..8),
            changes in prop::collection::vec(("[a-e]", any::<bool>()), 0..8),
        ) {
            let mut items: Items = first.iter().map(|name| item(name)).collect();
            let shared = items.clone();
            let mut model: Vec<String> = Vec::new();
            for name in first {
                if !model.contains(&name) {
                    model.push(name);
                }
            }
            prop_assert_eq!(names(&items), model.clone());
            let before = model.clone();
            for (name, adds) in changes {
                let has = model.contains(&name);
                prop_assert_eq!(items.has(&Name::from(name.as_str())), has);
                if adds {
                    items.add(item(&name));
                    if !has {
                        model.push(name);
                    }
                } else {
                    items.take_out(&Name::from(name.as_str()));
                    model.retain(|known| *known != name);
                }
                prop_assert_eq!(names(&items), model.clone());
                prop_assert_eq!(items.bytes(), u64::try_from(model.len()).unwrap());
            }
            prop_assert_eq!(names(&shared), before, "a clone is not changed");
        }
    }
}
