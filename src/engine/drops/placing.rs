//! What becomes of one entry of a drop: a transfer, a folder to look at, a question, or a refusal.

use super::conflicts::{self, Verdict};
use super::{DropState, FOLDER_LIMIT, Findings, Found, PATH_LIMIT, Taking, too_many};
use crate::engine::command::Place;
use crate::engine::journal::Same;
use crate::engine::problem::Cause;
use crate::engine::queue::TransferQueue;
use crate::engine::work::{Token, TransferOrder, WalkOrder};
use crate::engine::{Problem, token};
use crate::fs::safe_name::local_component;
use crate::model::{Direction, Entry, EntryKind, FileFacts, Name};
use std::sync::Arc;

impl DropState {
    /// Decides what one entry becomes: a file, a folder to look at, or a refusal.
    pub(super) fn place(
        &mut self,
        walk: &WalkOrder,
        entry: &Entry,
        mut file: Found,
        local_name: &Name,
        queue: &mut TransferQueue,
        findings: &mut Findings,
    ) {
        let component = match local_component(local_name) {
            Ok(component) => component,
            Err(error) => {
                let problem = Problem::new(Cause::Local, "Refused for safety")
                    .words(format!("{}: {error}", local_name.display()));
                return self.refuse(file, problem, queue, findings);
            }
        };
        file.local.push(component);
        let refusal = match (entry.kind, walk.direction) {
            (EntryKind::Other, _) => Some("neither a file nor a folder: a device, socket or pipe"),
            // It may lead anywhere, or round in a circle; chosen by hand it is followed.
            (EntryKind::Link, Direction::Upload) if !walk.top => {
                Some("a link inside a folder: links are not followed")
            }
            _ if file
                .remote
                .as_bytes()
                .len()
                .max(file.local.as_os_str().len())
                > PATH_LIMIT =>
            {
                Some("its path is longer than 4096 bytes: taken for a loop")
            }
            _ => None,
        };
        if let Some(words) = refusal {
            let problem = Problem::new(Cause::Local, "Left out").words(words);
            return self.refuse(file, problem, queue, findings);
        }
        match entry.kind {
            EntryKind::Dir if self.looks >= FOLDER_LIMIT => {
                if self.looks == FOLDER_LIMIT {
                    self.looks += 1;
                    let first = self.coding.shown(file.remote.as_bytes());
                    findings.cut_off = Some(too_many(&first));
                }
                self.flawed = true;
            }
            EntryKind::Dir => {
                self.looks += 1;
                self.walking += 1;
                findings.walks.push(WalkOrder {
                    drop: walk.drop,
                    direction: walk.direction,
                    remote: file.remote,
                    local: file.local,
                    root: Arc::clone(&self.root),
                    top: false,
                    failures: 0,
                    since: 0,
                });
            }
            EntryKind::File | EntryKind::Link | EntryKind::Other => {
                self.settle(file, queue, findings);
            }
        }
    }

    /// Notes a file that is not tried.
    pub(super) fn refuse(
        &mut self,
        file: Found,
        problem: Problem,
        queue: &mut TransferQueue,
        findings: &mut Findings,
    ) {
        self.flawed = true;
        let order = self.transfer(file, Taking::Nothing, queue);
        findings.refused.push((order, problem));
    }

    /// A file whose name is free becomes a transfer; one whose name is taken follows the rule.
    fn settle(&mut self, mut file: Found, queue: &mut TransferQueue, findings: &mut Findings) {
        let Some(held) = file.held.take() else {
            let order = self.transfer(file, Taking::Nothing, queue);
            return findings.transfers.push(order);
        };
        let source = FileFacts {
            size: file.size,
            modified: file.modified,
        };
        let taking = match conflicts::decide(self.policy, &source, &held.present) {
            Verdict::Replace => Taking::Replace,
            Verdict::Extend => Taking::Extend,
            // An earlier run may have ended between giving the file its name and noting that down:
            // whoever takes it over finds out.
            _ if held.present.size.is_some()
                && held.present.size == source.size
                && queue.was_left(&self.known_by(&file)) =>
            {
                Taking::Nothing
            }
            Verdict::Skip(why) => {
                self.flawed = true;
                let order = self.transfer(file, Taking::Nothing, queue);
                return findings.skipped.push((order, why));
            }
            Verdict::Refuse(why) => {
                let problem = Problem::new(Cause::Local, "Left out").words(why);
                return self.refuse(file, problem, queue, findings);
            }
            Verdict::Ask => {
                let order = self.transfer(file, Taking::Nothing, queue);
                return findings.held.push((order, held));
            }
            Verdict::Rename => {
                let mut order = self.transfer(file.clone(), Taking::Nothing, queue);
                if conflicts::rename(&mut order, &held.taken, &self.site, queue) {
                    return findings.transfers.push(order);
                }
                let problem = Problem::new(Cause::Local, "Left out").words(conflicts::NONE_FREE);
                self.flawed = true;
                return findings.refused.push((order, problem));
            }
        };
        let order = self.transfer(file, taking, queue);
        findings.transfers.push(order);
    }

    /// What an earlier run's transfer of this file is known by.
    fn known_by(&self, file: &Found) -> Same {
        let here = Place::Local(file.local.clone());
        let there = Place::Remote(file.remote.clone());
        let (source, target) = match self.order.from {
            Place::Local(_) => (here, there),
            Place::Remote(_) => (there, here),
        };
        Same {
            site: self.site.to_string(),
            source,
            target,
        }
    }

    fn transfer(
        &mut self,
        file: Found,
        taking: Taking,
        queue: &mut TransferQueue,
    ) -> TransferOrder {
        self.files += 1;
        self.bytes = self.bytes.saturating_add(file.size.unwrap_or(0));
        let upload = matches!(self.order.from, Place::Local(_));
        TransferOrder {
            id: queue.next_id(),
            direction: if upload {
                Direction::Upload
            } else {
                Direction::Download
            },
            operation: self.order.operation,
            local: file.local,
            remote: file.remote,
            root: Arc::clone(&self.root),
            size: file.size,
            modified: file.modified,
            mode: file.mode,
            replace: taking != Taking::Nothing,
            extend: taking == Taking::Extend,
            transfer_type: self.order.transfer_type,
            token: Token(token::random().into()),
            begun: None,
            earlier: false,
        }
    }
}
