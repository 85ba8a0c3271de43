//! Work on many entries that is done off the screen's task: comparing, and what patterns match.

use crate::screen::*;
use twoport::app::{Effect, LocalJob, LocalOutcome, Message, Overlay, Target, Verdict, Work};
use twoport::engine::{Command, Event};
use twoport::model::Entry;
use twoport::model::Shore::{Local, Remote};

const MANY: u64 = 3000;

fn files(numbers: std::ops::Range<u64>) -> Vec<Entry> {
    let numbered = numbers.map(|number| file(&format!("file{number}"), number));
    numbered.collect()
}

/// The work that is handed out. What is to be put in order is, and what that leads to is in it.
fn work(screen: &mut Screen) -> Vec<Work> {
    let mut all = Vec::new();
    loop {
        let effects = screen.take();
        if effects.is_empty() {
            return all;
        }
        for effect in effects {
            match effect {
                Effect::Work(work) => all.push(work),
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
    }
}

/// The one piece of work that is handed out.
fn job(screen: &mut Screen) -> Work {
    let mut all = work(screen);
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0)
}

fn answer(screen: &mut Screen, work: &Work) {
    screen.send(Message::Worked(work.done()));
}

fn crash(screen: &mut Screen, work: &Work) {
    screen.send(Message::Worked(work.failed()));
}

/// Here are the first of them, and on the server those from the hundredth on.
fn many() -> Screen {
    let mut screen = Screen::online();
    screen.keys("R");
    screen.answer_local(WORK, files(0..MANY));
    screen.keys("2 R");
    screen.answer_remote("/pub", files(100..MANY + 50));
    assert!(work(&mut screen).is_empty());
    assert_eq!(screen.shown(Remote).len(), 2950);
    screen.keys("1");
    screen
}

#[test]
fn many_entries_are_compared_beside_the_screen() {
    let mut screen = many();
    screen.keys("= Enter");
    assert_eq!(screen.app.comparing().as_deref(), Some("comparing"));
    let first = job(&mut screen);
    screen.keys("Down Down Space");
    assert_eq!(
        screen.marks(Local).len(),
        1,
        "the pane is as usable as ever"
    );
    assert!(screen.app.local.verdicts.is_none());
    answer(&mut screen, &first);
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
    let first = job(&mut screen);
    screen.keys("R");
    screen.answer_local(WORK, files(90..MANY));
    assert!(work(&mut screen).is_empty(), "one at a time");
    assert_eq!(screen.shown(Local).len(), 2910, "the listing is there");
    answer(&mut screen, &first);
    assert!(screen.app.local.verdicts.is_none(), "that was of before");
    assert_eq!(screen.app.comparing().as_deref(), Some("comparing"));
    let again = job(&mut screen);
    answer(&mut screen, &again);
    let verdicts = screen.app.local.verdicts.as_ref().unwrap();
    assert_eq!(verdicts.count(Verdict::OnlyHere), 10);
    assert_eq!(screen.app.comparing(), None);
    assert!(work(&mut screen).is_empty());
}

#[test]
fn another_folder_ends_a_comparison_while_it_runs() {
    let mut screen = many();
    screen.keys("= Enter");
    let first = job(&mut screen);
    screen.keys("Backspace");
    screen.answer_local("/home/anna", files(0..10));
    assert_eq!(screen.app.comparing(), None, "another folder ends it");
    answer(&mut screen, &first);
    assert!(screen.app.local.verdicts.is_none());
    assert!(work(&mut screen).is_empty());
}

#[test]
fn a_comparison_is_left_while_it_runs() {
    let mut screen = many();
    screen.keys("= Enter");
    let first = job(&mut screen);
    screen.keys("Esc");
    assert_eq!(screen.app.comparing(), None);
    screen.keys("= Tab Tab Space Enter");
    assert!(work(&mut screen).is_empty(), "the first is still at work");
    answer(&mut screen, &first);
    assert!(screen.app.local.verdicts.is_none(), "nobody waits for it");
    let again = job(&mut screen);
    answer(&mut screen, &again);
    assert!(screen.app.local.verdicts.is_some());
    assert!(screen.marks(Local).is_empty(), "as it was asked for last");
}

#[test]
fn a_comparison_that_crashes_leaves_nothing_waiting() {
    let mut screen = many();
    screen.keys("= Enter");
    let crashing = job(&mut screen);
    crash(&mut screen, &crashing);
    assert_eq!(screen.app.comparing(), None);
    assert!(screen.toast().contains("could not be compared"));
    screen.keys("= Enter");
    let first = job(&mut screen);
    answer(&mut screen, &first);
    assert!(screen.app.local.verdicts.is_some());
}

#[test]
fn what_patterns_match_is_told_when_it_is_there() {
    let mut screen = many();
    screen.keys(":");
    screen.text("mget *");
    assert!(screen.hints()[1].contains("looking through 2950 entries"));
    let first = job(&mut screen);
    screen.text("7");
    assert!(work(&mut screen).is_empty(), "one at a time");
    answer(&mut screen, &first);
    let told = screen.hints()[1].clone();
    assert!(told.contains("looking through"), "it is stale: {told}");
    let second = job(&mut screen);
    answer(&mut screen, &second);
    let told = screen.hints()[1].clone();
    assert!(told.contains("295 files match *7:"), "{told}");
    screen.text("7");
    let told = screen.hints()[1].clone();
    assert!(told.contains("match *7:"), "what was told stays: {told}");
    let third = job(&mut screen);
    answer(&mut screen, &third);
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
    let first = job(&mut screen);
    screen.keys("Esc");
    answer(&mut screen, &first);
    screen.keys(":");
    assert!(screen.hints()[0].contains("go to a folder"));
}

#[test]
fn patterns_are_looked_for_anew_in_another_listing() {
    let mut screen = many();
    screen.keys(":");
    screen.text("mput *");
    let first = job(&mut screen);
    answer(&mut screen, &first);
    assert!(screen.hints()[1].contains("3000 files match *:"));
    screen.keys("Esc R");
    screen.answer_local(WORK, files(0..2500));
    assert!(work(&mut screen).is_empty());
    screen.keys(":");
    screen.text("mput *");
    assert!(screen.hints()[1].contains("looking through 2500 entries"));
    let first = job(&mut screen);
    answer(&mut screen, &first);
    assert!(screen.hints()[1].contains("2500 files match *:"));
}

#[test]
fn a_crash_while_patterns_are_looked_for_leaves_the_line_as_it_was() {
    let mut screen = many();
    screen.keys(":");
    screen.text("mput *7");
    for _ in 0..2 {
        // The one of `*`, then that of `*7`.
        let crashing = job(&mut screen);
        crash(&mut screen, &crashing);
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

#[test]
fn names_that_are_taken_are_counted_when_they_are_many() {
    let mut screen = many();
    screen.keys("Ctrl-A p Tab");
    let first = job(&mut screen);
    assert_eq!(
        screen.app.target(),
        Some(Target::Ok { conflicts: 0 }),
        "not known yet"
    );
    screen.keys("Down");
    assert!(work(&mut screen).is_empty(), "it is asked for once");
    answer(&mut screen, &first);
    assert_eq!(screen.app.target(), Some(Target::Ok { conflicts: 2900 }));
    // With one item less it is another number.
    screen.keys("Tab");
    screen.stand_on("file200");
    screen.keys("- Tab");
    let last = work(&mut screen).pop().unwrap();
    answer(&mut screen, &last);
    assert_eq!(screen.app.target(), Some(Target::Ok { conflicts: 2899 }));
    screen.keys("p");
    assert_eq!(screen.order().items.len(), 2999);
}

#[test]
fn a_drop_within_a_side_does_not_wait_to_know_that_names_are_taken() {
    let mut screen = many();
    screen.keys("Ctrl-A p Backspace");
    screen.answer_local("/home/anna", files(2900..6000));
    let counting = work(&mut screen).pop().unwrap();
    crash(&mut screen, &counting);
    assert!(work(&mut screen).is_empty(), "it is not tried again");
    assert_eq!(screen.app.target(), Some(Target::Ok { conflicts: 0 }));
    screen.keys("p");
    assert!(
        screen.toast().contains("a name is taken there"),
        "{}",
        screen.toast()
    );
    assert!(screen.app.carry.is_some());
}

#[test]
fn a_long_listing_to_be_read_is_shown_when_it_is_written() {
    let mut screen = many();
    screen.line("lls");
    assert!(screen.app.overlay.is_none(), "nothing lies over the panes");
    let first = job(&mut screen);
    screen.line("lls *7");
    assert!(work(&mut screen).is_empty(), "one at a time");
    answer(&mut screen, &first);
    assert!(screen.app.overlay.is_none(), "it is stale");
    let second = job(&mut screen);
    answer(&mut screen, &second);
    let Some(Overlay::Answer(read)) = &screen.app.overlay else {
        panic!("{:?}", screen.app.overlay);
    };
    assert_eq!(read.lines.len(), 300);
    assert!(read.lines[0].ends_with("file7"), "{}", read.lines[0]);
    screen.keys("Esc");
    screen.line("lls");
    let crashing = job(&mut screen);
    crash(&mut screen, &crashing);
    assert!(screen.toast().contains("could not be written"));
}

#[test]
fn many_marks_keep_the_order_that_is_shown() {
    let mut screen = many();
    screen.keys("Ctrl-F6");
    assert!(work(&mut screen).is_empty());
    screen.keys("Ctrl-A F5");
    let order = screen.order();
    let sizes: Vec<_> = order.items.iter().map(|item| item.size).collect();
    assert_eq!(sizes.len(), 3000);
    assert!(sizes.is_sorted_by(|one, two| one >= two), "largest first");
}

/// Both sides have a folder, of which many entries have been read.
fn looked_into() -> Screen {
    let mut screen = Screen::online();
    screen.keys("R");
    screen.answer_local(WORK, vec![directory("big")]);
    screen.keys("2 R");
    screen.answer_remote("/pub", vec![directory("big")]);
    screen.keys("1");
    screen.take();
    screen.keys("= Tab Tab Tab Space Enter");
    for effect in screen.take() {
        match effect {
            Effect::Engine(Command::List { request, path, .. }) => screen.event(Event::Listed {
                request,
                path,
                told: 0,
                entries: files(0..MANY),
                verb: "MLSD",
                unparsed: Vec::new(),
            }),
            Effect::Local {
                request,
                job: LocalJob::ListWhole(path),
            } => {
                let outcome = Ok(LocalOutcome::Listed {
                    path,
                    told: 0,
                    entries: files(1..MANY),
                    free: None,
                });
                screen.send(Message::Local { request, outcome });
            }
            other => panic!("{other:?}"),
        }
    }
    screen
}

#[test]
fn what_is_below_folders_is_held_together_beside_the_screen() {
    let folder = |screen: &Screen| {
        let pane = &screen.app.local;
        let row = pane.rows.get(0).unwrap();
        pane.verdicts.as_ref().unwrap().get(row)
    };
    let mut screen = looked_into();
    assert_eq!(screen.app.comparing().as_deref(), Some("comparing"));
    let first = job(&mut screen);
    assert_eq!(folder(&screen), Some(Verdict::Unknown));
    answer(&mut screen, &first);
    assert_eq!(screen.app.comparing(), None);
    assert_eq!(folder(&screen), Some(Verdict::Differs));
    assert_eq!(screen.marks(Local), ["big"]);
    let told = "folders: 1 differ (1 only on the server)";
    assert!(screen.toast().ends_with(told), "{}", screen.toast());
    // Left meanwhile, or gone wrong, nothing waits.
    let mut screen = looked_into();
    let first = job(&mut screen);
    screen.keys("Esc");
    answer(&mut screen, &first);
    assert!(screen.app.local.verdicts.is_none());
    let mut screen = looked_into();
    let first = job(&mut screen);
    crash(&mut screen, &first);
    assert_eq!(screen.app.comparing(), None);
    assert!(screen.app.local.verdicts.is_none());
    assert!(screen.toast().contains("could not be compared"));
}
