//! How a connection is protected, and whom it is protected with (RFC 4217).

use super::site::{CONTROL_PORT, IMPLICIT_TLS_PORT};
use std::fmt;
use std::str::FromStr;
use strum::{Display, EnumString, IntoStaticStr};

/// What the user asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Display, EnumString, IntoStaticStr)]
#[strum(serialize_all = "lowercase", ascii_case_insensitive)]
pub enum Security {
    /// No TLS: passwords and files go in clear.
    Plain,
    /// Explicit TLS where the server offers it, in clear otherwise, and shown.
    #[default]
    Preferred,
    /// Explicit TLS (AUTH TLS), or no connection.
    Required,
    /// TLS from the first byte on, by custom on port 990.
    Implicit,
}

impl Security {
    /// The control port where none is named: 990 for implicit TLS, else 21.
    pub fn standard_port(self) -> u16 {
        match self {
            Self::Implicit => IMPLICIT_TLS_PORT,
            Self::Plain | Self::Preferred | Self::Required => CONTROL_PORT,
        }
    }
}

/// What protects a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsFacts {
    /// `1.2` or `1.3`.
    pub version: &'static str,
    /// Whether an earlier TLS session was taken up again, which ties a data connection to its
    /// control connection.
    pub resumed: bool,
}

/// The SHA-256 of a certificate in DER form. Shown and read as `SHA256:` and 64 hexadecimal digits,
/// with or without colons between them.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint(pub [u8; 32]);

/// A text that is no fingerprint.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a fingerprint such as SHA256:9F:86:…, with 64 hexadecimal digits")]
pub struct FingerprintError(String);

impl FromStr for Fingerprint {
    type Err = FingerprintError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || FingerprintError(super::text::display_safe_str(text));
        let digits = match text.get(..7) {
            Some(scheme) if scheme.eq_ignore_ascii_case("SHA256:") => text.get(7..),
            _ => Some(text),
        };
        let digits = digits.unwrap_or_default();
        let digits: String = digits.chars().filter(|letter| *letter != ':').collect();
        if digits.len() != 64 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(wrong());
        }
        let mut bytes = [0; 32];
        for (at, byte) in bytes.iter_mut().enumerate() {
            let pair = digits.get(2 * at..2 * at + 2).ok_or_else(wrong)?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| wrong())?;
        }
        Ok(Self(bytes))
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SHA256:")?;
        for (at, byte) in self.0.iter().enumerate() {
            let colon = if at == 0 { "" } else { ":" };
            write!(f, "{colon}{byte:02X}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_of_the_command_line() {
        assert_eq!("required".parse(), Ok(Security::Required));
        assert_eq!(Security::Implicit.to_string(), "implicit");
        assert!("maybe".parse::<Security>().is_err());
    }

    #[test]
    fn what_is_no_fingerprint_is_refused() {
        let short = "SHA256:00";
        let sign = format!("SHA256:+1{}", "00".repeat(31));
        let accent = format!("SHA256:é{}", "00".repeat(31));
        for wrong in ["", "SHA256:", short, &sign, &accent, &"0g".repeat(32)] {
            assert!(wrong.parse::<Fingerprint>().is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn fingerprints_are_read_as_they_are_shown(bytes: [u8; 32]) {
            let fingerprint = Fingerprint(bytes);
            let shown = fingerprint.to_string();
            prop_assert_eq!(shown.parse(), Ok(fingerprint));
            let bare = shown.replace(':', "").replace("SHA256", "").to_lowercase();
            prop_assert_eq!(bare.parse(), Ok(fingerprint));
        }
    }
}
