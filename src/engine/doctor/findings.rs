//! What the examination has seen, before anything is concluded from it.

use crate::engine::Problem;
use crate::model::ModeChoice;
use crate::model::doctor::{ControlFindings, DoctorStep, ModeResult, ModeStage, Probe};
use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

/// How an attempt at a mode ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Outcome {
    /// A listing came.
    Works,
    /// The server refused the mode's command with this code.
    Refused(u16),
    /// The reply to the mode's command, or the lack of one, was of no use.
    Unusable,
    /// The port that the server named gave no answer.
    DialSilent,
    /// The port that the server named refused, or something on the way did.
    DialRefused,
    /// The 227 reply names another address than the control connection's peer; it was not dialled.
    AnnouncedElsewhere,
    /// Active mode was accepted, and nobody called.
    NobodyCalled,
    /// This computer could not listen.
    CannotListen,
    /// The data connection stood, and no listing came; with the code of a refusal, or 0.
    Broke(u16),
    /// The server wants the TLS session of the control connection taken up, and it was not.
    NotResumed,
    /// The control connection for it did not come about.
    NoControl,
    /// The server allowed no login for it.
    Limit,
    /// PASV and PORT cannot be used over IPv6.
    NotForIpv6,
    /// There is no such address.
    NotOffered,
    /// Not tried.
    #[default]
    NotTried,
}

impl Outcome {
    /// What became of the mode.
    pub(super) fn result(self) -> ModeResult {
        match self {
            Self::Works => ModeResult::Works,
            Self::NotOffered => ModeResult::NotOffered,
            Self::NotTried | Self::Limit => ModeResult::NotTried,
            _ => ModeResult::Fails,
        }
    }

    /// Where it failed.
    pub(super) fn stage(self) -> Option<ModeStage> {
        match self {
            Self::Refused(_) | Self::Unusable | Self::NotForIpv6 => Some(ModeStage::Command),
            Self::DialSilent | Self::DialRefused | Self::AnnouncedElsewhere => {
                Some(ModeStage::Connect)
            }
            Self::NobodyCalled | Self::CannotListen => Some(ModeStage::Call),
            Self::Broke(_) | Self::NotResumed => Some(ModeStage::Transfer),
            Self::NoControl | Self::Limit => Some(ModeStage::Control),
            Self::Works | Self::NotOffered | Self::NotTried => None,
        }
    }
}

/// One attempt at a mode.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Observation {
    /// How it ended.
    pub(super) outcome: Outcome,
    /// The server's words, safe to show: the refusal, or else the reply to the mode's command.
    pub(super) reply: Option<String>,
    /// Our or the system's words for a failure, safe to show.
    pub(super) words: Option<String>,
    /// The far end that was dialled, or our port that was listened on.
    pub(super) address: Option<SocketAddr>,
    /// The address that a 227 reply named, where it is another one.
    pub(super) announced: Option<SocketAddr>,
    /// Bytes of the listing that came.
    pub(super) bytes: u64,
    /// How long it took.
    pub(super) took: Option<Duration>,
}

impl Observation {
    /// An observation of nothing but how it ended.
    pub(super) fn of(outcome: Outcome) -> Self {
        Self {
            outcome,
            ..Self::default()
        }
    }
}

/// All that was seen.
#[derive(Clone, Debug, Default)]
pub(super) struct Findings {
    /// `user@host:port`.
    pub(super) target: String,
    /// The way to the login.
    pub(super) control: ControlFindings,
    /// Why there was no login, as people are told.
    pub(super) problem: Option<Problem>,
    /// The control port.
    pub(super) port: u16,
    /// The mode that the site asks for.
    pub(super) mode: ModeChoice,
    /// The address that the site announces in active mode.
    pub(super) external_address: Option<IpAddr>,
    /// The ports that the site listens on in active mode.
    pub(super) port_range: Option<(u16, u16)>,
    /// The server has IPv6 addresses only, or could be reached by these only.
    pub(super) ipv6_only: bool,
    /// What was tried.
    pub(super) seen: BTreeMap<Probe, Observation>,
    /// The steps as they were told.
    pub(super) steps: Vec<DoctorStep>,
}

impl Findings {
    /// How an attempt ended.
    pub(super) fn outcome(&self, probe: Probe) -> Outcome {
        self.seen
            .get(&probe)
            .map_or(Outcome::NotTried, |seen| seen.outcome)
    }

    /// Whether a mode works.
    pub(super) fn works(&self, probe: Probe) -> bool {
        self.outcome(probe) == Outcome::Works
    }

    /// The address that the 227 reply named, where it is not the peer's.
    pub(super) fn announced(&self) -> Option<SocketAddr> {
        self.seen.get(&Probe::Pasv).and_then(|seen| seen.announced)
    }

    /// Our address on the control connection.
    pub(super) fn local(&self) -> Option<IpAddr> {
        self.control.local.map(|local| local.ip().to_canonical())
    }

    /// The server's address on the control connection.
    pub(super) fn peer(&self) -> Option<IpAddr> {
        self.control.peer.map(|peer| peer.ip().to_canonical())
    }
}

/// Whether an address is for use within a network only: private (RFC 1918), shared by a provider's
/// customers (RFC 6598), link-local, or unique local (RFC 4193). Loopback is not: both ends are on
/// one computer then.
pub(super) fn is_private(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(v4) => {
            let [first, second, ..] = v4.octets();
            v4.is_private() || v4.is_link_local() || (first == 100 && (64..128).contains(&second))
        }
        IpAddr::V6(v6) => v6.is_unique_local() || v6.is_unicast_link_local(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_addresses_are_told_from_public_ones() {
        for (address, private) in [
            ("10.0.0.5", true),
            ("172.16.0.1", true),
            ("172.32.0.1", false),
            ("192.168.1.20", true),
            ("100.64.0.1", true),
            ("100.128.0.1", false),
            ("169.254.1.1", true),
            ("::ffff:10.0.0.5", true),
            ("fd00::1", true),
            ("fe80::1", true),
            ("127.0.0.1", false),
            ("203.0.113.7", false),
            ("2001:db8::7", false),
        ] {
            assert_eq!(is_private(address.parse().unwrap()), private, "{address}");
        }
    }
}
