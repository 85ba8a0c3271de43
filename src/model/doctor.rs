//! What the connection doctor finds out: steps as they happen, and a report at the end. All text
//! is safe to show and holds no password.

use super::ModeChoice;
use serde::{Serialize, Serializer};
use std::fmt::Write as _;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;
use strum::{Display, IntoStaticStr};

/// How a step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Display, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum DoctorStepState {
    /// Under way; the same index is told again when it has ended.
    Running,
    /// As it should be.
    Ok,
    /// It works, or does no harm, and is worth knowing.
    Warning,
    /// It does not work.
    Failed,
    /// Not tried, and why is in the text.
    Skipped,
}

/// One line of the examination.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DoctorStep {
    /// What is looked at: `name`, `control`, `greeting`, `TLS`, `login`, `features`, `passive v4`, `PASV`,
    /// `passive v6`, `active` (a word before it is tried), `active v4`, `PORT`, `active v6`. At
    /// most ten columns wide.
    pub label: &'static str,
    /// How it stands.
    pub state: DoctorStepState,
    /// What was seen.
    pub text: String,
    /// How long it took.
    #[serde(rename = "ms", serialize_with = "milliseconds")]
    pub took: Option<Duration>,
}

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

/// Where the way to a login ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Display, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum ControlStage {
    /// The host's name has no address.
    Name,
    /// The control connection did not come about.
    Connect,
    /// No greeting came, or a refusal.
    Greeting,
    /// TLS or the certificate.
    Tls,
    /// The login.
    Login,
}

/// What was found out about the control connection.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ControlFindings {
    /// Whether a login came about.
    pub works: bool,
    /// Where it ended, if not.
    pub stage: Option<ControlStage>,
    /// Why, as far as it can be told.
    pub cause: Option<DoctorCause>,
    /// The server's or the system's words for it.
    pub error: Option<String>,
    /// The addresses that the name has.
    pub addresses: Vec<IpAddr>,
    /// Our end.
    pub local: Option<SocketAddr>,
    /// The server's end.
    pub peer: Option<SocketAddr>,
    /// The address that this computer has for the server, where its STAT tells.
    pub seen_as: Option<IpAddr>,
    /// The greeting's text.
    pub greeting: Option<String>,
    /// The names of the features that FEAT lists (RFC 2389).
    pub features: Vec<String>,
    /// The version of TLS that protects it; `None` in clear.
    pub tls: Option<String>,
    /// The server allowed no second login beside the first.
    pub one_login_only: bool,
    /// How long it took from the name to the login.
    #[serde(rename = "ms", serialize_with = "milliseconds")]
    pub took: Option<Duration>,
}

/// Something to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Advice {
    /// What, as an invitation: `use passive mode for this site`.
    pub text: String,
    /// The mode to write into the site, where that is what it says.
    #[serde(rename = "mode")]
    pub choice: Option<ModeChoice>,
}

/// What the doctor says at the end.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct DoctorReport {
    /// `user@host` with the port where it is unusual.
    pub target: String,
    /// The way to the login.
    pub control: ControlFindings,
    /// Each mode.
    pub modes: ModeFindings,
    /// The command to use; `None` where no mode works.
    #[serde(rename = "use", serialize_with = "upper_case")]
    pub best: Option<ModeChoice>,
    /// What it all says, in plain words.
    pub text: String,
    /// What to do; first of all what applies the best mode, where that changes anything.
    pub advice: Vec<Advice>,
    /// The steps, in order.
    pub steps: Vec<DoctorStep>,
}

impl DoctorReport {
    /// Steps, verdict and advice as text for people, ending in a line end. No line is wrapped.
    pub fn to_text(&self) -> String {
        let mut text = format!("Connection doctor: {}\n\n", self.target);
        for step in &self.steps {
            let _ = writeln!(text, "{}", step.line());
        }
        text.push('\n');
        text.push_str(&self.conclusion());
        text
    }

    /// The verdict and the advice as text for people, ending in a line end.
    pub fn conclusion(&self) -> String {
        let mut text = format!("What this says\n  {}\n", self.text);
        if !self.advice.is_empty() {
            text.push_str("\nWhat to do\n");
            for (at, advice) in self.advice.iter().enumerate() {
                let _ = writeln!(text, "  {} {}", at + 1, advice.text);
            }
        }
        text
    }
}

impl DoctorStep {
    /// The step as one line of text: `ok       login      230 Welcome (22 ms)`.
    pub fn line(&self) -> String {
        let word = match self.state {
            DoctorStepState::Running => "...",
            DoctorStepState::Ok => "ok",
            DoctorStepState::Warning => "note",
            DoctorStepState::Failed => "FAILED",
            DoctorStepState::Skipped => "-",
        };
        let took = self
            .took
            .map_or_else(String::new, |took| format!(" ({})", shown(took)));
        format!("{word:<6} {:<10} {}{took}", self.label, self.text)
    }
}

/// `18 ms`, `8.0 s`.
fn shown(took: Duration) -> String {
    if took < Duration::from_secs(1) {
        format!("{} ms", took.as_millis())
    } else {
        format!("{:.1} s", took.as_secs_f64())
    }
}

#[expect(clippy::ref_option, reason = "serde hands the field over as it is")]
fn milliseconds<S: Serializer>(took: &Option<Duration>, serializer: S) -> Result<S::Ok, S::Error> {
    took.map(|took| u64::try_from(took.as_millis()).unwrap_or(u64::MAX))
        .serialize(serializer)
}

#[expect(
    clippy::ref_option,
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands the field over as it is"
)]
fn upper_case<S: Serializer>(
    choice: &Option<ModeChoice>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    choice
        .map(|choice| choice.to_string().to_uppercase())
        .serialize(serializer)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report() -> DoctorReport {
        let mut report = DoctorReport {
            target: "anna@host".into(),
            best: Some(ModeChoice::Epsv),
            text: "Fine.".into(),
            ..DoctorReport::default()
        };
        report.modes.epsv = ModeFinding {
            result: ModeResult::Works,
            reply: Some("229 (|||50012|)".into()),
            took: Some(Duration::from_millis(58)),
            ..ModeFinding::default()
        };
        report.modes.pasv_peer = ModeFinding {
            result: ModeResult::Fails,
            stage: Some(ModeStage::Connect),
            cause: Some(DoctorCause::ServerPassivePortsDropped),
            ..ModeFinding::default()
        };
        report.modes.eprt6.result = ModeResult::NotOffered;
        report.steps.push(DoctorStep {
            label: "login",
            state: DoctorStepState::Ok,
            text: "230 Welcome".into(),
            took: Some(Duration::from_millis(22)),
        });
        report.advice.push(Advice {
            text: "use passive mode".into(),
            choice: Some(ModeChoice::Passive),
        });
        report
    }

    #[test]
    fn json_has_the_names_that_scripts_rely_on() {
        let json = serde_json::to_value(report()).unwrap();
        assert_eq!(json["use"], "EPSV");
        assert_eq!(json["modes"]["EPSV"]["result"], "works");
        assert_eq!(json["modes"]["EPSV"]["ms"], 58);
        assert_eq!(json["modes"]["PASV_PEER"]["stage"], "connect");
        let cause = &json["modes"]["PASV_PEER"]["cause"];
        assert_eq!(cause, "server_passive_ports_dropped");
        assert_eq!(json["modes"]["EPRT6"]["result"], "not_offered");
        assert_eq!(json["modes"]["PORT"]["result"], "not_tried");
        assert_eq!(json["text"], "Fine.");
        let modes = json["modes"].as_object().unwrap();
        assert!(
            Probe::ALL
                .iter()
                .all(|probe| modes.contains_key(&probe.to_string()))
        );
        assert_eq!(modes.len(), Probe::ALL.len());
    }

    #[test]
    fn causes_have_their_fixed_names() {
        for (cause, name) in [
            (
                DoctorCause::ClientNatPrivateAddress,
                "client_nat_private_address",
            ),
            (DoctorCause::ClientInboundBlocked, "client_inbound_blocked"),
            (
                DoctorCause::ServerAnnouncesPrivateAddress,
                "server_announces_private_address",
            ),
            (
                DoctorCause::ServerPassivePortsDropped,
                "server_passive_ports_dropped",
            ),
            (
                DoctorCause::ServerPassivePortsRefused,
                "server_passive_ports_refused",
            ),
            (DoctorCause::ServerLacksEpsv, "server_lacks_epsv"),
            (DoctorCause::ServerLacksEprt, "server_lacks_eprt"),
            (DoctorCause::EpsvPortDropped, "epsv_port_dropped"),
            (DoctorCause::NotForIpv6, "not_for_ipv6"),
            (DoctorCause::LoginLimit, "login_limit"),
            (DoctorCause::TlsRequired, "tls_required"),
        ] {
            assert_eq!(serde_json::to_value(cause).unwrap(), name);
            assert_eq!(cause.to_string(), name);
        }
    }

    #[test]
    fn the_text_has_steps_verdict_and_advice() {
        let text = report().to_text();
        assert_eq!(
            text,
            "Connection doctor: anna@host\n\n\
             ok     login      230 Welcome (22 ms)\n\n\
             What this says\n  Fine.\n\n\
             What to do\n  1 use passive mode\n"
        );
    }
}
