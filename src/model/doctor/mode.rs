//! What the doctor finds out about each mode.

use super::milliseconds;
use crate::model::ModeChoice;
use serde::Serialize;
use std::time::Duration;
use strum::{Display, IntoStaticStr};

/// A way to open a data connection, as the doctor tries them.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Display, IntoStaticStr,
)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Probe {
    /// EPSV (RFC 2428 section 3).
    Epsv,
    /// PASV (RFC 959 section 4.1.2), to the address that the 227 reply names.
    Pasv,
    /// PASV, with the port of the 227 reply at the control connection's peer.
    PasvPeer,
    /// EPRT (RFC 2428 section 2).
    Eprt,
    /// PORT (RFC 959 section 4.1.2).
    Port,
    /// EPSV over IPv6, where the server has an IPv4 address as well.
    Epsv6,
    /// EPRT over IPv6, where the server has an IPv4 address as well.
    Eprt6,
}

impl Probe {
    /// All of them, in the order in which the best is chosen.
    pub const ALL: [Self; 7] = [
        Self::Epsv,
        Self::PasvPeer,
        Self::Epsv6,
        Self::Pasv,
        Self::Eprt,
        Self::Port,
        Self::Eprt6,
    ];

    /// The verb on the wire.
    pub fn verb(self) -> &'static str {
        match self {
            Self::Epsv | Self::Epsv6 => "EPSV",
            Self::Pasv | Self::PasvPeer => "PASV",
            Self::Eprt | Self::Eprt6 => "EPRT",
            Self::Port => "PORT",
        }
    }

    /// The choice that uses this command and no other.
    pub fn choice(self) -> ModeChoice {
        match self {
            Self::Epsv | Self::Epsv6 => ModeChoice::Epsv,
            Self::Pasv | Self::PasvPeer => ModeChoice::Pasv,
            Self::Eprt | Self::Eprt6 => ModeChoice::Eprt,
            Self::Port => ModeChoice::Port,
        }
    }

    /// Whether the server dials.
    pub fn is_active(self) -> bool {
        matches!(self, Self::Eprt | Self::Port | Self::Eprt6)
    }
}

/// What became of a mode.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Display, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum ModeResult {
    /// A listing came over it.
    Works,
    /// It was tried, or asked for, and no listing came.
    Fails,
    /// The address family is not there.
    NotOffered,
    /// It was not asked for, or there was no connection to try it on.
    #[default]
    NotTried,
}

/// Where a mode failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Display, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum ModeStage {
    /// The control connection for it.
    Control,
    /// The command: EPSV, PASV, EPRT or PORT.
    Command,
    /// Dialling the port that the server named.
    Connect,
    /// Waiting for the server's call.
    Call,
    /// The listing itself.
    Transfer,
}

/// Why something does not work, as far as it can be told from here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Display, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum DoctorCause {
    /// This computer's address is private, and the server sees another one.
    ClientNatPrivateAddress,
    /// The server's call does not reach this computer.
    ClientInboundBlocked,
    /// The 227 reply names another address than the one that was dialled.
    ServerAnnouncesPrivateAddress,
    /// The ports that the server names do not answer.
    ServerPassivePortsDropped,
    /// The ports that the server names refuse.
    ServerPassivePortsRefused,
    /// The server does not know EPSV.
    ServerLacksEpsv,
    /// The server does not know EPRT.
    ServerLacksEprt,
    /// EPSV's ports do not answer, PASV's do.
    EpsvPortDropped,
    /// PASV and PORT cannot name an IPv6 address (RFC 2428 section 1).
    NotForIpv6,
    /// The server allows no further login now.
    LoginLimit,
    /// The server wants TLS.
    TlsRequired,
}

/// What was found out about one mode.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ModeFinding {
    /// What became of it.
    pub result: ModeResult,
    /// Where it failed.
    pub stage: Option<ModeStage>,
    /// Why, as far as it can be told.
    pub cause: Option<DoctorCause>,
    /// The server's words: the refusal, or else the reply to the mode's command.
    pub reply: Option<String>,
    /// How long it took, from the command to the end of the listing or to giving up.
    #[serde(rename = "ms", serialize_with = "milliseconds")]
    pub took: Option<Duration>,
}

/// What was found out about each mode. Where the server has IPv6 only, `epsv` and `eprt` are those
/// over IPv6, `pasv`, `pasv_peer` and `port` cannot be used, and `epsv6` and `eprt6` are not offered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub struct ModeFindings {
    /// [`Probe::Epsv`].
    pub epsv: ModeFinding,
    /// [`Probe::Pasv`].
    pub pasv: ModeFinding,
    /// [`Probe::PasvPeer`].
    pub pasv_peer: ModeFinding,
    /// [`Probe::Eprt`].
    pub eprt: ModeFinding,
    /// [`Probe::Port`].
    pub port: ModeFinding,
    /// [`Probe::Epsv6`].
    pub epsv6: ModeFinding,
    /// [`Probe::Eprt6`].
    pub eprt6: ModeFinding,
}

impl ModeFindings {
    /// The finding of one mode.
    pub fn get(&self, probe: Probe) -> &ModeFinding {
        match probe {
            Probe::Epsv => &self.epsv,
            Probe::Pasv => &self.pasv,
            Probe::PasvPeer => &self.pasv_peer,
            Probe::Eprt => &self.eprt,
            Probe::Port => &self.port,
            Probe::Epsv6 => &self.epsv6,
            Probe::Eprt6 => &self.eprt6,
        }
    }

    /// The finding of one mode, to be changed.
    pub fn get_mut(&mut self, probe: Probe) -> &mut ModeFinding {
        match probe {
            Probe::Epsv => &mut self.epsv,
            Probe::Pasv => &mut self.pasv,
            Probe::PasvPeer => &mut self.pasv_peer,
            Probe::Eprt => &mut self.eprt,
            Probe::Port => &mut self.port,
            Probe::Epsv6 => &mut self.epsv6,
            Probe::Eprt6 => &mut self.eprt6,
        }
    }

    /// Whether a mode works.
    pub fn works(&self, probe: Probe) -> bool {
        self.get(probe).result == ModeResult::Works
    }
}
