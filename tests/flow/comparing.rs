//! The two folders compared.

use crate::screen::*;
use twoport::app::{LocalOutcome, Message, Overlay, Verdict};
use twoport::engine::{Command, Event};
use twoport::model::Shore::{Local, Remote};
use twoport::model::{Entry, Modified, Precision, Shore};

fn dated(name: &str, size: u64, at: &str) -> Entry {
    let mut entry = file(name, size);
    let at = at.parse().unwrap();
    entry.modified = Some(Modified {
        at,
        precision: Precision::Second,
    });
    entry
}

/// Both folders have `same`, `mine` and `theirs`; each has a file of its own, and a folder.
fn both() -> Screen {
    let mut screen = Screen::bare();
    screen.effects = screen.app.start(Some(site()));
    let (early, late) = ("2026-11-20T10:00:00Z", "2026-11-21T10:00:00Z");
    let here = vec![
        directory("folder"),
        dated("same", 5, early),
        dated("mine", 5, late),
        dated("theirs", 5, early),
        dated("here", 1, early),
    ];
    let there = vec![
        directory("folder"),
        dated("same", 5, "2026-11-20T10:00:02Z"),
        dated("mine", 6, early),
        dated("theirs", 5, late),
        dated("there", 1, early),
    ];
    screen.answer_local(WORK, here);
    screen.connected();
    screen.answer_remote("/pub", there);
    screen.effects.clear();
    screen
}

fn verdict(screen: &Screen, shore: Shore, name: &str) -> Verdict {
    known(screen, shore, name).unwrap()
}

fn known(screen: &Screen, shore: Shore, name: &str) -> Option<Verdict> {
    let pane = screen.app.pane(shore);
    let row = pane.rows.iter().find(|row| row.text() == name).unwrap();
    pane.verdicts.as_ref().unwrap().get(row)
}

#[test]
fn rows_are_held_against_each_other_and_what_differs_is_marked() {
    let mut screen = both();
    screen.keys("= Enter");
    assert_eq!(verdict(&screen, Local, "mine"), Verdict::Newer);
    assert_eq!(verdict(&screen, Remote, "mine"), Verdict::Older);
    assert_eq!(verdict(&screen, Local, "theirs"), Verdict::Older);
    assert_eq!(verdict(&screen, Remote, "there"), Verdict::OnlyHere);
    assert_eq!(verdict(&screen, Local, "same"), Verdict::Same);
    assert_eq!(verdict(&screen, Local, "folder"), Verdict::Unknown);
    assert_eq!(screen.marks(Local), ["here", "mine"]);
    assert_eq!(screen.marks(Remote), ["theirs", "there"]);
    assert_eq!(
        screen.toast(),
        "1 only here, 1 only on the server, 1 newer here, 1 newer on the server, 1 the same, \
         1 folder not looked into"
    );
}

#[test]
fn by_size_alone_times_do_not_count() {
    let mut screen = both();
    screen.keys("= Space Tab Tab Space Enter");
    assert_eq!(verdict(&screen, Local, "mine"), Verdict::Differs);
    assert_eq!(verdict(&screen, Local, "theirs"), Verdict::Same);
    assert!(screen.marks(Local).is_empty());
    screen.keys("g =");
    assert_eq!(screen.marks(Local), ["here", "mine"]);
    assert_eq!(screen.marks(Remote), ["mine", "there"]);
}

#[test]
fn contents_are_asked_for_one_after_another() {
    let mut screen = both();
    screen.keys("= Space Space Enter");
    let mut told = Vec::new();
    for same in [Some(false), Some(true)] {
        let commands = screen.commands();
        let [Command::CompareContents { request, pair }] = commands.as_slice() else {
            panic!("{commands:?}");
        };
        told.push(pair.remote.display());
        screen.event(Event::Compared {
            request: *request,
            same,
        });
    }
    assert_eq!(told, ["/pub/same", "/pub/theirs"]);
    assert_eq!(verdict(&screen, Local, "same"), Verdict::Differs);
    assert_eq!(verdict(&screen, Remote, "theirs"), Verdict::Same);
    assert_eq!(screen.marks(Local), ["here", "mine", "same"]);
}

#[test]
fn without_a_hash_the_times_have_to_do() {
    let mut screen = both();
    screen.keys("= Space Space Enter");
    for _ in 0..2 {
        let commands = screen.commands();
        let [Command::CompareContents { request, .. }] = commands.as_slice() else {
            panic!("{commands:?}");
        };
        screen.event(Event::Compared {
            request: *request,
            same: None,
        });
    }
    assert_eq!(verdict(&screen, Local, "theirs"), Verdict::Older);
    assert!(
        screen.toast().contains("2 by time only"),
        "{}",
        screen.toast()
    );
}

#[test]
fn it_holds_until_a_listing_changes() {
    let mut screen = both();
    screen.keys("= Enter R");
    let entries: Vec<Entry> = screen
        .app
        .local
        .rows
        .iter()
        .map(|row| row.entry.clone())
        .collect();
    screen.answer_local(WORK, entries.clone());
    assert!(screen.app.local.verdicts.is_some(), "nothing has changed");
    screen.keys("R");
    screen.answer_local(WORK, entries[1..].to_vec());
    assert!(screen.app.local.verdicts.is_none() && screen.app.remote.verdicts.is_none());
}

#[test]
fn esc_takes_the_marks_and_then_the_signs_away() {
    let mut screen = both();
    screen.keys("= Enter Esc");
    assert!(screen.marks(Local).is_empty() && screen.app.local.verdicts.is_some());
    screen.keys("Esc");
    assert!(screen.app.local.verdicts.is_none());
}

#[test]
fn what_makes_no_sense_is_told_in_the_dialog() {
    let mut screen = both();
    screen.keys("= Tab");
    screen.text("x");
    screen.keys("Enter");
    assert!(matches!(&screen.app.overlay, Some(Overlay::Inquiry(asked)) if asked.error.is_some()));
}

#[test]
fn the_first_part_of_another_folder_ends_it() {
    let mut screen = both();
    screen.keys("= Enter");
    assert!(screen.app.local.verdicts.is_some());
    screen.keys("1 Backspace");
    let part = LocalOutcome::ListedPart {
        path: "/home/anna".into(),
        from: 0,
        entries: vec![directory("work")],
    };
    screen.send(Message::Local {
        request: screen.app.local.loading.unwrap(),
        outcome: Ok(part),
    });
    assert!(screen.app.local.verdicts.is_none() && screen.app.remote.verdicts.is_none());
}

/// Both folders have `alike`, `other` and `locked`; what is below them is as `below` has it.
fn trees() -> Screen {
    let mut screen = Screen::bare();
    screen.effects = screen.app.start(Some(site()));
    let folders = || vec![directory("alike"), directory("other"), directory("locked")];
    screen.answer_local(WORK, folders());
    screen.connected();
    screen.answer_remote("/pub", folders());
    screen.effects.clear();
    screen
}

fn below(folder: &str) -> Option<Vec<Entry>> {
    let at = "2026-11-20T10:00:00Z";
    let deep = folder.ends_with("alike/deep");
    Some(match folder.rsplit('/').next()? {
        "alike" => vec![directory("deep"), dated("a", 1, at)],
        "deep" if deep => vec![dated("b", 2, at)],
        "other" if folder.starts_with("/pub") => vec![dated("a", 2, at), dated("theirs", 1, at)],
        "other" => vec![dated("a", 1, at), dated("mine", 1, at)],
        _ => return None,
    })
}

/// Answers the listings that are asked for, until none is.
fn read_below(screen: &mut Screen) {
    use twoport::app::{Effect, LocalJob};
    use twoport::engine::Problem;
    use twoport::engine::problem::Cause;
    loop {
        let effects = screen.take();
        if effects.is_empty() {
            return;
        }
        for effect in effects {
            match effect {
                Effect::Engine(Command::List { request, path, .. }) => {
                    if let Some(entries) = below(&path.display()) {
                        screen.event(Event::Listed {
                            request,
                            path,
                            told: 0,
                            entries,
                            verb: "MLSD",
                            unparsed: Vec::new(),
                        });
                    } else {
                        let problem = Problem::new(Cause::Refused, "no");
                        screen.event(Event::Failed { request, problem });
                    }
                }
                Effect::Local {
                    request,
                    job: LocalJob::ListWhole(path),
                } => {
                    let entries = below(path.to_str().unwrap()).unwrap_or_default();
                    let outcome = Ok(LocalOutcome::Listed {
                        path,
                        told: 0,
                        entries,
                        free: None,
                    });
                    screen.send(Message::Local { request, outcome });
                }
                other => panic!("{other:?}"),
            }
        }
    }
}

#[test]
fn folders_are_looked_into_where_that_is_wanted() {
    let mut screen = trees();
    screen.keys("= Tab Tab Tab Space Enter");
    assert_eq!(
        screen.app.comparing().as_deref(),
        Some("comparing, 0 folders read")
    );
    read_below(&mut screen);
    assert_eq!(screen.app.comparing(), None);
    assert_eq!(verdict(&screen, Local, "alike"), Verdict::Same);
    assert_eq!(verdict(&screen, Remote, "other"), Verdict::Differs);
    assert_eq!(verdict(&screen, Local, "locked"), Verdict::Unknown);
    assert_eq!(screen.marks(Local), ["other"]);
    let told = "folders: 1 the same, 1 differ, 1 not read to the end (1 only here, 1 only on the \
                server, 1 changed)";
    assert!(screen.toast().ends_with(told), "{}", screen.toast());
}

#[test]
fn looking_into_folders_can_be_given_up() {
    let mut screen = trees();
    screen.keys("= Tab Tab Tab Space Enter");
    screen.keys("Esc");
    assert_eq!(screen.app.comparing(), None);
    assert!(screen.app.local.verdicts.is_none());
    let abandoned = screen.commands();
    assert!(
        abandoned
            .iter()
            .any(|one| matches!(one, Command::Abandon(_))),
        "{abandoned:?}"
    );
}
