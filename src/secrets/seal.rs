//! The key from the master password (Argon2id, RFC 9106), and sealing with it (ChaCha20-Poly1305,
//! RFC 8439). What is sealed is bound to its label: it does not open under another one.

use argon2::{Algorithm, Argon2, Params, Version};
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::rand::{SecureRandom as _, SystemRandom};
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret as _, SecretString};
use std::fmt;

/// Bytes of the salt.
pub(super) const SALT: usize = 16;
/// What a label cannot be: this one is bound to what proves the master password.
const PROOF: &str = "";
const CONTEXT: &[u8] = b"twoport passwords 1\0";

/// How a key is derived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Parameters {
    pub(super) salt: [u8; SALT],
    /// KiB of memory.
    pub(super) memory: u32,
    pub(super) passes: u32,
    pub(super) lanes: u32,
}

impl Parameters {
    /// The second choice of RFC 9106 section 4, with a salt of its own.
    fn choose() -> Option<Self> {
        Some(Self {
            salt: random()?,
            memory: 64 * 1024,
            passes: 3,
            lanes: 4,
        })
    }

    /// Whether deriving with them is within reason: a file must not be able to use up the memory.
    pub(super) fn are_sane(&self) -> bool {
        (8..=1024 * 1024).contains(&self.memory)
            && (1..=32).contains(&self.passes)
            && (1..=16).contains(&self.lanes)
    }
}

/// What a file says about its key: how it is derived, and something that only it opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Lock {
    pub(super) parameters: Parameters,
    pub(super) proof: Vec<u8>,
}

impl Lock {
    pub(super) fn parameters(&self) -> Parameters {
        self.parameters
    }
}

/// A key. Prints nothing of itself.
pub(super) struct Key {
    key: LessSafeKey,
    parameters: Parameters,
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key([REDACTED])")
    }
}

impl Key {
    /// The key of a new file; `None` where the system gives no random bytes.
    pub(super) fn choose(master: &SecretString) -> Option<Self> {
        Self::derive(master, Parameters::choose()?)
    }

    pub(super) fn derive(master: &SecretString, parameters: Parameters) -> Option<Self> {
        let Parameters {
            salt,
            memory,
            passes,
            lanes,
        } = parameters;
        let mut bytes = Zeroizing::new([0_u8; 32]);
        let cost = Params::new(memory, passes, lanes, Some(bytes.len())).ok()?;
        Argon2::new(Algorithm::Argon2id, Version::V0x13, cost)
            .hash_password_into(
                master.expose_secret().as_bytes(),
                &salt,
                bytes.as_mut_slice(),
            )
            .ok()?;
        let key = UnboundKey::new(&CHACHA20_POLY1305, bytes.as_slice()).ok()?;
        Some(Self {
            key: LessSafeKey::new(key),
            parameters,
        })
    }

    /// What is to be kept so that the key is known again.
    pub(super) fn lock(&self) -> Option<Lock> {
        Some(Lock {
            parameters: self.parameters,
            proof: self.seal(PROOF, &SecretString::default())?,
        })
    }

    /// Whether it is derived as this lock says.
    pub(super) fn is_for(&self, lock: &Lock) -> bool {
        self.parameters == lock.parameters
    }

    /// Whether it is the key of this lock.
    pub(super) fn opens(&self, lock: &Lock) -> bool {
        self.is_for(lock) && self.open(PROOF, &lock.proof).is_some()
    }

    /// Nonce, ciphertext, tag.
    pub(super) fn seal(&self, label: &str, text: &SecretString) -> Option<Vec<u8>> {
        let nonce: [u8; NONCE_LEN] = random()?;
        let mut sealed = text.expose_secret().as_bytes().to_vec();
        let bound = Nonce::assume_unique_for_key(nonce);
        self.key
            .seal_in_place_append_tag(bound, aad(label), &mut sealed)
            .ok()?;
        Some([&nonce[..], &sealed].concat())
    }

    pub(super) fn open(&self, label: &str, sealed: &[u8]) -> Option<SecretString> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE_LEN>()?;
        let mut bytes = Zeroizing::new(sealed.to_vec());
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let text = self.key.open_in_place(nonce, aad(label), &mut bytes).ok()?;
        std::str::from_utf8(text).ok().map(SecretString::from)
    }
}

fn aad(label: &str) -> Aad<Vec<u8>> {
    Aad::from([CONTEXT, label.as_bytes()].concat())
}

fn random<const COUNT: usize>() -> Option<[u8; COUNT]> {
    let mut bytes = [0; COUNT];
    SystemRandom::new().fill(&mut bytes).ok()?;
    Some(bytes)
}
