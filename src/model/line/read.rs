//! Reading a line: the verb, the words behind it, and what is left as it was typed.

use super::table::{VERBS, Verb, VerbEntry, entry_of, find};

/// A line that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// What it asks for.
    pub verb: Verb,
    /// The name it was asked for by.
    pub name: String,
    /// The words behind it, without their quotes.
    pub words: Vec<String>,
    /// What stands behind the verb, as it was typed.
    pub rest: String,
}

/// Why a line means nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LineError {
    /// No verb begins so.
    #[error("`{0}` is no command; help tells of those there are")]
    Unknown(String),
    /// Several do.
    #[error("`{0}` may be {1}: write a letter more")]
    Ambiguous(String, String),
    /// A quote is open.
    #[error("a quote is not closed: put names with blanks into \"…\"")]
    Quotes,
    /// Where ftp(1) has its input, its output or a program, in place of a file here.
    #[error(
        "`{0}` stands for no file here: twoport cat prints one, and the screen views one; \
         a file of that name is `./{0}`"
    )]
    Stream(String),
    /// No option, and not to be taken for a name either.
    #[error("`{0}` is no option here; a name that begins so is written `./{0}`")]
    Dash(String),
    /// Less than it takes, or more.
    #[error("usage: {0}")]
    Usage(String),
}

/// What parts words, and nothing else does.
const BLANK: [char; 4] = [' ', '\t', '\r', '\n'];

/// Reads a line; `None` if nothing stands in it, or a remark (`#` or `;` in front).
///
/// # Errors
/// [`LineError`]
pub fn read(line: &str) -> Result<Option<Statement>, LineError> {
    let line = line.trim_matches(BLANK);
    if line.is_empty() || line.starts_with(['#', ';']) {
        return Ok(None);
    }
    if let Some(rest) = line.strip_prefix('!') {
        let (name, rest) = match rest.strip_prefix('!') {
            Some(rest) => ("!!", rest),
            None => ("!", rest),
        };
        return Ok(Some(statement(Verb::Shell, name, Vec::new(), rest)));
    }
    let end = line.find(BLANK).unwrap_or(line.len());
    let (name, rest) = line.split_at(end);
    let entry = lookup(name)?;
    let words = match entry.verb {
        // Its words are the server's.
        Verb::Quote | Verb::Site | Verb::Server | Verb::Elsewhere => {
            rest.split_whitespace().map(str::to_owned).collect()
        }
        _ => shell_words::split(rest).map_err(|_| LineError::Quotes)?,
    };
    Ok(Some(statement(entry.verb, name, words, rest)))
}

fn statement(verb: Verb, name: &str, words: Vec<String>, rest: &str) -> Statement {
    Statement {
        verb,
        name: name.to_ascii_lowercase(),
        words,
        rest: rest.trim_matches(BLANK).to_owned(),
    }
}

/// The entry that has this name, or the only one that has a name that begins so.
fn lookup(name: &str) -> Result<&'static VerbEntry, LineError> {
    if let Some(entry) = find(name) {
        return Ok(entry);
    }
    let lower = name.to_ascii_lowercase();
    let begins = |entry: &&VerbEntry| entry.names.iter().any(|own| own.starts_with(&lower));
    let found: Vec<&VerbEntry> = VERBS.iter().filter(begins).collect();
    match found.as_slice() {
        [] => Err(LineError::Unknown(name.to_owned())),
        [one] => Ok(one),
        several => {
            let names: Vec<&str> = several.iter().map(|entry| entry.name()).collect();
            Err(LineError::Ambiguous(name.to_owned(), names.join(" or ")))
        }
    }
}

/// Options in front of the words of a statement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// `-r`, `-R`: folders with all that is in them; of a mirror, the reverse way.
    pub recursive: bool,
    /// `-l`: with sizes and times.
    pub long: bool,
    /// `--delete`
    pub delete: bool,
    /// `--dry-run`, `-n`
    pub dry_run: bool,
    /// `-p`: folders above it too.
    pub parents: bool,
}

impl Statement {
    /// The options, and the words behind them. A word that begins with a dash and is no option is an
    /// error; behind `--` it is a name.
    ///
    /// # Errors
    /// [`LineError::Usage`]
    pub fn options(&self) -> Result<(Options, &[String]), LineError> {
        let mut options = Options::default();
        let mut words = self.words.as_slice();
        while let Some((first, rest)) = words.split_first() {
            match first.as_str() {
                "--" => {
                    words = rest;
                    break;
                }
                "--delete" | "-e" => options.delete = true,
                "--dry-run" | "-n" => options.dry_run = true,
                "--upload" => options.recursive = true,
                flags if flags.len() > 1 && flags.starts_with('-') => {
                    for flag in flags.chars().skip(1) {
                        match flag {
                            'r' | 'R' => options.recursive = true,
                            'l' => options.long = true,
                            'p' if self.verb == Verb::Mkdir => options.parents = true,
                            // What else ls(1) takes changes nothing here.
                            _ if matches!(self.verb, Verb::Ls | Verb::Dir) => {}
                            _ => return Err(LineError::Dash(first.clone())),
                        }
                    }
                }
                _ => break,
            }
            words = rest;
        }
        Ok((options, words))
    }

    /// The words in front of `to DIR`, and the DIR: `mget *.txt to /tmp`.
    pub fn split_to(words: &[String]) -> (&[String], Option<&str>) {
        match words {
            [patterns @ .., to, target] if to == "to" && !patterns.is_empty() => {
                (patterns, Some(target))
            }
            _ => (words, None),
        }
    }

    /// What the verb takes, as an error.
    pub fn usage(&self) -> LineError {
        let usage = entry_of(self.verb).map(VerbEntry::usage);
        LineError::Usage(usage.unwrap_or_default())
    }

    /// The command that goes to the server as it is: what `quote`, `site`, `system` and their like
    /// stand for.
    pub fn sent(&self) -> String {
        let full = lookup(&self.name).ok();
        let names = full.iter().flat_map(|entry| entry.names);
        let name = names
            .copied()
            .find(|name| name.starts_with(&self.name))
            .unwrap_or_default();
        let command = match name {
            "site" => "SITE",
            "system" => "SYST",
            "remotehelp" | "rhelp" => "HELP",
            "rstatus" => "STAT",
            "features" => "FEAT",
            "mlst" => "MLST",
            "umask" => "SITE UMASK",
            "idle" => "SITE IDLE",
            _ => "",
        };
        format!("{command} {}", self.rest).trim().to_owned()
    }

    /// A file of this computer, as it was typed. `-` and `|more` are none: taking them for names would
    /// leave files behind that are called so.
    ///
    /// # Errors
    /// [`LineError::Stream`]
    pub fn local_file(word: &str) -> Result<&str, LineError> {
        if word == "-" || word.starts_with('|') {
            return Err(LineError::Stream(word.to_owned()));
        }
        Ok(word)
    }

    /// A word in front that begins with a dash and is no option, where names are awaited.
    ///
    /// # Errors
    /// [`LineError::Dash`]
    pub fn dashes(&self) -> Result<(), LineError> {
        let takes_names = entry_of(self.verb).is_some_and(|entry| !entry.asks.is_empty());
        let theirs = [Verb::Quote, Verb::Site, Verb::User, Verb::Account];
        if !takes_names || theirs.contains(&self.verb) {
            return Ok(());
        }
        self.options().map(|_| ())
    }

    /// What is to be asked for first, where something is left out.
    pub fn missing(&self) -> Option<&'static str> {
        let given = match self.verb {
            Verb::Quote | Verb::Site => usize::from(!self.rest.is_empty()),
            _ => self.options().map_or(0, |(_, words)| words.len()),
        };
        entry_of(self.verb)?.asks.get(given).copied()
    }

    /// What was asked for and has been answered joins the words.
    pub fn add(&mut self, answer: &str) {
        match self.verb {
            Verb::Quote | Verb::Site => answer.trim().clone_into(&mut self.rest),
            Verb::Mget | Verb::Mreget | Verb::Mput | Verb::Mdelete | Verb::Open => {
                let words = shell_words::split(answer);
                let words = words.unwrap_or_else(|_| vec![answer.to_owned()]);
                self.words.extend(words);
            }
            _ => self.words.push(answer.to_owned()),
        }
    }

    /// `on` or `off` of a switch, `None` if it is to be turned round.
    ///
    /// # Errors
    /// [`LineError::Usage`] for any other word.
    pub fn switch(&self) -> Result<Option<bool>, LineError> {
        match self.words.as_slice() {
            [] => Ok(None),
            [word] if word.eq_ignore_ascii_case("on") => Ok(Some(true)),
            [word] if word.eq_ignore_ascii_case("off") => Ok(Some(false)),
            _ => Err(self.usage()),
        }
    }
}

/// The lines of a text in which `;` ends one as well, unless it stands in quotes.
pub fn split(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut quote = None;
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        let ends = quote.is_none() && matches!(letter, ';' | '\n');
        if ends {
            lines.push(String::new());
            continue;
        }
        match (quote, letter) {
            (None, '"' | '\'') => quote = Some(letter),
            (Some(open), _) if open == letter => quote = None,
            _ => {}
        }
        let Some(line) = lines.last_mut() else {
            break;
        };
        line.push(letter);
        if letter == '\\' && quote != Some('\'') {
            line.extend(letters.next());
        }
    }
    lines.retain(|line| !line.trim().is_empty());
    lines
}

#[cfg(test)]
#[path = "read/tests.rs"]
mod tests;
