//! What else belongs to a file: its time, its permissions, its line ends; and its name while it is
//! not whole.

use super::driver::{Driver, down, file, local_names, up};
use super::peers::Peer;
use super::support::server::Kind;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::time::{Duration, SystemTime};
use twoport::engine::DropOrder;
use twoport::model::{ModeChoice, Site, TransferType};
use twoport::server::ServerOptions;

async fn peers() -> Vec<Peer> {
    let mut peers = vec![Peer::embedded(|_| {}).await];
    peers.extend(Kind::ALL.into_iter().filter_map(Peer::real));
    peers
}

fn long_ago() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_001)
}

fn age(path: &Path) {
    let file = fs::File::options().write(true).open(path).unwrap();
    file.set_modified(long_ago()).unwrap();
}

fn is_old(path: &Path) -> bool {
    fs::metadata(path).unwrap().modified().unwrap() == long_ago()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn times_are_kept_both_ways_to_the_second() {
    for peer in peers().await {
        let local = tempfile::tempdir().unwrap();
        let here = local.path();
        fs::write(here.join("up"), "up").unwrap();
        age(&here.join("up"));
        peer.put("down", b"down");
        age(&peer.data.join("down"));
        let mut driver = Driver::connect(&peer.site).await;
        let carried = driver
            .carry(up(here, &peer.directory, vec![file("up")]))
            .await;
        assert_eq!(carried.all_done().only().note, None, "{:#?}", driver.log);
        assert!(is_old(&peer.data.join("up")), "{:#?}", driver.log);
        let items = driver.sources(&peer.directory, "down").await;
        let carried = driver.carry(down(&peer.directory, here, items)).await;
        carried.all_done();
        assert!(is_old(&here.join("down")), "{:#?}", driver.log);
        driver.quit().await;
    }
}

/// An upload to a server like this has the time of its source there.
async fn uploaded_with_its_time(adjust: impl FnOnce(&mut ServerOptions)) -> (Peer, Driver) {
    let peer = Peer::embedded(adjust).await;
    let local = tempfile::tempdir().unwrap();
    let mut driver = Driver::connect(&peer.site(ModeChoice::Auto, 0)).await;
    for name in ["one", "two"] {
        fs::write(local.path().join(name), name).unwrap();
        age(&local.path().join(name));
        let carried = driver
            .carry(up(local.path(), &peer.directory, vec![file(name)]))
            .await;
        carried.all_done();
        assert!(is_old(&peer.data.join(name)), "{:#?}", driver.log);
    }
    (peer, driver)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_server_does_not_know_is_not_asked_twice() {
    let (peer, driver) = uploaded_with_its_time(|options| {
        options.without = vec!["MFMT".into(), "MDTM SET".into()];
    })
    .await;
    assert_eq!(peer.count("MFMT"), 0, "FEAT says nothing of it");
    assert_eq!(peer.count("MDTM 2001"), 1);
    assert_eq!(peer.count("SITE UTIME"), 2);
    driver.quit().await;
    let (peer, driver) = uploaded_with_its_time(|options| {
        options.without = vec!["MFMT".into()];
    })
    .await;
    assert_eq!((peer.count("MDTM 2001"), peer.count("SITE")), (2, 0));
    driver.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clocks_of_another_zone_are_seen_through() {
    for (minutes, without) in [
        (120, vec![]),
        (120, vec!["MFMT"]),
        (-570, vec!["MFMT"]),
        (345, vec!["MFMT", "MDTM SET"]),
    ] {
        let (peer, mut driver) = uploaded_with_its_time(|options| {
            options.clock_ahead = jiff::SignedDuration::from_mins(minutes);
            options.without = without.into_iter().map(Into::into).collect();
        })
        .await;
        // What MDTM says is put right as well.
        let local = tempfile::tempdir().unwrap();
        let carried = driver
            .carry(down(&peer.directory, local.path(), vec![file("one")]))
            .await;
        carried.all_done();
        assert!(is_old(&local.path().join("one")), "{minutes}");
        driver.quit().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_keeps_no_times_is_told_of_once() {
    let peer = Peer::embedded(|options| {
        options.without = ["MFMT", "MDTM", "SITE UTIME"].map(Into::into).to_vec();
    })
    .await;
    let local = tempfile::tempdir().unwrap();
    for name in ["one", "two"] {
        fs::write(local.path().join(name), name).unwrap();
    }
    let mut driver = Driver::connect(&peer.site(ModeChoice::Auto, 0)).await;
    let items = vec![file("one"), file("two")];
    let carried = driver.carry(up(local.path(), &peer.directory, items)).await;
    let notes = carried.all_done().outcomes.iter();
    let notes: Vec<_> = notes
        .filter_map(|outcome| outcome.note.as_deref())
        .collect();
    assert_eq!(notes, ["the server does not let the file's time be set"]);
    driver.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn times_are_left_alone_where_that_is_wanted() {
    let peer = Peer::embedded(|_| {}).await;
    let local = tempfile::tempdir().unwrap();
    fs::write(local.path().join("x"), "x").unwrap();
    age(&local.path().join("x"));
    let mut site = peer.site.clone();
    site.policy.keep_times = false;
    let mut driver = Driver::connect(&site).await;
    let upload = up(local.path(), &peer.directory, vec![file("x")]);
    driver.carry(upload).await.all_done();
    assert!(!is_old(&peer.data.join("x")));
    assert_eq!(peer.count("MFMT") + peer.count("MDTM"), 0);
    driver.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn permissions_are_kept_where_the_server_lets_them() {
    for peer in peers().await {
        let local = tempfile::tempdir().unwrap();
        let path = local.path().join("x");
        fs::write(&path, "x").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o4750)).unwrap();
        let mut site = peer.site.clone();
        site.policy.keep_permissions = true;
        let mut driver = Driver::connect(&site).await;
        let upload = up(local.path(), &peer.directory, vec![file("x")]);
        let carried = driver.carry(upload).await;
        let note = carried.all_done().only().note.clone();
        let mode = fs::metadata(peer.data.join("x")).unwrap().permissions();
        match note {
            None => assert_eq!(mode.mode() & 0o7777, 0o750),
            Some(note) => assert!(note.starts_with("its permissions are not kept"), "{note}"),
        }
        driver.quit().await;
    }
}

fn as_text(mut order: DropOrder) -> DropOrder {
    order.transfer_type = TransferType::Ascii;
    order
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn text_keeps_its_lines_both_ways() {
    for peer in peers().await {
        let local = tempfile::tempdir().unwrap();
        let here = local.path();
        // Pure-FTPd drops every CR, also those that end no line.
        let lone = if peer.is_embedded() { "\r" } else { "" };
        let text = format!("one\ntwo{lone} three\n\nlast").repeat(5000);
        fs::write(here.join("text"), &text).unwrap();
        fs::write(here.join("bytes"), b"\r\n\n\r\x00").unwrap();
        let mut driver = Driver::connect(&peer.site(ModeChoice::Auto, 0)).await;
        let upload = up(here, &peer.directory, vec![file("text")]);
        driver.carry(as_text(upload)).await.all_done();
        let there = fs::read_to_string(peer.data.join("text")).unwrap();
        // vsftpd takes text for bytes unless it is told otherwise.
        let on_the_wire = text.replace('\n', "\r\n");
        assert!(there == text || there == on_the_wire);
        let upload = up(here, &peer.directory, vec![file("bytes")]);
        driver.carry(upload).await.all_done();
        assert_eq!(
            fs::read(peer.data.join("bytes")).unwrap(),
            b"\r\n\n\r\x00",
            "the next one is not taken for text"
        );
        assert_eq!(driver.names(&peer.directory).await.len(), 2);
        let back = tempfile::tempdir().unwrap();
        let download = down(&peer.directory, back.path(), vec![file("text")]);
        driver.carry(as_text(download)).await.all_done();
        assert!(fs::read_to_string(back.path().join("text")).unwrap() == text);
        assert_eq!(driver.names(&peer.directory).await.len(), 2);
        let types = driver.log.iter().filter(|line| line.contains("Sent TYPE"));
        assert!(types.count() <= 5, "{:#?}", driver.log);
        driver.quit().await;
    }
}

/// Uploads one file after another to a server that refuses something about their names.
async fn named_directly(adjust: impl FnOnce(&mut ServerOptions), why: &str) {
    let peer = Peer::embedded(adjust).await;
    let local = tempfile::tempdir().unwrap();
    let mut driver = Driver::connect(&peer.site(ModeChoice::Auto, 0)).await;
    for name in ["one", "two"] {
        fs::write(local.path().join(name), name).unwrap();
        let upload = up(local.path(), &peer.directory, vec![file(name)]);
        let carried = driver.carry(upload).await;
        let note = carried.all_done().only().note.clone();
        if name == "one" {
            let note = note.unwrap_or_default();
            assert!(note.contains(why), "{note}: {:#?}", driver.log);
        } else {
            assert_eq!(note, None, "it is said once");
        }
        assert_eq!(fs::read_to_string(peer.data.join(name)).unwrap(), name);
    }
    assert_eq!(local_names(&peer.data).len(), 2);
    assert_eq!(peer.count("STOR /."), 1, "it is tried once");
    driver.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn servers_that_do_not_rename_get_final_names() {
    let renaming = |verb: &str| (verb.to_owned(), "550 Renaming is not allowed".to_owned());
    for verb in ["RNFR", "RNTO"] {
        let why = "renaming is refused (550 Renaming is not allowed)";
        named_directly(|options| options.replies = vec![renaming(verb)], why).await;
    }
    let refused = ("STOR /.one.*".to_owned(), "553 No dots".to_owned());
    let why = "a temporary name is refused (553 No dots)";
    named_directly(|options| options.replies = vec![refused], why).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_to_be_replaced_is_even_where_rnto_does_not() {
    let peer = Peer::embedded(|options| options.without = vec!["RNTO REPLACE".into()]).await;
    peer.put("x", b"old");
    let local = tempfile::tempdir().unwrap();
    fs::write(local.path().join("x"), "new").unwrap();
    let mut driver = Driver::connect(&peer.site).await;
    let upload = up(local.path(), &peer.directory, vec![file("x")]);
    let upload = super::driver::with_answer(upload, twoport::model::OnConflict::Overwrite);
    driver.carry(upload).await.all_done();
    assert_eq!(fs::read(peer.data.join("x")).unwrap(), b"new");
    assert_eq!(local_names(&peer.data).len(), 1);
    driver.quit().await;
}

/// Nothing is seen under the final name before it is whole.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_server_gets_a_temporary_name_and_then_the_final_one() {
    for peer in peers().await {
        let local = tempfile::tempdir().unwrap();
        fs::write(local.path().join("x"), "x").unwrap();
        let mut driver = Driver::connect(&peer.site).await;
        let upload = up(local.path(), &peer.directory, vec![file("x")]);
        driver.carry(upload).await.all_done();
        let sent = |command: &str| driver.log.iter().any(|line| line.contains(command));
        assert!(sent("Sent RNTO") && !sent("/x..part/"), "{:#?}", driver.log);
        assert!(!driver.log.iter().any(|line| line.ends_with("STOR /x")));
        assert_eq!(local_names(&peer.data).len(), 1);
        driver.quit().await;
    }
}

fn site(peer: &Peer, verify: twoport::model::Verify) -> Site {
    let mut site = peer.site.clone();
    site.policy.verify = verify;
    site
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hashes_and_a_second_reading_prove_both_ways() {
    use twoport::model::Verify;
    for (verify, verb, without) in [
        (Verify::Hash, "HASH", vec![]),
        (Verify::Hash, "XSHA512", vec!["HASH"]),
        (
            Verify::Hash,
            "XCRC",
            vec!["HASH", "XSHA512", "XSHA256", "XSHA1", "XMD5"],
        ),
        (Verify::Full, "RETR", vec![]),
    ] {
        let peer = Peer::embedded(|options| {
            options.hashes = true;
            options.without = without.into_iter().map(Into::into).collect();
        })
        .await;
        let local = tempfile::tempdir().unwrap();
        fs::write(local.path().join("up"), "of this a hash").unwrap();
        peer.put("down", b"of that another");
        let mut driver = Driver::connect(&site(&peer, verify)).await;
        let upload = up(local.path(), &peer.directory, vec![file("up")]);
        assert_eq!(driver.carry(upload).await.all_done().only().note, None);
        let download = down(&peer.directory, local.path(), vec![file("down")]);
        assert_eq!(driver.carry(download).await.all_done().only().note, None);
        let extra = usize::from(verify == Verify::Full);
        assert_eq!(peer.count(verb), 2 + extra, "{verb}");
        driver.quit().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_does_not_prove_is_not_done_and_not_kept() {
    use twoport::model::Verify;
    let wrong = format!("213 SHA-512 0-1 {} x", "0".repeat(128));
    let peer = Peer::embedded(|options| {
        options.hashes = true;
        options.replies = vec![("HASH".into(), wrong)];
    })
    .await;
    let local = tempfile::tempdir().unwrap();
    fs::write(local.path().join("up"), "up").unwrap();
    peer.put("down", b"down");
    let mut driver = Driver::connect(&site(&peer, Verify::Hash)).await;
    let upload = up(local.path(), &peer.directory, vec![file("up")]);
    let problem = driver.carry(upload).await.failure();
    assert!(problem.contains("its SHA-512 is 000"), "{problem}");
    let download = down(&peer.directory, local.path(), vec![file("down")]);
    driver.carry(download).await.failure();
    assert_eq!(local_names(local.path()), [Path::new("up")]);
    assert_eq!(local_names(&peer.data), [Path::new("down")]);
    driver.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_hash_the_size_has_to_do_and_that_is_said() {
    let peer = Peer::embedded(|_| {}).await;
    peer.put("x", b"x");
    let local = tempfile::tempdir().unwrap();
    let mut driver = Driver::connect(&site(&peer, twoport::model::Verify::Hash)).await;
    let download = down(&peer.directory, local.path(), vec![file("x")]);
    let carried = driver.carry(download).await;
    let note = carried.all_done().only().note.clone();
    assert_eq!(note.as_deref(), Some("no hash offered: proved by size"));
    driver.quit().await;
}
