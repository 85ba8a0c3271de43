//! What can be said of the classic verbs.

use clap::Args;
use std::path::PathBuf;

/// The classic verbs in place of the screen.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "The classic verbs")]
pub struct LineArguments {
    /// Run these ftp verbs and end: 'cd pub; mget *.txt'
    #[arg(short, long = "command", value_name = "VERBS")]
    pub command: Option<String>,
    /// With -c: go on after an error
    #[arg(long, requires = "command")]
    pub keep_going: bool,
    /// A prompt with the same verbs, a line at a time, for screen readers and simple terminals
    #[arg(long, conflicts_with = "command")]
    pub plain: bool,
}

/// `twoport run`
#[derive(Clone, Debug, Default, Args)]
pub struct RunArguments {
    /// The script, a verb a line as ftp(1) and Windows' ftp -s take it; - reads standard input
    #[arg(value_name = "FILE", required_unless_present = "command")]
    pub file: Option<PathBuf>,
    /// Where to connect first, where the script does not say open
    #[arg(num_args = 0..=2, value_name = "URL | HOST [PORT]")]
    pub target: Vec<String>,
    /// These verbs in place of a file
    #[arg(short, long = "command", value_name = "VERBS")]
    pub command: Option<String>,
    /// Go on after an error; the exit code still tells of it
    #[arg(long)]
    pub keep_going: bool,
}

impl RunArguments {
    /// `twoport -c VERBS [TARGET]`
    pub fn of_command(command: String, keep_going: bool, target: Vec<String>) -> Self {
        Self {
            file: None,
            target,
            command: Some(command),
            keep_going,
        }
    }
}
