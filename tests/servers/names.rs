//! Names that are not UTF-8, on every server: read in the right character set, carried down as text
//! and up again as the same bytes, made, renamed and deleted.

use super::driver::{Driver, down, file, folder, local_names, remote, up};
use super::peers::Peer;
use super::scripted::{Scripted, Then};
use super::support::server::Kind;
use super::support::tree;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use twoport::engine::{Command, Event};
use twoport::model::{
    Charset, EntryKind, ModeChoice, Name, NameCoding, RemotePath, Site, TransferState,
};

/// A folder and two files, as text and as the bytes on the server's disk.
struct Sample {
    charset: &'static str,
    texts: [&'static str; 3],
    bytes: [&'static [u8]; 3],
}

const SAMPLES: [Sample; 5] = [
    Sample {
        charset: "windows-1251",
        texts: ["Новая папка", "отчёт за март.doc", "яблоко и моя змея.txt"],
        bytes: [
            b"\xcd\xee\xe2\xe0\xff \xef\xe0\xef\xea\xe0",
            b"\xee\xf2\xf7\xb8\xf2 \xe7\xe0 \xec\xe0\xf0\xf2.doc",
            b"\xff\xe1\xeb\xee\xea\xee \xe8 \xec\xee\xff \xe7\xec\xe5\xff.txt",
        ],
    },
    Sample {
        charset: "windows-1252",
        texts: ["Müllers Ordner", "Grüße aus Köln.txt", "Straße – Café.pdf"],
        bytes: [
            b"M\xfcllers Ordner",
            b"Gr\xfc\xdfe aus K\xf6ln.txt",
            b"Stra\xdfe \x96 Caf\xe9.pdf",
        ],
    },
    Sample {
        charset: "Shift_JIS",
        texts: ["新しいフォルダ", "日本語の資料.txt", "写真の一覧.jpg"],
        bytes: [
            b"\x90V\x82\xb5\x82\xa2\x83t\x83H\x83\x8b\x83_",
            b"\x93\xfa\x96{\x8c\xea\x82\xcc\x8e\x91\x97\xbf.txt",
            b"\x8e\xca\x90^\x82\xcc\x88\xea\x97\x97.jpg",
        ],
    },
    // The second bytes of 表 and ソ are backslashes.
    Sample {
        charset: "Shift_JIS",
        texts: ["新しいフォルダ", "表示テスト.txt", "写真の一覧ソート.jpg"],
        bytes: [
            b"\x90V\x82\xb5\x82\xa2\x83t\x83H\x83\x8b\x83_",
            b"\x95\\\x8e\xa6\x83e\x83X\x83g.txt",
            b"\x8e\xca\x90^\x82\xcc\x88\xea\x97\x97\x83\\\x81[\x83g.jpg",
        ],
    },
    Sample {
        charset: "GBK",
        texts: ["新建文件夹", "学习资料.txt", "中文文件名称.doc"],
        bytes: [
            b"\xd0\xc2\xbd\xa8\xce\xc4\xbc\xfe\xbc\xd0",
            b"\xd1\xa7\xcf\xb0\xd7\xca\xc1\xcf.txt",
            b"\xd6\xd0\xce\xc4\xce\xc4\xbc\xfe\xc3\xfb\xb3\xc6.doc",
        ],
    },
];

impl Sample {
    fn charset(&self) -> Charset {
        self.charset.parse().unwrap()
    }

    fn has_backslashes(&self) -> bool {
        self.bytes.iter().any(|name| name.contains(&b'\\'))
    }

    /// Makes the folder with both files in it.
    fn make(&self, root: &Path, names: [&OsStr; 3]) {
        let [folder, one, other] = names;
        fs::create_dir_all(root.join(folder)).unwrap();
        fs::write(root.join(folder).join(one), self.charset).unwrap();
        fs::write(root.join(folder).join(other), b"").unwrap();
    }
}

fn os(name: &[u8]) -> &OsStr {
    OsStr::from_bytes(name)
}

fn site(peer: &Peer, charset: Option<Charset>) -> Site {
    let mut site = peer.site(ModeChoice::Auto, 1);
    site.charset = charset;
    site
}

async fn coding(driver: &mut Driver, wanted: NameCoding) {
    let told = driver.event("how names are read", |event| match event {
        Event::NamesChanged(names) => (*names == wanted).then_some(()),
        _ => None,
    });
    told.await;
}

/// One of the two files is deleted, and the other gets its name.
async fn renamed(driver: &mut Driver, inner: &RemotePath, sample: &Sample) {
    let from = inner.join(&Name::new(sample.bytes[1]));
    let to = inner.join(&Name::new(sample.bytes[2]));
    let targets = vec![(to.clone(), EntryKind::File)];
    driver
        .ask(|request| Command::Delete { request, targets })
        .await
        .unwrap();
    let told = driver
        .ask(|request| Command::Rename { request, from, to })
        .await
        .unwrap();
    assert_eq!(
        told,
        format!("renamed {} to {}", sample.texts[1], sample.texts[2])
    );
}

/// What the user says, or nothing: then the folder's names are guessed from.
async fn carried(peer: &Peer, sample: &Sample, said: bool) {
    if sample.has_backslashes() && !peer.takes_backslashes() {
        return;
    }
    let charset = sample.charset();
    sample.make(&peer.data, sample.bytes.map(os));
    peer.own();
    let mut driver = Driver::connect(&site(peer, said.then_some(charset))).await;
    assert_eq!(driver.names(&peer.directory).await, [sample.bytes[0]]);
    let inner = peer.path(sample.bytes[0]);
    assert_eq!(driver.names(&inner).await.len(), 2);
    coding(&mut driver, charset.into()).await;

    let local = tempfile::tempdir().unwrap();
    let (here, expected) = (local.path().join("here"), local.path().join("expected"));
    fs::create_dir(&here).unwrap();
    sample.make(&expected, sample.texts.map(OsStr::new));
    let items = vec![folder(sample.bytes[0])];
    driver
        .carry(down(&peer.directory, &here, items))
        .await
        .all_done();
    tree::assert_same(&expected, &here);

    let back = peer.path("back");
    let request = |request| Command::MakeDir {
        request,
        path: back.clone(),
    };
    driver.ask(request).await.unwrap();
    let items = vec![folder(sample.texts[0])];
    driver.carry(up(&here, &back, items)).await.all_done();
    let original = local.path().join("original");
    sample.make(&original, sample.bytes.map(os));
    tree::assert_same(&original, &peer.data.join("back"));

    renamed(&mut driver, &inner, sample).await;
    let targets =
        ["back".as_bytes(), sample.bytes[0]].map(|name| (peer.path(name), EntryKind::Dir));
    driver
        .ask(|request| Command::Delete {
            request,
            targets: targets.to_vec(),
        })
        .await
        .unwrap();
    assert!(local_names(&peer.data).is_empty());
    // With another character set said, the server is not asked to change what it does.
    let switched = driver.log.iter().any(|line| line.contains("OPTS UTF8 ON"));
    let offered = driver.log.iter().any(|line| line.contains(" UTF8"));
    assert_eq!(switched, offered && !said, "{:#?}", driver.log);
    driver.quit().await;
}

/// A name that no character set reads is fetched, renamed and deleted all the same.
async fn unreadable(peer: &Peer) {
    let name: &[u8] = b"\x95 \xfc\xff.bin";
    let sjis: Charset = "shift_jis".parse().unwrap();
    peer.put(os(name), b"data");
    let mut driver = Driver::connect(&site(peer, Some(sjis))).await;
    let local = tempfile::tempdir().unwrap();
    driver
        .carry(down(&peer.directory, local.path(), vec![file(name)]))
        .await
        .all_done();
    assert_eq!(local_names(local.path()), [Path::new(os(name))]);
    let (from, to) = (peer.path(name), peer.path(b"\xff\x95"));
    let targets = vec![(to.clone(), EntryKind::File)];
    driver
        .ask(|request| Command::Rename { request, from, to })
        .await
        .unwrap();
    assert_eq!(driver.names(&peer.directory).await, [b"\xff\x95"]);
    driver
        .ask(|request| Command::Delete { request, targets })
        .await
        .unwrap();
    assert!(local_names(&peer.data).is_empty());
    driver.quit().await;
}

macro_rules! on_each {
    ($($server:ident: $peer:expr;)*) => {$(
        mod $server {
            use super::*;

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn are_guessed() {
                if let Some(peer) = $peer {
                    for sample in &SAMPLES {
                        carried(&peer, sample, false).await;
                    }
                }
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn are_what_the_user_says() {
                if let Some(peer) = $peer {
                    for sample in &SAMPLES {
                        carried(&peer, sample, true).await;
                    }
                }
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn can_be_unreadable() {
                if let Some(peer) = $peer {
                    unreadable(&peer).await;
                }
            }
        }
    )*};
}

on_each! {
    embedded: Some(Peer::embedded(|_| {}).await);
    vsftpd: Peer::real(Kind::Vsftpd);
    proftpd: Peer::real(Kind::Proftpd);
    pure_ftpd: Peer::real(Kind::PureFtpd);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_name_that_cannot_be_written_is_refused_before_anything_is_sent() {
    let peer = Peer::embedded(|_| {}).await;
    let latin: Charset = "latin1".parse().unwrap();
    let local = tempfile::tempdir().unwrap();
    for name in ["日本.txt", "für.txt"] {
        fs::write(local.path().join(name), name).unwrap();
    }
    fs::create_dir(local.path().join("写真")).unwrap();
    let mut driver = Driver::connect(&site(&peer, Some(latin))).await;
    let items = vec![file("日本.txt"), file("für.txt"), folder("写真")];
    let carried = driver.carry(up(local.path(), &peer.directory, items)).await;
    let refused: Vec<_> = carried
        .outcomes
        .iter()
        .filter(|outcome| outcome.state == TransferState::Failed)
        .map(|outcome| {
            (
                outcome.retriable,
                outcome.problem.as_ref().unwrap().to_string(),
            )
        })
        .collect();
    assert_eq!(refused.len(), 2, "{carried:#?}");
    for (retriable, problem) in refused {
        assert!(!retriable);
        assert!(
            problem.contains("cannot be written in windows-1252"),
            "{problem}"
        );
    }
    assert_eq!(local_names(&peer.data), [Path::new(os(b"f\xfcr.txt"))]);
    assert_eq!((peer.count("MKD"), peer.count("STOR")), (0, 1));
    driver.quit().await;
}

/// The same file in other bytes than would be written now: it is asked about, and replaced.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_is_there_in_utf8_is_the_same_file() {
    let peer = Peer::embedded(|_| {}).await;
    let cyrillic: Charset = "windows-1251".parse().unwrap();
    peer.put("да.txt", b"old");
    let local = tempfile::tempdir().unwrap();
    fs::write(local.path().join("да.txt"), "new").unwrap();
    let mut driver = Driver::connect(&site(&peer, Some(cyrillic))).await;
    let order = up(local.path(), &peer.directory, vec![file("да.txt")]);
    let order = super::driver::with_answer(order, twoport::model::OnConflict::Overwrite);
    driver.carry(order).await.all_done();
    assert_eq!(local_names(&peer.data), [Path::new("да.txt")]);
    assert_eq!(fs::read(peer.data.join("да.txt")).unwrap(), b"new");
    driver.quit().await;
}

/// A guess stays for the session, and what the user says goes before it from then on.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_guess_stays_until_the_user_says_otherwise() {
    let peer = Peer::embedded(|_| {}).await;
    let [russian, german, ..] = &SAMPLES;
    russian.make(&peer.data, russian.bytes.map(os));
    let mut driver = Driver::connect(&site(&peer, None)).await;
    driver.names(&peer.directory).await;
    driver.names(&peer.path(russian.bytes[0])).await;
    coding(&mut driver, russian.charset().into()).await;
    german.make(&peer.data, german.bytes.map(os));
    driver.names(&peer.directory).await;
    driver.send(Command::SetCharset(Some(german.charset())));
    coding(&mut driver, german.charset().into()).await;
    let local = tempfile::tempdir().unwrap();
    let items = vec![folder(german.bytes[0])];
    driver
        .carry(down(&peer.directory, local.path(), items))
        .await
        .all_done();
    assert_eq!(local_names(local.path()), [Path::new(german.texts[0])]);
    driver.send(Command::SetCharset(None));
    coding(&mut driver, russian.charset().into()).await;
    driver.quit().await;
}

/// A server that nobody knows, with the file `я` and nothing else, which it wants to hear of in one
/// way. The lines it got with byte 255 in them, that byte written as `*`.
async fn asked_for_byte_255(knows_telnet: bool) -> Vec<String> {
    let heard = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let lines = std::sync::Arc::clone(&heard);
    let server = Scripted::start_raw(move |talk, line| {
        let Some(path) = line.iter().position(|byte| *byte == 255) else {
            match line {
                b"CWD /plain" => talk.say("550 Not there"),
                b"RNTO /plain" => talk.say("250 Done"),
                _ => return Then::Usual,
            }
            return Then::Answered;
        };
        let (verb, name) = line.split_at(path);
        let shown = format!(
            "{}{}",
            String::from_utf8_lossy(verb),
            "*".repeat(name.len())
        );
        lines.lock().unwrap().push(shown);
        let wanted: &[u8] = if knows_telnet { b"\xff\xff" } else { b"\xff" };
        talk.say(match (name == wanted, verb) {
            (false, _) | (_, b"CWD /") => "550 Not there",
            (true, b"SIZE /") => "213 7",
            (true, b"RNFR /") => "350 And now?",
            (true, _) => "250 Done",
        });
        Then::Answered
    });
    let mut driver = Driver::connect(&server.site).await;
    let (from, to) = (remote(b"/\xff"), remote("/plain"));
    driver
        .ask(|request| Command::Rename { request, from, to })
        .await
        .unwrap();
    let targets = vec![(remote(b"/\xff"), EntryKind::File)];
    driver
        .ask(|request| Command::Delete { request, targets })
        .await
        .unwrap();
    driver.quit().await;
    heard.lock().unwrap().clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn how_byte_255_is_sent_is_found_out_before_anything_is_changed() {
    assert_eq!(
        asked_for_byte_255(true).await,
        ["SIZE /**", "RNFR /**", "DELE /**"]
    );
    assert_eq!(
        asked_for_byte_255(false).await,
        ["SIZE /**", "SIZE /*", "RNFR /*", "DELE /*"]
    );
}
