//! The command line: headless commands on the engine, without a screen. Results go to standard
//! output, everything else to standard error, and the exit code is honest.

pub mod arguments;
mod cat;
mod client;
mod config;
mod doctor;
mod exit;
mod get;
mod interrupt;
mod keys;
mod line;
mod list;
mod listing;
mod logins;
mod mirror;
mod output;
mod passwords;
mod progress;
mod put;
mod queue;
mod site;
mod sites;
mod tail;

pub use arguments::{
    Arguments, Common, ConfigVerb, DemoArguments, LineArguments, Look, PictureClock, RunArguments,
    Verb,
};
pub use config::run_config;
pub use exit::ExitStatus;
pub use keys::print_keys;
pub use output::{say, say_usage, tell_crashes};
pub use progress::Telling;
pub use site::{local_folder, overrule, site_for_screen};

pub use line::plain;

use client::Client;
use interrupt::interrupted;

/// Runs a headless verb to its end, or until the user, the system or the terminal ends it.
pub async fn run(verb: Verb, common: &Common) -> ExitStatus {
    let moves = matches!(
        verb,
        Verb::Get(_) | Verb::Put(_) | Verb::Mirror(_) | Verb::Queue(_) | Verb::Run(_)
    );
    let others = moves.then(queue::owners).unwrap_or_default();
    let status = tokio::select! {
        status = finish(verb, common) => status,
        status = interrupted() => status,
    };
    if moves && !common.quiet && !matches!(status, ExitStatus::Done | ExitStatus::Usage) {
        queue::tell_left(&others);
    }
    status
}

async fn finish(verb: Verb, common: &Common) -> ExitStatus {
    let outcome = match verb {
        Verb::Ls(arguments) => list::run(&arguments, common).await,
        Verb::Cat(arguments) => cat::run(&arguments, common).await,
        Verb::Tail(arguments) => tail::run(&arguments, common).await,
        Verb::Get(arguments) => get::run(&arguments, common).await,
        Verb::Put(arguments) => put::run(&arguments, common).await,
        Verb::Run(arguments) => line::run(&arguments, common).await,
        Verb::Doctor(arguments) => doctor::run(&arguments, common).await,
        Verb::Queue(arguments) => queue::run(arguments, common).await,
        Verb::Listing(arguments) => listing::run(&arguments, common),
        Verb::Mirror(arguments) => mirror::run(&arguments, common).await,
        Verb::Passwords(arguments) => passwords::run(&arguments.verb, common),
        Verb::Sites(arguments) => sites::run(arguments, common),
        Verb::Demo(_) | Verb::Config(_) | Verb::Keys => return ExitStatus::Usage,
    };
    outcome.unwrap_or_else(|failure| {
        say(&failure.to_string());
        failure.status()
    })
}
