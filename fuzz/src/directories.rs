//! The path in a 257.

use twoport::ftp::{Reply, directory};

/// Any text after 257 gives a path that can be sent back, or none; a path that is quoted as
/// RFC 959 says comes out as it went in.
///
/// # Panics
/// Where that does not hold.
pub fn check(bytes: &[u8]) {
    let line = bytes
        .split(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default();
    let path = path(&[b"257 ", line].concat());
    if let Some(path) = path {
        assert!(!path.is_empty());
        assert!(!path.iter().any(|byte| matches!(byte, b'\r' | b'\n' | 0)));
    }
    // Doubled 255 is made single again (RFC 854); a lone one stands for itself at the end only.
    let sendable = |byte: &u8| !matches!(byte, b'\r' | 0 | 0xff);
    if !line.is_empty() && line.iter().all(sendable) {
        let quoted: Vec<u8> = line
            .iter()
            .flat_map(|byte| {
                if *byte == b'"' {
                    vec![b'"'; 2]
                } else {
                    vec![*byte]
                }
            })
            .collect();
        let reply = [b"257 \"", quoted.as_slice(), b"\" is the current directory"].concat();
        assert_eq!(self::path(&reply).as_deref(), Some(line));
    }
}

fn path(reply: &[u8]) -> Option<Vec<u8>> {
    directory::quoted_path(&Reply::parse(reply).ok()?)
}
