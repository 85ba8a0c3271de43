//! Looking at all that stands in a journal, without changing anything.

use super::adopting::item;
use super::columns::{self, Columns, LeftOut};
use super::rows::{DropRow, ItemRow, TransferRow};
use super::{JournalError, opening};
use crate::fs::lock;
use crate::model::{
    Direction, EntryKind, Priority, RemotePath, TransferId, TransferState, TransferType,
};
use rusqlite::Connection;
use std::path::{Path, PathBuf};

/// What stands in a journal.
#[derive(Clone, Debug, Default)]
pub struct Contents {
    /// The transfers of all runs, in their order.
    pub transfers: Vec<Listed>,
    /// What is still to be looked at, before transfers come of it.
    pub unread: Vec<Unread>,
}

/// A transfer of any run.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Its number.
    pub id: TransferId,
    /// The site it belongs to.
    pub site: String,
    /// The way the bytes go.
    pub direction: Direction,
    /// The local file.
    pub local: PathBuf,
    /// The file on the server.
    pub remote: RemotePath,
    /// Bytes expected.
    pub size: Option<u64>,
    /// Bytes that are across.
    pub bytes: u64,
    /// Where it stood when it was written last.
    pub state: TransferState,
    /// Whether it is text, which begins anew each time.
    pub is_text: bool,
    /// Its turn.
    pub priority: Priority,
    /// Why it failed or waits, safe to show.
    pub reason: Option<String>,
    /// The run that has it, or had it.
    pub owner: String,
    /// The process of the run that has it, if that lives.
    pub pid: Option<u32>,
}

/// A file or a folder that was dropped and has not been looked at yet.
#[derive(Clone, Debug)]
pub struct Unread {
    /// The site it belongs to.
    pub site: String,
    /// The way the bytes go.
    pub direction: Direction,
    /// Whether it is a folder.
    pub is_folder: bool,
    /// The one on this side.
    pub local: PathBuf,
    /// The one on the server.
    pub remote: RemotePath,
    /// The run that has it, or had it.
    pub owner: String,
    /// The process of the run that has it, if that lives.
    pub pid: Option<u32>,
}

/// Everything in a journal; nothing where there is none.
///
/// # Errors
/// It cannot be read.
pub fn peek(file: &Path) -> Result<Contents, JournalError> {
    if !lock::exists(file) {
        return Ok(Contents::default());
    }
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_WRITE | rusqlite::OpenFlags::SQLITE_OPEN_URI;
    let mut connection = Connection::open_with_flags(file, flags)?;
    connection.busy_timeout(std::time::Duration::from_secs(20))?;
    // In one transaction, so that what is looked at meanwhile is there once.
    let connection = connection.transaction()?;
    let version: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if version == 0 {
        // Another program is making it just now.
        return Ok(Contents::default());
    }
    let living = living(&connection, file)?;
    Ok(Contents {
        transfers: transfers(&connection, &living)?,
        unread: unread(&connection, &living)?,
    })
}

/// Names and processes of the runs that live.
type Living = Vec<(String, u32)>;

fn living(connection: &Connection, file: &Path) -> Result<Living, JournalError> {
    let mut statement = connection.prepare("SELECT name, pid FROM runs")?;
    let runs = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let runs = runs.collect::<rusqlite::Result<Living>>()?;
    let lives = |(name, _): &(String, u32)| lock::is_held(&opening::lock_file(file, name));
    Ok(runs.into_iter().filter(lives).collect())
}

fn pid_of(living: &Living, owner: &str) -> Option<u32> {
    let run = living.iter().find(|(name, _)| name == owner);
    run.map(|(_, pid)| *pid)
}

fn transfers(connection: &Connection, living: &Living) -> Result<Vec<Listed>, JournalError> {
    let mut statement = connection.prepare("SELECT * FROM transfers ORDER BY position")?;
    let rows = statement.query_map([], |row| {
        let owner: String = row.get("owner")?;
        let transfer = TransferRow::read(row)?;
        Ok((owner, transfer))
    })?;
    // Whoever takes the queue over tells of what makes no sense.
    let rows = LeftOut::default().rest(rows)?;
    let listed = rows.into_iter().map(|(owner, row)| {
        let bytes = row.across();
        Listed {
            id: row.order.id,
            site: row.site,
            direction: row.order.direction,
            local: row.order.local.clone(),
            remote: row.order.remote.clone(),
            size: row.order.size,
            bytes,
            state: row.state,
            is_text: row.order.transfer_type == TransferType::Ascii,
            priority: row.priority,
            reason: row.problem.map(|problem| problem.to_string()).or(row.note),
            pid: pid_of(living, &owner),
            owner,
        }
    });
    Ok(listed.collect())
}

fn unread(connection: &Connection, living: &Living) -> Result<Vec<Unread>, JournalError> {
    let mut left_out = LeftOut::default();
    let mut statement = connection.prepare("SELECT * FROM drops ORDER BY owner, id")?;
    let drops = statement.query_map([], |row| {
        let owner: String = row.get("owner")?;
        let id: i64 = row.get("id")?;
        Ok((owner, id, DropRow::read(row)?))
    })?;
    let mut items =
        connection.prepare("SELECT * FROM items WHERE owner = ? AND drop_id = ? ORDER BY place")?;
    let mut walks =
        connection.prepare("SELECT * FROM walks WHERE owner = ? AND drop_id = ? AND NOT top")?;
    let mut unread = Vec::new();
    for (owner, id, row) in left_out.rest(drops)? {
        let pid = pid_of(living, &owner);
        let one = |is_folder, remote, local| Unread {
            site: row.site.clone(),
            direction: row.direction,
            is_folder,
            local,
            remote,
            owner: owner.clone(),
            pid,
        };
        for item in left_out.rest(items.query_map((&owner, id), item)?)? {
            let (remote, local) = ends(&row, &item);
            unread.push(one(item.kind == EntryKind::Dir, remote, local));
        }
        let folders = walks.query_map((&owner, id), |row| {
            let columns = Columns(row);
            Ok((columns.remote("remote")?, columns.path("local")?))
        })?;
        for (remote, local) in left_out.rest(folders)? {
            unread.push(one(true, remote, local));
        }
    }
    Ok(unread)
}

/// Where an item of a drop is on the server and on this side.
fn ends(row: &DropRow, item: &ItemRow) -> (RemotePath, PathBuf) {
    let new = item.rename_to.as_ref().unwrap_or(&item.name);
    let (remote, local) = match row.direction {
        Direction::Download => (&item.name, new),
        Direction::Upload => (new, &item.name),
    };
    let local = columns::path(local.as_bytes().to_vec());
    (row.remote.join(remote), row.local.join(local))
}
