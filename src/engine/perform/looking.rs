//! What a look at folders gives.

use super::blocking;
use crate::engine::work::WalkOrder;
use crate::engine::{Problem, explain};
use crate::fs::collisions::{self, NameTreatment};
use crate::fs::folder;
use crate::ftp::listing::Listing;
use crate::model::text::display_safe_str;
use crate::model::{Entry, Name, NameCoding, RemotePath};

/// The last name of a path, safe to show: the pane shows the rest.
pub(super) fn last(path: &RemotePath, names: NameCoding) -> String {
    let name = path.name();
    names.shown(name.as_ref().map_or(path.as_bytes(), Name::as_bytes))
}

/// The lines that could not be read as entries, safe to show.
pub(super) fn unread(listing: &Listing, names: NameCoding) -> Vec<String> {
    listing
        .unparsed
        .iter()
        .map(|line| names.shown(line))
        .collect()
}

/// What is in the target folder of a download, which is made where it is not there, and what it makes
/// of names.
pub(super) async fn look_here(order: &WalkOrder) -> Result<(Vec<Entry>, NameTreatment), Problem> {
    let (top, root, path) = (order.top, order.root.clone(), order.local.clone());
    let present = blocking(move || {
        let present = if top {
            folder::list(&path)?
        } else {
            folder::make_and_list(&root, &path)?
        };
        // Where nothing can be written that will be said of the first file.
        let treatment = collisions::treatment(&path).unwrap_or_default();
        Ok((present, treatment))
    });
    let doing = if top { "Reading" } else { "Making" };
    let folder = display_safe_str(&order.local.to_string_lossy());
    let present = present.await;
    present.map_err(|error| explain::local(&format!("{doing} the folder {folder}"), &error))
}
