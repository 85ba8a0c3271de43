//! The `twoport` program: reads the command line and runs a verb or the screen.

use clap::Parser;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;
use twoport::cli::{self, Arguments, Common, ExitStatus, Look, Verb, say};
use twoport::config;
use twoport::demo::{Demo, DemoOptions};
use twoport::engine::journal::JournalOptions;
use twoport::engine::{self, EngineOptions};
use twoport::logging;
use twoport::model::{Settings, Site};
use twoport::secrets;
use twoport::tui::{self, ScreenOptions};

fn main() -> ExitCode {
    secrets::keep_out_of_dumps();
    cli::tell_crashes();
    let mut arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        // What was asked for: help, the version.
        Err(error) if !error.use_stderr() => error.exit(),
        Err(error) => {
            cli::say_usage(&error);
            return ExitStatus::Usage.into();
        }
    };
    let _log = logging::start(config::state_folder());
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            say(&format!("starting failed: {error}"));
            return ExitStatus::Local.into();
        }
    };
    // The demo is the same for everybody.
    let file = config::settings_file().filter(|_| !matches!(arguments.verb, Some(Verb::Demo(_))));
    let (settings, wrong) = config::settings::load(file.as_deref());
    arguments.common.settings = settings;
    let wrong = wrong.iter().map(ToString::to_string).collect();
    let code = runtime.block_on(run(arguments, wrong));
    // A disk that hangs must not hold the program back.
    runtime.shutdown_timeout(Duration::from_millis(500));
    code
}

async fn run(arguments: Arguments, wrong_settings: Vec<String>) -> ExitCode {
    let common = &arguments.common;
    match arguments.verb {
        None => open(&arguments.target, common, arguments.look, wrong_settings).await,
        Some(Verb::Demo(options)) => demo(options, common).await,
        Some(verb) => {
            for line in &wrong_settings {
                say(line);
            }
            cli::run(verb, common).await.into()
        }
    }
}

/// The screen, connected if a target is named.
async fn open(
    target: &[String],
    common: &Common,
    look: Look,
    wrong_settings: Vec<String>,
) -> ExitCode {
    let target: Vec<&str> = target.iter().map(String::as_str).collect();
    let site = if target.is_empty() {
        None
    } else {
        match cli::site_for_screen(&target, common) {
            Ok(site) => Some(site),
            Err(line) => {
                say(&line);
                return ExitStatus::Usage.into();
            }
        }
    };
    let local = std::env::current_dir().unwrap_or_else(|_| PathBuf::from("/"));
    let settings = common.settings.clone();
    screen(ScreenOptions {
        settings,
        wrong_settings,
        ..options(site, local, &look)
    })
    .await
}

/// The screen on the built-in server; both sample folders are gone afterwards.
async fn demo(options: cli::DemoArguments, common: &Common) -> ExitCode {
    let demo = Demo::start(DemoOptions {
        rate: Some(options.rate).filter(|rate| *rate > 0),
        ..DemoOptions::default()
    });
    let demo = match demo.await {
        Ok(demo) => demo,
        Err(error) => {
            say(&format!("the demo could not start: {error}"));
            return ExitStatus::Local.into();
        }
    };
    let mut site = demo.site();
    site.charset = common.charset;
    site.mode = common.mode;
    let local = demo.local_directory().to_owned();
    screen(ScreenOptions {
        demo: true,
        passwords: None,
        bookmarks: None,
        ..self::options(Some(site), local, &options.look)
    })
    .await
}

/// How the screen starts, with the settings' defaults.
fn options(site: Option<Site>, local: PathBuf, look: &Look) -> ScreenOptions {
    ScreenOptions {
        // The command line takes no other words than these.
        theme: look.theme.parse().unwrap_or_default(),
        ascii: look.ascii,
        site,
        local,
        report_folder: config::state_folder(),
        passwords: config::passwords_file(),
        bookmarks: config::bookmarks_file(),
        demo: false,
        settings: Settings::default(),
        wrong_settings: Vec::new(),
    }
}

async fn screen(options: ScreenOptions) -> ExitCode {
    let kept = |file: Option<PathBuf>| file.filter(|_| !options.demo);
    let engine = engine::start_with(EngineOptions {
        memory: kept(config::memory_file()),
        journal: JournalOptions {
            file: kept(config::journal_file()),
            adopt: true,
        },
        waits_for_room: true,
    });
    match tui::run(options, engine).await {
        Ok(reason) => ExitCode::from(reason.code()),
        Err(error) => {
            say(&error.to_string());
            ExitStatus::Local.into()
        }
    }
}
