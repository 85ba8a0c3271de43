//! Values that are texts, taken into a site.

use super::SiteKey;
use crate::model::settings::MOST_SESSIONS;
use crate::model::site::Directory;
use crate::model::{
    Charset, Fingerprint, Naming, OnConflict, Proxy, RemotePath, Site, Verify, rate,
};
use secrecy::SecretString;
use std::fmt::Display;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

/// Longest keep-alive and longest timeout, in seconds.
const LONGEST: u64 = 3600;
/// Most tries that can be asked for beside the first.
const MOST_RETRIES: u32 = 100;

/// Takes a value into a site.
///
/// # Errors
/// What would be right.
pub fn take(site: &mut Site, key: SiteKey, text: &str) -> Result<(), String> {
    match key {
        SiteKey::Host => site.host = host(text)?,
        SiteKey::Port => site.port = number(text, 1, u16::MAX)?,
        SiteKey::User => text.clone_into(&mut site.user),
        SiteKey::Account => site.account = Some(SecretString::from(text)),
        SiteKey::Security => site.security = parsed(text, "plain, preferred, required, implicit")?,
        SiteKey::Mode => {
            site.mode = parsed(text, "auto, passive, active, epsv, pasv, eprt, port")?;
        }
        SiteKey::PortRange => site.port_range = Some(port_range(text)?),
        SiteKey::ExternalAddress => {
            site.external_address = Some(parsed(text, "an IP address")?);
        }
        SiteKey::UseAnnouncedAddress => site.use_announced_address = yes_no(text)?,
        SiteKey::Charset => {
            let charset = text.parse::<Charset>().map_err(|error| error.to_string())?;
            site.charset = Some(charset);
        }
        SiteKey::RemoteDirectory => site.directory = Some(directory(text, site.charset)?),
        // It is for the panes, not for the connection.
        SiteKey::LocalDirectory => {}
        SiteKey::Sessions => site.transfer_sessions = number(text, 0, MOST_SESSIONS)?,
        SiteKey::LimitDown => site.limits.down = limit(text)?,
        SiteKey::LimitUp => site.limits.up = limit(text)?,
        SiteKey::OnConflict => {
            let words = "ask, overwrite, skip, rename, resume, newer, size";
            site.policy.on_conflict = Some(parsed::<OnConflict>(text, words)?);
        }
        SiteKey::Verify => site.policy.verify = parsed::<Verify>(text, "size, hash, full")?,
        SiteKey::UploadNaming => {
            site.policy.naming = match text {
                "auto" => None,
                _ => Some(parsed::<Naming>(text, "auto, temporary, direct")?),
            };
        }
        SiteKey::KeepPermissions => site.policy.keep_permissions = yes_no(text)?,
        SiteKey::KeepTimes => site.policy.keep_times = yes_no(text)?,
        SiteKey::Retries => site.policy.retries = number(text, 0, MOST_RETRIES)?,
        SiteKey::ConnectTimeout => site.connect_timeout = seconds(text)?,
        SiteKey::Timeout => site.timeout = seconds(text)?,
        SiteKey::KeepAlive => {
            site.keep_alive = Some(seconds(text)?);
        }
        SiteKey::Proxy => {
            let proxy = text.parse::<Proxy>().map_err(|error| error.to_string())?;
            if proxy.login.is_some() {
                return Err("a proxy stands here without user and password: say --proxy".into());
            }
            site.proxy = Some(proxy);
        }
        SiteKey::CaFile => site.ca_file = Some(PathBuf::from(text)),
        SiteKey::Fingerprint => {
            let parsed = text.parse::<Fingerprint>();
            site.fingerprint = Some(parsed.map_err(|error| error.to_string())?);
        }
    }
    Ok(())
}

fn host(text: &str) -> Result<String, String> {
    let target = crate::model::url::parse_target(&[text]).map_err(|error| error.to_string())?;
    let bare = target.port.is_none() && target.user.is_none() && target.directory.is_none();
    if bare && !text.contains(['/', '@']) {
        return Ok(target.host);
    }
    Err("it takes a host name or an address alone".into())
}

fn parsed<T: FromStr>(text: &str, words: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("it takes {words}"))
}

fn number<T>(text: &str, least: T, most: T) -> Result<T, String>
where
    T: Copy + FromStr + PartialOrd + Display,
{
    let number = text.parse().ok();
    let fits = number.filter(|number| *number >= least && *number <= most);
    fits.ok_or_else(|| format!("it takes a number from {least} to {most}"))
}

fn seconds(text: &str) -> Result<Duration, String> {
    number(text, 1, LONGEST).map(Duration::from_secs)
}

fn yes_no(text: &str) -> Result<bool, String> {
    parsed(text, "true or false")
}

fn limit(text: &str) -> Result<Option<u64>, String> {
    rate::parse_rate(text).map_err(|error| error.to_string())
}

/// `50000-50100`
///
/// # Errors
/// What would be right.
pub fn port_range(text: &str) -> Result<(u16, u16), String> {
    let parse = |part: &str| part.trim().parse::<u16>().ok().filter(|port| *port > 0);
    text.split_once('-')
        .and_then(|(first, last)| Some((parse(first)?, parse(last)?)))
        .filter(|(first, last)| first <= last)
        .ok_or_else(|| format!("`{text}` is not a range of ports such as 50000-50100"))
}

/// A directory on a server as it is typed: from the root, or from where the login leads.
///
/// # Errors
/// The character set has no way to write it.
pub fn directory(text: &str, charset: Option<Charset>) -> Result<Directory, String> {
    let charset = charset.unwrap_or(Charset::UTF_8);
    let bytes = charset.encode(text).map_err(|error| error.to_string())?;
    Ok(if text.starts_with('/') {
        Directory::Absolute(RemotePath::from_absolute(&bytes))
    } else {
        Directory::FromLogin(bytes.into_owned())
    })
}

/// Has a site begin below its directory, or elsewhere if the path is absolute.
///
/// # Errors
/// What is wrong with the path.
pub fn go_below(site: &mut Site, path: &str, charset: Option<Charset>) -> Result<(), String> {
    if path.is_empty() {
        return Ok(());
    }
    if path.contains(['\r', '\n', '\0']) {
        return Err("a path has no line end and no NUL in it".into());
    }
    let below = directory(path, charset.or(site.charset))?;
    site.directory = Some(joined(site.directory.take(), below));
    Ok(())
}

fn joined(base: Option<Directory>, below: Directory) -> Directory {
    match (base, below) {
        (Some(Directory::Absolute(base)), Directory::FromLogin(below)) => {
            let bytes = [base.as_bytes(), b"/", &below].concat();
            Directory::Absolute(RemotePath::from_absolute(&bytes))
        }
        (Some(Directory::FromLogin(base)), Directory::FromLogin(below)) => {
            Directory::FromLogin([&base[..], b"/", &below].concat())
        }
        (_, below) => below,
    }
}
