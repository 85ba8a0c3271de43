//! What the engine remembers of servers from one run to the next.

use super::Event;
use super::router::Router;
use super::session::Learned;
use crate::fs::server_memory::{self, ServerMemories};
use crate::model::text::display_safe_str;
use crate::model::{DataCommand, Fingerprint, ModeChoice, Naming, Pin, ServerMemory, Site, clock};
use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, Shared};
use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use tokio::sync::mpsc;

/// A writing, and those before it. It gives the servers of which something could not be written.
type Writing = Shared<BoxFuture<'static, BTreeSet<String>>>;

/// The memory, and the file it is kept in.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    /// `None`: it is kept for this run only.
    file: Option<PathBuf>,
    servers: ServerMemories,
    /// The last writing; the next one waits for it, and so does who reads.
    writing: Option<Writing>,
}

impl Memory {
    /// Reads the file. If that fails nothing is remembered, and nothing is written either; the
    /// second value says why.
    pub(crate) async fn load(file: Option<PathBuf>) -> (Self, Option<String>) {
        let Some(path) = file else {
            return (Self::default(), None);
        };
        let read = path.clone();
        let loaded = tokio::task::spawn_blocking(move || server_memory::load(&read)).await;
        match loaded.map_err(io::Error::other).and_then(|loaded| loaded) {
            Ok(servers) => {
                let memory = Self {
                    file: Some(path),
                    servers,
                    writing: None,
                };
                (memory, None)
            }
            Err(error) => {
                let text = format!(
                    "What is remembered of servers could not be read ({}: {}); it is left alone, \
                     and nothing new is kept in this run.",
                    display_safe_str(&path.to_string_lossy()),
                    display_safe_str(&error.to_string())
                );
                (Self::default(), Some(text))
            }
        }
    }

    fn of(&self, server: &str) -> ServerMemory {
        self.servers.get(server).cloned().unwrap_or_default()
    }

    fn change(
        &mut self,
        server: String,
        memory: ServerMemory,
        events: mpsc::UnboundedSender<Event>,
    ) {
        let before = self.servers.insert(server.clone(), memory.clone());
        let before = before.unwrap_or_default();
        self.write(server, events, move |file, server| {
            server_memory::save(file, server, &before, &memory)
        });
    }

    /// The user has decided which certificate is trusted. What stands in the file gives way, also
    /// where it is not what is known here.
    fn pin(&mut self, server: String, pin: Option<Pin>, events: mpsc::UnboundedSender<Event>) {
        self.servers.entry(server.clone()).or_default().trust(pin);
        self.write(server, events, move |file, server| {
            server_memory::save_pin(file, server, pin)
        });
    }

    fn write(
        &mut self,
        server: String,
        events: mpsc::UnboundedSender<Event>,
        save: impl FnOnce(&Path, &str) -> io::Result<()> + Send + 'static,
    ) {
        let Some(file) = self.file.clone() else {
            return;
        };
        let earlier = self.writing.take();
        let writing = tokio::spawn(async move {
            let mut unwritten = match earlier {
                Some(earlier) => earlier.await,
                None => BTreeSet::new(),
            };
            let of = server.clone();
            let saved = tokio::task::spawn_blocking(move || save(&file, &of)).await;
            if let Err(error) = saved.map_err(io::Error::other).and_then(|saved| saved) {
                unwritten.insert(server);
                let words = display_safe_str(&error.to_string());
                let text = format!("What was learned of the server could not be kept: {words}");
                // At the very end nobody listens any more.
                let _ = events.send(Event::Notice(text));
            }
            unwritten
        });
        self.writing = Some(writing.map(Result::unwrap_or_default).boxed().shared());
    }

    /// Waits until all of it is on the disk.
    pub(crate) async fn flush(&mut self) {
        if let Some(writing) = self.writing.take() {
            // It has told of what could not be written.
            let _ = writing.await;
        }
    }

    fn kept(&self, server: String) -> Option<Kept> {
        Some(Kept {
            file: self.file.clone()?,
            server,
            writing: self.writing.clone(),
        })
    }
}

/// A server's place in the file, to be read once more before it is spoken to: other programs and
/// other tabs may have written there since.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    file: PathBuf,
    server: String,
    /// What is being written here, which is to be read too.
    writing: Option<Writing>,
}

impl Kept {
    /// What stands there.
    pub(crate) async fn read(self) -> Found {
        let unwritten = match self.writing {
            Some(writing) => writing.await.contains(&self.server),
            None => false,
        };
        let read = move || server_memory::load(&self.file).map(|all| (all, self.server));
        let read = tokio::task::spawn_blocking(read).await;
        let Some((mut all, server)) = read.ok().and_then(Result::ok) else {
            return Found::Nothing;
        };
        let there = all.remove(&server).unwrap_or_default();
        if unwritten {
            Found::Behind(there)
        } else {
            Found::There(there)
        }
    }
}

/// What stood in the file.
#[derive(Debug)]
pub(crate) enum Found {
    /// This.
    There(ServerMemory),
    /// This, but something that was decided here could not be written.
    Behind(ServerMemory),
    /// It could not be read.
    Nothing,
}

impl Found {
    /// Adds what makes for safety: TLS once seen. Which certificate is trusted, if any, the file says:
    /// it may have been forgotten elsewhere.
    pub(crate) fn add_to(self, memory: &mut ServerMemory) {
        match self {
            Self::There(there) => {
                memory.tls_seen |= there.tls_seen;
                memory.trust(there.pin());
            }
            Self::Behind(there) => memory.tls_seen |= there.tls_seen,
            Self::Nothing => {}
        }
    }
}

impl Router {
    /// What is remembered of a site's server.
    pub(crate) fn memory(&self, site: &Site) -> ServerMemory {
        self.memory.of(&server_memory::key(&site.host, site.port))
    }

    /// Where the file says what is remembered of it.
    pub(crate) fn kept(&self, site: &Site) -> Option<Kept> {
        self.memory.kept(server_memory::key(&site.host, site.port))
    }

    /// Changes what is remembered of the server we are connected to.
    pub(crate) fn remember(&mut self, change: impl FnOnce(&mut ServerMemory)) {
        let Some(site) = &self.site else { return };
        let server = server_memory::key(&site.host, site.port);
        let before = self.memory.of(&server);
        let mut memory = before.clone();
        change(&mut memory);
        if memory != before {
            self.memory.change(server, memory, self.events.clone());
        }
    }

    /// A session has found something out.
    pub(crate) fn learned(&mut self, learned: Learned) {
        match learned {
            Learned::Tls => self.remember(|memory| memory.tls_seen = true),
            Learned::OnlyTls12 => {
                let Some(site) = &self.site else { return };
                let known = self.memory(site).only_tls12;
                self.remember(|memory| memory.only_tls12 = true);
                if !known {
                    self.tell(Event::Notice(
                        "TLS 1.2 is used from now on with this server: of 1.3 it gives too few \
                         tickets to tie every data connection to its control connection."
                            .into(),
                    ));
                }
            }
            Learned::DirectNames => self.remember(|memory| memory.naming = Some(Naming::Direct)),
            Learned::NewSessions => self.remember(|memory| {
                memory.only_tls12 = false;
                memory.new_sessions = true;
            }),
        }
    }

    /// This command opened a data connection in auto mode: it is tried first the next time.
    pub(crate) fn remember_mode(&mut self, command: DataCommand) {
        if self.settings.borrow().choice == ModeChoice::Auto {
            self.remember(|memory| memory.works = Some(command));
        }
    }

    /// The user trusts a certificate for this server.
    pub(crate) fn trust(&mut self, host: &str, port: u16, fingerprint: Fingerprint) {
        let since = Some(clock::now());
        let pin = Some(Pin { fingerprint, since });
        let server = server_memory::key(host, port);
        self.memory.pin(server, pin, self.events.clone());
    }

    /// Trusts no certificate for this server any more: the next connection asks.
    pub(crate) fn distrust(&mut self, host: &str, port: u16) {
        let server = server_memory::key(host, port);
        self.memory.pin(server, None, self.events.clone());
    }

    /// Tells which certificate is trusted for a server.
    pub(crate) fn tell_pin(&self, host: String, port: u16) {
        let server = server_memory::key(&host, port);
        let mut memory = self.memory.of(&server);
        let Some(kept) = self.memory.kept(server) else {
            let pin = memory.pin();
            return self.tell(Event::Pinned { host, port, pin });
        };
        let events = self.events.clone();
        tokio::spawn(async move {
            kept.read().await.add_to(&mut memory);
            let pin = memory.pin();
            // Without a listener there is nobody to tell.
            let _ = events.send(Event::Pinned { host, port, pin });
        });
    }
}

#[cfg(test)]
mod tests;
