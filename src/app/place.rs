//! Paths of both shores. Only names that were listed on this computer become part of a local path
//! here; what a server calls a file never does.

use crate::engine::Place;
use crate::model::{Name, NameCoding, RemotePath, Shore, text};
use std::borrow::Cow;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// The shore a place is on.
pub(super) fn shore(place: &Place) -> Shore {
    match place {
        Place::Local(_) => Shore::Local,
        Place::Remote(_) => Shore::Remote,
    }
}

/// The entry called `name` of a directory on its own shore.
pub(super) fn join(place: &Place, name: &Name) -> Place {
    match place {
        Place::Local(path) => {
            let length = path.as_os_str().len() + name.as_bytes().len() + 1;
            let mut joined = PathBuf::with_capacity(length);
            joined.push(path);
            joined.push(&*os_name(name));
            Place::Local(joined)
        }
        Place::Remote(path) => Place::Remote(path.join(name)),
    }
}

/// The directory above; `None` at the root.
pub(super) fn parent(place: &Place) -> Option<Place> {
    match place {
        Place::Local(path) => path.parent().map(|above| Place::Local(above.to_owned())),
        Place::Remote(path) => path.parent().map(Place::Remote),
    }
}

/// The last component; `None` at the root.
pub(super) fn name(place: &Place) -> Option<Name> {
    match place {
        Place::Local(path) => path
            .file_name()
            .map(|name| Name::new(name.as_encoded_bytes())),
        Place::Remote(path) => path.name(),
    }
}

/// Whether a place is another or lies below it.
pub(super) fn is_within(place: &Place, ancestor: &Place) -> bool {
    match (place, ancestor) {
        (Place::Local(place), Place::Local(ancestor)) => place.starts_with(ancestor),
        (Place::Remote(place), Place::Remote(ancestor)) => place.is_within(ancestor),
        _ => false,
    }
}

/// The entry of `directory` through which the way to `place` leads, where it lies below.
pub(super) fn entry_towards(directory: &Place, place: &Place) -> Option<Name> {
    let mut step = place.clone();
    loop {
        let above = parent(&step)?;
        if above == *directory {
            return name(&step);
        }
        step = above;
    }
}

/// The way of an entry: `name` behind the way of its folder, which is empty for the first one.
pub(super) fn below(folder: &[u8], name: &Name) -> Name {
    if folder.is_empty() {
        return name.clone();
    }
    Name::new([folder, b"/", name.as_bytes()].concat())
}

/// A way, and those of the folders that it leads through.
pub(super) fn ways_to(way: &Name) -> impl Iterator<Item = &[u8]> {
    let bytes = way.as_bytes();
    let ends = bytes
        .iter()
        .enumerate()
        .filter(|(_, byte)| **byte == b'/')
        .map(|(at, _)| at);
    ends.chain([bytes.len()]).filter_map(|end| bytes.get(..end))
}

/// The way from a directory to a place below it, `/` between its parts.
pub(super) fn way(directory: &Place, place: &Place) -> Option<Name> {
    let mut parts = Vec::new();
    let mut step = place.clone();
    while step != *directory {
        parts.push(name(&step)?.as_bytes().to_vec());
        step = parent(&step)?;
    }
    parts.reverse();
    Some(Name::new(parts.join(&b'/')))
}

/// A way taken apart: to the folder, where there is one, and the last part.
pub(super) fn split(way: &Name) -> (Option<Name>, Name) {
    let bytes = way.as_bytes();
    match bytes.iter().rposition(|byte| *byte == b'/') {
        Some(at) => (
            bytes.get(..at).map(Name::new),
            Name::new(bytes.get(at + 1..).unwrap_or_default()),
        ),
        None => (None, way.clone()),
    }
}

/// The last part of a way, as it is shown.
pub(super) fn last_part(text: &str) -> &str {
    text.rsplit('/').next().unwrap_or(text)
}

/// A place as text, safe to show; home on this computer as `~`, the server's as `names` says.
pub(super) fn title(place: &Place, home: Option<&Path>, names: NameCoding) -> String {
    match place {
        Place::Remote(path) => names.shown(path.as_bytes()),
        Place::Local(path) => {
            let below = home.and_then(|home| path.strip_prefix(home).ok());
            match below {
                Some(rest) if rest.as_os_str().is_empty() => "~".into(),
                Some(rest) => format!("~/{}", local_text(rest)),
                None => local_text(path),
            }
        }
    }
}

fn local_text(path: &Path) -> String {
    text::display_safe(path.as_os_str().as_encoded_bytes())
}

/// What a person types as a path, seen from a directory on this computer; `~` is home.
pub(super) fn local_from(typed: &str, directory: Option<&Place>, home: Option<&Path>) -> PathBuf {
    let path = match (typed.strip_prefix('~'), home) {
        (Some(""), Some(home)) => home.to_owned(),
        (Some(rest), Some(home)) if rest.starts_with('/') => {
            home.join(rest.trim_start_matches('/'))
        }
        _ => PathBuf::from(typed),
    };
    match directory {
        Some(Place::Local(directory)) => directory.join(path),
        _ => path,
    }
}

/// What a person types as a path, in the server's bytes, seen from a directory there.
pub(super) fn remote_from(typed: &[u8], directory: Option<&Place>) -> RemotePath {
    match directory {
        Some(Place::Remote(directory)) => directory.resolve(typed),
        _ => RemotePath::from_absolute(typed),
    }
}

/// A directory of this computer by the bytes of its path.
pub(super) fn local_of(path: &Name) -> Place {
    Place::Local(os_name(path).into_owned().into())
}

/// The name of a local file, as the system has it.
#[cfg(unix)]
fn os_name(name: &Name) -> Cow<'_, OsStr> {
    use std::os::unix::ffi::OsStrExt as _;
    Cow::Borrowed(OsStr::from_bytes(name.as_bytes()))
}

/// The name of a local file, as the system has it.
#[cfg(not(unix))]
fn os_name(name: &Name) -> Cow<'_, OsStr> {
    let name = String::from_utf8_lossy(name.as_bytes()).into_owned();
    Cow::Owned(name.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn local(path: &str) -> Place {
        Place::Local(path.into())
    }

    #[test]
    fn home_is_a_tilde() {
        let (home, names) = (Path::new("/home/anna"), NameCoding::default());
        assert_eq!(title(&local("/home/anna"), Some(home), names), "~");
        assert_eq!(
            title(&local("/home/anna/work"), Some(home), names),
            "~/work"
        );
        assert_eq!(
            title(&local("/home/annabel"), Some(home), names),
            "/home/annabel"
        );
    }

    #[test]
    fn typed_paths_are_seen_from_the_directory_shown() {
        let home = Path::new("/home/anna");
        let from = |typed| local_from(typed, Some(&local("/srv")), Some(home));
        assert_eq!(from("a/b"), Path::new("/srv/a/b"));
        assert_eq!(from("/etc"), Path::new("/etc"));
        assert_eq!(from("~/x"), Path::new("/home/anna/x"));
        assert_eq!(from("~x"), Path::new("/srv/~x"));
    }

    #[test]
    fn the_way_to_a_place_leads_through_an_entry() {
        let towards = |place| entry_towards(&local("/a"), &local(place));
        assert_eq!(towards("/a/b/c"), Some(Name::from("b")));
        assert_eq!(towards("/a/b"), Some(Name::from("b")));
        assert_eq!(towards("/a"), None);
        assert_eq!(towards("/x/y"), None);
    }

    #[test]
    fn names_that_are_not_text_make_the_same_path_again() {
        let odd = Name::new(b"f\xfcr".to_vec());
        assert_eq!(name(&join(&local("/a"), &odd)), Some(odd));
    }
}
