use super::*;
use crate::ftp::Reply;
use proptest::prelude::*;

/// All replies in `bytes`, pushed in one piece.
fn replies(bytes: &[u8]) -> Vec<String> {
    let mut framer = Framer::default();
    framer.push(bytes).unwrap();
    let mut found = Vec::new();
    while let Some(reply) = framer.next_reply().unwrap() {
        Reply::parse(&reply).unwrap();
        found.push(String::from_utf8(reply).unwrap());
    }
    found
}

#[test]
fn exact_replies_pass_as_they_are() {
    let multi = "211-Features:\r\n MDTM\r\n SIZE\r\n211 End\r\n";
    assert_eq!(
        replies(format!("220 Hello\r\n{multi}").as_bytes()),
        ["220 Hello\r\n", multi]
    );
}

#[test]
fn inexact_replies_are_made_exact() {
    for (sent, expected) in [
        ("200\r\n", "200 \r\n"),
        ("200 ok\n", "200 ok\r\n"),
        ("\r\n\r\n200 ok\r\r\n", "200 ok\r\n"),
        ("220-\r\n220\r\n", "220-\r\n220 \r\n"),
        ("211-\nMDTM\n211 End\n", "211-\r\nMDTM\r\n211 End\r\n"),
        (
            "220-Hi\r\n125 users online\r\n2200 files\r\n220 x\r\n",
            "220-Hi\r\n 125 users online\r\n2200 files\r\n220 x\r\n",
        ),
        ("220-a\r\n220-b\r\n220 c\r\n", "220-a\r\n220-b\r\n220 c\r\n"),
        ("230User in\r\n", "230 User in\r\n"),
    ] {
        assert_eq!(replies(sent.as_bytes()), [expected], "{sent:?}");
    }
}

#[test]
fn what_is_no_reply_is_quoted_safely() {
    let mut framer = Framer::default();
    framer.push(b"HTTP/1.1 400 \x1b[31mBad\r\n").unwrap();
    let error = framer.next_reply().unwrap_err().to_string();
    assert!(error.contains("HTTP/1.1 400"), "{error}");
    assert!(!error.contains('\x1b'), "{error}");
}

#[test]
fn a_reply_without_an_end_is_not_kept_for_ever() {
    let mut framer = Framer::default();
    let line = [b'x'; 1000];
    framer.push(b"220-\r\n").unwrap();
    let kept = (0..1000).take_while(|_| {
        let pushed = framer.push(&line).and_then(|()| framer.push(b"\r\n"));
        pushed.and_then(|()| framer.next_reply()).is_ok()
    });
    assert!(kept.count() * line.len() <= REPLY_LIMIT);
}

#[test]
fn another_code_ends_a_reply_only_if_nothing_follows() {
    let mut framer = Framer::default();
    framer
        .push(b"226-Nuked\r\n226-by\r\n150 Opening\r\n")
        .unwrap();
    assert_eq!(framer.next_reply(), Ok(None));
    assert!(framer.is_undecided());
    let reply = framer.end().unwrap().unwrap();
    assert_eq!(reply, b"150-Nuked\r\n150-by\r\n150 Opening\r\n");
    assert!(Reply::parse(&reply).is_ok() && framer.is_empty());

    framer.push(b"220-a\r\n125 online\r\n").unwrap();
    assert_eq!(framer.next_reply(), Ok(None));
    framer.push(b"220 b\r\n").unwrap();
    assert!(!framer.is_undecided());
    assert_eq!(
        framer.next_reply(),
        Ok(Some(b"220-a\r\n 125 online\r\n220 b\r\n".to_vec()))
    );
    assert_eq!(framer.end(), Ok(None));

    framer.push(b"550-No\r\n200 Yes\r\n").unwrap();
    assert_eq!(framer.next_reply(), Ok(None));
    let error = framer.end().unwrap_err().to_string();
    assert!(
        error.contains("begins with 550 and ends with 200"),
        "{error}"
    );
}

proptest! {
    /// How the network cuts the stream up changes nothing, and whatever comes, each reply is one
    /// that the parser takes, but for codes that do not exist.
    #[test]
    fn pieces_make_no_difference(
        lines in prop::collection::vec("[0-9]{0,4}[- a]?[ -~]{0,6}\r?\n", 0..12),
        cuts in prop::collection::vec(1_usize..9, 0..40),
    ) {
        let bytes = lines.concat().into_bytes();
        let run = |pieces: &mut dyn Iterator<Item = usize>| {
            let mut framer = Framer::default();
            let mut found = Vec::new();
            let mut rest = bytes.as_slice();
            while !rest.is_empty() {
                let size = pieces.next().unwrap_or(rest.len()).min(rest.len());
                let (piece, after) = rest.split_at(size);
                rest = after;
                framer.push(piece).unwrap();
                loop {
                    match framer.next_reply() {
                        Ok(Some(reply)) => found.push(Ok(reply)),
                        Ok(None) => break,
                        Err(error) => {
                            found.push(Err(error));
                            return found;
                        }
                    }
                }
            }
            found.extend(framer.end().transpose());
            found
        };
        let whole = run(&mut std::iter::empty());
        prop_assert_eq!(&whole, &run(&mut cuts.into_iter()));
        for reply in whole.into_iter().flatten() {
            let parsed = Reply::parse(&reply);
            let exists = (b'1'..=b'5').contains(&reply[0]);
            prop_assert_eq!(parsed.is_ok(), exists, "{:?}", String::from_utf8_lossy(&reply));
        }
    }
}
