//! `twoport doctor`: which data modes work with a server, and why the others do not.

use super::arguments::DoctorArguments;
use super::exit::{ExitStatus, Failure};
use super::output::{self, results};
use super::{Common, say, site};
use crate::config;
use crate::engine::{
    self, Cause, Command, DoctorOptions, EngineOptions, Event, Problem, RequestId,
};
use crate::model::Site;
use crate::model::doctor::{ControlStage, DoctorCause, DoctorReport, DoctorStep, DoctorStepState};
use crate::model::text::{display_safe_lines, display_safe_str};
use std::io::Write;

/// There is one request only.
const REQUEST: RequestId = RequestId(1);

pub(super) async fn run(
    arguments: &DoctorArguments,
    common: &Common,
) -> Result<ExitStatus, Failure> {
    let (_, site) = site::target_and_site(&[&arguments.url], common)?;
    examine(site, arguments, common).await
}

/// Examines a site, and prints what was found.
pub(super) async fn examine(
    site: Site,
    arguments: &DoctorArguments,
    common: &Common,
) -> Result<ExitStatus, Failure> {
    let mut engine = engine::start_with(EngineOptions {
        memory: config::memory_file(),
        ..EngineOptions::default()
    });
    let command = Command::Doctor {
        request: REQUEST,
        site: Some(Box::new(site)),
        options: DoctorOptions {
            active: arguments.active,
            dial_announced: arguments.dial_announced,
        },
    };
    // If the engine has ended, its events have too, and waiting for them says so.
    let _ = engine.commands.send(command);
    let report = loop {
        let event = engine.events.recv().await;
        match event {
            Some(Event::DoctorStep { step, .. }) => tell(&step, common),
            Some(Event::DoctorDone { report, .. }) => break report,
            Some(Event::Failed { problem, .. }) => return Err(problem.into()),
            Some(Event::Log(line)) if common.verbose => say(&super::client::dialogue(&line)),
            Some(_) => {}
            None => return Err(Problem::new(Cause::Connection, "The engine has ended").into()),
        }
    };
    let _ = engine.commands.send(Command::Quit);
    if let Some(path) = &arguments.output {
        crate::fs::report::write(path, &display_safe_lines(&report.to_text())).map_err(
            |error| {
                let what = format!(
                    "Writing {} failed",
                    display_safe_str(&path.to_string_lossy())
                );
                Problem::new(Cause::Local, what).words(error.to_string())
            },
        )?;
    }
    let mut out = results();
    let text = if common.json {
        let json = output::json(&report).map_err(|error| {
            Problem::new(Cause::Local, "Writing the report failed").words(error.to_string())
        })?;
        format!("{json}\n")
    } else {
        display_safe_lines(&report.conclusion())
    };
    // A reader that has gone away has seen what it wanted.
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    Ok(status(&report))
}

/// A step, once it has ended, on standard error.
fn tell(step: &DoctorStep, common: &Common) {
    if !common.quiet && step.state != DoctorStepState::Running {
        say(&step.line());
    }
}

/// 0 where some mode works, 4 where the login or the certificate was refused, else 3.
fn status(report: &DoctorReport) -> ExitStatus {
    if report.best.is_some() {
        return ExitStatus::Done;
    }
    match (report.control.stage, report.control.cause) {
        (_, Some(DoctorCause::LoginLimit)) => ExitStatus::NoConnection,
        (Some(ControlStage::Login | ControlStage::Tls), _) => ExitStatus::Login,
        _ => ExitStatus::NoConnection,
    }
}
