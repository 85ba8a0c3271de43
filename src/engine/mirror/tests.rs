//! Plans, and that nothing is deleted which the source may have.

use super::*;
use crate::model::{Modified, Precision};
use jiff::Timestamp;

pub(super) fn path(text: &str) -> TreePath {
    let names = text.split('/').filter(|name| !name.is_empty());
    names.fold(TreePath::root(), |path, name| path.join(&Name::from(name)))
}

fn at(seconds: i64) -> Modified {
    Modified {
        at: Timestamp::from_second(1_790_000_000 + seconds).unwrap(),
        precision: Precision::Second,
    }
}

/// `name` a file of 7 bytes, `name=12` of 12 bytes, `name+60` changed a minute later, `name/` a folder,
/// `name@` a link.
fn entry(text: &str) -> Entry {
    let (text, kind) = match text.strip_suffix(['/', '@']) {
        Some(name) if text.ends_with('/') => (name, EntryKind::Dir),
        Some(name) => (name, EntryKind::Link),
        None => (text, EntryKind::File),
    };
    let (text, later) = text.split_once('+').unwrap_or((text, "0"));
    let (name, size) = text.split_once('=').unwrap_or((text, "7"));
    let mut entry = Entry::new(Name::from(name), kind);
    if kind == EntryKind::File {
        entry.size = size.parse().ok();
        entry.modified = Some(at(later.parse().unwrap()));
    }
    entry
}

/// A tree from lines of `folder: entry entry`.
pub(super) fn tree(folders: &[(&str, &str)]) -> Tree {
    let mut tree = Tree::default();
    for (folder, entries) in folders {
        let entries = entries.split_whitespace().map(entry).collect();
        tree.insert(
            path(folder),
            Folder {
                entries,
                doubt: None,
            },
        );
    }
    tree
}

pub(super) fn doubted(mut tree: Tree, folder: &str) -> Tree {
    let mut doubtful = tree.folder(&path(folder)).cloned().unwrap_or_default();
    doubtful.doubt = Some("its listing was cut short".into());
    tree.insert(path(folder), doubtful);
    tree
}

pub(super) fn plan(source: &Tree, target: &Tree) -> MirrorPlan {
    MirrorPlan::new(
        source,
        target,
        Direction::Download,
        NameCoding::default(),
        true,
    )
}

pub(super) fn shown(path: &TreePath) -> String {
    path.shown(NameCoding::default())
}

pub(super) fn deleted(plan: &MirrorPlan) -> Vec<String> {
    plan.delete
        .iter()
        .map(|doomed| shown(&doomed.path))
        .collect()
}

fn copied(plan: &MirrorPlan) -> Vec<(String, Option<Difference>)> {
    let file = |file: &MirrorFile| (shown(&file.target.join(&file.name)), file.replaces);
    plan.files.iter().map(file).collect()
}

fn left(plan: &MirrorPlan) -> Vec<(String, String)> {
    plan.left
        .iter()
        .map(|left| (shown(&left.path), left.why.clone()))
        .collect()
}

#[test]
fn what_is_missing_differs_or_is_too_much() {
    let source = tree(&[
        ("", "new same bigger=9 later+60 older-is-there dir/ both/"),
        ("dir", "inner deep/"),
        ("dir/deep", "deepest"),
        ("both", ""),
    ]);
    let target = tree(&[
        ("", "same bigger later older-is-there+60 extra gone/ both/"),
        ("gone", "a sub/"),
        ("gone/sub", "b link@"),
        ("both", "old"),
    ]);
    let plan = plan(&source, &target);
    assert_eq!(
        copied(&plan),
        [
            ("new".into(), None),
            ("bigger".into(), Some(Difference::Size)),
            ("later".into(), Some(Difference::Newer)),
            ("dir/inner".into(), None),
            ("dir/deep/deepest".into(), None),
        ]
    );
    assert_eq!(plan.make, [path("dir"), path("dir/deep")]);
    assert_eq!(
        deleted(&plan),
        [
            "both/old",
            "extra",
            "gone/a",
            "gone/sub/b",
            "gone/sub/link",
            "gone/sub",
            "gone"
        ]
    );
    let proofs: Vec<_> = plan
        .proofs()
        .map(|(folder, name)| shown(&folder.join(name)))
        .collect();
    assert_eq!(
        proofs,
        ["both/old", "extra", "gone"],
        "the tops of what goes"
    );
    assert_eq!((plan.same, plan.left.len()), (2, 0));
    let careful = MirrorPlan::new(
        &source,
        &target,
        Direction::Upload,
        NameCoding::default(),
        false,
    );
    assert!(careful.delete.is_empty() && careful.left.is_empty());
    assert_eq!(careful.files, plan.files);
}

#[test]
fn times_are_compared_as_far_as_the_less_exact_one_goes() {
    for (precision, later, differs) in [
        (Precision::Second, 1, true),
        (Precision::Minute, 59, false),
        (Precision::Minute, 60, true),
        (Precision::Day, 86_399, false),
        (Precision::Day, 86_400, true),
    ] {
        // From the beginning of a day on.
        let begin = Precision::Day.truncate(Timestamp::from_second(1_790_000_000).unwrap());
        let mut one = entry("x");
        let moment = Timestamp::from_second(begin.as_second() + later).unwrap();
        one.modified = Some(Modified {
            at: moment,
            precision: Precision::Second,
        });
        let mut other = entry("x");
        other.modified = Some(Modified {
            at: begin,
            precision,
        });
        let found = difference(&one, &other);
        assert_eq!(found.is_some(), differs, "{precision:?} {later}");
        assert_eq!(difference(&other, &one), None, "older is no reason");
    }
    let unknown = |size| {
        let mut entry = entry("x");
        (entry.size, entry.modified) = (size, None);
        entry
    };
    assert_eq!(difference(&unknown(Some(7)), &entry("x")), None);
    assert_eq!(
        difference(&unknown(None), &entry("x")),
        Some(Difference::Size)
    );
}

#[test]
fn a_file_never_takes_the_place_of_a_folder_nor_the_reverse() {
    let source = tree(&[
        ("", "one two/ three four/"),
        ("two", "inner"),
        ("four", "x"),
    ]);
    let target = tree(&[("", "one/ two three@ four@"), ("one", "kept")]);
    let plan = plan(&source, &target);
    assert!(plan.files.is_empty() && plan.delete.is_empty() && plan.make.is_empty());
    let places: Vec<_> = left(&plan).into_iter().map(|(place, _)| place).collect();
    assert_eq!(places, ["one", "two", "three", "four"]);
    assert!(plan.left.iter().all(|left| !left.harmless));
}

#[test]
fn names_that_differ_in_case_or_form_only_are_neither_copied_nor_deleted() {
    let source = tree(&[("", "README \u{e9}t\u{e9} Dir/ both Both"), ("Dir", "x")]);
    let target = tree(&[("", "readme e\u{301}te\u{301} dir/ both"), ("dir", "y")]);
    let plan = plan(&source, &target);
    assert_eq!(
        copied(&plan),
        [("Both".into(), None)],
        "the source has both"
    );
    assert!(plan.delete.is_empty());
    assert_eq!(plan.left.len(), 6);
}

#[test]
fn links_and_other_things_are_left_on_both_sides() {
    let source = tree(&[("", "a@ b")]);
    let mut target = tree(&[("", "a b odd dir/"), ("dir", "")]);
    let mut folder = target.folder(&path("dir")).unwrap().clone();
    folder
        .entries
        .push(Entry::new(Name::from("socket"), EntryKind::Other));
    target.insert(path("dir"), folder);
    let plan = plan(&source, &target);
    assert_eq!(deleted(&plan), ["odd"]);
    assert_eq!(
        left(&plan),
        [
            ("a".into(), "links are not mirrored".into()),
            (
                "dir".into(),
                "not deleted: neither a file nor a folder".into()
            ),
        ]
    );
}

#[test]
fn nothing_is_deleted_below_a_listing_in_doubt_and_it_is_said() {
    let source = tree(&[("", "a/ b/"), ("a", "deep/"), ("a/deep", ""), ("b", "")]);
    let target = tree(&[
        ("", "a/ b/"),
        ("a", "old deep/"),
        ("a/deep", "old"),
        ("b", "old"),
    ]);
    assert_eq!(
        deleted(&plan(&source, &target)),
        ["a/deep/old", "a/old", "b/old"]
    );
    let part = plan(&doubted(source.clone(), "a"), &target);
    assert_eq!(deleted(&part), ["b/old"]);
    let why = "not deleted: its listing was cut short";
    assert_eq!(
        left(&part),
        [
            ("a/deep/old".into(), why.into()),
            ("a/old".into(), why.into())
        ]
    );
    let all = plan(&doubted(source.clone(), ""), &target);
    assert_eq!(deleted(&all), Vec::<String>::new());
    // Of the target as well: a folder goes only if all that is in it is known.
    let target = tree(&[
        ("", "gone/ a/ b/"),
        ("gone", "x sub/"),
        ("a", ""),
        ("b", ""),
    ]);
    assert_eq!(
        deleted(&plan(&source, &target)),
        Vec::<String>::new(),
        "sub was not listed"
    );
    let target = doubted(
        tree(&[("", "gone/ a/ b/"), ("gone", "x"), ("b", "")]),
        "gone",
    );
    assert_eq!(deleted(&plan(&source, &target)), Vec::<String>::new());
}

#[test]
fn a_name_that_cannot_be_had_here_is_told_and_forbids_deleting_beside_it() {
    let mut source = tree(&[("", "a")]);
    let mut folder = source.folder(&path("")).unwrap().clone();
    folder
        .entries
        .push(Entry::new(Name::new(b"../x".as_slice()), EntryKind::File));
    folder.entries.push(entry("a"));
    source.insert(path(""), folder);
    let plan = plan(&source, &tree(&[("", "old")]));
    assert!(plan.delete.is_empty());
    let told = left(&plan);
    assert!(
        told.iter().any(|(_, why)| why.contains("slash")),
        "{told:?}"
    );
    assert!(
        told.iter().any(|(_, why)| why.contains("listed twice")),
        "{told:?}"
    );
    assert_eq!(copied(&plan), [("a".into(), None)]);
}

#[test]
fn what_a_refuted_listing_left_out_spares_its_folder_and_those_below() {
    let source = tree(&[("", "a/ b/"), ("a", "sub/"), ("a/sub", ""), ("b", "")]);
    let target = tree(&[("", "a/ b/ c"), ("a", "x sub/"), ("a/sub", "y"), ("b", "z")]);
    let mut plan = plan(&source, &target);
    plan.spare(&path("a"), "the listing leaves out x");
    assert_eq!(deleted(&plan), ["b/z", "c"]);
    plan.spare_all("no");
    assert!(plan.delete.is_empty());
    assert_eq!(plan.left.len(), 4);
}
