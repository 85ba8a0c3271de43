//! What the engine makes of what sessions tell.

use super::dispatch::{Occupation, Slot, Waiting};
use super::problem::Cause;
use super::queue::{Transfer, Tried};
use super::router::Router;
use super::session::{Ready, SessionEvent};
use super::work::{Work, WorkResult};
use super::{Event, Problem, RequestId};
use crate::ftp::commands::ListingPart;
use crate::ftp::data::Opened;
use crate::model::{
    Direction, LogKind, LogLine, ModeChoice, RemotePath, SessionRole, TransferId, clock,
};
use std::time::Instant;

impl Router {
    pub(crate) fn session_event(&mut self, id: usize, event: SessionEvent) {
        match event {
            SessionEvent::Ready(ready) => self.ready(id, *ready),
            SessionEvent::OpenFailed {
                problem,
                refused,
                may_pass,
            } => self.open_failed(id, problem, refused, may_pass),
            SessionEvent::Worked(result) => self.worked(id, result),
            SessionEvent::ListedPart(request, path, part) => {
                self.listed_part(id, request, path, part);
            }
            // A session that is being closed may be another server's than the present one.
            SessionEvent::Opened(opened) if self.is_open(id) => self.opened(&opened),
            SessionEvent::Begun(id, begun) => self.queue.begun(id, begun),
            SessionEvent::Learned(learned) if self.is_open(id) => self.learned(learned),
            SessionEvent::Opened(_) | SessionEvent::Learned(_) => {}
            SessionEvent::Adrift(adrift) => {
                if let Some(slot) = self.slots.get_mut(&id) {
                    slot.adrift = adrift;
                    if !adrift {
                        slot.since = Instant::now();
                    }
                }
            }
            SessionEvent::Lost(farewell) => self.lost(id, farewell),
        }
    }

    fn listed_part(&mut self, id: usize, request: RequestId, path: RemotePath, part: ListingPart) {
        if self.is_open(id) {
            self.learn_names(part.entries.iter().map(|entry| &entry.name));
        }
        self.tell(Event::ListedPart {
            request,
            path,
            from: part.from,
            entries: part.entries,
            verb: part.verb,
        });
    }

    fn is_open(&self, id: usize) -> bool {
        self.slots.get(&id).is_some_and(|slot| !slot.closing)
    }

    fn ready(&mut self, id: usize, ready: Ready) {
        let Some(slot) = self.slots.get_mut(&id).filter(|slot| !slot.closing) else {
            return;
        };
        slot.since = Instant::now();
        slot.occupation = Occupation::Idle(slot.since);
        self.pool_failures = 0;
        self.count_sessions();
        self.tell_limit();
        let is_browse = self
            .slots
            .get(&id)
            .is_some_and(|s| s.role != SessionRole::Transfer);
        if self.features.is_none() {
            self.features = Some(ready.features.clone());
            self.speaks_no_tls = !ready.protected;
        }
        if self.recovery.logged_in(is_browse) {
            self.back();
        }
        if is_browse && std::mem::take(&mut self.connecting) {
            // Told together: no frame shows the one without the other.
            self.publish();
            let Some(site) = &self.site else { return };
            let directory = match &site.directory {
                None => ready.directory,
                Some(crate::model::site::Directory::Absolute(path)) => path.clone(),
                Some(crate::model::site::Directory::FromLogin(path)) => {
                    ready.directory.resolve(path)
                }
            };
            self.tell(Event::Connected {
                label: site.label(),
                directory,
                greeting: ready.greeting,
                features: ready.features.summary(),
            });
        }
    }

    /// A session could not be opened. For the first that is the user's business; for a further
    /// transfer session it teaches how many the server allows.
    fn open_failed(&mut self, id: usize, problem: Problem, refused: bool, may_pass: bool) {
        let Some(slot) = self.slots.remove(&id) else {
            return;
        };
        if slot.closing || problem.cause == Cause::Cancelled {
            return;
        }
        if slot.role == SessionRole::Transfer && self.slots.values().any(Slot::is_logged_in) {
            self.no_further(problem, refused);
            return;
        }
        if self.connecting && refused && may_pass && std::mem::take(&mut self.took_over) {
            self.enter_later(&problem);
            return;
        }
        if !std::mem::take(&mut self.connecting) {
            self.not_back(problem, may_pass);
            return;
        }
        for Waiting { work, .. } in self.take_waiting() {
            self.fail_request(&work, &problem);
        }
        self.site = None;
        let label = self.label.to_string();
        self.tell(Event::ConnectFailed { label, problem });
    }

    pub(crate) fn set_role(&mut self, id: usize, role: SessionRole) {
        if let Some(slot) = self.slots.get_mut(&id) {
            slot.role = role;
        }
    }

    fn opened(&mut self, opened: &Opened) {
        let command = opened.command;
        for fallback in &opened.fallbacks {
            self.notice(format!("{fallback}; {} is used instead.", command.verb()));
        }
        // A transfer that ends after the mode was changed says nothing of the mode that was chosen.
        if opened.choice != self.settings.borrow().choice {
            return;
        }
        self.settings.send_if_modified(|settings| {
            let changed = settings.works != Some(command) && settings.choice == ModeChoice::Auto;
            settings.works = Some(command);
            changed
        });
        self.remember_mode(command);
    }

    #[expect(clippy::too_many_lines, reason = "a table: an arm for each result")]
    fn worked(&mut self, id: usize, result: WorkResult) {
        let Some(slot) = self.slots.get_mut(&id) else {
            return;
        };
        let before = std::mem::replace(&mut slot.occupation, Occupation::Idle(Instant::now()));
        let (closing, since) = (slot.closing, slot.since);
        if slot.take_lesson(result.problem()) {
            self.recovery.proved();
        }
        let (work, lost, given_up) = match before {
            Occupation::Busy { work, lost, cancel } => (Some(work), lost, cancel.is_cancelled()),
            _ => (None, None, false),
        };
        match result {
            WorkResult::Listed {
                request,
                path,
                told,
                entries,
                verb,
                unparsed,
            } => {
                // One that is being closed may be another server's than the present one.
                if !closing {
                    self.learn_names(entries.iter().map(|entry| &entry.name));
                }
                self.tell(Event::Listed {
                    request,
                    path,
                    told,
                    entries,
                    verb,
                    unparsed,
                });
            }
            WorkResult::Compared { request, same } => self.tell(Event::Compared { request, same }),
            WorkResult::Part { request, part } => self.tell(Event::Part { request, part }),
            WorkResult::Looked { request, facts } => self.tell(Event::Looked { request, facts }),
            WorkResult::Done { request, summary } => self.tell(Event::Done { request, summary }),
            WorkResult::Told(event) => self.tell(event),
            WorkResult::Failed { request, problem } => {
                // Where nothing stands against it, a lost session's request is asked again, once; those that
                // went with that one do not count.
                let first = lost.is_none_or(|lost| since < lost);
                let again = problem.cause == Cause::Connection && first && !closing;
                match work.filter(|_| again) {
                    Some(work) => self.ask_once_more(Waiting::again(work, lost)),
                    None => self.tell(Event::Failed { request, problem }),
                }
            }
            WorkResult::Walked { order, found } => {
                let stopped = found.as_ref().is_err_and(|p| p.cause == Cause::Cancelled);
                // What another server's folder holds is looked at again when we are there.
                let elsewhere = !self.is_here(order.drop);
                if closing && !given_up && (stopped || elsewhere) {
                    self.lay_back(order);
                } else {
                    self.walked(&order, found, since);
                }
            }
            WorkResult::Transferred {
                id,
                bytes,
                from,
                end,
            } => {
                let tried = Tried {
                    from,
                    bytes,
                    since,
                    end,
                };
                self.transferred(id, tried, closing && !given_up);
            }
            WorkResult::Discarded(id, token) => self.queue.discarded(id, &token),
            WorkResult::Quiet => {}
        }
    }

    /// A session is done with a transfer; `put_by`: it was told to end, and not by the user's cancel.
    pub(crate) fn transferred(&mut self, id: TransferId, tried: Tried, put_by: bool) {
        let end = &tried.end;
        let stopped = |p: &Problem| matches!(p.cause, Cause::Cancelled | Cause::Connection);
        if put_by && end.as_ref().is_err_and(stopped) {
            self.queue.put_by(id, tried.from + tried.bytes);
            return;
        }
        if let Ok(Some(note)) = end {
            self.tell_note(id, note);
        }
        let uploaded = |transfer: &Transfer| transfer.order.direction == Direction::Upload;
        if end.is_ok() && self.queue.get(id).is_some_and(uploaded) && self.is_with_us(id) {
            self.room_on_server();
        }
        self.end(id, tried);
    }

    fn tell_note(&mut self, id: TransferId, note: &str) {
        if let Some(transfer) = self.queue.get(id) {
            self.notice(format!("{}: {note}", transfer.order.remote.display()));
        }
    }

    pub(crate) fn notice(&mut self, text: String) {
        self.note(&text);
        self.tell(Event::Notice(text));
    }

    /// A line for the log.
    pub(crate) fn note(&self, text: &str) {
        self.tell(Event::Log(LogLine {
            at: clock::now(),
            session: 0,
            kind: LogKind::Note,
            text: text.into(),
            transfer: None,
        }));
    }

    /// A pane's request will not be carried out.
    pub(crate) fn give_up(&mut self, work: &Work, cause: Cause, why: &str) {
        let problem =
            Problem::new(cause, format!("{} failed", work.describe(self.names()))).words(why);
        self.fail_request(work, &problem);
    }

    pub(crate) fn fail_request(&mut self, work: &Work, problem: &Problem) {
        if let Some(request) = work.request() {
            self.tell(Event::Failed {
                request,
                problem: problem.clone(),
            });
        }
    }
}

#[cfg(test)]
mod tests;
