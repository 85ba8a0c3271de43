//! Sessions, the pool, the queue and the workers. Knows nothing of screens: the command line uses
//! it as it is. Commands go in, events and one watched snapshot come out.

pub mod command;
pub mod event;
pub mod problem;

pub use crate::model::{LogKind, LogLine};
pub use command::{Command, DropId, DropOrder, Place, RequestId, Source};
pub use event::{Event, Outcome};
pub use problem::Problem;
