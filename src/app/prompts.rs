//! Prompts: one line of input.

use super::{Action, App, Effect, Overlay, Prompt, PromptPurpose, SiteJob, place};
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
        } else if action != Action::Accept {
            self.back_to_manager();
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
            PromptPurpose::Search => return self.search_file(typed, false),
            PromptPurpose::SearchUp => return self.search_file(typed, true),
            PromptPurpose::Position => return self.go_to_position(typed),
            PromptPurpose::ImportSites => {
                let typed = typed.trim();
                let file = (!typed.is_empty()).then(|| {
                    place::local_from(typed, self.local.place.as_ref(), self.home.as_deref())
                });
                self.effects.push(Effect::Sites(SiteJob::Import(file)));
            }
            PromptPurpose::Charset => return self.choose_charset_by_name(typed),
            PromptPurpose::MakeDir(folder) => return self.make_directory(folder, typed),
            PromptPurpose::Rename { folder, name, .. } => return self.rename(folder, name, typed),
        }
        true
    }
}
