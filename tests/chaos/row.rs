//! A row of the table: what a server does wrong, what it is asked, and what must come out.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

/// A file of the table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    row: Vec<Row>,
}

/// One row.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Row {
    /// Also the name of its test.
    pub(crate) name: String,
    /// What is odd, and in brackets the number of curl's test that is about the same.
    pub(crate) what: String,
    /// What the server does; see `script.rs`.
    #[serde(default)]
    pub(crate) server: BTreeMap<String, Vec<String>>,
    /// What ends the lines that it says.
    #[serde(default = "crlf")]
    pub(crate) newline: String,
    /// Bytes in the file that is fetched or sent.
    #[serde(default = "few")]
    pub(crate) size: usize,
    /// The site's mode.
    #[serde(default = "auto")]
    pub(crate) mode: String,
    /// The site's account, for ACCT.
    pub(crate) account: Option<String>,
    /// What is asked, in turn.
    #[serde(default = "listing")]
    pub(crate) steps: Vec<Step>,
    /// Seconds that a reply may take. Where silence is waited for it is one; everywhere else so many
    /// that no busy machine needs them.
    #[serde(default = "long")]
    pub(crate) timeout: u64,
    /// Control connections in all: 1 if the session lives on, and never a storm of logins. More
    /// than one number where it depends on who is faster.
    #[serde(default = "one")]
    pub(crate) connections: Vec<usize>,
    /// Commands that the server must have received, in this order; what follows the verb may be
    /// left out.
    #[serde(default)]
    pub(crate) sent: Vec<String>,
    /// Commands that it must not have received.
    #[serde(default)]
    pub(crate) never: Vec<String>,
    /// What the user must have been told besides.
    #[serde(default)]
    pub(crate) notices: Vec<String>,
}

/// Something that is asked, and what must come out.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Step {
    /// `login`, `ls /`, `get /x`, `put /x`, `mkdir /d`, `delete /x /y`, `rename /x /y`, `mode active`.
    #[serde(rename = "do")]
    pub(crate) ask: String,
    /// The cause of the failure, which gives the exit code; without one it must succeed, and every
    /// byte be right.
    pub(crate) cause: Option<String>,
    /// What must stand in the message, or in the summary.
    #[serde(default)]
    pub(crate) words: Vec<String>,
    /// What must not.
    #[serde(default)]
    pub(crate) without: Vec<String>,
    /// What `ls` must find; `x` if nothing is said.
    #[serde(default = "names")]
    pub(crate) names: Vec<String>,
    /// How many lines of a listing are shown raw.
    #[serde(default)]
    pub(crate) raw_lines: usize,
    /// Where `login` must find itself.
    pub(crate) directory: Option<String>,
}

fn crlf() -> String {
    "\r\n".into()
}

fn few() -> usize {
    6
}

fn one() -> Vec<usize> {
    vec![1]
}

fn long() -> u64 {
    20
}

fn auto() -> String {
    "auto".into()
}

fn names() -> Vec<String> {
    vec!["x".into()]
}

fn listing() -> Vec<Step> {
    vec![Step {
        ask: "ls /".into(),
        cause: None,
        words: Vec::new(),
        without: Vec::new(),
        names: names(),
        raw_lines: 0,
        directory: None,
    }]
}

impl Row {
    /// The row of this name in a file of the table.
    pub(crate) fn find(group: &str, name: &str) -> Self {
        let rows = read(&folder().join(format!("{group}.toml")));
        rows.into_iter()
            .find(|row| row.name == name)
            .unwrap_or_else(|| panic!("rows/{group}.toml has no row {name}"))
    }
}

impl Step {
    /// The verb and what follows it.
    pub(crate) fn parts(&self) -> (&str, &str) {
        self.ask.split_once(' ').unwrap_or((&self.ask, ""))
    }

    /// The causes that the failure may have: `Data|Connection` where either end may be seen first.
    pub(crate) fn causes(&self) -> impl Iterator<Item = &str> {
        self.cause.iter().flat_map(|causes| causes.split('|'))
    }

    /// Fails unless the message says what it should.
    #[track_caller]
    pub(crate) fn check_words(&self, message: &str, story: &str) {
        for words in &self.words {
            let said = message.contains(words.as_str());
            assert!(said, "{words:?} is not in {message:?}\n{story}");
        }
        for words in &self.without {
            let said = message.contains(words.as_str());
            assert!(!said, "{words:?} is in {message:?}\n{story}");
        }
    }
}

/// The names of all rows, by file.
pub(crate) fn all_names() -> BTreeMap<String, Vec<String>> {
    let files = std::fs::read_dir(folder()).unwrap();
    files
        .map(|file| {
            let path = file.unwrap().path();
            let group = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let names = read(&path).into_iter().map(|row| row.name);
            (group, names.collect())
        })
        .collect()
}

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/chaos/rows")
}

fn read(path: &Path) -> Vec<Row> {
    let text = std::fs::read_to_string(path).unwrap();
    let table: Table =
        toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    table.row
}
