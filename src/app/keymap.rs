//! The keymap: sections of `action = [keys]`, read from TOML at start. One table serves the keys,
//! the key bar, the menu and the help.

mod layers;

pub use layers::OwnKeys;

use super::{Action, Key};
use strum::{EnumIter, EnumString, IntoStaticStr};

/// A section of the keymap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, EnumString, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Section {
    /// Everywhere, typing included.
    Always,
    /// Everywhere but in overlays.
    Program,
    /// On top while a question waits for an answer.
    Waiting,
    /// Walking in the panes, carrying or not.
    Moving,
    /// The panes while nothing is carried.
    Panes,
    /// The panes while something is carried.
    Carrying,
    /// Find as you type.
    Find,
    /// The transfers view.
    Transfers,
    /// The filter of the transfers view, while it is typed.
    Filter,
    /// The log.
    Log,
    /// The sockets view.
    Sockets,
    /// The menu.
    Menu,
    /// A prompt.
    Prompt,
    /// Fields that are asked for together.
    Inquiry,
    /// What a mirror would do.
    Mirror,
    /// The kept and visited folders.
    Bookmarks,
    /// The connect form.
    Connect,
    /// The tree of the site manager.
    Sites,
    /// What is to be found in it, while it is typed.
    SiteFind,
    /// The form of a site.
    SiteForm,
    /// The limits of the bandwidth.
    Limits,
    /// The settings.
    Settings,
    /// The value of a setting, while it is typed.
    SettingText,
    /// All that is known of a transfer.
    Details,
    /// All that is known of a file or folder.
    Properties,
    /// The permissions of files and folders.
    Permissions,
    /// The question before deleting.
    Delete,
    /// The question about names that are taken.
    Conflict,
    /// The question about the queue of last time.
    Restored,
    /// What is wrong with a queue that was edited as text.
    WrongLines,
    /// The question about lines that are gone from it.
    RemovedLines,
    /// The question before quitting.
    Quit,
    /// The question about a certificate that may be trusted.
    Certificate,
    /// The question about a certificate that has changed: a word is typed.
    ReplaceCertificate,
    /// A notice.
    Notice,
    /// The notice that a server could not be connected to.
    NotConnected,
    /// The command line.
    Line,
    /// A line of before, while it is looked for in the command line.
    LineSearch,
    /// The palette.
    Palette,
    /// An answer of several lines.
    Answer,
    /// The doctor.
    Doctor,
    /// The question before the doctor tries the active modes.
    ActiveModes,
    /// The help.
    Help,
    /// A file that is looked at.
    Viewer,
    /// The question about a file that was changed while it was edited.
    EditConflict,
}

/// What has the keys: decides which sections hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter)]
pub enum Context {
    /// The panes.
    Panes,
    /// The panes, something picked up.
    Carrying,
    /// Find as you type.
    Find,
    /// The transfers view.
    Transfers,
    /// The filter of the transfers view, while it is typed.
    Filter,
    /// The log.
    Log,
    /// The sockets view.
    Sockets,
    /// The menu.
    Menu,
    /// A prompt.
    Prompt,
    /// Fields that are asked for together.
    Inquiry,
    /// What a mirror would do.
    Mirror,
    /// The kept and visited folders.
    Bookmarks,
    /// The connect form.
    Connect,
    /// The tree of the site manager.
    Sites,
    /// What is to be found in it, while it is typed.
    SiteFind,
    /// The form of a site.
    SiteForm,
    /// The question before a site is removed.
    RemoveSite,
    /// The limits of the bandwidth.
    Limits,
    /// The settings.
    Settings,
    /// The value of a setting, while it is typed.
    SettingText,
    /// All that is known of a transfer.
    Details,
    /// All that is known of a file or folder.
    Properties,
    /// The permissions of files and folders.
    Permissions,
    /// The question before deleting.
    Delete,
    /// The question whether a folder is made, so that the other pane can follow.
    Follow,
    /// A question whether what a drop has done is taken back.
    Undo,
    /// The question before a transfer is cancelled that is partly across.
    CancelTransfer,
    /// The question about names that are taken.
    Conflict,
    /// The question about the queue of last time.
    Restored,
    /// What is wrong with a queue that was edited as text.
    WrongLines,
    /// The question about lines that are gone from it.
    RemovedLines,
    /// The question before quitting.
    Quit,
    /// The question before a tab is closed.
    CloseTab,
    /// The question about a certificate that may be trusted.
    Certificate,
    /// The question about a certificate that has changed.
    ReplaceCertificate,
    /// A notice.
    Notice,
    /// The notice that a server could not be connected to.
    NotConnected,
    /// The command line.
    Line,
    /// A line of before, while it is looked for in the command line.
    LineSearch,
    /// The palette.
    Palette,
    /// An answer of several lines.
    Answer,
    /// The doctor.
    Doctor,
    /// The question before the doctor tries the active modes.
    ActiveModes,
    /// The help.
    Help,
    /// A file that is looked at.
    Viewer,
    /// The question about a file that was changed while it was edited.
    EditConflict,
}

impl Context {
    /// The sections that hold here, `always` and `waiting` apart.
    pub fn sections(self) -> &'static [Section] {
        match self {
            Self::Panes => &[Section::Panes, Section::Moving, Section::Program],
            Self::Carrying => &[Section::Carrying, Section::Moving, Section::Program],
            Self::Find => &[Section::Find],
            Self::Transfers => &[Section::Transfers, Section::Program],
            Self::Log => &[Section::Log, Section::Program],
            Self::Sockets => &[Section::Sockets, Section::Program],
            Self::Properties => &[Section::Properties],
            Self::Permissions => &[Section::Permissions],
            Self::Menu => &[Section::Menu],
            Self::Prompt => &[Section::Prompt],
            Self::Inquiry => &[Section::Inquiry],
            Self::Bookmarks => &[Section::Bookmarks],
            Self::Mirror => &[Section::Mirror],
            Self::Connect => &[Section::Connect],
            Self::Sites => &[Section::Sites],
            Self::SiteFind => &[Section::SiteFind],
            Self::SiteForm => &[Section::SiteForm],
            Self::Filter => &[Section::Filter],
            Self::Limits => &[Section::Limits],
            Self::Settings => &[Section::Settings],
            Self::SettingText => &[Section::SettingText],
            Self::Details => &[Section::Details],
            Self::Delete | Self::Follow | Self::Undo | Self::CancelTransfer | Self::RemoveSite => {
                &[Section::Delete]
            }
            Self::Conflict => &[Section::Conflict],
            Self::Restored => &[Section::Restored],
            Self::WrongLines => &[Section::WrongLines],
            Self::RemovedLines => &[Section::RemovedLines],
            Self::Quit | Self::CloseTab => &[Section::Quit],
            Self::Certificate => &[Section::Certificate],
            Self::ReplaceCertificate => &[Section::ReplaceCertificate],
            Self::Notice => &[Section::Notice],
            Self::NotConnected => &[Section::NotConnected],
            Self::Line => &[Section::Line],
            Self::LineSearch => &[Section::LineSearch],
            Self::Palette => &[Section::Palette],
            Self::Answer => &[Section::Answer],
            Self::Doctor => &[Section::Doctor],
            Self::ActiveModes => &[Section::ActiveModes],
            Self::Help => &[Section::Help],
            Self::Viewer => &[Section::Viewer],
            Self::EditConflict => &[Section::EditConflict],
        }
    }

    /// Whether this is one of the main views, over which no overlay lies and nothing is typed.
    pub fn is_main(self) -> bool {
        self.sections().contains(&Section::Program)
    }
}

/// Why a keymap can not be used, with the line (from 1) that is to blame.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}{}line {line}: {what}", if file.is_empty() { "" } else { ", " })]
pub struct KeymapError {
    /// The file, as it is told of; empty where there is none.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong there.
    pub what: String,
}

impl KeymapError {
    fn in_file(self, file: &str) -> Self {
        Self {
            file: file.to_owned(),
            ..self
        }
    }
}

/// One key, or several in a row, and what they do in a section.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Binding {
    section: Section,
    keys: Vec<Key>,
    action: Action,
    /// Which of the texts says so.
    layer: usize,
    line: usize,
}

/// What a sequence of keys comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolved {
    /// This is to be done.
    Action(Action),
    /// The beginning of something longer.
    Prefix,
    /// Nothing.
    Nothing,
}

/// The keymap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keymap {
    bindings: Vec<Binding>,
    /// The texts it is made of, as they are told of.
    files: Vec<String>,
}

impl Keymap {
    fn within(&self, context: Context, waiting: bool) -> impl Iterator<Item = &Binding> {
        self.bindings.iter().filter(move |binding| {
            binding.section == Section::Always
                || context.sections().contains(&binding.section)
                || (waiting && binding.section == Section::Waiting)
        })
    }

    /// What these keys come to. With `waiting`, a question waits for an answer and that section
    /// goes before the others.
    pub fn resolve(&self, context: Context, waiting: bool, keys: &[Key]) -> Resolved {
        let waiting = waiting && context.is_main();
        let mut found = Resolved::Nothing;
        for binding in self.within(context, waiting) {
            if binding.keys == keys {
                if binding.section == Section::Waiting || found == Resolved::Nothing {
                    found = Resolved::Action(binding.action);
                }
            } else if binding.keys.starts_with(keys) && found == Resolved::Nothing {
                found = Resolved::Prefix;
            }
        }
        found
    }

    /// What can follow these keys, and what it does.
    pub fn continuations(&self, context: Context, keys: &[Key]) -> Vec<(String, Action)> {
        self.within(context, false)
            .filter(|binding| binding.keys.len() > keys.len() && binding.keys.starts_with(keys))
            .map(|binding| {
                let rest = binding.keys.get(keys.len()..).unwrap_or_default();
                (spell(rest), binding.action)
            })
            .collect()
    }

    /// The keys of an action in these sections, as people write them, in the keymap's order.
    pub fn keys_of(&self, sections: &[Section], action: Action) -> Vec<String> {
        self.bindings
            .iter()
            .filter(|binding| binding.action == action && sections.contains(&binding.section))
            .map(|binding| spell(&binding.keys))
            .collect()
    }
}

fn spell(keys: &[Key]) -> String {
    let names: Vec<String> = keys.iter().map(ToString::to_string).collect();
    names.join(" ")
}

#[cfg(test)]
#[path = "keymap/tests.rs"]
mod tests;
