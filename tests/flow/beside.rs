//! Work on many entries that is done off the screen's task: comparing, and what patterns match.

use crate::screen::*;
use twoport::app::{Effect, FolderPair, Message, Patterns, Verdict};
use twoport::model::Entry;
use twoport::model::Shore::{Local, Remote};

const MANY: u64 = 3000;

fn files(numbers: std::ops::Range<u64>) -> Vec<Entry> {
    let numbered = numbers.map(|number| file(&format!("file{number}"), number));
    numbered.collect()
}

/// What is to be done, in order.
fn take(screen: &mut Screen) -> (Vec<(u64, FolderPair)>, Vec<(u64, Patterns)>) {
    let (mut pairs, mut patterns) = (Vec::new(), Vec::new());
    for effect in screen.take() {
        match effect {
            Effect::Compare { id, folders } => pairs.push((id, *folders)),
            Effect::Match {
                id,
                patterns: asked,
            } => patterns.push((id, *asked)),
            Effect::Arrange {
                shore,
                id,
                arrangement,
            } => {
                let order = arrangement.order();
                screen.send(Message::Arranged { shore, id, order });
            }
            _ => {}
        }
    }
    (pairs, patterns)
}

fn pairs(screen: &mut Screen) -> Vec<(u64, FolderPair)> {
    let (mut pairs, _) = take(screen);
    // What was put in order meanwhile may have led to more.
    pairs.extend(take(screen).0);
    pairs
}

fn patterns(screen: &mut Screen) -> Vec<(u64, Patterns)> {
    take(screen).1
}

fn compared(screen: &mut Screen, (id, folders): (u64, FolderPair)) {
    let held = Some(Box::new(folders.hold_together()));
    screen.send(Message::Compared { id, held });
}

fn matched(screen: &mut Screen, (id, patterns): (u64, Patterns)) {
    let matches = patterns.matches();
    screen.send(Message::Matched { id, matches });
}

/// Here are the first of them, and on the server those from the hundredth on.
fn many() -> Screen {
    let mut screen = Screen::online();
    screen.keys("R");
    screen.answer_local(WORK, files(0..MANY));
    screen.keys("2 R");
    screen.answer_remote("/pub", files(100..MANY + 50));
    while !pairs(&mut screen).is_empty() {}
    assert_eq!(screen.shown(Remote).len(), 2950);
    screen.keys("1");
    screen
}

#[test]
fn many_entries_are_compared_beside_the_screen() {
    let mut screen = many();
    screen.keys("= Enter");
    assert_eq!(screen.app.comparing().as_deref(), Some("comparing"));
    let job = pairs(&mut screen).remove(0);
    screen.keys("Down Down Space");
    assert_eq!(
        screen.marks(Local).len(),
        1,
        "the pane is as usable as ever"
    );
    assert!(screen.app.local.verdicts.is_none());
    compared(&mut screen, job);
    assert_eq!(screen.app.comparing(), None);
    let (here, there) = (&screen.app.local, &screen.app.remote);
    assert_eq!(
        here.verdicts.as_ref().unwrap().count(Verdict::OnlyHere),
        100
    );
    assert_eq!(there.verdicts.as_ref().unwrap().count(Verdict::Same), 2900);
    assert_eq!((here.marks.len(), there.marks.len()), (100, 50));
    let row = here.rows.iter().find(|row| row.text() == "file99").unwrap();
    let verdict = here.verdicts.as_ref().unwrap().get(row);
    assert_eq!(verdict, Some(Verdict::OnlyHere));
    assert_eq!(
        screen.toast(),
        "100 only here, 50 only on the server, 2900 the same"
    );
}

#[test]
fn a_listing_that_changes_meanwhile_is_compared_anew() {
    let mut screen = many();
    screen.keys("= Enter");
    let job = pairs(&mut screen).remove(0);
    screen.keys("R");
    screen.answer_local(WORK, files(90..MANY));
    assert!(pairs(&mut screen).is_empty(), "one at a time");
    assert_eq!(screen.shown(Local).len(), 2910, "the listing is there");
    compared(&mut screen, job);
    assert!(screen.app.local.verdicts.is_none(), "that was of before");
    assert_eq!(screen.app.comparing().as_deref(), Some("comparing"));
    let mut jobs = pairs(&mut screen);
    assert_eq!(jobs.len(), 1);
    compared(&mut screen, jobs.remove(0));
    let verdicts = screen.app.local.verdicts.as_ref().unwrap();
    assert_eq!(verdicts.count(Verdict::OnlyHere), 10);
    assert_eq!(screen.app.comparing(), None);
    assert!(pairs(&mut screen).is_empty());
}

#[test]
fn another_folder_ends_a_comparison_while_it_runs() {
    let mut screen = many();
    screen.keys("= Enter");
    let job = pairs(&mut screen).remove(0);
    screen.keys("Backspace");
    screen.answer_local("/home/anna", files(0..10));
    assert_eq!(screen.app.comparing(), None, "another folder ends it");
    compared(&mut screen, job);
    assert!(screen.app.local.verdicts.is_none());
    assert!(pairs(&mut screen).is_empty());
}

#[test]
fn a_comparison_is_left_while_it_runs() {
    let mut screen = many();
    screen.keys("= Enter");
    let job = pairs(&mut screen).remove(0);
    screen.keys("Esc");
    assert_eq!(screen.app.comparing(), None);
    screen.keys("= Tab Tab Space Enter");
    assert!(pairs(&mut screen).is_empty(), "the first is still at work");
    compared(&mut screen, job);
    assert!(screen.app.local.verdicts.is_none(), "nobody waits for it");
    let mut jobs = pairs(&mut screen);
    assert_eq!(jobs.len(), 1);
    compared(&mut screen, jobs.remove(0));
    assert!(screen.app.local.verdicts.is_some());
    assert!(screen.marks(Local).is_empty(), "as it was asked for last");
}

#[test]
fn a_comparison_that_crashes_leaves_nothing_waiting() {
    let mut screen = many();
    screen.keys("= Enter");
    let (id, _) = pairs(&mut screen).remove(0);
    screen.send(Message::Compared { id, held: None });
    assert_eq!(screen.app.comparing(), None);
    assert!(screen.toast().contains("could not be compared"));
    screen.keys("= Enter");
    let job = pairs(&mut screen).remove(0);
    compared(&mut screen, job);
    assert!(screen.app.local.verdicts.is_some());
}

#[test]
fn what_patterns_match_is_told_when_it_is_there() {
    let mut screen = many();
    screen.keys(":");
    screen.text("mget *");
    assert!(screen.hints()[1].contains("looking through 2950 entries"));
    let first = patterns(&mut screen).remove(0);
    screen.text("7");
    assert!(patterns(&mut screen).is_empty(), "one at a time");
    matched(&mut screen, first);
    let told = screen.hints()[1].clone();
    assert!(told.contains("looking through"), "it is stale: {told}");
    let second = patterns(&mut screen).remove(0);
    matched(&mut screen, second);
    let told = screen.hints()[1].clone();
    assert!(told.contains("295 files match *7:"), "{told}");
    screen.text("7");
    let told = screen.hints()[1].clone();
    assert!(told.contains("match *7:"), "what was told stays: {told}");
    let third = patterns(&mut screen).remove(0);
    matched(&mut screen, third);
    assert!(screen.hints()[1].contains("match *77:"));
    screen.keys("Enter");
    let order = screen.order();
    let names = order.items.iter().map(|item| item.name.display());
    assert!(order.items.len() > 20 && names.into_iter().all(|name| name.ends_with("77")));
}

#[test]
fn a_line_that_is_done_before_its_patterns_are_looked_for_takes_what_matches_all_the_same() {
    let mut screen = many();
    screen.line("mput *77");
    assert_eq!(screen.order().items.len(), 30);
    // What comes too late is of no line.
    let mut screen = many();
    screen.keys(":");
    screen.text("mput *");
    let job = patterns(&mut screen).remove(0);
    screen.keys("Esc");
    matched(&mut screen, job);
    screen.keys(":");
    assert!(screen.hints()[0].contains("go to a folder"));
}

#[test]
fn patterns_are_looked_for_anew_in_another_listing() {
    let mut screen = many();
    screen.keys(":");
    screen.text("mput *");
    let job = patterns(&mut screen).remove(0);
    matched(&mut screen, job);
    assert!(screen.hints()[1].contains("3000 files match *:"));
    screen.keys("Esc R");
    screen.answer_local(WORK, files(0..2500));
    pairs(&mut screen);
    screen.keys(":");
    screen.text("mput *");
    assert!(screen.hints()[1].contains("looking through 2500 entries"));
    let job = patterns(&mut screen).remove(0);
    matched(&mut screen, job);
    assert!(screen.hints()[1].contains("2500 files match *:"));
}

#[test]
fn a_crash_while_patterns_are_looked_for_leaves_the_line_as_it_was() {
    let mut screen = many();
    screen.keys(":");
    screen.text("mput *7");
    for _ in 0..2 {
        // The one of `*`, then that of `*7`.
        let (id, _) = patterns(&mut screen).remove(0);
        let matches = twoport::app::Matches::default();
        screen.send(Message::Matched { id, matches });
    }
    let hints = screen.hints();
    assert!(
        hints.iter().all(|hint| !hint.contains("looking")),
        "{hints:?}"
    );
    screen.keys("Enter");
    let count = screen.order().items.len();
    assert_eq!(count, 300, "they are looked for at once");
}
