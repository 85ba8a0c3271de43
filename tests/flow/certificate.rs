//! A certificate that is not trusted: what is asked, and what it takes to say yes.

use crate::screen::*;
use proptest::prelude::*;
use secrecy::ExposeSecret as _;
use twoport::app::{CertificateQuestion, Link, Message, Overlay, Question};
use twoport::engine::problem::Cause;
use twoport::engine::{Command, Problem};
use twoport::model::{
    CertificateDoubt, CertificateFacts, CertificateProblem, Fingerprint, Security, Site,
};

const SHOWN: Fingerprint = Fingerprint([2; 32]);
const BEFORE: Fingerprint = Fingerprint([1; 32]);

fn refused(doubts: &[CertificateDoubt]) -> Problem {
    let mut problem = Problem::new(Cause::Trust, "Not connected to ftp.example.org:21");
    problem.certificate = Some(Box::new(CertificateProblem {
        host: "ftp.example.org".into(),
        port: 21,
        facts: CertificateFacts {
            fingerprint: SHOWN,
            subject: "CN=ftp.example.org".into(),
            issuer: "CN=ftp.example.org".into(),
            names: vec!["ftp.example.org".into()],
            not_before: None,
            not_after: None,
        },
        doubts: doubts.to_vec(),
    }));
    problem
}

fn unknown() -> Problem {
    refused(&[CertificateDoubt::SelfSigned])
}

fn changed() -> Problem {
    refused(&[
        CertificateDoubt::Changed(BEFORE),
        CertificateDoubt::SelfSigned,
    ])
}

/// Connecting to the usual site has just failed for this.
fn failed(problem: Problem) -> Screen {
    failed_with(site(), problem)
}

fn failed_with(site: Site, problem: Problem) -> Screen {
    let mut screen = Screen::bare();
    screen.effects = screen.app.start(Some(site));
    screen.answer_local(WORK, local_entries());
    screen.take();
    screen.connect_failed(problem);
    screen
}

fn asked(screen: &Screen) -> &CertificateQuestion {
    match screen.question() {
        Question::Certificate(asked) => asked,
        other => panic!("another question: {other:?}"),
    }
}

/// What is trusted for good by these commands, and what connection they make.
fn decided(screen: &mut Screen) -> (Option<Fingerprint>, Option<Site>) {
    let (mut trusted, mut connected) = (None, None);
    for command in screen.commands() {
        match command {
            Command::Trust {
                host,
                port,
                fingerprint,
            } => {
                assert_eq!((host.as_str(), port), ("ftp.example.org", 21));
                assert!(connected.is_none(), "it is trusted before it is dialled");
                trusted = Some(fingerprint);
            }
            Command::Connect(site) => connected = Some(*site),
            other => panic!("{other:?}"),
        }
    }
    (trusted, connected)
}

#[test]
fn t_trusts_it_from_now_on_and_connects_as_before() {
    let mut site = site();
    site.security = Security::Required;
    let mut screen = failed_with(site, unknown());
    assert_eq!(asked(&screen).problem.facts.fingerprint, SHOWN);
    screen.keys("t");
    let (trusted, connected) = decided(&mut screen);
    assert_eq!(trusted, Some(SHOWN));
    let connected = connected.unwrap();
    assert_eq!(connected.security, Security::Required);
    assert_eq!(connected.password.expose_secret(), "secret");
    assert_eq!(connected.fingerprint, None, "the memory has it");
    assert!(screen.app.overlay.is_none());
    assert!(matches!(screen.app.link, Link::Connecting { .. }));
    let logged = &screen.app.log.lines.back().unwrap().text;
    assert!(logged.contains(&SHOWN.to_string()), "{logged}");
}

#[test]
fn o_trusts_it_for_this_connection_only() {
    let mut screen = failed(unknown());
    screen.keys("o");
    let (trusted, connected) = decided(&mut screen);
    assert_eq!(trusted, None);
    assert_eq!(connected.unwrap().fingerprint, Some(SHOWN));
    screen.connected();
    screen.take();
    screen.disconnected(Some(Problem::new(
        Cause::Connection,
        "The connection was lost",
    )));
    screen.keys("Ctrl-R");
    let (_, connected) = decided(&mut screen);
    assert_eq!(connected.unwrap().fingerprint, None, "asked about anew");
}

#[test]
fn every_other_answer_does_not_connect() {
    for key in ["Enter", "Esc", "c", "F10", "Ctrl-C"] {
        let mut screen = failed(unknown());
        screen.keys(key);
        assert!(screen.app.overlay.is_none(), "{key}");
        assert!(screen.take().is_empty(), "{key}");
        let Link::Offline { reason } = &screen.app.link else {
            panic!("{key}: {:?}", screen.app.link);
        };
        let reason = reason.as_ref().unwrap();
        assert!(
            reason.contains("the certificate is not trusted"),
            "{reason}"
        );
    }
}

#[test]
fn a_paste_answers_nothing() {
    for problem in [unknown(), changed()] {
        let mut screen = failed(problem);
        for text in ["t", "o", "replace", "replace\n", "ftp://anna@h\n"] {
            screen.send(Message::Paste(text.into()));
        }
        assert_eq!(asked(&screen).typed, "");
        screen.keys("Enter");
        assert!(screen.take().is_empty());
        assert!(screen.app.overlay.is_none());
    }
}

#[test]
fn the_form_comes_back_if_the_login_fails_after_all() {
    let mut screen = Screen::offline();
    screen.keys("o");
    screen.text("ftp://anna:wrong@ftp.example.org");
    screen.keys("Enter");
    screen.take();
    screen.connect_failed(unknown());
    screen.keys("t");
    let (trusted, connected) = decided(&mut screen);
    assert_eq!(trusted, Some(SHOWN));
    assert_eq!(connected.unwrap().password.expose_secret(), "wrong");
    screen.connect_failed(Problem::new(Cause::Login, "530 no"));
    assert!(matches!(
        &screen.app.overlay,
        Some(Overlay::Connect(form)) if form.host.value() == "ftp.example.org"
    ));
}

#[test]
fn a_changed_one_takes_a_whole_word() {
    let mut screen = failed(changed());
    screen.keys("t o y Enter");
    assert_eq!(asked(&screen).typed, "toy");
    assert!(screen.take().is_empty());
    assert!(screen.toast().contains("replace"), "{}", screen.toast());
    screen.keys("Backspace Ctrl-U");
    assert_eq!(asked(&screen).typed, "");
    screen.text("replac");
    screen.keys("Enter");
    assert!(screen.take().is_empty());
    screen.text("e");
    assert!(screen.take().is_empty(), "Enter alone says that it is done");
    screen.keys("Enter");
    let (trusted, connected) = decided(&mut screen);
    assert_eq!(trusted, Some(SHOWN));
    assert!(connected.is_some());
}

#[test]
fn a_changed_one_is_left_by_esc_and_by_enter_alone() {
    for keys in ["Enter", "Esc", "F10", "Ctrl-C", "r e p l a c e Esc"] {
        let mut screen = failed(changed());
        screen.keys(keys);
        assert!(screen.app.overlay.is_none(), "{keys}");
        assert!(screen.take().is_empty(), "{keys}");
    }
}

#[test]
fn what_nobody_may_trust_is_only_told() {
    for doubts in [
        vec![CertificateDoubt::NotTheGiven(BEFORE)],
        vec![CertificateDoubt::BadSignature],
        vec![
            CertificateDoubt::Changed(BEFORE),
            CertificateDoubt::BadSignature,
        ],
    ] {
        let mut screen = failed(refused(&doubts));
        screen.keys("t o");
        screen.text("replace");
        assert!(matches!(screen.question(), Question::Certificate(_)));
        screen.keys("Enter");
        assert!(screen.app.overlay.is_none());
        assert!(screen.take().is_empty(), "{doubts:?}");
    }
}

/// Nobody is asked in the middle of typing, and no key that was meant for something else answers.
#[test]
fn the_question_waits_while_somebody_types() {
    let mut screen = Screen::bare();
    screen.effects = screen.app.start(Some(site()));
    screen.answer_local(WORK, local_entries());
    screen.take();
    screen.keys("F7");
    screen.text("t");
    screen.connect_failed(unknown());
    assert!(matches!(screen.app.overlay, Some(Overlay::Prompt(_))));
    assert!(screen.toast().contains("a asks"), "{}", screen.toast());
    screen.text("o");
    assert!(screen.take().is_empty());
    screen.keys("Esc a t");
    let (trusted, connected) = decided(&mut screen);
    assert!(trusted.is_some() && connected.is_some());
    assert!(screen.app.questions.is_empty());
}

#[test]
fn a_lost_connection_that_shows_another_certificate_stops_hard() {
    let mut screen = Screen::online();
    screen.disconnected(Some(changed()));
    assert!(asked(&screen).problem.may_replace().is_some());
    screen.text("replace");
    screen.keys("Enter");
    let (trusted, connected) = decided(&mut screen);
    assert_eq!(trusted, Some(SHOWN));
    assert!(connected.is_some());
    screen.connected();
    assert!(matches!(
        screen.commands().as_slice(),
        [Command::List { path: to, .. }] if *to == path("/pub")
    ));
}

/// Nobody waits for that connection just now: a key that is being pressed must not answer.
#[test]
fn a_lost_connection_that_may_be_trusted_asks_later() {
    let mut screen = Screen::online();
    screen.disconnected(Some(unknown()));
    assert!(screen.app.overlay.is_none());
    assert_eq!(screen.app.questions.len(), 1);
    screen.disconnected(Some(unknown()));
    assert_eq!(screen.app.questions.len(), 1, "one question is enough");
    screen.keys("a o");
    let (_, connected) = decided(&mut screen);
    assert_eq!(connected.unwrap().fingerprint, Some(SHOWN));
}

#[test]
fn another_connection_settles_the_question() {
    let mut screen = Screen::online();
    screen.disconnected(Some(unknown()));
    screen.keys("Ctrl-R");
    screen.take();
    assert!(screen.app.questions.is_empty());
    screen.keys("a");
    assert!(!matches!(screen.app.overlay, Some(Overlay::Question(_))));
}

#[test]
fn a_given_fingerprint_stays_with_its_host() {
    let mut site = site();
    site.fingerprint = Some(BEFORE);
    site.account = Some("sales".to_owned().into());
    site.ca_file = Some("/etc/authorities.pem".into());
    let mut screen = failed_with(site.clone(), Problem::new(Cause::Login, "530 no"));
    screen.keys("Esc o Enter");
    let (_, again) = decided(&mut screen);
    let again = again.unwrap();
    assert_eq!(again.fingerprint, Some(BEFORE));
    assert_eq!(again.account.unwrap().expose_secret(), "sales");
    assert_eq!(again.ca_file, site.ca_file);
    screen.keys("o Ctrl-U");
    screen.text("other.example.org");
    screen.keys("Enter");
    let (_, other) = decided(&mut screen);
    let other = other.unwrap();
    assert_eq!(other.host, "other.example.org");
    assert!(other.fingerprint.is_none() && other.account.is_none());
}

fn any_key() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(vec![
        "Enter",
        "Esc",
        "Space",
        "Tab",
        "Up",
        "Down",
        "PgDn",
        "PgUp",
        "F5",
        "F10",
        "Backspace",
        "Ctrl-C",
        "Ctrl-R",
        "Ctrl-U",
        "a",
        "c",
        "e",
        "l",
        "n",
        "p",
        "q",
        "r",
        "y",
        "1",
    ])
}

proptest! {
    /// Only `t`, `o` and the typed word trust anything, whatever else is pressed in whatever order.
    #[test]
    fn nothing_is_trusted_by_accident(
        keys in proptest::collection::vec(any_key(), 1..40), before: bool
    ) {
        let mut screen = failed(if before { changed() } else { unknown() });
        for key in keys {
            screen.keys(key);
            for command in screen.commands() {
                match command {
                    Command::Trust { .. } => prop_assert!(false, "{key} trusted"),
                    Command::Connect(site) => prop_assert!(site.fingerprint.is_none()),
                    _ => {}
                }
            }
        }
    }
}
