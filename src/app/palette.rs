//! The palette: every action by some letters of its name, with its key, its place in the menu, and
//! whether it can be done now.

use super::guide::palette_actions;
use super::{Action, App, Key, Overlay, ToastKind, pane};
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};
use tui_input::Input;

/// So many actions that were chosen last come first.
const RECENT: usize = 8;

/// The palette while it is open.
#[derive(Debug, Default)]
pub struct Palette {
    /// What has been typed.
    pub input: Input,
    /// The row of the bar.
    pub chosen: usize,
}

/// A row of the palette.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaletteRow {
    /// What it does.
    pub action: Action,
    /// In words.
    pub label: String,
    /// The menu it stands in, or nothing.
    pub menu: String,
    /// The key that does the same, or nothing.
    pub key: String,
    /// Whether it can be done now.
    pub enabled: bool,
}

impl App {
    pub(super) fn open_palette(&mut self) {
        self.make_room_for_keys();
        self.note_subject();
        self.overlay = Some(Overlay::Palette(Box::default()));
    }

    /// The rows that fit what has been typed, the best first; of those that fit alike, the ones that
    /// were chosen last.
    pub fn palette_rows(&self, palette: &Palette) -> Vec<PaletteRow> {
        let typed = palette.input.value().trim();
        let mut rows: Vec<PaletteRow> = palette_actions()
            .into_iter()
            .map(|action| self.palette_row(action))
            .collect();
        let recent = |row: &PaletteRow| {
            let at = self
                .line
                .recent
                .iter()
                .position(|action| *action == row.action);
            at.unwrap_or(RECENT)
        };
        if typed.is_empty() {
            rows.sort_by_key(recent);
            return rows;
        }
        let pattern = Pattern::parse(typed, CaseMatching::Ignore, Normalization::Smart);
        let mut matcher = Matcher::new(Config::DEFAULT);
        let mut buffer = Vec::new();
        let lower = typed.to_lowercase();
        let mut scored: Vec<(u32, PaletteRow)> = rows
            .into_iter()
            .filter_map(|row| {
                let text = format!("{} {}", row.label, row.menu);
                let score = pattern.score(Utf32Str::new(&text, &mut buffer), &mut matcher)?;
                // What stands there as it was typed goes before what only has its letters.
                let label = row.label.to_lowercase();
                let literal = match label.find(&lower) {
                    Some(0) => 2000,
                    Some(_) => 1000,
                    None => 0,
                };
                Some((score + literal, row))
            })
            .collect();
        scored.sort_by_key(|(score, row)| (std::cmp::Reverse(*score), recent(row)));
        scored.into_iter().map(|(_, row)| row).collect()
    }

    fn palette_row(&self, action: Action) -> PaletteRow {
        let (menu, item) = self.place_in_menu(action);
        PaletteRow {
            action,
            label: item.label,
            menu,
            key: item.key,
            enabled: item.enabled,
        }
    }

    /// So many rows the palette shows.
    pub fn palette_height(&self) -> usize {
        usize::from(self.size.1).saturating_sub(10).clamp(3, 14)
    }

    pub(super) fn type_in_palette(&mut self, key: Key) {
        if let Some(Overlay::Palette(palette)) = &mut self.overlay {
            super::form::edit(&mut palette.input, key);
            palette.chosen = 0;
        }
    }

    pub(super) fn act_in_palette(&mut self, action: Action) {
        let Some(Overlay::Palette(mut palette)) = self.overlay.take() else {
            return;
        };
        let rows = self.palette_rows(&palette);
        match action {
            Action::Accept => {
                let Some(row) = rows.get(palette.chosen) else {
                    self.overlay = Some(Overlay::Palette(palette));
                    return;
                };
                if !row.enabled {
                    self.overlay = Some(Overlay::Palette(palette));
                    return self.say(ToastKind::Info, "there is nothing to do that with now");
                }
                let chosen = row.action;
                self.line.recent.retain(|recent| *recent != chosen);
                self.line.recent.insert(0, chosen);
                self.line.recent.truncate(RECENT);
                self.act_from_menu(chosen);
            }
            Action::Leave => {}
            _ => {
                let height = self.palette_height();
                palette.chosen = pane::moved(palette.chosen, rows.len(), height, action);
                self.overlay = Some(Overlay::Palette(palette));
            }
        }
    }
}
