//! What the bytes say that the server does. When they have run out it does what is usual.

use std::collections::VecDeque;

/// What the server does at a command, or for a greeting.
#[derive(Clone, Debug)]
pub(super) enum Reaction {
    /// What is usual.
    Usual,
    /// It says these bytes instead.
    Instead(Vec<u8>),
    /// It says these bytes first.
    Before(Vec<u8>),
    /// It says these bytes afterwards, unasked.
    After(Vec<u8>),
    /// It closes the control connection.
    HangUp,
    /// It says nothing.
    Silence,
}

/// What happens on a data connection.
#[derive(Clone, Copy, Debug)]
pub(super) enum OnData {
    /// All of it, and the end.
    Whole,
    /// So many bytes, and the end.
    Part(usize),
    /// So many bytes, and a reset.
    Reset(usize),
    /// So many bytes, and no end of it.
    Open(usize),
    /// Whole, and the final reply comes before the data.
    EarlyReply,
    /// Whole, and the first reply comes after the data.
    LateReply,
    /// Nothing at all: a refusal.
    Refused,
}

/// The bytes that are left.
#[derive(Debug)]
pub(super) struct Script {
    rest: VecDeque<u8>,
    /// Each costs the time that a reply may take.
    silences: usize,
}

impl Script {
    pub(super) fn new(bytes: &[u8]) -> Self {
        Self {
            rest: bytes.iter().copied().collect(),
            silences: 2,
        }
    }

    /// The next reaction. Half of all bytes stand for what is usual, so that a session comes far.
    pub(super) fn reaction(&mut self) -> Reaction {
        match self.rest.pop_front().unwrap_or_default() % 16 {
            8 | 9 => Reaction::Instead(self.bytes()),
            10 | 11 => Reaction::Before(self.bytes()),
            12 | 13 => Reaction::After(self.bytes()),
            14 => Reaction::HangUp,
            15 if self.silences > 0 => {
                self.silences -= 1;
                Reaction::Silence
            }
            _ => Reaction::Usual,
        }
    }

    /// What happens on the next data connection.
    pub(super) fn on_data(&mut self) -> OnData {
        let kind = self.rest.pop_front().unwrap_or_default() % 16;
        if kind < 8 {
            return OnData::Whole;
        }
        let count = usize::from(self.rest.pop_front().unwrap_or_default());
        match kind {
            8 | 9 => OnData::Part(count),
            10 | 11 => OnData::Reset(count),
            12 if self.silences > 0 => {
                self.silences -= 1;
                OnData::Open(count)
            }
            13 => OnData::EarlyReply,
            14 => OnData::LateReply,
            15 => OnData::Refused,
            _ => OnData::Whole,
        }
    }

    /// A length, and so many bytes.
    fn bytes(&mut self) -> Vec<u8> {
        let length = usize::from(self.rest.pop_front().unwrap_or_default());
        self.rest.drain(..length.min(self.rest.len())).collect()
    }
}
