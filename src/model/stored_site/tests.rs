use super::*;
use crate::model::site::Directory;
use crate::model::{OnConflict, RemotePath};
use proptest::prelude::*;
use secrecy::ExposeSecret as _;
use std::time::Duration;
use strum::IntoEnumIterator as _;

fn example(key: SiteKey) -> &'static str {
    match key {
        SiteKey::Host => "ftp.example.org",
        SiteKey::Port => "2121",
        SiteKey::User => "anna",
        SiteKey::Security => "implicit",
        SiteKey::Mode => "epsv",
        SiteKey::PortRange => "50000-50100",
        SiteKey::ExternalAddress => "203.0.113.7",
        SiteKey::UseAnnouncedAddress | SiteKey::KeepPermissions => "true",
        SiteKey::Charset => "latin1",
        SiteKey::RemoteDirectory => "/für",
        SiteKey::LocalDirectory => "~/work",
        SiteKey::Sessions => "0",
        SiteKey::LimitDown => "2M",
        SiteKey::LimitUp => "500k",
        SiteKey::OnConflict => "newer",
        SiteKey::Verify => "hash",
        SiteKey::UploadNaming => "direct",
        SiteKey::Account => "sales",
        SiteKey::KeepTimes => "false",
        SiteKey::Retries => "2",
        SiteKey::ConnectTimeout => "7",
        SiteKey::Timeout => "9",
        SiteKey::KeepAlive => "30",
        SiteKey::Proxy => "socks5://gate:1080",
        SiteKey::CaFile => "/etc/ca.pem",
        SiteKey::Fingerprint => {
            "SHA256:00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
        }
    }
}

fn full() -> StoredSite {
    let mut site = StoredSite::new("work/nas", "h").unwrap();
    for key in SiteKey::iter() {
        site.set(key, example(key)).unwrap();
    }
    site
}

#[test]
fn all_that_is_set_is_in_the_site_and_no_password() {
    let site = full().site(&Settings::default());
    assert_eq!((site.host.as_str(), site.port), ("ftp.example.org", 2121));
    assert_eq!(site.user, "anna");
    assert!(site.password.expose_secret().is_empty());
    assert_eq!(site.security, Security::Implicit);
    assert_eq!(site.mode, ModeChoice::Epsv);
    assert_eq!(site.port_range, Some((50_000, 50_100)));
    let directory = RemotePath::from_absolute(b"/f\xfcr");
    assert_eq!(site.directory, Some(Directory::Absolute(directory)));
    assert_eq!(
        (site.transfer_sessions, site.limits.up),
        (0, Some(500 << 10))
    );
    assert_eq!(site.policy.on_conflict, Some(OnConflict::Newer));
    assert_eq!(site.keep_alive, Some(Duration::from_secs(30)));
    assert_eq!(site.name.as_deref(), Some("work/nas"));
}

#[test]
fn what_is_not_set_is_as_for_all() {
    let settings = Settings {
        sessions: 7,
        ..Settings::default()
    };
    let mut stored = StoredSite::new("nas", "h").unwrap();
    stored.set(SiteKey::Security, "implicit").unwrap();
    let site = stored.site(&settings);
    assert_eq!((site.port, site.transfer_sessions), (990, 7));
    assert_eq!(site.user, "anonymous");
    stored.set(SiteKey::Security, " ").unwrap();
    assert_eq!(stored.site(&settings).port, 21);
}

#[test]
fn what_will_not_do_is_told() {
    let mut site = full();
    let before = site.clone();
    for (key, wrong) in [
        (SiteKey::Host, "a b"),
        (SiteKey::Host, "anna@h"),
        (SiteKey::Host, ""),
        (SiteKey::Port, "0"),
        (SiteKey::Mode, "sideways"),
        (SiteKey::Sessions, "17"),
        (SiteKey::Proxy, "socks5://a:secret@gate:1"),
        (SiteKey::User, "a\nb"),
        (SiteKey::KeepPermissions, "perhaps"),
    ] {
        let error = site.set(key, wrong).unwrap_err();
        assert!(!error.contains("secret"), "{error}");
    }
    assert_eq!(site, before);
}

#[test]
fn names_have_folders_and_no_colon() {
    assert_eq!(site_name(" work / nas "), Ok("work/nas".into()));
    for wrong in ["", "/", "a//b", "a/", "a:b", "a\nb"] {
        assert!(site_name(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn a_site_connected_to_is_told_apart() {
    let mut site = Site::anonymous("::1", 2121);
    site.user = "anna".into();
    let stored = StoredSite::of(&site);
    assert_eq!(stored.title(), "anna@[::1]:2121");
    let again = stored.site(&Settings::default());
    assert_eq!(again.label(), site.label());
}

proptest! {
    #[test]
    fn no_value_panics_and_what_is_taken_stays(key in 0..21_usize, text in "\\PC{0,24}") {
        let key = SiteKey::iter().nth(key).unwrap();
        let mut site = StoredSite::new("n", "h").unwrap();
        if site.set(key, &text).is_ok() && !text.trim().is_empty() {
            prop_assert_eq!(site.get(key), Some(text.trim()));
        }
        let _ = site.site(&Settings::default());
    }
}
