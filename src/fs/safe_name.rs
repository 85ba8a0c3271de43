//! The one gate from a name to the local file system. A server may call a file `../../.ssh/x`;
//! here it ends.

use crate::model::Name;
use std::ffi::OsString;

/// Why a name cannot be used on this computer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnsafeName {
    /// Nothing there.
    #[error("the name is empty")]
    Empty,
    /// `.` or `..`.
    #[error("the name means another directory")]
    Dots,
    /// It holds a path separator or a NUL, so it is not one name.
    #[error("the name holds {0}")]
    Separator(&'static str),
    /// The file system takes 255 bytes.
    #[error("the name is longer than 255 bytes")]
    TooLong,
    /// This system reserves it, or cannot write it.
    #[error("this system cannot have a file of this name")]
    Reserved,
}

/// `name` as one component of a local path.
///
/// # Errors
/// [`UnsafeName`] for everything that is not exactly one component.
pub fn local_component(name: &Name) -> Result<OsString, UnsafeName> {
    let bytes = name.as_bytes();
    match bytes {
        b"" => return Err(UnsafeName::Empty),
        b"." | b".." => return Err(UnsafeName::Dots),
        _ => {}
    }
    if bytes.contains(&b'/') {
        return Err(UnsafeName::Separator("a slash"));
    }
    if bytes.contains(&0) {
        return Err(UnsafeName::Separator("a NUL"));
    }
    if bytes.len() > 255 {
        return Err(UnsafeName::TooLong);
    }
    system_component(bytes)
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other systems refuse names here")]
fn system_component(bytes: &[u8]) -> Result<OsString, UnsafeName> {
    use std::os::unix::ffi::OsStringExt;
    Ok(OsString::from_vec(bytes.to_vec()))
}

#[cfg(not(unix))]
fn system_component(bytes: &[u8]) -> Result<OsString, UnsafeName> {
    let text = std::str::from_utf8(bytes).map_err(|_| UnsafeName::Reserved)?;
    if text.contains('\\') {
        return Err(UnsafeName::Separator("a backslash"));
    }
    let stem = text.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
    let device = matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL")
        || (stem.len() == 4
            && (stem.starts_with("COM") || stem.starts_with("LPT"))
            && stem.ends_with(|last: char| last.is_ascii_digit()));
    let forbidden = text.contains(['<', '>', ':', '"', '|', '?', '*'])
        || text.chars().any(char::is_control)
        || text.ends_with(['.', ' ']);
    if device || forbidden {
        return Err(UnsafeName::Reserved);
    }
    Ok(OsString::from(text))
}

/// A local file name as bytes, for the other shore.
pub fn name_of(file_name: &std::ffi::OsStr) -> Name {
    Name::new(file_name.as_encoded_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::path::{Component, Path};

    #[test]
    fn what_is_not_one_name_is_refused() {
        for (name, why) in [
            (&b""[..], UnsafeName::Empty),
            (b".", UnsafeName::Dots),
            (b"..", UnsafeName::Dots),
            (b"../x", UnsafeName::Separator("a slash")),
            (b"/etc/passwd", UnsafeName::Separator("a slash")),
            (b"a\0b", UnsafeName::Separator("a NUL")),
            (&[b'x'; 256], UnsafeName::TooLong),
        ] {
            assert_eq!(local_component(&Name::new(name)), Err(why));
        }
    }

    proptest! {
        #[test]
        fn no_name_leads_out_of_its_folder(bytes: Vec<u8>) {
            if let Ok(component) = local_component(&Name::new(bytes)) {
                let path = Path::new("/folder").join(component);
                let parts: Vec<_> = path.components().collect();
                prop_assert_eq!(parts.len(), 3);
                prop_assert!(matches!(parts[2], Component::Normal(_)));
            }
        }
    }
}
