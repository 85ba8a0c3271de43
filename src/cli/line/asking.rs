//! Asking about each file of several.

use super::{Interpreter, Trouble};
use crate::model::Entry;

impl Interpreter {
    /// Those of the files that are wanted: all, unless somebody sits there and prompting is on.
    pub(super) async fn ask_each(
        &mut self,
        verb: &str,
        entries: Vec<Entry>,
    ) -> Result<Vec<Entry>, Trouble> {
        if !self.prompts || !self.lines.is_terminal() {
            return Ok(entries);
        }
        let names = self.client.as_ref().map(|client| client.names);
        let names = names.unwrap_or_default();
        let mut wanted = Vec::new();
        let mut all = false;
        for entry in entries {
            let name = names.shown(entry.name.as_bytes());
            while !all {
                let question = format!("{verb} {name} [y/n/a all the others/q none of them]? ");
                let answer = self.lines.answer(&question).await;
                match answer.as_deref().map(str::trim) {
                    Some("n" | "no") => break,
                    Some("q") | None => return Ok(wanted),
                    Some("a") => all = true,
                    Some("" | "y" | "yes") => {
                        wanted.push(entry.clone());
                        break;
                    }
                    Some(_) => {}
                }
            }
            if all {
                wanted.push(entry);
            }
        }
        Ok(wanted)
    }
}
