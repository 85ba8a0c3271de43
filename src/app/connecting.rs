//! Connecting, losing the connection, connecting again.

use super::certificates::told;
use super::pane::Arrival;
use super::{
    Action, App, Carry, ConnectForm, Context, Field, Link, Overlay, PromptPurpose, Question,
    ToastKind,
};
use crate::engine::{Cause, Command, Place, Problem};
use crate::model::site::Site;
use crate::model::{RemotePath, Shore, text};
use secrecy::ExposeSecret as _;

/// On whose behalf a connection is being made: decides where its failure is told.
#[derive(Debug)]
pub(super) enum Attempt {
    /// The site came from the command line.
    CommandLine,
    /// From the form, kept as it was filled in.
    Form(Box<ConnectForm>),
    /// The same site once more.
    Again,
}

impl Overlay {
    /// Whether what it asks for would be done on the server that is connected to.
    fn is_of_the_server(&self) -> bool {
        use PromptPurpose::{MakeDir, Rename};
        match self {
            Self::Question(Question::DeleteRemote { .. } | Question::Follow { .. })
            | Self::Mirror(_) => true,
            Self::Permissions(form) => form.shore == Shore::Remote,
            Self::Properties(shown) => shown.shore == Shore::Remote,
            Self::Prompt(prompt) => match &prompt.purpose {
                MakeDir(folder) | Rename { folder, .. } => matches!(folder, Place::Remote(_)),
                _ => false,
            },
            _ => false,
        }
    }
}

impl App {
    pub(super) fn connect_from_command_line(&mut self, site: Site) {
        let anonymous = site.user == "anonymous";
        let is_complete = anonymous || !site.password.expose_secret().is_empty();
        if is_complete || matches!(self.link, Link::Offline { .. }) {
            self.mode = site.mode;
        }
        if is_complete {
            return self.connect(site, Attempt::CommandLine);
        }
        let mut form = ConnectForm::with_template(&site);
        form.field = Field::Password;
        // The form has all of it; where there is a connection, that is with another one.
        self.site.get_or_insert(site);
        self.overlay = Some(Overlay::Connect(Box::new(form)));
        self.offer_keeping(true);
    }

    /// Connects to a site. To the server connected to last one comes back to the directory shown
    /// last, unless the site names one.
    pub(super) fn connect(&mut self, mut site: Site, attempt: Attempt) {
        // The label leaves a port out that is the custom of what protects the connection: with or
        // without TLS it is one server.
        let last = self.site.as_ref();
        let known = last.filter(|last| last.label() == site.label());
        site.charset = site.charset.or(known.and_then(|last| last.charset));
        let same = known.is_some();
        self.settle(&mut site, &attempt);
        if !same {
            self.memory
                .listings
                .retain(|(place, _)| matches!(place, Place::Local(_)));
            self.last_directory = None;
            self.remote.clear();
            self.read_only.clear();
            self.leave_what_is_of_the_server();
        }
        self.return_to = match (&site.directory, attempt_keeps_directory(&attempt)) {
            (Some(_), false) => None,
            _ => self.last_directory.clone(),
        };
        if let Some(folder) = self.local_folder_of(&site)
            && !attempt_keeps_directory(&attempt)
        {
            self.list(Place::Local(folder), Arrival::First);
        }
        self.forget_remote_requests();
        self.forget_awaited_login();
        self.asleep = false;
        site.keep_alive = site.keep_alive.or(self.keep_alive);
        self.keep_alive = site.keep_alive;
        self.forget_certificates();
        self.link = Link::Connecting {
            label: text::display_safe_str(&site.label()),
        };
        self.attempt = Some(attempt);
        self.site = Some(site.clone());
        self.ask_engine(Command::Connect(Box::new(site)));
    }

    /// Another server is connected to, perhaps a while after that was asked for: what is open or carried
    /// by then, and is about the one before, must not be done to this one.
    fn leave_what_is_of_the_server(&mut self) {
        let is_carried = |carry: &mut Carry| carry.shore == Shore::Remote && carry.tab.is_none();
        let carried = self.carry.take_if(is_carried).is_some();
        if carried {
            self.origin = None;
        }
        let asked = self.overlay.take_if(|overlay| overlay.is_of_the_server());
        if asked.is_some() {
            self.stop_counting();
        }
        let viewed = self.viewer.as_ref();
        let viewed = viewed.is_some_and(|viewer| matches!(viewer.file, Place::Remote(_)));
        if viewed {
            self.leave_viewer();
        }
        if asked.is_some() || viewed {
            let text = "given up: it was about the server that you left";
            self.say(ToastKind::Warning, text);
        } else if carried {
            let text = "put back: it is on the server that you left";
            self.say(ToastKind::Info, text);
        }
    }

    /// `Ctrl-R`: where the connection is lost, now; where it is closed, the same site again; otherwise
    /// the listing again.
    pub(super) fn reconnect(&mut self) {
        match (&self.link, self.site.clone()) {
            (Link::Connecting { .. }, _) => {
                self.is_online_or_say();
            }
            (Link::Reconnecting { .. }, _) => self.reconnect_now(),
            (Link::Offline { .. }, Some(mut site)) => {
                site.mode = self.mode;
                self.connect(site, Attempt::Again);
            }
            (Link::Offline { .. }, None) if self.active() == Shore::Remote => self.open_form(None),
            _ => self.refresh_by_user(self.active()),
        }
    }

    pub(super) fn disconnect(&mut self) {
        match self.link {
            Link::Offline { .. } => self.say(ToastKind::Info, "not connected"),
            Link::Connecting { .. } => self.give_up_connecting(),
            Link::Reconnecting { .. } => {
                self.give_up_reconnecting();
            }
            Link::Online { .. } => self.ask_engine(Command::Disconnect),
        }
    }

    pub(super) fn give_up_connecting(&mut self) {
        self.attempt = None;
        self.link = Link::Offline { reason: None };
        self.ask_engine(Command::Disconnect);
        self.say(ToastKind::Info, "gave up connecting");
    }

    /// Whether this was on its way when another site was asked for, of which it says nothing.
    fn is_of_another(&self, label: &str) -> bool {
        let site = self.site.as_ref();
        site.is_some_and(|site| site.label() != label)
    }

    pub(super) fn connected(&mut self, label: &str, directory: RemotePath, features: &str) {
        if self.is_of_another(label) {
            return;
        }
        let label = text::display_safe_str(label);
        if let Some(Attempt::Form(form)) = self.attempt.take() {
            self.keep_password(&form);
        }
        self.link = Link::Online {
            label: label.clone(),
            features: text::display_safe_str(features),
        };
        self.errands_left(&label);
        self.say(ToastKind::Ok, format!("connected to {label}"));
        self.note_used();
        let path = self.return_to.take().unwrap_or(directory);
        self.last_directory = Some(path.clone());
        self.list(Place::Remote(path), Arrival::Stay);
    }

    pub(super) fn connect_failed(&mut self, label: &str, problem: &Problem) {
        if self.is_of_another(label) {
            return;
        }
        let wanted = matches!(self.link, Link::Connecting { .. });
        let attempt = self.attempt.take();
        if attempt.is_none() && !wanted {
            return;
        }
        self.link = Link::Offline {
            reason: Some(told(problem)),
        };
        if let Some(certificate) = &problem.certificate {
            let attempt = attempt.unwrap_or(Attempt::Again);
            return self.certificate_refused(certificate, attempt, true);
        }
        match attempt {
            Some(Attempt::Form(mut form)) if !self.is_busy_typing() => {
                form.error = Some(problem.to_string());
                Self::stored_was_refused(&mut form, problem);
                self.overlay = Some(Overlay::Connect(form));
                self.tell_in_front(ToastKind::Error, &problem.to_string());
            }
            Some(Attempt::CommandLine) if !self.is_busy_typing() => {
                self.tell_in_front(ToastKind::Error, &problem.to_string());
                self.overlay = Some(notice(problem));
            }
            _ => self.say(ToastKind::Error, problem.to_string()),
        }
    }

    pub(super) fn disconnected(&mut self, label: &str, problem: Option<&Problem>) {
        if self.is_of_another(label) || (problem.is_none() && self.attempt.is_some()) {
            // The old connection is closed because another one is being made.
            return;
        }
        let given_up = matches!(self.link, Link::Offline { .. });
        self.forget_remote_requests();
        if let Some(problem) = problem {
            self.attempt = None;
            self.ask_for_login(problem);
        } else if given_up {
            return;
        } else {
            self.remote.clear();
            self.read_only.clear();
            let text = match self.unfinished() {
                0 => "disconnected".into(),
                left => format!(
                    "disconnected; {} to go on later",
                    text::plural(left, "transfer")
                ),
            };
            self.say(ToastKind::Info, text);
        }
        self.link = Link::Offline {
            reason: problem.map(told),
        };
        self.errands_wait();
        if let Some(certificate) = problem.and_then(|problem| problem.certificate.as_ref()) {
            self.certificate_refused(certificate, Attempt::Again, false);
        }
    }

    /// The connection is gone for good. Where it is the login that is refused by now, another one is
    /// asked for.
    fn ask_for_login(&mut self, problem: &Problem) {
        match self.site.clone() {
            Some(site) if problem.cause == Cause::Login && !self.is_busy_typing() => {
                let mut form = ConnectForm::for_site(&site);
                form.error = Some(problem.to_string());
                form.field = Field::Password;
                self.overlay = Some(Overlay::Connect(Box::new(form)));
                self.offer_keeping(false);
            }
            _ => {
                let key = self.key_for(Context::Panes, Action::Reconnect);
                let text = format!("{}  {key} connects again", told(problem));
                self.say(ToastKind::Error, text);
            }
        }
    }

    pub(super) fn forget_remote_requests(&mut self) {
        self.memory.synchronized = false;
        self.memory.following = None;
        self.mirror_ends();
        self.comparison_ends();
        self.stop_finding(Shore::Remote);
        if self.remote.loading.take().is_some() {
            self.remote.end_listing();
        }
        self.requests
            .retain(|_, request| request.shore == Shore::Local);
    }
}

/// Connecting once more means coming back, wherever the site's URL led first.
fn attempt_keeps_directory(attempt: &Attempt) -> bool {
    matches!(attempt, Attempt::Again)
}

fn notice(problem: &Problem) -> Overlay {
    let mut lines = vec![problem.what.clone()];
    lines.extend(problem.words.clone());
    lines.extend(problem.advice.clone());
    Overlay::NotConnected { lines, top: 0 }
}
