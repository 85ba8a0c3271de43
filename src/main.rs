//! The `twoport` program: reads the command line and runs a verb or the screen.

use clap::Parser;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;
use twoport::cli::{
    self, Arguments, Common, ExitStatus, Look, PictureClock, RunArguments, Verb, say,
};
use twoport::config;
use twoport::demo::{Demo, DemoOptions, PICTURE_TIME};
use twoport::engine::EngineOptions;
use twoport::engine::journal::JournalOptions;
use twoport::logging;
use twoport::model::clock::{self, Clock};
use twoport::model::{Settings, Site};
use twoport::secrets;
use twoport::sites::SiteFiles;
use twoport::tui::{self, OwnTheme, ScreenOptions, ThemeChoice, UserFiles};

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
    let mut wrong: Vec<String> = wrong.iter().map(ToString::to_string).collect();
    let settled = settings.log_file.as_deref().map(config::in_home);
    let named = arguments.common.log.clone().or(settled);
    let _log = logging::start(named.as_deref(), config::state_folder()).unwrap_or_else(|error| {
        let file = named.unwrap_or_default();
        wrong.push(format!(
            "the log file {} cannot be written: {error}",
            file.display()
        ));
        None
    });
    arguments.common.settings = settings;
    let code = runtime.block_on(run(arguments, wrong));
    // A disk that hangs must not hold the program back.
    runtime.shutdown_timeout(Duration::from_millis(500));
    code
}

async fn run(arguments: Arguments, wrong_settings: Vec<String>) -> ExitCode {
    let common = &arguments.common;
    match arguments.verb {
        None if arguments.line.plain => {
            tell_wrong(&wrong_settings);
            cli::plain(&arguments.target, common).await.into()
        }
        None if let Some(command) = arguments.line.command => {
            tell_wrong(&wrong_settings);
            let keep_going = arguments.line.keep_going;
            let run = RunArguments::of_command(command, keep_going, arguments.target);
            cli::run(Verb::Run(run), common).await.into()
        }
        None => open(&arguments.target, common, arguments.look, wrong_settings).await,
        Some(Verb::Demo(mut options)) => {
            options.look = options.look.or(arguments.look);
            demo(options, common).await
        }
        Some(Verb::Keys) => keys(common, &wrong_settings),
        Some(Verb::Config(config)) => {
            let wrong = wrong_files(common, wrong_settings);
            cli::run_config(&config.verb, common, &wrong).into()
        }
        Some(verb) => {
            tell_wrong(&wrong_settings);
            cli::run(verb, common).await.into()
        }
    }
}

fn tell_wrong(settings: &[String]) {
    for line in settings {
        say(line);
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
    let (site, warnings) = if target.is_empty() {
        (None, Vec::new())
    } else {
        match cli::site_for_screen(&target, common) {
            Ok((site, warnings)) => {
                // They are there when the screen is left, too.
                for line in &warnings {
                    say(line);
                }
                (Some(site), warnings)
            }
            Err(line) => {
                say(&line);
                return ExitStatus::Usage.into();
            }
        }
    };
    let local = site.as_ref().and_then(cli::local_folder);
    let local = local.or_else(|| std::env::current_dir().ok());
    let local = local.unwrap_or_else(|| PathBuf::from("/"));
    let settings = &common.settings;
    let file = config::keys_file();
    let own_keys = match tui::own_keys(settings.keys, file.as_deref()) {
        Ok(keys) => keys,
        Err(line) => return usage(&line),
    };
    let options = match options(site, local, settings, &look, common) {
        Ok(options) => options,
        Err(line) => return usage(&line),
    };
    let settings_file = config::settings_file();
    screen(ScreenOptions {
        wrong_settings,
        warnings,
        files: UserFiles {
            settings: settings.clone(),
            own_keys,
            writable: settings_file.is_some(),
        },
        settings_file,
        passwords: config::passwords_file(),
        bookmarks: config::bookmarks_file(),
        sites: SiteFiles::usual(),
        history: config::history_file(),
        unsent: config::unsent_file(),
        ..options
    })
    .await
}

fn usage(line: &str) -> ExitCode {
    say(line);
    ExitStatus::Usage.into()
}

/// `twoport keys`
fn keys(common: &Common, wrong_settings: &[String]) -> ExitCode {
    for line in wrong_settings {
        say(line);
    }
    let chosen = common.settings.keys;
    match tui::own_keys(chosen, config::keys_file().as_deref()) {
        Ok(own) => cli::print_keys(&tui::key_rows(chosen, own.as_ref()), common).into(),
        Err(line) => usage(&line),
    }
}

/// What is wrong with the files beside the settings, after what is wrong with those.
fn wrong_files(common: &Common, mut wrong: Vec<String>) -> Vec<String> {
    let settings = &common.settings;
    let keys = tui::own_keys(settings.keys, config::keys_file().as_deref());
    wrong.extend(keys.err());
    if let ThemeChoice::Own(name) = &settings.appearance.theme {
        wrong.extend(OwnTheme::read(name).wrong);
    }
    wrong
}

/// The screen on the built-in server; both sample folders are gone afterwards.
async fn demo(options: cli::DemoArguments, common: &Common) -> ExitCode {
    match options.picture {
        None => {}
        Some(PictureClock::Still) => clock::set(Clock::standing(PICTURE_TIME)),
        Some(PictureClock::Moving) => clock::set(Clock::running(PICTURE_TIME)),
    }
    let demo = Demo::start(DemoOptions {
        fixed: options.picture.is_some(),
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
    cli::overrule(&mut site, common);
    let local = demo.local_directory().to_owned();
    let filed = Settings::default();
    match self::options(Some(site), local, &filed, &options.look, common) {
        Ok(options) => {
            screen(ScreenOptions {
                demo: true,
                ..options
            })
            .await
        }
        Err(line) => usage(&line),
    }
}

/// How the screen starts, with nothing kept. A theme that the command line names must be there, one
/// that the settings name should.
fn options(
    site: Option<Site>,
    local: PathBuf,
    filed: &Settings,
    look: &Look,
    common: &Common,
) -> Result<ScreenOptions, String> {
    let mut settings = filed.clone();
    common.moving.apply(&mut settings.policy);
    settings.limits = common.moving.limit.unwrap_or(settings.limits);
    settings.sessions = common.jobs.map_or(settings.sessions, usize::from);
    let appearance = &mut settings.appearance;
    if let Some(theme) = &look.theme {
        appearance.theme = theme.parse().unwrap_or_default();
    }
    appearance.ascii |= look.ascii;
    let own_theme = match &appearance.theme {
        ThemeChoice::Own(name) => OwnTheme::read(name),
        _ => OwnTheme::default(),
    };
    if look.theme.is_some() && own_theme.palette.is_none() && !own_theme.wrong.is_empty() {
        return Err(own_theme.wrong.join("; "));
    }
    Ok(ScreenOptions {
        site,
        local,
        report_folder: config::state_folder(),
        passwords: None,
        bookmarks: None,
        sites: SiteFiles::default(),
        history: None,
        unsent: None,
        demo: false,
        settings,
        files: UserFiles::default(),
        settings_file: None,
        own_theme,
        wrong_settings: Vec::new(),
        warnings: Vec::new(),
    })
}

async fn screen(options: ScreenOptions) -> ExitCode {
    let kept = |file: Option<PathBuf>| file.filter(|_| !options.demo);
    let engines = EngineOptions {
        memory: kept(config::memory_file()),
        journal: JournalOptions {
            file: kept(config::journal_file()),
            adopt: true,
        },
        waits_for_room: true,
        ..EngineOptions::default()
    };
    match tui::run(options, engines, say).await {
        Ok(reason) => ExitCode::from(reason.code()),
        Err(error) => {
            say(&error.to_string());
            ExitStatus::Local.into()
        }
    }
}
