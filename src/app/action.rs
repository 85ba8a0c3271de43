//! What a key can do; the keymap has these names in kebab-case, one table the words for people.

mod words;
use strum::{EnumIter, EnumString, IntoStaticStr};

/// What a key can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, EnumString, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
#[expect(missing_docs, reason = "where the name says it all")]
pub enum Action {
    /// One line up.
    Up,
    /// One line down.
    Down,
    /// Left, in a menu.
    Left,
    /// Right, in a menu.
    Right,
    /// A screenful up.
    PageUp,
    /// A screenful down.
    PageDown,
    /// Half a screenful up.
    HalfUp,
    /// Half a screenful down.
    HalfDown,
    /// The first line.
    First,
    /// The last line.
    Last,
    /// Into the directory under the cursor.
    Open,
    /// To the directory above.
    Parent,
    /// To the other pane.
    SwitchPane,
    /// To the local pane.
    LocalPane,
    /// To the remote pane.
    RemotePane,
    /// Find as you type.
    Find,
    /// The next match.
    FindNext,
    /// The match before.
    FindPrevious,
    /// Ask for a path and go there.
    GoTo,
    /// The menu of orders.
    Sort,
    SortName,
    SortSize,
    SortModified,
    SortExtension,
    /// Turn the order round.
    SortReverse,
    /// Directories before files, or among them.
    DirectoriesFirst,
    /// Show or hide names that begin with a dot.
    Hidden,
    /// List the directory again.
    Refresh,
    /// Mark the row and go down.
    Mark,
    /// Mark the row and go up.
    MarkUp,
    /// Mark what is not marked and the other way round.
    Invert,
    /// Mark everything.
    MarkAll,
    /// Take all marks away; first of all, give up the listing under way.
    MarkNone,
    /// Mark what fits a mask.
    MarkMask,
    /// Take the marks away from what fits a mask.
    UnmarkMask,
    /// Mark all from here to there.
    MarkRange,
    /// Find below the folder.
    FindBelow,
    /// Compare the panes.
    Compare,
    /// Mark what differs between them.
    MarkDiffering,
    /// Keep the folder as a bookmark.
    Bookmark,
    /// The folders that are kept, and those visited last.
    Bookmarks,
    /// Take it out of the list.
    Remove,
    /// Back to where the pane was before.
    StepBack,
    /// Forward again.
    StepForward,
    /// Make the other folder like this one.
    Mirror,
    /// Let both panes go together.
    Synchronize,
    /// Copy to the other pane.
    Copy,
    /// Move to the other pane.
    Move,
    /// Pick up to copy.
    PickUp,
    /// Pick up to move.
    PickUpMove,
    /// Drop in the directory shown.
    Drop,
    /// Drop into the directory under the cursor.
    DropInto,
    /// Copy becomes move and the other way round.
    ToggleOperation,
    /// Take the row under the cursor along.
    Add,
    /// Leave the row under the cursor behind.
    TakeOut,
    /// Put everything back.
    PutBack,
    /// Drop in the left pane, or copy what is chosen to it.
    ThrowLeft,
    /// Drop in the right pane, or copy what is chosen to it.
    ThrowRight,
    /// Take the last drop back.
    UndoDrop,
    /// Make a directory.
    MakeDir,
    /// Rename.
    Rename,
    /// Delete, after a question.
    Delete,
    /// Open the menu.
    Menu,
    /// Open the menu of what the cursor is on.
    ContextMenu,
    /// Take the mouse from the terminal, or give it back.
    ToggleMouse,
    /// Fold the connection pane, or unfold it.
    FoldConnection,
    /// Fold the transfers pane, or unfold it.
    FoldTransfers,
    /// Open the help.
    Help,
    /// Quit.
    Quit,
    /// Go round passive, active, auto.
    Mode,
    /// Passive mode.
    ModePassive,
    /// Active mode.
    ModeActive,
    /// Passive, then active.
    ModeAuto,
    /// EPSV and EPRT before PASV and PORT, or only those.
    ExtendedFirst,
    /// Passive mode: dial the host, or the address that 227 names.
    DialHost,
    /// Active mode: ask for the ports and the address.
    ActivePorts,
    /// Bytes or text: the other type.
    TransferType,
    /// Bytes as they are.
    TypeBinary,
    /// Text: line ends are converted.
    TypeAscii,
    /// TLS where the server offers it.
    SecurityPreferred,
    /// TLS or no connection.
    SecurityRequired,
    /// TLS from the first byte on.
    SecurityImplicit,
    /// No TLS.
    SecurityPlain,
    /// Names in UTF-8, else in what they look like.
    CharsetDetect,
    CharsetUtf8,
    CharsetWestern,
    CharsetCentral,
    CharsetCyrillic,
    CharsetJapanese,
    CharsetSimplified,
    CharsetTraditional,
    CharsetKorean,
    /// Names in a character set to be typed.
    CharsetOther,
    /// The transfers view.
    Transfers,
    /// The log.
    Log,
    /// The doctor.
    Doctor,
    /// The doctor once more.
    Again,
    /// The doctor with active modes.
    ActiveModes,
    /// The connect form.
    Connect,
    /// The site manager.
    Sites,
    /// A site that is new.
    NewSite,
    /// A site like the one under the cursor.
    DuplicateSite,
    /// Keep what stands in the form.
    SaveSite,
    /// Connect to the site, look what works, and come back.
    TestSite,
    /// Take over the sites of another program.
    ImportSites,
    /// Connect to the same site again; list again where connected.
    Reconnect,
    /// Close the connection.
    Disconnect,
    /// NOOP while idle, on and off.
    KeepAlive,
    /// The session before, in the connection pane.
    PreviousSession,
    /// The next session, in the connection pane.
    NextSession,
    /// Answer the question that waits.
    Answer,
    /// Cancel what is in front.
    Cancel,
    /// Stop until continued.
    Suspend,
    /// Draw everything again.
    Redraw,
    /// What this program is.
    About,
    /// Queue the transfer again.
    Retry,
    /// Queue all failed transfers again.
    RetryFailed,
    /// Stop the transfer.
    CancelTransfer,
    /// Forget the transfers that are done.
    ClearDone,
    /// Stop the transfer, or let it go on.
    TogglePause,
    /// Stop the whole queue, or let it go on.
    PauseAll,
    /// Before the transfer in front.
    MoveUp,
    /// Behind the transfer after.
    MoveDown,
    /// Before all others that wait.
    ToTop,
    /// Behind all others that wait.
    ToBottom,
    PriorityUp,
    /// A lower priority.
    PriorityDown,
    /// Edit the queue as text.
    EditQueue,
    /// Ask how many bytes a second may move.
    Bandwidth,
    /// Ask how many sessions may move files.
    Sessions,
    /// The settings.
    Settings,
    /// Back to what holds where nothing is said.
    ToDefault,
    /// Show the column of sizes, or not.
    ColumnSize,
    /// Show the column of times, or not.
    ColumnModified,
    /// Show the column of permissions, or not.
    ColumnPermissions,
    /// Show the column of owners, or not.
    ColumnOwner,
    /// Colours by the terminal.
    ThemeAuto,
    /// Light text on dark.
    ThemeDark,
    /// Dark text on light.
    ThemeLight,
    /// Bright text on black.
    ThemeHighContrast,
    /// The terminal's own sixteen colours.
    ThemeSixteen,
    /// No colours.
    ThemeMono,
    /// Show only some names: of the pane, or of the transfers.
    Filter,
    /// The transfers in the next state.
    NextState,
    /// The transfers in the state before.
    PreviousState,
    /// A tab that is new.
    NewTab,
    /// Close the tab.
    CloseTab,
    /// The next tab.
    NextTab,
    /// The tab before.
    PreviousTab,
    /// Tell all of the transfer.
    Details,
    /// Back to the panes.
    Back,
    /// Show errors only.
    ErrorsOnly,
    /// Complete what is typed.
    Complete,
    /// Show only the session of the line under the cursor.
    ThisSession,
    /// Show only the transfer of the line under the cursor.
    ThisTransfer,
    /// Show all lines again.
    AllLines,
    /// Go to the end of the log, and stay there; keep the end of a file in sight as it grows.
    Follow,
    /// Tell what the line under the cursor means.
    Explain,
    /// Copy what is under the cursor, or what is shown, to the terminal's clipboard.
    CopyText,
    /// Copy all lines that are shown to the terminal's clipboard.
    CopyAll,
    /// Copy the path to the terminal's clipboard.
    CopyPath,
    /// Copy the URL to the terminal's clipboard.
    CopyUrl,
    /// All sockets of the program.
    Sockets,
    /// All that is known of the row or the marked ones.
    Properties,
    /// Ask for the permissions of the row or the marked ones.
    Permissions,
    /// Set or take away the permission under the cursor.
    Toggle,
    /// What else gets the permissions: folders, files.
    Reach,
    /// Do what the overlay is for, or take its safe answer.
    Accept,
    /// Leave the overlay.
    Leave,
    /// The next field of the form.
    NextField,
    /// The field before.
    PreviousField,
    /// Yes: delete, or quit.
    Confirm,
    /// No: keep what is there, or stay.
    Decline,
    /// Overwrite what is there.
    Overwrite,
    /// Leave what is there.
    Skip,
    /// Keep both, the new one under a new name.
    KeepBoth,
    /// Go on with what is there.
    ResumeThere,
    /// Overwrite what is older.
    Newer,
    /// Overwrite what has another size.
    DifferentSize,
    /// Compare the contents of both files by hash.
    CompareContents,
    /// The answer is for the whole drop.
    SameForDrop,
    /// The answer is for every drop with this site.
    SameForSite,
    /// Take the drop back.
    TakeBack,
    /// Go on with the queue of last time.
    GoOn,
    /// Leave the queue of last time paused.
    StayPaused,
    /// Edit the text once more.
    EditAgain,
    /// Look at the file.
    View,
    /// Edit the file.
    Edit,
    /// Text or hexadecimal digits.
    Hex,
    /// Long lines in several rows, or to the right.
    Wrap,
    /// Search the file.
    Search,
    /// Search the file upwards.
    SearchUp,
    /// Ask for a place in the file and go there.
    Position,
    /// Read the file anew.
    Reread,
    /// Save what was edited on this computer.
    SaveHere,
    /// The command line with the classic verbs.
    CommandLine,
    /// Every action by some letters of its name.
    Palette,
    /// The shell of this computer.
    Shell,
    /// The line before that has in it what was typed.
    FindHistory,
    /// Trust the certificate for its server from now on.
    Trust,
    /// Trust the certificate for this connection only.
    TrustOnce,
}
