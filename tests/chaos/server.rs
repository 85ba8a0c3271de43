//! The server: an FTP server that does what its script says, on threads of its own.

use super::script::{Action, Script, Text};
use super::wire::{ControlEnd, DataEnd};
use std::collections::{BTreeMap, HashMap};
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// What a server serves and how.
#[derive(Clone, Debug, Default)]
pub(crate) struct Options {
    /// What a row wants to be done.
    pub(crate) script: Script,
    /// What is done where the row says nothing.
    pub(crate) usual: Script,
    /// What is in every file that was not uploaded.
    pub(crate) content: Vec<u8>,
}

/// A running server. Its threads end with their connections.
pub(crate) struct ChaosServer {
    pub(crate) address: SocketAddr,
    shared: Arc<Shared>,
}

/// What the connections share.
struct Shared {
    options: Options,
    connections: AtomicUsize,
    /// The bytes said and sent where a script floods.
    flooded: AtomicUsize,
    memory: Mutex<Memory>,
}

#[derive(Default)]
struct Memory {
    lines: Vec<String>,
    /// How often each key has been looked up.
    times: HashMap<String, usize>,
    /// What was uploaded, by path.
    stored: BTreeMap<String, Vec<u8>>,
}

impl ChaosServer {
    /// Serves on a free port of 127.0.0.1.
    pub(crate) fn start(options: Options) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = Self {
            address: listener.local_addr().unwrap(),
            shared: Arc::new(Shared {
                options,
                connections: AtomicUsize::new(0),
                flooded: AtomicUsize::new(0),
                memory: Mutex::default(),
            }),
        };
        let shared = Arc::clone(&server.shared);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                shared.connections.fetch_add(1, Ordering::SeqCst);
                let shared = Arc::clone(&shared);
                std::thread::spawn(move || {
                    let control = ControlEnd::new(stream);
                    // An error is a client that has gone.
                    let _ = Talk {
                        shared: &shared,
                        control,
                        data: DataEnd::default(),
                        argument: String::new(),
                        renaming: None,
                    }
                    .run();
                });
            }
        });
        server
    }

    /// How many control connections there have been.
    pub(crate) fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::SeqCst)
    }

    /// How many bytes a flood came to.
    pub(crate) fn flooded(&self) -> usize {
        self.shared.flooded.load(Ordering::SeqCst)
    }

    /// The command lines received so far.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.shared.memory(|memory| memory.lines.clone())
    }

    /// What was uploaded to a path.
    pub(crate) fn stored(&self, path: &str) -> Option<Vec<u8>> {
        self.shared
            .memory(|memory| memory.stored.get(path).cloned())
    }
}

impl Shared {
    fn memory<T>(&self, look: impl FnOnce(&mut Memory) -> T) -> T {
        look(&mut self.memory.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// What is done at a command line: its own words first, then its verb, then what is usual.
    fn actions(&self, line: &str) -> Vec<Action> {
        let verb = line.split(' ').next().unwrap_or_default();
        let Options { script, usual, .. } = &self.options;
        let mut keys = vec![line, verb];
        keys.dedup();
        let times = self.memory(|memory| {
            keys.clone().into_iter().for_each(|key| {
                *memory.times.entry(key.to_owned()).or_default() += 1;
            });
            memory.times.clone()
        });
        let scripted = keys
            .iter()
            .find_map(|key| script.actions(key, *times.get(*key)?));
        let usual = usual.actions(verb, 0);
        match (scripted, usual) {
            (Some(actions), usual) => actions
                .iter()
                .flat_map(|action| match action {
                    Action::Usual => usual.unwrap_or_default().to_vec(),
                    action => vec![action.clone()],
                })
                .collect(),
            (None, Some(usual)) => usual.to_vec(),
            (None, None) => self
                .options
                .usual
                .actions("unknown", 0)
                .unwrap_or_default()
                .to_vec(),
        }
    }
}

/// One control connection.
struct Talk<'a> {
    shared: &'a Shared,
    control: ControlEnd,
    data: DataEnd,
    /// What followed the verb of the command at hand.
    argument: String,
    /// What RNFR has named.
    renaming: Option<String>,
}

impl Talk<'_> {
    fn run(&mut self) -> io::Result<()> {
        self.perform(&self.shared.actions("greeting"))?;
        while let Some(line) = self.control.line()? {
            self.shared.memory(|memory| memory.lines.push(line.clone()));
            let (verb, argument) = line.split_once(' ').unwrap_or((&line, ""));
            argument.clone_into(&mut self.argument);
            self.data.told(verb, argument);
            self.rename(verb);
            self.perform(&self.shared.actions(&line))?;
        }
        Ok(())
    }

    /// What was uploaded gets another name, unless the row has words of its own for that.
    fn rename(&mut self, verb: &str) {
        let scripted = |verb| self.shared.options.script.actions(verb, 1).is_some();
        match verb {
            "RNFR" if !scripted("RNFR") => self.renaming = Some(self.argument.clone()),
            "RNTO" if !scripted("RNTO") => {
                let (from, to) = (self.renaming.take(), self.argument.clone());
                self.shared.memory(|memory| {
                    if let Some(bytes) = from.and_then(|from| memory.stored.remove(&from)) {
                        memory.stored.insert(to, bytes);
                    }
                });
            }
            _ => {}
        }
    }

    fn perform(&mut self, actions: &[Action]) -> io::Result<()> {
        actions.iter().try_for_each(|action| self.act(action))
    }

    fn act(&mut self, action: &Action) -> io::Result<()> {
        match action {
            Action::Say(text) => {
                let bytes = self.fill(text)?;
                self.control.say(&bytes)
            }
            Action::Drip(text) => {
                for byte in self.fill(text)? {
                    self.control.say(&[byte])?;
                    self.control.wait_until_read();
                }
                Ok(())
            }
            Action::Flood(text) => {
                let bytes = self.fill(text)?.repeat(64);
                loop {
                    self.control.say(&bytes)?;
                    self.shared.flooded.fetch_add(bytes.len(), Ordering::SeqCst);
                }
            }
            Action::Read => {
                self.control.wait_until_read();
                Ok(())
            }
            Action::HangUp => self.control.hang_up(),
            Action::ResetControl => self.control.reset(),
            Action::Usual => Ok(()),
            data => self.act_on_data(data),
        }
    }

    fn act_on_data(&mut self, action: &Action) -> io::Result<()> {
        match action {
            Action::Send(text) => {
                let bytes = self.fill(text)?;
                self.send(&bytes)
            }
            Action::DripData(text) => {
                for byte in self.fill(text)? {
                    self.data.send(&[byte])?;
                    self.data.wait_until_read();
                }
                Ok(())
            }
            Action::FloodData(text) => {
                let bytes = self.fill(text)?.repeat(64);
                // The client's end of it is what is waited for; the control connection goes on.
                while self.data.send(&bytes).is_ok() {
                    self.shared.flooded.fetch_add(bytes.len(), Ordering::SeqCst);
                }
                Ok(())
            }
            Action::Content(range) => {
                let all = 0..self.shared.options.content.len();
                let range = range.clone().unwrap_or(all);
                let bytes = self.shared.options.content[range].to_vec();
                self.send(&bytes)
            }
            Action::Take(count) => {
                let taken = self.data.take(*count)?;
                let path = self.argument.clone();
                self.shared
                    .memory(|memory| memory.stored.insert(path, taken));
                Ok(())
            }
            Action::Open => self.data.open(),
            Action::End => self.data.end(),
            Action::Reset => self.data.reset(),
            Action::Gone => self.data.wait_until_gone(),
            _ => Ok(()),
        }
    }

    /// Sends what a client may have had enough of: what follows comes all the same.
    fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.data.open()?;
        let _ = self.data.send(bytes);
        Ok(())
    }

    /// The bytes of a text with the words in braces filled in.
    fn fill(&mut self, text: &Text) -> io::Result<Vec<u8>> {
        let mut trouble = Ok(());
        let bytes = text.fill(|word| {
            self.word(word).unwrap_or_else(|error| {
                trouble = Err(error);
                Vec::new()
            })
        });
        trouble.map(|()| bytes)
    }

    fn word(&mut self, word: &str) -> io::Result<Vec<u8>> {
        let pasv = |port: u16| format!("{},{}", port >> 8, port & 0xff);
        Ok(match word {
            "port" => self.data.listen()?.to_string().into_bytes(),
            "pasv" => pasv(self.data.listen()?).into_bytes(),
            "closed" => closed_port()?.to_string().into_bytes(),
            "closed pasv" => pasv(closed_port()?).into_bytes(),
            "size" => self.size().to_string().into_bytes(),
            "argument" => self.argument.clone().into_bytes(),
            word => panic!("{{{word}}} is nothing that can be filled in"),
        })
    }

    /// The size of the file that the command names.
    fn size(&self) -> usize {
        let stored = self
            .shared
            .memory(|memory| memory.stored.get(&self.argument).map(Vec::len));
        stored.unwrap_or(self.shared.options.content.len())
    }
}

/// A port where nobody listens.
fn closed_port() -> io::Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}
