//! The connect form, connecting, losing the connection, connecting again.

use crate::screen::*;
use secrecy::ExposeSecret as _;
use twoport::app::{ConnectForm, Effect, Field, Link, Message, Overlay};
use twoport::engine::problem::Cause;
use twoport::engine::{Command, Event, Problem};
use twoport::model::Shore::Remote;
use twoport::model::site::{Directory, Site};
use twoport::model::{ModeChoice, Name};

fn form(screen: &Screen) -> &ConnectForm {
    match &screen.app.overlay {
        Some(Overlay::Connect(form)) => form,
        other => panic!("no form but {other:?}"),
    }
}

fn connected_to(screen: &mut Screen) -> Site {
    let commands = screen.commands();
    match commands.into_iter().next() {
        Some(Command::Connect(site)) => *site,
        other => panic!("{other:?}"),
    }
}

fn refused() -> Problem {
    Problem::new(Cause::Login, "Logging in as anna failed").words("530 no")
}

fn lost() -> Problem {
    Problem::new(Cause::Connection, "The connection was lost")
}

#[test]
fn the_form_is_filled_in_by_hand() {
    let mut screen = Screen::offline();
    screen.keys("o");
    screen.text("ftp.example.org");
    screen.keys("Tab Ctrl-U");
    screen.text("2121");
    screen.keys("Down");
    screen.text("anna");
    screen.keys("Tab");
    screen.text("s3cret");
    screen.keys("Enter");
    let site = connected_to(&mut screen);
    assert_eq!((site.host.as_str(), site.port), ("ftp.example.org", 2121));
    assert_eq!(site.user, "anna");
    assert_eq!(site.password.expose_secret(), "s3cret");
    assert!(matches!(
        &screen.app.link,
        Link::Connecting { label } if label == "anna@ftp.example.org:2121"
    ));
    assert!(screen.app.overlay.is_none());
}

#[test]
fn anonymous_is_a_box_that_space_ticks() {
    let mut screen = Screen::offline();
    screen.keys("o");
    screen.text("h");
    screen.keys("Shift-Tab Shift-Tab");
    assert_eq!(form(&screen).field, Field::Anonymous);
    screen.keys("Space");
    assert!(form(&screen).anonymous);
    screen.keys("Tab Tab Tab Tab");
    assert_eq!(
        form(&screen).field,
        Field::Anonymous,
        "user and password are passed by"
    );
    screen.keys("Enter");
    let site = connected_to(&mut screen);
    assert_eq!((site.user.as_str(), site.port), ("anonymous", 21));
}

#[test]
fn a_url_typed_or_pasted_fills_the_form() {
    let url = "ftp://anna:pw@h:2121//srv/x";
    let mut typed = Screen::offline();
    typed.keys("o");
    typed.text(url);
    typed.keys("Enter");
    let mut pasted = Screen::offline();
    pasted.keys("o Tab");
    pasted.send(Message::Paste(format!("{url}\n")));
    assert_eq!(form(&pasted).user.value(), "anna");
    pasted.keys("Enter");
    for mut screen in [typed, pasted] {
        let site = connected_to(&mut screen);
        assert_eq!((site.host.as_str(), site.port), ("h", 2121));
        assert_eq!(site.password.expose_secret(), "pw");
        assert_eq!(site.directory, Some(Directory::Absolute(path("/srv/x"))));
    }
}

#[test]
fn a_url_pasted_into_a_pane_opens_the_form() {
    let mut screen = Screen::offline();
    screen.send(Message::Paste("ftp://anna@h/pub".into()));
    assert_eq!(form(&screen).host.value(), "h");
    assert_eq!(
        form(&screen).field,
        Field::Password,
        "what is missing is asked for"
    );
    assert!(
        screen.take().is_empty(),
        "nothing is connected to by pasting"
    );
}

#[test]
fn what_is_wrong_is_said_in_the_form() {
    for (host, port, word) in [
        ("", "21", "host is needed"),
        ("two words", "21", "not a host name"),
        ("h", "70000", "not a port"),
        ("http://h", "21", "not ftp://"),
    ] {
        let mut screen = Screen::offline();
        screen.keys("o");
        screen.text(host);
        screen.keys("Tab Ctrl-U");
        screen.text(port);
        screen.keys("Enter");
        assert!(screen.take().is_empty(), "{host}");
        let error = form(&screen).error.as_ref().unwrap();
        assert!(error.contains(word), "{host}: {error}");
    }
}

#[test]
fn the_password_is_never_printed() {
    let mut screen = Screen::offline();
    screen.send(Message::Paste("ftp://anna:hunter2@h".into()));
    assert!(!format!("{:?}", screen.app).contains("hunter2"));
    screen.keys("Enter");
    assert!(!format!("{:?}", screen.app).contains("hunter2"));
    assert!(!format!("{:?}", screen.effects).contains("hunter2"));
}

#[test]
fn connected_lists_the_directory_named() {
    let mut screen = Screen::bare();
    screen.effects = screen.app.start(Some(site()));
    screen.take();
    screen.event(Event::Connecting {
        label: "anna@ftp.example.org".into(),
    });
    screen.connected();
    assert!(screen.is_online());
    assert!(matches!(
        screen.commands().as_slice(),
        [Command::List { path: to, .. }] if *to == path("/pub")
    ));
}

#[test]
fn where_the_directory_named_is_not_there_the_one_above_is_shown() {
    let mut screen = Screen::bare();
    screen.effects = screen.app.start(Some(site()));
    screen.connected();
    screen.take();
    let request = screen.app.remote.loading.unwrap();
    let problem = Problem::new(Cause::Refused, "Listing /pub failed").words("550 No such file");
    screen.event(Event::Failed { request, problem });
    assert!(screen.toast().contains("550 No such file"));
    assert!(matches!(
        screen.commands().as_slice(),
        [Command::List { path: to, .. }] if *to == path("/")
    ));
    let request = screen.app.remote.loading.unwrap();
    let problem = Problem::new(Cause::Refused, "Listing / failed").words("550 No");
    screen.event(Event::Failed { request, problem });
    assert!(screen.commands().is_empty(), "there is nothing above it");
}

#[test]
fn a_failure_comes_back_in_the_form_as_it_was_filled_in() {
    let mut screen = Screen::offline();
    screen.keys("o");
    screen.text("ftp://anna:wrong@h");
    screen.keys("Enter");
    screen.connect_failed(refused());
    let form = form(&screen);
    assert_eq!(form.host.value(), "h");
    assert!(form.error.as_ref().unwrap().contains("530 no"));
    assert!(matches!(
        &screen.app.link,
        Link::Offline { reason: Some(_) }
    ));
}

#[test]
fn a_failure_of_the_command_line_s_site_is_a_notice() {
    let mut screen = Screen::bare();
    screen.effects = screen.app.start(Some(site()));
    screen.connect_failed(refused());
    assert!(matches!(
        &screen.app.overlay,
        Some(Overlay::NotConnected { lines, .. }) if lines.contains(&"530 no".to_owned())
    ));
}

#[test]
fn the_notice_s_keys_do_what_it_says() {
    let refused_at_the_start = || {
        let mut screen = Screen::bare();
        screen.effects = screen.app.start(Some(site()));
        screen.connect_failed(refused());
        screen.take();
        screen
    };
    let mut screen = refused_at_the_start();
    screen.keys("o");
    assert!(matches!(screen.app.overlay, Some(Overlay::Connect(_))));
    let mut screen = refused_at_the_start();
    screen.keys("Ctrl-R");
    assert!(screen.app.overlay.is_none());
    assert!(matches!(
        screen.commands().as_slice(),
        [Command::Connect(_)]
    ));
    let mut screen = refused_at_the_start();
    screen.keys("D");
    assert!(matches!(screen.app.overlay, Some(Overlay::Doctor(_))));
    let mut screen = refused_at_the_start();
    screen.keys("Esc");
    assert!(screen.app.overlay.is_none() && screen.commands().is_empty());
}

#[test]
fn a_notice_without_room_can_be_read_to_its_end() {
    let mut screen = Screen::bare();
    screen.effects = screen.app.start(Some(site()));
    screen.send(Message::Resize(40, 10));
    let mut problem = refused();
    problem.advice = Some("word ".repeat(60));
    screen.connect_failed(problem);
    let top = |screen: &Screen| match screen.app.overlay {
        Some(Overlay::NotConnected { top, .. }) => top,
        _ => panic!("no notice"),
    };
    screen.keys("Down");
    assert_eq!(top(&screen), 1);
    screen.keys("Home");
    assert_eq!(top(&screen), 0);
}

/// It was on its way when another site was asked for.
#[test]
fn a_failure_of_another_site_says_nothing_of_this_one() {
    let mut screen = Screen::offline();
    let mut labels = Vec::new();
    for host in ["one", "other"] {
        screen.keys("o Ctrl-U");
        screen.text(host);
        screen.keys("Enter");
        labels.push(connected_to(&mut screen).label());
    }
    assert_ne!(labels[0], labels[1]);
    screen.event(Event::ConnectFailed {
        label: labels[0].clone(),
        problem: refused(),
    });
    screen.event(Event::Disconnected {
        label: labels[0].clone(),
        problem: Some(lost()),
    });
    let is_connecting =
        matches!(&screen.app.link, Link::Connecting { label } if *label == labels[1]);
    assert!(is_connecting, "{:?}", screen.app.link);
    assert!(screen.app.overlay.is_none(), "{:?}", screen.app.overlay);
    screen.connect_failed(refused());
    assert_eq!(form(&screen).host.value(), "other");
    assert!(form(&screen).error.as_ref().unwrap().contains("530 no"));
}

#[test]
fn a_failure_does_not_break_into_what_is_typed() {
    let mut screen = Screen::offline();
    screen.keys("o");
    screen.text("h");
    screen.keys("Enter F7");
    screen.text("ne");
    screen.connect_failed(refused());
    assert!(matches!(screen.app.overlay, Some(Overlay::Prompt(_))));
    assert!(screen.toast().contains("530 no"));
}

#[test]
fn a_user_without_a_password_is_asked_for_it() {
    let mut site = site();
    site.password = String::new().into();
    site.directory = Some(Directory::Absolute(path("/srv")));
    let mut screen = Screen::bare();
    screen.effects = screen.app.start(Some(site));
    assert!(screen.commands().is_empty());
    assert_eq!(form(&screen).field, Field::Password);
    screen.text("pw");
    screen.keys("Enter");
    let site = connected_to(&mut screen);
    assert_eq!(site.password.expose_secret(), "pw");
    assert_eq!(site.directory, Some(Directory::Absolute(path("/srv"))));
}

#[test]
fn ctrl_c_gives_up_connecting() {
    let mut screen = Screen::bare();
    screen.effects = screen.app.start(Some(site()));
    screen.answer_local(WORK, local_entries());
    screen.take();
    screen.keys("Ctrl-C");
    assert!(matches!(
        screen.commands().as_slice(),
        [Command::Disconnect]
    ));
    assert_eq!(screen.app.link, Link::Offline { reason: None });
    screen.connect_failed(refused());
    assert!(
        screen.app.overlay.is_none(),
        "what was given up is not told of"
    );
}

#[test]
fn after_a_loss_the_listing_stays_and_ctrl_r_comes_back_to_it() {
    let mut screen = Screen::online();
    screen.keys("2");
    screen.stand_on("logs");
    screen.keys("Enter");
    screen.answer_remote("/pub/logs", vec![file("a", 1)]);
    screen.take();
    screen.disconnected(Some(lost()));
    assert!(matches!(
        &screen.app.link,
        Link::Offline { reason: Some(_) }
    ));
    assert_eq!(screen.shown(Remote), ["a"]);
    screen.keys("1 Ctrl-R");
    let site = connected_to(&mut screen);
    assert_eq!(site.password.expose_secret(), "secret");
    screen.connected();
    assert!(matches!(
        screen.commands().as_slice(),
        [Command::List { path: to, .. }] if *to == path("/pub/logs")
    ));
}

#[test]
fn the_form_comes_back_to_the_same_directory_too() {
    let mut screen = Screen::online();
    screen.disconnected(None);
    assert_eq!(screen.app.remote.place, None);
    screen.take();
    screen.keys("o");
    assert_eq!(form(&screen).host.value(), "ftp.example.org");
    assert_eq!(form(&screen).user.value(), "anna");
    assert_eq!(form(&screen).password.value(), "");
    screen.keys("Enter");
    let site = connected_to(&mut screen);
    assert_eq!(
        site.password.expose_secret(),
        "secret",
        "the known one serves again"
    );
    screen.event(Event::Connected {
        label: "anna@ftp.example.org".into(),
        directory: path("/"),
        greeting: String::new(),
        features: String::new(),
    });
    assert!(matches!(
        screen.commands().as_slice(),
        [Command::List { path: to, .. }] if *to == path("/pub")
    ));
}

#[test]
fn another_server_begins_anew() {
    let mut screen = Screen::online();
    screen.keys("2 j p o Ctrl-U");
    screen.text("other.example.org");
    screen.keys("Enter");
    let site = connected_to(&mut screen);
    assert_eq!(site.host, "other.example.org");
    assert_eq!(
        site.password.expose_secret(),
        "",
        "a password goes to its own server only"
    );
    assert_eq!(screen.app.remote.place, None);
    assert!(
        screen.app.carry.is_none(),
        "what lay on the other server cannot be carried on"
    );
    screen.disconnected(None);
    assert!(
        matches!(screen.app.link, Link::Connecting { .. }),
        "that was the old connection"
    );
    screen.connected();
    assert!(matches!(
        screen.commands().as_slice(),
        [Command::List { path: to, .. }] if *to == path("/pub")
    ));
}

#[test]
fn answers_to_a_lost_connection_are_dropped() {
    let mut screen = Screen::online();
    screen.keys("2 R");
    let request = screen.app.remote.loading.unwrap();
    screen.disconnected(Some(lost()));
    screen.event(Event::Listed {
        request,
        path: path("/late"),
        told: 0,
        entries: vec![],
        verb: "LIST",
        unparsed: vec![],
    });
    assert_eq!(screen.app.remote.title, "/pub");
}

#[test]
fn capital_o_disconnects_and_walking_then_says_so() {
    let mut screen = Screen::online();
    screen.keys("O");
    assert!(matches!(
        screen.commands().as_slice(),
        [Command::Disconnect]
    ));
    screen.disconnected(None);
    screen.keys("2 Backspace");
    assert_eq!(screen.toast(), "not connected; o connects");
    assert!(screen.app.key_bar()[1].label == "Connect");
}

#[test]
fn the_mode_goes_round_and_says_what_it_touches() {
    let mut screen = Screen::online();
    screen.app.mode = ModeChoice::Passive;
    let running = twoport::model::TransferState::Running;
    screen.queue(vec![transfer(1, running), transfer(2, running)]);
    screen.keys("M");
    assert!(matches!(
        screen.commands().as_slice(),
        [Command::SetMode(ModeChoice::Active)]
    ));
    assert_eq!(
        screen.toast(),
        "ACTIVE from the next data connection; 2 running keep theirs"
    );
    screen.keys("M M");
    assert_eq!(screen.app.mode, ModeChoice::Passive);
    screen.event(Event::ModeChanged(ModeChoice::Auto));
    assert_eq!(screen.app.mode, ModeChoice::Auto);
}

#[test]
fn names_are_shown_without_what_a_terminal_would_obey() {
    let mut screen = Screen::online();
    screen.keys("2 R");
    let mut entry = file("x", 1);
    entry.name = Name::new(b"\x1b]0;owned\x07".to_vec());
    screen.answer_remote("/pub", vec![entry]);
    screen.stand_on("\\x1b]0;owned\\x07");
    screen.keys("Enter");
    assert!(!screen.toast().contains('\u{1b}'));
}

/// What is connected stays what it is until another connection is really asked for.
#[test]
fn a_form_that_is_left_changes_nothing_of_the_connection() {
    let mut screen = Screen::online();
    screen.keys(":");
    screen.text("open ftp://bob@other.example.org");
    screen.keys("Enter");
    assert!(matches!(&screen.app.overlay, Some(Overlay::Connect(_))));
    screen.keys("Esc Tab");
    screen.stand_on("README");
    screen.take();
    screen.keys("g u");
    let copied = screen.take();
    let text = copied.iter().find_map(|effect| match effect {
        Effect::Clipboard(text) => Some(text.as_str()),
        _ => None,
    });
    assert_eq!(text, Some("ftp://anna@ftp.example.org//pub/README"));
}
