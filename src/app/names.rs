//! Names as text: the server's in its character set, which can be chosen while they are on the
//! screen.

use super::files::target_name;
use super::{Action, App, Overlay, Pane, Prompt, PromptPurpose, Row, ToastKind, place};
use crate::engine::{Command, Place, Source};
use crate::model::{Charset, Name, NameCoding, Shore};
use std::borrow::Cow;

/// The character sets in the menu, by the labels of the Encoding Standard.
const LABELS: [(Action, &str); 8] = [
    (Action::CharsetUtf8, "utf-8"),
    (Action::CharsetWestern, "windows-1252"),
    (Action::CharsetCentral, "windows-1250"),
    (Action::CharsetCyrillic, "windows-1251"),
    (Action::CharsetJapanese, "shift_jis"),
    (Action::CharsetSimplified, "gbk"),
    (Action::CharsetTraditional, "big5"),
    (Action::CharsetKorean, "euc-kr"),
];

/// The character set that an item of the menu stands for.
fn charset_of(action: Action) -> Option<Charset> {
    let (_, label) = LABELS.iter().find(|(known, _)| *known == action)?;
    label.parse().ok()
}

impl Pane {
    /// Shows the names as they are read now; cursor and marks stay on theirs.
    fn read_names(&mut self, names: NameCoding, height: usize) {
        self.reread(names);
        self.rearrange(height);
    }
}

impl App {
    /// How the names of a shore are read: those of this computer as they are.
    pub fn names_of(&self, shore: Shore) -> NameCoding {
        match shore {
            Shore::Local => NameCoding::default(),
            Shore::Remote => self.names,
        }
    }

    /// A name of a shore as text that is safe to show.
    pub fn shown_name(&self, shore: Shore, name: &Name) -> String {
        self.names_of(shore).shown(name.as_bytes())
    }

    /// A name in a folder as text that is safe to show.
    pub fn shown_name_in(&self, folder: &Place, name: &Name) -> String {
        self.shown_name(place::shore(folder), name)
    }

    /// A place as text that is safe to show.
    pub(super) fn title_of(&self, place: &Place) -> String {
        place::title(place, self.home.as_deref(), self.names)
    }

    /// The name under which an item and an entry of a pane are compared: that of this computer,
    /// since the server may have a name in other bytes than would be written now.
    pub fn name_here<'a>(&self, shore: Shore, name: &'a Name) -> Cow<'a, Name> {
        match shore {
            Shore::Local => Cow::Borrowed(name),
            Shore::Remote => self.names.local(name),
        }
    }

    /// Whether a pane has an entry of the name that an item of `shore` would have there.
    pub fn is_taken(&self, shore: Shore, item: &Source, pane: &Pane) -> bool {
        if shore == pane.shore {
            return pane.contains(target_name(item));
        }
        let wanted = self.name_here(shore, target_name(item));
        let same = |row: &Row| *self.name_here(pane.shore, &row.entry.name) == *wanted;
        pane.rows.iter().any(same)
    }

    /// The bytes of what was typed as a name or path of a shore; says so if they cannot be.
    pub(super) fn encode_or_say(&mut self, shore: Shore, typed: &str) -> Option<Vec<u8>> {
        match self.names_of(shore).encode(typed) {
            Ok(bytes) => Some(bytes),
            Err(unwritable) => {
                let text = format!(
                    "{unwritable}, which the names here are in: take another name, or another \
                     character set (menu Connection)"
                );
                self.say(ToastKind::Warning, text);
                None
            }
        }
    }

    /// The engine reads the server's names in this way from now on: so does the screen, at once.
    pub(super) fn names_changed(&mut self, names: NameCoding) {
        self.names = names;
        let height = self.height();
        self.remote.read_names(names, height);
        if let Some(place) = self.remote.place.clone() {
            self.remote.title = self.title_of(&place);
        }
        if let Some(from) = self.carry.as_ref().map(|carry| carry.from.clone()) {
            let title = self.title_of(&from);
            if let Some(carry) = &mut self.carry {
                carry.from_title = title;
            }
        }
    }

    /// What the user says that the site's names are in.
    fn chosen_charset(&self) -> Option<Charset> {
        self.site.as_ref()?.charset
    }

    /// Whether this item of the menu is what the user has chosen.
    pub(super) fn is_charset_in_force(&self, action: Action) -> bool {
        match (action, self.chosen_charset()) {
            (Action::CharsetDetect, chosen) => chosen.is_none(),
            (_, None) => false,
            (Action::CharsetOther, Some(chosen)) => !LABELS
                .iter()
                .any(|(known, _)| charset_of(*known) == Some(chosen)),
            (_, chosen) => charset_of(action) == chosen,
        }
    }

    /// The words of an item of the menu, where they tell what is in force.
    pub(super) fn charset_label(&self, action: Action) -> Option<String> {
        if !self.is_charset_in_force(action) {
            return None;
        }
        let charset = self.names.charset();
        match action {
            Action::CharsetDetect if charset == Charset::UTF_8 => None,
            Action::CharsetDetect => Some(format!("Detect: UTF-8 and {charset} here")),
            Action::CharsetOther => Some(format!("Other: {charset}…")),
            _ => None,
        }
    }

    pub(super) fn choose_charset(&mut self, action: Action) {
        match action {
            Action::CharsetOther => {
                let prompt = Prompt::new(PromptPurpose::Charset, "");
                self.overlay = Some(Overlay::Prompt(Box::new(prompt)));
            }
            _ => self.set_charset(charset_of(action)),
        }
    }

    /// A character set as typed; whether there is one of this name.
    pub(super) fn choose_charset_by_name(&mut self, typed: &str) -> bool {
        match typed.parse() {
            Ok(charset) => self.set_charset(Some(charset)),
            Err(unknown) => self.say(ToastKind::Warning, unknown.to_string()),
        }
        typed.parse::<Charset>().is_ok()
    }

    pub(super) fn set_charset(&mut self, choice: Option<Charset>) {
        if let Some(site) = &mut self.site {
            site.charset = choice;
        }
        self.ask_engine(Command::SetCharset(choice));
        let text = match choice {
            None => "names: UTF-8, else what they look like".to_owned(),
            Some(charset) => format!("names: {charset}"),
        };
        self.say(ToastKind::Info, text);
    }
}
