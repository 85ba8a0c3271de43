//! Sessions, the pool, the queue and the workers. Knows nothing of screens: the command line uses
//! it as it is. Commands go in, events and one watched snapshot come out.

mod answers;
mod append;
mod batch;
pub mod command;
mod commanding;
mod confirm;
mod contents;
mod crash;
mod depth;
mod dispatch;
pub mod doctor;
mod doubles;
mod drops;
mod endings;
pub mod event;
pub mod explain;
#[cfg(test)]
mod fixtures;
mod handle;
mod idle;
pub mod journal;
mod ledger;
mod losses;
mod measure;
mod memory;
pub mod mirror;
mod names;
mod opening;
mod orders;
mod outcomes;
mod perform;
mod permissions;
mod pool;
pub mod problem;
mod queue;
mod raw;
mod reading;
mod recovery;
mod restoring;
mod router;
mod sampler;
mod session;
mod sites;
mod sources;
mod stepping_aside;
mod through;
mod token;
mod work;
mod worker;

pub use crate::ftp::data::give_way;
pub use crate::model::{LogKind, LogLine, TransferRun};
pub use append::AppendOrder;
pub use command::{
    Command, DropId, DropOrder, Fate, FilePair, Place, QueueEdit, RequestId, Source, Which,
};
pub use doctor::DoctorOptions;
pub use event::{Batch, Event, Outcome, Restored};
pub use handle::{EngineHandle, EngineOptions, Told, start, start_with};
pub use permissions::PermissionsOrder;
pub use problem::{Cause, Problem};
pub use recovery::back_off_by_chance as back_off;
pub use sources::Sources;
