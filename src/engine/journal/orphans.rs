//! What dead runs have left, looked up one by one by what is queued again.

use super::JournalError;
use super::columns::LeftOut;
use super::rows::TransferRow;
use crate::engine::Place;
use crate::engine::work::{Begun, Token, TransferOrder};
use crate::model::TransferId;
use rusqlite::Transaction;
use std::collections::HashMap;

/// What a transfer is known by from one run to the next: its site, the file it carries, and the file
/// it makes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Same {
    pub(crate) site: String,
    pub(crate) source: Place,
    pub(crate) target: Place,
}

impl Same {
    pub(crate) fn new(site: &str, order: &TransferOrder) -> Self {
        Self {
            site: site.to_owned(),
            source: order.source(),
            target: order.target(),
        }
    }
}

/// What a dead run has left of a transfer that is queued again.
#[derive(Clone, Debug)]
pub(crate) struct Orphan {
    pub(crate) owner: String,
    pub(crate) id: TransferId,
    pub(crate) token: Token,
    pub(crate) begun: Option<Begun>,
    pub(crate) bytes: u64,
}

/// What these runs have left of transfers that had not ended, or that failed and can be tried again.
pub(super) fn orphans(
    transaction: &Transaction<'_>,
    dead: &[String],
    left_out: &mut LeftOut,
) -> Result<HashMap<Same, Orphan>, JournalError> {
    let mut orphans = HashMap::new();
    for run in dead {
        let mut statement = transaction.prepare(
            "SELECT * FROM transfers WHERE owner = ?
                AND state NOT IN ('done', 'skipped') AND retriable",
        )?;
        let rows = statement.query_map([run], TransferRow::read)?;
        for row in left_out.rest(rows)? {
            let orphan = Orphan {
                owner: run.clone(),
                id: row.order.id,
                token: row.order.token.clone(),
                begun: row.order.begun,
                bytes: row.bytes,
            };
            orphans.insert(Same::new(&row.site, &row.order), orphan);
        }
    }
    Ok(orphans)
}
