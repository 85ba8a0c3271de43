//! The story of a data connection in one line, scrolled so that what is happening is in sight.

use super::Look;
use super::format;
use crate::model::{Step, StepState};
use crate::tui::text;
use ratatui::text::{Line, Span};

/// The steps in at most `width` cells.
pub(super) fn line<'a>(look: &Look, steps: &[Step], width: usize) -> Line<'a> {
    let items: Vec<Vec<Span>> = steps.iter().map(|step| item(look, step)).collect();
    let widths: Vec<usize> = items.iter().map(|item| width_of(item)).collect();
    let gaps = items.len().saturating_sub(1);
    let all: usize = widths.iter().sum();
    // The joints shrink before a step is cut.
    let join = [
        format!(" {} ", look.glyphs.join),
        format!(" {} ", look.glyphs.light.horizontal),
    ]
    .into_iter()
    .find(|join| all + gaps * text::width(join) <= width)
    .unwrap_or_else(|| " ".into());
    let gap = text::width(&join);
    let ellipsis = look.glyphs.ellipsis;
    let first = first(
        steps,
        &widths,
        gap,
        width.saturating_sub(text::width(ellipsis) + 1),
    );
    let mut spans = Vec::new();
    let mut used = 0;
    if first > 0 {
        spans.push(Span::styled(format!("{ellipsis} "), look.theme.dim));
        used = text::width(ellipsis) + 1;
    }
    for (number, (item, cells)) in items.into_iter().zip(widths).enumerate().skip(first) {
        let lead = if number > first { gap } else { 0 };
        if used + lead + cells > width {
            let rest = width.saturating_sub(used);
            let cut = text::cut_end(&format!(" {ellipsis}"), rest, "");
            spans.push(Span::styled(cut, look.theme.dim));
            break;
        }
        if number > first {
            spans.push(Span::styled(join.clone(), look.theme.border));
        }
        spans.extend(item);
        used += lead + cells;
    }
    Line::from(spans)
}

fn width_of(item: &[Span]) -> usize {
    item.iter().map(|span| text::width(&span.content)).sum()
}

/// The step that the line is about: the one that runs or failed, else the last one done.
fn current(steps: &[Step]) -> usize {
    steps
        .iter()
        .position(|step| matches!(step.state, StepState::Running | StepState::Failed))
        .or_else(|| steps.iter().rposition(|step| step.state == StepState::Done))
        .unwrap_or(0)
}

/// The first step to draw, so that the current one and, with luck, the next one fit.
fn first(steps: &[Step], widths: &[usize], gap: usize, room: usize) -> usize {
    let last = (current(steps) + 1).min(widths.len().saturating_sub(1));
    let fits = |from: usize, to: usize| {
        let inside: usize = widths.iter().skip(from).take(to + 1 - from).sum();
        inside + gap * (to - from) <= room
    };
    (0..=current(steps))
        .find(|from| fits(*from, last))
        .unwrap_or_else(|| current(steps))
}

fn item<'a>(look: &Look, step: &Step) -> Vec<Span<'a>> {
    let (theme, glyphs) = (&look.theme, look.glyphs);
    let (sign, style) = match step.state {
        StepState::Pending => (glyphs.pending, theme.dim),
        StepState::Running => (glyphs.running, theme.strong),
        StepState::Done => (glyphs.done, theme.ok),
        StepState::Failed => (glyphs.failed, theme.error),
    };
    let gap = if step.state == StepState::Running {
        " "
    } else {
        ""
    };
    let mut spans = vec![Span::styled(format!("{sign}{gap}{}", step.label), style)];
    if let Some(took) = step.took {
        spans.push(Span::styled(format!(" {}", format::took(took)), theme.dim));
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::glyphs::UNICODE;
    use crate::tui::theme::Theme;
    use jiff::tz::TimeZone;
    use proptest::prelude::*;

    fn look() -> Look {
        Look {
            moves: true,
            ambiguous_wide: false,
            theme: Theme::mono(),
            glyphs: &UNICODE,
            zone: TimeZone::UTC,
        }
    }

    fn story(running: usize, count: usize) -> Vec<Step> {
        (0..count)
            .map(|number| Step {
                label: format!("step{number}"),
                state: match number.cmp(&running) {
                    std::cmp::Ordering::Less => StepState::Done,
                    std::cmp::Ordering::Equal => StepState::Running,
                    std::cmp::Ordering::Greater => StepState::Pending,
                },
                took: None,
            })
            .collect()
    }

    proptest! {
        #[test]
        fn the_running_step_is_in_sight(count in 1usize..14, at in 0usize..14, width in 12usize..120) {
            let running = at.min(count - 1);
            let drawn = line(&look(), &story(running, count), width);
            prop_assert!(drawn.width() <= width);
            let text = drawn.to_string();
            prop_assert!(text.contains(&format!("step{running}")), "{}", text);
        }
    }

    #[test]
    fn nothing_is_cut_where_there_is_room() {
        let text = line(&look(), &story(1, 3), 60).to_string();
        assert_eq!(text.matches("step").count(), 3);
        assert!(!text.contains(UNICODE.ellipsis));
    }
}
