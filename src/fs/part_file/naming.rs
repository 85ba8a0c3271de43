//! What a part is called, and how it gets its final name.

use cap_std::fs::Dir;
use std::ffi::{OsStr, OsString};
use std::io;

/// How much of the target's name is in the part's: more would not fit with what comes after.
const SHOWN: usize = 40;

/// `.NAME.TOKEN.part`. A token is taken as it is, but for what would make it another path.
pub(super) fn part_name(name: &OsStr, token: &str) -> OsString {
    let shown: String = name.to_string_lossy().chars().take(SHOWN).collect();
    let token: String = token
        .chars()
        .filter(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_'))
        .take(64)
        .collect();
    OsString::from(format!(".{shown}.{token}.part"))
}

/// Renames within a folder, never over something that is there.
///
/// # Errors
/// `AlreadyExists` if the name is taken, else the system's.
pub(super) fn rename_new(folder: &Dir, from: &OsStr, to: &OsStr) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{RenameFlags, renameat_with};
        use rustix::io::Errno;
        match renameat_with(folder, from, folder, to, RenameFlags::NOREPLACE) {
            // Some file systems do not know the flag.
            Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => {}
            done => return done.map_err(io::Error::from),
        }
    }
    match folder.hard_link(from, folder, to) {
        Ok(()) => folder.remove_file(from),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error),
        // No links either. Between the look and the rename another program can take the name;
        // nothing better can be done there.
        Err(_) if folder.symlink_metadata(to).is_ok() => Err(io::ErrorKind::AlreadyExists.into()),
        Err(_) => folder.rename(from, folder, to),
    }
}
