//! Through a proxy: listings and files, by SOCKS5 and HTTP CONNECT. The server is named by a name
//! that only the proxy can resolve, so nothing can have gone round it.

use super::driver::{Driver, down, file, up};
use super::peers::Peer;
use std::fs;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use twoport::model::{ModeChoice, Proxy, ProxyKind};

/// Nobody but the proxy knows it.
const NAME: &str = "only-the-proxy-knows.invalid";

/// A proxy on loopback that sends whoever asks for [`NAME`] to loopback. It ends with the test's
/// process.
struct Relay {
    port: u16,
    passed: Arc<AtomicUsize>,
}

impl Relay {
    fn start(kind: ProxyKind) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let passed = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&passed);
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let counter = Arc::clone(&counter);
                std::thread::spawn(move || serve(kind, client, &counter));
            }
        });
        Self { port, passed }
    }

    fn proxy(&self, kind: ProxyKind) -> Proxy {
        Proxy {
            kind,
            host: "127.0.0.1".into(),
            port: self.port,
            login: None,
        }
    }
}

fn serve(kind: ProxyKind, mut client: TcpStream, passed: &AtomicUsize) {
    let (port, granted): (u16, &[u8]) = match kind {
        ProxyKind::Socks5 => (socks_request(&mut client), &[5, 0, 0, 1, 0, 0, 0, 0, 0, 0]),
        ProxyKind::HttpConnect => (connect_request(&mut client), b"HTTP/1.1 200 OK\r\n\r\n"),
    };
    let Ok(server) = TcpStream::connect(("127.0.0.1", port)) else {
        return;
    };
    passed.fetch_add(1, Ordering::SeqCst);
    client.write_all(granted).unwrap();
    let (mut client_too, mut server_too) =
        (client.try_clone().unwrap(), server.try_clone().unwrap());
    let back = std::thread::spawn(move || {
        // Either end may go away at any time.
        let _ = std::io::copy(&mut server_too, &mut client_too);
        let _ = client_too.shutdown(Shutdown::Write);
    });
    let (mut client, mut server) = (client, server);
    let _ = std::io::copy(&mut client, &mut server);
    let _ = server.shutdown(Shutdown::Write);
    back.join().unwrap();
}

fn socks_request(client: &mut TcpStream) -> u16 {
    let mut hello = [0; 3];
    client.read_exact(&mut hello).unwrap();
    assert_eq!(hello, [5, 1, 0]);
    client.write_all(&[5, 0]).unwrap();
    let mut head = [0; 5];
    client.read_exact(&mut head).unwrap();
    assert_eq!(head[..4], [5, 1, 0, 3], "asked for by name");
    let mut rest = vec![0; usize::from(head[4]) + 2];
    client.read_exact(&mut rest).unwrap();
    let (name, port) = rest.split_at(rest.len() - 2);
    assert_eq!(name, NAME.as_bytes());
    u16::from_be_bytes([port[0], port[1]])
}

fn connect_request(client: &mut TcpStream) -> u16 {
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        client.read_exact(&mut byte).unwrap();
        request.push(byte[0]);
    }
    let request = String::from_utf8(request).unwrap();
    let place = request
        .strip_prefix("CONNECT ")
        .unwrap()
        .split(' ')
        .next()
        .unwrap();
    let (name, port) = place.rsplit_once(':').unwrap();
    assert_eq!(name, NAME);
    port.parse().unwrap()
}

async fn through(kind: ProxyKind) {
    let relay = Relay::start(kind);
    let peer = Peer::embedded(|_| {}).await;
    peer.put("there", b"from there");
    let mut site = peer.site(ModeChoice::Auto, 0);
    site.host = NAME.into();
    site.proxy = Some(relay.proxy(kind));
    let mut driver = Driver::connect(&site).await;
    let local = tempfile::tempdir().unwrap();
    fs::write(local.path().join("here"), "from here").unwrap();
    assert_eq!(driver.names(&peer.directory).await, [b"there"]);
    let fetch = down(&peer.directory, local.path(), vec![file("there")]);
    driver.carry(fetch).await.all_done();
    let store = up(local.path(), &peer.directory, vec![file("here")]);
    driver.carry(store).await.all_done();
    assert_eq!(fs::read(local.path().join("there")).unwrap(), b"from there");
    assert_eq!(fs::read(peer.data.join("here")).unwrap(), b"from here");
    assert!(relay.passed.load(Ordering::SeqCst) >= 4, "control and data");
    driver.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn by_socks5() {
    through(ProxyKind::Socks5).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn by_http_connect() {
    through(ProxyKind::HttpConnect).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_proxy_that_is_none_and_active_mode_are_told() {
    let peer = Peer::embedded(|_| {}).await;
    let mut site = peer.site(ModeChoice::Active, 0);
    site.host = NAME.into();
    let not_a_proxy = Peer::embedded(|_| {}).await;
    site.proxy = Some(Proxy {
        kind: ProxyKind::HttpConnect,
        host: "127.0.0.1".into(),
        port: not_a_proxy.site.port,
        login: None,
    });
    let mut driver = Driver::start();
    let problem = driver.log_in(&site).await.unwrap_err().to_string();
    assert!(problem.contains("no HTTP proxy: 220"), "{problem}");

    let relay = Relay::start(ProxyKind::Socks5);
    site.proxy = Some(relay.proxy(ProxyKind::Socks5));
    let directory = driver.log_in(&site).await.unwrap();
    let problem = driver.try_list(&directory).await.unwrap_err().to_string();
    assert!(
        problem.contains("cannot call back through a proxy"),
        "{problem}"
    );
    driver.quit().await;
}
