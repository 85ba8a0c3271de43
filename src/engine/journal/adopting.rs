//! What dead runs have left, taken over as a whole.

use super::columns::{Columns, LeftOut, number, unsigned};
use super::rows::{DropRow, ItemRow, TransferRow, WalkRow};
use super::{JournalError, site_record};
use crate::model::{EntryKind, RemotePath, Site};
use rusqlite::{Transaction, params};
use std::collections::HashMap;
use std::path::PathBuf;

/// Drops of earlier runs have numbers from here on, where no drop of this run's screen will be.
const EARLIER: u64 = 1 << 40;

/// What was taken over.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    pub(crate) sites: HashMap<String, Site>,
    pub(crate) transfers: Vec<TransferRow>,
    pub(crate) drops: Vec<KeptDrop>,
}

/// A drop that was taken over.
#[derive(Debug)]
pub(crate) struct KeptDrop {
    pub(crate) row: DropRow,
    pub(crate) items: Vec<ItemRow>,
    pub(crate) walks: Vec<WalkRow>,
    pub(crate) folders: Vec<(RemotePath, PathBuf)>,
}

/// Takes over all that these runs have left.
pub(super) fn adopt(
    transaction: &Transaction<'_>,
    owner: &str,
    dead: &[String],
    left_out: &mut LeftOut,
) -> Result<Kept, JournalError> {
    let mut next = last_drop(transaction)?.max(EARLIER);
    for run in dead {
        // The new numbers lie behind all that are there: none of them meets one that is still to be
        // renumbered.
        for old in drop_numbers(transaction, run)? {
            next += 1;
            rename_drop(transaction, (run, old), (owner, next))?;
        }
    }
    let mut statement =
        transaction.prepare("SELECT * FROM transfers WHERE owner = ? ORDER BY position, id")?;
    // Each run counted its own places.
    let transfers = statement.query_map([owner], TransferRow::read)?;
    let mut transfers = left_out.rest(transfers)?;
    for row in &mut transfers {
        row.bytes = row.across();
    }
    Ok(Kept {
        sites: sites(transaction)?,
        transfers,
        drops: drops(transaction, owner, left_out)?,
    })
}

/// The highest number of any run's drop.
fn last_drop(transaction: &Transaction<'_>) -> rusqlite::Result<u64> {
    let last = transaction.query_row(
        "SELECT max((SELECT coalesce(max(id), 0) FROM drops),
            (SELECT coalesce(max(drop_id), 0) FROM transfers))",
        [],
        |row| row.get(0),
    )?;
    Ok(unsigned(last))
}

/// The numbers of a run's drops; of some, transfers are all that is left.
fn drop_numbers(transaction: &Transaction<'_>, run: &str) -> rusqlite::Result<Vec<u64>> {
    let mut statement = transaction.prepare_cached(
        "SELECT id FROM drops WHERE owner = ?1
            UNION SELECT drop_id FROM transfers WHERE owner = ?1 ORDER BY 1",
    )?;
    let numbers = statement.query_map([run], |row| row.get(0).map(unsigned))?;
    numbers.collect()
}

fn sites(transaction: &Transaction<'_>) -> Result<HashMap<String, Site>, JournalError> {
    let mut statement = transaction.prepare("SELECT label, record FROM sites")?;
    let rows = statement.query_map([], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
    })?;
    let mut sites = HashMap::new();
    for row in rows {
        let (label, record) = row?;
        if let Some(site) = site_record::site(&record) {
            sites.insert(label, site);
        }
    }
    Ok(sites)
}

fn drops(
    transaction: &Transaction<'_>,
    run: &str,
    left_out: &mut LeftOut,
) -> Result<Vec<KeptDrop>, JournalError> {
    let mut statement = transaction.prepare("SELECT * FROM drops WHERE owner = ? ORDER BY id")?;
    let rows = statement.query_map([run], DropRow::read)?;
    let mut drops = Vec::new();
    for row in left_out.rest(rows)? {
        let key = params![run, number(row.id)];
        let mut statement =
            transaction.prepare_cached("SELECT * FROM walks WHERE owner = ? AND drop_id = ?")?;
        let walks = statement.query_map(key, |columns| {
            let columns = Columns(columns);
            Ok(WalkRow {
                drop: row.id,
                top: columns.flag("top")?,
                remote: columns.remote("remote")?,
                local: columns.path("local")?,
            })
        })?;
        let walks = left_out.rest(walks)?;
        let mut statement = transaction
            .prepare_cached("SELECT remote, local FROM folders WHERE owner = ? AND drop_id = ?")?;
        let folders = statement.query_map(key, |columns| {
            let columns = Columns(columns);
            Ok((columns.remote("remote")?, columns.path("local")?))
        })?;
        let folders = left_out.rest(folders)?;
        let mut statement = transaction
            .prepare_cached("SELECT * FROM items WHERE owner = ? AND drop_id = ? ORDER BY place")?;
        let items = statement.query_map(key, item)?;
        let items = left_out.rest(items)?;
        drops.push(KeptDrop {
            row,
            items,
            walks,
            folders,
        });
    }
    Ok(drops)
}

pub(super) fn item(row: &rusqlite::Row<'_>) -> rusqlite::Result<ItemRow> {
    let columns = Columns(row);
    let kind: i64 = row.get("kind")?;
    let rename_to: Option<Vec<u8>> = row.get("rename_to")?;
    Ok(ItemRow {
        name: columns.name("name")?,
        kind: match kind {
            0 => EntryKind::File,
            1 => EntryKind::Dir,
            2 => EntryKind::Link,
            _ => EntryKind::Other,
        },
        size: columns.maybe_number("size")?,
        modified: columns.time("time", "time_precision")?,
        rename_to: rename_to.map(crate::model::Name::new),
    })
}

/// The number of a kind of entry in its column.
pub(super) fn kind_number(kind: EntryKind) -> i64 {
    match kind {
        EntryKind::File => 0,
        EntryKind::Dir => 1,
        EntryKind::Link => 2,
        EntryKind::Other => 3,
    }
}

/// Gives a drop, and all that belongs to it, its transfers too, to another run under another number.
fn rename_drop(
    transaction: &Transaction<'_>,
    (run, old): (&str, u64),
    (owner, new): (&str, u64),
) -> Result<(), JournalError> {
    let (old, new) = (number(old), number(new));
    transaction.execute(
        "UPDATE drops SET owner = ?, id = ? WHERE owner = ? AND id = ?",
        params![owner, new, run, old],
    )?;
    for table in ["items", "walks", "folders"] {
        transaction.execute(
            &format!("UPDATE {table} SET owner = ?, drop_id = ? WHERE owner = ? AND drop_id = ?"),
            params![owner, new, run, old],
        )?;
    }
    transaction.execute(
        "UPDATE transfers SET owner = ?, drop_id = ? WHERE owner = ? AND drop_id = ?",
        params![owner, new, run, old],
    )?;
    Ok(())
}
