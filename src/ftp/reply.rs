//! Replies on the control connection, RFC 959 section 4.2.
//!
//! A reply is kept as it was read. What a person sees of it goes through `model::name_coding`, since
//! servers repeat names in it; names are taken out of the bytes, with Telnet doubling undone.

use crate::model::NameCoding;
use std::borrow::Cow;
use thiserror::Error;

/// What the first digit of a code says, RFC 959 section 4.2.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReplyClass {
    /// 1yz: begun, another reply follows.
    Preliminary,
    /// 2yz: done.
    Completion,
    /// 3yz: accepted so far, more is wanted.
    Intermediate,
    /// 4yz: refused for now; the same command may work later.
    TransientNegative,
    /// 5yz: refused for good.
    PermanentNegative,
}

/// Why bytes are not a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum MalformedReply {
    /// It does not begin with three digits followed by a blank, a hyphen or the end of the line.
    #[error("the reply does not begin with a reply code")]
    NoCode,
    /// The code is not in 100 to 599.
    #[error("the reply code {0:03} is not between 100 and 599")]
    CodeOutOfRange(u16),
    /// A reply of many lines ends with another code than it began with.
    #[error("the reply begins with {first} and ends with {last}")]
    CodeMismatch {
        /// The code of the first line.
        first: u16,
        /// The code of the last line.
        last: u16,
    },
    /// A reply of many lines has no last line.
    #[error("the reply has no last line")]
    Unterminated,
    /// More lines follow a reply of one line.
    #[error("more lines follow a reply of one line")]
    TrailingLines,
}

/// What a refused login says where it is the number of sessions that is too high …
const LIMIT_WORDS: [&str; 4] = ["too many", "maximum", "already ", "limit"];
/// … and not that of passwords tried.
const FAILURE_WORDS: [&str; 4] = ["fail", "attempt", "password", "incorrect"];

/// One whole reply.
#[derive(Clone, PartialEq, Eq)]
pub struct Reply {
    code: u16,
    raw: Vec<u8>,
    /// How names in it are read.
    names: NameCoding,
}

impl std::fmt::Debug for Reply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Reply({:?})", self.line())
    }
}

impl Reply {
    /// Reads one reply. `raw` is all of it as it came: one line or many, ended by CRLF or LF.
    ///
    /// # Errors
    ///
    /// [`MalformedReply`] where the bytes do not hold exactly one reply of RFC 959 section 4.2. A
    /// bare code without a blank after it is accepted, because real servers send it.
    pub fn parse(raw: &[u8]) -> Result<Self, MalformedReply> {
        let mut lines = split_lines(raw);
        let first = lines.next().unwrap_or_default();
        let (code, mark) = code_of(first).ok_or(MalformedReply::NoCode)?;
        if !(100..=599).contains(&code) {
            return Err(MalformedReply::CodeOutOfRange(code));
        }
        let last = lines.last();
        match (mark, last) {
            (Mark::Last, None) => {}
            (Mark::Last, Some(_)) => return Err(MalformedReply::TrailingLines),
            (Mark::More, None) => return Err(MalformedReply::Unterminated),
            (Mark::More, Some(line)) => match code_of(line) {
                Some((last, Mark::Last)) if last == code => {}
                Some((last, Mark::Last)) => {
                    return Err(MalformedReply::CodeMismatch { first: code, last });
                }
                _ => return Err(MalformedReply::Unterminated),
            },
        }
        Ok(Self {
            code,
            raw: raw.to_vec(),
            names: NameCoding::default(),
        })
    }

    /// The same reply, the names that it repeats read in this way.
    #[must_use]
    pub fn reading_names(mut self, names: NameCoding) -> Self {
        self.names = names;
        self
    }

    /// The code, 100 to 599.
    pub fn code(&self) -> u16 {
        self.code
    }

    /// The class of the code.
    pub fn class(&self) -> ReplyClass {
        match self.code / 100 {
            1 => ReplyClass::Preliminary,
            2 => ReplyClass::Completion,
            3 => ReplyClass::Intermediate,
            4 => ReplyClass::TransientNegative,
            _ => ReplyClass::PermanentNegative,
        }
    }

    /// 1yz.
    pub fn is_preliminary(&self) -> bool {
        self.class() == ReplyClass::Preliminary
    }

    /// 2yz.
    pub fn is_completion(&self) -> bool {
        self.class() == ReplyClass::Completion
    }

    /// 3yz.
    pub fn is_intermediate(&self) -> bool {
        self.class() == ReplyClass::Intermediate
    }

    /// 4yz or 5yz.
    pub fn is_negative(&self) -> bool {
        self.code >= 400
    }

    /// Whether a refused login speaks of how many may be logged in, and not of the password: 421
    /// (RFC 959 section 4.2.1), or a 530 whose words say so, for which there is no other sign.
    pub fn is_login_limit(&self) -> bool {
        let words = self.text().to_lowercase();
        let speaks_of = |list: &[&str]| list.iter().any(|what| words.contains(what));
        match self.code {
            421 => true,
            530 => speaks_of(&LIMIT_WORDS) && !speaks_of(&FAILURE_WORDS),
            _ => false,
        }
    }

    /// The bytes as they were read.
    pub fn raw(&self) -> &[u8] {
        &self.raw
    }

    /// The lines as they were read, without their line ends.
    pub fn lines(&self) -> impl Iterator<Item = &[u8]> {
        split_lines(&self.raw)
    }

    /// The lines without the code in front of them and without blanks around them. Lines between
    /// the first and the last need not begin with the code, RFC 959 section 4.2.
    pub fn texts(&self) -> impl Iterator<Item = &[u8]> {
        self.lines().map(|line| match code_of(line) {
            Some((code, _)) if code == self.code => line.get(4..).unwrap_or_default().trim_ascii(),
            _ => line.trim_ascii(),
        })
    }

    /// What the server says, without the code: safe to show, several lines joined by ` / `.
    pub fn text(&self) -> String {
        let mut shown = String::new();
        for line in self.texts().filter(|line| !line.is_empty()) {
            if !shown.is_empty() {
                shown.push_str(" / ");
            }
            shown.push_str(&self.names.shown(line));
        }
        shown
    }

    /// Code and text in one line, safe to show: `550 No such file`.
    pub fn line(&self) -> String {
        let said = self.text();
        if said.is_empty() {
            self.code.to_string()
        } else {
            format!("{} {said}", self.code)
        }
    }
}

/// Undoes the doubling of byte 255 that Telnet asks for on the control connection (RFC 959 section
/// 4, RFC 854). Only for names; data connections do not double.
pub fn without_telnet_doubling(bytes: &[u8]) -> Cow<'_, [u8]> {
    const IAC: u8 = 0xff;
    if !bytes.windows(2).any(|pair| pair == [IAC, IAC]) {
        return Cow::Borrowed(bytes);
    }
    let mut single = Vec::with_capacity(bytes.len());
    let mut rest = bytes.iter().copied().peekable();
    while let Some(byte) = rest.next() {
        single.push(byte);
        if byte == IAC {
            rest.next_if_eq(&IAC);
        }
    }
    Cow::Owned(single)
}

/// Whether a line that begins with a code may be the last one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    /// `ddd-`: more lines follow.
    More,
    /// `ddd ` or `ddd` alone.
    Last,
}

fn code_of(line: &[u8]) -> Option<(u16, Mark)> {
    let digits = line
        .get(..3)
        .filter(|digits| digits.iter().all(u8::is_ascii_digit))?;
    let code = digits
        .iter()
        .fold(0, |code, digit| code * 10 + u16::from(digit - b'0'));
    match line.get(3) {
        None | Some(b' ') => Some((code, Mark::Last)),
        Some(b'-') => Some((code, Mark::More)),
        Some(_) => None,
    }
}

fn split_lines(raw: &[u8]) -> impl Iterator<Item = &[u8]> {
    let body = raw.strip_suffix(b"\n").unwrap_or(raw);
    body.split(|byte| *byte == b'\n')
        .map(|line| line.strip_suffix(b"\r").unwrap_or(line))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn reply(raw: &str) -> Reply {
        Reply::parse(raw.as_bytes()).unwrap()
    }

    #[test]
    fn one_line_gives_code_class_and_text() {
        let done = reply("226 Transfer complete.\r\n");
        assert_eq!(done.code(), 226);
        assert_eq!(done.class(), ReplyClass::Completion);
        assert_eq!(done.text(), "Transfer complete.");
        assert_eq!(done.line(), "226 Transfer complete.");
        assert_eq!(done.raw(), b"226 Transfer complete.\r\n");
        assert!(done.is_completion() && !done.is_negative());
        assert_eq!(reply("350 Go on\n").class(), ReplyClass::Intermediate);
        assert_eq!(reply("150 Here").class(), ReplyClass::Preliminary);
        assert_eq!(reply("425 No").class(), ReplyClass::TransientNegative);
        assert_eq!(reply("599 No").class(), ReplyClass::PermanentNegative);
    }

    #[test]
    fn a_limit_of_sessions_is_no_wrong_password() {
        for limit in [
            "421 There are too many connections from your internet address.\r\n",
            "421 Timeout\r\n",
            "530 Sorry, the maximum number of clients (1) from your host are already connected.\r\n",
            "530 User anna is already logged in\r\n",
            "530-Welcome\r\n530 Connection limit reached\r\n",
        ] {
            assert!(reply(limit).is_login_limit(), "{limit}");
        }
        for other in [
            "530 Login incorrect.\r\n",
            "530 Too many failed logins\r\n",
            "530 Too many wrong passwords\r\n",
            "230 Too many files to list\r\n",
            "530\r\n",
        ] {
            assert!(!reply(other).is_login_limit(), "{other}");
        }
    }

    #[test]
    fn a_code_alone_is_a_reply() {
        assert_eq!(reply("200\r\n").line(), "200");
        assert_eq!(reply("200 \r\n").line(), "200");
    }

    #[test]
    fn many_lines_are_joined_and_lose_their_codes() {
        let greeting = reply("220-Welcome\r\n220-\r\n  to us\r\n125 users\r\n220 Ready\r\n");
        assert_eq!(greeting.text(), "Welcome / to us / 125 users / Ready");
        assert_eq!(greeting.lines().count(), 5);
    }

    #[test]
    fn what_is_no_reply_is_refused() {
        let refused = |raw: &str| Reply::parse(raw.as_bytes()).unwrap_err();
        assert_eq!(refused(""), MalformedReply::NoCode);
        assert_eq!(refused("HTTP/1.1 200 OK\r\n"), MalformedReply::NoCode);
        assert_eq!(refused("2200 x\r\n"), MalformedReply::NoCode);
        assert_eq!(refused("099 x\r\n"), MalformedReply::CodeOutOfRange(99));
        assert_eq!(refused("633 x\r\n"), MalformedReply::CodeOutOfRange(633));
        assert_eq!(refused("220-a\r\n"), MalformedReply::Unterminated);
        assert_eq!(refused("220-a\r\n220-b\r\n"), MalformedReply::Unterminated);
        assert_eq!(refused("220 a\r\n220 b\r\n"), MalformedReply::TrailingLines);
        assert_eq!(
            refused("220-a\r\n125 users\r\n"),
            MalformedReply::CodeMismatch {
                first: 220,
                last: 125
            }
        );
    }

    #[test]
    fn text_is_safe_to_show() {
        assert_eq!(reply("220 \x1b[2Jhi\r\n").text(), "\\x1b[2Jhi");
        assert_eq!(reply("220 a\rb\r\n").text(), "a\\x0db");
    }

    #[test]
    fn telnet_doubling_is_undone_pair_by_pair() {
        assert_eq!(&*without_telnet_doubling(b"a\xff\xffb"), b"a\xffb");
        assert_eq!(&*without_telnet_doubling(b"\xff\xff\xff\xff"), b"\xff\xff");
        assert_eq!(&*without_telnet_doubling(b"\xff\xff\xff"), b"\xff\xff");
        assert_eq!(&*without_telnet_doubling(b"a\xffb"), b"a\xffb");
    }

    proptest! {
        #[test]
        fn any_bytes_are_a_reply_or_an_error(raw: Vec<u8>) {
            if let Ok(reply) = Reply::parse(&raw) {
                prop_assert!((100..=599).contains(&reply.code()));
                prop_assert!(reply.line().chars().all(|shown| !shown.is_control()));
            }
        }

        #[test]
        fn replies_that_look_right_never_panic(code in "[0-9]{2,4}", mark in "[ -]?", rest: Vec<u8>) {
            let mut raw = format!("{code}{mark}").into_bytes();
            raw.extend_from_slice(&rest);
            raw.extend_from_slice(format!("\r\n{code} end\r\n").as_bytes());
            let parsed = Reply::parse(&raw);
            if mark == "-" && code.len() == 3 && (b'1'..=b'5').contains(&code.as_bytes()[0]) {
                prop_assert!(parsed.is_ok());
            }
        }
    }
}
