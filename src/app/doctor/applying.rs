//! Doing what the report advises: in this run, and in the site that is kept.

use super::{Choice, mode_word};
use crate::app::{App, Effect, Link, SiteJob, ToastKind};
use crate::engine::Command;
use crate::model::doctor::Advice;
use crate::model::stored_site::take;
use crate::model::text::display_safe_str;
use crate::model::{ModeChoice, Shore, Site, SiteKey};
use std::collections::BTreeMap;

impl App {
    /// A digit was pressed: does what stands behind that number.
    pub(in crate::app) fn choose_in_doctor(&mut self, number: usize) {
        let can_save = self.report_folder.is_some();
        let Some(examination) = self.examination() else {
            return;
        };
        let choices = examination.choices(can_save);
        let chosen = number.checked_sub(1).and_then(|at| choices.get(at));
        let said = match chosen {
            None => return,
            Some(Choice::Save) => return self.save_report(),
            Some(Choice::Advice(advice)) => match (advice.choice, advice.set.clone()) {
                (Some(mode), _) => self.use_mode(mode),
                (None, set) if set.is_empty() => {
                    format!("{number} is for you to do, outside this program")
                }
                (None, set) => self.listen_as(&set),
            },
        };
        if let Some(examination) = self.examination_mut() {
            examination.said = Some(said);
        }
    }

    /// Uses a mode from now on; a listing that failed without it is tried again. What is said of it.
    pub(super) fn use_mode(&mut self, mode: ModeChoice) -> String {
        self.set_mode(mode);
        let set = BTreeMap::from([(SiteKey::Mode, mode.to_string())]);
        let place = self.keep_in_site(&set);
        let said = format!(
            "{} from the next data connection on{place}",
            mode_word(mode)
        );
        self.say(ToastKind::Info, &*said);
        if self.remote.error.is_some() && matches!(self.link, Link::Online { .. }) {
            self.refresh_by_user(Shore::Remote);
        }
        said
    }

    /// Active mode listens on these ports and announces this address from now on. What is said of it.
    fn listen_as(&mut self, set: &BTreeMap<SiteKey, String>) -> String {
        let place = self.keep_in_site(set);
        if let Some(site) = &self.site {
            let (ports, address) = (site.port_range, site.external_address);
            self.ask_engine(Command::SetListening { ports, address });
        }
        let said = format!(
            "{} from now on{place}; the rest is for you to do",
            settings_words(set)
        );
        self.say(ToastKind::Info, &*said);
        said
    }

    /// Settles something for the site connected to, and in the file where it is kept. What is said of
    /// where that stays.
    fn keep_in_site(&mut self, set: &BTreeMap<SiteKey, String>) -> String {
        let Some(site) = &mut self.site else {
            return String::new();
        };
        for (key, text) in set {
            // They come from the report, which holds nothing else.
            let _ = take(site, *key, text);
        }
        let Some(before) = self.connected_name().and_then(|name| self.sites.get(name)) else {
            self.note_used();
            return if set.contains_key(&SiteKey::Mode) && !self.demo {
                ", remembered with the recent sites".into()
            } else {
                ", until the program ends".into()
            };
        };
        let mut site = before.clone();
        for (key, text) in set {
            let _ = site.set(*key, text);
        }
        let name = display_safe_str(&site.name);
        if site == *before {
            return format!(", as it stands in {name}");
        }
        let said = format!(
            "{} is written into {name} (sites.toml)",
            settings_words(set)
        );
        let (before, site) = (Box::new(before.clone()), Box::new(site));
        self.effects
            .push(Effect::Sites(SiteJob::Settle { before, site, said }));
        format!(" and in {name}")
    }

    /// It is settled in the file.
    pub(in crate::app) fn settled_in_site(&mut self, said: String) {
        if let Some(examination) = self.examination_mut() {
            examination.said = Some(said.clone());
        }
        self.say(ToastKind::Ok, said);
    }

    /// Whether the site has all of this already.
    pub(super) fn is_set(&self, set: &BTreeMap<SiteKey, String>) -> bool {
        let Some(site) = &self.site else {
            return false;
        };
        let mut with = site.clone();
        let taken = set
            .iter()
            .all(|(key, text)| take(&mut with, *key, text).is_ok());
        let active = |site: &Site| (site.port_range, site.external_address);
        !set.is_empty() && taken && active(site) == active(&with)
    }

    /// The words of an advice for its line, with what its number does.
    pub(super) fn advice_words(&self, number: usize, advice: &Advice) -> String {
        let text = &advice.text;
        let kept = self.connected_name();
        let kept = kept.filter(|name| self.sites.get(name).is_some());
        match (kept, advice.set.is_empty()) {
            (_, true) => text.clone(),
            (Some(name), false) => {
                format!(
                    "{text}; {number} writes that into {}",
                    display_safe_str(name)
                )
            }
            (None, false) => format!("{text}; {number} sets that here"),
        }
    }
}

/// `port_range = 50000-50100, external_address = 198.51.100.4`
fn settings_words(set: &BTreeMap<SiteKey, String>) -> String {
    let words = set
        .iter()
        .map(|(key, text)| format!("{} = {text}", key.name()));
    words.collect::<Vec<_>>().join(", ")
}
