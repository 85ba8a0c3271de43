//! Panes of 100,000 entries: putting them in order by each key, filtering them in each way, and taking
//! up a part of a listing. `cargo bench --bench panes`

#![expect(
    clippy::unwrap_used,
    reason = "a benchmark ends where something goes wrong"
)]

use divan::{Bencher, black_box};
use jiff::Timestamp;
use twoport::app::{App, Arrangement, Matcher, Message, Row, Sort, SortKey};
use twoport::engine::Event;
use twoport::model::{Entry, EntryKind, Modified, Name, NameCoding, Precision, RemotePath};

const ENTRIES: u64 = 100_000;

fn main() {
    divan::main();
}

/// Entries as servers have them: numbered files of some kinds, some folders, in no order.
fn entries(from: u64, count: u64) -> Vec<Entry> {
    let entry = |number: u64| {
        let number = number * 7919 % ENTRIES;
        let kinds = ["jpg", "iso", "txt", "tar.gz"];
        let ending = kinds.get(usize::try_from(number % 4).unwrap()).unwrap();
        let name = format!("a-name-of-usual-length-{number}.{ending}");
        let kind = if number.is_multiple_of(50) {
            EntryKind::Dir
        } else {
            EntryKind::File
        };
        let mut entry = Entry::new(Name::from(name.as_str()), kind);
        entry.size = Some(number * 31 % 1_000_003);
        entry.mode = Some(0o644);
        entry.owner = Some("anna".into());
        entry.group = Some("users".into());
        let second = i64::try_from(1_700_000_000 + number * 997 % 10_000_000).unwrap();
        entry.modified = Some(Modified {
            at: Timestamp::from_second(second).unwrap(),
            precision: Precision::Second,
        });
        entry
    };
    (from..from + count).map(entry).collect()
}

fn arrangement(key: SortKey, filter: &str) -> Arrangement {
    let row = |entry| Row::new(entry, NameCoding::default());
    Arrangement {
        rows: entries(0, ENTRIES).into_iter().map(row).collect(),
        sort: Sort {
            key,
            ..Sort::default()
        },
        show_hidden: false,
        matcher: Matcher::read(filter).unwrap(),
    }
}

#[divan::bench(args = [SortKey::Name, SortKey::Size, SortKey::Modified, SortKey::Extension])]
fn sort(bencher: Bencher, key: SortKey) {
    let arrangement = arrangement(key, "");
    bencher.bench(|| black_box(&arrangement).order());
}

#[divan::bench(args = ["7", "length-7", "*.iso", "/length-\\d{3}\\./", "~lgth77"])]
fn filter(bencher: Bencher, typed: &str) {
    let arrangement = arrangement(SortKey::Name, typed);
    bencher.bench(|| black_box(&arrangement).order());
}

/// What the screen's task does with a part of 4,000 entries that comes behind 50,000.
#[divan::bench]
fn take_up_a_part(bencher: Bencher) {
    let prepared = || {
        let now = Timestamp::now();
        let mut app = App::new((120, 36), "/".into(), None, false, now);
        app.update(
            Message::Engine(Event::Connected {
                label: "anna@ftp.example.org".into(),
                directory: RemotePath::root(),
                greeting: String::new(),
                features: String::new(),
            }),
            now,
        );
        app.update(part(&app, 0, 500), now);
        app.update(part(&app, 500, 49_500), now);
        let next = part(&app, 50_000, 4_000);
        (app, next, now)
    };
    bencher
        .with_inputs(prepared)
        .bench_values(|(mut app, next, now)| {
            let effects = app.update(next, now);
            (app, effects)
        });
}

fn part(app: &App, from: u64, count: u64) -> Message {
    Message::Engine(Event::ListedPart {
        request: app.remote.loading.unwrap(),
        path: RemotePath::root(),
        from: usize::try_from(from).unwrap(),
        entries: entries(from, count),
        verb: "MLSD",
    })
}
