//! The site manager, and the sites connected to last in a pane without a connection.

use crate::fixtures::{now, started};
use crate::sheet;
use jiff::SignedDuration;
use twoport::app::sites::SiteTest;
use twoport::app::{App, Key, Message, Overlay};
use twoport::model::doctor::{DoctorStep, DoctorStepState};
use twoport::model::{SiteBook, SiteKey, StoredSite};

fn stored(name: &str, host: &str, values: &[(SiteKey, &str)]) -> StoredSite {
    let mut site = StoredSite::new(name, host).unwrap();
    for (key, text) in values {
        site.set(*key, text).unwrap();
    }
    site
}

fn book() -> SiteBook {
    let work = [
        (SiteKey::User, "anna"),
        (SiteKey::Mode, "passive"),
        (SiteKey::RemoteDirectory, "/pub"),
        (SiteKey::LocalDirectory, "~/work"),
        (SiteKey::KeepAlive, "30"),
    ];
    let mut book: SiteBook = [
        stored("work/ftp.example.org", "ftp.example.org", &work),
        stored("work/mirror.example.net", "mirror.example.net", &[]),
        stored("work/nas", "192.168.1.9", &[(SiteKey::Port, "2121")]),
        stored("public mirrors/a", "a.example.net", &[]),
        stored("public mirrors/写真", "b.example.net", &[]),
    ]
    .into_iter()
    .collect();
    let before = |hours| now() - SignedDuration::from_hours(hours);
    let user = [(SiteKey::User, "anna"), (SiteKey::Port, "2121")];
    book.used(stored("", "old.example.org", &user), before(80));
    book.used(StoredSite::named("work/nas"), before(30));
    book.used(StoredSite::named("work/ftp.example.org"), before(1));
    book
}

/// One state of many, for every size.
pub(crate) fn state(which: usize, size: (u16, u16)) -> App {
    let mut app = started(size);
    app.sites = book();
    app.keeps_passwords = true;
    match which {
        0 => press(&mut app, "Alt-S"),
        1 => press(&mut app, "Alt-S Tab Tab Tab Tab"),
        2 => press(&mut app, "Alt-S G Enter / n a"),
        3 => press(&mut app, "Alt-S g g x"),
        4 => {
            press(&mut app, "Alt-S j j j Tab");
            tested(&mut app);
        }
        5 => press(&mut app, "2 Down"),
        6 => press(&mut app, "Alt-S n Tab h Tab x Ctrl-S"),
        _ => press(
            &mut app,
            "Alt-S Tab Shift-Tab Shift-Tab Shift-Tab Shift-Tab Space",
        ),
    }
    app
}

fn press(app: &mut App, keys: &str) {
    for name in keys.split_whitespace() {
        let key: Key = name.parse().unwrap();
        app.update(Message::Key(key), now());
    }
}

fn tested(app: &mut App) {
    let step = |label, state, text: &str| DoctorStep {
        label,
        state,
        text: text.into(),
        took: None,
    };
    let Some(Overlay::Sites(manager)) = &mut app.overlay else {
        panic!("the manager is open")
    };
    manager.test = Some(SiteTest {
        request: None,
        steps: vec![
            step("name", DoctorStepState::Ok, "203.0.113.7 (A)"),
            step("greeting", DoctorStepState::Ok, "220 ProFTPD ready"),
            step(
                "TLS",
                DoctorStepState::Ok,
                "1.3, the certificate is trusted",
            ),
            step("login", DoctorStepState::Ok, "230 anna"),
            step("features", DoctorStepState::Ok, "EPSV EPRT MLST REST UTF8"),
            step("passive v4", DoctorStepState::Running, "EPSV, dialling"),
        ],
        lacks_password: false,
        end: Some((true, "it works: TLS 1.3, EPSV".into())),
    });
}

fn check(name: &str, which: usize) {
    sheet::check(name, |size| state(which, size));
}

#[test]
fn the_tree_has_the_keys() {
    check("sites_tree", 0);
}

#[test]
fn the_form_has_the_keys() {
    check("sites_form", 1);
}

#[test]
fn a_site_is_looked_for() {
    check("sites_find", 2);
}

#[test]
fn a_folder_is_to_go() {
    check("sites_remove", 3);
}

#[test]
fn a_site_was_tested() {
    check("sites_test", 4);
}

#[test]
fn recent_sites_stand_in_a_pane_without_a_connection() {
    check("sites_recent", 5);
}

#[test]
fn a_choice_of_the_form_is_changed() {
    check("sites_choice", 7);
    check("sites_wrong", 6);
}
