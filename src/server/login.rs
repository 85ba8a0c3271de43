//! Logging in, and what may be asked before it.

use super::commands::Command;
use super::data::Endpoint;
use super::options::Accounts;
use super::reply::{Next, Reply};
use super::session::{Session, Settings};
use super::state::Seat;
use crate::model::RemotePath;
use secrecy::ExposeSecret;

/// How far a login has come.
#[derive(Debug, Default)]
pub(super) enum Login {
    /// No USER yet.
    #[default]
    Nobody,
    /// USER was sent.
    Named(String),
    /// PASS was right; the seat counts against the login limit.
    Complete(#[expect(dead_code, reason = "held for its drop")] Seat),
}

impl Login {
    pub(super) fn is_complete(&self) -> bool {
        matches!(self, Self::Complete(_))
    }
}

impl Session {
    /// Commands that need no login. `None`: it is not one of them.
    pub(super) fn answer_anyone(&mut self, command: &Command) -> Option<Next> {
        Some(match command.verb.as_str() {
            "USER" => self.user(command),
            "PASS" => self.pass(command),
            "ACCT" => Next::say(202, "No account is needed"),
            // It would end TLS too (RFC 4217 section 11), which no client asks for.
            "REIN" if self.protection.origin.is_some() => Next::say(502, "Not in TLS; QUIT is"),
            "REIN" => {
                self.reset();
                Next::say(220, "Ready for a new user")
            }
            "QUIT" => Next::Goodbye(Reply::new(221, "Goodbye")),
            "NOOP" => Next::say(200, "NOOP done"),
            "SYST" => Next::say(215, "UNIX Type: L8"),
            "FEAT" => self.features(),
            "HELP" => Next::say(214, "See RFC 959, RFC 2428 and RFC 3659"),
            "OPTS" => self.options(command),
            "AUTH" => self.auth(command),
            "PBSZ" => self.buffer_size(command),
            "PROT" => self.data_protection(command),
            "" => Next::say(500, "Empty command line"),
            _ => return None,
        })
    }

    fn user(&mut self, command: &Command) -> Next {
        let user = command.text();
        if user.is_empty() {
            return Next::say(501, "USER needs a name");
        }
        if self.lacks_tls() {
            return Next::say(530, "Not in clear: send AUTH TLS first");
        }
        // A new USER ends the old login, RFC 959 section 4.1.1.
        self.reset();
        let text = if is_anonymous(&user) {
            "Anonymous is welcome; any password will do"
        } else {
            "Password, please"
        };
        self.login = Login::Named(user);
        Next::say(331, text)
    }

    fn pass(&mut self, command: &Command) -> Next {
        let user = match std::mem::take(&mut self.login) {
            Login::Named(user) => user,
            other => {
                self.login = other;
                return Next::say(503, "Send USER first");
            }
        };
        if !is_admitted(&self.state.options.users, &user, &command.argument) {
            return Next::say(530, "Login incorrect");
        }
        match self.state.login_seat() {
            Some(seat) => {
                self.login = Login::Complete(seat);
                Next::say(230, "Logged in")
            }
            None => Next::say(530, "Too many logins, try again later"),
        }
    }

    fn reset(&mut self) {
        self.login = Login::Nobody;
        self.settings = Settings::default();
        self.endpoint = Endpoint::None;
        self.directory = RemotePath::root();
    }
}

fn is_anonymous(user: &str) -> bool {
    user.eq_ignore_ascii_case("anonymous") || user.eq_ignore_ascii_case("ftp")
}

fn is_admitted(accounts: &Accounts, user: &str, given: &[u8]) -> bool {
    match accounts {
        Accounts::Anyone => true,
        Accounts::One {
            user: known,
            password,
            anonymous,
        } => {
            (*anonymous && is_anonymous(user))
                || (user == known && password.expose_secret().as_bytes() == given)
        }
    }
}
