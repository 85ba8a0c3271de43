//! Values as they stand in columns.

use crate::model::text::display_safe_str;
use crate::model::{FileFacts, Modified, Name, Precision, RemotePath};
use jiff::Timestamp;
use rusqlite::types::Type;
use rusqlite::{Error, Row};
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// A number of bytes; `SQLite` has no unsigned numbers.
pub(super) fn number(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

pub(super) fn unsigned(value: i64) -> u64 {
    u64::try_from(value).unwrap_or_default()
}

/// A path as bytes.
pub(super) fn path_bytes(path: &Path) -> &[u8] {
    path.as_os_str().as_encoded_bytes()
}

#[cfg(unix)]
pub(super) fn path(bytes: Vec<u8>) -> PathBuf {
    use std::os::unix::ffi::OsStringExt;
    std::ffi::OsString::from_vec(bytes).into()
}

#[cfg(not(unix))]
pub(super) fn path(bytes: Vec<u8>) -> PathBuf {
    String::from_utf8_lossy(&bytes).into_owned().into()
}

/// A time, in nanoseconds since 1970, and how exact it is: 0 a day, 1 a minute, 2 a second.
pub(super) fn time(modified: Option<Modified>) -> (Option<i64>, Option<i64>) {
    let Some(Modified { at, precision }) = modified else {
        return (None, None);
    };
    let precision = match precision {
        Precision::Day => 0,
        Precision::Minute => 1,
        Precision::Second => 2,
    };
    (i64::try_from(at.as_nanosecond()).ok(), Some(precision))
}

/// Rows that make no sense: they are left out, and told of.
#[derive(Debug, Default)]
pub(super) struct LeftOut {
    count: u64,
    /// What makes no sense in the first one.
    why: Option<rusqlite::Error>,
}

impl LeftOut {
    /// The rows that make sense.
    pub(super) fn rest<T>(
        &mut self,
        rows: impl Iterator<Item = rusqlite::Result<T>>,
    ) -> rusqlite::Result<Vec<T>> {
        let mut rest = Vec::new();
        for row in rows {
            match row {
                Ok(row) => rest.push(row),
                Err(
                    why @ (Error::FromSqlConversionFailure(..)
                    | Error::InvalidColumnType(..)
                    | Error::IntegralValueOutOfRange(..)),
                ) => {
                    self.count += 1;
                    self.why.get_or_insert(why);
                }
                Err(error) => return Err(error),
            }
        }
        Ok(rest)
    }

    /// What is to be said of it, if anything was left out.
    pub(super) fn notice(&self, file: &Path) -> Option<String> {
        let why = display_safe_str(&self.why.as_ref()?.to_string());
        let file = display_safe_str(&file.to_string_lossy());
        let count = self.count;
        Some(format!(
            "the queue of earlier runs has entries that make no sense ({count}; the first: {why}); \
             they are left out, and stay in {file}"
        ))
    }
}

/// Reads the columns of a row by their names.
pub(super) struct Columns<'a>(pub(super) &'a Row<'a>);

impl Columns<'_> {
    pub(super) fn number(&self, name: &str) -> rusqlite::Result<u64> {
        self.0.get::<_, i64>(name).map(unsigned)
    }

    pub(super) fn maybe_number(&self, name: &str) -> rusqlite::Result<Option<u64>> {
        Ok(self.0.get::<_, Option<i64>>(name)?.map(unsigned))
    }

    pub(super) fn text(&self, name: &str) -> rusqlite::Result<String> {
        self.0.get(name)
    }

    pub(super) fn flag(&self, name: &str) -> rusqlite::Result<bool> {
        self.0.get(name)
    }

    pub(super) fn path(&self, name: &str) -> rusqlite::Result<PathBuf> {
        self.0.get(name).map(path)
    }

    pub(super) fn remote(&self, name: &str) -> rusqlite::Result<RemotePath> {
        let bytes: Vec<u8> = self.0.get(name)?;
        Ok(RemotePath::from_absolute(&bytes))
    }

    pub(super) fn name(&self, name: &str) -> rusqlite::Result<Name> {
        let bytes: Vec<u8> = self.0.get(name)?;
        Ok(Name::new(bytes))
    }

    /// A word that stands for a value.
    pub(super) fn word<T: FromStr>(&self, name: &str) -> rusqlite::Result<T> {
        let word: String = self.0.get(name)?;
        word.parse().map_err(|_| {
            let what = format!("{name} = {word:?} makes no sense");
            Error::FromSqlConversionFailure(0, Type::Text, what.into())
        })
    }

    pub(super) fn time(&self, time: &str, precision: &str) -> rusqlite::Result<Option<Modified>> {
        let (Some(time), Some(precision)) = (
            self.0.get::<_, Option<i64>>(time)?,
            self.0.get::<_, Option<i64>>(precision)?,
        ) else {
            return Ok(None);
        };
        let precision = match precision {
            0 => Precision::Day,
            1 => Precision::Minute,
            _ => Precision::Second,
        };
        let at = Timestamp::from_nanosecond(i128::from(time)).unwrap_or_default();
        Ok(Some(Modified { at, precision }))
    }

    pub(super) fn facts(
        &self,
        size: &str,
        time: &str,
        precision: &str,
    ) -> rusqlite::Result<FileFacts> {
        Ok(FileFacts {
            size: self.maybe_number(size)?,
            modified: self.time(time, precision)?,
        })
    }
}
