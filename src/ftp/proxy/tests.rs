use super::*;
use secrecy::SecretString;
use tokio::io::{DuplexStream, duplex};

fn proxy(kind: ProxyKind, login: bool) -> Proxy {
    Proxy {
        kind,
        host: "proxy.example".into(),
        port: 1080,
        login: login.then(|| ("anna".into(), SecretString::from("secret"))),
    }
}

/// Plays a proxy: expects and answers in turn, then greets as an FTP server.
async fn play(mut end: DuplexStream, script: Vec<(Vec<u8>, Vec<u8>)>) {
    for (expected, answer) in script {
        let mut got = vec![0; expected.len()];
        end.read_exact(&mut got).await.unwrap();
        assert_eq!(got, expected);
        end.write_all(&answer).await.unwrap();
    }
    // A client that was refused is gone.
    let _ = end.write_all(b"220 hi\r\n").await;
}

async fn run(proxy: Proxy, host: &str, script: Vec<(Vec<u8>, Vec<u8>)>) -> io::Result<Vec<u8>> {
    let (mut near, far) = duplex(1024);
    let peer = tokio::spawn(play(far, script));
    let done = tunnel(&mut near, &proxy, host, 21).await;
    let mut greeting = Vec::new();
    if done.is_ok() {
        near.read_to_end(&mut greeting).await.unwrap();
        peer.await.unwrap();
    }
    done.map(|()| greeting)
}

fn bytes(text: &str) -> Vec<u8> {
    text.as_bytes().to_vec()
}

#[tokio::test]
async fn socks_takes_names_addresses_and_logins_and_leaves_the_greeting_alone() {
    let name = [&[5, 1, 0, 3, 3][..], b"nas", &[0, 21]].concat();
    let v6 = [&[5, 1, 0, 4][..], &[0; 15], &[1, 0, 21]].concat();
    let granted = vec![5, 0, 0, 1, 0, 0, 0, 0, 0, 0];
    let by_name = vec![5, 0, 0, 3, 2, b'x', b'y', 0, 1];
    for (login, host, request, answer) in [
        (false, "nas", name, granted.clone()),
        (
            false,
            "192.0.2.7",
            vec![5, 1, 0, 1, 192, 0, 2, 7, 0, 21],
            by_name,
        ),
        (true, "::1", v6, granted),
    ] {
        let mut script = if login {
            let words = [&[1, 4][..], b"anna", &[6], b"secret"].concat();
            vec![(vec![5, 2, 0, 2], vec![5, 2]), (words, vec![1, 0])]
        } else {
            vec![(vec![5, 1, 0], vec![5, 0])]
        };
        script.push((request, answer));
        let greeting = run(proxy(ProxyKind::Socks5, login), host, script).await;
        assert_eq!(greeting.unwrap(), b"220 hi\r\n", "{host}");
    }
}

#[tokio::test]
async fn connect_sends_the_login_and_leaves_the_greeting_alone() {
    let request = "CONNECT nas:21 HTTP/1.1\r\nHost: nas:21\r\n\
                   Proxy-Authorization: Basic YW5uYTpzZWNyZXQ=\r\n\r\n";
    let answer = "HTTP/1.1 200 Connection established\r\nVia: x\r\n\r\n";
    let script = vec![(bytes(request), bytes(answer))];
    let greeting = run(proxy(ProxyKind::HttpConnect, true), "nas", script).await;
    assert_eq!(greeting.unwrap(), b"220 hi\r\n");
}

#[tokio::test]
async fn refusals_are_told_in_the_proxys_words() {
    let hello = (vec![5, 1, 0], vec![5, 0]);
    let name = [&[5, 1, 0, 3, 3][..], b"nas", &[0, 21]].concat();
    let connect = "CONNECT nas:21 HTTP/1.1\r\nHost: nas:21\r\n\r\n";
    for (kind, script, words) in [
        (
            ProxyKind::Socks5,
            vec![hello, (name, vec![5, 2, 0, 1])],
            "not allowed by its rules",
        ),
        (
            ProxyKind::Socks5,
            vec![(vec![5, 1, 0], vec![5, 255])],
            "another login",
        ),
        (
            ProxyKind::Socks5,
            vec![(vec![5, 1, 0], bytes("HT"))],
            "no SOCKS5 proxy",
        ),
        (
            ProxyKind::HttpConnect,
            vec![(
                bytes(connect),
                bytes("HTTP/1.1 403 Forbidden \x1b[1m\r\n\r\n"),
            )],
            "403 Forbidden",
        ),
        (
            ProxyKind::HttpConnect,
            vec![(bytes(connect), bytes("220 FTP\r\n"))],
            "no HTTP proxy",
        ),
    ] {
        let error = run(proxy(kind, false), "nas", script)
            .await
            .unwrap_err()
            .to_string();
        assert!(error.contains(words) && !error.contains('\x1b'), "{error}");
    }
}
