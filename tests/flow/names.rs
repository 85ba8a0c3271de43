//! Names in the server's character set: shown, chosen, made.

use crate::screen::*;
use twoport::app::{Context, ItemMark, Overlay, Target};
use twoport::engine::{Command, Event};
use twoport::model::{Charset, Entry, EntryKind, Name, NameCoding, RemotePath, Shore};

fn charset(label: &str) -> Charset {
    label.parse().unwrap()
}

fn encoded(label: &str, text: &str) -> Vec<u8> {
    charset(label).encode(text).unwrap().into_owned()
}

fn cyrillic(text: &str) -> Name {
    Name::new(encoded("cp1251", text))
}

/// Connected to a folder `архив` with names in windows-1251, nothing known of that yet.
fn screen() -> Screen {
    let mut screen = Screen::online();
    screen.keys("Tab Ctrl-R");
    let request = screen.app.remote.loading.unwrap();
    let mut link = Entry::new(cyrillic("ссылка"), EntryKind::Link);
    link.link_target = Some(encoded("cp1251", "цель"));
    let named = |text| Entry::new(cyrillic(text), EntryKind::File);
    screen.event(Event::Listed {
        request,
        path: RemotePath::from_absolute(&encoded("cp1251", "/архив")),
        told: 0,
        entries: vec![named("яблоко"), named("буква"), link, file("plain", 1)],
        verb: "LIST",
        unparsed: Vec::new(),
    });
    screen.take();
    screen
}

/// As the engine answers when it is told.
fn told(screen: &mut Screen) {
    let commands = screen.commands();
    let [Command::SetCharset(choice)] = commands.as_slice() else {
        panic!("{commands:?}");
    };
    let names = choice.map_or_else(NameCoding::default, NameCoding::from);
    screen.event(Event::NamesChanged(names));
}

fn choose(screen: &mut Screen, label: &str) {
    let (item, sub) = entry(screen, label);
    screen.keys("F9 Right");
    for _ in 0..item - 1 {
        screen.keys("Down");
    }
    screen.keys("Enter");
    for _ in 0..sub {
        screen.keys("Down");
    }
    screen.keys("Enter");
}

/// Where an item is: lines between groups are passed by themselves.
fn entry(screen: &Screen, label: &str) -> (usize, usize) {
    let menus = screen.app.menus();
    let items = menus[1].items.iter().filter(|item| !item.label.is_empty());
    let items: Vec<_> = items.collect();
    let item = items.iter().position(|item| item.label == "Character set");
    let item = item.unwrap();
    let mut sub = items[item].submenu.iter();
    let sub = sub.position(|item| item.label.starts_with(label)).unwrap();
    (item + 1, sub)
}

fn in_force(screen: &Screen) -> Vec<String> {
    let menus = screen.app.menus();
    let menu = menus[1]
        .items
        .iter()
        .find(|item| item.label == "Character set");
    let set = menu.unwrap().submenu.iter();
    set.filter(|item| item.mark == ItemMark::Radio(true))
        .map(|item| item.label.clone())
        .collect()
}

#[test]
fn a_character_set_is_in_force_at_once_for_what_is_on_the_screen() {
    let mut screen = screen();
    assert_eq!(
        in_force(&screen),
        ["Detect: UTF-8, else what the names look like"]
    );
    screen.stand_on("áóêâà");
    screen.keys("Space Up");
    choose(&mut screen, "Cyrillic");
    told(&mut screen);
    assert_eq!(
        screen.shown(Shore::Remote),
        ["plain", "буква", "ссылка", "яблоко"],
        "read and sorted anew"
    );
    assert_eq!(
        screen.at(Shore::Remote),
        "буква",
        "the cursor stays on its name"
    );
    assert_eq!(screen.app.remote.chosen()[0].text(), "буква");
    assert_eq!(screen.app.remote.marks.len(), 1);
    assert_eq!(screen.app.remote.title, "/архив");
    assert_eq!(in_force(&screen), ["Cyrillic  windows-1251"]);
    assert_eq!(screen.toast(), "names: windows-1251");
    assert!(
        screen.app.remote.loading.is_none(),
        "nothing is listed again"
    );
    choose(&mut screen, "UTF-8");
    told(&mut screen);
    assert_eq!(screen.at(Shore::Remote), "áóêâà");
    choose(&mut screen, "Detect");
    told(&mut screen);
    assert_eq!(in_force(&screen).len(), 1);
}

#[test]
fn a_guess_is_told_in_the_menu() {
    let mut screen = screen();
    screen.event(Event::NamesChanged(charset("cp1251").into()));
    assert_eq!(screen.shown(Shore::Remote)[1], "буква");
    assert_eq!(in_force(&screen), ["Detect: UTF-8 and windows-1251 here"]);
}

#[test]
fn any_other_character_set_is_typed() {
    let mut screen = screen();
    choose(&mut screen, "Other");
    assert_eq!(screen.app.context(), Context::Prompt);
    screen.text("klingon");
    screen.keys("Enter");
    assert!(screen.toast().starts_with("`klingon` is no character set"));
    assert_eq!(screen.app.context(), Context::Prompt, "to be corrected");
    assert!(screen.commands().is_empty());
    screen.keys("Ctrl-U");
    screen.text("koi8-r");
    screen.keys("Enter");
    assert!(screen.app.overlay.is_none());
    told(&mut screen);
    assert_eq!(in_force(&screen), ["Other: KOI8-R…"]);
}

#[test]
fn typed_names_go_out_in_the_sites_character_set() {
    let mut screen = screen();
    screen.event(Event::NamesChanged(charset("cp1251").into()));
    screen.keys("a");
    screen.text("папка");
    screen.keys("Enter");
    let directory = RemotePath::from_absolute(&encoded("cp1251", "/архив"));
    let commands = screen.commands();
    let [Command::MakeDir { path, .. }] = commands.as_slice() else {
        panic!("{commands:?}");
    };
    assert_eq!(*path, directory.join(&cyrillic("папка")));
    screen.stand_on("буква");
    screen.keys("F2");
    let Some(Overlay::Prompt(prompt)) = &screen.app.overlay else {
        panic!("no prompt");
    };
    assert_eq!(prompt.input.value(), "буква");
    screen.text("2");
    screen.keys("Enter");
    let commands = screen.commands();
    let [Command::Rename { from, to, .. }] = commands.as_slice() else {
        panic!("{commands:?}");
    };
    assert_eq!(*from, directory.join(&cyrillic("буква")));
    assert_eq!(*to, directory.join(&cyrillic("буква2")));
    screen.keys("Alt-C");
    screen.text("/архив/папка");
    screen.keys("Enter");
    let commands = screen.commands();
    let [Command::List { path, .. }] = commands.as_slice() else {
        panic!("{commands:?}");
    };
    assert_eq!(*path, directory.join(&cyrillic("папка")));
}

#[test]
fn what_cannot_be_written_is_said_and_nothing_is_sent() {
    let mut screen = screen();
    screen.event(Event::NamesChanged(charset("cp1251").into()));
    for (key, text) in [("a", "日本"), ("Alt-C", "/日本")] {
        screen.keys(key);
        screen.text(text);
        screen.keys("Enter");
        assert_eq!(
            screen.toast(),
            "`日` cannot be written in windows-1251, which the names here are in: take another \
             name, or another character set (menu Connection)"
        );
        assert_eq!(screen.app.context(), Context::Prompt);
        assert!(screen.commands().is_empty());
        screen.keys("Esc");
    }
}

#[test]
fn what_nothing_can_read_is_renamed_and_deleted_by_its_bytes() {
    let mut screen = screen();
    screen.event(Event::NamesChanged(charset("shift_jis").into()));
    let odd = Name::new(b"\x95\xff.txt".to_vec());
    screen.keys("Ctrl-R");
    screen.answer_remote("/", vec![Entry::new(odd.clone(), EntryKind::File)]);
    screen.take();
    screen.keys("F2 Ctrl-U");
    screen.text("fine.txt");
    screen.keys("Enter");
    let commands = screen.commands();
    let [Command::Rename { from, .. }] = commands.as_slice() else {
        panic!("{commands:?}");
    };
    assert_eq!(from.as_bytes(), b"/\x95\xff.txt");
    screen.keys("F8 y");
    let commands = screen.commands();
    let [Command::Delete { targets, .. }] = commands.as_slice() else {
        panic!("{commands:?}");
    };
    assert_eq!(*targets, [(path("/").join(&odd), EntryKind::File)]);
}

#[test]
fn a_name_that_is_there_in_other_bytes_counts_as_taken() {
    let mut screen = screen();
    screen.event(Event::NamesChanged(charset("cp1251").into()));
    screen.keys("Tab Ctrl-R");
    screen.answer_local(WORK, vec![file("буква", 1), file("новая", 1)]);
    screen.keys("Ctrl-A p Tab");
    assert_eq!(screen.app.target(), Some(Target::Ok { conflicts: 1 }));
    screen.keys("Esc Tab");
    screen.stand_on("буква");
    screen.keys("p Tab");
    assert_eq!(screen.app.target(), Some(Target::Ok { conflicts: 1 }));
    assert_eq!(screen.app.carry.as_ref().unwrap().from_title, "/архив");
}

#[test]
fn the_choice_belongs_to_the_site() {
    let mut screen = screen();
    choose(&mut screen, "Cyrillic");
    told(&mut screen);
    screen.disconnected(None);
    screen.take();
    screen.keys("Ctrl-R");
    let commands = screen.commands();
    let [Command::Connect(site)] = commands.as_slice() else {
        panic!("{commands:?}");
    };
    assert_eq!(site.charset, Some(charset("cp1251")));
}
