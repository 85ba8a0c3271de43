//! A server of a few lines that says what a test tells it to: for what no honest server does.

use super::peers;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use twoport::model::Site;

/// What happens after a command.
pub(crate) enum Then {
    /// The usual answer.
    Usual,
    /// It has been answered.
    Answered,
    /// The connection is closed.
    Close,
}

/// A running server. Its threads end with their connections.
pub(crate) struct Scripted {
    pub(crate) site: Site,
    connections: Arc<AtomicUsize>,
    lines: Arc<Mutex<Vec<String>>>,
}

/// One control connection.
pub(crate) struct Talk {
    control: BufReader<TcpStream>,
    listener: Option<TcpListener>,
    /// Where EPRT says to dial.
    pub(crate) target: Option<SocketAddr>,
    /// Counts control connections from 1.
    pub(crate) number: usize,
}

impl Scripted {
    /// Serves with `script` asked first at each command.
    pub(crate) fn start(script: impl Fn(&mut Talk, &str) -> Then + Send + Sync + 'static) -> Self {
        Self::start_raw(move |talk, line| script(talk, &String::from_utf8_lossy(line)))
    }

    /// The same with each command as the bytes that came.
    pub(crate) fn start_raw(
        script: impl Fn(&mut Talk, &[u8]) -> Then + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = Self {
            site: peers::site(listener.local_addr().unwrap().port()),
            connections: Arc::default(),
            lines: Arc::default(),
        };
        let (connections, lines) = (Arc::clone(&server.connections), Arc::clone(&server.lines));
        let script = Arc::new(script);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let number = connections.fetch_add(1, Ordering::SeqCst) + 1;
                let (script, lines) = (Arc::clone(&script), Arc::clone(&lines));
                let control = BufReader::new(stream);
                let talk = Talk {
                    control,
                    listener: None,
                    target: None,
                    number,
                };
                std::thread::spawn(move || talk.run(&*script, &lines));
            }
        });
        server
    }

    /// How many control connections there have been.
    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// The command lines received so far.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.lines
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl Talk {
    fn run(mut self, script: &dyn Fn(&mut Self, &[u8]) -> Then, lines: &Mutex<Vec<String>>) {
        self.say("220 Scripted");
        let mut raw = Vec::new();
        while matches!(self.control.read_until(b'\n', &mut raw), Ok(1..)) {
            let line = String::from_utf8_lossy(&raw)
                .trim_end_matches(['\r', '\n'])
                .to_owned();
            lines
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(line.clone());
            if line.starts_with("EPRT") {
                let address: String = line
                    .split('|')
                    .skip(2)
                    .take(2)
                    .collect::<Vec<_>>()
                    .join(":");
                self.target = address.parse().ok();
            }
            match script(&mut self, raw.trim_ascii_end()) {
                Then::Usual => self.usual(&line),
                Then::Answered => {}
                Then::Close => return,
            }
            raw.clear();
        }
    }

    fn usual(&mut self, line: &str) {
        match line.split(' ').next().unwrap_or_default() {
            "USER" => self.say("331 Password, please"),
            "PASS" => self.say("230 Welcome"),
            "PWD" => self.say("257 \"/\""),
            "EPSV" => {
                let listener = TcpListener::bind("127.0.0.1:0").unwrap();
                let port = listener.local_addr().unwrap().port();
                self.listener = Some(listener);
                self.say(&format!("229 Here (|||{port}|)"));
            }
            "CWD" | "TYPE" | "EPRT" => self.say("200 Fine"),
            "LIST" | "MLSD" => self.send(b""),
            "SIZE" => self.say("550 No size"),
            _ => self.say("502 Not here"),
        }
    }

    /// A reply line, or several with CR LF between.
    pub(crate) fn say(&mut self, reply: &str) {
        // A client that has gone needs no reply.
        let _ = self
            .control
            .get_mut()
            .write_all(format!("{reply}\r\n").as_bytes());
    }

    /// A whole download or listing: 150, the bytes, 226.
    pub(crate) fn send(&mut self, bytes: &[u8]) {
        let mut data = self.open_data();
        // A client may have had enough.
        let _ = data.write_all(bytes);
        drop(data);
        self.say("226 Done");
    }

    /// A download whose control connection ends before the first byte, and whose data goes on to its
    /// end all the same, once `go` lets it.
    pub(crate) fn send_beyond_the_end(&mut self, bytes: &[u8], go: &dyn Fn()) {
        let mut data = self.open_data();
        self.control.get_ref().shutdown(Shutdown::Both).unwrap();
        go();
        // A client may have had enough.
        let _ = data.write_all(bytes);
    }

    /// 150, and the data connection.
    fn open_data(&mut self) -> TcpStream {
        self.say("150 Here it comes");
        match (self.listener.take(), self.target.take()) {
            (Some(listener), _) => listener.accept().unwrap().0,
            (None, Some(target)) => TcpStream::connect(target).unwrap(),
            (None, None) => panic!("no data connection was agreed on"),
        }
    }

    /// Waits until the client closes this connection without having sent a byte.
    pub(crate) fn is_closed(mut data: TcpStream) -> bool {
        let mut byte = [0];
        matches!(data.read(&mut byte), Ok(0) | Err(_))
    }
}
