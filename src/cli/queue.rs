//! `twoport queue`: what earlier runs have left, of all sites.

use super::arguments::{QueueArguments, QueueSelection, QueueVerb};
use super::client::{Client, Tally};
use super::exit::{ExitStatus, Failure};
use super::output::{self, results};
use super::{Common, say, site};
use crate::config;
use crate::engine::journal::{self, Contents, Listed, Unread};
use crate::engine::{Cause, Command, DropId, Problem, Which};
use crate::model::text::{display_safe_str, plural, size};
use crate::model::{Direction, QueuePlace, TransferId, TransferState};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::Write;

pub(super) async fn run(arguments: QueueArguments, common: &Common) -> Result<ExitStatus, Failure> {
    match arguments.verb.unwrap_or(QueueVerb::List) {
        QueueVerb::List => list(common),
        QueueVerb::Run { sites } => go_on(&sites, common).await,
        QueueVerb::Pause(selection) => change(&selection, (pause, "paused"), false).await,
        QueueVerb::Go(selection) => change(&selection, (go, "to be taken up again"), false).await,
        QueueVerb::Cancel(selection) => change(&selection, (cancel, "cancelled"), true).await,
        QueueVerb::Top(selection) => change(&selection, (top, "put first"), false).await,
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
fn contents() -> Result<Contents, Problem> {
    let Some(file) = config::journal_file() else {
        return Ok(Contents::default());
    };
    journal::peek(&file).map_err(|error| {
        let file = display_safe_str(&file.to_string_lossy());
        Problem::new(Cause::Local, format!("Reading the queue in {file} failed"))
            .words(display_safe_str(&error.to_string()))
    })
}

fn list(common: &Common) -> Result<ExitStatus, Failure> {
    let Contents { transfers, unread } = contents()?;
    let mut out = results();
    if transfers.is_empty() && unread.is_empty() && !common.json && !common.quiet {
        say("the queue is empty");
    }
    let in_words = |as_json: Value, words: String| {
        let as_json = common.json.then_some(as_json);
        as_json.map_or(words, |json| output::json(&json).unwrap_or_default())
    };
    let listed = transfers
        .iter()
        .map(|one| in_words(json_line(one), line(one)));
    let unread = unread
        .iter()
        .map(|one| in_words(unread_json(one), unread_line(one)));
    for line in listed.chain(unread) {
        if writeln!(out, "{line}").is_err() {
            break;
        }
    }
    // A reader that has gone away has seen what it wanted.
    let _ = out.flush();
    Ok(ExitStatus::Done)
}

/// The runs that have something in the queue before this one begins.
pub(super) fn owners() -> BTreeSet<String> {
    let Contents { transfers, unread } = contents().unwrap_or_default();
    let transfers = transfers.into_iter().map(|one| one.owner);
    let unread = unread.into_iter().map(|one| one.owner);
    transfers.chain(unread).collect()
}

/// Tells what a run that did not come to its end has left, and how to go on with it. What `others`
/// have left is theirs.
pub(super) fn tell_left(others: &BTreeSet<String>) {
    let Ok(Contents { transfers, unread }) = contents() else {
        return;
    };
    let own = std::process::id();
    let is_own =
        |owner: &str, pid: Option<u32>| !others.contains(owner) && pid.is_none_or(|pid| pid == own);
    // Of what failed at the first byte there is nothing to go on with.
    let goes_on = |one: &Listed| match one.state {
        TransferState::Done => false,
        TransferState::Failed => one.bytes > 0,
        _ => true,
    };
    let own_ones: Vec<&Listed> = transfers
        .iter()
        .filter(|one| is_own(&one.owner, one.pid) && goes_on(one))
        .collect();
    let unread = unread.iter().filter(|one| is_own(&one.owner, one.pid));
    let kept = match (own_ones.len(), unread.count()) {
        (0, 0) => return,
        (1, 0) if let Some(part) = own_ones.first().and_then(|one| part_here(one)) => part,
        (count, 0) => plural(count, "transfer"),
        (0, unread) => format!("{} still to be looked at", plural(unread, "name")),
        (count, unread) => format!(
            "{}, and {} still to be looked at,",
            plural(count, "transfer"),
            plural(unread, "name")
        ),
    };
    say(&format!(
        "{kept} kept in the queue: repeat the command to go on, or see twoport queue"
    ));
}

/// `12.3 MiB of big.iso`, of a download that goes on with what is here of it.
fn part_here(transfer: &Listed) -> Option<String> {
    let is_kept = transfer.direction == Direction::Download && !transfer.is_text;
    let name = transfer.local.file_name().filter(|_| is_kept)?;
    let name = display_safe_str(&name.to_string_lossy());
    (transfer.bytes > 0).then(|| format!("{} of {name}", size(transfer.bytes)))
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
        transfer.id,
        display_safe_str(&transfer.site),
        transfer.direction,
        size(transfer.bytes),
        state(transfer),
    )
}

fn unread_line(unread: &Unread) -> String {
    let local = display_safe_str(&unread.local.to_string_lossy());
    let remote = unread.remote.display();
    let (from, to) = match unread.direction {
        Direction::Download => (remote, local),
        Direction::Upload => (local, remote),
    };
    let process = unread.pid.map(|pid| format!(" (process {pid})"));
    format!(
        "-  {}  {}  {from}{} -> {to}  not looked at yet{}",
        display_safe_str(&unread.site),
        unread.direction,
        if unread.is_folder { "/" } else { "" },
        process.unwrap_or_default(),
    )
}

fn unread_json(unread: &Unread) -> Value {
    json!({
        "site": unread.site,
        "direction": unread.direction.to_string(),
        "kind": if unread.is_folder { "dir" } else { "file" },
        "local": unread.local.to_string_lossy(),
        "remote": unread.remote.display(),
        "state": "unread",
        "pid": unread.pid,
    })
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

/// Does something with transfers that no living run has; where all are cancelled, with what is still
/// to be looked at too.
async fn change(
    selection: &QueueSelection,
    (act, done): (fn(&Client, &[TransferId]), &str),
    cancels: bool,
) -> Result<ExitStatus, Failure> {
    let listed = contents()?.transfers;
    let free = |transfer: &&Listed| transfer.pid.is_none();
    let chosen: Vec<&Listed> = if selection.all {
        listed.iter().filter(free).collect()
    } else {
        let mut chosen = Vec::new();
        for number in &selection.numbers {
            let found = listed.iter().find(|transfer| transfer.id == *number);
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
    let restored = client.restored().await;
    act(&client, &ids);
    let mut said = format!("{} {done}", plural(ids.len(), "transfer"));
    if selection.all && cancels {
        let unread: Vec<DropId> = restored.into_iter().flat_map(|left| left.unread).collect();
        if !unread.is_empty() {
            said.push_str(", and all that was still to be looked at");
        }
        for drop in unread {
            client.send(Command::TakeBack(drop));
        }
    }
    client.quit().await;
    say(&said);
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
