//! What a mirror says: its plan, what it leaves, what it did.

use super::super::client::Tally;
use super::super::output::{self, results};
use super::super::{Client, Common, say};
use super::Sides;
use crate::engine::Problem;
use crate::engine::mirror::{MirrorFile, MirrorPlan, TreePath};
use crate::model::measured::total;
use crate::model::text::{plural, size};
use crate::model::{Direction, EntryKind, NameCoding, TransferState};
use serde_json::json;
use std::io::Write;

/// The whole plan, as results.
pub(super) fn plan(plan: &MirrorPlan, sides: &Sides, names: NameCoding, common: &Common) {
    let mut lines = Vec::new();
    let remote = names.shown(sides.remote.as_bytes());
    let (from, to) = match sides.direction {
        Direction::Download => (remote, sides.local_shown.clone()),
        Direction::Upload => (sides.local_shown.clone(), remote),
    };
    if !common.json {
        lines.push(format!("{from} -> {to}"));
    }
    let mut add = |action: &str, path: &TreePath, is_dir: bool, why: &str, bytes: Option<u64>| {
        lines.push(line(action, (path, is_dir), why, bytes, names, common.json));
    };
    for path in &plan.make {
        add("make", path, true, "", None);
    }
    for file in &plan.files {
        let path = file.target.join(&file.name);
        let (action, why) = action(file);
        add(action, &path, false, &why, file.entry.size);
    }
    for doomed in &plan.delete {
        add(
            "delete",
            &doomed.path,
            doomed.kind == EntryKind::Dir,
            "",
            None,
        );
    }
    for left in &plan.left {
        add("leave", &left.path, false, &left.why, None);
    }
    if !common.json {
        lines.push(totals(plan));
    }
    let mut out = results();
    for line in lines {
        // A reader that has gone away has seen what it wanted.
        if writeln!(out, "{line}").is_err() {
            return;
        }
    }
    let _ = out.flush();
}

fn action(file: &MirrorFile) -> (&'static str, String) {
    match file.replaces {
        None => ("copy", String::new()),
        Some(difference) => ("replace", difference.to_string()),
    }
}

fn line(
    action: &str,
    (path, is_dir): (&TreePath, bool),
    why: &str,
    bytes: Option<u64>,
    names: NameCoding,
    json: bool,
) -> String {
    let shown = path.shown(names);
    if json {
        let object = json!({
            "action": action,
            "path": shown,
            "kind": if is_dir { "dir" } else { "file" },
            "bytes": bytes,
            "why": Some(why).filter(|why| !why.is_empty()),
        });
        return output::json(&object).unwrap_or_default();
    }
    let slash = if is_dir { "/" } else { "" };
    let bytes = bytes.map_or_else(String::new, |bytes| format!("  {}", size(bytes)));
    let why = if why.is_empty() {
        String::new()
    } else {
        format!("  ({why})")
    };
    format!("{action:<8}{shown}{slash}{bytes}{why}")
}

fn totals(plan: &MirrorPlan) -> String {
    let replaced = plan
        .files
        .iter()
        .filter(|file| file.replaces.is_some())
        .count();
    let bytes = total(plan.files.iter().filter_map(|file| file.entry.size));
    format!(
        "{} to make, {} to copy, {replaced} to replace ({}), {} to delete, {} left as they are, {} the same",
        plural(plan.make.len(), "folder"),
        plan.files.len() - replaced,
        size(bytes),
        plan.delete.len(),
        plan.left.len(),
        plan.same,
    )
}

/// What is left as it is, with the reasons.
pub(super) fn left(plan: &MirrorPlan, names: NameCoding, common: &Common) {
    for left in &plan.left {
        if !(left.harmless && common.quiet) {
            say(&format!("{}: {}", left.path.shown(names), left.why));
        }
    }
}

/// A folder made, or something deleted; or why not.
pub(super) fn done(
    action: &str,
    path: &TreePath,
    done: Result<(), Problem>,
    client: &Client,
    common: &Common,
    tally: &mut Tally,
) {
    match done {
        Ok(()) if common.json => {
            let object = json!({ "action": action, "path": path.shown(client.names) });
            let line = output::json(&object).unwrap_or_default();
            let _ = writeln!(std::io::stdout().lock(), "{line}");
        }
        Ok(()) if common.verbose => say(&format!("{action} {}", path.shown(client.names))),
        Ok(()) => {}
        Err(problem) => {
            say(&problem.to_string());
            tally.problems.push(problem);
        }
    }
}

/// What was done, in a line.
pub(super) fn summary(plan: &MirrorPlan, tally: &Tally, deleted: usize) {
    let done = tally.outcomes.values();
    let done = done.filter(|outcome| outcome.state == TransferState::Done);
    let (files, bytes) = done.fold((0, 0), |(files, bytes), outcome| {
        (files + 1, bytes + outcome.bytes)
    });
    say(&format!(
        "{} copied ({}), {deleted} deleted, {} the same",
        plural(files, "file"),
        size(bytes),
        plan.same
    ));
}
