//! What a key can do. The names in the keymap are these in kebab-case; the words for the key bar,
//! the menu and the help stand here once.

use strum::{EnumIter, EnumMessage, EnumString, IntoStaticStr};

/// What a key can do. `message` is the word for the key bar, `detailed_message` the one for the
/// menu and the help.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, EnumMessage, EnumString, IntoStaticStr,
)]
#[strum(serialize_all = "kebab-case")]
pub enum Action {
    /// One line up.
    #[strum(message = "Up", detailed_message = "one line up")]
    Up,
    /// One line down.
    #[strum(message = "Down", detailed_message = "one line down")]
    Down,
    /// Left, in a menu.
    #[strum(message = "Left", detailed_message = "the menu to the left")]
    Left,
    /// Right, in a menu.
    #[strum(
        message = "Right",
        detailed_message = "the menu to the right, or the one behind"
    )]
    Right,
    /// A screenful up.
    #[strum(message = "Page up", detailed_message = "a page up")]
    PageUp,
    /// A screenful down.
    #[strum(message = "Page down", detailed_message = "a page down")]
    PageDown,
    /// Half a screenful up.
    #[strum(message = "Half up", detailed_message = "half a page up")]
    HalfUp,
    /// Half a screenful down.
    #[strum(message = "Half down", detailed_message = "half a page down")]
    HalfDown,
    /// The first line.
    #[strum(message = "First", detailed_message = "the first line")]
    First,
    /// The last line.
    #[strum(message = "Last", detailed_message = "the last line")]
    Last,
    /// Into the directory under the cursor.
    #[strum(
        message = "Open",
        detailed_message = "open the folder, or tell of the file"
    )]
    Open,
    /// To the directory above.
    #[strum(message = "Parent", detailed_message = "the folder above")]
    Parent,
    /// To the other pane.
    #[strum(message = "Pane", detailed_message = "the other pane")]
    SwitchPane,
    /// To the local pane.
    #[strum(message = "Local", detailed_message = "the local pane")]
    LocalPane,
    /// To the remote pane.
    #[strum(message = "Remote", detailed_message = "the remote pane")]
    RemotePane,
    /// Find as you type.
    #[strum(message = "Find", detailed_message = "find as you type")]
    Find,
    /// The next match.
    #[strum(message = "Next", detailed_message = "the next match")]
    FindNext,
    /// The match before.
    #[strum(message = "Previous", detailed_message = "the match before")]
    FindPrevious,
    /// Ask for a path and go there.
    #[strum(message = "Go to", detailed_message = "go to a path")]
    GoTo,
    /// Sort by the next column.
    #[strum(message = "Sort", detailed_message = "sort by the next column")]
    Sort,
    /// Sort by name.
    #[strum(message = "By name", detailed_message = "by name")]
    SortName,
    /// Sort by size.
    #[strum(message = "By size", detailed_message = "by size")]
    SortSize,
    /// Sort by time.
    #[strum(message = "By time", detailed_message = "by time")]
    SortModified,
    /// Sort by extension.
    #[strum(message = "By extension", detailed_message = "by extension")]
    SortExtension,
    /// Turn the order round.
    #[strum(message = "Reverse", detailed_message = "the other way round")]
    SortReverse,
    /// Show or hide names that begin with a dot.
    #[strum(message = "Hidden", detailed_message = "hidden files")]
    Hidden,
    /// List the directory again.
    #[strum(message = "Refresh", detailed_message = "list again")]
    Refresh,
    /// Mark the row and go down.
    #[strum(message = "Mark", detailed_message = "mark, and go down")]
    Mark,
    /// Mark the row and go up.
    #[strum(message = "Mark up", detailed_message = "mark, and go up")]
    MarkUp,
    /// Mark what is not marked and the other way round.
    #[strum(message = "Invert", detailed_message = "invert the marks")]
    Invert,
    /// Mark everything.
    #[strum(message = "All", detailed_message = "mark all")]
    MarkAll,
    /// Take all marks away; first of all, give up the listing under way.
    #[strum(message = "Unmark", detailed_message = "no marks")]
    MarkNone,
    /// Copy to the other pane.
    #[strum(message = "Copy", detailed_message = "copy to the other pane")]
    Copy,
    /// Move to the other pane.
    #[strum(message = "Move", detailed_message = "move to the other pane")]
    Move,
    /// Pick up to copy.
    #[strum(message = "Pick up", detailed_message = "pick up to copy")]
    PickUp,
    /// Pick up to move.
    #[strum(message = "Pick up to move", detailed_message = "pick up to move")]
    PickUpMove,
    /// Drop in the directory shown.
    #[strum(message = "Drop here", detailed_message = "drop here")]
    Drop,
    /// Drop into the directory under the cursor.
    #[strum(
        message = "Drop into",
        detailed_message = "drop into the folder under the cursor"
    )]
    DropInto,
    /// Copy becomes move and the other way round.
    #[strum(message = "Copy/Move", detailed_message = "copy or move")]
    ToggleOperation,
    /// Take the row under the cursor along.
    #[strum(message = "Add", detailed_message = "take the row along")]
    Add,
    /// Leave the row under the cursor behind.
    #[strum(message = "Take out", detailed_message = "leave the row behind")]
    TakeOut,
    /// Put everything back.
    #[strum(message = "Put back", detailed_message = "put back")]
    PutBack,
    /// Take the last drop back.
    #[strum(message = "Undo", detailed_message = "take back the last drop")]
    UndoDrop,
    /// Make a directory.
    #[strum(message = "Mkdir", detailed_message = "make a folder")]
    MakeDir,
    /// Rename.
    #[strum(message = "Rename", detailed_message = "rename")]
    Rename,
    /// Delete, after a question.
    #[strum(message = "Delete", detailed_message = "delete (asks)")]
    Delete,
    /// Open the menu.
    #[strum(message = "Menu", detailed_message = "menu")]
    Menu,
    /// Open the help.
    #[strum(message = "Help", detailed_message = "the keys")]
    Help,
    /// Quit.
    #[strum(message = "Quit", detailed_message = "quit")]
    Quit,
    /// Go round passive, active, auto.
    #[strum(message = "Mode", detailed_message = "mode: passive, active, auto")]
    Mode,
    /// Passive mode.
    #[strum(
        message = "Passive",
        detailed_message = "Passive  you dial the server (EPSV, then PASV)"
    )]
    ModePassive,
    /// Active mode.
    #[strum(
        message = "Active",
        detailed_message = "Active   the server dials you (EPRT, then PORT)"
    )]
    ModeActive,
    /// Passive, then active.
    #[strum(
        message = "Auto",
        detailed_message = "Auto     passive; active if it fails"
    )]
    ModeAuto,
    /// TLS where the server offers it.
    #[strum(message = "TLS", detailed_message = "FTP + TLS if offered")]
    SecurityPreferred,
    /// TLS or no connection.
    #[strum(message = "TLS", detailed_message = "FTP + TLS or refuse")]
    SecurityRequired,
    /// TLS from the first byte on.
    #[strum(message = "FTPS", detailed_message = "FTPS implicit")]
    SecurityImplicit,
    /// No TLS.
    #[strum(message = "Plain", detailed_message = "plain FTP")]
    SecurityPlain,
    /// Names in UTF-8, else in what they look like.
    #[strum(
        message = "Detect",
        detailed_message = "detect: UTF-8, else what the names look like"
    )]
    CharsetDetect,
    /// Names in UTF-8.
    #[strum(message = "UTF-8", detailed_message = "UTF-8")]
    CharsetUtf8,
    /// Names in windows-1252.
    #[strum(
        message = "Western",
        detailed_message = "Western  windows-1252 (Latin-1)"
    )]
    CharsetWestern,
    /// Names in windows-1250.
    #[strum(
        message = "Central",
        detailed_message = "Central European  windows-1250"
    )]
    CharsetCentral,
    /// Names in windows-1251.
    #[strum(message = "Cyrillic", detailed_message = "Cyrillic  windows-1251")]
    CharsetCyrillic,
    /// Names in Shift JIS.
    #[strum(message = "Japanese", detailed_message = "Japanese  Shift_JIS")]
    CharsetJapanese,
    /// Names in GBK.
    #[strum(message = "Chinese", detailed_message = "Chinese, simplified  GBK")]
    CharsetSimplified,
    /// Names in Big5.
    #[strum(message = "Chinese", detailed_message = "Chinese, traditional  Big5")]
    CharsetTraditional,
    /// Names in EUC-KR.
    #[strum(message = "Korean", detailed_message = "Korean  EUC-KR")]
    CharsetKorean,
    /// Names in a character set to be typed.
    #[strum(message = "Other", detailed_message = "other…")]
    CharsetOther,
    /// The transfers view.
    #[strum(message = "Transfers", detailed_message = "transfers")]
    Transfers,
    /// The log.
    #[strum(message = "Log", detailed_message = "log")]
    Log,
    /// The doctor.
    #[strum(message = "Doctor", detailed_message = "doctor…")]
    Doctor,
    /// The doctor once more.
    #[strum(message = "Again", detailed_message = "examine again")]
    Again,
    /// The doctor with active modes.
    #[strum(message = "Active too", detailed_message = "active modes too")]
    ActiveModes,
    /// The connect form.
    #[strum(message = "Connect", detailed_message = "connect")]
    Connect,
    /// Connect to the same site again; list again where connected.
    #[strum(
        message = "Reconnect",
        detailed_message = "connect again, or list again"
    )]
    Reconnect,
    /// Close the connection.
    #[strum(message = "Disconnect", detailed_message = "disconnect")]
    Disconnect,
    /// NOOP while idle, on and off.
    #[strum(message = "Keep alive", detailed_message = "keep alive")]
    KeepAlive,
    /// The session before, in the connection pane.
    #[strum(message = "Session", detailed_message = "the session before")]
    PreviousSession,
    /// The next session, in the connection pane.
    #[strum(message = "Session", detailed_message = "the next session")]
    NextSession,
    /// Answer the question that waits.
    #[strum(message = "Answer", detailed_message = "answer what waits")]
    Answer,
    /// Cancel what is in front.
    #[strum(message = "Cancel", detailed_message = "cancel what is in front")]
    Cancel,
    /// Stop until continued.
    #[strum(message = "Suspend", detailed_message = "suspend")]
    Suspend,
    /// Draw everything again.
    #[strum(message = "Redraw", detailed_message = "draw again")]
    Redraw,
    /// What this program is.
    #[strum(message = "About", detailed_message = "about Twoport")]
    About,
    /// Queue the transfer again.
    #[strum(message = "Retry", detailed_message = "retry")]
    Retry,
    /// Queue all failed transfers again.
    #[strum(message = "Retry failed", detailed_message = "retry all that failed")]
    RetryFailed,
    /// Stop the transfer.
    #[strum(message = "Cancel", detailed_message = "cancel the transfer")]
    CancelTransfer,
    /// Forget the transfers that are done.
    #[strum(message = "Clear done", detailed_message = "clear what is done")]
    ClearDone,
    /// Tell all of the transfer.
    #[strum(message = "Details", detailed_message = "details")]
    Details,
    /// Back to the panes.
    #[strum(message = "Back", detailed_message = "back to the panes")]
    Back,
    /// Show errors only.
    #[strum(message = "Errors only", detailed_message = "errors only")]
    ErrorsOnly,
    /// Do what the overlay is for, or take its safe answer.
    #[strum(message = "OK", detailed_message = "OK")]
    Accept,
    /// Leave the overlay.
    #[strum(message = "Leave", detailed_message = "leave")]
    Leave,
    /// The next field of the form.
    #[strum(message = "Next field", detailed_message = "the next field")]
    NextField,
    /// The field before.
    #[strum(message = "Previous", detailed_message = "the previous field")]
    PreviousField,
    /// Yes: delete, or quit.
    #[strum(message = "Yes", detailed_message = "yes")]
    Confirm,
    /// No: keep what is there, or stay.
    #[strum(message = "No", detailed_message = "no, leave it as it is")]
    Decline,
    /// Overwrite what is there.
    #[strum(message = "Overwrite", detailed_message = "overwrite what is there")]
    Overwrite,
    /// Leave what is there.
    #[strum(message = "Skip", detailed_message = "skip what is there")]
    Skip,
    /// Keep both, the new one under a new name.
    #[strum(
        message = "Keep both",
        detailed_message = "keep both, under a new name"
    )]
    KeepBoth,
    /// Take the drop back.
    #[strum(message = "Take back", detailed_message = "take the drop back")]
    TakeBack,
    /// Trust the certificate for its server from now on.
    #[strum(
        message = "Trust from now on",
        detailed_message = "trust it from now on"
    )]
    Trust,
    /// Trust the certificate for this connection only.
    #[strum(message = "Only this time", detailed_message = "trust it this time")]
    TrustOnce,
}

impl Action {
    /// The word or two for the key bar.
    pub fn short(self) -> &'static str {
        self.get_message().unwrap_or_default()
    }

    /// The words for the menu and the help, beginning in lower case.
    pub fn label(self) -> &'static str {
        self.get_detailed_message().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use strum::IntoEnumIterator;

    #[test]
    fn every_action_has_its_words() {
        for action in Action::iter() {
            assert!(!action.short().is_empty(), "{action:?}");
            assert!(!action.label().is_empty(), "{action:?}");
        }
    }

    #[test]
    fn names_are_in_kebab_case() {
        assert_eq!("pick-up-move".parse(), Ok(Action::PickUpMove));
        assert!("PickUp".parse::<Action>().is_err());
    }
}
