//! Changing the text of a file of sites in place: what is not touched stays as it is.

use crate::model::{SiteKey, StoredSite};
use strum::IntoEnumIterator as _;
use toml_edit::{DocumentMut, Item, Table, Value};

fn sites(document: &mut DocumentMut) -> Option<&mut dyn toml_edit::TableLike> {
    let item = document.entry("sites").or_insert_with(|| {
        let mut table = Table::new();
        table.set_implicit(true);
        Item::Table(table)
    });
    item.as_table_like_mut()
}

/// Writes what differs from `before`.
pub(super) fn write(
    document: &mut DocumentMut,
    name: &str,
    before: Option<&StoredSite>,
    site: &StoredSite,
) {
    // What stands in a file without sites is its heading.
    let heading = document.trailing().as_str().unwrap_or_default().to_owned();
    let Some(sites) = sites(document) else { return };
    let was_empty = sites.is_empty();
    let is_new = !sites.contains_key(name);
    if is_new {
        let mut table = Table::new();
        table
            .decor_mut()
            .set_prefix(if was_empty && !heading.is_empty() {
                format!("{}\n\n", heading.trim_end())
            } else {
                "\n".to_owned()
            });
        sites.insert(name, Item::Table(table));
    }
    if let Some(values) = sites.get_mut(name).and_then(Item::as_table_like_mut) {
        for key in SiteKey::iter() {
            let (old, new) = (before.and_then(|site| site.get(key)), site.get(key));
            match new {
                _ if old == new && before.is_some() => {}
                None => {
                    values.remove(key.name());
                }
                Some(text) => put(values, key, text),
            }
        }
    }
    if is_new && was_empty {
        document.set_trailing("");
    }
}

/// Sets a value; the comment behind the old one stays.
fn put(values: &mut dyn toml_edit::TableLike, key: SiteKey, text: &str) {
    let bare = key.is_bare().then(|| text.parse::<Value>().ok()).flatten();
    let mut value = bare
        .filter(|value| value.is_integer() || value.is_bool())
        .unwrap_or_else(|| Value::from(text));
    if let Some(old) = values.get_mut(key.name()).and_then(Item::as_value_mut) {
        *value.decor_mut() = old.decor().clone();
        *old = value;
    } else {
        *value.decor_mut() = toml_edit::Decor::new(" ", "");
        values.insert(key.name(), Item::Value(value));
    }
}

/// Takes a site away with the comment above it; comments further up are not about it.
pub(super) fn remove(document: &mut DocumentMut, name: &str) {
    let Some(sites) = sites(document) else { return };
    let Some(gone) = sites.remove(name) else {
        return;
    };
    let Item::Table(gone) = gone else { return };
    let prefix = gone.decor().prefix().and_then(|raw| raw.as_str());
    let prefix = prefix.unwrap_or_default();
    let Some((kept, _)) = prefix.rsplit_once("\n\n") else {
        return;
    };
    if kept.trim().is_empty() {
        return;
    }
    let position = gone.position();
    let tables = sites.iter().filter_map(|(name, item)| {
        let table = item.as_table()?;
        (table.position() > position).then(|| (table.position(), name.to_owned()))
    });
    if let Some((_, next)) = tables.min() {
        if let Some(table) = sites.get_mut(&next).and_then(Item::as_table_mut) {
            let own = table.decor().prefix().and_then(|raw| raw.as_str());
            let own = own.unwrap_or_default().trim_start_matches('\n');
            let joined = format!("{kept}\n\n{own}");
            table.decor_mut().set_prefix(joined);
        }
    } else {
        let own = document.trailing().as_str().unwrap_or_default().to_owned();
        document.set_trailing(format!("{kept}\n{own}"));
    }
}

/// The same table under another name, in its place.
pub(super) fn rename(document: &mut DocumentMut, from: &str, to: &str) {
    let Some(sites) = sites(document) else { return };
    if let Some(item) = sites.remove(from) {
        sites.insert(to, item);
    }
}
