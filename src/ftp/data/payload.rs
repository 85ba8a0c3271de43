//! The local side of a transfer: where a download goes, where an upload comes from.

use super::stream::DataStream;
use std::io::{self, Read, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Filled before it is written: large enough that system calls do not count, small enough for the
/// cache (a spike measured 32 KiB at twice the time, 1 MiB at no gain).
const BUFFER: usize = 256 * 1024;

/// Which side of a copy failed.
#[derive(Debug)]
pub enum CopyFailure {
    /// The TLS handshake of the data connection.
    Handshake(io::Error),
    /// The data connection.
    Network(io::Error),
    /// The file, or whatever the local side is.
    Local(io::Error),
}

/// What the copying thread and the session share.
#[derive(Debug, Default)]
pub struct Flow {
    stop: AtomicBool,
    /// TLS's farewell is missing.
    cut_short: AtomicBool,
    counter: Arc<AtomicU64>,
}

impl Flow {
    /// A flow that counts its bytes there.
    pub(super) fn counting(counter: Arc<AtomicU64>) -> Self {
        Self {
            stop: AtomicBool::new(false),
            cut_short: AtomicBool::new(false),
            counter,
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
        let mut buffer = vec![0; BUFFER];
        loop {
            let (filled, ended) = fill(stream, &mut buffer, |bytes| flow.moved(bytes))
                .map_err(CopyFailure::Network)?;
            let filled = buffer.get(..filled).unwrap_or_default();
            self.0.write_all(filled).map_err(CopyFailure::Local)?;
            if ended || flow.stopped() {
                return self.0.flush().map_err(CopyFailure::Local);
            }
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
            let (filled, ended) =
                fill(&mut self.0, &mut buffer, |_| {}).map_err(CopyFailure::Local)?;
            let mut rest = buffer.get(..filled).unwrap_or_default();
            while !rest.is_empty() && !flow.stopped() {
                let written = match stream.write(rest) {
                    Ok(written) => written,
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                    Err(error) => return Err(CopyFailure::Network(error)),
                };
                flow.moved(written);
                rest = rest.get(written..).unwrap_or_default();
            }
            if ended || flow.stopped() {
                return stream.finish().map_err(CopyFailure::Network);
            }
        }
    }
}

/// Reads until the buffer is full or the stream ends: (bytes, whether it ended).
fn fill(
    source: &mut impl Read,
    buffer: &mut [u8],
    mut seen: impl FnMut(usize),
) -> io::Result<(usize, bool)> {
    let mut filled = 0;
    while let Some(room) = buffer.get_mut(filled..).filter(|room| !room.is_empty()) {
        match source.read(room) {
            Ok(0) => return Ok((filled, true)),
            Ok(bytes) => {
                filled += bytes;
                seen(bytes);
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok((filled, false))
}
