//! What the connection doctor finds out: steps as they happen, and a report at the end. All text
//! is safe to show and holds no password.

mod mode;

#[cfg(test)]
mod tests;

pub use mode::{DoctorCause, ModeFinding, ModeFindings, ModeResult, ModeStage, Probe};

use super::{ModeChoice, SiteKey};
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;
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
    /// What else to write into the site, where it says so.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub set: BTreeMap<SiteKey, String>,
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

/// How long something took, for people: `18 ms`, `8.0 s`.
pub fn shown(took: Duration) -> String {
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
