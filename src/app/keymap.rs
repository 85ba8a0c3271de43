//! The keymap: sections of `action = [keys]`, read from TOML at start. One table serves the keys,
//! the key bar, the menu and the help.

use super::{Action, Key};
use std::collections::BTreeMap;
use std::ops::Range;
use strum::{EnumIter, EnumString, IntoEnumIterator, IntoStaticStr};
use toml::Spanned;

/// The keymap that is built in.
const DEFAULT: &str = include_str!("../../assets/keymaps/default.toml");

/// A section of the keymap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr)]
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
    /// The limits of the bandwidth.
    Limits,
    /// All that is known of a transfer.
    Details,
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
    /// The doctor.
    Doctor,
    /// The question before the doctor tries the active modes.
    ActiveModes,
    /// The help.
    Help,
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
    /// The limits of the bandwidth.
    Limits,
    /// All that is known of a transfer.
    Details,
    /// The question before deleting.
    Delete,
    /// The question whether a folder is made, so that the other pane can follow.
    Follow,
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
    /// The question about a certificate that may be trusted.
    Certificate,
    /// The question about a certificate that has changed.
    ReplaceCertificate,
    /// A notice.
    Notice,
    /// The doctor.
    Doctor,
    /// The question before the doctor tries the active modes.
    ActiveModes,
    /// The help.
    Help,
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
            Self::Menu => &[Section::Menu],
            Self::Prompt => &[Section::Prompt],
            Self::Inquiry => &[Section::Inquiry],
            Self::Bookmarks => &[Section::Bookmarks],
            Self::Mirror => &[Section::Mirror],
            Self::Connect => &[Section::Connect],
            Self::Filter => &[Section::Filter],
            Self::Limits => &[Section::Limits],
            Self::Details => &[Section::Details],
            Self::Delete | Self::Follow | Self::CancelTransfer => &[Section::Delete],
            Self::Conflict => &[Section::Conflict],
            Self::Restored => &[Section::Restored],
            Self::WrongLines => &[Section::WrongLines],
            Self::RemovedLines => &[Section::RemovedLines],
            Self::Quit => &[Section::Quit],
            Self::Certificate => &[Section::Certificate],
            Self::ReplaceCertificate => &[Section::ReplaceCertificate],
            Self::Notice => &[Section::Notice],
            Self::Doctor => &[Section::Doctor],
            Self::ActiveModes => &[Section::ActiveModes],
            Self::Help => &[Section::Help],
        }
    }

    /// Whether this is one of the main views, over which no overlay lies and nothing is typed.
    pub fn is_main(self) -> bool {
        self.sections().contains(&Section::Program)
    }
}

/// Why a keymap can not be used, with the line (from 1) that is to blame.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct KeymapError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong there.
    pub what: String,
}

/// One key, or several in a row, and what they do in a section.
#[derive(Clone, Debug)]
struct Binding {
    section: Section,
    keys: Vec<Key>,
    action: Action,
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
#[derive(Clone, Debug)]
pub struct Keymap {
    bindings: Vec<Binding>,
}

/// Section, then action, then keys; each with its place in the text.
type Tables = BTreeMap<String, Spanned<BTreeMap<String, Spanned<Vec<Spanned<String>>>>>>;

impl Keymap {
    /// The keymap that is built in.
    #[expect(
        clippy::expect_used,
        clippy::missing_panics_doc,
        reason = "the text is part of the program, and a test reads it"
    )]
    pub fn built_in() -> Self {
        Self::parse(DEFAULT).expect("the built-in keymap is in order")
    }

    /// Reads a keymap.
    ///
    /// # Errors
    /// [`KeymapError`] with the first line to blame: not TOML, an unknown section, action or key,
    /// or two actions on one key in one context.
    pub fn parse(text: &str) -> Result<Self, KeymapError> {
        let error = |span: Range<usize>, what: String| KeymapError {
            line: line_of(text, span.start),
            what,
        };
        let tables: Tables = toml::from_str(text).map_err(|problem| {
            error(problem.span().unwrap_or(0..0), problem.message().to_owned())
        })?;
        let mut bindings = Vec::new();
        for (section, actions) in tables {
            let Ok(known) = section.parse() else {
                return Err(error(actions.span(), format!("no section `{section}`")));
            };
            for (name, keys) in actions.into_inner() {
                let Ok(action) = name.parse::<Action>() else {
                    return Err(error(keys.span(), format!("no action `{name}`")));
                };
                for key in keys.into_inner() {
                    bindings.push(Binding {
                        section: known,
                        keys: sequence(key.get_ref())
                            .map_err(|what| error(key.span(), what.to_string()))?,
                        action,
                        line: line_of(text, key.span().start),
                    });
                }
            }
        }
        let keymap = Self { bindings };
        keymap.check()?;
        Ok(keymap)
    }

    /// Finds two actions on one key (or a key that is the beginning of another's) in one context.
    fn check(&self) -> Result<(), KeymapError> {
        for context in Context::iter() {
            let here: Vec<_> = self.within(context, false).collect();
            for (index, first) in here.iter().enumerate() {
                let clash = here.iter().skip(index + 1).find(|second| {
                    second.keys.starts_with(&first.keys) || first.keys.starts_with(&second.keys)
                });
                if let Some(second) = clash {
                    let (earlier, later) = if first.line <= second.line {
                        (first, second)
                    } else {
                        (second, first)
                    };
                    let (one, two): (&str, &str) = (earlier.action.into(), later.action.into());
                    return Err(KeymapError {
                        line: later.line,
                        what: format!(
                            "`{}` is `{one}` already (line {}) where it would be `{two}`",
                            spell(&later.keys),
                            earlier.line
                        ),
                    });
                }
            }
        }
        Ok(())
    }

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

fn sequence(text: &str) -> Result<Vec<Key>, super::key::KeyError> {
    let keys: Vec<Key> = text
        .split_whitespace()
        .map(str::parse)
        .collect::<Result<_, _>>()?;
    if keys.is_empty() {
        return Err(super::key::KeyError(text.to_owned()));
    }
    Ok(keys)
}

fn spell(keys: &[Key]) -> String {
    let names: Vec<String> = keys.iter().map(ToString::to_string).collect();
    names.join(" ")
}

fn line_of(text: &str, offset: usize) -> usize {
    let before = text.as_bytes().get(..offset).unwrap_or_default();
    before.split(|byte| *byte == b'\n').count()
}

#[cfg(test)]
#[path = "keymap/tests.rs"]
mod tests;
