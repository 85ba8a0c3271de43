//! A few fields that are asked for together: texts, choices, yes or no. What was answered last is
//! there again the next time; the first letter typed takes its place.

use super::form::{edit, put_in};
use super::{Action, App, Key, KeyCode, Overlay};
use crate::engine::Place;
use crate::model::Shore;
use tui_input::Input;

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum InquiryPurpose {
    /// Masks of what is to be marked.
    Mark,
    /// Masks of what is no longer to be marked.
    Unmark,
    /// What to find below the folder.
    Search,
    /// By what the panes are compared.
    Compare,
}

/// A field.
#[derive(Clone, Debug)]
pub struct InquiryField {
    /// What it is called.
    pub label: &'static str,
    /// What may be put in, in a line.
    pub hint: &'static str,
    /// What is in it.
    pub value: InquiryValue,
}

/// What is in a field.
#[derive(Clone, Debug)]
pub enum InquiryValue {
    /// A text.
    Text(Input),
    /// Yes or no.
    Check(bool),
    /// One of several.
    Choice {
        /// What there is.
        options: &'static [&'static str],
        /// The one that is chosen.
        chosen: usize,
    },
}

impl InquiryField {
    pub(super) fn text(label: &'static str, hint: &'static str, text: &str) -> Self {
        let value = InquiryValue::Text(Input::new(text.to_owned()));
        Self { label, hint, value }
    }

    pub(super) fn check(label: &'static str, hint: &'static str, on: bool) -> Self {
        let value = InquiryValue::Check(on);
        Self { label, hint, value }
    }

    pub(super) fn choice(
        label: &'static str,
        hint: &'static str,
        options: &'static [&'static str],
    ) -> Self {
        let value = InquiryValue::Choice { options, chosen: 0 };
        Self { label, hint, value }
    }
}

/// Fields that are asked for.
#[derive(Clone, Debug)]
pub struct Inquiry {
    /// What for.
    pub purpose: InquiryPurpose,
    /// The folder of the pane that has the keys, safe to show.
    pub place: String,
    /// The folders it is about.
    folders: Vec<Place>,
    /// The fields.
    pub fields: Vec<InquiryField>,
    /// The field that has the keys.
    pub at: usize,
    /// What is wrong with what was entered.
    pub error: Option<String>,
    /// Nothing has been typed yet: the first letter takes the place of what was there.
    fresh: bool,
}

/// What was entered, by the place of the field.
pub(super) struct Answers<'a>(pub(super) &'a [InquiryField]);

impl Answers<'_> {
    pub(super) fn text(&self, at: usize) -> &str {
        match self.0.get(at).map(|field| &field.value) {
            Some(InquiryValue::Text(input)) => input.value().trim(),
            _ => "",
        }
    }

    pub(super) fn is_checked(&self, at: usize) -> bool {
        let value = self.0.get(at).map(|field| &field.value);
        matches!(value, Some(InquiryValue::Check(true)))
    }

    pub(super) fn chosen(&self, at: usize) -> usize {
        match self.0.get(at).map(|field| &field.value) {
            Some(InquiryValue::Choice { chosen, .. }) => *chosen,
            _ => 0,
        }
    }
}

impl InquiryPurpose {
    /// What is said of it where it is not done.
    fn undone(self) -> &'static str {
        match self {
            Self::Mark => "not marked",
            Self::Unmark => "not unmarked",
            Self::Search => "not looked for",
            Self::Compare => "not compared",
        }
    }

    /// Whose answers are there again the next time.
    fn memory(self) -> Self {
        match self {
            Self::Unmark => Self::Mark,
            purpose => purpose,
        }
    }

    fn fields(self) -> Vec<InquiryField> {
        match self {
            Self::Mark | Self::Unmark => super::marking::fields(),
            Self::Search => super::search::fields(),
            Self::Compare => super::comparison::fields(),
        }
    }
}

impl App {
    pub(super) fn inquire(&mut self, purpose: InquiryPurpose) {
        self.make_room_for_keys();
        let last = self.memory.inquired.get(&purpose.memory()).cloned();
        let shores = match purpose {
            InquiryPurpose::Compare => vec![Shore::Local, Shore::Remote],
            _ => vec![self.active()],
        };
        let folders = shores.into_iter();
        let folders = folders.filter_map(|shore| self.pane(shore).place.clone());
        self.overlay = Some(Overlay::Inquiry(Box::new(Inquiry {
            purpose,
            place: self.pane(self.active()).title.clone(),
            folders: folders.collect(),
            fields: last.unwrap_or_else(|| purpose.fields()),
            at: 0,
            error: None,
            fresh: true,
        })));
    }

    pub(super) fn act_in_inquiry(&mut self, action: Action) {
        let Some(Overlay::Inquiry(mut inquiry)) = self.overlay.take() else {
            return;
        };
        let count = inquiry.fields.len().max(1);
        match action {
            Action::NextField => inquiry.at = (inquiry.at + 1) % count,
            Action::PreviousField => inquiry.at = (inquiry.at + count - 1) % count,
            Action::Accept => match self.answer_inquiry(&inquiry) {
                Ok(()) => {
                    let memory = inquiry.purpose.memory();
                    self.memory.inquired.insert(memory, inquiry.fields);
                    return;
                }
                Err(wrong) => inquiry.error = Some(wrong),
            },
            _ => return,
        }
        inquiry.fresh = false;
        self.overlay = Some(Overlay::Inquiry(inquiry));
    }

    fn answer_inquiry(&mut self, inquiry: &Inquiry) -> Result<(), String> {
        let answers = Answers(&inquiry.fields);
        let undone = inquiry.purpose.undone();
        let mut folders = inquiry.folders.iter();
        if !folders.all(|folder| self.still_shows_or_say(folder, undone)) {
            return Ok(());
        }
        match inquiry.purpose {
            InquiryPurpose::Mark => self.mark_by_mask(&answers, true),
            InquiryPurpose::Unmark => self.mark_by_mask(&answers, false),
            InquiryPurpose::Search => self.search_for(&answers),
            InquiryPurpose::Compare => self.compare(&answers),
        }
    }
}

impl Inquiry {
    /// A key that is not in the keymap: it is typed, or it changes a choice.
    pub(super) fn edit(&mut self, key: Key) {
        let fresh = std::mem::take(&mut self.fresh);
        let Some(field) = self.fields.get_mut(self.at) else {
            return;
        };
        let back = key.code == KeyCode::Left;
        let changes = back || key.code == KeyCode::Right || key.typed() == Some(' ');
        match &mut field.value {
            InquiryValue::Text(input) => {
                if fresh && key.typed().is_some() {
                    *input = Input::default();
                }
                edit(input, key);
            }
            InquiryValue::Check(on) if changes => *on = !*on,
            InquiryValue::Choice { options, chosen } if changes => {
                let count = options.len().max(1);
                let step = if back { count - 1 } else { 1 };
                *chosen = (*chosen + step) % count;
            }
            InquiryValue::Check(_) | InquiryValue::Choice { .. } => {}
        }
    }

    pub(super) fn paste(&mut self, line: &str) {
        let fresh = std::mem::take(&mut self.fresh);
        let field = self.fields.get_mut(self.at).map(|field| &mut field.value);
        if let Some(InquiryValue::Text(input)) = field {
            if fresh {
                *input = Input::default();
            }
            put_in(input, line);
        }
    }
}
