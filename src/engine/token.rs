//! Names that nobody can guess.

use ring::rand::{SecureRandom as _, SystemRandom};
use std::fmt::Write as _;
use std::hash::{BuildHasher, RandomState};

/// 128 random bits as hexadecimal digits.
pub(crate) fn random() -> String {
    let mut bits = [0_u8; 16];
    if SystemRandom::new().fill(&mut bits).is_err() {
        // Seeded by the system as well, when the program began.
        let (high, low) = bits.split_at_mut(8);
        high.copy_from_slice(&RandomState::new().hash_one(0).to_be_bytes());
        low.copy_from_slice(&RandomState::new().hash_one(1).to_be_bytes());
    }
    let mut digits = String::with_capacity(32);
    for byte in bits {
        let _ = write!(digits, "{byte:02x}");
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_are_the_same() {
        let (one, other) = (random(), random());
        assert_ne!(one, other);
        assert_eq!(one.len(), 32);
        assert!(one.bytes().all(|byte| byte.is_ascii_hexdigit()));
    }
}
