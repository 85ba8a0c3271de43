//! The files of sites for the screen: one piece of work after another, on a task of its own.

use super::perform::Asked;
use crate::app::{Message, SiteJob, SiteOutcome};
use crate::model::text::{display_safe_str, plural};
use crate::model::{Login, Settings, Shelf};
use crate::secrets::Passwords;
use crate::sites::import::{self, Imported};
use crate::sites::{Change, SiteFiles};
use std::path::{Path, PathBuf};
use tokio::sync::mpsc::{self, UnboundedSender};

/// Starts it: jobs in, messages out to whoever asks. It ends with the last sender of its jobs.
pub(super) fn start(
    files: SiteFiles,
    passwords: Option<PathBuf>,
) -> UnboundedSender<Asked<SiteJob>> {
    let (jobs, mut given) = mpsc::unbounded_channel::<Asked<SiteJob>>();
    tokio::task::spawn_blocking(move || {
        while let Some(asked) = given.blocking_recv() {
            if let Some(outcome) = run(&files, passwords.as_deref(), asked.job) {
                // A tab that is closed wants to hear nothing.
                let _ = asked.answers.send(Message::Sites(outcome));
            }
        }
    });
    jobs
}

/// Does it; `None` where there is nothing to tell.
fn run(
    files: &SiteFiles,
    passwords: Option<&Path>,
    job: SiteJob,
) -> Option<Result<SiteOutcome, String>> {
    let (change, name) = match job {
        SiteJob::Put { before, site } => {
            let name = site.name.clone();
            (Change::Put { before, site }, Some(name))
        }
        SiteJob::Settle { before, site, said } => {
            let before = Some(before);
            let changed = files.change(&Change::Put { before, site });
            let settled = changed.map(|book| SiteOutcome::Settled { book, said });
            return Some(settled.map_err(|error| error.to_string()));
        }
        SiteJob::Remove(name) => (Change::Remove(name), None),
        SiteJob::Rename { from, to } => {
            let name = to.clone();
            (Change::Rename { from, to }, Some(name))
        }
        SiteJob::Used { site, at } => {
            // It is for comfort: a disk that is full says so elsewhere.
            let _ = files.used(site, at);
            return None;
        }
        SiteJob::Read => {
            // What is wrong in it was told at the start, and is told with the next change.
            let (book, wrong) = files.load();
            return wrong.is_empty().then_some(Ok(SiteOutcome::Read(book)));
        }
        SiteJob::Import(file) => return Some(import(files, passwords, file)),
    };
    let changed = files.change(&change).map_err(|error| error.to_string());
    Some(changed.map(|book| SiteOutcome::Changed { book, name }))
}

fn import(
    files: &SiteFiles,
    passwords: Option<&Path>,
    file: Option<PathBuf>,
) -> Result<SiteOutcome, String> {
    let sources = match file {
        Some(file) => vec![file],
        None => import::usual_files(),
    };
    if sources.is_empty() {
        return Err(
            "no sitemanager.xml, WinSCP.ini, bookmarks or .netrc is in your home: name the file"
                .into(),
        );
    }
    let (mut book, wrong) = files.load();
    if let Some(error) = wrong.first() {
        return Err(error.to_string());
    }
    let mut lines = Vec::new();
    for source in sources {
        let fresh = match import::read(&source) {
            Ok(imported) => imported.beside(&book),
            Err(error) => {
                lines.push(error);
                continue;
            }
        };
        let added: Vec<_> = fresh.sites.iter().map(|one| one.site.clone()).collect();
        if !added.is_empty() {
            book = files
                .change(&Change::Add(added))
                .map_err(|error| error.to_string())?;
        }
        let kept = keep(&fresh, passwords);
        lines.extend(told(&source, &fresh, &kept));
    }
    Ok(SiteOutcome::Imported { book, lines })
}

/// Keeps the passwords in the keyring; says what became of them.
fn keep(fresh: &Imported, file: Option<&Path>) -> String {
    let store = Passwords::new(file.map(Path::to_owned));
    let with_password = fresh.sites.iter().filter(|one| one.password.is_some());
    if with_password.count() == 0 {
        return String::new();
    }
    if !store.has_keyring() {
        return "left out, as there is no keyring: twoport sites import --passwords file keeps \
                them encrypted"
            .into();
    }
    for one in &fresh.sites {
        if let Some(password) = &one.password {
            let login = Login::from(&one.site.site(&Settings::default()));
            if let Err(error) = store.keep(&login, password, Shelf::Keyring) {
                return format!("left out: {error}");
            }
        }
    }
    format!("in the {}", Shelf::Keyring)
}

fn told(source: &Path, fresh: &Imported, kept: &str) -> Vec<String> {
    let file = display_safe_str(&source.to_string_lossy());
    let mut lines = vec![format!(
        "{file}: {} came",
        plural(fresh.sites.len(), "site")
    )];
    for one in &fresh.sites {
        for left in &one.left {
            let line = format!("{} without {left}", one.site.name);
            lines.push(display_safe_str(&line));
        }
    }
    if !kept.is_empty() {
        lines.push(format!("Their passwords are {kept}."));
    }
    for (name, why) in &fresh.skipped {
        lines.push(display_safe_str(&format!("not {name}: {why}")));
    }
    lines
}
