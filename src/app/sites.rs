//! The site manager: a tree of sites on the left, the form of one on the right.

mod fields;
mod form;
mod keeping;
mod pinning;
mod testing;
mod tree;
mod walk;

pub use fields::{GROUPS, SiteField, Widget};
pub use form::SiteForm;
pub use testing::SiteTest;
pub use tree::{RECENT, RowKind, TreeRow};

use super::{App, Context, Effect, Overlay, Prompt, PromptPurpose, ToastKind};
use crate::model::{SiteBook, StoredSite};
use jiff::Timestamp;
use std::collections::BTreeSet;
use std::path::PathBuf;
use tui_input::Input;

/// Work on the file of sites, off the screen's task. It is done in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SiteJob {
    /// Keep a site.
    Put {
        /// As it was; `None` for a new one.
        before: Option<Box<StoredSite>>,
        /// As it is to be.
        site: Box<StoredSite>,
    },
    /// Settle something in a site that is kept, without its form.
    Settle {
        /// As it was.
        before: Box<StoredSite>,
        /// As it is to be.
        site: Box<StoredSite>,
        /// What is said when that is done.
        said: String,
    },
    /// Forget a site, or all in a folder.
    Remove(String),
    /// Give a folder another name.
    Rename {
        /// Its name.
        from: String,
        /// Its name from now on.
        to: String,
    },
    /// Note that a site was connected to.
    Used {
        /// Which.
        site: StoredSite,
        /// When.
        at: Timestamp,
    },
    /// Read the file: another program may have changed it.
    Read,
    /// Take over the sites of another program, or of all that are found in the home.
    Import(Option<PathBuf>),
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SiteOutcome {
    /// The sites as they are now, and the name of the one to stand on.
    Changed {
        /// All of them.
        book: SiteBook,
        /// The one that was changed.
        name: Option<String>,
    },
    /// The sites as they stand in the file.
    Read(SiteBook),
    /// Something was settled in a site.
    Settled {
        /// All of them.
        book: SiteBook,
        /// What is said of it.
        said: String,
    },
    /// Sites were taken over.
    Imported {
        /// All of them.
        book: SiteBook,
        /// What came and what did not, safe to show.
        lines: Vec<String>,
    },
}

/// Which part of the manager has the keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Part {
    /// The tree.
    #[default]
    Tree,
    /// What is to be found in the tree.
    Find,
    /// The form.
    Form,
}

/// The site manager.
#[derive(Debug, Default)]
pub struct SiteManager {
    /// What has the keys.
    pub part: Part,
    /// What is to be found.
    pub find: Input,
    /// The folders that show what is in them.
    pub open: BTreeSet<String>,
    /// The row under the cursor.
    pub cursor: usize,
    /// The form of that row, or of a site that is new.
    pub form: SiteForm,
    /// The name of what is to be removed, while that is asked, and how many sites that is.
    pub asks: Option<(String, usize)>,
    /// What testing the site has shown.
    pub test: Option<SiteTest>,
    /// What was done last, safe to show.
    pub said: Option<String>,
    /// Esc was pressed in a changed form.
    warned: bool,
}

impl SiteManager {
    /// What it makes of the keys.
    pub fn context(&self) -> Context {
        match self.part {
            _ if self.asks.is_some() => Context::RemoveSite,
            Part::Tree => Context::Sites,
            Part::Find => Context::SiteFind,
            Part::Form => Context::SiteForm,
        }
    }

    /// The rows of its tree.
    pub fn rows(&self, book: &SiteBook) -> Vec<TreeRow> {
        tree::rows(book, &self.open, self.find.value())
    }

    fn row(&self, book: &SiteBook) -> Option<RowKind> {
        let row = self.rows(book).into_iter().nth(self.cursor)?;
        Some(row.kind)
    }

    /// Puts the cursor on a site, its folders open.
    fn stand_on(&mut self, book: &SiteBook, name: &str) {
        let mut at = 0;
        while let Some(end) = name.get(at..).and_then(|rest| rest.find('/')) {
            self.open
                .insert(name.get(..at + end).unwrap_or_default().to_owned());
            at += end + 1;
        }
        let is_it = |row: &TreeRow| match &row.kind {
            RowKind::Site(site) => site == name,
            RowKind::Folder { name: folder, .. } => folder == name,
            RowKind::Recent(_) => false,
        };
        if let Some(at) = self.rows(book).iter().position(is_it) {
            self.cursor = at;
        }
    }

    /// The sites have changed: the cursor stays on its site or folder, where that is there.
    fn stay(&mut self, before: &SiteBook, book: &SiteBook) {
        let row = self.row(before);
        let same = |known: &RowKind| match (known, &row) {
            (RowKind::Site(one), Some(RowKind::Site(other))) => one == other,
            (RowKind::Folder { name, .. }, Some(RowKind::Folder { name: other, .. })) => {
                name == other
            }
            (RowKind::Recent(one), Some(RowKind::Recent(other))) => {
                recent(book, *one) == recent(before, *other)
            }
            _ => false,
        };
        let rows = self.rows(book);
        let at = rows.iter().position(|row| same(&row.kind));
        let last = rows.len().saturating_sub(1);
        self.cursor = at.unwrap_or(self.cursor).min(last);
    }

    /// The form shows what is under the cursor.
    fn show(&mut self, book: &SiteBook) {
        let keeping = self.form.keeping.take();
        self.form = match self.row(book) {
            Some(RowKind::Folder { name, .. }) if name != RECENT => SiteForm::of_folder(&name),
            Some(RowKind::Site(name)) => book.get(&name).map(SiteForm::of).unwrap_or_default(),
            Some(RowKind::Recent(number)) => {
                let recent = book.recent.get(number);
                let site = recent.and_then(|recent| book.present(recent));
                site.map(SiteForm::of).unwrap_or_default()
            }
            _ => SiteForm::default(),
        };
        self.form.keeping = keeping.map(super::Keeping::anew);
        self.test = None;
        self.warned = false;
    }

    fn begin_form(&mut self, field: SiteField) {
        self.part = Part::Form;
        self.form.field = Some(field);
        self.said = None;
    }
}

impl App {
    /// Opens the site manager, on the site that is connected to.
    pub(super) fn open_sites(&mut self) {
        if self.demo {
            return self.say(
                ToastKind::Info,
                "the demo has a site of its own, and no others",
            );
        }
        let mut manager = SiteManager::default();
        let here = self.site.as_ref().and_then(|site| site.name.clone());
        if self.sites.len() <= 12 {
            let all = self.sites.iter().flat_map(|site| folders_of(&site.name));
            manager.open = all.collect();
        }
        let rows = manager.rows(&self.sites);
        let first = rows
            .iter()
            .position(|row| matches!(row.kind, RowKind::Site(_)));
        manager.cursor = first.unwrap_or_default();
        if let Some(name) = here {
            manager.stand_on(&self.sites, &name);
        }
        manager.show(&self.sites);
        self.overlay = Some(Overlay::Sites(Box::new(manager)));
        self.effects.push(Effect::Sites(SiteJob::Read));
        self.offer_keeping(false);
        self.look_for_pin();
    }

    pub(super) fn manager(&mut self) -> Option<&mut SiteManager> {
        match &mut self.overlay {
            Some(Overlay::Sites(manager)) => Some(manager),
            _ => None,
        }
    }

    /// Leaves the manager.
    pub(super) fn close_sites(&mut self) {
        self.stop_test();
        self.overlay = None;
    }

    /// Asks which file to take sites from; the manager comes back afterwards.
    fn import_from_manager(&mut self) {
        self.stop_test();
        let left = self.overlay.take();
        self.ask_import();
        if let Some(Overlay::Sites(manager)) = left {
            self.memory.manager = Some(manager);
        }
    }

    /// Taking sites over has ended: back to the manager, if that was where it began.
    pub(super) fn back_to_manager(&mut self) {
        if let Some(mut manager) = self.memory.manager.take() {
            let last = manager.rows(&self.sites).len().saturating_sub(1);
            manager.cursor = manager.cursor.min(last);
            manager.show(&self.sites);
            self.overlay = Some(Overlay::Sites(manager));
            self.look_for_stored();
        }
    }

    /// Asks which file to take sites from.
    pub(super) fn ask_import(&mut self) {
        self.memory.manager = None;
        if self.demo {
            return self.say(ToastKind::Info, "the demo keeps no sites");
        }
        let prompt = Prompt::new(PromptPurpose::ImportSites, "");
        self.overlay = Some(Overlay::Prompt(Box::new(prompt)));
    }
}

/// A site that was connected to, by its place.
fn recent(book: &SiteBook, number: usize) -> Option<&StoredSite> {
    Some(&book.recent.get(number)?.site)
}

/// The folders that a name is in.
fn folders_of(name: &str) -> Vec<String> {
    let ends = name.match_indices('/');
    ends.filter_map(|(at, _)| name.get(..at).map(str::to_owned))
        .collect()
}
