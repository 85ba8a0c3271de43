//! States of the program as a person would meet them, built from the public fields.

use jiff::{SignedDuration, Timestamp};
use std::path::PathBuf;
use twoport::app::{App, Carry, Link, Message, Pane, Row, Toast, ToastKind};
use twoport::engine::{LogKind, LogLine, Place, Source};
use twoport::model::{
    Entry, EntryKind, ModeChoice, Modified, Name, NameCoding, Operation, Precision, RemotePath,
    Shore,
};

/// The moment of every picture.
pub(crate) fn now() -> Timestamp {
    "2026-11-22T17:04:16Z".parse().unwrap()
}

/// The question on the screen has been there for long enough to be answered.
pub(crate) fn listening(mut app: App) -> App {
    assert!(app.is_deaf());
    app.update(Message::Tick, now() + SignedDuration::from_millis(300));
    app
}

/// Name, size, time; a size of `None` is a directory.
type Listed = (&'static str, Option<u64>, &'static str);

const LOCAL: [Listed; 15] = [
    ("invoices", None, "2026-11-20T09:12"),
    ("photos", None, "2026-11-18T22:40"),
    ("site", None, "2026-11-21T17:03"),
    (
        "archive-2025.tar.zst",
        Some(1_331_439_861),
        "2026-11-02T03:00",
    ),
    ("backup.sql.gz", Some(333_447_168), "2026-11-22T04:00"),
    ("deploy.sh", Some(4_198), "2026-10-30T11:25"),
    ("index.html", Some(18_637), "2026-11-21T17:03"),
    ("latest.log", Some(0), "2026-11-22T00:00"),
    ("logo.svg", Some(9_933), "2026-09-14T10:01"),
    ("notes für Müller.txt", Some(2_253), "2026-11-19T16:48"),
    ("q3-report.pdf", Some(2_726_298), "2026-11-12T08:30"),
    ("robots.txt", Some(124), "2026-01-03T12:00"),
    ("style.css", Some(31_744), "2026-11-21T16:59"),
    ("video-tour.mp4", Some(778_043_392), "2026-11-20T19:15"),
    ("写真-2026-夏休み.zip", Some(51_380_224), "2026-08-14T08:00"),
];

const PUB: [Listed; 10] = [
    ("incoming", None, "2026-11-22T16:30"),
    ("logs", None, "2026-11-22T00:00"),
    ("public_html", None, "2026-11-21T17:05"),
    ("CHANGES.txt", Some(12_083), "2026-11-15T13:37"),
    ("dataset-001.parquet", Some(125_829_120), "2026-11-10T06:00"),
    ("dataset-002.parquet", Some(123_731_968), "2026-11-11T06:00"),
    ("dataset-003.parquet", Some(126_877_696), "2026-11-12T06:00"),
    ("index.html", Some(18_432), "2026-11-20T10:10"),
    ("README", Some(1_945), "2024-05-05T05:05"),
    ("release-1.4.0.iso", Some(4_262_755_041), "2026-11-01T12:00"),
];

const INCOMING: [Listed; 4] = [
    ("2026-10", None, "2026-10-31T23:59"),
    ("2026-11", None, "2026-11-22T16:30"),
    ("backup.sql.gz", Some(332_398_592), "2026-11-21T04:00"),
    ("MANIFEST", Some(812), "2026-11-22T16:30"),
];

fn row((name, size, time): Listed) -> Row {
    let kind = match (name, size) {
        ("latest.log", _) => EntryKind::Link,
        (_, None) => EntryKind::Dir,
        _ => EntryKind::File,
    };
    let mut entry = Entry::new(Name::from(name), kind);
    entry.size = size.filter(|_| kind == EntryKind::File);
    entry.modified = Some(Modified {
        at: format!("{time}:00Z").parse().unwrap(),
        precision: Precision::Second,
    });
    entry.mode = Some(if name == "deploy.sh" { 0o755 } else { 0o644 });
    if kind == EntryKind::Link {
        entry.link_target = Some(b"logs/2026-11-22.log".to_vec());
    }
    Row::new(entry, NameCoding::default())
}

fn fill(pane: &mut Pane, listed: &[Listed], title: &str, place: Place) {
    pane.rows = listed.iter().map(|entry| row(*entry)).collect();
    pane.shown = (0u32..).take(pane.rows.len()).collect();
    pane.title = title.into();
    pane.place = Some(place);
    pane.has_parent = true;
    pane.listed_at = Some("2026-11-22T17:04:04Z".parse().unwrap());
}

/// Just started, nothing connected.
pub(crate) fn started(size: (u16, u16)) -> App {
    let mut app = App::new(size, PathBuf::from("/home/anna/work"), None, false, now());
    let place = Place::Local("/home/anna/work".into());
    fill(&mut app.local, &LOCAL, "~/work", place);
    app.local.loading = None;
    app.local.free = Some(103_186_589_286);
    app.mode = ModeChoice::Passive;
    app.snapshot.mode = ModeChoice::Passive;
    app
}

/// Connected and at work: two transfers run, one failed, three wait.
pub(crate) fn connected(size: (u16, u16)) -> App {
    let mut app = started(size);
    app.link = Link::Online {
        label: "anna@ftp.example.org".into(),
        features: "EPSV EPRT MLSD REST SIZE UTF8".into(),
    };
    let place = Place::Remote(RemotePath::from_absolute(b"/pub"));
    fill(&mut app.remote, &PUB, "/pub", place);
    app.remote.verb = Some("MLSD");
    app.local.cursor = 4;
    app.remote.cursor = 5;
    for name in ["backup.sql.gz", "q3-report.pdf"] {
        mark(&mut app.local, name);
    }
    app.snapshot = crate::sessions::passive();
    app.toast = Some(Toast {
        kind: ToastKind::Ok,
        text: "uploaded site/index.html (18.2 KiB, 0.2 s)".into(),
        at: "2026-11-22T17:04:12Z".parse().unwrap(),
    });
    app.log.unread = 2;
    app
}

/// Three files are carried over `/pub/incoming`, where one of the names is taken.
pub(crate) fn carrying(size: (u16, u16)) -> App {
    let mut app = connected(size);
    let path = RemotePath::from_absolute(b"/pub/incoming");
    fill(
        &mut app.remote,
        &INCOMING,
        "/pub/incoming",
        Place::Remote(path),
    );
    app.remote.cursor = 2;
    app.local.marks.clear();
    let items = ["archive-2025.tar.zst", "backup.sql.gz", "q3-report.pdf"];
    app.carry = Some(Carry {
        shore: Shore::Local,
        from: Place::Local("/home/anna/work".into()),
        from_title: "~/work".into(),
        items: items
            .into_iter()
            .map(|name| Source {
                size: LOCAL.iter().find(|entry| entry.0 == name).unwrap().1,
                ..Source::new(Name::from(name), EntryKind::File)
            })
            .collect(),
        operation: Operation::Copy,
        tab: None,
        server: String::new(),
    });
    app.focus = twoport::app::Focus::Pane(Shore::Remote);
    app.last_pane = Shore::Remote;
    app.toast = None;
    app
}

/// The log of one download.
pub(crate) fn talk(app: &mut App) {
    let lines = [
        ("17:03:58.102", LogKind::Sent, "EPSV"),
        (
            "17:03:58.121",
            LogKind::Received,
            "229 Entering Extended Passive Mode (|||50012|)",
        ),
        (
            "17:03:58.121",
            LogKind::Note,
            "data #1 connect 203.0.113.7:50012 SYN-SENT",
        ),
        (
            "17:03:58.139",
            LogKind::Note,
            "data #1 ESTABLISHED 192.168.1.20:52930 in 18 ms",
        ),
        ("17:03:58.158", LogKind::Sent, "RETR dataset-001.parquet"),
        (
            "17:03:58.180",
            LogKind::Received,
            "150 Opening BINARY mode data connection (125829120 bytes)",
        ),
        (
            "17:04:12.007",
            LogKind::Refused,
            "450 release-1.4.0.iso: File is busy",
        ),
        (
            "17:04:12.008",
            LogKind::Error,
            "#7 failed: the server refused RETR",
        ),
        ("17:04:12.311", LogKind::Sent, "PASS ********"),
    ];
    for (time, kind, text) in lines {
        app.log.lines.push_back(LogLine {
            at: format!("2026-11-22T{time}Z").parse().unwrap(),
            session: 2,
            kind,
            text: text.into(),
            transfer: None,
        });
    }
}

/// Marks the entry of this name.
pub(crate) fn mark(pane: &mut Pane, name: &str) {
    let row = pane.rows.iter().find(|row| row.text() == name).unwrap();
    pane.marks.turn(row, true);
}
