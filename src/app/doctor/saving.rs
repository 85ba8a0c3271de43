//! Saving the doctor's report to a file.

use super::Saving;
use crate::app::update::Purpose;
use crate::app::{App, LocalJob, ToastKind, place};
use crate::engine::{Place, Problem, RequestId};
use crate::model::Shore;
use std::path::Path;

impl App {
    pub(super) fn save_report(&mut self) {
        let (folder, stem) = (self.report_folder.clone(), self.report_stem());
        let Some(examination) = self.examination_mut() else {
            return;
        };
        let (Some(folder), Some(report), Saving::No) =
            (folder, examination.report(), &examination.saving)
        else {
            return;
        };
        let text = report.to_text();
        let of = examination.request;
        examination.saving = Saving::Running;
        let request = self.ask_local(LocalJob::SaveReport { folder, stem, text });
        self.expect(request, Shore::Local, Purpose::Report { of });
    }

    /// `doctor-2026-11-22`: the name of a report of today, without `.txt`.
    fn report_stem(&self) -> String {
        let today = self.now.to_zoned(self.zone.clone());
        format!("doctor-{}", today.strftime("%Y-%m-%d"))
    }

    /// Where a report would be saved, safe to show.
    pub(super) fn report_place(&self) -> Option<String> {
        let name = format!("{}.txt", self.report_stem());
        Some(self.shown_path(&self.report_folder.as_ref()?.join(name)))
    }

    fn shown_path(&self, path: &Path) -> String {
        place::title(
            &Place::Local(path.to_owned()),
            self.home.as_deref(),
            self.names,
        )
    }

    /// The report that was to be saved by this request is in this file.
    pub(in crate::app) fn report_saved(&mut self, request: RequestId, path: &Path) {
        let request = self.requests.remove(&request);
        let Some(Purpose::Report { of }) = request.map(|request| request.purpose) else {
            return;
        };
        let path = self.shown_path(path);
        let said = format!("the report is in {path}");
        self.say(ToastKind::Ok, &*said);
        if let Some(examination) = self.examination_of(of) {
            examination.saving = Saving::Saved(path);
            examination.said = Some(said);
        }
    }

    /// The report of an examination could not be written.
    pub(in crate::app) fn report_not_saved(&mut self, of: RequestId, problem: &Problem) {
        self.say_local_problem(problem);
        if let Some(examination) = self.examination_of(of) {
            examination.saving = Saving::No;
            examination.said = Some(problem.to_string());
        }
    }
}
