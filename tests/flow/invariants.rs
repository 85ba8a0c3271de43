//! Whatever is pressed and whatever comes: nothing panics and the state hangs together.

mod steps;

use crate::screen::*;
use proptest::prelude::*;
use std::collections::BTreeSet;
use steps::{KEYS, Step, step, take_step};
use twoport::app::{
    App, Effect, Focus, Key, LocalJob, Message, MouseEvent, Overlay, Pane, Question,
};
use twoport::engine::{Command, Place};
use twoport::model::Shore;

fn check_pane(pane: &Pane, height: usize) {
    let lines = pane.line_count();
    assert!(pane.cursor < lines.max(1), "the cursor is on a line");
    assert!(
        pane.top <= pane.cursor,
        "the cursor is not above the screen"
    );
    assert!(pane.cursor < pane.top + height.max(1), "nor below");
    let shown: BTreeSet<u32> = pane.shown.iter().copied().collect();
    assert_eq!(shown.len(), pane.shown.len(), "no row is shown twice");
    let within = |index: &u32| usize::try_from(*index).unwrap() < pane.rows.len();
    assert!(shown.iter().all(within));
    assert_eq!(
        pane.marks.rows(&pane.rows).count(),
        pane.marks.len(),
        "marks are on rows"
    );
    assert_eq!(
        pane.chosen().len(),
        pane.marks.len().max(usize::from(
            pane.current().is_some() && pane.marks.is_empty()
        )),
        "and what is done is done to them"
    );
    let kinds: Vec<bool> = pane.rows_shown().map(|row| row.entry.is_dir()).collect();
    assert!(
        pane.sort.mixed || kinds.is_sorted_by(|one, two| one >= two),
        "directories first"
    );
}

fn check(app: &App) {
    let height = app.layout().pane_lines();
    check_pane(&app.local, height);
    check_pane(&app.remote, height);
    if let Some(carry) = &app.carry {
        assert!(!carry.items.is_empty(), "nothing is never carried");
        let names: BTreeSet<_> = carry.items.iter().map(|item| &item.name).collect();
        assert_eq!(names.len(), carry.items.len(), "nor anything twice");
    }
    if app.dragged().is_some() {
        assert!(app.carry.is_some(), "what is dragged is carried");
        assert!(
            app.dragged_row().is_none(),
            "one thing hangs on the pointer"
        );
    }
    assert_eq!(app.target().is_some(), app.carry.is_some());
    assert_eq!(app.status().is_some(), app.carry.is_some());
    if let Focus::Pane(shore) = app.focus {
        assert_eq!(shore, app.last_pane);
    }
    let rows = app.queue.rows(&app.snapshot).len();
    assert!(app.queue.cursor < rows.max(1));
    assert!(app.queue.top <= app.queue.cursor);
    for question in &app.questions {
        assert!(
            !matches!(question, Question::Conflict(asked) if asked.conflicts.is_empty()),
            "a question is about something"
        );
    }
    assert!(app.log.scroll <= app.log.lines.len());
    let finding = app.local.find.is_some() || app.remote.find.is_some();
    assert!(!finding || matches!(app.focus, Focus::Pane(_)));
    if let Some(Overlay::Menu(state)) = &app.overlay {
        let menus = app.menus();
        let item = &menus[state.menu].items[state.item];
        assert!(
            !item.label.is_empty(),
            "the bar never stands on a line between groups"
        );
        assert!(state.sub.is_none_or(|sub| sub < item.submenu.len()));
    }
    assert!(!app.key_bar().is_empty() && !app.help().is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_sequence_keeps_the_state_whole(
        steps in proptest::collection::vec(step(), 1..120), start_online: bool
    ) {
        let mut screen = if start_online { Screen::online() } else { Screen::offline() };
        for step in steps {
            if screen.app.quitting {
                break;
            }
            take_step(&mut screen, step);
            check(&screen.app);
            let tick = screen.app.next_tick();
            prop_assert!(tick.is_none_or(|tick| !tick.is_zero()), "the loop would spin");
            prop_assert!(tick.is_none_or(|tick| tick.as_secs() <= 3600));
        }
    }

    /// What is carried is put back, dropped whole, or still carried; whatever keys and mouse do.
    #[test]
    fn what_is_carried_is_never_lost(
        steps in proptest::collection::vec(carrying_step(), 1..80)
    ) {
        let mut screen = Screen::online();
        for name in ["photos", "site", "notes.txt"] {
            screen.stand_on(name);
            screen.keys("Space");
        }
        for step in steps {
            let before = screen.app.carry.clone();
            let (relays, dragged) = (screen.app.relays(), screen.app.dragged().is_some());
            screen.take();
            take_step(&mut screen, step.clone());
            check(&screen.app);
            let now = screen.app.carry.clone();
            let effects = screen.take();
            let orders = dropped(&effects);
            match (before, now) {
                // Copied through this computer, which begins with a folder here.
                (Some(_), None) if screen.app.relays() > relays => {}
                // Another server is connected to: what is on the one before cannot come along.
                (Some(before), None) if before.shore == Shore::Remote && connects(&effects) => {}
                (Some(before), None) => {
                    // A press where a release was lost puts back first, and then gives the keys to
                    // what it is on.
                    let back_there = returns_to(&screen.app, &effects, &before.from);
                    let put_back = screen.app.active() == before.shore || back_there;
                    let taken_out = before.items.len() == 1;
                    let whole = orders.contains(&before.items.len());
                    prop_assert!(whole || put_back || taken_out);
                }
                // The press puts back what hung on the pointer, and its key picks up something else.
                (Some(_), Some(_)) if dragged && matches!(step, Step::Mouse(MouseEvent::Press, ..)) => {}
                (Some(before), Some(now)) => {
                    let change = before.items.len().abs_diff(now.items.len());
                    let other = before.from != now.from || before.shore != now.shore;
                    prop_assert!(change <= 1 || other || !orders.is_empty(), "one at a time");
                }
                _ => {}
            }
            if screen.app.quitting {
                break;
            }
        }
    }

    #[test]
    fn any_key_at_all_is_taken(keys in proptest::collection::vec(any_key(), 1..60)) {
        let mut screen = Screen::online();
        for key in keys {
            screen.send(Message::Key(key));
            check(&screen.app);
        }
    }

    #[test]
    fn enter_never_deletes_nor_overwrites(keys in proptest::collection::vec(harmless(), 1..60)) {
        let mut screen = Screen::online();
        take_step(&mut screen, Step::Conflict(1));
        for key in keys {
            screen.keys(key);
            let effects = format!("{:?}", screen.take());
            prop_assert!(!effects.contains("Delete"), "{}", effects);
            prop_assert!(!effects.contains("Overwrite"), "{}", effects);
        }
    }
}

/// Whether a directory is shown in its pane, or asked for.
fn returns_to(app: &App, effects: &[Effect], place: &Place) -> bool {
    let shown = [&app.local, &app.remote].map(|pane| pane.place.as_ref());
    let asked = effects.iter().any(|effect| match (effect, place) {
        (Effect::Engine(Command::List { path, .. }), Place::Remote(place)) => path == place,
        (
            Effect::Local {
                job: LocalJob::List(path),
                ..
            },
            Place::Local(place),
        ) => path == place,
        _ => false,
    });
    asked || shown.contains(&Some(place))
}

fn connects(effects: &[Effect]) -> bool {
    let connect = |effect: &Effect| matches!(effect, Effect::Engine(Command::Connect(_)));
    effects.iter().any(connect)
}

/// How many entries each drop took, across or on one side.
fn dropped(effects: &[Effect]) -> Vec<usize> {
    let renames = effects
        .iter()
        .filter(|effect| matches!(effect, Effect::Engine(Command::Rename { .. })))
        .count();
    let counts = effects.iter().filter_map(|effect| match effect {
        Effect::Engine(Command::Enqueue(order)) => Some(order.items.len()),
        Effect::Local {
            job: LocalJob::MoveInto { sources, .. } | LocalJob::CopyInto { sources, .. },
            ..
        } => Some(sources.len()),
        _ => None,
    });
    counts.chain((renames > 0).then_some(renames)).collect()
}

fn carrying_step() -> impl Strategy<Value = Step> {
    const CARRY_KEYS: [&str; 22] = [
        "p",
        "x",
        "P",
        "c",
        "+",
        "-",
        "Esc",
        "Tab",
        "Up",
        "Down",
        "Enter",
        "Backspace",
        "<",
        ">",
        "Shift-Left",
        "Shift-Right",
        "u",
        "T",
        "L",
        "/",
        "F9",
        "Home",
    ];
    prop_oneof![
        2 => proptest::sample::select(&CARRY_KEYS[..]).prop_map(|key| Step::Key(key.into())),
        3 => step(),
    ]
}

fn any_key() -> impl Strategy<Value = Key> {
    let code = prop_oneof![
        any::<char>().prop_map(twoport::app::KeyCode::Char),
        (0u8..=20).prop_map(twoport::app::KeyCode::F),
        proptest::sample::select(KEYS).prop_map(|key| key.parse::<Key>().unwrap().code),
    ];
    (code, any::<bool>(), any::<bool>(), any::<bool>()).prop_map(|(code, ctrl, alt, shift)| Key {
        code,
        ctrl,
        alt,
        shift,
    })
}

/// Every key but those that say yes to a question.
fn harmless() -> impl Strategy<Value = &'static str> {
    let keys: Vec<&str> = KEYS
        .iter()
        .copied()
        .filter(|key| !["y", "o"].contains(key))
        .collect();
    proptest::sample::select(keys)
}
