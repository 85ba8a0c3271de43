//! The `:` line: the classic verbs on the screen.

use crate::screen::*;
use twoport::app::{Effect, LocalJob, LocalOutcome, Message, Overlay, Question, ToastKind};
use twoport::engine::{Command, Event, RequestId};
use twoport::model::Shore::Remote;
use twoport::model::{EntryKind, ModeChoice, OnConflict, TransferType};

impl Screen {
    /// Types a line and presses Enter.
    pub(crate) fn line(&mut self, text: &str) {
        self.keys(":");
        self.text(text);
        self.keys("Enter");
    }

    /// What stands in the line.
    pub(crate) fn typed(&self) -> String {
        match &self.app.overlay {
            Some(Overlay::Line(line)) => line.input.value().to_owned(),
            other => panic!("no line but {other:?}"),
        }
    }

    pub(crate) fn line_error(&self) -> String {
        match &self.app.overlay {
            Some(Overlay::Line(line)) => line.error.clone().unwrap_or_default(),
            other => panic!("no line but {other:?}"),
        }
    }

    pub(crate) fn hints(&self) -> Vec<String> {
        match &self.app.overlay {
            Some(Overlay::Line(line)) => {
                let hints = self.app.line_hints(line).into_iter();
                hints
                    .map(|hint| format!("{} {}", hint.usage, hint.text))
                    .collect()
            }
            other => panic!("no line but {other:?}"),
        }
    }

    fn answer(&self) -> Vec<String> {
        match &self.app.overlay {
            Some(Overlay::Answer(answer)) => answer.lines.clone(),
            other => panic!("no answer but {other:?}"),
        }
    }
}

fn raw(commands: &[Command]) -> (RequestId, String) {
    match commands {
        [Command::Raw { request, line }] => (*request, String::from_utf8(line.clone()).unwrap()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn get_queues_what_is_named() {
    let mut screen = Screen::online();
    screen.line("get README");
    let order = screen.order();
    assert_eq!((order.from, order.to), (remote("/pub"), local(WORK)));
    assert_eq!(order.items[0].size, Some(1_946));
    assert_eq!(order.on_conflict, OnConflict::Ask);
    screen.line("get logs/today.log \"my log\"");
    let order = screen.order();
    assert_eq!(order.from, remote("/pub/logs"));
    assert_eq!(order.items[0].rename_to, Some("my log".into()));
    screen.line("get logs photos");
    let order = screen.order();
    assert_eq!(order.items[0].kind, EntryKind::Dir);
    assert_eq!(order.to, local(&format!("{WORK}/photos")));
}

#[test]
fn reget_newer_and_ascii_say_how() {
    let mut screen = Screen::online();
    screen.line("reget backup.sql.gz");
    assert_eq!(screen.order().on_conflict, OnConflict::Resume);
    screen.line("newer backup.sql.gz");
    assert_eq!(screen.order().on_conflict, OnConflict::Newer);
    screen.line("ascii");
    screen.line("set conflict skip");
    screen.line("put notes.txt letter.txt");
    let order = screen.order();
    assert_eq!(order.transfer_type, TransferType::Ascii);
    assert_eq!(order.on_conflict, OnConflict::Skip);
    assert_eq!(order.items[0].rename_to, Some("letter.txt".into()));
    assert_eq!((order.from, order.to), (local(WORK), remote("/pub")));
}

#[test]
fn mget_and_mput_take_what_matches_in_memory() {
    let mut screen = Screen::online();
    screen.line("mget * to photos");
    let order = screen.order();
    let names: Vec<_> = order.items.iter().map(|item| item.name.display()).collect();
    assert_eq!(names, ["README", "backup.sql.gz", "latest"]);
    assert_eq!(order.to, local(&format!("{WORK}/photos")));
    screen.line("mput *.mp3 notes.txt to incoming");
    let order = screen.order();
    assert_eq!(order.items.len(), 3);
    assert_eq!(order.to, remote("/pub/incoming"));
    screen.line("mget *.iso");
    assert!(
        screen
            .line_error()
            .contains("no file in /pub matches *.iso")
    );
    assert!(screen.take().is_empty());
}

#[test]
fn the_box_tells_of_the_verb_and_of_what_matches() {
    let mut screen = Screen::online();
    screen.keys(":");
    assert!(screen.hints()[0].contains("go to a folder"));
    screen.text("mget *");
    let hints = screen.hints();
    assert!(hints[0].starts_with(":mget PATTERN"), "{hints:?}");
    assert!(hints[1].contains("3 files match *: 317 MiB"), "{hints:?}");
    screen.keys("Ctrl-U");
    screen.text("mp");
    assert!(screen.hints()[0].starts_with(":mput"));
    screen.text("x");
    assert!(screen.hints()[0].contains("no verb begins with mpx"));
}

#[test]
fn what_makes_no_sense_stays_with_what_is_wrong() {
    let mut screen = Screen::online();
    screen.line("frobnicate");
    assert!(screen.line_error().contains("`frobnicate` is no command"));
    screen.keys("Ctrl-U");
    screen.text("get \"a");
    screen.keys("Enter");
    assert!(screen.line_error().contains("not closed"));
    screen.text("\" b c");
    screen.keys("Enter");
    assert!(screen.line_error().contains("usage: get"));
    screen.keys("Esc");
    assert!(screen.app.overlay.is_none());
    let mut screen = Screen::offline();
    screen.line("get x");
    assert!(screen.line_error().contains("not connected"));
}

#[test]
fn cd_and_lcd_go_there() {
    let mut screen = Screen::online();
    screen.line("cd logs");
    let commands = screen.commands();
    assert!(matches!(&commands[..], [Command::List { path: to, .. }] if *to == path("/pub/logs")));
    screen.line("lcd ~");
    assert_eq!(screen.jobs()[0].1, LocalJob::List(HOME.into()));
    screen.line("cdup");
    assert!(
        matches!(&screen.commands()[..], [_, Command::List { path: to, .. }] if *to == path("/"))
    );
}

#[test]
fn the_mode_is_chosen_by_its_name() {
    let mut screen = Screen::online();
    for (line, mode) in [
        ("active", ModeChoice::Active),
        ("passive", ModeChoice::Passive),
        ("pasv", ModeChoice::Pasv),
        ("set mode auto", ModeChoice::Auto),
        ("passive off", ModeChoice::Active),
    ] {
        screen.line(line);
        assert_eq!(screen.app.mode, mode, "{line}");
    }
}

#[test]
fn a_reply_is_told_and_a_long_one_is_shown() {
    let mut screen = Screen::online();
    screen.line("quote NOOP");
    let (request, line) = raw(&screen.commands_kept());
    assert_eq!(line, "NOOP");
    screen.event(Event::Answered {
        request,
        code: 200,
        lines: vec!["200 fine".into()],
    });
    assert_eq!(screen.toast(), "200 fine");
    screen.take();
    screen.line("site help");
    let (request, line) = raw(&screen.commands_kept());
    assert_eq!(line, "SITE help");
    let lines: Vec<String> = ["214-these", " CHMOD", "214 end"].map(str::to_owned).into();
    screen.event(Event::Answered {
        request,
        code: 214,
        lines: lines.clone(),
    });
    assert_eq!(screen.answer(), lines);
    screen.keys("Esc");
    assert!(screen.app.overlay.is_none());
}

#[test]
fn chmod_is_checked_and_a_refusal_says_what_it_was_for() {
    let mut screen = Screen::online();
    screen.line("chmod u+x README");
    assert!(screen.line_error().contains("octal"));
    screen.keys("Ctrl-U");
    screen.text("chmod 600 README");
    screen.keys("Enter");
    let (request, line) = raw(&screen.commands_kept());
    assert_eq!(line, "SITE CHMOD 600 /pub/README");
    screen.event(Event::Answered {
        request,
        code: 550,
        lines: vec!["550 no".into()],
    });
    assert_eq!(screen.app.toast.as_ref().unwrap().kind, ToastKind::Error);
    assert!(
        screen
            .toast()
            .contains("permissions of /pub/README failed: 550 no")
    );
}

#[test]
fn delete_asks_like_the_key_unless_prompting_is_off() {
    let mut screen = Screen::online();
    screen.line("mdelete *.gz");
    assert!(matches!(
        screen.question(),
        Question::DeleteRemote { named, .. } if *named == ["backup.sql.gz"]
    ));
    screen.keys("n");
    screen.line("prompt off");
    screen.take();
    screen.line("delete README");
    let commands = screen.commands_kept();
    let [Command::Delete { targets, .. }] = commands.as_slice() else {
        panic!("{commands:?}");
    };
    assert_eq!(*targets, [(path("/pub/README"), EntryKind::File)]);
}

#[test]
fn listings_and_the_status_are_shown() {
    let mut screen = Screen::online();
    screen.line("ls");
    assert_eq!(screen.answer()[0], "incoming/");
    screen.keys("q");
    screen.take();
    screen.line("dir logs");
    let commands = screen.commands_kept();
    let [
        Command::List {
            request,
            path: to,
            in_parts: false,
        },
    ] = commands.as_slice()
    else {
        panic!("{commands:?}");
    };
    screen.event(Event::Listed {
        told: 0,
        request: *request,
        path: to.clone(),
        entries: vec![file("b", 2), file("a", 1)],
        verb: "MLSD",
        unparsed: Vec::new(),
    });
    let lines = screen.answer();
    assert!(
        lines[0].ends_with("  a") && lines[1].ends_with("  b"),
        "{lines:?}"
    );
    assert_eq!(screen.app.remote.title, "/pub", "the pane stays");
    screen.keys("q");
    screen.line("status");
    assert!(screen.answer()[0].contains("anna@ftp.example.org"));
    screen.keys("q");
    screen.line("pwd");
    assert_eq!(screen.toast(), "/pub");
}

#[test]
fn open_with_a_host_asks_for_the_user_and_with_a_url_connects() {
    let mut screen = Screen::offline();
    screen.line("open nas.local 2121");
    let Some(Overlay::Connect(form)) = &screen.app.overlay else {
        panic!("{:?}", screen.app.overlay);
    };
    assert_eq!(
        (form.host.value(), form.port.value()),
        ("nas.local", "2121")
    );
    screen.keys("Esc");
    screen.take();
    screen.line("open ftp://ftp.example.org/pub");
    assert!(
        screen
            .commands_kept()
            .iter()
            .any(|c| matches!(c, Command::Connect(_)))
    );
    screen.line("open ftp://a b");
    assert!(!screen.line_error().is_empty());
}

#[test]
fn a_shell_has_the_local_folder_and_the_pane_is_listed_afterwards() {
    let mut screen = Screen::offline();
    for (line, command, waits) in [("!make x", "make x", true), ("!!ls", "ls", false)] {
        screen.line(line);
        let shell = screen.take().into_iter().find_map(|effect| match effect {
            Effect::Shell {
                command,
                directory,
                pauses,
            } => Some((command, directory, pauses)),
            _ => None,
        });
        let expected = (Some(command.to_owned()), WORK.into(), waits);
        assert_eq!(shell, Some(expected));
    }
    screen.keys("Ctrl-O");
    let effects = screen.take();
    assert!(matches!(
        &effects[..],
        [Effect::Shell {
            command: None,
            pauses: false,
            ..
        }]
    ));
    screen.send(Message::ShellEnded(Ok(())));
    assert!(matches!(screen.jobs()[0].1, LocalJob::List(_)));
}

#[test]
fn a_local_folder_can_be_read_without_going_there() {
    let mut screen = Screen::offline();
    screen.line("lls photos");
    let (request, job) = screen.jobs().remove(0);
    assert_eq!(job, LocalJob::ListWhole(format!("{WORK}/photos").into()));
    screen.send(Message::Local {
        request,
        outcome: Ok(LocalOutcome::Listed {
            told: 0,
            path: format!("{WORK}/photos").into(),
            entries: vec![file("one.jpg", 1)],
            free: None,
        }),
    });
    assert!(screen.answer()[0].ends_with("one.jpg"));
}

#[test]
fn mkdir_rename_and_append_go_to_the_engine() {
    let mut screen = Screen::online();
    screen.line("mdir new");
    let commands = screen.commands_kept();
    assert!(
        matches!(&commands[..], [Command::MakeDir { path: to, .. }] if *to == path("/pub/new"))
    );
    screen.line("rename README logs/README");
    let commands = screen.commands_kept();
    assert!(
        matches!(&commands[..], [Command::Rename { to, .. }] if *to == path("/pub/logs/README"))
    );
    screen.line("append notes.txt README");
    let commands = screen.commands_kept();
    let [Command::Append { order, .. }] = commands.as_slice() else {
        panic!("{commands:?}");
    };
    assert_eq!(order.remote, path("/pub/README"));
    assert_eq!(screen.app.pane(Remote).title, "/pub");
}

impl Screen {
    /// The commands since the last time, those that are no work of the line's left out.
    fn commands_kept(&mut self) -> Vec<Command> {
        let mut commands = self.commands();
        commands.retain(|command| !matches!(command, Command::SetMode(_)));
        commands
    }
}

#[test]
fn cp_copies_on_the_server() {
    let mut screen = Screen::online();
    screen.event(Event::Reconnected {
        label: "anna@ftp.example.org".into(),
        features: "COPY EPSV MLST".into(),
    });
    screen.take();
    let mut ends = |line: &str| {
        screen.keys(":");
        screen.text(line);
        screen.keys("Enter");
        let commands = screen.commands();
        let copies = commands.into_iter().filter_map(|command| match command {
            Command::CopyThere { from, to, .. } => Some((from, to)),
            _ => None,
        });
        copies.collect::<Vec<_>>()
    };
    assert_eq!(
        ends("cp README READ.ME"),
        [(path("/pub/README"), path("/pub/READ.ME"))]
    );
    assert_eq!(
        ends("cp README incoming"),
        [(path("/pub/README"), path("/pub/incoming/README"))]
    );
    assert_eq!(
        ends("cp -r logs /old/"),
        [(path("/pub/logs"), path("/old/logs"))]
    );
    assert_eq!(ends("cp README ."), []);
}

#[test]
fn cp_goes_through_this_computer_where_the_server_cannot() {
    let mut screen = Screen::online();
    screen.keys(":");
    screen.text("cp README READ.ME");
    screen.keys("Enter");
    let jobs = screen.jobs();
    assert!(
        jobs.iter()
            .any(|(_, job)| matches!(job, LocalJob::MakeRoom(_))),
        "{jobs:?}"
    );
    assert!(
        screen
            .toast()
            .starts_with("copying 1 item through this computer")
    );
}

#[test]
fn a_listing_to_read_leaves_out_what_has_no_room() {
    let mut known = file("a-name-of-twenty.txt", 123_456);
    known.owner = Some("anna users".into());
    known.mode = Some(0o644);
    known.modified = Some(twoport::model::Modified {
        at: "2026-11-20T09:12:00Z".parse().unwrap(),
        precision: twoport::model::Precision::Minute,
    });
    for (columns, expected) in [
        (
            120,
            "0644 anna users 123456 2026-11-20 09:12  a-name-of-twenty.txt",
        ),
        (62, "0644 123456 2026-11-20 09:12  a-name-of-twenty.txt"),
        (50, "123456 2026-11-20 09:12  a-name-of-twenty.txt"),
        (40, "123456  a-name-of-twenty.txt"),
        (26, "a-name-of-twenty.txt"),
    ] {
        let mut screen = Screen::online();
        screen.keys("2 R");
        screen.answer_remote("/pub", vec![known.clone()]);
        screen.send(Message::Resize(columns, 24));
        screen.line("dir");
        assert_eq!(screen.answer(), [expected], "{columns}");
    }
}

/// What is made or changed by a line.
fn changes(screen: &mut Screen) -> Vec<Command> {
    let reads = |command: &Command| matches!(command, Command::List { .. } | Command::Abandon(_));
    let mut commands = screen.commands();
    commands.retain(|command| !reads(command));
    commands
}

#[test]
fn a_line_waits_for_the_folder_that_the_pane_is_on_its_way_to() {
    for line in [
        "mkdir new",
        "get README",
        "rename README x",
        "delete README",
    ] {
        let mut screen = Screen::online();
        screen.line("cd logs");
        screen.line(line);
        assert!(screen.line_error().contains("on its way"), "{line}");
        assert!(changes(&mut screen).is_empty(), "{line}");
        screen.answer_remote("/pub/logs", vec![file("README", 3)]);
        screen.keys("Enter");
        let asks = matches!(screen.app.overlay, Some(Overlay::Question(_)));
        assert!(asks || !changes(&mut screen).is_empty(), "{line}");
    }
    // What is listed again is no other folder.
    let mut screen = Screen::online();
    screen.keys("2 R");
    screen.line("mkdir new");
    assert!(matches!(changes(&mut screen).as_slice(),
        [Command::MakeDir { path: made, .. }] if *made == path("/pub/new")));
}

#[test]
fn a_line_is_done_in_a_folder_that_has_come_only_when_it_is_meant() {
    let mut screen = Screen::online();
    screen.keys("2");
    screen.stand_on("logs");
    screen.keys("Enter :");
    screen.answer_remote("/pub/logs", vec![]);
    screen.text("mkdir new");
    screen.keys("Enter");
    assert!(screen.line_error().contains("shows /pub/logs by now"));
    assert!(changes(&mut screen).is_empty());
    screen.keys("Enter");
    assert!(matches!(changes(&mut screen).as_slice(),
        [Command::MakeDir { path: made, .. }] if *made == path("/pub/logs/new")));
}
