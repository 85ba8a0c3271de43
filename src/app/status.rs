//! The line that says what is carried and where it would go.

use super::{App, Target};
use crate::model::Shore;
use crate::model::text::{plural, size};

impl App {
    /// While something is carried: what, from where to where, and what stands in the way. Safe to
    /// show; without the arrows and dots that not every terminal has.
    pub fn status(&self) -> Option<String> {
        let carry = self.carry.as_ref()?;
        let to = self.pane(self.active());
        let host = match (to.shore, &self.site) {
            (Shore::Remote, Some(site)) => {
                format!("{}:", crate::model::text::display_safe_str(&site.host))
            }
            _ => String::new(),
        };
        let verdict = match self.target()? {
            Target::Ok { conflicts: 0 } => String::new(),
            Target::Ok { conflicts } => {
                let verb = if conflicts == 1 { "is" } else { "are" };
                format!(
                    "   {} {verb} taken (asked on drop)",
                    plural(conflicts, "name")
                )
            }
            Target::No(reason) => format!("   not here: {reason}"),
        };
        Some(format!(
            "{} {}  {} -> {host}{}   {}{verdict}",
            carry.operation,
            Self::items(carry.items.len()),
            carry.from_title,
            to.title,
            size(carry.items.bytes()),
        ))
    }
}
