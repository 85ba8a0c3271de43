//! `update`: one message in, effects out.

use super::{App, Effect, LocalJob, Message, Overlay, Toast, ToastKind};
use crate::engine::problem::Cause;
use crate::engine::{Command, LogKind, Place, Problem, RequestId};
use crate::model::line::Verb;
use crate::model::text::plural;
use crate::model::{EngineSnapshot, Operation, Shore};
use jiff::{SignedDuration, Timestamp};
use std::time::Duration;

/// How long a toast that is no error stays.
pub(super) const TOAST_TIME: SignedDuration = SignedDuration::from_secs(4);

/// A stop (Ctrl-Z) that is worth a word.
const WORTH_TELLING: Duration = Duration::from_secs(5);

/// Something asked for, until it is answered.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) shore: Shore,
    pub(super) purpose: Purpose,
}

/// What a request is for, as far as its answer matters.
#[derive(Debug)]
pub(super) enum Purpose {
    /// This entry will be there.
    Appears(Place),
    /// Folders in one another will be there: the outermost, and how all of them are written.
    AppearsWithin(Place, String),
    /// A folder will be there, in another one than is shown; what to say where that fails.
    MadeElsewhere(String),
    /// Entries will be gone.
    Goes,
    /// A folder of a mirror will be there.
    Mirrors,
    /// A folder on the way to one that is made: it may be there already.
    OnTheWay,
    /// A folder will be there, to which the pane follows the other one from here.
    Follows { from: Option<Place> },
    /// Entries will have other facts.
    Changes,
    /// One of the requests that make up a move or a copy on the server, and how many there were.
    MoveOf {
        first: RequestId,
        count: usize,
        operation: Operation,
    },
    /// What was pasted is looked for.
    Pasted,
    /// The reply to a line that was sent as it is; what it was for, or nothing; the verb and the name
    /// where the reply is a value.
    Reply {
        what: String,
        value: Option<(Verb, String)>,
    },
    /// A listing to be read, not for a pane.
    Shows { long: bool },
    /// The report of this examination is being saved.
    Report { of: RequestId },
}

impl App {
    /// Takes in what happened at `now` and says what is to be done outside. Synchronous and
    /// without I/O; the only clock is `now`.
    pub fn update(&mut self, message: Message, now: Timestamp) -> Vec<Effect> {
        self.now = now;
        if self.quitting {
            return Vec::new();
        }
        let by_hand = is_by_hand(&message);
        if by_hand && self.is_deaf() {
            return Vec::new();
        }
        let asked = self.is_asking();
        self.expire_toast();
        self.rest_on();
        let waiting = self.waiting();
        let stood_on = self.bookmark_stood_on().filter(|_| !by_hand);
        match message {
            Message::Key(key) => self.key(key),
            Message::Mouse(mouse) => self.mouse(&mouse),
            Message::Paste(text) => self.paste(&text),
            Message::Resize(columns, rows) => self.resize(columns, rows),
            Message::Engine(event) => self.engine_event(event),
            Message::Snapshot(snapshot) => self.take_snapshot(snapshot),
            Message::Local { request, outcome } => self.local_outcome(request, outcome),
            Message::Arranged { shore, id, order } => self.arranged(shore, id, order),
            Message::Worked(worked) => self.worked(worked),
            Message::Passwords(outcome) => self.password_outcome(outcome),
            Message::Sites(outcome) => self.sites_outcome(outcome),
            Message::Edited { purpose, outcome } => self.edited(purpose, outcome),
            Message::FileEdited { id, outcome } => self.file_edited(id, outcome),
            Message::RunFailed(problem) | Message::SettingNotKept(problem) => {
                self.say_local_problem(&problem);
            }
            Message::Settings(Ok(read)) => self.settings_read(*read),
            Message::Settings(Err(wrong)) => self.settings_wrong(&wrong),
            Message::Theme(wrong) => self.tell_wrong_theme(&wrong),
            Message::ShellEnded(outcome) => self.shell_ended(outcome),
            Message::Focus(gained) => self.focus_goes(gained),
            Message::Tabs(news) => self.tab_news(news),
            Message::Tick => {}
            Message::Crashed(_) | Message::EngineEnded | Message::Continued(_) => {
                self.tell_of_program(&message);
            }
            Message::Terminate => self.quit(),
        }
        self.stay_on_bookmark(stood_on.as_ref());
        if self.waiting() > waiting {
            self.tell_in_front(ToastKind::Warning, "a question waits for an answer");
        }
        if !asked && self.is_asking() {
            self.asked_at = (!by_hand).then_some(now);
        }
        self.forget_subject();
        self.follow_drag();
        self.refresh_what_is_stale();
        self.hand_out_work();
        self.follow();
        self.look_after_viewer();
        self.open_what_is_ready();
        self.glance();
        self.keep_sockets_fresh();
        std::mem::take(&mut self.effects)
    }

    /// The terminal has the focus, or another window has.
    fn focus_goes(&mut self, gained: bool) {
        self.watched = gained;
        if gained {
            // Something may have been done here meanwhile, in another window.
            self.mark_stale(Shore::Local);
        } else {
            self.let_slip();
        }
    }

    /// How long until something changes by time alone; `None` if nothing will. Where nothing of it is
    /// seen, what only looks different by then does not count.
    pub fn next_tick(&self) -> Option<Duration> {
        let unseen = self.tabs.behind || self.editing.is_some();
        let left = if unseen {
            [self.until_refresh(), self.until_glance()]
                .into_iter()
                .flatten()
                .min()
        } else {
            self.until_seen_to_change()
        };
        left.map(|left| Duration::try_from(left).unwrap_or_default())
    }

    fn until_seen_to_change(&self) -> Option<SignedDuration> {
        let toast = self
            .toast
            .as_ref()
            .filter(|toast| toast.kind != ToastKind::Error);
        let toast = toast.map(|toast| TOAST_TIME - self.since(toast.at));
        let changes = [
            toast,
            self.until_countdown_changes(),
            self.until_retry_counts(),
            self.until_age_changes(),
            self.until_refresh(),
            self.until_doctor_counts(),
            self.until_rested(),
            self.until_followed(),
            self.until_sockets_sampled(),
            self.until_glance(),
            self.until_it_listens(),
        ];
        changes.into_iter().flatten().min()
    }

    /// `listed 12 s ago` counts seconds, then minutes, then hours.
    fn until_age_changes(&self) -> Option<SignedDuration> {
        let age = self.since(self.remote.listed_at?);
        let step: i128 = match age.as_secs() {
            0..60 => 1,
            60..3600 => 60,
            _ => 3600,
        };
        let step = step * 1_000_000_000;
        let left = step - age.as_nanos() % step;
        i64::try_from(left).ok().map(SignedDuration::from_nanos)
    }

    /// Time since then, not below zero even if the clock was put back.
    pub(super) fn since(&self, then: Timestamp) -> SignedDuration {
        self.now.duration_since(then).max(SignedDuration::ZERO)
    }

    fn expire_toast(&mut self) {
        let over =
            |toast: &Toast| toast.kind != ToastKind::Error && self.since(toast.at) >= TOAST_TIME;
        if self.toast.as_ref().is_some_and(over) {
            self.toast = None;
        }
    }

    fn resize(&mut self, columns: u16, rows: u16) {
        self.size = (columns, rows);
        let height = self.height();
        self.local.keep_in_sight(height);
        self.remote.keep_in_sight(height);
        self.look_at_queue(None);
    }

    fn take_snapshot(&mut self, snapshot: EngineSnapshot) {
        let at = self.transfer().map(|transfer| transfer.id);
        self.snapshot = snapshot;
        self.remember_sockets();
        self.wake_with_session();
        self.look_at_queue(at);
        if let Some(Overlay::Details { id, .. }) = self.overlay
            && self.transfer_called(id).is_none()
        {
            self.overlay = None;
        }
        let sessions = self.snapshot.sessions.len();
        self.session_shown = self.session_shown.filter(|shown| *shown < sessions);
    }

    /// Shows a line above the key bar. An error that nobody can have read yet stays.
    pub(super) fn say(&mut self, kind: ToastKind, text: impl Into<String>) {
        let text = text.into();
        self.keep_in_log(kind, &text);
        self.show_toast(kind, text);
    }

    /// The same for what stands in the log in other words.
    pub(super) fn show_toast(&mut self, kind: ToastKind, text: String) {
        if kind == ToastKind::Error {
            self.tell_in_front(kind, &text);
        }
        let error_stays = kind != ToastKind::Error
            && self
                .toast
                .as_ref()
                .is_some_and(|toast| toast.kind == ToastKind::Error);
        if !error_stays {
            self.merged = None;
            self.toast = Some(Toast {
                kind,
                text,
                at: self.now,
            });
        }
    }

    /// Takes good and plain news off the screen: where there is only one line for them and the
    /// keys, the keys of what begins now matter more.
    pub(super) fn make_room_for_keys(&mut self) {
        let minor = |toast: &Toast| matches!(toast.kind, ToastKind::Ok | ToastKind::Info);
        if self.layout().message == 0 && self.toast.as_ref().is_some_and(minor) {
            self.merged = None;
            self.toast = None;
        }
    }

    /// Shows what failed on this computer, and keeps it in the log.
    pub(super) fn say_local_problem(&mut self, problem: &Problem) {
        self.log_own(LogKind::Error, problem.to_string());
        self.say(ToastKind::Error, problem.to_string());
    }

    /// Something has become of the program itself.
    fn tell_of_program(&mut self, message: &Message) {
        let problem = match message {
            Message::Crashed(how) => Problem::new(Cause::Local, "A part of Twoport has crashed")
                .words(how)
                .advice("This is a bug: please report it. The rest goes on."),
            Message::EngineEnded => Problem::new(
                Cause::Local,
                "What talks with servers has crashed",
            )
            .advice(
                "This is a bug: please report it. Quit and start again: what was queued is kept.",
            ),
            Message::Continued(stopped) => return self.tell_of_stop(*stopped),
            _ => return,
        };
        self.say_local_problem(&problem);
    }

    /// While the program is stopped its sockets stand still, which a server may not wait for.
    fn tell_of_stop(&mut self, stopped: Duration) {
        let running = self.snapshot.totals.active;
        if stopped < WORTH_TELLING || running == 0 {
            return;
        }
        let text = format!(
            "stopped for {} s with {} under way: what the server gave up meanwhile is tried again",
            stopped.as_secs(),
            plural(running, "transfer")
        );
        self.say(ToastKind::Info, text);
    }

    /// How many lines a pane shows.
    pub(super) fn height(&self) -> usize {
        self.layout().pane_lines()
    }

    pub(super) fn new_id(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }

    pub(super) fn ask_engine(&mut self, command: Command) {
        self.effects.push(Effect::Engine(command));
    }

    pub(super) fn ask_local(&mut self, job: LocalJob) -> RequestId {
        let request = RequestId(self.new_id());
        self.effects.push(Effect::Local { request, job });
        request
    }

    pub(super) fn expect(&mut self, request: RequestId, shore: Shore, purpose: Purpose) {
        self.requests.insert(request, Request { shore, purpose });
    }

    /// Ends the program in order.
    pub(super) fn quit(&mut self) {
        self.quitting = true;
        self.overlay = None;
        self.give_up_relays();
        self.give_up_fetching_to_edit();
        self.ask_engine(Command::Quit);
        self.effects.push(Effect::Quit);
    }
}

/// Whether it is something that the user does.
fn is_by_hand(message: &Message) -> bool {
    match message {
        Message::Key(_) | Message::Paste(_) => true,
        Message::Mouse(mouse) => mouse.event.begins(),
        _ => false,
    }
}
