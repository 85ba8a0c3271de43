//! What else the user may have written beside the settings: a theme, keys.

use super::settings::read;
use crate::model::nearest::hint;
use crate::model::settings::ThemeChoice;
use crate::model::text::display_safe_str;
use std::io;
use std::path::{Path, PathBuf};

/// Reads a theme of the user's own: `NAME` is `themes/NAME.toml` in the folder of the settings, what
/// has a slash or ends in `.toml` is a path. Gives the file, as it is told of, and its text.
///
/// # Errors
/// A line that says what is wrong.
pub fn theme(name: &str) -> Result<(String, String), String> {
    let path = theme_file(name, super::settings_file().as_deref());
    let shown = display_safe_str(&path.display().to_string());
    match read(&path) {
        Ok(text) => Ok((shown, text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let near = hint(name, ThemeChoice::WORDS.iter().copied());
            let name = display_safe_str(name);
            Err(format!(
                "there is no theme `{name}`, nor a file {shown}{near}"
            ))
        }
        Err(error) => Err(format!("{shown} cannot be read: {error}")),
    }
}

fn theme_file(name: &str, settings: Option<&Path>) -> PathBuf {
    let is_path = name.contains('/') || Path::new(name).extension().is_some_and(|e| e == "toml");
    match settings.and_then(Path::parent).filter(|_| !is_path) {
        Some(folder) => folder.join("themes").join(format!("{name}.toml")),
        None => PathBuf::from(name),
    }
}

/// Reads the user's own keys: the file, as it is told of, and its text; `None` where there is none.
///
/// # Errors
/// A line that says why it cannot be read.
pub fn keys(file: Option<&Path>) -> Result<Option<(String, String)>, String> {
    let Some(file) = file else { return Ok(None) };
    let shown = display_safe_str(&file.display().to_string());
    match read(file) {
        Ok(text) => Ok(Some((shown, text))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(format!("{shown} cannot be read: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_theme_is_a_name_or_a_path() {
        let settings = Some(Path::new("/c/twoport/config.toml"));
        assert_eq!(
            theme_file("sea", settings),
            Path::new("/c/twoport/themes/sea.toml")
        );
        assert_eq!(theme_file("sea.toml", settings), Path::new("sea.toml"));
        assert_eq!(theme_file("./sea", settings), Path::new("./sea"));
    }

    #[test]
    fn a_theme_that_is_not_there_is_told_with_the_nearest_name() {
        let told = theme("hihg-contrast").unwrap_err();
        assert!(told.contains("(did you mean `high-contrast`?)"), "{told}");
        assert_eq!(keys(None), Ok(None));
        assert_eq!(keys(Some(Path::new("/nowhere/keys.toml"))), Ok(None));
        assert!(keys(Some(Path::new("/"))).is_err());
    }
}
