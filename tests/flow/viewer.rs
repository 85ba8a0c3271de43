//! Files that are looked at: what is asked for, and what is seen.

use crate::screen::*;
use twoport::app::{Effect, Form, LocalJob, LocalOutcome, Message, Overlay, Viewer};
use twoport::engine::problem::Cause;
use twoport::engine::{Command, Event, Problem, RequestId};
use twoport::model::part::Taker;
use twoport::model::settings::EnterOnFile;
use twoport::model::{FileFacts, FileRange, Operation, Part, Shore};

/// A program that looks at a file, and what is in the file.
struct Looking {
    screen: Screen,
    file: Vec<u8>,
    /// What was read of it: first byte, count.
    read: Vec<(u64, u64)>,
    /// How often its size was asked for.
    looks: usize,
}

fn part(file: &[u8], range: &FileRange) -> Part {
    let from = usize::try_from(range.from).unwrap().min(file.len());
    let mut taker = Taker::new(range.clone(), 0);
    taker.take(&file[from..]);
    let ended = taker.wanted() > 0;
    taker.finish(ended)
}

impl Looking {
    /// Looks at the file `README` on the server, which has this in it.
    fn at(file: impl Into<Vec<u8>>) -> Self {
        let mut looking = Self::begun(file);
        looking.serve();
        looking
    }

    fn begun(file: impl Into<Vec<u8>>) -> Self {
        let file = file.into();
        let size = file.len() as u64;
        Self::said_to_have(size, file)
    }

    /// The listing tells of so many bytes.
    fn said_to_have(size: u64, file: Vec<u8>) -> Self {
        let mut screen = Screen::bare();
        screen.effects = screen.app.start(Some(site()));
        screen.answer_local(WORK, local_entries());
        screen.connected();
        let mut entries = remote_entries();
        entries.push(crate::screen::file("looked", size));
        screen.answer_remote("/pub", entries);
        screen.keys("Tab");
        screen.stand_on("looked");
        screen.effects.clear();
        screen.keys("F3");
        Self {
            screen,
            file,
            read: Vec::new(),
            looks: 0,
        }
    }

    fn keys(&mut self, keys: &str) {
        self.screen.keys(keys);
        self.serve();
    }

    /// Answers what is asked for, until nothing is.
    fn serve(&mut self) {
        loop {
            let commands = self.screen.commands();
            if commands.is_empty() {
                return;
            }
            for command in commands {
                self.answer(command);
            }
        }
    }

    fn answer(&mut self, command: Command) {
        match command {
            Command::Read { request, range, .. } => {
                self.read.push((range.from, range.count));
                let part = part(&self.file, &range);
                self.screen.event(Event::Part { request, part });
            }
            Command::Look { request, .. } => {
                self.looks += 1;
                let facts = FileFacts {
                    size: Some(self.file.len() as u64),
                    modified: None,
                };
                self.screen.event(Event::Looked { request, facts });
            }
            Command::Abandon(_) => {}
            other => panic!("{other:?}"),
        }
    }

    fn viewer(&self) -> &Viewer {
        self.screen
            .app
            .viewer
            .as_ref()
            .expect("a file is looked at")
    }

    fn rows(&self) -> Vec<String> {
        let room = self.screen.app.viewer_room();
        let rows = self.viewer().rows(room);
        rows.into_iter().map(|row| row.text).collect()
    }

    fn first(&self) -> String {
        self.rows().first().cloned().unwrap_or_default()
    }

    fn last(&self) -> String {
        self.rows().last().cloned().unwrap_or_default()
    }
}

fn numbered(count: usize) -> Vec<u8> {
    let lines: Vec<String> = (1..=count).map(|line| format!("line {line}\n")).collect();
    lines.concat().into_bytes()
}

#[test]
fn f3_and_enter_look_at_a_file_and_esc_leaves() {
    let mut looking = Looking::at("hello\nthere\n");
    assert_eq!(looking.rows(), ["hello", "there"]);
    assert_eq!(looking.looks, 1);
    for key in ["Esc", "q", "F10", "F3"] {
        looking.keys(key);
        assert!(looking.screen.app.viewer.is_none(), "{key}");
        assert_eq!(looking.screen.app.active(), Shore::Remote);
        looking.keys(if key == "q" { "i" } else { "Enter" });
        assert_eq!(looking.rows(), ["hello", "there"]);
    }
    assert!(!looking.screen.app.quitting);
}

#[test]
fn enter_copies_a_file_where_that_is_settled() {
    let mut screen = Screen::online();
    screen.app.settings.panes.enter_on_file = EnterOnFile::Transfer;
    screen.keys("Tab");
    screen.stand_on("README");
    screen.effects.clear();
    screen.keys("Enter");
    let order = screen.order();
    assert_eq!(order.operation, Operation::Copy);
    assert!(screen.app.viewer.is_none());
}

#[test]
fn only_what_is_seen_is_read_and_the_end_is_there_at_once() {
    let mut looking = Looking::at(numbered(400_000));
    let block = 64 * 1024;
    assert_eq!(looking.read, [(0, block)]);
    looking.keys("End");
    assert_eq!(looking.last(), "line 400000");
    let size = looking.file.len() as u64;
    let last = size / block;
    assert!(
        looking
            .read
            .iter()
            .all(|(from, _)| *from == 0 || *from >= (last - 1) * block)
    );
    looking.keys("Up Up");
    assert_eq!(looking.last(), "line 399998");
    looking.keys("Down Down Down Down");
    assert_eq!(looking.last(), "line 400000", "not beyond the end");
    let read = looking.read.len();
    looking.keys("g g");
    assert_eq!(looking.first(), "line 1");
    assert_eq!(looking.read.len(), read, "it is here still");
}

#[test]
fn pages_are_walked_over_blocks() {
    let mut looking = Looking::at(numbered(20_000));
    let page = looking.rows().len();
    for _ in 0..400 {
        looking.keys("PgDn");
    }
    assert_eq!(looking.first(), format!("line {}", 400 * (page - 1) + 1));
    for _ in 0..400 {
        looking.keys("PgUp");
    }
    assert_eq!(looking.first(), "line 1");
}

#[test]
fn keys_that_are_pressed_while_a_part_is_awaited_count() {
    let mut looking = Looking::begun(numbered(100));
    looking.screen.keys("Down Down Down Up");
    looking.serve();
    assert_eq!(looking.first(), "line 3");
}

#[test]
fn bytes_that_are_no_text_are_shown_as_digits() {
    let mut looking = Looking::at(b"MZ\0\x01rest".to_vec());
    assert_eq!(looking.viewer().form, Form::Hex);
    assert!(
        looking.first().starts_with("00000000  4d 5a 00 01 72"),
        "{}",
        looking.first()
    );
    looking.keys("Tab");
    assert_eq!(looking.first(), "MZ\\x00\\x01rest");
    looking.keys("F4");
    assert_eq!(looking.viewer().form, Form::Hex);
}

#[test]
fn a_picture_tells_its_size() {
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x02\x80\0\0\x01\xe0\x08\x06\0\0\0";
    let looking = Looking::at(png.to_vec());
    let facts = looking.viewer().facts().unwrap();
    assert_eq!(facts, "PNG image, 640 x 480, 8 bits, RGB with alpha");
}

#[test]
fn long_lines_are_wrapped_or_go_on_to_the_right() {
    let line = "0123456789".repeat(30);
    let mut looking = Looking::at(format!("{line}\nend\n"));
    assert_eq!(looking.rows().len(), 4);
    looking.keys("w");
    assert_eq!(looking.rows().len(), 2);
    looking.keys("l");
    assert!(looking.first().starts_with("89012"), "{}", looking.first());
    looking.keys("h h");
    assert!(looking.first().starts_with("01234"));
}

#[test]
fn a_search_goes_down_in_the_background() {
    let mut file = numbered(500_000);
    file.extend_from_slice(b"the Needle\nafter\n");
    let mut looking = Looking::at(file);
    looking.screen.keys("/");
    looking.screen.text("needle");
    looking.screen.keys("Enter");
    let words = looking.viewer().search_words().unwrap();
    assert!(words.contains("looking for needle"), "{words}");
    looking.serve();
    assert!(looking.rows().contains(&"the Needle".to_owned()));
    assert!(looking.viewer().search.is_none());
    looking.keys("n");
    assert!(
        looking.screen.toast().contains("not in the file"),
        "{}",
        looking.screen.toast()
    );
}

#[test]
fn a_capital_letter_is_looked_for_as_it_is() {
    let mut looking = Looking::at("needle\nNeedle\n");
    looking.screen.keys("/");
    looking.screen.text("Needle");
    looking.keys("Enter");
    let room = looking.screen.app.viewer_room();
    let rows = looking.viewer().rows(room);
    assert!(rows[0].marks.is_empty());
    let mark = rows[1].marks.first().unwrap();
    assert_eq!((mark.start, mark.end), (0, 6));
}

#[test]
fn esc_gives_a_search_up_before_it_leaves() {
    let mut looking = Looking::at(numbered(500_000));
    looking.screen.keys("/");
    looking.screen.text("zzz");
    looking.screen.keys("Enter Esc");
    assert!(looking.viewer().search.is_none());
    let abandons = |command: &Command| matches!(command, Command::Abandon(_));
    assert!(looking.screen.commands().iter().any(abandons));
    looking.keys("Esc");
    assert!(looking.screen.app.viewer.is_none());
}

#[test]
fn lines_offsets_and_parts_can_be_gone_to() {
    let mut looking = Looking::at(numbered(300_000));
    for (typed, first) in [
        ("200000", "line 200000"),
        ("0x0", "line 1"),
        ("1", "line 1"),
    ] {
        looking.screen.keys("g Space");
        looking.screen.text(typed);
        looking.keys("Enter");
        assert_eq!(looking.first(), first, "{typed}");
    }
    looking.screen.keys("g Space");
    looking.screen.text("50%");
    looking.keys("Enter");
    let half = looking.file.len() as u64 / 2;
    assert!(looking.viewer().top.abs_diff(half) < 100);
    looking.screen.keys("g Space");
    looking.screen.text("nowhere");
    looking.keys("Enter");
    assert!(matches!(
        looking.screen.app.overlay,
        Some(Overlay::Prompt(_))
    ));
}

#[test]
fn a_file_is_followed_as_it_grows_and_when_it_is_cut() {
    let mut looking = Looking::at(numbered(1000));
    looking.keys("f");
    assert_eq!(looking.last(), "line 1000");
    looking.file.extend_from_slice(b"more\n");
    let looks = looking.looks;
    looking.screen.wait(1001);
    looking.serve();
    assert_eq!(looking.looks, looks + 1);
    assert_eq!(looking.last(), "more");
    looking.file = b"new\n".to_vec();
    looking.screen.wait(1001);
    looking.serve();
    assert!(
        looking.screen.toast().contains("was cut"),
        "{}",
        looking.screen.toast()
    );
    assert_eq!(looking.rows(), ["new"]);
    // Another one, and larger.
    looking.file = b"another one\nof this name\n".to_vec();
    looking.screen.wait(1001);
    looking.serve();
    assert!(
        looking.screen.toast().contains("another file"),
        "{}",
        looking.screen.toast()
    );
    assert_eq!(looking.rows(), ["another one", "of this name"]);
    looking.keys("f");
    let looks = looking.looks;
    looking.screen.wait(5000);
    looking.serve();
    assert_eq!(looking.looks, looks, "not followed any more");
}

#[test]
fn a_file_that_is_followed_may_be_away_for_a_while() {
    let mut looking = Looking::at(numbered(1000));
    looking.keys("f");
    looking.file.extend_from_slice(b"more\n");
    for told in [true, false] {
        looking.screen.wait(1001);
        let mut failures = 0;
        let mut commands = looking.screen.commands();
        while !commands.is_empty() {
            let command = commands.remove(0);
            if let Command::Read { request, .. } = command {
                let problem = Problem::new(Cause::Refused, "Reading /pub/looked failed");
                looking.screen.event(Event::Failed { request, problem });
                failures += 1;
            } else {
                looking.answer(command);
            }
            commands.extend(looking.screen.commands());
        }
        assert_eq!(failures, 1, "not without end");
        let toast = looking.screen.app.toast.as_ref();
        assert_eq!(toast.is_some(), told, "once");
        assert_eq!(looking.last(), "line 1000", "what is shown stays");
        // It is read away.
        looking.screen.app.toast = None;
    }
    looking.screen.wait(1001);
    looking.serve();
    assert_eq!(looking.last(), "more");
}

#[test]
fn what_cannot_be_read_is_told_and_asked_for_again_by_a_key() {
    let mut looking = Looking::begun("x");
    let [Command::Read { request, .. }] = looking.screen.commands()[..] else {
        panic!("one part")
    };
    let problem = Problem::new(Cause::Refused, "Reading /pub/looked failed");
    looking.screen.event(Event::Failed { request, problem });
    assert!(looking.screen.commands().is_empty(), "not without end");
    assert!(looking.viewer().problem.is_some());
    looking.keys("R");
    assert_eq!(looking.rows(), ["x"]);
}

#[test]
fn a_local_file_is_looked_at_the_same_way() {
    let mut screen = Screen::online();
    screen.stand_on("notes.txt");
    screen.effects.clear();
    screen.keys("F3");
    let jobs = screen.jobs();
    let [(request, LocalJob::Read { path, range })] = &jobs[..] else {
        panic!("{jobs:?}")
    };
    assert!(path.ends_with("notes.txt"));
    let outcome = Ok(LocalOutcome::Part(part(b"here\n", range)));
    let request: RequestId = *request;
    screen.send(Message::Local { request, outcome });
    let room = screen.app.viewer_room();
    assert_eq!(
        screen.app.viewer.as_ref().unwrap().rows(room)[0].text,
        "here"
    );
    let effects = screen.take();
    let looks = |effect: &Effect| {
        matches!(
            effect,
            Effect::Local {
                job: LocalJob::Look(_),
                ..
            }
        )
    };
    assert!(effects.iter().all(looks), "{effects:?}");
}

#[test]
fn a_size_that_cannot_be_ends_nothing() {
    for size in [u64::MAX, u64::MAX - 1, u64::MAX / 2] {
        let mut looking = Looking::said_to_have(size, b"one\ntwo\n".to_vec());
        looking.serve();
        for keys in ["G", "k", "PgUp", "h", "G", "j", "PgDn", "g", "h", "Home"] {
            looking.keys(keys);
        }
        looking.keys(":");
        looking.screen.text("100%");
        looking.keys("Enter n N");
    }
}

fn mark_offset(looking: &Looking) -> u64 {
    let room = looking.screen.app.viewer_room();
    let rows = looking.viewer().rows(room);
    let row = rows
        .iter()
        .find(|row| !row.marks.is_empty())
        .expect("a mark");
    row.from
}

#[test]
fn a_search_goes_upwards_too() {
    let mut file = b"the Needle\n".to_vec();
    file.extend(numbered(200_000));
    let second = file.len() as u64;
    file.extend_from_slice(b"needle two\n");
    file.extend(numbered(100));
    let mut looking = Looking::at(file);
    looking.keys("G");
    looking.screen.keys("?");
    looking.screen.text("needle");
    looking.screen.keys("Enter");
    let words = looking.viewer().search_words().unwrap();
    assert!(words.contains("looking for needle above"), "{words}");
    looking.serve();
    assert_eq!(mark_offset(&looking), second);
    looking.keys("N");
    assert_eq!(mark_offset(&looking), 0);
    looking.keys("n");
    assert_eq!(mark_offset(&looking), second);
    looking.keys("N");
    looking.keys("N");
    assert_eq!(looking.screen.toast(), "`needle` is not in the file above");
}

#[test]
fn utf16_is_text_with_or_without_its_mark() {
    let text = "Gr\u{fc}\u{df}e\r\nzwei\r\n\u{1f600}drei\r\n".repeat(2000);
    for (big, mark) in [(false, true), (false, false), (true, true), (true, false)] {
        let units = text.encode_utf16();
        let units = mark.then_some(0xfeff).into_iter().chain(units);
        let bytes: Vec<u8> = units
            .flat_map(|unit| {
                if big {
                    unit.to_be_bytes()
                } else {
                    unit.to_le_bytes()
                }
            })
            .collect();
        let mut looking = Looking::at(bytes);
        assert_eq!(looking.viewer().form, Form::Text);
        assert_eq!(
            looking.rows()[..3],
            ["Gr\u{fc}\u{df}e", "zwei", "\u{1f600}drei"]
        );
        let viewer = looking.viewer();
        assert_eq!(
            viewer.charset.name(),
            if big { "UTF-16BE" } else { "UTF-16LE" }
        );
        assert_eq!(viewer.has_mark, mark);
        assert_eq!(viewer.line_ends.unwrap().words(), "CRLF");
        looking.keys("G");
        assert_eq!(looking.last(), "\u{1f600}drei");
        looking.keys("k k k");
        looking.screen.keys("g Space");
        looking.screen.text("500");
        looking.keys("Enter");
        assert_eq!(looking.first(), "zwei", "line 500, {big} {mark}");
        looking.screen.keys("/");
        looking.screen.text("DREI");
        looking.keys("Enter");
        assert!(looking.screen.toast().contains("not in the file"));
        looking.screen.keys("?");
        looking.screen.text("zwei");
        looking.keys("Enter");
        let room = looking.screen.app.viewer_room();
        let marked = looking
            .viewer()
            .rows(room)
            .into_iter()
            .any(|row| !row.marks.is_empty());
        assert!(marked);
    }
}
