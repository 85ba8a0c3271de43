//! Prompts: one line of input, and pasted text.

use super::form::{printable, put_in};
use super::{Action, App, Context, Overlay, Prompt, PromptPurpose, ToastKind};
use crate::model::url::looks_like_url;

impl App {
    pub(super) fn act_in_prompt(&mut self, action: Action) {
        if action == Action::Complete {
            return self.complete();
        }
        let Some(Overlay::Prompt(mut prompt)) = self.overlay.take() else {
            return;
        };
        if action != Action::Accept && prompt.purpose.is_secret() {
            self.master_declined();
        } else if action == Action::Accept && !self.accept(&prompt) {
            // Said in the dialog too: on a small screen that lies over the message line.
            prompt.error = self.toast.as_ref().map(|toast| toast.text.clone());
            self.overlay = Some(Overlay::Prompt(prompt));
        }
    }

    /// Whether what was typed will do.
    fn accept(&mut self, prompt: &Prompt) -> bool {
        let typed = prompt.input.value();
        match &prompt.purpose {
            PromptPurpose::GoTo(_) if looks_like_url(typed) => self.open_form_with_url(typed),
            PromptPurpose::GoTo(shore) => {
                return self.go_to(*shore, typed) || typed.trim().is_empty();
            }
            PromptPurpose::Master { new } => return self.master_typed(*new, typed),
            PromptPurpose::MasterAgain(chosen) => return self.master_confirmed(chosen, typed),
            PromptPurpose::Sessions { .. } => return self.choose_sessions(typed),
            PromptPurpose::Bookmark(place) => self.name_bookmark(place, typed),
            PromptPurpose::Charset => return self.choose_charset_by_name(typed),
            PromptPurpose::MakeDir(shore) => return self.make_directory(*shore, typed),
            PromptPurpose::Rename { shore, name, .. } => return self.rename(*shore, name, typed),
        }
        true
    }

    /// Pasted text is never run as keys: it goes into an input, or it is a URL to connect to.
    pub(super) fn paste(&mut self, text: &str) {
        self.pending.clear();
        let line = printable(text);
        let context = self.context();
        match &mut self.overlay {
            Some(Overlay::Prompt(prompt)) => put_in(&mut prompt.input, &line),
            Some(Overlay::Inquiry(inquiry)) => inquiry.paste(&line),
            Some(Overlay::Connect(form)) => form.paste(&line),
            Some(Overlay::Limits(form)) => {
                if let Some(input) = form.input() {
                    put_in(input, &line);
                }
            }
            Some(_) => {}
            None if context == Context::Filter => {
                self.change_filter(|filter| put_in(filter, &line));
            }
            None if context == Context::Find => {
                let shore = self.active();
                let typed = self.pane(shore).find.clone().unwrap_or_default();
                self.look_for(typed + &line);
            }
            None if looks_like_url(&line) => self.open_form_with_url(&line),
            None => self.say(
                ToastKind::Info,
                "pasted text is not an ftp:// URL: nothing was done with it",
            ),
        }
    }
}
