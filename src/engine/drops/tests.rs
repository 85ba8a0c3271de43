//! What a drop makes of what it finds.

use super::super::command::Source;
use super::*;
use crate::engine::DropId;
use crate::engine::journal::Same;
use crate::model::{Operation, TransferType};

fn entry(name: &str, kind: EntryKind) -> Entry {
    let mut entry = Entry::new(Name::from(name), kind);
    entry.size = Some(7);
    entry
}

fn source(name: &str, kind: EntryKind) -> Source {
    Source {
        size: Some(7),
        ..Source::new(Name::from(name), kind)
    }
}

/// An upload of these items with an answer given beforehand.
fn upload(items: Vec<Source>, on_conflict: OnConflict) -> DropState {
    let order = DropOrder {
        id: DropId(1),
        from: Place::Local("/here".into()),
        to: Place::Remote(RemotePath::from_absolute(b"/there")),
        items,
        operation: Operation::Move,
        on_conflict,
        transfer_type: crate::model::TransferType::Image,
    };
    DropState::new(order, &"anna@here".into())
}

fn look(drop: &mut DropState, present: &[&str], queue: &mut TransferQueue) -> Findings {
    let walk = drop.begin().unwrap();
    let present = present.iter().map(|name| entry(name, EntryKind::File));
    let found = Walked {
        present: present.collect(),
        ..Walked::default()
    };
    drop.walked(&walk, found, queue)
}

fn targets(findings: &Findings) -> Vec<String> {
    findings
        .transfers
        .iter()
        .map(|order| order.remote.display())
        .collect()
}

#[test]
fn keeping_both_takes_no_name_of_another_file_of_the_drop() {
    let mut queue = TransferQueue::default();
    let items = ["photo.jpg", "photo (1).jpg"].map(|name| source(name, EntryKind::File));
    let mut drop = upload(items.to_vec(), OnConflict::Ask);
    let mut at_once = look(&mut drop, &["photo.jpg"], &mut queue);
    assert_eq!(targets(&at_once), ["/there/photo (1).jpg"]);
    let (mut order, held) = at_once.held.pop().unwrap();
    assert!(conflicts::rename(
        &mut order,
        &held.taken,
        &drop.site,
        &mut queue
    ));
    assert_eq!(order.remote.display(), "/there/photo (2).jpg");
}

#[test]
fn two_drops_that_overlap_keep_both_under_different_names() {
    let mut queue = TransferQueue::default();
    let label: Arc<str> = "anna@here".into();
    let mut names = Vec::new();
    for _ in 0..2 {
        let items = vec![source("photo.jpg", EntryKind::File)];
        let mut drop = upload(items, OnConflict::Rename);
        names.extend(targets(&look(&mut drop, &["photo.jpg"], &mut queue)));
    }
    // A third one brings the next number itself.
    let items = vec![source("photo (3).jpg", EntryKind::File)];
    let plain = look(&mut upload(items, OnConflict::Ask), &[], &mut queue);
    for order in plain.transfers {
        queue.push(&label, DropId(3), order);
    }
    let items = vec![source("photo.jpg", EntryKind::File)];
    let mut drop = upload(items, OnConflict::Rename);
    names.extend(targets(&look(&mut drop, &["photo.jpg"], &mut queue)));
    let expected = [1, 2, 4].map(|number| format!("/there/photo ({number}).jpg"));
    assert_eq!(names, expected);
}

#[test]
fn where_no_number_is_free_the_file_is_refused_and_nothing_replaced() {
    let mut queue = TransferQueue::default();
    let taken: Vec<String> = (1..conflicts::NUMBERS)
        .map(|number| format!("a ({number})"))
        .chain(["a".to_owned()])
        .collect();
    let taken: Vec<&str> = taken.iter().map(String::as_str).collect();
    let mut drop = upload(vec![source("a", EntryKind::File)], OnConflict::Rename);
    let findings = look(&mut drop, &taken, &mut queue);
    assert!(findings.transfers.is_empty(), "{findings:?}");
    assert_eq!(findings.refused.len(), 1);
    assert!(drop.flawed, "a move keeps its folders");
}

#[test]
fn a_links_own_length_is_not_the_size_of_what_it_leads_to() {
    let mut queue = TransferQueue::default();
    let items = vec![
        source("file", EntryKind::File),
        source("link", EntryKind::Link),
    ];
    let findings = look(&mut upload(items, OnConflict::Ask), &[], &mut queue);
    let sizes: Vec<_> = findings.transfers.iter().map(|order| order.size).collect();
    assert_eq!(sizes, [Some(7), None]);
}

#[test]
fn folders_without_end_are_taken_for_a_loop_and_said_once() {
    let mut queue = TransferQueue::default();
    let mut drop = upload(vec![source("tree", EntryKind::Dir)], OnConflict::Ask);
    look(&mut drop, &[], &mut queue);
    drop.looks = FOLDER_LIMIT - 1;
    let walk = WalkOrder {
        top: false,
        ..drop.begin().unwrap()
    };
    let names = ["last", "one more", "and another"];
    let found = Walked {
        entries: names.map(|name| entry(name, EntryKind::Dir)).to_vec(),
        ..Walked::default()
    };
    let findings = drop.walked(&walk, found, &mut queue);
    assert_eq!(findings.walks.len(), 1);
    let problem = findings.cut_off.unwrap().to_string();
    assert!(problem.contains("/there/one more"), "{problem}");
    assert!(drop.flawed, "a move keeps its folders");
    let found = Walked {
        entries: vec![entry("yet another", EntryKind::Dir)],
        ..Walked::default()
    };
    let findings = drop.walked(&walk, found, &mut queue);
    assert!(findings.walks.is_empty() && findings.cut_off.is_none());
}

#[test]
fn a_rule_decides_for_each_file_and_only_what_it_cannot_tell_is_asked() {
    let mut queue = TransferQueue::default();
    let mut items = ["same", "other", "unknown"].map(|name| source(name, EntryKind::File));
    items[1].size = Some(8);
    items[2].size = None;
    let mut drop = upload(items.to_vec(), OnConflict::Size);
    let findings = look(&mut drop, &["same", "other", "unknown"], &mut queue);
    assert_eq!(targets(&findings), ["/there/other"]);
    assert!(findings.transfers[0].replace && !findings.transfers[0].extend);
    assert_eq!(findings.skipped.len(), 1);
    assert_eq!(findings.held.len(), 1);
    assert_eq!(findings.held[0].1.present.size, Some(7));
}

#[test]
fn what_may_be_a_beginning_is_gone_on_with() {
    let mut queue = TransferQueue::default();
    let mut items = ["part", "longer"].map(|name| source(name, EntryKind::File));
    items[0].size = Some(100);
    items[1].size = Some(3);
    let mut drop = upload(items.to_vec(), OnConflict::Resume);
    let findings = look(&mut drop, &["part", "longer"], &mut queue);
    assert_eq!(targets(&findings), ["/there/part"]);
    assert!(findings.transfers[0].replace && findings.transfers[0].extend);
    assert_eq!(findings.refused.len(), 1);
}

#[test]
fn two_names_that_would_be_one_file_here_are_told_before_anything_is_written() {
    let mut queue = TransferQueue::default();
    let order = DropOrder {
        id: DropId(1),
        from: Place::Remote(RemotePath::root()),
        to: Place::Local("/here".into()),
        items: ["Readme", "README"]
            .map(|name| source(name, EntryKind::File))
            .to_vec(),
        operation: Operation::Copy,
        on_conflict: OnConflict::Overwrite,
        transfer_type: TransferType::Image,
    };
    let mut drop = DropState::new(order, &"anna@here".into());
    let walk = drop.begin().unwrap();
    let found = Walked {
        treatment: crate::fs::collisions::NameTreatment {
            folds_case: true,
            normalizes: false,
        },
        ..Walked::default()
    };
    let findings = drop.walked(&walk, found, &mut queue);
    assert_eq!(findings.transfers.len(), 1);
    let (order, problem) = &findings.refused[0];
    assert_eq!(order.remote.display(), "/README");
    assert!(
        problem.to_string().contains("the same file here as Readme"),
        "{problem}"
    );
}

/// What has the name may be what a run that was killed has brought, or what it was about to replace.
#[test]
fn a_target_that_a_dead_run_was_to_bring_is_found_out_about_and_replaced_only_where_that_is_said() {
    for (rule, replace) in [
        (OnConflict::Ask, false),
        (OnConflict::Skip, false),
        (OnConflict::Size, false),
        (OnConflict::Overwrite, true),
    ] {
        let mut queue = TransferQueue::default();
        let left = Same {
            site: "anna@here".into(),
            source: Place::Local("/here/same".into()),
            target: Place::Remote(RemotePath::from_absolute(b"/there/same")),
        };
        queue.know_left(std::iter::once(&left));
        let items = ["same", "other"].map(|name| source(name, EntryKind::File));
        let mut drop = upload(items.to_vec(), rule);
        let findings = look(&mut drop, &["same", "other"], &mut queue);
        let same = &findings.transfers[0];
        assert_eq!(same.remote.display(), "/there/same");
        assert_eq!(same.replace, replace, "{rule}");
        assert_eq!(findings.transfers.len() == 1, !replace, "{rule}");
    }
}
