//! Certificates that are not trusted: what is asked, and what it takes to say yes. Neither Enter
//! nor a paste ever does.

use super::connecting::Attempt;
use super::{
    Action, App, CertificateQuestion, Context, Key, KeyCode, Overlay, Question, ToastKind,
};
use crate::engine::{Command, LogKind, Problem};
use crate::model::{CertificateDoubt, CertificateProblem, Fingerprint};

/// The word that is typed to put a changed certificate in the place of the one trusted before.
pub const REPLACE: &str = "replace";

/// So far down the text of the question can be scrolled, in lines.
const DEEPEST: usize = 40;

impl CertificateQuestion {
    fn new(problem: &CertificateProblem) -> Self {
        Self {
            problem: problem.clone(),
            typed: String::new(),
            top: 0,
        }
    }

    /// What it makes of the keys: what nobody may trust can only be read.
    pub(super) fn context(&self) -> Context {
        if self.problem.may_be_trusted() {
            Context::Certificate
        } else if self.problem.may_replace().is_some() {
            Context::ReplaceCertificate
        } else {
            Context::Notice
        }
    }

    /// Whether the word has been typed that puts this certificate in the place of the trusted one.
    pub fn is_confirmed(&self) -> bool {
        self.problem.may_replace().is_some() && self.typed.eq_ignore_ascii_case(REPLACE)
    }

    fn scroll(&mut self, action: Action) {
        self.top = match action {
            Action::Up => self.top.saturating_sub(1),
            Action::PageUp => self.top.saturating_sub(8),
            Action::PageDown => self.top + 8,
            _ => self.top + 1,
        }
        .min(DEEPEST);
    }
}

/// A problem in a line or two for the screen, which has its own ways to trust a certificate.
pub(super) fn told(problem: &Problem) -> String {
    match &problem.certificate {
        None => problem.to_string(),
        Some(certificate) if certificate.may_be_trusted() => {
            format!("{}: the certificate is not trusted", problem.what)
        }
        Some(certificate) => {
            let doubt = certificate.doubts.first();
            let doubt = doubt.map_or_else(String::new, CertificateDoubt::without_fingerprint);
            format!("{}: the certificate is refused: {doubt}", problem.what)
        }
    }
}

impl App {
    /// A certificate was refused. It is asked about at once if the user waits for just this
    /// connection, or where no single key could say yes; otherwise, or if somebody is typing, the
    /// question waits.
    pub(super) fn certificate_refused(
        &mut self,
        problem: &CertificateProblem,
        attempt: Attempt,
        awaited: bool,
    ) {
        self.forget_certificates();
        let may_be_trusted = problem.may_be_trusted();
        if may_be_trusted || problem.may_replace().is_some() {
            self.untrusted = Some(attempt);
        }
        let question = Question::Certificate(Box::new(CertificateQuestion::new(problem)));
        if (awaited || !may_be_trusted) && !self.is_busy_typing() {
            self.overlay = Some(Overlay::Question(question));
        } else {
            self.questions.push(question);
            let what = if may_be_trusted {
                "is not trusted"
            } else {
                "is refused"
            };
            let key = self.key_for(Context::Panes, Action::Answer);
            let text = format!("the certificate of {} {what}; {key} asks", problem.server());
            self.say(ToastKind::Error, text);
        }
    }

    /// Another connection is being made: what was asked about the one before is settled.
    pub(super) fn forget_certificates(&mut self) {
        self.untrusted = None;
        self.questions
            .retain(|question| !matches!(question, Question::Certificate(_)));
    }

    pub(super) fn answer_certificate(
        &mut self,
        mut asked: Box<CertificateQuestion>,
        action: Action,
    ) {
        let fingerprint = asked.problem.facts.fingerprint;
        let trustable = asked.problem.may_be_trusted();
        match action {
            Action::Up | Action::Down | Action::PageUp | Action::PageDown => asked.scroll(action),
            Action::Trust if trustable => return self.trust(&asked.problem),
            Action::TrustOnce if trustable => {
                return self.connect_trusting(&asked.problem, Some(fingerprint));
            }
            Action::Accept if asked.is_confirmed() => return self.trust(&asked.problem),
            Action::Accept if !asked.typed.is_empty() => {
                let text = format!("nothing is trusted: the word to type is {REPLACE}");
                self.say(ToastKind::Warning, text);
            }
            _ => {
                self.untrusted = None;
                let server = asked.problem.server();
                let key = self.key_for(Context::Panes, Action::Reconnect);
                let text = format!("not connected to {server}; {key} tries and asks again");
                return self.say(ToastKind::Info, text);
            }
        }
        self.overlay = Some(Overlay::Question(Question::Certificate(asked)));
    }

    /// A key that is typed where a word is asked for.
    pub(super) fn type_word(&mut self, key: Key) {
        let Some(Overlay::Question(Question::Certificate(asked))) = &mut self.overlay else {
            return;
        };
        match (key.code, key.typed()) {
            (KeyCode::Backspace, _) => {
                asked.typed.pop();
            }
            (KeyCode::Char('u'), None) if key.ctrl => asked.typed.clear(),
            // Longer than the word it helps nobody.
            (_, Some(letter)) if asked.typed.chars().count() < 2 * REPLACE.len() => {
                asked.typed.push(letter);
            }
            _ => {}
        }
    }

    /// Trusts a certificate for its server from now on, and connects.
    fn trust(&mut self, problem: &CertificateProblem) {
        let fingerprint = problem.facts.fingerprint;
        self.ask_engine(Command::Trust {
            host: problem.host.clone(),
            port: problem.port,
            fingerprint,
        });
        let server = problem.server();
        let text = format!("you trust {fingerprint} for {server} from now on");
        self.log_own(LogKind::Note, text);
        self.connect_trusting(problem, None);
    }

    /// Connects once more to the server that showed the certificate. `once` is trusted by this
    /// connection only: the site does not keep it.
    fn connect_trusting(&mut self, problem: &CertificateProblem, once: Option<Fingerprint>) {
        let attempt = self.untrusted.take().unwrap_or(Attempt::Again);
        let of_it = self.site.clone().filter(|site| {
            (site.host.as_str(), site.port) == (problem.host.as_str(), problem.port)
        });
        let Some(mut site) = of_it else {
            return self.say_not_connected(ToastKind::Info);
        };
        let given = site.fingerprint;
        site.fingerprint = once.or(given);
        site.mode = self.mode;
        self.connect(site, attempt);
        if let Some(site) = &mut self.site {
            site.fingerprint = given;
        }
    }
}
