//! Marks of many rows at once: by masks, and from here to there.

use super::inquiry::{Answers, InquiryField};
use super::pane::RowSet;
use super::{Action, App, Context, Row, ToastKind, place};
use crate::model::text::plural;
use crate::model::{Masks, Shore};

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
        let shown: RowSet = pane.shown.iter().copied().collect();
        let fitting: Vec<u32> = shown
            .of(&pane.rows)
            .filter(|row| folders || !row.entry.is_dir())
            .filter(|row| masks.fits(place::last_part(row.text())))
            .map(Row::index)
            .collect();
        let changed = pane.marks.turn_all(fitting, mark);
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
        let Some(here) = row.cloned() else {
            return;
        };
        let start = pane.range_from.take();
        let Some(first) = start.and_then(|row| pane.line_of(&row.entry.name)) else {
            let name = here.text().to_owned();
            pane.range_from = Some(here);
            let [again, forget] = [Action::MarkRange, Action::MarkNone]
                .map(|action| self.key_for(Context::Panes, action));
            let text = format!(
                "a range begins at {name}: {again} marks it to the cursor, {forget} forgets it"
            );
            return self.say(ToastKind::Info, text);
        };
        let above = usize::from(pane.has_parent);
        let cursor = pane.cursor.max(above);
        let (from, to) = (first.min(cursor), first.max(cursor));
        let shown = pane.shown.iter().copied();
        let range = shown.skip(from.saturating_sub(above)).take(to - from + 1);
        let range: Vec<u32> = range.collect();
        let count = range.len();
        pane.marks.turn_all(range, true);
        self.say(ToastKind::Info, format!("marked {}", plural(count, "item")));
    }
}
