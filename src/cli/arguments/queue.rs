//! What can be said of the queue.

use crate::model::TransferId;
use clap::{Args, Subcommand};

/// `twoport queue`
#[derive(Debug, Args)]
pub struct QueueArguments {
    /// What to do; a list without it
    #[command(subcommand)]
    pub verb: Option<QueueVerb>,
}

/// What can be done with what earlier runs have left.
#[derive(Clone, Debug, Subcommand)]
pub enum QueueVerb {
    /// Show what is in the queue of all runs
    List,
    /// Connect, and go on until all of it has ended
    Run {
        /// Only with these sites: user@host, as the list shows them
        sites: Vec<String>,
    },
    /// Leave these alone when the queue is run
    Pause(QueueSelection),
    /// Take these up again when the queue is run, those that failed as well
    Go(QueueSelection),
    /// Forget these; what has come of a download already is removed
    Cancel(QueueSelection),
    /// Put these before all others
    Top(QueueSelection),
}

/// Which transfers of the list.
#[derive(Clone, Debug, Args)]
#[group(required = true, multiple = false)]
pub struct QueueSelection {
    /// Their numbers, as the list shows them
    #[arg(value_name = "NUMBER")]
    pub numbers: Vec<TransferId>,
    /// All of them
    #[arg(long)]
    pub all: bool,
}
