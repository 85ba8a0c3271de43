//! What the program has left behind of edited texts that are not back on the server: a note for its
//! next start, in a file of its own.

use super::private;
use std::io::{self, Write as _};
use std::path::Path;

/// Notes that a text stays in this folder, and what is to be told of it. A folder whose name would not
/// stand in a line is not noted.
///
/// # Errors
/// The system's.
pub fn note(path: &Path, folder: &Path, told: &str) -> io::Result<()> {
    let stands = |text: &str| !text.contains(['\t', '\n', '\r']);
    match folder.to_str().filter(|folder| stands(folder)) {
        Some(folder) if stands(told) => {
            let _lock = private::lock(path)?;
            private::open(path)?.write_all(format!("{folder}\t{told}\n").as_bytes())
        }
        _ => Ok(()),
    }
}

/// What is to be told of texts that are still there; of the others the notes are removed.
///
/// # Errors
/// The system's.
pub fn load(path: &Path) -> io::Result<Vec<String>> {
    if !path.exists() {
        return Ok(Vec::new());
    }
    let _lock = private::lock(path)?;
    let text = private::read(path)?;
    let notes = text.lines().filter_map(|line| line.split_once('\t'));
    let (there, gone): (Vec<_>, Vec<_>) = notes.partition(|(folder, _)| Path::new(folder).is_dir());
    if there.is_empty() {
        std::fs::remove_file(path)?;
    } else if !gone.is_empty() {
        let lines = there
            .iter()
            .map(|(folder, told)| format!("{folder}\t{told}\n"));
        private::replace(path, lines.collect::<String>().as_bytes())?;
    }
    Ok(there.iter().map(|(_, told)| (*told).to_owned()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_told_of_as_long_as_it_is_there() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("state/unsent");
        assert_eq!(load(&path).unwrap(), Vec::<String>::new());
        let folders = ["a", "b"].map(|name| home.path().join(name));
        for folder in &folders {
            std::fs::create_dir(folder).unwrap();
            note(&path, folder, &format!("it is in {}", folder.display())).unwrap();
        }
        note(&path, Path::new("/x\ny"), "no line").unwrap();
        assert_eq!(load(&path).unwrap().len(), 2);
        std::fs::remove_dir(&folders[0]).unwrap();
        let told = format!("it is in {}", folders[1].display());
        for _ in 0..2 {
            assert_eq!(load(&path).unwrap(), [told.as_str()]);
        }
        std::fs::remove_dir(&folders[1]).unwrap();
        assert!(load(&path).unwrap().is_empty() && !path.exists());
    }
}
