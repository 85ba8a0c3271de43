//! What `set NAME VALUE` can change.

use super::super::settings::MOST_SESSIONS;
use super::super::{Charset, ModeChoice, OnConflict, RateLimits, TransferType};

/// Something that was set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// How data connections are opened.
    Mode(ModeChoice),
    /// Bytes or text.
    Type(TransferType),
    /// Bytes a second that may move.
    Limit(RateLimits),
    /// What becomes of names that are taken.
    Conflict(OnConflict),
    /// So many sessions may move files.
    Sessions(usize),
    /// What the server's names are in; `None` finds out.
    Charset(Option<Charset>),
    /// Whether each file of mget, mput and mdelete is asked about.
    Prompt(bool),
}

/// The names of the settings, with the values they take.
pub const SETTINGS: [(&str, &[&str]); 7] = [
    (
        "mode",
        &["auto", "passive", "active", "epsv", "pasv", "eprt", "port"],
    ),
    ("type", &["image", "ascii"]),
    ("limit", &["none", "500k", "2M"]),
    (
        "conflict",
        &[
            "ask",
            "overwrite",
            "skip",
            "rename",
            "resume",
            "newer",
            "size",
        ],
    ),
    ("sessions", &["1", "2", "3"]),
    ("charset", &["auto", "utf-8", "windows-1252"]),
    ("prompt", &["on", "off"]),
];

/// What is wrong with a setting, and what would be right.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingError {
    /// There is none of this name.
    #[error("there is no setting `{0}`, but {1}")]
    Name(String, String),
    /// The value will not do.
    #[error("{0} is one of: {1}")]
    Value(String, String),
}

impl Setting {
    /// Reads a setting.
    ///
    /// # Errors
    /// [`SettingError`]
    pub fn read(name: &str, value: &str) -> Result<Self, SettingError> {
        let lower = name.to_ascii_lowercase();
        let lower = lower.replace("on-conflict", "conflict");
        let Some((_, values)) = SETTINGS.iter().find(|(known, _)| *known == lower) else {
            let names: Vec<&str> = SETTINGS.iter().map(|(name, _)| *name).collect();
            return Err(SettingError::Name(name.to_owned(), names.join(", ")));
        };
        let value = value.to_ascii_lowercase();
        Self::of(&lower, &value).ok_or_else(|| SettingError::Value(lower, values.join(", ")))
    }

    fn of(name: &str, value: &str) -> Option<Self> {
        Some(match name {
            "mode" => Self::Mode(value.parse().ok()?),
            "type" => Self::Type(type_of(value)?),
            "limit" => Self::Limit(value.parse().ok()?),
            "conflict" => Self::Conflict(value.parse().ok()?),
            "sessions" => {
                let count: usize = value.parse().ok()?;
                Self::Sessions(Some(count).filter(|count| *count <= MOST_SESSIONS)?)
            }
            "charset" if value == "auto" => Self::Charset(None),
            "charset" => Self::Charset(Some(value.parse().ok()?)),
            _ => Self::Prompt(match value {
                "on" => true,
                "off" => false,
                _ => return None,
            }),
        })
    }
}

/// `image` and what else it is called, `ascii` likewise.
pub fn type_of(word: &str) -> Option<TransferType> {
    Some(match word.to_ascii_lowercase().as_str() {
        "image" | "binary" | "bin" | "i" => TransferType::Image,
        "ascii" | "text" | "a" => TransferType::Ascii,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_read_whatever_their_case() {
        assert_eq!(
            Setting::read("MODE", "Active"),
            Ok(Setting::Mode(ModeChoice::Active))
        );
        assert_eq!(
            Setting::read("conflict", "newer"),
            Ok(Setting::Conflict(OnConflict::Newer))
        );
        assert_eq!(Setting::read("sessions", "2"), Ok(Setting::Sessions(2)));
        assert_eq!(Setting::read("charset", "auto"), Ok(Setting::Charset(None)));
        let limits = RateLimits {
            down: Some(512_000),
            up: Some(512_000),
        };
        assert_eq!(Setting::read("limit", "500k"), Ok(Setting::Limit(limits)));
    }

    #[test]
    fn what_is_wrong_is_told_with_what_would_be_right() {
        let name = Setting::read("colour", "red").unwrap_err().to_string();
        assert!(
            name.contains("colour") && name.contains("mode, type"),
            "{name}"
        );
        let value = Setting::read("mode", "sideways").unwrap_err().to_string();
        assert!(value.contains("mode is one of: auto"), "{value}");
        assert!(Setting::read("sessions", "99").is_err());
    }

    #[test]
    fn every_value_that_is_offered_is_taken() {
        for (name, values) in SETTINGS {
            for value in values {
                assert!(Setting::read(name, value).is_ok(), "{name} {value}");
            }
        }
    }
}
