//! Folders that the user has kept, and those visited last, of this computer and of each site.

/// So many visited folders are remembered of this computer, and of each site.
const VISITED_LIMIT: usize = 20;

/// A folder: of a site by its label, or of this computer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeptPlace {
    /// The site's label; `None` is this computer.
    pub site: Option<String>,
    /// The path, as its own shore has it.
    pub path: Vec<u8>,
}

/// A folder that is kept under a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bookmark {
    /// The folder.
    pub place: KeptPlace,
    /// What the user calls it; empty for its path.
    pub name: String,
}

/// All of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bookmarks {
    /// What is kept, in the order it was.
    pub kept: Vec<Bookmark>,
    /// What was visited, the latest first.
    pub visited: Vec<KeptPlace>,
}

/// A change to them, which can be made to what another program has written meanwhile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BookmarkChange {
    /// Keep a folder.
    Add(Bookmark),
    /// Keep it no longer.
    Remove(KeptPlace),
    /// Call it so.
    Rename(Bookmark),
    /// A folder was visited.
    Visit(KeptPlace),
    /// Forget that it was visited.
    Forget(KeptPlace),
}

impl Bookmarks {
    /// Makes a change.
    pub fn apply(&mut self, change: &BookmarkChange) {
        match change {
            BookmarkChange::Add(bookmark) if self.keeps(&bookmark.place) => {}
            BookmarkChange::Add(bookmark) => self.kept.push(bookmark.clone()),
            BookmarkChange::Remove(place) => self.kept.retain(|kept| kept.place != *place),
            BookmarkChange::Rename(bookmark) => {
                let kept = self.kept.iter_mut();
                for kept in kept.filter(|kept| kept.place == bookmark.place) {
                    kept.name.clone_from(&bookmark.name);
                }
            }
            BookmarkChange::Visit(place) => {
                self.visited.retain(|visited| visited != place);
                self.visited.insert(0, place.clone());
                let mut count = 0;
                self.visited.retain(|visited| {
                    count += usize::from(visited.site == place.site);
                    visited.site != place.site || count <= VISITED_LIMIT
                });
            }
            BookmarkChange::Forget(place) => self.visited.retain(|visited| visited != place),
        }
    }

    /// Whether a folder is kept.
    pub fn keeps(&self, place: &KeptPlace) -> bool {
        self.kept.iter().any(|kept| kept.place == *place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(site: Option<&str>, path: &str) -> KeptPlace {
        KeptPlace {
            site: site.map(str::to_owned),
            path: path.into(),
        }
    }

    #[test]
    fn the_latest_visit_comes_first_and_old_ones_go() {
        let mut bookmarks = Bookmarks::default();
        bookmarks.apply(&BookmarkChange::Visit(place(Some("anna@host"), "/pub")));
        for number in 0..50 {
            bookmarks.apply(&BookmarkChange::Visit(place(None, &format!("/{number}"))));
        }
        bookmarks.apply(&BookmarkChange::Visit(place(None, "/48")));
        assert_eq!(bookmarks.visited[0], place(None, "/48"));
        assert_eq!(bookmarks.visited[1], place(None, "/49"));
        let (own, other): (Vec<_>, Vec<_>) = bookmarks
            .visited
            .iter()
            .partition(|place| place.site.is_none());
        assert_eq!((own.len(), other.len()), (VISITED_LIMIT, 1));
    }

    #[test]
    fn a_folder_is_kept_once() {
        let mut bookmarks = Bookmarks::default();
        let mut bookmark = Bookmark {
            place: place(None, "/srv"),
            name: String::new(),
        };
        bookmarks.apply(&BookmarkChange::Add(bookmark.clone()));
        bookmarks.apply(&BookmarkChange::Add(bookmark.clone()));
        assert_eq!(bookmarks.kept.len(), 1);
        bookmark.name = "data".into();
        bookmarks.apply(&BookmarkChange::Rename(bookmark.clone()));
        assert_eq!(bookmarks.kept[0].name, "data");
        bookmarks.apply(&BookmarkChange::Remove(bookmark.place));
        assert!(bookmarks.kept.is_empty());
    }
}
