//! The end of the program: what is left of edited files is looked at, and what stays is told.

use crate::app::LeftCopy;
use crate::fs::{draft, unsent};
use std::path::Path;

/// Removes the copies that hold nothing of the user's. A line for each of the others comes back; it is
/// noted for the next start too. Blocks.
pub(super) fn leave(copies: Vec<LeftCopy>, notes: Option<&Path>) -> Vec<String> {
    let mut told = Vec::new();
    for copy in copies {
        let file = copy.file.as_deref();
        match draft::leave(&copy.folder, file, &copy.mark, copy.in_editor) {
            Ok(false) => continue,
            Ok(true) => {}
            Err(error) => tracing::warn!(%error, "a private folder stays"),
        }
        if let Some(file) = notes
            && let Err(error) = unsent::note(file, &copy.folder, &copy.told)
        {
            tracing::warn!(%error, "an unsent text was not noted");
        }
        told.push(copy.told);
    }
    told
}
