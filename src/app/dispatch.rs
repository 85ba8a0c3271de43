//! From action to what it does, by what has the keys.

use super::encryption::security_of;
use super::keymap::Context;
use super::menu::CHARSETS;
use super::settings_list::{column_of, theme_of};
use super::{Action, App, Effect, Focus, Overlay, TabStart, ToastKind};
use crate::model::Shore;
use crate::model::settings::SortKey;
use crate::model::text::plural;
use jiff::SignedDuration;

/// How soon Ctrl-C must be pressed again to be taken for a wish to quit.
const INTERRUPT_TIME: SignedDuration = SignedDuration::from_secs(2);

impl App {
    pub(super) fn act(&mut self, action: Action) {
        match action {
            Action::Cancel => return self.cancel(),
            Action::Suspend => return self.effects.push(Effect::Suspend),
            Action::Redraw => return self.effects.push(Effect::Redraw),
            _ => {}
        }
        match self.context() {
            Context::Menu => self.act_in_menu(action),
            Context::Prompt => self.act_in_prompt(action),
            Context::Inquiry => self.act_in_inquiry(action),
            Context::Mirror => self.act_in_mirror(action),
            Context::Bookmarks => self.act_in_bookmarks(action),
            Context::Connect => self.act_in_form(action),
            Context::Settings | Context::SettingText => self.act_in_settings(action),
            Context::Sites | Context::SiteFind | Context::SiteForm | Context::RemoveSite => {
                self.act_in_sites(action);
            }
            Context::Limits => self.act_in_limits(action),
            Context::Details => self.act_in_details(action),
            Context::Properties => self.act_in_properties(action),
            Context::Permissions => self.act_in_permissions(action),
            Context::Filter => self.act_in_filter(action),
            Context::Delete
            | Context::Follow
            | Context::Undo
            | Context::CancelTransfer
            | Context::Conflict
            | Context::Restored
            | Context::WrongLines
            | Context::RemovedLines
            | Context::Quit
            | Context::CloseTab
            | Context::EditConflict
            | Context::Certificate
            | Context::ReplaceCertificate => self.answer(action),
            Context::Notice | Context::NotConnected => self.act_in_notice(action),
            Context::Line => self.act_in_line(action),
            Context::LineSearch => self.act_in_line_search(action),
            Context::Palette => self.act_in_palette(action),
            Context::Answer => self.act_in_answer(action),
            Context::Doctor | Context::ActiveModes => self.act_in_doctor(action),
            Context::Help => self.act_in_help(action),
            Context::Find if self.focus == Focus::Log => self.act_in_log_find(action),
            Context::Find => self.act_in_find(action),
            Context::Viewer => self.act_in_viewer(action),
            Context::Panes
            | Context::Carrying
            | Context::Transfers
            | Context::Log
            | Context::Sockets => self.act_in_main(action),
        }
    }

    /// An action of the main views; also what the menu chooses.
    pub(super) fn act_in_main(&mut self, action: Action) {
        match action {
            Action::Help => self.overlay = Some(Overlay::Help { top: 0 }),
            Action::Menu => self.open_menu(0),
            Action::ContextMenu => self.open_context_menu(),
            Action::ToggleMouse => self.toggle_mouse(),
            Action::FoldConnection => self.fold_connection(),
            Action::FoldTransfers => self.fold_transfers(),
            Action::ThrowLeft => self.throw(Shore::Local),
            Action::ThrowRight => self.throw(Shore::Remote),
            Action::About => self.about(),
            Action::Quit => self.quit_or_ask(),
            _ if self.act_on_data(action) => {}
            _ if CHARSETS.contains(&action) => self.choose_charset(action),
            Action::Transfers => self.toggle_view(Focus::Transfers),
            Action::Log => self.toggle_view(Focus::Log),
            Action::Sockets => self.toggle_view(Focus::Sockets),
            Action::Doctor => self.open_doctor(),
            Action::NewTab => self.open_tab(TabStart::Empty),
            Action::CloseTab => self.close_tab(),
            Action::NextTab => self.step_tab(false),
            Action::PreviousTab => self.step_tab(true),
            Action::Back if self.focus != Focus::Transfers => {
                self.focus = Focus::Pane(self.last_pane);
            }
            Action::CommandLine => self.open_line(),
            Action::Palette => self.open_palette(),
            Action::Shell => self.open_shell("", false),
            Action::Connect => self.open_form(None),
            Action::Sites => self.open_sites(),
            Action::ImportSites => self.ask_import(),
            Action::Reconnect => self.reconnect(),
            Action::Disconnect => self.disconnect(),
            Action::KeepAlive => self.toggle_keep_alive(),
            Action::PreviousSession => self.show_session(true),
            Action::NextSession => self.show_session(false),
            Action::Answer => self.ask_next(),
            Action::UndoDrop => self.undo_drop(),
            Action::RetryFailed => self.retry_failed(),
            Action::ClearDone => self.clear_done(),
            Action::PauseAll => self.pause_all(),
            Action::EditQueue => self.edit_queue(),
            Action::Bandwidth => self.ask_bandwidth(),
            Action::Sessions => self.ask_sessions(),
            Action::Settings => self.open_settings(),
            _ if let Some(theme) = theme_of(action) => self.choose_theme(theme),
            _ if let Some(column) = column_of(action) => self.toggle_column(column),
            _ if let Some(security) = security_of(action) => self.choose_security(security),
            _ => match self.focus {
                Focus::Pane(shore) => self.act_in_pane(shore, action),
                Focus::Transfers => self.act_in_transfers(action),
                Focus::Log => self.act_in_log(action),
                Focus::Viewer => self.act_in_viewer(action),
                Focus::Sockets => self.act_in_sockets(action),
            },
        }
    }

    fn act_in_pane(&mut self, shore: Shore, action: Action) {
        match action {
            _ if self.act_on_recent(shore, action) => {}
            Action::SwitchPane => self.go_to_pane(shore.other()),
            Action::LocalPane => self.go_to_pane(Shore::Local),
            Action::RemotePane => self.go_to_pane(Shore::Remote),
            Action::Open => self.open(),
            Action::View => self.view(),
            Action::Edit => self.edit(),
            Action::Parent => self.go_up(),
            Action::StepBack => self.step_along(true),
            Action::StepForward => self.step_along(false),
            Action::Bookmark => self.add_bookmark(shore),
            Action::Bookmarks => self.open_bookmarks(),
            Action::Compare => self.ask_compare(),
            Action::MarkDiffering => self.mark_differing(),
            Action::Synchronize => self.toggle_synchronized(),
            Action::GoTo => self.ask_path(),
            Action::Refresh => self.refresh_by_user(shore),
            Action::Find => {
                self.make_room_for_keys();
                self.pane_mut(shore).begin_find();
            }
            Action::FindNext => self.find_again(false),
            Action::FindPrevious => self.find_again(true),
            Action::Filter => self.begin_filter(),
            Action::Sort => self.open_sort_menu(),
            Action::SortName => self.sort_by(SortKey::Name),
            Action::SortSize => self.sort_by(SortKey::Size),
            Action::SortModified => self.sort_by(SortKey::Modified),
            Action::SortExtension => self.sort_by(SortKey::Extension),
            Action::DirectoriesFirst => self.toggle_directories_first(),
            Action::SortReverse => self.sort_by(self.pane(shore).sort.key),
            Action::Hidden => self.toggle_hidden(),
            Action::Properties => self.show_properties(shore),
            Action::Permissions => self.ask_permissions(shore),
            Action::CopyPath | Action::CopyUrl => self.copy_places(shore, action),
            _ if self.carry.is_some() && self.act_carrying(action) => {}
            _ if self.carry.is_none() && self.act_on_files(shore, action) => {}
            _ => {
                let height = self.height();
                self.pane_mut(shore).walk(action, height);
            }
        }
    }

    /// Ctrl-C: leaves what is in front and never quits at once.
    fn cancel(&mut self) {
        let connecting = matches!(self.link, super::Link::Connecting { .. });
        let interrupted = self.interrupted_at.take();
        if self.overlay.is_some() {
            self.leave_overlay();
        } else if self.context() == Context::Find {
            self.act(Action::Leave);
        } else if self.context() == Context::Filter {
            self.act_in_filter(Action::Leave);
        } else if self.give_up_search() || self.abandon_listing() || self.give_up_reconnecting() {
        } else if connecting {
            self.give_up_connecting();
        } else if self.carry.is_some() {
            self.put_back();
        } else if self.focus == Focus::Viewer {
            self.leave_viewer();
        } else if !matches!(self.focus, Focus::Pane(_)) {
            self.focus = Focus::Pane(self.last_pane);
        } else if interrupted.is_some_and(|at| self.since(at) <= INTERRUPT_TIME) {
            self.ask_to_quit();
        } else {
            self.interrupted_at = Some(self.now);
            let key = self.key_for(Context::Panes, Action::Cancel);
            let text = format!("nothing to cancel; {key} once more asks whether to quit");
            self.say(ToastKind::Info, text);
        }
    }

    /// Esc in an overlay, and Ctrl-C: the answer that changes nothing.
    fn leave_overlay(&mut self) {
        match self.context() {
            Context::Follow | Context::Undo => self.answer(Action::Decline),
            Context::Mirror => self.act_in_mirror(Action::Decline),
            Context::Conflict
            | Context::Restored
            | Context::WrongLines
            | Context::RemovedLines
            | Context::EditConflict
            | Context::Certificate
            | Context::ReplaceCertificate
            | Context::Delete => self.answer(Action::Leave),
            Context::Doctor | Context::ActiveModes => self.act_in_doctor(Action::Leave),
            Context::SettingText => self.act_in_settings(Action::Leave),
            Context::Properties => self.close_properties(),
            Context::Prompt => {
                // All of it, the site manager too.
                self.memory.manager = None;
                self.act_in_prompt(Action::Leave);
            }
            // What was changed in it is not thrown away by one key.
            Context::SiteForm => self.act_in_sites(Action::Leave),
            Context::Sites | Context::SiteFind | Context::RemoveSite => self.close_sites(),
            _ => {
                self.overlay = None;
                self.memory.manager = None;
            }
        }
    }

    /// Takes the mouse from the terminal, or gives it back.
    pub(super) fn set_mouse(&mut self, ours: bool) {
        self.mouse = ours;
        self.let_slip();
        self.effects.push(Effect::Mouse(ours));
    }

    fn toggle_mouse(&mut self) {
        self.set_mouse(!self.mouse);
        let text = if self.mouse {
            "the mouse is for Twoport; with Shift most terminals select".to_owned()
        } else {
            let key = self.key_for(Context::Panes, Action::ToggleMouse);
            format!("the terminal has its mouse back; {key} takes it again")
        };
        self.say(ToastKind::Info, text);
    }

    fn toggle_view(&mut self, view: Focus) {
        if self.focus == view {
            self.focus = Focus::Pane(self.last_pane);
        } else {
            self.show_view(view);
        }
    }

    pub(super) fn show_view(&mut self, view: Focus) {
        // What is dragged may have come from the pane where something was being found.
        for shore in [Shore::Local, Shore::Remote] {
            self.pane_mut(shore).find = None;
            self.pane_mut(shore).keep_filter();
        }
        self.focus = view;
        self.queue.typing = false;
        match view {
            Focus::Log => self.log.unread = 0,
            Focus::Transfers => self.stand_on_what_matters(),
            Focus::Sockets => self.sample_sockets(),
            Focus::Pane(_) | Focus::Viewer => {}
        }
    }

    fn about(&mut self) {
        let lines = vec![
            format!("Twoport {}", env!("CARGO_PKG_VERSION")),
            env!("CARGO_PKG_DESCRIPTION").into(),
            "Where there is no TLS in the bar, what is sent can be read on the way.".into(),
        ];
        self.tell("About Twoport", lines);
    }

    fn act_in_help(&mut self, action: Action) {
        if action == Action::Leave {
            self.overlay = None;
            return;
        }
        let lines: usize = self.help().iter().map(|group| group.keys.len() + 2).sum();
        let page = usize::from(self.size.1).saturating_sub(4);
        if let Some(Overlay::Help { top }) = &mut self.overlay {
            *top = match action {
                Action::Last => lines.saturating_sub(page),
                _ => super::pane::moved(*top, lines, page, action),
            };
        }
    }

    pub(super) fn quit_or_ask(&mut self) {
        let nothing_left = self.unfinished_in_all() == 0 && self.unsent_in_all() == 0;
        let watched = self.told_of_watched().is_some();
        if nothing_left && !watched && self.carry.is_none() {
            self.quit();
        } else {
            self.ask_to_quit();
        }
    }

    /// Tells how much there is, for a toast: `1 item`, `3 items`.
    pub(super) fn items(count: usize) -> String {
        plural(count, "item")
    }
}
