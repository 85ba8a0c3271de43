//! From the command line's words to a site: URL, options, and the password from where it is safe.

use super::exit::Failure;
use super::{Common, logins, say};
use crate::model::stored_site::go_below;
use crate::model::text::display_safe_str;
use crate::model::url::{SiteTarget, encode_path, parse_target};
use crate::model::{Site, SiteKey, StoredSite};
use crate::sites::SiteFiles;
use secrecy::SecretString;
use std::path::PathBuf;
use std::time::Duration;

/// The site that the screen is to connect to. A password that is not in the URL, the environment or
/// a `.netrc` stays empty: the screen looks for a stored one, and asks for it.
///
/// With it comes what the user is to be warned of, a line each.
///
/// # Errors
/// A line to print: the URL makes no sense, or the `.netrc` cannot be used.
pub fn site_for_screen(
    arguments: &[&str],
    common: &Common,
) -> Result<(Site, Vec<&'static str>), String> {
    let (target, mut site) = read(arguments, common).map_err(|failure| failure.to_string())?;
    logins::complete(&target, &mut site, common).map_err(|failure| failure.to_string())?;
    Ok((site, warnings(&target, common)))
}

/// Sessions that move files beside the first login, where nothing is drawn: as many as the command
/// line asks for, or else the site itself.
pub(super) fn sessions(site: &Site, common: &Common) -> usize {
    let said = common.jobs.map(usize::from);
    let wanted = said.or_else(|| {
        let (book, _) = SiteFiles::usual().load();
        let stored = book.get(site.name.as_deref()?)?;
        stored.get(SiteKey::Sessions)?.parse().ok()
    });
    wanted.filter(|sessions| *sessions > 1).unwrap_or_default()
}

/// The folder of this computer that a site is kept with, if it is there.
pub fn local_folder(site: &Site) -> Option<PathBuf> {
    let (book, _) = SiteFiles::usual().load();
    let stored = book.get(site.name.as_deref()?)?;
    let text = stored.get(SiteKey::LocalDirectory)?;
    let folder = match text.strip_prefix("~/").or((text == "~").then_some("")) {
        Some(below) => directories::BaseDirs::new()?.home_dir().join(below),
        None => PathBuf::from(text),
    };
    if folder.is_dir() {
        return Some(folder);
    }
    say(&format!(
        "the site's folder {} is not there",
        display_safe_str(text)
    ));
    None
}

/// The site of a headless verb and the target as it was written. The password is asked for where
/// it is not known.
pub(super) fn target_and_site(
    arguments: &[&str],
    common: &Common,
) -> Result<(SiteTarget, Site), Failure> {
    let (target, mut site) = read(arguments, common)?;
    warnings(&target, common).into_iter().for_each(say);
    if target.password.is_none() && target.user.is_some() && common.password_stdin {
        site.password = logins::from_standard_input()?;
    } else if !logins::complete(&target, &mut site, common)? {
        site.password = logins::stored_or_asked(&site)?;
    }
    // One site, one run: its limits are those for all.
    let limits = site.limits.tighter(common.settings.limits);
    site.limits = common.moving.limit.unwrap_or(limits);
    Ok((target, site))
}

/// A site that an earlier run has left something for, with its password from where it is safe, and
/// with what the command line says of it.
pub(super) fn with_password(mut site: Site, common: &Common) -> Result<Site, Failure> {
    if site.user != "anonymous" {
        let user = site.user.clone();
        if common.password_stdin {
            site.password = logins::from_standard_input()?;
        } else if !logins::known(Some(&user), &mut site, common)? {
            site.password = logins::stored_or_asked(&site)?;
        }
    }
    account(&mut site, common);
    common.moving.apply(&mut site.policy);
    Ok(site)
}

/// What other users of this machine can see.
fn warnings(target: &SiteTarget, common: &Common) -> Vec<&'static str> {
    let mut warnings = Vec::new();
    if target.had_password {
        warnings.push(
            "the password in the URL can be seen by other users of this machine (ps, history); \
             better leave it out and be asked, or set TWOPORT_PASSWORD",
        );
    }
    let proxy = common.proxy.as_ref();
    if proxy.is_some_and(|proxy| proxy.login.is_some()) {
        warnings.push(
            "the proxy's password on the command line can be seen by other users of this machine",
        );
    }
    warnings
}

/// The site that is named, without a password that does not stand there.
pub(super) fn read(arguments: &[&str], common: &Common) -> Result<(SiteTarget, Site), Failure> {
    let wrong =
        |error: &dyn std::error::Error| Failure::Usage(format!("{}: {error}", shown(arguments)));
    if let [argument] = arguments
        && let Some((stored, path)) = named(argument)?
    {
        return kept(&stored, path, common);
    }
    let mut encoded = Vec::with_capacity(arguments.len());
    for argument in arguments {
        encoded.push(match common.charset {
            Some(charset) => encode_path(argument, charset).map_err(|error| wrong(&error))?,
            None => (*argument).to_owned(),
        });
    }
    let encoded: Vec<&str> = encoded.iter().map(String::as_str).collect();
    let mut target = parse_target(&encoded).map_err(|error| wrong(&error))?;
    target.security = common.security.or(target.security);
    let mut site = target.clone().into_site();
    common.settings.shape(&mut site);
    overrule(&mut site, common);
    Ok((target, site))
}

/// What the options say goes before what the site is kept with.
pub fn overrule(site: &mut Site, common: &Common) {
    if let Some(security) = common.security {
        if site.port == site.security.standard_port() {
            site.port = security.standard_port();
        }
        site.security = security;
    }
    account(site, common);
    site.ca_file = common.ca_file.clone().or(site.ca_file.take());
    site.fingerprint = common.trust_fingerprint.or(site.fingerprint);
    site.proxy = common.proxy.clone().or(site.proxy.take());
    site.use_announced_address |= common.use_announced_address;
    let seconds = |seconds: Option<u64>| seconds.map(Duration::from_secs);
    site.connect_timeout = seconds(common.connect_timeout).unwrap_or(site.connect_timeout);
    site.timeout = seconds(common.timeout).unwrap_or(site.timeout);
    site.keep_alive = seconds(common.keep_alive).or(site.keep_alive);
    site.charset = common.charset.or(site.charset);
    site.mode = common.mode.unwrap_or(site.mode);
    site.port_range = common.port_range.or(site.port_range);
    site.external_address = common.external_address.or(site.external_address);
    common.moving.apply(&mut site.policy);
    if let Some(jobs) = common.jobs {
        site.transfer_sessions = usize::from(jobs);
    }
}

/// The account that the command line names goes before the site's own.
fn account(site: &mut Site, common: &Common) {
    if let Some(account) = &common.account {
        site.account = Some(SecretString::from(account.as_str()));
    }
}

/// The site that is kept under the name in `SITE[:PATH]`, and the path; `None` where no site is meant.
fn named(argument: &str) -> Result<Option<(StoredSite, &str)>, Failure> {
    if argument.contains("://") {
        return Ok(None);
    }
    let (book, wrong) = SiteFiles::usual().load();
    for error in wrong {
        say(&error.to_string());
    }
    match book.meant(argument) {
        Ok(found) => Ok(found.map(|(site, path)| (site.clone(), path))),
        Err(several) => Err(Failure::Usage(several.to_string())),
    }
}

/// A site that is kept, and a path that is seen from its directory.
fn kept(stored: &StoredSite, path: &str, common: &Common) -> Result<(SiteTarget, Site), Failure> {
    let mut site = stored.site(&common.settings);
    go_below(&mut site, path, common.charset)
        .map_err(|error| Failure::Usage(format!("{}: {error}", display_safe_str(path))))?;
    overrule(&mut site, common);
    let target = SiteTarget {
        host: site.host.clone(),
        port: Some(site.port),
        security: Some(site.security),
        user: stored.get(SiteKey::User).map(str::to_owned),
        password: None,
        directory: site.directory.clone(),
        // The directory of the site is what is in it, unless something else is named.
        trailing_slash: path.is_empty() || path.ends_with('/'),
        had_password: false,
    };
    Ok((target, site))
}

/// The arguments without what may be a password.
pub(super) fn shown(arguments: &[&str]) -> String {
    let joined = arguments.join(" ");
    match (joined.find("://"), joined.rfind('@')) {
        (Some(scheme), Some(at)) if at > scheme => {
            let (head, tail) = (joined.get(..scheme + 3), joined.get(at..));
            format!("{}…{}", head.unwrap_or_default(), tail.unwrap_or_default())
        }
        _ => joined,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Arguments;
    use clap::Parser as _;
    use secrecy::ExposeSecret as _;

    #[test]
    fn an_account_is_kept_for_the_server_that_asks_for_it() {
        let parse = |line: &[&str]| Arguments::parse_from([&["twoport"], line].concat()).common;
        let site = |line| {
            site_for_screen(&["ftp://anna:pw@h"], &parse(line))
                .unwrap()
                .0
        };
        let account = site(&["--account", "sales"]).account.unwrap();
        assert_eq!(account.expose_secret(), "sales");
        assert!(site(&[]).account.is_none());
    }

    #[test]
    fn a_url_in_an_error_does_not_show_its_password() {
        assert_eq!(shown(&["ftpx://anna:secret@host/x"]), "ftpx://…@host/x");
        assert_eq!(shown(&["host", "99999"]), "host 99999");
    }
}
