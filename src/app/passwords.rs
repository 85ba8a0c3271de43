//! Stored passwords in the connect form: looking for one, using it, keeping one after a login that
//! succeeded, and the master password that the encrypted file needs.

mod keeping;
mod waiting;

pub use keeping::Keeping;
pub(super) use waiting::{Awaited, Waiting};

use super::connecting::Attempt;
use super::form::printable;
use super::{
    Action, App, ConnectForm, Context, Effect, Field, Overlay, Prompt, PromptPurpose, ToastKind,
};
use crate::engine::{Cause, Problem};
use crate::model::text::display_safe_str;
use crate::model::{Login, Shelf, Site};
use secrecy::{ExposeSecret as _, SecretString};
use tui_input::Input;

/// Work on stored passwords, off the screen's task: the keyring may take two seconds.
#[derive(Clone, Debug)]
pub enum PasswordJob {
    /// Find out whether there is a keyring.
    Probe,
    /// Find out whether a password is stored for this login.
    Look(Login),
    /// Get it.
    Find(Login),
    /// Take the master password for the rest of this run.
    Unlock(SecretString),
    /// Store a password.
    Keep {
        /// For whom.
        login: Login,
        /// The password.
        password: SecretString,
        /// Where.
        place: Shelf,
    },
}

/// What work on stored passwords was for, where that came to nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PasswordFor {
    /// To know what there is.
    Look,
    /// The password of this login.
    Find(Login),
    /// Storing the password of this login.
    Keep(Login),
    /// All that needs the master password.
    Unlock,
}

impl PasswordJob {
    /// What it is for.
    pub fn is_for(&self) -> PasswordFor {
        match self {
            Self::Probe | Self::Look(_) => PasswordFor::Look,
            Self::Find(login) => PasswordFor::Find(login.clone()),
            Self::Keep { login, .. } => PasswordFor::Keep(login.clone()),
            Self::Unlock(_) => PasswordFor::Unlock,
        }
    }
}

/// What came of it.
#[derive(Clone, Debug)]
pub enum PasswordOutcome {
    /// Whether there is a keyring.
    Keyring(bool),
    /// Where a password is stored for this login, if one is.
    Looked(Login, Option<Shelf>),
    /// The stored password of this login; `None` where none is any more.
    Found(Login, Option<SecretString>),
    /// The master password is needed first; `new` where there is none yet.
    Locked {
        /// What for.
        whose: PasswordFor,
        /// It is to be chosen.
        new: bool,
    },
    /// The master password is right.
    Unlocked,
    /// It is not.
    WrongMaster,
    /// The password of this login is stored.
    Kept(Login, Shelf),
    /// It came to nothing.
    Failed(PasswordFor, Problem),
}

impl App {
    /// Lets the form that is open offer what it can of stored passwords. `unasked`: it is there only
    /// because a password is missing, and connects if one is stored.
    pub(super) fn offer_keeping(&mut self, unasked: bool) {
        if !self.keeps_passwords {
            return;
        }
        let keyring = self.keyring;
        if let Some((_, keeping)) = self.keeper() {
            let keeping = keeping.get_or_insert_default();
            keeping.keyring = keyring.unwrap_or_default();
            keeping.unasked = unasked;
            self.look_for_stored();
            if keyring.is_none() {
                self.effects.push(Effect::Passwords(PasswordJob::Probe));
            }
        }
    }

    /// Asks whether the password of the login in the form is stored, if that is not known.
    pub(super) fn look_for_stored(&mut self) {
        self.look_for_pin();
        let Some((login, keeping)) = self.keeper() else {
            return;
        };
        let (Some(keeping), Some(login)) = (keeping, login) else {
            return;
        };
        if keeping
            .looked
            .as_ref()
            .is_none_or(|(known, _)| *known != login)
        {
            keeping.looked = Some((login.clone(), None));
            self.effects
                .push(Effect::Passwords(PasswordJob::Look(login)));
        }
    }

    /// Connects from the form: with the stored password where none was typed and one is stored.
    pub(super) fn connect_from_form(&mut self, site: Site, mut form: Box<ConnectForm>) {
        match form.stored() {
            Some(place) if site.password.expose_secret().is_empty() => {
                if let Some(keeping) = &mut form.keeping {
                    keeping.used = Some(place);
                }
                self.wait_for(Awaited::Connect(Box::new(site), form));
            }
            _ => {
                if let Some(keeping) = &mut form.keeping {
                    keeping.used = None;
                }
                self.connect(site, Attempt::Form(form));
            }
        }
    }

    /// Asks the store for what is waited for.
    pub(super) fn wait_for(&mut self, what: Awaited) {
        self.effects.push(Effect::Passwords(what.job()));
        self.waiting.add(what);
    }

    /// Another connection is being made: none waits for its stored password any more.
    pub(super) fn forget_awaited_login(&mut self) {
        self.waiting.forget_connection();
    }

    /// Logged in from the form: the password is stored where that was wished.
    pub(super) fn keep_password(&mut self, form: &ConnectForm) {
        let Some(keeping) = &form.keeping else { return };
        let Some(site) = self.site.as_ref().filter(|_| !form.anonymous) else {
            return;
        };
        let (login, password) = (Login::from(site), site.password.clone());
        match keeping
            .remember
            .filter(|place| keeping.used != Some(*place))
        {
            Some(place) if !password.expose_secret().is_empty() => {
                self.wait_for(Awaited::Keep(login, password, place));
            }
            _ => {}
        }
    }

    /// The login was refused: with a stored password, another one is asked for that takes its place.
    pub(super) fn stored_was_refused(form: &mut ConnectForm, problem: &Problem) {
        let Some(keeping) = &mut form.keeping else {
            return;
        };
        if problem.cause != Cause::Login {
            return;
        }
        if let Some(place) = keeping.used.take() {
            keeping.looked = keeping.looked.take().map(|(login, _)| (login, None));
            keeping.remember = Some(place);
            form.field = Field::Password;
            form.password.reset();
            form.error = Some(format!(
                "{problem} The stored password was refused; the one you type takes its place."
            ));
        }
    }

    pub(super) fn password_outcome(&mut self, outcome: PasswordOutcome) {
        match outcome {
            PasswordOutcome::Keyring(there) => {
                self.keyring = Some(there);
                if let Some((_, Some(keeping))) = self.keeper() {
                    keeping.keyring = there;
                }
            }
            PasswordOutcome::Looked(login, place) => self.looked(&login, place),
            PasswordOutcome::Locked { whose, new } => {
                let asks =
                    matches!(&self.overlay, Some(Overlay::Prompt(p)) if p.purpose.is_secret());
                if self.waiting.lock(&whose) && !asks {
                    self.ask_master(PromptPurpose::Master { new });
                }
            }
            PasswordOutcome::WrongMaster => {
                self.say(ToastKind::Error, "this is not the master password");
                self.ask_master(PromptPurpose::Master { new: false });
            }
            PasswordOutcome::Unlocked => {
                for waiting in self.waiting.take_locked() {
                    self.wait_for(waiting);
                }
            }
            PasswordOutcome::Found(login, password) => self.found(login, password),
            PasswordOutcome::Kept(login, place) => {
                if self.waiting.take(&PasswordFor::Keep(login)).is_some() {
                    let text = format!("the password is stored in the {place}");
                    self.say(ToastKind::Ok, text);
                }
            }
            PasswordOutcome::Failed(PasswordFor::Unlock, problem) => {
                for waiting in self.waiting.take_locked() {
                    self.not_answered(waiting, &problem.to_string());
                }
            }
            PasswordOutcome::Failed(whose, problem) => match self.waiting.take(&whose) {
                Some(waiting) => self.not_answered(waiting, &problem.to_string()),
                None => self.say(ToastKind::Error, problem.to_string()),
            },
        }
    }

    /// The store has nothing to say to this, and why.
    fn not_answered(&mut self, waiting: Awaited, why: &str) {
        match waiting {
            Awaited::Connect(_, form) => self.back_to_form(form, why.to_owned()),
            Awaited::Test(_) => self.end_test(why.to_owned()),
            Awaited::Keep(..) => self.say(ToastKind::Error, why),
        }
    }

    fn looked(&mut self, login: &Login, place: Option<Shelf>) {
        let Some((_, Some(keeping))) = self.keeper() else {
            return;
        };
        match &mut keeping.looked {
            Some((asked, known)) if asked == login => *known = place,
            _ => return,
        }
        if place.is_some() && keeping.unasked {
            keeping.unasked = false;
            self.act_in_form(super::Action::Accept);
        }
    }

    /// A stored password has come. It is for the login that it was asked for, and for no other one
    /// that is waited for by now.
    fn found(&mut self, login: Login, password: Option<SecretString>) {
        match (self.waiting.take(&PasswordFor::Find(login)), password) {
            (Some(Awaited::Connect(mut site, form)), Some(password)) => {
                site.password = password;
                self.connect(*site, Attempt::Form(form));
            }
            (Some(Awaited::Connect(_, mut form)), None) => {
                form.keeping = None;
                self.back_to_form(form, "the password is not stored any more".into());
            }
            (Some(Awaited::Test(mut site)), password) => {
                site.password = password.unwrap_or_default();
                self.begin_test(*site);
            }
            (Some(Awaited::Keep(..)) | None, _) => {}
        }
    }

    fn back_to_form(&mut self, mut form: Box<ConnectForm>, error: String) {
        if self.is_busy_typing() {
            return self.say(ToastKind::Error, error);
        }
        form.error = Some(error);
        form.field = Field::Password;
        self.overlay = Some(Overlay::Connect(form));
        self.offer_keeping(false);
    }

    fn ask_master(&mut self, purpose: PromptPurpose) {
        if !self.waiting.is_locked() {
            return;
        }
        if self.is_busy_typing() {
            for waiting in self.waiting.take_locked() {
                self.not_asked(waiting);
            }
            return;
        }
        self.overlay = Some(Overlay::Prompt(Box::new(Prompt {
            purpose,
            input: Input::default(),
            error: None,
        })));
    }

    /// The master password cannot be asked for now: what needs it does not wait for that.
    fn not_asked(&mut self, waiting: Awaited) {
        let needed = "the master password is needed for stored passwords";
        match waiting {
            Awaited::Connect(..) => {
                let key = self.key_for(Context::Panes, Action::Connect);
                self.say(ToastKind::Error, format!("{needed}; {key} asks again"));
            }
            Awaited::Keep(login, ..) => {
                let label = display_safe_str(&login.label());
                let text = format!("the password of {label} is not stored: {needed}");
                self.say(ToastKind::Error, text);
            }
            Awaited::Test(_) => self.end_test(format!("{needed}; type the password itself")),
        }
    }

    /// The master password was typed.
    pub(super) fn master_typed(&mut self, new: bool, typed: &str) -> bool {
        if typed.is_empty() {
            return false;
        }
        let typed = SecretString::from(printable(typed));
        if new {
            let purpose = PromptPurpose::MasterAgain(Chosen(typed));
            self.overlay = None;
            self.ask_master(purpose);
        } else {
            self.effects
                .push(Effect::Passwords(PasswordJob::Unlock(typed)));
        }
        true
    }

    /// A new master password was typed a second time.
    pub(super) fn master_confirmed(&mut self, chosen: &Chosen, typed: &str) -> bool {
        if chosen.0.expose_secret() == typed {
            let job = PasswordJob::Unlock(chosen.0.clone());
            self.effects.push(Effect::Passwords(job));
        } else {
            self.say(
                ToastKind::Error,
                "these were two different master passwords",
            );
            self.overlay = None;
            self.ask_master(PromptPurpose::Master { new: true });
        }
        true
    }

    /// The master password was asked for and not given.
    pub(super) fn master_declined(&mut self) {
        for waiting in self.waiting.take_locked() {
            match waiting {
                Awaited::Connect(_, form) => {
                    let text =
                        "the stored password needs the master password; type the password itself";
                    self.back_to_form(form, text.into());
                }
                Awaited::Keep(login, ..) => {
                    let label = display_safe_str(&login.label());
                    let text = format!("the password of {label} is not stored");
                    self.say(ToastKind::Info, text);
                }
                Awaited::Test(site) => self.begin_test(*site),
            }
        }
    }
}

/// A master password that was typed once. Only for itself equal to another one.
#[derive(Clone, Debug)]
pub struct Chosen(pub(super) SecretString);

impl PartialEq for Chosen {
    fn eq(&self, other: &Self) -> bool {
        self.0.expose_secret() == other.0.expose_secret()
    }
}

impl Eq for Chosen {}
