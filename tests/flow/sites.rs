//! The site manager, connecting to sites that are kept, and pasted paths.

use crate::screen::*;
use secrecy::ExposeSecret as _;
use twoport::app::sites::{Part, RowKind, SiteField, SiteManager};
use twoport::app::{
    Effect, Field, Link, LocalJob, LocalOutcome, Message, Overlay, PasswordFor, PasswordJob,
    PasswordOutcome, SiteJob, SiteOutcome,
};
use twoport::engine::problem::Cause;
use twoport::engine::{Command, Event, Problem};
use twoport::model::site::Directory;
use twoport::model::{
    Fingerprint, Login, ModeChoice, Pin, Security, Shelf, Shore, SiteBook, SiteKey, StoredSite,
};

fn stored(name: &str, values: &[(SiteKey, &str)]) -> StoredSite {
    let mut site = StoredSite::new(name, "ftp.example.org").unwrap();
    for (key, text) in values {
        site.set(*key, text).unwrap();
    }
    site
}

fn book() -> SiteBook {
    [
        stored(
            "work/nas",
            &[(SiteKey::User, "anna"), (SiteKey::Mode, "active")],
        ),
        stored("work/deep/web", &[]),
        stored("mirror", &[(SiteKey::RemoteDirectory, "/pub")]),
    ]
    .into_iter()
    .collect()
}

/// Not connected, with these sites.
fn offline() -> Screen {
    let mut screen = Screen::offline();
    screen.app.sites = book();
    screen
}

fn opened() -> Screen {
    let mut screen = offline();
    screen.keys("Alt-S");
    screen
}

fn manager(screen: &Screen) -> &SiteManager {
    match &screen.app.overlay {
        Some(Overlay::Sites(manager)) => manager,
        other => panic!("no manager but {other:?}"),
    }
}

fn rows(screen: &Screen) -> Vec<String> {
    let rows = manager(screen).rows(&screen.app.sites);
    rows.iter()
        .map(|row| format!("{}{}", " ".repeat(row.depth), row.title))
        .collect()
}

fn at(screen: &Screen) -> String {
    let manager = manager(screen);
    manager.rows(&screen.app.sites)[manager.cursor]
        .title
        .clone()
}

/// What is asked of the file, beside reading it when it is shown.
fn jobs(screen: &mut Screen) -> Vec<SiteJob> {
    let effects = screen.take().into_iter();
    effects
        .filter_map(|effect| match effect {
            Effect::Sites(job) => Some(job).filter(|job| *job != SiteJob::Read),
            _ => None,
        })
        .collect()
}

fn changed(screen: &mut Screen, book: SiteBook, name: Option<&str>) {
    let name = name.map(str::to_owned);
    screen.send(Message::Sites(Ok(SiteOutcome::Changed { book, name })));
}

#[test]
fn what_was_added_elsewhere_is_there_when_the_sites_are_shown() {
    let mut screen = Screen::online();
    screen.take();
    screen.keys("Alt-S");
    let asked = |effect: &Effect| matches!(effect, Effect::Sites(SiteJob::Read));
    assert!(screen.take().iter().any(asked));
    let book = [stored("elsewhere", &[])].into_iter().collect();
    screen.send(Message::Sites(Ok(SiteOutcome::Read(book))));
    let Some(Overlay::Sites(manager)) = &screen.app.overlay else {
        panic!("the sites are shown")
    };
    assert_eq!(manager.rows(&screen.app.sites).len(), 1);
}

#[test]
fn the_tree_is_walked_folders_open_and_close() {
    let mut screen = opened();
    assert_eq!(rows(&screen), ["work", " deep", "  web", " nas", "mirror"]);
    assert_eq!(at(&screen), "web");
    screen.keys("Left");
    assert_eq!(at(&screen), "deep");
    screen.keys("Left Left");
    assert_eq!((rows(&screen).len(), at(&screen)), (4, "work".into()));
    screen.keys("Enter");
    assert_eq!(rows(&screen), ["work", "mirror"]);
    screen.keys("l G");
    assert_eq!(at(&screen), "mirror");
    assert_eq!(manager(&screen).form.text(SiteField::Name), "mirror");
    screen.keys("Esc");
    assert!(screen.app.overlay.is_none());
}

#[test]
fn a_site_is_found_by_a_part_of_its_name() {
    let mut screen = opened();
    screen.keys("/");
    screen.text("NA");
    assert_eq!(rows(&screen), ["work/nas"]);
    screen.keys("Enter");
    assert_eq!(manager(&screen).part, Part::Tree);
    assert_eq!(
        manager(&screen).form.text(SiteField::Value(SiteKey::User)),
        "anna"
    );
    screen.keys("Esc");
    assert_eq!(rows(&screen).len(), 5, "Esc leaves one level");
}

#[test]
fn a_new_site_is_filled_in_and_kept() {
    let mut screen = opened();
    screen.keys("G n");
    screen.text("nas2");
    screen.keys("Tab");
    screen.text("192.168.1.9");
    screen.keys("Tab");
    screen.text("2121");
    screen.keys("Tab Space Ctrl-S");
    let jobs = jobs(&mut screen);
    let [SiteJob::Put { before: None, site }] = jobs.as_slice() else {
        panic!("{jobs:?}")
    };
    assert_eq!(site.name, "nas2");
    let values: Vec<_> = site.values().collect();
    let expected = [
        (SiteKey::Host, "192.168.1.9"),
        (SiteKey::Port, "2121"),
        (SiteKey::Security, "required"),
    ];
    assert_eq!(values, expected);
    let mut book = book();
    book.put((**site).clone());
    changed(&mut screen, book, Some("nas2"));
    assert_eq!(at(&screen), "nas2");
    assert!(!manager(&screen).form.is_changed());
    screen.keys("Esc");
    assert_eq!(manager(&screen).part, Part::Tree);
}

#[test]
fn what_is_wrong_is_told_at_the_field_to_blame() {
    let mut screen = opened();
    screen.keys("G n Tab");
    screen.text("h");
    screen.keys("Tab");
    screen.text("70000");
    screen.keys("Ctrl-S");
    assert!(jobs(&mut screen).is_empty());
    let form = &manager(&screen).form;
    assert!(form.error.as_ref().unwrap().contains("needs a name"));
    assert_eq!(form.field, Some(SiteField::Name));
    screen.text("x");
    screen.keys("Ctrl-S");
    let form = &manager(&screen).form;
    assert_eq!(form.field, Some(SiteField::Value(SiteKey::Port)));
    assert!(form.error.as_ref().unwrap().contains("Port"), "{form:?}");
}

#[test]
fn a_changed_form_is_not_thrown_away_by_one_key() {
    let mut screen = opened();
    screen.keys("G Tab");
    screen.text("x");
    screen.keys("Esc");
    assert_eq!(manager(&screen).part, Part::Form);
    assert!(
        manager(&screen)
            .form
            .error
            .as_ref()
            .unwrap()
            .contains("not kept yet")
    );
    screen.keys("Esc");
    assert_eq!(manager(&screen).part, Part::Tree);
    let host = SiteField::Value(SiteKey::Host);
    assert_eq!(manager(&screen).form.text(host), "ftp.example.org");
}

#[test]
fn sites_and_folders_are_renamed_duplicated_and_deleted() {
    let mut screen = opened();
    screen.keys("G F2 Ctrl-U");
    screen.text("work/mirror");
    screen.keys("Ctrl-S");
    let put = jobs(&mut screen);
    let [
        SiteJob::Put {
            before: Some(before),
            site,
        },
    ] = put.as_slice()
    else {
        panic!("{put:?}")
    };
    assert_eq!(
        (before.name.as_str(), site.name.as_str()),
        ("mirror", "work/mirror")
    );
    screen.keys("Esc g g r Ctrl-U");
    screen.text("office");
    screen.keys("Enter");
    let renamed = SiteJob::Rename {
        from: "work".into(),
        to: "office".into(),
    };
    assert_eq!(jobs(&mut screen), [renamed]);
    screen.keys("G d");
    assert_eq!(manager(&screen).form.text(SiteField::Name), "mirror copy");
    screen.keys("Esc g g x");
    assert_eq!(manager(&screen).asks, Some(("work".into(), 2)));
    screen.keys("Enter");
    assert!(jobs(&mut screen).is_empty(), "Enter deletes nothing");
    screen.keys("x y");
    assert_eq!(jobs(&mut screen), [SiteJob::Remove("work".into())]);
    let left = [stored("mirror", &[])].into_iter().collect();
    changed(&mut screen, left, None);
    assert_eq!(rows(&screen), ["mirror"]);
}

#[test]
fn the_cursor_stays_on_its_site_when_one_above_it_goes() {
    let mut screen = offline();
    let all = ["a", "mirror", "z"].map(|name| stored(name, &[]));
    screen.app.sites = all.into_iter().collect();
    screen.keys("Alt-S g g x y");
    assert_eq!(jobs(&mut screen), [SiteJob::Remove("a".into())]);
    screen.keys("Down");
    assert_eq!(at(&screen), "mirror");
    let left = ["mirror", "z"].map(|name| stored(name, &[]));
    changed(&mut screen, left.into_iter().collect(), None);
    assert_eq!(at(&screen), "mirror");
    screen.keys("Enter");
    assert_eq!(connecting(&mut screen).name.as_deref(), Some("mirror"));
}

/// Another program has added a site to the file, which is read when the manager opens.
#[test]
fn the_cursor_stays_on_its_site_when_one_comes_above_it() {
    for keys in ["g g", "G", "G Up"] {
        let mut screen = offline();
        let mut here: SiteBook = [stored("mirror", &[])].into_iter().collect();
        here.used(stored("", &[(SiteKey::User, "anna")]), screen.now);
        let mut read = here.clone();
        read.put(stored("a", &[]));
        screen.app.sites = here;
        screen.keys("Alt-S G Enter");
        screen.keys(keys);
        let before = (at(&screen), rows(&screen));
        screen.send(Message::Sites(Ok(SiteOutcome::Read(read))));
        assert_eq!(rows(&screen).len(), before.1.len() + 1);
        assert_eq!(at(&screen), before.0, "{keys}");
    }
}

fn connecting(screen: &mut Screen) -> Box<twoport::model::Site> {
    let commands = screen.commands().into_iter();
    let mut sites = commands.filter_map(|command| match command {
        Command::Connect(site) => Some(site),
        _ => None,
    });
    sites.next().expect("a connection is being made")
}

#[test]
fn enter_connects_with_all_that_is_set() {
    let mut screen = offline();
    let more = [
        (SiteKey::LocalDirectory, "~/mirror"),
        (SiteKey::Sessions, "1"),
    ];
    screen.app.sites.put(stored("mirror", &more));
    screen.keys("Alt-S G Enter");
    let site = connecting(&mut screen);
    assert_eq!(site.name.as_deref(), Some("mirror"));
    assert_eq!(
        (site.transfer_sessions, site.user.as_str()),
        (1, "anonymous")
    );
    assert!(screen.app.overlay.is_none());
    screen.connected();
    let used = jobs(&mut screen);
    assert!(matches!(used.as_slice(), [SiteJob::Used { site, .. }] if site.name == "mirror"));
}

#[test]
fn the_local_pane_goes_to_the_site_s_folder() {
    let mut screen = offline();
    screen
        .app
        .sites
        .put(stored("mirror", &[(SiteKey::LocalDirectory, "~/mirror")]));
    screen.keys("Alt-S G Enter");
    let jobs = screen.jobs();
    assert!(
        matches!(jobs.as_slice(), [(_, LocalJob::List(path))] if path.ends_with("anna/mirror")),
        "{jobs:?}"
    );
}

#[test]
fn a_site_with_a_user_takes_the_stored_password_or_asks() {
    let mut screen = opened();
    screen.app.keeps_passwords = true;
    screen.keys("G Up Enter");
    let Some(Overlay::Connect(form)) = &screen.app.overlay else {
        panic!("{:?}", screen.app.overlay)
    };
    assert_eq!(form.field, Field::Password);
    let login = Login::new("anna", "ftp.example.org", 21);
    let found = PasswordOutcome::Looked(login, Some(Shelf::File));
    screen.send(Message::Passwords(found));
    let asked = screen.take();
    assert!(
        asked
            .iter()
            .any(|effect| matches!(effect, Effect::Passwords(PasswordJob::Find(_)))),
        "{asked:?}"
    );
    let password = Some("s3cret".to_owned().into());
    let login = Login::new("anna", "ftp.example.org", 21);
    let found = PasswordOutcome::Found(login, password);
    screen.send(Message::Passwords(found));
    let site = connecting(&mut screen);
    assert_eq!(site.password.expose_secret(), "s3cret");
    assert_eq!(
        (site.mode, site.name.as_deref()),
        (ModeChoice::Active, Some("work/nas"))
    );
}

#[test]
fn a_password_typed_in_the_quick_form_keeps_the_site_s_settings() {
    let mut screen = opened();
    screen.keys("G Up Enter");
    screen.text("pw");
    screen.keys("Enter");
    let site = connecting(&mut screen);
    assert_eq!(site.password.expose_secret(), "pw");
    assert_eq!(
        (site.mode, site.name.as_deref()),
        (ModeChoice::Active, Some("work/nas"))
    );
}

#[test]
fn connecting_from_the_form_keeps_what_stands_there() {
    let mut screen = opened();
    screen.keys("G n");
    screen.text("quick");
    screen.keys("Tab");
    screen.text("ftps://anna:pw@h/srv");
    screen.keys("Enter");
    let effects = screen.take();
    let kept = effects.iter().find_map(|effect| match effect {
        Effect::Sites(SiteJob::Put { site, .. }) => Some(site.clone()),
        _ => None,
    });
    let kept = kept.unwrap();
    assert_eq!((kept.name.as_str(), kept.host()), ("quick", "h"));
    assert!(!format!("{kept:?}").contains("pw"));
    let site = effects.into_iter().find_map(|effect| match effect {
        Effect::Engine(Command::Connect(site)) => Some(site),
        _ => None,
    });
    let site = site.unwrap();
    assert_eq!((site.security, site.port), (Security::Implicit, 990));
    assert_eq!(site.password.expose_secret(), "pw");
    assert_eq!(site.directory, Some(Directory::FromLogin(b"srv".to_vec())));
}

#[test]
fn a_test_tells_what_works_and_stays_in_the_form() {
    let mut screen = opened();
    screen.keys("G");
    screen.take();
    screen.keys("t");
    let commands = screen.commands();
    let [
        Command::Doctor {
            request,
            site: Some(site),
            ..
        },
    ] = commands.as_slice()
    else {
        panic!("{commands:?}")
    };
    assert_eq!(site.host, "ftp.example.org");
    let problem = Problem::new(Cause::Connection, "Nobody is there");
    screen.event(Event::Failed {
        request: *request,
        problem,
    });
    let test = manager(&screen).test.as_ref().unwrap();
    assert!(test.end.as_ref().unwrap().1.contains("Nobody is there"));
    screen.keys("t");
    screen.take();
    screen.keys("Esc");
    assert!(matches!(
        screen.commands().as_slice(),
        [Command::Abandon(_)]
    ));
}

/// A site with a user is being tested, and its stored password is asked for.
fn looking_for_password() -> (Screen, Login) {
    let mut screen = opened();
    screen.app.keeps_passwords = true;
    screen.keys("G Up");
    screen.take();
    screen.keys("t");
    let asked = screen.take();
    let [Effect::Passwords(PasswordJob::Find(login))] = asked.as_slice() else {
        panic!("{asked:?}")
    };
    let login = login.clone();
    (screen, login)
}

#[test]
fn a_test_whose_password_does_not_come_ends_with_the_words_for_it() {
    let locked = |whose| PasswordOutcome::Locked { whose, new: false };
    let failed = |whose| {
        let problem = Problem::new(Cause::Local, "the keyring did not answer");
        PasswordOutcome::Failed(whose, problem)
    };
    let cases: [(&dyn Fn(PasswordFor) -> PasswordOutcome, &str); 2] = [
        (&locked, "the master password is needed"),
        (&failed, "the keyring did not answer"),
    ];
    for (outcome, words) in cases {
        let (mut screen, login) = looking_for_password();
        // What comes of another login has no part in it.
        let other = Login::new("anna", "other", 21);
        screen.send(Message::Passwords(outcome(PasswordFor::Keep(other))));
        assert!(manager(&screen).test.as_ref().unwrap().end.is_none());
        screen.send(Message::Passwords(outcome(PasswordFor::Find(login))));
        let test = manager(&screen).test.as_ref().unwrap();
        let (well, told) = test.end.clone().unwrap();
        assert!(!well && told.contains(words), "{told}");
    }
}

#[test]
fn a_test_sends_no_empty_password_unless_it_is_insisted_on() {
    let (mut screen, login) = looking_for_password();
    screen.send(Message::Passwords(PasswordOutcome::Found(
        login.clone(),
        None,
    )));
    assert!(screen.commands().is_empty());
    let (well, told) = manager(&screen).test.as_ref().unwrap().end.clone().unwrap();
    let words = "no password is known for anna: type it, or t tests with an empty one";
    assert_eq!((well, told.as_str()), (false, words));
    screen.keys("t");
    screen.take();
    screen.send(Message::Passwords(PasswordOutcome::Found(login, None)));
    let commands = screen.commands();
    assert!(
        matches!(commands.as_slice(), [Command::Doctor { .. }]),
        "{commands:?}"
    );
}

#[test]
fn a_test_waits_on_while_a_password_is_being_stored() {
    let (mut screen, login) = looking_for_password();
    let other = Login::new("anna", "other", 21);
    let kept = PasswordOutcome::Kept(other, Shelf::Keyring);
    screen.send(Message::Passwords(kept));
    let password = Some("s3cret".to_owned().into());
    let found = PasswordOutcome::Found(login, password);
    screen.send(Message::Passwords(found));
    let commands = screen.commands();
    assert!(
        matches!(commands.as_slice(), [Command::Doctor { .. }]),
        "{commands:?}"
    );
}

#[test]
fn a_site_that_is_kept_late_is_not_replaced_by_the_next_one() {
    let mut screen = opened();
    screen.keys("G n");
    screen.text("first");
    screen.keys("Tab");
    screen.text("h1");
    screen.keys("Ctrl-S Esc");
    let put = jobs(&mut screen);
    let [SiteJob::Put { before: None, site }] = put.as_slice() else {
        panic!("{put:?}")
    };
    screen.keys("n");
    let mut book = screen.app.sites.clone();
    book.put((**site).clone());
    let name = Some(site.name.clone());
    screen.send(Message::Sites(Ok(SiteOutcome::Changed { book, name })));
    screen.text("second");
    screen.keys("Tab");
    screen.text("h2");
    screen.keys("Ctrl-S");
    let put = jobs(&mut screen);
    let [SiteJob::Put { before, site }] = put.as_slice() else {
        panic!("{put:?}")
    };
    assert_eq!((before, site.name.as_str()), (&None, "second"));
}

#[test]
fn of_two_that_are_being_kept_the_one_that_failed_is_not_taken_for_kept() {
    let mut screen = opened();
    screen.keys("G n");
    screen.text("first");
    screen.keys("Tab");
    screen.text("h1");
    screen.keys("Ctrl-S");
    screen.text("x");
    screen.keys("Ctrl-S");
    let put = jobs(&mut screen);
    let [SiteJob::Put { site, .. }, SiteJob::Put { .. }] = put.as_slice() else {
        panic!("{put:?}")
    };
    let mut book = screen.app.sites.clone();
    book.put((**site).clone());
    let name = Some(site.name.clone());
    screen.send(Message::Sites(Ok(SiteOutcome::Changed { book, name })));
    assert!(!manager(&screen).form.is_changed());
    screen.send(Message::Sites(Err("the disk is full".into())));
    let form = &manager(&screen).form;
    assert!(form.is_changed());
    assert_eq!(form.before.as_ref(), Some(&**site));
    assert_eq!(form.error.as_deref(), Some("the disk is full"));
}

#[test]
fn a_url_pasted_in_the_tree_begins_a_site_and_the_password_is_never_printed() {
    let mut screen = opened();
    screen.send(Message::Paste("ftp://anna:hunter2@h:2121/pub\n".into()));
    let form = &manager(&screen).form;
    assert_eq!(form.text(SiteField::Value(SiteKey::Port)), "2121");
    assert_eq!(form.password.value(), "hunter2");
    assert!(!format!("{:?}", screen.app).contains("hunter2"));
}

#[test]
fn sites_connected_to_last_are_rows_of_the_remote_pane() {
    let mut screen = offline();
    let now = screen.now;
    screen
        .app
        .sites
        .used(stored("", &[(SiteKey::Port, "2121")]), now);
    screen.app.sites.used(StoredSite::named("gone"), now);
    screen.app.sites.used(StoredSite::named("mirror"), now);
    assert_eq!(screen.app.recent_sites().len(), 2);
    screen.keys("2 Down Down Enter");
    let site = connecting(&mut screen);
    assert_eq!((site.port, site.name.clone()), (2121, None));
    screen.connected();
    assert!(
        screen.app.recent_sites().is_empty(),
        "the listing is there instead"
    );
    let first = &screen.app.sites.recent[0].site;
    assert_eq!(first.address(), "ftp.example.org:2121");
}

#[test]
fn recent_sites_stand_in_the_tree_and_can_be_kept() {
    let mut screen = offline();
    let now = screen.now;
    screen
        .app
        .sites
        .used(stored("", &[(SiteKey::Port, "2121")]), now);
    screen.keys("Alt-S G Enter G");
    let row = manager(&screen).rows(&screen.app.sites).pop().unwrap();
    assert_eq!(row.kind, RowKind::Recent(0));
    screen.keys("Tab Shift-Tab");
    screen.text("kept");
    screen.keys("Ctrl-S");
    let put = jobs(&mut screen);
    assert!(
        matches!(put.as_slice(), [SiteJob::Put { before: None, site }] if site.name == "kept"),
        "{put:?}"
    );
}

#[test]
fn a_key_that_is_for_another_row_says_so() {
    let mut screen = offline();
    let now = screen.now;
    screen
        .app
        .sites
        .used(stored("", &[(SiteKey::Port, "2121")]), now);
    screen.keys("Alt-S G");
    for key in ["r", "x", "d", "t", "T"] {
        screen.keys("k G");
        assert!(manager(&screen).form.error.is_none(), "{key}");
        screen.keys(key);
        let told = manager(&screen).form.error.clone().unwrap_or_default();
        assert!(told.contains("for a site"), "{key}: {told}");
    }
}

#[test]
fn what_came_with_an_import_is_told() {
    let mut screen = opened();
    screen.keys("i");
    screen.text("/tmp/sitemanager.xml");
    screen.keys("Enter");
    assert_eq!(
        jobs(&mut screen),
        [SiteJob::Import(Some("/tmp/sitemanager.xml".into()))]
    );
    screen.send(Message::Sites(Ok(SiteOutcome::Imported {
        book: book(),
        lines: vec!["3 sites came".into()],
    })));
    assert!(matches!(
        &screen.app.overlay,
        Some(Overlay::Notice { lines, .. }) if lines == &["3 sites came"]
    ));
}

#[test]
fn importing_ends_where_it_began() {
    let imported = |lines: &[&str]| {
        Message::Sites(Ok(SiteOutcome::Imported {
            book: book(),
            lines: lines.iter().map(|line| (*line).to_owned()).collect(),
        }))
    };
    let mut screen = opened();
    screen.keys("Down Down");
    let before = at(&screen);
    // Thought better of.
    screen.keys("i Esc");
    assert_eq!(at(&screen), before);
    // Done, and read.
    screen.keys("i Enter");
    screen.send(imported(&["3 sites came"]));
    screen.keys("Esc");
    assert_eq!(at(&screen), before);
    // Failed.
    screen.keys("i Enter");
    screen.send(Message::Sites(Err("no such file".into())));
    assert_eq!(manager(&screen).form.error.as_deref(), Some("no such file"));
    screen.keys("Esc");
    assert!(screen.app.overlay.is_none());
    // Ctrl-C leaves all of it.
    let mut screen = opened();
    screen.keys("i Ctrl-C");
    assert!(screen.app.overlay.is_none());
}

#[test]
fn a_failure_is_told_in_the_manager() {
    let mut screen = opened();
    screen.send(Message::Sites(Err("the disk is full".into())));
    assert_eq!(
        manager(&screen).form.error.as_deref(),
        Some("the disk is full")
    );
}

#[test]
fn what_could_not_be_kept_still_counts_as_changed() {
    let mut screen = opened();
    screen.keys("G Tab");
    screen.text("x");
    screen.keys("Ctrl-S");
    let before = |jobs: &[SiteJob]| match jobs {
        [SiteJob::Put { before, .. }] => before.clone().unwrap(),
        other => panic!("{other:?}"),
    };
    let first = before(&jobs(&mut screen));
    screen.send(Message::Sites(Err("the disk is full".into())));
    assert!(manager(&screen).form.is_changed());
    screen.keys("Ctrl-S");
    assert_eq!(
        before(&jobs(&mut screen)),
        first,
        "it stands there as it did"
    );
    screen.send(Message::Sites(Err("the disk is full".into())));
    screen.keys("Esc");
    assert_eq!(
        manager(&screen).part,
        Part::Form,
        "one key throws nothing away"
    );
}

#[test]
fn pasted_paths_are_picked_up_if_they_are_there() {
    let mut screen = Screen::online();
    screen.send(Message::Paste("'/srv/a b.txt' /srv/c".into()));
    let jobs = screen.jobs();
    let [(request, LocalJob::Recognize(readings))] = jobs.as_slice() else {
        panic!("{jobs:?}")
    };
    let words: Vec<std::path::PathBuf> = vec!["/srv/a b.txt".into(), "/srv/c".into()];
    assert!(readings.contains(&words));
    screen.send(Message::Local {
        request: *request,
        outcome: Ok(LocalOutcome::Recognized {
            folder: "/srv".into(),
            entries: vec![file("a b.txt", 3), directory("c")],
            elsewhere: 0,
        }),
    });
    let carry = screen.app.carry.as_ref().unwrap();
    assert_eq!(
        (carry.shore, carry.from.clone()),
        (Shore::Local, local("/srv"))
    );
    assert_eq!(screen.app.active(), Shore::Remote);
    screen.keys("p");
    let order = screen.order();
    assert_eq!((order.from, order.items.len()), (local("/srv"), 2));
}

#[test]
fn other_pasted_text_does_nothing_and_says_so() {
    let mut screen = Screen::online();
    screen.send(Message::Paste("d\ny\nrm -rf /".into()));
    assert!(screen.take().is_empty());
    assert!(
        screen.toast().contains("nothing was done"),
        "{}",
        screen.toast()
    );
    screen.send(Message::Paste("/not/there".into()));
    let jobs = screen.jobs();
    let problem = Problem::new(Cause::Local, "It is not there");
    screen.send(Message::Local {
        request: jobs[0].0,
        outcome: Err(problem),
    });
    assert!(screen.app.carry.is_none());
    assert!(
        screen.toast().contains("nothing was done"),
        "{}",
        screen.toast()
    );
    assert!(matches!(screen.app.link, Link::Online { .. }));
}

#[test]
fn pasted_files_can_be_put_back() {
    let mut screen = Screen::offline();
    screen.send(Message::Paste("file:///srv/x\n".into()));
    let jobs = screen.jobs();
    screen.send(Message::Local {
        request: jobs[0].0,
        outcome: Ok(LocalOutcome::Recognized {
            folder: "/srv".into(),
            entries: vec![file("x", 1)],
            elsewhere: 0,
        }),
    });
    assert!(screen.app.carry.is_some());
    screen.keys("Esc");
    assert!(screen.app.carry.is_none());
    assert_eq!(screen.toast(), "put back");
}

#[test]
fn the_line_opens_a_site_by_its_name() {
    let connected = |typed: &str| {
        let mut screen = offline();
        screen.line(typed);
        screen.commands()
    };
    let commands = connected("open MIRROR");
    assert!(matches!(
        commands.as_slice(),
        [Command::Connect(site)] if site.name.as_deref() == Some("mirror")
    ));
    let commands = connected("open mirror:deep/er");
    let [Command::Connect(site)] = commands.as_slice() else {
        panic!("{commands:?}");
    };
    assert!(matches!(
        &site.directory,
        Some(Directory::Absolute(path)) if path.as_bytes() == b"/pub/deep/er"
    ));
    let mut screen = offline();
    screen.line("open nas");
    assert!(
        matches!(screen.app.overlay, Some(Overlay::Connect(_))),
        "its password is asked for"
    );
}

#[test]
fn a_name_that_two_sites_have_is_asked_back() {
    let mut screen = offline();
    screen.app.sites.put(stored("home/nas", &[]));
    screen.line("open nas");
    let error = screen.line_error();
    assert!(error.contains("home/nas, work/nas"), "{error}");
}

#[test]
fn tab_completes_sites_behind_open() {
    let mut screen = offline();
    screen.keys(":");
    screen.text("open na");
    screen.keys("Tab");
    assert_eq!(screen.typed(), "open work/nas ");
}

#[test]
fn the_certificate_that_is_trusted_is_shown_and_forgotten() {
    let mut screen = opened();
    let asked = |screen: &mut Screen| {
        let told = screen.commands();
        let asks = told.iter().rev().find_map(|command| match command {
            Command::TellPin { host, port } => Some((host.clone(), *port)),
            _ => None,
        });
        asks.unwrap()
    };
    let (host, port) = asked(&mut screen);
    assert_eq!((host.as_str(), port), ("ftp.example.org", 21));
    let pin = Pin {
        fingerprint: Fingerprint([7; 32]),
        since: Some("2026-08-02T10:00:00Z".parse().unwrap()),
    };
    screen.keys("Tab");
    assert!(manager(&screen).form.pinned().is_none());
    screen.event(Event::Pinned {
        host: host.clone(),
        port,
        pin: Some(pin),
    });
    assert_eq!(manager(&screen).form.pinned(), Some(&pin));
    let at = |screen: &Screen| manager(screen).form.field;
    while at(&screen) != Some(SiteField::Pin) {
        screen.keys("Tab");
    }
    screen.take();
    screen.keys("Space");
    assert!(matches!(
        screen.commands().as_slice(),
        [Command::Distrust { host, port: 21 }] if host == "ftp.example.org"
    ));
    screen.event(Event::Pinned {
        host,
        port,
        pin: None,
    });
    assert!(manager(&screen).form.pinned().is_none());
    assert_ne!(at(&screen), Some(SiteField::Pin));
    // Another server's is not this one's.
    screen.event(Event::Pinned {
        host: "other".into(),
        port: 21,
        pin: Some(pin),
    });
    assert!(manager(&screen).form.pinned().is_none());
}

#[test]
fn account_and_timeouts_go_with_the_site() {
    let mut screen = offline();
    let site = stored(
        "work/nas",
        &[
            (SiteKey::Account, "sales"),
            (SiteKey::ConnectTimeout, "7"),
            (SiteKey::Timeout, "9"),
            (SiteKey::Retries, "2"),
            (SiteKey::KeepTimes, "false"),
        ],
    );
    screen.app.sites = [site].into_iter().collect();
    screen.keys("Alt-S Enter");
    let commands = screen.commands();
    let site = commands.iter().find_map(|command| match command {
        Command::Connect(site) => Some(site),
        _ => None,
    });
    let site = site.unwrap();
    assert_eq!(site.account.as_ref().unwrap().expose_secret(), "sales");
    let seconds = (site.connect_timeout.as_secs(), site.timeout.as_secs());
    assert_eq!(seconds, (7, 9));
    assert_eq!((site.policy.retries, site.policy.keep_times), (2, false));
}
