//! Testing a site from its form: the doctor's steps, told in the manager.

use crate::app::passwords::Awaited;
use crate::app::{Action, App, ToastKind};
use crate::engine::{Command, DoctorOptions, Problem, RequestId};
use crate::model::Site;
use crate::model::doctor::{DoctorReport, DoctorStep, DoctorStepState};
use crate::model::text::display_safe_str;
use secrecy::ExposeSecret as _;

/// What testing a site shows.
#[derive(Debug)]
pub struct SiteTest {
    /// Names it; `None` while its password is looked up.
    pub request: Option<RequestId>,
    /// The steps so far.
    pub steps: Vec<DoctorStep>,
    /// How it ended, in a line, and whether it is well; `None` while it is under way.
    pub end: Option<(bool, String)>,
    /// No password is known: it goes on without one only when it is begun once more.
    pub lacks_password: bool,
}

impl App {
    /// Connects to what stands in the form, looks what works, and comes back.
    pub(super) fn test_site(&mut self) {
        let told = self.manager().and_then(|manager| manager.test.as_ref());
        let insists = told.is_some_and(|test| test.lacks_password);
        self.stop_test();
        let Some(manager) = self.manager() else {
            return;
        };
        manager.form.error = None;
        let stored = match manager.form.site(false) {
            Ok(stored) => stored,
            Err(error) => return manager.form.error = Some(error),
        };
        manager.test = Some(SiteTest {
            request: None,
            steps: Vec::new(),
            end: None,
            lacks_password: insists,
        });
        let typed = manager.form.typed_password();
        let mut site = stored.site(&self.settings);
        if site.user != "anonymous" {
            site.password = typed;
            if site.password.expose_secret().is_empty() && self.keeps_passwords {
                return self.wait_for(Awaited::Test(Box::new(site)));
            }
        }
        self.begin_test(site);
    }

    /// Begins, with the password that there is. An empty one is sent only where that is insisted on.
    pub(in crate::app) fn begin_test(&mut self, site: Site) {
        let request = RequestId(self.new_id());
        let key = self.key_for(self.context(), Action::TestSite);
        let Some(test) = self.manager().and_then(|manager| manager.test.as_mut()) else {
            return;
        };
        let lacks = site.user != "anonymous" && site.password.expose_secret().is_empty();
        if lacks && !std::mem::replace(&mut test.lacks_password, true) {
            let user = display_safe_str(&site.user);
            let words = format!(
                "no password is known for {user}: type it, or {key} tests with an empty one"
            );
            test.end = Some((false, words));
            return;
        }
        test.lacks_password = false;
        test.request = Some(request);
        self.ask_engine(Command::Doctor {
            request,
            site: Some(Box::new(site)),
            options: DoctorOptions::default(),
        });
    }

    /// The password does not come that a test waits for, and why.
    pub(in crate::app) fn end_test(&mut self, why: String) {
        let test = self.manager().and_then(|manager| manager.test.as_mut());
        match test.filter(|test| test.request.is_none()) {
            Some(test) => test.end = Some((false, why)),
            None => self.say(ToastKind::Error, why),
        }
    }

    /// Gives a test up that is under way.
    pub(super) fn stop_test(&mut self) {
        let test = self.manager().and_then(|manager| manager.test.take());
        self.waiting.forget_test();
        if let Some(SiteTest {
            request: Some(request),
            end: None,
            ..
        }) = test
        {
            self.ask_engine(Command::Abandon(request));
        }
    }

    fn test_of(&mut self, request: RequestId) -> Option<&mut SiteTest> {
        let test = self.manager()?.test.as_mut()?;
        (test.request == Some(request)).then_some(test)
    }

    /// A step of the test. Whether it was one of it.
    pub(in crate::app) fn test_step(
        &mut self,
        request: RequestId,
        index: usize,
        step: &DoctorStep,
    ) -> bool {
        let Some(test) = self.test_of(request) else {
            return false;
        };
        match test.steps.get_mut(index) {
            Some(place) => *place = step.clone(),
            None => test.steps.push(step.clone()),
        }
        true
    }

    /// The test has ended. Whether it was one.
    pub(in crate::app) fn test_done(&mut self, request: RequestId, report: &DoctorReport) -> bool {
        let Some(test) = self.test_of(request) else {
            return false;
        };
        test.steps.clone_from(&report.steps);
        test.steps
            .retain(|step| step.state != DoctorStepState::Skipped);
        test.end = Some(verdict(report));
        true
    }

    /// The test came to nothing. Whether it was one.
    pub(in crate::app) fn test_failed(&mut self, request: RequestId, problem: &Problem) -> bool {
        let Some(test) = self.test_of(request) else {
            return false;
        };
        test.end = Some((false, problem.to_string()));
        true
    }
}

/// What the report comes to, in a line.
fn verdict(report: &DoctorReport) -> (bool, String) {
    match report.best {
        Some(mode) => {
            let tls = match &report.control.tls {
                Some(version) => format!("TLS {version}"),
                None => "in clear".into(),
            };
            (
                true,
                format!("it works: {tls}, {}", crate::app::doctor::mode_word(mode)),
            )
        }
        None if report.control.works => (false, "the login works, no data connection does".into()),
        None => {
            let words = report.control.error.clone();
            (false, words.unwrap_or_else(|| "no login came about".into()))
        }
    }
}
