//! Masks, as a user types them to choose names: `*.jpg; *.png`. `*` is any text, `?` any character,
//! `[a-z]` one of these and `[!a-z]` any other, `{one,two}` either; `\` takes its meaning from the
//! character behind it.

use std::iter::Peekable;
use std::str::Chars;

/// Alternatives in braces multiply: more than these are not a wish but an accident.
const ALTERNATIVES: usize = 256;
/// Braces in braces in braces.
const NESTING: usize = 8;

/// What one place of a mask takes.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    /// Any text, none included.
    Text,
    /// Any character.
    Character,
    /// This character.
    Literal(char),
    /// One of these ranges, or any other character.
    Class {
        negated: bool,
        ranges: Vec<(char, char)>,
    },
}

impl Token {
    fn takes(&self, character: char) -> bool {
        match self {
            Self::Text | Self::Character => true,
            Self::Literal(literal) => *literal == character,
            Self::Class { negated, ranges } => {
                let inside = ranges
                    .iter()
                    .any(|(first, last)| (*first..=*last).contains(&character));
                inside != *negated
            }
        }
    }
}

/// Masks of which a name has to fit one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Masks {
    masks: Vec<Vec<Token>>,
    case: bool,
}

/// Why a mask cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MaskError {
    /// There is none.
    #[error("a mask is needed: *.txt, or several: *.jpg; *.png")]
    Missing,
    /// Something is opened and not closed.
    #[error("`{0}` is not closed; \\{0} is the character itself")]
    Unclosed(char),
    /// A brace is closed that was not opened.
    #[error("`}}` closes nothing; \\}} is the character itself")]
    Unopened,
    /// A backslash stands at the end.
    #[error("nothing stands behind the `\\` at the end")]
    Dangling,
    /// A range runs backwards.
    #[error("`{0}-{1}` runs backwards")]
    Backwards(char, char),
    /// The braces come to too much.
    #[error("the braces come to too many masks")]
    TooMany,
}

impl Masks {
    /// Reads masks, parted by `;`. Unless `case` matters, `a` is also `A`.
    ///
    /// # Errors
    /// [`MaskError`]: there is none, or one cannot be read.
    pub fn parse(text: &str, case: bool) -> Result<Self, MaskError> {
        let text = if case {
            text.to_owned()
        } else {
            text.to_lowercase()
        };
        let mut masks = Vec::new();
        for mask in text
            .split(';')
            .map(str::trim)
            .filter(|mask| !mask.is_empty())
        {
            masks.extend(sequence(&mut mask.chars().peekable(), 0)?);
            if masks.len() > ALTERNATIVES {
                return Err(MaskError::TooMany);
            }
        }
        if masks.is_empty() {
            return Err(MaskError::Missing);
        }
        Ok(Self { masks, case })
    }

    /// The same, but what has no `*`, `?` or `[]` in it may stand anywhere in the name.
    ///
    /// # Errors
    /// [`MaskError`], as for [`Self::parse`].
    pub fn parse_for_search(text: &str, case: bool) -> Result<Self, MaskError> {
        let mut masks = Self::parse(text, case)?;
        for mask in &mut masks.masks {
            if mask.iter().all(|token| matches!(token, Token::Literal(_))) {
                mask.insert(0, Token::Text);
                mask.push(Token::Text);
            }
        }
        Ok(masks)
    }

    /// Whether a name fits one of them.
    pub fn fits(&self, name: &str) -> bool {
        if name.is_ascii() {
            // Of a whole folder of names none has to be copied.
            let name = name.as_bytes();
            let folded = |at: usize| {
                let own = name.get(at)?;
                let folded = own.to_ascii_lowercase();
                Some(char::from(if self.case { *own } else { folded }))
            };
            return self.masks.iter().any(|mask| fits(mask, name.len(), folded));
        }
        let name: Vec<char> = if self.case {
            name.chars().collect()
        } else {
            name.to_lowercase().chars().collect()
        };
        let at = |at: usize| name.get(at).copied();
        self.masks.iter().any(|mask| fits(mask, name.len(), at))
    }
}

/// Reads a mask, or the inside of braces: each way it can be taken.
fn sequence(chars: &mut Peekable<Chars>, depth: usize) -> Result<Vec<Vec<Token>>, MaskError> {
    if depth > NESTING {
        return Err(MaskError::TooMany);
    }
    let mut complete = Vec::new();
    let mut open: Vec<Vec<Token>> = vec![Vec::new()];
    while let Some(character) = chars.next() {
        let token = match character {
            '}' if depth > 0 => {
                complete.append(&mut open);
                return Ok(complete);
            }
            '}' => return Err(MaskError::Unopened),
            ',' if depth > 0 => {
                complete.append(&mut open);
                open = vec![Vec::new()];
                continue;
            }
            '{' => {
                open = product(&open, &sequence(chars, depth + 1)?)?;
                continue;
            }
            '*' => Token::Text,
            '?' => Token::Character,
            '[' => class(chars)?,
            '\\' => Token::Literal(chars.next().ok_or(MaskError::Dangling)?),
            literal => Token::Literal(literal),
        };
        for mask in &mut open {
            mask.push(token.clone());
        }
    }
    if depth > 0 {
        return Err(MaskError::Unclosed('{'));
    }
    Ok(open)
}

fn product(before: &[Vec<Token>], after: &[Vec<Token>]) -> Result<Vec<Vec<Token>>, MaskError> {
    if before.len() * after.len() > ALTERNATIVES {
        return Err(MaskError::TooMany);
    }
    let joined = before.iter().flat_map(|head| {
        after
            .iter()
            .map(move |tail| [head.as_slice(), tail].concat())
    });
    Ok(joined.collect())
}

/// Reads what follows `[`. A `]` that comes first is one of the characters.
fn class(chars: &mut Peekable<Chars>) -> Result<Token, MaskError> {
    let negated = chars.next_if(|next| matches!(next, '!' | '^')).is_some();
    let mut members = Vec::new();
    loop {
        match chars.next() {
            None => return Err(MaskError::Unclosed('[')),
            Some(']') if !members.is_empty() => break,
            Some(member) => members.push(member),
        }
    }
    let mut ranges = Vec::new();
    let mut rest = members.as_slice();
    loop {
        rest = match rest {
            [first, '-', last, rest @ ..] if first <= last => {
                ranges.push((*first, *last));
                rest
            }
            [first, '-', last, ..] => return Err(MaskError::Backwards(*first, *last)),
            [one, rest @ ..] => {
                ranges.push((*one, *one));
                rest
            }
            [] => break,
        };
    }
    Ok(Token::Class { negated, ranges })
}

/// Whether a name of so many characters fits a mask: where it does not, the last `*` takes one
/// character more.
fn fits(mask: &[Token], length: usize, name: impl Fn(usize) -> Option<char>) -> bool {
    let (mut at, mut read) = (0, 0);
    let mut last_text = None;
    loop {
        match (mask.get(at), name(read)) {
            (Some(Token::Text), _) => {
                at += 1;
                last_text = Some((at, read));
                continue;
            }
            (Some(token), Some(character)) if token.takes(character) => {
                at += 1;
                read += 1;
                continue;
            }
            (None, None) => return true,
            _ => {}
        }
        match last_text {
            Some((behind, from)) if from < length => {
                (at, read) = (behind, from + 1);
                last_text = Some((behind, from + 1));
            }
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fit(mask: &str, name: &str) -> bool {
        Masks::parse(mask, false).unwrap().fits(name)
    }

    #[test]
    fn masks_choose_names() {
        assert!(fit("*.txt", "Notes.TXT"));
        assert!(!fit("*.txt", "notes.txt.bak"));
        assert!(fit("*.jpg; *.png", "a.png"));
        assert!(fit("m?ller*", "Müller.txt"));
        assert!(fit("track[0-9].mp3", "track9.mp3"));
        assert!(!fit("track[!0-9].mp3", "track9.mp3"));
        assert!(fit("*.{iso,tar.{gz,zst}}", "a.tar.zst"));
        assert!(fit(r"\*", "*") && !fit(r"\*", "a"));
        assert!(fit("[]]", "]"));
        assert!(!fit("a*b*c", "a-b-b"));
    }

    #[test]
    fn case_can_matter() {
        let masks = Masks::parse("README*", true).unwrap();
        assert!(masks.fits("README.md") && !masks.fits("readme.md"));
    }

    #[test]
    fn a_search_finds_parts_of_names() {
        let fits = |mask, name| Masks::parse_for_search(mask, false).unwrap().fits(name);
        assert!(fits("ISO", "old.isos"));
        assert!(!fits("*.iso", "old.isos"));
        assert!(fits("iso; log", "a.log"));
    }

    #[test]
    fn what_cannot_be_read_is_told() {
        let wrong = |mask: &str| Masks::parse(mask, false).unwrap_err();
        assert_eq!(wrong(" ; "), MaskError::Missing);
        assert_eq!(wrong("a{b"), MaskError::Unclosed('{'));
        assert_eq!(wrong("[a"), MaskError::Unclosed('['));
        assert_eq!(wrong("a}"), MaskError::Unopened);
        assert_eq!(wrong("a\\"), MaskError::Dangling);
        assert_eq!(wrong("[z-a]"), MaskError::Backwards('z', 'a'));
        assert_eq!(wrong(&"{a,b}".repeat(9)), MaskError::TooMany);
        assert_eq!(wrong(&"{".repeat(100_000)), MaskError::TooMany);
    }

    proptest! {
        #[test]
        fn nothing_typed_makes_it_stumble(mask in any::<String>(), name in any::<String>()) {
            for case in [false, true] {
                if let Ok(masks) = Masks::parse(&mask, case) {
                    masks.fits(&name);
                }
            }
        }

        /// What globset says of the same mask and name.
        #[test]
        fn it_agrees_with_globset(
            mask in r"([abAB.*?]|\[!?[abc]\]|\[a-c\]|\{a,b\*\}|\{,c\}|\\\*){0,6}",
            name in "[abcAB.*]{0,6}",
        ) {
            prop_assume!(!mask.is_empty());
            let glob = globset::GlobBuilder::new(&mask)
                .empty_alternates(true)
                .backslash_escape(true)
                .build()
                .unwrap();
            let masks = Masks::parse(&mask, true).unwrap();
            prop_assert_eq!(masks.fits(&name), glob.compile_matcher().is_match(&name));
        }
    }
}
