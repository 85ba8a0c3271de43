//! Keymaps laid over each other: the default, one of the presets that says what differs from it, and
//! the user's own single keys.

use super::{Binding, Context, Keymap, KeymapError, Section};
use crate::app::{Action, Key};
use crate::model::KeyRow;
use crate::model::nearest::hint;
use crate::model::settings::Keys;
use crate::model::text::display_safe_str;
use std::collections::BTreeMap;
use std::ops::Range;
use strum::IntoEnumIterator;
use toml::Spanned;

/// The keymap that all others are laid over.
const DEFAULT: &str = include_str!("../../../assets/keymaps/default.toml");
const MC: &str = include_str!("../../../assets/keymaps/mc.toml");
const VIM: &str = include_str!("../../../assets/keymaps/vim.toml");
const FILEZILLA: &str = include_str!("../../../assets/keymaps/filezilla.toml");

/// What the user has written, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnKeys {
    /// The file, as it is told of.
    pub file: String,
    /// Its text.
    pub text: String,
}

/// Section, then action, then keys; each with its place in the text.
type Tables = BTreeMap<Spanned<String>, BTreeMap<Spanned<String>, Vec<Spanned<String>>>>;

/// What a text says: the bindings, and what it names at all, without keys too.
struct Said {
    bindings: Vec<Binding>,
    named: Vec<(Section, Action)>,
}

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

    /// Reads a whole keymap.
    ///
    /// # Errors
    /// [`KeymapError`] with the first line to blame: not TOML, an unknown section, action or key,
    /// or two actions on one key in one context.
    pub fn parse(text: &str) -> Result<Self, KeymapError> {
        let mut keymap = Self {
            bindings: Vec::new(),
            files: Vec::new(),
        };
        keymap.lay(String::new(), text, false)?;
        keymap.check()?;
        Ok(keymap)
    }

    /// The keymap of a preset with the user's own keys over it.
    ///
    /// # Errors
    /// [`KeymapError`] with what is wrong with the user's keys.
    pub fn of(preset: Keys, own: Option<&OwnKeys>) -> Result<Self, KeymapError> {
        let mut keymap = Self {
            bindings: Vec::new(),
            files: Vec::new(),
        };
        keymap.lay("the default keymap".into(), DEFAULT, false)?;
        let text = match preset {
            Keys::Default => None,
            Keys::Mc => Some(MC),
            Keys::Vim => Some(VIM),
            Keys::Filezilla => Some(FILEZILLA),
        };
        if let Some(text) = text {
            keymap.lay(format!("the keymap {preset}"), text, true)?;
        }
        if let Some(own) = own {
            keymap.lay(own.file.clone(), &own.text, false)?;
        }
        keymap.check()?;
        Ok(keymap)
    }

    /// Lays a text over what there is. An action that it names has the keys it says and no others.
    /// With `displacing`, its keys are taken from what had them.
    fn lay(&mut self, file: String, text: &str, displacing: bool) -> Result<(), KeymapError> {
        let layer = self.files.len();
        let said = read(text, layer).map_err(|error| error.in_file(&file))?;
        self.files.push(file);
        self.bindings.retain(|binding| {
            let named = said.named.contains(&(binding.section, binding.action));
            let taken = displacing && said.bindings.iter().any(|new| clash(new, binding));
            !named && !taken
        });
        self.bindings.extend(said.bindings);
        Ok(())
    }

    /// Finds two actions on one key (or a key that is the beginning of another's) in one context.
    fn check(&self) -> Result<(), KeymapError> {
        for context in Context::iter() {
            let here: Vec<_> = self.within(context, false).collect();
            for (index, first) in here.iter().enumerate() {
                let found = here.iter().skip(index + 1).find(|second| {
                    second.keys.starts_with(&first.keys) || first.keys.starts_with(&second.keys)
                });
                if let Some(second) = found {
                    let order = |binding: &Binding| (binding.layer, binding.line);
                    let (earlier, later) = if order(first) <= order(second) {
                        (first, second)
                    } else {
                        (second, first)
                    };
                    return Err(self.two_on_one(earlier, later));
                }
            }
        }
        Ok(())
    }

    fn two_on_one(&self, earlier: &Binding, later: &Binding) -> KeymapError {
        let (one, two): (&str, &str) = (earlier.action.into(), later.action.into());
        let file = |binding: &Binding| self.files.get(binding.layer).map_or("", String::as_str);
        let (place, way_out) = if earlier.layer == later.layer {
            (format!("line {}", earlier.line), String::new())
        } else {
            let section: &str = earlier.section.into();
            let way_out = format!("; give that another one: [{section}] {one} = [\"…\"]");
            (file(earlier).to_owned(), way_out)
        };
        KeymapError {
            file: file(later).to_owned(),
            line: later.line,
            what: format!(
                "`{}` is `{one}` already ({place}) where it would be `{two}`{way_out}",
                super::spell(&later.keys),
            ),
        }
    }

    /// Every action that has keys, by section.
    pub fn rows(&self) -> Vec<KeyRow> {
        let mut rows = Vec::new();
        for section in Section::iter() {
            for action in Action::iter() {
                let keys = self.keys_of(&[section], action);
                if !keys.is_empty() {
                    rows.push(KeyRow {
                        section: section.into(),
                        action: action.into(),
                        keys,
                        label: action.label(),
                    });
                }
            }
        }
        rows
    }
}

/// Whether there is a context in which both have the same key.
fn clash(one: &Binding, other: &Binding) -> bool {
    let same = one.keys.starts_with(&other.keys) || other.keys.starts_with(&one.keys);
    let holds = |binding: &Binding, context: Context| {
        binding.section == Section::Always || context.sections().contains(&binding.section)
    };
    same && Context::iter().any(|context| holds(one, context) && holds(other, context))
}

fn read(text: &str, layer: usize) -> Result<Said, KeymapError> {
    let error = |span: Range<usize>, what: String| KeymapError {
        file: String::new(),
        line: line_of(text, span.start),
        what,
    };
    let tables: Tables = toml::from_str(text)
        .map_err(|problem| error(problem.span().unwrap_or(0..0), in_words(problem.message())))?;
    let mut said = Said {
        bindings: Vec::new(),
        named: Vec::new(),
    };
    for (section, actions) in tables {
        let name = section.get_ref();
        let known: Section = name.parse().map_err(|_| {
            let names = Section::iter().map(<&str>::from);
            error(section.span(), unknown("section", name, names))
        })?;
        for (action, keys) in actions {
            let name = action.get_ref();
            let action: Action = name.parse().map_err(|_| {
                let names = Action::iter().map(<&str>::from);
                error(action.span(), unknown("action", name, names))
            })?;
            said.named.push((known, action));
            for key in keys {
                let sequence = sequence(key.get_ref());
                said.bindings.push(Binding {
                    section: known,
                    keys: sequence.map_err(|what| error(key.span(), what))?,
                    action,
                    layer,
                    line: line_of(text, key.span().start),
                });
            }
        }
    }
    Ok(said)
}

/// What TOML finds wrong; where it is the form of the file, how that is to be.
fn in_words(message: &str) -> String {
    let form = "write a section, and in it the keys of each action: copy = [\"F5\", \"c\"]";
    if message.starts_with("invalid type") {
        return form.into();
    }
    message.to_owned()
}

fn unknown<'a>(what: &str, name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let near = hint(name, known);
    format!("no {what} `{}`{near}", display_safe_str(name))
}

/// Keys that follow each other.
pub(super) fn sequence(text: &str) -> Result<Vec<Key>, String> {
    let keys = text.split_whitespace().map(|key| {
        key.parse::<Key>().map_err(|error| {
            let near = hint(key, crate::app::key::names());
            format!("{error}{near}")
        })
    });
    let keys = keys.collect::<Result<Vec<_>, _>>()?;
    if keys.is_empty() {
        return Err("`` is not the name of a key".into());
    }
    Ok(keys)
}

fn line_of(text: &str, offset: usize) -> usize {
    let before = text.as_bytes().get(..offset).unwrap_or_default();
    before.split(|byte| *byte == b'\n').count()
}
