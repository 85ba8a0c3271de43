//! Examinations as the engine runs them: each on a task of its own, beside the pool's sessions.

use super::{DoctorOptions, examine};
use crate::engine::router::Router;
use crate::engine::{Cause, Event, Problem, RequestId};
use crate::model::Site;
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// An examination that was asked for.
#[derive(Debug)]
pub(crate) struct Ordered {
    request: RequestId,
    cancel: CancellationToken,
    task: JoinHandle<()>,
}

impl Router {
    /// Examines this site, or the one we are connected to.
    pub(crate) fn examine(
        &mut self,
        request: RequestId,
        site: Option<Site>,
        options: DoctorOptions,
    ) {
        let Some(mut site) = site.or_else(|| self.site.clone()) else {
            let problem = Problem::new(Cause::Connection, "There is no server to examine");
            self.tell(Event::Failed { request, problem });
            return;
        };
        // The mode may have been changed since the site was named.
        if self
            .site
            .as_ref()
            .is_some_and(|ours| ours.label() == site.label())
        {
            site.mode = self.settings.borrow().choice;
        }
        let (mut memory, kept) = (self.memory(&site), self.kept(&site));
        let cancel = CancellationToken::new();
        let events = self.events.clone();
        let token = cancel.clone();
        let task = tokio::spawn(async move {
            let (steps, mut told) = mpsc::unbounded_channel();
            let log = events.clone();
            let sink = Arc::new(move |mut line: crate::model::LogLine| {
                // These are no sessions of the pool.
                line.session = 0;
                let _ = log.send(Event::Log(line));
            });
            let forward = async {
                while let Some((index, step)) = told.recv().await {
                    let event = Event::DoctorStep {
                        request,
                        index,
                        step,
                    };
                    // Without a listener there is nobody to tell.
                    let _ = events.send(event);
                }
            };
            if let Some(kept) = kept {
                kept.read().await.add_to(&mut memory);
            }
            let examined = examine(site, options, steps, memory, sink, token);
            let (report, ()) = tokio::join!(examined, forward);
            let _ = events.send(match report {
                Some(report) => Event::DoctorDone {
                    request,
                    report: Box::new(report),
                },
                None => Event::Failed {
                    request,
                    problem: Problem::new(Cause::Cancelled, "Cancelled"),
                },
            });
        });
        self.examinations
            .retain(|ordered| !ordered.task.is_finished());
        self.examinations.push(Ordered {
            request,
            cancel,
            task,
        });
    }

    /// Stops the examination of this request, or all of them.
    pub(crate) fn stop_examinations(&mut self, request: Option<RequestId>) {
        for ordered in &self.examinations {
            if request.is_none_or(|request| request == ordered.request) {
                ordered.cancel.cancel();
            }
        }
    }
}
