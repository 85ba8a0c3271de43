//! The one line above the key bar.

use jiff::Timestamp;

/// What kind of line it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ToastKind {
    /// Something went well.
    Ok,
    /// Something to know.
    Info,
    /// Something to mind.
    Warning,
    /// Something failed; stays until a key is pressed.
    Error,
}

/// The one line above the key bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toast {
    /// What kind of line it is.
    pub kind: ToastKind,
    /// The text, safe to show.
    pub text: String,
    /// When it came.
    pub at: Timestamp,
}
