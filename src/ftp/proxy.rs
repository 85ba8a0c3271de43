//! Through a proxy: SOCKS version 5 (RFC 1928, RFC 1929) and HTTP CONNECT (RFC 9110 section 9.3.6).
//! The host's name goes to the proxy as it is, so that nobody on this side learns it.

use crate::model::text::display_safe;
use crate::model::{Proxy, ProxyKind};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::ExposeSecret as _;
use std::io;
use std::net::IpAddr;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};

/// The answer to CONNECT may be so long.
const ANSWER_LIMIT: usize = 16 * 1024;

/// Has the proxy at the other end of `stream` connect to `host` and `port`. Afterwards the stream is
/// the server's. Reads not a byte too many: an FTP server speaks first.
///
/// # Errors
/// The proxy's refusal in its own words, or what broke. There is no time limit: the caller has one.
pub(super) async fn tunnel<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut S,
    proxy: &Proxy,
    host: &str,
    port: u16,
) -> io::Result<()> {
    match proxy.kind {
        ProxyKind::Socks5 => socks5(stream, proxy, host, port).await,
        ProxyKind::HttpConnect => http_connect(stream, proxy, host, port).await,
    }
}

fn refused(text: impl Into<String>) -> io::Error {
    io::Error::other(text.into())
}

/// RFC 1928 section 3, RFC 1929.
async fn socks5_login<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut S,
    proxy: &Proxy,
) -> io::Result<()> {
    let methods: &[u8] = match &proxy.login {
        None => &[5, 1, 0],
        Some(_) => &[5, 2, 0, 2],
    };
    stream.write_all(methods).await?;
    let mut chosen = [0; 2];
    stream.read_exact(&mut chosen).await?;
    match (chosen, &proxy.login) {
        ([5, 0], _) => {}
        ([5, 2], Some((user, password))) => {
            let password = password.expose_secret();
            let mut login = vec![1];
            for part in [user.as_bytes(), password.as_bytes()] {
                let length = u8::try_from(part.len())
                    .map_err(|_| refused("user and password may have 255 bytes each"))?;
                login.push(length);
                login.extend_from_slice(part);
            }
            stream.write_all(&login).await?;
            let mut answer = [0; 2];
            stream.read_exact(&mut answer).await?;
            if answer != [1, 0] {
                return Err(refused("the proxy refuses user or password"));
            }
        }
        ([5, _], _) => return Err(refused("the proxy wants another login than it is given")),
        _ => return Err(refused("this is no SOCKS5 proxy")),
    }
    Ok(())
}

async fn socks5<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut S,
    proxy: &Proxy,
    host: &str,
    port: u16,
) -> io::Result<()> {
    socks5_login(stream, proxy).await?;
    let mut request = vec![5, 1, 0];
    match host.parse::<IpAddr>() {
        Ok(IpAddr::V4(address)) => {
            request.push(1);
            request.extend_from_slice(&address.octets());
        }
        Ok(IpAddr::V6(address)) => {
            request.push(4);
            request.extend_from_slice(&address.octets());
        }
        Err(_) => {
            let length = u8::try_from(host.len())
                .map_err(|_| refused("the host's name has more than 255 bytes"))?;
            request.extend_from_slice(&[3, length]);
            request.extend_from_slice(host.as_bytes());
        }
    }
    request.extend_from_slice(&port.to_be_bytes());
    stream.write_all(&request).await?;
    let mut answer = [0; 4];
    stream.read_exact(&mut answer).await?;
    let [version, outcome, _, family] = answer;
    if version != 5 {
        return Err(refused("this is no SOCKS5 proxy"));
    }
    if outcome != 0 {
        return Err(refused(format!("the proxy says: {}", socks_words(outcome))));
    }
    let address = match family {
        1 => 4,
        4 => 16,
        3 => usize::from(stream.read_u8().await?),
        _ => return Err(refused("the proxy's answer makes no sense")),
    };
    let mut bound = vec![0; address + 2];
    stream.read_exact(&mut bound).await?;
    Ok(())
}

/// RFC 1928 section 6.
fn socks_words(outcome: u8) -> &'static str {
    match outcome {
        1 => "general failure",
        2 => "not allowed by its rules",
        3 => "the network cannot be reached",
        4 => "the host cannot be reached",
        5 => "connection refused",
        6 => "the time has run out",
        7 => "it cannot connect at all",
        8 => "it does not speak this kind of address",
        _ => "a failure of a kind that is not known",
    }
}

async fn http_connect<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut S,
    proxy: &Proxy,
    host: &str,
    port: u16,
) -> io::Result<()> {
    let place = if host.contains(':') {
        format!("[{host}]:{port}")
    } else {
        format!("{host}:{port}")
    };
    let mut request = format!("CONNECT {place} HTTP/1.1\r\nHost: {place}\r\n");
    if let Some((user, password)) = &proxy.login {
        let login = STANDARD.encode(format!("{user}:{}", password.expose_secret()));
        request = format!("{request}Proxy-Authorization: Basic {login}\r\n");
    }
    request.push_str("\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    while !answer.ends_with(b"\r\n\r\n") {
        if answer.len() == ANSWER_LIMIT {
            return Err(refused("the proxy's answer has no end"));
        }
        answer.push(stream.read_u8().await?);
        // Whoever is no proxy may say one line and wait.
        if answer.ends_with(b"\n") && !answer.starts_with(b"HTTP/1.") {
            break;
        }
    }
    let line = answer
        .split(|byte| *byte == b'\r')
        .next()
        .unwrap_or_default();
    let mut words = line.split(|byte| *byte == b' ');
    let version = words.next().unwrap_or_default();
    let code = words.next().unwrap_or_default();
    if !version.starts_with(b"HTTP/1.") {
        return Err(refused(format!(
            "this is no HTTP proxy: {}",
            display_safe(line)
        )));
    }
    if code.first() == Some(&b'2') {
        Ok(())
    } else {
        Err(refused(format!("the proxy says: {}", display_safe(line))))
    }
}

#[cfg(test)]
#[path = "proxy/tests.rs"]
mod tests;
