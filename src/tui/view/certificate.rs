//! What is shown of a certificate that is not trusted.

use super::Look;
use crate::app::{CertificateQuestion, REPLACE};
use crate::model::{CertificateDoubt, CertificateFacts, CertificateProblem, Fingerprint};
use crate::tui::text;
use jiff::Timestamp;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Cells of a label with the gap behind it.
const LABEL: usize = 13;
/// Where it is narrower than this, a label has a line to itself.
const BESIDE: usize = 50;

/// The title.
pub(super) fn title(problem: &CertificateProblem) -> &'static str {
    let changed = |doubt: &CertificateDoubt| matches!(doubt, CertificateDoubt::Changed(_));
    if problem.may_be_trusted() {
        "Certificate not trusted"
    } else if problem.doubts.iter().any(changed) {
        "THE CERTIFICATE HAS CHANGED"
    } else {
        "CERTIFICATE REFUSED"
    }
}

/// The text that goes before the word that is typed.
pub(super) fn prompt(asked: &CertificateQuestion) -> Option<String> {
    asked.problem.may_replace()?;
    Some(format!("If it is right, type {REPLACE}:"))
}

/// The text, in lines of at most `width` cells: what is wrong, the fingerprints, the rest.
pub(super) fn body<'a>(look: &Look, problem: &CertificateProblem, width: usize) -> Vec<Line<'a>> {
    let theme = &look.theme;
    let mut page = Page {
        look,
        width,
        lines: Vec::new(),
    };
    let server = problem.server();
    if problem.may_be_trusted() {
        let text = format!("{server} shows a certificate that is not trusted:");
        page.paragraph(&text, theme.strong);
    } else {
        let text = format!("Not connected. {server} shows a certificate that is refused:");
        page.paragraph(&text, theme.drop_no);
    }
    for doubt in &problem.doubts {
        page.doubt(doubt);
    }
    page.lines.push(Line::default());
    match (problem.may_replace(), problem.expected()) {
        (Some(before), _) => page.fingerprint("Trusted", before),
        (None, Some(expected)) => page.fingerprint("Expected", expected),
        (None, None) => {}
    }
    let label = if problem.may_be_trusted() {
        "Fingerprint"
    } else {
        "Shown now"
    };
    page.fingerprint(label, problem.facts.fingerprint);
    if problem.may_be_trusted() {
        page.facts(&problem.facts);
        page.lines.push(Line::default());
        page.paragraph(advice(problem), theme.text);
    } else {
        // What it may mean matters more than what it says of itself.
        page.lines.push(Line::default());
        page.paragraph(advice(problem), theme.warn);
        page.lines.push(Line::default());
        page.facts(&problem.facts);
    }
    page.lines
}

/// What it means, and what to do.
fn advice(problem: &CertificateProblem) -> &'static str {
    if problem.may_be_trusted() {
        "User and password have not been sent. Compare the fingerprint with the one that the \
         server's operator tells you, by another way than this connection."
    } else if problem.may_replace().is_some() {
        "Either the server has a new certificate, or somebody is in between who would read and \
         change all that is sent. Ask the server's operator, by another way than this connection, \
         for the new fingerprint."
    } else {
        "User and password have not been sent. Somebody may be in between, and no key here \
         overrules that: ask the server's operator which certificate is right."
    }
}

/// The lines so far, of a page so wide.
struct Page<'a, 'l> {
    look: &'l Look,
    width: usize,
    lines: Vec<Line<'a>>,
}

impl Page<'_, '_> {
    fn paragraph(&mut self, text: &str, style: Style) {
        let lines = text::wrap(text, self.width).into_iter();
        self.lines
            .extend(lines.map(|line| Line::styled(line, style)));
    }

    fn doubt(&mut self, doubt: &CertificateDoubt) {
        let words = doubt.without_fingerprint();
        let lines = text::wrap(&words, self.width.saturating_sub(4));
        for (number, line) in lines.into_iter().enumerate() {
            let failed = self.look.glyphs.failed;
            let sign = if number == 0 { failed } else { " " };
            let text = format!("  {sign} {line}");
            self.lines.push(Line::styled(text, self.look.theme.error));
        }
    }

    fn facts(&mut self, facts: &CertificateFacts) {
        let names = match facts.names.as_slice() {
            [] => "none".into(),
            names => names.join(", "),
        };
        let day = |at: Option<Timestamp>| {
            at.map_or_else(|| "n/a".into(), |at| at.strftime("%Y-%m-%d").to_string())
        };
        let valid = format!("{} to {}", day(facts.not_before), day(facts.not_after));
        for (label, value) in [
            ("Subject", facts.subject.as_str()),
            ("Issuer", &facts.issuer),
            ("Names", &names),
            ("Valid", &valid),
        ] {
            // The server wrote it, at whatever length.
            let room = self.room();
            let short = text::cut_end(value, 2 * room, self.look.glyphs.ellipsis);
            let lines = text::wrap(&short, room);
            self.fact(label, lines, self.look.theme.text);
        }
    }

    fn fingerprint(&mut self, label: &'static str, fingerprint: Fingerprint) {
        let lines = broken(fingerprint, self.room());
        self.fact(label, lines, self.look.theme.strong);
    }

    /// Cells that a value has.
    fn room(&self) -> usize {
        if self.width < BESIDE {
            self.width
        } else {
            self.width - LABEL
        }
    }

    fn fact(&mut self, label: &'static str, values: Vec<String>, style: Style) {
        let dim = self.look.theme.dim;
        if self.width < BESIDE {
            self.lines.push(Line::styled(label, dim));
            let values = values.into_iter();
            self.lines
                .extend(values.map(|value| Line::styled(value, style)));
            return;
        }
        for (number, value) in values.into_iter().enumerate() {
            let label = if number == 0 { label } else { "" };
            self.lines.push(Line::from(vec![
                Span::styled(format!("{label:LABEL$}"), dim),
                Span::styled(value, style),
            ]));
        }
    }
}

/// A fingerprint in lines of at most `room` cells, as many pairs of digits in each.
fn broken(fingerprint: Fingerprint, room: usize) -> Vec<String> {
    let shown = fingerprint.to_string();
    let (scheme, digits) = shown.split_at(shown.find(':').map_or(0, |at| at + 1));
    let count = [32, 16, 8, 4, 2]
        .into_iter()
        .find(|count| scheme.len() + 3 * count <= room + usize::from(*count == 32));
    let pairs: Vec<&str> = digits.split_inclusive(':').collect();
    pairs
        .chunks(count.unwrap_or(1))
        .enumerate()
        .map(|(number, pairs)| {
            let lead = if number == 0 { scheme } else { "" };
            format!("{lead:indent$}{}", pairs.concat(), indent = scheme.len())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_fingerprint_is_whole_however_it_is_broken(bytes: [u8; 32], room in 10usize..130) {
            let fingerprint = Fingerprint(bytes);
            let lines = broken(fingerprint, room);
            prop_assert!(lines.iter().all(|line| line.len() <= room), "{lines:?}");
            let joined: String = lines.iter().map(|line| line.trim_start()).collect();
            prop_assert_eq!(joined, fingerprint.to_string());
        }
    }

    #[test]
    fn eighty_columns_have_it_in_two_lines() {
        assert_eq!(broken(Fingerprint([7; 32]), 57).len(), 2);
        assert_eq!(broken(Fingerprint([7; 32]), 102).len(), 1);
    }
}
