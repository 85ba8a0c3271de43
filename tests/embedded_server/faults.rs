//! Misbehaviour on demand.

use super::client::{Client, Served, Way, code, soon};
use std::net::Ipv4Addr;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use twoport::server::{DataFault, DataFaultKind};

async fn faulty(verb: &str, after_bytes: u64, times: usize, kind: DataFaultKind) -> Served {
    let fault = DataFault {
        verb: verb.into(),
        after_bytes,
        times,
        kind,
    };
    let served = Served::with(|options| options.faults = vec![fault]).await;
    served.write("a", &vec![1; 400_000]);
    served
}

#[tokio::test]
async fn a_short_file_may_be_called_complete() {
    let served = faulty("RETR", 300_001, 1, DataFaultKind::CloseThen226).await;
    let mut client = served.client().await;
    let (bytes, last) = client.download(Way::Epsv, b"RETR a").await;
    assert_eq!((bytes.len(), last), (300_001, 226));
    let (bytes, last) = client.download(Way::Epsv, b"RETR a").await;
    assert_eq!((bytes.len(), last), (400_000, 226), "the fault is used up");
}

#[tokio::test]
async fn a_closed_or_reset_stream_is_followed_by_426() {
    for (kind, is_reset) in [
        (DataFaultKind::CloseThen426, false),
        (DataFaultKind::ResetThen426, true),
    ] {
        let served = faulty("RETR", 1000, 2, kind).await;
        let mut client = served.client().await;
        for _ in 0..2 {
            let mut stream = client.begin(Way::Pasv, b"RETR a").await;
            client.expect_reply(426).await;
            let mut bytes = Vec::new();
            let ended = soon(stream.read_to_end(&mut bytes)).await;
            assert_eq!(ended.is_err(), is_reset, "{kind:?}");
            assert!(bytes.len() <= 1000);
        }
        assert_eq!(client.download(Way::Pasv, b"RETR a").await.1, 226);
    }
}

#[tokio::test]
async fn an_upload_may_be_cut_short() {
    let served = faulty("STOR", 1000, 1, DataFaultKind::CloseThen426).await;
    let mut client = served.client().await;
    assert_eq!(
        client.upload(Way::Epsv, b"STOR b", &vec![2; 400_000]).await,
        426
    );
    assert_eq!(served.read("b").len(), 1000);
}

#[tokio::test]
async fn a_stalled_download_ends_by_abor_or_when_the_client_closes() {
    let served = faulty("RETR", 1000, 2, DataFaultKind::Stall).await;
    let mut client = served.client().await;
    let mut stream = client.begin(Way::Epsv, b"RETR a").await;
    soon(stream.read_exact(&mut [0; 1000])).await.unwrap();
    client.expect("ABOR", 426).await;
    client.expect_reply(226).await;
    let mut stream = client.begin(Way::Epsv, b"RETR a").await;
    soon(stream.read_exact(&mut [0; 1000])).await.unwrap();
    drop(stream);
    client.expect_reply(426).await;
}

#[tokio::test]
async fn a_stalled_upload_ends_by_abor() {
    let served = faulty("STOR", 10, 1, DataFaultKind::Stall).await;
    let mut client = served.client().await;
    let mut stream = client.begin(Way::Epsv, b"STOR b").await;
    stream.write_all(&[3; 100]).await.unwrap();
    client.expect("ABOR", 426).await;
    client.expect_reply(226).await;
}

#[tokio::test]
async fn the_final_reply_may_stay_away() {
    let served = faulty("MLSD", u64::MAX, 1, DataFaultKind::NoFinalReply).await;
    let mut client = served.client().await;
    let mut stream = client.begin(Way::Epsv, b"MLSD").await;
    let mut listing = String::new();
    soon(stream.read_to_string(&mut listing)).await.unwrap();
    assert!(listing.ends_with("; a\r\n"), "the listing itself is whole");
    client.expect("NOOP", 200).await;
}

#[tokio::test]
async fn the_control_connection_may_be_cut() {
    let served = faulty("RETR", 1000, 1, DataFaultKind::ControlCut).await;
    let mut client = served.client().await;
    let (bytes, last) = client.download(Way::Epsv, b"RETR a").await;
    assert_eq!((bytes.len(), last), (1000, 0));
}

#[tokio::test]
async fn verbs_can_be_missing_silent_or_scripted() {
    let served = Served::with(|options| {
        options.without = vec!["MLSD".into(), "EPSV".into(), "rest".into()];
        options.silent = vec!["NOOP".into()];
        options.replies = vec![
            ("PWD".into(), "257 not quoted".into()),
            ("CWD /locked".into(), "550-It is\r\n550 locked".into()),
        ];
        options.greeting = "Two\nlines".into();
    })
    .await;
    let mut client = Client::dial_silently(served.server.address()).await;
    assert_eq!(client.reply().await, "220-Two\r\n220 lines\r\n");
    client.expect("USER anna", 331).await;
    client.expect("PASS x", 230).await;
    client.expect("MLSD", 500).await;
    client.expect("epsv", 500).await;
    let features = client.expect("FEAT", 211).await;
    assert!(!features.contains("MLST") && !features.contains("EPSV") && !features.contains("REST"));
    assert!(features.contains(" EPRT\r\n") && features.contains(" UTF8\r\n"));
    assert_eq!(client.ask("PWD").await, "257 not quoted\r\n");
    assert_eq!(
        client.ask("cwd /locked").await,
        "550-It is\r\n550 locked\r\n"
    );
    client.expect("CWD /", 250).await;
    client.send(b"NOOP").await;
    client.expect("SYST", 215).await;
    assert!(served.server.commands().contains(&"NOOP".to_owned()));
}

#[tokio::test]
async fn pasv_can_name_another_address() {
    let served = Served::with(|options| options.pasv_address = Some(Ipv4Addr::new(10, 0, 0, 5)));
    let served = served.await;
    served.write("a", b"x");
    let mut client = served.client().await;
    assert!(client.expect("PASV", 227).await.contains("(10,0,0,5,"));
    // The port is true all the same.
    assert_eq!(
        client.download(Way::Pasv, b"RETR a").await,
        (b"x".to_vec(), 226)
    );
}

#[tokio::test]
async fn delays_hold_back_the_greeting_the_replies_and_the_dialling() {
    let delay = Duration::from_millis(30);
    let served = Served::with(|options| {
        options.accept_delay = delay;
        options.reply_delay = delay;
        options.dial_delay = delay;
    })
    .await;
    let began = Instant::now();
    let mut client = Client::dial(served.server.address()).await;
    assert!(began.elapsed() >= delay * 2);
    client.expect("USER anna", 331).await;
    client.expect("PASS x", 230).await;
    let data = client.data(Way::Port).await;
    let began = Instant::now();
    client.send(b"LIST").await;
    let _stream = data.stream().await;
    assert!(began.elapsed() >= delay);
    assert_eq!(code(&client.reply().await), 150);
    assert_eq!(code(&client.reply().await), 226);
}

#[tokio::test]
async fn the_rate_holds_a_transfer_back() {
    let served = Served::with(|options| options.rate = Some(1_000_000)).await;
    served.write("a", &vec![1; 200_000]);
    let mut client = served.client().await;
    let began = Instant::now();
    let (bytes, last) = client.download(Way::Epsv, b"RETR a").await;
    assert_eq!((bytes.len(), last), (200_000, 226));
    assert!(began.elapsed() >= Duration::from_millis(200));
}
