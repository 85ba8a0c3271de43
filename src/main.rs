//! The `twoport` program: reads the command line and runs a verb or the screen.

use clap::Parser;
use std::process::ExitCode;
use twoport::cli::{self, Arguments, ExitStatus, Verb, say};
use twoport::logging;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let _log = logging::start();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            say(&format!("starting failed: {error}"));
            return ExitStatus::Local.into();
        }
    };
    let status = runtime.block_on(run(arguments));
    // A disk that hangs must not hold the program back.
    runtime.shutdown_timeout(std::time::Duration::from_millis(500));
    status.into()
}

async fn run(arguments: Arguments) -> ExitStatus {
    match arguments.verb {
        None | Some(Verb::Demo(_)) => ExitStatus::Usage,
        Some(verb) => tokio::select! {
            status = cli::run(verb, &arguments.common) => status,
            signal = tokio::signal::ctrl_c() => {
                drop(signal);
                ExitStatus::Signal(2)
            }
        },
    }
}
