//! `WinSCP.ini`: `[Sessions\folder/name]` with what differs from the defaults, names and values
//! percent-encoded; passwords hidden by an exclusive or.

use super::{Imported, ImportedSite};
use crate::model::{Security, SiteKey};
use percent_encoding::percent_decode_str;
use secrecy::SecretString;
use std::collections::BTreeMap;

/// Begins a section of a session.
const SESSIONS: &str = "Sessions\\";
/// Begins what is not ASCII, encoded like the rest.
const MARK: char = '\u{feff}';
/// Each byte of a password is turned round with this.
const MAGIC: u8 = 0xA3;
/// Begins a password that has user and host before it.
const FLAG: u8 = 0xFF;

type Values = BTreeMap<String, String>;

/// Reads the text of a `WinSCP.ini`.
pub(super) fn read(text: &str) -> Imported {
    let mut imported = Imported::default();
    let sections = sections(text);
    let has_master = sections.iter().any(|(section, values)| {
        section == "Configuration\\Security" && value(values, "UseMasterPassword") == "1"
    });
    for (section, values) in &sections {
        let Some(name) = section.strip_prefix(SESSIONS) else {
            continue;
        };
        let mut path: Vec<String> = name.split('/').map(decoded).collect();
        let name = path.pop().unwrap_or_default();
        if name == "Default Settings" || value(values, "HostName").is_empty() {
            continue;
        }
        match site(values, &path, &name, has_master) {
            Ok(site) => imported.sites.push(site),
            Err(why) => {
                path.push(name);
                imported.skipped.push((path.join("/"), why));
            }
        }
    }
    imported
}

fn sections(text: &str) -> Vec<(String, Values)> {
    let mut sections: Vec<(String, Values)> = Vec::new();
    for line in text.trim_start_matches(MARK).lines().map(str::trim) {
        let heading = line
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'));
        if let Some(name) = heading {
            sections.push((name.to_owned(), Values::new()));
        } else if let (Some((key, value)), Some((_, values))) =
            (line.split_once('='), sections.last_mut())
        {
            values.insert(key.to_owned(), decoded(value));
        }
    }
    sections
}

/// Without percent-encoding, and without the mark before what is not ASCII.
fn decoded(text: &str) -> String {
    let text = percent_decode_str(text).decode_utf8_lossy();
    text.trim_start_matches(MARK).to_owned()
}

fn value<'a>(values: &'a Values, key: &str) -> &'a str {
    values.get(key).map_or("", String::as_str)
}

fn site(
    values: &Values,
    folders: &[String],
    name: &str,
    has_master: bool,
) -> Result<ImportedSite, String> {
    match value(values, "FSProtocol") {
        "5" => {}
        // It is what WinSCP does where nothing is said.
        "" | "0" | "1" | "2" => return Err("SFTP and SCP are not spoken here".into()),
        _ => return Err("it is neither FTP nor FTP over TLS".into()),
    }
    let host = value(values, "HostName");
    let mut site = ImportedSite::new(folders, name, host)?;
    let security = match [value(values, "Ftps"), value(values, "FtpSecure")]
        .concat()
        .as_str()
    {
        "1" => Security::Implicit,
        "2" | "3" => Security::Required,
        _ => Security::Plain,
    };
    site.set(SiteKey::Security, &security.to_string());
    let port = value(values, "PortNumber");
    site.set_port(
        if port.is_empty() { "0" } else { port },
        security.standard_port(),
    );
    let user = value(values, "UserName");
    if user != "anonymous" {
        site.set(SiteKey::User, user);
    }
    if value(values, "FtpPasvMode") == "0" {
        site.set(SiteKey::Mode, "active");
    }
    site.set(SiteKey::RemoteDirectory, value(values, "RemoteDirectory"));
    site.set_local(value(values, "LocalDirectory"));
    proxy(values, &mut site);
    site.set(SiteKey::Account, value(values, "FtpAccount"));
    password(values, &format!("{user}{host}"), has_master, &mut site);
    Ok(site)
}

fn proxy(values: &Values, site: &mut ImportedSite) {
    let scheme = match value(values, "ProxyMethod") {
        "" | "0" => return,
        "2" => "socks5",
        "3" => "http",
        _ => {
            return site
                .left
                .push("its proxy: of a kind not spoken here".into());
        }
    };
    let port = match value(values, "ProxyPort") {
        "" => "80",
        port => port,
    };
    let url = format!("{scheme}://{}:{port}", value(values, "ProxyHost"));
    site.set(SiteKey::Proxy, &url);
}

fn password(values: &Values, key: &str, has_master: bool, site: &mut ImportedSite) {
    let plain = value(values, "PasswordPlain");
    let hidden = value(values, "Password");
    if !plain.is_empty() {
        site.password = Some(SecretString::from(plain));
    } else if !hidden.is_empty() && has_master {
        let why = "its password: WinSCP's master password protects it";
        site.left.push(why.into());
    } else if !hidden.is_empty() {
        match revealed(hidden, key) {
            Some(password) => site.password = Some(SecretString::from(password)),
            None => site.left.push("its password: it cannot be read".into()),
        }
    }
}

/// The password behind user and host, which stand before it and prove that it was read rightly.
fn revealed(hidden: &str, key: &str) -> Option<String> {
    let digits: Option<Vec<u8>> = hidden
        .chars()
        .map(|letter| {
            letter
                .to_digit(16)
                .and_then(|digit| u8::try_from(digit).ok())
        })
        .collect();
    let digits = digits?;
    let mut bytes = digits.chunks_exact(2).filter_map(|pair| match pair {
        [high, low] => Some(!((high << 4 | low) ^ MAGIC)),
        _ => None,
    });
    if bytes.next()? != FLAG {
        return None;
    }
    // Long ones have two bytes for their length.
    let length = match bytes.next()? {
        0 => usize::from(bytes.next()?),
        2 => usize::from(bytes.next()?) << 8 | usize::from(bytes.next()?),
        _ => return None,
    };
    let padding = usize::from(bytes.next()?);
    let text: Vec<u8> = bytes.skip(padding).take(length).collect();
    if text.len() != length {
        return None;
    }
    let text = String::from_utf8(text).ok()?;
    text.strip_prefix(key).map(str::to_owned)
}
