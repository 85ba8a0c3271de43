//! TLS on the screen: the certificate dialog, the form's choice, the bar and the connection pane.

use crate::fixtures::{connected, now, started};
use crate::sheet::{SIZES, check_sizes as check};
use crate::{dark, look, render, sessions, text};
use twoport::app::{
    App, CertificateQuestion, ConnectForm, Field, Link, MenuState, Message, Overlay,
    PasswordOutcome, Question,
};
use twoport::model::{
    CertificateDoubt, CertificateFacts, CertificateProblem, Fingerprint, Login, Security, Shelf,
    Site,
};
use twoport::tui::glyphs::ASCII;
use twoport::tui::theme::Theme;

fn fingerprint(first: u8) -> Fingerprint {
    let mut byte = first;
    Fingerprint([(); 32].map(|()| {
        byte = byte.wrapping_mul(37).wrapping_add(11);
        byte
    }))
}

fn certificate(doubts: &[CertificateDoubt], typed: &str) -> Overlay {
    let problem = CertificateProblem {
        host: "ftp.example.org".into(),
        port: 21,
        facts: CertificateFacts {
            fingerprint: fingerprint(3),
            subject: "C=DE, O=Example Widgets, OU=File Exchange, CN=files.example.org".into(),
            issuer: "C=DE, O=Example Widgets, CN=Example Widgets Internal Authority 2".into(),
            names: vec!["files.example.org".into(), "192.0.2.7".into()],
            not_before: Some("2024-01-01T00:00:00Z".parse().unwrap()),
            not_after: Some("2026-10-31T23:59:59Z".parse().unwrap()),
        },
        doubts: doubts.to_vec(),
    };
    Overlay::Question(Question::Certificate(Box::new(CertificateQuestion {
        problem,
        typed: typed.into(),
        top: 0,
    })))
}

/// One with everything wrong with it that a person may overlook.
pub(crate) fn unknown() -> Overlay {
    let doubts = [
        CertificateDoubt::UnknownIssuer,
        CertificateDoubt::Expired,
        CertificateDoubt::WrongName,
    ];
    certificate(&doubts, "")
}

/// Another one than before, and so much of the word typed.
pub(crate) fn changed(typed: &str) -> Overlay {
    let doubts = [
        CertificateDoubt::Changed(fingerprint(9)),
        CertificateDoubt::SelfSigned,
    ];
    certificate(&doubts, typed)
}

#[test]
fn a_certificate_is_asked_about() {
    check("certificate", &SIZES, |size| {
        let mut app = started(size);
        app.overlay = Some(unknown());
        app
    });
}

#[test]
fn a_changed_certificate_stops_hard() {
    check("certificate_changed", &SIZES, |size| {
        let mut app = started(size);
        app.overlay = Some(changed("repl"));
        app
    });
}

#[test]
fn a_certificate_that_nobody_may_trust_is_shown() {
    check("certificate_refused", &[(80, 24)], |size| {
        let mut app = started(size);
        let doubts = [CertificateDoubt::NotTheGiven(fingerprint(9))];
        app.overlay = Some(certificate(&doubts, ""));
        app
    });
}

/// Where there is no room for all of it, it scrolls, as far as its end.
#[test]
fn the_text_of_the_question_scrolls() {
    let size = (40, 10);
    let mut app = started(size);
    let shown = |app: &App| text(&render(app, &dark(), size));
    let Overlay::Question(Question::Certificate(mut asked)) = unknown() else {
        panic!("a question");
    };
    asked.top = 40;
    app.overlay = Some(Overlay::Question(Question::Certificate(asked)));
    let end = shown(&app);
    assert!(end.contains("this connection."), "{end}");
    app.overlay = Some(unknown());
    assert!(!shown(&app).contains("this connection."));
}

#[test]
fn the_form_chooses_the_protocol() {
    check("connect_protocol", &SIZES, |size| {
        let mut app = started(size);
        app.overlay = Some(Overlay::Connect(Box::new(ConnectForm {
            host: "ftp.example.org".into(),
            port: "990".into(),
            user: "anna".into(),
            security: Security::Implicit,
            field: Field::Security,
            ..ConnectForm::default()
        })));
        app
    });
}

#[test]
fn the_menu_marks_the_encryption_in_force() {
    check("menu_encryption", &[(120, 36), (80, 24)], |size| {
        let mut app = connected(size);
        let mut site = Site::anonymous("ftp.example.org", 21);
        site.security = Security::Required;
        let link = app.link.clone();
        app.start(Some(site));
        (app.link, app.local.loading) = (link, None);
        app.snapshot = sessions::protected(true);
        let menus = app.menus();
        let named = |title: &str| menus.iter().position(|menu| menu.title == title);
        let menu = named("Connection").unwrap();
        let items = &menus[menu].items;
        let item = items.iter().position(|item| item.label == "Encryption");
        app.overlay = Some(Overlay::Menu(MenuState {
            menu,
            item: item.unwrap(),
            sub: Some(1),
            alone: false,
        }));
        app
    });
}

fn protected(size: (u16, u16), resumed: bool) -> App {
    let mut app = connected(size);
    app.snapshot = sessions::protected(resumed);
    app
}

#[test]
fn tls_is_in_the_bar_and_in_the_pane() {
    check("tls", &SIZES, |size| protected(size, true));
}

#[test]
fn a_session_of_its_own_is_not_called_reused() {
    let screen = text(&render(&protected((120, 36), false), &dark(), (120, 36)));
    assert!(
        screen.contains("data protected: PROT P, TLS 1.3, new session"),
        "{screen}"
    );
    assert!(!screen.contains("reused"), "{screen}");
}

#[test]
fn the_handshake_is_a_state_of_its_own() {
    check("securing", &[(120, 36), (80, 24)], |size| {
        let mut app = connected(size);
        app.snapshot = sessions::securing();
        app
    });
}

/// Where there is no room for the user there is room for the server.
#[test]
fn the_narrow_bar_names_the_server() {
    let size = (80, 24);
    let screen = text(&render(&protected(size, true), &dark(), size));
    let bar = screen.lines().next().unwrap();
    assert!(bar.contains(" ftp."), "{bar}");
}

/// In the demo there is little room beside the menus: the server goes before the word DEMO.
#[test]
fn the_narrow_bar_of_the_demo_names_the_server() {
    let mut app = crate::fixtures::connected((80, 24));
    app.demo = true;
    app.link = twoport::app::Link::Online {
        label: "demo@127.0.0.1:38243".into(),
        features: String::new(),
    };
    let bar = |app: &App| {
        let screen = text(&render(app, &dark(), app.size));
        screen.lines().next().unwrap().to_owned()
    };
    assert!(bar(&app).contains(" 127.0.0.1"), "{}", bar(&app));
    app.mode = twoport::model::ModeChoice::Auto;
    app.snapshot.command = Some(twoport::model::DataCommand::Passive(
        twoport::model::PassiveCommand::Epsv,
    ));
    assert!(bar(&app).contains(" 127.0.0.1"), "{}", bar(&app));
    app.size = (120, 36);
    let wide = bar(&app);
    assert!(
        wide.contains("DEMO") && wide.contains("demo@127.0.0.1:38243"),
        "{wide}"
    );
}

/// One control connection in clear is enough for the bar not to promise anything.
#[test]
fn the_bar_promises_nothing_that_does_not_hold_for_all() {
    let size = (120, 36);
    let bar = |app: &App| {
        let screen = text(&render(app, &dark(), size));
        screen.lines().next().unwrap().to_owned()
    };
    let mut app = protected(size, true);
    assert!(bar(&app).ends_with("TLS ✓"), "{}", bar(&app));
    app.snapshot.sessions[2].control.as_mut().unwrap().tls = None;
    assert!(!bar(&app).contains("TLS"), "{}", bar(&app));
    app.snapshot.sessions.clear();
    assert!(!bar(&app).contains("TLS"), "{}", bar(&app));
}

#[test]
fn data_in_clear_below_a_protected_control_connection_is_told() {
    let mut app = protected((120, 36), true);
    app.snapshot.sessions[1].data.as_mut().unwrap().tls = None;
    let screen = text(&render(&app, &dark(), (120, 36)));
    assert!(screen.contains("the data goes in clear"), "{screen}");
}

/// What the server can do, at whatever length, does not push out what protects the data.
#[test]
fn long_features_yield_to_the_protection() {
    for size in [(120, 36), (80, 24)] {
        let mut app = connected(size);
        app.link = Link::Online {
            label: "anna@ftp.example.org".into(),
            features: "EPSV EPRT MLSD REST SIZE MDTM MFMT HASH UTF8 TVFS ".repeat(4),
        };
        let screen = text(&render(&app, &dark(), size));
        assert!(screen.contains("clear text, no TLS"), "{screen}");
    }
}

#[test]
fn in_ascii_and_without_colour_the_stop_is_told_in_words() {
    let size = (80, 24);
    let mut app = started(size);
    app.overlay = Some(changed(""));
    let screen = text(&render(&app, &look(Theme::mono(), &ASCII), size));
    assert!(screen.contains("THE CERTIFICATE HAS CHANGED"), "{screen}");
    assert!(screen.contains("Not connected."), "{screen}");
    let dialog = screen.lines().filter(|line| line.contains("| "));
    assert!(dialog.count() > 10, "{screen}");
}

/// A password is stored for who is in the form, and the next one is to be.
#[test]
fn a_stored_password_in_the_form() {
    check("connect_stored", &SIZES, |size| {
        let mut app = started(size);
        app.keeps_passwords = true;
        let mut take = |message| drop(app.update(message, now()));
        let press = |key: &str| Message::Key(key.parse().unwrap());
        take(press("o"));
        for key in ["n", "a", "s", "Tab", "Tab", "a", "n", "n", "a", "Tab"] {
            take(press(key));
        }
        let login = Login::new("anna", "nas", 21);
        for outcome in [
            PasswordOutcome::Keyring(true),
            PasswordOutcome::Looked(login, Some(Shelf::Keyring)),
        ] {
            take(Message::Passwords(outcome));
        }
        take(press("Tab"));
        take(press("Space"));
        app
    });
}
