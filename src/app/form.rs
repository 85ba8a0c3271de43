//! The connect form, and editing a line of input.

use super::encryption::neighbour;
use super::{Action, App, ConnectForm, Field, Key, KeyCode, Overlay, ToastKind};
use crate::model::site::Site;
use crate::model::url::{SiteTarget, UrlError, looks_like_url, parse_target};
use crate::model::{Security, Settings};
use secrecy::{ExposeSecret as _, SecretString};
use tui_input::{Input, InputRequest};

/// Text without what is not printed: newlines, escapes and other control characters.
pub(super) fn printable(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control()).collect()
}

/// Puts text in at the cursor.
pub(super) fn put_in(input: &mut Input, text: &str) {
    for letter in text.chars() {
        input.handle(InputRequest::InsertChar(letter));
    }
}

/// Edits one line of input as shells do.
pub(super) fn edit(input: &mut Input, key: Key) {
    let request = match (key.code, key.ctrl, key.alt) {
        (KeyCode::Char(letter), false, false) if !letter.is_control() => {
            InputRequest::InsertChar(letter)
        }
        (KeyCode::Left, false, false) => InputRequest::GoToPrevChar,
        (KeyCode::Right, false, false) => InputRequest::GoToNextChar,
        (KeyCode::Left, ..) | (KeyCode::Char('b'), false, true) => InputRequest::GoToPrevWord,
        (KeyCode::Right, ..) | (KeyCode::Char('f'), false, true) => InputRequest::GoToNextWord,
        (KeyCode::Home, ..) | (KeyCode::Char('a'), true, _) => InputRequest::GoToStart,
        (KeyCode::End, ..) | (KeyCode::Char('e'), true, _) => InputRequest::GoToEnd,
        (KeyCode::Backspace, false, true) | (KeyCode::Char('w'), true, _) => {
            InputRequest::DeletePrevWord
        }
        (KeyCode::Backspace, ..) | (KeyCode::Char('h'), true, _) => InputRequest::DeletePrevChar,
        (KeyCode::Delete, ..) | (KeyCode::Char('d'), true, _) => InputRequest::DeleteNextChar,
        (KeyCode::Char('u'), true, _) => InputRequest::DeleteFromStart,
        (KeyCode::Char('k'), true, _) => InputRequest::DeleteTillEnd,
        _ => return,
    };
    input.handle(request);
}

impl ConnectForm {
    /// The form filled in for a site, without its password: left empty, the one known is used.
    pub(super) fn for_site(site: &Site) -> Self {
        let anonymous = site.user == "anonymous";
        Self {
            host: Input::new(site.host.clone()),
            port: Input::new(site.port.to_string()),
            port_is_own: site.port != site.security.standard_port(),
            security: site.security,
            user: Input::new(if anonymous {
                String::new()
            } else {
                site.user.clone()
            }),
            anonymous,
            ..Self::default()
        }
    }

    /// The form filled in for a site whose settings go along.
    pub(super) fn with_template(site: &Site) -> Self {
        Self {
            directory: site.directory.clone(),
            template: Some(Box::new(site.clone())),
            ..Self::for_site(site)
        }
    }

    fn empty() -> Self {
        Self {
            port: Input::new(Security::default().standard_port().to_string()),
            ..Self::default()
        }
    }

    /// Fills in what a URL says.
    fn fill(&mut self, target: &SiteTarget) {
        self.host = Input::new(target.host.clone());
        self.security = target.security.unwrap_or_default();
        let port = target.port.unwrap_or(self.security.standard_port());
        self.port = Input::new(port.to_string());
        self.port_is_own = target.port.is_some();
        self.anonymous = target.user.is_none();
        self.user = Input::new(target.user.clone().unwrap_or_default());
        let password = target.password.as_ref();
        self.password = Input::new(
            password.map_or_else(String::new, |password| password.expose_secret().to_owned()),
        );
        self.directory.clone_from(&target.directory);
        self.template = None;
        self.field = match (self.anonymous, password) {
            (false, None) => Field::Password,
            _ => Field::Host,
        };
    }

    /// A key that is typed into the field that has the keys.
    pub(super) fn edit(&mut self, key: Key) {
        self.touched();
        let host = self.host.value().to_owned();
        match self.field {
            Field::Host => edit(&mut self.host, key),
            Field::Port => self.change_port(|port| edit(port, key)),
            Field::Security => self.walk_security(key),
            Field::User => edit(&mut self.user, key),
            Field::Password => edit(&mut self.password, key),
            Field::Remember => self.walk_remember(key),
            Field::Anonymous if key.typed() == Some(' ') => self.anonymous = !self.anonymous,
            Field::Anonymous => {}
        }
        if host != self.host.value() {
            // The directory belonged to the URL that named the other host.
            self.directory = None;
            self.template = None;
        }
    }

    fn walk_remember(&mut self, key: Key) {
        let forward = match key.code {
            KeyCode::Char(' ') | KeyCode::Right => true,
            KeyCode::Left => false,
            _ => return,
        };
        if let Some(keeping) = &mut self.keeping {
            keeping.walk(forward);
        }
    }

    /// A port that is typed is the user's own, until it is taken away.
    fn change_port(&mut self, change: impl FnOnce(&mut Input)) {
        let before = self.port.value().to_owned();
        change(&mut self.port);
        if self.port.value() != before {
            self.port_is_own = !self.port.value().is_empty();
        }
    }

    /// Space and the arrows go round the ways to protect the connection; the port goes along, unless
    /// it is the user's own.
    fn walk_security(&mut self, key: Key) {
        self.security = match key.code {
            KeyCode::Char(' ') | KeyCode::Right => neighbour(self.security, 1),
            KeyCode::Left => neighbour(self.security, 3),
            _ => return,
        };
        if !self.port_is_own {
            self.port = Input::new(self.security.standard_port().to_string());
        }
    }

    /// Protects the connection like this; the port goes along, unless it is the user's own.
    pub(super) fn choose_security(&mut self, security: Security) {
        self.touched();
        self.security = security;
        if !self.port_is_own {
            self.port = Input::new(security.standard_port().to_string());
        }
    }

    /// A URL pasted anywhere fills the form; other text goes into the field.
    pub(super) fn paste(&mut self, line: &str) {
        self.touched();
        if looks_like_url(line) {
            match parse_target(&[line.trim()]) {
                Ok(target) => {
                    self.fill(&target);
                    self.error = None;
                }
                Err(error) => self.error = Some(error.to_string()),
            }
            return;
        }
        match self.field {
            Field::Host => put_in(&mut self.host, line),
            Field::Port => self.change_port(|port| put_in(port, line)),
            Field::User => put_in(&mut self.user, line),
            Field::Password => put_in(&mut self.password, line),
            Field::Security | Field::Remember | Field::Anonymous => {}
        }
    }

    /// The fields that can be reached, in order. One begins at the host; what protects the
    /// connection stands above it.
    fn fields(&self) -> &'static [Field] {
        if self.anonymous {
            &[Field::Security, Field::Host, Field::Port, Field::Anonymous]
        } else if self.keeping.is_some() {
            &[
                Field::Security,
                Field::Host,
                Field::Port,
                Field::User,
                Field::Password,
                Field::Remember,
                Field::Anonymous,
            ]
        } else {
            &[
                Field::Security,
                Field::Host,
                Field::Port,
                Field::User,
                Field::Password,
                Field::Anonymous,
            ]
        }
    }

    fn go(&mut self, forward: bool) {
        let fields = self.fields();
        let at = fields.iter().position(|field| *field == self.field);
        let step = if forward { 1 } else { fields.len() - 1 };
        let next = (at.unwrap_or(0) + step) % fields.len();
        self.field = fields.get(next).copied().unwrap_or_default();
    }

    /// Takes a URL, or `user@host`, typed as the host apart into the fields.
    fn take_apart(&mut self) -> Result<(), UrlError> {
        let host = self.host.value().trim().to_owned();
        if looks_like_url(&host) || host.contains(['@', '/', '[']) {
            let target = parse_target(&[&host])?;
            let field = self.field;
            let before = self.clone();
            self.fill(&target);
            self.field = field;
            if target.user.is_none() && !looks_like_url(&host) {
                self.user = before.user;
                self.anonymous = before.anonymous;
            }
            if target.password.is_none() {
                self.password = before.password;
            }
            if !looks_like_url(&host) {
                self.security = before.security;
                if target.port.is_none() {
                    self.port = before.port;
                    self.port_is_own = before.port_is_own;
                }
            }
        }
        Ok(())
    }

    /// The site the form describes; what it does not say comes from `template`, and so does the
    /// password, if it is the same login and none was typed.
    fn site(&self, template: Option<&Site>, settings: &Settings) -> Result<Site, UrlError> {
        let (host, port) = (self.host.value().trim(), self.port.value().trim());
        let target = if port.is_empty() {
            parse_target(&[host])?
        } else {
            parse_target(&[host, port])?
        };
        let port = target.port.unwrap_or(self.security.standard_port());
        let mut site = Site::anonymous(target.host, port);
        settings.shape(&mut site);
        site.security = self.security;
        if let Some(own) = self.template.as_deref().filter(|own| own.host == site.host) {
            // It is the same site, whatever was put right about it.
            let (port, security) = (site.port, site.security);
            site = Site {
                port,
                security,
                ..own.clone()
            };
            site.user = "anonymous".into();
        } else if let Some(template) = template {
            site.ca_file.clone_from(&template.ca_file);
            site.proxy.clone_from(&template.proxy);
            site.port_range = template.port_range;
            site.external_address = template.external_address;
            site.connect_timeout = template.connect_timeout;
            site.timeout = template.timeout;
            site.transfer_sessions = template.transfer_sessions;
            if template.host == site.host {
                site.fingerprint = template.fingerprint;
                site.use_announced_address = template.use_announced_address;
            }
        }
        site.directory.clone_from(&self.directory);
        let user = self.user.value().trim();
        if !self.anonymous && !user.is_empty() {
            user.clone_into(&mut site.user);
            site.password = SecretString::from(self.password.value());
        }
        if let Some(known) = template.filter(|known| known.label() == site.label()) {
            site.account = site.account.or_else(|| known.account.clone());
            if self.password.value().is_empty() {
                site.password = known.password.clone();
            }
        }
        Ok(site)
    }
}

impl App {
    /// Opens the connect form, filled in as it was last.
    pub(super) fn open_form(&mut self, error: Option<String>) {
        let mut form = match &self.site {
            Some(site) => ConnectForm::for_site(site),
            None => ConnectForm::empty(),
        };
        form.error = error;
        self.overlay = Some(Overlay::Connect(Box::new(form)));
        self.offer_keeping(false);
    }

    /// Opens the connect form, filled in from a URL; a URL that will not do is told of.
    pub(super) fn open_form_with_url(&mut self, url: &str) {
        match parse_target(&[url.trim()]) {
            Ok(target) => {
                let mut form = ConnectForm::empty();
                form.fill(&target);
                self.overlay = Some(Overlay::Connect(Box::new(form)));
                self.offer_keeping(false);
            }
            Err(error) => self.say(ToastKind::Error, error.to_string()),
        }
    }

    pub(super) fn act_in_form(&mut self, action: Action) {
        let Some(Overlay::Connect(mut form)) = self.overlay.take() else {
            return;
        };
        match action {
            Action::NextField | Action::PreviousField => {
                if form.field == Field::Host {
                    form.error = form.take_apart().err().map(|error| error.to_string());
                }
                form.go(action == Action::NextField);
            }
            Action::Accept => {
                let site = form
                    .take_apart()
                    .and_then(|()| form.site(self.site.as_ref(), &self.settings));
                match site {
                    Ok(mut site) => {
                        if site.name.is_none() {
                            site.mode = self.mode;
                        }
                        form.error = None;
                        return self.connect_from_form(site, form);
                    }
                    Err(error) => form.error = Some(error.to_string()),
                }
            }
            _ => return,
        }
        self.overlay = Some(Overlay::Connect(form));
        self.look_for_stored();
    }
}
