//! The demo: its folders, its server, and that nothing is left of them.

use super::client::{Client, Way};
use secrecy::ExposeSecret;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::time::Duration;
use twoport::demo::{Demo, DemoOptions};
use twoport::model::site::Directory;

async fn log_in(demo: &Demo) -> Client {
    let site = demo.site();
    let address = format!("{}:{}", site.host, site.port).parse().unwrap();
    let mut client = Client::dial(address).await;
    client.expect(&format!("USER {}", site.user), 331).await;
    client
        .expect(&format!("PASS {}", site.password.expose_secret()), 230)
        .await;
    client.expect("TYPE I", 200).await;
    let Some(Directory::Absolute(path)) = site.directory else {
        panic!("a directory is named")
    };
    client.expect(&format!("CWD {}", path.display()), 250).await;
    client
}

#[tokio::test]
async fn the_demo_can_be_looked_at_and_leaves_nothing_behind() {
    let quick = DemoOptions {
        rate: None,
        dial_delay: Duration::ZERO,
        ..DemoOptions::default()
    };
    let demo = Demo::start(quick).await.unwrap();
    let (local, remote) = (
        demo.local_directory().to_owned(),
        demo.server_directory().to_owned(),
    );
    let mut client = log_in(&demo).await;
    let names = client.lines("NLST").await;
    for name in [
        "release-1.4.0.iso",
        "dataset-001.parquet",
        "incoming",
        "logs",
        "public_html",
    ] {
        assert!(names.iter().any(|listed| listed == name), "{name}");
    }
    assert_eq!(
        client.ask("SIZE release-1.4.0.iso").await,
        "213 209715200\r\n"
    );
    assert_eq!(
        client.ask("MDTM release-1.4.0.iso").await,
        "213 20261101120000\r\n"
    );
    let (down, last) = client.download(Way::Port, b"RETR firmware-2.1.bin").await;
    assert_eq!((down.len(), last), (3 * 1024 * 1024 + 513, 226));
    assert!(local.join("notes für Müller.txt").is_file());

    fs::set_permissions(local.join("site"), fs::Permissions::from_mode(0o555)).unwrap();
    drop(demo);
    assert!(!local.exists() && !remote.exists());
}

#[tokio::test]
async fn large_samples_cost_no_disk() {
    let demo = Demo::start(DemoOptions::default()).await.unwrap();
    let image = fs::metadata(demo.server_directory().join("pub/release-1.4.0.iso")).unwrap();
    assert_eq!(image.len(), 200 * 1024 * 1024);
    assert!(
        image.blocks() * 512 <= 4 * 1024 * 1024,
        "{} blocks",
        image.blocks()
    );
}

#[tokio::test]
async fn the_demo_knows_its_user_and_anonymous_only() {
    let demo = Demo::start(DemoOptions::default()).await.unwrap();
    let mut client = Client::dial(demo.server().address()).await;
    client.expect("USER demo", 331).await;
    client.expect("PASS wrong", 530).await;
    client.expect("USER anonymous", 331).await;
    client.expect("PASS x", 230).await;
}
