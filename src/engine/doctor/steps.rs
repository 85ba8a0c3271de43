//! The steps as they are told, by several attempts at once.

use crate::model::doctor::{DoctorStep, DoctorStepState};
use crate::model::text::display_safe_str;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::mpsc;

/// All steps so far, and who wants to hear of them.
pub(super) struct Steps {
    told: Mutex<Vec<DoctorStep>>,
    listener: mpsc::UnboundedSender<(usize, DoctorStep)>,
}

/// A step under way.
pub(super) struct Running<'a> {
    steps: &'a Steps,
    at: usize,
    label: &'static str,
    began: Instant,
}

impl Steps {
    pub(super) fn new(listener: mpsc::UnboundedSender<(usize, DoctorStep)>) -> Self {
        Self {
            told: Mutex::default(),
            listener,
        }
    }

    /// A step begins.
    pub(super) fn begin(&self, label: &'static str, text: &str) -> Running<'_> {
        let at = self.push(DoctorStep {
            label,
            state: DoctorStepState::Running,
            text: display_safe_str(text),
            took: None,
        });
        Running {
            steps: self,
            at,
            label,
            began: Instant::now(),
        }
    }

    /// Something to say that takes no time.
    pub(super) fn note(&self, label: &'static str, state: DoctorStepState, text: &str) {
        self.push(DoctorStep {
            label,
            state,
            text: display_safe_str(text),
            took: None,
        });
    }

    /// All of them as they stand. One that was cut short counts as not tried.
    pub(super) fn all(&self) -> Vec<DoctorStep> {
        let mut steps = self.lock().clone();
        for step in &mut steps {
            if step.state == DoctorStepState::Running {
                step.state = DoctorStepState::Skipped;
            }
        }
        steps
    }

    fn push(&self, step: DoctorStep) -> usize {
        let mut told = self.lock();
        told.push(step.clone());
        let at = told.len() - 1;
        // Who does not listen any more has the report at the end.
        let _ = self.listener.send((at, step));
        at
    }

    fn lock(&self) -> MutexGuard<'_, Vec<DoctorStep>> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Running<'_> {
    /// How long it has been under way.
    pub(super) fn elapsed(&self) -> Duration {
        self.began.elapsed()
    }

    /// The step ends.
    pub(super) fn end(self, state: DoctorStepState, text: &str) {
        let step = DoctorStep {
            label: self.label,
            state,
            text: display_safe_str(text),
            took: Some(self.elapsed()),
        };
        let mut told = self.steps.lock();
        if let Some(place) = told.get_mut(self.at) {
            *place = step.clone();
        }
        let _ = self.steps.listener.send((self.at, step));
    }
}
