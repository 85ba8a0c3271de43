//! Frames of a scene, one after the other, as one SVG picture that moves.
//!
//! What frames have in common stands in it once: each element is shown in the frames that have it, by a
//! CSS animation that only ever changes whether it is visible. Where animations are off, or not wanted,
//! one frame is shown.

use crate::palette::Palette;
use crate::svg::{Layers, Size, frame, layers, open_grid, title_text};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The frames so far.
#[derive(Default)]
pub struct Cast {
    /// What stands in the window's bar over the frames that come.
    pub caption: String,
    frames: Vec<Frame>,
    size: Option<Size>,
    /// The frame that is shown where nothing moves.
    still: usize,
}

struct Frame {
    seconds: f32,
    caption: String,
    layers: Layers,
}

/// The frames that have something.
type Shown = Vec<usize>;

impl Cast {
    /// What is to be kept of a screen.
    pub fn look(screen: &vt100::Screen, light: bool) -> (Size, Layers) {
        let palette = Palette::new(light);
        (screen.size(), layers(screen, &palette, true))
    }

    /// Keeps a screen as a frame.
    pub fn keep(&mut self, (size, layers): (Size, Layers), seconds: f32) {
        self.size = Some(size);
        self.frames.push(Frame {
            seconds,
            caption: self.caption.clone(),
            layers,
        });
    }

    /// The last frame is what is shown where nothing moves.
    pub fn still(&mut self) {
        self.still = self.frames.len().saturating_sub(1);
    }

    /// The moving picture.
    pub fn picture(&self, title: &str, light: bool) -> String {
        let size = self.size.expect("a cast has frames");
        let palette = Palette::new(light);
        let mut classes = Classes::default();
        let mut body = String::new();
        self.bar(size, title, &palette, &mut classes, &mut body);
        open_grid(&mut body);
        for number in 0..4 {
            let mut elements: BTreeMap<&str, Shown> = BTreeMap::new();
            for (at, frame) in self.frames.iter().enumerate() {
                for element in &frame.layers[number] {
                    elements.entry(element).or_default().push(at);
                }
            }
            let mut groups: BTreeMap<Shown, String> = BTreeMap::new();
            for (element, shown) in elements {
                groups.entry(shown).or_default().push_str(element);
            }
            for (shown, elements) in groups {
                self.group(&shown, &elements, &mut classes, &mut body);
            }
        }
        let style = self.style(&classes);
        frame(size, title, &palette) + &style + &body + "</g>\n</svg>\n"
    }

    /// Title and captions in the window's bar.
    fn bar(
        &self,
        size: Size,
        title: &str,
        palette: &Palette,
        classes: &mut Classes,
        body: &mut String,
    ) {
        let mut captions: BTreeMap<String, Shown> = BTreeMap::new();
        for (at, frame) in self.frames.iter().enumerate() {
            let text = match frame.caption.as_str() {
                "" => title,
                caption => caption,
            };
            let mut drawn = String::new();
            title_text(size, text, palette, &mut drawn);
            captions.entry(drawn).or_default().push(at);
        }
        for (drawn, shown) in captions {
            self.group(&shown, &drawn, classes, body);
        }
    }

    /// Elements that are shown in the same frames.
    fn group(&self, shown: &Shown, elements: &str, classes: &mut Classes, body: &mut String) {
        if shown.len() == self.frames.len() {
            body.push_str(elements);
            return;
        }
        let class = classes.of(shown);
        let hidden = if shown.contains(&self.still) {
            ""
        } else {
            " visibility=\"hidden\""
        };
        write!(body, "<g class=\"f{class}\"{hidden}>\n{elements}</g>\n").expect(ALL);
    }

    /// When which class is visible. A step holds until the next one.
    fn style(&self, classes: &Classes) -> String {
        let total: f32 = self.frames.iter().map(|frame| frame.seconds).sum();
        let mut begins = Vec::new();
        let mut at = 0.0;
        for frame in &self.frames {
            begins.push(100.0 * at / total);
            at += frame.seconds;
        }
        let mut style = String::from("<style>\n@media (prefers-reduced-motion: no-preference) {\n");
        for (shown, class) in &classes.numbers {
            write!(
                style,
                ".f{class}{{animation:f{class} {total:.1}s step-end infinite}}@keyframes f{class}{{"
            )
            .expect(ALL);
            let mut before = None;
            for (number, begin) in begins.iter().enumerate() {
                let now = shown.contains(&number);
                if before != Some(now) {
                    let word = if now { "visible" } else { "hidden" };
                    write!(style, "{begin:.3}%{{visibility:{word}}}").expect(ALL);
                    before = Some(now);
                }
            }
            let word = if before == Some(true) {
                "visible"
            } else {
                "hidden"
            };
            writeln!(style, "to{{visibility:{word}}}}}").expect(ALL);
        }
        style + "}\n</style>\n"
    }
}

const ALL: &str = "a string takes all";

/// A number for each set of frames.
#[derive(Default)]
struct Classes {
    numbers: BTreeMap<Shown, usize>,
}

impl Classes {
    fn of(&mut self, shown: &Shown) -> usize {
        let next = self.numbers.len();
        *self.numbers.entry(shown.clone()).or_insert(next)
    }
}
