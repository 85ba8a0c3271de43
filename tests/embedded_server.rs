//! The embedded server over raw sockets: what it says on the wire, and that it stays inside its
//! folder and alive whatever it is told.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "helpers of tests may fail loudly"
)]

#[path = "support/certificates.rs"]
#[allow(
    dead_code,
    unreachable_pub,
    reason = "the other crates of tests use the rest"
)]
mod certificates;
#[path = "embedded_server/client.rs"]
mod client;
#[path = "embedded_server/demo.rs"]
mod demo;
#[path = "embedded_server/faults.rs"]
mod faults;
#[path = "embedded_server/files.rs"]
mod files;
#[path = "embedded_server/listings.rs"]
mod listings;
#[path = "embedded_server/tls.rs"]
mod tls;
#[path = "embedded_server/trouble.rs"]
mod trouble;

use client::{Client, Served, Way, code, soon};
use proptest::prelude::*;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use twoport::server::Accounts;

const WAYS: [Way; 4] = [Way::Pasv, Way::Epsv, Way::Port, Way::Eprt];

/// 300,000 bytes of all values.
fn sample() -> Vec<u8> {
    (0..300_000_u32)
        .map(|number| number.to_le_bytes()[(number % 3) as usize])
        .collect()
}

#[tokio::test]
async fn one_user_and_anonymous_are_let_in_and_nobody_else() {
    let served = Served::with(|options| {
        options.users = Accounts::One {
            user: "anna".into(),
            password: "secret".into(),
            anonymous: true,
        };
    })
    .await;
    let mut client = Client::dial(served.server.address()).await;
    client.expect("PWD", 530).await;
    client.expect("PASS secret", 503).await;
    client.expect("USER anna", 331).await;
    client.expect("PASS wrong", 530).await;
    client.expect("LIST", 530).await;
    client.expect("user anna", 331).await;
    client.expect("pass secret", 230).await;
    client.expect("REIN", 220).await;
    client.expect("PWD", 530).await;
    client.expect("USER Anonymous", 331).await;
    client.expect("PASS me@", 230).await;
    client.expect("PWD", 257).await;
    client.expect("QUIT", 221).await;
    assert_eq!(client.reply().await, "", "the server closes after QUIT");
    let seen = served.server.commands();
    assert!(seen.contains(&"USER anna".to_owned()) && seen.contains(&"PASS ***".to_owned()));
    assert!(
        !seen
            .iter()
            .any(|line| line.contains("secret") || line.contains("wrong"))
    );
}

#[tokio::test]
async fn sessions_beyond_the_limit_get_421() {
    let served = Served::with(|options| options.max_sessions = Some(1)).await;
    let mut first = served.client().await;
    assert_eq!(served.server.open_sessions(), 1);
    let mut second = Client::dial_silently(served.server.address()).await;
    assert!(
        second
            .reply()
            .await
            .starts_with("421 There are too many connections")
    );
    assert_eq!(second.reply().await, "");
    first.expect("QUIT", 221).await;
    assert_eq!(first.reply().await, "");
    served.client().await;
}

#[tokio::test]
async fn logins_beyond_the_limit_get_530_and_a_place_comes_free() {
    let served = Served::with(|options| options.login_limit = Some(1)).await;
    let mut first = served.client().await;
    let mut second = Client::dial(served.server.address()).await;
    second.expect("USER bertha", 331).await;
    second.expect("PASS x", 530).await;
    first.expect("REIN", 220).await;
    second.expect("USER bertha", 331).await;
    second.expect("PASS x", 230).await;
}

#[tokio::test]
async fn bytes_go_both_ways_in_all_four_ways() {
    let served = Served::new().await;
    let bytes = sample();
    let mut client = served.client().await;
    for way in WAYS {
        let up = client.upload(way, b"STOR a.bin", &bytes).await;
        assert_eq!(up, 226, "{way:?}");
        assert!(served.read("a.bin") == bytes, "{way:?}");
        let (down, last) = client.download(way, b"RETR a.bin").await;
        assert_eq!(last, 226, "{way:?}");
        assert!(down == bytes, "{way:?}");
    }
}

#[tokio::test]
async fn ipv6_has_epsv_and_eprt_but_no_pasv() {
    let served = Served::with(|options| options.bind = "[::1]:0".parse().unwrap()).await;
    served.write("a", b"six");
    let mut client = served.client().await;
    client.expect("PASV", 425).await;
    assert_eq!(
        client.download(Way::Epsv, b"RETR a").await,
        (b"six".to_vec(), 226)
    );
    let listener = tokio::net::TcpListener::bind("[::1]:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    client.expect(&format!("EPRT |2|::1|{port}|"), 200).await;
    client.send(b"RETR a").await;
    let (mut stream, _) = soon(listener.accept()).await.unwrap();
    let mut bytes = Vec::new();
    soon(stream.read_to_end(&mut bytes)).await.unwrap();
    assert_eq!(bytes, b"six");
    client.expect_reply(150).await;
    client.expect_reply(226).await;
}

#[tokio::test]
async fn addresses_that_are_not_the_clients_are_refused() {
    let served = Served::new().await;
    let mut client = served.client().await;
    client.expect("PORT 192,0,2,1,10,10", 500).await;
    client.expect("EPRT |1|192.0.2.1|2570|", 500).await;
    client.expect("EPRT |9|127.0.0.1|2570|", 522).await;
    client.expect("PORT 127,0,0,1", 501).await;
    client.expect("EPSV 2", 522).await;
    client.expect("EPSV ALL", 200).await;
    client.expect("PASV", 503).await;
    client.expect("PORT 127,0,0,1,10,10", 503).await;
    client.expect("EPSV", 229).await;
}

#[tokio::test]
async fn without_a_data_connection_there_is_425() {
    let served = Served::new().await;
    served.write("a", b"x");
    let mut client = served.client().await;
    client.expect("RETR a", 425).await;
    // A port that nobody listens on any more.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    client
        .expect(&format!("EPRT |1|127.0.0.1|{port}|"), 200)
        .await;
    client.expect("RETR a", 425).await;
    client.expect("NOOP", 200).await;
}

#[tokio::test]
async fn abor_ends_a_transfer_with_426_and_226() {
    let served = Served::with(|options| options.rate = Some(64 * 1024)).await;
    served.write("big", &vec![7; 10_000_000]);
    let mut client = served.client().await;
    client.expect("ABOR", 225).await;
    let mut stream = client.begin(Way::Epsv, b"RETR big").await;
    soon(stream.read_u8()).await.unwrap();
    client.send(b"\xff\xf4\xff\xf2ABOR").await;
    client.expect_reply(426).await;
    client.expect_reply(226).await;
    client.expect("PWD", 257).await;
    assert_eq!(
        served.server.commands().last().map(String::as_str),
        Some("PWD")
    );
}

#[tokio::test]
async fn commands_sent_during_a_transfer_wait_for_their_turn() {
    let served = Served::new().await;
    let mut client = served.client().await;
    let mut stream = client.begin(Way::Pasv, b"STOR slow").await;
    client.send(b"NOOP").await;
    client.send(b"SIZE slow").await;
    stream.write_all(b"12345").await.unwrap();
    drop(stream);
    client.expect_reply(226).await;
    client.expect_reply(200).await;
    assert_eq!(client.reply().await, "213 5\r\n");
}

#[tokio::test]
async fn a_client_that_leaves_ends_its_transfer() {
    let served = Served::with(|options| options.rate = Some(1024)).await;
    served.write("big", &vec![7; 1_000_000]);
    let mut client = served.client().await;
    let mut stream = client.begin(Way::Epsv, b"RETR big").await;
    drop(client);
    let mut rest = Vec::new();
    let _ = soon(stream.read_to_end(&mut rest)).await;
    assert!(rest.len() < 1_000_000);
}

#[tokio::test]
async fn stopping_ends_sessions_and_transfers() {
    let served = Served::with(|options| options.rate = Some(1024)).await;
    served.write("big", &vec![7; 1_000_000]);
    let mut client = served.client().await;
    let mut stream = client.begin(Way::Epsv, b"RETR big").await;
    let address = served.server.address();
    soon(served.server.stop()).await;
    let _ = soon(stream.read_to_end(&mut Vec::new())).await;
    assert_eq!(code(&client.reply().await), 0);
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn dropping_ends_sessions_too() {
    let served = Served::new().await;
    let mut client = served.client().await;
    drop(served);
    assert_eq!(client.reply().await, "");
}

#[tokio::test]
async fn a_line_beyond_8_kib_is_refused_and_the_next_one_understood() {
    let served = Served::new().await;
    let mut client = served.client().await;
    client
        .expect(&format!("CWD {}", "x".repeat(100_000)), 500)
        .await;
    client.expect("NOOP", 200).await;
    client
        .expect(&format!("CWD {}", "x".repeat(8_000)), 550)
        .await;
}

#[tokio::test]
async fn ascii_transfers_convert_line_ends_and_have_no_size() {
    let served = Served::new().await;
    served.write("unix.txt", b"a\nb\n");
    let mut client = served.client().await;
    client.expect("TYPE A", 200).await;
    client.expect("SIZE unix.txt", 550).await;
    assert_eq!(
        client.download(Way::Epsv, b"RETR unix.txt").await,
        (b"a\r\nb\r\n".to_vec(), 226)
    );
    assert_eq!(
        client.upload(Way::Epsv, b"STOR up.txt", b"c\r\nd\r").await,
        226
    );
    assert_eq!(served.read("up.txt"), b"c\nd\r");
    client.expect("TYPE E", 504).await;
    client.expect("TYPE L 8", 200).await;
    client.expect("STRU R", 504).await;
    client.expect("MODE S", 200).await;
}

/// Whatever is sent, the server stays up and answers the next client.
#[test]
fn nothing_that_is_sent_brings_the_server_down() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let served = runtime.block_on(Served::new());
    let verbs = prop::sample::select(vec![
        "CWD ",
        "LIST ",
        "MLSD",
        "RETR ",
        "STOR ",
        "PORT ",
        "EPRT ",
        "EPSV ",
        "REST ",
        "MFMT ",
        "SITE CHMOD ",
        "OPTS MLST ",
        "RNFR ",
        "RNTO ",
        "TYPE ",
        "MLST ",
        "STAT ",
        "",
    ]);
    let lines = prop::collection::vec((verbs, prop::collection::vec(any::<u8>(), 0..24)), 1..6);
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        cases: 64,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    runner
        .run(&lines, |lines| {
            runtime.block_on(async {
                let mut client = served.client().await;
                for (verb, argument) in lines {
                    client.send(&[verb.as_bytes(), &argument].concat()).await;
                }
                drop(client);
                served.client().await.expect("PWD", 257).await;
            });
            Ok(())
        })
        .unwrap();
}
