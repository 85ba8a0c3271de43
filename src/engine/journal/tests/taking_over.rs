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
    journal.close();
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
    journal.close();
    assert!(open(folder.path(), true).0.first >= beyond);
}
