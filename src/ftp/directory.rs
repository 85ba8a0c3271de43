//! The path in a reply 257 to PWD or MKD, RFC 959 section 5.4 and its appendix II.

use super::reply::{Reply, without_telnet_doubling};

/// The quoted path of a 257, as bytes: doubled quotes and doubled byte 255 are made single again,
/// what follows the closing quote is ignored.
///
/// `None` for any other code, for a path without quotes, with an unclosed quote or without a
/// character in it, and for one with NUL, CR or LF, which no command could carry back.
pub fn quoted_path(reply: &Reply) -> Option<Vec<u8>> {
    if reply.code() != 257 {
        return None;
    }
    let line = reply.lines().find(|line| line.contains(&b'"'))?;
    let line = without_telnet_doubling(line);
    let start = line.iter().position(|byte| *byte == b'"')? + 1;
    let path = unquote(line.get(start..)?)?;
    let sendable = !path.is_empty() && !path.iter().any(|byte| matches!(byte, 0 | b'\r' | b'\n'));
    sendable.then_some(path)
}

/// Everything up to the closing quote; `None` if there is none.
fn unquote(quoted: &[u8]) -> Option<Vec<u8>> {
    let mut path = Vec::new();
    let mut rest = quoted.iter().copied().peekable();
    loop {
        match rest.next()? {
            b'"' if rest.next_if_eq(&b'"').is_none() => return Some(path),
            byte => path.push(byte),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn path(raw: &[u8]) -> Option<Vec<u8>> {
        quoted_path(&Reply::parse(raw).unwrap())
    }

    #[test]
    fn the_quoted_path_is_taken_out() {
        for (raw, expected) in [
            (
                &b"257 \"/home\" is the current directory\r\n"[..],
                &b"/home"[..],
            ),
            (b"257 \"/a\"\"b\" is \"cwd\"\r\n", b"/a\"b"),
            (b"257 \"/\"\"\"\r\n", b"/\""),
            (b"257 \"/ with blanks \" created\r\n", b"/ with blanks "),
            (b"257 Directory \"/x\" created\r\n", b"/x"),
            (b"257-note\r\n257 \"/y\"\r\n", b"/y"),
            (b"257 \"/f\xfcr\"\r\n", b"/f\xfcr"),
            (b"257 \"/\xff\xffx\"\r\n", b"/\xffx"),
        ] {
            assert_eq!(path(raw).as_deref(), Some(expected));
        }
    }

    #[test]
    fn rubbish_is_no_path() {
        for raw in [
            &b"257 /home is the current directory\r\n"[..],
            b"257 \"/unclosed\r\n",
            b"257 \"/unclosed\"\"\r\n",
            b"257 \"\" is empty\r\n",
            b"257 \"/a\rNOOP\" x\r\n",
            b"257 \"/a\0\" x\r\n",
            b"250 \"/home\" done\r\n",
            b"257\r\n",
        ] {
            assert_eq!(path(raw), None);
        }
    }

    proptest! {
        #[test]
        fn quoting_then_unquoting_gives_the_path_back(name in "[^\\x00\r\n]{1,20}") {
            let raw = format!("257 \"{}\" is current\r\n", name.replace('"', "\"\""));
            prop_assert_eq!(path(raw.as_bytes()), Some(name.into_bytes()));
        }

        #[test]
        fn arbitrary_bytes_never_panic(rest: Vec<u8>) {
            let mut raw = b"257 \"".to_vec();
            raw.extend(rest);
            if let Ok(reply) = Reply::parse(&raw)
                && let Some(path) = quoted_path(&reply)
            {
                prop_assert!(!path.is_empty());
            }
        }
    }
}
