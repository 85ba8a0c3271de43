//! The tables.

use super::JournalError;
use rusqlite::Connection;

/// The format that this program writes.
const VERSION: i64 = 1;

const TABLES: &str = "
CREATE TABLE meta (next_id INTEGER NOT NULL);
INSERT INTO meta VALUES (0);
CREATE TABLE runs (
    name TEXT PRIMARY KEY,
    pid INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE sites (
    label TEXT PRIMARY KEY,
    record TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE drops (
    owner TEXT NOT NULL,
    id INTEGER NOT NULL,
    site TEXT NOT NULL,
    upload INTEGER NOT NULL,
    remote BLOB NOT NULL,
    local BLOB NOT NULL,
    moves INTEGER NOT NULL,
    policy TEXT NOT NULL,
    type TEXT NOT NULL,
    files INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    looks INTEGER NOT NULL,
    flawed INTEGER NOT NULL,
    announced INTEGER NOT NULL,
    PRIMARY KEY (owner, id)
) WITHOUT ROWID;
CREATE TABLE items (
    owner TEXT NOT NULL,
    drop_id INTEGER NOT NULL,
    place INTEGER NOT NULL,
    name BLOB NOT NULL,
    kind INTEGER NOT NULL,
    size INTEGER,
    time INTEGER,
    time_precision INTEGER,
    rename_to BLOB,
    PRIMARY KEY (owner, drop_id, place)
) WITHOUT ROWID;
CREATE TABLE walks (
    owner TEXT NOT NULL,
    drop_id INTEGER NOT NULL,
    top INTEGER NOT NULL,
    remote BLOB NOT NULL,
    local BLOB NOT NULL,
    PRIMARY KEY (owner, drop_id, top, remote, local)
) WITHOUT ROWID;
CREATE TABLE folders (
    owner TEXT NOT NULL,
    drop_id INTEGER NOT NULL,
    remote BLOB NOT NULL,
    local BLOB NOT NULL,
    PRIMARY KEY (owner, drop_id, remote, local)
) WITHOUT ROWID;
CREATE TABLE transfers (
    id INTEGER PRIMARY KEY,
    owner TEXT NOT NULL,
    drop_id INTEGER NOT NULL,
    site TEXT NOT NULL,
    position INTEGER NOT NULL,
    priority TEXT NOT NULL,
    state TEXT NOT NULL,
    upload INTEGER NOT NULL,
    moves INTEGER NOT NULL,
    local BLOB NOT NULL,
    root BLOB NOT NULL,
    remote BLOB NOT NULL,
    size INTEGER,
    time INTEGER,
    time_precision INTEGER,
    mode INTEGER,
    replace INTEGER NOT NULL,
    extend INTEGER NOT NULL,
    type TEXT NOT NULL,
    token TEXT NOT NULL,
    begun INTEGER NOT NULL,
    begun_size INTEGER,
    begun_time INTEGER,
    begun_precision INTEGER,
    present_size INTEGER,
    present_time INTEGER,
    present_precision INTEGER,
    bytes INTEGER NOT NULL,
    retriable INTEGER NOT NULL,
    cause TEXT,
    what TEXT,
    words TEXT,
    advice TEXT,
    note TEXT
);
CREATE INDEX transfers_by_drop ON transfers (owner, drop_id);
";

/// Makes the tables where there are none.
pub(super) fn prepare(connection: &mut Connection) -> Result<(), JournalError> {
    connection.busy_timeout(std::time::Duration::from_secs(20))?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    let transaction =
        connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let version: i64 = transaction.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    match version {
        0 => {
            transaction.execute_batch(TABLES)?;
            transaction.pragma_update(None, "user_version", VERSION)?;
        }
        VERSION => {}
        newer => return Err(JournalError::Newer(newer)),
    }
    transaction.commit()?;
    Ok(())
}
