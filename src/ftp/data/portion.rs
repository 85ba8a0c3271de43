//! A part of a file that somebody looks at: taken in as it comes, and no more than is wanted.

use super::payload::{BUFFER, CopyFailure, Flow, Payload, receive};
use super::stream::DataStream;
use crate::model::part::{FileRange, Part, Taker};
use std::sync::mpsc::{Receiver, Sender, channel};

/// Takes a part of what comes; what comes after it is not wanted.
#[derive(Debug)]
pub struct Portion {
    taker: Taker,
    /// So many bytes more may come before it is broken off, so that the stream can end by itself.
    spare: u64,
    /// More has come than is wanted.
    surplus: bool,
    parts: Sender<Part>,
}

impl Portion {
    /// For a part of a file whose bytes come from `skip` before it on. The part comes out of the
    /// receiver, however the transfer ends after it.
    pub fn new(range: FileRange, skip: u64, spare: u64) -> (Self, Receiver<Part>) {
        let (parts, receiver) = channel();
        let taker = Taker::new(range, skip);
        let portion = Self {
            taker,
            spare,
            surplus: false,
            parts,
        };
        (portion, receiver)
    }

    fn hand_over(&mut self, ended: bool) {
        // Nobody may be left who wants it.
        let _ = self.parts.send(self.taker.finish(ended));
    }
}

impl Payload for Portion {
    fn copy(&mut self, stream: &mut DataStream<'_>, flow: &Flow) -> Result<(), CopyFailure> {
        let mut buffer = vec![0; BUFFER];
        loop {
            let wanted = self.taker.wanted();
            let room = match wanted {
                0 if self.taker.has_found() => 0,
                0 => self.spare,
                wanted => wanted,
            };
            if room == 0 {
                self.hand_over(false);
                return Err(CopyFailure::Enough);
            }
            let room = usize::try_from(room).map_or(BUFFER, |room| room.min(BUFFER));
            let room = buffer.get_mut(..room).unwrap_or_default();
            let (filled, end) = receive(stream, room, flow);
            if wanted == 0 {
                self.spare -= filled as u64;
                self.surplus |= filled > 0;
            }
            self.taker.take(room.get(..filled).unwrap_or_default());
            let ended = end.map_err(CopyFailure::Network)?;
            if flow.stopped() {
                return Ok(());
            }
            if ended {
                self.hand_over(!self.surplus);
                return Ok(());
            }
        }
    }
}
