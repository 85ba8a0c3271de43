//! Bytes between a file and a data connection, at a rate and with faults.
//!
//! Files are read and written in place: with buffers of 256 KiB the page cache answers faster than
//! a hand-over to another thread would.

use super::options::{DataFault, DataFaultKind};
use super::wire::Wire;
use std::future;
use std::io::{self, Read, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::{Duration, Instant, sleep_until};

const BUFFER: usize = 256 * 1024;

/// Steps a second in which a limited rate is let through.
const STEPS: u64 = 50;

/// So much of a pause is made up for.
const SLACK: Duration = Duration::from_millis(80);

/// How a stream ended.
#[derive(Debug)]
pub(super) enum Ending {
    /// In order.
    Complete,
    /// The data connection failed or the client left it.
    PeerGone,
    /// Our own file failed.
    Disk(io::Error),
    /// A fault struck.
    Fault(DataFaultKind),
    /// There was no TLS handshake to be had.
    NoHandshake,
    /// The TLS session is not one of the control connection's.
    NotResumed,
}

/// Keeps the count, the rate and the fault of one stream.
#[derive(Debug)]
pub(super) struct Pace {
    rate: Option<u64>,
    fault: Option<DataFault>,
    /// When the next byte may go.
    place: Instant,
    moved: u64,
    /// Counts the bytes of all streams.
    meter: Arc<AtomicU64>,
}

impl Pace {
    pub(super) fn new(rate: Option<u64>, fault: Option<DataFault>, meter: Arc<AtomicU64>) -> Self {
        let rate = rate.map(|rate| rate.max(1));
        Self {
            rate,
            fault,
            place: Instant::now(),
            moved: 0,
            meter,
        }
    }

    /// The fault that this stream carries, struck or not.
    pub(super) fn fault_kind(&self) -> Option<DataFaultKind> {
        self.fault.as_ref().map(|fault| fault.kind)
    }

    /// Whether the stream has come to where it stalls.
    pub(super) fn has_stalled(&self) -> bool {
        self.due() == Some(DataFaultKind::Stall)
    }

    /// From now on nothing happens to the stream any more.
    pub(super) fn forget_fault(&mut self) {
        self.fault = None;
    }

    /// The fault that is due now.
    fn due(&self) -> Option<DataFaultKind> {
        self.breaking()
            .filter(|fault| self.moved >= fault.after_bytes)
            .map(|fault| fault.kind)
    }

    /// The fault, if it is one that does not wait for the end.
    fn breaking(&self) -> Option<&DataFault> {
        self.fault.as_ref().filter(|fault| fault.kind.breaks_in())
    }

    /// How many bytes may go next, 1 to [`BUFFER`].
    fn step(&self) -> usize {
        let mut step = BUFFER as u64;
        if let Some(rate) = self.rate {
            step = step.min((rate / STEPS).max(1));
        }
        if let Some(fault) = self.breaking() {
            step = step.min(fault.after_bytes.saturating_sub(self.moved).max(1));
        }
        usize::try_from(step).unwrap_or(BUFFER)
    }

    /// Counts and, where the rate asks for it, waits.
    async fn moved(&mut self, count: usize) {
        self.moved += count as u64;
        self.meter.fetch_add(count as u64, Ordering::AcqRel);
        if let Some(rate) = self.rate {
            self.place = place_behind(self.place, count as u64, rate, Instant::now());
            sleep_until(self.place).await;
        }
    }
}

/// When the next byte may go after `count` of them, the first of which might go at `place`. Whoever was
/// held up for long does not make up for it in one burst.
fn place_behind(place: Instant, count: u64, rate: u64, now: Instant) -> Instant {
    let nanos = u128::from(count) * 1_000_000_000 / u128::from(rate);
    let taken = Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX));
    let earliest = now.checked_sub(SLACK).unwrap_or(now);
    (place + taken).max(earliest)
}

/// Sends all of `source`; `ascii` turns LF into CR LF (RFC 959 section 3.1.1.1).
pub(super) async fn send(
    stream: &mut Wire,
    source: &mut (dyn Read + Send),
    pace: &mut Pace,
    ascii: bool,
) -> Ending {
    let mut buffer = vec![0; BUFFER];
    loop {
        match pace.due() {
            Some(DataFaultKind::Stall) => return stall(stream).await,
            Some(kind) => return Ending::Fault(kind),
            None => {}
        }
        let room = buffer.get_mut(..pace.step()).unwrap_or_default();
        let count = match source.read(room) {
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Ending::Disk(error),
        };
        let bytes = room.get(..count).unwrap_or_default();
        if bytes.is_empty() {
            break;
        }
        let sent = if ascii {
            stream.write_all(&to_network_lines(bytes)).await
        } else {
            stream.write_all(bytes).await
        };
        if sent.is_err() {
            return Ending::PeerGone;
        }
        pace.moved(count).await;
    }
    match stream.shutdown().await {
        Ok(()) => Ending::Complete,
        Err(_) => Ending::PeerGone,
    }
}

/// Receives into `target` until the client ends the stream; `ascii` turns CR LF into LF.
pub(super) async fn receive(
    stream: &mut Wire,
    target: &mut (dyn Write + Send),
    pace: &mut Pace,
    ascii: bool,
) -> Ending {
    let mut buffer = vec![0; BUFFER];
    let mut lines = FromNetworkLines::default();
    loop {
        match pace.due() {
            Some(DataFaultKind::Stall) => return future::pending().await,
            Some(kind) => return Ending::Fault(kind),
            None => {}
        }
        let room = buffer.get_mut(..pace.step()).unwrap_or_default();
        let Ok(count) = stream.read(room).await else {
            return Ending::PeerGone;
        };
        let bytes = room.get(..count).unwrap_or_default();
        let written = match (ascii, bytes.is_empty()) {
            (true, true) => target.write_all(lines.finish()),
            (true, false) => target.write_all(&lines.convert(bytes)),
            (false, _) => target.write_all(bytes),
        };
        if let Err(error) = written {
            return Ending::Disk(error);
        }
        if bytes.is_empty() {
            // The client may wait for our own end of a TLS stream; one that has gone already has
            // sent everything all the same.
            let _ = stream.shutdown().await;
            return Ending::Complete;
        }
        pace.moved(count).await;
    }
}

/// Holds the connection without a byte until the client leaves it.
async fn stall(stream: &mut Wire) -> Ending {
    let mut byte = [0];
    while let Ok(1..) = stream.read(&mut byte).await {}
    Ending::PeerGone
}

fn to_network_lines(bytes: &[u8]) -> Vec<u8> {
    let mut lines = Vec::with_capacity(bytes.len() + bytes.len() / 16);
    for byte in bytes {
        if *byte == b'\n' {
            lines.push(b'\r');
        }
        lines.push(*byte);
    }
    lines
}

/// CR LF to LF across the borders of reads.
#[derive(Debug, Default)]
struct FromNetworkLines {
    held: bool,
}

impl FromNetworkLines {
    fn convert(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut lines = Vec::with_capacity(bytes.len() + 1);
        for byte in bytes {
            if std::mem::take(&mut self.held) && *byte != b'\n' {
                lines.push(b'\r');
            }
            if *byte == b'\r' {
                self.held = true;
            } else {
                lines.push(*byte);
            }
        }
        lines
    }

    /// What was held back at the end of the stream.
    fn finish(&mut self) -> &'static [u8] {
        if std::mem::take(&mut self.held) {
            b"\r"
        } else {
            b""
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_pause_is_made_up_for_in_part_only() {
        let start = Instant::now();
        let second = Duration::from_secs(1);
        // In time, and a little late: the rate is kept on average.
        let next = place_behind(start, 1000, 1000, start);
        assert_eq!(next, start + second);
        let late = next + SLACK;
        assert_eq!(place_behind(next, 0, 1000, late), next);
        // After a long pause only a little of it is left.
        let late = start + 10 * second;
        assert_eq!(place_behind(next, 1000, 1000, late), late - SLACK);
    }

    #[test]
    fn a_lone_return_is_kept() {
        let mut lines = FromNetworkLines::default();
        assert_eq!(lines.convert(b"a\r\r\nb\r"), b"a\r\nb");
        assert_eq!(lines.finish(), b"\r");
        assert_eq!(lines.finish(), b"");
    }

    proptest! {
        #[test]
        fn text_comes_back_however_it_is_cut(text in "[ab\n]{0,40}", cut in 1usize..8) {
            let wire = to_network_lines(text.as_bytes());
            let mut lines = FromNetworkLines::default();
            let mut back: Vec<u8> = wire.chunks(cut).flat_map(|part| lines.convert(part)).collect();
            back.extend_from_slice(lines.finish());
            prop_assert_eq!(back, text.into_bytes());
        }

        #[test]
        fn a_step_never_passes_the_fault(after in 0u64..1_000_000, moved in 0u64..1_000_000) {
            let kind = DataFaultKind::Stall;
            let fault = DataFault { verb: "RETR".into(), after_bytes: after, times: 1, kind };
            let mut pace = Pace::new(None, Some(fault), Arc::default());
            pace.moved = moved;
            if pace.due().is_none() {
                prop_assert!(moved + pace.step() as u64 <= after);
            } else {
                prop_assert!(moved >= after);
            }
        }
    }
}
