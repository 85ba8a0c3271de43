//! Where the program keeps things, and what the user has settled.

pub mod edit;
pub mod own;
pub mod settings;

use directories::ProjectDirs;
use std::path::{Path, PathBuf};

/// A file with every setting, its default and a comment.
pub const SAMPLE: &str = include_str!("../assets/config.sample.toml");

/// The file with what is remembered of servers, in the data folder of the user; `None` for a user
/// without a home.
pub fn memory_file() -> Option<PathBuf> {
    let project = ProjectDirs::from("", "", "twoport")?;
    Some(project.data_local_dir().join("servers.toml"))
}

/// The file that the queue is kept in, in the data folder of the user; `None` for a user without a
/// home.
pub fn journal_file() -> Option<PathBuf> {
    let project = ProjectDirs::from("", "", "twoport")?;
    Some(project.data_local_dir().join("queue.db"))
}

/// The file with the passwords that are kept, beside it.
pub fn passwords_file() -> Option<PathBuf> {
    Some(memory_file()?.with_file_name("passwords"))
}

/// The folder for what the program writes down: the log and the doctor's reports. `None` for a user
/// without a home.
pub fn state_folder() -> Option<PathBuf> {
    let project = ProjectDirs::from("", "", "twoport")?;
    let folder = project
        .state_dir()
        .unwrap_or_else(|| project.data_local_dir());
    Some(folder.to_owned())
}

/// The file with the folders that are kept and those visited last, in that folder.
pub fn bookmarks_file() -> Option<PathBuf> {
    Some(state_folder()?.join("bookmarks.toml"))
}

/// The user's own keys, beside the settings.
pub fn keys_file() -> Option<PathBuf> {
    Some(settings_file()?.with_file_name("keys.toml"))
}

/// A file that the user has named in the settings: `~/` at its beginning is their home.
pub fn in_home(path: &Path) -> PathBuf {
    let below = path.strip_prefix("~").ok();
    let home = directories::BaseDirs::new();
    match (below, home) {
        (Some(below), Some(home)) => home.home_dir().join(below),
        _ => path.to_owned(),
    }
}

/// The file with the lines of the command line; `None` for a user without a home.
pub fn history_file() -> Option<PathBuf> {
    Some(state_folder()?.join("history"))
}

/// The file that notes which edited texts are not back on a server, in that folder.
pub fn unsent_file() -> Option<PathBuf> {
    Some(state_folder()?.join("unsent"))
}

/// The file with the user's settings; `None` for a user without a home.
pub fn settings_file() -> Option<PathBuf> {
    let project = ProjectDirs::from("", "", "twoport")?;
    Some(project.config_dir().join("config.toml"))
}

/// The file with the user's sites, beside it.
pub fn sites_file() -> Option<PathBuf> {
    Some(settings_file()?.with_file_name("sites.toml"))
}

/// The file with the sites that were connected to last, among what the program writes down.
pub fn recent_file() -> Option<PathBuf> {
    Some(state_folder()?.join("recent.toml"))
}
