//! Listings in the manner of `ls -l`, which most servers send or imitate. There is no standard;
//! columns are missing, have blanks in them, or run into each other.

use super::fields::{Fields, grouped_number, is_digits, number, size_with_unit};
use super::permissions::Permissions;
use super::unix_date;
use crate::model::{Entry, EntryKind, Name, text};
use jiff::Timestamp;

/// Groups with blanks in them push the size to the right; this far we look for it.
const LAST_SIZE_COLUMN: usize = 28;

/// Reads one line; `None` if it is not of this dialect or does not hold together.
pub(super) fn parse(line: &[u8], now: Timestamp) -> Option<Entry> {
    let fields = Fields::new(line);
    let permissions = Permissions::parse(fields.get(0)?)?;
    // Owner and group, owner only, neither, and only then more words than there should be: the
    // other way round a name with a date in it could pass for columns.
    [4, 3, 2, 1]
        .into_iter()
        .chain(5..=LAST_SIZE_COLUMN.min(fields.len()))
        .filter(|column| columns_hold(&fields, *column))
        .find_map(|column| row(&fields, column, permissions, now))
        .or_else(|| with_glued_size(&fields, permissions, now))
        .or_else(|| without_date(&fields, permissions))
}

/// Whether the words between the permissions and the size can be links, owner and group.
fn columns_hold(fields: &Fields<'_>, size_column: usize) -> bool {
    let first = fields.get(1).unwrap_or_default();
    let starts_with_digit = first.first().is_some_and(u8::is_ascii_digit);
    if size_column == 1 {
        return true;
    }
    if starts_with_digit && !is_digits(first) {
        return false;
    }
    let (second, third) = (
        fields.get(2).unwrap_or_default(),
        fields.get(3).unwrap_or_default(),
    );
    match size_column {
        // `folder` in place of a number is the Mac's.
        2 => first != b"folder",
        // Three numbers: the size may be missing as well as the group.
        3 => !starts_with_digit || !(is_digits(second) || second == b"folder"),
        4 => true,
        // A group of several words does not begin with a number, but device numbers do.
        _ => starts_with_digit && (!is_digits(third) || is_major(fields, size_column - 1)),
    }
}

/// Whether the word is the first half of device numbers: `0, 27`.
fn is_major(fields: &Fields<'_>, column: usize) -> bool {
    fields
        .get(column)
        .and_then(|word| word.strip_suffix(b","))
        .is_some_and(is_digits)
}

/// The entry whose size stands in `size_column` and whose date follows it.
pub(super) fn row(
    fields: &Fields<'_>,
    size_column: usize,
    permissions: Permissions,
    now: Timestamp,
) -> Option<Entry> {
    let size = SizeColumn::read(fields.get(size_column)?, permissions.is_device)?;
    let mut entry = dated_entry(fields, size_column + 1, permissions, now)?;
    let is_pair = permissions.is_device && is_major(fields, size_column - 1);
    if let SizeColumn::Size(size) = size
        && !is_pair
    {
        entry.size = size;
    }
    let owners_end = if is_pair {
        size_column - 1
    } else {
        size_column
    };
    set_owners(&mut entry, fields, owners_end);
    Some(entry)
}

/// What stands in the place of the size.
enum SizeColumn {
    /// A size; `None` if it is more than 2^64 - 1.
    Size(Option<u64>),
    /// The numbers of a device: `109,767`.
    Device,
}

impl SizeColumn {
    fn read(word: &[u8], is_device: bool) -> Option<Self> {
        if is_digits(word) {
            return Some(Self::Size(number(word)));
        }
        if is_device && word.split(|byte| *byte == b',').all(is_digits) {
            return Some(Self::Device);
        }
        let size = grouped_number(word).or_else(|| size_with_unit(word))?;
        Some(Self::Size(Some(size)))
    }
}

/// The date at `column` and the name after it.
fn dated_entry(
    fields: &Fields<'_>,
    column: usize,
    permissions: Permissions,
    now: Timestamp,
) -> Option<Entry> {
    let date = unix_date::find(fields, column, now)?;
    let name = if date.padded {
        fields.after_blanks(date.last)?
    } else {
        fields.after_one_blank(date.last)?
    };
    let mut entry = named(name, permissions);
    entry.modified = Some(date.modified);
    Some(entry)
}

fn named(name: &[u8], permissions: Permissions) -> Entry {
    let (name, target) = match permissions.kind {
        EntryKind::Link => split_link(name),
        _ => (name, None),
    };
    let mut entry = Entry::new(Name::new(name), permissions.kind);
    entry.link_target = target.map(<[u8]>::to_vec);
    entry.mode = Some(permissions.mode);
    entry
}

/// A link's name and target. Everything after the first arrow is the target.
fn split_link(name: &[u8]) -> (&[u8], Option<&[u8]>) {
    const ARROW: &[u8] = b" -> ";
    let Some(at) = name.windows(ARROW.len()).position(|part| part == ARROW) else {
        return (name, None);
    };
    match (name.get(..at), name.get(at + ARROW.len()..)) {
        (Some(name), Some(target)) if !name.is_empty() && !target.is_empty() => {
            (name, Some(target))
        }
        _ => (name, None),
    }
}

fn set_owners(entry: &mut Entry, fields: &Fields<'_>, end: usize) {
    let first = if fields.get(1).is_some_and(is_digits) {
        2
    } else {
        1
    };
    entry.owner = fields.joined(first, end.min(first + 1));
    entry.group = fields.joined(first + 1, end);
}

/// `longowner longgroup123456 Feb 12 17:20 name`: a long group runs into the size.
fn with_glued_size(fields: &Fields<'_>, permissions: Permissions, now: Timestamp) -> Option<Entry> {
    let column = if fields.get(1).is_some_and(is_digits) {
        3
    } else {
        2
    };
    let word = fields.get(column)?;
    let start = word.iter().rposition(|byte| !byte.is_ascii_digit())? + 1;
    let (group, size) = word
        .split_at_checked(start)
        .filter(|(_, size)| is_digits(size))?;
    let mut entry = dated_entry(fields, column + 1, permissions, now)?;
    entry.size = number(size);
    entry.owner = fields.joined(column - 1, column);
    entry.group = Some(text::display_safe(group).into());
    Some(entry)
}

/// `drwxr-xr-x 3 user group 512 name`: all columns but the date, and a name of one word, since more
/// words could be a date that we do not understand.
fn without_date(fields: &Fields<'_>, permissions: Permissions) -> Option<Entry> {
    let size = fields.get(4).filter(|size| is_digits(size))?;
    if fields.len() != 6 || !fields.get(1).is_some_and(is_digits) {
        return None;
    }
    let mut entry = named(fields.after_blanks(4)?, permissions);
    entry.size = number(size);
    set_owners(&mut entry, fields, 4);
    Some(entry)
}

#[cfg(test)]
mod tests;
