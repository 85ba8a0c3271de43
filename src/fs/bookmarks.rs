//! The file with the folders that the user has kept, and those visited last: `[[bookmark]]` with
//! `site`, `path`, `name`, and `[[visited]]` with `site`, `path`. Where people go is nobody's business:
//! only its owner may read it.

use super::private;
use crate::model::bookmark::{Bookmark, BookmarkChange, Bookmarks, KeptPlace};
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, percent_encode};
use serde::{Deserialize, Serialize};
use std::io;
use std::path::Path;

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Book {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    bookmark: Vec<Line>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    visited: Vec<Line>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Line {
    #[serde(skip_serializing_if = "Option::is_none")]
    site: Option<String>,
    path: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    name: String,
}

impl Line {
    fn new(place: &KeptPlace, name: &str) -> Self {
        Self {
            site: place.site.clone(),
            path: written(&place.path),
            name: name.to_owned(),
        }
    }

    fn place(&self) -> KeptPlace {
        KeptPlace {
            site: self.site.clone(),
            path: percent_decode_str(&self.path).collect(),
        }
    }
}

/// A path as text: as it is where that can be read back, else with percent signs.
fn written(path: &[u8]) -> String {
    match std::str::from_utf8(path) {
        Ok(text) if !text.contains('%') => text.to_owned(),
        _ => percent_encode(path, NON_ALPHANUMERIC).to_string(),
    }
}

/// Reads the file; one that is not there is empty.
///
/// # Errors
/// It cannot be read, or it makes no sense.
pub fn load(path: &Path) -> io::Result<Bookmarks> {
    let text = match private::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Bookmarks::default()),
        text => text?,
    };
    let book: Book = toml::from_str(&text)
        .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error.to_string()))?;
    let kept = book.bookmark.iter().map(|line| Bookmark {
        place: line.place(),
        name: line.name.clone(),
    });
    Ok(Bookmarks {
        kept: kept.collect(),
        visited: book.visited.iter().map(Line::place).collect(),
    })
}

/// Makes a change to what stands in the file now, and gives what stands there then.
///
/// # Errors
/// The file cannot be read or written, or makes no sense: then it stays as it is.
pub fn change(path: &Path, change: &BookmarkChange) -> io::Result<Bookmarks> {
    let _lock = private::lock(path)?;
    let mut bookmarks = load(path)?;
    bookmarks.apply(change);
    let kept = bookmarks.kept.iter();
    let book = Book {
        bookmark: kept
            .map(|kept| Line::new(&kept.place, &kept.name))
            .collect(),
        visited: bookmarks
            .visited
            .iter()
            .map(|place| Line::new(place, ""))
            .collect(),
    };
    let text = toml::to_string(&book).map_err(io::Error::other)?;
    private::replace(path, text.as_bytes())?;
    Ok(bookmarks)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    fn place(path: &[u8]) -> KeptPlace {
        KeptPlace {
            site: Some("anna@ftp.example.org".into()),
            path: path.to_vec(),
        }
    }

    #[test]
    fn what_is_kept_comes_back_byte_for_byte() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("state/bookmarks.toml");
        let paths: [&[u8]; 3] = [b"/pub/\xfcml", b"/100%", "/写真\n".as_bytes()];
        for path in paths {
            let name = "a name".to_owned();
            let place = place(path);
            change(&file, &BookmarkChange::Add(Bookmark { place, name })).unwrap();
        }
        change(&file, &BookmarkChange::Visit(place(b"/pub"))).unwrap();
        let read = load(&file).unwrap();
        let kept: Vec<&[u8]> = read.kept.iter().map(|kept| &*kept.place.path).collect();
        assert_eq!(kept, paths);
        assert_eq!(read.visited, [place(b"/pub")]);
        let mode = std::fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn programs_that_write_at_once_lose_nothing() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("bookmarks.toml");
        std::thread::scope(|scope| {
            for number in 0..8 {
                let file = &file;
                scope.spawn(move || {
                    let place = place(format!("/{number}").as_bytes());
                    let name = String::new();
                    change(file, &BookmarkChange::Add(Bookmark { place, name })).unwrap();
                });
            }
        });
        assert_eq!(load(&file).unwrap().kept.len(), 8);
    }

    #[test]
    fn what_makes_no_sense_is_left_alone() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("bookmarks.toml");
        std::fs::write(&file, "bookmark = 7").unwrap();
        assert!(change(&file, &BookmarkChange::Visit(place(b"/"))).is_err());
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "bookmark = 7");
    }
}
