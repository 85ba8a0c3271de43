//! What a file is called on the other side, where nobody says it: `case`, `ntrans` and `nmap`, as
//! ftp(1) has them. Pure: whether a name may be used is judged where all names are.

use std::collections::HashMap;

/// How names are changed on their way; not at all, unless it was said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Renaming {
    /// Names that are all capitals become small letters, on their way here.
    pub case: bool,
    /// Characters, and what each becomes; `None` takes it out.
    pub characters: Option<HashMap<char, Option<char>>>,
    /// What names look like, and what they become.
    pub pattern: Option<(String, String)>,
}

impl Renaming {
    /// The name that a file of the server gets here; `None` if it stays as it is.
    pub fn here(&self, name: &str) -> Option<String> {
        let lower = if self.case && !name.chars().any(char::is_lowercase) {
            name.to_lowercase()
        } else {
            name.to_owned()
        };
        self.other(name, lower)
    }

    /// The name that a file of this computer gets on the server.
    pub fn there(&self, name: &str) -> Option<String> {
        self.other(name, name.to_owned())
    }

    fn other(&self, name: &str, mut new: String) -> Option<String> {
        if let Some(characters) = &self.characters {
            new = new
                .chars()
                .filter_map(|one| characters.get(&one).copied().unwrap_or(Some(one)))
                .collect();
        }
        if let Some((pattern, becomes)) = &self.pattern {
            new = mapped(&new, pattern, becomes).unwrap_or(new);
        }
        (new != name && !new.is_empty()).then_some(new)
    }

    /// `ntrans`: characters of the first word become those at the same place in the second one; those
    /// that have none there are taken out.
    pub fn translate(&mut self, from: &str, to: &str) {
        let mut to = to.chars();
        let pairs = from.chars().map(|one| (one, to.next()));
        self.characters = Some(pairs.collect()).filter(|map: &HashMap<_, _>| !map.is_empty());
    }
}

/// What the parts of a name are, where it looks like the pattern: `$1` to `$9` stand for any text, up
/// to what follows them.
fn parts(name: &str, pattern: &str) -> Option<[String; 10]> {
    let mut parts: [String; 10] = Default::default();
    name.clone_into(parts.first_mut()?);
    let mut rest = name;
    let mut letters = pattern.chars().peekable();
    while let Some(letter) = letters.next() {
        let digit = letters.peek().and_then(|next| next.to_digit(10));
        if let ('$', Some(digit @ 1..)) = (letter, digit) {
            letters.next();
            let end = match letters.peek() {
                Some('\\') => letters.clone().nth(1),
                next => next.copied(),
            };
            let (part, left) = match end {
                Some(end) => rest.split_at(rest.find(end).unwrap_or(rest.len())),
                None => (rest, ""),
            };
            part.clone_into(parts.get_mut(digit as usize)?);
            rest = left;
            continue;
        }
        let letter = match letter {
            '\\' => letters.next().unwrap_or('\\'),
            letter => letter,
        };
        // Parts that the name has no more of are empty.
        if !rest.is_empty() {
            rest = rest.strip_prefix(letter)?;
        }
    }
    Some(parts)
}

/// The name that `nmap` makes of one that looks like the pattern; `None` for any other.
fn mapped(name: &str, pattern: &str, becomes: &str) -> Option<String> {
    let parts = parts(name, pattern)?;
    let mut new = String::new();
    fill(&mut becomes.chars().peekable(), &parts, None, &mut new);
    Some(new)
}

type Letters<'a> = std::iter::Peekable<std::str::Chars<'a>>;

/// Writes what the letters stand for, up to the end or to one of these.
fn fill(letters: &mut Letters<'_>, parts: &[String; 10], ends: Option<char>, new: &mut String) {
    while let Some(letter) = letters.next() {
        match letter {
            letter if Some(letter) == ends => return,
            '\\' => new.extend(letters.next()),
            '$' => match letters.peek().and_then(|next| next.to_digit(10)) {
                Some(digit) => {
                    letters.next();
                    new.push_str(parts.get(digit as usize).map_or("", String::as_str));
                }
                None => new.push('$'),
            },
            // `[a,b]`: the first, unless it is empty.
            '[' if ends.is_none() => {
                let (mut first, mut second) = (String::new(), String::new());
                fill(letters, parts, Some(','), &mut first);
                fill(letters, parts, Some(']'), &mut second);
                new.push_str(if first.is_empty() { &second } else { &first });
            }
            letter => new.push(letter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn nmap(pattern: &str, becomes: &str) -> Renaming {
        Renaming {
            pattern: Some((pattern.into(), becomes.into())),
            ..Renaming::default()
        }
    }

    #[test]
    fn only_names_in_capitals_become_small_and_only_here() {
        let case = Renaming {
            case: true,
            ..Renaming::default()
        };
        assert_eq!(case.here("README.TXT").as_deref(), Some("readme.txt"));
        assert_eq!(case.here("ÄRGER").as_deref(), Some("ärger"));
        assert_eq!(case.here("Readme.TXT"), None);
        assert_eq!(case.there("README.TXT"), None);
    }

    #[test]
    fn characters_are_translated_and_those_without_another_taken_out() {
        let mut renaming = Renaming::default();
        renaming.translate(" :*", "_-");
        assert_eq!(renaming.there("a b:c*d").as_deref(), Some("a_b-cd"));
        assert_eq!(renaming.here("plain"), None);
        renaming.translate("", "");
        assert_eq!(renaming.characters, None);
    }

    /// The examples of ftp(1).
    #[test]
    fn patterns_map_names_as_ftp_does() {
        let renaming = nmap("$1.$2.$3", "[$1,$2].[$2,file]");
        for (name, new) in [
            ("myfile.data", "myfile.data"),
            ("myfile", "myfile.file"),
            (".myfile", "myfile.myfile"),
        ] {
            let got = renaming.here(name).unwrap_or_else(|| name.to_owned());
            assert_eq!(got, new, "{name}");
        }
        assert_eq!(nmap("$1", "$1.old").there("a").as_deref(), Some("a.old"));
        assert_eq!(
            nmap("$1.txt", "\\$$0").here("a.txt").as_deref(),
            Some("$a.txt")
        );
        assert_eq!(nmap("x$1", "y$1").here("abc"), None, "it looks otherwise");
    }

    proptest! {
        #[test]
        fn no_pattern_is_too_odd(name: String, pattern: String, becomes: String) {
            nmap(&pattern, &becomes).here(&name);
            nmap(&format!("$1{pattern}"), &format!("[$1,{becomes}")).there(&name);
        }
    }
}
