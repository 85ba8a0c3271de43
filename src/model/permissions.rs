//! Permission bits as people write them.

use super::EntryKind;
use super::text::plural;
use strum::{Display, EnumIter};

/// What a change of permissions reaches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Display, EnumIter)]
pub enum Reach {
    /// What was chosen, and nothing in it.
    #[default]
    #[strum(to_string = "only these")]
    These,
    /// What was chosen and all that is in it.
    #[strum(to_string = "these, and all that is in them")]
    All,
    /// Files: those chosen, and those in the folders chosen.
    #[strum(to_string = "files only, also in the folders")]
    Files,
    /// Folders: those chosen, and those in them.
    #[strum(to_string = "folders only, also in the folders")]
    Folders,
}

impl Reach {
    /// Whether folders are looked into.
    pub fn is_recursive(self) -> bool {
        self != Self::These
    }

    /// Whether something of this kind is changed. Links have no permissions of their own.
    pub fn holds(self, kind: EntryKind) -> bool {
        match (self, kind) {
            (_, EntryKind::Link) => false,
            (Self::These | Self::All, _) => true,
            (Self::Folders, kind) => kind == EntryKind::Dir,
            (Self::Files, kind) => kind != EntryKind::Dir,
        }
    }
}

/// What to say when permissions have been changed, of so many items.
pub fn changed_words(count: usize) -> String {
    match count {
        0 => "no permissions changed: links have none of their own".into(),
        _ => format!("permissions of {} changed", plural(count, "item")),
    }
}

/// `rwxr-sr-t`: the bits of owner, group and others.
pub fn rwx(mode: u32) -> String {
    let special = [(0o4000, 's'), (0o2000, 's'), (0o1000, 't')];
    let mut text = String::new();
    for (place, (bit, sign)) in special.into_iter().enumerate() {
        let bits = (mode >> (6 - 3 * place)) & 7;
        text.push(if bits & 4 != 0 { 'r' } else { '-' });
        text.push(if bits & 2 != 0 { 'w' } else { '-' });
        text.push(match (mode & bit != 0, bits & 1 != 0) {
            (true, true) => sign,
            (true, false) => sign.to_ascii_uppercase(),
            (false, true) => 'x',
            (false, false) => '-',
        });
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn that_nothing_changed_is_no_success_of_none() {
        assert_eq!(changed_words(2), "permissions of 2 items changed");
        assert!(changed_words(0).starts_with("no permissions changed"));
    }

    #[test]
    fn bits_are_written_as_ls_does() {
        for (mode, text) in [
            (0o644, "rw-r--r--"),
            (0o755, "rwxr-xr-x"),
            (0o4755, "rwsr-xr-x"),
            (0o2644, "rw-r-Sr--"),
            (0o1777, "rwxrwxrwt"),
            (0, "---------"),
        ] {
            assert_eq!(rwx(mode), text, "{mode:o}");
        }
    }

    #[test]
    fn links_are_never_reached() {
        assert!(!Reach::All.holds(EntryKind::Link));
        assert!(Reach::Files.holds(EntryKind::File) && !Reach::Files.holds(EntryKind::Dir));
        assert!(Reach::Folders.holds(EntryKind::Dir) && !Reach::Folders.holds(EntryKind::File));
        assert!(Reach::These.holds(EntryKind::Dir) && !Reach::These.is_recursive());
    }
}
