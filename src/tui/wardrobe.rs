//! Which theme and which signs the screen has on: by the settings, the terminal and the user's own
//! theme, which is read off the screen's task.

use super::glyphs::Glyphs;
use super::late::Listener;
use super::options::ScreenOptions;
use super::terminal::{Screen, ScreenError};
use super::theme::{Palette, Surroundings, Theme, ThemeChoice};
use crate::app::Key;
use crate::config::own;
use crate::model::settings::Appearance;
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};

/// A theme of the user's own, and what is wrong in it, a line each, safe to show.
#[derive(Clone, Debug, Default)]
pub struct OwnTheme {
    /// Its colours; `None` where it could not be read.
    pub palette: Option<Palette>,
    /// What is wrong.
    pub wrong: Vec<String>,
}

impl OwnTheme {
    /// Reads it. Blocks.
    pub fn read(name: &str) -> Self {
        match own::theme(name) {
            Ok((file, text)) => {
                let (palette, wrong) = Palette::read(&text);
                Self {
                    palette: Some(palette),
                    wrong: wrong.iter().map(|line| format!("{file}, {line}")).collect(),
                }
            }
            Err(line) => Self {
                palette: None,
                wrong: vec![line],
            },
        }
    }
}

/// What the screen may have on.
pub(super) struct Wardrobe {
    /// Tells an answer about the background from keys.
    pub(super) listener: Listener,
    surroundings: Surroundings,
    worn: Appearance,
    own: Option<Palette>,
    /// How often a theme was read: an answer to an older question is none.
    reads: u64,
    finds: UnboundedSender<(u64, OwnTheme)>,
    found: UnboundedReceiver<(u64, OwnTheme)>,
}

impl Wardrobe {
    /// Opens the screen, and looks what the terminal can show; gives what was typed meanwhile, too.
    pub(super) fn open(options: &ScreenOptions) -> Result<(Screen, Vec<Key>, Self), ScreenError> {
        let mut surroundings = Surroundings::of_process();
        let worn = options.settings.appearance.clone();
        let asks = Self::asks_background(&worn, &surroundings);
        let (screen, answers) = Screen::enter(asks)?;
        surroundings.background = answers.background;
        let mut listener = Listener::default();
        if asks && answers.background.is_none() {
            listener.expect();
        }
        let (finds, found) = mpsc::unbounded_channel();
        let wardrobe = Self {
            listener,
            surroundings,
            worn,
            own: options.own_theme.palette.clone(),
            reads: 0,
            finds,
            found,
        };
        Ok((screen, answers.typed, wardrobe))
    }

    /// Whether the terminal's background decides.
    fn asks_background(appearance: &Appearance, surroundings: &Surroundings) -> bool {
        appearance.theme == ThemeChoice::Auto && !surroundings.no_color
    }

    /// Whether it decided before, so that it is worth asking again.
    pub(super) fn follows_background(&self) -> bool {
        self.surroundings.background.is_some()
            && Self::asks_background(&self.worn, &self.surroundings)
    }

    /// The colours and the signs.
    pub(super) fn clothes(&self) -> (Theme, &'static Glyphs) {
        let worn = &self.worn;
        let theme = Theme::choose(&worn.theme, &self.surroundings, self.own.as_ref());
        (theme, Glyphs::choose(worn.ascii || worn.ambiguous_wide))
    }

    /// The terminal has told its background.
    pub(super) fn see(&mut self, background: [u8; 3]) {
        self.surroundings.background = Some(background);
    }

    /// Puts on what the settings say; whether that is something else. A theme of the user's own comes
    /// when it has been read; with `again` it is read anew.
    pub(super) fn follow(&mut self, appearance: &Appearance, again: bool) -> bool {
        let other = *appearance != self.worn;
        if let ThemeChoice::Own(name) = &appearance.theme
            && (again || appearance.theme != self.worn.theme)
        {
            self.reads += 1;
            let (name, finds, read) = (name.clone(), self.finds.clone(), self.reads);
            // The screen may have ended when it has been read.
            tokio::task::spawn_blocking(move || finds.send((read, OwnTheme::read(&name))).is_ok());
        }
        if other {
            self.worn = appearance.clone();
        }
        other
    }

    /// Waits until a theme has been read, and keeps it. May be dropped while it waits.
    pub(super) async fn next(&mut self) -> Vec<String> {
        while let Some((number, read)) = self.found.recv().await {
            if number != self.reads {
                continue;
            }
            if read.palette.is_some() {
                self.own = read.palette;
            }
            return read.wrong;
        }
        std::future::pending().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(wrong: &str) -> OwnTheme {
        OwnTheme {
            palette: None,
            wrong: vec![wrong.into()],
        }
    }

    #[tokio::test]
    async fn an_answer_to_an_older_question_is_none() {
        let (finds, found) = mpsc::unbounded_channel();
        let mut wardrobe = Wardrobe {
            listener: Listener::default(),
            surroundings: Surroundings::of_process(),
            worn: Appearance::default(),
            own: None,
            reads: 2,
            finds: finds.clone(),
            found,
        };
        for (number, said) in [(1, "of the first"), (2, "of the second")] {
            finds.send((number, read(said))).unwrap();
        }
        assert_eq!(wardrobe.next().await, ["of the second"]);
    }
}
