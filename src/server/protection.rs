//! AUTH, PBSZ and PROT: RFC 2228 section 3, RFC 4217.

use super::commands::Command;
use super::handshake::{Origin, TlsTerminator};
use super::reply::Next;
use super::session::Session;

/// How far the protection of a session goes. A new login leaves it as it is.
#[derive(Debug, Default)]
pub(super) struct Protection {
    /// What the control connection's TLS began; `None` in clear.
    pub(super) origin: Option<Origin>,
    /// PBSZ has been sent.
    buffer_agreed: bool,
    /// PROT P: data connections use TLS.
    private_data: bool,
}

impl Protection {
    /// A control connection that has just been protected: data is in clear until PROT P comes,
    /// in implicit TLS too, as vsftpd has it.
    pub(super) fn of(origin: Origin) -> Self {
        Self {
            origin: Some(origin),
            ..Self::default()
        }
    }

    /// What data connections are held to; `None` where they go in clear.
    pub(super) fn data_origin(&self) -> Option<&Origin> {
        self.origin.as_ref().filter(|_| self.private_data)
    }
}

impl Session {
    /// Whether TLS is demanded and has not begun.
    pub(super) fn lacks_tls(&self) -> bool {
        self.protection.origin.is_none() && self.demands_tls()
    }

    /// Whether data would go in clear and must not.
    pub(super) fn lacks_private_data(&self) -> bool {
        self.protection.data_origin().is_none() && self.demands_tls()
    }

    fn demands_tls(&self) -> bool {
        let demands = |tls: &TlsTerminator| tls.options.required;
        self.state.tls.as_ref().is_some_and(demands)
    }

    pub(super) fn auth(&self, command: &Command) -> Next {
        let kind = command.text().to_ascii_uppercase();
        if self.state.tls.is_none() {
            Next::say(502, "TLS is not offered")
        } else if self.protection.origin.is_some() {
            Next::say(503, "TLS has begun already")
        } else if !matches!(kind.as_str(), "TLS" | "TLS-C") {
            Next::say(504, "Only TLS is known")
        } else if self.commands.holds_more() {
            // What was sent in clear must not be taken for something that came in TLS.
            Next::Cut
        } else {
            Next::Secure
        }
    }

    pub(super) fn buffer_size(&mut self, command: &Command) -> Next {
        if self.protection.origin.is_none() {
            return Next::say(503, "Send AUTH TLS first");
        }
        if command.text().parse::<u32>().is_err() {
            return Next::say(501, "PBSZ needs a number");
        }
        self.protection.buffer_agreed = true;
        // TLS has its own records: RFC 4217 section 9.
        Next::say(200, "PBSZ=0")
    }

    pub(super) fn data_protection(&mut self, command: &Command) -> Next {
        if !self.protection.buffer_agreed {
            return Next::say(503, "Send PBSZ first");
        }
        match command.text().to_ascii_uppercase().as_str() {
            "P" => {
                self.protection.private_data = true;
                Next::say(200, "Data connections use TLS")
            }
            "C" if self.demands_tls() => Next::say(534, "Data must be protected"),
            "C" => {
                self.protection.private_data = false;
                Next::say(200, "Data connections are in clear")
            }
            "S" | "E" => Next::say(536, "Levels are C and P"),
            _ => Next::say(504, "Level not understood"),
        }
    }
}
