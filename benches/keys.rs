//! Each key whose work grows with the entries of a pane, once, with 100,000 entries in both: the key is
//! taken and the frame is drawn. What is done off the screen's task is not in the figure, what the screen
//! does with its outcome is one of its own. `cargo bench --bench keys`

#![expect(
    clippy::unwrap_used,
    reason = "a benchmark ends where something goes wrong"
)]

use divan::Bencher;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use twoport::app::{App, Effect, Key, LocalOutcome, Message};
use twoport::engine::Event;
use twoport::model::{
    Direction, EngineSnapshot, Entry, EntryKind, Modified, Name, Operation, Precision, Priority,
    QueueTotals, RemotePath, TransferId, TransferState, TransferView,
};
use twoport::tui::glyphs::Glyphs;
use twoport::tui::theme::{Surroundings, Theme, ThemeChoice};
use twoport::tui::view::{Look, draw};

const ENTRIES: u32 = 100_000;
const SIZE: (u16, u16) = (120, 36);

fn main() {
    divan::main();
}

/// Numbered files in no order, some folders; of those of the server every tenth is newer, and some have
/// another name.
fn entries(there: bool) -> Vec<Entry> {
    let entry = |number: u32| {
        let number = number * 7919 % ENTRIES;
        let other = there && number.is_multiple_of(13);
        let begin = if other { "another" } else { "a-name" };
        let name = format!("{begin}-of-usual-length-{number}.tar.gz");
        let kind = if number.is_multiple_of(50) {
            EntryKind::Dir
        } else {
            EntryKind::File
        };
        let mut entry = Entry::new(Name::from(name.as_str()), kind);
        entry.size = Some(u64::from(number) * 31);
        entry.mode = Some(0o644);
        let newer = i64::from(there && number.is_multiple_of(10)) * 100_000;
        entry.modified = Some(Modified {
            at: Timestamp::from_second(1_700_000_000 + i64::from(number) + newer).unwrap(),
            precision: Precision::Second,
        });
        entry
    };
    (0..ENTRIES).map(entry).collect()
}

/// A row of the queue.
fn transfer(id: u64) -> Arc<TransferView> {
    Arc::new(TransferView {
        id: TransferId(id + 1),
        direction: Direction::Download,
        operation: Operation::Copy,
        name: format!("a-name-of-usual-length-{id}.tar.gz"),
        from: "/".into(),
        to: "/work".into(),
        size: Some(100),
        bytes: 0,
        rate: 0,
        state: TransferState::Queued,
        reason: None,
        elapsed: Duration::ZERO,
        session: None,
        retriable: true,
        may_pass: true,
        site: "anna@ftp.example.org".into(),
        priority: Priority::Normal,
        retry: None,
        tries: Vec::new(),
        tried: 0,
    })
}

/// Keys before, and the one that is measured. `"text"` is typed; `listed` answers the listing that was
/// asked for, `part` begins to; `queue` tells of a long queue; `outcome` is what comes of work off the screen's task.
#[derive(Clone, Copy)]
struct Scene(&'static str, &'static str);

impl fmt::Display for Scene {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.1, self.0)
    }
}

const SCENES: &[Scene] = &[
    Scene("", "Down"),
    Scene("=", "Enter"),
    Scene("= Enter", "outcome"),
    Scene("= Enter Esc g", "="),
    Scene("= Enter", "Esc"),
    Scene("= Enter Esc", "Esc"),
    Scene("= Enter R listed", "outcome"),
    Scene(r#": "mget *""#, r#""7""#),
    Scene(r#": "mget *7""#, "outcome"),
    Scene(r#": "mget *7""#, "Enter"),
    Scene(r#": "mput *""#, r#""7""#),
    Scene(r#": "mput *7""#, "Enter"),
    Scene(r#": "mdelete *""#, r#""7""#),
    Scene(r#": "mdelete *7""#, "Enter"),
    Scene(r#": "get ""#, "Tab"),
    Scene(r#": "get " Tab"#, "Tab"),
    Scene(r#": "get " Tab"#, r#""a""#),
    Scene(r#": "put a-name-of-usual-length-9999.tar.g""#, "Tab"),
    Scene(r#": "put a-name-of-usual-length-9999.tar.gz""#, "Enter"),
    Scene(r#": "ls""#, "Enter"),
    Scene(r#": "ls *7""#, "Enter"),
    Scene("*", "*"),
    Scene("", "Ctrl-A"),
    Scene("Ctrl-A", "Ctrl-A"),
    Scene("Ctrl-A", "*"),
    Scene("Ctrl-A", "Space"),
    Scene("Ctrl-A", "Esc"),
    Scene(r#"+ Ctrl-U "*7*""#, "Enter"),
    Scene(r#"Ctrl-A - Ctrl-U "*7*""#, "Enter"),
    Scene("Home V End", "V"),
    Scene("/", r#""q""#),
    Scene("/", r#""a""#),
    Scene(r#"/ "99999" Enter"#, "n"),
    Scene(r#"/ "99999" Enter"#, "N"),
    Scene("f", r#""7""#),
    Scene(r#"f "7""#, "outcome"),
    Scene(r#"f "7" Enter"#, "Esc"),
    Scene("Ctrl-F6", "outcome"),
    Scene("Ctrl-A", "p"),
    Scene("Ctrl-A p", "Tab"),
    Scene("Ctrl-A p Tab", "Down"),
    Scene("Ctrl-A p Tab", "p"),
    Scene("Ctrl-A p Tab", "Esc"),
    Scene("Ctrl-A p", "-"),
    Scene("Ctrl-A p -", "+"),
    Scene("Ctrl-A", "F5"),
    Scene("Ctrl-A", "F8"),
    Scene("Ctrl-A F8", "y"),
    Scene("Ctrl-A", "Alt-Enter"),
    Scene("Ctrl-A", "Ctrl-X"),
    Scene("Ctrl-A g", "y"),
    Scene("Ctrl-A .", "."),
    Scene("queue T", "Down"),
    Scene("queue T", "queue"),
    Scene("queue T", "End"),
    Scene("queue T", "t"),
    Scene("queue T End", "t"),
    Scene("queue T", "Right"),
    Scene("queue T Right Right", "queue"),
    Scene("queue T /", r#""7""#),
    Scene(r#"queue T / "7""#, r#""7""#),
    Scene(r#"queue T / "7" Enter"#, "queue"),
    Scene("queue T", "C"),
    Scene("queue T", "P"),
    Scene("queue T", "e"),
    Scene("R", "part"),
    Scene("R listed", "outcome"),
    Scene("Ctrl-A R listed", "outcome"),
    Scene(r#"Tab F7 "new""#, "Enter"),
    Scene(r#"F2 "x""#, "Enter"),
    Scene("Y Tab Home Down", "Enter"),
    Scene("g", "m"),
];

/// The state, and what has come of the work off its task.
struct Bench {
    app: App,
    now: Timestamp,
    work: Vec<Effect>,
    queue: Vec<Arc<TransferView>>,
}

impl Bench {
    /// Connected, both panes full.
    fn full() -> Self {
        let now = Timestamp::now();
        let mut app = App::new(SIZE, "/work".into(), None, false, now);
        app.start(None);
        let mut bench = Self {
            app,
            now,
            work: Vec::new(),
            queue: Vec::new(),
        };
        bench.take(bench.listed().unwrap());
        bench.settle();
        bench.take(Message::Engine(Event::Connected {
            label: "anna@ftp.example.org".into(),
            directory: RemotePath::root(),
            greeting: String::new(),
            features: String::new(),
        }));
        bench.take(bench.listed().unwrap());
        bench.settle();
        bench
    }

    /// The answer to a listing that was asked for.
    fn listed(&self) -> Option<Message> {
        if let Some(request) = self.app.local.loading {
            let outcome = Ok(LocalOutcome::Listed {
                path: "/work".into(),
                told: 0,
                entries: entries(false),
                free: Some(1 << 60),
            });
            return Some(Message::Local { request, outcome });
        }
        let request = self.app.remote.loading?;
        Some(Message::Engine(Event::Listed {
            request,
            path: RemotePath::root(),
            told: 0,
            entries: entries(true),
            verb: "MLSD",
            unparsed: Vec::new(),
        }))
    }

    /// A part of a listing of the folder here, as large as they come.
    fn part(&self) -> Message {
        let entries = entries(false).into_iter().take(4000).collect();
        Message::Local {
            request: self.app.local.loading.unwrap(),
            outcome: Ok(LocalOutcome::ListedPart {
                path: "/work".into(),
                from: 0,
                entries,
            }),
        }
    }

    /// What the engine tells of a queue of as many files, of which some have changed since.
    fn snapshot(&mut self) -> Message {
        if self.queue.is_empty() {
            self.queue = (0..u64::from(ENTRIES)).map(transfer).collect();
        }
        for id in 0..8 {
            let at = usize::try_from(id).unwrap();
            *self.queue.get_mut(at).unwrap() = transfer(id);
        }
        let totals = QueueTotals {
            queued: self.queue.len(),
            ..QueueTotals::default()
        };
        Message::Snapshot(EngineSnapshot {
            transfers: Arc::new(self.queue.clone()),
            totals,
            ..EngineSnapshot::default()
        })
    }

    fn take(&mut self, message: Message) {
        let effects = self.app.update(message, self.now);
        self.work.extend(effects);
    }

    /// The outcome of the work off the screen's task.
    fn outcome(&mut self) -> Option<Message> {
        while let Some(effect) = self.work.pop() {
            match effect {
                Effect::Arrange {
                    shore,
                    id,
                    arrangement,
                } => {
                    let order = arrangement.order();
                    return Some(Message::Arranged { shore, id, order });
                }
                Effect::Work(work) => return Some(Message::Worked(work.done())),
                _ => {}
            }
        }
        None
    }

    fn settle(&mut self) {
        while let Some(message) = self.outcome() {
            self.take(message);
        }
    }

    /// What a word of a scene means.
    fn messages(&mut self, word: &str) -> Vec<Message> {
        let key = |name: &str| Message::Key(name.parse::<Key>().unwrap());
        match word {
            "listed" => self.listed().into_iter().collect(),
            "part" => vec![self.part()],
            "queue" => vec![self.snapshot()],
            "outcome" => self.outcome().into_iter().collect(),
            _ => match word
                .strip_prefix('"')
                .and_then(|text| text.strip_suffix('"'))
            {
                None => vec![key(word)],
                Some(text) => text
                    .chars()
                    .map(|letter| match letter {
                        ' ' => key("Space"),
                        letter => key(&letter.to_string()),
                    })
                    .collect(),
            },
        }
    }
}

/// Words, texts in quotes as one with their quotes.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (at, part) in line.split('"').enumerate() {
        if at % 2 == 1 {
            words.push(format!("\"{part}\""));
        } else {
            words.extend(part.split_whitespace().map(ToOwned::to_owned));
        }
    }
    words
}

#[divan::bench(args = SCENES, sample_count = 7, sample_size = 1)]
fn key_and_frame(bencher: Bencher, scene: &Scene) {
    let look = Look {
        ambiguous_wide: false,
        moves: true,
        theme: Theme::choose(&ThemeChoice::Auto, &Surroundings::of_process(), None),
        glyphs: Glyphs::choose(false),
        zone: TimeZone::UTC,
    };
    let prepare = || {
        let mut bench = Bench::full();
        let (columns, rows) = SIZE;
        let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
        for word in words(scene.0) {
            bench.settle();
            for message in bench.messages(&word) {
                bench.take(message);
            }
        }
        if scene.1 != "outcome" {
            bench.settle();
        }
        terminal
            .draw(|frame| draw(frame, &bench.app, &look))
            .unwrap();
        let messages = bench.messages(scene.1);
        (bench, terminal, messages)
    };
    bencher
        .with_inputs(prepare)
        .bench_local_values(|(mut bench, mut terminal, messages)| {
            for message in messages {
                bench.take(message);
            }
            terminal
                .draw(|frame| draw(frame, &bench.app, &look))
                .unwrap();
            (bench, terminal)
        });
}
