//! The row of tabs at the sizes of the design.

use crate::fixtures::{carrying, connected};
use crate::{dark, look, render, text};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use twoport::app::{
    App, Message, Moving, Overlay, Question, Spot, TabId, TabNews, TabStrip, TabView, ToastKind,
};
use twoport::model::{Operation, Shore};
use twoport::tui::glyphs::{ASCII, UNICODE};
use twoport::tui::theme::Theme;
use twoport::tui::view::draw_spots;

fn view(id: u64, label: Option<&str>) -> TabView {
    TabView {
        id: TabId(id),
        label: label.map(str::to_owned),
        online: label.is_some(),
        ..TabView::default()
    }
}

fn moving(count: usize) -> Moving {
    Moving {
        count,
        bytes: 48,
        size: 120,
    }
}

/// Three tabs: anna's, where two files move; bob's, where something failed and something is asked; and
/// one that is being connected. The one at `here` is on the screen.
pub(crate) fn three(mut app: App, here: usize) -> App {
    let mut all = vec![
        view(1, Some("anna@ftp.example.org")),
        view(2, Some("bob@nas.example.net:2121")),
        view(3, Some("anonymous@mirror.example.com")),
    ];
    all[0].moving = moving(2);
    all[0].unfinished = 5;
    all[1].failed = 1;
    all[1].waiting = 1;
    all[2].online = false;
    tell(&mut app, all, here);
    app
}

fn tell(app: &mut App, all: Vec<TabView>, here: usize) {
    let strip = TabStrip {
        all,
        here,
        behind: false,
    };
    let now = app.now;
    app.update(Message::Tabs(TabNews::Shown(strip)), now);
}

fn nine(size: (u16, u16), here: usize) -> App {
    let mut app = connected(size);
    let all = (1..=9).map(|id| view(id, Some("someone@a-long-name.example.org")));
    tell(&mut app, all.collect(), here);
    app
}

#[test]
fn the_row_is_there_at_every_size_that_has_room() {
    for size in [(120, 36), (80, 24), (60, 20), (40, 10)] {
        let app = three(connected(size), 0);
        let name = format!("tabs_{}x{}", size.0, size.1);
        insta::assert_snapshot!(name, text(&render(&app, &dark(), size)));
    }
}

#[test]
fn another_one_is_in_front_without_colours_and_in_ascii() {
    let size = (80, 24);
    let app = three(carrying(size), 1);
    let shown = text(&render(&app, &look(Theme::mono(), &ASCII), size));
    insta::assert_snapshot!("tabs_ascii", shown);
}

#[test]
fn what_goes_to_another_server_says_so_at_every_size() {
    for size in [(120, 36), (160, 45)] {
        let mut app = three(carrying(size), 0);
        if let Some(carry) = &mut app.carry {
            carry.shore = Shore::Remote;
            carry.tab = Some(TabId(2));
            carry.server = "bob@nas.example.net:2121".into();
            carry.from_title = "/pub".into();
            carry.operation = Operation::Move;
        }
        let shown = text(&render(&app, &dark(), size));
        let line = shown.lines().rev().nth(1).unwrap_or_default().to_owned();
        insta::assert_snapshot!(format!("tabs_across_{}x{}", size.0, size.1), line);
    }
}

#[test]
fn many_tabs_keep_the_one_in_front_and_their_numbers() {
    for (size, here) in [((120, 36), 4), ((80, 24), 8), ((60, 20), 0)] {
        let shown = text(&render(&nine(size, here), &dark(), size));
        let row = shown.lines().nth(1).unwrap().to_owned();
        let number = format!("❯{} ", here + 1);
        assert!(row.contains(&number), "{row}");
        let after = row.split_once(&number).unwrap().1;
        assert!(after.starts_with(['s', 'a']), "its site is told: {row}");
        assert!(row.ends_with(" +"), "{row}");
        let digits = (1..=9).filter(|digit| row.contains(&format!("{digit} ")));
        assert_eq!(digits.count(), 9, "{row}");
    }
}

#[test]
fn one_tab_takes_no_row() {
    for size in [(120, 36), (80, 24), (60, 20), (40, 10)] {
        let mut app = connected(size);
        tell(&mut app, Vec::new(), 0);
        let before = text(&render(&app, &dark(), size));
        let mut app = three(app, 0);
        assert_ne!(before, text(&render(&app, &dark(), size)), "{size:?}");
        tell(&mut app, Vec::new(), 0);
        assert_eq!(before, text(&render(&app, &dark(), size)), "{size:?}");
    }
}

#[test]
fn chips_are_clicked_where_they_are_seen() {
    for size in [(120, 36), (80, 24), (60, 20), (40, 10)] {
        let app = three(connected(size), 0);
        let mut terminal = Terminal::new(TestBackend::new(size.0, size.1)).unwrap();
        let mut spots = Vec::new();
        terminal
            .draw(|frame| spots = draw_spots(frame, &app, &dark()))
            .unwrap();
        let tabs: Vec<usize> = spots
            .iter()
            .filter_map(|(_, spot)| match spot {
                Spot::ShowTab(place) => Some(*place),
                _ => None,
            })
            .collect();
        let expected: &[usize] = if size.0 < 60 { &[1] } else { &[0, 1, 2] };
        assert_eq!(tabs, expected, "{size:?}");
    }
}

#[test]
fn closing_says_what_becomes_of_the_queue() {
    let size = (80, 24);
    let mut app = three(connected(size), 1);
    app.overlay = Some(Overlay::Question(Question::CloseTab {
        number: 2,
        active: 3,
        edits: 1,
    }));
    insta::assert_snapshot!("tabs_close", text(&render(&app, &dark(), size)));
}

#[test]
fn what_another_tab_tells_has_its_number_and_its_site() {
    let size = (120, 36);
    let mut app = three(connected(size), 0);
    let now = app.now;
    let told = TabNews::Told {
        number: 2,
        label: Some("bob@nas.example.net".into()),
        kind: ToastKind::Ok,
        text: "12 files done, 3.10 MiB in 0:07".into(),
    };
    app.update(Message::Tabs(told), now);
    let shown = text(&render(&app, &look(Theme::mono(), &UNICODE), size));
    let line = "tab 2 bob@nas.example.net: 12 files done, 3.10 MiB in 0:07";
    assert!(shown.contains(line), "{shown}");
}
