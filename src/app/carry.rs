//! The keyboard drag: pick up, walk, drop.

use super::TabId;
use super::stamp::Stamp;
use crate::engine::{Place, Source};
use crate::model::measured::total;
use crate::model::{EntryKind, Name, Operation, Shore};
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use std::collections::BTreeSet;
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
    /// The server which that tab was at then, safe to show.
    pub server: String,
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

/// Where names are in a list.
#[derive(Clone, Debug, Default)]
struct Names {
    hasher: RandomState,
    places: HashTable<u32>,
}

/// What is at a place of a list.
fn at(list: &[Source], place: u32) -> Option<&Source> {
    list.get(usize::try_from(place).ok()?)
}

impl Names {
    fn with_capacity(count: usize) -> Self {
        Self {
            hasher: RandomState::new(),
            places: HashTable::with_capacity(count),
        }
    }

    fn of(list: &[Source]) -> Self {
        let mut names = Self::with_capacity(list.len());
        for (place, item) in list.iter().enumerate() {
            names.add(list, &item.name, place);
        }
        names
    }

    fn place(&self, list: &[Source], name: &Name) -> Option<usize> {
        let named = |place: &u32| at(list, *place).is_some_and(|item| item.name == *name);
        let place = self.places.find(self.hasher.hash_one(name), named)?;
        usize::try_from(*place).ok()
    }

    /// Whether the name was not in it.
    fn add(&mut self, list: &[Source], name: &Name, place: usize) -> bool {
        let hasher = &self.hasher;
        let named = |place: &u32| at(list, *place).is_some_and(|item| item.name == *name);
        let hash = |place: &u32| at(list, *place).map_or(0, |item| hasher.hash_one(&item.name));
        match self.places.entry(hasher.hash_one(name), named, hash) {
            Entry::Occupied(_) => false,
            Entry::Vacant(vacant) => {
                vacant.insert(u32::try_from(place).unwrap_or(u32::MAX));
                true
            }
        }
    }
}

impl Items {
    /// Whether this name is among them.
    pub fn has(&self, name: &Name) -> bool {
        self.place(name).is_some()
    }

    fn place(&self, name: &Name) -> Option<usize> {
        self.0.names.place(&self.0.list, name)
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
            kept.bytes = total([kept.bytes, bytes_of(&item)]);
            let place = kept.list.len();
            kept.list.push(item);
            if let Some(item) = kept.list.last() {
                kept.names.add(&kept.list, &item.name, place);
            }
            kept.stamp = Stamp::new();
        }
    }

    /// Takes this name out, if it is there.
    pub fn take_out(&mut self, name: &Name) {
        if let Some(place) = self.place(name) {
            let kept = Arc::make_mut(&mut self.0);
            kept.list.remove(place);
            kept.names = Names::of(&kept.list);
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
        let mut names = Names::with_capacity(list.len());
        let mut again = BTreeSet::new();
        for (place, item) in list.iter().enumerate() {
            if !names.add(&list, &item.name, place) {
                again.insert(place);
            }
        }
        if !again.is_empty() {
            let mut place = 0..;
            list.retain(|_| place.next().is_none_or(|place| !again.contains(&place)));
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
            size: Some(1),
            ..Source::new(Name::from(name), EntryKind::File)
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
