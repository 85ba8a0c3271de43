//! Patterns for names, as shells have them: `*`, `?`, `[a-z]`, `{a,b}`.

use globset::{GlobBuilder, GlobMatcher};

/// A pattern for names of files.
#[derive(Clone, Debug)]
pub struct Mask {
    matcher: GlobMatcher,
    /// Names that begin with a dot are meant as well.
    hidden: bool,
}

/// A text that is no pattern.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a pattern: a bracket or a brace is not closed")]
pub struct MaskError(String);

/// Whether a text is meant as a pattern and not as a name.
pub fn is_mask(text: &str) -> bool {
    text.contains(['*', '?', '[', '{'])
}

impl Mask {
    /// Reads a pattern.
    ///
    /// # Errors
    /// [`MaskError`]
    pub fn new(pattern: &str) -> Result<Self, MaskError> {
        // What Windows means by it: every name, also one without a dot.
        let pattern = if pattern == "*.*" { "*" } else { pattern };
        let glob = GlobBuilder::new(pattern)
            .literal_separator(true)
            .backslash_escape(true)
            .build()
            .map_err(|_| MaskError(pattern.to_owned()))?;
        Ok(Self {
            matcher: glob.compile_matcher(),
            hidden: pattern.starts_with('.'),
        })
    }

    /// Whether a name fits. Hidden ones have to be meant: `.*`.
    pub fn fits(&self, name: &str) -> bool {
        (self.hidden || !name.starts_with('.')) && self.matcher.is_match(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fits(pattern: &str, name: &str) -> bool {
        Mask::new(pattern).unwrap().fits(name)
    }

    #[test]
    fn patterns_are_those_of_shells() {
        assert!(fits("*.txt", "a.txt") && !fits("*.txt", "a.txt.gz"));
        assert!(fits("dataset-00?.parquet", "dataset-001.parquet"));
        assert!(fits("[a-c]*", "beta") && !fits("[a-c]*", "delta"));
        assert!(fits("{a,b}.c", "b.c") && !fits("{a,b}.c", "c.c"));
        assert!(fits("für*", "für Müller"));
        assert!(fits("a\\*b", "a*b") && !fits("a\\*b", "axb"));
    }

    #[test]
    fn hidden_names_have_to_be_meant() {
        assert!(!fits("*", ".bashrc") && fits(".*", ".bashrc"));
    }

    #[test]
    fn every_file_as_windows_says_it() {
        assert!(fits("*.*", "README"));
    }

    #[test]
    fn a_pattern_that_is_none_is_told() {
        assert!(Mask::new("[a").unwrap_err().to_string().contains("[a"));
        assert!(is_mask("a*") && is_mask("a?") && !is_mask("a b"));
    }

    proptest! {
        #[test]
        fn no_text_is_too_odd(pattern: String, name: String) {
            if let Ok(mask) = Mask::new(&pattern) {
                mask.fits(&name);
            }
        }
    }
}
