//! lftp's `bookmarks`: a name, a blank or a tab, and a URL, a line each.

use super::{Imported, ImportedSite};
use crate::model::site::Directory;
use crate::model::url::{SiteTarget, parse_target};
use crate::model::{Security, SiteKey};

/// Reads the text of a file of bookmarks; `None` if it is none.
pub(super) fn read(text: &str) -> Option<Imported> {
    let mut imported = Imported::default();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (name, url) = line.split_once(['\t', ' '])?;
        let url = url.trim();
        match site(name, url) {
            Ok(site) => imported.sites.push(site),
            Err(why) => imported.skipped.push((name.to_owned(), why)),
        }
    }
    Some(imported)
}

fn site(name: &str, url: &str) -> Result<ImportedSite, String> {
    match url.split_once("://").map(|(scheme, _)| scheme) {
        Some("sftp" | "fish") => return Err("SFTP is not spoken here".into()),
        Some(scheme) if !matches!(scheme, "ftp" | "ftps" | "ftpes") => {
            return Err("it is neither FTP nor FTP over TLS".into());
        }
        _ => {}
    }
    let target = parse_target(&[url]).map_err(|error| error.to_string())?;
    let mut site = ImportedSite::new(&[], name, &target.host)?;
    take(target, &mut site);
    Ok(site)
}

fn take(target: SiteTarget, site: &mut ImportedSite) {
    let security = target.security.unwrap_or_default();
    if security != Security::default() {
        site.set(SiteKey::Security, &security.to_string());
    }
    if let Some(port) = target.port {
        site.set_port(&port.to_string(), security.standard_port());
    }
    if let Some(user) = target.user.filter(|user| user != "anonymous") {
        site.set(SiteKey::User, &user);
        site.password = target.password;
    }
    let bytes = match target.directory {
        None => return,
        Some(Directory::Absolute(path)) => path.as_bytes().to_vec(),
        Some(Directory::FromLogin(bytes)) => bytes,
    };
    match String::from_utf8(bytes) {
        Ok(text) if text.len() > 1 => {
            site.set(SiteKey::RemoteDirectory, text.trim_end_matches('/'));
        }
        Ok(text) => site.set(SiteKey::RemoteDirectory, &text),
        Err(_) => site.left.push("remote_directory: it is not UTF-8".into()),
    }
}
