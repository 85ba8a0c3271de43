//! What becomes of a file whose name is taken. Pure.

use super::names::numbered;
use crate::engine::Place;
use crate::engine::queue::TransferQueue;
use crate::engine::work::TransferOrder;
use crate::fs::safe_name::{local_component, name_of};
use crate::model::{Direction, FileFacts, Name, OnConflict, is_newer};
use std::cmp::Ordering;
use std::collections::HashSet;
use std::sync::Arc;

/// Numbers for keeping both are tried up to here.
pub(super) const NUMBERS: usize = 10_000;

/// Said where keeping both is not possible.
pub(crate) const NONE_FREE: &str = "it is there already, and no numbered name is free";

/// What a rule makes of a file and of what has its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// What is there is replaced.
    Replace,
    /// What is there is gone on with.
    Extend,
    /// What is there stays, for this reason.
    Skip(&'static str),
    /// Both stay.
    Rename,
    /// The rule cannot be followed, for this reason.
    Refuse(&'static str),
    /// The rule does not tell: the user is asked.
    Ask,
}

/// What a rule makes of a file and of what has its name.
pub(crate) fn decide(rule: OnConflict, source: &FileFacts, present: &FileFacts) -> Verdict {
    let sizes = source.size.zip(present.size);
    match rule {
        OnConflict::Ask => Verdict::Ask,
        OnConflict::Overwrite => Verdict::Replace,
        OnConflict::Skip => Verdict::Skip("it is there already"),
        OnConflict::Rename => Verdict::Rename,
        OnConflict::Resume => match sizes.map(|(source, present)| present.cmp(&source)) {
            Some(Ordering::Less) if present.size == Some(0) => Verdict::Replace,
            Some(Ordering::Equal) => Verdict::Skip("it is there already, with the same size"),
            Some(Ordering::Greater) => {
                Verdict::Refuse("what is there is longer, so it cannot be a beginning of it")
            }
            // Where a size is not known it is found out when it is its turn.
            Some(Ordering::Less) | None => Verdict::Extend,
        },
        OnConflict::Newer => match is_newer(source, present) {
            Some(true) => Verdict::Replace,
            Some(false) => Verdict::Skip("what is there is not older"),
            None => Verdict::Ask,
        },
        OnConflict::Size => match sizes {
            Some((source, present)) if source != present => Verdict::Replace,
            Some(_) => Verdict::Skip("it is there already, with the same size"),
            None => Verdict::Ask,
        },
    }
}

/// The name `name (1).ext` that a file would have, or the first number that is free: neither in the
/// target folder, nor a name of another file of its drop, nor on its way there in another transfer
/// (`may` says that).
fn free_name(
    order: &TransferOrder,
    taken: &HashSet<Name>,
    mut may: impl FnMut(&TransferOrder) -> bool,
) -> Option<TransferOrder> {
    let upload = order.direction == Direction::Upload;
    let current = if upload {
        order.remote.name()?
    } else {
        name_of(order.local.file_name()?)
    };
    let folder = order.remote.parent();
    (1..NUMBERS)
        .map(|number| numbered(&current, number))
        .filter(|name| !taken.contains(name))
        .find_map(|name| {
            let mut renamed = order.clone();
            if upload {
                renamed.remote = folder.as_ref()?.join(&name);
            } else {
                // A name may be too long with its number.
                renamed.local.set_file_name(local_component(&name).ok()?);
            }
            may(&renamed).then_some(renamed)
        })
}

/// Gives a file a name of its own, beside what has its name. False where none is free.
pub(crate) fn rename(
    order: &mut TransferOrder,
    taken: &HashSet<Name>,
    site: &Arc<str>,
    queue: &mut TransferQueue,
) -> bool {
    let renamed = free_name(order, taken, |renamed| {
        queue.reserve(site, &renamed.target(), renamed.id)
    });
    match renamed {
        Some(renamed) => {
            *order = renamed;
            true
        }
        None => false,
    }
}

/// The name that [`rename`] would give.
pub(crate) fn proposed(order: &TransferOrder, taken: &HashSet<Name>) -> Option<Name> {
    let renamed = free_name(order, taken, |_| true)?;
    match renamed.target() {
        Place::Local(path) => Some(name_of(path.file_name()?)),
        Place::Remote(path) => path.name(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Modified, Precision};
    use jiff::Timestamp;

    fn facts(size: Option<u64>, second: i64) -> FileFacts {
        FileFacts {
            size,
            modified: Timestamp::from_second(second).ok().map(|at| Modified {
                at,
                precision: Precision::Second,
            }),
        }
    }

    #[test]
    fn each_rule_looks_at_what_it_is_about() {
        let (old, new) = (facts(Some(10), 100), facts(Some(20), 200));
        assert_eq!(decide(OnConflict::Newer, &new, &old), Verdict::Replace);
        assert!(matches!(
            decide(OnConflict::Newer, &old, &new),
            Verdict::Skip(_)
        ));
        assert!(matches!(
            decide(OnConflict::Newer, &new, &new),
            Verdict::Skip(_)
        ));
        assert_eq!(decide(OnConflict::Size, &new, &old), Verdict::Replace);
        assert!(matches!(
            decide(OnConflict::Size, &new, &new),
            Verdict::Skip(_)
        ));
        assert_eq!(decide(OnConflict::Resume, &new, &old), Verdict::Extend);
        assert!(matches!(
            decide(OnConflict::Resume, &old, &new),
            Verdict::Refuse(_)
        ));
        assert!(matches!(
            decide(OnConflict::Resume, &new, &new),
            Verdict::Skip(_)
        ));
    }

    #[test]
    fn what_is_not_known_is_asked_about() {
        let (known, unknown) = (facts(Some(10), 100), FileFacts::default());
        for rule in [OnConflict::Newer, OnConflict::Size] {
            assert_eq!(decide(rule, &known, &unknown), Verdict::Ask, "{rule}");
        }
        assert_eq!(
            decide(OnConflict::Resume, &unknown, &known),
            Verdict::Extend
        );
    }

    #[test]
    fn times_are_compared_as_far_as_the_less_exact_one_goes() {
        let mut listed = facts(Some(10), 120);
        let exact = facts(Some(10), 150);
        assert!(is_newer(&exact, &listed).unwrap());
        listed.modified.as_mut().unwrap().precision = Precision::Minute;
        assert!(!is_newer(&exact, &listed).unwrap());
    }
}
