//! The settings as a list that can be changed, and what becomes of a change.

use super::{Action, App, Effect, Key, Keymap, KeymapError, Overlay, OwnKeys, ToastKind};
use crate::model::Settings;
use crate::model::settings::{Column, Kind, SETTINGS, Setting, ThemeChoice, Value};
use crate::model::text::display_safe_str;
use tui_input::Input;

/// The list: where the cursor is, and what is typed.
#[derive(Debug, Default)]
pub struct SettingsList {
    /// The setting under the cursor, as an index into the table.
    pub at: usize,
    /// What is typed in the place of its value.
    pub typed: Option<Input>,
    /// What is wrong with what was typed.
    pub error: Option<String>,
    /// What was done last, where the values alone do not show it.
    pub told: Option<String>,
}

/// What the user's files say, as they were read last.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UserFiles {
    /// The settings, without what was said on the command line or in a menu.
    pub settings: Settings,
    /// The keys that are laid over those of the settings.
    pub own_keys: Option<OwnKeys>,
    /// Whether there is a file to keep changes in.
    pub writable: bool,
}

/// A setting is to be written into the user's file, or taken out of it.
#[derive(Clone, Debug, PartialEq)]
pub struct SettingsJob {
    /// The section, empty above all sections.
    pub section: &'static str,
    /// Its name there.
    pub key: &'static str,
    /// What it is from now on; `None` is the default, so that nothing need be said.
    pub value: Option<Value>,
}

/// The actions that choose a theme, in the order of [`ThemeChoice::BUILT_IN`].
pub(super) const THEMES: &[Action] = &[
    Action::ThemeAuto,
    Action::ThemeDark,
    Action::ThemeLight,
    Action::ThemeHighContrast,
    Action::ThemeSixteen,
    Action::ThemeMono,
];

/// The actions that show a column or not, in the order of [`Column::ALL`].
pub(super) const COLUMNS: &[Action] = &[
    Action::ColumnSize,
    Action::ColumnModified,
    Action::ColumnPermissions,
    Action::ColumnOwner,
];

/// The column that an action is about.
pub(super) fn column_of(action: Action) -> Option<Column> {
    let at = COLUMNS.iter().position(|column| *column == action)?;
    Column::ALL.get(at).copied()
}

/// The theme that an action chooses.
pub(super) fn theme_of(action: Action) -> Option<ThemeChoice> {
    let at = THEMES.iter().position(|theme| *theme == action)?;
    ThemeChoice::BUILT_IN.get(at).cloned()
}

impl App {
    pub(super) fn open_settings(&mut self) {
        self.overlay = Some(Overlay::Settings(Box::default()));
    }

    /// A theme for this run; the settings keep one for good.
    pub(in crate::app) fn choose_theme(&mut self, theme: ThemeChoice) {
        let text = format!("theme {theme}; File, Settings keeps one for good");
        self.settings.appearance.theme = theme;
        self.say(ToastKind::Info, text);
    }

    pub(super) fn act_in_settings(&mut self, action: Action) {
        let Some(Overlay::Settings(mut list)) = self.overlay.take() else {
            return;
        };
        let setting = SETTINGS.get(list.at);
        if let (Some(typed), Some(setting)) = (&list.typed, setting) {
            match action {
                Action::Accept => {
                    let value = setting.typed(typed.value());
                    match self.change_setting(setting, Some(value)) {
                        Ok(()) => *list = at(list.at),
                        Err(right) => list.error = Some(format!("It takes {right}.")),
                    }
                }
                _ => *list = at(list.at),
            }
            self.overlay = Some(Overlay::Settings(list));
            return;
        }
        (list.error, list.told) = (None, None);
        match (action, setting) {
            (Action::Leave, _) => return,
            (Action::Left | Action::Right | Action::Accept, Some(setting)) => {
                self.step_setting(&mut list, setting, action);
            }
            (Action::ToDefault, Some(setting)) => {
                let value = setting.default_value();
                let is_it = |all| setting.value(all) == value;
                let again = if is_it(&self.settings) && is_it(&self.files.settings) {
                    "already"
                } else {
                    "again"
                };
                let text = format!("{} is at its default {again}: {value}", setting.key);
                // The message line may lie under the list.
                list.told = Some(text.clone());
                self.say(ToastKind::Info, text);
                // A default is always right.
                let _ = self.change_setting(setting, None);
            }
            _ => list.at = super::pane::moved(list.at, SETTINGS.len(), 8, action),
        }
        self.overlay = Some(Overlay::Settings(list));
    }

    /// The next or the previous value, or a value to be typed.
    fn step_setting(&mut self, list: &mut SettingsList, setting: &Setting, action: Action) {
        let by_steps = matches!(
            setting.kind,
            Kind::YesNo | Kind::Words(_) | Kind::WordsOrOther(_)
        );
        if action == Action::Accept && !by_steps {
            let now = setting.value(&self.settings).to_string();
            list.typed = Some(Input::new(now));
            return;
        }
        let next = setting.neighbour(&self.settings, action != Action::Left);
        if let Some(next) = next
            && let Err(right) = self.change_setting(setting, Some(next))
        {
            list.error = Some(format!("It takes {right}."));
        }
    }

    pub(super) fn type_setting(&mut self, key: Key) {
        if let Some(Overlay::Settings(list)) = &mut self.overlay
            && let Some(typed) = &mut list.typed
        {
            super::form::edit(typed, key);
        }
    }

    /// A setting changes: at once, and in the file. `None` is its default.
    fn change_setting(&mut self, setting: &Setting, value: Option<Value>) -> Result<(), String> {
        let before = self.settings.clone();
        let new = value.clone().unwrap_or_else(|| setting.default_value());
        setting.put(&mut self.settings, &new)?;
        self.heed_settings(&before);
        if self.settings.keys != before.keys {
            if let Err(error) = self.compose_keys() {
                self.settings = before;
                return Err(format!("another one: {error}"));
            }
            let text = format!("the keys are those of {} from now on", self.settings.keys);
            self.say(ToastKind::Info, text);
        }
        setting.put(&mut self.files.settings, &new)?;
        if self.settings.log_file != before.log_file {
            self.say(ToastKind::Info, "the log goes there from the next start on");
        }
        if !self.files.writable {
            let text = "it holds for this run: nothing is kept here";
            self.say(ToastKind::Info, text);
            return Ok(());
        }
        self.effects.push(Effect::Settings(SettingsJob {
            section: setting.section,
            key: setting.key,
            value,
        }));
        Ok(())
    }

    /// The settings as they were read anew: what has changed in the file holds from now on, what was
    /// said on the command line or in a menu stays.
    pub(super) fn settings_read(&mut self, read: super::SettingsRead) {
        let before = self.settings.clone();
        let mut told = Vec::new();
        for setting in SETTINGS {
            let value = setting.value(&read.settings);
            if value != setting.value(&self.files.settings)
                && setting.put(&mut self.settings, &value).is_ok()
            {
                told.push(format!("{} {value}", setting.key));
            }
        }
        self.files.settings = read.settings;
        self.heed_settings(&before);
        let own_before = std::mem::replace(&mut self.files.own_keys, read.own_keys);
        if own_before != self.files.own_keys {
            told.push("keys".into());
        }
        if let Err(error) = self.compose_keys() {
            return self.settings_wrong(&[error.to_string()]);
        }
        let was_wrong = self.toast.as_ref();
        if was_wrong.is_some_and(|toast| toast.text.ends_with(STILL_HOLDS)) {
            self.toast = None;
            self.say(ToastKind::Ok, "the settings are in order again");
        }
        if !told.is_empty() {
            let text = format!("the settings were read again: {}", told.join(", "));
            self.say(ToastKind::Info, display_safe_str(&text));
        }
    }

    /// What is wrong in a theme: there the one that it is based on holds.
    pub fn tell_wrong_theme(&mut self, wrong: &[String]) {
        self.log_wrong_settings(wrong);
        if let Some(first) = wrong.first() {
            let more = match wrong.len() {
                1 => String::new(),
                count => format!(" (and {} more, in the log)", count - 1),
            };
            self.say(ToastKind::Warning, format!("{first}{more}"));
        }
    }

    /// Puts the keymap together.
    ///
    /// # Errors
    /// What is wrong with the user's own keys; the keymap stays as it is.
    pub fn compose_keys(&mut self) -> Result<(), KeymapError> {
        self.keymap = Keymap::of(self.settings.keys, self.files.own_keys.as_ref())?;
        self.pending.clear();
        Ok(())
    }

    /// A text that begins with a path, the home in it as `~`: it has one line.
    fn seen_from_home(&self, text: &str) -> String {
        let home = self.home.as_ref().and_then(|home| home.to_str());
        match home.and_then(|home| text.strip_prefix(home)) {
            Some(rest) if rest.starts_with('/') => format!("~{rest}"),
            _ => text.to_owned(),
        }
    }

    /// What is wrong with a file that was read anew: what held before still holds.
    pub(super) fn settings_wrong(&mut self, wrong: &[String]) {
        self.log_wrong_settings(wrong);
        if let Some(first) = wrong.first() {
            let more = match wrong.len() {
                1 => String::new(),
                count => format!(" (and {} more, in the log)", count - 1),
            };
            let text = format!("{}{more}{STILL_HOLDS}", self.seen_from_home(first));
            self.say(ToastKind::Error, text);
        }
    }
}

/// The end of what is told of a file that was changed and cannot be read.
const STILL_HOLDS: &str = "; what held before still holds";

fn at(at: usize) -> SettingsList {
    SettingsList {
        at,
        ..SettingsList::default()
    }
}
