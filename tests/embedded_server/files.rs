//! Names, dates, resuming and the walls of the folder.

use super::client::{Served, Way};
use super::sample;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};

#[tokio::test]
async fn directories_are_made_entered_and_removed() {
    let served = Served::new().await;
    let mut client = served.client().await;
    assert_eq!(
        client.ask("MKD say \"hi\"").await,
        "257 \"/say \"\"hi\"\"\" created\r\n"
    );
    client.expect("MKD say \"hi\"", 550).await;
    client.expect("CWD say \"hi\"", 250).await;
    assert!(
        client
            .ask("PWD")
            .await
            .starts_with("257 \"/say \"\"hi\"\"\" ")
    );
    client.expect("XMKD inner", 257).await;
    client.expect("CDUP", 250).await;
    client.expect("RMD say \"hi\"", 550).await;
    client.expect("RMD say \"hi\"/inner", 250).await;
    client.expect("XRMD say \"hi\"", 250).await;
    client.expect("CWD say \"hi\"", 550).await;
    client.expect("RMD /", 550).await;
}

#[tokio::test]
async fn files_are_renamed_and_deleted() {
    let served = Served::new().await;
    served.write("old", b"text");
    let mut client = served.client().await;
    client.expect("RNTO new", 503).await;
    client.expect("RNFR nothing", 550).await;
    client.expect("RNFR old", 350).await;
    client.expect("RNTO new", 250).await;
    assert_eq!(served.read("new"), b"text");
    client.expect("RNTO again", 503).await;
    client.expect("RNFR new", 350).await;
    client.expect("RNTO missing/new", 553).await;
    client.expect("DELE new", 250).await;
    client.expect("DELE new", 550).await;
}

#[tokio::test]
async fn size_date_and_mode_are_read_and_set() {
    let served = Served::new().await;
    served.write("a", b"12345");
    let mut client = served.client().await;
    assert_eq!(client.ask("SIZE a").await, "213 5\r\n");
    client.expect("SIZE /", 550).await;
    client.expect("SIZE b", 550).await;
    client.expect("MFMT 20200102030405 a", 213).await;
    assert_eq!(client.ask("MDTM a").await, "213 20200102030405\r\n");
    client.expect("MFMT yesterday a", 501).await;
    client.expect("SITE CHMOD 640 a", 200).await;
    let mode = std::fs::metadata(served.folder.path().join("a"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o7777, 0o640);
    client.expect("SITE CHMOD 99 a", 501).await;
    client.expect("SITE DANCE", 504).await;
}

#[tokio::test]
async fn a_missing_file_is_refused_before_any_150() {
    let served = Served::new().await;
    let mut client = served.client().await;
    for line in [
        "RETR none",
        "LIST none",
        "MLSD none",
        "NLST none",
        "STOR no/where",
        "RETR /",
    ] {
        let _data = client.data(Way::Epsv).await;
        let reply = client.ask(line).await;
        assert!(reply.starts_with("55"), "{line}: {reply}");
    }
}

#[tokio::test]
async fn downloads_go_on_from_rest() {
    let served = Served::new().await;
    let bytes = sample();
    served.write("a", &bytes);
    let mut client = served.client().await;
    client.expect("REST 299990", 350).await;
    assert_eq!(
        client.download(Way::Epsv, b"RETR a").await,
        (bytes[299_990..].to_vec(), 226)
    );
    // REST holds for one transfer.
    assert_eq!(
        client.download(Way::Epsv, b"RETR a").await.0.len(),
        bytes.len()
    );
    client.expect("REST 300000", 350).await;
    assert_eq!(
        client.download(Way::Epsv, b"RETR a").await,
        (Vec::new(), 226)
    );
    client.expect("REST 300001", 350).await;
    let _data = client.data(Way::Epsv).await;
    client.expect("RETR a", 554).await;
    client.expect("REST x", 501).await;
}

#[tokio::test]
async fn uploads_go_on_from_rest_and_cut_what_was_behind() {
    let served = Served::new().await;
    served.write("a", b"0123456789");
    let mut client = served.client().await;
    client.expect("REST 4", 350).await;
    assert_eq!(client.upload(Way::Pasv, b"STOR a", b"XY").await, 226);
    assert_eq!(served.read("a"), b"0123XY");
    assert_eq!(client.upload(Way::Pasv, b"APPE a", b"+more").await, 226);
    assert_eq!(served.read("a"), b"0123XY+more");
    assert_eq!(client.upload(Way::Pasv, b"APPE new", b"made").await, 226);
    assert_eq!(served.read("new"), b"made");
    assert_eq!(client.upload(Way::Pasv, b"STOR a", b"short").await, 226);
    assert_eq!(served.read("a"), b"short");
    client.expect("REST 6", 350).await;
    let _data = client.data(Way::Epsv).await;
    client.expect("STOR a", 554).await;
    assert_eq!(served.read("a"), b"short");
}

#[tokio::test]
async fn sparse_files_are_served() {
    let served = Served::new().await;
    let file = std::fs::File::create(served.folder.path().join("hole")).unwrap();
    file.set_len(5_000_000_000).unwrap();
    let mut client = served.client().await;
    assert_eq!(client.ask("SIZE hole").await, "213 5000000000\r\n");
    client.expect("REST 4999999000", 350).await;
    assert_eq!(
        client.download(Way::Epsv, b"RETR hole").await,
        (vec![0; 1000], 226)
    );
}

#[tokio::test]
async fn names_that_are_not_utf_8_come_and_go_unchanged() {
    let served = Served::new().await;
    let name = b"stra\xdfe \xff.txt";
    let mut client = served.client().await;
    let stored = client
        .upload(Way::Epsv, &[b"STOR ", &name[..]].concat(), b"x")
        .await;
    assert_eq!(stored, 226);
    assert!(served.folder.path().join(OsStr::from_bytes(name)).is_file());
    for verb in ["LIST", "NLST", "MLSD"] {
        let (listing, _) = client.download(Way::Epsv, verb.as_bytes()).await;
        let line_end = [&name[..], b"\r\n"].concat();
        assert!(listing.ends_with(&line_end), "{verb}");
    }
    let (bytes, _) = client
        .download(Way::Epsv, &[b"RETR ", &name[..]].concat())
        .await;
    assert_eq!(bytes, b"x");
    client.send(&[b"DELE ", &name[..]].concat()).await;
    client.expect_reply(250).await;
}

/// A folder with links that lead out of it, and the folder outside.
async fn walled() -> (Served, tempfile::TempDir) {
    let outside = tempfile::tempdir().unwrap();
    std::fs::write(outside.path().join("secret"), b"secret").unwrap();
    let served = Served::new().await;
    let root = served.folder.path();
    std::fs::create_dir(root.join("in")).unwrap();
    served.write("in/own", b"own");
    symlink(outside.path(), root.join("door")).unwrap();
    symlink(outside.path().join("secret"), root.join("window")).unwrap();
    symlink(outside.path().join("new"), root.join("letterbox")).unwrap();
    symlink("in/own", root.join("inside")).unwrap();
    (served, outside)
}

/// Commands that try to get out without data.
const ESCAPES: &str = "CWD ..|CDUP|CWD ../..|CWD /..|CWD in/../..|CWD door|MKD door/x|SIZE ../x|\
    SIZE window|MDTM door/secret|MLST window|RNFR door/secret|DELE door/secret|RMD ..|\
    SITE CHMOD 777 window|MFMT 20200102030405 window|STAT door";

/// Commands that try to get out with data.
const DATA_ESCAPES: &str = "RETR window|RETR door/secret|RETR ../secret|LIST door|MLSD ..|\
    NLST door|STOR door/new|STOR letterbox|STOR window|APPE window|STOR ../new";

#[tokio::test]
async fn nothing_outside_the_folder_is_reached() {
    let (served, outside) = walled().await;
    let mut client = served.client().await;
    for line in ESCAPES.split('|') {
        client.expect(line, 550).await;
    }
    for line in DATA_ESCAPES.split('|') {
        let _data = client.data(Way::Epsv).await;
        client.expect(line, 550).await;
    }
    let absolute = format!("SIZE {}/secret", outside.path().display());
    client.expect(&absolute, 550).await;
    client.expect("RNFR in/own", 350).await;
    client.expect("RNTO door/own", 550).await;
    let left = std::fs::read_dir(outside.path()).unwrap().count();
    assert_eq!(left, 1, "nothing came in");
    assert_eq!(
        std::fs::read(outside.path().join("secret")).unwrap(),
        b"secret"
    );
}

#[tokio::test]
async fn links_inside_are_followed_and_any_link_can_be_deleted() {
    let (served, outside) = walled().await;
    let mut client = served.client().await;
    assert_eq!(
        client.download(Way::Epsv, b"RETR inside").await,
        (b"own".to_vec(), 226)
    );
    client.expect("DELE window", 250).await;
    assert!(outside.path().join("secret").exists());
}
