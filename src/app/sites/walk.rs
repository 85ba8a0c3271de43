//! What the keys do in the site manager: walking in the tree, finding, and the form.

use super::{Part, RECENT, RowKind, SiteField, SiteForm, SiteJob, SiteManager};
use crate::app::form::{edit, put_in};
use crate::app::pane::moved;
use crate::app::{Action, App, Context, Effect, Keeping, Key, TabStart};
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
        let next = self
            .manager()
            .map(|manager| manager.act(&book, action, page));
        self.sites = book;
        match next {
            None | Some(Next::Stay) => {}
            Some(Next::Close) => self.close_sites(),
            Some(Next::Connect(site)) => {
                self.close_sites();
                self.connect_kept(&site);
            }
            Some(Next::OpenTab(site)) => {
                self.close_sites();
                self.open_tab(TabStart::Site(Box::new(site)));
            }
            Some(Next::Test) => self.test_site(),
            Some(Next::StopTest) => self.stop_test(),
            Some(Next::Import) => self.import_from_manager(),
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

    /// A row of the tree is clicked. Whether the cursor is there now: a form with something in it
    /// that is not kept is left as by Esc.
    pub(in crate::app) fn stand_on_site(&mut self, row: usize) -> bool {
        match self.context() {
            Context::RemoveSite => return false,
            Context::SiteForm => self.leave_site_form(),
            _ => {}
        }
        let book = std::mem::take(&mut self.sites);
        let stands = self
            .manager()
            .is_some_and(|manager| manager.click(&book, row));
        self.sites = book;
        self.look_for_stored();
        stands
    }

    /// A key that is typed in the manager.
    pub(in crate::app) fn type_in_sites(&mut self, key: Key) {
        if self.forgets_pin(key) {
            return;
        }
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
                    manager.begin(&StoredSite::default());
                    manager.form.paste(line);
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
        let [save, leave] =
            [Action::SaveSite, Action::Leave].map(|action| self.key_for(Context::SiteForm, action));
        let book = std::mem::take(&mut self.sites);
        if let Some(manager) = self.manager() {
            if manager.form.is_changed() && !manager.warned {
                manager.warned = true;
                let text =
                    format!("not kept yet: {save} keeps it, {leave} once more throws it away");
                manager.form.error = Some(text);
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

/// What an action in the tree leads to.
enum Next {
    Stay,
    Close,
    Connect(StoredSite),
    OpenTab(StoredSite),
    Test,
    StopTest,
    Import,
}

/// What is said where a key is for a site that is kept.
const NOT_KEPT: &str = "that is for a site that is kept, or a folder of them";
/// And where it is for any site.
const NO_SITE: &str = "that is for a site: there is none in this row";

impl SiteManager {
    /// A row is clicked. Whether it has the cursor now.
    fn click(&mut self, book: &SiteBook, row: usize) -> bool {
        if self.part == Part::Form {
            return false;
        }
        let stays = self.part == Part::Tree && self.cursor == row;
        self.part = Part::Tree;
        self.cursor = row;
        if !stays {
            self.show(book);
        }
        true
    }

    /// An action in the tree.
    fn act(&mut self, book: &SiteBook, action: Action, page: usize) -> Next {
        let row = self.row(book);
        let is_site = matches!(row, Some(RowKind::Site(_) | RowKind::Recent(_)));
        match action {
            Action::Leave if self.test.is_some() => return Next::StopTest,
            Action::Leave if !self.find.value().is_empty() => {
                self.find.reset();
                self.cursor = 0;
                self.show(book);
            }
            Action::Leave => return Next::Close,
            Action::Find => self.part = Part::Find,
            Action::NewSite => self.begin(&StoredSite::named(folder_at(row.as_ref()))),
            Action::DuplicateSite => self.duplicate(book, row),
            Action::Delete => self.ask_remove(row),
            Action::Rename => match row {
                Some(RowKind::Folder { name, .. }) if name == RECENT => self.tell(NOT_KEPT),
                Some(RowKind::Folder { .. } | RowKind::Site(_)) => {
                    self.begin_form(SiteField::Name);
                }
                _ => self.tell(NOT_KEPT),
            },
            Action::NextField if is_site => self.begin_form(SiteField::Value(SiteKey::Host)),
            Action::NextField => self.begin_form(SiteField::Name),
            Action::Left => go_left(self, book, row),
            Action::Accept if is_site => {
                if let Ok(site) = self.form.site(false) {
                    return Next::Connect(site);
                }
            }
            Action::NewTab if is_site => {
                if let Ok(site) = self.form.site(false) {
                    return Next::OpenTab(site);
                }
            }
            Action::Accept | Action::Right => self.unfold(row, action),
            Action::TestSite if is_site => return Next::Test,
            Action::TestSite | Action::NewTab => self.tell(NO_SITE),
            Action::ImportSites => return Next::Import,
            action => {
                let to = moved(self.cursor, self.rows(book).len(), page, action);
                if to != self.cursor {
                    self.cursor = to;
                    self.said = None;
                    self.show(book);
                }
            }
        }
        Next::Stay
    }

    /// The form of a site that is new.
    fn begin(&mut self, site: &StoredSite) {
        let keeping = self.form.keeping.take();
        self.form = SiteForm::draft(site);
        self.form.keeping = keeping.map(Keeping::anew);
        self.test = None;
        self.begin_form(SiteField::Name);
    }

    fn duplicate(&mut self, book: &SiteBook, row: Option<RowKind>) {
        let Some(RowKind::Site(name)) = row else {
            return self.tell(NOT_KEPT);
        };
        if let Some(site) = book.get(&name) {
            let mut copy = site.clone();
            copy.name = format!("{name} copy");
            self.begin(&copy);
        }
    }

    fn ask_remove(&mut self, row: Option<RowKind>) {
        self.asks = match row {
            Some(RowKind::Site(name)) => Some((name, 1)),
            Some(RowKind::Folder { name, count, .. }) if name != RECENT => Some((name, count)),
            _ => None,
        };
        if self.asks.is_none() {
            self.tell(NOT_KEPT);
        }
    }

    fn tell(&mut self, text: &str) {
        self.form.error = Some(text.to_owned());
    }

    fn unfold(&mut self, row: Option<RowKind>, action: Action) {
        if let Some(RowKind::Folder { name, open, .. }) = row {
            if open && action == Action::Accept {
                self.open.remove(&name);
            } else {
                self.open.insert(name);
            }
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
