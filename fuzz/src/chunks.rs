//! Bytes as they come over a network: in pieces.

/// The first byte says how long the pieces of the rest are, from 1 to 256 bytes.
pub fn split(bytes: &[u8]) -> (&[u8], usize) {
    match bytes.split_first() {
        Some((size, rest)) => (rest, usize::from(*size) + 1),
        None => (bytes, 1),
    }
}
