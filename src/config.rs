//! Where the program keeps things.

use directories::ProjectDirs;
use std::path::PathBuf;

/// The file with what is remembered of servers, in the data folder of the user; `None` for a user
/// without a home.
pub fn memory_file() -> Option<PathBuf> {
    let project = ProjectDirs::from("", "", "twoport")?;
    Some(project.data_local_dir().join("servers.toml"))
}
