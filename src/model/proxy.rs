//! A proxy between this computer and the server: for the control connection and for passive data.

use percent_encoding::percent_decode_str;
use secrecy::SecretString;
use std::str::FromStr;
use strum::{Display, IntoStaticStr};

/// How a proxy is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Display, IntoStaticStr)]
pub enum ProxyKind {
    /// SOCKS version 5, RFC 1928; names are resolved by the proxy.
    #[strum(to_string = "socks5")]
    Socks5,
    /// HTTP CONNECT, RFC 9110 section 9.3.6.
    #[strum(to_string = "http")]
    HttpConnect,
}

/// A proxy.
#[derive(Clone, Debug)]
pub struct Proxy {
    /// How it is spoken to.
    pub kind: ProxyKind,
    /// Its host name or address.
    pub host: String,
    /// Its port, 1 to 65535.
    pub port: u16,
    /// User and password, where it wants them.
    pub login: Option<(String, SecretString)>,
}

/// A text that names no proxy. It may hold a password and is not repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a proxy is socks5://[user:password@]host:port or http://[user:password@]host:port")]
pub struct ProxyError;

impl FromStr for Proxy {
    type Err = ProxyError;

    fn from_str(text: &str) -> Result<Self, ProxyError> {
        let (scheme, rest) = text.split_once("://").ok_or(ProxyError)?;
        let (kind, standard) = match scheme.to_ascii_lowercase().as_str() {
            "socks5" | "socks5h" => (ProxyKind::Socks5, Some(1080)),
            "http" => (ProxyKind::HttpConnect, None),
            _ => return Err(ProxyError),
        };
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        let (login, place) = match rest.rsplit_once('@') {
            Some((login, place)) => (Some(login), place),
            None => (None, rest),
        };
        let (host, port) = match place.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => (host, port.parse().ok()),
            _ => (place, standard),
        };
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let login = login.map(|login| {
            let (user, password) = login.split_once(':').unwrap_or((login, ""));
            let [user, password] = [user, password]
                .map(|part| percent_decode_str(part).decode_utf8_lossy().into_owned());
            (user, SecretString::from(password))
        });
        match port.filter(|port| *port > 0) {
            Some(port) if !host.is_empty() && !host.contains(['/', '@', ' ']) => Ok(Self {
                kind,
                host: host.to_owned(),
                port,
                login,
            }),
            _ => Err(ProxyError),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret as _;

    #[test]
    fn proxies_are_read_from_their_urls() {
        let proxy: Proxy = "socks5://anna:p%40ss@[::1]:9050".parse().unwrap();
        assert_eq!(
            (proxy.kind, proxy.host.as_str(), proxy.port),
            (ProxyKind::Socks5, "::1", 9050)
        );
        let (user, password) = proxy.login.unwrap();
        assert_eq!((user.as_str(), password.expose_secret()), ("anna", "p@ss"));
        let proxy: Proxy = "SOCKS5://gate".parse().unwrap();
        assert_eq!((proxy.port, proxy.login.is_none()), (1080, true));
        let proxy: Proxy = "http://gate:3128/".parse().unwrap();
        assert_eq!((proxy.kind, proxy.port), (ProxyKind::HttpConnect, 3128));
        for wrong in [
            "gate:1080",
            "http://gate",
            "ftp://gate:1",
            "socks5://:1",
            "http://a:0",
        ] {
            assert!(wrong.parse::<Proxy>().is_err(), "{wrong}");
        }
    }
}
