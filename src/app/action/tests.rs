use super::WORDS;
use crate::app::Action;
use strum::IntoEnumIterator;

#[test]
fn every_action_has_its_words_once() {
    for action in Action::iter() {
        assert!(!action.short().is_empty(), "{action:?}");
        assert!(!action.label().is_empty(), "{action:?}");
    }
    assert_eq!(WORDS.len(), Action::iter().count());
}

#[test]
fn names_are_in_kebab_case() {
    assert_eq!("pick-up-move".parse(), Ok(Action::PickUpMove));
    assert!("PickUp".parse::<Action>().is_err());
}
