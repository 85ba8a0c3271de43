//! A file that grows: its size is asked for once a second, and what is new is read. A file that is
//! cut, or that another one has taken the place of, is read anew.

use super::Viewer;
use super::blocks::BLOCK;
use super::motion::Motion;
use crate::app::{Action, App, Context, ToastKind};
use crate::model::text::size as in_words;
use jiff::SignedDuration;

/// How often it is looked whether the file has grown.
const INTERVAL: SignedDuration = SignedDuration::from_secs(1);

impl App {
    pub(super) fn toggle_follow(&mut self) {
        let Some(viewer) = self.viewer.as_mut() else {
            return;
        };
        viewer.follow = !viewer.follow;
        let following = viewer.follow;
        if following {
            viewer.motion = Some(Motion::End);
            viewer.looked = false;
        }
        let text = if following {
            let key = self.key_for(Context::Viewer, Action::Follow);
            format!("following: what is added to the file is shown; {key} stops")
        } else {
            "not followed any more".to_owned()
        };
        self.say(ToastKind::Info, text);
    }

    /// How long until the size is asked for again.
    pub(in crate::app) fn until_followed(&self) -> Option<SignedDuration> {
        let viewer = self.viewer.as_ref().filter(|viewer| viewer.follow)?;
        let waits = viewer.asked.is_none() && viewer.problem.is_none();
        let since = viewer.looked_at.filter(|_| waits)?;
        Some((INTERVAL - self.since(since)).max(SignedDuration::ZERO))
    }

    /// Asks for the size again when it is time.
    pub(in crate::app) fn follow(&mut self) {
        let due = self.until_followed().is_some_and(|left| left.is_zero());
        let now = self.now;
        if due && let Some(viewer) = self.viewer.as_mut() {
            viewer.looked = false;
            viewer.looked_at = Some(now);
            viewer.pauses = false;
        }
    }

    /// The file has this size now.
    pub(super) fn size_told(&mut self, size: Option<u64>) {
        let Some(viewer) = self.viewer.as_mut() else {
            return;
        };
        let said = viewer.resized(size);
        if let Some(text) = said {
            self.say(ToastKind::Warning, text);
        }
    }
}

impl Viewer {
    /// Takes in how large the file is; what is to be said of it.
    fn resized(&mut self, size: Option<u64>) -> Option<String> {
        let size = size?;
        let known = self.size.replace(size).unwrap_or(size);
        if size < known {
            self.forget();
            self.looked = true;
            self.motion = Some(if self.follow {
                Motion::End
            } else {
                Motion::To {
                    at: self.top,
                    above: 0,
                }
            });
            let (known, size) = (in_words(known), in_words(size));
            return Some(format!(
                "the file was cut from {known} to {size}: it is read anew"
            ));
        }
        if size > known {
            let number = known / BLOCK;
            if let Some(block) = self.blocks.block(number) {
                self.before = Some((number, block.to_vec()));
            }
            if self.follow {
                self.motion = Some(Motion::End);
            }
        }
        None
    }
}
