//! How the data connection is opened. RFC 959 section 3.3, RFC 2428.
//!
//! Passive: the client sends EPSV or PASV, the server listens and the client dials.
//! Active: the client listens and sends EPRT or PORT, the server dials.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr};

/// Who opens the data connection: what users call passive and active mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Display, IntoStaticStr)]
#[strum(serialize_all = "UPPERCASE")]
pub enum TransferMode {
    /// The server listens, the client dials.
    Passive,
    /// The client listens, the server dials.
    Active,
}

/// What the user asks for.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Display, EnumString, Serialize, Deserialize,
)]
#[strum(serialize_all = "lowercase", ascii_case_insensitive)]
#[serde(rename_all = "lowercase")]
pub enum ModeChoice {
    /// Passive first (EPSV, then PASV); active when passive does not work.
    #[default]
    Auto,
    /// EPSV, then PASV.
    Passive,
    /// EPRT, then PORT.
    Active,
    /// EPSV and nothing else.
    Epsv,
    /// PASV and nothing else.
    Pasv,
    /// EPRT and nothing else.
    Eprt,
    /// PORT and nothing else.
    Port,
}

impl ModeChoice {
    /// The mode after this one when `M` is pressed: passive, active, auto.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Passive | Self::Epsv | Self::Pasv => Self::Active,
            Self::Active | Self::Eprt | Self::Port => Self::Auto,
            Self::Auto => Self::Passive,
        }
    }
}

/// The commands of passive mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Display, IntoStaticStr)]
#[strum(serialize_all = "UPPERCASE")]
pub enum PassiveCommand {
    /// Extended passive, RFC 2428 section 3.
    Epsv,
    /// RFC 959 section 4.1.2; IPv4 only.
    Pasv,
}

/// The commands of active mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Display, IntoStaticStr)]
#[strum(serialize_all = "UPPERCASE")]
pub enum ActiveCommand {
    /// Extended port, RFC 2428 section 2.
    Eprt,
    /// RFC 959 section 4.1.2; IPv4 only.
    Port,
}

/// The command that opens a data connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DataCommand {
    /// EPSV or PASV.
    Passive(PassiveCommand),
    /// EPRT or PORT.
    Active(ActiveCommand),
}

impl DataCommand {
    /// The mode this command belongs to.
    pub fn mode(self) -> TransferMode {
        match self {
            Self::Passive(_) => TransferMode::Passive,
            Self::Active(_) => TransferMode::Active,
        }
    }

    /// All of them, in the order in which they are tried.
    pub const ALL: [Self; 4] = [
        Self::Passive(PassiveCommand::Epsv),
        Self::Passive(PassiveCommand::Pasv),
        Self::Active(ActiveCommand::Eprt),
        Self::Active(ActiveCommand::Port),
    ];

    /// The command with this verb, in any case.
    pub fn from_verb(verb: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|command| command.verb().eq_ignore_ascii_case(verb))
    }

    /// The verb on the wire.
    pub fn verb(self) -> &'static str {
        match self {
            Self::Passive(command) => command.into(),
            Self::Active(command) => command.into(),
        }
    }
}

/// Who dials a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialer {
    /// This computer opens the connection.
    You,
    /// The server opens the connection.
    Server,
}

/// The way the bytes of a transfer go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Display, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum Direction {
    /// From the server to this computer.
    Download,
    /// From this computer to the server.
    Upload,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn m_goes_round_the_three_modes() {
        assert_eq!(ModeChoice::Passive.next(), ModeChoice::Active);
        assert_eq!(ModeChoice::Active.next(), ModeChoice::Auto);
        assert_eq!(ModeChoice::Auto.next(), ModeChoice::Passive);
    }

    #[test]
    fn choices_are_read_from_the_command_line_words() {
        assert_eq!("passive".parse(), Ok(ModeChoice::Passive));
        assert_eq!("EPSV".parse(), Ok(ModeChoice::Epsv));
        assert!("sideways".parse::<ModeChoice>().is_err());
    }
}
