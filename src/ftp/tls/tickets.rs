//! The TLS sessions of one control connection that can be taken up again, and how many are left: a
//! ticket of TLS 1.3 serves once (RFC 8446 appendix C.4).

use rustls::NamedGroup;
use rustls::client::{
    ClientSessionMemoryCache, ClientSessionStore, Tls12ClientSessionValue, Tls13ClientSessionValue,
};
use rustls::pki_types::ServerName;
use std::sync::atomic::{AtomicUsize, Ordering};

/// rustls keeps so many tickets of a server; further ones push the oldest out.
const KEPT: usize = 8;

/// A store for one server that counts.
#[derive(Debug)]
pub(super) struct Tickets {
    cache: ClientSessionMemoryCache,
    left: AtomicUsize,
}

impl Default for Tickets {
    fn default() -> Self {
        Self {
            cache: ClientSessionMemoryCache::new(KEPT),
            left: AtomicUsize::new(0),
        }
    }
}

impl Tickets {
    /// How many tickets of TLS 1.3 are left, 0 to 8.
    pub(super) fn left(&self) -> usize {
        self.left.load(Ordering::Relaxed)
    }
}

impl ClientSessionStore for Tickets {
    fn set_kx_hint(&self, server: ServerName<'static>, group: NamedGroup) {
        self.cache.set_kx_hint(server, group);
    }

    fn kx_hint(&self, server: &ServerName<'_>) -> Option<NamedGroup> {
        self.cache.kx_hint(server)
    }

    fn set_tls12_session(&self, server: ServerName<'static>, value: Tls12ClientSessionValue) {
        self.cache.set_tls12_session(server, value);
    }

    fn tls12_session(&self, server: &ServerName<'_>) -> Option<Tls12ClientSessionValue> {
        self.cache.tls12_session(server)
    }

    fn remove_tls12_session(&self, server: &ServerName<'static>) {
        self.cache.remove_tls12_session(server);
    }

    fn insert_tls13_ticket(&self, server: ServerName<'static>, value: Tls13ClientSessionValue) {
        self.cache.insert_tls13_ticket(server, value);
        let more = |left: usize| Some((left + 1).min(KEPT));
        // The closure always has an answer.
        let _ = self
            .left
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
    }

    fn take_tls13_ticket(&self, server: &ServerName<'static>) -> Option<Tls13ClientSessionValue> {
        let taken = self.cache.take_tls13_ticket(server);
        let left = |left: usize| {
            if taken.is_some() {
                left.checked_sub(1)
            } else {
                Some(0)
            }
        };
        let _ = self
            .left
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, left);
        taken
    }
}
