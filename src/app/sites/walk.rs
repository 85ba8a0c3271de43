//! What the keys do in the site manager: walking in the tree, finding, and the form.

use super::{Part, RECENT, RowKind, SiteField, SiteForm, SiteJob, SiteManager};
use crate::app::form::{edit, put_in};
use crate::app::pane::moved;
use crate::app::{Action, App, Context, Effect, Keeping, Key};
use crate::model::text::{display_safe_str, plural};
use crate::model::url::looks_like_url;
use crate::model::{SiteBook, SiteKey, StoredSite};

impl App {
    pub(in crate::app) fn act_in_sites(&mut self, action: Action) {
        match self.context() {
            Context::RemoveSite => self.answer_remove(action),
            Context::SiteFind => self.act_in_site_find(action),
            Context::SiteForm => self.act_in_site_form(action),
            _ => self.act_in_tree(action),
        }
        self.look_for_stored();
    }

    fn act_in_tree(&mut self, action: Action) {
        let page = usize::from(self.size.1).saturating_sub(10).max(1);
        let book = std::mem::take(&mut self.sites);
        let Some(manager) = self.manager() else {
            self.sites = book;
            return;
        };
        let row = manager.row(&book);
        let mut connects = None;
        match (action, row) {
            (Action::Leave, _) if !manager.find.value().is_empty() => {
                manager.find.reset();
                manager.cursor = 0;
                manager.show(&book);
            }
            (Action::Leave, _) => self.close_sites(),
            (Action::Find, _) => manager.part = Part::Find,
            (Action::NewSite, row) => {
                let folder = folder_at(row.as_ref());
                let keeping = manager.form.keeping.take();
                manager.form = SiteForm::draft(&StoredSite::named(folder));
                manager.form.keeping = keeping.map(Keeping::anew);
                manager.test = None;
                manager.begin_form(SiteField::Name);
            }
            (Action::DuplicateSite, Some(RowKind::Site(name))) => {
                if let Some(site) = book.get(&name) {
                    let mut copy = site.clone();
                    copy.name = format!("{name} copy");
                    let keeping = manager.form.keeping.take();
                    manager.form = SiteForm::draft(&copy);
                    manager.form.keeping = keeping.map(Keeping::anew);
                    manager.begin_form(SiteField::Name);
                }
            }
            (Action::Delete, Some(RowKind::Site(name))) => manager.asks = Some((name, 1)),
            (Action::Delete, Some(RowKind::Folder { name, count, .. })) if name != RECENT => {
                manager.asks = Some((name, count));
            }
            (Action::Rename, Some(RowKind::Site(_))) => manager.begin_form(SiteField::Name),
            (Action::Rename, Some(RowKind::Folder { name, .. })) if name != RECENT => {
                manager.begin_form(SiteField::Name);
            }
            (Action::NextField, row) => {
                let field = match row {
                    None | Some(RowKind::Folder { .. }) => SiteField::Name,
                    _ => SiteField::Value(SiteKey::Host),
                };
                manager.begin_form(field);
            }
            (Action::Accept | Action::Right, Some(RowKind::Folder { name, open, .. })) => {
                if open && action == Action::Accept {
                    manager.open.remove(&name);
                } else {
                    manager.open.insert(name);
                }
            }
            (Action::Left, row) => go_left(manager, &book, row),
            (Action::Accept, Some(RowKind::Site(_) | RowKind::Recent(_))) => {
                connects = manager.form.site(false).ok();
            }
            (Action::TestSite, Some(RowKind::Site(_) | RowKind::Recent(_))) => {
                self.sites = book;
                return self.test_site();
            }
            (Action::ImportSites, _) => {
                self.sites = book;
                return self.ask_import();
            }
            (action, _) => {
                let rows = manager.rows(&book).len();
                let to = moved(manager.cursor, rows, page, action);
                if to != manager.cursor {
                    manager.cursor = to;
                    manager.said = None;
                    manager.show(&book);
                }
            }
        }
        self.sites = book;
        if let Some(site) = connects {
            self.overlay = None;
            self.connect_kept(&site);
        }
    }

    fn act_in_site_find(&mut self, action: Action) {
        let book = std::mem::take(&mut self.sites);
        if let Some(manager) = self.manager() {
            match action {
                Action::Leave => {
                    manager.find.reset();
                    manager.part = Part::Tree;
                    manager.cursor = 0;
                }
                Action::Accept => manager.part = Part::Tree,
                action => {
                    let rows = manager.rows(&book).len();
                    manager.cursor = moved(manager.cursor, rows, 1, action);
                }
            }
            manager.show(&book);
        }
        self.sites = book;
    }

    /// A key that is typed in the manager.
    pub(in crate::app) fn type_in_sites(&mut self, key: Key) {
        let book = std::mem::take(&mut self.sites);
        if let Some(manager) = self.manager() {
            match manager.part {
                Part::Find => {
                    edit(&mut manager.find, key);
                    manager.cursor = 0;
                    manager.show(&book);
                }
                Part::Form => {
                    manager.form.edit(key);
                    manager.form.error = None;
                    manager.warned = false;
                    manager.said = None;
                }
                Part::Tree => {}
            }
        }
        self.sites = book;
    }

    /// Text that is pasted in the manager: a URL in the tree begins a new site.
    pub(in crate::app) fn paste_in_sites(&mut self, line: &str) {
        let book = std::mem::take(&mut self.sites);
        if let Some(manager) = self.manager() {
            match manager.part {
                Part::Find => {
                    put_in(&mut manager.find, line);
                    manager.cursor = 0;
                    manager.show(&book);
                }
                Part::Form => manager.form.paste(line),
                Part::Tree if looks_like_url(line) => {
                    let keeping = manager.form.keeping.take();
                    manager.form = SiteForm::default();
                    manager.form.keeping = keeping.map(Keeping::anew);
                    manager.form.paste(line);
                    manager.begin_form(SiteField::Name);
                }
                Part::Tree => manager.said = Some("a URL pasted here begins a new site".into()),
            }
        }
        self.sites = book;
    }

    fn act_in_site_form(&mut self, action: Action) {
        let Some(manager) = self.manager() else {
            return;
        };
        let field = manager.form.field;
        match action {
            Action::NextField | Action::PreviousField => {
                if field == Some(SiteField::Value(SiteKey::Host)) {
                    manager.form.error = manager.form.take_apart().err();
                }
                manager.form.go(action == Action::NextField);
            }
            Action::SaveSite => self.save_site(),
            Action::TestSite => self.test_site(),
            Action::Accept => match field {
                Some(SiteField::Save) => self.save_site(),
                Some(SiteField::Test) => self.test_site(),
                _ if manager.form.folder.is_some() => self.save_site(),
                _ => self.connect_from_site_form(),
            },
            Action::Leave => self.leave_site_form(),
            _ => {}
        }
    }

    /// Esc in the form: to the tree; what was changed is not thrown away by one key.
    fn leave_site_form(&mut self) {
        let book = std::mem::take(&mut self.sites);
        if let Some(manager) = self.manager() {
            if manager.form.is_changed() && !manager.warned {
                manager.warned = true;
                let text = "not kept yet: Ctrl-S keeps it, Esc once more throws it away";
                manager.form.error = Some(text.into());
            } else {
                manager.part = Part::Tree;
                manager.show(&book);
            }
        }
        self.sites = book;
        self.stop_test();
    }

    fn answer_remove(&mut self, action: Action) {
        let Some((name, count)) = self.manager().and_then(|manager| manager.asks.take()) else {
            return;
        };
        if action == Action::Confirm {
            let shown = display_safe_str(&name);
            let text = match count {
                1 => format!("{shown} is kept no more"),
                count => format!("{} of {shown} are kept no more", plural(count, "site")),
            };
            if let Some(manager) = self.manager() {
                manager.said = Some(text);
            }
            self.effects.push(Effect::Sites(SiteJob::Remove(name)));
        }
    }
}

/// The beginning of a name for what is new beside this row.
fn folder_at(row: Option<&RowKind>) -> String {
    match row {
        Some(RowKind::Folder { name, .. }) if name != RECENT => format!("{name}/"),
        Some(RowKind::Site(name)) => match name.rsplit_once('/') {
            Some((folder, _)) => format!("{folder}/"),
            None => String::new(),
        },
        _ => String::new(),
    }
}

/// Closes the folder under the cursor, or goes to the one that the row is in.
fn go_left(manager: &mut SiteManager, book: &SiteBook, row: Option<RowKind>) {
    let above = match row {
        Some(RowKind::Folder { name, open, .. }) if open => {
            manager.open.remove(&name);
            return;
        }
        Some(RowKind::Folder { name, .. } | RowKind::Site(name)) => {
            name.rsplit_once('/').map(|(above, _)| above.to_owned())
        }
        Some(RowKind::Recent(_)) => Some(RECENT.to_owned()),
        None => None,
    };
    if let Some(above) = above {
        manager.stand_on(book, &above);
        manager.show(book);
    }
}
