//! The settings, and the menu of themes.

use crate::fixtures::connected;
use crate::sheet::check;
use twoport::app::{App, MenuState, Overlay, SettingsList};
use twoport::model::settings::SETTINGS;

/// The list of settings, the cursor on one that was changed.
fn settings(size: (u16, u16)) -> App {
    let mut app = connected(size);
    app.toast = None;
    app.settings.sessions = 5;
    app.settings.limits.down = Some(2 << 20);
    let at = SETTINGS
        .iter()
        .position(|setting| setting.key == "sessions");
    app.overlay = Some(Overlay::Settings(Box::new(SettingsList {
        at: at.unwrap(),
        ..SettingsList::default()
    })));
    app
}

/// A setting is typed, and makes no sense.
fn typing(size: (u16, u16)) -> App {
    let mut app = settings(size);
    if let Some(Overlay::Settings(list)) = &mut app.overlay {
        list.typed = Some("many".into());
        list.error = Some("It takes a number from 0 to 16.".into());
    }
    app
}

#[test]
fn the_settings() {
    check("settings", settings);
    check("settings_typing", typing);
}

#[test]
fn the_menu_of_themes() {
    check("menu_theme", |size| {
        let mut app = connected(size);
        let menus = app.menus();
        let menu = menus.iter().position(|menu| menu.title == "View").unwrap();
        let items = &menus[menu].items;
        let item = items.iter().position(|item| item.label == "Theme").unwrap();
        app.overlay = Some(Overlay::Menu(MenuState {
            alone: false,
            menu,
            item,
            sub: Some(2),
        }));
        app
    });
}
