//! What a server says it can do: the reply to FEAT, RFC 2389 section 3.2.

use super::reply::Reply;
use crate::model::text;

/// A fact that MLST and MLSD can give, RFC 3659 section 7.5.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferedFact {
    /// Its name as the server writes it: `type`, `UNIX.mode`.
    pub name: String,
    /// Whether the server sends it without being asked (marked `*`).
    pub selected: bool,
}

/// The features a server lists. Names compare without case.
///
/// A feature that is missing may still work: old servers know EPSV and say nothing of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FeatureSet {
    /// Upper-case name and what follows it.
    features: Vec<(String, String)>,
}

impl FeatureSet {
    /// Reads the reply to FEAT. Any reply but a 211 gives the empty set, and so does a 211 of one
    /// line (`211 no features`). Lines need not begin with the blank that the RFC asks for.
    pub fn parse(reply: &Reply) -> Self {
        let mut set = Self::default();
        let count = reply.lines().count();
        if reply.code() != 211 || count < 3 {
            return set;
        }
        for line in reply.texts().skip(1).take(count - 2) {
            let line = text::display_safe(line);
            let (name, parameters) = line.split_once(' ').unwrap_or((&line, ""));
            if !name.is_empty() {
                set.features
                    .push((name.to_ascii_uppercase(), parameters.trim().to_owned()));
            }
        }
        set
    }

    /// Whether the server lists `name` (without case), with any parameters.
    pub fn has(&self, name: &str) -> bool {
        self.parameters(name).is_some()
    }

    /// The names that are listed, in upper case, in the server's order.
    pub fn names(&self) -> Vec<&str> {
        self.features
            .iter()
            .map(|(name, _)| name.as_str())
            .collect()
    }

    /// What follows the feature's name; `Some("")` where nothing does, `None` where it is not
    /// listed.
    pub fn parameters(&self, name: &str) -> Option<&str> {
        self.all_parameters(name).next()
    }

    fn all_parameters(&self, name: &str) -> impl Iterator<Item = &str> {
        self.features
            .iter()
            .filter(move |(listed, _)| listed.eq_ignore_ascii_case(name))
            .map(|(_, parameters)| parameters.as_str())
    }

    /// Whether MLST is listed, which means MLSD as well, RFC 3659 section 7.8.
    pub fn mlst(&self) -> bool {
        self.has("MLST")
    }

    /// The facts that MLST and MLSD can give, in the server's order.
    pub fn mlst_facts(&self) -> Vec<OfferedFact> {
        let facts = self
            .parameters("MLST")
            .unwrap_or_default()
            .split(';')
            .map(str::trim);
        facts
            .map(|fact| OfferedFact {
                name: fact.trim_end_matches('*').to_owned(),
                selected: fact.ends_with('*'),
            })
            .filter(|fact| !fact.name.is_empty())
            .collect()
    }

    /// SIZE, RFC 3659 section 4.
    pub fn size(&self) -> bool {
        self.has("SIZE")
    }

    /// MDTM, RFC 3659 section 3.
    pub fn mdtm(&self) -> bool {
        self.has("MDTM")
    }

    /// MFMT, which sets a file's time (draft-somers-ftp-mfxx).
    pub fn mfmt(&self) -> bool {
        self.has("MFMT")
    }

    /// REST in stream mode, RFC 3659 section 5.
    pub fn rest_stream(&self) -> bool {
        self.all_parameters("REST")
            .any(|mode| mode.eq_ignore_ascii_case("STREAM"))
    }

    /// UTF-8 names, RFC 2640.
    pub fn utf8(&self) -> bool {
        self.has("UTF8") || self.has("UTF-8")
    }

    /// EPSV, RFC 2428.
    pub fn epsv(&self) -> bool {
        self.has("EPSV")
    }

    /// EPRT, RFC 2428.
    pub fn eprt(&self) -> bool {
        self.has("EPRT")
    }

    /// SITE CPFR and SITE CPTO, by which the server copies by itself.
    pub fn copy(&self) -> bool {
        self.all_parameters("SITE")
            .any(|command| command.eq_ignore_ascii_case("COPY"))
    }

    /// AUTH TLS, RFC 4217.
    pub fn auth_tls(&self) -> bool {
        self.all_parameters("AUTH")
            .flat_map(|mechanisms| mechanisms.split([';', ',', ' ']))
            .any(|mechanism| {
                ["TLS", "TLS-C"]
                    .iter()
                    .any(|tls| mechanism.eq_ignore_ascii_case(tls))
            })
    }

    /// The algorithms of HASH (draft-bryan-ftpext-hash), the selected one first.
    pub fn hash_algorithms(&self) -> Vec<String> {
        let listed = self
            .parameters("HASH")
            .unwrap_or_default()
            .split(';')
            .map(str::trim);
        let mut algorithms: Vec<&str> = listed
            .filter(|algorithm| !algorithm.trim_end_matches('*').is_empty())
            .collect();
        algorithms.sort_by_key(|algorithm| !algorithm.ends_with('*'));
        algorithms
            .iter()
            .map(|algorithm| algorithm.trim_end_matches('*').to_owned())
            .collect()
    }

    /// The features that matter to us in one line: `EPSV MLST REST SIZE UTF8`. Empty where there
    /// are none.
    pub fn summary(&self) -> String {
        let known = [
            ("COPY", self.copy()),
            ("EPRT", self.eprt()),
            ("EPSV", self.epsv()),
            ("HASH", self.has("HASH")),
            ("MDTM", self.mdtm()),
            ("MFMT", self.mfmt()),
            ("MLST", self.mlst()),
            ("REST", self.rest_stream()),
            ("SIZE", self.size()),
            ("TLS", self.auth_tls()),
            ("UTF8", self.utf8()),
        ];
        let listed = known
            .iter()
            .filter(|(_, listed)| *listed)
            .map(|(name, _)| *name);
        listed.collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn features(raw: &str) -> FeatureSet {
        FeatureSet::parse(&Reply::parse(raw.as_bytes()).unwrap())
    }

    const FULL: &str = "211-Features:\r\n EPRT\r\n EPSV\r\n HASH MD5;SHA-256*;SHA-1\r\n MDTM\r\n \
        MFMT\r\n MLST type*;size*;modify*;perm;UNIX.mode*;\r\n REST STREAM\r\n SIZE\r\n \
        AUTH TLS\r\n UTF8\r\n211 End\r\n";

    #[test]
    fn a_full_reply_is_understood() {
        let set = features(FULL);
        assert_eq!(
            set.summary(),
            "EPRT EPSV HASH MDTM MFMT MLST REST SIZE TLS UTF8"
        );
        let facts = set.mlst_facts();
        assert_eq!(facts.len(), 5);
        assert_eq!(
            facts[3],
            OfferedFact {
                name: "perm".into(),
                selected: false
            }
        );
        assert_eq!(
            facts[4],
            OfferedFact {
                name: "UNIX.mode".into(),
                selected: true
            }
        );
        assert_eq!(set.hash_algorithms(), ["SHA-256", "MD5", "SHA-1"]);
        assert_eq!(set.parameters("rest"), Some("STREAM"));
        assert!(!set.has("XCRC"));
    }

    #[test]
    fn sloppy_replies_are_understood_too() {
        let set = features("211-Features\nepsv\nrest stream\nmlst TYPE*;\n211-SIZE\n211 End\n");
        assert_eq!(set.summary(), "EPSV MLST REST SIZE");
        assert_eq!(
            features("211-Supported\r\n AUTH SSL;TLS\r\n211 End\r\n").summary(),
            "TLS"
        );
        assert_eq!(
            features("211-x\r\n AUTH TLS;TLS-C;TLS-P;\r\n211 End\r\n").summary(),
            "TLS"
        );
        assert_eq!(
            features("211-x\r\n REST\r\n AUTH SSL\r\n211 End\r\n").summary(),
            ""
        );
    }

    #[test]
    fn no_features_is_the_empty_set() {
        assert_eq!(features("211 no features\r\n"), FeatureSet::default());
        assert_eq!(
            features("211-Features:\r\n211 End\r\n"),
            FeatureSet::default()
        );
        assert_eq!(features("500 Unknown command\r\n"), FeatureSet::default());
        assert_eq!(
            features("500-a\r\n SIZE\r\n500 b\r\n"),
            FeatureSet::default()
        );
        assert_eq!(features("211-\r\n MLST \r\n211 End\r\n").mlst_facts(), []);
        let marks = features("211-\r\n MLST **;type*;\r\n HASH **;MD5\r\n211 End\r\n");
        assert_eq!(marks.mlst_facts().len(), 1, "a mark alone is no name");
        assert_eq!(marks.hash_algorithms(), ["MD5"]);
    }

    proptest! {
        #[test]
        fn arbitrary_lines_never_panic(body: Vec<u8>) {
            let mut raw = b"211-\r\n".to_vec();
            raw.extend_from_slice(&body);
            raw.extend_from_slice(b"\r\n211 End\r\n");
            let set = FeatureSet::parse(&Reply::parse(&raw).unwrap());
            prop_assert!(set.summary().is_ascii());
            prop_assert!(set.mlst_facts().iter().all(|fact| !fact.name.contains(';')));
        }
    }
}
