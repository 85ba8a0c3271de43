//! Names and paths as bytes. FTP has no character set of its own (RFC 2640 asks for UTF-8, many
//! servers send something else), so a name is kept as the server sent it and only decoded to be
//! looked at: what was listed can always be fetched, renamed and deleted.

use super::text;
use std::fmt;

/// One path component, as its own shore has it. Never decoded lossily.
///
/// A `Name` becomes part of a local path only through `fs::safe_name`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(Vec<u8>);

impl Name {
    /// Wraps the bytes of one component. Nothing is checked here: a server may call a file `../x`.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self(bytes.into())
    }

    /// The bytes as they were listed.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Text that is safe to show: decoded, control and bidi characters escaped.
    pub fn display(&self) -> String {
        text::display_safe(&self.0)
    }

    /// Whether the name starts with a dot, which hides it by custom.
    pub fn is_hidden(&self) -> bool {
        self.0.first() == Some(&b'.')
    }
}

impl From<&str> for Name {
    fn from(name: &str) -> Self {
        Self(name.as_bytes().to_vec())
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", String::from_utf8_lossy(&self.0))
    }
}

/// An absolute path on the server, `/` between components, no trailing slash but for the root.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RemotePath(Vec<u8>);

impl RemotePath {
    /// The root, `/`.
    pub fn root() -> Self {
        Self(b"/".to_vec())
    }

    /// Makes an absolute path of what a server's 257 or a user says: empty components and `.` go,
    /// `..` takes its parent away (and stays at the root).
    pub fn from_absolute(bytes: &[u8]) -> Self {
        let mut path = Self::root();
        for component in bytes.split(|byte| *byte == b'/') {
            path.step(component);
        }
        path
    }

    /// `target` seen from here: absolute if it starts with `/`, else below `self`.
    #[must_use]
    pub fn resolve(&self, target: &[u8]) -> Self {
        if target.first() == Some(&b'/') {
            return Self::from_absolute(target);
        }
        let mut path = self.clone();
        for component in target.split(|byte| *byte == b'/') {
            path.step(component);
        }
        path
    }

    fn step(&mut self, component: &[u8]) {
        match component {
            b"" | b"." => {}
            b".." => {
                if let Some(parent) = self.parent() {
                    *self = parent;
                }
            }
            _ => *self = self.join(&Name::new(component)),
        }
    }

    /// This directory's entry called `name`. The name is appended as it is.
    #[must_use]
    pub fn join(&self, name: &Name) -> Self {
        let mut bytes = Vec::with_capacity(self.0.len() + name.as_bytes().len() + 1);
        bytes.extend_from_slice(&self.0);
        if bytes != b"/" {
            bytes.push(b'/');
        }
        bytes.extend_from_slice(name.as_bytes());
        Self(bytes)
    }

    /// The directory above; `None` at the root.
    pub fn parent(&self) -> Option<Self> {
        if self.0 == b"/" {
            return None;
        }
        let at = self.0.iter().rposition(|byte| *byte == b'/')?;
        Some(Self(if at == 0 {
            b"/".to_vec()
        } else {
            self.0.get(..at)?.to_vec()
        }))
    }

    /// The last component; `None` at the root.
    pub fn name(&self) -> Option<Name> {
        let at = self.0.iter().rposition(|byte| *byte == b'/')?;
        self.0
            .get(at + 1..)
            .filter(|name| !name.is_empty())
            .map(Name::new)
    }

    /// Whether `self` is `ancestor` or lies below it.
    pub fn is_within(&self, ancestor: &Self) -> bool {
        ancestor.0 == b"/"
            || self.0 == ancestor.0
            || (self.0.starts_with(&ancestor.0) && self.0.get(ancestor.0.len()) == Some(&b'/'))
    }

    /// The bytes to send on the wire.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Text that is safe to show.
    pub fn display(&self) -> String {
        text::display_safe(&self.0)
    }
}

impl fmt::Debug for RemotePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", String::from_utf8_lossy(&self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn path(text: &str) -> RemotePath {
        RemotePath::from_absolute(text.as_bytes())
    }

    #[test]
    fn paths_are_made_absolute_and_clean() {
        assert_eq!(path("/a//b/./c/").as_bytes(), b"/a/b/c");
        assert_eq!(path("/a/../../b").as_bytes(), b"/b");
        assert_eq!(path("").as_bytes(), b"/");
        assert_eq!(path("/pub").resolve(b"x y/z").as_bytes(), b"/pub/x y/z");
        assert_eq!(path("/pub").resolve(b"/etc").as_bytes(), b"/etc");
        assert_eq!(path("/pub").resolve(b"..").as_bytes(), b"/");
    }

    #[test]
    fn parent_and_name_take_a_path_apart() {
        assert_eq!(path("/a/b").parent(), Some(path("/a")));
        assert_eq!(path("/a").parent(), Some(path("/")));
        assert_eq!(path("/").parent(), None);
        assert_eq!(path("/a/b").name(), Some(Name::from("b")));
        assert_eq!(path("/").name(), None);
    }

    #[test]
    fn within_is_by_component_and_not_by_prefix() {
        assert!(path("/a/b").is_within(&path("/a")));
        assert!(path("/a").is_within(&path("/a")));
        assert!(!path("/ab").is_within(&path("/a")));
        assert!(path("/ab").is_within(&path("/")));
    }

    proptest! {
        #[test]
        fn joining_then_leaving_comes_back(name in "[a-z ]{1,8}", base in "(/[a-z]{1,4}){0,4}") {
            let base = path(&base);
            let joined = base.join(&Name::from(name.as_str()));
            prop_assert_eq!(joined.parent(), Some(base.clone()));
            prop_assert_eq!(joined.name(), Some(Name::from(name.as_str())));
            prop_assert!(joined.is_within(&base));
        }
    }
}
