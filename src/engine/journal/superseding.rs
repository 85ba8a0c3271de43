//! What dead runs had still to look at, and a new drop looks at anew.

use super::columns::{Columns, path, path_bytes, unsigned};
use super::opening::lock_file;
use super::rows::{DropRow, ItemRow};
use super::writer::end_drop;
use crate::fs::lock;
use crate::model::{Direction, Operation, RemotePath};
use rusqlite::{Transaction, params};
use std::path::{Path, PathBuf};

/// Two folders that belong together.
type Pair = (RemotePath, PathBuf);

/// Dead runs need not look any more at what this drop looks at: its items, and what is below them,
/// where they did the same with them. Whatever else they had to do is left as it is.
pub(super) fn supersede(
    transaction: &Transaction<'_>,
    owner: &str,
    (drop, items): (&DropRow, &[ItemRow]),
    file: &Path,
) -> rusqlite::Result<()> {
    let alike = alike(transaction, owner, drop)?;
    for (run, id) in &alike {
        if lock::is_held(&lock_file(file, run)) {
            continue;
        }
        forget_items(transaction, (run, *id), items)?;
        for table in ["walks", "folders"] {
            forget_pairs(transaction, (run, *id), table, |pair| {
                items.iter().any(|item| is_of(item, drop, pair))
            })?;
        }
        end_if_over(transaction, (run, *id))?;
    }
    Ok(())
}

/// The drops of other runs that do the same between the same two folders.
fn alike(
    transaction: &Transaction<'_>,
    owner: &str,
    drop: &DropRow,
) -> rusqlite::Result<Vec<(String, i64)>> {
    let mut statement = transaction.prepare_cached(
        "SELECT owner, id FROM drops WHERE owner <> ? AND site = ? AND upload = ?
            AND remote = ? AND local = ? AND moves = ?",
    )?;
    let rows = statement.query_map(
        params![
            owner,
            drop.site,
            drop.direction == Direction::Upload,
            drop.remote.as_bytes(),
            path_bytes(&drop.local),
            drop.operation == Operation::Move,
        ],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    rows.collect()
}

/// Whether a pair of folders is an item of the drop, or lies below it.
fn is_of(item: &ItemRow, drop: &DropRow, (remote, local): &Pair) -> bool {
    let target = item.rename_to.as_ref().unwrap_or(&item.name);
    let (there, here) = match drop.direction {
        Direction::Download => (&item.name, target),
        Direction::Upload => (target, &item.name),
    };
    // A name that is written in another way on the other side does not match: what cannot be told
    // is looked at twice rather than never.
    let here = path(here.as_bytes().to_vec());
    remote.is_within(&drop.remote.join(there)) && local.starts_with(drop.local.join(here))
}

fn forget_items(
    transaction: &Transaction<'_>,
    (run, id): (&str, i64),
    items: &[ItemRow],
) -> rusqlite::Result<()> {
    let mut forget = transaction.prepare_cached(
        "DELETE FROM items WHERE owner = ? AND drop_id = ? AND name = ? AND rename_to IS ?",
    )?;
    for item in items {
        let rename_to = item.rename_to.as_ref().map(crate::model::Name::as_bytes);
        forget.execute(params![run, id, item.name.as_bytes(), rename_to])?;
    }
    // The look at the drop's own folder is for the items.
    transaction.execute(
        "DELETE FROM walks WHERE owner = ?1 AND drop_id = ?2 AND top
            AND NOT EXISTS (SELECT 1 FROM items WHERE owner = ?1 AND drop_id = ?2)",
        params![run, id],
    )?;
    Ok(())
}

fn forget_pairs(
    transaction: &Transaction<'_>,
    (run, id): (&str, i64),
    table: &str,
    is_superseded: impl Fn(&Pair) -> bool,
) -> rusqlite::Result<()> {
    let mut statement = transaction.prepare_cached(&format!(
        "SELECT remote, local FROM {table} WHERE owner = ? AND drop_id = ?"
    ))?;
    let pairs = statement.query_map(params![run, id], |row| {
        let columns = Columns(row);
        Ok((columns.remote("remote")?, columns.path("local")?))
    })?;
    let pairs = pairs.collect::<rusqlite::Result<Vec<Pair>>>()?;
    let mut forget = transaction.prepare_cached(&format!(
        "DELETE FROM {table} WHERE owner = ? AND drop_id = ? AND remote = ? AND local = ?"
    ))?;
    for pair in pairs.iter().filter(|pair| is_superseded(pair)) {
        forget.execute(params![run, id, pair.0.as_bytes(), path_bytes(&pair.1)])?;
    }
    Ok(())
}

/// Ends a drop that has nothing to look at any more, and no transfers.
fn end_if_over(transaction: &Transaction<'_>, (run, id): (&str, i64)) -> rusqlite::Result<()> {
    let open: bool = transaction.query_row(
        "SELECT EXISTS (SELECT 1 FROM walks WHERE owner = ?1 AND drop_id = ?2)
            OR EXISTS (SELECT 1 FROM transfers WHERE owner = ?1 AND drop_id = ?2)",
        params![run, id],
        |row| row.get(0),
    )?;
    if open {
        return Ok(());
    }
    end_drop(transaction, run, unsigned(id))
}
