//! The local side of a transfer: where a download goes, where an upload comes from.

use super::stream::DataStream;
use crate::ftp::throttle::Throttles;
use crate::model::Direction;
use std::io::{self, Read, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Filled before it is written: large enough that system calls do not count, small enough for the
/// cache (a spike measured 32 KiB at twice the time, 1 MiB at no gain).
pub(super) const BUFFER: usize = 256 * 1024;

/// Under a limit so much is written at a time: what is in the buffer is lost with the process.
const LIMITED_BUFFER: usize = 32 * 1024;

/// Which side of a copy failed.
#[derive(Debug)]
pub enum CopyFailure {
    /// The TLS handshake of the data connection.
    Handshake(io::Error),
    /// The data connection.
    Network(io::Error),
    /// The file, or whatever the local side is.
    Local(io::Error),
    /// What comes is not what is known of it.
    Differs,
    /// Nothing failed: what comes after this is not wanted.
    Enough,
}

/// What the copying thread and the session share.
#[derive(Debug, Default)]
pub struct Flow {
    stop: AtomicBool,
    /// TLS's farewell is missing.
    cut_short: AtomicBool,
    counter: Arc<AtomicU64>,
    throttles: Throttles,
}

impl Flow {
    /// A flow that counts its bytes there, under these limits.
    pub(super) fn counting(counter: Arc<AtomicU64>, throttles: Throttles) -> Self {
        Self {
            counter,
            throttles,
            ..Self::default()
        }
    }

    /// Bytes that have crossed.
    pub(super) fn bytes(&self) -> u64 {
        self.counter.load(Ordering::Relaxed)
    }

    /// Ends the copying at the next chance.
    pub(super) fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    /// The stream has ended without TLS's farewell.
    pub(super) fn cut_short(&self) {
        self.cut_short.store(true, Ordering::Relaxed);
    }

    /// Whether it has.
    pub(super) fn was_cut_short(&self) -> bool {
        self.cut_short.load(Ordering::Relaxed)
    }

    fn moved(&self, bytes: usize) {
        self.counter.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    pub(super) fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// How many of the `wanted` bytes may move now; 0 when it is to stop.
    fn granted(&self, direction: Direction, wanted: usize) -> usize {
        self.throttles.take(direction, wanted, || self.stopped())
    }
}

/// The local side of a transfer.
pub trait Payload: Send + 'static {
    /// Copies until the stream ends, or `flow` says stop. Blocks.
    ///
    /// # Errors
    /// Which side failed, and how.
    fn copy(&mut self, stream: &mut DataStream<'_>, flow: &Flow) -> Result<(), CopyFailure>;
}

/// A download's local side.
#[derive(Debug)]
pub struct Sink<W>(pub W);

impl<W: Write + Send + 'static> Payload for Sink<W> {
    fn copy(&mut self, stream: &mut DataStream<'_>, flow: &Flow) -> Result<(), CopyFailure> {
        receive_all(stream, flow, |bytes| {
            self.0.write_all(bytes).map_err(CopyFailure::Local)
        })?;
        self.0.flush().map_err(CopyFailure::Local)
    }
}

/// The local side of a download that goes on: what comes has to begin with what is known already.
#[derive(Debug)]
pub struct Continuation<W> {
    known: Vec<u8>,
    compared: usize,
    sink: W,
}

impl<W> Continuation<W> {
    /// `known` is compared, what comes after it is written.
    pub fn new(known: Vec<u8>, sink: W) -> Self {
        Self {
            known,
            compared: 0,
            sink,
        }
    }
}

impl<W: Write + Send + 'static> Payload for Continuation<W> {
    fn copy(&mut self, stream: &mut DataStream<'_>, flow: &Flow) -> Result<(), CopyFailure> {
        receive_all(stream, flow, |bytes| {
            let known = self.known.get(self.compared..).unwrap_or_default();
            let (first, rest) = bytes.split_at(known.len().min(bytes.len()));
            if !known.starts_with(first) {
                return Err(CopyFailure::Differs);
            }
            self.compared += first.len();
            self.sink.write_all(rest).map_err(CopyFailure::Local)
        })?;
        if self.compared < self.known.len() && !flow.stopped() {
            return Err(CopyFailure::Differs);
        }
        self.sink.flush().map_err(CopyFailure::Local)
    }
}

/// Compares what comes with what is here, and keeps nothing.
#[derive(Debug)]
pub struct Comparison<R> {
    local: R,
    /// So many bytes are enough; `None` wants both to end together.
    limit: Option<u64>,
    equal: Arc<AtomicBool>,
}

impl<R> Comparison<R> {
    /// With what `local` gives from here on.
    pub fn new(local: R, limit: Option<u64>) -> Self {
        let equal = Arc::default();
        Self {
            local,
            limit,
            equal,
        }
    }

    /// Becomes true once all that was wanted has been compared and is equal, however the transfer
    /// ends after that.
    pub fn verdict(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.equal)
    }
}

impl<R: Read + Send + 'static> Payload for Comparison<R> {
    fn copy(&mut self, stream: &mut DataStream<'_>, flow: &Flow) -> Result<(), CopyFailure> {
        let mut buffer = vec![0; BUFFER];
        let mut here = vec![0; BUFFER];
        let mut left = self.limit;
        while left != Some(0) {
            let room = left.map_or(BUFFER, |left| {
                usize::try_from(left).map_or(BUFFER, |left| left.min(BUFFER))
            });
            let room = buffer.get_mut(..room).unwrap_or_default();
            let (filled, end) = receive(stream, room, flow);
            let there = room.get(..filled).unwrap_or_default();
            let same = here.get_mut(..filled).unwrap_or_default();
            let (read, _) = fill(&mut self.local, same).map_err(CopyFailure::Local)?;
            if read < filled || there != same {
                return Err(CopyFailure::Differs);
            }
            left = left.map(|left| left - filled as u64);
            let ended = end.map_err(CopyFailure::Network)?;
            if flow.stopped() {
                return Ok(());
            }
            if ended && left != Some(0) {
                let more = fill(&mut self.local, here.get_mut(..1).unwrap_or_default());
                if left.is_some() || more.map_err(CopyFailure::Local)?.0 > 0 {
                    return Err(CopyFailure::Differs);
                }
                left = Some(0);
            }
        }
        self.equal.store(true, Ordering::Release);
        match self.limit {
            None => Ok(()),
            Some(_) => Err(CopyFailure::Enough),
        }
    }
}

/// An upload's local side.
#[derive(Debug)]
pub struct Feed<R>(pub R);

impl<R: Read + Send + 'static> Payload for Feed<R> {
    fn copy(&mut self, stream: &mut DataStream<'_>, flow: &Flow) -> Result<(), CopyFailure> {
        let mut buffer = vec![0; BUFFER];
        loop {
            let (filled, ended) = fill(&mut self.0, &mut buffer).map_err(CopyFailure::Local)?;
            let mut rest = buffer.get(..filled).unwrap_or_default();
            while !rest.is_empty() && !flow.stopped() {
                let granted = flow.granted(Direction::Upload, rest.len());
                let portion = rest.get(..granted).unwrap_or_default();
                let written = match stream.write(portion) {
                    Ok(written) => written,
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => 0,
                    Err(error) => return Err(CopyFailure::Network(error)),
                };
                let unused = granted.saturating_sub(written);
                flow.throttles.give_back(Direction::Upload, unused);
                flow.moved(written);
                rest = rest.get(written..).unwrap_or_default();
            }
            if ended || flow.stopped() {
                return stream.finish().map_err(CopyFailure::Network);
            }
        }
    }
}

/// Gives all that comes to `take`, what came before the connection broke too.
fn receive_all(
    stream: &mut DataStream<'_>,
    flow: &Flow,
    mut take: impl FnMut(&[u8]) -> Result<(), CopyFailure>,
) -> Result<(), CopyFailure> {
    let mut buffer = vec![0; BUFFER];
    loop {
        let (filled, end) = receive(stream, &mut buffer, flow);
        take(buffer.get(..filled).unwrap_or_default())?;
        if end.map_err(CopyFailure::Network)? || flow.stopped() {
            return Ok(());
        }
    }
}

/// Reads until the buffer is full or the stream ends: bytes, and whether it ended.
pub(super) fn receive(
    stream: &mut DataStream<'_>,
    buffer: &mut [u8],
    flow: &Flow,
) -> (usize, io::Result<bool>) {
    let mut filled = 0;
    while let Some(room) = buffer.get_mut(filled..).filter(|room| !room.is_empty()) {
        let granted = flow.granted(Direction::Download, room.len());
        if granted == 0 {
            return (filled, Ok(true));
        }
        let room = room.get_mut(..granted).unwrap_or_default();
        let read = stream.read(room);
        let unused = granted - read.as_ref().map_or(0, |read| *read);
        flow.throttles.give_back(Direction::Download, unused);
        match read {
            Ok(0) => return (filled, Ok(true)),
            Ok(bytes) => {
                filled += bytes;
                flow.moved(bytes);
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return (filled, Err(error)),
        }
        if filled >= LIMITED_BUFFER && flow.throttles.is_limited(Direction::Download) {
            break;
        }
    }
    (filled, Ok(false))
}

/// Reads until the buffer is full or the source ends: (bytes, whether it ended).
fn fill(source: &mut impl Read, buffer: &mut [u8]) -> io::Result<(usize, bool)> {
    let mut filled = 0;
    while let Some(room) = buffer.get_mut(filled..).filter(|room| !room.is_empty()) {
        match source.read(room) {
            Ok(0) => return Ok((filled, true)),
            Ok(bytes) => filled += bytes,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok((filled, false))
}
