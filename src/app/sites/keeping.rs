//! Keeping sites, and connecting to those that are kept or were connected to.

use super::{Part, SiteForm, SiteJob, SiteOutcome, tree};
use crate::app::connecting::Attempt;
use crate::app::{App, ConnectForm, Effect, Field, Link, Overlay, ToastKind};
use crate::model::stored_site::go_below;
use crate::model::text::display_safe_str;
use crate::model::{RecentSite, Shore, Site, SiteBook, SiteKey, StoredSite};
use std::path::PathBuf;

impl App {
    /// Keeps what stands in the form.
    pub(super) fn save_site(&mut self) {
        let Some(manager) = self.manager() else {
            return;
        };
        manager.form.error = None;
        if let Some(from) = manager.form.folder.clone() {
            let to = manager.form.text(super::SiteField::Name).trim().to_owned();
            manager.part = Part::Tree;
            if to != from {
                self.effects
                    .push(Effect::Sites(SiteJob::Rename { from, to }));
            }
            return;
        }
        match manager.form.site(true) {
            Ok(site) => {
                let before = manager.form.before.clone().map(Box::new);
                manager.form.settle(&site);
                manager.warned = false;
                let site = Box::new(site);
                self.effects
                    .push(Effect::Sites(SiteJob::Put { before, site }));
            }
            Err(error) => manager.form.error = Some(error),
        }
    }

    /// Connects to what stands in the form, and keeps it if it has a name.
    pub(super) fn connect_from_site_form(&mut self) {
        let Some(manager) = self.manager() else {
            return;
        };
        manager.form.error = None;
        let stored = match manager.form.site(false) {
            Ok(stored) => stored,
            Err(error) => return manager.form.error = Some(error),
        };
        let form = manager.form.clone();
        if !stored.name.is_empty() && form.before.as_ref() != Some(&stored) {
            self.save_site();
        }
        self.close_sites();
        self.connect_with(stored.site(&self.settings), Some(&form));
    }

    /// Connects to a site that is kept, with its stored password, or asks for it.
    pub(in crate::app) fn connect_kept(&mut self, stored: &StoredSite) {
        self.connect_with(stored.site(&self.settings), None);
    }

    /// [`App::connect_kept`], with a path that is seen from the site's directory.
    pub(in crate::app) fn connect_below(
        &mut self,
        stored: &StoredSite,
        path: &str,
    ) -> Result<(), String> {
        let mut site = stored.site(&self.settings);
        go_below(&mut site, path, None)?;
        self.connect_with(site, None);
        Ok(())
    }

    fn connect_with(&mut self, mut site: Site, filled: Option<&SiteForm>) {
        if site.user == "anonymous" {
            return self.connect(site, Attempt::CommandLine);
        }
        let typed = filled.is_some_and(|form| !form.password.value().is_empty());
        let mut quick = match filled {
            Some(form) => form.quick(&site),
            None => ConnectForm::with_template(&site),
        };
        if typed {
            if let Some(form) = filled {
                site.password = form.typed_password();
            }
            return self.connect_from_form(site, Box::new(quick));
        }
        if self.is_password_known(&site) {
            return self.connect(self.with_known_password(site), Attempt::CommandLine);
        }
        quick.field = Field::Password;
        self.overlay = Some(Overlay::Connect(Box::new(quick)));
        self.offer_keeping(true);
    }

    /// Whether this login was made in this run already.
    fn is_password_known(&self, site: &Site) -> bool {
        use secrecy::ExposeSecret as _;
        let last = self.site.as_ref();
        last.is_some_and(|last| {
            last.label() == site.label() && !last.password.expose_secret().is_empty()
        })
    }

    fn with_known_password(&self, mut site: Site) -> Site {
        if let Some(last) = &self.site {
            site.password = last.password.clone();
            site.account = site.account.or_else(|| last.account.clone());
        }
        site
    }

    /// The folder of this computer that a site is kept with.
    pub(in crate::app) fn local_folder_of(&self, site: &Site) -> Option<PathBuf> {
        let stored = self.sites.get(site.name.as_deref()?)?;
        let text = stored.get(SiteKey::LocalDirectory)?;
        let here = self.local.place.as_ref();
        Some(crate::app::place::local_from(
            text,
            here,
            self.home.as_deref(),
        ))
    }

    /// The name of the site connected to last, if it is one that is kept.
    pub fn connected_name(&self) -> Option<&String> {
        self.site.as_ref()?.name.as_ref()
    }

    /// Notes that a site was connected to.
    pub(in crate::app) fn note_used(&mut self) {
        let Some(site) = self.site.as_ref().filter(|_| !self.demo) else {
            return;
        };
        let mut stored = match &site.name {
            Some(name) => StoredSite::named(name.clone()),
            None => StoredSite::of(site),
        };
        if !stored.name.is_empty() && self.sites.get(&stored.name).is_none() {
            // It was removed meanwhile.
            stored = StoredSite::of(site);
        }
        self.sites.used(stored.clone(), self.now);
        let at = self.now;
        self.effects
            .push(Effect::Sites(SiteJob::Used { site: stored, at }));
    }

    /// Those connected to last, where the remote pane has nothing else to show.
    pub fn recent_sites(&self) -> Vec<(&RecentSite, &StoredSite)> {
        let shows = matches!(self.link, Link::Offline { .. }) && self.remote.place.is_none();
        let recent = tree::present(&self.sites).filter(|_| shows && !self.demo);
        recent
            .filter_map(|(_, recent)| Some((recent, self.sites.present(recent)?)))
            .collect()
    }

    /// Walking in those rows, and connecting to one. Whether the action was one for them.
    pub(in crate::app) fn act_on_recent(
        &mut self,
        shore: Shore,
        action: crate::app::Action,
    ) -> bool {
        use crate::app::Action;
        let recent = self.recent_sites();
        if shore == Shore::Local || recent.is_empty() {
            return false;
        }
        let last = recent.len() - 1;
        let at = self.recent_cursor.min(last);
        match action {
            Action::Open => {
                let site = recent.get(at).map(|(_, site)| (*site).clone());
                if let Some(site) = site {
                    self.connect_kept(&site);
                }
            }
            Action::Up | Action::Down | Action::First | Action::Last => {
                self.recent_cursor = crate::app::pane::moved(at, last + 1, 1, action);
            }
            _ => return false,
        }
        true
    }

    /// Work on the sites has ended.
    pub(in crate::app) fn sites_outcome(&mut self, outcome: Result<SiteOutcome, String>) {
        if let Some(manager) = self.manager() {
            manager.form.has_settled(outcome.is_ok());
        }
        match outcome {
            Ok(SiteOutcome::Changed { book, name }) => {
                let before = std::mem::replace(&mut self.sites, book);
                self.sites_changed(&before, name.as_deref());
            }
            Ok(SiteOutcome::Read(book)) => {
                if self.sites != book {
                    let before = std::mem::replace(&mut self.sites, book);
                    self.sites_changed(&before, None);
                }
            }
            Ok(SiteOutcome::Settled { book, said }) => {
                self.sites = book;
                self.settled_in_site(said);
            }
            Ok(SiteOutcome::Imported { book, lines }) => {
                self.sites = book;
                if self.is_busy_typing() {
                    self.memory.manager = None;
                    let first = lines.into_iter().next().unwrap_or_default();
                    return self.say(ToastKind::Ok, first);
                }
                self.tell("Import", lines);
            }
            Err(text) => {
                if self.overlay.is_none() {
                    self.back_to_manager();
                }
                match self.manager() {
                    Some(manager) => manager.form.error = Some(text),
                    None => self.say(ToastKind::Error, text),
                }
            }
        }
    }

    fn sites_changed(&mut self, before: &SiteBook, name: Option<&str>) {
        let book = std::mem::take(&mut self.sites);
        let said = name.map(|name| format!("{} is kept", display_safe_str(name)));
        if let Some(manager) = self.manager() {
            manager.stay(before, &book);
            if let Some(name) = name {
                if !manager.find.value().is_empty() {
                    manager.find.reset();
                }
                manager.stand_on(&book, name);
            }
            if manager.part == Part::Form && manager.form.folder.is_none() {
                // What is typed stays, and so does the cursor in it. It may be the form of another site
                // by now.
                let kept = name.and_then(|name| book.get(name));
                let its = manager.form.before.as_mut();
                let its = its.filter(|before| Some(before.name.as_str()) == name);
                if let (Some(before), Some(site)) = (its, kept) {
                    *before = site.clone();
                }
            } else {
                manager.show(&book);
            }
            manager.said = said.or(manager.said.take());
        } else if let Some(text) = said {
            self.say(ToastKind::Ok, text);
        }
        self.sites = book;
        self.look_for_stored();
    }
}
