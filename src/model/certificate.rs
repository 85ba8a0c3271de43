//! A server's certificate as a person is asked about it.

use super::Fingerprint;
use jiff::Timestamp;

/// What a certificate says of itself. All text is safe to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateFacts {
    /// SHA-256 of the certificate.
    pub fingerprint: Fingerprint,
    /// Whom it is for: `CN=ftp.example.org`.
    pub subject: String,
    /// Who signed it.
    pub issuer: String,
    /// The names and addresses it is good for (subject alternative names).
    pub names: Vec<String>,
    /// The first moment it is good for, if it can be read.
    pub not_before: Option<Timestamp>,
    /// The last moment it is good for, if it can be read.
    pub not_after: Option<Timestamp>,
}

/// Why a certificate is not trusted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CertificateDoubt {
    /// It signed itself, so nobody vouches for it.
    #[error("it is self-signed: nobody vouches for it")]
    SelfSigned,
    /// Whoever signed it is not known to this computer.
    #[error("whoever signed it is not known to this computer")]
    UnknownIssuer,
    /// Its time is over.
    #[error("it has expired")]
    Expired,
    /// Its time has not come.
    #[error("it is not valid yet")]
    NotYetValid,
    /// It is for another host.
    #[error("it is for another name than the one dialled")]
    WrongName,
    /// Its signature is wrong: it is forged or broken.
    #[error("its signature is wrong: it is forged or broken")]
    BadSignature,
    /// Another one was trusted for this host and port.
    #[error("it is not the one that was trusted for this server before ({0})")]
    Changed(Fingerprint),
    /// Only one with another fingerprint was to be trusted.
    #[error("its fingerprint is not the one asked for ({0})")]
    NotTheGiven(Fingerprint),
    /// The data connection showed another one than the control connection.
    #[error("the data connection shows another certificate than the control connection")]
    NotTheControls,
    /// Anything else.
    #[error("{0}")]
    Other(String),
}

impl CertificateDoubt {
    /// Whether a person may decide to trust it all the same.
    pub fn may_be_trusted(&self) -> bool {
        !matches!(
            self,
            Self::BadSignature | Self::Changed(_) | Self::NotTheGiven(_) | Self::NotTheControls
        )
    }

    /// The doubt in words that are safe to show, for where the fingerprints are shown apart.
    pub fn without_fingerprint(&self) -> String {
        match self {
            Self::Changed(_) => "it is not the one that was trusted for this server before".into(),
            Self::NotTheGiven(_) => "its fingerprint is not the one asked for".into(),
            other => super::text::display_safe_str(&other.to_string()),
        }
    }
}

/// A certificate that is not trusted, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateProblem {
    /// The host it was shown by.
    pub host: String,
    /// The control port it was shown on.
    pub port: u16,
    /// What it says.
    pub facts: CertificateFacts,
    /// What is wrong with it, the gravest first; never empty.
    pub doubts: Vec<CertificateDoubt>,
}

impl CertificateProblem {
    /// Whether a person may decide to trust it all the same.
    pub fn may_be_trusted(&self) -> bool {
        self.doubts.iter().all(CertificateDoubt::may_be_trusted)
    }

    /// The certificate that was trusted before, where a person may decide to trust this one in its
    /// place: it has changed, and nothing else speaks against it that nobody may overlook.
    pub fn may_replace(&self) -> Option<Fingerprint> {
        let mut before = None;
        for doubt in &self.doubts {
            match doubt {
                CertificateDoubt::Changed(trusted) => before = Some(*trusted),
                doubt if doubt.may_be_trusted() => {}
                _ => return None,
            }
        }
        before
    }

    /// The one certificate that would have been taken, where there is one: the one trusted before,
    /// or the one asked for.
    pub fn expected(&self) -> Option<Fingerprint> {
        self.doubts.iter().find_map(|doubt| match doubt {
            CertificateDoubt::Changed(expected) | CertificateDoubt::NotTheGiven(expected) => {
                Some(*expected)
            }
            _ => None,
        })
    }

    /// `ftp.example.org:21`, `[::1]:21`, safe to show.
    pub fn server(&self) -> String {
        let host = super::text::display_safe_str(&self.host);
        if host.contains(':') {
            format!("[{host}]:{}", self.port)
        } else {
            format!("{host}:{}", self.port)
        }
    }
}

impl std::fmt::Display for CertificateProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the certificate is not trusted: ")?;
        for (at, doubt) in self.doubts.iter().enumerate() {
            write!(f, "{}{doubt}", if at == 0 { "" } else { "; " })?;
        }
        write!(f, " ({}, {})", self.facts.subject, self.facts.fingerprint)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEFORE: Fingerprint = Fingerprint([1; 32]);

    fn problem(doubts: &[CertificateDoubt]) -> CertificateProblem {
        CertificateProblem {
            host: "::1".into(),
            port: 2121,
            facts: CertificateFacts {
                fingerprint: Fingerprint([2; 32]),
                subject: "CN=nas".into(),
                issuer: "CN=nas".into(),
                names: Vec::new(),
                not_before: None,
                not_after: None,
            },
            doubts: doubts.to_vec(),
        }
    }

    #[test]
    fn only_a_change_that_a_person_may_judge_can_be_accepted() {
        let changed = CertificateDoubt::Changed(BEFORE);
        let renewed = problem(&[changed.clone(), CertificateDoubt::SelfSigned]);
        assert!(!renewed.may_be_trusted());
        assert_eq!(renewed.may_replace(), Some(BEFORE));
        let forged = problem(&[changed, CertificateDoubt::BadSignature]);
        assert_eq!(forged.may_replace(), None);
        assert_eq!(forged.expected(), Some(BEFORE));
        let other = problem(&[CertificateDoubt::NotTheGiven(BEFORE)]);
        assert_eq!(
            (other.may_replace(), other.expected()),
            (None, Some(BEFORE))
        );
        let new = problem(&[CertificateDoubt::Expired]);
        assert_eq!((new.may_replace(), new.expected()), (None, None));
    }

    #[test]
    fn an_address_of_ipv6_stands_in_brackets() {
        assert_eq!(problem(&[]).server(), "[::1]:2121");
    }
}
