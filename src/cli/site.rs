//! From the command line's words to a site: URL, options, and the password from where it is safe.

use super::exit::Failure;
use super::{Common, logins, say};
use crate::model::Site;
use crate::model::url::{SiteTarget, encode_path, parse_target};
use secrecy::SecretString;
use std::time::Duration;

/// The site that the screen is to connect to. A password that is not in the URL, the environment or
/// a `.netrc` stays empty: the screen looks for a stored one, and asks for it.
///
/// # Errors
/// A line to print: the URL makes no sense, or the `.netrc` cannot be used.
pub fn site_for_screen(arguments: &[&str], common: &Common) -> Result<Site, String> {
    let (target, mut site) = read(arguments, common).map_err(|failure| failure.to_string())?;
    warn(&target, common);
    logins::complete(&target, &mut site, common).map_err(|failure| failure.to_string())?;
    Ok(site)
}

/// The site of a headless verb and the target as it was written. The password is asked for where
/// it is not known.
pub(super) fn target_and_site(
    arguments: &[&str],
    common: &Common,
) -> Result<(SiteTarget, Site), Failure> {
    let (target, mut site) = read(arguments, common)?;
    warn(&target, common);
    if target.password.is_none() && target.user.is_some() && common.password_stdin {
        site.password = logins::from_standard_input()?;
    } else if !logins::complete(&target, &mut site, common)? {
        site.password = logins::stored_or_asked(&site)?;
    }
    // One site, one run: its limits are those for all.
    site.limits = common.moving.limit.unwrap_or(common.settings.limits);
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
    site.account = common.account.as_deref().map(SecretString::from);
    common.moving.apply(&mut site.policy);
    Ok(site)
}

/// What other users of this machine could see is told of.
fn warn(target: &SiteTarget, common: &Common) {
    if target.had_password {
        say(
            "the password in the URL can be seen by other users of this machine (ps, history); \
             better leave it out and be asked, or set TWOPORT_PASSWORD",
        );
    }
    if common
        .proxy
        .as_ref()
        .is_some_and(|proxy| proxy.login.is_some())
    {
        say("the proxy's password on the command line can be seen by other users of this machine");
    }
}

/// The site that is named, without a password that does not stand there.
pub(super) fn read(arguments: &[&str], common: &Common) -> Result<(SiteTarget, Site), Failure> {
    let wrong =
        |error: &dyn std::error::Error| Failure::Usage(format!("{}: {error}", shown(arguments)));
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
    site.account = common.account.as_deref().map(SecretString::from);
    site.ca_file.clone_from(&common.ca_file);
    site.fingerprint = common.trust_fingerprint;
    site.proxy.clone_from(&common.proxy);
    site.use_announced_address = common.use_announced_address;
    site.connect_timeout = Duration::from_secs(common.connect_timeout);
    site.charset = common.charset;
    site.mode = common.mode;
    site.port_range = common.port_range;
    site.external_address = common.external_address;
    site.timeout = Duration::from_secs(common.timeout);
    site.keep_alive = common.keep_alive.map(Duration::from_secs);
    common.moving.apply(&mut site.policy);
    if let Some(jobs) = common.jobs {
        site.transfer_sessions = usize::from(jobs);
    }
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
        let site = |line| site_for_screen(&["ftp://anna:pw@h"], &parse(line)).unwrap();
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
