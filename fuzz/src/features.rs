//! The answer to FEAT.

use twoport::ftp::{FeatureSet, Reply};

/// Any lines between `211-` and `211 End` give features that can be asked for and shown.
///
/// # Panics
/// Where that does not hold.
pub fn check(bytes: &[u8]) {
    let raw = [b"211-Features\r\n", bytes, b"\r\n211 End\r\n"].concat();
    let Ok(reply) = Reply::parse(&raw) else {
        return;
    };
    let features = FeatureSet::parse(&reply);
    assert!(features.summary().is_ascii());
    for fact in features.mlst_facts() {
        let name = fact.name;
        assert!(!name.is_empty() && !name.contains(';'), "{name:?}");
        assert!(!name.contains(char::is_control), "{name:?}");
    }
    for algorithm in features.hash_algorithms() {
        assert!(!algorithm.contains(';'), "{algorithm:?}");
        assert!(!algorithm.contains(char::is_control), "{algorithm:?}");
    }
}
