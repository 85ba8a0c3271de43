//! Character sets, by the names that the Encoding Standard has for them. Only those in which the
//! bytes of ASCII mean ASCII can be told a server: a path is full of them.

use encoding_rs::Encoding;
use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

/// A character set that names can be read and written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Charset(&'static Encoding);

/// Names of character sets by Windows' numbers, which the Encoding Standard leaves out.
const CODE_PAGES: [(&str, &str); 4] = [
    ("cp932", "shift_jis"),
    ("cp936", "gbk"),
    ("cp949", "euc-kr"),
    ("cp950", "big5"),
];

/// A name that is none of a character set.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CharsetError {
    /// Nobody knows it.
    #[error(
        "`{0}` is no character set known here; known are for example utf-8, latin1, windows-1251, \
         koi8-r, shift_jis, euc-jp, gbk, big5, euc-kr"
    )]
    Unknown(String),
    /// Its bytes below 128 are not ASCII, so that no path could be written in it.
    #[error("{0} does not hold ASCII as it is, so no server has its names in it")]
    NotForNames(&'static str),
}

/// A character that a character set does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{}` cannot be written in {charset}", super::text::display_safe_str(&.character.to_string()))]
pub struct Unwritable {
    /// The first such character of the text.
    pub character: char,
    /// The character set.
    pub charset: Charset,
}

impl Charset {
    /// UTF-8, as RFC 2640 asks for.
    pub const UTF_8: Self = Self(encoding_rs::UTF_8);
    /// UTF-16 with the low byte first: for texts alone, no name is written in it.
    pub const UTF_16LE: Self = Self(encoding_rs::UTF_16LE);
    /// UTF-16 with the high byte first: for texts alone.
    pub const UTF_16BE: Self = Self(encoding_rs::UTF_16BE);

    /// The character set that an encoding is, where it is one for names.
    pub(super) fn of(encoding: &'static Encoding) -> Option<Self> {
        encoding.is_ascii_compatible().then_some(Self(encoding))
    }

    /// Its name in the Encoding Standard: `UTF-8`, `windows-1252` (also for Latin-1), `Shift_JIS`.
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// The text of these bytes; `None` if they are none in this character set.
    pub fn decode(self, bytes: &[u8]) -> Option<Cow<'_, str>> {
        self.0
            .decode_without_bom_handling_and_without_replacement(bytes)
    }

    /// The bytes of a text, which [`Self::decode`] makes the same text of again.
    ///
    /// # Errors
    /// [`Unwritable`] with the first character that this character set does not have, or has only
    /// in a way that would be read as another one.
    pub fn encode(self, text: &str) -> Result<Cow<'_, [u8]>, Unwritable> {
        if self.is_wide() {
            let units = text.encode_utf16();
            let bytes = units.flat_map(|unit| self.bytes_of(unit));
            return Ok(bytes.collect::<Vec<u8>>().into());
        }
        if let Some(character) = text.chars().find(|character| !self.has(*character)) {
            let charset = self;
            return Err(Unwritable { character, charset });
        }
        Ok(self.0.encode(text).0)
    }

    /// The first character of these bytes and how many bytes it has; `None` where they are none.
    pub fn first(self, bytes: &[u8]) -> Option<(char, usize)> {
        if self.is_wide() {
            let units = bytes.chunks_exact(2).take(2).map(|pair| self.unit_of(pair));
            let first = char::decode_utf16(units).next()?.ok()?;
            return Some((first, 2 * first.len_utf16()));
        }
        let byte = *bytes.first()?;
        if byte.is_ascii() {
            return Some((char::from(byte), 1));
        }
        (1..=bytes.len().min(4)).find_map(|count| {
            let text = self.decode(bytes.get(..count)?)?;
            let mut characters = text.chars();
            let first = characters.next()?;
            characters.next().is_none().then_some((first, count))
        })
    }

    /// Whether it is UTF-16, whose characters have two bytes at least.
    pub fn is_wide(self) -> bool {
        self == Self::UTF_16LE || self == Self::UTF_16BE
    }

    /// The two bytes of a unit of UTF-16.
    fn bytes_of(self, unit: u16) -> [u8; 2] {
        if self == Self::UTF_16LE {
            unit.to_le_bytes()
        } else {
            unit.to_be_bytes()
        }
    }

    fn unit_of(self, pair: &[u8]) -> u16 {
        let pair = [0, 1].map(|at| pair.get(at).copied().unwrap_or_default());
        if self == Self::UTF_16LE {
            u16::from_le_bytes(pair)
        } else {
            u16::from_be_bytes(pair)
        }
    }

    fn has(self, character: char) -> bool {
        if character.is_ascii() {
            return true;
        }
        let mut buffer = [0; 4];
        let text: &str = character.encode_utf8(&mut buffer);
        let (bytes, _, unmappable) = self.0.encode(text);
        !unmappable && self.decode(&bytes).as_deref() == Some(text)
    }

    /// Whether two bytes that are a letter of UTF-8 are often an everyday character here: those of
    /// Chinese and Korean, and Japanese in EUC, begin with the same bytes. In Shift JIS the two are
    /// half-width kana, which names hardly ever are.
    pub(super) fn shares_pairs_with_utf8(self) -> bool {
        let others = [encoding_rs::UTF_8, encoding_rs::SHIFT_JIS];
        !self.0.is_single_byte() && !others.contains(&self.0)
    }
}

impl FromStr for Charset {
    type Err = CharsetError;

    fn from_str(label: &str) -> Result<Self, CharsetError> {
        let wanted = label.trim();
        let known = CODE_PAGES
            .iter()
            .find(|(page, _)| page.eq_ignore_ascii_case(wanted))
            .map_or(wanted, |(_, name)| name);
        let encoding = Encoding::for_label_no_replacement(known.as_bytes())
            .ok_or_else(|| CharsetError::Unknown(super::text::display_safe_str(wanted)))?;
        Self::of(encoding).ok_or(CharsetError::NotForNames(encoding.name()))
    }
}

impl fmt::Display for Charset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn charset(label: &str) -> Charset {
        label.parse().unwrap()
    }

    #[test]
    fn labels_are_read_in_any_case_and_by_windows_numbers() {
        for (label, name) in [
            ("utf-8", "UTF-8"),
            ("UTF8", "UTF-8"),
            ("latin1", "windows-1252"),
            (" CP1251 ", "windows-1251"),
            ("shift_jis", "Shift_JIS"),
            ("cp932", "Shift_JIS"),
            ("CP936", "GBK"),
            ("koi8-r", "KOI8-R"),
            ("ibm866", "IBM866"),
        ] {
            assert_eq!(charset(label).to_string(), name);
        }
    }

    #[test]
    fn characters_are_read_one_by_one() {
        assert_eq!(
            Charset::UTF_8.first("\u{fc}x".as_bytes()),
            Some(('\u{fc}', 2))
        );
        assert_eq!(Charset::UTF_8.first(b"\xfcx"), None);
        assert_eq!(charset("latin1").first(b"\xfcx"), Some(('\u{fc}', 1)));
        assert_eq!(
            charset("shift_jis").first(b"\x8a\xbf!"),
            Some(('\u{6f22}', 2))
        );
    }

    #[test]
    fn what_is_no_character_set_for_names_is_refused_with_examples() {
        let unknown = "klingon\x1b".parse::<Charset>().unwrap_err().to_string();
        assert!(unknown.starts_with("`klingon\\x1b` is no"), "{unknown}");
        assert!(unknown.contains("windows-1251"), "{unknown}");
        for label in ["utf-16", "iso-2022-jp", "utf-16be"] {
            let refused = label.parse::<Charset>().unwrap_err();
            assert!(matches!(refused, CharsetError::NotForNames(_)), "{label}");
        }
    }

    #[test]
    fn a_character_that_is_not_there_is_named() {
        let refused = charset("latin1").encode("für 日本").unwrap_err();
        assert_eq!(
            refused.to_string(),
            "`日` cannot be written in windows-1252"
        );
        // The yen sign would come back as a backslash.
        assert!(charset("shift_jis").encode("¥").is_err());
    }

    #[test]
    fn known_bytes_are_known_texts() {
        for (label, text, bytes) in [
            ("windows-1251", "Привет", &b"\xcf\xf0\xe8\xe2\xe5\xf2"[..]),
            ("latin1", "für", b"f\xfcr"),
            ("shift_jis", "表", b"\x95\x5c"),
            ("gbk", "学", b"\xd1\xa7"),
            ("utf-8", "für", "für".as_bytes()),
        ] {
            assert_eq!(charset(label).encode(text).unwrap(), bytes);
            assert_eq!(charset(label).decode(bytes).unwrap(), text);
        }
        assert_eq!(Charset::UTF_8.decode(b"f\xfcr"), None);
        assert_eq!(charset("shift_jis").decode(b"\x95"), None);
    }

    fn charsets() -> impl Strategy<Value = Charset> {
        proptest::sample::select(
            [
                "utf-8",
                "latin1",
                "windows-1251",
                "koi8-r",
                "ibm866",
                "shift_jis",
                "euc-jp",
                "gbk",
                "gb18030",
                "big5",
                "euc-kr",
                "windows-1253",
                "iso-8859-8",
            ]
            .map(charset)
            .to_vec(),
        )
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(charset in charsets(), text in "[ -~¡-ÿА-яぁ-ん一-龠]{0,12}") {
            let own: String = text.chars().filter(|c| charset.has(*c)).collect();
            let bytes = charset.encode(&own).unwrap();
            prop_assert_eq!(charset.decode(&bytes).unwrap(), own.as_str());
            prop_assert_eq!(charset.encode(&text).is_ok(), text.chars().all(|c| charset.has(c)));
        }

        /// No character becomes a slash or the end of a command on its way, nor the other way round.
        #[test]
        fn ascii_is_ascii_on_both_sides(charset in charsets(), text: String, bytes: Vec<u8>) {
            if let Ok(written) = charset.encode(&text) {
                for sign in *b"/\r\n\0" {
                    let count = |bytes: &[u8]| bytes.split(|byte| *byte == sign).count();
                    prop_assert_eq!(count(&written), count(text.as_bytes()));
                }
            }
            if let Some(read) = charset.decode(&bytes) {
                let parts = bytes.split(|byte| *byte == b'/').count();
                prop_assert_eq!(read.split('/').count(), parts);
            }
        }
    }
}
