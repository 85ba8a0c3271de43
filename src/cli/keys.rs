//! `twoport keys`: the keys that are in force.

use super::Common;
use super::exit::ExitStatus;
use super::output::{self, results};
use crate::model::KeyRow;
use serde_json::json;
use std::io::Write;

/// Prints the table, a section after the other.
pub fn print_keys(rows: &[KeyRow], common: &Common) -> ExitStatus {
    let mut out = results();
    let widest = |part: fn(&KeyRow) -> usize| rows.iter().map(part).max().unwrap_or_default();
    let keys = widest(|row| row.keys.join("  ").chars().count());
    let action = widest(|row| row.action.len());
    let mut section = "";
    for row in rows {
        if !common.json && section != row.section {
            let gap = if section.is_empty() { "" } else { "\n" };
            section = row.section;
            if writeln!(out, "{gap}[{section}]").is_err() {
                break;
            }
        }
        let line = if common.json {
            let object = json!({
                "section": row.section,
                "action": row.action,
                "keys": row.keys,
                "label": row.label,
            });
            output::json(&object).unwrap_or_default()
        } else {
            let pressed = row.keys.join("  ");
            format!("{pressed:keys$}  {:action$}  {}", row.action, row.label)
        };
        if writeln!(out, "{line}").is_err() {
            break;
        }
    }
    // A reader that has gone away has seen what it wanted.
    let _ = out.flush();
    ExitStatus::Done
}
