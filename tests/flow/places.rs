//! Bookmarks, the way back, completing a path, folders in one another.

use crate::screen::*;
use twoport::app::{LocalJob, LocalOutcome, Message, Overlay};
use twoport::engine::problem::Cause;
use twoport::engine::{Command, Event, Problem};
use twoport::model::Shore::{Local, Remote};
use twoport::model::bookmark::{BookmarkChange, Bookmarks};

fn paths(screen: &Screen) -> Vec<(bool, String)> {
    let rows = screen.app.bookmark_rows().into_iter();
    rows.map(|row| (row.kept, row.path)).collect()
}

#[test]
fn a_folder_is_kept_and_gone_to_by_its_letter() {
    let mut screen = Screen::online();
    screen.keys("2 m 1 m");
    assert_eq!(screen.toast(), "bookmarked ~/work");
    screen.keys("m");
    assert_eq!(screen.toast(), "~/work is a bookmark already");
    let kept = [(true, "~/work".to_owned()), (true, "/pub".to_owned())];
    assert_eq!(paths(&screen)[..2], kept);
    screen.keys("' 2");
    assert!(screen.app.overlay.is_none());
    assert_eq!(screen.app.active(), Remote);
    assert!(screen.app.remote.loading.is_some());
}

#[test]
fn bookmarks_are_named_and_removed() {
    let mut screen = Screen::online();
    screen.keys("2 m ' r");
    screen.text("public");
    screen.keys("Enter");
    assert_eq!(screen.app.bookmark_rows()[0].name, "public");
    assert!(matches!(screen.app.overlay, Some(Overlay::Bookmarks(_))));
    screen.keys("x Esc");
    assert!(screen.app.bookmark_rows().iter().all(|row| !row.kept));
}

/// A folder that a pane comes to meanwhile stands before those visited earlier.
#[test]
fn the_cursor_stays_on_its_folder_while_the_list_changes() {
    let mut screen = Screen::online();
    screen.keys("2");
    screen.stand_on("logs");
    screen.keys("Enter '");
    screen.keys("Down Down Up");
    let at = |screen: &Screen| match &screen.app.overlay {
        Some(Overlay::Bookmarks(list)) => paths(screen)[list.at].clone(),
        other => panic!("{other:?}"),
    };
    let before = (paths(&screen), at(&screen));
    screen.answer_remote("/pub/logs", vec![]);
    assert_ne!(paths(&screen), before.0);
    assert_eq!(at(&screen), before.1);
    screen.take();
    screen.keys("Enter");
    assert!(matches!(screen.commands().last(),
        Some(Command::List { path, .. }) if path.display() == before.1.1));
}

#[test]
fn those_of_other_sites_are_not_shown() {
    let mut screen = Screen::online();
    screen.keys("2 m");
    assert!(!paths(&screen).is_empty());
    let mut other = site();
    other.host = "other.example.org".into();
    let kept = screen.app.memory.bookmarks.clone();
    let mut elsewhere = Screen::bare();
    elsewhere.app.memory.bookmarks = kept;
    elsewhere.effects = elsewhere.app.start(Some(other));
    assert!(paths(&elsewhere).is_empty());
}

#[test]
fn what_is_kept_goes_into_the_file() {
    let mut screen = Screen::online();
    screen.app.memory.bookmark_file = Some("/state/bookmarks.toml".into());
    screen.keys("2 m");
    let jobs = screen.jobs();
    let [(request, LocalJob::ChangeBookmarks { change, .. })] = jobs.as_slice() else {
        panic!("{jobs:?}");
    };
    assert!(matches!(change, BookmarkChange::Add(_)));
    // Another program has written meanwhile.
    let mut there = Bookmarks::default();
    there.apply(change);
    let Some(BookmarkChange::Add(mut other)) = Some(change.clone()) else {
        panic!("{change:?}");
    };
    other.place.path = b"/other".to_vec();
    there.apply(&BookmarkChange::Add(other));
    screen.send(Message::Local {
        request: *request,
        outcome: Ok(LocalOutcome::Bookmarks(Ok(there))),
    });
    assert_eq!(
        screen
            .app
            .bookmark_rows()
            .iter()
            .filter(|row| row.kept)
            .count(),
        2
    );
}

#[test]
fn a_pane_goes_back_and_forward() {
    let mut screen = Screen::online();
    screen.keys("2");
    screen.stand_on("logs");
    screen.keys("Enter");
    screen.answer_remote("/pub/logs", vec![directory("old")]);
    screen.stand_on("old");
    screen.keys("Enter");
    screen.answer_remote("/pub/logs/old", vec![]);
    screen.keys("Alt-Left");
    screen.answer_remote("/pub/logs", vec![directory("old")]);
    assert_eq!(screen.at(Remote), "old");
    screen.keys("Alt-Left");
    screen.answer_remote("/pub", remote_entries());
    screen.keys("Alt-Left");
    assert_eq!(screen.toast(), "nowhere to go back to");
    screen.keys("Alt-Right");
    screen.answer_remote("/pub/logs", vec![directory("old")]);
    screen.keys("Alt-Right");
    screen.answer_remote("/pub/logs/old", vec![]);
    screen.keys("Alt-Right");
    assert_eq!(screen.toast(), "nowhere to go on to");
    let visited = paths(&screen);
    assert!(
        visited.contains(&(false, "/pub/logs".into())),
        "{visited:?}"
    );
}

#[test]
fn a_path_is_completed_from_what_was_listed() {
    let mut screen = Screen::online();
    screen.keys("2 g Space");
    screen.text("LO");
    screen.keys("Tab");
    let Some(Overlay::Prompt(prompt)) = &screen.app.overlay else {
        panic!("the prompt stays");
    };
    assert_eq!(prompt.input.value(), "logs/");
    screen.keys("Ctrl-U");
    screen.text("/pub/l");
    screen.keys("Tab");
    assert_eq!(screen.toast(), "logs  latest");
    screen.text("zzz");
    screen.keys("Tab");
    assert_eq!(screen.toast(), "no folder in memory goes on like that");
    assert!(screen.take().is_empty(), "nothing is asked for");
}

#[test]
fn folders_in_one_another_are_made_in_turn() {
    let mut screen = Screen::online();
    screen.keys("2 F7");
    screen.text("a/b/c");
    screen.keys("Enter");
    let made = |command: &Command| match command {
        Command::MakeDir { path, request } => (path.display(), *request),
        other => panic!("{other:?}"),
    };
    let made: Vec<_> = screen.commands().iter().map(made).collect();
    let names: Vec<&str> = made.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(names, ["/pub/a", "/pub/a/b", "/pub/a/b/c"]);
    // Nothing is listed until all of them are there: the cursor is to go to the first then.
    screen.event(Event::Done {
        request: made[0].1,
        summary: "made folder a".into(),
    });
    assert!(screen.take().is_empty());
    // That one on the way is there already says nothing.
    let problem = twoport::engine::Problem::new(twoport::engine::Cause::Refused, "taken");
    screen.app.toast = None;
    screen.event(Event::Failed {
        request: made[1].1,
        problem,
    });
    assert_eq!(screen.toast(), "");
    screen.event(Event::Done {
        request: made[2].1,
        summary: "made folder c".into(),
    });
    assert_eq!(screen.toast(), "made folder a/b/c");
    screen.answer_remote("/pub", vec![directory("a")]);
    assert_eq!(screen.at(Remote), "a");
}

#[test]
fn here_too() {
    let mut screen = Screen::offline();
    screen.keys("F7");
    screen.text("photos/2026/11");
    screen.keys("Enter");
    let jobs = screen.jobs();
    let [(_, LocalJob::MakeDirs { within, names })] = jobs.as_slice() else {
        panic!("{jobs:?}");
    };
    assert_eq!((within.to_str(), names.len()), (Some(WORK), 3));
    screen.keys("F7");
    screen.text("a/../b");
    screen.keys("Enter");
    assert!(screen.take().is_empty() && screen.toast().contains("not a name"));
}

#[test]
fn a_deletion_says_what_is_in_the_folders() {
    let mut screen = Screen::offline();
    screen.stand_on("photos");
    screen.keys("F8");
    let jobs = screen.jobs();
    let [(request, LocalJob::ListWhole(folder))] = jobs.as_slice() else {
        panic!("{jobs:?}");
    };
    assert!(folder.ends_with("photos"));
    assert!(
        screen
            .app
            .deletion_words()
            .unwrap()
            .contains("counting goes on")
    );
    screen.send(Message::Local {
        request: *request,
        outcome: Ok(LocalOutcome::Listed {
            path: folder.clone(),
            told: 0,
            entries: vec![file("a", 1024), file("b", 1024)],
            free: None,
        }),
    });
    assert_eq!(
        screen.app.deletion_words().as_deref(),
        Some("In the folders: 2 files, 2.00 KiB.")
    );
    screen.keys("n");
    assert_eq!(screen.app.deletion_words(), None);
    assert_eq!(screen.app.active(), Local);
}

#[test]
fn a_folder_that_cannot_be_read_is_no_empty_one() {
    let problem = || Problem::new(Cause::Local, "Listing it failed").words("Permission denied");
    let mut screen = Screen::offline();
    screen.stand_on("photos");
    screen.keys("Space Space F8");
    let mut expected = [
        "In the folders so far: 0 files, 0 B; counting goes on.",
        "What is in 2 folders is not known, since it cannot be read: Permission denied.",
    ]
    .into_iter();
    for _ in 0..2 {
        let jobs = screen.jobs();
        let [(request, LocalJob::ListWhole(_))] = jobs.as_slice() else {
            panic!("{jobs:?}");
        };
        screen.send(Message::Local {
            request: *request,
            outcome: Err(problem()),
        });
        assert_eq!(screen.app.deletion_words().as_deref(), expected.next());
    }

    let mut screen = Screen::offline();
    screen.stand_on("photos");
    screen.keys("F8");
    let (request, _) = screen.jobs().remove(0);
    screen.send(Message::Local {
        request,
        outcome: Ok(LocalOutcome::Listed {
            path: "/home/anna/work/photos".into(),
            told: 0,
            entries: vec![file("a", 1024), directory("closed")],
            free: None,
        }),
    });
    let (request, _) = screen.jobs().remove(0);
    screen.send(Message::Local {
        request,
        outcome: Err(problem()),
    });
    assert_eq!(
        screen.app.deletion_words().as_deref(),
        Some(
            "In the folders at least: 1 file and 1 folder, 1.00 KiB. 1 folder cannot be read: \
             Permission denied."
        )
    );
}
