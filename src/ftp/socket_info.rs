//! What the kernel says of a socket we hold: Linux `TCP_INFO` (tcp(7)). Elsewhere nothing is known,
//! and nothing is shown.

use crate::model::KernelFacts;
use std::net::{SocketAddr, TcpListener, TcpStream};

/// A socket that is held open and may be looked at by others through a `Weak`.
#[derive(Debug)]
pub enum HeldSocket {
    /// A connection, or one that is being dialled.
    Stream(TcpStream),
    /// A listener waiting for the server's call.
    Listener(TcpListener),
}

impl HeldSocket {
    /// Our end, if the socket is bound.
    pub fn local_address(&self) -> Option<SocketAddr> {
        match self {
            Self::Stream(stream) => stream.local_addr().ok(),
            Self::Listener(listener) => listener.local_addr().ok(),
        }
    }

    /// The kernel's figures; `None` where it cannot be asked.
    #[cfg(target_os = "linux")]
    pub fn kernel_facts(&self) -> Option<KernelFacts> {
        use std::os::fd::AsFd;
        linux::facts(match self {
            Self::Stream(stream) => stream.as_fd(),
            Self::Listener(listener) => listener.as_fd(),
        })
    }

    /// Bytes written to the connection that the peer's kernel has not acknowledged yet; `None` where
    /// the kernel cannot be asked.
    #[cfg(target_os = "linux")]
    pub fn undelivered(&self) -> Option<u64> {
        use std::os::fd::AsFd;
        match self {
            Self::Stream(stream) => linux::output_queue(stream.as_fd()),
            Self::Listener(_) => None,
        }
    }

    /// Bytes not acknowledged yet: not asked on this system.
    #[cfg(not(target_os = "linux"))]
    pub fn undelivered(&self) -> Option<u64> {
        None
    }

    /// The kernel's figures: not asked on this system.
    #[cfg(not(target_os = "linux"))]
    pub fn kernel_facts(&self) -> Option<KernelFacts> {
        None
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use crate::model::{KernelFacts, SocketState};
    use std::mem::{MaybeUninit, size_of};
    use std::os::fd::{AsRawFd, BorrowedFd};
    use std::time::Duration;

    /// "No threshold yet" in `tcpi_snd_ssthresh` (`TCP_INFINITE_SSTHRESH` of the kernel).
    const INFINITE: u32 = 0x7fff_ffff;

    #[expect(unsafe_code, reason = "no safe wrapper of TCP_INFO among our crates")]
    fn tcp_info(fd: BorrowedFd<'_>) -> Option<libc::tcp_info> {
        let mut info = MaybeUninit::<libc::tcp_info>::zeroed();
        let mut length = libc::socklen_t::try_from(size_of::<libc::tcp_info>()).ok()?;
        // SAFETY: the buffer is as long as `length` says and lives through the call; `fd` is
        // borrowed, so it is open; the kernel writes at most `length` bytes.
        let result = unsafe {
            libc::getsockopt(
                fd.as_raw_fd(),
                libc::IPPROTO_TCP,
                libc::TCP_INFO,
                info.as_mut_ptr().cast(),
                &raw mut length,
            )
        };
        // SAFETY: `tcp_info` is plain integers, for which all zeroes is a value; whatever the
        // kernel did not write is zero.
        (result == 0).then(|| unsafe { info.assume_init() })
    }

    /// `SIOCOUTQ` of tcp(7), which has the number of `TIOCOUTQ`.
    #[expect(unsafe_code, reason = "no safe wrapper of SIOCOUTQ among our crates")]
    pub(super) fn output_queue(fd: BorrowedFd<'_>) -> Option<u64> {
        let mut bytes: libc::c_int = 0;
        // SAFETY: `fd` is borrowed, so it is open; the kernel writes one int, and `bytes` is one.
        let result = unsafe { libc::ioctl(fd.as_raw_fd(), libc::TIOCOUTQ, &raw mut bytes) };
        (result == 0).then(|| u64::try_from(bytes).ok()).flatten()
    }

    pub(super) fn facts(fd: BorrowedFd<'_>) -> Option<KernelFacts> {
        let info = tcp_info(fd)?;
        let state = SocketState::numbered(info.tcpi_state)?;
        // Before the first round trip the kernel's figures are defaults, not measurements.
        let measured = info.tcpi_rtt > 0
            && !matches!(
                state,
                SocketState::Listen | SocketState::SynSent | SocketState::Closed
            );
        let microseconds = |value: u32| Duration::from_micros(u64::from(value));
        Some(KernelFacts {
            state,
            rtt: measured.then(|| microseconds(info.tcpi_rtt)),
            rtt_variance: measured.then(|| microseconds(info.tcpi_rttvar)),
            congestion_window: measured.then_some(info.tcpi_snd_cwnd),
            slow_start_threshold: (measured && info.tcpi_snd_ssthresh < INFINITE)
                .then_some(info.tcpi_snd_ssthresh),
            retransmits: (state != SocketState::Listen).then_some(info.tcpi_total_retrans),
            segment_size: measured.then_some(info.tcpi_snd_mss),
        })
    }
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use super::*;
    use crate::model::SocketState;
    use std::net::Shutdown;

    fn state(socket: &HeldSocket) -> SocketState {
        socket.kernel_facts().unwrap().state
    }

    #[test]
    fn the_kernel_tells_listen_established_and_the_closing_states() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let (server, _) = listener.accept().unwrap();
        let client = HeldSocket::Stream(client);
        assert_eq!(state(&HeldSocket::Listener(listener)), SocketState::Listen);
        assert_eq!(state(&client), SocketState::Established);
        server.shutdown(Shutdown::Write).unwrap();
        while state(&client) == SocketState::Established {
            std::thread::yield_now();
        }
        assert_eq!(state(&client), SocketState::CloseWait);
    }
}
