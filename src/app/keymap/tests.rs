use super::*;

fn keys(text: &str) -> Vec<Key> {
    sequence(text).unwrap()
}

fn error(text: &str) -> KeymapError {
    Keymap::parse(text).unwrap_err()
}

#[test]
fn the_built_in_keymap_is_in_order() {
    let keymap = Keymap::parse(DEFAULT).unwrap();
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
