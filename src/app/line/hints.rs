//! What the box above the line says: the verb at the cursor, and what its pattern matches.

use crate::app::{App, CommandLine};
use crate::model::line::{VERBS, Verb, VerbEntry, find, instead_of};

/// A line of the box: what is written, and what it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineHint {
    /// `:mget PATTERN… [to DIR]`
    pub usage: String,
    /// What it does, safe to show.
    pub text: String,
}

impl LineHint {
    fn of(entry: &VerbEntry) -> Self {
        let colon = if entry.verb == Verb::Shell { "" } else { ":" };
        Self {
            usage: format!("{colon}{}", entry.usage()),
            text: entry.help.into(),
        }
    }

    fn said(text: impl Into<String>) -> Self {
        Self {
            usage: String::new(),
            text: text.into(),
        }
    }
}

/// What is told before anything is typed.
const FIRST: [Verb; 5] = [Verb::Mget, Verb::Mput, Verb::Cd, Verb::Quote, Verb::Shell];

/// More words than the box has room for.
const MOST_WORDS: usize = 400;

impl App {
    /// The lines of the box, the most important first.
    pub fn line_hints(&self, line: &CommandLine) -> Vec<LineHint> {
        if let Some(offered) = &line.offered {
            let some = offered.words.iter().take(MOST_WORDS);
            let some: Vec<&str> = some.map(String::as_str).collect();
            let mut hints = vec![LineHint::said(some.join("  "))];
            hints.extend(self.verb_hints(line));
            return hints;
        }
        self.verb_hints(line)
    }

    fn verb_hints(&self, line: &CommandLine) -> Vec<LineHint> {
        let typed = line.input.value().trim_start_matches([':', ' ']);
        if typed.starts_with('!') {
            let shell = VERBS.iter().filter(|entry| entry.verb == Verb::Shell);
            return shell.map(LineHint::of).collect();
        }
        let (verb, _) = typed.split_once(char::is_whitespace).unwrap_or((typed, ""));
        if verb.is_empty() {
            let first = |entry: &&VerbEntry| FIRST.contains(&entry.verb);
            return VERBS.iter().filter(first).map(LineHint::of).collect();
        }
        let Some(entry) = find(verb) else {
            let verb = verb.to_ascii_lowercase();
            let begins =
                |entry: &&VerbEntry| entry.names.iter().any(|name| name.starts_with(&verb));
            let mut hints: Vec<LineHint> = VERBS.iter().filter(begins).map(LineHint::of).collect();
            if hints.is_empty() {
                hints.push(LineHint::said(format!(
                    "no verb begins with {verb}: :help lists them"
                )));
            }
            return hints;
        };
        if let Some(advice) = instead_of(&verb.to_ascii_lowercase()) {
            return vec![LineHint {
                usage: format!(":{verb}"),
                text: advice.into(),
            }];
        }
        let mut hints = vec![LineHint::of(entry)];
        hints.extend(self.matches_told().map(LineHint::said));
        if entry.names.len() > 1 && entry.verb != Verb::Idle {
            hints.push(LineHint::said(format!("also: {}", entry.names.join(", "))));
        }
        hints
    }
}
