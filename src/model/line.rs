//! The command line of the FTP veteran: the classic verbs, how a line is read, and what its patterns
//! match. The screen's `:` line, scripts and the plain prompt share all of it.

mod elsewhere;
pub mod mask;
mod read;
mod renaming;
mod reply;
mod setting;
mod table;

pub use elsewhere::{instead_of, only_value};
pub use mask::{Mask, is_mask};
pub use read::{LineError, Options, Statement, read, split};
pub use renaming::Renaming;
pub use reply::time_val;
pub use setting::{SETTINGS, Setting, SettingError, type_of};
pub use table::{Completes, ON_SCREEN, VERBS, Verb, VerbEntry, entry_of, find};

/// Whether a line may have a password in it: such a line is not kept.
pub fn is_secret(line: &str) -> bool {
    let words: Vec<String> = line
        .split_whitespace()
        .map(|word| word.trim_matches(['"', '\'', ':']).to_ascii_lowercase())
        .collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let secret = |word: &&str| matches!(*word, "pass" | "acct" | "pswd" | "passwd" | "chpass");
    match words.as_slice() {
        ["user", _, _, ..] | ["account", ..] => true,
        ["quote" | "literal" | "site", rest @ ..] => rest.iter().take(2).any(secret),
        words => words.iter().any(|word| {
            let login = word.split_once("://").and_then(|(_, rest)| {
                let authority = rest.split('/').next()?;
                authority.rsplit_once('@').map(|(login, _)| login)
            });
            login.is_some_and(|login| login.contains(':'))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_hold_a_password_is_known() {
        for secret in [
            "user anna pw",
            "open ftp://anna:pw@host/pub",
            "quote PASS x",
            "literal acct x",
            "site pswd a b",
            "quote site PSWD a b",
        ] {
            assert!(is_secret(secret), "{secret}");
        }
        for plain in [
            "user anna",
            "open ftp://anna@host:2121/a:b",
            "get pass",
            "quote NOOP",
            "open host",
        ] {
            assert!(!is_secret(plain), "{plain}");
        }
    }
}
