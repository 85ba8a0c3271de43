//! Stored passwords for the screen: one piece of work after another, on a task of its own, since the
//! keyring may take its time.

use super::perform::Asked;
use crate::app::{Message, PasswordJob, PasswordOutcome};
use crate::engine::{Cause, Problem};
use crate::model::Login;
use crate::model::text::display_safe_str;
use crate::secrets::{PasswordError, Passwords};
use std::path::PathBuf;
use tokio::sync::mpsc::{self, UnboundedSender};

/// Starts it: jobs in, messages out to whoever asks. It ends with the last sender of its jobs.
pub(super) fn start(file: Option<PathBuf>) -> UnboundedSender<Asked<PasswordJob>> {
    let (jobs, mut given) = mpsc::unbounded_channel::<Asked<PasswordJob>>();
    tokio::task::spawn_blocking(move || {
        let mut passwords = Passwords::new(file);
        while let Some(asked) = given.blocking_recv() {
            let outcome = run(&mut passwords, asked.job);
            // A tab that is closed wants to hear nothing.
            let _ = asked.answers.send(Message::Passwords(outcome));
        }
    });
    jobs
}

fn run(passwords: &mut Passwords, job: PasswordJob) -> PasswordOutcome {
    let whose = job.is_for();
    let label = |login: &Login| display_safe_str(&login.label());
    let what = match &job {
        PasswordJob::Keep { login, .. } => {
            format!("Storing the password of {} failed", label(login))
        }
        PasswordJob::Look(login) | PasswordJob::Find(login) => {
            format!("Looking for a stored password of {} failed", label(login))
        }
        PasswordJob::Probe | PasswordJob::Unlock(_) => "Reading the stored passwords failed".into(),
    };
    let done = match job {
        PasswordJob::Probe => Ok(PasswordOutcome::Keyring(passwords.has_keyring())),
        PasswordJob::Look(login) => passwords
            .shelf(&login)
            .map(|shelf| PasswordOutcome::Looked(login, shelf)),
        PasswordJob::Find(login) => passwords
            .find(&login)
            .map(|password| PasswordOutcome::Found(login, password)),
        PasswordJob::Unlock(master) => passwords
            .unlock(&master)
            .map(|()| PasswordOutcome::Unlocked),
        PasswordJob::Keep {
            login,
            password,
            place,
        } => passwords
            .keep(&login, &password, place)
            .map(|()| PasswordOutcome::Kept(login, place)),
    };
    done.unwrap_or_else(|error| match error {
        PasswordError::Locked { new } => PasswordOutcome::Locked { whose, new },
        PasswordError::WrongMaster => PasswordOutcome::WrongMaster,
        error => {
            let problem = Problem::new(Cause::Local, what).words(error.to_string());
            PasswordOutcome::Failed(whose, problem)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_names_the_login() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("passwords");
        std::fs::write(&file, "no such thing").unwrap();
        let mut passwords = Passwords::new(Some(file));
        let login = || Login::new("anna", "ftp.example.org", 2121);
        for job in [PasswordJob::Look(login()), PasswordJob::Find(login())] {
            let whose = job.is_for();
            let PasswordOutcome::Failed(of, problem) = run(&mut passwords, job) else {
                panic!("it is no such file");
            };
            assert_eq!(of, whose);
            let what = "Looking for a stored password of anna@ftp.example.org:2121 failed";
            assert_eq!(problem.what, what);
        }
    }
}
