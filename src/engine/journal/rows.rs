//! What stands in the journal: transfers, drops, and the folders that drops still have to look at.

use super::columns::{Columns, number, path_bytes, time};
use crate::engine::problem::{Cause, Problem};
use crate::engine::work::{Begun, Token, TransferOrder};
use crate::fs::part_file::PartPlace;
use crate::model::{
    Direction, FileFacts, Modified, Name, OnConflict, Operation, Priority, RemotePath, Shore,
    TransferId, TransferState, TransferType,
};
use rusqlite::{Row, Transaction, named_params};
use std::path::PathBuf;
use std::sync::Arc;

/// A transfer as it stands in the journal.
#[derive(Clone, Debug)]
pub(crate) struct TransferRow {
    pub(crate) order: Arc<TransferOrder>,
    pub(crate) drop: u64,
    pub(crate) site: String,
    pub(crate) position: i64,
    pub(crate) priority: Priority,
    pub(crate) state: TransferState,
    /// What has its name, while it is held.
    pub(crate) present: Option<FileFacts>,
    pub(crate) bytes: u64,
    pub(crate) retriable: bool,
    pub(crate) problem: Option<Problem>,
    pub(crate) note: Option<String>,
    /// It is another run's, and taken over with this writing.
    pub(crate) taken_from: Option<String>,
}

/// A drop whose folders are not all looked at, or whose transfers have not all ended.
#[derive(Clone, Debug)]
pub(crate) struct DropRow {
    pub(crate) id: u64,
    pub(crate) site: String,
    pub(crate) direction: Direction,
    pub(crate) remote: RemotePath,
    pub(crate) local: PathBuf,
    pub(crate) operation: Operation,
    pub(crate) policy: OnConflict,
    pub(crate) transfer_type: TransferType,
    pub(crate) files: u64,
    pub(crate) bytes: u64,
    pub(crate) looks: u64,
    pub(crate) flawed: bool,
    pub(crate) announced: bool,
}

/// A pair of folders that a drop still has to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct WalkRow {
    pub(crate) drop: u64,
    pub(crate) top: bool,
    pub(crate) remote: RemotePath,
    pub(crate) local: PathBuf,
}

const PUT: &str = "INSERT INTO transfers VALUES (
    :id, :owner, :drop_id, :site, :position, :priority, :state, :upload, :moves, :local, :root,
    :remote, :size, :time, :time_precision, :mode, :replace, :extend, :type, :token, :begun,
    :begun_size, :begun_time, :begun_precision, :present_size, :present_time, :present_precision,
    :bytes, :retriable, :cause, :what, :words, :advice, :note)
ON CONFLICT (id) DO UPDATE SET
    owner = excluded.owner, drop_id = excluded.drop_id, position = excluded.position,
    priority = excluded.priority, state = excluded.state, local = excluded.local,
    root = excluded.root, remote = excluded.remote, size = excluded.size, time = excluded.time,
    time_precision = excluded.time_precision, mode = excluded.mode, replace = excluded.replace,
    extend = excluded.extend, type = excluded.type, token = excluded.token, begun = excluded.begun,
    begun_size = excluded.begun_size, begun_time = excluded.begun_time,
    begun_precision = excluded.begun_precision, present_size = excluded.present_size,
    present_time = excluded.present_time, present_precision = excluded.present_precision,
    bytes = excluded.bytes, retriable = excluded.retriable, cause = excluded.cause,
    what = excluded.what, words = excluded.words, advice = excluded.advice, note = excluded.note
WHERE transfers.owner = :owner OR transfers.owner = :taken_from";

impl TransferRow {
    /// Bytes that are across: as it was written last, or as much as there is of the part here.
    pub(super) fn across(&self) -> u64 {
        let order = &self.order;
        if order.direction == Direction::Upload || order.begun.is_none() || self.state.is_final() {
            return self.bytes;
        }
        let part = PartPlace::open(&order.root, &order.local, &order.token.0);
        let length = part.and_then(|part| part.length());
        length.ok().flatten().unwrap_or(0).max(self.bytes)
    }

    /// Writes it. False if it belongs to another run.
    pub(super) fn put(&self, transaction: &Transaction<'_>, owner: &str) -> rusqlite::Result<bool> {
        let order = &self.order;
        let (at, precision) = time(order.modified);
        let begun = order.begun.unwrap_or_default();
        let (begun_at, begun_precision) = time(begun.source.modified);
        let present = self.present.unwrap_or_default();
        let (present_at, present_precision) = time(present.modified);
        let problem = self.problem.as_ref();
        let mut statement = transaction.prepare_cached(PUT)?;
        let changed = statement.execute(named_params! {
            ":id": number(order.id.0),
            ":owner": owner,
            ":taken_from": self.taken_from,
            ":drop_id": number(self.drop),
            ":site": self.site,
            ":position": self.position,
            ":priority": <&str>::from(self.priority),
            ":state": <&str>::from(self.state),
            ":upload": order.direction == Direction::Upload,
            ":moves": order.operation == Operation::Move,
            ":local": path_bytes(&order.local),
            ":root": path_bytes(&order.root),
            ":remote": order.remote.as_bytes(),
            ":size": order.size.map(number),
            ":time": at,
            ":time_precision": precision,
            ":mode": order.mode,
            ":replace": order.replace,
            ":extend": order.extend,
            ":type": <&str>::from(order.transfer_type),
            ":token": &*order.token.0,
            ":begun": order.begun.map_or(0, |begun| 1 + i64::from(begun.whole)),
            ":begun_size": begun.source.size.map(number),
            ":begun_time": begun_at,
            ":begun_precision": begun_precision,
            ":present_size": present.size.map(number),
            ":present_time": present_at,
            ":present_precision": present_precision,
            ":bytes": number(self.bytes),
            ":retriable": self.retriable,
            ":cause": problem.map(|problem| word(problem.cause)),
            ":what": problem.map(|problem| problem.what.as_str()),
            ":words": problem.and_then(|problem| problem.words.as_deref()),
            ":advice": problem.and_then(|problem| problem.advice.as_deref()),
            ":note": self.note.as_deref(),
        })?;
        Ok(changed > 0)
    }

    pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let columns = Columns(row);
        let order = order(&columns)?;
        let what: Option<String> = row.get("what")?;
        let problem = match what {
            None => None,
            Some(what) => {
                let cause: Option<String> = row.get("cause")?;
                let mut problem = Problem::new(cause_of(cause.as_deref()), what);
                problem.words = row.get("words")?;
                problem.advice = row.get("advice")?;
                Some(problem)
            }
        };
        let state: TransferState = columns.word("state")?;
        let present = columns.facts("present_size", "present_time", "present_precision")?;
        Ok(Self {
            order: Arc::new(order),
            drop: columns.number("drop_id")?,
            site: columns.text("site")?,
            position: row.get("position")?,
            priority: columns.word("priority")?,
            state,
            present: (state == TransferState::Held).then_some(present),
            bytes: columns.number("bytes")?,
            retriable: columns.flag("retriable")?,
            problem,
            note: row.get("note")?,
            taken_from: None,
        })
    }
}

fn order(columns: &Columns<'_>) -> rusqlite::Result<TransferOrder> {
    let begun: i64 = columns.0.get("begun")?;
    let source = columns.facts("begun_size", "begun_time", "begun_precision")?;
    Ok(TransferOrder {
        id: TransferId(columns.number("id")?),
        direction: direction(columns)?,
        operation: operation(columns)?,
        local: columns.path("local")?,
        root: columns.path("root")?.into(),
        remote: columns.remote("remote")?,
        size: columns.maybe_number("size")?,
        modified: columns.time("time", "time_precision")?,
        mode: columns.0.get("mode")?,
        replace: columns.flag("replace")?,
        extend: columns.flag("extend")?,
        transfer_type: columns.word("type")?,
        token: Token(columns.text("token")?.into()),
        begun: (begun > 0).then_some(Begun {
            source,
            whole: begun > 1,
        }),
        earlier: true,
    })
}

fn direction(columns: &Columns<'_>) -> rusqlite::Result<Direction> {
    Ok(if columns.flag("upload")? {
        Direction::Upload
    } else {
        Direction::Download
    })
}

fn operation(columns: &Columns<'_>) -> rusqlite::Result<Operation> {
    Ok(if columns.flag("moves")? {
        Operation::Move
    } else {
        Operation::Copy
    })
}

const CAUSES: [(Cause, &str); 14] = [
    (Cause::Connection, "connection"),
    (Cause::Login, "login"),
    (Cause::Trust, "trust"),
    (Cause::Unknown, "unknown"),
    (Cause::Refused, "refused"),
    (Cause::Transient, "transient"),
    (Cause::Data, "data"),
    (Cause::Local, "local"),
    (Cause::NoRoom(Shore::Local), "no-room"),
    (Cause::NoRoom(Shore::Remote), "no-room-there"),
    (Cause::Changed, "changed"),
    (Cause::Stuck, "stuck"),
    (Cause::Unproved, "unproved"),
    (Cause::Cancelled, "cancelled"),
];

fn word(cause: Cause) -> &'static str {
    let found = CAUSES.iter().find(|(known, _)| *known == cause);
    found.map_or("local", |(_, word)| word)
}

fn cause_of(word: Option<&str>) -> Cause {
    let found = CAUSES.iter().find(|(_, known)| Some(*known) == word);
    found.map_or(Cause::Unproved, |(cause, _)| *cause)
}

impl DropRow {
    pub(super) fn put(&self, transaction: &Transaction<'_>, owner: &str) -> rusqlite::Result<()> {
        let mut statement = transaction.prepare_cached(
            "INSERT OR REPLACE INTO drops VALUES (:owner, :id, :site, :upload, :remote, :local,
                :moves, :policy, :type, :files, :bytes, :looks, :flawed, :announced)",
        )?;
        statement.execute(named_params! {
            ":owner": owner,
            ":id": number(self.id),
            ":site": self.site,
            ":upload": self.direction == Direction::Upload,
            ":remote": self.remote.as_bytes(),
            ":local": path_bytes(&self.local),
            ":moves": self.operation == Operation::Move,
            ":policy": <&str>::from(self.policy),
            ":type": <&str>::from(self.transfer_type),
            ":files": number(self.files),
            ":bytes": number(self.bytes),
            ":looks": number(self.looks),
            ":flawed": self.flawed,
            ":announced": self.announced,
        })?;
        Ok(())
    }

    pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let columns = Columns(row);
        Ok(Self {
            id: columns.number("id")?,
            site: columns.text("site")?,
            direction: direction(&columns)?,
            remote: columns.remote("remote")?,
            local: columns.path("local")?,
            operation: operation(&columns)?,
            policy: columns.word("policy")?,
            transfer_type: columns.word("type")?,
            files: columns.number("files")?,
            bytes: columns.number("bytes")?,
            looks: columns.number("looks")?,
            flawed: columns.flag("flawed")?,
            announced: columns.flag("announced")?,
        })
    }
}

/// An item of a drop, while its first look is still to come.
#[derive(Clone, Debug)]
pub(crate) struct ItemRow {
    pub(crate) name: Name,
    pub(crate) kind: crate::model::EntryKind,
    pub(crate) size: Option<u64>,
    pub(crate) modified: Option<Modified>,
    pub(crate) rename_to: Option<Name>,
}
