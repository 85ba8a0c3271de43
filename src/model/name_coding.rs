//! How one site's names are read and written. Names stay bytes; this is the way to text for people
//! and for the local disk, and the way back. What cannot be read, or not be written back as it was,
//! keeps its bytes, so that no name is ever lost on the way.

use super::charset::{Charset, Unwritable};
use super::{Name, text};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use std::borrow::Cow;

/// The longest name that local file systems take, in bytes.
const LOCAL_LIMIT: usize = 255;
/// So many bytes of names are looked at for a guess.
const GUESS_LIMIT: usize = 64 * 1024;

/// How the names of a site are read and written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NameCoding {
    /// What names that are not UTF-8 are read in.
    charset: Charset,
    /// Only old names are in that character set: what is written is UTF-8.
    mixed: bool,
}

impl Default for NameCoding {
    /// UTF-8; what is none keeps its bytes.
    fn default() -> Self {
        Self::from(Charset::UTF_8)
    }
}

impl From<Charset> for NameCoding {
    /// The names of a site that is known to have them in this character set.
    fn from(charset: Charset) -> Self {
        let mixed = false;
        Self { charset, mixed }
    }
}

impl NameCoding {
    /// A guess from the names of a folder; `None` if all are UTF-8, which needs no guess. The
    /// country that the host's name ends in speaks for the character sets that are used there.
    /// Where most names beyond ASCII are UTF-8, the others are left-overs and UTF-8 is written.
    pub fn guess<'a>(names: impl IntoIterator<Item = &'a Name>, host: &str) -> Option<Self> {
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        let (mut utf8, mut other, mut bytes) = (0_usize, 0_usize, 0_usize);
        for name in names.into_iter().map(Name::as_bytes) {
            if name.is_ascii() {
                continue;
            }
            if std::str::from_utf8(name).is_ok() {
                utf8 += 1;
                continue;
            }
            other += 1;
            detector.feed(name, false);
            detector.feed(b"\n", false);
            bytes += name.len();
            if bytes > GUESS_LIMIT {
                break;
            }
        }
        detector.feed(b"", true);
        let country = country(host);
        let country = country.as_deref().map(str::as_bytes);
        let charset = Charset::of(detector.guess(country, Utf8Detection::Deny))?;
        let mixed = utf8 >= other;
        (other > 0).then_some(Self { charset, mixed })
    }

    /// What names that are not UTF-8 are read in.
    pub fn charset(self) -> Charset {
        self.charset
    }

    /// What new names are written in.
    pub fn written(self) -> Charset {
        if self.mixed {
            Charset::UTF_8
        } else {
            self.charset
        }
    }

    /// The text of a name: UTF-8 where it is UTF-8, else in the site's character set. `None` if it
    /// is neither.
    pub fn text(self, name: &[u8]) -> Option<Cow<'_, str>> {
        match std::str::from_utf8(name) {
            Ok(text) if self.may_mean_another(text) => {
                Some(self.charset.decode(name).unwrap_or(Cow::Borrowed(text)))
            }
            Ok(text) => Some(Cow::Borrowed(text)),
            Err(_) => self.charset.decode(name),
        }
    }

    /// Whether bytes that happen to be UTF-8 are more likely this site's: they are all pairs, and
    /// pairs are characters there. Longer sequences of UTF-8 are hardly ever anything else.
    fn may_mean_another(self, text: &str) -> bool {
        !self.mixed
            && self.charset.shares_pairs_with_utf8()
            && !text.is_ascii()
            && text.chars().all(|character| character < '\u{800}')
    }

    /// A name, a path or a line of the dialogue as text that is safe to show. Each part between
    /// slashes is read by itself; one that cannot be read is shown as Latin-1.
    pub fn shown(self, bytes: &[u8]) -> String {
        by_parts(bytes, |part| match self.text(part) {
            Some(text) => text::display_safe_str(&text),
            None => text::display_safe(part),
        })
    }

    /// A name or a path as text for another program, nothing escaped. What cannot be read is
    /// U+FFFD.
    pub fn plain(self, bytes: &[u8]) -> String {
        by_parts(bytes, |part| {
            self.text(part)
                .unwrap_or_else(|| String::from_utf8_lossy(part))
                .into_owned()
        })
    }

    /// The bytes of a name or a path that a person has typed.
    ///
    /// # Errors
    /// [`Unwritable`] if the site's character set has no way to write it.
    pub fn encode(self, typed: &str) -> Result<Vec<u8>, Unwritable> {
        self.written().encode(typed).map(Cow::into_owned)
    }

    /// The name that a file of the server has on this computer: its text in UTF-8, or its bytes
    /// where the site's character set would not make the same bytes of the text again, or where the
    /// text is too long for a local name.
    pub fn local(self, remote: &Name) -> Cow<'_, Name> {
        let bytes = remote.as_bytes();
        let comes_back = |text: &str| {
            let written = self.charset.encode(text);
            written.is_ok_and(|written| *written == *bytes)
        };
        match self.text(bytes) {
            Some(Cow::Owned(text)) if text.len() <= LOCAL_LIMIT && comes_back(&text) => {
                Cow::Owned(Name::new(text))
            }
            // UTF-8 as it is, or what has no way back.
            _ => Cow::Borrowed(remote),
        }
    }

    /// The name that a file of this computer gets on the server. A local name that is not UTF-8
    /// keeps its bytes: its character set is not known.
    ///
    /// # Errors
    /// [`Unwritable`] if the site's character set has no way to write it.
    pub fn remote(self, local: &Name) -> Result<Name, Unwritable> {
        match std::str::from_utf8(local.as_bytes()) {
            Ok(text) => self.encode(text).map(Name::new),
            Err(_) => Ok(local.clone()),
        }
    }
}

/// A path read part by part. No part of a character is a slash.
fn by_parts(bytes: &[u8], read: impl Fn(&[u8]) -> String) -> String {
    let parts: Vec<String> = bytes.split(|byte| *byte == b'/').map(read).collect();
    parts.join("/")
}

/// The last part of a host's name, as the detector wants it; `None` for addresses and names
/// without a dot.
fn country(host: &str) -> Option<String> {
    let (_, last) = host.trim_end_matches('.').rsplit_once('.')?;
    let is_name = last.chars().any(|letter| letter.is_ascii_alphabetic())
        && last
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || letter == '-');
    is_name.then(|| last.to_ascii_lowercase())
}

#[cfg(test)]
mod tests;
