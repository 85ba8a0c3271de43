//! What names a server: an FTP URL (RFC 1738 section 3.2, RFC 3986), `user@host`, `HOST PORT`.

use super::charset::{Charset, Unwritable};
use super::site::{Directory, Site};
use super::{RemotePath, Security};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, percent_encode};
use secrecy::SecretString;
use std::net::Ipv6Addr;

/// A server as a URL or the arguments of the command line name it.
#[derive(Clone, Debug)]
pub struct SiteTarget {
    /// Host name or address; an IPv6 address without its brackets.
    pub host: String,
    /// Port, 1 to 65535; `None` where none was named.
    pub port: Option<u16>,
    /// What the scheme asks for: `ftpes://` TLS or nothing, `ftps://` TLS from the first byte on;
    /// `None` for `ftp://` and for no scheme.
    pub security: Option<Security>,
    /// User; `None` where none was named.
    pub user: Option<String>,
    /// Password; `None` where none was named.
    pub password: Option<SecretString>,
    /// The directory or file: `/path` is seen from the login directory, `//path` and `/%2Fpath`
    /// from the root. `None` for no path.
    pub directory: Option<Directory>,
    /// Whether the path ended in `/`: what is in the directory, not the directory itself.
    pub trailing_slash: bool,
    /// Whether a password stood in the text, where others can read it: worth a warning.
    pub had_password: bool,
}

/// Why a text names no server that this program can speak to.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    /// Nothing was given.
    #[error("a host is needed")]
    Empty,
    /// More was given than a URL, or a host and a port.
    #[error("one URL, or a host and a port; this is more")]
    TooMany,
    /// Some other scheme.
    #[error("{0}:// is not ftp://, ftpes:// or ftps://")]
    Scheme(String),
    /// The host is empty or has something in it that no host name has.
    #[error("`{0}` is not a host name or an address")]
    Host(String),
    /// Not a port.
    #[error("`{0}` is not a port (1 to 65535)")]
    Port(String),
    /// A `%` without two hexadecimal digits, or a user or password that is not UTF-8.
    #[error("the {0} is not encoded as URLs are")]
    Encoding(&'static str),
    /// CR, LF or NUL, encoded or not: it would end the command (RFC 959 section 5.3.1).
    #[error("the {0} has a line end or a NUL in it: refused")]
    Control(&'static str),
    /// A `;type=` other than `i`.
    #[error(";type={0} is not offered: files are carried as they are (;type=i)")]
    Type(String),
}

impl SiteTarget {
    /// The site to connect to: without a user as `anonymous`, without a password with none.
    pub fn into_site(self) -> Site {
        let security = self.security.unwrap_or_default();
        let port = self.port.unwrap_or(security.standard_port());
        let mut site = Site::anonymous(self.host, port);
        site.security = security;
        if let Some(user) = self.user {
            site.user = user;
            site.password = self.password.unwrap_or_default();
        }
        site.directory = self.directory;
        site
    }
}

/// Whether a text begins as a URL that [`parse_target`] has something to say about.
pub fn looks_like_url(text: &str) -> bool {
    text.trim().split_once("://").is_some_and(|(scheme, _)| {
        ["ftp", "ftps", "ftpes"]
            .iter()
            .any(|known| scheme.eq_ignore_ascii_case(known))
    })
}

/// The same text with what is not ASCII in its path as the bytes of `charset`, percent-encoded.
/// What is percent-encoded already is bytes and stays.
///
/// # Errors
/// [`Unwritable`] if the character set has no way to write the path.
pub fn encode_path(text: &str, charset: Charset) -> Result<String, Unwritable> {
    let after_scheme = text.find("://").map_or(0, |at| at + 3);
    let (head, rest) = text.split_at(after_scheme);
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let mut encoded = [head, authority].concat();
    for character in path.chars() {
        if character.is_ascii() {
            encoded.push(character);
        } else {
            let bytes = charset
                .encode(character.encode_utf8(&mut [0; 4]))?
                .into_owned();
            encoded.extend(percent_encode(&bytes, NON_ALPHANUMERIC));
        }
    }
    Ok(encoded)
}

/// What stays as it is in a path: the unreserved characters of RFC 3986, and the `/`.
const IN_PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The URL of a path on a site (RFC 1738 section 3.2.2): without a password, the path as its bytes
/// are, from the root.
pub fn of_site(site: &Site, path: &RemotePath) -> String {
    let scheme = match site.security {
        Security::Implicit => "ftps",
        Security::Required => "ftpes",
        Security::Plain | Security::Preferred => "ftp",
    };
    let user = match site.user.as_str() {
        "anonymous" => String::new(),
        user => format!("{}@", percent_encode(user.as_bytes(), IN_NAME)),
    };
    let host = if site.host.contains(':') {
        format!("[{}]", site.host)
    } else {
        super::text::display_safe_str(&site.host)
    };
    let port = match site.port {
        port if port == site.security.standard_port() => String::new(),
        port => format!(":{port}"),
    };
    // A second `/` says that the path begins at the root and not at the login directory.
    let path = percent_encode(path.as_bytes(), IN_PATH);
    format!("{scheme}://{user}{host}{port}/{path}")
}

/// What stays as it is in a user's name.
const IN_NAME: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The URL of a file on this computer (RFC 8089).
pub fn of_file(path: &[u8]) -> String {
    format!("file://{}", percent_encode(path, IN_PATH))
}

/// Reads what names a server: a URL, `[user[:password]@]host[:port][/path]`, or a host and a port.
///
/// # Errors
/// [`UrlError`]; its text never repeats a password.
pub fn parse_target(arguments: &[&str]) -> Result<SiteTarget, UrlError> {
    match arguments {
        [] => Err(UrlError::Empty),
        [text] => parse_one(text.trim()),
        [host, number] => {
            let target = parse_one(host.trim())?;
            if target.port.is_some() || host.contains('/') {
                return Err(UrlError::TooMany);
            }
            Ok(SiteTarget {
                port: Some(port(number.trim())?),
                ..target
            })
        }
        _ => Err(UrlError::TooMany),
    }
}

fn parse_one(text: &str) -> Result<SiteTarget, UrlError> {
    let (security, rest) = match text.split_once("://") {
        Some((scheme, rest)) if scheme.chars().all(|letter| letter.is_ascii_alphanumeric()) => {
            match scheme.to_ascii_lowercase().as_str() {
                "ftp" => (None, rest),
                "ftpes" => (Some(Security::Required), rest),
                "ftps" => (Some(Security::Implicit), rest),
                _ => return Err(UrlError::Scheme(scheme.to_owned())),
            }
        }
        _ => (None, text),
    };
    if rest.is_empty() {
        return Err(UrlError::Empty);
    }
    // A password with a raw `/` or `@` is not right, but the last `@` before the path is a fair
    // guess, and it keeps what follows from being taken for a host.
    let (authority, path) = match rest.find('/') {
        Some(at) => rest.split_at(at),
        None => (rest, ""),
    };
    let (login, place) = match authority.rsplit_once('@') {
        Some((login, place)) => (Some(login), place),
        None => (None, authority),
    };
    let (host, port) = host_and_port(place)?;
    let (user, password) = credentials(login.unwrap_or_default())?;
    let path = path_of(path)?;
    Ok(SiteTarget {
        host,
        port,
        security,
        had_password: password.is_some(),
        password: password.map(SecretString::from),
        user,
        trailing_slash: path.len() > 1 && path.ends_with(b"/"),
        directory: directory(&path),
    })
}

/// `user`, `user:password`, or nothing.
fn credentials(login: &str) -> Result<(Option<String>, Option<String>), UrlError> {
    let (user, password) = match login.split_once(':') {
        Some((user, password)) => (user, Some(password)),
        None => (login, None),
    };
    if user.is_empty() {
        return Ok((None, None));
    }
    let user = decoded_text(user, "user")?;
    let password = password
        .map(|password| decoded_text(password, "password"))
        .transpose()?;
    Ok((Some(user), password))
}

/// `host`, `host:port`, `[v6]`, `[v6]:port`, or a bare IPv6 address.
fn host_and_port(place: &str) -> Result<(String, Option<u16>), UrlError> {
    let wrong = || UrlError::Host(super::text::display_safe_str(place));
    if let Some(rest) = place.strip_prefix('[') {
        let (host, after) = rest.split_once(']').ok_or_else(wrong)?;
        let host: Ipv6Addr = host.parse().map_err(|_| wrong())?;
        let port = match after.strip_prefix(':') {
            Some(number) => Some(port(number)?),
            None if after.is_empty() => None,
            None => return Err(wrong()),
        };
        return Ok((host.to_string(), port));
    }
    if let Ok(host) = place.parse::<Ipv6Addr>() {
        return Ok((host.to_string(), None));
    }
    let (host, port) = match place.split_once(':') {
        Some((host, number)) => (host, Some(port(number)?)),
        None => (place, None),
    };
    let fits = |letter: char| letter.is_alphanumeric() || matches!(letter, '.' | '-' | '_');
    if host.is_empty() || host.starts_with('-') || !host.chars().all(fits) {
        return Err(wrong());
    }
    Ok((host.to_owned(), port))
}

fn port(text: &str) -> Result<u16, UrlError> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse()
        .ok()
        .filter(|port| digits && *port > 0)
        .ok_or_else(|| UrlError::Port(super::text::display_safe_str(text)))
}

/// The path as bytes, its leading `/` kept, without `;type=`.
fn path_of(path: &str) -> Result<Vec<u8>, UrlError> {
    let path = match path.rsplit_once(";type=") {
        Some((path, code)) if code.eq_ignore_ascii_case("i") => path,
        Some((_, code)) => return Err(UrlError::Type(super::text::display_safe_str(code))),
        None => path,
    };
    decoded(path, "path")
}

/// The first `/` only ends the host: what follows is seen from the login directory.
fn directory(path: &[u8]) -> Option<Directory> {
    let below = path.strip_prefix(b"/")?;
    match below.first()? {
        b'/' => Some(Directory::Absolute(RemotePath::from_absolute(below))),
        _ => Some(Directory::FromLogin(below.to_vec())),
    }
}

fn decoded(text: &str, part: &'static str) -> Result<Vec<u8>, UrlError> {
    let is_hex = |at: usize| text.as_bytes().get(at).is_some_and(u8::is_ascii_hexdigit);
    if text
        .match_indices('%')
        .any(|(at, _)| !is_hex(at + 1) || !is_hex(at + 2))
    {
        return Err(UrlError::Encoding(part));
    }
    let bytes: Vec<u8> = percent_decode_str(text).collect();
    if bytes.iter().any(|byte| matches!(byte, b'\r' | b'\n' | 0)) {
        return Err(UrlError::Control(part));
    }
    Ok(bytes)
}

fn decoded_text(text: &str, part: &'static str) -> Result<String, UrlError> {
    String::from_utf8(decoded(text, part)?).map_err(|_| UrlError::Encoding(part))
}

#[cfg(test)]
#[path = "url/tests.rs"]
mod tests;
