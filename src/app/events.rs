//! What the engine tells.

use super::update::{Purpose, Request};
use super::{App, ToastKind, place};
use crate::engine::{DropId, Event, Place, Problem, RequestId};
use crate::model::text::{display_safe_str, plural, size};
use crate::model::{Operation, Shore};

use super::pane::Arrival;

impl App {
    pub(super) fn engine_event(&mut self, event: Event) {
        match event {
            Event::Connecting { label } => {
                let label = display_safe_str(&label);
                self.link = super::Link::Connecting { label };
            }
            Event::Connected {
                label,
                directory,
                features,
                ..
            } => self.connected(&label, directory, &features),
            Event::ConnectFailed { label, problem } => self.connect_failed(&label, &problem),
            Event::ConnectionLost {
                problem,
                attempt,
                wait,
            } => self.connection_lost(&problem, attempt, wait),
            Event::Reconnected { label, features } => self.reconnected(&label, &features),
            Event::Asleep(text) => self.fall_asleep(text),
            Event::Disconnected { label, problem } => self.disconnected(&label, problem.as_ref()),
            Event::ListedPart { .. } | Event::Listed { .. } => self.listing_event(event),
            Event::Part { request, part } => self.part_read(request, part),
            Event::Looked { request, facts } => self.file_looked_at(request, facts),
            Event::Done { request, summary } => self.request_done(request, &summary),
            Event::Answered {
                request,
                code,
                lines,
            } => self.answered(request, code, lines),
            Event::Failed { request, problem } => self.request_failed(request, &problem),
            Event::Planned { drop, files, bytes } => self.planned(drop, files, bytes),
            Event::Conflict { drop, conflicts } => self.conflict(drop, conflicts),
            Event::UnderWay { drop, ids } => self.begun_already(drop, &ids),
            Event::Restored(restored) => self.restored(*restored),
            Event::BatchEnded(batch) => self.batch_ended(&batch),
            // Its row counts down, and the log has the words.
            Event::Retry { id, .. } => self.log.dialogues.ended(id, None),
            Event::LimitsChanged(limits) => self.limits_changed(limits),
            Event::DropFailed {
                drop,
                whole,
                problem,
            } => self.drop_failed(drop, whole, &problem),
            Event::Ended(outcome) => self.transfer_ended(&outcome),
            Event::ModeChanged(mode) => self.mode = mode,
            Event::NamesChanged(names) => self.names_changed(names),
            Event::Notice(text) => self.say(ToastKind::Info, text),
            Event::Log(line) => self.log_line(line),
            event => self.answer_event(event),
        }
    }

    /// Answers to what was asked beside listings and changes.
    fn answer_event(&mut self, event: Event) {
        match event {
            Event::DoctorStep {
                request,
                index,
                step,
            } => self.doctor_step(request, index, step),
            Event::DoctorDone { request, report } => self.doctor_done(request, report),
            Event::DropEnded { drop } => self.relay_settled(drop),
            Event::Pinned { host, port, pin } => self.pinned((host, port), pin),
            Event::Compared { request, same } if !self.conflict_compared(request, same) => {
                self.contents_compared(request, same);
            }
            _ => {}
        }
    }

    /// Entries of a directory on the server have come.
    fn listing_event(&mut self, event: Event) {
        match event {
            Event::ListedPart {
                request,
                path,
                from,
                entries,
                verb,
            } => self.remote_part(request, path, (from, entries), verb),
            Event::Listed {
                request,
                path,
                told,
                entries,
                verb,
                unparsed,
            } => {
                let place = Place::Remote(path.clone());
                if self.listing_to_read(request, &place, &entries) {
                    return;
                }
                let shown = self.remote_listed(request, path, (told, entries), verb);
                if shown && let Some(first) = unparsed.first() {
                    let log = if unparsed.len() == 1 {
                        ""
                    } else {
                        " (L shows them)"
                    };
                    let lines = plural(unparsed.len(), "line");
                    let text = format!("{lines} of the listing could not be read{log}: {first}");
                    self.say(ToastKind::Warning, text);
                }
            }
            _ => {}
        }
    }

    fn drop_failed(&mut self, drop: DropId, whole: bool, problem: &Problem) {
        if whole {
            self.forget_drop(drop);
            self.relay_forgotten(drop, &problem.to_string());
        } else {
            self.relay_flawed(drop);
        }
        self.say(ToastKind::Error, problem.to_string());
        self.edit_drop_failed(drop);
    }

    /// A drop is wholly in the queue.
    fn planned(&mut self, drop: DropId, files: usize, bytes: u64) {
        self.drops.remove(&drop);
        let text = if files == 0 {
            // Empty folders are made without any file that would tell of them.
            self.mark_changed(Shore::Local);
            self.mark_changed(Shore::Remote);
            "no file in it: only the folders were made".into()
        } else {
            format!("queued {}, {}", plural(files, "file"), size(bytes))
        };
        self.say(ToastKind::Info, text);
    }

    /// A request was carried out: its pane is listed again.
    pub(super) fn request_done(&mut self, request: RequestId, summary: &str) {
        if self.measured(request, summary) || self.sources_removed(request, Ok(summary)) {
            return;
        }
        self.edit_saved(request);
        let Some(Request { shore, purpose }) = self.requests.remove(&request) else {
            return;
        };
        match purpose {
            Purpose::Appears(entry) => {
                self.say(ToastKind::Ok, summary);
                self.has_appeared(&entry);
            }
            Purpose::AppearsWithin(entry, path) => {
                self.say(ToastKind::Ok, format!("made folder {path}"));
                self.has_appeared(&entry);
            }
            Purpose::MadeElsewhere(_) | Purpose::Goes | Purpose::Changes => {
                self.say(ToastKind::Ok, summary);
                if !self.results_left(request, shore) {
                    self.mark_changed(shore);
                }
            }
            Purpose::Mirrors => self.mirror_made(request),
            Purpose::Follows { from } => {
                self.say(ToastKind::Ok, summary);
                self.made_to_follow(request, shore, from.as_ref());
            }
            Purpose::MoveOf {
                first,
                count,
                operation,
            } if self.rest_of_move(first).next().is_none() => {
                let done = match operation {
                    Operation::Copy => "copied",
                    Operation::Move => "moved",
                };
                self.say(ToastKind::Ok, format!("{done} {}", Self::items(count)));
                self.mark_changed(shore);
            }
            Purpose::MoveOf { .. } => self.mark_stale(shore),
            // Of folders on the way the last one lists the folder.
            Purpose::OnTheWay
            | Purpose::Report { .. }
            | Purpose::Pasted
            | Purpose::Reply { .. }
            | Purpose::Shows { .. } => {}
        }
    }

    pub(super) fn request_failed(&mut self, request: RequestId, problem: &Problem) {
        let taken = self.sampling_failed(request)
            || self.measured(request, &problem.to_string())
            || self.listing_failed(request, problem)
            || self.examination_failed(request, problem)
            || self.viewer_failed(request, problem)
            || self.edit_failed(request, problem)
            || self.relay_failed(request, problem)
            || self.sources_removed(request, Err(problem.to_string()))
            || self.finding_failed(request)
            || self.counting_failed(request, problem)
            || self.mirror_read(request, Err(problem))
            || self.comparison_read(request, None)
            || self.comparing_failed(request, problem)
            || self.contents_compared(request, None);
        if taken {
            return;
        }
        let Some(Request { shore, purpose }) = self.requests.remove(&request) else {
            return;
        };
        match purpose {
            Purpose::MoveOf { first, .. } => self
                .rest_of_move(first)
                .for_each(|count| *count = count.saturating_sub(1)),
            Purpose::Report { of } => return self.report_not_saved(of, problem),
            // The last of them tells whether they are there.
            Purpose::OnTheWay => return,
            // Where it is not there the files of it will tell.
            Purpose::Mirrors => return self.mirror_made(request),
            Purpose::Follows { .. } => self.not_made_to_follow(request),
            Purpose::Pasted => return self.pasted_nothing(),
            Purpose::MadeElsewhere(hint) if problem.cause == crate::engine::Cause::Refused => {
                let problem = problem.clone().advice(hint);
                self.say(ToastKind::Error, problem.to_string());
                return self.mark_stale(shore);
            }
            Purpose::MadeElsewhere(_)
            | Purpose::Appears(_)
            | Purpose::AppearsWithin(..)
            | Purpose::Goes
            | Purpose::Changes
            | Purpose::Reply { .. }
            | Purpose::Shows { .. } => {}
        }
        match shore {
            crate::model::Shore::Local => self.say_local_problem(problem),
            crate::model::Shore::Remote => self.say(ToastKind::Error, problem.to_string()),
        }
        // Part of it may have been done.
        self.mark_stale(shore);
    }

    /// Lists the folder anew, with the cursor on what is there now; not where the pane shows another
    /// one by now, or is on its way there.
    fn has_appeared(&mut self, entry: &Place) {
        let shore = place::shore(entry);
        let pane = self.pane(shore);
        let stays = pane.loading.is_none() && pane.results.is_none();
        let folder = place::parent(entry).filter(|folder| pane.place.as_ref() == Some(folder));
        match folder.zip(place::name(entry)) {
            Some((folder, name)) if stays => self.list(folder, Arrival::On(name)),
            _ => self.mark_changed(shore),
        }
    }

    /// The renames of a move that have not been answered yet: how many each says there are.
    fn rest_of_move(&mut self, move_of: RequestId) -> impl Iterator<Item = &mut usize> {
        self.requests
            .values_mut()
            .filter_map(move |request| match &mut request.purpose {
                Purpose::MoveOf { first, count, .. } if *first == move_of => Some(count),
                _ => None,
            })
    }
}
