//! The doctor's dialog: what has been found so far, and what its keys do.

mod applying;
mod saving;
mod sheet;

pub use sheet::{Sheet, SheetLine, dialog_size};

use super::pane::moved;
use super::{Action, App, Hint, Overlay, ToastKind};
use crate::engine::{Command, DoctorOptions, Problem, RequestId};
use crate::model::ModeChoice;
use crate::model::doctor::{Advice, DoctorReport, DoctorStep, DoctorStepState, ModeResult, Probe};
use crate::model::text::display_safe_str;
use jiff::{SignedDuration, Timestamp};

/// An examination, as its dialog shows it.
#[derive(Debug)]
pub struct Examination {
    /// Names it: what comes of another one is not for this dialog.
    pub request: RequestId,
    /// `user@host:port`, safe to show.
    pub label: String,
    /// What is examined beside the usual.
    pub options: DoctorOptions,
    /// When it began.
    pub began: Timestamp,
    /// The steps so far, each with the time when it began.
    pub steps: Vec<(DoctorStep, Timestamp)>,
    /// How it ended; `None` while it is under way.
    pub end: Option<Result<Box<DoctorReport>, Problem>>,
    /// The first line shown; `None` follows what is new.
    pub top: Option<usize>,
    /// What became of the choice that was made last, safe to show.
    pub said: Option<String>,
    /// The report is being saved, or has been.
    pub saving: Saving,
    /// It is being asked whether to try the active modes.
    pub asks_active: bool,
}

/// Whether a report is in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Saving {
    /// Not yet.
    #[default]
    No,
    /// It is being written.
    Running,
    /// In this file, safe to show.
    Saved(String),
}

/// What a number does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Choice<'a> {
    /// Follow this advice, as far as the program can.
    Advice(&'a Advice),
    /// Save the report.
    Save,
}

impl Examination {
    /// One that begins now.
    pub fn new(
        request: RequestId,
        label: impl Into<String>,
        options: DoctorOptions,
        now: Timestamp,
    ) -> Self {
        Self {
            request,
            label: label.into(),
            options,
            began: now,
            steps: Vec::new(),
            end: None,
            top: None,
            said: None,
            saving: Saving::No,
            asks_active: false,
        }
    }

    /// The report, once it has come.
    pub fn report(&self) -> Option<&DoctorReport> {
        self.end.as_ref()?.as_deref().ok()
    }

    /// The mode that the report would have the site use.
    fn better_mode(&self) -> Option<ModeChoice> {
        let advice = &self.report()?.advice;
        advice.iter().find_map(|advice| advice.choice)
    }

    /// Whether there are active modes that were left out, as far as is known.
    fn can_try_active(&self) -> bool {
        let left_out = |report: &DoctorReport| {
            let is = |probe| report.modes.get(probe).result == ModeResult::NotTried;
            report.control.works && (is(Probe::Eprt) || is(Probe::Eprt6))
        };
        match &self.end {
            None => !self.options.active,
            Some(end) => end.as_deref().is_ok_and(left_out),
        }
    }

    /// What the numbers do, from 1 on.
    fn choices(&self, can_save: bool) -> Vec<Choice<'_>> {
        let Some(report) = self.report() else {
            return Vec::new();
        };
        let advice = report.advice.iter().map(Choice::Advice);
        advice.chain(can_save.then_some(Choice::Save)).collect()
    }
}

impl App {
    /// Examines the site we are connected to, or were last to be connected to.
    pub(super) fn open_doctor(&mut self) {
        if self.site.is_none() {
            let text = "there is no server to examine yet: o connects to one";
            return self.say(ToastKind::Info, text);
        }
        self.examine(DoctorOptions::default());
    }

    /// Begins an examination; one that is under way is given up.
    fn examine(&mut self, options: DoctorOptions) {
        self.close_doctor();
        self.make_room_for_keys();
        let Some(mut site) = self.site.clone() else {
            return;
        };
        site.mode = self.mode;
        let request = RequestId(self.new_id());
        let label = display_safe_str(&site.label());
        let examination = Examination::new(request, label, options, self.now);
        self.overlay = Some(Overlay::Doctor(Box::new(examination)));
        self.ask_engine(Command::Doctor {
            request,
            site: Some(Box::new(site)),
            options,
        });
    }

    /// Leaves the dialog, and gives the examination up if it is under way.
    fn close_doctor(&mut self) {
        let Some(examination) = self.examination() else {
            return;
        };
        let (request, running) = (examination.request, examination.end.is_none());
        self.overlay = None;
        if running {
            self.ask_engine(Command::Abandon(request));
        }
    }

    /// The examination in the dialog.
    pub(super) fn examination(&self) -> Option<&Examination> {
        match &self.overlay {
            Some(Overlay::Doctor(examination)) => Some(examination),
            _ => None,
        }
    }

    fn examination_mut(&mut self) -> Option<&mut Examination> {
        match &mut self.overlay {
            Some(Overlay::Doctor(examination)) => Some(examination),
            _ => None,
        }
    }

    /// The examination in the dialog, if it is the one of this request.
    fn examination_of(&mut self, request: RequestId) -> Option<&mut Examination> {
        self.examination_mut()
            .filter(|examination| examination.request == request)
    }

    /// A step has begun or ended.
    pub(super) fn doctor_step(&mut self, request: RequestId, index: usize, step: DoctorStep) {
        let now = self.now;
        if self.test_step(request, index, &step) {
            return;
        }
        let Some(examination) = self.examination_of(request) else {
            return;
        };
        match examination.steps.get_mut(index) {
            Some((place, _)) => *place = step,
            None => examination.steps.push((step, now)),
        }
    }

    /// The report has come.
    pub(super) fn doctor_done(&mut self, request: RequestId, report: Box<DoctorReport>) {
        let now = self.now;
        if self.test_done(request, &report) {
            return;
        }
        let Some(examination) = self.examination_of(request) else {
            return;
        };
        let steps = report.steps.iter();
        examination.steps = steps.map(|step| (step.clone(), now)).collect();
        examination.end = Some(Ok(report));
    }

    /// There is no report. Whether it was an examination that failed.
    pub(super) fn examination_failed(&mut self, request: RequestId, problem: &Problem) -> bool {
        if self.test_failed(request, problem) {
            return true;
        }
        let Some(examination) = self.examination_of(request) else {
            return false;
        };
        for (step, _) in &mut examination.steps {
            if step.state == DoctorStepState::Running {
                step.state = DoctorStepState::Skipped;
            }
        }
        examination.end = Some(Err(problem.clone()));
        true
    }

    pub(super) fn act_in_doctor(&mut self, action: Action) {
        if action == Action::CopyText {
            return self.copy_overlay();
        }
        let Some(examination) = self.examination_mut() else {
            return;
        };
        let options = examination.options;
        if std::mem::take(&mut examination.asks_active) {
            if action == Action::Confirm {
                self.examine(DoctorOptions {
                    active: true,
                    ..options
                });
            }
            return;
        }
        match action {
            Action::Leave => self.close_doctor(),
            Action::Again => self.examine(options),
            Action::ActiveModes if examination.can_try_active() => {
                examination.asks_active = true;
                examination.top = None;
            }
            Action::Accept => {
                if let Some(mode) = examination.better_mode() {
                    self.close_doctor();
                    self.use_mode(mode);
                }
            }
            _ => self.scroll_doctor(action),
        }
    }

    fn scroll_doctor(&mut self, action: Action) {
        let (columns, rows) = sheet::body_size(self.size);
        let Some(sheet) = self.doctor_sheet(columns) else {
            return;
        };
        let most = sheet.lines.len().saturating_sub(rows);
        let Some(examination) = self.examination_mut() else {
            return;
        };
        let top = moved(sheet.top(examination.top, rows), most + 1, rows, action);
        let follows = examination.end.is_none() && top == most;
        examination.top = (!follows).then_some(top);
    }

    /// The numbers that do something, for the key bar: `1-3 Do it`.
    pub(super) fn doctor_numbers(&self) -> Option<Hint> {
        let can_save = self.report_folder.is_some();
        let key = match self.examination()?.choices(can_save).len() {
            0 => return None,
            1 => "1".into(),
            count => format!("1-{}", count.min(9)),
        };
        let label = "Do it".into();
        Some(Hint { key, label })
    }

    /// What following the best advice would do, for the key bar: `Use passive`.
    pub(super) fn best_mode_words(&self) -> Option<String> {
        let mode = self.examination()?.better_mode()?;
        Some(format!("Use {}", mode_word(mode)))
    }

    /// Whether active modes can be tried that were left out.
    pub(super) fn can_try_active(&self) -> bool {
        self.examination().is_some_and(Examination::can_try_active)
    }

    /// Whether an examination is under way in the dialog.
    pub(super) fn is_examining(&self) -> bool {
        self.examination().is_some_and(|one| one.end.is_none())
    }

    /// How long until the seconds of an examination under way count on.
    pub(super) fn until_doctor_counts(&self) -> Option<SignedDuration> {
        let running = self.examination().filter(|one| one.end.is_none())?;
        let age = self.since(running.began).subsec_nanos();
        Some(SignedDuration::from_nanos(1_000_000_000 - i64::from(age)))
    }
}

/// `passive`, `PASV`: modes in small letters, commands in capitals.
pub(super) fn mode_word(mode: ModeChoice) -> String {
    match mode {
        ModeChoice::Auto | ModeChoice::Passive | ModeChoice::Active => mode.to_string(),
        ModeChoice::Epsv | ModeChoice::Pasv | ModeChoice::Eprt | ModeChoice::Port => {
            mode.to_string().to_uppercase()
        }
    }
}
