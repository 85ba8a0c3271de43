use super::layers::sequence;
use super::*;
use crate::model::settings::Keys;
use strum::IntoEnumIterator;

fn keys(text: &str) -> Vec<Key> {
    sequence(text).unwrap()
}

fn own(text: &str) -> OwnKeys {
    OwnKeys {
        file: "keys.toml".into(),
        text: text.into(),
    }
}

fn error(text: &str) -> KeymapError {
    Keymap::parse(text).unwrap_err()
}

#[test]
fn a_file_of_another_form_is_told_the_right_one() {
    for text in ["[panes]\ncopy = \"F5\"\n", "copy = [\"F5\"]\n"] {
        let error = Keymap::parse(text).unwrap_err().to_string();
        assert!(error.contains("copy = [\"F5\", \"c\"]"), "{error}");
    }
}

#[test]
fn the_built_in_keymap_is_in_order() {
    let keymap = Keymap::built_in();
    let resolve = |context, text: &str| keymap.resolve(context, false, &keys(text));
    assert_eq!(
        resolve(Context::Panes, "F5"),
        Resolved::Action(Action::Copy)
    );
    assert_eq!(resolve(Context::Panes, "c"), Resolved::Action(Action::Copy));
    assert_eq!(
        resolve(Context::Carrying, "c"),
        Resolved::Action(Action::ToggleOperation)
    );
    assert_eq!(resolve(Context::Panes, "g"), Resolved::Prefix);
    assert_eq!(
        resolve(Context::Panes, "g g"),
        Resolved::Action(Action::First)
    );
    assert_eq!(resolve(Context::Panes, "g x"), Resolved::Nothing);
    assert_eq!(
        resolve(Context::Prompt, "Ctrl-Z"),
        Resolved::Action(Action::Suspend)
    );
}

#[test]
fn a_question_that_waits_goes_before_the_other_keys() {
    let keymap = Keymap::built_in();
    let resolve = |waiting| keymap.resolve(Context::Panes, waiting, &keys("a"));
    assert_eq!(resolve(false), Resolved::Action(Action::MakeDir));
    assert_eq!(resolve(true), Resolved::Action(Action::Answer));
    let prompt = keymap.resolve(Context::Prompt, true, &keys("a"));
    assert_eq!(
        prompt,
        Resolved::Nothing,
        "where one types, `a` is a letter"
    );
}

#[test]
fn no_letter_is_bound_where_one_types() {
    let keymap = Keymap::built_in();
    for context in [
        Context::Find,
        Context::Prompt,
        Context::Connect,
        Context::Menu,
    ] {
        for binding in keymap.within(context, false) {
            let typed = binding.keys.iter().find_map(|key| key.typed());
            assert_eq!(typed, None, "in {context:?}");
        }
    }
}

#[test]
fn two_actions_on_one_key_in_one_context_are_an_error_with_its_line() {
    let clash = error("[panes]\ncopy = [\"F5\"]\n\n[moving]\nup = [\"Up\",\n \"F5\"]\n");
    assert_eq!(clash.line, 6);
    assert!(
        clash.what.contains("`F5` is `copy` already (line 2)"),
        "{clash}"
    );
    let twice = error("[log]\nup = [\"k\"]\ndown = [\"k\"]\n");
    assert_eq!(twice.line, 3);
    assert!(twice.to_string().starts_with("line 3: "));
}

#[test]
fn a_key_that_begins_another_is_an_error() {
    assert_eq!(error("[panes]\ncopy = [\"g\"]\nmove = [\"g g\"]\n").line, 3);
}

#[test]
fn the_same_key_in_contexts_that_never_meet_is_fine() {
    assert!(Keymap::parse("[panes]\ncopy = [\"c\"]\n[carrying]\ndrop = [\"c\"]\n").is_ok());
}

#[test]
fn unknown_words_are_errors_with_their_lines() {
    assert_eq!(error("[nowhere]\ncopy = [\"c\"]\n").line, 1);
    assert_eq!(error("\n[panes]\nfly = [\"c\"]\n").line, 3);
    assert_eq!(error("[panes]\ncopy = [\"Hyper-c\"]\n").line, 2);
    assert_eq!(error("[panes]\ncopy = [\"\"]\n").line, 2);
    assert_eq!(error("[panes]\ncopy = c\n").line, 2);
}

#[test]
fn the_nearest_name_is_told() {
    let told = |text: &str| error(text).what;
    assert_eq!(
        told("[pane]\ncopy = [\"c\"]\n"),
        "no section `pane` (did you mean `panes`?)"
    );
    assert_eq!(
        told("[panes]\ncpy = [\"c\"]\n"),
        "no action `cpy` (did you mean `copy`?)"
    );
    assert_eq!(
        told("[panes]\ncopy = [\"PageUp\"]\n"),
        "`PageUp` is not the name of a key (did you mean `PgUp`?)"
    );
}

/// What the design promises, whatever hands one has: action, function key or Alt, letter.
const PROMISED: [(Section, Action, &[&str]); 36] = [
    (Section::Moving, Action::SwitchPane, &["Tab"]),
    (Section::Moving, Action::Up, &["Up", "k"]),
    (Section::Moving, Action::Down, &["Down", "j"]),
    (Section::Moving, Action::First, &["Home", "g g"]),
    (Section::Moving, Action::Last, &["End", "G"]),
    (Section::Moving, Action::HalfUp, &["Ctrl-U"]),
    (Section::Moving, Action::HalfDown, &["Ctrl-D"]),
    (Section::Moving, Action::Open, &["Enter", "l"]),
    (Section::Moving, Action::Parent, &["Backspace", "h"]),
    (Section::Moving, Action::Find, &["/", "Ctrl-S"]),
    (Section::Moving, Action::FindNext, &["n"]),
    (Section::Moving, Action::FindPrevious, &["N"]),
    (Section::Moving, Action::GoTo, &["g Space", "Alt-C"]),
    (Section::Moving, Action::Hidden, &[".", "Alt-."]),
    (Section::Moving, Action::Refresh, &["R"]),
    (Section::Panes, Action::Copy, &["F5", "c"]),
    (Section::Panes, Action::Move, &["F6"]),
    (Section::Panes, Action::PickUp, &["p", "y"]),
    (Section::Panes, Action::PickUpMove, &["x"]),
    (Section::Panes, Action::UndoDrop, &["u"]),
    (Section::Panes, Action::Mark, &["Space", "Insert"]),
    (Section::Panes, Action::Invert, &["*"]),
    (Section::Panes, Action::MarkAll, &["Ctrl-A"]),
    (Section::Panes, Action::MakeDir, &["F7", "a"]),
    (Section::Panes, Action::Delete, &["F8", "Del", "d"]),
    (Section::Panes, Action::Rename, &["F2", "Shift-F6", "r"]),
    (Section::Carrying, Action::Drop, &["p"]),
    (Section::Carrying, Action::DropInto, &["P"]),
    (Section::Program, Action::Connect, &["o"]),
    (Section::Program, Action::Sites, &["Alt-S"]),
    (Section::Program, Action::Mode, &["M", "Alt-P"]),
    (Section::Program, Action::Transfers, &["T", "Ctrl-Q"]),
    (Section::Program, Action::Log, &["L", "Alt-L"]),
    (Section::Program, Action::Doctor, &["D", "Alt-D"]),
    (Section::Program, Action::Help, &["F1", "?"]),
    (Section::Program, Action::Quit, &["F10", "q"]),
];

#[test]
fn the_default_has_the_keys_that_were_promised() {
    let keymap = Keymap::built_in();
    for (section, action, promised) in PROMISED {
        let has = keymap.keys_of(&[section], action);
        for key in promised {
            assert!(
                has.iter().any(|own| own == key),
                "{action:?}: {key}, not {has:?}"
            );
        }
    }
}

#[test]
fn every_preset_is_in_order_and_no_action_loses_all_its_keys() {
    let default = Keymap::built_in().rows();
    for preset in Keys::iter() {
        let rows = Keymap::of(preset, None).unwrap().rows();
        for row in &default {
            let kept = rows.iter().any(|other| other.action == row.action);
            assert!(kept, "{preset}: {} has no key", row.action);
        }
    }
}

#[test]
fn presets_differ_where_hands_do() {
    let resolve = |preset, text: &str| {
        let keymap = Keymap::of(preset, None).unwrap();
        keymap.resolve(Context::Panes, false, &keys(text))
    };
    assert_eq!(resolve(Keys::Vim, "F5"), Resolved::Action(Action::Copy));
    assert_eq!(resolve(Keys::Vim, "c"), Resolved::Action(Action::Copy));
    assert_eq!(resolve(Keys::Vim, "y y"), Resolved::Action(Action::PickUp));
    assert_eq!(resolve(Keys::Vim, "d"), Resolved::Prefix);
    assert_eq!(resolve(Keys::Vim, "d D"), Resolved::Action(Action::Delete));
    assert_eq!(resolve(Keys::Mc, "F8"), Resolved::Action(Action::Delete));
    assert_eq!(resolve(Keys::Mc, "d"), Resolved::Nothing);
    assert_eq!(resolve(Keys::Mc, "q"), Resolved::Nothing);
    for (preset, key, action) in [
        (Keys::Mc, "Ctrl-X c", Action::Permissions),
        (Keys::Mc, "Ctrl-X d", Action::Compare),
        (Keys::Mc, "Ctrl-X h", Action::Bookmark),
        (Keys::Mc, "Ctrl-X j", Action::Transfers),
        (Keys::Mc, "\\", Action::UnmarkMask),
        (Keys::Mc, "Alt-?", Action::FindBelow),
        (Keys::Mc, "Alt-S", Action::Find),
        (Keys::Mc, "Alt-Y", Action::StepBack),
        (Keys::Mc, "Alt-U", Action::StepForward),
        (Keys::Vim, "Ctrl-W w", Action::SwitchPane),
        (Keys::Vim, "Ctrl-W l", Action::RemotePane),
        (Keys::Vim, "Z Q", Action::Quit),
        (Keys::Filezilla, "Ctrl-S", Action::Sites),
        (Keys::Filezilla, "Ctrl-W", Action::CloseTab),
        (Keys::Filezilla, "Ctrl-P", Action::PauseAll),
        (Keys::Filezilla, "Ctrl-Y", Action::Synchronize),
        (Keys::Filezilla, "Ctrl-O", Action::Compare),
    ] {
        assert_eq!(
            resolve(preset, key),
            Resolved::Action(action),
            "{preset}: {key}"
        );
    }
    let vim = Keymap::of(Keys::Vim, None).unwrap();
    for context in Context::iter() {
        let pages = |key: &str| vim.resolve(context, false, &keys(key));
        if pages("Ctrl-D") == Resolved::Action(Action::PageDown) {
            assert_eq!(pages("Ctrl-F"), pages("Ctrl-D"), "{context:?}");
            assert_eq!(pages("Ctrl-B"), pages("Ctrl-U"), "{context:?}");
        }
    }
    for count in ["1", "2", "9"] {
        assert_eq!(
            resolve(Keys::Vim, count),
            Resolved::Nothing,
            "a count: {count}"
        );
    }
    assert_eq!(
        resolve(Keys::Filezilla, "F5"),
        Resolved::Action(Action::Refresh)
    );
    assert_eq!(
        resolve(Keys::Filezilla, "Ctrl-Q"),
        Resolved::Action(Action::Quit)
    );
}

#[test]
fn own_keys_change_single_actions_and_leave_the_rest() {
    let text = "[panes]\ncopy = [\"Ctrl-K\"]\npick-up-move = []\nmove = [\"x\"]\n";
    let keymap = Keymap::of(Keys::Default, Some(&own(text))).unwrap();
    let resolve = |text: &str| keymap.resolve(Context::Panes, false, &keys(text));
    assert_eq!(resolve("Ctrl-K"), Resolved::Action(Action::Copy));
    assert_eq!(resolve("c"), Resolved::Nothing);
    assert_eq!(resolve("x"), Resolved::Action(Action::Move));
    assert_eq!(resolve("d"), Resolved::Action(Action::Delete));
}

#[test]
fn an_own_key_that_something_has_already_is_an_error_with_file_and_line() {
    let clash = Keymap::of(Keys::Default, Some(&own("[panes]\n\ncopy = [\"x\"]\n"))).unwrap_err();
    assert_eq!(
        clash.to_string(),
        "keys.toml, line 3: `x` is `pick-up-move` already (the default keymap) where it would be \
         `copy`; give that another one: [panes] pick-up-move = [\"…\"]"
    );
    let unknown = Keymap::of(Keys::Vim, Some(&own("[panes]\ncoppy = []\n"))).unwrap_err();
    assert_eq!(
        unknown.to_string(),
        "keys.toml, line 2: no action `coppy` (did you mean `copy`?)"
    );
}
