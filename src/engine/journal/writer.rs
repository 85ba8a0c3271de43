//! The thread that writes: what has come together since the last writing goes in as one transaction.

use super::adopting::{self, Kept};
use super::columns::{number, path_bytes, time};
use super::opening::{self, Opened};
use super::orphans::{Orphan, Same};
use super::rows::{DropRow, ItemRow, TransferRow, WalkRow};
use super::{JournalError, JournalOptions, site_record, superseding};
use crate::model::{RemotePath, Site, TransferId};
use rusqlite::{Transaction, TransactionBehavior, params};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::sync::mpsc::UnboundedSender;

/// So many changes go into one transaction at most.
const CHANGES: usize = 20_000;
/// A writing that fails is tried again after this.
const PAUSE: Duration = Duration::from_secs(1);

/// A change of what stands in the journal.
#[derive(Clone, Debug)]
pub(crate) enum Op {
    /// A site that something is queued for.
    Site(Box<Site>),
    /// A transfer is new, or has changed.
    Transfer(Box<TransferRow>),
    /// A transfer is forgotten.
    Forget(TransferId),
    /// A drop is new; these items stand in for its own folder.
    NewDrop(Box<DropRow>, Vec<ItemRow>),
    /// A drop has changed.
    Drop(Box<DropRow>),
    /// Nothing more comes of a drop.
    EndDrop(u64),
    /// A pair of folders is to be looked at.
    Walk(WalkRow),
    /// A pair of folders has been looked at.
    Walked(WalkRow),
    /// A pair of folders that a move is to remove when they are empty.
    Folder(u64, RemotePath, PathBuf),
}

/// What the writing thread tells.
#[derive(Debug)]
pub(crate) enum Report {
    /// Writings up to this one are on the disk.
    Written(u64),
    /// These transfers were not taken over: another run has them.
    Taken(Vec<TransferId>),
    /// It does not get written; why, safe to show. It is tried again.
    Failing(String),
    /// It gets written again.
    Mended,
}

#[derive(Debug)]
struct Batch {
    number: u64,
    ops: Vec<Op>,
}

/// The journal of this run. When it is dropped the thread writes what is left and ends.
#[derive(Debug)]
pub(crate) struct Journal {
    sender: Option<mpsc::Sender<Batch>>,
    thread: Option<JoinHandle<Result<(), String>>>,
    pub(crate) first: u64,
    pub(crate) kept: Kept,
    pub(crate) orphans: HashMap<Same, Orphan>,
    pub(crate) notice: Option<String>,
}

impl Journal {
    /// Opens the journal. Blocks.
    ///
    /// # Errors
    /// Why it cannot be used.
    pub(crate) fn open(
        options: &JournalOptions,
        reports: UnboundedSender<Report>,
    ) -> Result<Option<Self>, JournalError> {
        let Some(file) = &options.file else {
            return Ok(None);
        };
        let mut opened = opening::open(options, file)?;
        let (sender, batches) = mpsc::channel();
        let (first, notice) = (opened.first, opened.notice.take());
        let kept = std::mem::take(&mut opened.kept);
        let orphans = std::mem::take(&mut opened.orphans);
        let thread = std::thread::Builder::new()
            .name("journal".into())
            .spawn(move || write(opened, &batches, &reports))?;
        Ok(Some(Self {
            sender: Some(sender),
            thread: Some(thread),
            first,
            kept,
            orphans,
            notice,
        }))
    }

    /// Has these changes written, all or none of them.
    pub(crate) fn write(&self, number: u64, ops: Vec<Op>) {
        if let Some(sender) = &self.sender {
            // The thread lives as long as there is somebody to send.
            let _ = sender.send(Batch { number, ops });
        }
    }

    /// Waits until everything is on the disk, and ends the run. Blocks. What cannot be written is
    /// given up once nobody hears the reports any more.
    ///
    /// # Errors
    /// Not everything is written; why, safe to show.
    pub(crate) fn close(mut self) -> Result<(), String> {
        self.end()
    }

    fn end(&mut self) -> Result<(), String> {
        self.sender = None;
        match self.thread.take().map(JoinHandle::join) {
            None | Some(Ok(Ok(()))) => Ok(()),
            Some(Ok(Err(words))) => Err(words),
            Some(Err(_)) => Err("the thread that writes has ended".into()),
        }
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        // There is nobody left to tell.
        let _ = self.end();
    }
}

/// Writes what comes until no more can come. Fails, with words that are safe to show, if something
/// could not be written and nobody waits for it any more.
fn write(
    mut opened: Opened,
    batches: &mpsc::Receiver<Batch>,
    reports: &UnboundedSender<Report>,
) -> Result<(), String> {
    let mut failing = false;
    while let Ok(first) = batches.recv() {
        let mut together = vec![first];
        let mut changes = together.iter().map(|batch| batch.ops.len()).sum::<usize>();
        while changes < CHANGES {
            let Ok(next) = batches.try_recv() else { break };
            changes += next.ops.len();
            together.push(next);
        }
        let last = together.last().map_or(0, |batch| batch.number);
        loop {
            match commit(&mut opened, &together) {
                Ok(taken) => {
                    if std::mem::take(&mut failing) {
                        let _ = reports.send(Report::Mended);
                    }
                    if !taken.is_empty() {
                        let _ = reports.send(Report::Taken(taken));
                    }
                    let _ = reports.send(Report::Written(last));
                    break;
                }
                Err(error) => {
                    let words = crate::model::text::display_safe_str(&error.to_string());
                    if reports.is_closed() {
                        end_run(&opened);
                        return Err(words);
                    }
                    if !std::mem::replace(&mut failing, true) {
                        let _ = reports.send(Report::Failing(words));
                    }
                    std::thread::sleep(PAUSE);
                }
            }
        }
    }
    end_run(&opened);
    Ok(())
}

/// The run has ended in order: what it has left is free for others.
fn end_run(opened: &Opened) {
    // Where this fails the lock, which goes now, says the same.
    let _ = opened
        .connection
        .execute("DELETE FROM runs WHERE name = ?", [&opened.owner]);
}

/// Writes all of it as one transaction. Gives the transfers that were not to be had.
fn commit(opened: &mut Opened, batches: &[Batch]) -> rusqlite::Result<Vec<TransferId>> {
    let owner = opened.owner.clone();
    let file = opened.file.clone();
    let transaction = opened
        .connection
        .transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut taken = Vec::new();
    for op in batches.iter().flat_map(|batch| &batch.ops) {
        apply(&transaction, &owner, op, &mut taken, &file)?;
    }
    transaction.commit()?;
    Ok(taken)
}

fn apply(
    transaction: &Transaction<'_>,
    owner: &str,
    op: &Op,
    taken: &mut Vec<TransferId>,
    file: &std::path::Path,
) -> rusqlite::Result<()> {
    match op {
        Op::Site(site) => {
            transaction
                .prepare_cached("INSERT OR REPLACE INTO sites VALUES (?, ?)")?
                .execute(params![site.label(), site_record::text(site)])?;
        }
        Op::Transfer(row) => {
            if !row.put(transaction, owner)? {
                taken.push(row.order.id);
            }
        }
        Op::Forget(id) => {
            transaction
                .prepare_cached("DELETE FROM transfers WHERE id = ? AND owner = ?")?
                .execute(params![number(id.0), owner])?;
        }
        Op::NewDrop(row, items) => {
            superseding::supersede(transaction, owner, (row, items), file)?;
            row.put(transaction, owner)?;
            put_items(transaction, owner, row.id, items)?;
        }
        Op::Drop(row) => row.put(transaction, owner)?,
        Op::EndDrop(id) => end_drop(transaction, owner, *id)?,
        Op::Walk(walk) => put_walk(transaction, owner, walk)?,
        Op::Walked(walk) => end_walk(transaction, owner, walk)?,
        Op::Folder(drop, remote, local) => {
            transaction
                .prepare_cached("INSERT OR REPLACE INTO folders VALUES (?, ?, ?, ?)")?
                .execute(params![
                    owner,
                    number(*drop),
                    remote.as_bytes(),
                    path_bytes(local)
                ])?;
        }
    }
    Ok(())
}

fn put_items(
    transaction: &Transaction<'_>,
    owner: &str,
    drop: u64,
    items: &[ItemRow],
) -> rusqlite::Result<()> {
    let mut statement = transaction
        .prepare_cached("INSERT OR REPLACE INTO items VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")?;
    for (place, item) in (0_i64..).zip(items) {
        let (at, precision) = time(item.modified);
        statement.execute(params![
            owner,
            number(drop),
            place,
            item.name.as_bytes(),
            adopting::kind_number(item.kind),
            item.size.map(number),
            at,
            precision,
            item.rename_to.as_ref().map(crate::model::Name::as_bytes),
        ])?;
    }
    Ok(())
}

pub(super) fn end_drop(
    transaction: &Transaction<'_>,
    owner: &str,
    id: u64,
) -> rusqlite::Result<()> {
    let key = params![owner, number(id)];
    transaction
        .prepare_cached("DELETE FROM drops WHERE owner = ? AND id = ?")?
        .execute(key)?;
    for table in ["items", "walks", "folders"] {
        transaction
            .prepare_cached(&format!(
                "DELETE FROM {table} WHERE owner = ? AND drop_id = ?"
            ))?
            .execute(key)?;
    }
    Ok(())
}

fn put_walk(transaction: &Transaction<'_>, owner: &str, walk: &WalkRow) -> rusqlite::Result<()> {
    transaction
        .prepare_cached("INSERT OR REPLACE INTO walks VALUES (?, ?, ?, ?, ?)")?
        .execute(params![
            owner,
            number(walk.drop),
            walk.top,
            walk.remote.as_bytes(),
            path_bytes(&walk.local)
        ])?;
    Ok(())
}

fn end_walk(transaction: &Transaction<'_>, owner: &str, walk: &WalkRow) -> rusqlite::Result<()> {
    transaction
        .prepare_cached(
            "DELETE FROM walks WHERE owner = ? AND drop_id = ? AND top = ? AND remote = ?
                AND local = ?",
        )?
        .execute(params![
            owner,
            number(walk.drop),
            walk.top,
            walk.remote.as_bytes(),
            path_bytes(&walk.local)
        ])?;
    if walk.top {
        transaction
            .prepare_cached("DELETE FROM items WHERE owner = ? AND drop_id = ?")?
            .execute(params![owner, number(walk.drop)])?;
    }
    Ok(())
}
