//! The server of a session.

use super::script::{OnData, Reaction, Script};
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

/// What is in every file.
pub(super) const CONTENT: &[u8] = b"What a server says of itself is not always so.\r\n\0\xff.";
const LISTING: &[u8] = b"-rw-r--r-- 1 a a 51 Jan 1 2020 x\r\n";

/// A running server; it ends when it is dropped.
pub(super) struct Server {
    pub(super) port: u16,
    told: Arc<Mutex<Told>>,
    _tasks: JoinSet<()>,
}

/// What the server has done with files.
#[derive(Clone, Debug)]
pub(super) struct Told {
    /// What was sent by the last RETR, where it came to an end in order.
    pub(super) sent: Option<Vec<u8>>,
    /// What was taken by the last STOR.
    pub(super) taken: Option<Vec<u8>>,
    /// It has not said anything but what is so.
    pub(super) is_honest: bool,
}

impl Server {
    pub(super) async fn start(bytes: &[u8]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let told = Arc::new(Mutex::new(Told {
            sent: None,
            taken: None,
            is_honest: true,
        }));
        let script = Arc::new(Mutex::new(Script::new(bytes)));
        let mut tasks = JoinSet::new();
        tasks.spawn(serve(listener, script, Arc::clone(&told)));
        Self {
            port,
            told,
            _tasks: tasks,
        }
    }

    pub(super) fn told(&self) -> Told {
        lock(&self.told).clone()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn serve(listener: TcpListener, script: Arc<Mutex<Script>>, told: Arc<Mutex<Told>>) {
    let mut talks = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let (control, say) = stream.into_split();
        let talk = Talk {
            control: BufReader::new(control),
            say,
            listener: None,
            script: Arc::clone(&script),
            told: Arc::clone(&told),
            open: Vec::new(),
        };
        talks.spawn(async move {
            // An error is a client that has gone, or a script that hangs up.
            let _ = talk.run().await;
        });
    }
}

/// One control connection.
struct Talk {
    control: BufReader<OwnedReadHalf>,
    say: OwnedWriteHalf,
    listener: Option<TcpListener>,
    script: Arc<Mutex<Script>>,
    told: Arc<Mutex<Told>>,
    /// Data connections that are left open.
    open: Vec<TcpStream>,
}

impl Talk {
    async fn run(mut self) -> io::Result<()> {
        self.react("greeting", "").await?;
        let mut line = Vec::new();
        while self.control.read_until(b'\n', &mut line).await? > 0 {
            let text = String::from_utf8_lossy(&line).trim_end().to_owned();
            line.clear();
            let (verb, argument) = text.split_once(' ').unwrap_or((&text, ""));
            self.react(verb, argument).await?;
        }
        Ok(())
    }

    async fn react(&mut self, verb: &str, argument: &str) -> io::Result<()> {
        let reaction = match verb {
            // The end is always in order, so that each run costs little time.
            "QUIT" => Reaction::HangUp,
            _ => lock(&self.script).reaction(),
        };
        if let Reaction::Instead(_) | Reaction::Before(_) | Reaction::After(_) = reaction {
            lock(&self.told).is_honest = false;
        }
        match reaction {
            Reaction::Usual => self.usual(verb, argument).await,
            Reaction::Instead(bytes) => self.say.write_all(&bytes).await,
            Reaction::Before(bytes) => {
                self.say.write_all(&bytes).await?;
                self.usual(verb, argument).await
            }
            Reaction::After(bytes) => {
                self.usual(verb, argument).await?;
                self.say.write_all(&bytes).await
            }
            Reaction::HangUp => Err(io::ErrorKind::ConnectionAborted.into()),
            Reaction::Silence => Ok(()),
        }
    }

    async fn usual(&mut self, verb: &str, argument: &str) -> io::Result<()> {
        let line = match verb {
            "greeting" => "220 Ready".to_owned(),
            "USER" => "331 Password".to_owned(),
            "PASS" => "230 Welcome".to_owned(),
            "FEAT" => "211-Features\r\n SIZE\r\n211 End".to_owned(),
            "PWD" => "257 \"/\"".to_owned(),
            "CWD" | "TYPE" | "NOOP" => "200 Fine".to_owned(),
            "EPSV" => format!("229 Here (|||{}|)", self.listen().await?),
            "PASV" => {
                let port = self.listen().await?;
                format!("227 Here (127,0,0,1,{},{})", port >> 8, port & 0xff)
            }
            "SIZE" => {
                let taken = lock(&self.told).taken.as_ref().map(Vec::len);
                let taken = taken.filter(|_| argument.ends_with("stored"));
                format!("213 {}", taken.unwrap_or(CONTENT.len()))
            }
            "LIST" | "RETR" | "STOR" => {
                let on_data = lock(&self.script).on_data();
                return self.transfer(verb, on_data).await;
            }
            _ => "502 Not here".to_owned(),
        };
        self.line(&line).await
    }

    async fn line(&mut self, line: &str) -> io::Result<()> {
        self.say.write_all(format!("{line}\r\n").as_bytes()).await
    }

    async fn listen(&mut self) -> io::Result<u16> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let port = listener.local_addr()?.port();
        self.listener = Some(listener);
        Ok(port)
    }

    async fn transfer(&mut self, verb: &str, on_data: OnData) -> io::Result<()> {
        match verb {
            "RETR" => lock(&self.told).sent = None,
            "STOR" => lock(&self.told).taken = None,
            _ => {}
        }
        if let OnData::Refused = on_data {
            self.listener = None;
            return self.line("450 Busy").await;
        }
        if !matches!(on_data, OnData::LateReply) {
            self.line("150 Here").await?;
        }
        if let OnData::EarlyReply = on_data {
            self.line("226 Done").await?;
        }
        if let Some(listener) = self.listener.take()
            // A client that has given up does not call.
            && let Ok(called) = tokio::time::timeout(Duration::from_secs(1), listener.accept()).await
        {
            self.move_data(verb, on_data, called?.0).await?;
        }
        match on_data {
            OnData::EarlyReply | OnData::Open(_) => Ok(()),
            OnData::LateReply => self.line("150 Here\r\n226 Done").await,
            OnData::Reset(_) => self.line("426 Broken off").await,
            _ => self.line("226 Done").await,
        }
    }

    async fn move_data(
        &mut self,
        verb: &str,
        on_data: OnData,
        mut data: TcpStream,
    ) -> io::Result<()> {
        let content = if verb == "LIST" { LISTING } else { CONTENT };
        let (count, is_whole) = match on_data {
            OnData::Part(count) | OnData::Reset(count) | OnData::Open(count) => {
                (count.min(content.len()), false)
            }
            _ => (content.len(), true),
        };
        let part = &content[..count];
        if verb == "STOR" {
            let mut taken = Vec::new();
            if is_whole {
                data.read_to_end(&mut taken).await?;
            } else {
                taken.resize(count, 0);
                // A client may send less.
                let _ = data.read_exact(&mut taken).await;
            }
            lock(&self.told).taken = Some(taken);
        } else {
            data.write_all(part).await?;
            let ends = !matches!(on_data, OnData::Reset(_) | OnData::Open(_));
            if verb == "RETR" && ends {
                lock(&self.told).sent = Some(part.to_vec());
            }
        }
        match on_data {
            OnData::Open(_) => self.open.push(data),
            OnData::Reset(_) => data.set_zero_linger()?,
            _ => {}
        }
        Ok(())
    }
}
