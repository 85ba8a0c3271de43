//! What the engine makes of what it is asked.

use super::command::Which;
use super::dispatch::{Occupation, Waiting};
use super::router::Router;
use super::work::Work;
use super::{Cause, Command, Event, RequestId};
use crate::model::{ModeChoice, RateLimits, SessionRole};
use std::net::IpAddr;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

impl Router {
    #[expect(clippy::too_many_lines, reason = "a table: an arm for each command")]
    pub(crate) fn command(&mut self, command: Command) {
        match command {
            Command::Connect(site) => self.connect(*site),
            Command::Disconnect => {
                self.disconnect();
                self.site = None;
                self.tell_disconnected(None);
            }
            Command::List {
                request,
                path,
                in_parts,
            } => self.ask(Work::List {
                request,
                path,
                in_parts,
            }),
            Command::MakeDir { request, path } => self.ask(Work::MakeDir { request, path }),
            Command::Rename { request, from, to } => self.ask(Work::Rename { request, from, to }),
            Command::CopyThere { request, from, to } => {
                self.ask(Work::CopyThere { request, from, to });
            }
            Command::Delete { request, targets } => self.ask(Work::Delete { request, targets }),
            Command::RemoveSources { request, sources } => {
                self.ask(Work::RemoveSources { request, sources });
            }
            Command::CompareContents { request, pair } => {
                self.ask(Work::CompareContents { request, pair });
            }
            Command::CompareHeld { request, id } => self.compare_held(request, id),
            Command::SetPermissions { request, order } => {
                self.ask(Work::Permissions { request, order });
            }
            Command::Measure { request, folders } => self.ask(Work::Measure { request, folders }),
            Command::Raw { request, line } => self.ask(Work::Raw { request, line }),
            Command::Append { request, order } => self.ask(Work::Append { request, order }),
            Command::Mirror { request, step } => self.ask(Work::Mirror { request, step }),
            Command::Read {
                request,
                path,
                range,
                size,
            } => self.inspect(request, path, Some(range), size),
            Command::Look { request, path } => self.inspect(request, path, None, None),
            Command::Abandon(request) => self.abandon(request),
            Command::Enqueue(order) => self.enqueue(order),
            Command::AnswerConflict { id, answer, scope } => {
                self.answer_conflict(id, answer, scope);
            }
            Command::TakeBack(drop) => self.take_back(drop),
            Command::CancelDrop(drop) => self.cancel_drop(drop),
            Command::Cancel(id) => self.cancel(id),
            Command::Retry(id) => self.retry(&[id]),
            Command::RetryFailed => self.retry(&self.queue.failed()),
            Command::Pause(which) => self.pause(which),
            Command::Go(which) => self.go(which),
            Command::Reorder { id, place } => self.queue.reorder(id, place),
            Command::PlaceDrop { drop, before } => {
                if let Some(drop) = self.drops.get_mut(&drop) {
                    drop.before = Some(before);
                }
            }
            Command::Prioritize { id, priority } => self.queue.prioritize(id, priority),
            Command::Rearrange(edits) => {
                for id in self.queue.rearrange(&edits) {
                    self.cancel(id);
                }
            }
            Command::SetLimits(limits) => self.set_limits(limits),
            Command::SetSiteLimits(limits) => self.set_site_limits(limits),
            Command::SetSessions(count) => self.set_sessions(count),
            Command::Restore { site, go } => self.settle_restored(site.as_deref(), go),
            Command::ClearDone => self.queue.clear_done(),
            Command::Forget(id) => self.queue.forget_failed(id),
            Command::SetMode(choice) => self.set_mode(choice),
            Command::SetListening { ports, address } => self.set_listening(ports, address),
            Command::Trust {
                host,
                port,
                fingerprint,
            } => self.trust(&host, port, fingerprint),
            Command::TellPin { host, port } => self.tell_pin(host, port),
            Command::Distrust { host, port } => {
                self.distrust(&host, port);
                self.tell_pin(host, port);
            }
            Command::Doctor {
                request,
                site,
                options,
            } => self.examine(request, site.map(|site| *site), options),
            Command::SetCharset(choice) => self.set_charset(choice),
            Command::Reconnect => self.recovery.hurry(Instant::now()),
            Command::SetKeepAlive(time) => self.set_keep_alive(time),
            Command::Quit => self.quit(),
        }
    }

    fn set_mode(&mut self, choice: ModeChoice) {
        self.settings.send_modify(|settings| {
            settings.choice = choice;
            // What was forced before says nothing about what auto should try first.
            settings.works = None;
        });
        if let Some(site) = &mut self.site {
            site.mode = choice;
        }
        if choice == ModeChoice::Auto {
            self.remember(|memory| memory.works = None);
        }
        self.tell(Event::ModeChanged(choice));
    }

    fn set_listening(&mut self, ports: Option<(u16, u16)>, address: Option<IpAddr>) {
        self.settings.send_modify(|settings| {
            settings.port_range = ports;
            settings.external_address = address;
        });
        if let Some(site) = &mut self.site {
            site.port_range = ports;
            site.external_address = address;
        }
    }

    fn pause(&mut self, which: Which) {
        match which {
            Which::All => self.queue.pause_all(),
            Which::These(ids) => {
                for id in ids {
                    self.queue.pause(id);
                }
            }
        }
    }

    fn go(&mut self, which: Which) {
        match which {
            Which::All => self.queue.go_all(),
            Which::These(ids) => {
                // What the user lets go on is tried, whether there was room or not.
                self.queue.blocked.clear();
                for id in ids {
                    self.queue.go(id);
                }
            }
        }
    }

    fn set_limits(&mut self, limits: RateLimits) {
        self.limits = limits;
        self.throttles.total.set(limits);
        self.tell(Event::LimitsChanged(limits));
    }

    fn set_site_limits(&mut self, limits: RateLimits) {
        if let Some(site) = &mut self.site {
            site.limits = limits;
        }
        self.throttles.site.set(limits);
    }

    /// So many transfer sessions from now on.
    fn set_sessions(&mut self, count: usize) {
        self.limit = None;
        self.limit_guessed = false;
        if let Some(site) = &mut self.site {
            site.transfer_sessions = count;
        }
        if let Some(id) = self.browse_slot() {
            let role = if count == 0 {
                SessionRole::Shared
            } else {
                SessionRole::Browse
            };
            self.set_role(id, role);
        }
        self.close_surplus();
    }

    fn set_keep_alive(&mut self, time: Option<Duration>) {
        self.keep_alive.send_replace(time);
        if let Some(site) = &mut self.site {
            site.keep_alive = time;
        }
    }

    /// A pane's request joins the line.
    pub(crate) fn ask(&mut self, work: Work) {
        if self.site.is_none() {
            self.give_up(&work, Cause::Connection, "there is no connection");
            return;
        }
        let cancel = CancellationToken::new();
        let waiting = Waiting {
            work,
            cancel,
            lost: None,
        };
        match waiting.work {
            Work::Inspect(_) => self.readings.push_back(waiting),
            _ => self.browsing.push_back(waiting),
        }
    }

    fn abandon(&mut self, request: RequestId) {
        self.stop_examinations(Some(request));
        let is_it = |waiting: &Waiting| waiting.work.request() == Some(request);
        let waiting = [&mut self.browsing, &mut self.readings]
            .into_iter()
            .find_map(|line| line.remove(line.iter().position(is_it)?));
        if let Some(waiting) = waiting {
            self.give_up(&waiting.work, Cause::Cancelled, "cancelled");
        }
        for slot in self.slots.values() {
            if let Occupation::Busy { work, cancel, .. } = &slot.occupation
                && work.request() == Some(request)
            {
                cancel.cancel();
            }
        }
    }
}
