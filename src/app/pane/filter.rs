//! The filter of a pane: which names are shown. What is typed says how they are compared: a text is
//! looked for anywhere in the name, `*.iso` is a pattern for the whole name, `/^img_\d+/` a regular
//! expression, `~rls` letters that follow each other with anything between them. Case never counts.

use globset::{GlobBuilder, GlobMatcher};
use regex::{Regex, RegexBuilder};
use tui_input::Input;

/// A compiled regular expression takes no more room than this.
const PATTERN_LIMIT: usize = 1 << 20;

/// The filter of a pane.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// What has been typed.
    pub input: Input,
    /// It has the keys.
    pub typing: bool,
    matcher: Option<Matcher>,
    wrong: Option<&'static str>,
}

impl Filter {
    /// Takes what has been typed; while it is no whole pattern, the one before stays.
    pub(super) fn read(&mut self) {
        match Matcher::read(self.input.value()) {
            Ok(matcher) => (self.matcher, self.wrong) = (matcher, None),
            Err(wrong) => self.wrong = Some(wrong),
        }
    }

    pub(super) fn is_typed(&self) -> bool {
        self.typing
    }

    /// What is wrong with what has been typed.
    pub fn wrong(&self) -> Option<&'static str> {
        self.wrong
    }

    /// What names are compared with; `None` shows all.
    pub fn matcher(&self) -> Option<&Matcher> {
        self.matcher.as_ref()
    }
}

/// What names are compared with.
#[derive(Clone, Debug)]
pub enum Matcher {
    /// A text, folded, anywhere in the name.
    Text(String),
    /// A pattern for the whole name.
    Glob(Box<GlobMatcher>),
    /// A regular expression, anywhere in the name.
    Regex(Regex),
    /// These letters, folded, one after the other.
    Fuzzy(String),
}

impl Matcher {
    /// Reads a filter as it is typed; `None` if nothing has been typed that names could be compared
    /// with.
    ///
    /// # Errors
    /// What it is not a whole one of.
    pub fn read(typed: &str) -> Result<Option<Self>, &'static str> {
        let wanted = if let Some(pattern) = typed.strip_prefix('/') {
            let pattern = pattern.strip_suffix('/').unwrap_or(pattern);
            let compiled = RegexBuilder::new(pattern)
                .case_insensitive(true)
                .size_limit(PATTERN_LIMIT)
                .build();
            match pattern {
                "" => None,
                _ => Some(Self::Regex(compiled.map_err(|_| "not a whole expression")?)),
            }
        } else if let Some(letters) = typed.strip_prefix('~') {
            let letters = letters.to_lowercase();
            (!letters.is_empty()).then_some(Self::Fuzzy(letters))
        } else if typed.contains(['*', '?', '[', '{']) {
            let glob = GlobBuilder::new(typed).case_insensitive(true).build();
            let glob = glob.map_err(|_| "not a whole pattern")?;
            Some(Self::Glob(Box::new(glob.compile_matcher())))
        } else {
            (!typed.is_empty()).then(|| Self::Text(typed.to_lowercase()))
        };
        Ok(wanted)
    }

    /// Whether a name fits.
    pub fn fits(&self, name: &str) -> bool {
        match self {
            Self::Text(wanted) => contains_folded(name, wanted),
            Self::Glob(glob) => glob.is_match(name),
            Self::Regex(regex) => regex.is_match(name),
            Self::Fuzzy(letters) => {
                let mut name = name.chars().flat_map(char::to_lowercase);
                letters.chars().all(|letter| name.any(|own| own == letter))
            }
        }
    }
}

/// Whether a text has another one in it that is in lower case; its own case does not count.
pub(in crate::app) fn contains_folded(text: &str, wanted: &str) -> bool {
    if !text.is_ascii() || !wanted.is_ascii() {
        return text.to_lowercase().contains(wanted);
    }
    let Some(first) = wanted.bytes().next() else {
        return true;
    };
    let starts = |window: &[u8]| {
        let begins = |own: &u8| own.to_ascii_lowercase() == first;
        window.first().is_some_and(begins) && window.eq_ignore_ascii_case(wanted.as_bytes())
    };
    text.as_bytes().windows(wanted.len()).any(starts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fits(typed: &str, name: &str) -> bool {
        let matcher = Matcher::read(typed).unwrap();
        matcher.is_none_or(|matcher| matcher.fits(name))
    }

    #[test]
    fn what_is_typed_says_how_names_are_compared() {
        assert!(fits("ISO", "debian-13.iso") && !fits("iso", "readme"));
        assert!(fits("*.iso", "Debian.ISO") && !fits("*.iso", "debian.iso.sha256"));
        assert!(fits("*.{jpg,png}", "a.png") && fits("img_[0-9]?.*", "img_07.raw"));
        assert!(fits(r"/^img_\d+\./", "IMG_0042.jpg") && !fits(r"/^img_\d+\./", "my_img_1.jpg"));
        assert!(fits("/jp", "a.jpg"), "the second slash need not be typed");
        assert!(fits("~rls", "release-1.4.0.sig") && !fits("~srl", "release-1"));
        assert!(fits("mü", "Notes für MÜLLER.txt"));
    }

    #[test]
    fn nothing_typed_shows_all_and_half_a_pattern_says_so() {
        for typed in ["", "/", "//", "~"] {
            assert!(Matcher::read(typed).unwrap().is_none(), "{typed}");
        }
        assert!(Matcher::read("/(").is_err() && Matcher::read("[a").is_err());
        let huge = "/((a{1000}){1000}){1000}/";
        assert!(Matcher::read(huge).is_err(), "no pattern eats the memory");
    }

    proptest! {
        #[test]
        fn folding_makes_no_difference_to_what_is_found(
            text in "[a-cA-Cüß.]{0,8}", wanted in "[a-cA-Cü.]{0,3}"
        ) {
            let wanted = wanted.to_lowercase();
            let found = contains_folded(&text, &wanted);
            prop_assert_eq!(found, text.to_lowercase().contains(&wanted));
        }
    }
}
