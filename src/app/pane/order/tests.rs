use super::*;
use crate::app::pane::natural::natural;
use crate::model::{Entry, EntryKind, Modified, Name, NameCoding, Precision};
use jiff::Timestamp;
use proptest::prelude::*;

fn row((name, dir, size, second): (String, bool, Option<u64>, Option<i64>)) -> Row {
    let kind = if dir { EntryKind::Dir } else { EntryKind::File };
    let mut entry = Entry::new(Name::from(name.as_str()), kind);
    entry.size = size;
    entry.modified = second.map(|second| Modified {
        at: Timestamp::from_second(second).unwrap(),
        precision: Precision::Second,
    });
    Row::new(entry, NameCoding::default())
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let name = "[.]?[aAbB0-2.]{1,5}";
    let size = proptest::option::of(0u64..4);
    let second = proptest::option::of(-3i64..3);
    let one = (name, any::<bool>(), size, second).prop_map(row);
    proptest::collection::vec(one, 0..40)
}

fn sort() -> impl Strategy<Value = Sort> {
    let keys = [
        SortKey::Name,
        SortKey::Size,
        SortKey::Modified,
        SortKey::Extension,
    ];
    let key = proptest::sample::select(keys.to_vec());
    (key, any::<bool>(), any::<bool>()).prop_map(|(key, descending, mixed)| Sort {
        key,
        descending,
        mixed,
    })
}

fn arrangement(rows: Vec<Row>, sort: Sort, filter: &str, show_hidden: bool) -> Arrangement {
    Arrangement {
        rows: rows.into_iter().collect(),
        sort,
        show_hidden,
        matcher: Matcher::read(filter).unwrap(),
    }
}

/// The order as it is defined, without keys.
fn defined(one: &Row, two: &Row, sort: Sort) -> Ordering {
    let (left, right) = (one.text().to_lowercase(), two.text().to_lowercase());
    let by_name = natural(&left, &right).then_with(|| one.entry.name.cmp(&two.entry.name));
    let at = |row: &Row| row.entry.modified.map(|modified| modified.at);
    let ending = |row: &Row, folded: &str| {
        let ending = extension(folded).to_owned();
        if row.entry.is_dir() {
            String::new()
        } else {
            ending
        }
    };
    let by_key = match sort.key {
        SortKey::Name => by_name,
        SortKey::Size => one.entry.size.cmp(&two.entry.size),
        SortKey::Modified => at(one).cmp(&at(two)),
        SortKey::Extension => ending(one, &left).cmp(&ending(two, &right)),
    };
    let by_key = if sort.descending {
        by_key.reverse()
    } else {
        by_key
    };
    let directories = two.entry.is_dir().cmp(&one.entry.is_dir());
    let directories = if sort.mixed {
        Ordering::Equal
    } else {
        directories
    };
    directories.then(by_key).then(by_name)
}

proptest! {
    #[test]
    fn the_order_is_what_passes_sorted_as_defined(
        rows in rows(), sort in sort(), filter in "[ab]{0,2}", show_hidden: bool
    ) {
        let arrangement = arrangement(rows, sort, &filter, show_hidden);
        let order = arrangement.order();
        let rows: Vec<&Row> = arrangement.rows.iter().collect();
        let mut indices = order.to_vec();
        indices.sort_unstable();
        let passing = (0u32..).zip(&rows).filter(|(_, row)| arrangement.shows(row));
        prop_assert_eq!(indices, passing.map(|(index, _)| index).collect::<Vec<_>>());
        let at = |index: u32| rows[usize::try_from(index).unwrap()];
        for pair in order.windows(2) {
            let compared = defined(at(pair[0]), at(pair[1]), sort);
            prop_assert!(compared.is_le(), "{} {}", at(pair[0]).text(), at(pair[1]).text());
        }
    }

    #[test]
    fn keys_compare_as_the_names_do(
        one in "[a-b./0-2é]{0,8}", two in "[a-b./0-2é]{0,8}", long in "[0-2]{250,260}"
    ) {
        let key = |text: &str| {
            let mut bytes = Vec::new();
            name_key(text, &mut bytes);
            bytes
        };
        prop_assert_eq!(key(&one).cmp(&key(&two)), natural(&one, &two));
        let more = format!("{long}1");
        prop_assert_eq!(key(&long).cmp(&key(&more)), natural(&long, &more));
        let other = format!("{one}{long}");
        prop_assert_eq!(key(&other).cmp(&key(&more)), natural(&other, &more));
    }
}
