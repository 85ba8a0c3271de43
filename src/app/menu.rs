//! The menus: what is in them, and walking and choosing.

mod possible;
mod walk;

use super::encryption::security_of;
use super::settings_list::{COLUMNS, THEMES, column_of, theme_of};
use super::{Action, App, ItemMark, Menu, MenuItem, Section};
use crate::model::ModeChoice;
use crate::model::settings::SortKey;

/// What stands in a menu.
enum Entry {
    Item(Action),
    Line,
    Submenu(&'static str, &'static [Action]),
}

use Entry::{Item, Line, Submenu};

const FILE: &[Entry] = &[
    Item(Action::Copy),
    Item(Action::Move),
    Line,
    Item(Action::View),
    Item(Action::Edit),
    Line,
    Item(Action::Rename),
    Item(Action::MakeDir),
    Item(Action::Delete),
    Line,
    Submenu("Pick up and drop", CARRYING),
    Submenu("Marks", MARKS),
    Line,
    Item(Action::Properties),
    Item(Action::Permissions),
    Item(Action::CopyPath),
    Item(Action::CopyUrl),
    Line,
    Item(Action::Quit),
];

const CARRYING: &[Action] = &[
    Action::PickUp,
    Action::PickUpMove,
    Action::Drop,
    Action::DropInto,
    Action::ThrowLeft,
    Action::ThrowRight,
    Action::PutBack,
];

const MARKS: &[Action] = &[
    Action::MarkMask,
    Action::UnmarkMask,
    Action::MarkRange,
    Action::MarkAll,
    Action::Invert,
    Action::MarkNone,
];

const MODES: &[Action] = &[Action::ModePassive, Action::ModeActive, Action::ModeAuto];

/// What the server's names can be in: found out, common ones, any other.
pub(super) const CHARSETS: &[Action] = &[
    Action::CharsetDetect,
    Action::CharsetUtf8,
    Action::CharsetWestern,
    Action::CharsetCentral,
    Action::CharsetCyrillic,
    Action::CharsetJapanese,
    Action::CharsetSimplified,
    Action::CharsetTraditional,
    Action::CharsetKorean,
    Action::CharsetOther,
];

const ENCRYPTIONS: &[Action] = &[
    Action::SecurityPreferred,
    Action::SecurityRequired,
    Action::SecurityImplicit,
    Action::SecurityPlain,
];

const TABS: &[Action] = &[
    Action::NewTab,
    Action::CloseTab,
    Action::NextTab,
    Action::PreviousTab,
];

const CONNECTION: &[Entry] = &[
    Item(Action::Connect),
    Item(Action::Reconnect),
    Item(Action::Disconnect),
    Line,
    Submenu("Tabs", TABS),
    Line,
    Item(Action::Sites),
    Item(Action::ImportSites),
    Line,
    Submenu("Mode", MODES),
    Submenu("Encryption", ENCRYPTIONS),
    Submenu("Character set", CHARSETS),
    Item(Action::KeepAlive),
    Line,
    Item(Action::PreviousSession),
    Item(Action::NextSession),
    Line,
    Item(Action::Sockets),
    Item(Action::Doctor),
];

const TRANSFER: &[Entry] = &[
    Item(Action::Transfers),
    Item(Action::Mirror),
    Item(Action::Answer),
    Item(Action::UndoDrop),
    Line,
    Item(Action::TogglePause),
    Item(Action::Retry),
    Item(Action::CancelTransfer),
    Item(Action::Details),
    Submenu("Place in the queue", PLACES),
    Line,
    Item(Action::PauseAll),
    Item(Action::RetryFailed),
    Item(Action::EditQueue),
    Item(Action::ClearDone),
    Line,
    Item(Action::Bandwidth),
    Item(Action::Sessions),
];

const PLACES: &[Action] = &[
    Action::ToTop,
    Action::MoveUp,
    Action::MoveDown,
    Action::ToBottom,
    Action::PriorityUp,
    Action::PriorityDown,
];

const VIEW: &[Entry] = &[
    Submenu(
        "Sort",
        &[
            Action::SortName,
            Action::SortExtension,
            Action::SortModified,
            Action::SortSize,
            Action::SortReverse,
            Action::DirectoriesFirst,
        ],
    ),
    Submenu("Columns", COLUMNS),
    Submenu("Theme", THEMES),
    Item(Action::Hidden),
    Item(Action::Refresh),
    Line,
    Item(Action::Find),
    Item(Action::Filter),
    Item(Action::GoTo),
    Item(Action::StepBack),
    Item(Action::StepForward),
    Item(Action::Bookmark),
    Item(Action::Bookmarks),
    Line,
    Item(Action::FoldConnection),
    Item(Action::FoldTransfers),
    Item(Action::ToggleMouse),
    Item(Action::ContextMenu),
    Line,
    Item(Action::Log),
];

const TOOLS: &[Entry] = &[
    Item(Action::FindBelow),
    Item(Action::Compare),
    Item(Action::MarkDiffering),
    Item(Action::Synchronize),
    Line,
    Item(Action::CommandLine),
    Item(Action::Palette),
    Item(Action::Shell),
    Line,
    Item(Action::Settings),
];

const HELP: &[Entry] = &[Item(Action::Help), Item(Action::About)];

/// Title, the letter that opens it with Alt, and what is in it. Alt-C, Alt-F and Alt-I are taken:
/// they go to a path, filter, and show the sockets.
const MENUS: [(&str, char, &[Entry]); 6] = [
    ("File", 'E', FILE),
    ("Connection", 'N', CONNECTION),
    ("Transfer", 'T', TRANSFER),
    ("View", 'V', VIEW),
    ("Tools", 'O', TOOLS),
    ("Help", 'H', HELP),
];

/// The sections whose keys are shown beside the items.
const KEYS: [Section; 7] = [
    Section::Program,
    Section::Panes,
    Section::Carrying,
    Section::Moving,
    Section::Waiting,
    Section::Transfers,
    Section::Log,
];

impl App {
    /// The menus, with what can be chosen now.
    pub fn menus(&self) -> Vec<Menu> {
        MENUS
            .iter()
            .map(|(title, letter, entries)| Menu {
                title,
                letter: *letter,
                items: entries.iter().map(|entry| self.menu_item(entry)).collect(),
            })
            .collect()
    }

    fn menu_item(&self, entry: &Entry) -> MenuItem {
        match entry {
            Item(action) => self.item(*action),
            Line => MenuItem {
                label: String::new(),
                key: String::new(),
                mark: ItemMark::None,
                enabled: false,
                submenu: Vec::new(),
            },
            Submenu(label, actions) => MenuItem {
                label: (*label).into(),
                key: String::new(),
                mark: ItemMark::None,
                enabled: actions.iter().any(|action| self.can(*action)),
                submenu: actions.iter().map(|action| self.item(*action)).collect(),
            },
        }
    }

    pub(super) fn item(&self, action: Action) -> MenuItem {
        MenuItem {
            label: self
                .charset_label(action)
                .unwrap_or_else(|| capital(action.label())),
            key: self
                .keymap
                .keys_of(&KEYS, action)
                .into_iter()
                .next()
                .unwrap_or_default(),
            mark: self.mark_of(action),
            enabled: self.can(action),
            submenu: Vec::new(),
        }
    }

    /// The actions of all menus.
    pub(super) fn menu_actions() -> Vec<Action> {
        let entries = MENUS.iter().flat_map(|(_, _, entries)| entries.iter());
        let actions = entries.flat_map(|entry| match entry {
            Item(action) => std::slice::from_ref(action),
            Line => &[],
            Submenu(_, actions) => actions,
        });
        actions.copied().collect()
    }

    /// Where an action stands in the menus, as `View > Sort`, and its item.
    pub(super) fn place_in_menu(&self, action: Action) -> (String, MenuItem) {
        let place = MENUS.iter().find_map(|(title, _, entries)| {
            entries.iter().find_map(|entry| match entry {
                Item(own) if *own == action => Some((*title).to_owned()),
                Submenu(label, actions) if actions.contains(&action) => {
                    Some(format!("{title} > {label}"))
                }
                _ => None,
            })
        });
        (place.unwrap_or_default(), self.item(action))
    }

    fn mark_of(&self, action: Action) -> ItemMark {
        let pane = self.pane(self.active());
        let sorted = |key| ItemMark::Radio(pane.sort.key == key);
        let passive = [ModeChoice::Passive, ModeChoice::Epsv, ModeChoice::Pasv];
        let active = [ModeChoice::Active, ModeChoice::Eprt, ModeChoice::Port];
        match action {
            Action::ModePassive => ItemMark::Radio(passive.contains(&self.mode)),
            Action::ModeActive => ItemMark::Radio(active.contains(&self.mode)),
            Action::ModeAuto => ItemMark::Radio(self.mode == ModeChoice::Auto),
            _ if let Some(theme) = theme_of(action) => {
                ItemMark::Radio(self.settings.appearance.theme == theme)
            }
            _ if let Some(column) = column_of(action) => {
                ItemMark::Check(self.settings.panes.columns.has(column))
            }
            _ if CHARSETS.contains(&action) => ItemMark::Radio(self.is_charset_in_force(action)),
            Action::SortName => sorted(SortKey::Name),
            Action::SortSize => sorted(SortKey::Size),
            Action::SortModified => sorted(SortKey::Modified),
            Action::SortExtension => sorted(SortKey::Extension),
            Action::SortReverse => ItemMark::Check(pane.sort.descending),
            Action::DirectoriesFirst => ItemMark::Check(!pane.sort.mixed),
            Action::Hidden => ItemMark::Check(pane.show_hidden),
            Action::ToggleMouse => ItemMark::Check(self.mouse),
            Action::Synchronize => ItemMark::Check(self.memory.synchronized),
            Action::KeepAlive => ItemMark::Check(self.keep_alive.is_some()),
            _ if let Some(security) = security_of(action) => {
                ItemMark::Radio(self.is_protected_by(security))
            }
            _ => ItemMark::None,
        }
    }
}

fn capital(label: &str) -> String {
    let mut letters = label.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}
