//! Stored passwords in the connect form.

use crate::screen::*;
use secrecy::{ExposeSecret as _, SecretString};
use twoport::app::{
    ConnectForm, Effect, Field, Message, Overlay, PasswordFor, PasswordJob, PasswordOutcome,
};
use twoport::engine::problem::Cause;
use twoport::engine::{Command, Event, Problem};
use twoport::model::{Login, Shelf, Site};

fn login() -> Login {
    Login::new("anna", "h", 21)
}

fn screen() -> Screen {
    let mut screen = Screen::offline();
    screen.app.keeps_passwords = true;
    screen
}

fn form(screen: &Screen) -> &ConnectForm {
    match &screen.app.overlay {
        Some(Overlay::Connect(form)) => form,
        other => panic!("no form but {other:?}"),
    }
}

fn jobs(screen: &mut Screen) -> Vec<PasswordJob> {
    let job = |effect| match effect {
        Effect::Passwords(job) => Some(job),
        _ => None,
    };
    screen.take().into_iter().filter_map(job).collect()
}

fn answer(screen: &mut Screen, outcome: PasswordOutcome) {
    screen.send(Message::Passwords(outcome));
}

fn locked(whose: PasswordFor, new: bool) -> PasswordOutcome {
    PasswordOutcome::Locked { whose, new }
}

fn stored(screen: &mut Screen, place: Shelf) {
    answer(screen, PasswordOutcome::Looked(login(), Some(place)));
}

fn connecting(screen: &mut Screen) -> Site {
    let mut commands = screen.commands().into_iter();
    let site = commands.find_map(|command| match command {
        Command::Connect(site) => Some(*site),
        _ => None,
    });
    site.expect("a connection")
}

fn connected(screen: &mut Screen) {
    screen.event(Event::Connected {
        label: "anna@h".into(),
        directory: path("/"),
        greeting: String::new(),
        features: String::new(),
    });
}

/// The form, filled in for `anna` at `h`, her password not typed.
fn filled() -> Screen {
    let mut screen = screen();
    screen.keys("o");
    assert!(matches!(jobs(&mut screen)[..], [PasswordJob::Probe]));
    answer(&mut screen, PasswordOutcome::Keyring(true));
    screen.text("h");
    screen.keys("Tab Tab");
    screen.text("anna");
    screen.keys("Tab");
    assert!(matches!(&jobs(&mut screen)[..], [PasswordJob::Look(asked)] if *asked == login()));
    screen
}

#[test]
fn a_password_is_stored_after_a_login_that_succeeded_and_not_before() {
    for (keys, wanted) in [
        ("Space", Some(Shelf::Keyring)),
        ("Space Space", Some(Shelf::File)),
        ("Left", Some(Shelf::File)),
        ("Space Space Space", None),
    ] {
        let mut screen = filled();
        answer(&mut screen, PasswordOutcome::Looked(login(), None));
        assert_eq!(form(&screen).stored(), None);
        screen.text("s3cret");
        screen.keys("Tab");
        assert_eq!(form(&screen).field, Field::Remember);
        screen.keys(keys);
        screen.keys("Enter");
        assert_eq!(connecting(&mut screen).password.expose_secret(), "s3cret");
        connected(&mut screen);
        match (&jobs(&mut screen)[..], wanted) {
            ([], None) => {}
            (
                [
                    PasswordJob::Keep {
                        login: of,
                        password,
                        place,
                    },
                ],
                Some(wanted),
            ) => {
                assert_eq!((of, *place), (&login(), wanted));
                assert_eq!(password.expose_secret(), "s3cret");
            }
            (other, _) => panic!("{keys}: {other:?}"),
        }
    }
}

#[test]
fn a_login_that_failed_stores_nothing() {
    let mut screen = filled();
    screen.text("wrong");
    screen.keys("Tab Space Enter");
    connecting(&mut screen);
    screen.connect_failed(Problem::new(Cause::Login, "no"));
    assert!(jobs(&mut screen).is_empty());
    assert!(form(&screen).error.is_some());
}

#[test]
fn the_stored_password_is_used_where_none_is_typed() {
    let mut screen = filled();
    stored(&mut screen, Shelf::Keyring);
    assert_eq!(form(&screen).stored(), Some(Shelf::Keyring));
    screen.keys("Enter");
    assert!(matches!(&jobs(&mut screen)[..], [PasswordJob::Find(of)] if *of == login()));
    let password = Some(SecretString::from("kept"));
    answer(&mut screen, PasswordOutcome::Found(login(), password));
    assert_eq!(connecting(&mut screen).password.expose_secret(), "kept");
    connected(&mut screen);
    assert!(jobs(&mut screen).is_empty(), "it is stored already");
    // One that is typed counts more.
    let mut screen = filled();
    stored(&mut screen, Shelf::Keyring);
    screen.text("typed");
    screen.keys("Enter");
    assert_eq!(connecting(&mut screen).password.expose_secret(), "typed");
}

/// The keyring may take its time, and the user may want another server by then.
#[test]
fn a_stored_password_never_goes_to_another_server() {
    let mut screen = filled();
    stored(&mut screen, Shelf::Keyring);
    screen.keys("Enter");
    screen.keys("o");
    screen.text("other");
    screen.keys("Tab Tab");
    screen.text("anna");
    screen.keys("Tab");
    let other = Login::new("anna", "other", 21);
    let looked = PasswordOutcome::Looked(other.clone(), Some(Shelf::Keyring));
    answer(&mut screen, looked);
    screen.keys("Enter");
    screen.take();
    let first = Some(SecretString::from("of the first"));
    answer(&mut screen, PasswordOutcome::Found(login(), first));
    assert!(screen.commands().is_empty());
    let second = Some(SecretString::from("of the other"));
    answer(&mut screen, PasswordOutcome::Found(other, second));
    let site = connecting(&mut screen);
    assert_eq!(site.host, "other");
    assert_eq!(site.password.expose_secret(), "of the other");
}

#[test]
fn a_stored_password_that_comes_late_leads_nowhere_else() {
    let mut screen = filled();
    stored(&mut screen, Shelf::Keyring);
    screen.keys("Enter");
    screen.keys(":");
    screen.text("open ftp://other");
    screen.keys("Enter");
    assert_eq!(connecting(&mut screen).host, "other");
    let late = Some(SecretString::from("late"));
    answer(&mut screen, PasswordOutcome::Found(login(), late));
    assert!(screen.commands().is_empty());
}

/// What is stored belongs to one user of one host and port.
#[test]
fn another_user_or_host_has_no_part_in_it() {
    for keys in [
        "Shift-Tab x",
        "Shift-Tab Shift-Tab x",
        "Shift-Tab Shift-Tab Shift-Tab x",
    ] {
        let mut screen = filled();
        stored(&mut screen, Shelf::File);
        screen.keys(keys);
        assert_eq!(form(&screen).stored(), None, "{keys}");
    }
}

#[test]
fn a_stored_password_that_is_refused_is_asked_for_anew_and_replaced() {
    let mut screen = filled();
    stored(&mut screen, Shelf::Keyring);
    screen.keys("Enter");
    answer(
        &mut screen,
        PasswordOutcome::Found(login(), Some(SecretString::from("old"))),
    );
    connecting(&mut screen);
    let refused = Problem::new(Cause::Login, "Logging in as anna failed").words("530 no");
    screen.connect_failed(refused);
    let shown = form(&screen);
    assert_eq!((shown.field, shown.stored()), (Field::Password, None));
    let error = shown.error.as_ref().unwrap();
    assert!(
        error.contains("530 no") && error.contains("takes its place"),
        "{error}"
    );
    screen.text("new");
    screen.keys("Enter");
    assert_eq!(connecting(&mut screen).password.expose_secret(), "new");
    connected(&mut screen);
    assert!(matches!(
        &jobs(&mut screen)[..],
        [PasswordJob::Keep { place: Shelf::Keyring, password, .. }]
            if password.expose_secret() == "new"
    ));
}

#[test]
fn the_command_line_connects_with_a_stored_password_by_itself() {
    let begin = || {
        let mut screen = screen();
        let mut site = Site::anonymous("h", 21);
        site.user = "anna".into();
        site.password = SecretString::default();
        screen.effects = screen.app.start(Some(site));
        assert!(matches!(
            &jobs(&mut screen)[..],
            [PasswordJob::Look(of), PasswordJob::Probe] if *of == login()
        ));
        screen
    };
    let mut screen = begin();
    stored(&mut screen, Shelf::File);
    assert!(matches!(&jobs(&mut screen)[..], [PasswordJob::Find(_)]));
    // Not where somebody types already.
    let mut screen = begin();
    screen.text("x");
    stored(&mut screen, Shelf::File);
    assert!(jobs(&mut screen).is_empty());
    // Nor where none is stored: it is asked for.
    let mut screen = begin();
    answer(&mut screen, PasswordOutcome::Looked(login(), None));
    assert!(jobs(&mut screen).is_empty());
    assert_eq!(form(&screen).field, Field::Password);
}

#[test]
fn the_master_password_is_asked_for_once_it_is_needed() {
    let mut screen = filled();
    stored(&mut screen, Shelf::File);
    screen.keys("Enter");
    jobs(&mut screen);
    answer(&mut screen, locked(PasswordFor::Find(login()), false));
    screen.text("mastre");
    assert!(!format!("{:?}", screen.app).contains("mastre"));
    screen.keys("Enter");
    assert!(matches!(&jobs(&mut screen)[..], [PasswordJob::Unlock(_)]));
    answer(&mut screen, PasswordOutcome::WrongMaster);
    screen.text("master");
    screen.keys("Enter");
    assert!(matches!(
        &jobs(&mut screen)[..],
        [PasswordJob::Unlock(master)] if master.expose_secret() == "master"
    ));
    answer(&mut screen, PasswordOutcome::Unlocked);
    assert!(matches!(&jobs(&mut screen)[..], [PasswordJob::Find(_)]));
    // Esc goes back to the form, where the password itself can be typed.
    answer(&mut screen, locked(PasswordFor::Find(login()), false));
    screen.keys("Esc");
    assert!(
        form(&screen)
            .error
            .as_ref()
            .unwrap()
            .contains("master password")
    );
}

fn prompt_error(screen: &Screen) -> Option<&str> {
    match &screen.app.overlay {
        Some(Overlay::Prompt(prompt)) => prompt.error.as_deref(),
        other => panic!("no prompt but {other:?}"),
    }
}

#[test]
fn an_empty_master_password_is_told_in_the_dialog_and_nothing_that_stood_before() {
    let mut screen = filled();
    screen.text("s3cret");
    screen.keys("Tab Left Enter");
    connecting(&mut screen);
    connected(&mut screen);
    answer(&mut screen, locked(PasswordFor::Keep(login()), true));
    assert!(screen.app.toast.is_some(), "of the connection");
    screen.keys("Enter");
    assert_eq!(prompt_error(&screen), Some("a master password is needed"));
}

#[test]
fn a_new_master_password_is_typed_twice() {
    let mut screen = filled();
    screen.text("s3cret");
    screen.keys("Tab Left Enter");
    connecting(&mut screen);
    connected(&mut screen);
    assert!(matches!(&jobs(&mut screen)[..], [PasswordJob::Keep { .. }]));
    answer(&mut screen, locked(PasswordFor::Keep(login()), true));
    screen.text("one");
    screen.keys("Enter");
    screen.text("two");
    screen.keys("Enter");
    assert!(jobs(&mut screen).is_empty());
    let wrong = "these were two different master passwords: choose it anew";
    assert_eq!(prompt_error(&screen), Some(wrong));
    for _ in 0..2 {
        screen.text("master");
        screen.keys("Enter");
    }
    assert!(matches!(
        &jobs(&mut screen)[..],
        [PasswordJob::Unlock(master)] if master.expose_secret() == "master"
    ));
    answer(&mut screen, PasswordOutcome::Unlocked);
    assert!(matches!(
        &jobs(&mut screen)[..],
        [PasswordJob::Keep {
            place: Shelf::File,
            ..
        }]
    ));
    answer(&mut screen, PasswordOutcome::Kept(login(), Shelf::File));
    let toast = &screen.app.toast.as_ref().unwrap().text;
    assert_eq!(toast, "the password is stored in the encrypted file");
}

#[test]
fn a_store_that_fails_is_told_where_one_waits_for_it() {
    let mut screen = filled();
    stored(&mut screen, Shelf::Keyring);
    screen.keys("Enter");
    let problem = Problem::new(Cause::Local, "the keyring did not answer");
    let failed = PasswordOutcome::Failed(PasswordFor::Find(login()), problem);
    answer(&mut screen, failed);
    let shown = form(&screen);
    assert_eq!(shown.error.as_deref(), Some("the keyring did not answer"));
    assert_eq!(shown.field, Field::Password);
}

#[test]
fn where_nothing_can_be_stored_nothing_is_offered() {
    let mut screen = Screen::offline();
    screen.keys("o");
    assert!(form(&screen).keeping.is_none());
    assert!(jobs(&mut screen).is_empty());
}

/// The word that one connection is made may be on its way when another one is asked for.
#[test]
fn no_password_is_stored_for_a_login_that_has_not_succeeded() {
    let mut screen = filled();
    screen.text("s3cret");
    screen.keys("Enter o");
    connecting(&mut screen);
    screen.keys("Ctrl-U");
    screen.text("other");
    screen.keys("Tab Tab Tab");
    screen.text("pw");
    screen.keys("Tab Space Enter");
    assert_eq!(connecting(&mut screen).host, "other");
    connected(&mut screen);
    assert!(jobs(&mut screen).is_empty());
    assert!(!screen.is_online());
}

#[test]
fn ctrl_c_where_the_master_password_is_asked_goes_back_to_the_form() {
    let mut screen = filled();
    stored(&mut screen, Shelf::File);
    screen.keys("Enter");
    answer(&mut screen, locked(PasswordFor::Find(login()), false));
    screen.keys("Ctrl-C");
    assert!(form(&screen).error.is_some());
}

fn other() -> Login {
    Login::new("anna", "other", 21)
}

/// Logged in to `h`, whose password is being stored, while `other` waits for its stored one.
fn keeping_and_connecting() -> Screen {
    let mut screen = filled();
    screen.text("s3cret");
    screen.keys("Tab Space Enter");
    connecting(&mut screen);
    connected(&mut screen);
    assert!(matches!(&jobs(&mut screen)[..], [PasswordJob::Keep { .. }]));
    screen.keys("o Ctrl-U");
    screen.text("other");
    screen.keys("Tab Tab Ctrl-U");
    screen.text("anna");
    screen.keys("Tab");
    let looked = PasswordOutcome::Looked(other(), Some(Shelf::Keyring));
    answer(&mut screen, looked);
    screen.take();
    screen.keys("Enter");
    assert!(matches!(&jobs(&mut screen)[..], [PasswordJob::Find(of)] if *of == other()));
    screen
}

fn found_other(screen: &mut Screen) {
    let password = Some(SecretString::from("of the other"));
    answer(screen, PasswordOutcome::Found(other(), password));
    let site = connecting(screen);
    assert_eq!(site.host, "other");
    assert_eq!(site.password.expose_secret(), "of the other");
}

#[test]
fn a_password_that_is_stored_late_takes_nothing_from_a_connection_that_waits() {
    let mut screen = keeping_and_connecting();
    answer(&mut screen, PasswordOutcome::Kept(login(), Shelf::Keyring));
    assert_eq!(screen.toast(), "the password is stored in the keyring");
    found_other(&mut screen);
}

#[test]
fn a_store_that_fails_is_told_of_none_but_its_own_login() {
    let mut screen = keeping_and_connecting();
    let problem = Problem::new(Cause::Local, "Storing the password failed");
    let failed = PasswordOutcome::Failed(PasswordFor::Keep(login()), problem);
    answer(&mut screen, failed);
    assert!(screen.app.overlay.is_none(), "no form comes back");
    assert_eq!(screen.toast(), "Storing the password failed");
    found_other(&mut screen);

    let mut screen = keeping_and_connecting();
    let problem = Problem::new(Cause::Local, "Looking for it failed");
    answer(
        &mut screen,
        PasswordOutcome::Failed(PasswordFor::Look, problem),
    );
    assert!(screen.app.overlay.is_none());
    found_other(&mut screen);
}

#[test]
fn one_master_password_is_asked_for_all_that_waits() {
    let mut screen = keeping_and_connecting();
    answer(&mut screen, locked(PasswordFor::Keep(login()), false));
    answer(&mut screen, locked(PasswordFor::Find(other()), false));
    screen.text("master");
    screen.keys("Enter");
    assert!(matches!(&jobs(&mut screen)[..], [PasswordJob::Unlock(_)]));
    answer(&mut screen, PasswordOutcome::Unlocked);
    assert!(matches!(
        &jobs(&mut screen)[..],
        [PasswordJob::Keep { .. }, PasswordJob::Find(of)] if *of == other()
    ));
    found_other(&mut screen);
    answer(&mut screen, PasswordOutcome::Kept(login(), Shelf::File));
    assert!(screen.toast().contains("stored in the encrypted file"));
}

/// Connected, while another server waits for its stored password.
fn online_and_connecting() -> Screen {
    let mut screen = Screen::online();
    screen.app.keeps_passwords = true;
    screen.keys("o Ctrl-A Ctrl-K");
    screen.text("other");
    screen.keys("Tab Tab Ctrl-A Ctrl-K");
    screen.text("anna");
    screen.keys("Tab Ctrl-A Ctrl-K");
    let looked = PasswordOutcome::Looked(other(), Some(Shelf::Keyring));
    answer(&mut screen, looked);
    screen.take();
    screen.keys("Enter");
    assert!(matches!(&jobs(&mut screen)[..], [PasswordJob::Find(of)] if *of == other()));
    screen.keys("2");
    screen.stand_on("README");
    screen.take();
    screen
}

#[test]
fn what_was_asked_of_one_server_is_not_done_to_the_one_that_comes_late() {
    for (keys, confirms) in [
        ("F8", "y"),
        ("r Ctrl-A Ctrl-K n e w", "Enter"),
        ("Ctrl-X", "Enter"),
        ("F7 n e w", "Enter"),
        ("g m", "y"),
    ] {
        let mut screen = online_and_connecting();
        screen.keys(keys);
        assert!(screen.app.overlay.is_some(), "{keys}");
        found_other(&mut screen);
        assert!(screen.app.overlay.is_none(), "{keys}");
        let told = screen.toast().to_owned();
        assert!(told.contains("the server that you left"), "{keys}: {told}");
        screen.event(Event::Connected {
            label: "anna@other".into(),
            directory: path("/pub"),
            greeting: String::new(),
            features: String::new(),
        });
        screen.answer_remote("/pub", remote_entries());
        screen.take();
        screen.keys(confirms);
        let commands = screen.commands();
        let does = |command: &Command| !matches!(command, Command::List { .. });
        assert!(!commands.iter().any(does), "{keys}: {commands:?}");
    }
}

#[test]
fn what_is_looked_at_or_carried_of_one_server_goes_with_it() {
    for keys in ["F3", "p"] {
        let mut screen = online_and_connecting();
        screen.keys(keys);
        found_other(&mut screen);
        assert!(screen.app.viewer.is_none() && screen.app.carry.is_none());
        assert!(
            screen.toast().contains("the server that you left"),
            "{keys}"
        );
    }
    // What is of this computer stays.
    let mut screen = online_and_connecting();
    screen.keys("1");
    screen.stand_on("notes.txt");
    screen.keys("F8");
    found_other(&mut screen);
    assert!(screen.app.overlay.is_some());
}
