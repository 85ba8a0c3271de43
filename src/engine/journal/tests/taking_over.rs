//! What is taken over from dead runs, and what is left to them.

use super::*;

/// Which files' transfers belong to which drop, whose remote folder stands for it.
fn belonging(kept: &Kept) -> Vec<(String, Vec<String>)> {
    let transfers = |id| {
        let own = kept.transfers.iter().filter(move |row| row.drop == id);
        let mut names: Vec<_> = own.map(|row| format!("{:?}", row.order.remote)).collect();
        names.sort();
        names
    };
    let drops = kept.drops.iter();
    let mut drops: Vec<_> = drops
        .map(|drop| (format!("{:?}", drop.row.remote), transfers(drop.row.id)))
        .collect();
    drops.sort();
    drops
}

/// A run with two drops, `/a<n>` and `/b<n>`, and a transfer of each.
fn leave_two_drops(folder: &Path, n: u64) {
    let (journal, _reports) = open(folder, false);
    let mut ops = Vec::new();
    for (id, letter) in [(1, "a"), (2, "b")] {
        let name = format!("/{letter}{n}");
        let mut drop = drop_row(id);
        drop.remote = RemotePath::from_absolute(name.as_bytes());
        let mut transfer = row(journal.first + id, name.as_bytes());
        transfer.drop = id;
        Arc::make_mut(&mut transfer.order).local = Path::new("/here").join(&name[1..]);
        ops.push(Op::NewDrop(Box::new(drop), Vec::new()));
        ops.push(Op::Transfer(Box::new(transfer)));
    }
    journal.write(0, ops);
    journal.close().unwrap();
}

#[test]
fn transfers_stay_with_their_drops_however_often_they_are_taken_over() {
    let folder = tempfile::tempdir().unwrap();
    leave_two_drops(folder.path(), 1);
    leave_two_drops(folder.path(), 2);
    let first = belonging(&open(folder.path(), true).0.kept);
    assert_eq!(first.len(), 4);
    assert!(
        first.iter().all(|(_, transfers)| transfers.len() == 1),
        "{first:?}"
    );
    // One run has numbers of taken over drops by now, others their own; whichever comes first.
    for n in 3..9 {
        leave_two_drops(folder.path(), n);
        let kept = std::mem::take(&mut open(folder.path(), true).0.kept);
        let taken = belonging(&kept);
        assert_eq!(taken.len(), 2 * usize::try_from(n).unwrap());
        for (drop, transfers) in &taken {
            let [transfer] = transfers.as_slice() else {
                panic!("{taken:?}")
            };
            let name = drop.trim_end_matches(['"', ')']).rsplit('/').next();
            assert!(transfer.contains(name.unwrap()), "{taken:?}");
        }
    }
}

#[test]
fn a_run_that_had_more_than_its_share_of_numbers_meets_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, _reports) = open(folder.path(), true);
    let beyond = 3_000_000;
    put(&journal, 0, vec![row(beyond, b"x")]);
    journal.close().unwrap();
    assert!(open(folder.path(), true).0.first >= beyond);
}

fn item(name: &str) -> ItemRow {
    ItemRow {
        name: Name::from(name),
        kind: EntryKind::Dir,
        size: None,
        modified: None,
        rename_to: None,
    }
}

fn walk(name: &str) -> WalkRow {
    WalkRow {
        drop: 1,
        top: false,
        remote: RemotePath::from_absolute(b"/there").resolve(name.as_bytes()),
        local: Path::new("/here").join(name),
    }
}

/// A run that dies with these folders of its drop still to be read.
fn leave_walks(folder: &Path, drop: DropRow, walks: &[&str]) {
    let (journal, _reports) = open(folder, false);
    let pairs = walks.iter().map(|name| walk(name));
    let folders = pairs.clone().map(|walk| (walk.remote, walk.local));
    let folders = folders.map(|(remote, local)| Op::Folder(1, remote, local));
    let mut ops = vec![Op::NewDrop(Box::new(drop), Vec::new())];
    ops.extend(folders.chain(pairs.map(Op::Walk)));
    journal.write(0, ops);
    journal.close().unwrap();
}

/// The folders that are still to be read, after a run has begun a drop with this item.
fn left_beside(folder: &Path, drop: DropRow, name: &str) -> Vec<String> {
    let (journal, mut reports) = open(folder, false);
    journal.write(0, vec![Op::NewDrop(Box::new(drop), vec![item(name)])]);
    written(&mut reports, 0);
    let (screen, _reports) = open(folder, true);
    let drops = screen.kept.drops.iter();
    let mut left: Vec<_> = drops
        .flat_map(|drop| {
            assert_eq!(drop.walks.len(), drop.folders.len());
            drop.walks.iter().map(|walk| walk.remote.display())
        })
        .collect();
    left.sort();
    left
}

#[test]
fn a_drop_leaves_the_folders_of_other_drops_from_the_same_folder_alone() {
    let all = ["/there/A", "/there/A/x", "/there/AB"];
    let left = |walks: &[&str], drop: &DropRow, name: &str| {
        let folder = tempfile::tempdir().unwrap();
        leave_walks(folder.path(), drop_row(1), walks);
        left_beside(folder.path(), drop.clone(), name)
    };
    let same = drop_row(1);
    let walks = ["A", "A/x", "AB"];
    assert_eq!(left(&walks, &same, "B"), all);
    assert_eq!(left(&walks, &same, "A"), ["/there/AB"]);
    let moved = DropRow {
        operation: Operation::Move,
        ..drop_row(1)
    };
    assert_eq!(left(&walks, &moved, "A"), all, "it does something else");
    assert_eq!(left(&["A"], &same, "A"), [""; 0]);
}

#[test]
fn items_that_another_drop_does_not_have_are_still_looked_at() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, _reports) = open(folder.path(), false);
    let top = WalkRow {
        top: true,
        ..walk("")
    };
    let items = vec![item("A"), item("B")];
    journal.write(
        0,
        vec![
            Op::NewDrop(Box::new(drop_row(1)), items),
            Op::Walk(top.clone()),
        ],
    );
    journal.close().unwrap();
    let begin = |name: &str| {
        let (journal, mut reports) = open(folder.path(), false);
        let ops = vec![Op::NewDrop(Box::new(drop_row(1)), vec![item(name)])];
        journal.write(0, ops);
        written(&mut reports, 0);
        journal
    };
    let kept = |file: &Path| {
        let connection = rusqlite::Connection::open(file).unwrap();
        let count = |table: &str| {
            let sql = format!("SELECT count(*) FROM {table}");
            connection.query_row(&sql, [], |row| row.get::<_, i64>(0))
        };
        (count("drops").unwrap(), count("walks").unwrap())
    };
    let file = folder.path().join("queue.db");
    let first = begin("B");
    assert_eq!(kept(&file), (2, 1), "A is still to be looked at");
    let second = begin("A");
    assert_eq!(kept(&file), (2, 0), "all of it is looked at by the others");
    drop((first, second));
}

#[test]
fn another_file_that_is_to_have_the_same_name_takes_nothing_over() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, _reports) = open(folder.path(), true);
    let mut up = row(2, b"x").order;
    Arc::make_mut(&mut up).direction = Direction::Upload;
    let upload = TransferRow {
        order: Arc::clone(&up),
        ..row(2, b"x")
    };
    put(&journal, 0, vec![row(1, b"x"), upload]);
    journal.close().unwrap();
    let (headless, _reports) = open(folder.path(), false);
    let mut queue = TransferQueue::default();
    queue.know_left(headless.orphans.keys());
    let left = |order: &TransferOrder, site: &str| {
        let same = Same::new(site, order);
        let orphan = headless.orphans.get(&same).map(|orphan| orphan.id.0);
        assert_eq!(queue.was_left(&same), orphan.is_some());
        orphan
    };
    assert_eq!(left(&row(9, b"x").order, "anna@here"), Some(1));
    assert_eq!(left(&up, "anna@here"), Some(2));
    assert_eq!(left(&row(9, b"other").order, "anna@here"), None);
    assert_eq!(left(&row(9, b"x").order, "bob@here"), None);
    Arc::make_mut(&mut up).local = "/here/other".into();
    assert_eq!(left(&up, "anna@here"), None);
}

#[test]
fn one_entry_that_makes_no_sense_does_not_cost_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("queue.db");
    leave_two_drops(folder.path(), 1);
    leave_two_drops(folder.path(), 2);
    let connection = rusqlite::Connection::open(&file).unwrap();
    for sql in [
        "UPDATE transfers SET state = 'sta\u{1b}te' WHERE id = 1",
        "UPDATE drops SET policy = 7 WHERE remote = CAST('/b2' AS BLOB)",
    ] {
        assert_eq!(connection.execute(sql, []).unwrap(), 1);
    }
    assert_eq!(peek(&file).unwrap().transfers.len(), 3);
    let (headless, _reports) = open(folder.path(), false);
    assert_eq!(headless.orphans.len(), 3);
    let notice = headless.notice.as_deref().unwrap();
    assert!(notice.contains("(1; the first: "), "{notice}");
    assert!(!notice.contains('\u{1b}'), "{notice}");
    headless.close().unwrap();
    let (screen, _reports) = open(folder.path(), true);
    assert_eq!(
        (screen.kept.transfers.len(), screen.kept.drops.len()),
        (3, 3)
    );
    let notice = screen.notice.as_deref().unwrap();
    assert!(notice.contains("(2; the first: "), "{notice}");
    screen.close().unwrap();
    let count = |table: &str| {
        let sql = format!("SELECT count(*) FROM {table}");
        connection.query_row(&sql, [], |row| row.get::<_, i64>(0))
    };
    assert_eq!(
        (count("transfers").unwrap(), count("drops").unwrap()),
        (4, 4)
    );
}
