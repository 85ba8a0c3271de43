//! A proxy between this computer and the server: for the control connection and for passive data.

use secrecy::SecretString;
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
