//! Marks of many rows at once: by masks, and from here to there.

use super::inquiry::{Answers, InquiryField};
use super::{App, ToastKind, place};
use crate::model::text::plural;
use crate::model::{Masks, Name, Shore};

const HINT: &str =
    "* any text, ? any character, [a-z] one of them, {a,b} either; several: *.jpg; *.png";

pub(super) fn fields() -> Vec<InquiryField> {
    vec![
        InquiryField::text("Masks", HINT, "*"),
        InquiryField::check("Folders too", "Space changes it", false),
        InquiryField::check("Case matters", "Space changes it", false),
    ]
}

impl App {
    /// Marks what fits the masks, or takes the marks away from it.
    pub(super) fn mark_by_mask(&mut self, answers: &Answers, mark: bool) -> Result<(), String> {
        let (folders, case) = (answers.is_checked(1), answers.is_checked(2));
        let masks = Masks::parse(answers.text(0), case).map_err(|error| error.to_string())?;
        let shore = self.active();
        let pane = self.pane_mut(shore);
        let fitting: Vec<Name> = pane
            .rows_shown()
            .filter(|row| folders || !row.entry.is_dir())
            .filter(|row| masks.fits(place::last_part(row.text())))
            .map(|row| row.entry.name.clone())
            .collect();
        let mut changed = 0;
        for name in fitting {
            let change = if mark {
                pane.marks.insert(name)
            } else {
                pane.marks.remove(&name)
            };
            changed += usize::from(change);
        }
        let what = if mark { "marked" } else { "unmarked" };
        let text = match changed {
            0 => format!("nothing here to be {what} by that"),
            _ => format!("{what} {}", plural(changed, "item")),
        };
        self.say(ToastKind::Info, text);
        Ok(())
    }

    /// The first time the row is one end; the second time all from there to the cursor is marked.
    pub(super) fn mark_range(&mut self, shore: Shore) {
        let pane = self.pane_mut(shore);
        // The row of the folder above is none to mark: the range begins, or ends, at the first.
        let row = pane.current().or_else(|| pane.rows_shown().next());
        let Some(here) = row.map(|row| row.entry.name.clone()) else {
            return;
        };
        let start = pane.range_from.take();
        let Some(first) = start.as_ref().and_then(|name| pane.line_of(name)) else {
            pane.range_from = Some(here);
            return;
        };
        let above = usize::from(pane.has_parent);
        let cursor = pane.cursor.max(above);
        let (from, to) = (first.min(cursor), first.max(cursor));
        let names: Vec<Name> = pane
            .rows_shown()
            .skip(from.saturating_sub(above))
            .take(to - from + 1)
            .map(|row| row.entry.name.clone())
            .collect();
        let count = names.len();
        pane.marks.extend(names);
        self.say(ToastKind::Info, format!("marked {}", plural(count, "item")));
    }
}
