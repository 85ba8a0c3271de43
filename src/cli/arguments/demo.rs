//! What can be said of the demo.

use super::Look;
use clap::{Args, ValueEnum};

/// `twoport demo`
#[derive(Clone, Debug, Args)]
pub struct DemoArguments {
    /// Bytes a second that the built-in server sends on each data connection; 0 for full speed
    #[arg(long, value_name = "BYTES", default_value_t = 24 * 1024 * 1024)]
    pub rate: u64,
    /// For pictures: times, ports and folders that are the same each time
    #[arg(long, value_name = "CLOCK", hide = true)]
    pub picture: Option<PictureClock>,
    /// How the screen looks
    #[command(flatten)]
    pub look: Look,
}

/// What the clock of a picture does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PictureClock {
    /// It stands.
    Still,
    /// It goes on.
    Moving,
}
