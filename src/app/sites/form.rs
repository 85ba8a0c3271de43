//! The form of a site: all that can be set, in groups.

use super::fields::SiteField::{Name, Password, Remember, Save, Value};
use super::fields::{GROUPS, SiteField, Widget};
use crate::app::form::{edit, put_in};
use crate::app::passwords::Keeping;
use crate::app::{ConnectForm, Key, KeyCode};
use crate::model::site::Directory;
use crate::model::stored_site::site_name;
use crate::model::url::{looks_like_url, parse_target};
use crate::model::{Login, Pin, Security, SiteKey, StoredSite};
use SiteKey as K;
use secrecy::{ExposeSecret as _, SecretString};
use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use tui_input::Input;

/// The form. Prints without the password.
#[derive(Clone, Default)]
pub struct SiteForm {
    /// The site as it is kept; `None` for one that is not yet.
    pub before: Option<StoredSite>,
    /// It is a folder's name that can be changed here.
    pub folder: Option<String>,
    /// The field that has the keys, when the form has them.
    pub field: Option<SiteField>,
    /// What was typed as the password.
    pub password: Input,
    /// What is known of stored passwords; `None` where none can be stored.
    pub keeping: Option<Keeping>,
    /// The certificate that is trusted for a server, and which server that is.
    pub pin: Option<(String, u16, Option<Pin>)>,
    /// What is wrong with what was entered.
    pub error: Option<String>,
    inputs: BTreeMap<SiteField, Input>,
    /// The texts as they were when the form was filled in.
    original: BTreeMap<SiteField, String>,
    /// The site and the texts of before each time it was to be kept, as long as it is not known whether
    /// it was: the oldest first.
    unsure: VecDeque<(Option<StoredSite>, BTreeMap<SiteField, String>)>,
}

impl fmt::Debug for SiteForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SiteForm")
            .field("before", &self.before)
            .field("field", &self.field)
            .field("password", &"[REDACTED]")
            .field("error", &self.error)
            .finish_non_exhaustive()
    }
}

impl SiteForm {
    /// The form of a site that is kept.
    pub(super) fn of(site: &StoredSite) -> Self {
        let mut form = Self::draft(site);
        if !site.name.is_empty() {
            form.before = Some(site.clone());
        }
        form
    }

    /// The form of a site that is to be kept.
    pub(super) fn draft(site: &StoredSite) -> Self {
        let mut form = Self::default();
        form.inputs.insert(Name, Input::new(site.name.clone()));
        for (key, text) in site.values() {
            form.inputs.insert(Value(key), Input::new(text.to_owned()));
        }
        form.original = form.texts();
        form
    }

    /// The form of a folder.
    pub(super) fn of_folder(name: &str) -> Self {
        let mut form = Self::draft(&StoredSite::named(name));
        form.folder = Some(name.to_owned());
        form
    }

    fn texts(&self) -> BTreeMap<SiteField, String> {
        let texts = self.inputs.iter();
        let texts = texts.map(|(field, input)| (*field, input.value().trim().to_owned()));
        texts.filter(|(_, text)| !text.is_empty()).collect()
    }

    /// Whether something stands in it that is not kept.
    pub fn is_changed(&self) -> bool {
        self.texts() != self.original || !self.password.value().is_empty()
    }

    /// The input of a field.
    pub fn input(&self, field: SiteField) -> Option<&Input> {
        match field {
            Password => Some(&self.password),
            field => self.inputs.get(&field),
        }
    }

    /// The text of a field.
    pub fn text(&self, field: SiteField) -> &str {
        self.input(field).map_or("", Input::value)
    }

    /// The fields that can be reached, in order.
    pub fn fields(&self) -> Vec<SiteField> {
        let all = GROUPS.iter().flat_map(|(_, fields)| *fields).copied();
        all.filter(|field| self.has(*field)).collect()
    }

    /// Whether a field is there.
    pub fn has(&self, field: SiteField) -> bool {
        if self.folder.is_some() {
            return matches!(field, Name | Save);
        }
        match field {
            Password => !self.is_anonymous(),
            Value(K::Account) => !self.is_anonymous() || !self.text(field).is_empty(),
            SiteField::Pin => self.pinned().is_some(),
            Remember => !self.is_anonymous() && self.keeping.is_some(),
            _ => true,
        }
    }

    fn is_anonymous(&self) -> bool {
        matches!(self.text(Value(K::User)).trim(), "" | "anonymous")
    }

    pub(super) fn go(&mut self, forward: bool) {
        let fields = self.fields();
        let at = fields.iter().position(|field| Some(*field) == self.field);
        let step = if forward {
            1
        } else {
            fields.len().saturating_sub(1)
        };
        let next = at.map_or(0, |at| (at + step) % fields.len().max(1));
        self.field = fields.get(next).copied();
    }

    fn input_mut(&mut self) -> Option<&mut Input> {
        match self.field? {
            Password => Some(&mut self.password),
            field => match field.widget() {
                Widget::Text(_) => Some(self.inputs.entry(field).or_default()),
                _ => None,
            },
        }
    }

    /// A key that is typed into the field that has the keys.
    pub(super) fn edit(&mut self, key: Key) {
        if let Some(input) = self.input_mut() {
            edit(input, key);
            return;
        }
        let forward = match key.code {
            KeyCode::Char(' ') | KeyCode::Right => true,
            KeyCode::Left => false,
            _ => return,
        };
        match self.field {
            Some(Remember) => {
                if let Some(keeping) = &mut self.keeping {
                    keeping.walk(forward);
                }
            }
            Some(field) => {
                if let Widget::Choice(choices) = field.widget() {
                    let now = self.text(field).to_owned();
                    let at = choices.iter().position(|(value, _)| *value == now);
                    let step = if forward { 1 } else { choices.len() - 1 };
                    let next = (at.unwrap_or(0) + step) % choices.len();
                    let value = choices.get(next).map_or("", |(value, _)| value);
                    self.inputs.insert(field, Input::new(value.to_owned()));
                }
            }
            None => {}
        }
    }

    /// A URL pasted anywhere fills the form; other text goes into the field.
    pub(super) fn paste(&mut self, line: &str) {
        if looks_like_url(line) {
            self.error = self.fill(line).err();
        } else if let Some(input) = self.input_mut() {
            put_in(input, line);
        }
    }

    /// Fills in what a URL says.
    pub(super) fn fill(&mut self, url: &str) -> Result<(), String> {
        let target = parse_target(&[url.trim()]).map_err(|error| error.to_string())?;
        let mut put = |key, text: Option<String>| {
            let input = Input::new(text.unwrap_or_default());
            self.inputs.insert(Value(key), input);
        };
        put(K::Host, Some(target.host));
        put(K::Port, target.port.map(|port| port.to_string()));
        put(K::User, target.user);
        let security = target.security.filter(|one| *one != Security::default());
        put(K::Security, security.map(|security| security.to_string()));
        if let Some(directory) = target.directory {
            let bytes = match directory {
                Directory::Absolute(path) => path.as_bytes().to_vec(),
                Directory::FromLogin(bytes) => bytes,
            };
            put(K::RemoteDirectory, String::from_utf8(bytes).ok());
        }
        let password = target.password;
        let password = password.map(|password| password.expose_secret().to_owned());
        self.password = Input::new(password.unwrap_or_default());
        Ok(())
    }

    /// Takes a URL that was typed as the host apart into the fields.
    pub(super) fn take_apart(&mut self) -> Result<(), String> {
        let host = self.text(Value(K::Host)).trim().to_owned();
        if looks_like_url(&host) || host.contains('@') {
            let password = self.password.clone();
            self.fill(&host)?;
            if self.password.value().is_empty() {
                self.password = password;
            }
        }
        Ok(())
    }

    /// The site as it stands here. Where that makes no sense, the field to blame gets the keys.
    pub(super) fn site(&mut self, needs_name: bool) -> Result<StoredSite, String> {
        self.take_apart()?;
        let name = self.text(Name).trim().to_owned();
        let name = match site_name(&name) {
            Ok(name) => name,
            Err(_) if name.is_empty() && !needs_name => String::new(),
            Err(error) => {
                self.field = Some(Name);
                return Err(error);
            }
        };
        let mut site = StoredSite::named(name);
        let keys = self.fields().into_iter().filter_map(|field| match field {
            Value(key) => Some(key),
            _ => None,
        });
        let mut keys: Vec<SiteKey> = keys.collect();
        // A directory is written in the character set.
        keys.sort();
        for key in keys {
            if let Err(error) = site.set(key, self.text(Value(key))) {
                self.field = Some(Value(key));
                return Err(format!("{}: {error}", Value(key).label()));
            }
        }
        Ok(site)
    }

    /// What stands here is kept now.
    pub(super) fn settle(&mut self, site: &StoredSite) {
        let before = self.before.replace(site.clone());
        let texts = self.texts();
        let original = std::mem::replace(&mut self.original, texts);
        self.unsure.push_back((before, original));
    }

    /// Whether that succeeded is known. If not, it is not kept as it stands here.
    pub(super) fn has_settled(&mut self, succeeded: bool) {
        let Some(kept) = self.unsure.pop_front().filter(|_| !succeeded) else {
            return;
        };
        if let Some(next) = self.unsure.front_mut() {
            // That one keeps it, or it is as it was.
            *next = kept;
        } else {
            (self.before, self.original) = kept;
        }
    }

    /// Whose password it is that the form asks for; `None` while that is not clear.
    pub(in crate::app) fn login(&self) -> Option<Login> {
        let user = self.text(Value(K::User)).trim();
        let (host, port) = self.server()?;
        (!self.is_anonymous()).then(|| Login::new(user, &host, port))
    }

    /// The server that the form is about; `None` while that is not clear.
    pub(super) fn server(&self) -> Option<(String, u16)> {
        let host = self.text(Value(K::Host)).trim();
        let security: Security = self.text(Value(K::Security)).parse().unwrap_or_default();
        let port = match self.text(Value(K::Port)).trim() {
            "" => security.standard_port(),
            port => port.parse().ok()?,
        };
        let is_clear = self.folder.is_none() && !host.is_empty() && !host.contains(['/', '@', '[']);
        is_clear.then(|| (host.to_owned(), port))
    }

    /// The certificate that is trusted for it.
    pub fn pinned(&self) -> Option<&Pin> {
        let (host, port, pin) = self.pin.as_ref()?;
        let server = self.server()?;
        pin.as_ref().filter(|_| server == (host.clone(), *port))
    }

    /// Where the password of the login in the form is stored.
    pub fn stored(&self) -> Option<crate::model::Shelf> {
        let login = self.login();
        self.keeping.as_ref()?.place_of(login.as_ref())
    }

    /// The quick form for the same site, for the way from here to a connection.
    pub(super) fn quick(&self, site: &crate::model::Site) -> ConnectForm {
        let mut quick = ConnectForm::with_template(site);
        quick.password = self.password.clone();
        quick.keeping.clone_from(&self.keeping);
        quick
    }

    /// The password that was typed.
    pub(super) fn typed_password(&self) -> SecretString {
        SecretString::from(self.password.value())
    }
}
