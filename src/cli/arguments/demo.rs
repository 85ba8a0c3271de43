//! What can be said of the demo.

use super::Look;
use crate::demo::{FAULTS, Fault};
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
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
    /// Let something go wrong on the built-in server; several are parted by commas
    #[arg(long = "fault", value_name = "NAME", value_delimiter = ',', value_parser = faults())]
    pub faults: Vec<Fault>,
    /// How the screen looks
    #[command(flatten)]
    pub look: Look,
}

/// The names of what can go wrong, each with its line.
fn faults() -> impl TypedValueParser<Value = Fault> {
    let known = |fault: &Fault| PossibleValue::new(fault.name).help(fault.about);
    let names = PossibleValuesParser::new(FAULTS.iter().map(known));
    names.try_map(|name| name.parse::<Fault>())
}

/// What the clock of a picture does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PictureClock {
    /// It stands.
    Still,
    /// It goes on.
    Moving,
}
