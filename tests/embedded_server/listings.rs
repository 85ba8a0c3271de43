//! What listings look like.

use super::client::{Served, Way};
use std::fs::{File, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::time::{Duration, SystemTime};

async fn furnished() -> Served {
    let served = Served::new().await;
    let root = served.folder.path();
    std::fs::create_dir(root.join("dir")).unwrap();
    std::fs::set_permissions(root.join("dir"), Permissions::from_mode(0o1755)).unwrap();
    served.write("a file.txt", b"12345");
    served.write(".hidden", b"");
    symlink("a file.txt", root.join("link")).unwrap();
    let old = SystemTime::UNIX_EPOCH + Duration::from_secs(1_577_934_245);
    File::options()
        .write(true)
        .open(root.join("a file.txt"))
        .unwrap()
        .set_modified(old)
        .unwrap();
    std::fs::set_permissions(root.join("a file.txt"), Permissions::from_mode(0o640)).unwrap();
    served
}

#[tokio::test]
async fn list_is_what_ls_prints() {
    let served = furnished().await;
    let mut client = served.client().await;
    let lines = client.lines("LIST").await;
    assert_eq!(lines.len(), 3);
    assert!(lines[0].starts_with("-rw-r----- ") && lines[0].ends_with(" Jan  2  2020 a file.txt"));
    assert!(lines[0].contains(" 5 Jan "));
    assert!(lines[1].starts_with("drwxr-xr-t ") && lines[1].ends_with(" dir"));
    assert_eq!(
        lines[1].as_bytes()[lines[1].len() - 7],
        b':',
        "a new entry has a time of day"
    );
    assert!(lines[2].starts_with("lrwxrwxrwx ") && lines[2].ends_with(" link -> a file.txt"));
    assert_eq!(client.lines("LIST -a").await.len(), 6);
    assert_eq!(client.lines("LIST -la dir").await.len(), 2);
    let one = client.lines("LIST -l a file.txt").await;
    assert_eq!(one, [lines[0].clone()]);
}

#[tokio::test]
async fn nlst_gives_names_that_can_be_asked_for() {
    let served = furnished().await;
    served.write("dir/inner", b"x");
    let mut client = served.client().await;
    assert_eq!(client.lines("NLST").await, ["a file.txt", "dir", "link"]);
    assert_eq!(client.lines("NLST dir").await, ["dir/inner"]);
    assert_eq!(client.lines("NLST a file.txt").await, ["a file.txt"]);
}

#[tokio::test]
async fn mlsd_and_mlst_tell_the_facts() {
    let served = furnished().await;
    let mut client = served.client().await;
    let lines = client.lines("MLSD").await;
    assert_eq!(lines.len(), 6);
    let line = lines
        .iter()
        .find(|line| line.ends_with("; a file.txt"))
        .unwrap();
    assert!(line.starts_with("type=file;size=5;modify=20200102030405;perm=adfrw;unique="));
    assert!(line.contains(";UNIX.mode=0640; "));
    assert!(
        lines
            .iter()
            .any(|line| line.starts_with("type=dir;modify=") && line.ends_with("; dir"))
    );
    assert!(
        lines
            .iter()
            .any(|line| line.starts_with("type=cdir;") && line.ends_with("; ."))
    );
    assert!(
        lines
            .iter()
            .any(|line| line.starts_with("type=OS.unix=slink:a file.txt;"))
    );
    let one = client.expect("MLST a file.txt", 250).await;
    assert!(one.contains("\r\n type=file;size=5;") && one.contains("; /a file.txt\r\n"));
    client.expect("MLST none", 550).await;
    let _data = client.data(Way::Epsv).await;
    client.expect("MLSD a file.txt", 550).await;
}

#[tokio::test]
async fn opts_mlst_chooses_the_facts() {
    let served = furnished().await;
    let mut client = served.client().await;
    assert_eq!(
        client.ask("OPTS MLST Size;type;nonsense;").await,
        "200 MLST OPTS type;size;\r\n"
    );
    let lines = client.lines("MLSD").await;
    assert!(lines.contains(&"type=file;size=5; a file.txt".to_owned()));
    let features = client.expect("FEAT", 211).await;
    assert!(features.contains("\r\n MLST type*;size*;modify;perm;unique;UNIX.mode;\r\n"));
    assert_eq!(client.ask("OPTS MLST").await, "200 MLST OPTS\r\n");
    assert!(
        client
            .lines("MLSD")
            .await
            .contains(&" a file.txt".to_owned())
    );
    client.expect("OPTS UTF8 ON", 200).await;
    client.expect("OPTS NONSENSE", 501).await;
}

#[tokio::test]
async fn stat_lists_on_the_control_connection() {
    let served = furnished().await;
    let mut client = served.client().await;
    let reply = client.expect("STAT /", 213).await;
    assert!(reply.contains(" a file.txt\r\n"));
    client.expect("STAT", 211).await;
    client.expect("SYST", 215).await;
    client.expect("HELP", 214).await;
}
