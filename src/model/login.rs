//! Who logs in where, and where the password for it is kept.

use super::Site;
use std::fmt;

/// One user on one server: what a kept password belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login {
    user: String,
    host: String,
    port: u16,
}

/// Where a password is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shelf {
    /// The system's keyring.
    Keyring,
    /// The program's own file, encrypted with the master password.
    File,
}

impl Login {
    /// A login. Hosts are told apart without regard to case.
    pub fn new(user: &str, host: &str, port: u16) -> Self {
        Self {
            user: user.to_owned(),
            host: host.to_ascii_lowercase(),
            port,
        }
    }

    /// The name it is kept under: `user@host:port`, always with the port. Raw: to be made safe where
    /// it is shown.
    pub fn label(&self) -> String {
        let Self { user, host, port } = self;
        if host.contains(':') {
            format!("{user}@[{host}]:{port}")
        } else {
            format!("{user}@{host}:{port}")
        }
    }
}

impl From<&Site> for Login {
    fn from(site: &Site) -> Self {
        Self::new(&site.user, &site.host, site.port)
    }
}

impl fmt::Display for Shelf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Keyring => "keyring",
            Self::File => "encrypted file",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_names_user_host_and_port() {
        let label = |user, host, port| Login::new(user, host, port).label();
        assert_eq!(label("anna", "NAS.Example", 21), "anna@nas.example:21");
        assert_eq!(label("a@b", "::1", 2121), "a@b@[::1]:2121");
    }
}
