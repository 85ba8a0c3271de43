//! A folder made like the one in the other pane.

use crate::screen::*;
use twoport::app::{Deed, Effect, LocalJob, LocalOutcome, Message, Overlay};
use twoport::engine::problem::Cause;
use twoport::engine::{Command, Event, Problem, RequestId};
use twoport::model::{Entry, Name, OnConflict, Shore};

/// The listings that are asked for: where, and by which request.
fn asked(screen: &mut Screen) -> Vec<(RequestId, String)> {
    let asked = screen.take().into_iter().filter_map(|effect| match effect {
        Effect::Engine(Command::List { request, path, .. }) => Some((request, path.display())),
        Effect::Local {
            request,
            job: LocalJob::List(path) | LocalJob::ListWhole(path),
        } => Some((request, path.to_str().unwrap().to_owned())),
        _ => None,
    });
    asked.collect()
}

/// Answers whatever is asked for until nothing more is, as `listing` has it.
fn read(screen: &mut Screen, listing: impl Fn(&str) -> Vec<Entry>) {
    loop {
        let all = asked(screen);
        if all.is_empty() {
            break;
        }
        for (request, folder) in all {
            let entries = listing(&folder);
            if folder.starts_with("/pub") {
                screen.event(Event::Listed {
                    request,
                    path: path(&folder),
                    told: 0,
                    entries,
                    verb: "MLSD",
                    unparsed: Vec::new(),
                });
            } else {
                let outcome = Ok(LocalOutcome::Listed {
                    path: folder.into(),
                    told: 0,
                    entries,
                    free: None,
                });
                screen.send(Message::Local { request, outcome });
            }
        }
    }
}

fn trees(folder: &str) -> Vec<Entry> {
    match folder {
        WORK => vec![
            directory("new"),
            directory("old"),
            file("a", 1),
            file("same", 2),
        ],
        "/home/anna/work/new" => vec![directory("deep"), file("n", 1)],
        "/home/anna/work/new/deep" => vec![file("d", 1)],
        "/home/anna/work/old" => vec![file("o", 3)],
        "/pub" => vec![directory("old"), file("same", 2), file("theirs", 5)],
        "/pub/old" => vec![file("o", 4)],
        _ => Vec::new(),
    }
}

fn shown() -> Screen {
    let mut screen = Screen::online();
    screen.keys("g m");
    assert!(matches!(&screen.app.overlay, Some(Overlay::Mirror(mirror)) if mirror.lines.is_none()));
    read(&mut screen, trees);
    screen
}

#[test]
fn what_would_be_copied_is_shown_first() {
    let screen = shown();
    let Some(Overlay::Mirror(mirror)) = &screen.app.overlay else {
        panic!("{:?}", screen.app.overlay);
    };
    let lines = mirror.lines.as_ref().unwrap();
    let told: Vec<(Deed, &str)> = lines
        .iter()
        .map(|line| (line.deed, line.text.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (
                Deed::Sum,
                "4 files to copy, 6 B; 2 folders to make; 1 the same; nothing is deleted"
            ),
            (Deed::Come, "new/"),
            (Deed::Come, "new/deep/"),
            (Deed::Come, "a  1 B"),
            (Deed::Come, "new/deep/d  1 B"),
            (Deed::Come, "new/n  1 B"),
            (Deed::Replace, "old/o  3 B"),
        ]
    );
}

#[test]
fn nothing_goes_before_it_is_let_go() {
    for key in ["Enter", "Esc", "n", "Ctrl-C"] {
        let mut screen = shown();
        screen.keys(key);
        assert!(
            screen.app.overlay.is_none() && screen.take().is_empty(),
            "{key}"
        );
        assert_eq!(screen.toast(), "nothing was copied");
    }
}

#[test]
fn the_folders_are_made_before_the_files_go() {
    let mut screen = shown();
    screen.keys("y");
    let made: Vec<_> = screen
        .commands()
        .into_iter()
        .map(|command| match command {
            Command::MakeDir { request, path } => (request, path.display()),
            other => panic!("{other:?}"),
        })
        .collect();
    let paths: Vec<&str> = made.iter().map(|(_, path)| path.as_str()).collect();
    assert_eq!(paths, ["/pub/new", "/pub/new/deep"]);
    for (request, _) in made {
        screen.event(Event::Done {
            request,
            summary: "made".into(),
        });
    }
    let orders: Vec<_> = screen
        .commands()
        .into_iter()
        .filter_map(|command| match command {
            Command::Enqueue(order) => Some((order.from, order.to, order.on_conflict)),
            _ => None,
        })
        .collect();
    assert_eq!(
        orders,
        [
            (
                local("/home/anna/work/new/deep"),
                remote("/pub/new/deep"),
                OnConflict::Ask
            ),
            (
                local("/home/anna/work/new"),
                remote("/pub/new"),
                OnConflict::Ask
            ),
            (
                local("/home/anna/work/old"),
                remote("/pub/old"),
                OnConflict::Overwrite
            ),
            (local(WORK), remote("/pub"), OnConflict::Ask),
        ]
    );
}

/// What is asked of the engine to make the folders.
fn making() -> Screen {
    let mut screen = shown();
    screen.keys("y");
    assert_eq!(screen.commands().len(), 2);
    screen
}

#[test]
fn one_mirror_at_a_time() {
    let mut screen = making();
    screen.keys("g m");
    assert!(screen.app.overlay.is_none() && screen.take().is_empty());
    assert!(screen.toast().contains("still being made"));
}

#[test]
fn with_the_connection_a_mirror_ends_and_that_is_told() {
    let mut screen = making();
    screen.disconnected(None);
    assert!(screen.toast().contains("the mirror ended"));
    screen.connected();
    screen.answer_remote("/pub", remote_entries());
    screen.take();
    screen.keys("g m");
    assert!(matches!(&screen.app.overlay, Some(Overlay::Mirror(_))));
}

#[test]
fn a_mirror_of_the_line_waits_for_the_one_before_as_well() {
    let mut screen = making();
    line(&mut screen, "mirror /pub/incoming elsewhere");
    assert!(screen.app.overlay.is_none() && screen.commands().is_empty());
    assert!(screen.toast().contains("still being made"));
}

/// Types a line and runs it.
fn line(screen: &mut Screen, text: &str) {
    screen.keys(":");
    screen.text(text);
    screen.keys("Enter");
}

#[test]
fn the_verb_shows_the_plan_for_the_folders_it_names() {
    let mut screen = Screen::online();
    line(&mut screen, "mirror -R new old");
    let roots: Vec<String> = asked(&mut screen)
        .into_iter()
        .map(|(_, folder)| folder)
        .collect();
    assert_eq!(roots, ["/home/anna/work/new", "/pub/old"]);
    screen.keys("Esc");
    line(&mut screen, "mirror old /tmp/x");
    let roots: Vec<String> = asked(&mut screen)
        .into_iter()
        .map(|(_, folder)| folder)
        .collect();
    assert_eq!(roots, ["/pub/old", "/tmp/x"]);
    assert!(
        matches!(&screen.app.overlay, Some(Overlay::Mirror(mirror)) if mirror.from == Shore::Remote)
    );
}

#[test]
fn the_verb_alone_is_about_the_panes_and_never_deletes() {
    let mut screen = Screen::online();
    line(&mut screen, "mirror -R");
    read(&mut screen, trees);
    let Some(Overlay::Mirror(mirror)) = &screen.app.overlay else {
        panic!("{:?}", screen.app.overlay)
    };
    assert_eq!(mirror.from, Shore::Local);
    assert!(
        mirror.lines.as_ref().unwrap()[0]
            .text
            .ends_with("nothing is deleted")
    );
    screen.keys("Esc");
    screen.take();
    line(&mut screen, "mirror --delete old new");
    assert!(screen.take().is_empty());
    let Some(Overlay::Line(asked)) = &screen.app.overlay else {
        panic!("{:?}", screen.app.overlay)
    };
    assert!(asked.error.as_ref().unwrap().contains("never deletes"));
}

/// The target's folder is not there; the source's is.
fn to_nowhere(line_: &str) -> Screen {
    let mut screen = Screen::online();
    line(&mut screen, line_);
    let [(source, _), (target, _)] = asked(&mut screen).try_into().unwrap();
    let problem = |words: &str| Problem::new(Cause::Refused, "Listing failed").words(words);
    let answers = if line_.contains("-R") {
        screen.event(Event::Failed {
            request: target,
            problem: problem("550 No such folder."),
        });
        vec![directory("d")]
    } else {
        screen.send(Message::Local {
            request: target,
            outcome: Err(problem("No such file or directory")),
        });
        vec![directory("d"), file("f", 3)]
    };
    if line_.contains("-R") {
        screen.send(Message::Local {
            request: source,
            outcome: Ok(LocalOutcome::Listed {
                path: "/home/anna/work".into(),
                told: 0,
                entries: answers,
                free: None,
            }),
        });
    } else {
        screen.event(Event::Listed {
            request: source,
            path: path("/pub"),
            told: 0,
            entries: answers,
            verb: "MLSD",
            unparsed: Vec::new(),
        });
    }
    read(&mut screen, |_| Vec::new());
    screen
}

#[test]
fn a_target_that_is_not_there_is_made_once_that_is_confirmed() {
    let mut screen = to_nowhere("mirror -R . /pub/new/site");
    let Some(Overlay::Mirror(mirror)) = &screen.app.overlay else {
        panic!("{:?}", screen.app.overlay)
    };
    let told = &mirror.lines.as_ref().unwrap()[1].text;
    let expected = "The target is made, since it cannot be listed: 550 No such folder.";
    assert_eq!(told, expected);
    screen.keys("y");
    let made = screen.commands().into_iter().map(|command| match command {
        Command::MakeDir { path, .. } => path.display(),
        other => panic!("{other:?}"),
    });
    let made: Vec<String> = made.collect();
    assert_eq!(made, ["/pub/new", "/pub/new/site", "/pub/new/site/d"]);

    let mut screen = to_nowhere("mirror . /mnt/new/site");
    screen.keys("y");
    let made = screen.jobs().into_iter().map(|(_, job)| match job {
        LocalJob::MakeDirs { within, names } => {
            let names = names.iter().map(Name::display);
            (within, names.collect::<Vec<_>>().join("/"))
        }
        other => panic!("{other:?}"),
    });
    let made: Vec<_> = made.collect();
    let expected = ["mnt/new/site", "mnt/new/site/d"];
    assert_eq!(made, expected.map(|names| ("/".into(), names.to_owned())));
}

#[test]
fn a_source_that_is_not_there_is_told() {
    let mut screen = Screen::online();
    line(&mut screen, "mirror nowhere .");
    let (source, _) = asked(&mut screen).remove(0);
    let problem = Problem::new(Cause::Refused, "Listing /pub/nowhere failed").words("550 No.");
    screen.event(Event::Failed {
        request: source,
        problem,
    });
    assert!(screen.app.overlay.is_none());
    assert_eq!(screen.toast(), "Listing /pub/nowhere failed: 550 No.");
}
