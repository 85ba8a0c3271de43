//! A frame of the main screen with 100,000 entries in both panes, the cursor on another row each time.
//! `cargo bench --bench frames`

#![expect(
    clippy::unwrap_used,
    reason = "a benchmark ends where something goes wrong"
)]

use divan::Bencher;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use twoport::app::{App, Effect, Key, LocalOutcome, Message};
use twoport::engine::Event;
use twoport::model::{Entry, EntryKind, Modified, Name, Precision, RemotePath};
use twoport::tui::glyphs::Glyphs;
use twoport::tui::theme::{Surroundings, Theme, ThemeChoice};
use twoport::tui::view::{Look, draw};

const ENTRIES: u32 = 100_000;

fn main() {
    divan::main();
}

fn entries() -> Vec<Entry> {
    let entry = |number: u32| {
        let name = format!("a-name-of-usual-length-{number}.tar.gz");
        let mut entry = Entry::new(Name::from(name.as_str()), EntryKind::File);
        entry.size = Some(u64::from(number) * 31);
        entry.mode = Some(0o644);
        entry.modified = Some(Modified {
            at: Timestamp::from_second(1_700_000_000 + i64::from(number)).unwrap(),
            precision: Precision::Second,
        });
        entry
    };
    (0..ENTRIES).map(entry).collect()
}

/// Connected, both panes full.
fn full(size: (u16, u16)) -> App {
    let now = Timestamp::now();
    let mut app = App::new(size, "/work".into(), None, false, now);
    app.start(None);
    let outcome = Ok(LocalOutcome::Listed {
        path: "/work".into(),
        told: 0,
        entries: entries(),
        free: Some(1 << 30),
    });
    let request = app.local.loading.unwrap();
    settle(&mut app, Message::Local { request, outcome }, now);
    let connected = Event::Connected {
        label: "anna@ftp.example.org".into(),
        directory: RemotePath::root(),
        greeting: String::new(),
        features: String::new(),
    };
    settle(&mut app, Message::Engine(connected), now);
    let listed = Event::Listed {
        request: app.remote.loading.unwrap(),
        path: RemotePath::root(),
        told: 0,
        entries: entries(),
        verb: "MLSD",
        unparsed: Vec::new(),
    };
    settle(&mut app, Message::Engine(listed), now);
    app
}

/// Takes a message, and puts in order what is to be.
fn settle(app: &mut App, message: Message, now: Timestamp) {
    for effect in app.update(message, now) {
        if let Effect::Arrange {
            shore,
            id,
            arrangement,
        } = effect
        {
            let order = arrangement.order();
            app.update(Message::Arranged { shore, id, order }, now);
        }
    }
}

/// Keys before the bench, and the key pressed before each frame.
#[derive(Clone, Copy, Debug)]
struct Scene {
    size: (u16, u16),
    before: &'static str,
    key: &'static str,
}

const fn scene(size: (u16, u16), before: &'static str, key: &'static str) -> Scene {
    Scene { size, before, key }
}

const SCENES: [Scene; 5] = [
    scene((120, 36), "", "Down"),
    scene((200, 60), "", "Down"),
    scene((120, 36), "", "PgDn"),
    scene((120, 36), "Ctrl-A", "Down"),
    scene((120, 36), "Ctrl-A p Tab", "Down"),
];

/// The key is taken and the frame is drawn.
#[divan::bench(args = SCENES)]
fn key_and_frame(bencher: Bencher, scene: &Scene) {
    let mut app = full(scene.size);
    let now = Timestamp::now();
    for key in scene.before.split_whitespace() {
        app.update(Message::Key(key.parse::<Key>().unwrap()), now);
    }
    let (columns, rows) = scene.size;
    let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
    let look = Look {
        ambiguous_wide: false,
        moves: true,
        theme: Theme::choose(&ThemeChoice::Auto, &Surroundings::of_process(), None),
        glyphs: Glyphs::choose(false),
        zone: TimeZone::UTC,
    };
    let key: Key = scene.key.parse().unwrap();
    bencher.bench_local(|| {
        app.update(Message::Key(key), now);
        terminal.draw(|frame| draw(frame, &app, &look)).unwrap();
    });
}
