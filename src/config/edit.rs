//! Changing one setting in the text of a file that the user has written: comments, order and blanks
//! stay as they are.

use super::settings::{Wrong, place};
use crate::model::settings::Value;
use crate::model::text::display_safe_str;
use toml_edit::{Array, DocumentMut, Item, Table};

/// The text with a setting of this value; without the setting where that is `None`.
///
/// # Errors
/// Where the text is no TOML, and why.
pub fn set(text: &str, section: &str, key: &str, value: Option<&Value>) -> Result<String, Wrong> {
    let mut document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| {
        let at = place(text, &error.span().unwrap_or(0..0));
        (at, display_safe_str(error.message()))
    })?;
    let table: &mut Table = if section.is_empty() {
        document.as_table_mut()
    } else {
        if value.is_none() && !document.contains_table(section) {
            return Ok(text.to_owned());
        }
        let place = document.entry(section).or_insert_with(toml_edit::table);
        let Some(table) = place.as_table_mut() else {
            let what = format!("`{section}` is a section: write [{section}] above its settings");
            return Err(((1, 1), what));
        };
        table
    };
    match value.and_then(written) {
        None => {
            table.remove(key);
        }
        Some(new) => match table.get_mut(key).and_then(Item::as_value_mut) {
            // The comment behind it stays.
            Some(old) => {
                let decor = old.decor().clone();
                *old = new;
                *old.decor_mut() = decor;
            }
            None => {
                table.insert(key, Item::Value(new));
            }
        },
    }
    Ok(document.to_string())
}

/// A value as the file has it; `None` for what no setting takes.
pub fn written(value: &Value) -> Option<toml_edit::Value> {
    Some(match value {
        Value::YesNo(value) => (*value).into(),
        Value::Number(number) => (*number).into(),
        Value::Text(text) => text.as_str().into(),
        Value::List(words) => words.iter().map(String::as_str).collect::<Array>().into(),
        Value::Other => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::settings::parse;
    use crate::model::settings::{SETTINGS, Settings};

    const TEXT: &str = "# mine\ntheme = \"dark\" # at night\n\n[queue]\n# patient\nretries=9\n\
                        verify = \"hash\"\n\n[passwords] # none\n";

    fn with(section: &str, key: &str, value: Option<&Value>) -> String {
        set(TEXT, section, key, value).unwrap()
    }

    #[test]
    fn comments_order_and_blanks_stay() {
        let changed = with("queue", "retries", Some(&Value::Number(3)));
        assert_eq!(changed, TEXT.replace("retries=9", "retries=3"));
        let changed = with("", "theme", Some(&Value::Text("light".into())));
        assert_eq!(changed, TEXT.replace("\"dark\" #", "\"light\" #"));
        let removed = with("queue", "verify", None);
        assert_eq!(removed, TEXT.replace("verify = \"hash\"\n", ""));
    }

    #[test]
    fn what_is_not_there_is_put_in_its_section() {
        let changed = with("queue", "notify", Some(&Value::YesNo(false)));
        assert!(
            changed.contains("verify = \"hash\"\nnotify = false\n"),
            "{changed}"
        );
        let changed = with("", "keymap", Some(&Value::Text("vim".into())));
        assert!(changed.starts_with("# mine\ntheme"), "{changed}");
        assert!(parse(&changed).is_ok(), "{changed}");
        let changed = with("transfers", "limit_up", Some(&Value::Text("2M".into())));
        assert!(
            changed.contains("[transfers]\nlimit_up = \"2M\"\n"),
            "{changed}"
        );
        assert_eq!(with("transfers", "limit_up", None), TEXT);
    }

    #[test]
    fn every_setting_can_be_written_and_is_read_back() {
        let mut text = String::new();
        for setting in SETTINGS {
            text = set(
                &text,
                setting.section,
                setting.key,
                Some(&setting.default_value()),
            )
            .unwrap();
        }
        assert_eq!(parse(&text), Ok(Settings::default()), "{text}");
    }

    #[test]
    fn a_text_that_is_wrong_is_not_touched() {
        let ((line, _), _) = set("a = 1\nb = = 2\n", "", "a", None).unwrap_err();
        assert_eq!(line, 2);
        assert!(set("queue = 3\n", "queue", "retries", Some(&Value::Number(1))).is_err());
    }
}
