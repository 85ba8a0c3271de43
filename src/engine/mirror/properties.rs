//! What holds for any two trees, and for a listing cut at any byte.

use super::tests::{deleted, doubted, path, plan, shown, tree};
use super::*;
use crate::ftp::{ListingKind, ListingParser};
use jiff::Timestamp;
use proptest::prelude::*;

/// A listing as a server sends it, with so many files.
fn listing(kind: ListingKind, count: usize) -> Vec<u8> {
    let line = |number: usize| match kind {
        ListingKind::Mlsd => {
            format!("type=file;size=7;modify=20260101000000; file-{number:03}.txt\r\n")
        }
        ListingKind::List => {
            format!("-rw-r--r--   1 anna  anna  7 Jan  1  2026 file-{number:03}.txt\r\n")
        }
    };
    (0..count).map(line).collect::<String>().into_bytes()
}

/// What a mirror makes of a listing: cut off, it did not end in order, and is in doubt.
fn listed(kind: ListingKind, bytes: &[u8], whole: bool) -> Tree {
    let mut parser = ListingParser::new(kind, Timestamp::UNIX_EPOCH);
    parser.push(bytes).unwrap();
    let listing = parser.finish();
    let unread = !listing.unparsed.is_empty();
    let doubt = (unread || !whole).then(|| "its listing was cut short".to_owned());
    let mut tree = Tree::default();
    let entries = listing.entries;
    tree.insert(TreePath::root(), Folder { entries, doubt });
    tree
}

/// Even where the server says that all of it was sent: then each name that is missing is asked for,
/// and the server has it.
fn proved(mut plan: MirrorPlan, there: &HashSet<Name>) -> MirrorPlan {
    let refuted: Vec<TreePath> = plan
        .proofs()
        .filter(|(_, name)| there.contains(*name))
        .map(|(folder, _)| folder.clone())
        .collect();
    for folder in refuted {
        plan.spare(&folder, "the server's listing leaves it out");
    }
    plan
}

#[test]
fn a_listing_cut_at_any_byte_deletes_nothing() {
    for kind in [ListingKind::Mlsd, ListingKind::List] {
        let whole = listing(kind, 12);
        let target = listed(kind, &whole, true);
        let there: HashSet<Name> = target
            .folder(&path(""))
            .unwrap()
            .entries
            .iter()
            .map(|e| e.name.clone())
            .collect();
        assert_eq!(there.len(), 12);
        assert!(plan(&target, &target).delete.is_empty());
        for end in 0..whole.len() {
            for told in [false, true] {
                let source = listed(kind, &whole[..end], told);
                let plan = proved(plan(&source, &target), &there);
                assert_eq!(
                    deleted(&plan),
                    Vec::<String>::new(),
                    "cut at {end}, told {told}"
                );
            }
        }
    }
}

proptest! {
    /// Whatever the trees: nothing is deleted that the source has, nothing copied over what is no
    /// file, nothing twice, and a folder after what is in it.
    #[test]
    fn any_two_trees(source in trees(), target in trees()) {
        let plan = plan(&source, &target);
        let mut gone: HashSet<TreePath> = HashSet::new();
        for doomed in &plan.delete {
            prop_assert!(find(&target, &doomed.path).is_some());
            prop_assert!(find(&source, &doomed.path).is_none(), "{}", shown(&doomed.path));
            if let Some(folder) = target.folder(&doomed.path) {
                for entry in &folder.entries {
                    prop_assert!(gone.contains(&doomed.path.join(&entry.name)));
                }
            }
            prop_assert!(gone.insert(doomed.path.clone()));
        }
        let mut made = HashSet::new();
        for file in &plan.files {
            let place = file.target.join(&file.name);
            let there = find(&target, &place);
            prop_assert_eq!(file.replaces.is_some(), there.is_some());
            prop_assert!(there.is_none_or(|entry| entry.kind == EntryKind::File));
            prop_assert!(!gone.contains(&place));
            prop_assert!(made.insert(place));
        }
    }

    #[test]
    fn a_doubt_anywhere_in_the_source_keeps_all_below_it(
        source in trees(), target in trees(), at in "[ab]?",
    ) {
        prop_assume!(source.folder(&path(&at)).is_some());
        let plan = plan(&doubted(source, &at), &target);
        let place = path(&at);
        for doomed in &plan.delete {
            prop_assert!(!doomed.path.is_within(&place), "{}", shown(&doomed.path));
        }
    }
}

fn find<'a>(tree: &'a Tree, path: &TreePath) -> Option<&'a Entry> {
    let (folder, name) = path.split()?;
    tree.folder(&folder)?
        .entries
        .iter()
        .find(|entry| entry.name == name)
}

/// Trees of two levels: folders `a` and `b`, which may be files too.
fn trees() -> impl Strategy<Value = Tree> {
    let names = proptest::sample::subsequence(vec!["a/", "b/", "c", "d=9", "e+60", "f@"], 0..=6);
    let inner = proptest::sample::subsequence(vec!["x", "y=9", "z"], 0..=3);
    let swap = any::<bool>();
    (names, inner.clone(), inner, swap).prop_map(|(mut top, a, b, swap)| {
        if swap {
            top.iter_mut()
                .filter(|name| **name == "b/")
                .for_each(|name| *name = "b");
        }
        let (a, b, all) = (a.join(" "), b.join(" "), top.join(" "));
        let mut folders = vec![("", all.as_str())];
        if top.contains(&"a/") {
            folders.push(("a", &a));
        }
        if top.contains(&"b/") {
            folders.push(("b", &b));
        }
        tree(&folders)
    })
}
