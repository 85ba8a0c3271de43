//! A site as it is kept in the user's file: a name, and what is set. What is not set is as for all
//! sites. Values are texts that have been checked, the same in the file, in the form and on the
//! command line.

mod taking;

pub use taking::{directory, go_below, port_range, take};

use super::{ModeChoice, Security, Settings, Site};
use secrecy::SecretString;
use serde::Serialize;
use std::collections::BTreeMap;
use strum::{EnumIter, EnumString, IntoStaticStr};

/// Longest name of a site, with its folders, in bytes.
const LONGEST_NAME: usize = 200;

/// What can be set for a site. The order is the one in which they are written and taken in: the
/// character set before the directory that is written in it.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    EnumIter,
    EnumString,
    IntoStaticStr,
    Serialize,
)]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum SiteKey {
    /// Host name or address.
    Host,
    /// Control port.
    Port,
    /// User; anonymous without it.
    User,
    /// What a server that asks for an account is told.
    Account,
    /// How the connection is protected.
    Security,
    /// How data connections are opened.
    Mode,
    /// Active mode: the ports to listen on.
    PortRange,
    /// Active mode: the address to announce.
    ExternalAddress,
    /// Passive mode: dial the address that a 227 reply names.
    UseAnnouncedAddress,
    /// What the server's names are written in.
    Charset,
    /// The directory to open there.
    RemoteDirectory,
    /// The directory to open on this computer.
    LocalDirectory,
    /// Sessions that move files.
    Sessions,
    /// Bytes a second that may be downloaded.
    LimitDown,
    /// Bytes a second that may be uploaded.
    LimitUp,
    /// What to do where a name is taken.
    OnConflict,
    /// How a transfer is proved.
    Verify,
    /// What an upload is called until it is whole.
    UploadNaming,
    /// Whether files keep their permissions.
    KeepPermissions,
    /// Whether files keep their times.
    KeepTimes,
    /// How often a transfer that failed for a passing reason is tried again.
    Retries,
    /// Seconds that dialling may take.
    ConnectTimeout,
    /// Seconds that a reply, and data without progress, may take.
    Timeout,
    /// Seconds of idleness before NOOP.
    KeepAlive,
    /// A proxy on the way.
    Proxy,
    /// Certificates that are trusted beside the system's.
    CaFile,
    /// The one certificate that is trusted.
    Fingerprint,
}

impl SiteKey {
    /// Its name in the file and on the command line.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// Whether its value is a number, or true and false, which stand without quotes in the file.
    pub fn is_bare(self) -> bool {
        matches!(
            self,
            Self::Port
                | Self::UseAnnouncedAddress
                | Self::Sessions
                | Self::KeepPermissions
                | Self::KeepTimes
                | Self::Retries
                | Self::ConnectTimeout
                | Self::Timeout
                | Self::KeepAlive
        )
    }
}

/// A site as it is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoredSite {
    /// Its name with the folders it is in: `work/nas`. Empty where it has none.
    pub name: String,
    values: BTreeMap<SiteKey, String>,
}

/// A name as it is kept, if it will do.
///
/// # Errors
/// What would be right.
pub fn site_name(text: &str) -> Result<String, String> {
    let parts: Vec<&str> = text.split('/').map(str::trim).collect();
    let joined = parts.join("/");
    if joined.is_empty() {
        return Err("a site needs a name".into());
    }
    if parts.iter().any(|part| part.is_empty()) {
        return Err("a / in a name stands between a folder and what is in it".into());
    }
    if joined.contains(':') || joined.chars().any(char::is_control) {
        return Err("a name has no : in it, so that NAME:PATH can be said".into());
    }
    if joined.len() > LONGEST_NAME {
        return Err(format!("a name has {LONGEST_NAME} bytes at most"));
    }
    Ok(joined)
}

impl StoredSite {
    /// A site of which nothing is set yet.
    pub fn named(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            values: BTreeMap::new(),
        }
    }

    /// A site with a name and a host.
    ///
    /// # Errors
    /// What is wrong with the host.
    pub fn new(name: impl Into<String>, host: &str) -> Result<Self, String> {
        let mut site = Self::named(name);
        site.set(SiteKey::Host, host)?;
        Ok(site)
    }

    /// What tells a site apart that was connected to without being kept: no more than is needed to
    /// connect again.
    pub fn of(site: &Site) -> Self {
        let mut stored = Self::default();
        let mut put = |key, text: String| {
            stored.values.insert(key, text);
        };
        put(SiteKey::Host, site.host.clone());
        if site.port != site.security.standard_port() {
            put(SiteKey::Port, site.port.to_string());
        }
        if site.user != "anonymous" {
            put(SiteKey::User, site.user.clone());
        }
        if site.security != Security::default() {
            put(SiteKey::Security, site.security.to_string());
        }
        if site.mode != ModeChoice::default() {
            put(SiteKey::Mode, site.mode.to_string());
        }
        stored
    }

    /// The value of a key; `None` where it is not set.
    pub fn get(&self, key: SiteKey) -> Option<&str> {
        self.values.get(&key).map(String::as_str)
    }

    /// All that is set, in its order.
    pub fn values(&self) -> impl Iterator<Item = (SiteKey, &str)> {
        self.values.iter().map(|(key, text)| (*key, text.as_str()))
    }

    /// Sets a value; a blank one takes it away.
    ///
    /// # Errors
    /// What would be right.
    pub fn set(&mut self, key: SiteKey, text: &str) -> Result<(), String> {
        let text = text.trim();
        if text.is_empty() {
            if key == SiteKey::Host {
                return Err("a host is needed".into());
            }
            self.values.remove(&key);
            return Ok(());
        }
        if text.chars().any(char::is_control) {
            return Err("it has a line end or another control character in it".into());
        }
        take(&mut Site::anonymous("", 1), key, text)?;
        self.values.insert(key, text.to_owned());
        Ok(())
    }

    /// The host.
    pub fn host(&self) -> &str {
        self.get(SiteKey::Host).unwrap_or_default()
    }

    /// Its name without the folders, or `user@host` where it has none. Raw: to be made safe where it
    /// is shown.
    pub fn title(&self) -> String {
        match self.name.rsplit('/').next() {
            Some(last) if !last.is_empty() => last.to_owned(),
            _ => self.address(),
        }
    }

    /// `user@host:port` as far as they are set. Raw: to be made safe where it is shown.
    pub fn address(&self) -> String {
        let user = self.get(SiteKey::User).map(|user| format!("{user}@"));
        let port = self.get(SiteKey::Port).map(|port| format!(":{port}"));
        let host = self.host();
        let host = if host.contains(':') && port.is_some() {
            format!("[{host}]")
        } else {
            host.to_owned()
        };
        [user.unwrap_or_default(), host, port.unwrap_or_default()].concat()
    }

    /// The site to connect to, without a password.
    pub fn site(&self, settings: &Settings) -> Site {
        let mut site = Site::anonymous(self.host(), 1);
        settings.shape(&mut site);
        for (key, text) in self.values() {
            // It was looked at when it was set.
            let _ = take(&mut site, key, text);
        }
        if self.get(SiteKey::Port).is_none() {
            site.port = site.security.standard_port();
        }
        if self.get(SiteKey::User).is_some() {
            site.password = SecretString::default();
        }
        site.name = Some(self.name.clone()).filter(|name| !name.is_empty());
        site
    }
}

#[cfg(test)]
#[path = "stored_site/tests.rs"]
mod tests;
