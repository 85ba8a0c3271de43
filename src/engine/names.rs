//! What the server's names are written in: as the user says, or as the first names that are not
//! UTF-8 suggest. A guess is made once for a site, so that no name changes under the eye.

use super::Event;
use super::router::Router;
use crate::model::{Charset, LogKind, LogLine, Name, NameCoding};
use jiff::Timestamp;

/// How names are read and written, and why.
#[derive(Debug, Default)]
pub(crate) struct NameReading {
    /// What the user says; `None` leaves it to the guess.
    choice: Option<Charset>,
    /// What was guessed for this site.
    guess: Option<NameCoding>,
}

impl NameReading {
    /// The user has chosen, or leaves it to the guess.
    pub(crate) fn choose(&mut self, choice: Option<Charset>) -> NameCoding {
        self.choice = choice;
        self.coding()
    }

    /// Another server: what was guessed says nothing of it.
    pub(crate) fn forget(&mut self) {
        self.guess = None;
    }

    fn coding(&self) -> NameCoding {
        let chosen = self.choice.map(NameCoding::from);
        chosen.or(self.guess).unwrap_or_default()
    }

    /// Looks at names of the server `host` while nothing has been guessed. Gives how they are read
    /// from now on, where that is news.
    fn learn<'a>(
        &mut self,
        names: impl IntoIterator<Item = &'a Name>,
        host: &str,
    ) -> Option<NameCoding> {
        if self.guess.is_some() {
            return None;
        }
        self.guess = NameCoding::guess(names, host);
        self.guess.filter(|_| self.choice.is_none())
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
            at: Timestamp::now(),
            session: 0,
            kind: LogKind::Note,
            text: format!("names that are not UTF-8 look like {}", coding.charset()),
        }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guess_stays_and_the_users_choice_goes_before_it() {
        let cyrillic: Charset = "windows-1251".parse().unwrap();
        let name = |text| Name::new(cyrillic.encode(text).unwrap().into_owned());
        let mut reading = NameReading::default();
        assert_eq!(reading.learn(&[Name::from("für")], ""), None);
        let learned = reading.learn(&[name("отчёт за март")], "ftp.example.ru");
        assert_eq!(learned, Some(cyrillic.into()));
        let japanese = Name::new(b"\x93\xfa\x96\x7b\x8c\xea".to_vec());
        assert_eq!(reading.learn(&[japanese], "ftp.example.jp"), None);
        assert_eq!(reading.choose(None), cyrillic.into());
        let other: Charset = "koi8-r".parse().unwrap();
        assert_eq!(reading.choose(Some(other)), other.into());
        reading.forget();
        let learned = reading.learn(&[name("отчёт за март")], "ftp.example.ru");
        assert_eq!(learned, None, "the user's choice stands");
        assert_eq!(
            reading.choose(None),
            cyrillic.into(),
            "but it was looked at"
        );
    }
}
