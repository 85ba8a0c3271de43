//! Trouble beyond the data connection: replies in place of work, lies, limits, and chance.

use super::client::{Client, Served, Way, code, soon};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use twoport::server::{
    DataFault, DataFaultKind, RandomFaults, RandomKind, ReplyFault, SizeAnswer, Trouble,
};

async fn troubled(adjust: impl FnOnce(&mut Trouble)) -> Served {
    let served = Served::with(|options| adjust(&mut options.trouble)).await;
    served.write("a", &vec![1; 100_000]);
    served
}

async fn struck_by(verb: &str, kind: DataFaultKind) -> Served {
    let fault = DataFault {
        verb: verb.into(),
        after_bytes: 1000,
        times: 1,
        kind,
    };
    let served = Served::with(|options| options.faults = vec![fault]).await;
    served.write("a", &vec![1; 100_000]);
    served
}

#[tokio::test]
async fn a_reply_may_come_in_place_of_work_as_often_as_told() {
    let fault = |verb: &str, code, times| ReplyFault {
        verb: verb.into(),
        code,
        times,
    };
    let replies = vec![
        fault("CWD", 450, 1),
        fault("RETR", 550, 2),
        fault("NOOP", 421, 1),
    ];
    let served = troubled(|trouble| trouble.replies = replies).await;
    let mut client = served.client().await;
    client.expect("CWD /", 450).await;
    client.expect("CWD /", 250).await;
    for _ in 0..2 {
        client.expect("EPSV", 229).await;
        client.expect("RETR a", 550).await;
    }
    // The port that was agreed on is gone with the refusal.
    client.expect("RETR a", 425).await;
    assert_eq!(client.download(Way::Epsv, b"RETR a").await.1, 226);
    client.expect("NOOP", 421).await;
    assert_eq!(client.reply().await, "", "421 is the end");
    let struck: Vec<_> = served.server.struck().into_iter().collect();
    let expected = [("CWD 450", 1), ("NOOP 421", 1), ("RETR 550", 2)];
    assert_eq!(
        struck,
        expected.map(|(what, times)| (what.to_owned(), times))
    );
}

#[tokio::test]
async fn size_may_be_off_or_no_number() {
    for (answer, said) in [
        (SizeAnswer::True, "213 100000\r\n"),
        (SizeAnswer::Off(-1000), "213 99000\r\n"),
        (SizeAnswer::Off(1000), "213 101000\r\n"),
        (SizeAnswer::Text("large".into()), "213 large\r\n"),
    ] {
        let served = troubled(|trouble| trouble.size = answer).await;
        let mut client = served.client().await;
        assert_eq!(client.ask("SIZE a").await, said);
    }
}

#[tokio::test]
async fn a_quota_stores_what_fits_and_says_552() {
    let served = troubled(|trouble| trouble.quota = Some(150_000)).await;
    let mut client = served.client().await;
    assert_eq!(
        client.upload(Way::Epsv, b"STOR b", &vec![2; 60_000]).await,
        552
    );
    assert_eq!(served.read("b").len(), 50_000);
    client.expect("DELE a", 250).await;
    assert_eq!(
        client.upload(Way::Epsv, b"STOR c", &vec![2; 60_000]).await,
        226
    );
}

#[tokio::test]
async fn who_is_idle_is_told_so_and_sent_away() {
    let limit = std::time::Duration::from_millis(50);
    let served = troubled(|trouble| trouble.idle_limit = Some(limit)).await;
    let mut client = served.client().await;
    assert_eq!(client.download(Way::Epsv, b"RETR a").await.1, 226);
    client.expect_reply(421).await;
    assert_eq!(client.reply().await, "");
}

#[tokio::test]
async fn all_data_may_pass_and_the_last_word_be_wrong() {
    for (kind, words) in [
        (DataFaultKind::WholeThen(451), &[451, 200][..]),
        (DataFaultKind::WholeThen226Twice, &[226, 226, 200]),
        (DataFaultKind::WholeThenGoodbye, &[226, 421, 0]),
        (DataFaultKind::WholeThenReset, &[0]),
    ] {
        let served = struck_by("RETR", kind).await;
        let mut client = served.client().await;
        let mut stream = client.begin(Way::Epsv, b"RETR a").await;
        let mut bytes = Vec::new();
        soon(stream.read_to_end(&mut bytes)).await.unwrap();
        assert_eq!(bytes.len(), 100_000, "{kind:?}");
        // What it has said so far is there before the answer to the next command.
        for word in words {
            if *word == 200 {
                client.send(b"NOOP").await;
            }
            let said = client.reply().await;
            let said = if said.is_empty() { 0 } else { code(&said) };
            assert_eq!(said, *word, "{kind:?}");
        }
        assert_eq!(served.server.struck().len(), 1, "{kind:?}");
    }
}

#[tokio::test]
async fn the_words_may_come_too_early_or_too_late() {
    let served = struck_by("RETR", DataFaultKind::Early226).await;
    let mut client = served.client().await;
    let (bytes, last) = client.download(Way::Epsv, b"RETR a").await;
    assert_eq!((bytes.len(), last), (100_000, 226));
    client.expect("NOOP", 200).await;

    let served = struck_by("RETR", DataFaultKind::Late150).await;
    let mut client = served.client().await;
    let data = client.data(Way::Epsv).await;
    client.send(b"RETR a").await;
    let mut bytes = Vec::new();
    soon(data.stream().await.read_to_end(&mut bytes))
        .await
        .unwrap();
    assert_eq!(bytes.len(), 100_000);
    client.expect_reply(150).await;
    client.expect_reply(226).await;
}

#[tokio::test]
async fn a_226_that_would_be_early_comes_at_the_end_of_a_shorter_stream() {
    let served = struck_by("RETR", DataFaultKind::Early226).await;
    served.write("short", b"x");
    let mut client = served.client().await;
    let (bytes, last) = client.download(Way::Epsv, b"RETR short").await;
    assert_eq!((bytes.as_slice(), last), (&b"x"[..], 226));
    assert!(served.server.struck().is_empty());
}

#[tokio::test]
async fn an_upload_may_be_reset_with_any_code() {
    let served = struck_by("STOR", DataFaultKind::ResetThen(552)).await;
    let mut client = served.client().await;
    let mut stream = client.begin(Way::Epsv, b"STOR b").await;
    // It may be reset before all has been written.
    let _ = stream.write_all(&[3; 2000]).await;
    client.expect_reply(552).await;
    assert_eq!(served.read("b").len(), 1000);
}

/// What happens to a file does not depend on what was asked before it.
#[tokio::test]
async fn chance_depends_on_the_name_and_the_number_of_the_try() {
    let faults = RandomFaults {
        seed: 11,
        per_mille: 300,
        within: 10,
        kinds: vec![RandomKind::Reply(450)],
    };
    let mut told = Vec::new();
    for reversed in [false, true] {
        let faults = faults.clone();
        let served = troubled(|trouble| trouble.random = Some(faults)).await;
        let mut client = served.client().await;
        let mut names: Vec<String> = (0..40).map(|number| format!("f{number}")).collect();
        for name in &names {
            served.write(name, b"x");
        }
        if reversed {
            names.reverse();
        }
        let mut codes = Vec::new();
        for name in &names {
            codes.push((name.clone(), retrieve(&mut client, name).await));
        }
        codes.sort();
        let count = codes.iter().filter(|(_, code)| *code == 450).count();
        assert_eq!(served.server.struck().get("RETR 450"), Some(&count));
        told.push(codes);
    }
    assert_eq!(told[0], told[1]);
}

async fn retrieve(client: &mut Client, name: &str) -> u16 {
    let _data = client.data(Way::Epsv).await;
    let said = code(&client.ask(&format!("RETR {name}")).await);
    if said == 150 {
        client.expect_reply(226).await;
    }
    said
}

#[tokio::test]
async fn bytes_are_counted_in_both_directions() {
    let served = troubled(|_| {}).await;
    let mut client = served.client().await;
    client.download(Way::Epsv, b"RETR a").await;
    client.upload(Way::Epsv, b"STOR b", &[1; 500]).await;
    assert_eq!(served.server.bytes_moved(), 100_500);
}
