//! How deep folders may be nested.

use crate::ftp::FtpError;
use crate::model::RemotePath;

/// Folders deeper than this are taken for a loop.
const LIMIT: usize = 128;

/// Whether a folder is nested so deep that it is taken for a loop.
pub(crate) fn is_too_deep(path: &RemotePath) -> bool {
    path.as_bytes().split(|byte| *byte == b'/').count() > LIMIT
}

/// The error for that.
pub(crate) fn too_deep() -> FtpError {
    FtpError::Listing(format!(
        "folders are nested deeper than {LIMIT}: taken for a loop"
    ))
}
