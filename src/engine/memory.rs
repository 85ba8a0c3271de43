//! What the engine remembers of servers from one run to the next.

use super::Event;
use super::router::Router;
use super::session::Learned;
use crate::fs::server_memory::{self, ServerMemories};
use crate::model::text::display_safe_str;
use crate::model::{DataCommand, Fingerprint, ModeChoice, Naming, Pin, ServerMemory, Site, clock};
use std::io;
use std::path::PathBuf;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// The memory, and the file it is kept in.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    /// `None`: it is kept for this run only.
    file: Option<PathBuf>,
    servers: ServerMemories,
    /// The last writing; the next one waits for it.
    writing: Option<JoinHandle<()>>,
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
        let Some(file) = self.file.clone() else {
            return;
        };
        let earlier = self.writing.take();
        self.writing = Some(tokio::spawn(async move {
            if let Some(earlier) = earlier {
                // It has told of its own failure.
                let _ = earlier.await;
            }
            let before = before.unwrap_or_default();
            let save = move || server_memory::save(&file, &server, &before, &memory);
            let saved = tokio::task::spawn_blocking(save).await;
            if let Err(error) = saved.map_err(io::Error::other).and_then(|saved| saved) {
                let words = display_safe_str(&error.to_string());
                let text = format!("What was learned of the server could not be kept: {words}");
                // At the very end nobody listens any more.
                let _ = events.send(Event::Notice(text));
            }
        }));
    }

    /// Waits until all of it is on the disk.
    pub(crate) async fn flush(&mut self) {
        if let Some(writing) = self.writing.take() {
            // It tells of its failure itself.
            let _ = writing.await;
        }
    }

    fn kept(&self, server: String) -> Option<Kept> {
        let file = self.file.clone()?;
        Some(Kept { file, server })
    }
}

/// A server's place in the file, to be read once more before it is spoken to: other programs may
/// have learned of it since.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    file: PathBuf,
    server: String,
}

impl Kept {
    /// What stands there; nothing where it cannot be read.
    pub(crate) async fn read(self) -> Found {
        let read = move || server_memory::load(&self.file).map(|all| (all, self.server));
        let read = tokio::task::spawn_blocking(read).await;
        Found(
            read.ok()
                .and_then(Result::ok)
                .and_then(|(mut all, server)| all.remove(&server)),
        )
    }
}

/// What stood in the file.
#[derive(Debug)]
pub(crate) struct Found(Option<ServerMemory>);

impl Found {
    /// Adds what makes for safety: TLS once seen, and a certificate that is trusted.
    pub(crate) fn add_to(self, memory: &mut ServerMemory) {
        if let Some(found) = self.0 {
            memory.tls_seen |= found.tls_seen;
            memory.trusted = memory.trusted.or(found.trusted);
        }
    }
}

impl Router {
    /// What is remembered of a site's server.
    pub(crate) fn memory(&self, site: &Site) -> ServerMemory {
        self.memory.of(&server_memory::key(&site.host, site.port))
    }

    /// Where more may be remembered of it.
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
        let server = server_memory::key(host, port);
        let mut memory = self.memory.of(&server);
        let since = Some(clock::now());
        memory.trust(Some(Pin { fingerprint, since }));
        self.memory.change(server, memory, self.events.clone());
    }

    /// Trusts no certificate for this server any more: the next connection asks.
    pub(crate) fn distrust(&mut self, host: &str, port: u16) {
        let server = server_memory::key(host, port);
        let mut memory = self.memory.of(&server);
        memory.trust(None);
        self.memory.change(server, memory, self.events.clone());
    }

    /// Tells which certificate is trusted for a server.
    pub(crate) fn tell_pin(&self, host: String, port: u16) {
        let pin = self.memory.of(&server_memory::key(&host, port)).pin();
        self.tell(Event::Pinned { host, port, pin });
    }
}
