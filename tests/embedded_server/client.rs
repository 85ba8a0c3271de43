//! A plain FTP client over raw sockets, made for these tests and not shared with the product, so
//! that client and server cannot agree on a mistake.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use twoport::server::{EmbeddedServer, ServerOptions};

/// A bound for what should take a moment: it keeps a failing test from hanging.
const SOON: Duration = Duration::from_secs(20);

/// How a data connection is opened.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Way {
    Pasv,
    Epsv,
    Port,
    Eprt,
}

/// A data connection that is open, or a listener the server is to dial.
#[derive(Debug)]
pub(crate) enum Data {
    Open(TcpStream),
    Waiting(TcpListener),
}

impl Data {
    pub(crate) async fn stream(self) -> TcpStream {
        match self {
            Self::Open(stream) => stream,
            Self::Waiting(listener) => soon(listener.accept()).await.unwrap().0,
        }
    }
}

/// Awaits with a bound.
pub(crate) async fn soon<T>(work: impl Future<Output = T>) -> T {
    timeout(SOON, work).await.expect("took too long")
}

/// A connection, in clear or in TLS.
pub(crate) trait Wire: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Wire for T {}

/// The client's side of a handshake.
pub(crate) async fn protect(
    stream: impl Wire + 'static,
    config: &Arc<rustls::ClientConfig>,
) -> std::io::Result<tokio_rustls::client::TlsStream<Box<dyn Wire>>> {
    let name = "localhost".try_into().unwrap();
    let stream: Box<dyn Wire> = Box::new(stream);
    let connector = TlsConnector::from(Arc::clone(config));
    soon(connector.connect(name, stream)).await
}

/// A control connection.
pub(crate) struct Client {
    pub(crate) control: BufReader<Box<dyn Wire>>,
    host: IpAddr,
}

/// A folder with a server on it.
pub(crate) struct Served {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) server: EmbeddedServer,
}

impl Served {
    /// Starts a server whose options `adjust` may change.
    pub(crate) async fn with(adjust: impl FnOnce(&mut ServerOptions)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut options = ServerOptions::new(folder.path());
        adjust(&mut options);
        let server = EmbeddedServer::start(options).await.unwrap();
        Self { folder, server }
    }

    pub(crate) async fn new() -> Self {
        Self::with(|_| {}).await
    }

    pub(crate) fn write(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.folder.path().join(name), bytes).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.folder.path().join(name)).unwrap()
    }

    /// A client that is logged in, with TYPE I.
    pub(crate) async fn client(&self) -> Client {
        let mut client = Client::dial(self.server.address()).await;
        client.expect("USER anna", 331).await;
        client.expect("PASS secret", 230).await;
        client.expect("TYPE I", 200).await;
        client
    }
}

impl Client {
    /// Connects and takes the greeting.
    pub(crate) async fn dial(address: SocketAddr) -> Self {
        let mut client = Self::dial_silently(address).await;
        assert_eq!(code(&client.reply().await), 220);
        client
    }

    /// Connects and takes nothing.
    pub(crate) async fn dial_silently(address: SocketAddr) -> Self {
        let stream = soon(TcpStream::connect(address)).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Self {
            control: BufReader::new(Box::new(stream)),
            host: address.ip(),
        }
    }

    /// TLS from here on.
    pub(crate) async fn protected(self, config: &Arc<rustls::ClientConfig>) -> Self {
        assert!(self.control.buffer().is_empty(), "something came in clear");
        let stream = protect(self.control.into_inner(), config).await.unwrap();
        let control: Box<dyn Wire> = Box::new(stream);
        Self {
            control: BufReader::new(control),
            host: self.host,
        }
    }

    pub(crate) async fn send(&mut self, line: &[u8]) {
        let line = [line, b"\r\n"].concat();
        self.control.write_all(&line).await.unwrap();
        self.control.flush().await.unwrap();
    }

    /// The next reply, all lines of it; empty if the server has closed.
    pub(crate) async fn reply(&mut self) -> String {
        let mut reply = String::new();
        loop {
            let mut line = Vec::new();
            soon(self.control.read_until(b'\n', &mut line))
                .await
                .unwrap_or_default();
            let line = String::from_utf8_lossy(&line).into_owned();
            let is_last = line.is_empty() || line.as_bytes().get(3) == Some(&b' ');
            let starts_with_code = line.bytes().take(3).all(|byte| byte.is_ascii_digit());
            reply.push_str(&line);
            if is_last && starts_with_code {
                return reply;
            }
        }
    }

    pub(crate) async fn ask(&mut self, line: &str) -> String {
        self.send(line.as_bytes()).await;
        self.reply().await
    }

    /// Asks and holds the reply to its code.
    pub(crate) async fn expect(&mut self, line: &str, wanted: u16) -> String {
        let reply = self.ask(line).await;
        assert_eq!(code(&reply), wanted, "{line} was answered with {reply:?}");
        reply
    }

    /// Takes a reply that is still to come.
    pub(crate) async fn expect_reply(&mut self, wanted: u16) -> String {
        let reply = self.reply().await;
        assert_eq!(code(&reply), wanted, "{reply:?}");
        reply
    }

    /// Agrees on a data connection.
    pub(crate) async fn data(&mut self, way: Way) -> Data {
        let host = self.host;
        match way {
            Way::Pasv => {
                let reply = self.expect("PASV", 227).await;
                let numbers = reply.split(['(', ')']).nth(1).unwrap();
                let numbers: Vec<u16> = numbers
                    .split(',')
                    .map(|number| number.parse().unwrap())
                    .collect();
                let port = numbers[4] * 256 + numbers[5];
                Data::Open(soon(TcpStream::connect((host, port))).await.unwrap())
            }
            Way::Epsv => {
                let reply = self.expect("EPSV", 229).await;
                let port: u16 = reply.split('|').nth(3).unwrap().parse().unwrap();
                Data::Open(soon(TcpStream::connect((host, port))).await.unwrap())
            }
            Way::Port | Way::Eprt => {
                let listener = TcpListener::bind((host, 0)).await.unwrap();
                let port = listener.local_addr().unwrap().port();
                let line = match way {
                    Way::Eprt => format!("EPRT |1|{host}|{port}|"),
                    _ => format!(
                        "PORT {},{},{}",
                        host.to_string().replace('.', ","),
                        port / 256,
                        port % 256
                    ),
                };
                self.expect(&line, 200).await;
                Data::Waiting(listener)
            }
        }
    }

    /// Opens data, sends the command and takes the 150.
    pub(crate) async fn begin(&mut self, way: Way, line: &[u8]) -> TcpStream {
        let data = self.data(way).await;
        self.send(line).await;
        let stream = data.stream().await;
        self.expect_reply(150).await;
        stream
    }

    /// A whole download: its bytes and the code of the last reply.
    pub(crate) async fn download(&mut self, way: Way, line: &[u8]) -> (Vec<u8>, u16) {
        let mut stream = self.begin(way, line).await;
        let mut bytes = Vec::new();
        // A reset ends the stream as well; what came before it counts.
        let _ = soon(stream.read_to_end(&mut bytes)).await;
        (bytes, code(&self.reply().await))
    }

    /// A whole upload: the code of the last reply.
    pub(crate) async fn upload(&mut self, way: Way, line: &[u8], bytes: &[u8]) -> u16 {
        let mut stream = self.begin(way, line).await;
        let _ = soon(stream.write_all(bytes)).await;
        let _ = stream.shutdown().await;
        drop(stream);
        code(&self.reply().await)
    }

    /// A listing as lines.
    pub(crate) async fn lines(&mut self, line: &str) -> Vec<String> {
        let (bytes, last) = self.download(Way::Epsv, line.as_bytes()).await;
        assert_eq!(last, 226);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        assert!(text.is_empty() || text.ends_with("\r\n"));
        text.split_terminator("\r\n").map(str::to_owned).collect()
    }
}

/// The code of a reply; 0 where the server closed.
pub(crate) fn code(reply: &str) -> u16 {
    reply
        .lines()
        .last()
        .and_then(|line| line.get(..3)?.parse().ok())
        .unwrap_or(0)
}
