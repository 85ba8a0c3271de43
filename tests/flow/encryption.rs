//! How the connection is protected: the choice in the form, in a URL, in the menu.

use crate::screen::*;
use secrecy::ExposeSecret as _;
use twoport::app::{ConnectForm, Field, ItemMark, Link, Message, Overlay};
use twoport::engine::Command;
use twoport::model::{Security, Site};

fn form(screen: &Screen) -> &ConnectForm {
    match &screen.app.overlay {
        Some(Overlay::Connect(form)) => form,
        other => panic!("no form but {other:?}"),
    }
}

fn connected_to(screen: &mut Screen) -> Site {
    match screen.commands().into_iter().next() {
        Some(Command::Connect(site)) => *site,
        other => panic!("{other:?}"),
    }
}

/// The form, with the keys in the row of the protocol.
fn at_protocol() -> Screen {
    let mut screen = Screen::offline();
    screen.keys("o");
    assert_eq!(form(&screen).field, Field::Host, "one begins at the host");
    screen.text("h");
    screen.keys("Shift-Tab");
    assert_eq!(form(&screen).field, Field::Security);
    screen
}

#[test]
fn the_protocol_goes_round_and_the_port_with_it() {
    let mut screen = at_protocol();
    for (key, security, port) in [
        ("Space", Security::Required, "21"),
        ("Space", Security::Implicit, "990"),
        ("Right", Security::Plain, "21"),
        ("Right", Security::Preferred, "21"),
        ("Left", Security::Plain, "21"),
        ("Left", Security::Implicit, "990"),
    ] {
        screen.keys(key);
        assert_eq!(form(&screen).security, security, "{key}");
        assert_eq!(form(&screen).port.value(), port, "{security}");
    }
    screen.keys("Enter");
    let site = connected_to(&mut screen);
    assert_eq!((site.security, site.port), (Security::Implicit, 990));
}

#[test]
fn a_port_that_was_typed_stays() {
    for port in ["2121", "21"] {
        let mut screen = at_protocol();
        screen.keys("Tab Tab Ctrl-U");
        screen.text(port);
        screen.keys("Left Shift-Tab Shift-Tab Space Space");
        assert_eq!(form(&screen).security, Security::Implicit);
        assert_eq!(form(&screen).port.value(), port);
    }
    let mut screen = at_protocol();
    screen.keys("Tab Tab Ctrl-U Shift-Tab Shift-Tab Space Space");
    assert_eq!(form(&screen).port.value(), "990", "one taken away is not");
}

#[test]
fn a_url_says_how_it_is_protected() {
    for (url, security, port) in [
        ("ftps://h", Security::Implicit, "990"),
        ("ftpes://h", Security::Required, "21"),
        ("ftp://h", Security::Preferred, "21"),
        ("ftps://h:2990", Security::Implicit, "2990"),
    ] {
        let mut pasted = at_protocol();
        pasted.keys("Space Space Space");
        pasted.send(Message::Paste(url.into()));
        assert_eq!(form(&pasted).security, security, "{url}");
        assert_eq!(form(&pasted).port.value(), port, "{url}");
        let mut typed = Screen::offline();
        typed.keys("o");
        typed.text(url);
        typed.keys("Enter");
        let site = connected_to(&mut typed);
        assert_eq!(site.security, security, "{url}");
        assert_eq!(site.port.to_string(), port, "{url}");
    }
}

#[test]
fn a_user_before_the_host_says_nothing_of_it() {
    let mut screen = at_protocol();
    screen.keys("Space Tab Ctrl-U");
    screen.text("anna@h");
    screen.keys("Enter");
    let site = connected_to(&mut screen);
    assert_eq!(site.security, Security::Required);
    assert_eq!((site.host.as_str(), site.user.as_str()), ("h", "anna"));
}

#[test]
fn the_form_is_filled_in_as_the_site_is() {
    let mut site = site();
    (site.security, site.port) = (Security::Implicit, 990);
    site.password = String::new().into();
    let mut screen = Screen::bare();
    screen.effects = screen.app.start(Some(site));
    assert_eq!(form(&screen).security, Security::Implicit);
    assert!(!form(&screen).port_is_own);
    screen.text("pw");
    screen.keys("Enter");
    let site = connected_to(&mut screen);
    assert_eq!((site.security, site.port), (Security::Implicit, 990));
    assert!(matches!(
        &screen.app.link,
        Link::Connecting { label } if label == "anna@ftp.example.org"
    ));
}

/// The items of the menu Connection, Encryption: words, whether chosen, whether they can be.
fn items(screen: &Screen) -> Vec<(String, ItemMark, bool)> {
    let menus = screen.app.menus();
    let items = menus[1].items.iter();
    let mut encryption = items.filter(|item| item.label == "Encryption");
    let items = &encryption.next().unwrap().submenu;
    let told = items
        .iter()
        .map(|item| (item.label.clone(), item.mark, item.enabled));
    told.collect()
}

/// Chooses the item `down` places from the first.
fn choose(screen: &mut Screen, down: usize) {
    screen.keys("Alt-N e Home");
    screen.keys(&"Down ".repeat(down));
    screen.keys("Enter");
    assert!(screen.app.overlay.is_none());
}

#[test]
fn the_menu_shows_what_is_in_force() {
    let screen = Screen::online();
    let told = items(&screen);
    let labels: Vec<_> = told.iter().map(|(label, ..)| label.as_str()).collect();
    assert_eq!(
        labels,
        [
            "FTP + TLS if offered",
            "FTP + TLS or refuse",
            "FTPS implicit",
            "Plain FTP"
        ]
    );
    let chosen: Vec<_> = told.iter().map(|(_, mark, _)| *mark).collect();
    let off = ItemMark::Radio(false);
    assert_eq!(chosen, [ItemMark::Radio(true), off, off, off]);
    let nobody = items(&Screen::offline());
    assert!(
        nobody
            .iter()
            .all(|(_, mark, enabled)| *mark == off && !enabled)
    );
}

#[test]
fn the_menu_connects_again_and_comes_back() {
    let mut screen = Screen::online();
    choose(&mut screen, 1);
    let site = connected_to(&mut screen);
    assert_eq!((site.security, site.port), (Security::Required, 21));
    assert_eq!(site.password.expose_secret(), "secret");
    screen.disconnected(None);
    screen.connected();
    assert!(matches!(
        screen.commands().as_slice(),
        [Command::List { path: to, .. }] if *to == path("/pub")
    ));
}

#[test]
fn the_port_of_the_custom_follows_the_menu_and_the_folder_stays() {
    let mut screen = Screen::online();
    choose(&mut screen, 2);
    let site = connected_to(&mut screen);
    assert_eq!((site.security, site.port), (Security::Implicit, 990));
    assert_eq!(screen.app.remote.title, "/pub", "it is the same server");
    screen.connected();
    screen.take();
    choose(&mut screen, 3);
    let site = connected_to(&mut screen);
    assert_eq!((site.security, site.port), (Security::Plain, 21));
}

#[test]
fn what_is_in_force_is_not_chosen_twice() {
    let mut screen = Screen::online();
    choose(&mut screen, 0);
    assert!(screen.take().is_empty());
    assert!(screen.toast().contains("already"), "{}", screen.toast());
}
