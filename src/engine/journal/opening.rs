//! Opening the journal: the run is written down, its numbers are taken, and what dead runs have left
//! is taken over or looked up.

use super::adopting::{self, Kept};
use super::columns::LeftOut;
use super::orphans::{self, Orphan, Same};
use super::schema;
use super::{JournalError, JournalOptions};
use crate::fs::lock::{self, Lock};
use crate::fs::private;
use crate::model::{TransferId, clock};
use rusqlite::{Connection, Transaction, TransactionBehavior, params};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// Each run has so many numbers for its transfers.
const NUMBERS: i64 = TransferId::OF_A_RUN.cast_signed();

/// An open journal.
pub(super) struct Opened {
    pub(super) connection: Connection,
    pub(super) file: PathBuf,
    pub(super) owner: String,
    /// Held as long as this run lives.
    pub(super) _lock: Lock,
    /// The first number for this run's transfers, less one.
    pub(super) first: u64,
    /// What was taken over.
    pub(super) kept: Kept,
    /// What dead runs have left and nobody has taken over, by what they are known by.
    pub(super) orphans: HashMap<Same, Orphan>,
    /// What is to be said of it.
    pub(super) notice: Option<String>,
}

/// The lock file of a run.
pub(super) fn lock_file(journal: &Path, run: &str) -> PathBuf {
    journal.with_extension("runs").join(format!("{run}.lock"))
}

/// Opens the journal, and makes it where there is none. One that is damaged is put aside.
pub(super) fn open(options: &JournalOptions, file: &Path) -> Result<Opened, JournalError> {
    let (owner, lock) = begin_run(file)?;
    let (mut connection, notice) = match connect(file) {
        Err(error) if error.is_damage() => begin_anew(file)?,
        connected => (connected?, None),
    };
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let dead = bury_dead(&transaction, file)?;
    transaction.execute(
        "INSERT INTO runs VALUES (?, ?)",
        params![owner, std::process::id()],
    )?;
    let first = take_numbers(&transaction)?;
    let mut left_out = LeftOut::default();
    let (kept, orphans) = if options.adopt {
        let kept = adopting::adopt(&transaction, &owner, &dead, &mut left_out)?;
        (kept, HashMap::new())
    } else {
        let orphans = orphans::orphans(&transaction, &dead, &mut left_out)?;
        (Kept::default(), orphans)
    };
    transaction.commit()?;
    Ok(Opened {
        connection,
        file: file.to_owned(),
        owner,
        _lock: lock,
        first,
        kept,
        orphans,
        notice: notice.or_else(|| left_out.notice(file)),
    })
}

/// Puts a damaged journal aside and makes a new one, one program at a time: whoever comes later finds
/// the new one.
pub(super) fn begin_anew(file: &Path) -> Result<(Connection, Option<String>), JournalError> {
    let _alone = private::lock(file)?;
    match connect(file) {
        Err(error) if error.is_damage() => {
            let aside = lock::put_aside(file, clock::now())?;
            let notice = format!(
                "the queue of earlier runs is damaged ({error}) and was put aside as {}; a new one \
                 is begun",
                crate::model::text::display_safe_str(&aside.to_string_lossy())
            );
            Ok((connect(file)?, Some(notice)))
        }
        connected => Ok((connected?, None)),
    }
}

fn connect(file: &Path) -> Result<Connection, JournalError> {
    private::open(file)?;
    let mut connection = Connection::open(file)?;
    schema::prepare(&mut connection)?;
    Ok(connection)
}

/// A name for this run, and the lock that shows that it lives.
fn begin_run(file: &Path) -> Result<(String, Lock), JournalError> {
    let owner = crate::engine::token::random();
    let lock = Lock::take(&lock_file(file, &owner))?;
    Ok((owner, lock))
}

/// The runs that have left something and live no more.
fn bury_dead(transaction: &Transaction<'_>, file: &Path) -> Result<Vec<String>, JournalError> {
    let mut dead: Vec<String> = Vec::new();
    let mut statement = transaction.prepare(
        "SELECT name FROM runs UNION SELECT owner FROM transfers UNION SELECT owner FROM drops",
    )?;
    let names = statement.query_map([], |row| row.get::<_, String>(0))?;
    for name in names {
        let name = name?;
        let path = lock_file(file, &name);
        if !lock::is_held(&path) {
            lock::clear(&path);
            dead.push(name);
        }
    }
    for name in &dead {
        transaction.execute("DELETE FROM runs WHERE name = ?", [name])?;
    }
    Ok(dead)
}

/// Numbers for this run's transfers: from 1 on where there are none left, else behind all others'.
fn take_numbers(transaction: &Transaction<'_>) -> Result<u64, JournalError> {
    let others: i64 = transaction.query_row(
        "SELECT (SELECT count(*) FROM transfers) + (SELECT count(*) FROM runs) - 1",
        [],
        |row| row.get(0),
    )?;
    let first = if others == 0 {
        0
    } else {
        // A run may have had more than its share.
        transaction.query_row(
            "SELECT max(next_id, (SELECT coalesce(max(id), 0) FROM transfers)) FROM meta",
            [],
            |row| row.get::<_, i64>(0),
        )?
    };
    transaction.execute("UPDATE meta SET next_id = ?", [first + NUMBERS])?;
    Ok(super::columns::unsigned(first))
}
