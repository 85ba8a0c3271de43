//! The rows of the table.

use super::{Kind, Setting, Value};
use crate::model::rate::{parse_rate, rate_text};
use crate::model::settings::{Columns, MOST_SESSIONS, ThemeChoice};
use crate::model::{Naming, OnConflict};
use std::path::PathBuf;
use std::str::FromStr;

const AT_START: Kind = Kind::Words(&["ask", "go", "pause"]);
const VERIFY: Kind = Kind::Words(&["size", "hash", "full"]);
const CONFLICT: Kind = Kind::Words(&[
    "ask",
    "overwrite",
    "skip",
    "rename",
    "resume",
    "newer",
    "size",
]);
const NAMING: Kind = Kind::Words(&["auto", "temporary", "direct"]);
const PROGRESS: Kind = Kind::Words(&["auto", "always", "never"]);
const KEYMAP: Kind = Kind::Words(&["default", "mc", "vim", "filezilla"]);
const ENTER: Kind = Kind::Words(&["view", "transfer"]);
const SORT: Kind = Kind::Words(&["name", "extension", "modified", "size"]);
const RETRIES: Kind = Kind::Number(100);
const SESSIONS: Kind = Kind::Number(16);

/// Every setting, in the order of the file.
pub const SETTINGS: &[Setting] = &[
    Setting {
        section: "",
        key: "theme",
        about: "Colours. auto asks the terminal; another word is a file in the folder themes.",
        kind: Kind::WordsOrOther(ThemeChoice::WORDS),
        get: |all| text(&all.appearance.theme),
        set: |all, value| put(&mut all.appearance.theme, theme(value)),
    },
    Setting {
        section: "",
        key: "keymap",
        about: "Whose keys they are. keys.toml beside this file changes single ones.",
        kind: KEYMAP,
        get: |all| text(&all.keys),
        set: |all, value| put(&mut all.keys, word(value, KEYMAP)),
    },
    Setting {
        section: "",
        key: "ascii",
        about: "Draw with ASCII characters only, as with --ascii.",
        kind: Kind::YesNo,
        get: |all| all.appearance.ascii.into(),
        set: |all, value| put(&mut all.appearance.ascii, yes_no(value)),
    },
    Setting {
        section: "",
        key: "ambiguous_wide",
        about: "The terminal draws signs like lines and arrows two cells wide: use none of them.",
        kind: Kind::YesNo,
        get: |all| all.appearance.ambiguous_wide.into(),
        set: |all, value| put(&mut all.appearance.ambiguous_wide, yes_no(value)),
    },
    Setting {
        section: "",
        key: "progress",
        about: "Tell the terminal how far the transfers are (OSC 9;4), for its tab or task bar.",
        kind: PROGRESS,
        get: |all| text(&all.appearance.progress),
        set: |all, value| put(&mut all.appearance.progress, word(value, PROGRESS)),
    },
    Setting {
        section: "queue",
        key: "at_start",
        about: "The queue of last time, when the program starts.",
        kind: AT_START,
        get: |all| text(&all.at_start),
        set: |all, value| put(&mut all.at_start, word(value, AT_START)),
    },
    Setting {
        section: "queue",
        key: "retries",
        about: "How often a transfer that failed for a passing reason is tried again.",
        kind: RETRIES,
        get: |all| Value::Number(all.policy.retries.into()),
        set: |all, value| put(&mut all.policy.retries, number(value, RETRIES)),
    },
    Setting {
        section: "queue",
        key: "sessions",
        about: "Sessions that move files beside the one of the panes; 0 shares that one.",
        kind: SESSIONS,
        get: |all| Value::Number(i64::try_from(all.sessions).unwrap_or_default()),
        set: |all, value| put(&mut all.sessions, sessions(value)),
    },
    Setting {
        section: "queue",
        key: "verify",
        about: "How a transfer is proved: by its size, by a hash, by reading it once more (full).",
        kind: VERIFY,
        get: |all| text(&all.policy.verify),
        set: |all, value| put(&mut all.policy.verify, word(value, VERIFY)),
    },
    Setting {
        section: "queue",
        key: "when_done",
        about: "A program to run when nothing is left to do; {summary}, {done}, {failed}.",
        kind: Kind::Program,
        get: |all| Value::List(all.when_done.clone()),
        set: |all, value| put(&mut all.when_done, program(value)),
    },
    Setting {
        section: "queue",
        key: "notify",
        about: "Tell the terminal when a batch of more than 30 s ended and you look elsewhere.",
        kind: Kind::YesNo,
        get: |all| all.notify.into(),
        set: |all, value| put(&mut all.notify, yes_no(value)),
    },
    Setting {
        section: "transfers",
        key: "keep_times",
        about: "Files keep the time they were changed last, where the server can do that.",
        kind: Kind::YesNo,
        get: |all| all.policy.keep_times.into(),
        set: |all, value| put(&mut all.policy.keep_times, yes_no(value)),
    },
    Setting {
        section: "transfers",
        key: "keep_permissions",
        about: "Files keep their permissions, where the server can do that.",
        kind: Kind::YesNo,
        get: |all| all.policy.keep_permissions.into(),
        set: |all, value| put(&mut all.policy.keep_permissions, yes_no(value)),
    },
    Setting {
        section: "transfers",
        key: "limit_down",
        about: "Bytes a second that downloads may take, all together: 2M, 500k, none.",
        kind: Kind::Text,
        get: |all| Value::Text(rate_text(all.limits.down)),
        set: |all, value| put(&mut all.limits.down, rate(value)),
    },
    Setting {
        section: "transfers",
        key: "limit_up",
        about: "Bytes a second that uploads may take, all together: 2M, 500k, none.",
        kind: Kind::Text,
        get: |all| Value::Text(rate_text(all.limits.up)),
        set: |all, value| put(&mut all.limits.up, rate(value)),
    },
    Setting {
        section: "transfers",
        key: "on_conflict",
        about: "What to do where a name is taken.",
        kind: CONFLICT,
        get: |all| text(&all.policy.on_conflict.unwrap_or(OnConflict::Ask)),
        set: |all, value| put(&mut all.policy.on_conflict, conflict(value)),
    },
    Setting {
        section: "transfers",
        key: "upload_naming",
        about: "What an upload is called until it is whole: a name of its own, or its final one.",
        kind: NAMING,
        get: |all| {
            let naming = all.policy.naming.map(|naming| naming.to_string());
            Value::Text(naming.unwrap_or_else(|| "auto".into()))
        },
        set: |all, value| put(&mut all.policy.naming, naming(value)),
    },
    Setting {
        section: "panes",
        key: "enter_on_file",
        about: "What Enter does on a file: show it, or copy it to the other pane.",
        kind: ENTER,
        get: |all| text(&all.panes.enter_on_file),
        set: |all, value| put(&mut all.panes.enter_on_file, word(value, ENTER)),
    },
    Setting {
        section: "panes",
        key: "sort",
        about: "What the panes are sorted by at the start; the menu View, Sort changes it.",
        kind: SORT,
        get: |all| text(&all.panes.sort),
        set: |all, value| put(&mut all.panes.sort, word(value, SORT)),
    },
    Setting {
        section: "panes",
        key: "hidden",
        about: "Names that begin with a dot are shown at the start.",
        kind: Kind::YesNo,
        get: |all| all.panes.hidden.into(),
        set: |all, value| put(&mut all.panes.hidden, yes_no(value)),
    },
    Setting {
        section: "panes",
        key: "columns",
        about: "Columns beside the name, where there is room: size modified permissions owner.",
        kind: Kind::Several(Columns::WORDS),
        get: |all| {
            let words = all.panes.columns.words().into_iter();
            Value::List(words.map(str::to_owned).collect())
        },
        set: |all, value| put(&mut all.panes.columns, columns(value)),
    },
    Setting {
        section: "passwords",
        key: "netrc",
        about: "User and password are taken from ~/.netrc where they are not said otherwise.",
        kind: Kind::YesNo,
        get: |all| all.netrc.into(),
        set: |all, value| put(&mut all.netrc, yes_no(value)),
    },
    Setting {
        section: "screen",
        key: "mouse",
        about: "The mouse is Twoport's: clicks, drag and drop, the wheel; Alt-M changes it at once.",
        kind: Kind::YesNo,
        get: |all| all.mouse.into(),
        set: |all, value| put(&mut all.mouse, yes_no(value)),
    },
    Setting {
        section: "log",
        key: "file",
        about: "A file that all that is said with servers is written to; empty writes none.",
        kind: Kind::Text,
        get: |all| {
            let path = all.log_file.as_deref();
            let text = path.map(|path| path.to_string_lossy().into_owned());
            Value::Text(text.unwrap_or_default())
        },
        set: |all, value| put(&mut all.log_file, file(value)),
    },
];

fn text(value: &impl ToString) -> Value {
    Value::Text(value.to_string())
}

fn put<T>(setting: &mut T, value: Result<T, String>) -> Result<(), String> {
    *setting = value?;
    Ok(())
}

/// One of some words.
fn word<T: FromStr>(value: &Value, kind: Kind) -> Result<T, String> {
    let words = match kind {
        Kind::Words(words) | Kind::WordsOrOther(words) => words,
        _ => &[],
    };
    let known = match value {
        Value::Text(word) if words.contains(&word.as_str()) => word.parse().ok(),
        _ => None,
    };
    known.ok_or_else(|| {
        let quoted: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
        quoted.join(" or ")
    })
}

fn theme(value: &Value) -> Result<ThemeChoice, String> {
    let right = "\"auto\", \"dark\", \"light\", \"high-contrast\", \"16\", \"mono\", or the name of \
                 a file in the folder themes";
    match value {
        Value::Text(word) if !word.is_empty() => word.parse().map_err(|_| right.to_owned()),
        // 16 without its quotes.
        Value::Number(16) => Ok(ThemeChoice::Sixteen),
        _ => Err(right.into()),
    }
}

fn conflict(value: &Value) -> Result<Option<OnConflict>, String> {
    let rule = word(value, CONFLICT)?;
    Ok(Some(rule).filter(|rule| *rule != OnConflict::Ask))
}

fn naming(value: &Value) -> Result<Option<Naming>, String> {
    if *value == Value::Text("auto".into()) {
        return Ok(None);
    }
    word(value, NAMING).map(Some)
}

fn sessions(value: &Value) -> Result<usize, String> {
    let sessions = number(value, SESSIONS)?;
    Ok(usize::min(sessions, MOST_SESSIONS))
}

fn number<T: TryFrom<i64>>(value: &Value, kind: Kind) -> Result<T, String> {
    let Kind::Number(most) = kind else {
        return Err(String::new());
    };
    let number = match value {
        Value::Number(number) if (0..=most).contains(number) => T::try_from(*number).ok(),
        _ => None,
    };
    number.ok_or_else(|| format!("a number from 0 to {most}"))
}

fn yes_no(value: &Value) -> Result<bool, String> {
    match value {
        Value::YesNo(value) => Ok(*value),
        _ => Err("true or false".into()),
    }
}

fn rate(value: &Value) -> Result<Option<u64>, String> {
    let text = match value {
        Value::Text(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => "?".into(),
    };
    parse_rate(&text).map_err(|_| "bytes a second such as \"2M\" or \"500k\", or \"none\"".into())
}

fn file(value: &Value) -> Result<Option<PathBuf>, String> {
    match value {
        Value::Text(text) => Ok((!text.is_empty()).then(|| PathBuf::from(text))),
        _ => Err("the name of a file, in quotes".into()),
    }
}

/// A program and its arguments.
fn columns(value: &Value) -> Result<Columns, String> {
    let known = match value {
        Value::List(words) => Columns::of(words),
        _ => None,
    };
    known.ok_or_else(|| format!("some of {:?}", Columns::WORDS))
}

fn program(value: &Value) -> Result<Vec<String>, String> {
    match value {
        Value::List(words) if words.first().is_none_or(|program| !program.is_empty()) => {
            Ok(words.clone())
        }
        _ => Err(
            "a program and its arguments, each in quotes: [\"notify-send\", \"{summary}\"]".into(),
        ),
    }
}
