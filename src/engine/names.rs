//! What the server's names are written in: as the user says, or as the first names that are not
//! UTF-8 suggest. Once there were enough of them the guess stays for the site, so that no name
//! changes under the eye.

use super::Event;
use super::router::Router;
use crate::model::{Charset, LogKind, LogLine, Name, NameCoding, clock};
use std::collections::BTreeSet;

/// A guess that stands on so many bytes beyond ASCII stays. One word is often too little to tell
/// Russian from Hebrew.
const ENOUGH: usize = 32;
/// So many names are kept to guess from, and half of them at most that are UTF-8.
const SEEN_LIMIT: usize = 2000;

/// How names are read and written, and why.
#[derive(Debug, Default)]
pub(crate) struct NameReading {
    /// What the user says; `None` leaves it to the guess.
    choice: Option<Charset>,
    /// What was guessed for this site.
    guess: Option<NameCoding>,
    /// The names beyond ASCII that the guess stands on, until they are enough.
    seen: BTreeSet<Name>,
    /// The guess stays.
    settled: bool,
}

impl NameReading {
    /// The user has chosen, or leaves it to the guess.
    pub(crate) fn choose(&mut self, choice: Option<Charset>) -> NameCoding {
        self.choice = choice;
        self.coding()
    }

    /// Another server: what was guessed says nothing of it.
    pub(crate) fn forget(&mut self) {
        let choice = self.choice;
        *self = Self {
            choice,
            ..Self::default()
        };
    }

    fn coding(&self) -> NameCoding {
        let chosen = self.choice.map(NameCoding::from);
        chosen.or(self.guess).unwrap_or_default()
    }

    /// Looks at names of the server `host` until there were enough to guess from. Gives how they
    /// are read from now on, where that is news.
    fn learn<'a>(
        &mut self,
        names: impl IntoIterator<Item = &'a Name>,
        host: &str,
    ) -> Option<NameCoding> {
        if self.settled {
            return None;
        }
        let before = (self.seen.len(), self.coding());
        for name in names {
            let is_utf8 = std::str::from_utf8(name.as_bytes()).is_ok();
            let limit = if is_utf8 { SEEN_LIMIT / 2 } else { SEEN_LIMIT };
            if !name.as_bytes().is_ascii() && self.seen.len() < limit {
                self.seen.insert(name.clone());
            }
        }
        if self.seen.len() == before.0 {
            return None;
        }
        self.guess = NameCoding::guess(&self.seen, host);
        if self.guess.is_some() && self.evidence() >= ENOUGH {
            self.settled = true;
            self.seen.clear();
        }
        Some(self.coding()).filter(|coding| *coding != before.1)
    }

    /// The bytes beyond ASCII in names that are not UTF-8.
    fn evidence(&self) -> usize {
        let names = self.seen.iter().map(Name::as_bytes);
        let foreign = names.filter(|name| std::str::from_utf8(name).is_err());
        foreign.flatten().filter(|byte| !byte.is_ascii()).count()
    }
}

impl Router {
    /// How the server's names are read and written now.
    pub(crate) fn names(&self) -> NameCoding {
        *self.coding.borrow()
    }

    /// The names of this site are in `choice`, or in what was or will be guessed.
    pub(crate) fn set_charset(&mut self, choice: Option<Charset>) {
        let coding = self.reading.choose(choice);
        self.coding.send_replace(coding);
        self.tell(Event::NamesChanged(coding));
    }

    /// Names have come from the server: the first that are not UTF-8 tell what they are in.
    pub(crate) fn learn_names<'a>(&mut self, names: impl IntoIterator<Item = &'a Name>) {
        let host = self.site.as_ref().map_or("", |site| site.host.as_str());
        let Some(coding) = self.reading.learn(names, host) else {
            return;
        };
        self.coding.send_replace(coding);
        self.tell(Event::NamesChanged(coding));
        self.tell(Event::Log(LogLine {
            at: clock::now(),
            session: 0,
            kind: LogKind::Note,
            text: format!("names that are not UTF-8 look like {}", coding.charset()),
            transfer: None,
        }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cyrillic() -> Charset {
        "windows-1251".parse().unwrap()
    }

    fn name(text: &str) -> Name {
        Name::new(cyrillic().encode(text).unwrap().into_owned())
    }

    #[test]
    fn a_guess_from_enough_names_stays_and_the_users_choice_goes_before_it() {
        let mut reading = NameReading::default();
        assert_eq!(reading.learn(&[Name::from("für")], ""), None);
        let names = [
            "отчёт за март",
            "отчёт за апрель",
            "протокол собрания",
            "смета на ремонт дома",
        ];
        let learned = reading.learn(&names.map(name), "ftp.example.org");
        assert_eq!(learned, Some(cyrillic().into()));
        let japanese = Name::new(b"\x93\xfa\x96\x7b\x8c\xea".to_vec());
        assert_eq!(reading.learn(&[japanese], "ftp.example.jp"), None);
        let other: Charset = "koi8-r".parse().unwrap();
        assert_eq!(reading.choose(Some(other)), other.into());
        assert_eq!(reading.choose(None), cyrillic().into());
        reading.choose(Some(other));
        reading.forget();
        let learned = reading.learn(&names.map(name), "ftp.example.org");
        assert_eq!(learned, None, "the user's choice stands");
        assert_eq!(
            reading.choose(None),
            cyrillic().into(),
            "but it was looked at"
        );
    }

    #[test]
    fn a_guess_from_one_word_is_made_anew_when_more_is_known() {
        let mut reading = NameReading::default();
        let first = reading.learn(&[name("архив")], "ftp.example.org");
        assert_ne!(first, Some(cyrillic().into()), "five letters are too few");
        assert_eq!(reading.learn(&[name("архив")], "ftp.example.org"), None);
        let second = reading.learn(&[name("отчёт за март")], "ftp.example.org");
        assert_eq!(second, Some(cyrillic().into()));
    }
}
