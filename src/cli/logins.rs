//! Where the user and the password come from when they do not stand in the URL, in this order:
//! standard input, the environment, a `.netrc`, what is stored, and at last the user.

use super::exit::Failure;
use super::{Common, say};
use crate::config;
use crate::engine::{Cause, Problem};
use crate::model::text::display_safe_str;
use crate::model::url::SiteTarget;
use crate::model::{Login, Site};
use crate::secrets::netrc::{Netrc, NetrcLogin, usual_file};
use crate::secrets::{PasswordError, Passwords};
use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};
use secrecy::{ExposeSecret as _, SecretString};
use std::io::{self, BufRead, IsTerminal, Write as _};
use std::sync::{Mutex, PoisonError};

/// The environment variable that may hold the password.
const PASSWORD_VARIABLE: &str = "TWOPORT_PASSWORD";
/// How often the master password may be mistyped.
const TRIES: usize = 3;

/// What is stored, with the master password once it has been asked for: several URLs may need it.
static STORED: Mutex<Option<Passwords>> = Mutex::new(None);

/// Fills in what can be known without asking: the user of a `.netrc`, the password of the
/// environment or a `.netrc`. Returns whether the login is complete.
///
/// # Errors
/// The `.netrc` cannot be used.
pub(super) fn complete(
    target: &SiteTarget,
    site: &mut Site,
    common: &Common,
) -> Result<bool, Failure> {
    if target.password.is_some() {
        return Ok(true);
    }
    known(target.user.as_deref(), site, common)
}

/// [`complete`] for a site without a password, with the user that was named.
///
/// # Errors
/// The `.netrc` cannot be used.
pub(super) fn known(user: Option<&str>, site: &mut Site, common: &Common) -> Result<bool, Failure> {
    let found = in_netrc(site, user, common)?;
    if let Some(found) = &found {
        site.user.clone_from(&found.user);
        site.password = SecretString::default();
        site.account = site.account.take().or_else(|| found.account.clone());
    }
    if user.is_none() && found.is_none() {
        // Anonymous.
        return Ok(true);
    }
    let named = std::env::var(PASSWORD_VARIABLE)
        .ok()
        .map(SecretString::from);
    match named.or(found.and_then(|found| found.password)) {
        Some(password) => site.password = password,
        None => return Ok(false),
    }
    Ok(true)
}

/// What the `.netrc` says, if it is to be asked.
fn in_netrc(
    site: &Site,
    user: Option<&str>,
    common: &Common,
) -> Result<Option<NetrcLogin>, Failure> {
    let path = match &common.netrc_file {
        Some(path) => path.clone(),
        None if common.netrc || common.settings.netrc => match usual_file() {
            Some(path) => path,
            None => return Ok(None),
        },
        None => return Ok(None),
    };
    let shown = display_safe_str(&path.to_string_lossy());
    let netrc = Netrc::read(&path).map_err(|error| {
        Problem::new(Cause::Local, format!("{shown} is not used")).words(error.to_string())
    })?;
    match netrc {
        Some(netrc) => Ok(netrc.login(&site.host, site.port, user)),
        None if common.netrc_file.is_some() => Err(Failure::Usage(format!("{shown} is not there"))),
        None => Ok(None),
    }
}

/// The first line of standard input.
///
/// # Errors
/// The system's.
pub(super) fn from_standard_input() -> Result<SecretString, Failure> {
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line).map_err(|error| {
        Problem::new(
            Cause::Local,
            "Reading the password from standard input failed",
        )
        .words(error.to_string())
    })?;
    Ok(SecretString::from(line.trim_end_matches(['\r', '\n'])))
}

/// The stored password, if there is one.
pub(super) fn stored_already(site: &Site) -> Option<SecretString> {
    match stored(&Login::from(site)) {
        Ok(password) => password,
        Err(error) => {
            tell_unused(site, &error);
            None
        }
    }
}

/// The stored password, else the one that the user types.
///
/// # Errors
/// There is none, and no terminal to ask on.
pub(super) fn stored_or_asked(site: &Site) -> Result<SecretString, Failure> {
    match stored(&Login::from(site)) {
        Ok(Some(password)) => return Ok(password),
        Ok(None) => {}
        // There may be other ways to the password.
        Err(error) => tell_unused(site, &error),
    }
    let label = site.label();
    if !io::stdin().is_terminal() {
        return Err(Failure::Usage(format!(
            "no password for {label}: set {PASSWORD_VARIABLE}, or use --password-stdin or --netrc, \
             or run it on a terminal to be asked"
        )));
    }
    Ok(ask(&format!("Password for {label}: "))?)
}

fn tell_unused(site: &Site, error: &PasswordError) {
    let label = site.label();
    say(&format!(
        "the stored password of {label} is not used: {error}"
    ));
}

fn stored(login: &Login) -> Result<Option<SecretString>, PasswordError> {
    let mut held = STORED.lock().unwrap_or_else(PoisonError::into_inner);
    let stored = held.get_or_insert_with(|| Passwords::new(config::passwords_file()));
    for _ in 0..TRIES {
        match stored.find(login) {
            Err(PasswordError::Locked { .. }) if io::stdin().is_terminal() => {}
            found => return found,
        }
        let Ok(master) = ask("Master password of the stored passwords: ") else {
            break;
        };
        match stored.unlock(&master) {
            Err(error @ PasswordError::WrongMaster) => say(&error.to_string()),
            unlocked => unlocked?,
        }
    }
    stored.find(login)
}

/// Asks for the master password of the encrypted file, twice where there is none yet.
///
/// # Errors
/// Why the file stays closed.
pub(super) fn unlock(stored: &mut Passwords) -> Result<(), String> {
    if !io::stdin().is_terminal() {
        return Err("left out: the master password is asked for on a terminal only".into());
    }
    let asked = |what: &str| ask(what).map_err(|problem| format!("left out: {problem}"));
    for _ in 0..TRIES {
        let master = asked("Master password of the stored passwords: ")?;
        if stored.is_new().map_err(|error| error.to_string())? {
            let again = asked("The same once more: ")?;
            if master.expose_secret() != again.expose_secret() || again.expose_secret().is_empty() {
                say("these were two different ones, or nothing");
                continue;
            }
        }
        match stored.unlock(&master) {
            Ok(()) => return Ok(()),
            Err(error) => say(&error.to_string()),
        }
    }
    Err("left out: the encrypted file stays closed".into())
}

fn ask(what: &str) -> Result<SecretString, Problem> {
    let _silence = Silence::begin();
    let password = rpassword::prompt_password(what);
    password.map(SecretString::from).map_err(|error| {
        Problem::new(Cause::Local, "Reading the password failed").words(error.to_string())
    })
}

/// Asks on a terminal whether to go on: `None` where there is no terminal.
///
/// # Errors
/// The terminal fails.
pub(super) fn confirm(question: &str) -> Result<Option<bool>, Failure> {
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        return Ok(None);
    }
    let mut stderr = io::stderr().lock();
    let mut line = String::new();
    write!(stderr, "{}", display_safe_str(question))
        .and_then(|()| stderr.flush())
        .and_then(|()| io::stdin().lock().read_line(&mut line))
        .map_err(|error| {
            Problem::new(Cause::Local, "Reading the answer failed").words(error.to_string())
        })?;
    Ok(Some(line.trim() == "yes"))
}

/// The terminal shows nothing of what is typed from before the question is asked: who answers at once
/// would be faster than what comes after it. Dropping it lets the terminal be as it was.
pub(super) struct Silence(Option<Termios>);

impl Silence {
    pub(super) fn begin() -> Self {
        let Ok(before) = tcgetattr(io::stdin()) else {
            return Self(None);
        };
        let mut silent = before.clone();
        silent.local_modes.remove(LocalModes::ECHO);
        // Without it the password is asked for all the same.
        let _ = tcsetattr(io::stdin(), OptionalActions::Now, &silent);
        Self(Some(before))
    }
}

impl Drop for Silence {
    fn drop(&mut self) {
        if let Some(before) = &self.0 {
            let _ = tcsetattr(io::stdin(), OptionalActions::Now, before);
        }
    }
}
