//! The transfer type, and how data connections are made, from the keys and the menu.

use crate::screen::*;
use twoport::app::{Action, ItemMark, Overlay};
use twoport::engine::Command;
use twoport::model::{ModeChoice, Operation, TransferType};

fn chosen(screen: &mut Screen, words: &str) {
    screen.keys("Ctrl-P");
    screen.text(words);
    screen.keys("Enter");
}

fn mark(screen: &Screen, menu: &str, begins: &str) -> ItemMark {
    let menus = screen.app.menus();
    let items = menus.iter().flat_map(|menu| &menu.items);
    let submenu = items.filter(|item| item.label == menu);
    let mut items = submenu.flat_map(|item| &item.submenu);
    items
        .find(|item| item.label.starts_with(begins))
        .unwrap()
        .mark
}

#[test]
fn alt_b_changes_the_transfer_type_which_copies_follow() {
    let mut screen = Screen::online();
    let radio = |on| ItemMark::Radio(on);
    assert_eq!(mark(&screen, "Transfer type", "Binary"), radio(true));
    screen.keys("Alt-B");
    assert_eq!(screen.app.transfer_type(), TransferType::Ascii);
    assert!(screen.toast().starts_with("type ascii: "));
    assert_eq!(mark(&screen, "Transfer type", "ASCII"), radio(true));
    assert_eq!(mark(&screen, "Transfer type", "Binary"), radio(false));
    screen.stand_on("notes.txt");
    screen.keys("F5");
    assert!(
        screen.toast().contains("as text (ASCII)"),
        "{}",
        screen.toast()
    );
    let order = screen.order();
    let kind = (order.operation, order.transfer_type);
    assert_eq!(kind, (Operation::Copy, TransferType::Ascii));
    screen.keys("Alt-B F5");
    assert_eq!(screen.order().transfer_type, TransferType::Image);
}

#[test]
fn a_move_has_its_bytes_as_they_are_whatever_the_type() {
    let mut screen = Screen::online();
    screen.stand_on("notes.txt");
    screen.keys("Alt-B F6");
    let order = screen.order();
    let kind = (order.operation, order.transfer_type);
    assert_eq!(kind, (Operation::Move, TransferType::Image));
}

#[test]
fn the_verbs_and_the_menu_choose_the_same_type() {
    let mut screen = Screen::online();
    for (line, kind) in [("ascii", TransferType::Ascii), ("bin", TransferType::Image)] {
        screen.keys(":");
        screen.text(line);
        screen.keys("Enter");
        assert_eq!(screen.app.transfer_type(), kind);
    }
    chosen(&mut screen, "line ends are converted");
    assert_eq!(screen.app.transfer_type(), TransferType::Ascii);
}

#[test]
fn epsv_and_eprt_first_goes_by_the_mode() {
    let mut screen = Screen::online();
    screen.app.mode = ModeChoice::Passive;
    for mode in [ModeChoice::Pasv, ModeChoice::Passive] {
        chosen(&mut screen, "EPSV and EPRT first");
        assert!(matches!(
            screen.commands().as_slice(),
            [Command::SetMode(set)] if *set == mode
        ));
    }
    screen.app.mode = ModeChoice::Active;
    chosen(&mut screen, "EPSV and EPRT first");
    assert_eq!(screen.app.mode, ModeChoice::Port);
    let first = mark(&screen, "Mode", "EPSV and EPRT first");
    assert_eq!(first, ItemMark::Check(false));
}

#[test]
fn the_address_of_227_is_dialled_where_that_is_wanted() {
    let mut screen = Screen::online();
    for announced in [true, false] {
        chosen(&mut screen, "ignore the address in 227");
        assert!(matches!(
            screen.commands().as_slice(),
            [Command::SetAnnounced(set)] if *set == announced
        ));
        let check = mark(&screen, "Mode", "Ignore the address");
        assert_eq!(check, ItemMark::Check(!announced));
    }
    let mut screen = Screen::offline();
    chosen(&mut screen, "ignore the address in 227");
    assert!(screen.commands().is_empty());
}

#[test]
fn ports_and_address_of_active_mode_are_asked_for() {
    let mut screen = Screen::online();
    chosen(&mut screen, "active mode: ports");
    screen.text("50000");
    screen.keys("Enter");
    let Some(Overlay::Inquiry(inquiry)) = &screen.app.overlay else {
        panic!("the dialog stays");
    };
    assert!(inquiry.error.as_ref().unwrap().contains("not a range"));
    screen.text("-50100");
    screen.keys("Tab");
    screen.text("198.51.100.4");
    screen.keys("Enter");
    assert!(screen.app.overlay.is_none());
    let address: std::net::IpAddr = "198.51.100.4".parse().unwrap();
    assert!(matches!(
        screen.commands().as_slice(),
        [Command::SetListening { ports: Some((50_000, 50_100)), address: Some(told) }]
            if *told == address
    ));
    let menus = screen.app.menus();
    let modes = menus.iter().flat_map(|menu| &menu.items);
    let mut modes = modes.filter(|item| item.label == "Mode");
    let label = &modes.next().unwrap().submenu.last().unwrap().label;
    assert_eq!(label, "Active mode: ports 50000-50100, 198.51.100.4…");
    assert_ne!(Action::ActivePorts.label(), "");
}
