//! The engine as a headless command uses it: ask, and wait for the answer.

mod carrying;
mod reading;
mod stopping;
mod tally;

pub(super) use stopping::Stopped;
pub(super) use tally::Tally;

use super::Common;
use super::exit::Failure;
use crate::config;
use crate::engine::journal::JournalOptions;
use crate::engine::mirror::MirrorStep;
use crate::engine::{
    self, AppendOrder, Cause, Command, EngineHandle, EngineOptions, Event, LogKind, LogLine,
    Problem, RequestId, Restored,
};
use crate::model::{Charset, Entry, EntryKind, NameCoding, RateLimits, RemotePath, Site};

/// So many tries to get a lost connection back, over some two minutes, are enough for a script.
const TRIES: u32 = 7;

/// A connected engine.
pub(super) struct Client {
    engine: EngineHandle,
    verbose: bool,
    quiet: bool,
    /// The user says what the names are in.
    names_are_said: bool,
    /// How often what fails in passing is tried again.
    retries: u32,
    next: u64,
    /// The connection was given up: nothing more is asked of it.
    given_up: bool,
    /// What is being carried is text, which is not gone on with.
    carries_text: bool,
    /// The server copies by itself.
    pub(super) copies: bool,
    /// The directory after login, or the one the URL names.
    pub(super) directory: RemotePath,
    /// How the server's names are read.
    pub(super) names: NameCoding,
}

impl Client {
    /// Starts an engine and logs in.
    pub(super) async fn connect(site: Site, common: &Common) -> Result<Self, Failure> {
        let mut client = Self::start(false);
        client.log_in(site, common).await?;
        Ok(client)
    }

    /// Starts an engine that takes over what dead runs have left in the queue.
    pub(super) fn adopting() -> Self {
        Self::start(true)
    }

    fn start(adopt: bool) -> Self {
        let engine = engine::start_with(EngineOptions {
            memory: config::memory_file(),
            journal: JournalOptions {
                file: config::journal_file(),
                adopt,
            },
            waits_for_room: false,
            ..EngineOptions::default()
        });
        Self {
            engine,
            verbose: false,
            quiet: true,
            names_are_said: true,
            retries: 0,
            next: 0,
            given_up: false,
            carries_text: false,
            copies: false,
            directory: RemotePath::root(),
            names: NameCoding::default(),
        }
    }

    /// Logs in.
    pub(super) async fn log_in(&mut self, mut site: Site, common: &Common) -> Result<(), Failure> {
        self.verbose = common.verbose;
        self.quiet = common.quiet;
        self.names_are_said = common.charset.is_some();
        // One login serves listing and moving; more only where they are asked for.
        site.transfer_sessions = super::site::sessions(&site, common);
        self.retries = site.policy.retries;
        let mut failures = 0;
        loop {
            self.send(Command::Connect(Box::new(site.clone())));
            match self.connected().await? {
                Ok(directory) => {
                    self.directory = directory;
                    return Ok(());
                }
                Err(problem) if problem.passes => self.wait(&problem, &mut failures).await?,
                Err(problem) => return Err(problem.into()),
            }
        }
    }

    /// The directory after the login; or why there is none.
    async fn connected(&mut self) -> Result<Result<RemotePath, Problem>, Problem> {
        loop {
            match self.event().await? {
                Event::Connected {
                    directory,
                    features,
                    ..
                } => {
                    self.copies = features.split(' ').any(|one| one == "COPY");
                    return Ok(Ok(directory));
                }
                Event::ConnectFailed { problem, .. } => return Ok(Err(problem)),
                Event::Notice(text) if !self.quiet => super::say(&text),
                _ => {}
            }
        }
    }

    /// Waits before something that failed in passing is tried again; or gives it up.
    async fn wait(&self, problem: &Problem, failures: &mut u32) -> Result<(), Problem> {
        if *failures >= self.retries {
            return Err(problem.clone());
        }
        *failures += 1;
        let wait = engine::back_off(*failures);
        if !self.quiet {
            let (attempt, of) = (*failures + 1, self.retries + 1);
            let seconds = wait.as_secs();
            super::say(&format!("{problem}  Try {attempt} of {of} in {seconds} s."));
        }
        tokio::time::sleep(wait).await;
        Ok(())
    }

    /// What dead runs have left of each site's queue, taken over.
    pub(super) async fn restored(&mut self) -> Vec<Restored> {
        // Its answer comes after all that was told at the start.
        self.send(Command::SetLimits(RateLimits::default()));
        let mut restored = Vec::new();
        while let Ok(event) = self.event().await {
            match event {
                Event::Restored(left) => restored.push(*left),
                Event::Notice(text) => super::say(&text),
                Event::LimitsChanged(_) => break,
                _ => {}
            }
        }
        restored
    }

    /// Lists a directory; what fails in passing is tried again.
    pub(super) async fn list(
        &mut self,
        path: &RemotePath,
    ) -> Result<(Vec<Entry>, Vec<String>), Problem> {
        let mut failures = 0;
        loop {
            match self.list_once(path).await {
                Err(problem) if matches!(problem.cause, Cause::Transient | Cause::Data) => {
                    self.wait(&problem, &mut failures).await?;
                }
                listed => return listed,
            }
        }
    }

    /// The entry of something that is no folder, in the listing of the folder it is in.
    pub(super) async fn file(&mut self, path: &RemotePath) -> Option<Entry> {
        let name = path.name()?;
        let (entries, _) = self.list(&path.parent()?).await.ok()?;
        entries.into_iter().find(|entry| entry.name == name)
    }

    async fn list_once(&mut self, path: &RemotePath) -> Result<(Vec<Entry>, Vec<String>), Problem> {
        self.next += 1;
        let wanted = RequestId(self.next);
        self.send(Command::List {
            request: wanted,
            path: path.clone(),
            in_parts: false,
        });
        loop {
            match self.event().await? {
                Event::Listed {
                    request,
                    entries,
                    unparsed,
                    ..
                } if request == wanted => {
                    return Ok((entries, unparsed));
                }
                Event::Failed { request, problem } if request == wanted => return Err(problem),
                event => self
                    .give_up_or_wait(event)?
                    .into_iter()
                    .for_each(|line| super::say(&line)),
            }
        }
    }

    /// Makes a directory unless it is there.
    pub(super) async fn make_dir(&mut self, path: &RemotePath) -> Result<(), Problem> {
        if self.list(path).await.is_ok() {
            return Ok(());
        }
        self.next += 1;
        let wanted = RequestId(self.next);
        self.send(Command::MakeDir {
            request: wanted,
            path: path.clone(),
        });
        self.answered(wanted).await
    }

    /// Deletes one thing on the server; not a folder, whose content would go with it.
    pub(super) async fn delete(
        &mut self,
        path: RemotePath,
        kind: EntryKind,
    ) -> Result<(), Problem> {
        self.next += 1;
        let request = RequestId(self.next);
        let targets = vec![(path, kind)];
        self.send(Command::Delete { request, targets });
        self.answered(request).await
    }

    /// Renames on the server.
    pub(super) async fn rename(&mut self, from: RemotePath, to: RemotePath) -> Result<(), Problem> {
        self.next += 1;
        let request = RequestId(self.next);
        self.send(Command::Rename { request, from, to });
        self.answered(request).await
    }

    /// Makes a directory, which must not be there.
    pub(super) async fn make_new_dir(&mut self, path: RemotePath) -> Result<(), Problem> {
        self.next += 1;
        let request = RequestId(self.next);
        self.send(Command::MakeDir { request, path });
        self.answered(request).await
    }

    /// Sends a line as it is: the reply's code and lines.
    pub(super) async fn raw(&mut self, line: Vec<u8>) -> Result<(u16, Vec<String>), Problem> {
        self.next += 1;
        let wanted = RequestId(self.next);
        self.send(Command::Raw {
            request: wanted,
            line,
        });
        loop {
            match self.event().await? {
                Event::Answered {
                    request,
                    code,
                    lines,
                } if request == wanted => return Ok((code, lines)),
                Event::Failed { request, problem } if request == wanted => return Err(problem),
                event => self
                    .give_up_or_wait(event)?
                    .into_iter()
                    .for_each(|line| super::say(&line)),
            }
        }
    }

    /// Adds a file to the end of one on the server, or puts it there under a name that the server
    /// chooses. Gives what was done.
    pub(super) async fn append(&mut self, order: AppendOrder) -> Result<String, Problem> {
        self.next += 1;
        let request = RequestId(self.next);
        self.send(Command::Append { request, order });
        self.summary(request).await
    }

    /// A step of a mirror.
    pub(super) async fn mirror_step(&mut self, step: MirrorStep) -> Result<(), Problem> {
        self.next += 1;
        let request = RequestId(self.next);
        self.send(Command::Mirror { request, step });
        self.answered(request).await
    }

    /// Waits until a request is carried out.
    async fn answered(&mut self, wanted: RequestId) -> Result<(), Problem> {
        self.summary(wanted).await.map(drop)
    }

    /// Waits until a request is carried out. Gives what was done.
    async fn summary(&mut self, wanted: RequestId) -> Result<String, Problem> {
        loop {
            match self.event().await? {
                Event::Done { request, summary } if request == wanted => return Ok(summary),
                Event::Failed { request, problem } if request == wanted => return Err(problem),
                event => self
                    .give_up_or_wait(event)?
                    .into_iter()
                    .for_each(|line| super::say(&line)),
            }
        }
    }

    /// Whether the dialogue is shown from now on.
    pub(super) fn shows_dialogue(&mut self, on: bool) {
        self.verbose = on;
    }

    /// Ends the engine in order: sessions say QUIT, part files are cleared away.
    pub(super) async fn quit(mut self) {
        self.send(Command::Quit);
        while let Some(event) = self.engine.events.recv().await {
            self.hear(&event);
            if let Event::Notice(text) = &event {
                super::say(text);
            }
        }
    }

    pub(super) fn send(&self, command: Command) {
        // If the engine has ended, its events have too, and waiting for them says so.
        let _ = self.engine.commands.send(command);
    }

    async fn event(&mut self) -> Result<Event, Problem> {
        let event = self.engine.events.recv().await.ok_or_else(engine_gone)?;
        self.hear(&event);
        Ok(event)
    }

    /// Notes what every event may be, whoever waits for which.
    fn hear(&mut self, event: &Event) {
        if let Event::NamesChanged(names) = event {
            self.names = *names;
            if !self.quiet && !self.names_are_said && names.charset() != Charset::UTF_8 {
                super::say(&format!(
                    "names that are not UTF-8 are read as {}, which is what they look like; \
                     --charset says what they are",
                    names.charset()
                ));
            }
        }
        if let Event::Log(line) = event
            && self.verbose
        {
            super::say(&dialogue(line));
        }
    }
}

/// A line of the dialogue as it is printed.
pub(super) fn dialogue(line: &LogLine) -> String {
    let arrow = match line.kind {
        LogKind::Sent => "->",
        LogKind::Received | LogKind::Refused => "<-",
        LogKind::Note => "··",
        LogKind::Error => "!!",
    };
    format!("[{}] {arrow} {}", line.session, line.text)
}

fn engine_gone() -> Problem {
    Problem::new(Cause::Connection, "The engine has ended")
}
