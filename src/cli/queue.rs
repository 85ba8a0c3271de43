//! `twoport queue`: what earlier runs have left, of all sites.

use super::arguments::{QueueArguments, QueueSelection, QueueVerb};
use super::client::{Client, Tally};
use super::exit::{ExitStatus, Failure};
use super::output::{self, results};
use super::{Common, say, site};
use crate::config;
use crate::engine::journal::{self, Listed};
use crate::engine::{Cause, Command, Problem, Which};
use crate::model::text::{display_safe_str, plural, size};
use crate::model::{Direction, QueuePlace, TransferId, TransferState};
use serde_json::{Value, json};
use std::io::Write;

pub(super) async fn run(arguments: QueueArguments, common: &Common) -> Result<ExitStatus, Failure> {
    match arguments.verb.unwrap_or(QueueVerb::List) {
        QueueVerb::List => list(common),
        QueueVerb::Run { sites } => go_on(&sites, common).await,
        QueueVerb::Pause(selection) => change(&selection, pause, "paused").await,
        QueueVerb::Go(selection) => change(&selection, go, "to be taken up again").await,
        QueueVerb::Cancel(selection) => change(&selection, cancel, "cancelled").await,
        QueueVerb::Top(selection) => change(&selection, top, "put first").await,
    }
}

fn pause(client: &Client, ids: &[TransferId]) {
    client.send(Command::Pause(Which::These(ids.to_vec())));
}

fn go(client: &Client, ids: &[TransferId]) {
    for id in ids {
        client.send(Command::Retry(*id));
    }
    client.send(Command::Go(Which::These(ids.to_vec())));
}

fn cancel(client: &Client, ids: &[TransferId]) {
    for id in ids {
        client.send(Command::Cancel(*id));
    }
}

fn top(client: &Client, ids: &[TransferId]) {
    for id in ids.iter().rev() {
        client.send(Command::Reorder {
            id: *id,
            place: QueuePlace::Top,
        });
    }
}

/// All that stands in the journal.
fn listed() -> Result<Vec<Listed>, Problem> {
    let Some(file) = config::journal_file() else {
        return Ok(Vec::new());
    };
    journal::peek(&file).map_err(|error| {
        let file = display_safe_str(&file.to_string_lossy());
        Problem::new(Cause::Local, format!("Reading the queue in {file} failed"))
            .words(display_safe_str(&error.to_string()))
    })
}

fn list(common: &Common) -> Result<ExitStatus, Failure> {
    let listed = listed()?;
    let mut out = results();
    if listed.is_empty() && !common.json && !common.quiet {
        say("the queue is empty");
    }
    for transfer in &listed {
        let line = if common.json {
            output::json(&json_line(transfer)).unwrap_or_default()
        } else {
            line(transfer)
        };
        if writeln!(out, "{line}").is_err() {
            break;
        }
    }
    // A reader that has gone away has seen what it wanted.
    let _ = out.flush();
    Ok(ExitStatus::Done)
}

/// Tells what a run that did not come to its end has left, and how to go on with it.
pub(super) fn tell_left() {
    let own = std::process::id();
    let left = |transfer: &&Listed| {
        transfer.pid.is_none_or(|pid| pid == own) && transfer.state != TransferState::Done
    };
    let count = listed().map_or(0, |listed| listed.iter().filter(left).count());
    if count > 0 {
        say(&format!(
            "{} kept in the queue: repeat the command to go on, or see twoport queue",
            plural(count, "transfer")
        ));
    }
}

/// What a transfer is doing, for those who read: nothing, if the run that had it lives no more.
fn state(transfer: &Listed) -> String {
    match (transfer.pid, transfer.state) {
        (Some(pid), state) => format!("{state} (process {pid})"),
        (None, TransferState::Starting | TransferState::Running | TransferState::Retrying) => {
            "interrupted".into()
        }
        (None, state) => state.to_string(),
    }
}

fn line(transfer: &Listed) -> String {
    let local = display_safe_str(&transfer.local.to_string_lossy());
    let remote = transfer.remote.display();
    let (from, to) = match transfer.direction {
        Direction::Download => (remote, local),
        Direction::Upload => (local, remote),
    };
    let total = transfer.size.map_or_else(|| "?".into(), size);
    let reason = transfer.reason.as_ref();
    let reason = reason.map_or_else(String::new, |reason| {
        format!("  ({})", display_safe_str(reason))
    });
    format!(
        "#{}  {}  {}  {from} -> {to}  {} of {total}  {}{reason}",
        transfer.id.0,
        display_safe_str(&transfer.site),
        transfer.direction,
        size(transfer.bytes),
        state(transfer),
    )
}

fn json_line(transfer: &Listed) -> Value {
    json!({
        "id": transfer.id.0,
        "site": transfer.site,
        "direction": transfer.direction.to_string(),
        "local": transfer.local.to_string_lossy(),
        "remote": transfer.remote.display(),
        "size": transfer.size,
        "bytes": transfer.bytes,
        "state": transfer.state.to_string(),
        "priority": transfer.priority.to_string(),
        "reason": transfer.reason,
        "pid": transfer.pid,
    })
}

/// Does something with transfers that no living run has.
async fn change(
    selection: &QueueSelection,
    act: fn(&Client, &[TransferId]),
    done: &str,
) -> Result<ExitStatus, Failure> {
    let listed = listed()?;
    let free = |transfer: &&Listed| transfer.pid.is_none();
    let chosen: Vec<&Listed> = if selection.all {
        listed.iter().filter(free).collect()
    } else {
        let mut chosen = Vec::new();
        for number in &selection.numbers {
            let found = listed.iter().find(|transfer| transfer.id.0 == *number);
            let Some(found) = found else {
                let text = format!("#{number} is not in the queue (see twoport queue list)");
                return Err(Failure::Usage(text));
            };
            if let Some(pid) = found.pid {
                let text = format!(
                    "#{number} belongs to the Twoport that runs as process {pid}: change it there"
                );
                return Err(Failure::Usage(text));
            }
            chosen.push(found);
        }
        chosen
    };
    let ids: Vec<TransferId> = chosen.iter().map(|transfer| transfer.id).collect();
    let mut client = Client::adopting();
    // They are there when the engine tells of them.
    client.restored().await;
    act(&client, &ids);
    client.quit().await;
    say(&format!("{} {done}", plural(ids.len(), "transfer")));
    Ok(ExitStatus::Done)
}

/// Connects to each site that something is left for, and moves it.
async fn go_on(sites: &[String], common: &Common) -> Result<ExitStatus, Failure> {
    let mut client = Client::adopting();
    let mut tally = Tally::default();
    let mut failure = None;
    let left = client.restored().await;
    for name in sites {
        if !left.iter().any(|restored| restored.site.label() == *name) {
            let text = format!("nothing is left for {name} (see twoport queue list)");
            client.quit().await;
            return Err(Failure::Usage(text));
        }
    }
    let wanted = |label: &str| sites.is_empty() || sites.iter().any(|name| name == label);
    for restored in left {
        let label = restored.site.label();
        if !wanted(&label) || restored.unfinished == 0 {
            continue;
        }
        let done = async {
            let site = site::with_password(restored.site, common)?;
            client.log_in(site, common).await?;
            client.send(Command::Restore {
                site: Some(label.clone()),
                go: true,
            });
            client.wait_for_all(common, &mut tally).await?;
            Ok::<(), Failure>(())
        };
        if let Err(problem) = done.await {
            say(&format!("{label}: {problem}"));
            failure = Some(problem);
        }
    }
    client.quit().await;
    match failure {
        Some(failure) if tally.outcomes.is_empty() => Err(failure),
        Some(_) => Ok(ExitStatus::SomeFailed),
        None => Ok(tally.status()),
    }
}
